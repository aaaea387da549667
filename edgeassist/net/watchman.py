# SPDX-License-Identifier: Apache-2.0
"""The second lock on this process: Python asks before it opens any socket, and outside the gate is told no.

It sees what goes through Python's `socket`: every library and plug-in written in Python. Native code that calls the
system on its own (QtNetwork, ctypes) it cannot see; that is what `wall` is for. Each refusal is written into the
network log with the module that asked and the plug-in it belongs to, as far as the stack tells (`askers`).
"""

import sys
import threading
from queue import Empty, Full, Queue

from edgeassist.core.language import later
from edgeassist.core.units import elided
from edgeassist.net.askers import Asker, asker
from edgeassist.net.attempts import REFUSED_FOREIGN
from edgeassist.net.gate import GATE, Gate, may_connect

_BY_NAME = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
_WATCHED = frozenset((*_BY_NAME, "socket.__new__", "socket.bind", "socket.connect", "socket.sendmsg", "socket.sendto"))
PURPOSE = later("Not one of EdgeAssist's downloads")
_AF_UNIX = 1
_MOST_WAITING = 1000
_REST_S = 0.2


class NotThroughTheGate(PermissionError):
    """Something in this process wanted a connection of its own."""

    def __init__(self, who: str) -> None:
        super().__init__(f"EdgeAssist refuses connections that its own downloads do not open; {who} asked for one.")


class Notes:
    """Writes refusals down on a thread of its own, which ends when there is nothing to write."""

    def __init__(self, gate: Gate = GATE) -> None:
        self._gate = gate
        self._waiting: Queue[tuple[str, int, Asker]] = Queue(_MOST_WAITING)
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None

    def add(self, host: str, port: int, by: Asker) -> None:
        """Have it written down; returns at once."""
        try:
            self._waiting.put_nowait((host, port, by))
        except Full:
            return
        with self._lock:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="network-notes", daemon=True)
                self._writer.start()

    def settle(self) -> None:
        """Wait until all is written."""
        if (writer := self._writer) is not None:
            writer.join()

    def _write(self) -> None:
        while True:
            try:
                host, port, by = self._waiting.get(timeout=_REST_S)
            except Empty:
                with self._lock:
                    if self._waiting.empty():
                        self._writer = None
                        return
                continue
            self._gate.note(host, port, PURPOSE, REFUSED_FOREIGN, by=by.named)


def watch(notes: Notes) -> None:
    """Begin to refuse, for as long as this process runs."""

    def on_audit(event: str, arguments: tuple[object, ...]) -> None:
        if event not in _WATCHED or may_connect() or _is_local(event, arguments):
            return
        asked = asker(sys._getframe(1))
        if not asked.is_trial:
            notes.add(*_target(event, arguments), asked)
        raise NotThroughTheGate(asked.who)

    sys.addaudithook(on_audit)


def _is_local(event: str, arguments: tuple[object, ...]) -> bool:
    """Tell whether it stays on this computer by its kind: a socket of the file system."""
    if event in _BY_NAME:
        return False
    family = arguments[1] if event == "socket.__new__" else getattr(arguments[0], "family", None)
    if event == "socket.__new__" and family == -1:  # made of a descriptor that is open already
        return True
    return isinstance(family, int) and int(family) == _AF_UNIX


def _target(event: str, arguments: tuple[object, ...]) -> tuple[str, int]:
    """Return host and port of what was asked for; empty and 0 where it is not said yet."""
    if event == "socket.__new__":
        return "", 0
    address = arguments[:2] if event in _BY_NAME[:1] else arguments[0] if event in _BY_NAME else arguments[-1]
    if isinstance(address, tuple) and len(address) >= 2:
        host, port = address[0], address[1]
    else:
        host, port = address, 0
    text = host.decode(errors="replace") if isinstance(host, bytes) else str(host or "")
    return elided(text, 100), int(port) if isinstance(port, int) or (isinstance(port, str) and port.isdecimal()) else 0
