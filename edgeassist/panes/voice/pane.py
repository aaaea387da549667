# SPDX-License-Identifier: Apache-2.0
"""The voice pane in the window: puts its parts together and passes on what the window says. GUI thread only."""

from PySide6.QtWidgets import QWidget

from edgeassist.api import BasePane, PaneContext


class VoicePane(BasePane):
    """What the window calls."""

    def __init__(self, context: PaneContext) -> None:
        self._context = context
        self.widget = QWidget()
        self.widget.setProperty("role", "page")
        self.widget.setAccessibleName("Voice")
