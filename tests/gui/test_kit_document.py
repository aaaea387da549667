# SPDX-License-Identifier: Apache-2.0
"""A long document appears in bounded pieces, marks what is asked for and tells where it was clicked."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from edgeassist.documents.blocks import Anchor, Block, Span
from edgeassist.kit.highlights import PIECE_CHARS, DocumentPage
from edgeassist.kit.theme import Theme
from edgeassist.kit.tokens import DARK, LIGHT
from tests.gui.conftest import until

Show = Callable[[QWidget], QWidget]


def pages(count: int, text: str = "Some words on a page. " * 30) -> tuple[Block, ...]:
    return tuple(Block(n, "paragraph", f"{n}: {text}", Anchor(n, page=1 + n // 3)) for n in range(3 * count))


@pytest.fixture
def page(shown: Show) -> DocumentPage:
    made = DocumentPage()
    made.resize(500, 400)
    shown(made)
    return made


def text(page: DocumentPage) -> str:
    return page.sheet.toPlainText()


def marks(page: DocumentPage) -> list[str]:
    return [stretch.cursor.selectedText() for stretch in page.sheet.extraSelections()]


def in_sight(page: DocumentPage, block: int) -> bool:
    cursor = page.sheet.textCursor()
    rect = page.sheet.cursorRect(cursor)
    return cursor.block().userState() == block and page.sheet.viewport().rect().intersects(rect)


def test_hundreds_of_pages_come_in_bounded_pieces(page: DocumentPage) -> None:
    page.add_blocks(pages(300))
    page.on_piece_due()
    assert 0 < len(text(page)) < 3 * PIECE_CHARS
    until(lambda: page.idle)
    assert text(page).count("Some words on a page.") == 900 * 30
    assert "Page 300" in text(page)


def test_a_span_is_marked_and_in_sight(page: DocumentPage, theme: Theme) -> None:
    page.add_blocks(pages(40))
    until(lambda: page.idle)
    page.show_span(Span(100, 5, 25))
    assert in_sight(page, 100)
    for wish, tokens in (("light", LIGHT), ("dark", DARK)):
        theme.choose(wish)
        (stretch,) = page.sheet.extraSelections()
        assert stretch.cursor.selectedText() == pages(40)[100].text[5:25]
        assert stretch.format.background().color().name() == tokens.mark.lower()
    page.unmark()
    assert marks(page) == []


def test_what_still_waits_is_shown_when_it_comes(page: DocumentPage) -> None:
    page.add_blocks(pages(40))
    page.show_span(Span(100, 0, 4))
    assert marks(page) == []
    until(lambda: page.idle)
    assert marks(page) == [pages(40)[100].text[:4]]
    assert in_sight(page, 100)


def test_letters_beyond_16_bits_and_lines_do_not_shift_a_place(page: DocumentPage) -> None:
    page.add_blocks([Block(0, "table", "😀 a | b\nc | d", Anchor(0))])
    until(lambda: page.idle)
    page.go_to(0, 8, 9)
    assert page.sheet.extraSelections()[0].cursor.selectedText() == "c"
    heard: list[tuple[int, int]] = []
    page.place_clicked.connect(lambda block, offset: heard.append((block, offset)))
    cursor = page.sheet.textCursor()
    cursor.setPosition(3)
    place = page.sheet.cursorRect(cursor).center()
    QTest.mouseClick(page.sheet.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard == [(0, 2)]


def test_a_click_on_a_page_heading_is_no_place(page: DocumentPage) -> None:
    page.add_blocks(pages(1))
    until(lambda: page.idle)
    heard: list[int] = []
    page.place_clicked.connect(lambda block, _offset: heard.append(block))
    cursor = page.sheet.textCursor()
    cursor.setPosition(0)
    QTest.mouseClick(page.sheet.viewport(), Qt.MouseButton.LeftButton, pos=page.sheet.cursorRect(cursor).center())
    assert heard == []


def test_the_page_in_sight_is_told_and_a_cleared_page_is_empty(page: DocumentPage) -> None:
    turned: list[int] = []
    page.page_turned.connect(turned.append)
    page.count_in("chapter")
    page.add_blocks(pages(40))
    until(lambda: page.idle)
    page.show_span(Span(90, 0, 4))
    assert turned[0] == 1
    assert page.page in (30, 31)
    assert "Chapter 40" in text(page)
    page.clear()
    assert text(page) == ""
    assert marks(page) == []


def test_nothing_is_put_in_while_nobody_looks(page: DocumentPage) -> None:
    page.hide()
    page.add_blocks(pages(3))
    assert (page.idle, text(page)) == (True, "")
    page.show()
    until(lambda: page.idle)
    assert "Page 3" in text(page)
