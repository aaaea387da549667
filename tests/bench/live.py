# SPDX-License-Identifier: Apache-2.0
"""What the live panel takes of the window: silences of its loop, and memory."""

import subprocess
import sys

import msgspec

from tests.bench.figures import Figure
from tests.bench.live_window import STALL_MS, Times

ROOM_MB = 10
_TICK_MS = 5.0


def measure(*, quick: bool) -> list[Figure]:
    """Return the gaps and the memory of a window that opens its panel and is fed samples."""
    samples = 20 if quick else 200
    command = [sys.executable, "-m", "tests.bench.live_window", str(samples)]
    said = subprocess.run(command, capture_output=True, check=True, text=True)
    times = msgspec.json.decode(said.stdout, type=Times)
    what = "an hour of samples, 50 receipts"
    taken = (times.after_bytes - times.before_bytes) / 1e6
    return [
        Figure(name="panel, plots drawn anew: longest silence", value=times.sample_gap_ms, unit="ms",
               at_most=STALL_MS, conditions=f"{samples} samples, strip and panel, ticks every {_TICK_MS:.0f} ms"),
        Figure(name="panel, at rest: longest silence", value=times.rest_gap_ms, unit="ms",
               conditions="as long without a sample: what the machine itself does"),
        Figure(name="panel, silences above 16 ms", value=times.late, unit="", conditions=f"in {samples} samples"),
        Figure(name="panel, at rest: silences above 16 ms", value=times.rest_late, unit="", conditions="as long"),
        Figure(name="panel, plots drawn anew: longest turn of the loop", value=times.turn_ms, unit="ms",
               at_most=STALL_MS, conditions="processor time, strip and panel"),
        Figure(name="panel, one sample", value=times.sample_ms, unit="ms", conditions="strip and panel, painted"),
        Figure(name="panel, opened first: longest silence", value=times.open_gap_ms, unit="ms", conditions=what),
        Figure(name="panel, opened again: longest silence", value=times.again_gap_ms, unit="ms", conditions=what),
        Figure(name="panel, memory", value=taken, unit="MB", at_most=ROOM_MB, conditions=what),
    ]  # fmt: skip
