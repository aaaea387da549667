# SPDX-License-Identifier: Apache-2.0
"""One worker process and its three pipes. Turns bytes into events and the end into an `Ending`; decides nothing.

A reader thread owns stdout, a second one the log on stderr, a writer thread owns stdin, so that a stopped worker with
a full pipe can block none of our other threads. `credit` bounds the events that wait to be handled: a flooding worker
is slowed by its own pipe.
"""

import contextlib
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue

from edgeassist.runtime.child_process import ChildProcess
from edgeassist.runtime.exits import Ending, oom_kills
from edgeassist.wire import MAX_LINE_BYTES, AnyCommand, AnyEvent, BadFrame, decode_event, encode

_WAITING_EVENTS = 1024


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
        self._fault, self._note = "", ""
        self._kills_before = oom_kills()
        self.credit = threading.BoundedSemaphore(_WAITING_EVENTS)
        self._child = ChildProcess(command, "worker")
        self.pid = self._child.pid
        self._reader = threading.Thread(target=self._read, name="worker-reader", daemon=True)
        self._writer = threading.Thread(target=self._write, name="worker-writer", daemon=True)
        for thread in (self._reader, self._writer):
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
        self._child.kill()

    def join(self, timeout_s: float) -> bool:
        """Wait until `on_gone` has been called; False when `timeout_s` was too short."""
        self._reader.join(timeout_s)
        return not self._reader.is_alive()

    def _read(self) -> None:
        buffer = bytearray()
        while chunk := self._child.read():
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
        if (code := self._child.wait(1.0)) is None:
            self.end("hang", "it closed its output and did not leave")
            code = self._child.wait() or 0
        self._outbox.put(None)
        log = self._child.log(0.5)
        self._child.close()
        starved = oom_kills() > self._kills_before
        self._on_gone(self, Ending(code, self._fault, self._note, starved, log))

    def _write(self) -> None:
        with contextlib.suppress(OSError):
            while line := self._outbox.get():
                self._child.write(line)
        self._child.stop_writing()
