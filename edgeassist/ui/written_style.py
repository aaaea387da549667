# SPDX-License-Identifier: Apache-2.0
"""The style of a mirrored window: the words on its controls stay as they are written. Knows no language."""

import unicodedata

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QProxyStyle


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
        force = Qt.TextFlag.TextForceRightToLeft if _leads_leftwards(text) else Qt.TextFlag.TextForceLeftToRight
        super().drawItemText(painter, rect, flags | force.value, palette, enabled, text, role)


def _leads_leftwards(text: str) -> bool:
    """Tell whether the first letter of `text` belongs to a script that is written from right to left."""
    kinds = map(unicodedata.bidirectional, text)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)
