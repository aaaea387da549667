# SPDX-License-Identifier: Apache-2.0
"""The three clocks that meters need, as one value that a test replaces. Never sleeps itself."""

import ctypes
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

_TICKS_PER_S = 10_000_000


def _awake_windows() -> float:
    """Return seconds that Windows was awake; its monotonic clock goes on in sleep."""
    windll, ticks = getattr(ctypes, "windll", None), ctypes.c_ulonglong()
    if windll is None or not windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks)):
        return time.monotonic()
    return ticks.value / _TICKS_PER_S


def _always_posix() -> float:
    """Return seconds since the start, those asleep included: macOS counts them in CLOCK_MONOTONIC, Linux does not."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True, slots=True)
class Clock:
    """`now`: seconds since 1970. `awake` and `always` only go forward; `awake` stands while the computer sleeps."""

    now: Callable[[], float]
    awake: Callable[[], float]
    always: Callable[[], float]


def system_clock() -> Clock:
    """Return this computer's clocks."""
    if sys.platform == "win32":
        return Clock(time.time, _awake_windows, time.monotonic)
    return Clock(time.time, time.monotonic, _always_posix)
