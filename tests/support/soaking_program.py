# SPDX-License-Identifier: Apache-2.0
"""The real program, used without a pause: chats begun and answered, pages turned to, two models taking turns.

`EDGEASSIST_HOME` holds the folders with the models `one` and `two`. Argument: for how many seconds. Writes `round`
after each round, and at the end how many chats and answers there were. Past `MOST_CHATS` the oldest ones go on, each
with twice the answers of a new one: `goes on` is written then, since what comes after it weighs more.
"""

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from edgeassist.app import window as entry
from edgeassist.app.desk import ServiceDesk
from edgeassist.app.fencing import fence_in
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.ui import start
from edgeassist.ui.frame import RailButton
from edgeassist.ui.main_window import MainWindow
from tests.support.welcomed import welcomed

LOOK_MS, ANSWERS, ENOUGH_LETTERS = 10, 5, 60
MODELS = ("one", "two")
MOST_CHATS = 2_000


class User(QObject):
    """Does the next thing once the one before is done."""

    def __init__(self, desk: ServiceDesk, seconds: float) -> None:
        super().__init__()
        self._desk, self._seconds = desk, seconds
        self._plan: Iterator[bool] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(LOOK_MS)

    def look(self) -> None:
        window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
        pane = window.pages[0].pane if window is not None and window.pages else None
        if window is None or not isinstance(pane, ChatPane):
            return
        self._plan = self._plan or self._use(window, pane)
        if next(self._plan, False) is False:
            self._timer.stop()
            window.close()

    def _use(self, window: MainWindow, pane: ChatPane) -> Iterator[bool]:
        ends_s, answers, rounds = time.monotonic() + self._seconds, 0, 0
        for wanted in cycle(MODELS):
            self._desk.use_model(wanted)
            yield from until(partial(self._is_used, pane, wanted))
            for _ in range(ANSWERS):
                yield from answered(pane, answers)
                answers += 1
            for button in (*window.stack.rail.findChildren(RailButton), window.stack.rail.findChildren(RailButton)[0]):
                button.click()
                yield True
            rounds += 1
            if rounds < MOST_CHATS:
                pane.new_chat()
            else:
                pane.open_chat(1 + rounds % MOST_CHATS)
            say("round")
            if rounds == MOST_CHATS:
                say("goes on")
            if time.monotonic() > ends_s:
                break
        say(f"chats {min(rounds, MOST_CHATS)}")
        say(f"answers {answers}")

    def _is_used(self, pane: ChatPane, wanted: str) -> bool:
        now = self._desk.model()
        return now is not None and now.id == wanted and pane.widget.composer.ready


def answered(pane: ChatPane, number: int) -> Iterator[bool]:
    """Ask, and stop the answer once there is some of it. A chat that goes on has other answers already."""
    question = f"What is {number} good for?"
    pane.send(question)
    yield from until(lambda: bool(now := pane.session.exchanges) and now[-1].question == question)
    yield from until(lambda: len(pane.session.exchanges[-1].answer) > ENOUGH_LETTERS or not pane.session.busy)
    pane.stop()
    yield from until(lambda: not pane.session.busy)


def until(reached: Callable[[], bool]) -> Iterator[bool]:
    while not reached():
        yield True


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    seconds = float(sys.argv[1])
    fence_in([])
    run = start.run
    users: list[User] = []

    def with_user(desk_factory: Any, *given: Any, **named: Any) -> int:
        def made() -> Any:
            desk = welcomed(desk_factory())
            users.append(User(desk, seconds))
            return desk

        try:
            return run(made, *given, **named)
        finally:
            users.clear()

    vars(start)["run"] = with_user
    return entry.run_window()


if __name__ == "__main__":
    sys.exit(main())
