# SPDX-License-Identifier: Apache-2.0
"""The kit's parts for the models page: lines that break, cards that stay, few words, a drawing, a search line."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from edgeassist.kit.card_grid import CARD_PX, GAP_PX, CardGrid
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.more_button import Entry, MoreButton
from edgeassist.kit.parts import PushButton, button, row
from edgeassist.kit.search_field import SearchField
from edgeassist.kit.segmented import Segmented
from edgeassist.kit.svg_plot import SvgPlot
from edgeassist.kit.theme import Theme
from edgeassist.kit.tokens import DARK, LIGHT
from tests.gui.conftest import settle
from tests.gui.works import lines, pick

Show = Callable[[QWidget], QWidget]
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" fill="{}"/></svg>'
)


def flowing(*words: str) -> tuple[QWidget, list[PushButton]]:
    made = [button(word, lambda: None) for word in words]
    inside = QWidget()
    inside.setLayout(FlowLayout(*made))
    return inside, made


def test_a_row_breaks_where_it_does_not_fit(shown: Show) -> None:
    inside, made = flowing("one", "two", "three")
    shown(inside)
    inside.resize(800, 200)
    settle()
    assert len({one.y() for one in made}) == 1
    inside.resize(made[0].width() + 4, 200)
    settle()
    assert [one.x() for one in made] == [0, 0, 0]
    assert made[0].y() < made[1].y() < made[2].y()
    layout = inside.layout()
    assert layout is not None
    assert layout.heightForWidth(800) < layout.heightForWidth(made[0].width() + 4)


def test_from_right_to_left_the_row_begins_at_the_right(shown: Show) -> None:
    inside, made = flowing("one", "two")
    inside.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    inside.resize(400, 60)
    shown(inside)
    assert made[0].x() > made[1].x()
    assert made[0].geometry().right() == inside.width() - 1


def test_what_is_hidden_takes_no_room_in_the_row(shown: Show) -> None:
    inside, made = flowing("one", "two", "three")
    inside.resize(600, 60)
    shown(inside)
    at = made[2].x()
    made[1].hide()
    settle()
    assert made[2].x() < at


def test_a_row_gives_back_what_it_holds() -> None:
    inside, made = flowing("one", "two")
    layout = inside.layout()
    assert layout is not None
    assert layout.count() == 2
    item = layout.takeAt(0)
    assert item is not None
    assert item.widget() is made[0]
    assert layout.itemAt(1) is None
    assert layout.takeAt(5) is None
    assert layout.expandingDirections() == Qt.Orientation(0)
    inside.deleteLater()


def cards(*names: str) -> list[QWidget]:
    made = []
    for name in names:
        one = QWidget()
        one.setLayout(row(button(name, lambda: None)))
        made.append(one)
    return made


@pytest.mark.parametrize("columns", [1, 2, 4])
def test_as_many_cards_stand_beside_each_other_as_fit(shown: Show, columns: int) -> None:
    grid = CardGrid("Cards")
    grid.resize(columns * (CARD_PX + GAP_PX), 300)
    grid.arrange(cards("a", "b", "c", "d"))
    shown(grid)
    assert grid.columns == columns


def test_a_card_left_out_is_hidden_and_can_come_back(shown: Show) -> None:
    grid, (one, two) = CardGrid("Cards"), cards("a", "b")
    grid.resize(900, 200)
    grid.arrange([one, two])
    shown(grid)
    grid.arrange([two])
    settle()
    assert (one.isVisible(), two.isVisible()) == (False, True)
    grid.arrange([one, two])
    settle()
    assert one.isVisible()
    assert one.mapTo(grid, QPoint()).x() < two.mapTo(grid, QPoint()).x()


def test_a_card_made_wide_has_a_row_to_itself_until_it_is_narrow_again(shown: Show) -> None:
    grid, (one, two, three) = CardGrid("Cards"), cards("a", "b", "c")
    grid.resize(2 * (CARD_PX + GAP_PX), 300)
    grid.arrange([one, two, three])
    shown(grid)
    for wide, places in ((True, [0, 1, 2]), (False, [0, 0, 1])):
        grid.widen(two, wide=wide)
        settle()
        tops = sorted({made.y() for made in (one, two, three)})
        assert [tops.index(made.y()) for made in (one, two, three)] == places
        assert (two.width() == grid.width()) is wide
    grid.widen(one, wide=True)
    grid.arrange([two, three])
    settle()
    assert two.y() == three.y()


def test_a_new_card_between_others_is_visited_between_them(shown: Show) -> None:
    grid, (one, two, three) = CardGrid("Cards"), cards("a", "b", "c")
    grid.arrange([one, three])
    shown(grid)
    grid.activateWindow()
    grid.arrange([two, one, three])
    settle()
    seen = []
    two.findChildren(QPushButton)[0].setFocus()
    for _ in range(3):
        focus = grid.focusWidget()
        seen.append(focus.text() if isinstance(focus, QPushButton) else "")
        QTest.keyClick(focus or grid, Qt.Key.Key_Tab)
    assert seen == ["b", "a", "c"]


def test_of_a_few_words_one_is_chosen(shown: Show) -> None:
    made = Segmented("Task", (("", "Any"), ("chat", "Chat")))
    shown(made)
    heard: list[str] = []
    made.chosen.connect(heard.append)
    made.choose("chat")
    assert heard == []
    made.buttons[""].click()
    made.buttons[""].click()
    assert heard == ["", ""]
    assert [one.isChecked() for one in made.buttons.values()] == [True, False]
    assert made.buttons["chat"].accessibleName() == "Task: Chat"


def test_the_dots_offer_what_is_so_at_that_moment(shown: Show) -> None:
    done: list[str] = []
    entries = [Entry("Check", lambda: done.append("check"))]
    made = MoreButton("More", lambda: tuple(entries))
    shown(made)
    assert lines(made) == ["Check"]
    entries.append(Entry("Repair", lambda: done.append("repair"), enabled=False))
    assert lines(made) == ["Check"]
    pick(made, "Check")
    assert done == ["check"]


def test_a_drawing_takes_the_colours_in_force(shown: Show, theme: Theme) -> None:
    plot = SvgPlot(SVG.format(LIGHT.accent), "A plot")
    plot.resize(200, 100)
    shown(plot)
    for wish, tokens in (("dark", DARK), ("light", LIGHT)):
        theme.choose(wish)
        settle()
        assert plot.grab().toImage().pixelColor(50, 50).name() == tokens.accent.lower()


def test_a_drawing_keeps_its_proportions_and_is_never_blown_up() -> None:
    plot = SvgPlot(SVG.format("none"), "A plot")
    assert plot.hasHeightForWidth()
    assert [plot.heightForWidth(width) for width in (100, 200, 800)] == [50, 100, 100]
    plot.deleteLater()


def test_what_is_no_drawing_is_not_drawn(shown: Show) -> None:
    plot = SvgPlot("", "A plot")
    shown(plot)
    assert not plot.drawn
    assert plot.heightForWidth(100) == 0


def test_escape_empties_a_search_line_before_it_leaves_it(shown: Show) -> None:
    field = SearchField("Search", "Search…")
    shown(field)
    QTest.keyClicks(field, "qwen")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert field.accessibleName() == "Search"
