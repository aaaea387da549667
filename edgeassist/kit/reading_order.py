# SPDX-License-Identifier: Apache-2.0
"""Has Tab follow the order in which a page is read, where parts were made in another one."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_TAB = Qt.FocusPolicy.TabFocus.value


def stops_in(part: QWidget) -> list[QWidget]:
    """Return where Tab can stop in `part`, itself included, seen or not, in the present order."""
    found = [part] if _stops(part) else []
    within = sum(_stops(child) for child in part.findChildren(QWidget))
    wanted, after = len(found) + within, part.nextInFocusChain()
    while len(found) < wanted and after is not None and after is not part:
        if _stops(after) and part.isAncestorOf(after):
            found.append(after)
        after = after.nextInFocusChain()  # no further than needed: Qt's own parts, met first, take their time
    return found


def follow(before: QWidget, after: QWidget) -> None:
    """Have Tab come to all of `after` when it leaves `before`."""
    follow_all((before, after))


def follow_all(parts: Sequence[QWidget]) -> None:
    """Have Tab come to `parts`, none of which is within another, one after the other."""
    first, *others = (stops_in(part) for part in parts)
    for before, after in pairwise([*first[-1:], *(stop for stops in others for stop in stops)]):
        QWidget.setTabOrder(before, after)


def _stops(part: QWidget) -> bool:
    return bool(part.focusPolicy().value & _TAB)
