# SPDX-License-Identifier: Apache-2.0
"""A desktop's notification service for a test, on a bus of its own: prints what it is told as one line of JSON.

Run it under `dbus-run-session`. It starts the program whose notices it is to show: the arguments are title and text.
"""

import json
import sys

from PySide6.QtCore import QCoreApplication, QObject, QProcess, Slot
from PySide6.QtDBus import QDBusConnection

NAME = "org.freedesktop.Notifications"
_TELL = (
    "import sys; from edgeassist.kit.system_notice import tell_system; sys.exit(0 if tell_system(*sys.argv[1:]) else 9)"
)


class Service(QObject):
    """The one method that is needed, with the types that the standard gives it."""

    @Slot("QString", "uint", "QString", "QString", "QString", "QStringList", "QVariantMap", "int", result="uint")
    def Notify(
        self,
        app: str,
        replaces: int,
        icon: str,
        title: str,
        text: str,
        actions: list[str],
        hints: dict[str, object],
        timeout: int,
    ) -> int:
        told = {"app": app, "replaces": replaces, "icon": icon, "title": title, "text": text}
        sys.stdout.write(json.dumps({**told, "actions": actions, "hints": hints, "timeout": timeout}) + "\n")
        sys.stdout.flush()
        return 1


def main(arguments: list[str]) -> int:
    app = QCoreApplication([])
    bus, service = QDBusConnection.sessionBus(), Service()
    exported = QDBusConnection.RegisterOption.ExportAllSlots
    bus.registerObject("/org/freedesktop/Notifications", NAME, service, exported)
    bus.registerService(NAME)
    teller = QProcess()
    teller.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
    teller.finished.connect(lambda code, _status: app.exit(code))
    teller.start(sys.executable, ["-c", _TELL, *arguments])
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
