# SPDX-License-Identifier: Apache-2.0
"""A file, or the like, as a small card in a row: its name, a remark, and a cross that takes it away. Reads no file."""

import re

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from edgeassist.core.language import tr
from edgeassist.kit.icons import IconButton, IconLabel
from edgeassist.kit.parts import mark, row, tip
from edgeassist.kit.scaling import keep_size

NAME_PX = 240
_MOST_PX = 16_777_215


class _Elided(QLabel):
    """A line that loses its middle, or its `end`, where there is little room; up to `most_px` wide."""

    def __init__(self, text: str, *, end: bool = False, most_px: int = NAME_PX) -> None:
        super().__init__()
        self._whole, self._most_px = text, most_px
        self._mode = Qt.TextElideMode.ElideRight if end else Qt.TextElideMode.ElideMiddle
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(most_px)
        self._elide()

    def show_line(self, text: str) -> None:
        """Show another line."""
        self._whole = text
        self.updateGeometry()
        self._elide()

    def sizeHint(self) -> QSize:
        """Ask for the whole text, up to the most."""
        wide = QFontMetrics(self.font()).horizontalAdvance(self._whole) + 2
        return QSize(min(self._most_px, wide), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        return QSize(min(48, self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = max(self.width(), 48)
        self.setText(QFontMetrics(self.font()).elidedText(self._whole, self._mode, room))


class Chip(QFrame):
    """`removed` is emitted by the cross and by Delete; whoever made it takes it away."""

    removed = Signal()

    def __init__(self, name: str, remark: str = "", *, icon: str = "file", removable: bool = True) -> None:
        super().__init__()
        self.name = name
        self.setProperty("role", "file")
        self.setToolTip(tip(name))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.title = _Elided(name)
        self.remark = _Elided("", end=True, most_px=_MOST_PX)
        self.remark.setProperty("role", "small")
        self.remove = IconButton("close", tr("Remove {name}", name=name), size_px=14)
        keep_size(self.remove, 24, 24)
        self.remove.setProperty("role", "remove")
        self.remove.clicked.connect(lambda _checked: self.removed.emit())
        self.remove.setVisible(removable)
        self.setLayout(
            row(
                IconLabel(icon),
                self.title,
                self.remark,
                self.remove,
                spacing=6,
                margins=(9, 2, 3 if removable else 10, 2),
            )
        )
        self.set_remark(remark)

    def set_remark(self, remark: str, tone: str = "") -> None:
        """Say something more of it ("12 pages, all read"); `tone` is empty, `ok`, `warn` or `danger`.

        A remark that has the name in it stands there alone: the name is not said twice.
        """
        mark(self.remark, tone=tone)
        named = re.search(rf"[“„«‹\"']\s?{re.escape(self.name)}\s?[”“»›\"']", remark) is not None
        self.title.setVisible(not named)
        self.remark.show_line(remark if named else f"· {remark}" if remark else "")
        self.remark.setVisible(bool(remark))
        self.remark.setToolTip(tip(remark))
        self.setAccessibleName(remark if named else f"{self.name}, {remark}" if remark else self.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Delete and Backspace take it away."""
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if event.key() in keys and not self.remove.isHidden():
            self.removed.emit()
        else:
            super().keyPressEvent(event)
