# SPDX-License-Identifier: Apache-2.0
"""Network sockets that native code asks for behind Python's back: the kernel holds the call, the door refuses it.

The wall's filter gives each such call to a listener instead of refusing it silently (seccomp's user notification). The
door keeps the listener, answers "permission denied", and has it written down: by the window, which knows what Python
code called into that thread, or by itself, where no Python did, where the window does not answer at once, or where a
program that EdgeAssist started is at it. A door that is gone means refused calls as well: the kernel answers.
"""

import errno
import select
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from edgeassist.net.askers import Asker, asker
from edgeassist.net.attempts import REFUSED_FOREIGN, Attempts
from edgeassist.net.watchman import PURPOSE

_RECEIVE, _SEND = 0xC050_2100, 0xC018_2101  # SECCOMP_IOCTL_NOTIF_RECV and _SEND of <linux/seccomp.h>
_ASKED_BYTES, _ANSWER = 80, "=QqiI"
_WINDOW_LIMIT_S = 0.5
_SAME_S = 60.0
"""A library that tries again and again is written down once in so long."""

Note = Callable[[Asker], None]


class Attendant:
    """The door's side: answers the listener's calls one after the other until nothing is left to watch."""

    def __init__(self, listener: int, window: socket.socket, window_pid: int, log: Attempts) -> None:
        self._listener, self._window, self._window_pid, self._log = listener, window, window_pid, log
        self._noted: dict[str, float] = {}
        window.settimeout(_WINDOW_LIMIT_S)

    def serve(self) -> None:
        """Refuse each call that the kernel holds; ends when no process of ours is left."""
        from fcntl import ioctl

        poll = select.poll()
        poll.register(self._listener, select.POLLIN)
        while all(event == select.POLLIN for _, event in poll.poll()):  # anything else: nobody is left
            asked = bytearray(_ASKED_BYTES)
            try:
                ioctl(self._listener, _RECEIVE, asked)
            except OSError as error:
                if error.errno in (errno.ENOENT, errno.EINTR):  # whoever called was killed meanwhile
                    continue
                return
            id, thread = struct.unpack_from("=QI", asked)
            by = self._named(thread)
            with suppress(OSError):  # a call that a signal ended is made again
                ioctl(self._listener, _SEND, bytearray(struct.pack(_ANSWER, id, 0, -errno.EACCES, 0)))
            if by and self._is_news(by):
                self._log.began("", 0, PURPOSE, REFUSED_FOREIGN, by=by)

    def _named(self, thread: int) -> str:
        """Return what to write down; empty where the window does."""
        name, process = _thread(thread)
        if process != self._window_pid:
            return f"{name}, a program that EdgeAssist started"
        try:
            self._window.send(struct.pack("=I", thread))
            while (said := self._window.recv(16)) and struct.unpack("=I?", said)[0] != thread:
                pass  # an answer that came too late for the call before
            if said and struct.unpack("=I?", said)[1]:
                return ""
        except (OSError, struct.error):
            pass
        return f"native code, thread {name}"

    def _is_news(self, by: str) -> bool:
        now_s = time.monotonic()
        if now_s - self._noted.get(by, float("-inf")) < _SAME_S:
            return False
        self._noted[by] = now_s
        return True


def answer(line: socket.socket, note: Note) -> None:
    """Begin to tell the door, in a thread of this process, whose Python code a thread runs.

    `note` writes it down; it must not wait, because whoever tried waits meanwhile.
    """
    threading.Thread(target=_answer, args=(line, note), name="native-askers", daemon=True).start()


def _answer(line: socket.socket, note: Note) -> None:
    noted: dict[str, float] = {}
    with suppress(OSError):
        while raw := line.recv(16):
            (thread,) = struct.unpack("=I", raw)
            asked = _asker_in(thread)
            now_s = time.monotonic()
            if asked is not None and now_s - noted.get(asked.who, float("-inf")) >= _SAME_S:
                noted[asked.who] = now_s
                note(replace(asked, who=f"{asked.who} by native code"))
            line.send(struct.pack("=I?", thread, asked is not None))


def _asker_in(thread: int) -> Asker | None:
    """Return whose Python code the thread of that number runs now; None where it runs none."""
    ident = next((one.ident for one in threading.enumerate() if one.native_id == thread), None)
    frame = sys._current_frames().get(ident) if ident is not None else None
    return asker(frame) if frame is not None else None


def _thread(thread: int) -> tuple[str, int]:
    """Return the name of a thread and the process it belongs to; 0 for one that is gone."""
    try:
        status = Path(f"/proc/{thread}/status").read_text(encoding="utf-8", errors="replace")
        facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        return facts["Name"], int(facts["Tgid"])
    except (OSError, KeyError, ValueError):
        return "a thread that has ended", 0
