# SPDX-License-Identifier: Apache-2.0
"""The real program, fenced in as it is for a person, whose every page is turned to and that is asked one question.

`EDGEASSIST_HOME` holds the folders. `--rest SECONDS` stays that long at the end. Says on stdout which places it saw.
"""

import sys
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from edgeassist.app import window as entry
from edgeassist.app.fencing import fence_in
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.ui import start
from edgeassist.ui.frame import RailButton
from edgeassist.ui.main_window import MainWindow
from tests.support.welcomed import welcomed

STEP_MS = 40


class Tourist(QObject):
    """Looks at the window again and again, and does the next thing once the one before is done."""

    def __init__(self, rest_ms: int) -> None:
        super().__init__()
        self._plan: Iterator[bool] | None = None
        self._rest_ms = rest_ms
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(STEP_MS)

    def look(self) -> None:
        window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
        if window is None or not window.pages:
            return
        self._plan = self._plan or self._tour(window)
        if next(self._plan, False) is False:
            self._timer.stop()
            QTimer.singleShot(self._rest_ms, window.close)

    def _tour(self, window: MainWindow) -> Iterator[bool]:
        pane = window.pages[0].pane
        while not (isinstance(pane, ChatPane) and pane.widget.composer.ready):
            pane = window.pages[0].pane
            yield True
        pane.send("What is the weather like in the mountains? See https://tracker.example/a.png")
        yield True
        while not (pane.session.exchanges and pane.session.exchanges[-1].answer):
            yield True
        say("asked")
        for button in window.stack.rail.findChildren(RailButton):
            button.click()
            yield True
            say(button.accessibleName())
        window.find_models()
        yield True
        page = window.stack.settings.page
        for group in list(page.groups) if page is not None else ():
            window.stack.settings.show(group)
            yield True
            say(group)
        menu = window.top.lock.menu_now()
        menu.popup(window.top.lock.mapToGlobal(window.top.lock.rect().bottomLeft()))
        yield True
        menu.close()
        yield True


def say(place: str) -> None:
    sys.stdout.write(place + "\n")
    sys.stdout.flush()


def main() -> int:
    rest_ms = int(1000 * float(sys.argv[2])) if sys.argv[1:2] == ["--rest"] else 0
    fence_in([])
    run = start.run

    def with_tourist(desk_factory: Any, *given: Any, **named: Any) -> int:
        tourists: list[Tourist] = []

        def made() -> Any:
            tourists.append(Tourist(rest_ms))
            return welcomed(desk_factory())

        try:
            return run(made, *given, **named)
        finally:
            tourists.clear()

    vars(start)["run"] = with_tourist
    return entry.run_window()


if __name__ == "__main__":
    sys.exit(main())
