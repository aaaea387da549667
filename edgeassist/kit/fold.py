# SPDX-License-Identifier: Apache-2.0
"""A line that unfolds a text that few want to read: what a model thought, what was left out. Knows not what it is."""

import math

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.parts import button, column, row

MOST_LINES = 12


class _Body(QPlainTextEdit):
    """The text, as high as it is up to `MOST_LINES`; then it scrolls."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "folded")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self.on_lines_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to lines that break elsewhere now."""
        super().resizeEvent(event)
        self.on_lines_changed()

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        return QSize(80, self.minimumHeight())

    @Slot()
    def on_lines_changed(self) -> None:
        """Be as high as the lines, up to the most."""
        all_lines = max(1, round(self.document().size().height()))
        fits = all_lines <= MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(policy)
        line = self.document().firstBlock().layout()
        line_px = line.lineAt(0).height() if line.lineCount() else self.fontMetrics().lineSpacing()
        self.setFixedHeight(math.ceil(min(all_lines, MOST_LINES) * line_px) + 24)

    def add(self, text: str) -> None:
        """Append, and stay where the person reads unless that is the end."""
        bar = self.verticalScrollBar()
        follows = bar.value() >= bar.maximum() - 2
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        if follows:
            bar.setValue(bar.maximum())


class Fold(QWidget):
    """Folded at first. What is added while it is folded costs nothing until somebody looks."""

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        self._title = title
        self._unread = [text] if text else []
        self.toggle = button("", self.on_toggled, role="link")
        self.body = _Body(title)
        layout = column(spacing=4)
        layout.addLayout(row(self.toggle, None))
        layout.addWidget(self.body)
        self.setLayout(layout)
        self.body.hide()
        self._name()

    @property
    def unfolded(self) -> bool:
        """The text can be read."""
        return not self.body.isHidden()

    @property
    def text(self) -> str:
        """All of it, looked at or not."""
        return self.body.toPlainText() + "".join(self._unread)

    def rename(self, title: str) -> None:
        """Say something else on the line ("Thought for 4 s")."""
        self._title = title
        self.body.setAccessibleName(title)
        self._name()

    def add(self, text: str) -> None:
        """Append to the text."""
        self._unread.append(text)
        if self.unfolded:
            self._catch_up()

    def clear(self) -> None:
        """Forget the text."""
        self._unread.clear()
        self.body.clear()

    @Slot()
    def on_toggled(self) -> None:
        """Unfold it, or fold it again."""
        self.body.setVisible(not self.unfolded)
        self._name()
        if self.unfolded:
            self._catch_up()

    def _catch_up(self) -> None:
        unread, self._unread = "".join(self._unread), []
        self.body.add(unread)

    def _name(self) -> None:
        shut = "◂" if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else "▸"
        self.toggle.setText(f"{'▾' if self.unfolded else shut} {self._title}")
        title = self._title
        self.toggle.setAccessibleName(
            tr("Hide: {title}", title=title) if self.unfolded else tr("Show: {title}", title=title)
        )
