# SPDX-License-Identifier: Apache-2.0
"""What a person typed, mended or had made in a pane is there in the window of another language, word for word."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from edgeassist.api import Pane, PaneContext
from edgeassist.core.errors import EngineTrouble
from edgeassist.core.settings import Settings
from edgeassist.kit.theme import Theme
from edgeassist.panes.summarize import spec as summarize_spec
from edgeassist.panes.summarize.pane import SummarizePane
from edgeassist.panes.translate import spec as translate_spec
from edgeassist.panes.translate.draft import Draft, keep, kept
from edgeassist.panes.translate.pane import Tools, TranslatePane
from edgeassist.panes.translate.session import Phase
from edgeassist.panes.voice import spec as voice_spec
from edgeassist.panes.voice.pane import VoicePane
from edgeassist.testing import FakeContext
from edgeassist.testing.context import SMALL
from edgeassist.ui.ports import PaneRow, Resumed
from edgeassist.ui.start import Shell
from tests.gui.conftest import bury, settle, until
from tests.gui.fakes import READY, FakeDesk, chat_row
from tests.gui.test_summarize_pane import Script, ending, sentences, source_text
from tests.support.translating import ScriptedPapers, ScriptedTranslator

TEXT = "One is here. Two is there. Three is gone."
MINE = "ONE mine IS HERE. TWO IS THERE. THREE IS GONE."
ROWS = tuple(PaneRow(one.SPEC.id, one.SPEC.title, one.SPEC) for one in (translate_spec, voice_spec, summarize_spec))


@dataclass
class Person:
    """Somebody at the window with the chat and three more panes."""

    shell: Shell
    context: FakeContext
    translator: ScriptedTranslator = field(default_factory=ScriptedTranslator)
    script: Script = field(default_factory=Script)

    def build_translate(self, context: PaneContext) -> TranslatePane:
        return TranslatePane(context, lambda _context: Tools(self.translator, ScriptedPapers()))

    def build_summarize(self, context: PaneContext) -> SummarizePane:
        return SummarizePane(context, lambda _context: self.script)

    def turn_to(self, pane_id: str) -> object:
        there = next(one for one in self.shell.window.pages if one.spec.id == pane_id)
        self.shell.window.stack.show_pane(there)
        return there.pane

    @property
    def translate(self) -> TranslatePane:
        pane = self.turn_to("translate")
        assert isinstance(pane, TranslatePane)
        until(lambda: pane._opened)
        return pane

    @property
    def voice(self) -> VoicePane:
        pane = self.turn_to("voice")
        assert isinstance(pane, VoicePane)
        return pane

    @property
    def summarize(self) -> SummarizePane:
        pane = self.turn_to("summarize")
        assert isinstance(pane, SummarizePane)
        return pane

    def translated(self) -> TranslatePane:
        pane = self.translate
        pane.widget.text.source.put(TEXT)
        pane.run_now()
        until(lambda: pane.session.phase is Phase.DONE)
        return pane

    def mended(self) -> TranslatePane:
        """Return the pane with a translation, and a word of the person's own in it."""
        pane = self.translated()
        pane.widget.text.target.setFocus()
        pane.widget.text.target.go_to(3)
        QTest.keyClicks(pane.widget.text.target, " mine")
        assert target(pane) == MINE
        return pane


def target(pane: TranslatePane) -> str:
    return pane.widget.text.target.toPlainText()


@pytest.fixture
def person(app: QApplication, theme: Theme, desk: FakeDesk) -> Iterator[Person]:
    before = QLocale()
    desk.pane_context.model = SMALL
    made = Person(Shell(app, Settings(language="en", welcomed=True), None), desk.pane_context)
    builds: dict[str, Callable[[PaneContext], Pane]] = {
        "translate": made.build_translate,
        "summarize": made.build_summarize,
    }
    rows = (replace(one, spec=replace(one.spec, build=builds.get(one.id, one.spec.build))) for one in ROWS if one.spec)
    desk.rows, desk.now = (chat_row(), *rows), READY
    made.shell.window.show()
    made.shell.attach(desk)
    desk.report(Resumed())
    settle()
    yield made
    made.translator.gate.set()
    made.shell.speak("en")
    made.script.say(EngineTrouble("The test is over."))
    made.shell.close()
    made.shell.window.deleteLater()
    bury()
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    QLocale.setDefault(before)
    theme.choose("light")


def test_a_translation_and_own_words_in_it_are_there_in_the_other_language(person: Person) -> None:
    before = person.mended()
    person.shell.speak("de")
    after = person.translate
    assert after is not before
    assert (target(after), after.widget.text.source.toPlainText()) == (MINE, TEXT)
    assert after.session.phase is Phase.DONE
    assert person.translator.asked == [TEXT]
    assert after.session.length == "3 Sätze"
    assert after.session.checkable is not None


def test_the_translation_can_be_mended_further_there(person: Person) -> None:
    person.mended()
    person.shell.speak("de")
    after = person.translate
    after.widget.text.target.setFocus()
    after.widget.text.target.go_to(0)
    QTest.keyClicks(after.widget.text.target, "So ")
    assert after.session.shown.text == f"So {MINE}"
    after.keeper.keep()
    until(lambda: [words.text for _kind, _place, words in kept(person.context.folder).own] == ["So ONE mine IS HERE."])


def test_a_pause_translates_nothing_that_is_translated(person: Person) -> None:
    person.mended()
    person.shell.speak("de")
    after = person.translate
    assert not after.text._pause.isActive()
    settle()
    assert person.translator.asked == [TEXT]


def test_a_translation_nobody_looked_at_meanwhile_survives_two_changes(person: Person) -> None:
    person.mended()
    person.turn_to("chat")
    person.shell.speak("de")
    person.shell.speak("fr")
    assert target(person.translate) == MINE


def test_a_translation_under_way_goes_on(person: Person) -> None:
    pane = person.translate
    person.translator.gate.clear()
    pane.widget.text.source.put(TEXT)
    pane.run_now()
    until(lambda: len(person.translator.asked) == 1)
    person.translator.gate.set()
    person.shell.speak("de")
    after = person.translate
    until(lambda: after.session.phase is Phase.DONE)
    assert target(after) == "ONE IS HERE. TWO IS THERE. THREE IS GONE."


def test_how_it_ended_is_said_in_the_other_language(person: Person) -> None:
    person.translator.fault = ValueError("odd")
    pane = person.translate
    pane.widget.text.source.put(TEXT)
    pane.run_now()
    until(lambda: pane.session.phase is Phase.FAILED)
    person.shell.speak("de")
    after = person.translate.session
    assert (after.phase, after.line) == (Phase.FAILED, "Dieser Text konnte nicht übersetzt werden.")


def test_a_stopped_translation_stays_stopped_and_says_so_anew(person: Person) -> None:
    pane = person.translate
    person.translator.gate.clear()
    pane.widget.text.source.put(TEXT)
    pane.run_now()
    until(lambda: len(person.translator.asked) == 1)
    pane.stop()
    until(lambda: pane.session.phase is Phase.STOPPED)
    person.shell.speak("de")
    after = person.translate.session
    assert (after.phase, after.line) == (Phase.STOPPED, "Gestoppt nach 1 von 3 Sätzen.")
    assert person.translator.asked == [TEXT]


def test_what_was_kept_from_last_time_waits_on(person: Person) -> None:
    keep(person.context.folder, Draft(TEXT, "en", "es"))
    until(lambda: person.translate.session.phase is Phase.KEPT)
    person.shell.speak("de")
    after = person.translate
    assert (after.session.phase, after.session.line) == (Phase.KEPT, "Ihr letzter Text, wie Sie ihn verlassen haben.")
    assert person.translator.asked == []


def test_a_term_that_is_being_typed_stays_in_front(person: Person) -> None:
    pane = person.translate
    pane.widget.show_glossary()
    pane.widget.glossary.fill_in("pump", "bomba")
    person.shell.speak("de")
    sheet = person.translate.widget.glossary
    assert (sheet.term.text(), sheet.meaning.text()) == ("pump", "bomba")
    assert person.translate.widget.in_front is sheet


def test_an_unsent_command_is_there_in_the_other_language(person: Person) -> None:
    person.voice.widget.page.line.line.setText("turn on the kitchen")
    person.shell.speak("de")
    assert person.voice.widget.page.line.line.text() == "turn on the kitchen"
    assert person.voice.widget.talking
    assert person.context.commands.asked == []


def test_a_phrase_that_is_being_taught_stays_in_front(person: Person) -> None:
    pane = person.voice
    pane._teach("lights out")
    pane.widget.teach.like.setText("turn off")
    person.shell.speak("de")
    view = person.voice.widget
    assert (view.teach.phrase.text(), view.teach.like.text()) == ("lights out", "turn off")
    assert view.currentWidget() is view.sheets[view.teach]


def test_the_name_of_a_room_that_is_being_typed_stays(person: Person) -> None:
    pane = person.voice
    pane._show_home()
    pane.widget.home.room.setText("Attic")
    person.shell.speak("de")
    until(lambda: bool(person.voice.widget.home.rooms))
    assert person.voice.widget.home.room.text() == "Attic"


def test_a_text_to_sum_up_stays_typed(person: Person) -> None:
    person.summarize.widget.start.text.setPlainText("Half a thought")
    person.shell.speak("de")
    assert person.summarize.widget.start.text.toPlainText() == "Half a thought"


def test_a_summary_that_was_put_away_can_still_be_brought_back(person: Person) -> None:
    pane = person.summarize
    pane.open(Path("manual.pdf"))
    person.script.say(*source_text(), ending(*sentences()))
    until(lambda: pane.session.summary is not None)
    pane.new()
    person.shell.speak("de")
    after = person.summarize
    after.widget.start.back.click()
    assert after.session.look.title == "Safety manual"
    assert [view.row.text for view in after.widget.summary.sentences.views]
