# SPDX-License-Identifier: Apache-2.0
"""The window's own part in voice: the key, the sign that the microphone is on, "this", and opening panes by name."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from edgeassist.api import OPEN, STOP, BasePane, Handoff, PaneContext, PaneSpec
from edgeassist.speech.heard import Heard
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import PaneRow
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk

Open = Callable[[FakeDesk], MainWindow]


class Sheet(BasePane):
    """A pane that is one text, and remembers what it was handed."""

    def __init__(self, name: str) -> None:
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(name)
        self.widget: QWidget = self.text
        self.taken: list[Handoff] = []
        self.stopped = 0

    def shown(self) -> None:
        self.text.setFocus()

    def take(self, handoff: Handoff) -> None:
        self.taken.append(handoff)

    def stop(self) -> None:
        self.stopped += 1


def sheets(*names: str) -> tuple[dict[str, Sheet], tuple[PaneRow, ...]]:
    """Return panes by their ids, each once it was opened, and the rows that bring them in."""
    made: dict[str, Sheet] = {}

    def build(name: str) -> Callable[[PaneContext], Sheet]:
        def built(_context: PaneContext) -> Sheet:
            return made.setdefault(name, Sheet(name))

        return built

    specs = (PaneSpec(name, name.title(), "pane", build(name), takes=(f"take-{name}",)) for name in names)
    return made, tuple(PaneRow(spec.id, spec.title, spec) for spec in specs)


def opened(open_window: Open, desk: FakeDesk) -> tuple[MainWindow, dict[str, Sheet]]:
    panes, rows = sheets("letter", "notes")
    desk = replace(desk, rows=rows)
    return open_window(desk), panes


def test_the_talk_key_writes_into_the_pane_that_has_the_keyboard(open_window: Open, desk: FakeDesk) -> None:
    window, panes = opened(open_window, desk)
    hearing = desk.pane_context.hearing
    until(panes["letter"].text.hasFocus)
    strip = window.footer.geometry()
    QTest.keyPress(panes["letter"].text, Qt.Key.Key_F9)
    settle()
    assert window.top.ear.open
    assert window.top.ear.word.text() == "Microphone on"
    assert not window.footer.isVisible()
    assert window.dictation is not None
    assert window.dictation.strip.isVisible()
    assert window.dictation.strip.height() == strip.height(), "nothing moves while somebody speaks"
    QTest.keyRelease(panes["letter"].text, Qt.Key.Key_F9)
    hearing.hears("dear madam")
    hearing.end()
    until(lambda: not window.top.ear.open)
    until(window.footer.isVisible)
    assert panes["letter"].text.toPlainText() == "Dear madam"


def test_the_sign_follows_the_microphone_whoever_opened_it(open_window: Open, desk: FakeDesk) -> None:
    window, _panes = opened(open_window, desk)
    hearing = desk.pane_context.hearing
    assert not window.top.ear.open
    hearing.listen("command", lambda _news: None)
    until(lambda: window.top.ear.open)
    assert "is on" in window.top.ear.accessibleName()
    hearing.lose()
    until(lambda: not window.top.ear.open)
    assert "F9" in window.top.ear.accessibleName()


def test_the_button_takes_no_keyboard_from_the_text(open_window: Open, desk: FakeDesk) -> None:
    window, panes = opened(open_window, desk)
    until(panes["letter"].text.hasFocus)
    desk.pane_context.hearing.on_finish = lambda: Heard("by the button", "accepted")
    QTest.mouseClick(window.top.ear, Qt.MouseButton.LeftButton)
    settle()
    assert panes["letter"].text.hasFocus()
    QTest.mouseClick(window.top.ear, Qt.MouseButton.LeftButton)
    until(lambda: panes["letter"].text.toPlainText() == "By the button")


def test_closing_the_window_ends_dictation(open_window: Open, desk: FakeDesk) -> None:
    window, panes = opened(open_window, desk)
    until(panes["letter"].text.hasFocus)
    window.toggle_dictation()
    job = desk.pane_context.hearing.job
    assert job
    window.close()
    assert desk.pane_context.hearing.job == 0


def test_a_pane_is_opened_by_its_name(open_window: Open, desk: FakeDesk) -> None:
    window, panes = opened(open_window, desk)
    window.stack.hand_over(Handoff("notes", OPEN))
    assert window.stack.currentWidget() is window.pages[1]
    assert panes["notes"].taken == []


def test_this_is_what_was_worked_on_last_in_another_pane(open_window: Open, desk: FakeDesk) -> None:
    window, panes = opened(open_window, desk)
    until(panes["letter"].text.hasFocus)
    panes["letter"].text.setPlainText("A long report about pump three.")
    window.stack.hand_over(Handoff("notes", OPEN))
    until(panes["notes"].text.hasFocus)
    panes["notes"].text.setPlainText("what I said")
    window.stack.hand_over(Handoff("", "take-letter", focused=True))
    assert panes["letter"].taken == [Handoff("A long report about pump three.", "take-letter", "Letter", focused=True)]


def test_where_nothing_was_worked_on_the_pane_opens_as_it_is(open_window: Open, desk: FakeDesk) -> None:
    window, panes = opened(open_window, desk)
    window.stack.hand_over(Handoff("", "take-notes", focused=True))
    assert window.stack.currentWidget() is window.pages[1]
    assert panes["notes"].taken == []
    assert [bar.text for bar in window.notices] == ["There is no text in front in another part of the window."]


def test_a_closed_window_watches_no_microphone(open_window: Open, desk: FakeDesk) -> None:
    window, _panes = opened(open_window, desk)
    assert len(desk.pane_context.hearing._watchers) == 1
    window.close()
    assert desk.pane_context.hearing._watchers == []


def test_stop_reaches_every_pane_that_was_opened_and_moves_none(open_window: Open, desk: FakeDesk) -> None:
    window, panes = opened(open_window, desk)
    window.stack.hand_over(Handoff("", STOP))
    assert {name: pane.stopped for name, pane in panes.items()} == {"letter": 1}, "nothing is opened to be stopped"
    window.stack.hand_over(Handoff("notes", OPEN))
    window.stack.hand_over(Handoff("", STOP))
    assert {name: pane.stopped for name, pane in panes.items()} == {"letter": 2, "notes": 1}
    assert window.stack.currentWidget() is window.pages[1]
