# SPDX-License-Identifier: Apache-2.0
"""The gate that every connection of `net/` passes: asks the switch, writes the network log, opens it.

Where this process is walled in, the door (another process) opens it; elsewhere it is opened here, and the audit hook
of `watchman` lets nothing else through. Knows no protocol.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from edgeassist.core.language import later, tr
from edgeassist.net.attempts import FAILED, OPENED, REFUSED_OFFLINE, Attempts
from edgeassist.net.door import Door, DoorGone, Refused
from edgeassist.net.refusals import NetworkTrouble
from edgeassist.net.switch import SWITCH, Switch, SwitchedOff

_PERMIT = threading.local()


class NoDoor(NetworkTrouble):
    """The process of ours that opens connections is gone, and this one gave up the right to."""

    code = "network-door-gone"
    hint = later("Close EdgeAssist and start it again.")

    def __init__(self) -> None:
        super().__init__(tr("The part of EdgeAssist that opens connections has ended. Nothing was sent."))


@contextmanager
def permitted() -> Iterator[None]:
    """Let this thread open a connection: the gate, nobody else."""
    before = may_connect()
    _PERMIT.given = True
    try:
        yield
    finally:
        _PERMIT.given = before


def may_connect() -> bool:
    """Tell whether this thread is inside the gate."""
    return bool(getattr(_PERMIT, "given", False))


class Passage:
    """One connection that was opened: `socket`, and how much content came over it."""

    def __init__(self, made: socket.socket, ended: Callable[[int], None]) -> None:
        self.socket, self._ended = made, ended
        self._bytes = 0
        self._over = False

    def took(self, count: int) -> None:
        """Count what came."""
        self._bytes += count

    def end(self) -> None:
        """Write down how much it was; once."""
        if not self._over:
            self._over = True
            self._ended(self._bytes)


class Gate:
    """Any thread may ask, and waits for as long as connecting takes."""

    def __init__(self, switch: Switch = SWITCH) -> None:
        self._switch = switch
        self._log: Attempts | None = None
        self._door: Door | None = None

    @property
    def door(self) -> Door | None:
        """The process that opens connections for this one; None where it does so itself."""
        return self._door

    def log_to(self, folder: Path) -> None:
        """Keep the network log in `folder` from here on."""
        self._log = Attempts(folder, by="EdgeAssist")

    def use(self, door: Door) -> None:
        """Have `door` open everything, and know of the switch."""
        self._door = door
        self._switch.watch(self._tell_door)
        self._tell_door()

    def admit(self, host: str, port: int, purpose: str, *, kept: bool = True) -> None:
        """Raise `SwitchedOff` while the switch is on, having written down who asked for what."""
        try:
            self._switch.check(host, kept=kept)
        except SwitchedOff:
            self.note(host, port, purpose, REFUSED_OFFLINE)
            raise

    def connect(self, host: str, port: int, *, purpose: str, timeout_s: float | None, kept: bool = True) -> Passage:
        """Open a connection; raise `SwitchedOff`, or what connecting raises (OSError and its kin)."""
        self.admit(host, port, purpose, kept=kept)
        if self._door is None:
            made, id = self._open(host, port, purpose, timeout_s)
        else:
            made, id = self._fetched(self._door, host, port, purpose, timeout_s, kept=kept)
        made.settimeout(timeout_s)
        with suppress(OSError):
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        log = self._log
        passage = Passage(made, lambda count: log.ended(id, count) if log is not None and id else None)
        if self._switch.on:  # it was turned while this was being opened
            made.close()
            raise SwitchedOff(host, kept=kept, forced=self._switch.forced)
        return passage

    def note(self, host: str, port: int, purpose: str, outcome: str, *, by: str = "") -> str:
        """Write an attempt down; return its id, empty without a log."""
        return self._log.began(host, port, purpose, outcome, by=by) if self._log is not None else ""

    def _open(self, host: str, port: int, purpose: str, timeout_s: float | None) -> tuple[socket.socket, str]:
        try:
            with permitted():
                made = socket.create_connection((host, port), timeout_s)
        except OSError:
            self.note(host, port, purpose, FAILED)
            raise
        return made, self.note(host, port, purpose, OPENED)

    def _fetched(
        self, door: Door, host: str, port: int, purpose: str, timeout_s: float | None, *, kept: bool
    ) -> tuple[socket.socket, str]:
        try:
            return door.connect(host, port, purpose=purpose, timeout_s=timeout_s)
        except Refused as error:
            raise SwitchedOff(host, kept=kept, forced=self._switch.forced) from error
        except DoorGone as error:
            raise NoDoor from error

    def _tell_door(self) -> None:
        if self._door is not None:
            with suppress(OSError):
                on, turn = self._switch.turned
                self._door.switch(on=on, turn=turn)


GATE = Gate()
"""The one of this process."""
