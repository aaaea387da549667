# SPDX-License-Identifier: Apache-2.0
"""The chat pane as a person uses it: types, sends, reads, waits. Shared by the tests of the pane."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from edgeassist.panes.chat.exchange_view import ExchangeView
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.testing import FakeContext, FakeConversation, FakeEngine
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]


class Chat:
    """The pane as a person uses it."""

    def __init__(self, context: FakeContext) -> None:
        self.context = context
        self.pane = ChatPane(context)
        self.view = self.pane.widget
        self.view.resize(900, 700)

    @property
    def engine(self) -> FakeEngine:
        return self.context.engine

    @property
    def last(self) -> ExchangeView:
        return self.view.transcript.last

    @property
    def painted(self) -> str:
        return "\n".join(sheet.toPlainText() for sheet in self.last.answer.sheets)

    @property
    def status(self) -> str:
        return self.last.status.text()

    @property
    def stored(self) -> FakeConversation:
        return self.context.history.conversations[-1]

    def type(self, text: str) -> None:
        QTest.keyClicks(self.view.composer.input, text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view.composer.input, key, modifier)

    def send(self, text: str) -> None:
        asked = len(self.engine.requests)
        self.type(text)
        self.press(Qt.Key.Key_Return)
        until(lambda: len(self.engine.requests) > asked, "nothing was asked")

    def stream(self, *texts: str) -> None:
        self.engine.stream(*texts)
        settle()
        until(lambda: self.last.answer.idle)

    def finish(self) -> None:
        self.engine.finish()
        until(lambda: not self.pane.session.busy)
        until(lambda: self.last.answer.idle)

    def answered(self, question: str, answer: str) -> None:
        """Ask and have it answered; return when the answer is stored and known by its number."""
        self.send(question)
        self.stream(answer)
        self.finish()
        until(lambda: self.pane.session.exchanges[-1].answered is not None)

    def settle_history(self) -> None:
        """Wait until history has done what was asked of it so far, and the pane has heard."""
        done: list[None] = []
        self.pane._storing.do(lambda: None, done.append)
        until(lambda: bool(done))


@contextmanager
def opened(context: FakeContext, shown: Show) -> Iterator[Chat]:
    """Show the pane until the test is over."""
    made = Chat(context)
    shown(made.view)
    made.view.activateWindow()
    made.pane.shown()
    until(lambda: made.view.composer.ready, "the chat was never opened")
    yield made
    made.pane.close()
