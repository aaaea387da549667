# SPDX-License-Identifier: Apache-2.0
"""The sheets of the voice pane: teach a phrase, look at the home, Earlier where it is narrow; keys, sides, colours."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from edgeassist.core.language import use
from edgeassist.intents.intent import Intent
from edgeassist.kit.theme import Theme
from edgeassist.panes.voice.doubt_card import MOST_LETTERS, GuessCard
from edgeassist.panes.voice.teach_sheet import TeachSheet
from tests.gui.conftest import settle, until
from tests.gui.other_words import longer
from tests.gui.voicing import BOTH, DELETE, LIGHTS, PSI, TIMER, WEATHER, Show, VoiceDesk


@pytest.fixture
def desk(shown: Show) -> Iterator[VoiceDesk]:
    made = VoiceDesk().open(shown)
    yield made
    made.pane.close()


def teach(desk: VoiceDesk, phrase: str, like: str) -> None:
    """Fill in the sheet and wait for the look at what it would do."""
    sheet = desk.view.teach
    sheet.phrase.setText(phrase)
    sheet.like.setText(like)
    until(lambda: bool(sheet.check.text()))


def listed(desk: VoiceDesk) -> list[str]:
    return [row.accessibleName() for row in desk.view.teach.rows]


def test_teaching_begins_with_the_phrase(desk: VoiceDesk) -> None:
    desk.view.earlier.teach.click()
    assert not desk.view.talking
    assert desk.view.teach.phrase.hasFocus()
    assert desk.view.teach.empty.isVisible()
    assert not desk.view.teach.add.isEnabled()


def test_its_examples_are_in_the_person_s_language(desk: VoiceDesk) -> None:
    use("de", longer)
    try:
        sheet = TeachSheet()
        hints = [sheet.phrase.placeholderText(), sheet.like.placeholderText()]
        sheet.deleteLater()
    finally:
        use("en")
    for hint, example in zip(hints, ("lights out", "turn off all the lights"), strict=True):
        assert f"«{example}" in hint


def test_what_a_phrase_would_do_is_shown_before_it_is_taught(desk: VoiceDesk) -> None:
    desk.view.earlier.teach.click()
    teach(desk, "tea time", TIMER)
    assert desk.view.teach.check.accessibleName() == "It will do this: Set a timer for 10 minutes"
    assert desk.commands.performed == []


def test_both_parts_of_a_sentence_are_shown(desk: VoiceDesk) -> None:
    desk.view.earlier.teach.click()
    teach(desk, "good night", BOTH)
    said = desk.view.teach.check.accessibleName()
    assert said == "It will do this: Turn on the kitchen lights; Delete the list “Night shift”"


def test_a_look_at_something_risky_leaves_no_question_open(desk: VoiceDesk) -> None:
    desk.view.earlier.teach.click()
    teach(desk, "clean up", DELETE)
    assert desk.commands.previewed == [DELETE]
    assert desk.commands.asked == []
    assert desk.commands.earlier() == ()
    desk.view.teach.back.click()
    desk.pane.commands.refresh()
    settle()
    assert desk.cards == []
    assert desk.rows == []


@pytest.mark.parametrize(
    ("like", "said"),
    [
        ("sing", "Nothing that can be done here was found in this."),
        (WEATHER, "No weather is known offline."),
        ("turn the light", "This sentence means nothing yet."),
    ],
)
def test_a_sentence_that_does_nothing_says_why(desk: VoiceDesk, like: str, said: str) -> None:
    desk.view.earlier.teach.click()
    teach(desk, "la la", like)
    assert desk.view.teach.check.text() == said


def test_a_look_that_comes_late_is_not_shown(desk: VoiceDesk) -> None:
    desk.view.earlier.teach.click()
    sheet = desk.view.teach
    sheet.like.setText(TIMER)
    desk.pane.teaching.check(TIMER)
    sheet.like.setText("")
    settle()
    assert not sheet.check.isVisible()


def test_a_phrase_is_taught_and_works_at_once(desk: VoiceDesk) -> None:
    desk.view.earlier.teach.click()
    teach(desk, "tea time", TIMER)
    desk.view.teach.add.click()
    until(lambda: listed(desk) == [f"tea time means {TIMER}"])
    assert desk.view.teach.phrase.text() == ""
    desk.view.teach.back.click()
    desk.type("tea time")
    assert desk.states == ["done"]


def test_enter_leads_through_the_sheet(desk: VoiceDesk) -> None:
    desk.view.earlier.teach.click()
    QTest.keyClicks(desk.view.teach.phrase, "tea time")
    desk.press(Qt.Key.Key_Return)
    assert desk.view.teach.like.hasFocus()
    QTest.keyClicks(desk.view.teach.like, TIMER)
    desk.press(Qt.Key.Key_Return)
    until(lambda: len(listed(desk)) == 1)


def test_half_a_phrase_asks_for_the_other_half(desk: VoiceDesk) -> None:
    desk.view.earlier.teach.click()
    sheet = desk.view.teach
    sheet.on_add_pressed()
    assert sheet.phrase.hasFocus()
    sheet.phrase.setText("tea time")
    sheet.on_add_pressed()
    assert sheet.like.hasFocus()


def test_a_refusal_stands_in_place_until_something_is_typed(desk: VoiceDesk) -> None:
    desk.view.earlier.teach.click()
    teach(desk, "la la", "sing")
    desk.view.teach.add.click()
    until(desk.view.teach.trouble.isVisible)
    assert desk.view.teach.trouble.text() == "“sing” means nothing yet. Write a sentence that works already."
    assert desk.view.teach.phrase.text() == "la la"
    desk.view.teach.like.setText("sings")
    assert not desk.view.teach.trouble.isVisible()
    desk.view.teach.rest()


def test_a_taught_phrase_is_removed(desk: VoiceDesk) -> None:
    for phrase in ("one", "two"):
        desk.commands.teach(phrase, TIMER)
    desk.view.earlier.teach.click()
    until(lambda: len(listed(desk)) == 2)
    assert listed(desk)[0].startswith("two")
    desk.view.teach.rows[0].findChildren(QAbstractButton)[0].click()
    until(lambda: listed(desk) == [f"one means {TIMER}"])


def test_escape_leads_back_to_the_talk_button(desk: VoiceDesk) -> None:
    desk.view.earlier.teach.click()
    desk.press(Qt.Key.Key_Escape)
    assert desk.view.talking
    assert desk.talk.hasFocus()
    desk.view.earlier.home.click()
    desk.press(Qt.Key.Key_Escape)
    assert desk.view.talking


def test_covering_the_sheet_stops_its_timer(desk: VoiceDesk) -> None:
    desk.view.earlier.teach.click()
    desk.view.teach.like.setText(TIMER)
    assert desk.view.teach._pause.isActive()
    desk.pane.hidden()
    assert not desk.view.teach._pause.isActive()


def test_space_talks_not_on_a_sheet(desk: VoiceDesk) -> None:
    desk.view.earlier.home.click()
    QTest.keyPress(desk.view, Qt.Key.Key_Space)
    assert desk.hearing.listened == {}


def test_in_a_narrow_window_earlier_is_a_sheet(shown: Show) -> None:
    desk = VoiceDesk().open(shown, (640, 480))
    desk.type(LIGHTS)
    desk.type(PSI)
    assert not desk.view.earlier.isVisible()
    assert desk.view.page.earlier.isVisible()
    desk.view.page.earlier.click()
    assert desk.view.earlier.isVisible()
    desk.press(Qt.Key.Key_Escape)
    assert desk.view.page.isVisible()
    assert desk.focused() is desk.talk
    desk.pane.close()


def test_in_a_wide_window_earlier_stands_beside(desk: VoiceDesk) -> None:
    assert desk.view.earlier.isVisible()
    assert not desk.view.page.earlier.isVisible()
    assert desk.view.earlier.width() < desk.view.page.width() / 2


def test_tab_reaches_every_control_and_each_has_a_name(desk: VoiceDesk) -> None:
    desk.type(BOTH)
    reached: list[QWidget] = []
    desk.talk.setFocus()
    for _ in range(40):
        reached.append(desk.focused())
        QTest.keyClick(desk.focused(), Qt.Key.Key_Tab)
    names = [widget.accessibleName() for widget in reached]
    assert all(names), [type(widget).__name__ for widget in reached if not widget.accessibleName()]
    for name in ("Talk: hold Space, or press Enter", "Microphone: Built-in microphone", "Command", "Teach a phrase…"):
        assert name in names
    ask, card = desk.ask_card(), desk.step_card()
    assert {ask.keep, ask.do, card.undo} <= set(reached)


def test_a_screen_reader_hears_what_a_button_is_about(desk: VoiceDesk) -> None:
    desk.type(BOTH)
    assert desk.step_card().undo.accessibleName() == "Undo: Turn on the kitchen lights"
    assert desk.ask_card().keep.accessibleName() == "Keep: Delete the list “Night shift”?"
    interface = QAccessible.queryAccessibleInterface(desk.ask_card())
    assert interface.text(QAccessible.Text.Name) == "Delete the list “Night shift”?"


def test_every_field_is_named(desk: VoiceDesk) -> None:
    assert all(field.accessibleName() for field in desk.view.findChildren(QLineEdit))


def test_right_to_left_mirrors_the_page(desk: VoiceDesk) -> None:
    desk.view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    settle()
    assert desk.view.earlier.mapTo(desk.view, desk.view.earlier.rect().center()).x() < desk.view.width() / 2
    line, run = desk.view.page.line.line, desk.view.page.line.run
    assert run.x() < line.x()


@pytest.mark.parametrize("size", [(564, 404), (1204, 724)])
def test_nothing_is_wider_than_the_window(shown: Show, size: tuple[int, int]) -> None:
    desk = VoiceDesk().open(shown, size)
    for text in (BOTH, "turn the light", "sing " * 40, "x" * 400, PSI):
        desk.type(text)
        page = desk.view.page.area.widget()
        assert page is not None
        assert page.width() <= desk.view.page.area.viewport().width(), text
    desk.pane.close()


def test_no_part_is_ever_a_window_of_its_own(desk: VoiceDesk) -> None:
    seen = Windows(desk.view)
    for text in (BOTH, "turn the light", "sing", PSI, WEATHER):
        desk.type(text)
    desk.speak("", "noise")
    desk.view.earlier.home.click()
    desk.view.earlier.teach.click()
    teach(desk, "tea time", TIMER)
    desk.view.teach.add.click()
    until(lambda: len(listed(desk)) == 1)
    seen.end()
    assert seen.names == []


class Windows(QObject):
    """Notes what is shown as a window while it lives, but for the pane itself."""

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self.names: list[str] = []
        self._pane = pane
        self._app = QCoreApplication.instance()
        assert self._app is not None
        self._app.installEventFilter(self)

    def end(self) -> None:
        """Note nothing any more."""
        assert self._app is not None
        self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what is shown."""
        is_window = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if is_window and watched is not self._pane:
            self.names.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_a_long_guess_is_cut_on_its_button_and_said_whole(shown: Show) -> None:
    desk = VoiceDesk()
    long = "put " + "very " * 60 + "much milk on the list"
    desk.commands.guesses["milk"] = ((Intent("HassListAddItem", (), long),), (Intent("EdgeTakeNote", (), "note milk"),))
    desk.open(shown, (564, 404))
    desk.type("milk")
    card = desk.view.page.doubt
    assert isinstance(card, GuessCard)
    assert len(card.buttons[0].text()) <= MOST_LETTERS
    assert card.buttons[0].accessibleName() == f"List add item {long}"
    assert card.width() <= desk.view.page.area.viewport().width()
    desk.pane.close()


def test_the_pane_follows_the_theme(desk: VoiceDesk, theme: Theme) -> None:
    desk.type(BOTH)
    before = desk.view.grab().toImage()
    theme.choose("dark")
    settle()
    after = desk.view.grab().toImage()
    theme.choose("light")
    middle = before.rect().center()
    assert before.pixelColor(middle) != after.pixelColor(middle)
    assert after.pixelColor(3, 3).lightness() < 60
