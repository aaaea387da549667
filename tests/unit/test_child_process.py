# SPDX-License-Identifier: Apache-2.0
"""A child and its pipes, on real processes: what it says, what it is told, how it ends, what its log keeps."""

import signal
import sys

import pytest

from edgeassist.runtime.child_process import LOG_LINES, ChildProcess

LIMIT_S = 60.0


def child(program: str, said: list[str] | None = None) -> ChildProcess:
    note = said.append if said is not None else lambda _line: None
    return ChildProcess((sys.executable, "-c", program), "test", note)


def ended(one: ChildProcess) -> int | None:
    """Let the child end, and return its exit status."""
    one.stop_writing()
    code = one.wait(LIMIT_S)
    one.log(LIMIT_S)
    one.close()
    return code


def everything(one: ChildProcess) -> bytes:
    said = b""
    while chunk := one.read():
        said += chunk
    return said


def test_a_child_answers_what_it_is_told() -> None:
    one = child("import sys; data = sys.stdin.buffer.read(); sys.stdout.buffer.write(data[::-1])")
    assert one.alive
    assert one.pid > 0
    one.write(b"abc")
    one.stop_writing()
    assert everything(one) == b"cba"
    assert ended(one) == 0
    assert not one.alive


def test_more_than_a_pipe_holds_is_written_whole() -> None:
    one = child("import sys; print(len(sys.stdin.buffer.read()))")
    one.write(b"x" * 3_000_000)
    one.stop_writing()
    assert everything(one).strip() == b"3000000"
    assert ended(one) == 0


def test_a_child_that_is_gone_takes_nothing() -> None:
    one = child("import sys; sys.exit(3)")
    assert one.wait(LIMIT_S) == 3
    with pytest.raises(OSError, match=r"pipe|argument"):
        one.write(b"x" * 4_000_000)
    assert ended(one) == 3


def test_a_killed_child_has_the_number_of_the_signal() -> None:
    one = child("import sys; sys.stdin.read()")
    assert one.wait(0) is None
    one.kill()
    one.kill()
    code = ended(one)
    assert code == (-signal.SIGKILL if sys.platform != "win32" else 1)


def test_the_log_keeps_its_end_in_lines_that_are_no_flood() -> None:
    said: list[str] = []
    program = f"import sys; sys.stderr.write(''.join(f'line {{n}}\\n' for n in range({LOG_LINES + 40})) + 'y' * 9000)"
    one = child(program, said)
    assert ended(one) == 0
    kept = one.log().split("\n")
    assert len(kept) == LOG_LINES
    assert kept[0] == "line 41"
    assert kept[-1] == "y" * 4096
    assert len(said) == LOG_LINES + 41


def test_a_log_of_no_text_is_kept_as_text() -> None:
    one = child("import sys; sys.stderr.buffer.write(b'bad \\xff byte\\r\\n')")
    assert ended(one) == 0
    one.add_to_log("and a word of ours")
    assert one.log() == "bad \ufffd byte\nand a word of ours"


def test_what_cannot_be_started_is_the_systems_error() -> None:
    with pytest.raises(FileNotFoundError):
        ChildProcess(("/nowhere/at all",), "test")
