# SPDX-License-Identifier: Apache-2.0
"""Makes much into little: old receipts into one tally per day, model and pane, many samples into what a plot can show.

Knows no file and no clock.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from edgeassist.telemetry.reading import Receipt, Sample
from edgeassist.telemetry.statistics import Counted, Tally

T = TypeVar("T")
DAY_S = 86_400.0
HOUR_S = 3600.0
NEWEST_SAMPLES = 120
SPARSE_S = 15.0
JITTER_S = 5.0
"""A clock that is kept right goes back by less, and a sample that waited for its turn is late by less."""


def day_of(at_s: float) -> str:
    """Return the day of a moment where the computer stands: `2026-03-01`."""
    try:
        return f"{datetime.fromtimestamp(at_s).astimezone():%Y-%m-%d}"
    except (ValueError, OverflowError, OSError):
        return "1970-01-01"


def tallied(receipts: Iterable[Receipt]) -> dict[str, list[Counted]]:
    """Return what `receipts` come to: for each day one tally per model and pane."""
    found: dict[tuple[str, str, str, str], Counted] = {}
    for one in receipts:
        key = (day_of(one.at_s), one.model_id, one.model_name, one.pane)
        whole = found.setdefault(key, Counted(one.model_id, one.model_name, one.pane, Tally()))
        whole.tally.add(one)
    days: dict[str, list[Counted]] = {}
    for (day, *_whose), counted in found.items():
        days.setdefault(day, []).append(counted)
    return days


def spaced(values: Sequence[T], most: int) -> tuple[T, ...]:
    """Return at most `most` of `values`, evenly spaced, the newest always among them."""
    if len(values) <= most or most < 2:
        return tuple(values[-most:]) if most else ()
    step = (len(values) - 1) / (most - 1)
    return tuple(values[round(place * step)] for place in range(most))


class LastHour:
    """The samples of the last hour: each of the newest, of what is older one in `SPARSE_S`. A megabyte, not seven."""

    def __init__(self) -> None:
        self._newest: deque[Sample] = deque()
        self._sparse: deque[Sample] = deque(maxlen=round(HOUR_S / SPARSE_S))

    def add(self, sample: Sample) -> None:
        """Keep `sample`; others have to go for it, and what a clock that was set back since had put after it."""
        if self._newest and sample.at_s < self._newest[-1].at_s - JITTER_S:
            self._forget_after(sample.at_s)
        self._newest.append(sample)
        if len(self._newest) > NEWEST_SAMPLES:
            old = self._newest.popleft()
            if not self._sparse or abs(old.at_s - self._sparse[-1].at_s) >= SPARSE_S:
                self._sparse.append(old)

    def _forget_after(self, at_s: float) -> None:
        """Forget what would lie in the future: it had no end, and all that follows stood on one spot."""
        for kept in (self._newest, self._sparse):
            staying = [one for one in kept if one.at_s <= at_s]
            kept.clear()
            kept.extend(staying)

    @property
    def newest(self) -> Sample | None:
        """The newest of them."""
        return self._newest[-1] if self._newest else None

    def all(self) -> tuple[Sample, ...]:
        """Return what is kept of the hour before the newest one, oldest first."""
        kept = (*self._sparse, *self._newest)
        return tuple(one for one in kept if one.at_s >= kept[-1].at_s - HOUR_S)

    def clear(self) -> None:
        """Forget them all."""
        self._newest.clear()
        self._sparse.clear()
