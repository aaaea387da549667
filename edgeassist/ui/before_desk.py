# SPDX-License-Identifier: Apache-2.0
"""What a start owes before the desk is made, done on another thread: the window stays awake and says what it waits for.

Knows nothing of what that is. Closing the window does not cut it short: the process ends after it.
"""

import threading
from collections.abc import Callable

from PySide6.QtCore import QTimer

from edgeassist.api import Notice
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.notice import NoticeBar
from edgeassist.ui.main_window import MainWindow

SAID_AFTER_MS = 500
"""Most copies are made in less, and a sentence that is gone at once is a flicker."""


class BeforeDesk:
    """Does `work` on a thread of its own, then calls `go_on` on the window's; lives as long as the window.

    `said` is a sentence and what to expect, for who has to wait.
    """

    def __init__(
        self, window: MainWindow, work: Callable[[], None], go_on: Callable[[], None], said: tuple[str, str]
    ) -> None:
        self._window, self._go_on, self._said = window, go_on, said
        self._bar: NoticeBar | None = None
        self._closed = False
        self._done: Bridge[bool] = Bridge(window, self._on_done)
        self._patience = QTimer(window, singleShot=True, interval=SAID_AFTER_MS)
        self._patience.timeout.connect(self._say)
        self._patience.start()
        threading.Thread(target=self._run, args=(work,), name="before the desk").start()

    def close(self) -> None:
        """Go on with nothing any more. Once it is closed the window may be gone, as after a change of language."""
        if self._closed:
            return
        self._closed = True
        self._patience.stop()
        self._done.close()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            self._done(True)

    def _say(self) -> None:
        self._bar = self._window.tell(Notice(*self._said))

    def _on_done(self, _done: bool) -> None:
        self.close()
        if self._bar is not None and self._bar in self._window.notices:
            self._bar.on_dismissed()
        self._go_on()
