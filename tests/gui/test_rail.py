# SPDX-License-Identifier: Apache-2.0
"""The rail in a low window: the row that is marked stands whole in sight, whichever it is."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from edgeassist.ui.frame import Rail, RailButton
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]
NAMES = ("Chat", "Summarize", "Translate", "Voice")


@pytest.fixture
def rail(shown: Show) -> Rail:
    made = Rail()
    for name in NAMES:
        made.add(RailButton("chat", name, ""), lambda: None)
    made.add(RailButton("models", "Models", ""), lambda: None, below=True)
    made.resize(90, 230)
    shown(made)
    return made


def row(rail: Rail, name: str) -> RailButton:
    return next(one for one in rail.findChildren(RailButton) if one.text() == name)


def whole(rail: Rail, name: str) -> bool:
    made = row(rail, name)
    top = made.mapTo(rail._area.viewport(), QPoint(0, 0)).y()
    return top >= 0 and top + made.height() <= rail._area.viewport().height()


@pytest.mark.parametrize("name", [*NAMES, *reversed(NAMES)])
def test_the_marked_row_is_scrolled_into_sight(rail: Rail, name: str) -> None:
    assert not whole(rail, NAMES[-1])
    rail.check(row(rail, name))
    until(lambda: whole(rail, name))


def test_it_stays_in_sight_when_the_window_gets_lower(rail: Rail) -> None:
    rail.resize(90, 400)
    settle()
    rail.check(row(rail, "Voice"))
    assert whole(rail, "Voice")
    rail.resize(90, 230)
    until(lambda: whole(rail, "Voice"))


def test_what_stands_below_moves_nothing(rail: Rail) -> None:
    rail.check(row(rail, "Chat"))
    rail.check(row(rail, "Models"))
    assert whole(rail, "Chat")
