# SPDX-License-Identifier: Apache-2.0
"""One question and its answer as a person sees them. Shows an `Exchange` and emits wishes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from edgeassist.kit.copy_button import CopyButton
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.stream_view import StreamView
from edgeassist.panes.chat.question_view import QuestionView
from edgeassist.panes.chat.session import Exchange, Status, cost_line


class ExchangeView(QWidget):
    """The bubble, the answer, its status and the row of actions below."""

    again_wished = Signal()
    new_chat_wished = Signal()
    shorten_wished = Signal()

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self.exchange = exchange
        self.answer = StreamView()
        self.status = words("", "small")
        self.cost = words("", "small", wrap=False)
        self.copy = CopyButton("Copy", lambda: self.exchange.answer, name="Copy the answer")
        self.again = button("Try again", self.again_wished.emit, role="link", name="Answer the last question again")
        self.failure: NoticeBar | None = None
        self._obstacle = ""
        self._actions = QWidget()
        actions = row(self.copy, self.again, self.status, None, self.cost, spacing=12)
        actions.setStretch(2, 1000)
        self._actions.setLayout(actions)
        self._column = column(spacing=12)
        self.question = QuestionView(exchange.question)
        self._column.addLayout(row(None, self.question, margins=(24, 0, 0, 0)))
        self._column.addWidget(self.answer)
        self._column.addWidget(self._actions)
        self.setLayout(self._column)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if exchange.answer:
            self.answer.feed(exchange.answer)
            self.answer.finish()
        self.refresh(last=False)

    def grow(self, text: str) -> None:
        """Show more of the answer."""
        self.answer.feed(text)

    def restart(self, exchange: Exchange) -> None:
        """Show another answer to the same question from its beginning."""
        self.exchange = exchange
        fresh = StreamView()
        self._column.replaceWidget(self.answer, fresh)
        self.answer.deleteLater()
        self.answer = fresh
        self.refresh(last=True)

    def refresh(self, *, last: bool) -> None:
        """Show status, cost and failure; only the `last` answer can be tried again."""
        status, usage = self.exchange.status, self.exchange.usage
        running = status in (Status.THINKING, Status.ANSWERING)
        if not running and status is not Status.READY:
            self.answer.finish()
        self.answer.setVisible(running or bool(self.exchange.answer))
        self.status.setText("" if status is Status.ANSWERING else self.exchange.remark)
        self.status.setVisible(bool(self.status.text()))
        self.cost.setText(cost_line(usage) if usage and usage.answer_tokens else "")
        self.copy.setVisible(bool(self.exchange.answer) and not running)
        self.again.setVisible(last and not running and self.exchange.failure is None)
        self._show_failure(last=last)
        self.hold(self._obstacle)

    def hold(self, obstacle: str) -> None:
        """Let it not be tried again while there is an `obstacle`, and say which; empty for none."""
        self._obstacle = obstacle
        for made in (self.again, *(self.failure.buttons if self.failure is not None else ())):
            if made.text() == self.again.text():
                made.setEnabled(not obstacle)
                made.setToolTip(obstacle)
                made.setAccessibleDescription(obstacle)

    def _show_failure(self, *, last: bool) -> None:
        if self.failure is not None:
            self.failure.hide()
            self.failure.deleteLater()
            self.failure = None
        failed = self.exchange.failure
        if failed is None:
            return
        too_long = self.exchange.too_long
        actions = [Action("Try again", self.again_wished.emit, primary=not too_long)] if last else []
        if last and too_long:
            way_out = Action("New chat", self.new_chat_wished.emit, primary=True)
            if self.exchange.alone:
                way_out = Action("Shorten the question", self.shorten_wished.emit, primary=True)
            actions.insert(0, way_out)
        self.failure = NoticeBar(
            failed.message,
            hint=self.exchange.hint,
            detail=failed.detail,
            tone="danger",
            actions=tuple(actions),
            closable=False,
        )
        self._column.insertWidget(self._column.indexOf(self._actions), self.failure)
        self.failure.show()
