# SPDX-License-Identifier: Apache-2.0
"""Writes connections that the engine's locks refused into the network log, beside those refused in this process."""

from edgeassist.net.attempts import REFUSED_FOREIGN
from edgeassist.net.gate import GATE, Gate
from edgeassist.net.watchman import PURPOSE
from edgeassist.runtime.state import EngineState
from edgeassist.wire import Denied, Stats

BY = "Engine"
_MOST_DIGITS = 5


class DeniedLog:
    """Hears the engine's news, on its thread; a line is written once, whatever else changes."""

    def __init__(self, gate: Gate = GATE) -> None:
        self._gate, self._seen = gate, tuple[Denied, ...]()

    def __call__(self, news: EngineState | Stats) -> None:
        """Note what is new."""
        if not isinstance(news, EngineState) or news.denied == self._seen:
            return
        known = len(self._seen) if news.denied[: len(self._seen)] == self._seen else 0
        self._seen = news.denied
        for one in news.denied[known:]:
            if one.what == "connection":
                host, port = _parted(one.name)
                self._gate.note(host, port, PURPOSE, REFUSED_FOREIGN, by=BY)


def _parted(name: str) -> tuple[str, int]:
    """Return host and port of `host:port`; no host where the worker could not tell one."""
    host, colon, port = name.rpartition(":")
    return (
        (host, int(port))
        if colon and len(port) <= _MOST_DIGITS and port.isdecimal()
        else ("" if name.startswith("socket.") else name, 0)
    )
