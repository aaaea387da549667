# SPDX-License-Identifier: Apache-2.0
"""Documents in the translate pane: queued, translated, stopped, gone on with, refused; and the glossary's table."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QTableWidgetItem, QWidget

from edgeassist.documents.refusals import LockedDocument
from edgeassist.panes.translate.glossary_sheet import GlossarySheet
from edgeassist.panes.translate.paper_queue import KEEPS
from edgeassist.panes.translate.papers_view import PaperCard
from edgeassist.panes.translate.translation import Pair
from tests.gui.conftest import settle, until
from tests.gui.test_translate_pane import Desk, Show


@pytest.fixture
def desk(shown: Show) -> Iterator[Desk]:
    made = Desk().open(shown)
    yield made
    made.pane.hidden()
    made.pane.close()


def drop(target: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))


def cards(desk: Desk, count: int) -> list[PaperCard]:
    until(lambda: len(desk.view.papers.cards) == count)
    return list(desk.view.papers.cards.values())


def cell(sheet: GlossarySheet, line: int, across: int) -> QTableWidgetItem:
    item = sheet.table.item(line, across)
    assert item is not None
    return item


def pressed(where: QWidget, text: str) -> None:
    next(one for one in where.findChildren(QAbstractButton) if one.text() == text).click()


def test_a_dropped_document_is_translated_under_a_free_name_beside_it(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "note.es.docx").write_text("somebody's own")
    drop(desk.view.text.source, tmp_path / "note.docx")
    card = cards(desk, 1)[0]
    assert desk.view.in_front is desk.view.papers
    assert card.where.text() == f"Will be saved as note.es-2.docx in {tmp_path}"
    assert card.kept.text() == "Headings, lists, tables, pictures and type stay as they are."
    card.start.click()
    until(lambda: card.line.text() == "Translated: 4 paragraphs, 1 to look at")
    assert desk.papers.runs == [(tmp_path / "note.docx", tmp_path / "note.es-2.docx", Pair("", "es"))]
    assert card.way.text() == "English → Spanish"
    card.show_flags.click()
    told = [label.text() for label in card.flags.findChildren(QLabel)]
    assert told == ["Paragraph 3. The number “7” is missing.", "It holds 7.", "Contiene."]


def test_documents_wait_for_each_other_and_a_stopped_one_goes_on(desk: Desk, tmp_path: Path) -> None:
    desk.papers.gate.clear()
    drop(desk.view, tmp_path / "one.md", tmp_path / "two.pdf")
    one, two = cards(desk, 2)
    one.start.click()
    two.start.click()
    until(lambda: one.line.text() == "Paragraph 1 of 4")
    assert (one.bar.value(), one.bar.maximum()) == (1, 4)
    assert two.line.text() == "Waits for its turn"
    assert desk.view.bar.papers.text() == "Documents · 1 of 4"
    one.stop.click()
    until(lambda: one.line.text() == "Stopped at paragraph 1 of 4")
    assert one.hint.text() == KEEPS
    until(lambda: two.line.text().startswith("Translated"))
    assert desk.papers.runs[1][1] == tmp_path / "two.es.md", "what a PDF looks like cannot be kept"
    pressed(one, "Go on")
    until(lambda: one.line.text().startswith("Translated"))


def test_a_refused_document_says_why_and_what_to_do_and_the_next_one_goes_on(desk: Desk, tmp_path: Path) -> None:
    desk.papers.fault = LockedDocument("“broken.docx” is protected by a password.")
    drop(desk.view, tmp_path / "broken.docx", tmp_path / "good.docx")
    for card in cards(desk, 2):
        card.start.click()
    broken, good = cards(desk, 2)
    until(lambda: good.line.text().startswith("Translated"))
    assert broken.line.text() == "“broken.docx” is protected by a password."
    assert broken.hint.text() == LockedDocument.hint
    broken.remove.click()
    cards(desk, 1)
    QTest.keyClick(desk.view.window(), Qt.Key.Key_Escape)
    assert desk.view.in_front is desk.view.text


def test_another_language_is_for_documents_that_nobody_began(desk: Desk, tmp_path: Path) -> None:
    drop(desk.view, tmp_path / "nota.md")
    card = cards(desk, 1)[0]
    desk.view.bar.source.chosen.emit("es")
    until(lambda: card.where.text() == f"Will be saved as nota.en.md in {tmp_path}")
    assert card.way.text() == "Spanish → English"


def test_terms_are_added_changed_taken_out_and_brought_back(desk: Desk) -> None:
    desk.translate("One is here.")
    sheet, glossary = desk.view.glossary, desk.translator.glossary
    desk.view.bar.glossary.click()
    QTest.keyClicks(sheet.term, "bearing")
    QTest.keyClicks(sheet.meaning, "rodamiento")
    QTest.keyClick(sheet.meaning, Qt.Key.Key_Return)
    QTest.keyClicks(sheet.term, "EdgeAssist")
    sheet.add.click()
    until(lambda: desk.view.bar.glossary.text() == "Glossary · 2 terms")
    assert [(term.source, term.target, term.pair) for term in glossary.entries] == [
        ("bearing", "rodamiento", Pair("en", "es"))
    ]
    assert glossary.kept_words == ("EdgeAssist",)
    cell(sheet, 0, 1).setText("cojinete")
    until(lambda: glossary.terms(Pair("en", "es")) == (("bearing", "cojinete"),))
    until(lambda: cell(sheet, 0, 1).text() == "cojinete")
    sheet.table.selectRow(0)
    QTest.keyClick(sheet.table, Qt.Key.Key_Delete)
    until(lambda: sheet.table.rowCount() == 1)
    assert glossary.entries == ()
    pressed(sheet, "Undo")
    until(lambda: sheet.table.rowCount() == 2)
    assert glossary.terms(Pair("en", "es")) == (("bearing", "cojinete"),)
    QTest.keyClicks(sheet.search, "edge")
    assert (sheet.table.rowCount(), sheet.count.text()) == (1, "1 of 2")


def test_an_import_names_the_lines_that_hold_no_term_and_a_new_term_runs_the_text_again(
    desk: Desk, tmp_path: Path
) -> None:
    desk.translate("One is here.")
    asked = len(desk.translator.asked)
    path = tmp_path / "terms.csv"
    path.write_text("bearing,rodamiento\n,nothing\nshaft,eje\n", encoding="utf-8")
    desk.pane.glossary.take_in(path)
    until(lambda: desk.view.glossary.table.rowCount() == 2)
    until(lambda: len(desk.translator.asked) > asked)
    said = " ".join(label.text() for label in desk.view.glossary.findChildren(QLabel))
    assert "2 terms were taken from terms.csv." in said
    assert "Line 2 has no term before the first separator." in said
    desk.pane.glossary.take_in(tmp_path / "missing.csv")
    until(lambda: "cannot be read" in " ".join(x.text() for x in desk.view.glossary.findChildren(QLabel)))
    desk.pane.glossary.write(tmp_path / "out.csv")
    until((tmp_path / "out.csv").is_file)
    desk.settled()


def test_a_term_for_the_glossary_begins_with_what_is_selected(desk: Desk) -> None:
    desk.translate("One is here.")
    for side in (desk.view.text.source, desk.view.text.target):
        cursor = side.textCursor()
        cursor.setPosition(0)
        cursor.movePosition(cursor.MoveOperation.EndOfWord, cursor.MoveMode.KeepAnchor)
        side.setTextCursor(cursor)
    desk.view.text.sentence.term.click()
    settle()
    assert (desk.view.glossary.term.text(), desk.view.glossary.meaning.text()) == ("One", "ONE")


def test_documents_under_way_are_listed_again_after_a_restart(shown: Show, tmp_path: Path) -> None:
    begun, ready, gone, done = (tmp_path / f"{name}.md" for name in ("begun", "ready", "gone", "done"))
    for path in (begun, ready, gone, done):
        path.write_text("words")
    desk = Desk().open(shown)
    desk.view.bar.source.chosen.emit("en")
    drop(desk.view, done, begun, ready, gone)
    first = cards(desk, 4)
    first[0].start.click()
    until(lambda: first[0].line.text().startswith("Translated"))
    desk.papers.gate.clear()
    first[1].start.click()
    until(lambda: desk.pane.papers.queue.working is not None)
    desk.pane.hidden()
    desk.pane.close()
    gone.unlink()
    again = Desk(context=desk.context).open(shown)
    second = cards(again, 2)
    assert [(one.title.text(), one.line.text()) for one in second] == [("begun.md", "Stopped"), ("ready.md", "")]
    assert second[0].start.text() == "Go on"
    assert "begun.es.md" in second[0].where.text()
    assert again.view.bar.papers.text() == "Documents · 2"
    second[0].start.click()
    until(lambda: second[0].line.text().startswith("Translated"))
    assert again.papers.runs == [(begun, tmp_path / "begun.es.md", Pair("en", "es"))]
    again.pane.hidden()
    again.pane.close()
