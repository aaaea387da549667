# SPDX-License-Identifier: Apache-2.0
"""Fetches single stretches of a file, to mend a copy that is damaged in a few places. Judges no byte itself."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from edgeassist.core.language import later
from edgeassist.core.stop import Report, Stop
from edgeassist.net.asking import Asking, Teller
from edgeassist.net.line import Line
from edgeassist.net.route import Route
from edgeassist.net.wanted import Terms, Wanted

MENDING = later("Fetching damaged parts again")

Put = Callable[[int, bytes], bool]
"""Receives where a stretch begins and its bytes; tells whether they are right."""


def fetch_ranges(
    wanted: Wanted,
    ranges: Sequence[tuple[int, int]],
    put: Put,
    *,
    route: Route,
    report: Report,
    stop: Stop,
    terms: Terms | None = None,
) -> bool:
    """Fetch the bytes of each range (start, end) into memory and `put` them; False at the first that is wrong twice.

    Blocks; any thread. Raises `Stopped` within a second of the wish, or a refusal of `net.refusals`.
    """
    terms = terms or Terms()
    stop.check()
    with closing(Line(route, terms.means)) as line:
        told = _Told(Teller(report, terms), sum(end - start for start, end in ranges))
        asking = Asking(wanted, line, route, terms, stop, told.waiting, told.came)
        stop.guard(line.cut)
        try:
            return all(_brought(asking, told, put, one) for one in ranges)
        finally:
            stop.guard(None)


def _brought(asking: Asking, told: "_Told", put: Put, stretch: tuple[int, int]) -> bool:
    start, end = stretch
    for _ in range(2):
        begun = told.done
        if put(start, asking.stretch(start, end)):
            told.done = begun + end - start
            return True
        told.done = begun
    return False


@dataclass(slots=True)
class _Told:
    """How far the mending is."""

    teller: Teller
    total: int
    done: int = 0

    def came(self, count: int) -> None:
        self.done += count
        self.teller.tell(MENDING, min(self.done, self.total), self.total)

    def waiting(self, step: str) -> None:
        self.teller.tell(step, min(self.done, self.total), self.total)
