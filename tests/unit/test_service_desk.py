# SPDX-License-Identifier: Apache-2.0
"""The window's wishes on real services, a real store and a scripted worker: no window, and no Qt."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import msgspec
import psutil
import pytest

from edgeassist.api import PaneContext, PaneSpec
from edgeassist.runtime.state import Phase
from edgeassist.ui.ports import (
    CardsChanged,
    ComeForward,
    DoesNotFit,
    ImportCancelled,
    Imported,
    ImportEvent,
    ImportFailed,
    WorkEnded,
)
from edgeassist.wire import Generate
from tests.support.engine_probe import Heard
from tests.support.scripted_services import card, stored
from tests.support.windowless_desk import Ears, WindowlessDesk

Open = Callable[..., WindowlessDesk]
LITTLE_MEMORY = 1_000_000


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open a desk that is watched; every further one is another start of the program on the same folders."""
    made: list[WindowlessDesk] = []

    def open_desk(play: str = "answer") -> WindowlessDesk:
        made.append(WindowlessDesk(tmp_path / "home", play).watched())
        return made[-1]

    yield open_desk
    for one in made:
        one.close()


def refused(desk: WindowlessDesk) -> list[DoesNotFit]:
    """Return what did not fit so far."""
    return [event for event in desk.heard.said if isinstance(event, DoesNotFit)]


def models_here(desk: WindowlessDesk) -> list[str]:
    return [one.id for one in desk.services.library.cards()]


def test_the_first_import_is_checked_copied_measured_and_in_use(opened: Open) -> None:
    desk = opened()
    heard = desk.bring(desk.file("First"))
    end = heard.end()
    assert isinstance(end, Imported)
    assert end.notice is None
    assert heard.steps == ["Checking", "Copying", "Measuring"]
    desk.until_in_use(end.id)
    assert desk.kept_model == end.id
    assert any(isinstance(event, CardsChanged) for event in desk.heard.said)
    shown = desk.desk.cards()[0]
    assert (shown.badge, shown.in_use, shown.usable) == ("In use", True, True)
    assert sum(isinstance(event, Imported | ImportFailed | ImportCancelled) for event in heard.said) == 1


def test_a_second_import_gives_the_engine_back_to_the_model_in_use(opened: Open) -> None:
    desk = opened()
    first = desk.brought("First")
    desk.until_in_use(first)
    second = desk.brought("Second")
    desk.until_in_use(first)
    assert desk.kept_model == first
    assert models_here(desk) == [first, second]
    assert desk.services.library.get(second).state == "ready"


def test_a_file_that_is_no_model_fails_in_words_and_changes_nothing(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    letter = tmp_path / "letter.gguf"
    letter.write_text("Dear reader")
    end = desk.bring(letter).end()
    assert isinstance(end, ImportFailed)
    assert end.notice.text.endswith(".")
    assert end.notice.hint
    assert models_here(desk) == []
    assert desk.kept_model == ""
    assert desk.services.engine.worker_pid is None


def test_a_file_that_went_away_fails_in_words(opened: Open, tmp_path: Path) -> None:
    end = opened().bring(tmp_path / "gone.gguf").end()
    assert isinstance(end, ImportFailed)
    assert "gone.gguf" in end.notice.text


def test_an_import_called_off_while_checking_leaves_nothing(opened: Open) -> None:
    desk = opened()
    ears = Ears()
    cancel = desk.desk.import_model(desk.file("Unwanted"), ears)
    cancel()
    end = ears.end()
    assert isinstance(end, ImportCancelled)
    desk.close()
    models = desk.services.places.models
    assert [path for path in models.rglob("*") if path.is_file()] == []


def test_imports_follow_each_other_and_each_ends_once(opened: Open) -> None:
    desk = opened()
    heard = [desk.bring(desk.file(f"Model {number}")) for number in range(3)]
    ends = [one.end() for one in heard]
    assert all(isinstance(end, Imported) for end in ends)
    assert len(models_here(desk)) == 3
    assert len({end.id for end in ends if isinstance(end, Imported)}) == 3


def test_the_same_file_again_is_said_and_not_copied(opened: Open) -> None:
    desk = opened()
    first = desk.brought("Same")
    desk.until_in_use(first)
    end = desk.bring(desk.file("Same")).end()
    assert isinstance(end, Imported)
    assert end.id == first
    assert end.notice is not None
    assert "was here already" in end.notice.text
    assert models_here(desk) == [first]
    assert desk.desk.state().phase is Phase.READY


def test_the_same_file_again_is_used_when_nothing_is(opened: Open) -> None:
    desk = opened()
    first = desk.brought("Same")
    desk.services.change_settings(model="")
    desk.close()
    again = opened()
    again.settled()
    assert again.desk.state().phase is not Phase.READY
    assert again.brought("Same") == first
    again.until_in_use(first)
    again.until_kept(first)


def test_an_import_ends_even_when_its_model_cannot_be_loaded_now(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = opened()
    first = desk.brought("Same")
    desk.close()
    monkeypatch.setattr("edgeassist.app.services.free_memory", lambda: LITTLE_MEMORY)
    again = opened()
    again.heard.until(lambda: bool(refused(again)), "refusal")
    assert again.brought("Same") == first
    again.settled()
    assert len(refused(again)) == 2


def test_a_model_that_fails_its_trial_is_kept_with_the_reason(opened: Open) -> None:
    desk = opened()
    end = desk.bring(desk.file("refuse")).end()
    assert isinstance(end, Imported)
    assert end.notice is not None
    assert end.notice.tone == "warn"
    assert "did not work in a trial: No." in end.notice.text
    shown = desk.desk.cards()[0]
    assert (shown.badge, shown.usable, shown.numbers) == ("Did not work here", True, ("No.",))


def test_a_failed_trial_gives_the_engine_back(opened: Open) -> None:
    desk = opened()
    first = desk.brought("First")
    desk.until_in_use(first)
    desk.bring(desk.file("refuse")).end()
    desk.until_in_use(first)
    assert desk.kept_model == first


def test_a_trial_cut_short_by_the_close_is_not_held_against_the_model(opened: Open) -> None:
    desk = opened("hold")
    heard = desk.bring(desk.file("Measured"))
    heard.until(lambda: "Measuring" in heard.steps, "trial")
    desk.until_phase(Phase.READY)
    pid = desk.services.engine.worker_pid
    assert pid is not None
    desk.close()  # the trial itself would never end
    assert not psutil.pid_exists(pid)
    assert isinstance(heard.end(), ImportCancelled)
    left = desk.services.library.cards()[0]
    assert (left.state, left.failure, left.usable) == ("probing", "", True)


def test_an_import_called_off_during_its_trial_leaves_nothing_and_the_model_before(opened: Open) -> None:
    desk = opened("hold")
    first = Ears()
    cancel_first = desk.desk.import_model(desk.file("First"), first)
    first.until(lambda: "Measuring" in first.steps, "trial")
    desk.until_phase(Phase.READY)
    waiting = Ears()
    cancel_waiting = desk.desk.import_model(desk.file("Second"), waiting)
    cancel_waiting()
    assert isinstance(waiting.end(), ImportCancelled)
    cancel_first()
    assert isinstance(first.end(), ImportCancelled)
    assert models_here(desk) == []


def test_a_close_during_the_copy_leaves_no_half_model(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    big = tmp_path / "Big.gguf"
    big.write_bytes(desk.file("Big").read_bytes())
    heard = desk.bring(big)
    heard.until(lambda: bool(heard.steps), "start")
    desk.close()
    assert isinstance(heard.end(), ImportCancelled | Imported)
    assert list(desk.services.places.models.glob(".incoming/*")) == []


def test_use_switches_and_is_remembered(opened: Open) -> None:
    desk = opened()
    first, second = desk.brought("First"), desk.brought("Second")
    desk.desk.use_model(second)
    desk.until_in_use(second)
    desk.until_kept(second)
    desk.heard.until(lambda: [view.in_use for view in desk.desk.cards()] == [False, True], "list with Second in use")
    desk.desk.use_model(first)
    desk.until_in_use(first)


def test_an_import_that_fails_does_not_undo_a_choice_made_just_before(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    first, second = desk.brought("First"), desk.brought("Second")
    desk.until_in_use(first)
    held = Event()

    def hold() -> None:
        held.wait(0.3)  # both wishes come while the engine is busy

    def let_go(_event: ImportEvent) -> None:
        held.set()
        desk.services.engine.caught_up()

    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(5000))
    desk.services.engine.post(hold)
    desk.desk.use_model(second)
    desk.desk.import_model(broken, let_go)
    desk.settled()
    desk.until_kept(second)
    desk.until_in_use(second)
    assert [view.in_use for view in desk.desk.cards()] == [False, True]


def test_a_model_too_large_is_told_with_numbers_and_loaded_all_the_same_when_wished(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgeassist.app.services.free_memory", lambda: LITTLE_MEMORY)
    stored(tmp_path / "home", card("large"))
    desk = opened()
    desk.desk.use_model("large")
    desk.heard.until(lambda: bool(refused(desk)), "refusal")
    assert desk.desk.cards()[0].badge.startswith("Needs ")
    assert refused(desk)[0].card_id == "large"
    notice = refused(desk)[0].notice
    assert "does not fit into memory" in notice.text
    assert notice.tone == "warn"
    assert "1.0 MB free" in notice.text
    assert notice.hint.startswith("Close other programs")
    assert desk.services.engine.worker_pid is None
    assert desk.kept_model == ""
    desk.desk.use_model("large", anyway=True)
    desk.until_in_use("large")


def test_a_damaged_model_cannot_be_used_even_anyway(opened: Open, tmp_path: Path) -> None:
    stored(tmp_path / "home", card("torn"))
    (tmp_path / "home/data/models/torn/torn.gguf").write_bytes(b"x")
    desk = opened()
    desk.desk.use_model("torn", anyway=True)
    notice = desk.heard.notice("is damaged")
    assert notice.tone == "danger"
    assert "Repair" in notice.hint
    assert desk.services.engine.worker_pid is None


def test_removing_the_model_in_use_unloads_it_first_and_can_be_undone(opened: Open) -> None:
    desk = opened()
    first = desk.brought("First")
    desk.until_in_use(first)
    desk.desk.remove_model(first)
    state = desk.until_phase(Phase.IDLE)
    assert (state.path, state.model) == ("", None)
    desk.settled()
    assert desk.desk.cards() == ()
    desk.desk.restore_model(first)
    desk.settled()
    assert [view.id for view in desk.desk.cards()] == [first]
    desk.until_in_use(first)


def test_a_model_brought_back_leaves_the_one_used_since_alone(opened: Open) -> None:
    desk = opened()
    first, second = desk.brought("First"), desk.brought("Second")
    desk.until_in_use(first)
    desk.desk.remove_model(first)
    desk.desk.use_model(second)
    desk.until_in_use(second)
    desk.desk.restore_model(first)
    desk.settled()
    assert sorted(view.id for view in desk.desk.cards()) == sorted([first, second])
    desk.until_in_use(second)


def test_removing_another_model_leaves_the_one_in_use_alone(opened: Open) -> None:
    desk = opened()
    first, second = desk.brought("First"), desk.brought("Second")
    desk.until_in_use(first)
    desk.desk.remove_model(second)
    desk.settled()
    assert models_here(desk) == [first]
    assert desk.desk.state().phase is Phase.READY


def test_a_removed_model_is_gone_after_the_close(opened: Open, tmp_path: Path) -> None:
    stored(tmp_path / "home", card("old"))
    desk = opened()
    desk.desk.remove_model("old")
    desk.settled()
    trash = desk.services.places.models / ".trash"
    assert (trash / "old").is_dir()
    desk.close()
    assert not trash.exists()


@pytest.mark.parametrize("wish", ["use_model", "remove_model", "restore_model"])
@pytest.mark.parametrize("card_id", ["nobody", "", "..", ".trash", "a/../b"])
def test_a_wish_about_a_model_that_is_not_here_is_a_notice(wish: str, card_id: str, opened: Open) -> None:
    desk = opened()
    getattr(desk.desk, wish)(card_id)
    assert desk.heard.notice("There is no model called").tone == "danger"


def test_a_start_loads_the_model_of_the_last_time(opened: Open) -> None:
    desk = opened()
    first = desk.brought("First")
    desk.close()
    again = opened()
    again.until_in_use(first)
    assert again.heard.notices == []


def test_a_start_does_not_load_a_model_that_killed_the_engine_twice(opened: Open, tmp_path: Path) -> None:
    stored(tmp_path / "home", msgspec.structs.replace(card("deadly"), deaths=2))
    desk = WindowlessDesk(tmp_path / "home")
    desk.services.change_settings(model="deadly")
    desk.watched()
    notice = desk.heard.notice("stopped the engine twice")
    assert notice.hint == "Use it from Models to try again."
    assert desk.services.engine.worker_pid is None
    desk.desk.use_model("deadly")
    desk.until_in_use("deadly")
    desk.close()
    assert desk.services.library.get("deadly").deaths == 0


def test_a_fault_in_the_lane_is_a_notice_and_the_lane_goes_on(
    opened: Open, monkeypatch: pytest.MonkeyPatch, expects_log: list[logging.LogRecord]
) -> None:
    desk = opened()
    desk.settled()
    broken = desk.services.library

    def fail(_card_id: str) -> None:
        raise ZeroDivisionError("what nobody thought of")

    monkeypatch.setattr(broken, "restore", fail)
    desk.desk.restore_model("any")
    notice = desk.heard.notice("did not expect")
    assert "what nobody thought of" in notice.detail
    assert notice.tone == "danger"
    assert desk.brought("Next")
    assert [record.getMessage() for record in expects_log] == ["a wish of the window failed"]


def test_a_fault_in_an_import_still_ends_it(
    opened: Open, monkeypatch: pytest.MonkeyPatch, expects_log: list[logging.LogRecord]
) -> None:
    desk = opened()

    def fail(*_: object) -> None:
        raise ZeroDivisionError("what nobody thought of")

    monkeypatch.setattr(desk.services, "inspect", fail)
    end = desk.bring(desk.file("Model")).end()
    assert isinstance(end, ImportFailed)
    assert "what nobody thought of" in end.notice.detail
    assert models_here(desk) == []
    assert [record.getMessage() for record in expects_log] == ["an import failed"]


def test_the_desk_knows_the_chat_pane_and_gives_it_its_door(opened: Open) -> None:
    desk = opened()
    row = next(row for row in desk.desk.panes() if row.id == "chat")
    assert isinstance(row.spec, PaneSpec)
    context: PaneContext = desk.desk.context(row.spec)
    before = context.model
    assert before is None
    assert context.history.latest().turns() == ()
    first = desk.brought("First")
    desk.until_in_use(first)
    assert context.model is not None
    assert context.model.id == first


def test_a_later_start_is_passed_on(opened: Open) -> None:
    desk = opened()
    desk.desk.come_forward()
    assert ComeForward() in desk.heard.said


def test_nothing_is_told_after_the_close(opened: Open) -> None:
    desk = opened()
    desk.brought("First")
    desk.close()
    told = len(desk.heard.said)
    desk.desk.come_forward()
    assert len(desk.heard.said) == told


def test_a_desk_that_was_never_watched_closes(tmp_path: Path) -> None:
    desk = WindowlessDesk(tmp_path / "home")
    desk.close()
    assert desk.desk.state().phase is Phase.CLOSED


def test_a_model_that_rests_can_be_used_again_from_the_list(opened: Open) -> None:
    desk = opened()
    first = desk.brought("First")
    desk.until_in_use(first)
    for _ in range(2):
        desk.until_in_use(first)
        ears = Heard()
        desk.services.engine.submit(Generate(prompt="SIGSEGV", stop=("die",)), ears.note)
        ears.failure()
    desk.until_phase(Phase.RESTING)
    desk.heard.until(lambda: desk.desk.cards()[0].badge == "Stopped twice", "the badge")
    assert not desk.desk.cards()[0].in_use
    desk.desk.use_model(first)
    desk.until_in_use(first)
    desk.heard.until(lambda: desk.desk.cards()[0].badge == "In use", "the badge")


def test_a_model_that_came_by_another_way_is_listed_on_wish(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    desk.settled()
    stored(tmp_path / "home", card("foreign"))
    desk.desk.look_again()
    desk.heard.until(lambda: [view.id for view in desk.desk.cards()] == ["foreign"], "the new model")


def test_a_refused_file_is_named(opened: Open, tmp_path: Path) -> None:
    desk = opened()
    (tmp_path / "page.gguf").write_text("<html>Sign in</html>")
    end = desk.bring(tmp_path / "page.gguf").end()
    assert isinstance(end, ImportFailed)
    assert end.notice.text.startswith("page.gguf was not imported. ")


def test_a_file_copied_in_is_looked_at_once_it_rests_and_its_row_says_why_it_is_no_use(opened: Open) -> None:
    desk = opened()
    path = desk.services.library.root / "bad.gguf"
    path.write_bytes(b"<html>")
    desk.desk.look_again()
    desk.settled()
    assert "not been looked at yet" in desk.desk.cards()[0].details
    os.utime(path, (1000, 1000))
    desk.desk.look_again()
    desk.heard.until(lambda: "web page" in desk.desk.cards()[0].details, "reason on the row")
    told = [one.notice for one in desk.heard.said if isinstance(one, WorkEnded) and one.notice]
    assert ["bad.gguf: " in one.hint for one in told] == [True]
