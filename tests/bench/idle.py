# SPDX-License-Identifier: Apache-2.0
"""Whether anything of ours wakes while nothing happens: a window that has painted an answer, and its worker."""

import subprocess
import sys
import threading

from tests.bench import plays
from tests.bench.figures import Figure
from tests.bench.procfs import children, wake_ups
from tests.bench.product import product, real_worker
from tests.support.models import cache_root, tiny_model

SETTLE_S, WATCH_S = 2.0, 5.0
KINDS = ("real", "scripted")


def measure(*, quick: bool) -> list[Figure]:
    """Return the wake-ups of window and worker within five idle seconds, seen from another process."""
    return [figure for kind in KINDS for figure in _watched(kind)]


def _watched(kind: str) -> list[Figure]:
    command = [sys.executable, "-m", "tests.bench.idle", kind]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as window:
        if window.stdout is None or window.stdout.readline() != b"idle\n":
            raise RuntimeError("the window did not come to rest")
        clock = threading.Event()
        clock.wait(SETTLE_S)
        (worker,) = children(window.pid)
        before = wake_ups(window.pid), wake_ups(worker)
        clock.wait(WATCH_S)
        after = wake_ups(window.pid), wake_ups(worker)
        window.kill()
    under = f"{WATCH_S:.0f} s after an answer was painted, {kind} worker"
    return [
        Figure(name="wake-ups, window", value=after[0] - before[0], unit="", at_most=0, conditions=under),
        Figure(name="wake-ups, worker", value=after[1] - before[1], unit="", at_most=0, conditions=under),
    ]


def sit(kind: str) -> None:
    """Paint an answer, say so, and stay in the event loop for ever."""
    from PySide6.QtCore import QEventLoop

    command = real_worker(cache_root()) if kind == "real" else plays.command()
    with product(command) as ours:
        if kind == "real":
            ours.load(tiny_model(cache_root(), "q8_0"), context_tokens=1024)
            ours.ask("The pump is broken", 100)
        else:
            ours.load_nothing()
            ours.play("1000 2000 prose")
        sys.stdout.write("idle\n")
        sys.stdout.flush()
        QEventLoop().exec()


if __name__ == "__main__":
    sit(sys.argv[1])
