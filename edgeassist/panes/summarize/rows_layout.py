# SPDX-License-Identifier: Apache-2.0
"""Rows below each other, as high as they need at the width there is. Remembers what was measured at each width.

Nested box layouts remember one width only: a scroll area that tries several would have hundreds of rows measured anew.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class RowsLayout(QLayout):
    """Places its items top to bottom over the whole width."""

    def __init__(self, *, spacing: int = 2) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Append."""
        self._items.append(item)
        self.invalidate()

    def drop_from(self, place: int) -> list[QWidget]:
        """Take away all items from `place` on; return their widgets."""
        gone = [widget for item in self._items[place:] if (widget := item.widget()) is not None]
        del self._items[place:]
        self.invalidate()
        return gone

    def invalidate(self) -> None:
        """Measure anew what is inside."""
        self._heights.clear()
        super().invalidate()

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return an item, or None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Ask for no more height than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows at `width`."""
        if width not in self._heights:
            gaps = self.spacing() * max(0, len(self._items) - 1)
            self._heights[width] = sum(_height(item, width) for item in self._items) + gaps
        return self._heights[width]

    def minimumSize(self) -> QSize:
        """Give leave to make it narrow."""
        return QSize(80, 0)

    def sizeHint(self) -> QSize:
        """Ask for a readable line; the height is told by `heightForWidth` alone."""
        return QSize(320, 0)

    def setGeometry(self, rect: QRect) -> None:
        """Place everything."""
        super().setGeometry(rect)
        y = rect.y()
        for item in self._items:
            height = _height(item, rect.width())
            item.setGeometry(QRect(rect.x(), y, rect.width(), height))
            y += height + self.spacing()


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
