# SPDX-License-Identifier: Apache-2.0
"""The real program, started for a test that needs a whole process: says on stdout what it reached, asks one question.

Arguments: what to do once the model is ready (`wait`, `ask`, `close`, `close-answering`, `fault-slot`, `fault-thread`).
`EDGEASSIST_HOME` holds the folders. Everything below the window is as a person has it.
"""

import sys
import threading
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from edgeassist.app import window as entry
from edgeassist.core.settings import Settings
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.ui import start
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import Desk
from edgeassist.ui.window_state import KeptState
from tests.support.welcomed import welcomed

QUESTION = "Tell me everything you know"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Person(QObject):
    """Looks at the window every 20 ms and does the next thing."""

    def __init__(self, deed: str) -> None:
        super().__init__()
        self._deed, self._asked, self._told, self._ended = deed, False, False, False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(20)

    def look(self) -> None:
        window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
        if window is None:
            return
        pane = window.pages[0].pane if window.pages else None
        if self._deed == "close-empty":
            window.close()
        elif isinstance(pane, ChatPane):
            self._use(window, pane)

    def _use(self, window: MainWindow, pane: ChatPane) -> None:
        if self._deed == "close-loading" and not self._told:
            self._told = True
            say("loading")
            window.close()
        if not pane.widget.composer.ready:
            return
        if not self._asked:
            self._asked = True
            self._begin(window, pane)
        elif not self._told and pane.session.exchanges and self._begun(pane):
            self._told = True
            say("answering")
            if self._deed == "close-answering":
                window.close()
            if self._deed == "logout":
                window.save()
                say("saved")
        elif self._told and not self._ended and not pane.session.busy:
            self._ended = True
            say("answered")

    @staticmethod
    def _begun(pane: ChatPane) -> bool:
        """A good part of the answer is there, or all of a short one."""
        answer = pane.session.exchanges[-1].answer
        return len(answer) > 20 or (bool(answer) and not pane.session.busy)

    def _begin(self, window: MainWindow, pane: ChatPane) -> None:
        say("ready")
        match self._deed:
            case "ask" | "close-answering":
                pane.send(QUESTION)
            case "close":
                window.close()
            case "close-palette" | "close-keys" | "close-settings" | "close-guide" | "close-live":
                self._open(window, self._deed.removeprefix("close-"))
                QTimer.singleShot(200, window.close)
            case "logout":
                pane.send(QUESTION)
            case "fault-callback":
                assert window._desk is not None
                window._desk.watch(lambda _event: fail())  # called by the thread that reads what the worker says
                pane.send(QUESTION)
            case "fault-slot":
                QTimer.singleShot(0, fail)
                self._report_banner(window)
            case "fault-thread":
                threading.Thread(target=fail).start()
                self._report_banner(window)

    @staticmethod
    def _open(window: MainWindow, name: str) -> None:
        assert window.deeds is not None
        window.deeds.deeds[name]()

    def _report_banner(self, window: MainWindow) -> None:
        def look() -> None:
            if window.notices:
                say(f"banner {window.notices[0].text}")
                window.close()

        timer = QTimer(self)
        timer.timeout.connect(look)
        timer.start(20)


def fail() -> None:
    raise RuntimeError("a fault on purpose")


def main() -> int:
    deed = sys.argv[1]
    run = start.run

    def with_person(
        desk_factory: Callable[[], Desk],
        argv: Sequence[str],
        wanted: Settings | None = None,
        *,
        kept: KeptState | None = None,
        owed: start.Owed | None = None,
    ) -> int:
        people: list[Person] = []

        def made() -> Desk:
            people.append(Person(deed))
            return welcomed(desk_factory())

        try:
            return run(made, argv, wanted, kept=kept, owed=owed)
        finally:
            people.clear()

    start.run = with_person
    return entry.run_window()


if __name__ == "__main__":
    sys.exit(main())
