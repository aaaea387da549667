# SPDX-License-Identifier: Apache-2.0
"""What a translation is and what is told while one is made. Values only; knows no engine, file or window.

Values of which a long text has thousands are out of the garbage collector's sight (`gc=False`: they hold nothing that
could hold them): looking through them all would hold the window up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import msgspec

from edgeassist.core.stop import Stop
from edgeassist.store.task import Offer


class Tone(StrEnum):
    """How the reader is addressed; `AS_IS` leaves it to the text."""

    AS_IS = ""
    FORMAL = "formal"
    INFORMAL = "informal"


@dataclass(frozen=True, slots=True)
class Pair:
    """From which language into which, as ISO 639-1 codes. An empty `source` is not known yet."""

    source: str
    target: str

    @property
    def swapped(self) -> "Pair":
        """The other way round."""
        return Pair(self.target, self.source)


class Trouble(StrEnum):
    """What a check found. The value is the word for it in a list of checks."""

    NUMBER = "number"
    PLACEHOLDER = "placeholder"
    ADDRESS = "address"
    TAG = "tag"
    TERM = "term"
    KEPT_WORD = "word to keep"
    UNCHANGED = "not translated"
    EMPTY = "no answer"
    CUT = "cut off"
    BACK = "came back differently"


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at in a sentence: what stands in the source (`wanted`) and what became of it (`got`)."""

    trouble: Trouble
    wanted: str
    got: str = ""


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A sentence of the source: its text without the white space around, where it stands, and what follows it.

    `start` and `end` are offsets in characters; `gap` is the white space after it, kept as it is.
    """

    number: int
    text: str
    start: int
    end: int
    gap: str = ""

    def moved_to(self, start: int) -> "Segment":
        """Return the same where it begins at `start`."""
        return msgspec.structs.replace(self, start=start, end=start + self.end - self.start)


class Rendered(msgspec.Struct, frozen=True, gc=False):
    """A segment's translation: its text, what to look at, and how many things were checked and kept.

    `start` and `end` are offsets in the whole target text. `terms` are the glossary's target words found in it.
    """

    segment: Segment
    text: str
    start: int
    end: int
    flags: tuple[Flag, ...] = ()
    numbers: int = 0
    terms: tuple[str, ...] = ()
    from_memory: bool = False

    def flagged(self, *flags: Flag) -> "Rendered":
        """Return the same with these things to look at, and no others."""
        return msgspec.structs.replace(self, flags=flags)


@dataclass(frozen=True, slots=True)
class Translation:
    """A whole text's translation so far. `text` is the segments' with their gaps. `done`: nothing more comes."""

    pair: Pair
    rendered: tuple[Rendered, ...]
    total: int
    done: bool
    stopped: bool = False

    @property
    def text(self) -> str:
        """The target text."""
        return "".join(one.text + one.segment.gap for one in self.rendered)

    @property
    def flagged(self) -> tuple[Rendered, ...]:
        """The sentences to look at."""
        return tuple(one for one in self.rendered if one.flags)


@dataclass(frozen=True, slots=True)
class Ask:
    """How one sentence is to be translated. `terms`: what must be called what. `other`: another wording than before.

    `firm` lists words that the answer must contain; an engine that can, forces them.
    """

    tone: Tone = Tone.AS_IS
    terms: tuple[tuple[str, str], ...] = ()
    other: bool = False
    firm: tuple[str, ...] = ()


class TranslationEngine(Protocol):
    """Whatever translates a sentence: the resident language model now, a dedicated runtime later."""

    @property
    def name(self) -> str:
        """What it is called; part of the key under which translations are remembered."""

    def offers(self, pair: Pair) -> Offer:
        """Tell whether it may be asked for `pair`, and why not. At once."""

    def translate(self, text: str, pair: Pair, ask: Ask, stop: Stop) -> str:
        """Return `text` in the target language. Blocks; raises `AskFailed`, or `Stopped` on a wish."""


Tell = Callable[[Translation], None]
"""Receives the translation as it grows, on the thread that translates; the last one is `done` or `stopped`."""
