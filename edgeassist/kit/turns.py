# SPDX-License-Identifier: Apache-2.0
"""Does a few things one after the other, each in a turn of the loop of its own, so that none keeps it from the rest."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_PAUSE_MS = 8


class Turns(QObject):
    """A queue owned by `owner`; empty or stopped it has no timer running."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._steps: deque[Callable[[], None]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._take)

    def do(self, *steps: Callable[[], None]) -> None:
        """Do `steps` after what is queued already."""
        self._steps.extend(steps)
        if self._steps and not self._timer.isActive():
            self._timer.start()

    def do_once(self, *steps: Callable[[], None]) -> None:
        """Do those of `steps` that are not waiting already; a step waits once, however often it is asked for."""
        self.do(*(step for step in steps if step not in self._steps))

    def stop(self) -> None:
        """Forget what was not done yet."""
        self._steps.clear()
        self._timer.stop()

    def _take(self) -> None:
        step = self._steps.popleft()
        if self._steps:
            self._timer.start()
        step()
