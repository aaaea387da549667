# SPDX-License-Identifier: Apache-2.0
"""A small drawing given as SVG text in the light theme's colours, shown in the colours in force. Loads nothing else."""

import re

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from edgeassist.kit.tokens import LIGHT

_ROLES = {
    LIGHT.bg: QPalette.ColorRole.Window,
    LIGHT.surface: QPalette.ColorRole.Base,
    LIGHT.surface_2: QPalette.ColorRole.AlternateBase,
    LIGHT.text: QPalette.ColorRole.Text,
    LIGHT.text_2: QPalette.ColorRole.PlaceholderText,
    LIGHT.line: QPalette.ColorRole.Mid,
    LIGHT.accent: QPalette.ColorRole.Accent,
    LIGHT.danger: QPalette.ColorRole.BrightText,
}
_COLOUR = re.compile("|".join(_ROLES), re.IGNORECASE)


class SvgPlot(QWidget):
    """Paints `svg` as wide as there is room, in its own proportions; `drawn` tells whether it could be read."""

    def __init__(self, svg: str, name: str) -> None:
        super().__init__()
        self._svg = svg
        self._renderer = QSvgRenderer(self)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._load()

    @property
    def drawn(self) -> bool:
        """The text was a drawing."""
        return self._renderer.isValid()

    def hasHeightForWidth(self) -> bool:
        """It keeps its proportions."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that keeps the proportions, never larger than drawn."""
        size = self._renderer.defaultSize()
        return round(size.height() * min(1.0, width / size.width())) if size.width() > 0 else 0

    def sizeHint(self) -> QSize:
        """Return the drawing's own size."""
        return self._renderer.defaultSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw at the left, on the colour of a card."""
        height = min(self.height(), self.heightForWidth(self.width()))
        size = self._renderer.defaultSize()
        if not self.drawn or not height:
            return
        width = height * size.width() / size.height()
        mirrored = self.layoutDirection().name == "RightToLeft"
        painter = QPainter(self)
        self._renderer.render(painter, QRectF(self.width() - width if mirrored else 0, 0, width, height))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Take the new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._load()

    def _load(self) -> None:
        colours = self.palette()
        roles = {light.lower(): role for light, role in _ROLES.items()}
        text = _COLOUR.sub(lambda found: colours.color(roles[found[0].lower()]).name(), self._svg)
        self._renderer.load(QByteArray(text.encode()))
        self.update()
