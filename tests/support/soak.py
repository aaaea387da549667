# SPDX-License-Identifier: Apache-2.0
"""How long the slow tests last: minutes by the environment, short without it; and whether what they saw grew.

`EDGEASSIST_SOAK_MINUTES=60 make soak` runs the hour of row W11, `EDGEASSIST_IDLE_MINUTES=30` the half hour of row N03.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self

import psutil

LEAST_LOOKS = 8
"""Fewer say nothing about growth."""


def minutes(name: str, usual: float) -> float:
    """Return the minutes that `name` asks for in the environment; `usual` ones without it."""
    return float(os.environ.get(name) or usual)


@dataclass(frozen=True, slots=True)
class Look:
    """One process at one moment."""

    rss_bytes: int
    files: int
    threads: int

    @classmethod
    def at(cls, process: psutil.Process) -> Self:
        """Look at `process` now."""
        with process.oneshot():
            return cls(process.memory_info().rss, process.num_fds(), process.num_threads())


@dataclass(frozen=True, slots=True)
class Growth:
    """From the second quarter of the looks (the first warms up) to the last: memory in per cent, others in pieces."""

    rss_percent: float
    files: int
    threads: int


def growth(looks: Sequence[Look]) -> Growth:
    """Return how the looks grew; raise ValueError where there are too few to tell."""
    if len(looks) < LEAST_LOOKS:
        raise ValueError(f"{len(looks)} looks are too few")
    quarter = len(looks) // 4
    before, after = looks[quarter : 2 * quarter], looks[-quarter:]
    was, now = (median(one.rss_bytes for one in part) for part in (before, after))
    return Growth(
        100 * (now - was) / was,
        max(one.files for one in after) - max(one.files for one in before),
        max(one.threads for one in after) - max(one.threads for one in before),
    )
