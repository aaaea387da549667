# SPDX-License-Identifier: Apache-2.0
"""The card of long work: what is done, how far it is, and how to pause, go on or end it. Emits wishes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from edgeassist.core.language import later, tr, with_colon
from edgeassist.core.units import elided
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import button, column, mark, row, words
from edgeassist.ui.problem_place import ProblemPlace
from edgeassist.ui.views import WorkView

_BADGES = {
    "queued": (later("Waiting"), ""),
    "running": ("", ""),
    "paused": (later("Paused"), "warn"),
    "failed": (later("Stopped"), "danger"),
    "unfinished": (later("Not finished"), "warn"),
}
GO_ON = {"paused": later("Resume"), "failed": later("Try again"), "unfinished": later("Go on")}
_LED = {"paused": later("paused"), "failed": later("stopped"), "unfinished": later("not finished")}
"""How a line begins that says what the badge says already."""
LOCKED, UNLOCK = later("Offline, locked"), later("Unlock and get it")
OVER = ("failed", "unfinished")
_DONE_IN_FULL = 1000


class WorkCard(QFrame):
    """One work. `refresh` may come ten times a second: it touches only what changed."""

    pause_wished = Signal(str)
    resume_wished = Signal(str)
    cancel_wished = Signal(str)
    sign_in_wished = Signal()
    unlock_wished = Signal()

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
        self.sign_in = button(tr("Sign in…"), self.sign_in_wished.emit)
        self.problem = ProblemPlace()
        top = row(self._name, self._badge, spacing=8)
        top.setStretch(0, 1)
        layout = column(spacing=8, margins=(16, 16, 16, 16))
        layout.addLayout(top)
        layout.addWidget(self.line)
        layout.addWidget(self.problem)
        layout.addWidget(self.bar)
        buttons = QWidget()
        buttons.setLayout(FlowLayout(self.sign_in, self.main, self.cancel))
        layout.addWidget(buttons)
        self.setLayout(layout)
        self._show(work, None)

    def refresh(self, work: WorkView) -> None:
        """Show `work`, a later state of the same."""
        before, self.work = self.work, work
        if before != work:
            self._show(work, before)

    def _show(self, work: WorkView, before: WorkView | None) -> None:
        line = line_below(work, tr(_LED.get(work.state, "")))
        self.line.setText(line)
        self.line.setVisible(bool(line))
        self.bar.setVisible(has_way(work))
        self._show_progress(work)
        if before is None or _face(before) != _face(work):
            self._show_state(work)
        self.problem.tell(work.problem)
        self.sign_in.setVisible(work.needs_sign_in)

    def _show_progress(self, work: WorkView) -> None:
        moving = work.state == "running"
        highest = 0 if moving and work.fraction is None else _DONE_IN_FULL
        if self.bar.maximum() != highest:
            self.bar.setRange(0, highest)
        part = round(_DONE_IN_FULL * min(1.0, max(0.0, work.fraction or 0.0)))
        if highest and self.bar.value() != part:
            self.bar.setValue(part)

    def _show_state(self, work: WorkView) -> None:
        name, (told, tone) = elided(work.name, 60), _BADGES[work.state]
        badge = tr(LOCKED) if work.locked else tr(told)
        self._name.setText(name)
        self._badge.setText(badge)
        mark(self._badge, tone=tone)
        self.setAccessibleName(f"{name}, {badge.lower()}" if badge else name)
        self.bar.setAccessibleName(tr("Progress of {name}", name=name))
        self.sign_in.setAccessibleName(tr("Sign in to get {name}", name=name))
        word = tr("Pause") if work.state == "running" and work.can_pause else go_on(work)
        end = tr("Dismiss") if work.state in OVER else tr("Cancel")
        if not word and self.main.hasFocus():
            self.cancel.setFocus()
        self.main.setText(word)
        self.main.setVisible(bool(word))
        self.main.setAccessibleName(with_colon(word, name))
        self.cancel.setText(end)
        self.cancel.setAccessibleName(with_colon(end, name))

    def _press_main(self) -> None:
        if self.work.locked:
            self.unlock_wished.emit()
            return
        wish = self.pause_wished if self.work.state == "running" else self.resume_wished
        wish.emit(self.work.id)


def go_on(work: WorkView) -> str:
    """Return what the button says that has it go on; empty where nothing does."""
    return tr(UNLOCK) if work.locked else tr(GO_ON.get(work.state, ""))


def _face(work: WorkView) -> tuple[object, ...]:
    return work.name, work.state, work.can_pause, work.locked


def has_way(work: WorkView) -> bool:
    """Return whether a bar says anything: what is over or locked and has brought nothing needs none."""
    return (work.state not in OVER and not work.locked) or bool(work.fraction)


def line_below(work: WorkView, led: str) -> str:
    """Return where `work` stands without the words `led`, which are on show already."""
    return work.line.removeprefix(led).removeprefix(" · ") if led else work.line
