# SPDX-License-Identifier: Apache-2.0
"""A child is heard out: all it says, for so long, and no more than so much, whatever it does."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from edgeassist.core import child_answer
from edgeassist.core.child_answer import MOST_ERROR_BYTES, answer_of

LONG_S, MOST_BYTES = 60.0, 100_000
WAITS = "import threading; threading.Event().wait()"


@contextmanager
def child(program: str) -> Iterator["subprocess.Popen[bytes]"]:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", f"import os; {program}"], stdout=pipe, stderr=pipe) as started:
        yield started


def test_all_that_a_child_says_is_heard_and_the_end_of_its_errors() -> None:
    with child("os.write(1, b'yes' * 9999); os.write(2, b'no' * 9999)") as asked:
        answer = answer_of(asked, limit_s=LONG_S, most_bytes=MOST_BYTES)
    assert answer == child_answer.ChildAnswer(b"yes" * 9999, "no" * (MOST_ERROR_BYTES // 2), in_time=True)


@pytest.mark.parametrize(
    "program", ["while True: os.write(1, bytes(1 << 16))", "while os.write(1, b'x' * 99_999): pass"]
)
def test_one_that_talks_without_end_is_ended_at_the_limit(program: str) -> None:
    with child(f"\n{program}") as asked:
        answer = answer_of(asked, limit_s=LONG_S, most_bytes=MOST_BYTES)
    assert len(answer.said) == MOST_BYTES
    assert answer.in_time
    assert asked.returncode not in (0, None)


@pytest.mark.parametrize("program", [WAITS, f"os.close(1); os.close(2); {WAITS}"])
def test_one_that_goes_on_too_long_is_ended_and_what_it_said_counts(program: str) -> None:
    with child(f"os.write(1, b'first'); {program}") as asked:
        answer = answer_of(asked, limit_s=3.0, most_bytes=MOST_BYTES)
    assert (answer.said, answer.in_time) == (b"first", False)
    assert asked.returncode not in (0, None)


def test_ctrl_c_ends_the_child_and_those_who_hear_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ears: list[Thread] = []

    class Pressed(Thread):
        def join(self, timeout: float | None = None) -> None:
            if self not in ears:
                ears.append(self)
                raise KeyboardInterrupt
            super().join(timeout)

    monkeypatch.setattr(child_answer, "Thread", Pressed)
    with child(WAITS) as asked:
        with pytest.raises(KeyboardInterrupt):
            answer_of(asked, limit_s=LONG_S, most_bytes=MOST_BYTES)
        assert asked.wait(LONG_S) != 0
    assert ears
    assert not ears[0].is_alive()


@pytest.mark.parametrize("heard", ["sys.stdin.buffer.read()", "b''"])
def test_a_child_is_asked_however_little_of_it_it_reads(heard: str) -> None:
    """What it is asked is larger than any pipe, and it answers before it reads."""
    program = f"import sys; os.write(1, b'a' * 70_000); print(len({heard}))"
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", f"import os; {program}"], stdin=pipe, stdout=pipe) as asked:
        answer = answer_of(asked, asked=b"?" * 3_000_000, limit_s=LONG_S, most_bytes=MOST_BYTES)
    assert answer.said.split(b"a")[-1].strip() == (b"3000000" if "read" in heard else b"0")


def test_a_child_without_a_pipe_for_errors_is_heard_too() -> None:
    with subprocess.Popen([sys.executable, "-c", "print('yes')"], stdout=subprocess.PIPE) as asked:
        answer = answer_of(asked, limit_s=LONG_S, most_bytes=MOST_BYTES)
    assert (answer.said.split(), answer.errors) == ([b"yes"], "")
