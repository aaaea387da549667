# SPDX-License-Identifier: Apache-2.0
"""The pipe to the parent: lines in, lines out, and native prints kept out of it. Knows no job and no engine."""

import os
import threading
from collections.abc import Iterator

from edgeassist.wire import MAX_LINE_BYTES, MOST_DETAIL, AnyEvent, BadFrame, encode


def claim_stdout() -> int:
    """Keep the real stdout for frames and point fd 1 at stderr, so that no print of a library can corrupt a frame.

    Returns the descriptor for frames; it is not inherited by children.
    """
    frames = os.dup(1)
    os.dup2(2, 1)
    return frames


def clipped(detail: str) -> str:
    """Return the end of `detail` as it can be sent: a traceback may quote a name that is no Unicode."""
    return detail[-MOST_DETAIL:].encode("utf-8", "backslashreplace").decode()


class FrameWriter:
    """Writes events as whole lines, from any thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def send(self, event: AnyEvent) -> None:
        """Write `event`; a parent that closed its end needs no more of us, so the process ends."""
        rest = memoryview(encode(event))
        with self._lock:
            while rest:
                try:
                    rest = rest[os.write(self._descriptor, rest) :]
                except BrokenPipeError:
                    os._exit(0)


class LineSplitter:
    """Cuts a byte stream into lines of at most `limit` bytes."""

    def __init__(self, limit: int = MAX_LINE_BYTES) -> None:
        self._limit = limit
        self._rest = bytearray()

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the lines that `chunk` completes; raise `BadFrame` when one grows beyond the limit."""
        self._rest += chunk
        while (end := self._rest.find(b"\n")) >= 0:
            line = bytes(self._rest[:end])
            del self._rest[: end + 1]
            if line.strip():
                yield line
        if len(self._rest) > self._limit:
            raise BadFrame(f"a line of more than {self._limit} bytes")
