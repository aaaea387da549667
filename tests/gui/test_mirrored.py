# SPDX-License-Identifier: Apache-2.0
"""From right to left everything stands where a mirror would show it, whatever way its own words are written."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from edgeassist.core import language
from edgeassist.kit.parts import column, row
from edgeassist.kit.theme import Theme
from edgeassist.panes.chat.exchange import Exchange
from edgeassist.panes.chat.exchange_view import ExchangeView
from edgeassist.panes.chat.transcript import Transcript
from edgeassist.ui.frame import Rail
from edgeassist.ui.live_table import LiveTable
from edgeassist.ui.live_words import receipt_line
from edgeassist.ui.starter_line import StarterLine
from tests.gui.conftest import settle, until
from tests.gui.living import RECEIPT, ROWS

Show = Callable[[QWidget], QWidget]
WIDTH = 640
ARABIC = {
    "Model": "النموذج", "Task": "المهمة", "Answers": "الإجابات", "tokens/s": "رمز/ث", "First word": "الكلمة الأولى",
    "Energy": "الطاقة", "Chat": "المحادثة", "{n} token": "{n} رمزًا", "{n} tokens": "{n} رمزًا",
}  # fmt: skip


def arabic(text: str, many: str, n: int) -> str:
    return ARABIC.get(text, many if many and n != 1 else text)


@pytest.fixture(params=[False, True], ids=["left-to-right", "right-to-left"])
def mirrored(app: QApplication, request: pytest.FixtureRequest) -> Iterator[bool]:
    turned: bool = request.param
    if turned:
        language.use("ar", arabic)
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield turned
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    language.use("en")


def place(part: QWidget, within: QWidget, *, mirrored: bool) -> tuple[int, int]:
    """Return how far `part` is from where the line begins, and from where it ends."""
    at = QRect(part.mapTo(within, QPoint(0, 0)), part.size())
    left, right = at.left(), within.width() - 1 - at.right()
    return (right, left) if mirrored else (left, right)


def ink(label: QLabel, within: QWidget) -> tuple[int, int]:
    """Return the leftmost and the rightmost column of `within` that the words of `label` touch."""
    image = label.grab().toImage()
    blank = image.pixelColor(0, 0)
    columns = [x for x in range(image.width()) if any(image.pixelColor(x, y) != blank for y in range(image.height()))]
    start = label.mapTo(within, QPoint(0, 0)).x()
    return start + columns[0], start + columns[-1]


def test_the_starters_line_begins_and_ends_with_the_same_room(shown: Show, mirrored: bool) -> None:
    line = StarterLine(lambda: None)
    line.setFixedWidth(900)
    shown(line)
    assert place(line.words, line, mirrored=mirrored)[0] == 16
    assert place(line.more, line, mirrored=mirrored)[1] == 4
    line.be_low(low=True)
    until(lambda: place(line.short, line, mirrored=mirrored)[0] == 16, "its short words begin there, too")


def test_room_before_and_after_is_mirrored_too(shown: Show, mirrored: bool) -> None:
    page, first, last = QWidget(), QLabel("A"), QLabel("B")
    inside = row(first, last, margins=(16, 3, 4, 5))
    page.setLayout(inside)
    page.setFixedSize(200, 40)
    shown(page)
    assert place(first, page, mirrored=mirrored)[0] == 16
    assert place(last, page, mirrored=mirrored)[1] == 4
    assert (inside.contentsMargins().top(), inside.contentsMargins().bottom()) == (3, 5)


def test_the_rail_has_its_line_between_itself_and_the_page(theme: Theme, shown: Show, mirrored: bool) -> None:
    rail = Rail()
    rail.setFixedHeight(60)
    shown(rail)
    image = rail.grab().toImage()
    line = [image.pixelColor(x, 30).name() == theme.tokens.line.lower() for x in (0, image.width() - 1)]
    assert line == [mirrored, not mirrored]


def test_the_bubble_ends_where_all_else_does_and_begins_later(shown: Show, mirrored: bool) -> None:
    view = ExchangeView(Exchange("A long question. " * 40, answer="Yes."))
    view.setFixedWidth(WIDTH)
    shown(view)
    assert place(view.question, view, mirrored=mirrored)[1] == 0
    assert place(view.question.bubble, view, mirrored=mirrored)[1] == 0
    assert place(view.question.bubble, view, mirrored=mirrored)[0] >= 24
    view.setFixedWidth(WIDTH // 2)
    until(lambda: place(view.question.bubble, view, mirrored=mirrored) == (24, 0), "the room before it stays")


def test_a_question_on_its_way_stands_where_it_will(shown: Show, mirrored: bool) -> None:
    transcript = Transcript()
    transcript.setFixedSize(WIDTH, 400)
    shown(transcript)
    transcript.add(Exchange("Hello?", answer="Yes."))
    transcript.show_waiting("Hello?")
    waiting = transcript.waiting
    assert waiting is not None
    there = transcript.views[0]

    def stands_alike() -> bool:
        waits = place(waiting.bubble, transcript, mirrored=mirrored)
        ends = place(there, transcript, mirrored=mirrored)[1]
        return waits == place(there.question.bubble, transcript, mirrored=mirrored) and waits[1] == ends

    until(stands_alike, "it stands where the question stands that was answered")


def test_the_column_stays_in_the_middle_beside_the_scroll_bar(shown: Show, mirrored: bool) -> None:
    transcript = Transcript()
    transcript.setFixedSize(WIDTH, 300)
    shown(transcript)
    for _ in range(8):
        transcript.add(Exchange("Hello?", answer="Yes."))
    bar = transcript.verticalScrollBar()

    def sides() -> tuple[int, int]:
        return place(transcript.views[-1], transcript, mirrored=mirrored)

    until(lambda: bar.maximum() > 0 and sides()[0] == sides()[1], "it stands in the middle of what is left")
    assert sides()[0] > bar.width()
    assert place(bar, transcript, mirrored=mirrored)[1] < bar.width() < place(bar, transcript, mirrored=mirrored)[0]


def test_figures_stand_below_their_headings(shown: Show, mirrored: bool) -> None:
    table = LiveTable()
    page = QWidget()
    page.setLayout(column(table))
    page.setFixedWidth(WIDTH)
    shown(page)
    table.show_rows(ROWS)
    settle()
    labels = [one for one in table.findChildren(QLabel) if one.text() in table.texts]
    heads = labels[:6]
    assert [one.text() for one in heads] == table.texts[:6]
    for number, head in enumerate(heads):
        cells = labels[6 + number :: 6]
        edge = int(mirrored is (number < 2))
        for cell in cells:
            assert abs(ink(cell, table)[edge] - ink(head, table)[edge]) <= 4, (head.text(), cell.text())


def test_a_receipts_number_stays_with_its_unit(app: QApplication, mirrored: bool) -> None:
    line = receipt_line(RECEIPT)
    option = QTextOption()
    option.setTextDirection(app.layoutDirection())
    layout = QTextLayout(line)
    layout.setTextOption(option)
    layout.beginLayout()
    made: Any = layout.createLine()  # the stubs know of no pair that `cursorToX` returns
    made.setLineWidth(WIDTH)
    layout.endLayout()
    unit = ARABIC["{n} tokens"].split()[1] if mirrored else "tokens"
    name, figure, after = (
        made.cursorToX(line.index(word) + 1)[0]  # after its first sign
        for word in (RECEIPT.model_name, "96", unit)
    )
    assert (name > figure > after) if mirrored else (name < figure < after)
