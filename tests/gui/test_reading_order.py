# SPDX-License-Identifier: Apache-2.0
"""Tab goes through parts in the order they are given, however they were made."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QWidget

from edgeassist.kit.reading_order import follow, follow_all, stops_in


def part(*names: str, within: QWidget) -> QWidget:
    made = QWidget(within)
    layout = QHBoxLayout(made)
    for name in names:
        layout.addWidget(QPushButton(name))
        layout.addWidget(QLabel(name))
    return made


def order(within: QWidget, first: str = "a") -> str:
    """Return where Tab stops, round once from `first`."""
    names = "".join(stop.text() for stop in stops_in(within) if isinstance(stop, QPushButton))
    before, _, after = names.partition(first)
    return first + after + before


def test_parts_follow_one_another_in_one_go(app: QApplication) -> None:
    window = QWidget()
    last, first, middle = (part(*names, within=window) for names in ("ef", "ab", "cd"))
    alone = QPushButton("g", window)
    assert order(window) == "abcdgef"
    follow_all((first, middle, last, alone))
    assert order(window) == "abcdefg"


def test_a_part_without_stops_changes_nothing(app: QApplication) -> None:
    window = QWidget()
    third, second, first, empty = (part(*names, within=window) for names in ("ef", "cd", "ab", ""))
    follow_all((empty,))
    assert order(window) == "abefcd"
    follow_all((first, empty, second, third))
    assert order(window) == "abcdef"


def test_one_follows_another(app: QApplication) -> None:
    window = QWidget()
    third, second, first = (part(*names, within=window) for names in ("ef", "cd", "ab"))
    follow(first, second)
    assert order(window) == "abcdef"
    follow(second, first)
    assert order(window, "c") == "cdabef"
    assert third.isAncestorOf(stops_in(third)[0])


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_what_hands_the_keyboard_on_to_a_part_of_itself_moves_with_it(app: QApplication, depth: int) -> None:
    window = QWidget()
    before, after = (part(*names, within=window) for names in ("ab", "ef"))
    inner = handing = QWidget(window)
    for _ in range(depth):
        inner = QWidget(inner)
    first, second = QPushButton("c", inner), QPushButton("d", inner)
    handing.setFocusProxy(second)
    follow_all((before, handing, after))
    assert order(window) == "abcdef"
    assert handing.focusProxy() is second
    assert handing.focusPolicy() == inner.focusPolicy() == Qt.FocusPolicy.NoFocus
    chain: list[QWidget | None] = [stops_in(before)[-1]]
    while chain[-1] not in (None, second):
        chain.append(chain[-1].nextInFocusChain())
    assert chain.index(handing) < chain.index(first)
