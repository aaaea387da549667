# SPDX-License-Identifier: Apache-2.0
"""The window process starts, reports when it can be used, and ends with exit code 0."""

import os
import re
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from edgeassist.kit.theme import Theme
from edgeassist.ui.start import since_process_start_ms
from tests.gui.gaps import measure

ROOT = Path(__file__).resolve().parents[2]


def test_the_probe_prints_one_line_and_closes() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "EDGEASSIST_STARTUP_PROBE": "1"}
    command = [sys.executable, "-m", "tests.gui.real_window", "light"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0
    assert re.search(r"^interactive after \d+ ms$", ended.stdout, re.MULTILINE)


def test_the_age_of_a_process_grows() -> None:
    first = since_process_start_ms()
    assert 0 < first <= since_process_start_ms()


def test_the_bench_measures_gaps_while_streaming(app: QApplication, theme: Theme) -> None:
    gaps = measure(tokens=200, per_second=1000)
    assert gaps.tokens == 200
    assert 0 < gaps.paints <= 200
    assert 0 < gaps.p99_ms <= gaps.longest_ms
