# SPDX-License-Identifier: Apache-2.0
"""What the window says above its pages, how it goes away, and the ways out of trouble."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget

from edgeassist.api import ModelView, Notice, SavedTurn
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.runtime.state import EngineState, Phase, Trouble
from edgeassist.ui.engine_banner import STOPPED
from edgeassist.ui.lock import OFFLINE
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import ImportFailed, Removed, WorkEnded
from edgeassist.ui.problem_place import ProblemPlace
from edgeassist.ui.work_card import UNLOCK
from tests.gui.conftest import settle, until
from tests.gui.fakes import READY, FakeDesk, card
from tests.gui.works import OFFERS, fetching

Open = Callable[[FakeDesk], MainWindow]
FILE = Path("/media/usb/tiny.gguf")


def fail_import(window: MainWindow, desk: FakeDesk, text: str) -> None:
    window.import_file(FILE)
    desk.report_import(ImportFailed(Notice(text, "Get it again.", "<html>", "danger")))
    until(lambda: any(bar.text == text for bar in window.notices))


def test_another_import_takes_the_notices_of_the_last_one_away(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.tell(Notice("The setting theme is unknown."))
    fail_import(window, desk, "one.gguf is a web page.")
    fail_import(window, desk, "two.gguf is a picture.")
    assert [bar.text for bar in window.notices] == ["The setting theme is unknown.", "two.gguf is a picture."]
    window.import_file(FILE)
    assert [bar.text for bar in window.notices] == ["The setting theme is unknown."]


def test_a_notice_takes_the_place_of_what_was_said_on_its_topic(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.tell(Notice("No copy could be made.", topic="copy"))
    window.tell(Notice("The setting theme is unknown."))
    window.tell(Notice("A copy was made.", topic="copy"))
    assert [bar.text for bar in window.notices] == ["The setting theme is unknown.", "A copy was made."]
    window.tell(Notice("The folder is full."))
    assert len(window.notices) == 3


def test_a_notice_is_said_to_who_listens(
    open_window: Open, desk: FakeDesk, shown: Callable[[QWidget], QWidget], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "edgeassist.kit.announcing.announce", lambda bar, text: said.append((bar.accessibleName(), text))
    )
    open_window(desk).tell(Notice("The installation is damaged.", "Install EdgeAssist again."))
    problem = ProblemPlace()
    shown(problem)
    for told in (Notice("The folder is full."), Notice("The folder is full."), None):
        problem.tell(told)
    assert said == [
        ("The installation is damaged.", "The installation is damaged. Install EdgeAssist again."),
        ("The folder is full.", "The folder is full."),
    ]


def test_escape_dismisses_the_newest_notice_and_then_leaves_the_models(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.show_models()
    for text in ("One.", "Two."):
        window.tell(Notice(text))
    left: list[tuple[list[str], bool]] = []
    for _ in range(3):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
        left.append(([bar.text for bar in window.notices], window.stack.currentWidget() is window.models))
    assert left == [(["One."], True), ([], True), ([], False)]


def test_escape_stops_an_answer_before_it_dismisses_a_notice(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    pane = window.pages[0].pane
    assert isinstance(pane, ChatPane)
    until(lambda: pane.widget.composer.ready)
    window.tell(Notice("One."))
    pane.send("hello")
    until(lambda: desk.pane_context.engine.running)
    QTest.keyClick(pane.widget.composer.input, Qt.Key.Key_Escape)
    until(lambda: not pane.session.busy)
    assert len(window.notices) == 1
    QTest.keyClick(pane.widget.composer.input, Qt.Key.Key_Escape)
    assert window.notices == []


def test_a_notice_moves_nothing_on_the_models_page(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.show_models()
    settle()
    assert window.models is not None
    use = window.models.cards[0].details
    place = use.mapTo(window, use.rect().center())
    desk.report(WorkEnded("w1", "fetch", "new", Notice("Llama is here.", "Use it from Models.")))
    until(lambda: bool(window.notices))
    settle()
    bar = window.notices[0]
    assert use.mapTo(window, use.rect().center()) == place
    assert bar.mapTo(window, bar.rect().topLeft()).y() > place.y()
    window.stack.show_pane(window.pages[0])
    settle()
    assert (
        bar.mapTo(window, bar.rect().bottomLeft()).y() < window.stack.mapTo(window, window.stack.rect().topLeft()).y()
    )


def test_what_was_said_of_a_model_goes_when_it_is_removed(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    for card_id in ("llama", "qwen", ""):
        desk.report(WorkEnded(f"w-{card_id}", "fetch", card_id, Notice(f"{card_id} is here.")))
    until(lambda: len(window.notices) == 3)
    desk.report(Removed("llama", "Llama"))
    until(lambda: [bar.text for bar in window.notices] == ["qwen is here.", " is here."])


def test_many_notices_leave_most_of_the_window_to_the_page(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    whole = window.stack.height()
    for number in range(12):
        window.tell(Notice(f"Sentence {number}.", "Do this."))
    settle()
    assert 0.4 * window.height() < window.stack.height() < whole
    while window.notices:
        window.notices[0].on_dismissed()
    until(lambda: window.stack.height() == whole)


def test_the_models_are_looked_up_again_whenever_the_page_is_shown(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.show_models()
    page = window.models
    assert page is not None
    desk.models.append(card("another", in_use=False))
    window.stack.go_back()
    window.show_models()
    until(lambda: [made.card.id for made in page.cards] == ["qwen", "another"])


def test_a_file_is_looked_for_where_the_last_one_was(open_window: Open, desk: FakeDesk, tmp_path: Path) -> None:
    window = open_window(desk)
    choice = window._file_choice
    assert Path(choice.folder).is_dir()
    window.choose_file()
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert Path(dialog.directory().absolutePath()) == Path(choice.folder)
    dialog.fileSelected.emit(str(tmp_path / "tiny.gguf"))
    dialog.reject()
    assert Path(choice.folder) == tmp_path


def test_the_lock_says_what_it_stands_for(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.explain_offline()
    assert [bar.text for bar in window.notices] == [OFFLINE]
    assert window.top.lock.toolTip() == OFFLINE
    for word in ("Search Hugging Face", "Get", "Resume", "Try again", "Go on", "Repair", UNLOCK):
        assert word in OFFLINE


def test_the_lock_says_online_while_something_is_fetched(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    lock = window.top.lock
    assert (lock.word.text(), lock.accessibleName()) == ("Not connected", f"Not connected. {OFFLINE}")
    desk.work(fetching())
    until(lambda: lock.word.text() == "Online")
    assert lock.toolTip().startswith("Online now: fetching Qwen2.5 1.5B. EdgeAssist opens")
    desk.work(fetching(state="paused"), replace(fetching("w2"), kind="quantize"))
    until(lambda: lock.word.text() == "Not connected")


def test_the_lock_says_online_until_hugging_face_has_answered(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.find_models()
    lock, page = window.top.lock, window.models
    assert page is not None
    assert not lock.online
    page.finder.search.click()
    assert lock.toolTip().startswith("Online now: asking Hugging Face.")
    page.go_back()
    assert lock.word.text() == "Online"
    desk.report_offers(OFFERS)
    until(lambda: lock.word.text() == "Not connected")


def test_a_work_found_at_the_start_is_seen_by_the_lock(open_window: Open, desk: FakeDesk) -> None:
    desk.working = [fetching()]
    assert open_window(desk).top.lock.online


DEAD = Trouble("engine-crashed", "The engine crashed.", "Load it again.")


def crash(window: MainWindow, desk: FakeDesk, phase: Phase) -> ChatPane:
    """Ask, and let the engine die of it."""
    pane, context = window.pages[0].pane, desk.pane_context
    assert isinstance(pane, ChatPane)
    until(lambda: pane.widget.composer.ready)
    pane.send("hello")
    until(lambda: context.engine.running)
    context.model = None
    context.engine.fail(message=DEAD.message)
    desk.report(EngineState(phase=phase, path=READY.path, trouble=DEAD))
    until(window.engine.isVisible)
    return pane


def again_button(pane: ChatPane) -> QAbstractButton:
    failure = pane.widget.transcript.last.failure
    assert failure is not None
    return failure.buttons[0]


def test_a_crash_is_told_once_and_the_model_comes_back_by_itself(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    pane = crash(window, desk, Phase.LOADING)
    failure = pane.widget.transcript.last.failure
    assert failure is not None
    assert failure.text == DEAD.message
    assert window.engine.line.text() == "Loading the model again… 0 %"
    window.show_models()
    assert window.engine.line.text() == f"{DEAD.message} Loading the model again… 0 %"


def test_a_resting_model_leaves_no_dead_end(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    pane = crash(window, desk, Phase.RESTING)
    trouble = window.engine.trouble
    assert trouble is not None
    again = again_button(pane)
    assert (again.text(), again.isEnabled()) == ("Try again", False)
    assert again.toolTip() == again.accessibleDescription() != ""
    assert (trouble.text, trouble.accessibleDescription(), trouble.detail) == (STOPPED, "", "")  # said below already
    trouble.buttons[0].click()
    assert desk.used == [("qwen", False)]
    desk.pane_context.model = ModelView("qwen", "Qwen", 4096)
    desk.report(READY)
    until(lambda: again_button(pane).isEnabled())


def test_without_a_model_a_conversation_stays_readable(open_window: Open, desk: FakeDesk) -> None:
    said = [SavedTurn("user", "before"), SavedTurn("assistant", "It was.")]
    desk.pane_context.history.latest().said = said
    desk.models, desk.now, desk.pane_context.model = [card(in_use=False)], EngineState(phase=Phase.IDLE), None
    window = open_window(desk)
    page = window.pages[0]
    until(lambda: not page.welcoming)
    assert isinstance(page.pane, ChatPane)
    assert page.pane.widget.transcript.last.copy.isVisible()
    assert page._lack.isVisible()
    page._lack.buttons[0].click()
    assert window.stack.currentWidget() is window.models
    window.stack.go_back()
    page.pane.new_chat()
    until(lambda: page.welcoming)
    desk.report(READY)
    until(lambda: not page.welcoming)
    assert not page._lack.isVisible()
