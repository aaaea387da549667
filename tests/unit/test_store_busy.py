# SPDX-License-Identifier: Apache-2.0
"""Who works in a models folder: several at once, one alone, over processes, and none after a death."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from edgeassist.store.busy import FOLDER, StoreBusy, alone, working
from edgeassist.store.intake import StoreTrouble

HOLDER = """
import sys
from pathlib import Path
from edgeassist.store import busy
with getattr(busy, sys.argv[1])(Path(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(how: str, root: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, how, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_several_work_at_once_and_leave_nothing(tmp_path: Path) -> None:
    with working(tmp_path), working(tmp_path):
        assert len(list((tmp_path / FOLDER).iterdir())) == 2
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_nobody_moves_what_is_worked_on(tmp_path: Path) -> None:
    with working(tmp_path), pytest.raises(StoreBusy, match="still being worked on"), alone(tmp_path):
        pytest.fail("nobody is alone here")
    with alone(tmp_path):
        pass


def test_nobody_begins_while_the_models_are_moved(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(StoreBusy, match="being moved"), working(tmp_path):
        pytest.fail("it is being moved")
    with working(tmp_path):
        pass


@pytest.mark.parametrize(("theirs", "ours"), [("working", alone), ("alone", working), ("alone", alone)])
def test_another_process_counts_until_it_is_gone(
    tmp_path: Path, theirs: str, ours: Callable[[Path], AbstractContextManager[None]]
) -> None:
    child = holder(theirs, tmp_path)
    with pytest.raises(StoreBusy), ours(tmp_path):
        pytest.fail("someone else is there")
    child.kill()
    child.communicate()
    with ours(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    with pytest.raises(StoreTrouble, match="cannot be written"), working(tmp_path):
        pytest.fail("there is no place to work in")
