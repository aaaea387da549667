# SPDX-License-Identifier: Apache-2.0
"""One question and its answer as a person sees them. Shows an `Exchange` and emits wishes."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from edgeassist.core.language import tr, trn
from edgeassist.kit.copy_button import CopyButton
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.fold import Fold
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import button, column, mark, row, tip, words
from edgeassist.kit.stream_view import StreamView
from edgeassist.panes.chat.answer_view import AnswerView
from edgeassist.panes.chat.exchange import Exchange, Status, cost_line, cost_tip
from edgeassist.panes.chat.question_editor import QuestionEditor
from edgeassist.panes.chat.question_view import QuestionView
from edgeassist.panes.chat.version_row import VersionRow


@dataclass(frozen=True, slots=True)
class Around:
    """What an exchange must know of the rest: is it the `last`, does any answer run, which model answers now.

    `wishes` are the ones that another pane serves.
    """

    last: bool = False
    busy: bool = False
    model: str = ""
    wishes: frozenset[str] = frozenset()


class ExchangeView(QWidget):
    """The bubble, the answer, its status and the row of actions below."""

    again_wished = Signal()
    go_on_wished = Signal()
    new_chat_wished = Signal()
    shorten_wished = Signal()
    edited = Signal(object, str)
    turned = Signal(object, int)
    handed = Signal(str, str)

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self.exchange = exchange
        self._obstacle = ""
        self._around = Around()
        self._began: Status | None = None
        self.failure: NoticeBar | None = None
        self.editor: QuestionEditor | None = None
        self.summary: Fold | None = None
        self.body = AnswerView()
        self.question = QuestionView(exchange.question)
        self._make_actions()
        self._column = column(spacing=12)
        self._question_row = row(None, self.question)
        self._column.addLayout(self._question_row)
        below = row(None, self.files, self.edit, self.question_versions, spacing=12)
        below.setStretch(1, 1000)
        self._column.addLayout(below)
        self._column.addWidget(self.body)
        self._column.addWidget(self._actions)
        self._column.addWidget(self.unread)
        self.setLayout(self._column)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if exchange.answer:
            self.body.finish(exchange.parts)
        self.refresh(Around())

    @property
    def answer(self) -> StreamView:
        """What was said, without the reasoning."""
        return self.body.stream

    def grow(self) -> None:
        """Show more of the answer."""
        self.body.show_parts(self.exchange.parts)

    def restart(self, exchange: Exchange) -> None:
        """Show another answer to the same question from its beginning."""
        self.exchange = exchange
        fresh = AnswerView()
        self._column.replaceWidget(self.body, fresh)
        self.body.hide()
        self.body.deleteLater()
        self.body = fresh
        self.refresh(self._around)

    def refresh(self, around: Around) -> None:
        """Show status, cost and failure; only the last answer can be tried again."""
        self._around = around
        said, status, usage = self.exchange, self.exchange.status, self.exchange.usage
        running = said.running
        if not running and self._began is not None and self._began is not status and said.answer:
            self.body.finish(said.parts)
        self._began = status
        self.body.setVisible(running or bool(said.answer))
        self.status.setText(self._status_line())
        self.status.setVisible(bool(self.status.text()))
        self.cost.setText(cost_line(usage) if usage and usage.answer_tokens else "")
        self.cost.setToolTip(cost_tip(usage) if usage and usage.answer_tokens else "")
        self.copy.setVisible(bool(said.said) and not running)
        self.again.setVisible(around.last and not around.busy and said.failure is None)
        self.go_on.setVisible(around.last and not around.busy and said.can_go_on)
        self.edit.setVisible(not around.busy and self.editor is None)
        self.question_versions.show_version(said.asked, still=around.busy)
        self.versions.show_version(None if running else said.answered, still=around.busy)
        self._offer_elsewhere(done=bool(said.said) and not running)
        self.files.setText(" · ".join(f"{paper.name}, {paper.line}" for paper in said.papers))
        self.files.setVisible(bool(said.papers))
        self._show_failure(last=around.last)
        self.hold(self._obstacle)

    def hold(self, obstacle: str) -> None:
        """Let it not be tried again while there is an `obstacle`, and say which; empty for none."""
        self._obstacle = obstacle
        ways = (self.again, self.go_on, *(self.failure.buttons if self.failure is not None else ()))
        for made in ways:
            if made.text() in (self.again.text(), self.go_on.text()):
                made.setEnabled(not obstacle)
                made.setToolTip(tip(obstacle))
                made.setAccessibleDescription(obstacle)

    def say_unread(self, line: str) -> None:
        """Say that it is not read for the next question, or only in short; empty when it is."""
        self.unread.setText(line)
        self.unread.setVisible(bool(line))

    def show_summary(self, summary: str, count: int) -> None:
        """Show below it what is read instead of it and the ones before; empty takes that away."""
        if self.summary is not None:
            self.summary.hide()
            self.summary.deleteLater()
            self.summary = None
        if summary:
            title = trn(
                "Summary of {n} older question, read instead of it",
                "Summary of {n} older questions, read instead of them",
                count,
            )
            self.summary = Fold(title, summary)
            self._column.addWidget(self.summary)

    def point_out(self, *, found: bool) -> None:
        """Mark it as the one that was looked for."""
        mark(self.question.bubble, found="true" if found else "")
        mark(self, found="true" if found else "")

    @Slot()
    def on_edit_wished(self) -> None:
        """Open the question for other words."""
        self.edit_as(self.exchange.question)

    def edit_as(self, text: str) -> None:
        """Open the question with `text` as its other words so far."""
        if self.editor is not None:
            self.on_edit_left()
        self.editor = QuestionEditor(text)
        self.editor.asked.connect(self.on_edited)
        self.editor.left.connect(self.on_edit_left)
        self.question.hide()
        self._column.insertWidget(0, self.editor)
        self.refresh(self._around)
        self.editor.begin()

    @Slot()
    def on_edit_left(self) -> None:
        """Leave the question as it was."""
        if self.editor is not None:
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
        self.question.show()
        self.refresh(self._around)
        self.edit.setFocus()

    @Slot(str)
    def on_edited(self, text: str) -> None:
        """Hand the new words over."""
        self.on_edit_left()
        self.edited.emit(self.exchange, text)

    def _make_actions(self) -> None:
        self.status = words("", "small")
        self.cost = words("", "small", wrap=False)
        self.files = words("", "small")
        self.files.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.unread = words("", "small")
        self.unread.hide()
        self.copy = CopyButton(tr("Copy"), lambda: self.exchange.said, name=tr("Copy the answer"))
        self.again = button(
            tr("Try again"), self.again_wished.emit, role="link", name=tr("Answer the last question again")
        )
        self.go_on = button(tr("Continue"), self.go_on_wished.emit, role="link", name=tr("Go on with this answer"))
        self.edit = button(tr("Edit"), self.on_edit_wished, role="link", name=tr("Ask this question in other words"))
        self.translate = button(
            tr("Translate"), lambda: self._hand("translate"), role="link", name=tr("Translate the answer")
        )
        self.sum_up = button(tr("Summarize chat"), lambda: self._hand("summarize"), role="link")
        self.question_versions, self.versions = VersionRow("question"), VersionRow("answer")
        self.question_versions.turned.connect(lambda step: self.turned.emit(self.exchange.asked, step))
        self.versions.turned.connect(lambda step: self.turned.emit(self.exchange.answered, step))
        self._actions = QWidget()
        ways = QWidget()
        ways.setLayout(
            FlowLayout(self.copy, self.again, self.go_on, self.versions, self.translate, self.sum_up, spacing=12)
        )
        below = row(ways, self.cost, spacing=12)
        below.setStretch(0, 1)
        actions = column(self.status, spacing=4)
        actions.addLayout(below)
        self._actions.setLayout(actions)

    def _hand(self, wish: str) -> None:
        self.handed.emit(wish, self.exchange.said if wish == "translate" else "")

    def _offer_elsewhere(self, *, done: bool) -> None:
        self.translate.setVisible(done and "translate" in self._around.wishes)
        self.sum_up.setVisible(done and self._around.last and "summarize" in self._around.wishes)

    def _status_line(self) -> str:
        said = self.exchange
        other = said.model and said.model != self._around.model and bool(said.answer)
        by = tr("Answered by {model}", model=said.model) if other and not said.running else ""
        status = "" if said.status is Status.ANSWERING else said.remark
        return " · ".join(filter(None, (status, by)))

    def _show_failure(self, *, last: bool) -> None:
        if self.failure is not None:
            self.failure.hide()
            self.failure.deleteLater()
            self.failure = None
        failed = self.exchange.failure
        if failed is None:
            return
        self.failure = NoticeBar(
            tr(failed.message),
            hint=self.exchange.hint if last else "",  # who asked on needs that advice no more
            detail=failed.detail,
            tone="danger",
            actions=self._ways_out() if last else (),
            closable=False,
        )
        self._column.insertWidget(self._column.indexOf(self._actions), self.failure)
        self.failure.show()

    def _ways_out(self) -> tuple[Action, ...]:
        too_long = self.exchange.too_long
        again = Action(tr("Try again"), self.again_wished.emit, primary=not too_long)
        if not too_long:
            return (again,)
        way_out = Action(tr("New chat"), self.new_chat_wished.emit, primary=True)
        if self.exchange.alone:
            way_out = Action(tr("Shorten the question"), self.shorten_wished.emit, primary=True)
        return (way_out, again)
