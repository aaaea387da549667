# SPDX-License-Identifier: Apache-2.0
"""Mirrors the window for who reads from right to left, while the words on its controls stay as they are written."""

import unicodedata

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QProxyStyle


def mirror(app: QApplication, direction: Qt.LayoutDirection) -> None:
    """Lay everything out in `direction`. Costs nothing where that is from left to right."""
    if direction is Qt.LayoutDirection.RightToLeft:
        app.setStyle(_WrittenStyle("Fusion"))
    app.setLayoutDirection(direction)


class _WrittenStyle(QProxyStyle):
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
        force = Qt.TextFlag.TextForceRightToLeft if _leads_leftwards(text) else Qt.TextFlag.TextForceLeftToRight
        super().drawItemText(painter, rect, flags | force.value, palette, enabled, text, role)


def _leads_leftwards(text: str) -> bool:
    """Tell whether the first letter of `text` belongs to a script that is written from right to left."""
    kinds = map(unicodedata.bidirectional, text)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)
