# SPDX-License-Identifier: Apache-2.0
"""The translate pane by keyboard, from the right, with big letters and little room; its checks as they grow."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QFont
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from edgeassist.panes.translate.checks_view import ChecksView
from edgeassist.panes.translate.editors import SourceEditor, TargetEditor
from edgeassist.panes.translate.glossary import MOST_LETTERS, Taken, Term
from edgeassist.panes.translate.glossary_sheet import SHOWN, STAYS, GlossarySheet, Row
from edgeassist.panes.translate.marks import Kind, Mark
from edgeassist.panes.translate.remarks import Checks, Remark
from edgeassist.panes.translate.translation import Pair
from tests.gui.conftest import settle, until
from tests.gui.test_translate_pane import TEXT, Desk

Show = Callable[[QWidget], QWidget]
EN_ES = Pair("en", "es")


@pytest.fixture
def desk(shown: Show) -> Iterator[Desk]:
    made = Desk().open(shown)
    yield made
    made.pane.hidden()
    made.pane.close()


def remarks(count: int, word: str = "number") -> tuple[Remark, ...]:
    return tuple(Remark(number, f"The {word} “{number}” is missing.") for number in range(count))


def rows(view: ChecksView) -> list[QAbstractButton]:
    settle()
    return [one for one in view.findChildren(QAbstractButton) if one.text() == "Show" and one.isVisible()]


@pytest.fixture
def view(shown: Show) -> ChecksView:
    made = ChecksView()
    made.resize(800, 300)
    shown(made)
    return made


def test_rows_that_stay_are_not_made_anew(view: ChecksView) -> None:
    view.show_checks(Checks("a", remarks(3)))
    first = rows(view)
    view.show_checks(Checks("b", remarks(5), more=7))
    assert rows(view)[:3] == first
    assert len(rows(view)) == 5
    assert view.more.text() == "and 7 more"
    view.show_checks(Checks("c", remarks(5), more=9))
    assert (len(rows(view)), view.more.text()) == (5, "and 9 more")


@pytest.mark.parametrize(("before", "after"), [(0, 4), (4, 0), (4, 2), (2, 4), (30, 1)])
def test_the_rows_are_those_of_the_remarks_in_their_order(view: ChecksView, before: int, after: int) -> None:
    view.show_checks(Checks("a", remarks(before)))
    view.show_checks(Checks("b", remarks(after, "tag")))
    settle()
    assert [one.accessibleName() for one in rows(view)] == [f"Show: {one.text}" for one in remarks(after, "tag")]
    assert view.list.isVisible() == bool(after)
    assert not view.more.isVisible()


def test_a_row_leads_to_its_own_sentence_after_others_went(view: ChecksView) -> None:
    view.show_checks(Checks("a", remarks(4)))
    view.show_checks(Checks("b", remarks(4)[:1] + remarks(4)[3:]))
    wished = QSignalSpy(view.sentence_wished)
    for one in rows(view):
        one.click()
    assert [wished.at(place) for place in range(wished.count())] == [[0], [3]]


def test_tab_leads_from_text_to_translation_and_on_to_the_deeds(desk: Desk) -> None:
    desk.translate(TEXT)
    desk.view.text.source.setFocus()
    reached: list[str] = []
    for _ in range(14):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused.accessibleName())
        desk.press(Qt.Key.Key_Tab)
    assert reached[0] == "Text to translate"
    for name in ("Clear the text", "Translation", "Copy the translation", "Check by translating back"):
        assert name in reached, reached
    assert "" not in reached


def test_ctrl_return_translates_only_where_the_text_is_in_front(desk: Desk) -> None:
    desk.view.text.source.put("One is here.")
    desk.view.show_glossary()
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.translator.asked == []
    desk.view.show_text()
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: desk.target == "ONE IS HERE.")


@pytest.mark.parametrize("page", ["glossary", "papers"])
def test_esc_goes_back_to_the_text_from_anywhere(desk: Desk, page: str) -> None:
    getattr(desk.view, f"show_{page}")()
    desk.press(Qt.Key.Key_Escape)
    assert desk.view.in_front is desk.view.text
    assert desk.view.text.source.hasFocus()
    desk.press(Qt.Key.Key_Escape)
    assert desk.view.in_front is desk.view.text


@pytest.mark.parametrize("width", [420, 640, 1200])
def test_nothing_is_cut_off_with_letters_of_twice_the_size(shown: Show, width: int) -> None:
    before = QApplication.font()
    big = QFont(before)
    big.setPointSizeF(before.pointSizeF() * 2)
    QApplication.setFont(big)
    try:
        desk = Desk().open(shown, width)
        desk.translator.flagged = "Two"
        desk.translate(TEXT)
        settle()
        for one in desk.view.findChildren(QAbstractButton):
            if one.isVisible() and one.text():
                assert one.width() >= one.minimumSizeHint().width() or one.x() + one.width() <= desk.view.width()
                assert one.height() >= one.fontMetrics().height(), one.text()
        desk.pane.hidden()
        desk.pane.close()
    finally:
        QApplication.setFont(before)


def test_from_the_right_the_source_stands_at_the_right(shown: Show) -> None:
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        desk = Desk().open(shown)
        source, target = desk.view.text.source, desk.view.text.target
        assert source.mapTo(desk.view, QPoint()).x() > target.mapTo(desk.view, QPoint()).x()
        desk.pane.hidden()
        desk.pane.close()
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize(
    ("text", "start", "end", "marked"),
    [
        ("one two", 4, 7, "two"),
        ("one two", 4, 99, "two"),
        ("one two", 99, 120, ""),
        ("", 0, 5, ""),
        ("😀 x", 3, 4, "x"),
    ],
)
def test_a_mark_never_reaches_beyond_the_text(shown: Show, text: str, start: int, end: int, marked: str) -> None:
    editor = TargetEditor("Translation")
    shown(editor)
    editor.setPlainText(text)
    editor.show_marks([Mark(start, end, Kind.ACTIVE)])
    assert [one.cursor.selectedText() for one in editor.extraSelections()] == [marked]
    editor.go_to(end)
    assert editor.textCursor().position() <= len(text.encode("utf-16-le")) // 2


def test_what_is_painted_is_not_told_as_a_persons_edit(shown: Show) -> None:
    editor = TargetEditor("Translation")
    shown(editor)
    edited = QSignalSpy(editor.edited)
    editor.allow_editing(allowed=True)
    editor.replace(0, 0, "Uno dos.")
    editor.replace(4, 7, "tres")
    assert (editor.toPlainText(), edited.count()) == ("Uno tres.", 0)
    editor.go_to(0)
    QTest.keyClicks(editor, "x")
    assert (editor.toPlainText(), edited.count()) == ("xUno tres.", 1)
    editor.allow_editing(allowed=False)
    QTest.keyClicks(editor, "y")
    assert editor.toPlainText() == "xUno tres."


@pytest.mark.parametrize(
    ("urls", "accepted"), [(["file:///a/b.docx"], True), (["http://example.invalid/x"], False), ([], False)]
)
def test_only_files_of_this_computer_are_taken_from_a_drag(desk: Desk, urls: list[str], accepted: bool) -> None:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none)
    event.ignore()
    desk.view.dragEnterEvent(event)
    assert event.isAccepted() is accepted


def test_the_source_takes_no_pictures_or_markup(shown: Show) -> None:
    editor = SourceEditor("Text", "")
    shown(editor)
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("bold")
    editor.insertFromMimeData(data)
    assert editor.toPlainText() == "bold"
    picture = QMimeData()
    picture.setData("image/png", b"\x89PNG")
    assert not editor.canInsertFromMimeData(picture)
    editor.insertFromMimeData(picture)
    assert editor.toPlainText() == "bold"


@pytest.fixture
def sheet(shown: Show) -> GlossarySheet:
    made = GlossarySheet()
    made.resize(800, 500)
    shown(made)
    return made


def terms(count: int) -> tuple[Row, ...]:
    return tuple(
        Row(Term(f"term {number:04}", f"término {number}", EN_ES), "English – Spanish") for number in range(count)
    )


def test_an_empty_glossary_says_how_to_begin(sheet: GlossarySheet) -> None:
    sheet.show_rows(())
    assert sheet.empty.isVisible()
    assert not sheet.table.isVisible()
    sheet.show_rows(terms(1))
    assert not sheet.empty.isVisible()
    assert sheet.count.text() == "1"


@pytest.mark.parametrize(
    ("wanted", "lines", "count"),
    [
        ("", SHOWN, f"1,000 of 1,000, {SHOWN} shown: search for the others"),
        ("term 0042", 1, "1 of 1,000"),
        ("TÉRMINO 42", 11, "11 of 1,000"),
        ("nothing", 0, "0 of 1,000"),
        ("  term 0042  ", 1, "1 of 1,000"),
    ],
)
def test_of_many_terms_those_one_searches_for_are_shown(
    sheet: GlossarySheet, wanted: str, lines: int, count: str
) -> None:
    sheet.show_rows(terms(1000))
    sheet.search.setText(wanted)
    assert (sheet.table.rowCount(), sheet.count.text()) == (lines, count)


def test_a_word_that_stays_says_so_and_can_be_given_a_meaning(sheet: GlossarySheet) -> None:
    sheet.show_rows((Row(Term("Acme", "")),))
    changed = QSignalSpy(sheet.changed)
    meaning, term = sheet.table.item(0, 1), sheet.table.item(0, 0)
    assert meaning is not None
    assert term is not None
    assert meaning.text() == STAYS
    term.setText("ACME")
    meaning.setText("Acmé")
    assert [changed.at(place)[1:] for place in range(2)] == [["ACME", ""], ["ACME", "Acmé"]]
    assert changed.at(0)[0] == Term("Acme", "")


def test_a_new_term_needs_a_name_and_has_room_for_no_more_than_is_kept(sheet: GlossarySheet) -> None:
    added = QSignalSpy(sheet.added)
    QTest.keyClicks(sheet.meaning, "rodamiento")
    sheet.add.click()
    assert added.count() == 0
    sheet.term.setText("x" * (MOST_LETTERS + 50))
    assert len(sheet.term.text()) == MOST_LETTERS
    sheet.term.setText("  bearing ")
    QTest.keyClick(sheet.term, Qt.Key.Key_Return)
    assert added.at(0) == ["bearing", "rodamiento"]
    assert (sheet.term.text(), sheet.meaning.text()) == ("", "")


def test_nothing_is_removed_where_nothing_is_chosen(sheet: GlossarySheet) -> None:
    removed = QSignalSpy(sheet.removed)
    sheet.show_rows(terms(2))
    sheet.table.setCurrentCell(-1, -1)
    sheet.remove.click()
    assert removed.count() == 0
    sheet.table.selectRow(1)
    QTest.keyClick(sheet.table, Qt.Key.Key_Backspace)
    assert [removed.at(place) for place in range(removed.count())] == [[terms(2)[1].term]]


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (Taken(3), "3 terms were taken from a.csv."),
        (Taken(3, ("x",)), "3 terms were taken from a.csv. 1 of them stood there before and was changed."),
        (Taken(1, (), ((2, "is too long for a term"),)), "Line 2 is too long for a term."),
        (Taken(0, (), tuple((line, "is too long for a term") for line in range(1, 13))), "And 4 more."),
    ],
)
def test_an_import_says_what_came_of_it(sheet: GlossarySheet, taken: Taken, said: str) -> None:
    sheet.show_taken("a.csv", taken)
    assert any(said in one.text() for one in sheet.findChildren(QLabel))
