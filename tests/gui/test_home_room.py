# SPDX-License-Identifier: Apache-2.0
"""The first page keeps all of itself in sight across, in large letters and in each language, or has a bar for it."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from edgeassist.kit.theme import Theme
from edgeassist.kit.translating import Translating
from edgeassist.ui.home_page import HomePage
from tests.gui.conftest import settle
from tests.gui.other_words import cut

Show = Callable[[QWidget], QWidget]
PAGE_PX = {"800 by 600": (650, 452), "1280 by 800": (1130, 652)}


@pytest.fixture(params=("en", "es", "de", "fr", "ar"))
def spoken(app: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    words = Translating(app)
    words.speak(request.param)
    yield request.param
    words.speak("en")


@pytest.fixture
def page(theme: Theme, shown: Show) -> Iterator[HomePage]:
    made = HomePage()
    shown(made)
    yield made
    theme.choose("light")


def beyond(page: HomePage) -> list[str]:
    """Return the words that are cut by the edge of the page."""
    view = page.viewport()
    parts = [one for one in page.findChildren(QWidget) if isinstance(one, QLabel | QAbstractButton)]
    places = {one: one.mapTo(view, QPoint()).x() for one in parts if one.isVisible()}
    return [one.text() for one, x in places.items() if x < 0 or x + one.width() > view.width()]


def whole(page: HomePage) -> bool:
    settle()
    return page.horizontalScrollBar().maximum() == 0 and beyond(page) == cut(page) == []


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("size", PAGE_PX)
def test_nothing_is_cut_whatever_the_size_of_letters(theme: Theme, page: HomePage, size: str) -> None:
    page.setFixedSize(*PAGE_PX[size])
    for scale in (1.0, 2.0, 1.5, 1.25, 1.0):
        theme.choose("light", scale=scale)
        assert whole(page), (scale, beyond(page), cut(page), page.horizontalScrollBar().maximum())
    said = page.setup.accessibleName()
    theme.choose("light", scale=2.0)
    settle()
    assert (page.setup.accessibleName(), page.setup.toolTip()) == (said, said)


def test_letters_decide_with_the_room_how_many_tiles_stand_beside_each_other(theme: Theme, page: HomePage) -> None:
    page.setFixedSize(*PAGE_PX["800 by 600"])
    first, second, *_ = page.tiles.values()
    seen = []
    for scale in (1.0, 2.0, 1.0):
        theme.choose("light", scale=scale)
        settle()
        seen.append(first.y() == second.y())
    assert seen == [True, False, True]


def test_where_it_is_still_too_wide_a_bar_shows_the_rest(page: HomePage) -> None:
    page.setFixedSize(120, 300)
    settle()
    assert beyond(page)
    assert page.horizontalScrollBar().isVisible()
