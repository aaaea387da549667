# SPDX-License-Identifier: Apache-2.0
"""The card of long work: what is done, how far it is, and how to pause, go on or end it. Emits wishes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from edgeassist.core.units import elided
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.notice import NoticeBar
from edgeassist.kit.parts import button, column, mark, row, words
from edgeassist.ui.ports import WorkView

_BADGES = {
    "queued": ("Waiting", ""),
    "running": ("", ""),
    "paused": ("Paused", "warn"),
    "failed": ("Stopped", "danger"),
    "unfinished": ("Not finished", "warn"),
}
_GO_ON = {"paused": "Resume", "failed": "Try again", "unfinished": "Go on"}
_OVER = ("failed", "unfinished")
_DONE_IN_FULL = 1000


class WorkCard(QFrame):
    """One work. `refresh` may come ten times a second: it touches only what changed."""

    pause_wished = Signal(str)
    resume_wished = Signal(str)
    cancel_wished = Signal(str)

    def __init__(self, work: WorkView) -> None:
        super().__init__()
        self.work = work
        self.setProperty("role", "card")
        self._name = words("", "name")
        self._badge = words("", "small", wrap=False)
        self.line = words("", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.main = button("", self._press_main)
        self.cancel = button("", lambda: self.cancel_wished.emit(self.work.id))
        self.problem: NoticeBar | None = None
        top = row(self._name, self._badge, spacing=8)
        top.setStretch(0, 1)
        self._layout = column(spacing=8, margins=(16, 16, 16, 16))
        self._layout.addLayout(top)
        self._layout.addWidget(self.line)
        self._layout.addWidget(self.bar)
        buttons = QWidget()
        buttons.setLayout(FlowLayout(self.main, self.cancel))
        self._layout.addWidget(buttons)
        self.setLayout(self._layout)
        self._show(work, None)

    def refresh(self, work: WorkView) -> None:
        """Show `work`, a later state of the same."""
        before, self.work = self.work, work
        if before != work:
            self._show(work, before)

    def _show(self, work: WorkView, before: WorkView | None) -> None:
        self.line.setText(work.line)
        self._show_progress(work)
        same = before is not None and (before.name, before.state, before.can_pause) == (
            work.name,
            work.state,
            work.can_pause,
        )
        if not same:
            self._show_state(work)
        if before is None or before.problem != work.problem:
            self._show_problem(work)

    def _show_progress(self, work: WorkView) -> None:
        moving = work.state == "running"
        highest = 0 if moving and work.fraction is None else _DONE_IN_FULL
        if self.bar.maximum() != highest:
            self.bar.setRange(0, highest)
        part = round(_DONE_IN_FULL * min(1.0, max(0.0, work.fraction or 0.0)))
        if highest and self.bar.value() != part:
            self.bar.setValue(part)

    def _show_state(self, work: WorkView) -> None:
        name, (badge, tone) = elided(work.name, 60), _BADGES[work.state]
        self._name.setText(name)
        self._badge.setText(badge)
        mark(self._badge, tone=tone)
        self.setAccessibleName(f"{name}, {badge.lower()}" if badge else name)
        self.bar.setAccessibleName(f"Progress of {name}")
        word = "Pause" if work.state == "running" and work.can_pause else _GO_ON.get(work.state, "")
        end = "Dismiss" if work.state in _OVER else "Cancel"
        if not word and self.main.hasFocus():
            self.cancel.setFocus()
        self.main.setText(word)
        self.main.setVisible(bool(word))
        self.main.setAccessibleName(f"{word}: {name}")
        self.cancel.setText(end)
        self.cancel.setAccessibleName(f"{end}: {name}")

    def _show_problem(self, work: WorkView) -> None:
        if self.problem is not None:
            self.problem.hide()
            self.problem.deleteLater()
            self.problem = None
        if (told := work.problem) is not None:
            self.problem = NoticeBar(told.text, hint=told.hint, detail=told.detail, tone=told.tone, closable=False)
            self._layout.insertWidget(2, self.problem)

    def _press_main(self) -> None:
        wish = self.pause_wished if self.work.state == "running" else self.resume_wished
        wish.emit(self.work.id)
