# SPDX-License-Identifier: Apache-2.0
"""The translate pane in large letters: whatever the width, no button of its bar is cut, covered or out of reach."""

from collections.abc import Callable, Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from edgeassist.kit.theme import Theme
from edgeassist.panes.translate.choices import Choice
from edgeassist.panes.translate.view import TranslateView
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]
LANGUAGES = (Choice("es", "Spanish"), Choice("en", "English"))


@pytest.fixture
def view(theme: Theme, shown: Show) -> Iterator[TranslateView]:
    made = TranslateView(lambda: LANGUAGES, lambda: LANGUAGES)
    made.bar.source.show_choice("Detect language", "")
    made.bar.target.show_choice("Spanish", "es")
    made.resize(1100, 700)
    shown(made)
    yield made
    theme.choose("light")


def buttons(view: TranslateView) -> list[QPushButton]:
    bar = view.bar
    every = (bar.source, bar.swap, bar.target, bar.tone, bar.glossary, bar.papers, bar.document)
    return [one for one in every if not one.isHidden()]


def place(one: QWidget, view: TranslateView) -> QRect:
    return QRect(one.mapTo(view.bar, QPoint()), one.size())


def cut_or_covered(view: TranslateView) -> list[str]:
    """Return what is wrong; nothing when each button stands whole, by itself and above what is below the bar."""
    places = {one.text() or one.accessibleName(): place(one, view) for one in buttons(view)}
    room = QRect(QPoint(), view.stack.geometry().topRight() - view.bar.pos()) & view.bar.rect()
    found = [f"{name} is cut" for name, where in places.items() if not room.contains(where)]
    return found + [f"{a} over {b}" for a, b in combinations(places, 2) if places[a].intersects(places[b])]


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("width", [1400, 1100, 900, 760, 500])
def test_every_button_stands_whole_and_free(view: TranslateView, theme: Theme, width: int, scale: float) -> None:
    theme.choose("light", scale=scale)
    view.resize(width, 700)
    for _ in range(4):
        settle()
    assert cut_or_covered(view) == []


def test_each_visible_one_is_reached_by_tab_at_twice_the_size(view: TranslateView, theme: Theme) -> None:
    theme.choose("light", scale=2.0)
    settle()
    view.window().activateWindow()
    view.bar.source.setFocus()
    reached: list[QWidget | None] = [QApplication.focusWidget()]
    for _ in buttons(view)[1:]:
        QTest.keyClick(view.window(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached == buttons(view)
    assert not any(one.visibleRegion().isEmpty() for one in reached if one is not None)


def test_longer_words_take_another_line_and_shorter_ones_give_it_back(view: TranslateView) -> None:
    view.resize(900, 700)
    settle()
    low = view.bar.height()
    view.bar.source.show_choice("A language with a name that goes on and on and on, detected", "xx")
    until(lambda: view.bar.height() > low and not cut_or_covered(view))
    view.bar.source.show_choice("English", "en")
    until(lambda: view.bar.height() == low and not cut_or_covered(view))
