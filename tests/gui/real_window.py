# SPDX-License-Identifier: Apache-2.0
"""A program for `test_real_window.py`: the real start-up on a fake desk whose engine echoes what it was asked.

Arguments: the theme. Writes one line to stdout for each thing the test waits for.
"""

import sys
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from edgeassist.api import Listener
from edgeassist.core.settings import Settings
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.start import run
from edgeassist.wire import Delta, Done, Generate, Started
from tests.gui.fakes import (
    READY,
    USAGE,
    FakeContext,
    FakeDesk,
    FakeEngine,
    FakePreferences,
    card,
    chat_row,
    on_other_thread,
)

ANSWER = "You said:\n\n> {}\n\n1. **First** point\n2. Second point\n\n```\ncode = 1\n```\n"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@dataclass
class EchoEngine(FakeEngine):
    def generate(self, request: Generate, listener: Listener) -> int:
        job = super().generate(request, listener)
        question = request.turns[-1].text
        say(f"asked {question}")
        events: list[Started | Delta] = [
            Started(job=job, prompt_tokens=9, reused_tokens=0),
            Delta(job=job, text=ANSWER.format(question)),
        ]
        QTimer.singleShot(0, lambda: on_other_thread(lambda: _deliver(listener, events, job)))
        return job


def _deliver(listener: Listener, events: list[Started | Delta], job: int) -> None:
    for event in events:
        listener(event)
    listener(Done(job=job, reason="stop", usage=USAGE))


class Watcher(QObject):
    """Says when the window can be typed into and when an answer has been painted."""

    def __init__(self) -> None:
        super().__init__()
        self._ready = self._painted = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(20)

    def look(self) -> None:
        window = next((made for made in QApplication.topLevelWidgets() if isinstance(made, MainWindow)), None)
        pane = window.pages[0].pane if window is not None and window.pages else None
        if window is None or pane is None:
            return
        transcript = pane.widget.transcript  # type: ignore[attr-defined]  # the chat pane's
        if not self._ready and window.isVisible():
            self._ready = True
            say(f"ready {int(window.winId())}")
        if not self._painted and transcript.views and transcript.last.answer.idle and transcript.last.exchange.usage:
            self._painted = True
            self._timer.stop()
            say("painted")


def make_desk() -> FakeDesk:
    watcher = Watcher()
    watcher.setParent(QApplication.instance())
    context = FakeContext(engine=EchoEngine())
    chosen = FakePreferences(Settings(welcomed=True, theme=sys.argv[1]))
    return FakeDesk(rows=(chat_row(),), models=[card()], now=READY, pane_context=context, chosen=chosen)


if __name__ == "__main__":
    sys.exit(run(make_desk, ["edgeassist"]))
