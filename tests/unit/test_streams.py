# SPDX-License-Identifier: Apache-2.0
"""A process that was started without streams has all three, and no file of ours is mistaken for one of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from edgeassist.core.streams import ensure_streams

_PROGRAM = """\
import os, sys
from edgeassist.core.streams import ensure_streams
ensure_streams()
with open({path!r}, "w") as file:
    number = file.fileno()
    print("to stdout"); print("to stderr", file=sys.stderr); os.write(2, b"from a library")
    sys.stdout.flush()
    file.write(f"{{number}} {{sys.stdin.read()!r}}")
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no descriptors to close")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_process_started_with_closed_streams_writes_only_what_it_means_to(tmp_path: Path, closed: str) -> None:
    path = tmp_path / "written"
    code = _PROGRAM.format(path=str(path))
    shell = ["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, code]
    done = subprocess.run(shell, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    number, read = path.read_text().split()
    assert (done.returncode, read) == (0, "''")
    assert int(number) > 2
    assert done.stdout == (b"" if ">&-" in closed.split() else b"to stdout\n")


def test_streams_that_are_there_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    before = (sys.stdin, sys.stdout, sys.stderr)
    ensure_streams()
    assert (sys.stdin, sys.stdout, sys.stderr) == before


def test_no_descriptor_is_left_open() -> None:
    before = os.dup(0)
    os.close(before)
    ensure_streams()
    after = os.dup(0)
    os.close(after)
    assert after == before


def test_a_missing_stdin_is_an_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    ensure_streams()
    with sys.stdin as made:
        assert made.read() == ""
