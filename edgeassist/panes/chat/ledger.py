# SPDX-License-Identifier: Apache-2.0
"""The token ledger: what the model will read for the next question, what it will not, and what room is left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edgeassist.core.language import tr, trn
from edgeassist.core.units import grouped
from edgeassist.panes.chat.attaching import Paper
from edgeassist.panes.chat.exchange import unread_lines
from edgeassist.panes.chat.reading import Held, Part, Reading, answer_room

_WORDS_PER_TOKEN = 0.75
"""In English, of a big model; other languages and small models have fewer words to as many tokens."""
_LONG_WORD = 20
"""Where words are longer than that on the average, no spaces part them, and they cannot be counted."""
Weigh = Callable[[object], int | None]
"""Returns the exact tokens of a text or of turns where they were counted, None where not."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger; `exact`: counted, not estimated."""

    title: str
    tokens: int
    exact: bool = False

    @property
    def line(self) -> str:
        """The entry in words."""
        tokens = grouped(self.tokens)
        if self.exact:
            return tr("{part}: {tokens}", part=self.title, tokens=tokens)
        return tr("{part}: about {tokens}", part=self.title, tokens=tokens)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is read, and in `unread` what is not, each in a sentence. `context_tokens` 0: no model is loaded.

    `words`: how many it is, counted as far as it can be; 0: not known.
    """

    entries: tuple[Entry, ...] = ()
    total_tokens: int = 0
    exact: bool = False
    context_tokens: int = 0
    room_tokens: int = 0
    unread: tuple[str, ...] = ()
    words: int = 0

    @property
    def fits(self) -> bool:
        """It can be read, and the answer still has its room."""
        return not self.context_tokens or self.total_tokens <= self.limit_tokens

    @property
    def limit_tokens(self) -> int:
        """The most that can be read beside the room for the answer."""
        return self.context_tokens - self.room_tokens

    @property
    def part(self) -> float:
        """How much of the context it takes, from 0; above 1 it is too much."""
        return (self.total_tokens + self.room_tokens) / self.context_tokens if self.context_tokens else 0.0

    @property
    def line(self) -> str:
        """What will be read, in one sentence."""
        if not self.fits:
            return _too_long(self.in_words(self.total_tokens - self.limit_tokens), exact=self.exact)
        count = self.in_words(self.total_tokens)
        return trn("About {n} word will be read", "About {n} words will be read", count, n=grouped(count))

    def in_words(self, tokens: int) -> int:
        """Return about how many words so many tokens are, as many to a token as in what is read."""
        known = self.words and self.total_tokens
        return _rounded(tokens * self.words / self.total_tokens, tokens) if known else words_of(tokens)

    @property
    def details(self) -> str:
        """Every entry on a line of its own, then what is not read."""
        kept = Entry(tr("Room for the answer"), self.room_tokens, exact=True)
        whole = Entry(tr("All of it, in tokens (words or pieces of words)"), self.total_tokens, exact=self.exact)
        held = trn(
            "The model reads {n} token at once.",
            "The model reads {n} tokens at once.",
            self.context_tokens,
            n=grouped(self.context_tokens),
        )
        return "\n".join((*(entry.line for entry in (*self.entries, whole, kept)), held, *self.unread))


def words_of(tokens: int) -> int:
    """Return about how many words so many tokens are, with no more digits than that can have."""
    return _rounded(tokens * _WORDS_PER_TOKEN, tokens)


def _rounded(words: float, tokens: int) -> int:
    count = round(words)
    return max(min(tokens, 1), round(count, min(0, 2 - len(str(count)))))


def _words_in(parts: Sequence[Part], entries: Sequence[Entry]) -> int:
    """Return how many words the parts are: counted where they can be, else from their tokens."""
    count = 0
    for part, entry in zip(parts, entries, strict=False):
        counted = len(part.text.split())
        count += (
            counted if len(part.text) <= _LONG_WORD * counted and part.kind != "earlier" else words_of(entry.tokens)
        )
    return count


def _too_long(count: int, *, exact: bool) -> str:
    n = grouped(count)
    if exact:
        return trn("About {n} word too long for this model", "About {n} words too long for this model", count, n=n)
    return trn("Perhaps {n} word too long for this model", "Perhaps {n} words too long for this model", count, n=n)


def ledger_of(reading: Reading, papers: Sequence[Paper], weigh: Weigh, context_tokens: int, most_tokens: int) -> Ledger:
    """Return the ledger of `reading`. What stands between the parts in the model's own form counts as earlier."""
    total, room_tokens = weigh(reading.turns), answer_room(context_tokens, most_tokens)
    entries = _entries(reading.parts, weigh, total)
    return Ledger(
        entries=entries,
        total_tokens=total if total is not None else sum(entry.tokens for entry in entries),
        exact=total is not None,
        context_tokens=context_tokens,
        room_tokens=room_tokens,
        unread=tuple(_unread(reading, papers, Held(context_tokens, room_tokens))),
        words=_words_in(reading.parts, entries),
    )


def _entries(parts: Sequence[Part], weigh: Weigh, total: int | None) -> tuple[Entry, ...]:
    """Return a line for each part. What no other part accounts for is the earlier turns', or the model's own form."""
    counted = [None if part.kind == "earlier" else weigh(part.text) for part in parts]
    entries = [
        Entry(part.title, part.tokens if exact is None else exact, exact is not None)
        for part, exact in zip(parts, counted, strict=True)
    ]
    open_ones = [at for at, part in enumerate(parts) if part.kind == "earlier"]
    if total is None or any(exact is None for at, exact in enumerate(counted) if at not in open_ones):
        return tuple(entries)
    rest = total - sum(exact or 0 for exact in counted)
    if not open_ones:
        return (*entries, Entry(tr("The model's own form"), rest, exact=True)) if rest > 0 else tuple(entries)
    entries[open_ones[0]] = Entry(parts[open_ones[0]].title, max(0, rest), exact=True)
    return tuple(entries)


def _unread(reading: Reading, papers: Sequence[Paper], held: Held) -> list[str]:
    lines = unread_lines(reading.gone, held, reading.dropped)
    return lines + [paper.unread for paper in papers if paper.unread]


def next_size(context_tokens: int, trained_tokens: int, need_tokens: int) -> int:
    """Return the context to load the model with so that `need_tokens` fit: doubled as often as needed, 0 if never."""
    if not 0 < context_tokens < trained_tokens:
        return 0
    size = min(2 * context_tokens, trained_tokens)
    while need_tokens > size - answer_room(size) and size < trained_tokens:
        size = min(2 * size, trained_tokens)
    return size


def to_drop(costs: Sequence[int], over_tokens: int) -> int:
    """Return how many of the oldest exchanges, of `costs` tokens each, must go to save `over_tokens`."""
    saved = 0
    for count, cost in enumerate(costs, 1):
        saved += cost
        if saved >= over_tokens:
            return count
    return len(costs)
