# SPDX-License-Identifier: Apache-2.0
"""One worker process and its three pipes. Turns bytes into events and the end into an `Ending`; decides nothing.

A reader thread owns stdout, a second one the log on stderr, a writer thread owns stdin, so that a stopped worker with
a full pipe can block none of our other threads. `credit` bounds the events that wait to be handled: a flooding worker
is slowed by its own pipe.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import IO

from edgeassist.runtime.exits import Ending, oom_kills
from edgeassist.wire import MAX_LINE_BYTES, AnyCommand, AnyEvent, BadFrame, decode_event, encode

_WAITING_EVENTS = 1024
_LOG_LINES = 60
_LOG_LINE_BYTES = 4096
_DETACHED = 0x0800_0000 | 0x0000_0200  # CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP: no console, no Ctrl-C


class WorkerProcess:
    """A running child. Callbacks come on its reader thread; `on_gone` comes exactly once, after the last event."""

    def __init__(
        self,
        command: Sequence[str],
        on_event: Callable[["WorkerProcess", AnyEvent], None],
        on_gone: Callable[["WorkerProcess", Ending], None],
    ) -> None:
        """Start `command`; raise OSError when that is impossible."""
        self._on_event, self._on_gone = on_event, on_gone
        self._outbox: SimpleQueue[bytes | None] = SimpleQueue()
        self._log: deque[str] = deque(maxlen=_LOG_LINES)
        self._fault, self._note = "", ""
        self._kills_before = oom_kills()
        self.credit = threading.BoundedSemaphore(_WAITING_EVENTS)
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            creationflags=_DETACHED if sys.platform == "win32" else 0,
            process_group=None if sys.platform == "win32" else 0,
        )
        self._stdin, self._stdout, self._stderr = _pipes(self._child)
        self.pid = self._child.pid
        self._log_thread = threading.Thread(target=self._keep_log, name="worker-log", daemon=True)
        self._reader = threading.Thread(target=self._read, name="worker-reader", daemon=True)
        self._writer = threading.Thread(target=self._write, name="worker-writer", daemon=True)
        for thread in (self._log_thread, self._reader, self._writer):
            thread.start()

    def send(self, command: AnyCommand) -> None:
        """Queue `command` for the child; never blocks."""
        self.send_line(encode(command))

    def send_line(self, line: bytes) -> None:
        """Queue an encoded command for the child; never blocks."""
        self._outbox.put(line)

    def end(self, fault: str = "", note: str = "") -> None:
        """Kill the child. `on_gone` follows, with `fault` as its reason."""
        if not self._fault:
            self._fault, self._note = fault, note
        with contextlib.suppress(OSError):
            self._child.kill()

    def join(self, timeout_s: float) -> bool:
        """Wait until `on_gone` has been called; False when `timeout_s` was too short."""
        self._reader.join(timeout_s)
        return not self._reader.is_alive()

    def _read(self) -> None:
        buffer = bytearray()
        descriptor = self._stdout.fileno()
        while chunk := os.read(descriptor, 1 << 16):
            buffer += chunk
            if not self._deliver(buffer):
                break
        self._gone()

    def _deliver(self, buffer: bytearray) -> bool:
        """Hand over the whole lines of `buffer` and keep the rest; False when it is not our language."""
        *lines, rest = buffer.split(b"\n")
        try:
            for line in lines:
                event = decode_event(bytes(line))
                self.credit.acquire()
                self._on_event(self, event)
        except BadFrame as error:
            self.end("garbage", str(error))
            return False
        if len(rest) > MAX_LINE_BYTES:
            self.end("garbage", f"a line of more than {MAX_LINE_BYTES} bytes")
            return False
        buffer[:] = rest
        return True

    def _gone(self) -> None:
        """Reap the child, which closed its stdout, and report."""
        try:
            code = self._child.wait(1.0)
        except subprocess.TimeoutExpired:
            self.end("hang", "it closed its output and did not leave")
            code = self._child.wait()
        self._outbox.put(None)
        self._log_thread.join(0.5)
        self._stdout.close()
        self._stderr.close()
        starved = oom_kills() > self._kills_before
        self._on_gone(self, Ending(code, self._fault, self._note, starved, "\n".join(self._log)))

    def _write(self) -> None:
        with contextlib.suppress(OSError), self._stdin as pipe:
            while line := self._outbox.get():
                view = memoryview(line)
                while view:
                    view = view[pipe.write(view) :]

    def _keep_log(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            rest = b""
            while chunk := os.read(self._stderr.fileno(), 1 << 14):
                *lines, rest = (rest + chunk).split(b"\n")
                self._log.extend(line[:_LOG_LINE_BYTES].decode(errors="replace").rstrip() for line in lines)
                rest = rest[:_LOG_LINE_BYTES]
            if rest:
                self._log.append(rest.decode(errors="replace").rstrip())


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    if child.stdin is None or child.stdout is None or child.stderr is None:
        raise OSError("the worker has no pipes")
    return child.stdin, child.stdout, child.stderr
