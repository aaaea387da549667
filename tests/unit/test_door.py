# SPDX-License-Identifier: Apache-2.0
"""The door of a pane: what goes through it, to whom, and what a command line's door does without a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.api import Handoff, ModelView, Notice, PaneContext, Task
from edgeassist.app.door import Door, open_door
from edgeassist.core.paths import FolderUnavailable
from edgeassist.core.stop import Stopped
from edgeassist.ui.ports import Answered, DeskEvent
from edgeassist.wire import AnyEvent, Cancelled, Count, Counted, Delta, Done, Failed, Generate, Usage
from tests.support.scripted_services import USAGE, ScriptedServices, card, said, stored


class Around:
    """A host that keeps what it hears."""

    def __init__(self) -> None:
        self.now: ModelView | None = None
        self.wishes: list[object] = []
        self.told: list[DeskEvent] = []

    def model(self) -> ModelView | None:
        return self.now

    def models(self) -> tuple[ModelView, ...]:
        return (ModelView("tiny", "Tiny", 0),)

    def use_model(self, card_id: str) -> None:
        self.wishes.append(card_id)

    def resize_context(self, tokens: int) -> None:
        self.wishes.append(tokens)

    def serves(self, wish: str) -> bool:
        return wish == "summarize"

    def publish(self, event: DeskEvent) -> None:
        self.told.append(event)


class Pane:
    """A pane behind its door, with everything both sides heard."""

    def __init__(self, services: ScriptedServices) -> None:
        self.services, self.host = services, Around()
        self.heard: list[AnyEvent] = []
        self.door: PaneContext = Door(services, self.host, "notes")

    def ask(self, *script: AnyEvent) -> int:
        self.services.engine.scripts.append(list(script))
        return self.door.generate(Generate(prompt="x"), self.heard.append)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[ScriptedServices]:
    with ScriptedServices(tmp_path) as made:
        yield made


@pytest.fixture
def pane(services: ScriptedServices) -> Pane:
    return Pane(services)


def test_a_pane_hears_its_answer_and_the_window_its_cost(pane: Pane) -> None:
    events = said("Hel", "lo")
    pane.ask(*events)
    assert pane.heard == events
    assert pane.host.told == [Answered(USAGE)]


def test_a_cancelled_answer_has_a_cost_and_a_failed_one_has_none(pane: Pane) -> None:
    usage = Usage(prompt_tokens=3)
    pane.ask(Delta(text="a"), Cancelled(usage=usage))
    pane.ask(Failed(code="engine-crashed", message="It crashed."))
    assert pane.host.told == [Answered(usage)]
    assert len(pane.heard) == 3


def test_the_pane_hears_the_end_before_the_window_does(pane: Pane, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    monkeypatch.setattr(pane.host, "publish", lambda _event: order.append("window"))
    pane.services.engine.scripts.append([Done(reason="stop")])
    pane.door.generate(Generate(prompt="x"), lambda _event: order.append("pane"))
    assert order == ["pane", "window"]


def test_counting_is_answered_and_costs_the_window_no_word(pane: Pane) -> None:
    pane.door.count(Count(prompt="one two three"), pane.heard.append)
    assert pane.heard == [Counted(tokens=6), Done(reason="counted")]
    assert pane.host.told == []


def test_the_door_passes_on_and_keeps_nothing(pane: Pane) -> None:
    assert pane.door.model is None
    assert not pane.door.offers(Task("chat")).ok
    pane.host.now = ModelView("tiny", "Tiny", 512)
    assert [pane.door.model] == [pane.host.now]
    assert pane.door.offers(Task("chat")).ok
    assert [model.id for model in pane.door.models()] == ["tiny"]
    pane.door.use_model("tiny")
    pane.door.resize_context(2048)
    assert pane.host.wishes == ["tiny", 2048]
    pane.door.cancel(7)
    assert pane.services.engine.cancelled == [7]
    pane.door.tell(Notice("Hello."))
    assert pane.host.told == [Notice("Hello.")]


def test_a_door_opens_the_history_and_the_documents_only_when_asked(pane: Pane, tmp_path: Path) -> None:
    history, documents = pane.door.history, pane.door.documents
    assert not pane.services.places.history.exists()
    history.start().add_question("Kept?")
    assert [turn.text for turn in history.latest().turns()] == ["Kept?"]
    assert history.start().turns() == ()
    assert history.open(history.latest().id or 0).title == "Kept?"
    assert [entry.title for entry in history.shelf.entries()] == ["Kept?"]
    assert history.export(tmp_path / "all.json") == 1
    assert documents is pane.door.documents


def test_every_pane_has_two_folders_of_its_own(pane: Pane) -> None:
    kept, cache = pane.door.folder, pane.door.cache
    assert kept == pane.services.places.data / "panes" / "notes"
    assert cache == pane.services.places.cache / "panes" / "notes"
    assert kept.is_dir()
    assert cache.is_dir()
    assert Door(pane.services, pane.host, "../up").folder.parent == kept.parent


def test_a_folder_that_cannot_be_made_is_an_error_with_a_sentence(pane: Pane) -> None:
    (pane.services.places.data / "panes").write_text("in the way")
    with pytest.raises(FolderUnavailable, match="cannot be used"):
        _ = pane.door.folder


def test_text_is_handed_to_a_pane_that_serves_the_wish_and_to_no_other(pane: Pane) -> None:
    handoff = Handoff("Long text.", "summarize", "Chat: pump", "en")
    assert pane.door.can_hand_off("summarize")
    assert pane.door.hand_off(handoff)
    assert not pane.door.can_hand_off("sing")
    assert not pane.door.hand_off(Handoff("text", "sing"))
    assert pane.host.told == [handoff]


def test_a_command_s_door_loads_at_once_and_speaks_on_stderr(
    services: ScriptedServices, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored(tmp_path, card("small"))
    door = open_door(services, "notes")
    assert door.model is None
    assert [model.id for model in door.models()] == ["small"]
    door.resize_context(1024)
    assert services.loads == [], "without a model in use there is nothing to load again"
    door.use_model("small")
    door.resize_context(1024)
    assert services.loads == [("small", 0, 0, False), ("small", 1024, 0, False)]
    assert not door.can_hand_off("summarize")
    assert not door.hand_off(Handoff("text", "summarize"))
    door.tell(Notice("The document was cut.", "Read it in parts."))
    assert capsys.readouterr() == ("", "The document was cut. Read it in parts.\n")


def test_closed_services_answer_no_question_about_texts(services: ScriptedServices) -> None:
    documents = open_door(services, "notes").documents
    services.close()
    with pytest.raises(Stopped):
        documents.language("This is a sentence in English.")
