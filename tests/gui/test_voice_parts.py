# SPDX-License-Identifier: Apache-2.0
"""The kit's parts for talking: the round button, the level line, bold words, and announcements."""

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest

from edgeassist.intents.action import Outcome, Preview
from edgeassist.intents.commands import Step
from edgeassist.intents.intent import Intent, Parsed
from edgeassist.kit.announcing import announce
from edgeassist.kit.bold_words import BoldWords, as_markup
from edgeassist.kit.level_view import KEPT, LevelView
from edgeassist.kit.talk_button import HALO_PX, LARGE_PX, SMALL_PX, TalkButton
from edgeassist.kit.talk_button import Show as Looks
from edgeassist.kit.theme import Theme
from edgeassist.kit.tokens import DARK, LIGHT
from edgeassist.panes.voice.ask_card import AskCard
from edgeassist.panes.voice.earlier_list import EarlierList, Row
from edgeassist.panes.voice.session import Card
from edgeassist.panes.voice.step_card import StepCard
from tests.gui.conftest import until
from tests.gui.voicing import Show

INTENT = Intent("HassTurnOn", text="turn it on")


@pytest.fixture
def talk(shown: Show) -> TalkButton:
    made = TalkButton("Talk")
    shown(made)
    return made


def heard(talk: TalkButton) -> list[str]:
    said: list[str] = []
    talk.held.connect(lambda: said.append("held"))
    talk.let_go.connect(lambda: said.append("let go"))
    talk.tapped.connect(lambda: said.append("tapped"))
    return said


def colours(image: QImage) -> set[str]:
    size = image.size()
    return {image.pixelColor(x, y).name().upper() for x in range(size.width()) for y in range(size.height())}


def test_a_press_and_its_end_are_told_once_each(talk: TalkButton) -> None:
    said = heard(talk)
    talk.press()
    talk.press()
    assert talk.is_held
    talk.release()
    talk.release()
    assert said == ["held", "let go"]


def test_keys_hold_and_tap(talk: TalkButton) -> None:
    said = heard(talk)
    QTest.keyPress(talk, Qt.Key.Key_Space)
    QTest.keyRelease(talk, Qt.Key.Key_Space)
    until(lambda: not talk.is_held)
    QTest.keyClick(talk, Qt.Key.Key_Enter)
    assert said == ["held", "let go", "tapped"]


def test_hiding_lets_go_and_stops_the_timer(talk: TalkButton) -> None:
    said = heard(talk)
    QTest.keyPress(talk, Qt.Key.Key_Space)
    QTest.keyRelease(talk, Qt.Key.Key_Space)
    talk.hide()
    assert said == ["held", "let go"]
    assert not any(timer.isActive() for timer in talk.findChildren(QTimer))


def test_other_keys_mean_nothing_to_it(talk: TalkButton) -> None:
    said = heard(talk)
    QTest.keyClick(talk, Qt.Key.Key_A)
    assert said == []


def test_a_button_that_is_off_by_its_owner_cannot_be_held(talk: TalkButton) -> None:
    said = heard(talk)
    talk.setEnabled(False)
    talk.press()
    assert said == []


def test_the_mouse_may_slip_off_while_it_is_held(talk: TalkButton) -> None:
    said = heard(talk)
    QTest.mousePress(talk, Qt.MouseButton.LeftButton, pos=talk.rect().center())
    QTest.mouseRelease(talk, Qt.MouseButton.LeftButton, pos=QPoint(-50, -50))
    assert said == ["held", "let go"]


def test_it_is_large_or_small(talk: TalkButton) -> None:
    assert talk.sizeHint().width() == LARGE_PX + 2 * HALO_PX
    talk.set_large(large=False)
    assert talk.minimumSizeHint().height() == SMALL_PX + 2 * HALO_PX


def test_only_open_shows_the_lamp(talk: TalkButton) -> None:
    lit: dict[str, bool] = {}
    looks: tuple[Looks, ...] = ("ready", "opening", "open", "busy", "off")
    for look in looks:
        talk.show_state(look)
        lit[look] = LIGHT.danger.upper() in colours(talk.grab().toImage())
    assert lit == {"ready": False, "opening": False, "open": True, "busy": False, "off": False}


def test_every_state_looks_different(talk: TalkButton) -> None:
    pictures: list[QImage] = []
    looks: tuple[Looks, ...] = ("ready", "opening", "open", "busy", "off")
    for look in looks:
        talk.show_state(look)
        pictures.append(talk.grab().toImage())
    assert all(one != other for place, one in enumerate(pictures) for other in pictures[place + 1 :])


def test_the_halo_grows_with_the_level(talk: TalkButton) -> None:
    talk.show_state("open")
    quiet = talk.grab().toImage()
    talk.show_level(1.0)
    assert talk.grab().toImage() != quiet


def test_the_focus_is_seen(talk: TalkButton) -> None:
    talk.clearFocus()
    before = talk.grab().toImage()
    talk.activateWindow()
    talk.setFocus()
    assert talk.grab().toImage() != before


def test_it_is_painted_in_the_colours_of_the_theme(talk: TalkButton, theme: Theme) -> None:
    theme.choose("dark")
    found = colours(talk.grab().toImage())
    theme.choose("light")
    assert DARK.accent.upper() in found


def test_levels_become_heights_within_bounds() -> None:
    level = LevelView()
    for loud in (-200.0, -60.0, -33.0, -6.0, 0.0):
        level.feed(loud)
    assert level.heights == (0.0, 0.0, 0.5, 1.0, 1.0)
    level.deleteLater()


def test_levels_kept_are_bounded() -> None:
    level = LevelView()
    for _ in range(3 * KEPT):
        level.feed(-20.0)
    assert len(level.heights) == KEPT
    level.clear()
    assert level.heights == ()
    level.deleteLater()


def test_the_newest_bar_stands_at_the_end_and_mirrors(shown: Show) -> None:
    level = LevelView()
    level.resize(200, 40)
    shown(level)
    for _ in range(5):
        level.feed(-6.0)
    sides = []
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        level.setLayoutDirection(direction)
        image = level.grab().toImage()
        accent = QColor(LIGHT.accent)
        places = [x for x in range(image.width()) if image.pixelColor(x, 10) == accent]
        sides.append(sum(places) / len(places) > image.width() / 2)
    assert sides == [True, False]


def test_too_loud_bars_have_another_colour(shown: Show) -> None:
    level = LevelView()
    shown(level)
    level.feed(-6.0)
    assert LIGHT.danger.upper() not in colours(level.grab().toImage())
    level.feed(-1.0, clipped=True)
    assert LIGHT.danger.upper() in colours(level.grab().toImage())


def test_details_are_bold_and_nothing_else_is_markup() -> None:
    assert as_markup("a **b** <i>c</i> & **d**") == "a <b>b</b> &lt;i&gt;c&lt;/i&gt; &amp; <b>d</b>"
    assert as_markup("one\ntwo") == "one<br>two"
    assert as_markup("Write **one\ntwo**") == "Write <b>one<br>two</b>"
    label = BoldWords("Turn on **it**")
    assert label.accessibleName() == "Turn on it"
    label.deleteLater()


def test_nothing_is_announced_where_nobody_listens(talk: TalkButton) -> None:
    assert not QAccessible.isActive()
    announce(talk, "Done")


def step() -> Card:
    made = Step(1, INTENT, Preview("Turn **it** on", "undoable"), "done", Outcome("It is on.", undo="back"))
    return Card(made, Parsed("turn it on", "en", (INTENT,), took_ms=5.0))


def test_a_card_alone_has_no_number(shown: Show) -> None:
    card = StepCard(step())
    shown(card)
    assert not card.place.isVisible()
    assert card.answer.text() == "It is on."


def test_what_only_repeats_the_sentence_is_not_said_twice(shown: Show) -> None:
    one = Step(1, INTENT, Preview("Turn **it** on", "undoable"), "done", Outcome("Turn it on."))
    card = StepCard(Card(one))
    shown(card)
    assert not card.answer.isVisible()
    assert not card.undo.isVisible()


@pytest.mark.parametrize(("verb", "safe"), [("Delete", "Keep"), ("Clear", "Keep"), ("Unlock", "No"), ("", "No")])
def test_the_safe_answer_fits_the_verb(shown: Show, verb: str, safe: str) -> None:
    asked = Step(1, INTENT, Preview("Do it", "risky", "it", verb), "asking", say="yes, it", wait_s=8.0)
    card = AskCard(Card(asked, None, 8))
    shown(card)
    assert (card.keep.text(), card.do.text()) == (safe, verb or "Do it")
    assert card.do.property("tone") == "danger"


def test_a_question_out_of_doubt_is_not_painted_as_danger(shown: Show) -> None:
    asked = Step(1, INTENT, Preview("Do it", "undoable"), "asking")
    card = AskCard(Card(asked))
    shown(card)
    assert card.do.property("tone") == ""
    assert card.waiting.text() == "This needs a click. Nothing is done until then."


def test_equal_rows_are_left_as_they_are(shown: Show) -> None:
    listed = EarlierList()
    shown(listed)
    rows = (Row("Turn **it** on", "10:00", 1, undo=True), Row("(noise) ignored", "not a command"))
    listed.show_rows(rows)
    views = list(listed.views)
    listed.show_rows(rows)
    assert listed.views == views
    wished: list[int] = []
    listed.undo_wished.connect(wished.append)
    views[0].undo.click()
    assert wished == [1]
    assert not views[1].undo.isVisible()
