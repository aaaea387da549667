# SPDX-License-Identifier: Apache-2.0
"""A page one step inside another: a way back, a title, and room below. Emits `left`."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.icons import IconButton
from edgeassist.kit.parts import column, row, words
from edgeassist.kit.tokens import READING_PX


class SubPage(QScrollArea):
    """Fill `body`. Esc and the arrow lead back. `reading`: no wider than text that is read."""

    left = Signal()

    def __init__(self, title: str, *, reading: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(title)
        self.title = words(title, "title")
        self.back = IconButton("back", tr("Back to the models"))
        self.back.clicked.connect(self.left)
        self.body = column(spacing=16)
        inside = QWidget()
        inside.setProperty("role", "page")
        inside.setLayout(self.body)
        if reading:
            inside.setMaximumWidth(READING_PX)
            inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        top = row(self.back, self.title, spacing=12)
        top.setStretch(1, 1)
        layout = column(spacing=16, margins=(24, 24, 24, 24))
        layout.addLayout(top)
        across = row(inside, None, spacing=0)
        across.setStretch(0, 1000)
        layout.addLayout(across)
        layout.addStretch(1)
        page = QWidget()
        page.setProperty("role", "page")
        page.setLayout(layout)
        self.setWidget(page)

    def name(self, title: str) -> None:
        """Give the page another title."""
        self.title.setText(title)
        self.setAccessibleName(title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Back out on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
