# SPDX-License-Identifier: Apache-2.0
"""Binds the keys of `kit.shortcuts` to what they do, and writes them as this system does."""

import sys
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from edgeassist.kit.shortcuts import keys_of


def bind(name: str, owner: QWidget, act: Callable[[], object], *, inside: bool = False) -> QShortcut:
    """Have the keys called `name` do `act` while `owner` can be seen; `inside`: while the keyboard is in it."""
    return bind_keys(keys_of(name), owner, act, inside=inside)


def bind_keys(keys: str, owner: QWidget, act: Callable[[], object], *, inside: bool = False) -> QShortcut:
    """Have `keys` do `act`, as `bind` does; for those that are counted rather than named."""
    made = QShortcut(QKeySequence(keys), owner)
    if inside:
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.activated.connect(act)
    return made


def written(keys: str) -> str:
    """Return `keys` as they are written on this system (`Ctrl+K`, `⌘K`, German `Strg+K`).

    The key that Qt calls Return has Enter written on it; macOS has a sign for it.
    """
    named = keys if sys.platform == "darwin" else keys.replace("Return", "Enter")
    return QKeySequence(named).toString(QKeySequence.SequenceFormat.NativeText)


def with_keys(text: str, keys: str) -> str:
    """Return `text` with `keys` behind it, for a tool tip; just `text` without any."""
    return f"{text} ({written(keys)})" if keys else text
