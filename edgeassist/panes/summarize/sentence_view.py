# SPDX-License-Identifier: Apache-2.0
"""A row of the summary: the sentence, what is doubtful in it below, and how it stands out. Knows no other row."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from edgeassist.core.language import tr
from edgeassist.kit.parts import mark, tip, words
from edgeassist.panes.summarize.painted_sentence import EDGE, TEXT_LEFT, TOP, SentenceButton
from edgeassist.panes.summarize.rows import Row


class SentenceView(QFrame):
    """A row of the summary. `chosen` is emitted by a click, Enter or Space."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.row = Row("")
        self.current = False
        self.button = SentenceButton()
        self.button.clicked.connect(lambda _checked: self.chosen.emit())
        self.button.setParent(self)
        self.remark: QLabel | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        copy = QAction(tr("Copy this sentence"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.triggered.connect(self.on_copy_wished)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._dress()

    def show_row(self, row: Row) -> None:
        """Show another sentence."""
        if row == self.row:
            return
        self.row = row
        self.button.show_words(row.text, row.chip)
        self.button.setAccessibleName(row.spoken)
        self.button.setAccessibleDescription(row.measure)
        self.button.setToolTip(tip(row.measure))
        self._show_remark(row.remark)
        self._dress()
        self._place()
        self.updateGeometry()

    def show_current(self, *, current: bool, reachable: bool) -> None:
        """Stand out as the one whose place is shown, or not; `reachable`: Tab comes here."""
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if reachable else Qt.FocusPolicy.ClickFocus)
        if current != self.current:
            self.current = current
            self._dress()

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how high the row is at `width`."""
        remark = self.remark.heightForWidth(width) if self.remark is not None and self.row.remark else 0
        return self.button.heightForWidth(width) + max(0, remark)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place sentence and remark."""
        super().resizeEvent(event)
        self._place()

    def on_copy_wished(self) -> None:
        """Put the sentence and its place on the clipboard."""
        QGuiApplication.clipboard().setText(f"{self.row.text} ({self.row.chip})")

    def _place(self) -> None:
        high = self.button.heightForWidth(self.width())
        self.button.setGeometry(0, 0, self.width(), high)
        if self.remark is not None:
            self.remark.setGeometry(0, high, self.width(), max(0, self.height() - high))

    def _show_remark(self, remark: str) -> None:
        if remark and self.remark is None:
            self.remark = words("")
            self.remark.setParent(self)
            self.remark.setProperty("tone", "warn")
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            left, right = (EDGE, TEXT_LEFT) if mirrored else (TEXT_LEFT, EDGE)
            self.remark.setContentsMargins(left, 0, right, TOP)
        if self.remark is not None:
            self.remark.setText(remark)
            self.remark.setVisible(bool(remark))

    def _dress(self) -> None:
        role = "notice" if self.current or self.row.doubtful else "sentence"
        tone = "warn" if self.row.doubtful and not self.current else ""
        if (role, tone) != (self.property("role"), self.property("tone")):
            mark(self, role=role, tone=tone)
