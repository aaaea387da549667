# SPDX-License-Identifier: Apache-2.0
"""The rules of `tests/gui/conftest.py` bite, and they bite the test that leaked, not those after it."""

import re
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_SAMPLES = """
from PySide6.QtWidgets import QLabel
from edgeassist.kit.background import InOrder

kept = []

class Writer(QLabel):
    def __init__(self):
        super().__init__("a window with a thread")
        self.calls = InOrder(self, "writer")
        self.calls.do(lambda: None)

    def closeEvent(self, event):
        self.calls.close()

def test_leaves_a_window():
    kept.append(Writer())
    kept[-1].show()

def test_leaves_nothing(shown):
    shown(QLabel("fine"))
"""


def test_a_window_left_behind_fails_its_own_test_only(tmp_path: Path) -> None:
    (tmp_path / "test_samples.py").write_text(_SAMPLES, encoding="utf-8")
    plugins = ["-p", "tests.conftest", "-p", "tests.gui.conftest", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", "-rA", *plugins, "--rootdir", str(tmp_path), str(tmp_path)]
    run = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    summary = run.stdout.partition("short test summary info")[2]
    assert re.findall(r"^ERROR \S+::(\w+)", summary, re.MULTILINE) == ["test_leaves_a_window"], run.stdout
    assert summary.count("PASSED") == 2
    assert "windows left: ['Writer']" in run.stdout
