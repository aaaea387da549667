# SPDX-License-Identifier: Apache-2.0
"""How a receipt's details and the table of connections look: nothing touches a frame, headings stand over columns."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QTableWidgetItem, QWidget

from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.parts import box, column
from edgeassist.kit.theme import Theme
from edgeassist.ui.network_page import HEADS, MOST_ROWS, NetworkPage
from edgeassist.ui.network_ports import Attempt, NetworkState
from edgeassist.ui.receipt_list import ReceiptList
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeNetwork
from tests.gui.living import RECEIPT

Show = Callable[[QWidget], QWidget]
LOOKS = [("light", "normal", 1.0), ("dark", "normal", 1.0), ("light", "high", 1.0), ("dark", "high", 2.0)]
TRIED = Attempt(1_700_000_000, "hub.example", 443, "Fetching a model", "opened", 2_000_000)
ROOM_PX = 4


@pytest.fixture(params=LOOKS, ids=[f"{wish}-{contrast}-{scale}" for wish, contrast, scale in LOOKS])
def look(theme: Theme, request: pytest.FixtureRequest) -> Iterator[Theme]:
    wish, contrast, scale = request.param
    theme.choose(wish, contrast=contrast, scale=scale)
    yield theme
    theme.choose("light")


@pytest.fixture
def network() -> FakeNetwork:
    made = FakeNetwork()
    made.now = NetworkState()
    made.log = (TRIED, replace(TRIED, bytes_in=12_000))
    return made


@pytest.fixture
def page(look: Theme, shown: Show, network: FakeNetwork) -> Iterator[NetworkPage]:
    owner, around = QWidget(), box("")
    around.setProperty("role", "page")
    made = NetworkPage(network, FileChoice(owner, lambda _path: None))
    around.setLayout(column(made, None))
    around.resize(1600, 1400)
    shown(around)
    until(lambda: made.table.rowCount() == 2)
    settle()
    yield made
    owner.deleteLater()


def picture(of: QWidget) -> QImage:
    """Return `of` as it is seen in its window."""
    window = of.window()
    whole = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return whole.copy(QRect(of.mapTo(window, QPoint()), of.size()))


def ink(image: QImage) -> QRect:
    """Return where `image` differs from its middle line's first colour: where words are, for a part without a frame."""
    blank = image.pixelColor(1, image.height() // 2)
    points = [(x, y) for y in range(image.height()) for x in range(image.width()) if image.pixelColor(x, y) != blank]
    across, down = [x for x, _ in points], [y for _, y in points]
    return QRect(min(across), min(down), max(across) - min(across) + 1, max(down) - min(down) + 1)


def test_a_receipts_details_stand_clear_of_their_frame_and_do_not_move(look: Theme, shown: Show) -> None:
    page, made = box(""), ReceiptList()
    page.setProperty("role", "page")
    page.setLayout(column(made, None))
    page.resize(900, 1000)
    shown(page)
    page.activateWindow()
    made.show_receipts((RECEIPT,))
    made.lines.setCurrentRow(0)
    made.lines.setFocus()
    settle()
    before = picture(made.details)
    words, whole = ink(before), before.rect()
    room = (words.left(), words.top(), whole.right() - words.right(), whole.bottom() - words.bottom())
    assert min(room) > look.tokens.ring_px + 2
    made.details.setFocus()
    settle()
    after = picture(made.details)
    assert made.details.hasFocus()
    assert after.size() == before.size()
    assert after != before
    assert after.copy(words) == before.copy(words)


def test_the_table_is_a_card_as_high_as_its_rows(page: NetworkPage, look: Theme, network: FakeNetwork) -> None:
    page.again.setFocus()
    settle()
    table, image = page.table, picture(page.table)
    assert image.pixelColor(0, 0).name().upper() == look.tokens.bg.upper()
    assert image.pixelColor(image.width() // 2, 0).name().upper() == look.tokens.line.upper()
    assert table.verticalScrollBar().maximum() == table.horizontalScrollBar().maximum() == 0
    assert table.viewport().height() - table.rowHeight(0) * 2 < table.rowHeight(0)
    low = table.height()
    network.log = (TRIED,) * (MOST_ROWS + 5)
    page.look()
    until(lambda: table.rowCount() == MOST_ROWS)
    settle()
    assert table.height() - low == 6 * table.rowHeight(0)
    assert table.verticalScrollBar().maximum() > 0


def test_headings_stand_over_their_columns_and_nothing_touches_a_line(page: NetworkPage) -> None:
    table = page.table
    viewport, heads = picture(table.viewport()), picture(table.horizontalHeader())
    for place in range(len(HEADS)):
        heading, item = table.horizontalHeaderItem(place), table.item(0, place)
        assert isinstance(heading, QTableWidgetItem)
        assert isinstance(item, QTableWidgetItem)
        x, width = table.columnViewportPosition(place), table.columnWidth(place)
        above = ink(heads.copy(x, 0, width, heads.height()))
        below = ink(viewport.copy(x, 0, width, table.rowHeight(0)))
        right = HEADS[place] == "Came in"
        edges = (above.right(), below.right()) if right else (above.left(), below.left())
        assert abs(edges[0] - edges[1]) <= ROOM_PX
        for words in (above, below):
            assert min(words.left(), width - words.right()) >= ROOM_PX
        assert min(below.top(), table.rowHeight(0) - below.bottom()) >= ROOM_PX


def test_the_table_with_the_keyboard_has_a_ring_and_stays_where_it_is(page: NetworkPage, look: Theme) -> None:
    page.window().activateWindow()
    page.again.setFocus()
    settle()
    before = page.table.viewport().mapTo(page, page.table.viewport().rect().topLeft())
    page.table.setFocus()
    settle()
    image = picture(page.table)
    assert image.pixelColor(image.width() // 2, look.tokens.ring_px - 1).name().upper() == look.tokens.accent.upper()
    assert page.table.viewport().mapTo(page, page.table.viewport().rect().topLeft()) == before
