# SPDX-License-Identifier: Apache-2.0
"""A timer, an alarm or a reminder is due: says it, calls for attention, and gives five minutes more. Owns no clock.

Knows that somebody sounds the loudspeaker, not how; where there is none, the desktop's own beep has to do.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.core.language import later, tr
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.system_notice import SystemNotices
from edgeassist.ui.ports import Rang

MORE = later("5 minutes more")
AGAIN_MS = 3000
MOST_TIMES = 20
"""An alarm sounds again and again until it is dismissed, for a minute at most."""

Sound = Callable[[int, Callable[[], None]], Callable[[], None]]
"""Sounds the loudspeaker so many times; calls back, on any thread, where there is none. Returns what ends it."""


class Ringing(QObject):
    """`tell` shows a notice; `more_time` gets the name of what is to ring again; `sound` is heard."""

    def __init__(
        self,
        window: QWidget,
        tell: Callable[..., NoticeBar],
        more_time: Callable[[str], None],
        sound: Sound,
        outside: SystemNotices,
    ) -> None:
        super().__init__(window)
        self._window, self._tell, self._more_time = window, tell, more_time
        self._sound, self._outside = sound, outside
        self._alarms: dict[NoticeBar, int] = {}
        self._end: Callable[[], None] = lambda: None
        self._serial = 0
        self._unheard: Bridge[int] = Bridge(self, self._on_unheard)
        self._again = QTimer(self)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.on_again)

    def ring(self, rang: Rang) -> None:
        """Say it where the person is, and call for attention where the window is not in front."""
        if not rang.kind or rang.kind == "reminder":
            bar = self._tell(rang.notice)
        else:
            bar = self._tell(rang.notice, Action(tr(MORE), lambda: self._give(bar, rang.name)))
        if not self._window.isActiveWindow():
            QApplication.alert(self._window)
            self._outside.tell(rang.notice.text)
        lasts = rang.kind == "alarm" and not rang.missed
        if lasts:
            self._alarms[bar] = MOST_TIMES
            bar.dismissed.connect(partial(self._hush, bar))
        if lasts or not self._alarms:  # an alarm that sounds is not cut short by a timer
            self._begin(MOST_TIMES if lasts else 1)

    def on_again(self) -> None:
        """Beep once more for each alarm that nobody dismissed yet."""
        self._alarms = {bar: left - 1 for bar, left in self._alarms.items() if left > 1}
        if self._alarms:
            QApplication.beep()
        else:
            self._again.stop()

    def close(self) -> None:
        """Sound no more."""
        self._again.stop()
        self._unheard.close()
        self._end()
        self._outside.close()

    def _begin(self, times: int) -> None:
        """Sound, in the place of what sounds now."""
        self._end()
        self._serial += 1
        self._end = self._sound(times, partial(self._unheard, self._serial))

    def _on_unheard(self, serial: int) -> None:
        """Beep instead: there is no loudspeaker that could be reached."""
        if serial != self._serial:
            return
        QApplication.beep()
        if self._alarms:
            self._again.start()

    def _give(self, bar: NoticeBar, name: str) -> None:
        bar.on_dismissed()
        self._more_time(name)

    def _hush(self, bar: NoticeBar) -> None:
        self._alarms.pop(bar, None)
        if not self._alarms:
            self._again.stop()
            self._serial += 1
            self._end()
