# SPDX-License-Identifier: Apache-2.0
"""A person's own words for sentences, by language and tone. They outlive their sentence; knows no window or file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from edgeassist.panes.translate.aligned import Line
from edgeassist.panes.translate.translation import Tone

MOST_GONE = 2_000
"""So many words are remembered of sentences that stand in the text no more."""


@dataclass(frozen=True, slots=True)
class Words:
    """A person's words for a sentence; a `gap` of None leaves the white space after it as it is."""

    text: str
    gap: str | None = None

    def on(self, line: Line) -> Line:
        """Return `line` in these words."""
        gap = line.gap if self.gap is None else self.gap
        return msgspec.structs.replace(line, text=self.text, gap=gap, edited=True)


class Kind(NamedTuple):
    """What translation the words belong to."""

    target: str
    tone: Tone


class Place(NamedTuple):
    """What a sentence is known by: its words in the source, and how many like it stand before."""

    text: str
    number: int


Own = tuple[Kind, Place, Words]


class OwnWords:
    """What stands in the text is kept; what went with its sentence comes back with it, as undoing brings it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Kind, Place], Words] = {}
        self._gone: dict[tuple[Kind, Place], Words] = {}
        self._texts: set[str] = set()

    def __iter__(self) -> Iterator[Own]:
        """Yield those of sentences in the text, the last ones last."""
        return ((*key, words) for key, words in self._kept.items())

    def put(self, kind: Kind, place: Place, words: Words) -> None:
        """Keep `words`."""
        self._kept.pop((kind, place), None)
        self._kept[kind, place] = words
        self._texts.add(place.text)

    def drop(self, kind: Kind, place: Place) -> None:
        """The model's words are wished again."""
        self._kept.pop((kind, place), None)
        self._gone.pop((kind, place), None)

    def known(self, text: str) -> bool:
        """Tell, quickly, whether there may be words for the sentence `text`."""
        return text in self._texts

    def find(self, kind: Kind, place: Place) -> Words | None:
        """Return the words for the sentence there, which is in the text."""
        if (again := self._gone.pop((kind, place), None)) is not None:
            self._kept[kind, place] = again
        return self._kept.get((kind, place))

    def keep_only(self, kind: Kind, places: set[Place]) -> None:
        """Of `kind` only these sentences are in the text."""
        self._put_away([key for key in self._kept if key[0] == kind and key[1] not in places])

    def put_away(self) -> None:
        """There is no text any more."""
        self._put_away(list(self._kept))

    def elsewhere(self, kind: Kind, text: str) -> tuple[Kind, int] | None:
        """Return of which other kind there were words last for sentences in `text`, and for how many."""
        mine = [key[0] for key in self._kept if key[0] != kind and key[1].text in text]
        return (mine[-1], mine.count(mine[-1])) if mine else None

    def _put_away(self, keys: Iterable[tuple[Kind, Place]]) -> None:
        for key in keys:
            self._gone.pop(key, None)
            self._gone[key] = self._kept.pop(key)
        for key in list(self._gone)[: max(0, len(self._gone) - MOST_GONE)]:
            del self._gone[key]
