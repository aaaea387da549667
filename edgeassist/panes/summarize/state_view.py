# SPDX-License-Identifier: Apache-2.0
"""Between head and sentences: how much was read, what is done now, who wrote it, what went wrong."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import grouped
from edgeassist.kit.coverage_bar import CoverageBar
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import button, column, row, words
from edgeassist.panes.summarize.session import MODEL_WOULD, Look, Phase, Trouble

WAITING = later("The first sentences come as soon as the first part is read.")


class StateView(QWidget):
    """Wishes: to stop, to go on or try again, to take another document, to see the models, to check doubts.

    `writer_wished` is True for sentences picked from the text, False for a model that writes.
    """

    stop_wished = Signal()
    again_wished = Signal()
    other_wished = Signal()
    models_wished = Signal()
    doubt_wished = Signal()
    writer_wished = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.coverage = CoverageBar()
        self.step = words("", "small")
        self.stop = button(tr("Stop"), self.stop_wished.emit, name=tr("Stop; what is done stays"))
        self.go_on = button(tr("Go on"), self.again_wished.emit, name=tr("Go on with the summary"))
        self.hidden = words("")
        self.hidden.setProperty("tone", "warn")
        self.way = words("", "figure", wrap=False)
        self.way.setMinimumHeight(24)
        self.why = words("", "small")
        self.models = button(
            tr("See models"), self.models_wished.emit, role="link", name=tr("See models that can sum texts up")
        )
        self.write = button("", lambda: self.writer_wished.emit(False), role="link")
        self.pick = button(tr("Pick sentences instead"), lambda: self.writer_wished.emit(True), role="link")
        self.doubts = button("", self.doubt_wished.emit, role="link")
        self.waiting = words(tr(WAITING), "quiet")
        self.notice: NoticeBar | None = None
        self._trouble: Trouble | None = None
        self._has_models, self._writer = False, ""
        self._column = column(self.coverage, spacing=8)
        steps = row(self.step, self.stop, self.go_on, spacing=12)
        steps.setStretch(0, 1)
        self._column.addLayout(steps)
        self._column.addWidget(self.hidden)
        self._column.addLayout(FlowLayout(self.way, self.doubts, self.write, self.pick, self.models, spacing=12))
        self._column.addWidget(self.why)
        self._column.addWidget(self.waiting)
        self.setLayout(self._column)

    def offer(self, *, models: bool, writer: str) -> None:
        """Offer the models page where somebody shows it, and the model called `writer`, if there is one that writes."""
        self._has_models, self._writer = models, writer
        self.write.setText(tr("Have {writer} write it", writer=writer))
        self.write.setAccessibleName(self.write.text())

    def show_look(self, look: Look) -> None:
        """Follow the session."""
        self.coverage.show_coverage(look.fraction, look.line, whole=look.whole)
        self.coverage.setVisible(bool(look.line))
        self.step.setText(_step_words(look))
        self.step.setVisible(bool(look.step))
        self.stop.setVisible(look.working)
        self.go_on.setVisible(look.phase is Phase.STOPPED)
        self.hidden.setText(look.hidden)
        self.hidden.setVisible(bool(look.hidden))
        self.way.setText(look.way)
        self.way.setVisible(bool(look.way))
        self.why.setText(" ".join((look.why, tr(MODEL_WOULD))) if look.picked else "")
        self.why.setVisible(look.picked)
        self.models.setVisible(look.picked and self._has_models and not self._writer)
        self.write.setVisible(look.picked and bool(self._writer))
        self.pick.setVisible(bool(look.way) and not look.picked)
        doubtful = 0 if look.working else look.doubtful
        self.doubts.setText(
            trn("Check the one without full proof", "Check the {n} without full proof", doubtful, n=grouped(doubtful))
        )
        self.doubts.setAccessibleName(tr("{check}: go to the next", check=self.doubts.text()))
        self.doubts.setVisible(doubtful > 0)
        self.waiting.setVisible(look.working and not look.rows)
        self._show_trouble(look.trouble)

    def focus_trouble(self) -> None:
        """Go to the first thing to do about what went wrong."""
        if self.notice is not None and self.notice.buttons:
            self.notice.buttons[0].setFocus()

    def _show_trouble(self, trouble: Trouble | None) -> None:
        if trouble == self._trouble:
            return
        self._trouble = trouble
        if self.notice is not None:
            self._column.removeWidget(self.notice)
            self.notice.hide()
            self.notice.deleteLater()
            self.notice = None
        if trouble is None:
            return
        again = (Action(tr("Try again"), self.again_wished.emit, primary=True),) if trouble.again else ()
        other = Action(tr("Choose another document…"), self.other_wished.emit, primary=not trouble.again)
        self.notice = NoticeBar(
            trouble.text,
            hint=trouble.hint,
            detail=trouble.detail,
            tone="danger",
            actions=(*again, other),
            closable=False,
        )
        self._column.addWidget(self.notice)
        before = self.go_on
        for press in self.notice.buttons:
            QWidget.setTabOrder(before, press)
            before = press


def _step_words(look: Look) -> str:
    """Return the step, with how far it is where that is known and not said already."""
    if not look.total or not look.working:
        return look.step
    return tr("{step} · {done} of {total}", step=look.step, done=grouped(look.done), total=grouped(look.total))
