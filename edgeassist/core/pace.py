# SPDX-License-Identifier: Apache-2.0
"""How fast something goes and how long it will take, as numbers and in plain words. The clock comes in."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from edgeassist.core.language import tr
from edgeassist.core.units import human_bytes

WINDOW_S = 8.0


@dataclass(frozen=True, slots=True)
class PaceView:
    """Bytes per second over the last seconds, and how many seconds are left; None while that cannot be told."""

    bytes_per_s: float | None = None
    seconds_left: float | None = None


class Pace:
    """A moving average over the last `WINDOW_S` seconds of `clock`, which counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def add(self, done: int, total: int) -> PaceView:
        """Note that `done` of `total` bytes are there (total 0: unknown) and return the pace."""
        now = self._clock()
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[1][0] >= WINDOW_S:
            self._seen.popleft()
        return self._view(now, done, total)

    def _view(self, now: float, done: int, total: int) -> PaceView:
        began, first = self._seen[0]
        if now - began < 0.5:
            return PaceView()
        rate = (done - first) / (now - began)
        left = (total - done) / rate if rate > 0 and total >= done > 0 else None
        return PaceView(rate, left)


def plain_time(seconds: float) -> str:
    """Return a time still to go as people say it: `a few seconds`, `40 s`, `2 min`, `1 h 5 min`, `more than a day`."""
    if seconds < 5:
        return tr("a few seconds")
    if seconds < 55:
        return tr("{seconds} s", seconds=5 * round(seconds / 5))
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return tr("{minutes} min", minutes=minutes)
    if minutes >= 24 * 60:
        return tr("more than a day")
    hours, rest = divmod(minutes, 60)
    return tr("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else tr("{hours} h", hours=hours)


def fetching_line(done: int, total: int, pace: PaceView) -> str:
    """Return one line on a download: `640 MB of 1.1 GB · 4.2 MB/s · 2 min left`."""
    parts = [tr("{done} of {total}", done=human_bytes(done), total=human_bytes(total)) if total else human_bytes(done)]
    if pace.bytes_per_s is not None:
        parts.append(tr("{size}/s", size=human_bytes(pace.bytes_per_s)))
    if pace.seconds_left is not None and done < total:
        parts.append(tr("{time} left", time=plain_time(pace.seconds_left)))
    return " · ".join(parts)
