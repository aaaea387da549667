# SPDX-License-Identifier: Apache-2.0
"""Dictation into any text of the window: the key, the button, what is written where, and a microphone that goes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from edgeassist.api import Notice
from edgeassist.speech.heard import Heard
from edgeassist.speech.lines import Ready
from edgeassist.testing import FakeHearing
from edgeassist.ui.dictation import TAP_MS, Dictation
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]


@dataclass
class Desk:
    """A window with two texts, and dictation into them."""

    page: QWidget
    text: QPlainTextEdit
    line: QLineEdit
    hearing: FakeHearing
    dictation: Dictation
    told: list[Notice]
    shown: list[bool]

    def key(self, *, down: bool, at_ms: int, key: Qt.Key = Qt.Key.Key_F9, again: bool = False) -> bool:
        kind = QEvent.Type.KeyPress if down else QEvent.Type.KeyRelease
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "", again)
        event.setTimestamp(at_ms)
        return self.dictation.press(event) if down else self.dictation.release(event)

    def hold(self, said: str) -> None:
        """Hold the key, say it, let the key go."""
        self.key(down=True, at_ms=0)
        settle()
        self.hearing.on_finish = lambda: Heard(said, "accepted")
        self.key(down=False, at_ms=TAP_MS + 1)
        until(lambda: not self.dictation.active, "dictation ends with the key")


@pytest.fixture
def desk(shown: Show) -> Iterator[Desk]:
    page, text, line = QWidget(), QPlainTextEdit(), QLineEdit()
    layout = QVBoxLayout(page)
    layout.addWidget(text)
    layout.addWidget(line)
    told: list[Notice] = []
    active: list[bool] = []
    hearing = FakeHearing()
    made = Dictation(page, hearing, told.append, active.append)
    layout.addWidget(made.strip)
    assert made.choose("f9", "") == "F9"
    shown(page)
    page.activateWindow()
    text.setFocus()
    until(lambda: QApplication.focusWidget() is text, "the text has the keyboard")
    yield Desk(page, text, line, hearing, made, told, active)
    made.close()


def test_a_held_key_writes_what_was_said_at_the_cursor(desk: Desk) -> None:
    desk.text.setPlainText("Pump three is loud.")
    desk.text.moveCursor(desk.text.textCursor().MoveOperation.End)
    desk.hold("please send someone")
    assert desk.text.toPlainText() == "Pump three is loud. Please send someone"
    assert [wish.purpose for wish in desk.hearing.listened.values()] == ["dictation"]
    assert desk.hearing.listened[1].hold, "the key ends it, not a pause"
    assert desk.shown == [True, False]
    assert desk.told == []


def test_a_tap_leaves_it_on_until_the_next(desk: Desk) -> None:
    desk.key(down=True, at_ms=0)
    desk.key(down=False, at_ms=TAP_MS - 1)
    settle()
    assert desk.hearing.finished == []
    assert [wish.hold for wish in desk.hearing.listened.values()] == [True, False], "a pause ends a sentence now"
    assert desk.told == []
    assert "F9 ends it" in desk.dictation.strip.how.text()
    desk.hearing.hears("first sentence.")
    desk.hearing.hears("second sentence.")
    until(lambda: "Second" in desk.text.toPlainText())
    desk.key(down=True, at_ms=9_000)
    desk.key(down=False, at_ms=9_010)
    assert desk.hearing.finished == [2]
    desk.hearing.end()
    until(lambda: not desk.dictation.active)
    assert desk.text.toPlainText() == "First sentence. Second sentence."


def leave(page: QWidget) -> None:
    """Have another window get the keyboard: what is pressed from here on is not seen."""
    QApplication.sendEvent(page, QEvent(QEvent.Type.WindowDeactivate))


def test_a_key_held_while_another_window_gets_the_keyboard_counts_as_let_go(desk: Desk) -> None:
    desk.key(down=True, at_ms=0)
    settle()
    leave(desk.page)
    assert desk.hearing.finished == [1]
    desk.hearing.hears("what was said")
    desk.hearing.end()
    until(lambda: not desk.dictation.active)
    assert desk.text.toPlainText() == "What was said"
    desk.key(down=True, at_ms=9_000)
    assert len(desk.hearing.listened) == 2


def test_what_was_tapped_goes_on_beside_another_window_but_not_out_of_sight(desk: Desk) -> None:
    desk.key(down=True, at_ms=0)
    desk.key(down=False, at_ms=10)
    leave(desk.page)
    assert desk.hearing.finished == []
    desk.page.hide()
    assert desk.hearing.finished == [2]


def test_what_is_not_written_down_in_time_is_dropped(desk: Desk) -> None:
    desk.dictation.toggle()
    desk.dictation.toggle()
    settle()
    assert desk.hearing.finished == [1]
    desk.dictation.on_silent()
    until(lambda: not desk.dictation.active)
    assert desk.told == []


def test_a_microphone_that_is_taken_for_something_else_is_said(desk: Desk) -> None:
    desk.dictation.toggle()
    settle()
    desk.hearing.listen("command", lambda _news: None)
    until(lambda: not desk.dictation.active)
    assert [one.text for one in desk.told] == ["Dictation ended: the microphone was opened for something else."]


def test_a_window_made_small_ends_it(desk: Desk) -> None:
    desk.dictation.toggle()
    desk.page.showMinimized()
    until(lambda: desk.hearing.finished == [1])


def test_a_long_silence_ends_it(desk: Desk) -> None:
    silence = desk.dictation.findChild(QTimer)
    assert silence is not None
    silence.setInterval(60)
    desk.dictation.toggle()
    assert silence.isActive()
    desk.hearing.hears("still here")
    until(lambda: desk.text.toPlainText() == "Still here")
    desk.hearing.on_finish = lambda: Heard("", "silence")
    until(lambda: not desk.dictation.active)
    assert [one.text for one in desk.told] == ["Dictation ended: nothing was said for two minutes."]
    assert desk.text.toPlainText() == "Still here"
    assert not silence.isActive()


def test_without_dictation_nothing_is_ended(desk: Desk) -> None:
    leave(desk.page)
    desk.page.hide()
    desk.dictation.on_silent()
    assert (desk.hearing.finished, desk.told) == ([], [])


def test_a_key_that_repeats_begins_once(desk: Desk) -> None:
    for at_ms in range(0, 300, 30):
        assert desk.key(down=True, at_ms=at_ms, again=at_ms > 0)
        assert at_ms == 0 or desk.key(down=False, at_ms=at_ms, again=True)
    assert len(desk.hearing.listened) == 1


def test_other_keys_are_nobodys_business(desk: Desk) -> None:
    assert not desk.key(down=True, at_ms=0, key=Qt.Key.Key_F8)
    assert not desk.key(down=False, at_ms=0, key=Qt.Key.Key_F8)
    assert not desk.key(down=True, at_ms=0, key=Qt.Key.Key_Escape)
    desk.dictation.choose("none", "")
    assert not desk.key(down=True, at_ms=0)
    assert desk.hearing.listened == {}


def test_esc_writes_nothing(desk: Desk) -> None:
    desk.key(down=True, at_ms=0)
    desk.hearing.partial("not this")
    settle()
    assert "not this" in desk.dictation.strip.partial.text()
    assert desk.key(down=True, at_ms=500, key=Qt.Key.Key_Escape)
    until(lambda: not desk.dictation.active)
    assert desk.text.toPlainText() == ""
    assert desk.told == []


def test_without_a_text_it_says_where_to_click(desk: Desk) -> None:
    desk.text.setReadOnly(True)
    desk.key(down=True, at_ms=0)
    assert desk.hearing.listened == {}
    assert "no text to dictate into" in desk.told[0].text


def test_words_go_where_it_began_though_the_keyboard_moved_on(desk: Desk) -> None:
    desk.key(down=True, at_ms=0)
    desk.line.setFocus()
    desk.hearing.hears("for the first text")
    until(lambda: bool(desk.text.toPlainText()))
    assert desk.line.text() == ""


def test_words_outlive_their_text(desk: Desk) -> None:
    desk.key(down=True, at_ms=0)
    settle()
    desk.text.setReadOnly(True)
    desk.hearing.hears("do not lose me")
    until(lambda: bool(desk.told))
    assert desk.told[0].hint == "do not lose me"


def test_an_unplugged_microphone_is_named_and_what_was_said_stays(desk: Desk) -> None:
    desk.key(down=True, at_ms=0)
    desk.hearing.hears("one")
    desk.hearing.lose()
    until(lambda: desk.dictation.strip.state.text() == "Microphone unplugged")
    desk.hearing.fail(message="The microphone is gone.", hint="Plug it in and try again.")
    until(lambda: not desk.dictation.active)
    assert desk.text.toPlainText() == "One"
    assert (desk.told[0].text, desk.told[0].hint) == ("The microphone is gone.", "Plug it in and try again.")


def test_no_microphone_is_a_sentence_and_typing_goes_on(desk: Desk) -> None:
    desk.hearing.microphones = ()
    desk.key(down=True, at_ms=0)
    until(lambda: not desk.dictation.active)
    assert desk.told[0].text == "No microphone was found."
    assert desk.text.isEnabled()


def test_silence_is_told(desk: Desk) -> None:
    desk.hold("  ")
    assert desk.told[0].text == "Nothing was heard."
    assert desk.text.toPlainText() == ""


def test_the_button_begins_and_ends(desk: Desk) -> None:
    desk.dictation.toggle()
    settle()
    assert not desk.hearing.listened[1].hold
    desk.hearing.on_finish = lambda: Heard("by hand", "accepted")
    desk.dictation.toggle()
    until(lambda: not desk.dictation.active)
    assert desk.text.toPlainText() == "By hand"


def test_a_recognizer_that_is_rough_says_so(desk: Desk) -> None:
    desk.dictation.toggle()
    settle()
    assert "Rough" in desk.dictation.strip.how.text()
    desk.hearing.cancel(1)
    until(lambda: not desk.dictation.active)
    desk.hearing.ready = Ready("vosk small", "en", dictates=True)
    desk.dictation.toggle()
    settle()
    assert "Rough" not in desk.dictation.strip.how.text()


def test_late_news_of_an_ended_dictation_write_nothing(desk: Desk) -> None:
    desk.key(down=True, at_ms=0)
    hear = desk.hearing._hears[1]
    desk.hearing.end()
    until(lambda: not desk.dictation.active)
    from edgeassist.speech.lines import Utterance

    hear(Utterance(1, Heard("a ghost", "accepted")))
    settle()
    assert desk.text.toPlainText() == ""


def test_closing_lets_the_microphone_go(desk: Desk) -> None:
    opened: list[bool] = []
    desk.hearing.watch(opened.append)
    desk.key(down=True, at_ms=0)
    desk.dictation.close()
    assert opened == [False, True, False]


def test_words_that_find_no_room_are_kept_in_a_notice(desk: Desk) -> None:
    desk.line.setMaxLength(12)
    desk.line.setFocus()
    until(lambda: QApplication.focusWidget() is desk.line, "the line has the keyboard")
    desk.hold("weigh the patient at noon")
    assert desk.line.text() == "Weigh the"
    assert [(one.text, one.hint) for one in desk.told] == [
        ("The line is full. The words that found no room are kept here.", "patient at noon")
    ]
