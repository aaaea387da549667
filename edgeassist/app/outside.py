# SPDX-License-Identifier: Apache-2.0
"""Opens web and mail addresses, and folders, in the person's own programs when this process is walled in.

A program started from here would inherit the wall, and a web browser be without a network: the door starts it instead.
"""

import logging
from threading import Thread
from typing import cast

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from edgeassist.net.door import Door

_log = logging.getLogger(__name__)
SCHEMES = ("http", "https", "mailto", "file")


class Outside(QObject):
    """Takes over what `QDesktopServices.openUrl` is asked for, for as long as it lives."""

    def __init__(self, door: Door, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        for scheme in SCHEMES:
            QDesktopServices.setUrlHandler(scheme, self, cast(bytes, "on_wished"))  # its stubs are wrong

    def close(self) -> None:
        """Leave it to Qt again."""
        for scheme in SCHEMES:
            QDesktopServices.unsetUrlHandler(scheme)

    @Slot(QUrl)
    def on_wished(self, url: QUrl) -> None:
        """Have the door open `url`; it answers on another thread."""
        text = bytes(url.toEncoded().data()).decode("ascii", "replace")
        Thread(target=self._open, args=(text,), name="outside", daemon=True).start()

    def _open(self, text: str) -> None:
        try:
            opened = self._door.browse(text)
        except OSError as error:
            _log.warning("an address could not be opened: %s", error)
            return
        if not opened:
            _log.warning("no program here opens addresses")
