# SPDX-License-Identifier: Apache-2.0
"""An update or a way back that is cut short by a kill: the next start finds all of the data, and finishes (row I06)."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support import killed_upgrade


def killed(folder: Path, stride: int, limit_s: float) -> dict[str, dict[str, object]]:
    """Kill every scene at each `stride`-th step."""
    command = [sys.executable, "-m", killed_upgrade.__name__, str(folder), str(stride)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=limit_s, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    told: dict[str, dict[str, object]] = json.loads(done.stdout)
    assert {scene: one["bad"] for scene, one in told.items()} == {scene: [] for scene in killed_upgrade.SCENES}, (
        done.stderr
    )
    return told


def test_i06_a_kill_now_and_then_costs_nothing(tmp_path: Path) -> None:
    told = killed(tmp_path, 31, 120)
    assert sum(int(str(one["killed"])) for one in told.values()) >= 6


@pytest.mark.slow
def test_i06_a_kill_at_any_step_costs_nothing(tmp_path: Path) -> None:
    told = killed(tmp_path, 1, 1200)
    assert all(int(str(one["killed"])) > 40 for one in told.values())


def test_i06_the_steps_are_those_of_the_files_and_of_sqlite(tmp_path: Path) -> None:
    def steps(number: int) -> int:
        def some() -> None:
            killed_upgrade.Steps(number)
            (tmp_path / "one").write_text("")
            with closing(sqlite3.connect(tmp_path / "two")) as connection:
                connection.execute("PRAGMA user_version = 1")
            (tmp_path / "one").rename(tmp_path / "three")

        return killed_upgrade.in_child(some)

    assert [steps(number) for number in (1, 2, 3, 4, 5)] == [-9, -9, -9, -9, 0]
