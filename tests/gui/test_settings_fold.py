# SPDX-License-Identifier: Apache-2.0
"""The names of the settings' groups stand beside the page, or in one menu above it: never in many lines over it."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from edgeassist.core.settings import GROUPS
from edgeassist.kit.theme import Theme
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.settings_page import SettingsPage
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk

Open = Callable[[FakeDesk], MainWindow]


@pytest.fixture
def window(open_window: Open, desk: FakeDesk, theme: Theme) -> Iterator[MainWindow]:
    made = open_window(desk)
    made.stack.show_settings()
    settle()
    yield made
    theme.choose("light")


def page_of(window: MainWindow) -> SettingsPage:
    page = window.stack.settings.page
    assert page is not None
    return page


def sized(window: MainWindow, theme: Theme, width: int, height: int, scale: float) -> SettingsPage:
    """Have the window and its letters be so large."""
    theme.choose("light", scale=scale)
    window.setFixedSize(width, height)
    for _ in range(4):
        settle()
    return page_of(window)


def place(one: QWidget, page: SettingsPage) -> QRect:
    return QRect(one.mapTo(page, QPoint()), one.size())


@pytest.mark.parametrize(
    ("width", "height", "scale", "folded"),
    [
        (1440, 900, 1.0, False),
        (1000, 700, 1.0, False),
        (1440, 900, 1.5, False),
        (1440, 900, 2.0, True),
        (760, 700, 1.0, True),
        (480, 360, 1.0, True),
        (1440, 420, 1.0, True),
    ],
)
def test_the_page_keeps_most_of_its_height(
    window: MainWindow, theme: Theme, width: int, height: int, scale: float, folded: bool
) -> None:
    page = sized(window, theme, width, height, scale)
    names, menu = page.places, page.places.menu
    assert (names.isVisible(), menu.isVisible()) == (not folded, folded)
    assert page._area.height() >= 0.6 * page.height()
    for one in (menu, page.field, page.more) if folded else (page.field, page.more, *names.buttons.values()):
        assert page.rect().contains(place(one, page))
        assert not place(one, page).intersects(place(page._area, page))


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_menu_shows_each_name_whole_at_one_width(window: MainWindow, theme: Theme, scale: float) -> None:
    page = sized(window, theme, 700, 900, scale)
    menu = page.places.menu
    for key in page.groups:
        before = menu.width()
        page.show_group(key)
        settle()
        assert menu.fontMetrics().horizontalAdvance(menu.text()) + 20 <= menu.width() == before


def test_the_smallest_window_in_the_largest_letters_keeps_all_inside(window: MainWindow, theme: Theme) -> None:
    page = sized(window, theme, 480, 700, 2.0)
    for one in (page.places.menu, page.field, page.more):
        assert page.rect().contains(place(one, page))
    assert place(page.places.menu, page).bottom() < place(page.field, page).top()


def test_the_menu_leads_to_every_group_and_says_which_is_in_front(window: MainWindow, theme: Theme) -> None:
    page = sized(window, theme, 700, 700, 1.0)
    menu = page.places.menu
    assert [key for key, _words in menu.choices] == list(page.groups)
    assert list(page.groups)[: len(GROUPS)] == list(GROUPS)
    opened = menu.open()
    wanted = list(page.groups).index("costs")
    opened.actions()[wanted].trigger()
    opened.close()
    settle()
    assert page.current == "costs"
    assert page.groups["costs"].isVisible()
    assert "What answers cost" in menu.text()
    assert menu.accessibleName() == "Groups of settings: What answers cost"


def test_a_search_is_left_by_choosing_the_group_that_was_there(window: MainWindow, theme: Theme) -> None:
    page = sized(window, theme, 700, 700, 1.0)
    page.show_group("costs")
    page.field.setText("battery")
    assert page.places.menu.text() == "Groups of settings ▾"
    page.places.menu.chosen.emit("costs")
    assert page.field.text() == ""
    assert [key for key, group in page.groups.items() if group.isVisible()] == ["costs"]


def test_enter_opens_the_menu(window: MainWindow, theme: Theme) -> None:
    page = sized(window, theme, 700, 700, 1.0)
    QTest.keyClick(page.places.menu, Qt.Key.Key_Return)
    opened = page.places.menu.findChild(QMenu)
    assert opened is not None
    assert opened.isVisible()
    opened.close()
    settle()


def test_tab_leads_from_the_menu_to_the_search_and_to_the_three_dots(window: MainWindow, theme: Theme) -> None:
    page = sized(window, theme, 700, 700, 1.0)
    window.activateWindow()
    until(window.isActiveWindow)
    page.places.menu.setFocus()
    QTest.keyClick(page.places.menu, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.field
    QTest.keyClick(page.field, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.more
