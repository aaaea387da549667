# SPDX-License-Identifier: Apache-2.0
"""The style of a mirrored window: the words on its controls stay as they are written. Knows no language."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QProxyStyle

from edgeassist.core.direction import begins_right


class WrittenStyle(QProxyStyle):
    """Draws each text in the direction of its own words: in a mirrored window "Open…" is still no "…Open"."""

    def drawItemText(
        self,
        painter: QPainter,
        rect: QRect,
        flags: int,
        palette: QPalette | Qt.GlobalColor | QColor,
        enabled: bool,
        text: str,
        role: QPalette.ColorRole = QPalette.ColorRole.NoRole,
    ) -> None:
        """Draw `text`; Qt would let the window's direction place its full stops and dots."""
        force = Qt.TextFlag.TextForceRightToLeft if begins_right(text) else Qt.TextFlag.TextForceLeftToRight
        super().drawItemText(painter, rect, flags | force.value, palette, enabled, text, role)
