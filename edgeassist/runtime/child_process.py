# SPDX-License-Identifier: Apache-2.0
"""One child process of ours and its three pipes: started apart from the console, written to, read, logged and reaped.

Knows no language that is spoken over the pipes, and starts no thread but the one that keeps the log.
"""

import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO

CHUNK_BYTES = 1 << 16
LOG_LINES = 60
_LOG_LINE_BYTES = 4096
_DETACHED = 0x0800_0000 | 0x0000_0200  # CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP: no console, no Ctrl-C


class ChildProcess:
    """A running child. One thread reads, one writes; any may kill. `note` hears each line of the log as it comes."""

    def __init__(self, command: Sequence[str], name: str, note: Callable[[str], None] = lambda _line: None) -> None:
        """Start `command`; raise OSError when that is impossible. `name` is for the thread that keeps the log."""
        self._note = note
        self._log: deque[str] = deque(maxlen=LOG_LINES)
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
        self._log_thread = threading.Thread(target=self._keep_log, name=f"{name}-log", daemon=True)
        self._log_thread.start()

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._child.poll() is None

    def read(self) -> bytes:
        """Return what the child says next, as it comes; empty once it has closed its output."""
        return os.read(self._stdout.fileno(), CHUNK_BYTES)

    def write(self, content: bytes) -> None:
        """Write all of `content`; raise OSError when the child takes no more."""
        rest = memoryview(content)
        while rest:
            rest = rest[self._stdin.write(rest) :]

    def stop_writing(self) -> None:
        """Close the child's input, which tells it to leave."""
        with suppress(OSError):
            self._stdin.close()

    def kill(self) -> None:
        """End the child now."""
        with suppress(OSError):
            self._child.kill()

    def wait(self, most_s: float | None = None) -> int | None:
        """Return the exit status, negative for a signal; None where the child did not end within `most_s`."""
        try:
            return self._child.wait(most_s)
        except subprocess.TimeoutExpired:
            return None

    def log(self, most_s: float | None = None) -> str:
        """Return the end of the log, having waited at most `most_s` for its last line."""
        self._log_thread.join(most_s)
        return "\n".join(self._log)

    def add_to_log(self, line: str) -> None:
        """Have the log say something about the child."""
        self._log.append(line)

    def close(self) -> None:
        """Close the output of a child that has ended; its input is the writer's to close, its log closes by itself."""
        self._stdout.close()

    def _keep_log(self) -> None:
        with suppress(OSError, ValueError), self._stderr as pipe:
            rest = b""
            while chunk := os.read(pipe.fileno(), 1 << 14):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    self._keep(line)
                rest = rest[:_LOG_LINE_BYTES]
            if rest:
                self._keep(rest)

    def _keep(self, line: bytes) -> None:
        self._log.append(line[:_LOG_LINE_BYTES].decode(errors="replace").rstrip())
        self._note(self._log[-1])


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    if child.stdin is None or child.stdout is None or child.stderr is None:
        raise OSError("the child has no pipes")
    return child.stdin, child.stdout, child.stderr
