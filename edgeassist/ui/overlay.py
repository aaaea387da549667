# SPDX-License-Identifier: Apache-2.0
"""A card over the whole window that goes as it came: with Esc, or a press beside it. Gives the keyboard back."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.kit.parts import box, column
from edgeassist.kit.tokens import TOP_BAR_PX

_BESIDE_PX = 24
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier)
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Overlay(QWidget):
    """Fill `body`. Covers `over` and follows its size; the card stands below the top bar, as wide as `width_px`."""

    def __init__(self, over: QWidget, name: str, width_px: int) -> None:
        super().__init__(over)
        self._over, self._width_px = over, width_px
        self._before: QWidget | None = None
        self.body = column(spacing=8, margins=(12, 12, 12, 12))
        self.card = box("overlay", name)
        self.card.setParent(self)
        self.card.setLayout(self.body)
        self.setAccessibleName(name)
        over.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Come to the front; `first` says who takes the keyboard."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.first().setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Go, and give the keyboard back to who had it."""
        before, self._before = self._before, None
        self.hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def first(self) -> QWidget:
        """Return who takes the keyboard."""
        return self

    def height_px(self) -> int:
        """Return how high the card wants to be."""
        return self.card.sizeHint().height()

    def event(self, event: QEvent) -> bool:
        """Keep plain keys from being keys of what is covered."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.modifiers() in _PLAIN or event.key() in _ENTERS:
                event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go on a press beside the card."""
        if self.card.geometry().contains(event.position().toPoint()):
            super().mousePressEvent(event)
        else:
            self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on Esc; no other key reaches what is covered."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        event.accept()

    def focusNextPrevChild(self, following: bool) -> bool:
        """Keep the keyboard inside."""
        inside = [made for made in self.card.findChildren(QWidget) if _takes_tab(made)]
        if inside:
            now = QApplication.focusWidget()
            at = inside.index(now) if now in inside else -1
            inside[(at + (1 if following else -1)) % len(inside)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _place(self) -> None:
        self.setGeometry(self._over.rect())
        width = min(self._width_px, self.width() - 2 * _BESIDE_PX)
        self.card.setFixedWidth(width)
        room = self.height() - TOP_BAR_PX - _BESIDE_PX
        left = (self.width() - width) // 2
        self.card.setGeometry(QRect(left, TOP_BAR_PX + 4, width, min(self.height_px(), room)))


def _takes_tab(made: QWidget) -> bool:
    return bool(made.focusPolicy() & Qt.FocusPolicy.TabFocus) and made.isVisible() and made.isEnabled()
