# SPDX-License-Identifier: Apache-2.0
"""Which sentence stands where on both sides, and what changed between two states. Pure; knows no window or engine."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import msgspec

from edgeassist.panes.translate.translation import Rendered

Span = tuple[int, int]
_WIDE = re.compile("[\U00010000-\U0010ffff]")


class Line(msgspec.Struct, frozen=True, gc=False):
    """A sentence as it is shown: in the engine's words or, if `edited`, a person's. `stale`: its source has changed."""

    rendered: Rendered
    text: str
    gap: str
    edited: bool = False
    stale: bool = False

    @property
    def whole(self) -> str:
        """The text with the white space after it."""
        return self.text + self.gap

    @property
    def outdated(self) -> "Line":
        """The same, its source having changed."""
        return self if self.stale else msgspec.structs.replace(self, stale=True)

    @property
    def flagged(self) -> bool:
        """There is something to look at; a sentence that a person wrote has been looked at."""
        return bool(self.rendered.flags) and not self.edited and not self.stale


@dataclass(frozen=True, slots=True)
class Splice:
    """Replace the characters from `start` to `end` of the target by `text`."""

    start: int
    end: int
    text: str


class Aligned:
    """All sentences shown, and where each begins in the source now. It does not change once made.

    Offsets are in characters. `wide`: there may be some that are two UTF-16 units.
    """

    def __init__(self, lines: Sequence[Line] = (), starts: Sequence[int] | None = None) -> None:
        self.lines = tuple(lines)
        self.starts = [line.rendered.segment.start for line in lines] if starts is None else list(starts)
        self.wide = any(_is_wide(line.text) for line in self.lines)
        self._targets = list(accumulate((len(line.text) + len(line.gap) for line in self.lines), initial=0))

    @property
    def text(self) -> str:
        """The target text."""
        return "".join(line.whole for line in self.lines)

    @property
    def length(self) -> int:
        """How many characters the target text has."""
        return self._targets[-1]

    def source_span(self, number: int) -> Span:
        """Return where sentence `number` stands in the source; an empty span while its source is being changed."""
        start, segment = self.starts[number], self.lines[number].rendered.segment
        return (start, start) if self.lines[number].stale else (start, start + segment.end - segment.start)

    def target_start(self, number: int) -> int:
        """Return where sentence `number` begins in the target; the end for the number after the last."""
        return self._targets[number]

    def target_span(self, number: int) -> Span:
        """Return where sentence `number` stands in the target, without the gap after it."""
        start = self._targets[number]
        return start, start + len(self.lines[number].text)

    def at_source(self, place: int) -> int | None:
        """Return the number of the sentence around `place` in the source; None between sentences."""
        number = bisect_right(self.starts, place) - 1
        if number < 0 or self.lines[number].stale:
            return None
        return number if place <= self.source_span(number)[1] else None

    def at_target(self, place: int) -> int | None:
        """Return the number of the sentence around `place` in the target; None for an empty target."""
        if not self.lines:
            return None
        return min(max(bisect_right(self._targets, place) - 1, 0), len(self.lines) - 1)

    def seen(self, start: int, end: int) -> range:
        """Return the numbers of the sentences that touch `start` to `end` of the target."""
        first, last = self.at_target(start), self.at_target(end)
        return range(0) if first is None or last is None else range(first, last + 1)

    def staled(self) -> "Aligned":
        """Return the same with every sentence out of date."""
        return self._with([line.outdated for line in self.lines], self.starts)

    def reworded(self, words: Mapping[int, Line]) -> "Aligned":
        """Return the same with some sentences in other words."""
        if not words:
            return self
        first, last = min(words), max(words) + 1
        made = self.replaced(first, last, [words.get(number, self.lines[number]) for number in range(first, last)])
        made.starts = self.starts
        return made

    def moved(self, before: str, after: str) -> "Aligned":
        """Return the same once the source `before` has become `after`: what stood in between is stale."""
        head = common_start(before, after)
        tail = common_end(before, after, most=min(len(before), len(after)) - head)
        shift, edge = len(after) - len(before), len(before) - tail
        last = bisect_left(self.starts, edge)
        if tail and after[len(after) - tail - 1 : len(after) - tail].strip():
            last = bisect_right(self.starts, edge)
        first = self._unharmed(min(head, edge), after)
        last = max(first, last)
        lines = [line.outdated for line in self.lines[first:last]]
        top = edge + shift
        places = [min(start, top) for start in self.starts[first:last]]
        starts = [*self.starts[:first], *places, *(start + shift for start in self.starts[last:])]
        return self._with([*self.lines[:first], *lines, *self.lines[last:]], starts)

    def _unharmed(self, head: int, after: str) -> int:
        """Return how many sentences end before the change at `head`."""
        first = bisect_left(self.starts, head)
        if first:
            segment = self.lines[first - 1].rendered.segment
            end = self.starts[first - 1] + segment.end - segment.start
            if end > head or (end == head and after[end : end + 1].strip()):
                return first - 1
        return first

    def replaced(self, first: int, last: int, lines: Sequence[Line]) -> "Aligned":
        """Return the same with the sentences from `first` to `last` replaced by `lines`, which say where they begin.

        Quick where little is replaced: the rest is copied as a whole.
        """
        made = Aligned(lines)
        before, after = self._targets[first], self._targets[last]
        shift = before + made.length - after
        tail = [place + shift for place in self._targets[last + 1 :]] if shift else self._targets[last + 1 :]
        made._targets = [*self._targets[:first], *(before + place for place in made._targets), *tail]
        made.lines = (*self.lines[:first], *made.lines, *self.lines[last:])
        made.starts = [*self.starts[:first], *made.starts, *self.starts[last:]]
        made.wide = made.wide or self.wide
        return made

    def _with(self, lines: Sequence[Line], starts: list[int]) -> "Aligned":
        """Return `lines`, which say the same as these, at other places of the source."""
        made = Aligned()
        made.lines, made.starts, made.wide, made._targets = tuple(lines), starts, self.wide, self._targets
        return made

    def covered(self, first: int, end: int) -> int:
        """Return the number of the first sentence from `first` on that begins at `end` of the source or later."""
        return bisect_left(self.starts, end, lo=min(first, len(self.starts)))


def _is_wide(text: str) -> bool:
    return not text.isascii() and max(text) > "\uffff"


def common(first: Sequence[object], second: Sequence[object]) -> int:
    """Return how many items at the beginning are the same; quick where they are the very same objects."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_start(first: str, second: str) -> int:
    """Return how many characters at the beginning are the same; quick for long texts."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_end(first: str, second: str, *, most: int) -> int:
    """Return how many characters at the end are the same, at most `most`."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if first[len(first) - middle : len(first) - low] == second[len(second) - middle : len(second) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def splice(old: Aligned, new: Aligned) -> Splice | None:
    """Return the one change of the target that leads from `old` to `new`; None where nothing is to be seen."""
    head = common(old.lines, new.lines)
    most = min(len(old.lines), len(new.lines)) - head
    tail = common(old.lines[len(old.lines) - most :][::-1], new.lines[len(new.lines) - most :][::-1])
    before = [line.whole for line in old.lines[head : len(old.lines) - tail]]
    after = [line.whole for line in new.lines[head : len(new.lines) - tail]]
    same = common(before, after)
    before, after = before[same:], after[same:]
    alike = common(before[::-1], after[::-1])
    start = old.target_start(head + same)
    end = old.target_start(len(old.lines) - tail - alike)
    text = "".join(after[: len(after) - alike])
    return Splice(start, end, text) if end > start or text else None


class Units:
    """Converts places counted in characters to places counted in UTF-16 units, as the editors count, and back."""

    def __init__(self, text: str) -> None:
        wide = len(text.encode("utf-16-le", "surrogatepass")) != 2 * len(text)
        self._places: list[int] = [found.start() for found in _WIDE.finditer(text)] if wide else []
        self._units = [place + extra + 1 for extra, place in enumerate(self._places)]

    def units(self, place: int) -> int:
        """Return the place in units."""
        return place + (bisect_right(self._places, place - 1) if self._places else 0)

    def place(self, units: int) -> int:
        """Return the place in characters."""
        return units - (bisect_right(self._units, units - 1) if self._units else 0)


def words_in(text: str, terms: Iterable[str]) -> tuple[Span, ...]:
    """Return where `terms` stand in `text`, whatever the case of their letters."""
    folded = [re.escape(term) for term in terms if term]
    if not folded:
        return ()
    return tuple(found.span() for found in re.finditer("|".join(folded), text, re.IGNORECASE))


def step(painted: Aligned, wanted: Aligned, most: int) -> Aligned:
    """Return what to paint next on the way from `painted` to `wanted`: at most about `most` new characters."""
    head = common(painted.lines, wanted.lines)
    size = 0
    for number in range(head, len(wanted.lines)):
        size += len(wanted.lines[number].whole)
        if size > most and number + 1 < len(wanted.lines):
            return painted.replaced(head, min(number + 1, len(painted.lines)), wanted.lines[head : number + 1])
    return wanted
