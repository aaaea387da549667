# SPDX-License-Identifier: Apache-2.0
"""Code, tables, links and directions in an answer."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextTable
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from edgeassist.kit.code_sheet import CodeFrame, CodeSheet
from edgeassist.kit.lexing import MOST_CHARS
from edgeassist.kit.markdown_blocks import TAIL_LIMIT
from edgeassist.kit.quiet_text import QuietText
from edgeassist.kit.stream_view import StreamView
from edgeassist.kit.table_sheet import TableSheet
from edgeassist.kit.theme import Theme
from edgeassist.kit.tokens import DARK, LIGHT
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]
CODE = 'def f():\n    return "x"\n\n\n# end'
TABLE = "| Part | Limit |\n|:-----|------:|\n| Bearing | 4.5 |\n| **Coupling** | 7.1 | extra |\n"


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def view(shown: Show, opened: list[str]) -> StreamView:
    made = StreamView(open_link=opened.append)
    made.resize(500, 400)
    shown(made)
    return made


def say(view: StreamView, text: str, step: int = 0) -> None:
    for start in range(0, len(text), step or len(text)):
        view.feed(text[start : start + (step or len(text))])
        view.on_paint_due()
    view.finish()
    until(lambda: view.idle)
    settle()


def colours(sheet: CodeSheet) -> dict[str, str]:
    found = {}
    block = sheet.document().begin()
    while block.isValid():
        for run in block.layout().formats():
            found[block.text()[run.start : run.start + run.length]] = run.format.foreground().color().name()
        block = block.next()
    return found


@pytest.mark.parametrize("step", [0, 3])
def test_code_has_its_language_its_colours_and_is_copied_as_it_was_written(
    view: StreamView, theme: Theme, step: int
) -> None:
    say(view, f"Before\n\n```py\n{CODE}\n```\nAfter", step)
    frame = view.findChild(CodeFrame)
    assert isinstance(frame, CodeFrame)
    assert frame.language.text() == "Python"
    frame.copy.click()
    assert QGuiApplication.clipboard().text() == CODE
    assert frame.sheet.toPlainText() == CODE
    for wish, tokens in (("light", LIGHT), ("dark", DARK)):
        theme.choose(wish)
        until(lambda: view.idle)
        found = colours(frame.sheet)
        assert found["def"] == tokens.code_keyword.lower()
        assert found["f"] == tokens.code_name.lower()
        assert found["# end"] == tokens.text_2.lower()


def test_letters_beyond_16_bits_do_not_shift_the_colours(view: StreamView) -> None:
    say(view, '```py\nx = "😀😀"; y = 12\n```')
    sheet = view.sheets[0]
    assert isinstance(sheet, CodeSheet)
    line = sheet.document().begin()
    text = line.text().encode("utf-16-le")
    kinds = [text[run.start * 2 : (run.start + run.length) * 2].decode("utf-16-le") for run in line.layout().formats()]
    assert "12" in kinds


def test_code_of_no_known_language_or_of_great_length_stays_plain(view: StreamView) -> None:
    say(view, f"```nolang\nx = 1\n```\n\n```py\n{'x = 1  # more' * 9}\n```")
    assert [colours(sheet) != {} for sheet in view.sheets if isinstance(sheet, CodeSheet)] == [False, True]
    sheet = CodeSheet("py")
    for _ in range(MOST_CHARS // 1000 + 1):
        sheet.settle("\n".join(["x = 1234"] * 111))
    until(lambda: not sheet.highlighter.busy)
    assert sheet.document().findBlockByNumber(sheet.document().blockCount() - 2).layout().formats() == []
    sheet.deleteLater()


def test_a_code_line_of_thousands_of_letters_is_broken_on_the_screen_only(view: StreamView) -> None:
    code = "x" * (2 * TAIL_LIMIT + 500)
    say(view, f"```\n{code}\n```", 500)
    sheet = view.sheets[0]
    assert isinstance(sheet, CodeSheet)
    assert sheet.content == code
    assert sheet.blockCount() > 1


def test_fences_without_words_between_are_two_blocks(view: StreamView) -> None:
    say(view, "```py\nx\n```\n```sh\ny\n```\n```\n```")
    assert [sheet.toPlainText() for sheet in view.sheets] == ["x", "y"]


@pytest.mark.parametrize("step", [0, 4])
def test_a_table_has_cells_and_loses_no_word(view: StreamView, step: int) -> None:
    say(view, f"Limits:\n\n{TABLE}\nAfter", step)
    sheet = view.sheets[1]
    assert isinstance(sheet, TableSheet)
    table = sheet.findChild(QTextTable) or sheet.document().rootFrame().childFrames()[0]
    assert isinstance(table, QTextTable)
    assert (table.rows(), table.columns()) == (3, 2)
    assert table.cellAt(2, 0).firstCursorPosition().block().text() == "Coupling"
    assert table.cellAt(2, 1).firstCursorPosition().block().text() == "7.1 | extra"
    assert view.sheets[2].toPlainText().strip() == "After"


@pytest.mark.parametrize("step", [0, 1, 3])
def test_rows_without_bars_at_their_ends_stay_in_one_table(view: StreamView, step: int) -> None:
    say(view, "a | b\n--|--\none | 1\ntwo | 2\n\nAfter", step)
    assert [sheet.toPlainText().split() for sheet in view.sheets] == [["a", "b", "one", "1", "two", "2"], ["After"]]


def test_what_is_no_table_loses_no_word(view: StreamView) -> None:
    say(view, "heading\n|---|---|\none | two | three |\n")
    assert "three" in view.sheets[0].toPlainText()


def test_a_wide_table_scrolls_sideways_and_is_never_squeezed(view: StreamView) -> None:
    wide = "| " + " | ".join(f"a fairly long heading {n}" for n in range(8)) + " |\n" + "|---" * 8 + "|\n"
    say(view, wide + "| x " * 8 + "|\n")
    sheet = view.sheets[0]
    assert sheet.horizontalScrollBar().maximum() > 200
    assert sheet.horizontalScrollBar().value() == 0
    assert sheet.verticalScrollBar().maximum() == 0


def test_a_table_of_words_from_the_right_begins_at_the_right(view: StreamView) -> None:
    say(view, "| חלק | גבול | x |\n|---|---|---|\n| מיסב | 4.5 | y |\n")
    frame = view.sheets[0].document().rootFrame().childFrames()[0]
    assert isinstance(frame, QTextTable)
    assert [frame.cellAt(1, n).firstCursorPosition().block().text() for n in range(3)] == ["y", "4.5", "מיסב"]


def test_a_long_table_goes_on_below_its_heading(view: StreamView) -> None:
    say(view, "| a | b |\n|---|---|\n" + "| some words | and some more |\n" * 90)
    assert len(view.sheets) > 1
    assert all(
        isinstance(sheet, TableSheet) and sheet.toPlainText().lstrip().startswith("a\nb") for sheet in view.sheets
    )
    assert sum(sheet.toPlainText().count("some words") for sheet in view.sheets) == 90


def right_to_left(view: StreamView) -> list[bool]:
    found = []
    for sheet in view.sheets:
        block = sheet.document().begin()
        while block.isValid():
            if block.text().strip():
                found.append(block.textDirection() == Qt.LayoutDirection.RightToLeft)
            block = block.next()
    return found


@pytest.mark.parametrize("step", [0, 2])
def test_every_paragraph_has_its_own_direction_and_code_none(view: StreamView, step: int) -> None:
    say(view, "שלום world\n\nHello עולם\n\n- פריט\n- item\n\n1. **מודגש** x\n\n```\nשורה\n```\n", step)
    assert right_to_left(view) == [True, False, True, False, True, False]


def test_a_line_keeps_its_direction_when_it_is_finished(view: StreamView) -> None:
    view.feed("Hello\n\n- פריט ראשון **מ")
    view.on_paint_due()
    before = right_to_left(view)
    say(view, "ודגש** end\n\n")
    assert before == right_to_left(view) == [False, True]


def test_no_word_between_two_rules_is_lost(view: StreamView) -> None:
    say(view, "---\nname: x\n---\nHello")
    assert "name: x" in view.sheets[0].toPlainText()


def test_a_click_on_a_link_asks_and_opens_only_after_a_yes(view: StreamView, opened: list[str]) -> None:
    say(view, "[here](https://example.org/a)")
    sheet = view.sheets[0]
    QTest.mouseClick(sheet.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, 12))
    assert view.link_bar is not None
    assert (view.link_bar.isVisible(), opened) == (True, [])
    view.link_bar.open.click()
    assert (view.link_bar.isVisible(), opened) == (False, ["https://example.org/a"])


def test_the_question_comes_into_sight_below_a_long_sheet(shown: Show, view: StreamView) -> None:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(view)
    area.resize(500, 300)
    shown(area)
    say(view, "[here](https://example.org/a)" + " and many more words" * 250)
    sheet = view.sheets[0]
    assert isinstance(sheet, QuietText)
    sheet.link_wished.emit("https://example.org/a", "here")
    bar = view.link_bar
    assert bar is not None
    settle()
    until(lambda: bar.visibleRegion().boundingRect().height() > 0)


def test_links_are_visited_by_tab_and_asked_for_by_enter(shown: Show) -> None:
    page, view, after = QWidget(), StreamView(), QPushButton("after")
    view.setParent(page)
    after.setParent(page)
    page.resize(500, 300)
    shown(page)
    page.activateWindow()
    say(view, "A [one](https://one.example) and [two](https://two.example).")
    sheet = view.sheets[0]
    assert isinstance(sheet, QuietText)
    wished: list[str] = []
    sheet.link_wished.disconnect()
    sheet.link_wished.connect(lambda link, words: wished.append(f"{words} {link}"))
    sheet.setFocus()
    for _ in range(2):
        QTest.keyClick(sheet, Qt.Key.Key_Tab)
        QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert wished == ["one https://one.example", "two https://two.example"]
    QTest.keyClick(sheet, Qt.Key.Key_Tab)
    assert not sheet.hasFocus()
