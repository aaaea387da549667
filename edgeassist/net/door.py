# SPDX-License-Identifier: Apache-2.0
"""The door: a small process of our own, the only one that may open connections once the window is walled in.

It is forked first thing, before any thread, library or stranger's code; the window then gives up the right to make
network sockets for good (`wall`). A connection is asked for over a pipe of the system, and comes back as an open
descriptor. The door writes the network log itself and refuses while the switch is on, so neither can be skipped from
the window's side. It also starts the web browser for a link, which must not inherit the wall.
"""

import json
import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path

from edgeassist.net.attempts import FAILED, OPENED, REFUSED_OFFLINE, Attempts

_MOST = 4096
_ERRORS: dict[str, type[OSError]] = {"name": socket.gaierror, "time": TimeoutError}
_OPENERS = ("xdg-open",)
_SWITCH_LIMIT_S = 1.0


class DoorGone(OSError):
    """The process that opens connections has ended; the window cannot open any itself."""


class Refused(OSError):
    """The door knows that the switch is on."""


class Door:
    """The near side: asks, from any thread."""

    def __init__(self, line: socket.socket, pid: int) -> None:
        self._line, self.pid = line, pid
        self._lock = threading.Lock()

    def connect(self, host: str, port: int, *, purpose: str, timeout_s: float | None) -> tuple[socket.socket, str]:
        """Return a connection to `host`, and the id of the attempt in the log; raise what connecting raises."""
        asked = {"host": host, "port": port, "for": purpose, "timeout": timeout_s}
        answer, descriptor = self._ask(asked)
        if descriptor is not None:
            return socket.socket(fileno=descriptor), str(answer.get("id", ""))
        kind, number, text = answer.get("error"), answer.get("errno"), str(answer.get("text", ""))
        if kind == "switch":
            raise Refused(text)
        raise _ERRORS.get(str(kind), OSError)(number if isinstance(number, int) else 0, text)

    def switch(self, *, on: bool, turn: int) -> None:
        """Have the door refuse, or open again; of several it keeps to the one with the highest `turn`.

        Raise `DoorGone` where it does not answer soon; it does as told once it goes on.
        """
        self._ask({"switch": on, "turn": turn}, limit_s=_SWITCH_LIMIT_S)

    def browse(self, url: str) -> bool:
        """Have the person's own program open `url`; False where there is none."""
        return self._ask({"browse": url})[0].get("done") is True

    def attend(self, listener: int) -> socket.socket:
        """Have the door answer what the kernel gives to `listener`; return where it asks about our threads.

        Does not wait for the door. Raises OSError when that has ended.
        """
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            socket.send_fds(self._line, [json.dumps({"attend": os.getpid()}).encode()], [far.fileno(), listener])
        return near

    def close(self) -> None:
        """Let it end."""
        self._line.close()
        with suppress(OSError):
            os.waitpid(self.pid, 0)

    def _ask(self, asked: dict[str, object], *, limit_s: float | None = None) -> tuple[dict[str, object], int | None]:
        near, far = socket.socketpair()
        with near:
            near.settimeout(limit_s)
            with far, self._lock:
                try:
                    socket.send_fds(self._line, [json.dumps(asked).encode()], [far.fileno()])
                except OSError as error:
                    raise DoorGone("the process that opens connections has ended") from error
            try:
                raw, descriptors, _flags, _address = socket.recv_fds(near, _MOST, 1)
            except TimeoutError as error:
                raise DoorGone("the process that opens connections does not answer") from error
        if not raw:
            raise DoorGone("the process that opens connections has ended")
        return json.loads(raw), (descriptors[0] if descriptors else None)


def open_door(log: Path) -> Door:
    """Fork the door. Call it before any thread exists; Linux and macOS only."""
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid:
        far.close()
        return Door(near, pid)
    near.close()
    try:
        _close_others(far.fileno())
        _Keeper(far, Attempts(log, by="EdgeAssist")).serve()
    finally:
        os._exit(0)


def _close_others(kept: int) -> None:
    """Let go of what belongs to the window: Ctrl-C, its input and output, and whatever it was started with."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, max(kept + 1, 1024))
    if sys.platform == "linux":
        from edgeassist.worker.landlock import libc

        libc().prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE: its memory is not for the window, which it is a child of
        libc().prctl(15, b"edgeassist-door", 0, 0, 0)  # PR_SET_NAME


class _Keeper:
    """The far side, in its own process: ends when the window does, which is when the line ends."""

    def __init__(self, line: socket.socket, log: Attempts) -> None:
        self._line, self._log, self._off = line, log, False
        self._turning, self._turn = threading.Lock(), -1

    def serve(self) -> None:
        while True:
            raw, descriptors, _flags, _address = socket.recv_fds(self._line, _MOST, 2)
            if not raw:
                return
            if descriptors:
                reply = socket.socket(fileno=descriptors[0])
                threading.Thread(target=self._serve, args=(raw, reply, *descriptors[1:]), daemon=True).start()

    def _serve(self, raw: bytes, reply: socket.socket, *given: int) -> None:
        with reply, suppress(OSError, ValueError, KeyError, TypeError):
            asked = json.loads(raw)
            if "switch" in asked:
                self._switch(bool(asked["switch"]), int(asked["turn"]))
                reply.send(b"{}")
            elif "attend" in asked:
                self._attend(int(asked["attend"]), reply, *given)
            elif "browse" in asked:
                reply.send(json.dumps({"done": _browse(str(asked["browse"]))}).encode())
            else:
                self._connect(str(asked["host"]), int(asked["port"]), asked, reply)

    def _switch(self, off: bool, turn: int) -> None:
        """Each message has a thread of its own, so an older one may come later."""
        with self._turning:
            if turn > self._turn:
                self._off, self._turn = off, turn

    def _attend(self, window_pid: int, window: socket.socket, listener: int) -> None:
        """Answer the kernel from now on."""
        from edgeassist.net.native import Attendant

        Attendant(listener, window, window_pid, self._log).serve()

    def _connect(self, host: str, port: int, asked: dict[str, object], reply: socket.socket) -> None:
        purpose, timeout = str(asked["for"]), asked["timeout"]
        if self._off:
            self._log.began(host, port, purpose, REFUSED_OFFLINE)
            reply.send(json.dumps({"error": "switch", "text": "the offline switch is on"}).encode())
            return
        try:
            made = socket.create_connection((host, port), timeout if isinstance(timeout, int | float) else None)
        except OSError as error:
            self._log.began(host, port, purpose, FAILED)
            reply.send(json.dumps(_told(error)).encode())
            return
        with made:
            made.setblocking(True)
            id = self._log.began(host, port, purpose, OPENED)
            socket.send_fds(reply, [json.dumps({"id": id}).encode()], [made.fileno()])


def _told(error: OSError) -> dict[str, object]:
    kind = "name" if isinstance(error, socket.gaierror) else "time" if isinstance(error, TimeoutError) else "other"
    return {"error": kind, "errno": error.errno, "text": error.strerror or str(error)}


def _browse(url: str) -> bool:
    """Start the person's program for `url`: a web page, or a folder of theirs."""
    if not url.startswith(("https://", "http://", "mailto:", "file:///")) or not url.isprintable():
        return False
    import subprocess

    for opener in _OPENERS:
        with suppress(OSError):
            subprocess.Popen(
                [opener, url],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            return True
    return False
