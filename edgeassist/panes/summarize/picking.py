# SPDX-License-Identifier: Apache-2.0
"""Picks the sentences of a text that say most of it. Writes none: every word stands in the source."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from edgeassist.api import Documents
from edgeassist.core.stop import Stop
from edgeassist.documents.blocks import Block, Span
from edgeassist.documents.stems import stems
from edgeassist.panes.summarize.plan import Chunk, Piece, stretches
from edgeassist.panes.summarize.roles import role_of
from edgeassist.panes.summarize.summary import Length, Proof, Sentence, Style

MOST_AT_ONCE, MOST_IN_ROUNDS = 400, 1_600
COUNTS = {Length.SHORT: 3, Length.MEDIUM: 7, Length.LONG: 15}
_SAME = 80
_SAME_STEMS = 0.6
_FEWEST_WORDS, _MOST_CHARACTERS = 4, 500
_NOT_PICKED = frozenset({"heading", "table", "code", "caption"})
_LONGEST_RANKED = 2_000
_ROLE_LIFTS = 2.0
_LEAD_LIFTS = 1.15
_BULLET = re.compile(r"^[•▪‣◦·–*\-]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of the source; `score` is how much it says of what it was ranked among, 1 for the average.

    A long source has tens of thousands: it holds little, and makes the rest when asked.
    """

    block: Block
    start: int
    end: int
    chunk: Chunk
    fit: bool
    score: float = 0.0

    @property
    def text(self) -> str:
        """Its words as they stand there."""
        return self.block.text[self.start : self.end]

    @property
    def page(self) -> int | None:
        """The page it begins on; None where there are none."""
        return self.block.page_at(self.start)

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands among the others."""
        return self.block.number, self.start

    def scored(self, score: float) -> "Candidate":
        """Return it with another score."""
        return Candidate(self.block, self.start, self.end, self.chunk, self.fit, score)

    def sentence(self, style: Style) -> Sentence:
        """Return it as a sentence of a summary."""
        text = _BULLET.sub("", " ".join(self.text.split()))
        role = role_of(text) if style is Style.MINUTES else ""
        proof = Proof(Span(self.block.number, self.start, self.end), self.page, 1.0)
        return Sentence(text, proof, section=self.chunk.section, heading=self.chunk.heading, role=role)


def candidates(chunk: Chunk, language: str) -> list[Candidate]:
    """Return every sentence of `chunk`; together they hold all of its text. Very long ones are parted."""
    found: list[Candidate] = []
    for piece in chunk.pieces:
        for start, end in _bounds(piece, language):
            fit = piece.block.kind not in _NOT_PICKED and _may_stand(piece.block.text[start:end])
            found.append(Candidate(piece.block, start, end, chunk, fit))
    return found


def _bounds(piece: Piece, language: str) -> list[tuple[int, int]]:
    found = []
    for start, end in stretches(piece.block, language):
        first, last = max(start, piece.start), min(end, piece.end)
        found += [(at, min(at + _LONGEST_RANKED, last)) for at in range(first, last, _LONGEST_RANKED)]
    return found


def _may_stand(text: str) -> bool:
    """Tell whether `text` can be read alone: not a scrap, not a page long, mostly letters."""
    if len(text) > _MOST_CHARACTERS or sum(map(str.isalpha, text)) < len(text) / 2:
        return False
    return len(text.split()) >= _FEWEST_WORDS or (not text.isascii() and len(text) >= 12)


def ranked(told: Sequence[Candidate], documents: Documents, language: str, stop: Stop) -> list[Candidate]:
    """Return the sentences with their scores; more than can be weighed at once are weighed in turns."""
    scored: list[Candidate] = []
    for at in range(0, len(told), MOST_AT_ONCE):
        part = told[at : at + MOST_AT_ONCE]
        shares = documents.rank([one.text for one in part], language, stop)
        scored += [one.scored(share * len(part)) for one, share in zip(part, shares, strict=True)]
    return scored


def best(
    told: Sequence[Candidate],
    count: int,
    language: str,
    *,
    style: Style,
    place: Callable[[Candidate], int] = lambda _one: 0,
) -> list[Candidate]:
    """Return the `count` sentences that say most and say it once, in the source's order.

    The best of each `place` comes before the second best of any: what is short draws from all of a text, too.
    """
    fit = [one for one in told if one.fit] or list(told)
    first = min((one.order for one in fit), default=(0, 0))
    chosen: list[Candidate] = []
    bags: list[frozenset[str]] = []
    for one in _drawn(sorted(fit, key=lambda one: (-_worth(one, style, first), one.order)), place):
        bag = frozenset(stems(one.text, language))
        if not any(_same(one, bag, other, known) for other, known in zip(chosen, bags, strict=True)):
            chosen.append(one)
            bags.append(bag)
        if len(chosen) == count:
            break
    return sorted(chosen, key=lambda one: one.order)


def _drawn(told: Sequence[Candidate], place: Callable[[Candidate], int]) -> list[Candidate]:
    """Return `told`, which is sorted, with the first of each place before all others."""
    seen: dict[int, Candidate] = {}
    for one in told:
        seen.setdefault(place(one), one)
    firsts = {one.order for one in seen.values()}
    return [*seen.values(), *(one for one in told if one.order not in firsts)]


def _worth(one: Candidate, style: Style, first: tuple[int, int]) -> float:
    """Return how gladly it is picked: a text's beginning often sums it up; minutes want what was settled."""
    lift = _ROLE_LIFTS if style is Style.MINUTES and role_of(one.text) else 1.0
    return one.score * lift * (_LEAD_LIFTS if one.order == first else 1.0)


def _same(one: Candidate, bag: frozenset[str], other: Candidate, known: frozenset[str]) -> bool:
    """Tell whether both say the same; with other numbers they do not."""
    if {stem for stem in bag ^ known if any(map(str.isdigit, stem))}:
        return False
    shared = len(bag & known) / (min(len(bag), len(known)) or 1)
    if shared < _SAME_STEMS:
        return False
    return shared > 0.9 or fuzz.token_set_ratio(one.text, other.text) >= _SAME


def once(told: Sequence[Candidate]) -> list[Candidate]:
    """Return `told` without what stands there word for word before: a refrain would drown out all else."""
    seen: dict[str, Candidate] = {}
    for one in told:
        seen.setdefault(" ".join(one.text.split()).casefold(), one)
    return list(seen.values())


def narrowed(
    told: Sequence[Candidate], rank: Callable[[Sequence[Candidate]], list[Candidate]], check: Callable[[], None]
) -> list[Candidate]:
    """Return at most `MOST_AT_ONCE` of `told` with scores among each other; the better half goes on each round.

    Of very many only the best go into the first round: what says little of its own part says less of the whole.
    """
    left = list(told)
    while len(left) > MOST_AT_ONCE:
        check()
        left.sort(key=lambda one: (-one.score, one.order))
        most = max(MOST_AT_ONCE, min(len(left) // 2, MOST_IN_ROUNDS))
        left = sorted(left[:most], key=lambda one: one.order)
        if len(left) > MOST_AT_ONCE:
            left = rank(left)
    local = {one.order: one.score for one in left}
    return [one.scored(one.score * local[one.order]) for one in rank(left)]
