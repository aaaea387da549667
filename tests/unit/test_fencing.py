# SPDX-License-Identifier: Apache-2.0
"""What each process of ours gives up at its start, besides the network (see `tests/faults/test_network_lock.py`)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CRASHING = """
import os, resource, subprocess, sys
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
from edgeassist.app.fencing import WALLS, fence_in
fence_in([])
child = [sys.executable, "-c", "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0])"]
told = subprocess.check_output(child, text=True).strip()
print(resource.getrlimit(resource.RLIMIT_CORE) == (0, hard), told, flush=True)
door = WALLS[0].door
print(resource.prlimit(door.pid, resource.RLIMIT_CORE)[0] if door and os.getuid() == 0 else 0, flush=True)
os.abort()
"""


@pytest.mark.skipif(os.name == "nt", reason="there the system decides about dumps")
def test_a_crash_leaves_no_memory_on_the_disk_of_the_program_its_children_and_the_door(tmp_path: Path) -> None:
    environment = os.environ | {"EDGEASSIST_HOME": str(tmp_path / "home")}
    script = [sys.executable, "-P", "-c", CRASHING]
    done = subprocess.run(script, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.stdout.split(), done.stderr) == (["True", "0", "0"], "")
    assert done.returncode < 0
    assert [one.name for one in tmp_path.iterdir() if one.name != "home"] == []
