# SPDX-License-Identifier: Apache-2.0
"""Tells the desktop what must be seen while the window is not: a timer that rang, long work that is over.

On Linux by the notification service of the session (`org.freedesktop.Notifications`), elsewhere by an icon in the tray.
Knows nothing of timers and work; asks nothing of the network.
"""

import html
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread

from PySide6.QtCore import Q_ARG, QMetaObject, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from edgeassist.kit.bridge import Bridge
from edgeassist.kit.icons import pixmap

SHOWN_MS = 15_000
_SERVICE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_ICON_PX = 32
_ANSWER_MS = 2_000
_AS_THE_DESKTOP_LIKES = -1


@dataclass(frozen=True, slots=True)
class _Answer:
    title: str
    text: str
    taken: bool


class SystemNotices(QObject):
    """`tell` returns at once and `told` says later whether the desktop took it. `clicked`: a person wants the window.

    `by_service` may block; it is called on a thread of its own. Make, use and close on the GUI thread.
    """

    told = Signal(bool)
    clicked = Signal()

    def __init__(self, owner: QObject, by_service: Callable[[str, str], bool] | None = None) -> None:
        super().__init__(owner)
        self._by_service = tell_system if by_service is None else by_service
        self._answers: Bridge[_Answer] = Bridge(self, self._on_answer)
        self._tray: QSystemTrayIcon | None = None
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(SHOWN_MS)
        self._hiding.timeout.connect(self.on_shown)

    def tell(self, title: str, text: str = "") -> None:
        """Show one sentence, and another below it, outside the window."""
        Thread(target=self._ask, args=(title, text), name="system-notice", daemon=True).start()

    def close(self) -> None:
        """Show nothing more."""
        self._answers.close()
        self._hiding.stop()
        self.on_shown()

    @Slot()
    def on_shown(self) -> None:
        """Take the icon out of the tray again: EdgeAssist does not live there."""
        if self._tray is not None:
            self._tray.hide()

    def _ask(self, title: str, text: str) -> None:
        self._answers(_Answer(title, text, self._by_service(title, text)))

    def _on_answer(self, answer: _Answer) -> None:
        self.told.emit(answer.taken or self._by_tray(answer.title, answer.text))

    def _by_tray(self, title: str, text: str) -> bool:
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return False
        if self._tray is None:
            self._tray = QSystemTrayIcon(_icon(), self)
            self._tray.messageClicked.connect(self.clicked)
            self._tray.activated.connect(self.clicked)
        self._tray.show()
        self._tray.showMessage(title, text, QSystemTrayIcon.MessageIcon.Information, SHOWN_MS)
        self._hiding.start()
        return True


def _icon() -> QIcon:
    return QIcon(pixmap("chat", QApplication.palette().color(QPalette.ColorRole.Highlight).name(), size_px=_ICON_PX))


def tell_system(title: str, text: str = "") -> bool:
    """Have the session's notification service show it; False where there is none. Waits: not on the GUI thread."""
    if sys.platform != "linux" or not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return False  # without an address the library would start a bus of its own
    from PySide6.QtDBus import QDBusConnection, QDBusInterface

    service = QDBusInterface(_SERVICE, _PATH, _SERVICE, QDBusConnection.sessionBus())
    service.setTimeout(_ANSWER_MS)
    if not service.isValid():
        return False
    # The types matter: a message put together from Python numbers has none of the unsigned kind that is wanted here.
    called = QMetaObject.invokeMethod(
        service,
        "Notify",
        Qt.ConnectionType.DirectConnection,
        Q_ARG("QString", "EdgeAssist"),
        Q_ARG("uint", 0),
        Q_ARG("QString", "edgeassist"),
        Q_ARG("QString", title),
        Q_ARG("QString", html.escape(text, quote=False)),
        Q_ARG("QStringList", []),
        Q_ARG("QVariantMap", {}),
        Q_ARG("int", _AS_THE_DESKTOP_LIKES),
    )
    return bool(called) and not service.lastError().isValid()
