# SPDX-License-Identifier: Apache-2.0
"""The card below the editors: what was checked, what to look at, and the check by translating back."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from edgeassist.core.language import tr
from edgeassist.core.units import grouped
from edgeassist.kit.icons import IconLabel
from edgeassist.kit.parts import button, column, mark, row, tip, words
from edgeassist.panes.translate.aligned import common
from edgeassist.panes.translate.remarks import Checks, Remark

_MOST_PX = 132
_BESIDE_PX = 480
_AROUND_PX = 44


class ChecksView(QFrame):
    """`sentence_wished` carries the number of a sentence to go to; `back_wished` and `stop_wished` nothing."""

    sentence_wished = Signal(int)
    back_wished = Signal()
    stop_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown: Checks | None = None
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Checks"))
        title = words(tr("Checks"), "name", wrap=False)
        self.counts = words("", "quiet")
        self.fine = IconLabel("check")
        self.busy = words("", "small", wrap=False)
        self.back = button(tr("Check by translating back"), self.back_wished.emit)
        self.stop = button(tr("Stop checking"), self.stop_wished.emit)
        said = row(title, self.fine, self.counts, spacing=8)
        said.setStretch(2, 1)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(8)
        self._head.addLayout(said, 1)
        self._head.addLayout(row(self.busy, self.back, self.stop, spacing=8))
        self.list = QScrollArea()
        self.list.setAccessibleName(tr("Sentences to look at"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWidgetResizable(True)
        self.list.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.more = words("", "small")
        self._rows: list[QWidget] = []
        inside = QWidget()
        self._column = column(self.more, spacing=4)
        inside.setLayout(self._column)
        self.list.setWidget(inside)
        layout: QVBoxLayout = column(spacing=6, margins=(16, 10, 12, 10))
        layout.addLayout(self._head)
        layout.addWidget(self.list)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_checks(Checks())
        self.show_back(possible=False, line="")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what can be pressed below what is said where both do not fit beside each other."""
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE_PX
        self._head.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """Ask for the width that it has with one below the other."""
        least = super().minimumSizeHint()
        ways = (self.busy, self.back, self.stop)
        below = sum(one.minimumSizeHint().width() for one in ways if not one.isHidden()) + _AROUND_PX
        return QSize(min(least.width(), below), least.height())

    def show_checks(self, checks: Checks) -> None:
        """Show what the checks found."""
        if checks == self._shown:
            return
        before, self._shown = self._shown.remarks if self._shown is not None else (), checks
        self.counts.setText(checks.counts)
        self.counts.setVisible(bool(checks.counts))
        mark(self.counts, tone="warn" if checks.unsure else "")
        self.fine.setVisible(checks.fine)
        self.more.setText(tr("and {count} more", count=grouped(checks.more)))
        self.more.setVisible(bool(checks.more))
        if before != checks.remarks:
            self._fill(checks.remarks, kept=common(before, checks.remarks))
        self.list.setVisible(bool(checks.remarks))

    def show_back(self, *, possible: bool, line: str, why_not: str = "") -> None:
        """Offer to translate back; while that runs, `line` says how far it is."""
        self.busy.setText(line)
        self.busy.setVisible(bool(line))
        self.stop.setVisible(bool(line))
        self.back.setVisible(not line)
        self.back.setEnabled(possible)
        self.back.setToolTip(tip(why_not))

    def _fill(self, remarks: tuple[Remark, ...], *, kept: int) -> None:
        """Show these; the rows of the first `kept` stay."""
        for gone in self._rows[kept:]:
            gone.hide()
            gone.deleteLater()
        del self._rows[kept:]
        for remark in remarks[kept:]:
            made = self._row(remark)
            self._column.insertWidget(len(self._rows), made)
            self._rows.append(made)
        self.list.setFixedHeight(min(_MOST_PX, 30 * len(remarks) + 8))

    def _row(self, remark: Remark) -> QWidget:
        made = QWidget()
        line = words(remark.text)
        line.setProperty("tone", "warn")
        show = button(
            tr("Show"),
            partial(self.sentence_wished.emit, remark.line),
            role="link",
            name=tr("Show: {remark}", remark=remark.text),
        )
        inside = row(IconLabel("warning"), line, show, spacing=8)
        inside.setStretch(1, 1)
        made.setLayout(inside)
        return made
