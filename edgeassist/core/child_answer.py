# SPDX-License-Identifier: Apache-2.0
"""Hears a child process out that looks at a stranger's file: for so long, and no more than so much. Knows no file.

One that such a file took over may write without end, and all of it would have to lie in our memory.
"""

import os
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import IO

MOST_ERROR_BYTES = 4000
_PIECE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class ChildAnswer:
    """What a child wrote until it ended, or was ended: `said` up to the limit, and the end of its `errors`."""

    said: bytes
    errors: str
    in_time: bool


def answer_of(child: "subprocess.Popen[bytes]", *, limit_s: float, most_bytes: int, asked: bytes = b"") -> ChildAnswer:
    """Return what `child` says when `asked`; kill it when it takes longer than `limit_s`, or says more. Blocks."""
    said, errors = bytearray(), bytearray()

    def keep(piece: bytes) -> None:
        said.extend(piece[: most_bytes - len(said)])
        if len(said) >= most_bytes:
            child.kill()

    def keep_end(piece: bytes) -> None:
        errors.extend(piece)
        del errors[:-MOST_ERROR_BYTES]

    works = [
        *([partial(_hear, child.stdout, keep)] if child.stdout is not None else []),
        *([partial(_hear, child.stderr, keep_end)] if child.stderr is not None else []),
        *([partial(_ask, child.stdin, asked)] if child.stdin is not None else []),
    ]
    ears = [Thread(target=work, name="child-answer", daemon=True) for work in works]
    ends_s = time.monotonic() + limit_s
    try:
        for ear in ears:
            ear.start()
        for ear in ears:
            ear.join(max(0.0, ends_s - time.monotonic()))
        child.wait(max(0.0, ends_s - time.monotonic()))
        in_time = True
    except subprocess.TimeoutExpired:
        in_time = False
    finally:
        child.kill()
        for ear in ears:
            if ear.is_alive():
                ear.join()
    return ChildAnswer(bytes(said), errors.decode("utf-8", "replace"), in_time)


def _ask(pipe: IO[bytes], asked: bytes) -> None:
    """Write it, however slowly the child reads, and close the pipe: that is all there is."""
    with suppress(OSError), pipe:
        pipe.write(asked)


def _hear(pipe: IO[bytes], keep: Callable[[bytes], None]) -> None:
    with suppress(OSError):
        while piece := os.read(pipe.fileno(), _PIECE_BYTES):
            keep(piece)
