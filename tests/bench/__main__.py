# SPDX-License-Identifier: Apache-2.0
"""Runs the measurements and writes build/bench.json and build/bench.md: `python -m tests.bench [--quick] [--only X]`.

Linux only: memory and wake-ups are read from /proc. Run it on a quiet machine.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import msgspec

from tests.bench.figures import Figure, Report, table
from tests.bench.procfs import processor

NAMES = (
    "startup",
    "frozen",
    "stalls",
    "idle",
    "live",
    "latency",
    "recovery",
    "cancelling",
    "memory",
    "speed",
    "fetching",
    "proving",
    "quantizing",
    "listing",
    "cards",
    "history",
    "summarizing",
    "translating",
    "papers",
    "hearing",
    "understanding",
    "paraphrasing",
    "sampling",
    "governing",
)
BUILD = Path("build")


def main() -> int:
    """Measure what was asked for; exit code 1 when a target was missed."""
    options = _options()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    BUILD.mkdir(exist_ok=True)
    figures: list[Figure] = []
    for name in options.only or NAMES:
        sys.stderr.write(f"bench: {name}\n")
        figures += _measurement(name)(quick=options.quick)
        _write(report := _report(figures, quick=options.quick))
    sys.stdout.write(table(report))
    return int(any(one.met is False for one in figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure what is fast, and how we know.")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter runs: does it work, not how fast is it")
    parser.add_argument("--only", action="append", choices=NAMES, help="this measurement; may be given again")
    return parser.parse_args()


def _measurement(name: str) -> Callable[..., list[Figure]]:
    measure: Callable[..., list[Figure]] = import_module(f"tests.bench.{name}").measure
    return measure


def _report(figures: list[Figure], *, quick: bool) -> Report:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return Report(
        at=datetime.now(UTC).date().isoformat(),
        machine=processor(),
        commit=asked.stdout.strip() or "unknown",
        quick=quick,
        figures=tuple(figures),
    )


def _write(report: Report) -> None:
    """Keep what is known so far: a measurement that fails later takes nothing with it."""
    (BUILD / "bench.json").write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    (BUILD / "bench.md").write_text(table(report), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
