# SPDX-License-Identifier: Apache-2.0
"""Every page and sheet of the window: all that can be operated has a name, Tab follows the eye, Esc leads back."""

import itertools
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.ui.frame import RailButton
from edgeassist.ui.main_window import MainWindow
from tests.gui.conftest import settle
from tests.gui.fakes import FakeDesk
from tests.gui.touring import DOORS, operable, stops, visit, whole_desk

Open = Callable[[FakeDesk], MainWindow]


@pytest.fixture
def window(open_window: Open) -> Iterator[MainWindow]:
    made = open_window(whole_desk())
    made.resize(1280, 800)
    settle()
    yield made
    made.stack.show_first()


def spoken(one: QWidget) -> str:
    found = QAccessible.queryAccessibleInterface(one)
    return one.accessibleName() or (found.text(QAccessible.Text.Name) if found else "")


def place(window: MainWindow, one: QWidget) -> QRect:
    return QRect(one.mapTo(window, QPoint(0, 0)), one.size())


def goes_back(one: QRect, other: QRect) -> bool:
    """Whether `other` stands before `one` for who reads lines from the left, and columns from the left."""
    if other.bottom() <= one.top():
        return other.left() < one.right()
    if other.top() < one.bottom() and one.top() < other.bottom():
        return other.right() <= one.left()
    return False


def test_all_that_can_be_operated_has_a_name_wherever_it_is(window: MainWindow) -> None:
    nameless, count = [], 0
    for door in DOORS:
        visit(window, door)
        found = operable(window)
        count += len(found)
        nameless += [f"{door}: {type(one).__name__} {one.objectName()}" for one in found if not spoken(one).strip()]
    assert not nameless
    assert count > 20 * len(DOORS) * 0.6


def test_no_two_beside_each_other_have_the_same_name(window: MainWindow) -> None:
    for door in DOORS:
        visit(window, door)
        names = [(type(one), spoken(one), place(window, one).topLeft().toTuple()) for one in operable(window)]
        assert len(names) == len(set(names)), door


def test_tab_goes_where_the_eye_goes_on_every_page(window: MainWindow) -> None:
    back = []
    for door in DOORS:
        visit(window, door)
        chain = stops(window)
        for one, other in itertools.pairwise(chain):
            if goes_back(place(window, one), place(window, other)):
                back.append(f"{door}: {spoken(one)!r} then {spoken(other)!r}")
    assert not back


def test_tab_reaches_all_that_can_be_operated_but_what_arrows_and_other_keys_reach(window: MainWindow) -> None:
    unreached = []
    for door in DOORS:
        visit(window, door)
        if window.deeds is not None and window.deeds.over is not None:
            continue  # what is covered is out of reach on purpose
        chain = set(stops(window))
        unreached += [
            f"{door}: {type(one).__name__} {spoken(one)!r}"
            for one in operable(window)
            if one not in chain and one is not window.top.ear and one.focusProxy() is None and not by_arrows(one)
        ]
    assert not unreached


def by_arrows(one: QWidget) -> bool:
    """Whether the arrow keys lead there from a neighbour that Tab reaches."""
    parent = one.parentWidget()
    return parent is not None and any(
        other.focusPolicy() & Qt.FocusPolicy.TabFocus for other in parent.findChildren(type(one)) if other is not one
    )


SHEETS = [door for door in DOORS if ": " in door or door in ("guide", "keys", "palette")]


@pytest.mark.parametrize("door", SHEETS)
def test_esc_leads_back_from_every_sheet(door: str, window: MainWindow) -> None:
    visit(window, door)
    before = sight(window)
    for _ in range(3):  # a notice or a search that has text goes first
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
        settle()
    assert sight(window) != before
    assert window.deeds is not None
    assert window.deeds.over is None
    front = window.stack.currentWidget()
    assert all(front is one for one in window.pages if one.spec.id == door.split(":", maxsplit=1)[0])


def sight(window: MainWindow) -> list[str]:
    """What can be operated in sight, by name."""
    return [spoken(one) for one in operable(window)]


def test_the_rail_marks_where_the_person_is_and_nothing_on_the_start_page(window: MainWindow) -> None:
    for door, marked in {"chat": "Chat", "models": "Models", "settings: look": "Settings", "home": ""}.items():
        visit(window, door)
        rail = window.stack.rail.findChildren(RailButton)
        assert [one.accessibleName() for one in rail if one.isChecked()] == list(filter(None, [marked]))
