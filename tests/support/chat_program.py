# SPDX-License-Identifier: Apache-2.0
"""The chat pane on a real history with an engine that never tires: says on stdout what was stored and what was said.

Arguments: what to do (`talk` until killed, or `full`: ask on a small drive without room), and the history's path.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from edgeassist.api import Listener
from edgeassist.history.chats import Chats
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.testing import FakeContext, FakeEngine
from edgeassist.wire import Delta, Done, Generate, Started

WORD_S = 0.05
FIRST_WORDS, WORDS = 10, 100


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Talker(FakeEngine):
    """Answers each question word by word. It is asked only once the question is stored, and says so then."""

    def generate(self, request: Generate, listener: Listener) -> int:
        say(f"asked {request.turns[-1].text}")
        words = WORDS if len(request.turns) > 1 else FIRST_WORDS
        threading.Thread(target=self._talk, args=(listener, words), daemon=True).start()
        return 1

    @staticmethod
    def _talk(listener: Listener, words: int) -> None:
        never = threading.Event()
        listener(Started(job=1, prompt_tokens=1, reused_tokens=0))
        for number in range(words):
            never.wait(WORD_S)
            listener(Delta(job=1, text=f"word{number} "))
            say(f"said {number} {time.monotonic()}")
        listener(Done(job=1, reason="stop"))


class Person(QObject):
    """Asks whenever something can be asked."""

    def __init__(self, pane: ChatPane, context: FakeContext, *, once: bool) -> None:
        super().__init__()
        self._pane, self._context, self._once, self._asked = pane, context, once, 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(10)

    def look(self) -> None:
        composer = self._pane.widget.composer
        if composer.ready and not self._pane.session.busy and not (self._once and self._asked):
            self._asked += 1
            self._pane.send(f"question {self._asked}")
        elif self._once and self._context.told:
            for notice in self._context.told:
                say(f"banner {notice.text} {notice.hint}")
            say(f"box {composer.text}")
            self._timer.stop()
            self._pane.close()
            QApplication.exit(0)


def without_room(path: Path) -> Chats:
    """Return a history on a drive of its own that is full."""
    path.parent.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2M", "none", str(path.parent)], check=True)
    chats = Chats(path)
    chats.start().add_question("kept")
    with (path.parent / "filler").open("wb", buffering=0) as filler:
        try:
            while filler.write(b"x" * 4096):
                pass
        except OSError:
            say("full")
    return chats


def main() -> int:
    deed, path = sys.argv[1], Path(sys.argv[2])
    app = QApplication(["chat-program"])
    chats = without_room(path) if deed == "full" else Chats(path)
    context = FakeContext(engine=Talker())
    vars(context)["history"] = chats  # the real one, in the stand-in's place
    pane = ChatPane(context)
    pane.widget.show()
    person = Person(pane, context, once=deed == "full")
    code = app.exec()
    del person
    return code


if __name__ == "__main__":
    sys.exit(main())
