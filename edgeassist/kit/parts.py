# SPDX-License-Identifier: Apache-2.0
"""The small parts every view is made of: labels, buttons, pages and boxes dressed by their role.

With the focus, Enter presses a button as Space does. Qt has that only in a dialog or for a default button.
"""

from collections.abc import Callable
from html import escape
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

L = TypeVar("L", bound=QBoxLayout)
B = TypeVar("B", bound="PushButton")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PushButton(QPushButton):
    """A push button that Enter presses while it has the focus; in a dialog it never stands in for the default one."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be pressed by Enter; what is another key's is Qt's."""
        if not _pressed(self, event):
            super().keyPressEvent(event)


class ToolButton(QToolButton):
    """A tool button that Enter presses."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be pressed by Enter; what is another key's is Qt's."""
        if not _pressed(self, event):
            super().keyPressEvent(event)


def words(text: str, role: str = "", *, wrap: bool = True) -> QLabel:
    """Return a label of plain text; nothing in it is ever read as markup."""
    label = _turned(text) if _mirrored() else QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    label.setProperty("role", role)
    return label


def _mirrored() -> bool:
    """Tell whether the window is laid out from right to left; one that is turned round is built anew."""
    return QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


def _turned(text: str) -> QLabel:
    from edgeassist.kit.wrapped_label import WrappedLabel  # few windows want it

    return WrappedLabel(text)


def button(text: str, on_pressed: Callable[[], None], *, tone: str = "", role: str = "", name: str = "") -> PushButton:
    """Return a push button; `name` is what a screen reader says when the words alone do not tell."""
    return dressed(PushButton(text), on_pressed, tone=tone, role=role, name=name)


def dressed(made: B, on_pressed: Callable[[], None], *, tone: str = "", role: str = "", name: str = "") -> B:
    """Return `made` as every button here is."""
    made.setProperty("tone", tone)
    made.setProperty("role", role)
    made.setAccessibleName(name or made.text())
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    made.clicked.connect(lambda _checked: on_pressed())
    return made


def tip(text: str) -> str:
    """Return `text` for a tool tip, which would take for markup what looks like it, and load what that names."""
    return f"<p>{escape(text)}</p>" if "<" in text else text


def box(role: str, name: str = "") -> QFrame:
    """Return an empty frame of that role."""
    frame = QFrame()
    frame.setProperty("role", role)
    frame.setAccessibleName(name)
    return frame


def row(*parts: QWidget | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Return a horizontal layout of `parts`; None is the stretch. Where a line begins is the first of `margins`."""
    return _filled(QHBoxLayout(), parts, spacing, margins)


def column(*parts: QWidget | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Return a vertical layout of `parts`; None is the stretch. Where a line begins is the first of `margins`."""
    return _filled(QVBoxLayout(), parts, spacing, margins)


def _filled(layout: L, parts: tuple[QWidget | None, ...], spacing: int, margins: tuple[int, int, int, int]) -> L:
    begins, top, ends, bottom = margins  # Qt mirrors a layout, but not its margins
    layout.setContentsMargins(*((ends, top, begins, bottom) if _mirrored() else margins))
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        else:
            layout.addWidget(part)
    return layout


def mark(widget: QWidget, **properties: str) -> None:
    """Set style properties and dress `widget` anew."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _pressed(made: QAbstractButton, event: QKeyEvent) -> bool:
    """Press `made` where `event` is Enter, and tell so; a key that is held down presses once."""
    if event.key() not in _ENTER:
        return False
    event.accept()
    if not event.isAutoRepeat():
        made.click()
    return True
