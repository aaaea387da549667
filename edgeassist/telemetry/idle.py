# SPDX-License-Identifier: Apache-2.0
"""What the laptop draws while no answer is written: learnt from looks in such times, never assumed."""

from collections import deque
from statistics import quantiles

from edgeassist.telemetry.power import Point, slept_between, unseen_between
from edgeassist.telemetry.rapl import joules_between
from edgeassist.telemetry.reading import Gauge

_KEPT, _ENOUGH, _OLD_S = 600, 15, 900.0
_QUIET_S = 10.0


class Idle:
    """The usual draw of processor and of laptop between answers, in watts."""

    def __init__(self) -> None:
        self._processor: deque[tuple[float, float]] = deque(maxlen=_KEPT)
        self._laptop: deque[tuple[float, float]] = deque(maxlen=_KEPT)
        self._busy_until_s = float("-inf")

    def busy(self, at_s: float, settles_s: float) -> None:
        """Something of ours worked at `at_s`: fans need a while to come to rest, what batteries tell `settles_s`."""
        self._busy_until_s = at_s + max(_QUIET_S, settles_s)

    def saw(self, before: Point, after: Point) -> None:
        """Take two neighbouring looks into account, if the computer rested between them."""
        if before.awake_s < self._busy_until_s or slept_between(before, after) or unseen_between(before, after):
            return
        passed_s = after.awake_s - before.awake_s
        joules = joules_between(before.rapl, after.rapl)
        if joules is not None and passed_s > 0:
            self._processor.append((after.awake_s, joules / passed_s))
        if after.watts is not None:
            self._laptop.append((after.awake_s, after.watts))

    def processor_watts(self, now_s: float) -> Gauge | None:
        """Return the processor's; None where too little was seen lately."""
        return _middle(self._processor, now_s)

    def laptop_watts(self, now_s: float) -> Gauge | None:
        """Return the laptop's; None where too little was seen lately."""
        return _middle(self._laptop, now_s)


def _middle(seen: deque[tuple[float, float]], now_s: float) -> Gauge | None:
    watts = [value for at_s, value in seen if now_s - at_s < _OLD_S]
    if len(watts) < _ENOUGH:
        return None
    low, middle, high = quantiles(watts, n=4)
    return Gauge(middle, f"the middle of {len(watts)} looks between answers", (high - low) / 2)
