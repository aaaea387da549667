# SPDX-License-Identifier: Apache-2.0
"""A scripted worker that streams at a steady rate. Run as a script; speaks the wire protocol, holds no model.

The prompt `RATE TOKENS KIND` asks for TOKENS deltas at RATE a second: `prose` looks like an answer, `stamps` carry
the nanosecond of the monotonic clock at which each was written. RATE 0 is as fast as the pipe takes.
"""

import sys
import threading
import time
from collections.abc import Callable

from edgeassist.wire import Delta, Done, Generate, Started, encode
from tests.support import scripted_worker
from tests.support.scripted_worker import say

_TEXT = "The pump on the second floor was checked and its *valve* replaced; nothing else was wrong."
_LINE = tuple(_TEXT.split())
_BLOCK = 500


def command() -> tuple[str, ...]:
    """Return the argv that starts this worker."""
    return (sys.executable, "-m", "tests.bench.plays", "steady")


def prose(number: int) -> str:
    """Return the `number`th token of an answer with paragraphs, a list now and then, and code."""
    place = number % 400
    if place == 200:
        return "\n\n```python\n"
    if place == 260:
        return "\n```\n\n"
    return _LINE[number % len(_LINE)] + ("\n\n" if place % 80 == 79 else " ")


def stamp(_number: int) -> str:
    """Return the present nanosecond as a word."""
    return f"{time.monotonic_ns()} "


_KINDS: dict[str, Callable[[int], str]] = {"prose": prose, "stamps": stamp}


def steady(job: Generate) -> None:
    """Stream what the prompt asks for."""
    rate, tokens, kind = (job.prompt or "0 0 prose").split()
    say(Started(job.job, prompt_tokens=1, reused_tokens=0))
    if int(rate):
        _pace(job.job, int(rate), int(tokens), _KINDS[kind])
    else:
        _flood(job.job, int(tokens), _KINDS[kind])
    say(Done(job.job, reason="length"))


def _pace(job: int, rate: int, tokens: int, word: Callable[[int], str]) -> None:
    clock, started_s = threading.Event(), time.monotonic()
    for number in range(tokens):
        ahead_s = started_s + number / rate - time.monotonic()
        if ahead_s > 0:
            clock.wait(ahead_s)
        say(Delta(job, text=word(number)))


def _flood(job: int, tokens: int, word: Callable[[int], str]) -> None:
    for start in range(0, tokens, _BLOCK):
        lines = (encode(Delta(job, text=word(number))) for number in range(start, min(start + _BLOCK, tokens)))
        sys.stdout.buffer.write(b"".join(lines))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    scripted_worker.GENERATE["steady"] = steady
    scripted_worker.main()
