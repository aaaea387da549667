# SPDX-License-Identifier: Apache-2.0
"""Mirrors the window for who reads from right to left."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication


def mirror(app: QApplication, direction: Qt.LayoutDirection) -> None:
    """Lay everything out in `direction`. Costs nothing where that is from left to right."""
    if direction is Qt.LayoutDirection.RightToLeft:
        from edgeassist.ui.written_style import WrittenStyle

        app.setStyle(WrittenStyle("Fusion"))
    app.setLayoutDirection(direction)
