# SPDX-License-Identifier: Apache-2.0
"""How long the window takes to be usable, what it weighs then, and that the engine is not in it."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence

from tests.bench.figures import Figure, median_of

LIMIT_MS, LIMIT_MB = 800, 110
BANNED = ("llama_cpp", "numpy")
EMPTY = (
    sys.executable,
    "-c",
    """
import os, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

def tell():
    begun = int(open("/proc/self/stat").read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    print(f"interactive after {1000 * (time.clock_gettime(time.CLOCK_BOOTTIME) - begun):.0f} ms", flush=True)
    window.close()

app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("empty"))
window.show()
QTimer.singleShot(0, lambda: QTimer.singleShot(0, tell))
app.exec()
""",
)
"""The least that any window of PySide6 costs."""
_SAID = re.compile(rb"interactive after (\d+) ms")


def measure(*, quick: bool) -> list[Figure]:
    """Return start-up time and memory of the window process, each after one start that warms the disk."""
    with tempfile.TemporaryDirectory() as home:
        _start(home)
        started(EMPTY, home)
        pairs = [(_start(home), started(EMPTY, home)) for _ in range(3 if quick else 10)]
        imported = _imported(home)
    starts = [ours for ours, _ in pairs]
    where = "offscreen, warm disk, a new home folder"
    found = [name for name in BANNED if name in imported]
    return [
        median_of("process start to interactive window", [ms for ms, _, _ in starts], "ms", where, at_most=LIMIT_MS),
        median_of(
            "start-up in starts of an empty PySide6 window",
            [ours[0] / empty[0] for ours, empty in pairs],
            "x",
            f"{where}; by turns, so that a busy machine slows both",
        ),
        median_of("processor time of a start and a close", [ms for _, ms, _ in starts], "ms", where),
        median_of("window process, peak resident", [mb for _, _, mb in starts], "MB", where, at_most=LIMIT_MB),
        Figure(
            name="engine modules in the window process",
            value=len(found),
            unit="modules",
            at_most=0,
            conditions=f"{' and '.join(BANNED)} among {len(imported)} imported",
        ),
    ]


def _start(home: str) -> tuple[float, float, float]:
    return started((sys.executable, "-m", "edgeassist"), home)


def started(command: Sequence[str], home: str) -> tuple[float, float, float]:
    """Start the program until it is usable; return milliseconds, those on a processor, and peak megabytes."""
    child = subprocess.Popen(command, env=_environment(home), stdout=subprocess.PIPE)
    said = child.stdout.read() if child.stdout else b""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    found = _SAID.search(said)
    if child.stdout:
        child.stdout.close()
    if not found:
        raise RuntimeError(f"the window said {said!r} and ended with {child.returncode}")
    return float(found[1]), 1000 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss * 1024 / 1e6


def _imported(home: str) -> set[str]:
    """Return the top-level modules that the window process imports, itself asked."""
    command = [sys.executable, "-X", "importtime", "-m", "edgeassist"]
    done = subprocess.run(command, env=_environment(home), capture_output=True, text=True, check=True)
    lines = (line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {name.partition(".")[0] for name in lines}


def _environment(home: str) -> dict[str, str]:
    """Return ours, except that Python may keep its bytecode, as on a person's machine: a warm start has it."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**ours, "EDGEASSIST_HOME": home, "EDGEASSIST_STARTUP_PROBE": "1", "QT_QPA_PLATFORM": "offscreen"}
