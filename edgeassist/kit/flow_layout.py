# SPDX-License-Identifier: Apache-2.0
"""A row that breaks into lines where it does not fit, so that nothing in it is ever cut. Mirrors right to left."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class FlowLayout(QLayout):
    """Places its items at their hinted sizes, line after line."""

    def __init__(self, *parts: QWidget, spacing: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._hints: list[tuple[QLayoutItem, QSize]] | None = None
        self._heights: dict[int, int] = {}
        self._placed = QRect()
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            self.addWidget(part)

    def addItem(self, item: QLayoutItem) -> None:
        """Append."""
        self._items.append(item)
        self.invalidate()

    def invalidate(self) -> None:
        """Measure anew what is inside."""
        self._hints = None
        self._placed = QRect()
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
        self._hints = None
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Ask for no more room than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at `width`."""
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        """Place everything."""
        super().setGeometry(rect)
        if rect != self._placed:
            self._placed = QRect(rect)
            self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size of one line."""
        sizes = [size for _, size in self._measured()]
        width = sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the largest item."""
        sizes = [size for _, size in self._measured()]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    def _measured(self) -> list[tuple[QLayoutItem, QSize]]:
        """Return what is to be seen with its size; asked over and over, so it is kept until something changes."""
        if self._hints is None:
            self._hints = [(item, item.sizeHint()) for item in self._items if not item.isEmpty()]
        return self._hints

    def _place(self, rect: QRect, *, move: bool) -> int:
        left, right, x, y, line_px = rect.x(), rect.x() + rect.width(), rect.x(), rect.y(), 0
        parent = self.parentWidget()
        direction = parent.layoutDirection() if parent is not None else Qt.LayoutDirection.LeftToRight
        line: list[tuple[QLayoutItem, QRect]] = []

        def put() -> None:
            """Have what stands in one line stand at one height."""
            for item, at in line if move else ():
                item.setGeometry(QStyle.visualRect(direction, rect, at.translated(0, (line_px - at.height()) // 2)))
            line.clear()

        for item, size in self._measured():
            if x > left and x + size.width() > right:
                put()
                x, y, line_px = left, y + line_px + self.spacing(), 0
            line.append((item, QRect(QPoint(x, y), size)))
            x += size.width() + self.spacing()
            line_px = max(line_px, size.height())
        put()
        return y + line_px - rect.y()
