# SPDX-License-Identifier: Apache-2.0
"""The starter in the window's desk: it stands in while nothing else is here, and gives way to the first model."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from edgeassist.api import Offer, Task
from edgeassist.app.card_views import BUILT_IN
from edgeassist.core import settings
from edgeassist.core.paths import places
from edgeassist.panes.chat.spec import SPEC
from edgeassist.runtime.state import Phase
from edgeassist.store.starter import Starter
from edgeassist.ui.ports import CardsChanged, Removed, Resumed
from tests.support.scripted_services import card, stored
from tests.support.starters import WHY, stand_in
from tests.support.windowless_desk import PlayedServices, WindowlessDesk

Open = Callable[..., WindowlessDesk]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open a desk whose program came with a starter; every further one is another start on the same folders."""
    made: list[WindowlessDesk] = []

    def open_desk(starter: Starter | None = None) -> WindowlessDesk:
        services = PlayedServices(tmp_path / "home")
        services.starter = starter or stand_in(tmp_path / "shipped" / "starter")
        made.append(WindowlessDesk(tmp_path / "home", services=services))
        return made[-1].watched()

    yield open_desk
    for one in made:
        one.close()


def kept(desk: WindowlessDesk) -> str:
    """Return which model the settings on disk name."""
    return settings.load(desk.services.places.settings)[0].model


def until_kept(desk: WindowlessDesk, card_id: str) -> None:
    """Wait until the choice is on disk: the engine's word and the lane's work cross on the way."""
    for _ in range(100):
        if kept(desk) == card_id:
            return
        desk.settled()
    pytest.fail(f"{card_id} is not kept")


def test_a_fresh_install_has_a_model_in_use_and_chooses_none(opened: Open) -> None:
    desk = opened()
    desk.until_in_use("starter")
    desk.settled()
    assert desk.services.settings.model == ""
    assert desk.heard.notices == []
    (view,) = desk.desk.cards()
    assert (view.id, view.built_in, view.in_use, view.usable, view.can_quantize) == ("starter", True, True, True, False)
    assert view.numbers == (BUILT_IN,)
    assert f"Not used to sum texts up: {WHY}\n" in view.details
    assert "Can translate from English to Spanish: chrF 41.2" in view.details


def test_a_pane_hears_what_the_model_in_use_may_be_asked(opened: Open) -> None:
    desk = opened()
    pane = desk.desk.context(SPEC)
    desk.until_in_use("starter")
    assert pane.offers(Task("chat")) == Offer(True)
    assert pane.offers(Task("summarize")) == Offer(False, f"Starter cannot sum texts up: {WHY}.")
    brought = desk.brought("First")
    desk.until_in_use(brought)
    assert pane.offers(Task("summarize")).ok


def test_without_a_model_in_use_nothing_is_offered(opened: Open, tmp_path: Path) -> None:
    desk = opened(Starter(tmp_path / "nowhere"))
    desk.settled()
    assert desk.desk.context(SPEC).offers(Task("chat")) == Offer(False, "No model is loaded.")


def test_the_first_real_model_takes_its_place_for_good(opened: Open) -> None:
    desk = opened()
    desk.until_in_use("starter")
    brought = desk.brought("First")
    desk.until_in_use(brought)
    desk.settled()
    assert kept(desk) == brought
    assert [view.id for view in desk.desk.cards()] == [brought, "starter"]
    desk.close()
    again = opened()
    again.until_in_use(brought)


def test_a_starter_that_was_chosen_keeps_its_place(opened: Open) -> None:
    desk = opened()
    desk.until_in_use("starter")
    desk.services.change_settings(model="starter")
    desk.brought("First")
    desk.until_in_use("starter")
    desk.settled()
    assert kept(desk) == "starter"


def test_using_it_is_a_choice_that_is_kept(opened: Open) -> None:
    desk = opened()
    brought = desk.brought("First")
    desk.until_in_use(brought)
    desk.desk.use_model("starter")
    until_kept(desk, "starter")
    desk.close()
    again = opened()
    again.until_in_use("starter")


def test_an_import_that_fails_leaves_it_in_use(opened: Open) -> None:
    desk = opened()
    desk.until_in_use("starter")
    desk.settled()
    desk.until_in_use("starter")
    assert desk.services.settings.model == ""


def test_a_model_that_is_here_already_takes_its_place(opened: Open) -> None:
    desk = opened()
    path = desk.file("First")
    first = desk.brought("First")
    desk.services.change_settings(model="")
    desk.desk.use_again("starter")
    desk.until_in_use("starter")
    desk.bring(path).end()
    desk.until_in_use(first)


def test_with_models_here_but_none_chosen_the_person_chooses(opened: Open, tmp_path: Path) -> None:
    stored(tmp_path / "home", card("one"), card("two"))
    desk = opened()
    desk.settled()
    assert desk.desk.state().phase is Phase.OFF
    assert desk.services.engine.worker_pid is None


def test_it_answers_where_the_chosen_model_stopped_the_engine_twice(opened: Open, tmp_path: Path) -> None:
    stored(tmp_path / "home", msgspec.structs.replace(card("deadly"), deaths=2))
    settings.change(places({"EDGEASSIST_HOME": str(tmp_path / "home")}).settings, {"model": "deadly"})
    desk = opened()
    hint = desk.heard.notice("stopped the engine twice").hint
    assert hint == "Use it from Models to try again. The starter answers meanwhile."
    desk.until_in_use("starter")
    assert kept(desk) == "deadly"


def test_removing_the_last_model_brings_it_back_until_the_undo(opened: Open) -> None:
    desk = opened()
    brought = desk.brought("First")
    desk.until_in_use(brought)
    desk.desk.remove_model(brought)
    desk.heard.until(lambda: any(isinstance(one, Removed) for one in desk.heard.said), "the removal")
    desk.until_in_use("starter")
    desk.desk.restore_model(brought)
    desk.until_in_use(brought)
    desk.settled()
    assert kept(desk) == brought


def test_it_cannot_be_removed(opened: Open) -> None:
    desk = opened()
    desk.until_in_use("starter")
    desk.desk.remove_model("starter")
    assert "cannot be removed" in desk.heard.notice("Starter comes with EdgeAssist").text
    desk.until_in_use("starter")


def test_its_bytes_are_not_counted_with_the_store_s(opened: Open) -> None:
    desk = opened()
    desk.until_in_use("starter")
    told = [one for one in desk.heard.said if isinstance(one, CardsChanged)]
    assert {one.used_bytes for one in told} == {0}


def test_a_broken_install_says_so_and_starts_no_worker(opened: Open, tmp_path: Path) -> None:
    desk = opened(Starter(tmp_path / "nowhere"))
    desk.settled()
    assert desk.heard.notices == []
    assert any(isinstance(one, Resumed) for one in desk.heard.said)
    (view,) = desk.desk.cards()
    assert (view.usable, view.built_in, view.badge) == (False, True, "Cannot be used")
    assert "Install EdgeAssist again" in view.numbers[0]
    assert desk.services.engine.worker_pid is None


def test_a_changed_file_is_never_loaded(opened: Open, tmp_path: Path) -> None:
    starter = stand_in(tmp_path / "shipped" / "starter")
    starter.path.write_bytes(b"x" * starter.card.size_bytes)
    desk = opened(starter)
    desk.settled()
    (view,) = desk.desk.cards()
    assert "not what it was" in view.numbers[0]
    desk.desk.use_model("starter")
    assert "Install EdgeAssist again" in desk.heard.notice("The file of the starter").hint
    assert desk.services.engine.worker_pid is None
