# SPDX-License-Identifier: Apache-2.0
"""Has Tab follow the order in which a page is read, where parts were made in another one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_TAB = Qt.FocusPolicy.TabFocus.value
_NOBODY: Any = None
"""As whom the keyboard is handed to; the stubs of Qt know no way to take that back."""


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
    with _openly(parts):
        first, *others = (stops_in(part) for part in parts)
        for before, after in pairwise([*first[-1:], *(stop for stops in others for stop in stops)]):
            QWidget.setTabOrder(before, after)


@contextmanager
def _openly(parts: Sequence[QWidget]) -> Iterator[None]:
    """Have whatever hands the keyboard to a stop within itself be a stop meanwhile, and so move with that one.

    Left where it was, behind that stop, Tab would come to it some time later and be led back, for ever.
    """
    handing = {
        one: within
        for part in parts
        for one in (part, *part.findChildren(QWidget))
        if (within := one.focusProxy()) is not None and one.isAncestorOf(within)
    }
    policies = {between: between.focusPolicy() for pair in handing.items() for between in _way(*pair)}
    for one in handing:
        one.setFocusProxy(_NOBODY)
    for between in policies:
        between.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    try:
        yield
    finally:
        for between, policy in policies.items():
            between.setFocusPolicy(policy)
        for one, within in handing.items():
            one.setFocusProxy(within)


def _way(outer: QWidget, inner: QWidget) -> Iterator[QWidget]:
    """Yield all from `outer` down to `inner`, that one not: Qt puts `outer` before the first of what is within it."""
    above = inner.parentWidget()
    while above is not None and above is not outer:
        yield above
        above = above.parentWidget()
    yield outer


def _stops(part: QWidget) -> bool:
    return bool(part.focusPolicy().value & _TAB)
