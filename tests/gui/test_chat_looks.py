# SPDX-License-Identifier: Apache-2.0
"""How the chat list and its sheets look and speak: marks, directions, edges, names, nothing cut."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from edgeassist.api import ModelView
from edgeassist.history.chats import Chats
from edgeassist.history.manner import Manner
from edgeassist.kit.background import InOrder
from edgeassist.kit.theme import Theme
from edgeassist.panes.chat.chat_list import ChatList
from edgeassist.panes.chat.chat_page import ChatsPage
from edgeassist.panes.chat.hit_row import HitPainter, HitRows
from edgeassist.panes.chat.hits import Found
from edgeassist.panes.chat.library import Heading, Line, Listing, Row
from edgeassist.panes.chat.manner_sheet import MannerSheet
from edgeassist.panes.chat.prompt_sheet import PromptSheet
from edgeassist.panes.chat.prompts import Prompt
from edgeassist.panes.chat.search_list import HitLines
from tests.gui.conftest import settle

Show = Callable[[QWidget], QWidget]
ARABIC = "مضخة تهتز"


@pytest.fixture
def page(shown: Show) -> ChatsPage:
    made = ChatsPage()
    made.resize(220, 400)
    shown(made)
    return made


def listing(*lines: Line) -> Listing:
    return Listing("shelf", lines)


def painted(view: QListView, place: int) -> QImage:
    """Return what one line looks like."""
    settle()
    return view.viewport().grab(view.visualRect(view.model().index(place, 0))).toImage()


def ink(image: QImage, where: QRect) -> int:
    """Count the pixels that differ from the corner."""
    ground = image.pixel(0, 0)
    spots = ((x, y) for x in range(where.left(), where.right()) for y in range(where.top(), where.bottom()))
    return sum(image.pixel(x, y) != ground for x, y in spots)


def halves(image: QImage) -> tuple[int, int]:
    middle = image.width() // 2
    left = ink(image, QRect(0, 0, middle, image.height()))
    return left, ink(image, QRect(middle, 0, image.width() - middle, image.height()))


def test_a_title_begins_where_the_window_begins_whatever_its_script(page: ChatsPage) -> None:
    page.show_listing(listing(Row(1, "Pump"), Row(2, ARABIC[:4])))
    for place in (0, 1):
        left, right = halves(painted(page.view, place))
        assert left > 0
        assert right == 0
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    for place in (0, 1):
        left, right = halves(painted(page.view, place))
        assert right > 0
        assert left == 0


def test_the_open_chat_stands_out(page: ChatsPage, theme: Theme) -> None:
    page.show_listing(listing(Row(1, "a"), Row(2, "b")))
    before = painted(page.view, 1)
    page.mark_current(2)
    after = painted(page.view, 1)
    middle = after.width() - 30, after.height() // 2
    assert after.pixelColor(*middle) == QColor(theme.tokens.surface)
    assert before != after


def test_a_long_title_ends_before_the_edge_and_before_the_remark(page: ChatsPage) -> None:
    page.show_listing(listing(Row(1, "W" * 120), Row(2, "W" * 120, remark="30 days left")))
    for place in (0, 1):
        image = painted(page.view, place)
        edge = QRect(image.width() - 9, 0, 9, image.height())
        assert ink(image, edge) == 0


def test_every_line_is_as_high_as_its_letters_need(page: ChatsPage) -> None:
    page.show_listing(listing(Heading("folder:x", "Kitchen", 2, folds=True), Row(1, "Ågpq" + ARABIC)))
    for place in (0, 1):
        image = painted(page.view, place)
        assert ink(image, QRect(0, 0, image.width(), 1)) == 0
        assert ink(image, QRect(0, image.height() - 1, image.width(), 1)) == 0


def test_the_chat_in_front_comes_into_sight_among_ten_thousand_and_stays_where_it_was_left(page: ChatsPage) -> None:
    lines = tuple(Row(number, f"chat {number}") for number in range(10_000))
    page.show_listing(listing(*lines))
    page.mark_current(9_000)
    page.view.viewport().repaint()
    place = page.rows.place(9_000)
    assert place is not None
    assert page.view.viewport().rect().intersects(page.view.visualRect(place))
    page.view.scrollToTop()
    page.show_listing(listing(*lines))
    page.mark_current(9_000)
    assert page.view.verticalScrollBar().value() == 0  # nobody is taken away from what they look at


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_found_words_stand_on_the_colour_of_marks(theme: Theme, shown: Show, colours: str) -> None:
    theme.choose(colours)
    view, rows = HitLines(), HitRows()
    view.setModel(rows)
    view.setItemDelegate(HitPainter(view))
    rows.setParent(view)
    view.resize(220, 200)
    shown(view)
    hit = Found(1, 2, "Title", "You", "\U0001f600 check the pump now", ((12, 16),))
    rows.show_hits((hit, replace(hit, marks=())))
    mark = QColor(theme.tokens.mark).rgb()
    counted = []
    for place in (0, 1):
        image = painted(view, place)
        counted.append(sum(image.pixel(x, y) == mark for x in range(image.width()) for y in range(image.height())))
    assert counted[0] > 100
    assert counted[1] == 0


class Everything:
    """The list and the sheets, each with something in it."""

    def __init__(self, folder: Path, show: Show) -> None:
        self.owner = QWidget()
        self.storing = InOrder(self.owner, "chat-history")
        self.chats = Chats(folder / "history.sqlite3")
        self.list = ChatList(lambda: self.chats, self.storing, lambda _notice: None)
        self.manner = MannerSheet()
        self.manner.show_manner(Manner("", "Be kind."), (ModelView("q", "Qwen", 4096),))
        self.prompts = PromptSheet(folder, self.storing)
        self.prompts.form.open(Prompt("x", "{name} {text…}"))
        for part in (self.list, self.manner, self.prompts):
            show(part)

    def close(self) -> None:
        self.list.end_work()
        self.storing.close()
        self.chats.close()
        self.owner.deleteLater()


@pytest.fixture
def everything(tmp_path: Path, shown: Show) -> Iterator[Everything]:
    made = Everything(tmp_path, shown)
    yield made
    made.close()


def controls(part: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QListView, QAbstractSlider)
    found = [one for kind in kinds for one in part.findChildren(kind)]
    return [one for one in found if not isinstance(one, QScrollBar)]


def test_everything_that_can_be_used_says_its_name_to_a_screen_reader(everything: Everything) -> None:
    for part in (everything.list, everything.manner, everything.prompts):
        assert len(controls(part)) > 5
        nameless = [type(one).__name__ for one in controls(part) if not one.accessibleName()]
        assert nameless == []


def test_everything_fits_into_the_column_beside_the_chat(everything: Everything) -> None:
    column = everything.list
    column.setFixedWidth(232)
    ways: tuple[Callable[[], None], ...] = (column.export, column.show_backups, lambda: column.go_to("bin"))
    for go in ways:
        go()
        settle()
        for one in controls(column):
            if one.isVisible():
                place = QRect(one.mapTo(column, one.rect().topLeft()), one.size())
                assert column.rect().contains(place), one.accessibleName()
                assert one.width() >= min(one.minimumSizeHint().width(), 180), one.accessibleName()
