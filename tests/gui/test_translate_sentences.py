# SPDX-License-Identifier: Apache-2.0
"""What is done with one sentence stays with it, what is done with one term or document with that one; Esc, no model."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from edgeassist.api import MODELS, Handoff
from edgeassist.core.errors import EngineTrouble
from edgeassist.core.stop import Stop
from edgeassist.panes.translate.choices import NO_MODEL
from edgeassist.panes.translate.draft import Draft, keep
from edgeassist.panes.translate.glossary import Glossary, Term
from edgeassist.panes.translate.glossary_desk import UNREAD_HINT
from edgeassist.panes.translate.pane import Tools, TranslatePane, tools_for
from edgeassist.panes.translate.sentence_desk import CAME_BACK
from edgeassist.panes.translate.session import Phase
from edgeassist.panes.translate.translation import Flag, Pair, Segment, Tell, Tone, Translation, Trouble
from edgeassist.testing import FakeContext
from tests.gui.conftest import settle, until
from tests.gui.test_translate_pane import TEXT, Desk
from tests.gui.test_translate_papers import cards, drop, pressed
from tests.support.translating import ScriptedPapers, ScriptedTranslator

Show = Callable[[QWidget], QWidget]
EN_ES, EN_DE = Pair("en", "es"), Pair("en", "de")


class Slow(ScriptedTranslator):
    """Finds wordings and checks back only once `gate` is open."""

    def alternatives(self, segment: Segment, pair: Pair, *, tone: Tone, stop: Stop) -> tuple[str, ...]:
        stop.guard(self.gate.set)
        self.gate.wait()
        return super().alternatives(segment, pair, tone=tone, stop=stop)

    def check_back(self, translation: Translation, stop: Stop, tell: Tell) -> Translation:
        stop.guard(self.gate.set)
        self.gate.wait()
        if self.fault is not None:
            raise self.fault
        return super().check_back(translation, stop, tell) if self.flagged else translation


@pytest.fixture
def desk(shown: Show) -> Iterator[Desk]:
    made = Desk(translator=Slow()).open(shown)
    made.translate(TEXT)
    made.view.text.source.go_to(2)
    yield made
    made.translator.gate.set()
    made.pane.hidden()
    made.pane.close()


def offered(desk: Desk) -> list[str]:
    found = desk.view.text.sentence.findChildren(QAbstractButton)
    return [one.accessibleName() for one in found if one.text() == "Use" and one.isVisible()]


def test_wordings_that_come_late_are_not_offered_for_another_sentence(desk: Desk) -> None:
    desk.translator.gate.clear()
    desk.view.text.sentence.other.click()
    desk.view.text.source.go_to(15)
    desk.translator.gate.set()
    until(lambda: not desk.pane.sentence.busy)
    assert offered(desk) == []
    desk.view.text.sentence.other.click()
    until(lambda: offered(desk) == ["Use: Two Is There.", "Use: tWO IS THERE."])


def test_a_check_of_one_sentence_says_nothing_of_the_next(desk: Desk) -> None:
    desk.translator.gate.clear()
    desk.view.text.sentence.check.click()
    desk.view.text.source.go_to(15)
    desk.translator.gate.set()
    until(lambda: not desk.pane.sentence.busy)
    assert desk.view.text.sentence.line.text() == ""
    desk.view.text.sentence.check.click()
    until(lambda: desk.view.text.sentence.line.text() == CAME_BACK)


def test_a_check_of_one_ends_the_check_of_all_with_its_words(desk: Desk) -> None:
    desk.translator.gate.clear()
    desk.view.text.checks.back.click()
    assert desk.view.text.checks.busy.text() == "Translating back… 3 sentences"
    desk.view.text.sentence.check.click()
    desk.translator.gate.set()
    until(lambda: not desk.pane.sentence.busy)
    settle()
    assert not desk.view.text.checks.busy.isVisible()
    assert desk.view.text.checks.back.isVisible()


def test_a_check_of_the_old_text_does_not_bring_it_back(desk: Desk) -> None:
    desk.translator.flagged = "One"
    desk.translator.gate.clear()
    desk.view.text.checks.back.click()
    old = desk.pane.session.checkable
    assert old is not None
    desk.translator.gate.set()
    until(lambda: not desk.pane.sentence.busy)
    desk.translate("A new house stands there.")
    desk.pane.session.on_checked(old)
    desk.pane.text.refresh()
    assert desk.target == "A NEW HOUSE STANDS THERE."


def test_a_check_that_fails_says_so_and_claims_nothing(desk: Desk) -> None:
    desk.translator.fault = EngineTrouble("The engine was ended.")
    desk.view.text.checks.back.click()
    until(lambda: not desk.pane.sentence.busy)
    assert desk.view.text.sentence.line.text() == "The engine was ended."
    assert desk.view.text.checks.counts.text() == "all kept, but this small model often translates wrongly"
    desk.translator.fault = None


def test_esc_stops_a_check_and_what_is_there_stays(desk: Desk) -> None:
    desk.translator.gate.clear()
    desk.view.text.checks.back.click()
    desk.press(Qt.Key.Key_Escape)
    until(lambda: not desk.pane.sentence.busy)
    settle()
    assert desk.target == TEXT.upper()
    assert desk.view.text.checks.counts.text() == "all kept, but this small model often translates wrongly", (
        "nothing is said of the way back"
    )


def test_swapping_before_the_translation_is_done_keeps_the_whole_text(desk: Desk) -> None:
    desk.translator.gate.clear()
    desk.view.text.source.put(TEXT + " Four is new.")
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: desk.phase is Phase.WORKING)
    desk.pane.swap()
    desk.translator.gate.set()
    desk.settled()
    assert desk.view.text.source.toPlainText() == TEXT + " Four is new."
    assert desk.pane.session.pair == Pair("es", "en")


def test_documents_that_wait_turn_round_with_the_languages(desk: Desk, tmp_path: Path) -> None:
    desk.view.bar.source.chosen.emit("en")
    drop(desk.view, tmp_path / "nota.md")
    card = cards(desk, 1)[0]
    desk.pane.swap()
    until(lambda: card.where.text() == f"Will be saved as nota.en.md in {tmp_path}")
    assert card.way.text() == "Spanish → English"


def test_documents_of_one_name_get_places_of_their_own(desk: Desk, tmp_path: Path) -> None:
    drop(desk.view, *(tmp_path / name for name in ("book.pdf", "book.epub", "book.md")))
    cards(desk, 3)
    outs = [paper.out.name for paper in desk.pane.papers.queue.papers]
    assert sorted(outs) == ["book.es-2.md", "book.es-3.md", "book.es.md"]


def test_another_language_never_aims_at_a_file_that_is_there(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "my.essay.en.md").write_text("somebody's own")
    drop(desk.view, tmp_path / "my.essay.md")
    card = cards(desk, 1)[0]
    assert "my.essay.es.md" in card.where.text()
    desk.view.bar.source.chosen.emit("es")
    until(lambda: f"my.essay.en-2.md in {tmp_path}" in card.where.text())


def test_a_place_that_a_person_chose_stays_theirs(desk: Desk, tmp_path: Path) -> None:
    drop(desk.view, tmp_path / "nota.md")
    card = cards(desk, 1)[0]
    desk.pane.papers._place(1, tmp_path / "mine.es.md")
    desk.view.bar.source.chosen.emit("es")
    settle()
    assert "mine.es.md" in card.where.text()
    assert card.way.text() == "Spanish → English"


def test_esc_empties_the_search_first_and_then_goes_back(desk: Desk) -> None:
    desk.translator.glossary.add("bearing", "rodamiento")
    desk.pane.glossary.refresh()
    until(lambda: desk.pane.glossary.count == 1)
    desk.view.show_glossary()
    search = desk.view.glossary.search
    search.setFocus()
    QTest.keyClicks(search, "bear")
    desk.press(Qt.Key.Key_Escape)
    fronts = [(search.text(), desk.view.stack.currentIndex())]
    desk.press(Qt.Key.Key_Escape)
    fronts.append((search.text(), desk.view.stack.currentIndex()))
    assert fronts == [("", 2), ("", 0)]


def test_a_text_handed_over_before_the_draft_was_read_leaves_it_a_step_behind(shown: Show) -> None:
    desk = Desk()
    keep(desk.context.folder, Draft("My precious words.", "en", "es"))
    desk.pane = TranslatePane(desk.context, lambda _context: Tools(desk.translator, desk.papers))
    desk.view = desk.pane.widget
    desk.pane.take(Handoff("Two is there.", "translate", language="en"))
    shown(desk.view)
    desk.pane.shown()
    until(lambda: desk.target == "TWO IS THERE.")
    desk.view.text.source.undo()
    assert desk.view.text.source.toPlainText() == "My precious words."
    desk.pane.hidden()
    desk.pane.close()


@pytest.fixture
def namesakes(desk: Desk) -> Desk:
    for target, pair in (("bomba", EN_ES), ("Pumpe", EN_DE)):
        desk.translator.glossary.add("pump", target, pair)
    desk.translator.glossary.keep_word("pump")
    desk.pane.glossary.refresh()
    until(lambda: desk.pane.glossary.count == 3)
    desk.view.show_glossary()
    return desk


def line_of(desk: Desk, meaning: str) -> int:
    table = desk.view.glossary.table
    cells = [table.item(line, 1) for line in range(table.rowCount())]
    return next(line for line, one in enumerate(cells) if one is not None and one.text() == meaning)


def test_changing_one_term_leaves_its_namesake_of_another_language(namesakes: Desk) -> None:
    sheet, glossary = namesakes.view.glossary, namesakes.translator.glossary
    item = sheet.table.item(line_of(namesakes, "Pumpe"), 1)
    assert item is not None
    item.setText("Wasserpumpe")
    until(lambda: glossary.terms(EN_DE) == (("pump", "Wasserpumpe"),))
    assert glossary.terms(EN_ES) == (("pump", "bomba"),)
    assert glossary.kept_words == ("pump",)


def test_removing_one_term_and_undoing_it_leaves_its_namesakes(namesakes: Desk) -> None:
    sheet, glossary = namesakes.view.glossary, namesakes.translator.glossary
    sheet.table.selectRow(line_of(namesakes, "bomba"))
    sheet.remove.click()
    until(lambda: glossary.terms(EN_ES) == ())
    assert glossary.terms(EN_DE) == (("pump", "Pumpe"),)
    until(lambda: sheet.table.rowCount() == 2)
    pressed(sheet, "Undo")
    until(lambda: glossary.terms(EN_ES) == (("pump", "bomba"),))
    assert len(glossary.entries) == 2


def test_renaming_one_term_moves_that_one_alone(namesakes: Desk) -> None:
    sheet, glossary = namesakes.view.glossary, namesakes.translator.glossary
    item = sheet.table.item(line_of(namesakes, "Pumpe"), 0)
    assert item is not None
    item.setText("water pump")
    until(lambda: glossary.terms(EN_DE) == (("water pump", "Pumpe"),))
    assert glossary.terms(EN_ES) == (("pump", "bomba"),)


def test_a_glossary_that_cannot_be_read_does_not_end_translating_and_is_left_alone(shown: Show) -> None:
    context = FakeContext()
    path = context.folder / "glossary.csv"
    path.write_bytes("tamaño,size\n".encode("cp1252"))
    texts = tools_for(context).texts
    assert texts.glossary.refused is not None
    translator = ScriptedTranslator(glossary=Glossary.opened(path))
    desk = Desk(context=context, translator=translator)
    desk.pane = TranslatePane(context, lambda _context: Tools(translator, ScriptedPapers()))
    desk.view = desk.pane.widget
    shown(desk.view)
    desk.pane.shown()
    until(lambda: desk.pane._translator() is not None)
    desk.translate(TEXT)
    assert desk.target == TEXT.upper()
    said = [one.text() for one in desk.view.glossary.findChildren(type(desk.view.glossary.count))]
    assert any("glossary.csv” is not UTF-8" in one for one in said)
    assert UNREAD_HINT in said
    translator.glossary.add("size", "tamaño")
    assert path.read_bytes() == "tamaño,size\n".encode("cp1252")
    desk.pane.hidden()
    desk.pane.close()


@pytest.mark.parametrize("served", [frozenset(), frozenset({MODELS})])
def test_without_a_model_the_way_to_the_models_is_offered_where_there_is_one(
    shown: Show, served: frozenset[str]
) -> None:
    desk = Desk(context=FakeContext(model=None, served=served)).open(shown)
    desk.translate(TEXT)
    assert desk.view.text.line.text() == NO_MODEL
    assert desk.view.text.models.isVisible() == bool(served)
    if served:
        desk.view.text.models.click()
        assert desk.context.handed == [Handoff("", MODELS)]
    desk.pane.hidden()
    desk.pane.close()


def test_dropping_a_term_forgets_what_stood_there_and_tells_it() -> None:
    glossary = Glossary()
    glossary.add("Pump", "bomba", EN_ES)
    glossary.add("pump", "Pumpe", EN_DE)
    assert glossary.drop(Term("PUMP", "", EN_ES)) == Term("Pump", "bomba", EN_ES)
    assert glossary.drop(Term("pump", "", EN_ES)) is None
    assert glossary.terms(EN_DE) == (("pump", "Pumpe"),)


def test_a_flag_of_what_never_came_back_is_said(desk: Desk) -> None:
    whole = desk.pane.session.checkable
    assert whole is not None
    first = whole.rendered[0].flagged(Flag(Trouble.BACK, "One is here."))
    desk.pane.session.on_checked(Translation(whole.pair, (first, *whole.rendered[1:]), whole.total, done=True))
    desk.pane.text.refresh()
    assert [one.text for one in desk.pane.session.checks.remarks] == ["“One is here.” did not come back."]
