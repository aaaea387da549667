# SPDX-License-Identifier: Apache-2.0
"""The translate pane as a person uses it: type, read, point, change, check, stop, swap, come back to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QWidget

from edgeassist.api import Handoff, ModelView
from edgeassist.core.errors import EngineTrouble
from edgeassist.kit.theme import Theme
from edgeassist.kit.tokens import DARK, LIGHT
from edgeassist.panes.translate.choices import BIGGER, NO_MODEL
from edgeassist.panes.translate.draft import Draft, keep, kept
from edgeassist.panes.translate.editors import SideEditor
from edgeassist.panes.translate.pane import SMALL_TONE, Tools, TranslatePane
from edgeassist.panes.translate.session import KEPT, Phase
from edgeassist.panes.translate.translation import Tone
from edgeassist.testing import FakeContext
from edgeassist.testing.context import SMALL
from tests.gui.conftest import settle, until
from tests.support.translating import WHY_NOT, ScriptedPapers, ScriptedTranslator

Show = Callable[[QWidget], QWidget]
TEXT = "One is here. Two is there. Three is gone."


@dataclass
class Desk:
    """The pane on scripted tools."""

    context: FakeContext = field(default_factory=lambda: FakeContext(model=SMALL, served=frozenset({"chat"})))
    translator: ScriptedTranslator = field(default_factory=ScriptedTranslator)
    papers: ScriptedPapers = field(default_factory=ScriptedPapers)

    def open(self, show: Show, width: int = 1200) -> "Desk":
        self.pane = TranslatePane(self.context, lambda _context: Tools(self.translator, self.papers))
        self.view = self.pane.widget
        self.view.resize(width, 700)
        show(self.view)
        self.pane.shown()
        until(lambda: self.pane._translator() is not None)
        return self

    @property
    def target(self) -> str:
        return self.view.text.target.toPlainText()

    @property
    def phase(self) -> Phase:
        return self.pane.session.phase

    def type(self, text: str) -> None:
        self.view.text.source.setFocus()
        self.view.text.source.insertPlainText(text)

    def translate(self, text: str) -> None:
        self.view.text.source.put(text)
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settled()

    def settled(self) -> None:
        until(lambda: self.phase not in (Phase.WORKING, Phase.WAITING))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view.window(), key, modifier)

    def marked(self, side: SideEditor) -> dict[str, str]:
        found = side.extraSelections()
        return {one.cursor.selectedText(): one.format.background().color().name().upper() for one in found}


@pytest.fixture
def desk(shown: Show) -> Iterator[Desk]:
    made = Desk().open(shown)
    yield made
    made.pane.hidden()
    made.pane.close()


def test_what_is_typed_is_translated_after_a_pause_with_its_language_found(desk: Desk) -> None:
    assert desk.view.text.target.placeholderText() == f"Starter translates between English and Spanish.\n\n{BIGGER}"
    desk.type("One is")
    desk.type(" here.")
    until(lambda: desk.target == "ONE IS HERE.")
    assert desk.translator.asked == ["One is here."]
    assert desk.view.bar.source.text() == "English detected ▾"
    assert desk.view.text.checks.counts.text() == "all kept, but this small model often translates wrongly"


def test_an_empty_pane_offers_a_sample_that_works_with_one_click(desk: Desk) -> None:
    desk.view.text.sample.click()
    until(lambda: "18:45" in desk.target)
    assert not desk.view.text.sample.isVisible()
    desk.view.text.clear.click()
    until(lambda: desk.phase is Phase.EMPTY)
    assert desk.target == ""
    assert desk.view.text.sample.isVisible()


def test_the_sentence_one_is_at_is_marked_on_both_sides(desk: Desk) -> None:
    desk.translator.flagged = "Three"
    desk.translate(TEXT)
    text = desk.view.text
    text.source.go_to(15)
    assert desk.marked(text.source) == {"Two is there.": LIGHT.accent_weak}
    assert desk.marked(text.target) == {"TWO IS THERE.": LIGHT.accent_weak, "THREE IS GONE.": LIGHT.warn_weak}
    text.target.pointed.emit(2)
    assert desk.marked(text.source) == {"One is here.": LIGHT.accent_weak}
    text.target.pointed.emit(-1)
    assert desk.marked(text.source) == {"Two is there.": LIGHT.accent_weak}


def test_marks_stand_right_behind_letters_beyond_the_first_plane_and_in_the_dark(desk: Desk, theme: Theme) -> None:
    theme.choose("dark")
    desk.translate("😀😀 one. Two is there.")
    desk.view.text.source.go_to(14)
    assert desk.marked(desk.view.text.source) == {"Two is there.": DARK.accent_weak}
    assert desk.marked(desk.view.text.target) == {"TWO IS THERE.": DARK.accent_weak}


def test_a_flag_is_said_in_words_and_leads_to_its_sentence(desk: Desk) -> None:
    desk.translator.flagged = "Two"
    desk.translate(TEXT)
    checks = desk.view.text.checks
    assert checks.counts.text() == "numbers 0 of 1 · 1 sentence to look at"
    show = next(one for one in checks.findChildren(QAbstractButton) if one.text() == "Show")
    assert show.accessibleName() == "Show: The number “7” is missing."
    show.click()
    assert desk.view.text.target.textCursor().position() == len("ONE IS HERE. ")


def test_checking_back_marks_what_came_back_differently(desk: Desk) -> None:
    desk.translate(TEXT)
    desk.view.text.checks.back.click()
    until(lambda: "1 sentence to look at" in desk.view.text.checks.counts.text())
    assert not desk.view.text.checks.stop.isVisible()


def test_another_wording_is_taken_with_a_click_and_the_own_one_comes_back(desk: Desk) -> None:
    desk.translate(TEXT)
    bar = desk.view.text.sentence
    desk.view.text.source.go_to(15)
    bar.other.click()
    until(lambda: any(one.accessibleName() == "Use: Two Is There." for one in bar.findChildren(QAbstractButton)))
    next(one for one in bar.findChildren(QAbstractButton) if one.accessibleName() == "Use: Two Is There.").click()
    assert desk.target == "ONE IS HERE. Two Is There. THREE IS GONE."
    assert bar.own.isVisible()
    bar.own.click()
    assert desk.target == TEXT.upper()


def test_the_translation_can_be_changed_by_hand_and_stays_changed(desk: Desk) -> None:
    desk.translate(TEXT)
    desk.view.text.target.setFocus()
    desk.view.text.target.go_to(3)
    QTest.keyClicks(desk.view.text.target, " mine")
    desk.translate(TEXT + " Four.")
    assert desk.target == "ONE mine IS HERE. TWO IS THERE. THREE IS GONE. FOUR."
    menu = desk.pane.sentence.open_menu(QPoint(0, 0))
    assert "Take the model's words again" in [action.text() for action in menu.actions()]
    menu.close()


def test_esc_stops_and_what_is_done_stays(desk: Desk) -> None:
    desk.translator.gate.clear()
    desk.view.text.source.put(TEXT)
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: desk.target.startswith("ONE"))
    assert desk.view.text.stop.isVisible()
    desk.press(Qt.Key.Key_Escape)
    until(lambda: desk.phase is Phase.STOPPED)
    assert desk.view.text.line.text() == "Stopped after 1 of 3 sentences."
    desk.view.text.go_on.click()
    until(lambda: desk.target == TEXT.upper())


def test_a_failure_is_a_sentence_with_a_hint_and_another_try(desk: Desk) -> None:
    desk.translator.fault = EngineTrouble("The engine was ended by the system.", hint="Close other programs.")
    desk.translate(TEXT)
    text = desk.view.text
    assert (text.line.text(), text.hint.text()) == ("The engine was ended by the system.", "Close other programs.")
    desk.translator.fault = None
    text.go_on.click()
    until(lambda: desk.target == TEXT.upper())


def test_swapping_by_key_turns_everything_round(desk: Desk) -> None:
    desk.translate(TEXT)
    desk.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    desk.settled()
    assert (desk.view.bar.source.text(), desk.view.bar.target.text()) == ("Spanish ▾", "English ▾")
    assert desk.view.text.source.toPlainText() == TEXT.upper()


def test_what_cannot_be_chosen_says_why_in_the_menu(desk: Desk) -> None:
    desk.translate(TEXT)
    menu = desk.view.bar.target.open()
    lines = [(action.text(), action.isEnabled()) for action in menu.actions() if action.text()]
    assert lines[:2] == [("Spanish", True), (WHY_NOT, False)]
    menu.close()
    menu = desk.view.bar.tone.open()
    assert (SMALL_TONE[:20], False) in [(action.text()[:20], action.isEnabled()) for action in menu.actions()]
    menu.close()


def test_without_a_model_the_text_waits_for_one(shown: Show) -> None:
    desk = Desk(context=FakeContext(model=None)).open(shown)
    desk.translate(TEXT)
    assert desk.view.text.line.text() == NO_MODEL
    desk.context.model = ModelView("qwen", "Qwen2.5 0.5B", 4096)
    desk.pane.model_changed()
    until(lambda: desk.target == TEXT.upper())
    desk.pane.close()


def test_the_draft_comes_back_and_is_translated_when_that_is_wished(shown: Show) -> None:
    desk = Desk()
    keep(desk.context.folder, Draft("Uno está aquí.", "es", "en", Tone.AS_IS))
    desk.open(shown)
    until(lambda: desk.view.text.line.text() == KEPT)
    desk.pane.text.on_typing_paused()
    assert (desk.target, desk.pane.text.busy) == ("", False)
    assert desk.view.text.go_on.text() == "Translate"
    desk.view.text.go_on.click()
    until(lambda: desk.target == "UNO ESTÁ AQUÍ.")
    assert not desk.view.text.go_on.isVisible()
    desk.view.text.source.put("Dos.")
    desk.pane.close()
    assert kept(desk.context.folder) == Draft("Dos.", "es", "en")


def test_text_of_another_pane_is_taken_and_the_translation_handed_on(desk: Desk) -> None:
    desk.view.show_glossary()
    desk.pane.take(Handoff("One is here.", "translate", language="en"))
    until(lambda: desk.target == "ONE IS HERE.")
    desk.view.text.chat.click()
    assert desk.context.handed == [Handoff("ONE IS HERE.", "chat", "Translation", "es")]
    assert not desk.view.text.summary.isVisible(), "no pane takes that"


def test_a_long_text_comes_in_piece_by_piece_and_whole(desk: Desk) -> None:
    long = "".join(f"Sentence {number} is here.\n" for number in range(1500)) + "x" * 7000
    data = QMimeData()
    data.setText(long)
    desk.view.text.source.insertFromMimeData(data)
    assert desk.view.text.source.pouring
    until(lambda: len(desk.target) > len(long) - 10)
    until(lambda: desk.target == desk.view.text.source.toPlainText().upper())
    assert desk.target.replace("\n", "") == long.upper().replace("\n", "")
    until(
        lambda: (
            desk.view.text.checks.counts.text()
            == "numbers 1,500 of 1,500 · all kept, but this small model often translates wrongly"
        )
    )
    desk.view.text.source.undo()
    assert desk.view.text.source.toPlainText() == ""


def test_a_right_to_left_language_is_written_from_the_right(desk: Desk) -> None:
    desk.translator.engine.pairs |= {("en", "ar"), ("ar", "en")}
    desk.view.bar.target.chosen.emit("ar")
    directions = [
        side.document().defaultTextOption().textDirection() for side in (desk.view.text.source, desk.view.text.target)
    ]
    assert directions == [Qt.LayoutDirection.LayoutDirectionAuto, Qt.LayoutDirection.RightToLeft]


def test_the_editors_stack_in_a_narrow_window(desk: Desk) -> None:
    source, target = desk.view.text.source, desk.view.text.target
    assert source.mapTo(desk.view, QPoint()).y() == target.mapTo(desk.view, QPoint()).y()
    desk.view.resize(640, 700)
    settle()
    assert source.mapTo(desk.view, QPoint()).y() < target.mapTo(desk.view, QPoint()).y()


def test_everything_has_a_name_and_nothing_runs_while_hidden(desk: Desk) -> None:
    desk.type(TEXT)
    desk.pane.hidden()
    named = (QAbstractButton, QLineEdit, QPlainTextEdit)
    bare = [one for kind in named for one in desk.view.findChildren(kind) if not one.accessibleName()]
    assert [type(one).__name__ for one in bare if one.objectName() == ""] == []
    assert desk.translator.asked == []
    desk.pane.shown()
    until(lambda: desk.target == TEXT.upper())
