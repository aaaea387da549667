# SPDX-License-Identifier: Apache-2.0
"""Those who asked which microphones there are, until they are answered. Looks for none itself."""

import logging
from collections.abc import Callable

from edgeassist.speech.lines import Devices

_log = logging.getLogger(__name__)
OnDevices = Callable[[Devices], None]


class Asking:
    """Everybody who waits; one look answers all. For one thread."""

    def __init__(self) -> None:
        self._waiting: list[OnDevices] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, on_devices: OnDevices) -> None:
        """Have `on_devices` wait."""
        self._waiting.append(on_devices)

    def answer(self, devices: Devices) -> None:
        """Tell all, once each; their faults are theirs."""
        waiting, self._waiting = self._waiting, []
        for on_devices in waiting:
            try:
                on_devices(devices)
            except Exception:
                _log.exception("one who asked for microphones failed")

    def refuse(self, why: object) -> None:
        """Tell all `why` there is no answer."""
        if self._waiting:
            self.answer(Devices((), str(why)))
