# SPDX-License-Identifier: Apache-2.0
"""How large the text is now against the size the window was started in, and parts that keep up with it.

A start of the program scales everything (fonts, space, icons); within a run what the style sheet dresses follows, and
what asks here.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

_PROPERTY = "text_scale"


def text_scale() -> float:
    """Return the factor; 1 until somebody changes the size."""
    app = QApplication.instance()
    told = app.property(_PROPERTY) if app is not None else None
    return told if isinstance(told, float) else 1.0


def set_text_scale(app: QApplication, factor: float) -> None:
    """Have `factor` hold from now on; the style sheet must be set anew for anybody to notice."""
    app.setProperty(_PROPERTY, float(factor))


def outgrown(event: QEvent, factor: float) -> bool:
    """Return whether `event` dresses something anew that was drawn for another `factor`."""
    return event.type() == QEvent.Type.StyleChange and text_scale() != factor


class KeepScaled(QObject):
    """Calls `size` with the factor now and whenever `widget` is dressed anew. Dies with it."""

    def __init__(self, widget: QWidget, size: Callable[[float], None]) -> None:
        super().__init__(widget)
        self._size, self._last = size, text_scale()
        size(self._last)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Size it again where the factor is another one."""
        if event.type() == QEvent.Type.StyleChange and (now := text_scale()) != self._last:
            self._last = now
            self._size(now)
        return super().eventFilter(watched, event)


class KeepRoom(QObject):
    """Has a button be at least as wide as its own layout needs whenever it is dressed anew. Dies with it."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button)
        self._button = button
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Measure once all inside is dressed."""
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self.on_dressed)
        return super().eventFilter(watched, event)

    @Slot()
    def on_dressed(self) -> None:
        """Take the room that is needed now."""
        layout = self._button.layout()
        if layout is not None:
            layout.invalidate()
            self._button.setMinimumWidth(layout.sizeHint().width())


def keep_height(widget: QWidget, height_px: int) -> None:
    """Have `widget` be `height_px` high, in text of its first size."""
    KeepScaled(widget, lambda factor: widget.setFixedHeight(round(height_px * factor)))


def keep_size(widget: QWidget, width_px: int, height_px: int) -> None:
    """Have `widget` be `width_px` wide and `height_px` high, in text of its first size."""
    KeepScaled(widget, lambda factor: widget.setFixedSize(round(width_px * factor), round(height_px * factor)))


def keep_width(widget: QWidget, width_px: int) -> None:
    """Have `widget` be `width_px` wide, in text of its first size."""
    KeepScaled(widget, lambda factor: widget.setFixedWidth(round(width_px * factor)))
