# SPDX-License-Identifier: Apache-2.0
"""What panes wish of the desk: another context, another model, text for another pane. Real services, no window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from edgeassist.api import GROUP, Handoff, ModelView, Notice, PaneContext, PaneSpec
from edgeassist.app.models_here import Target
from edgeassist.app.resizing import Resizing
from edgeassist.core import settings
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.wire import Load
from tests.support.scripted_services import card, stored
from tests.support.windowless_desk import WindowlessDesk

NOTES = PaneSpec(id="notes", title="Notes", icon="pane", build=lambda _context: pytest.fail("no window, no pane"))
TINY_MEMORY = 1_000_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WindowlessDesk]:
    stored(tmp_path / "home", card("one"), card("two"))
    made = WindowlessDesk(tmp_path / "home")
    made.services.change_settings(context_tokens=1024)
    made.watched()
    yield made
    made.close()


@pytest.fixture
def pane(desk: WindowlessDesk) -> PaneContext:
    context = desk.desk.context(NOTES)
    context.use_model("one")
    desk.until_in_use("one")
    return context


def in_room(desk: WindowlessDesk, tokens: int) -> Callable[[], bool]:
    def met() -> bool:
        now = desk.desk.model()
        return now is not None and now.context_tokens == tokens

    return met


def kept(desk: WindowlessDesk) -> int:
    desk.settled()
    desk.settled()
    return settings.load(desk.services.places.settings)[0].context_tokens


def test_a_context_that_worked_is_kept_as_the_setting(desk: WindowlessDesk, pane: PaneContext) -> None:
    pane.resize_context(2048)
    desk.heard.until(in_room(desk, 2048), "a context of 2048")
    assert kept(desk) == 2048
    assert pane.model == ModelView("one", "one", 2048, context_trained_tokens=4096)
    assert {model.id: model.context_tokens for model in pane.models()} == {"one": 2048, "two": 0}
    assert desk.heard.notices == []


def test_a_model_is_given_no_more_than_it_was_trained_for_and_the_pane_is_told(
    desk: WindowlessDesk, pane: PaneContext
) -> None:
    pane.resize_context(2048)
    desk.heard.until(in_room(desk, 2048), "a context of 2048")
    pane.resize_context(100_000)
    desk.heard.until(in_room(desk, 4096), "a context of 4096")
    pane.resize_context(100_000)
    assert "reads 4,096 tokens at once" in desk.heard.notice("not trained to read more").text


def test_a_context_that_does_not_fit_is_refused_with_the_numbers(
    desk: WindowlessDesk, pane: PaneContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.desk.model()
    monkeypatch.setattr(desk.services, "free_bytes", lambda: TINY_MEMORY)
    pane.resize_context(4096)
    notice = desk.heard.notice("does not fit into memory")
    assert "1.0 MB free" in notice.text
    assert notice.tone == "warn"
    assert desk.desk.model() == before
    assert kept(desk) == 1024


def test_a_context_that_does_not_work_leaves_the_one_before(
    desk: WindowlessDesk, pane: PaneContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = desk.services.load_command
    refused = [True]

    def load_command(target: Target, *, context_tokens: int = 0, threads: int = 0, anyway: bool = False) -> Load:
        command = right(target, context_tokens=context_tokens, threads=threads, anyway=anyway)
        wrong = msgspec.structs.replace(command, path=command.path + "-refuse")
        return wrong if refused and refused.pop() else command

    monkeypatch.setattr(desk.services, "load_command", load_command)
    pane.resize_context(2048)
    assert desk.heard.notice("could not be loaded with room for 2,048 tokens").hint.startswith("It is used with 1,024")
    desk.heard.until(in_room(desk, 1024), "a context of 1024")
    assert kept(desk) == 1024


def test_without_a_model_there_is_no_context_to_change(desk: WindowlessDesk) -> None:
    desk.desk.context(NOTES).resize_context(2048)
    assert desk.heard.notice("No model is loaded").tone == "warn"


def test_text_goes_to_the_window_when_some_pane_at_the_door_takes_it(desk: WindowlessDesk, pane: PaneContext) -> None:
    takers = {wish for row in desk.desk.panes() if row.spec is not None for wish in row.spec.takes}
    assert {"summarize", "translate"} <= takers, f"the group {GROUP} lacks our own panes"
    handoff = Handoff("Long text.", "summarize", "Chat: pump", "en")
    assert pane.hand_off(handoff)
    assert not pane.hand_off(Handoff("la la", "sing"))
    assert [event for event in desk.heard.said if isinstance(event, Handoff)] == [handoff]


def test_a_context_that_ends_with_a_resting_engine_is_told_and_not_kept(
    desk: WindowlessDesk, pane: PaneContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ModelView("one", "One", 1024, context_trained_tokens=4096)
    told: list[Notice] = []
    again: list[str] = []
    resizing = Resizing(desk.services, lambda work: work(), told.append, again.append)
    monkeypatch.setattr(type(desk.services.engine), "state", EngineState(phase=Phase.RESTING))
    resizing._end(before, 2048, worked=False)
    assert [notice.text for notice in told] == ["One could not be loaded with room for 2,048 tokens."]
    assert (told[0].hint, again) == ("The setting is as it was. Nothing was lost.", [])
    assert desk.services.settings.context_tokens == 1024
