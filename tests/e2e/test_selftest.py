# SPDX-License-Identifier: Apache-2.0
"""`edgeassist selftest` with everything real: each part works, and the person's home stays as it is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from edgeassist.app.selftest_steps import STEPS


def _run(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "EDGEASSIST_HOME": str(home), "NO_COLOR": "1", **more}
    command = [sys.executable, "-P", "-m", "edgeassist", *words]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL)


@pytest.mark.slow
def test_every_step_passes_and_leaves_nothing(tmp_path: Path) -> None:
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    temporary.mkdir()
    done = _run(home, "--selftest", "--json", TMPDIR=str(temporary))
    told = json.loads(done.stdout)
    assert [one["name"] for one in told["steps"]] == [step.name for step in STEPS]
    assert [(one["name"], one["says"]) for one in told["steps"] if not one["ok"]] == []
    assert (done.returncode, done.stderr, told["ok"]) == (0, "", True)
    assert [*temporary.iterdir()] == []
    assert [path.name for path in home.rglob("*") if path.is_file()] == []


def test_without_room_for_temporary_files_it_says_so(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    code = (
        f"import sys, tempfile, edgeassist.cli as cli\ntempfile.tempdir = {gone!r}\nsys.exit(cli.run(['selftest']))\n"
    )
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 7
    assert done.stderr.startswith("edgeassist: No temporary folder can be made for the self-test: No such file")
    assert "Traceback" not in done.stderr
