# SPDX-License-Identifier: Apache-2.0
"""A timer, an alarm or a reminder is due: says it, calls for attention, and gives five minutes more. Owns no clock."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.ui.ports import Rang

MORE = "5 minutes more"
AGAIN_MS = 3000
MOST_TIMES = 20
"""An alarm sounds again and again until it is dismissed, for a minute at most."""


class Ringing(QObject):
    """`tell` shows a notice; `more_time` gets the name of what is to ring again."""

    def __init__(self, window: QWidget, tell: Callable[..., NoticeBar], more_time: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window, self._tell, self._more_time = window, tell, more_time
        self._alarms: dict[NoticeBar, int] = {}
        self._again = QTimer(self)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.on_again)

    def ring(self, rang: Rang) -> None:
        """Say it where the person is, and call for attention where the window is not in front."""
        if not rang.kind or rang.kind == "reminder":
            bar = self._tell(rang.notice)
        else:
            bar = self._tell(rang.notice, Action(MORE, lambda: self._give(bar, rang.name)))
        self._sound()
        if rang.kind == "alarm" and not rang.missed:
            self._alarms[bar] = MOST_TIMES - 1
            bar.dismissed.connect(partial(self._hush, bar))
            self._again.start()

    def on_again(self) -> None:
        """Sound once more for each alarm that nobody dismissed yet."""
        self._alarms = {bar: left - 1 for bar, left in self._alarms.items() if left > 0}
        if self._alarms:
            self._sound()
        else:
            self._again.stop()

    def close(self) -> None:
        """Sound no more."""
        self._again.stop()

    def _give(self, bar: NoticeBar, name: str) -> None:
        bar.on_dismissed()
        self._more_time(name)

    def _hush(self, bar: NoticeBar) -> None:
        self._alarms.pop(bar, None)
        if not self._alarms:
            self._again.stop()

    def _sound(self) -> None:
        QApplication.beep()
        QApplication.alert(self._window)
