# SPDX-License-Identifier: Apache-2.0
"""What a summary is and what is told while one is made. Values only; knows no engine, file or window."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from edgeassist.documents.blocks import Block, Span, Unit


class Style(StrEnum):
    """The form of a summary. The value is its name on the command line."""

    BRIEF = "brief"
    KEY_POINTS = "key-points"
    MINUTES = "minutes"
    PLAIN = "plain"
    BY_SECTION = "by-section"


class Length(StrEnum):
    """How much is said: about 3, 7 and 15 sentences for a whole document; by section, for each."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class Way(StrEnum):
    """Who wrote the sentences: a model, or nobody: they were picked from the text."""

    MODEL = "model"
    PICKED = "picked"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants. `language` is an ISO 639-1 code; empty for the document's own. `picked`: use no model."""

    style: Style = Style.KEY_POINTS
    length: Length = Length.MEDIUM
    language: str = ""
    picked: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be summed up: a file, or a text that was pasted or handed over (`path` None).

    With both, `text` was read from the file before: it stands in for one that is gone.
    """

    title: str
    path: Path | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a sentence comes from: a stretch of the source, its page, how much of the sentence is there (0 to 1)."""

    span: Span
    page: int | None
    score: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a summary. `proof` is None where nothing in the source supports it.

    `strange` are its numbers, names and dates that the source does not have. `heading` is the section's, for summaries
    by section. `role` is a kind of line in minutes: `decision`, `action` or empty.
    """

    text: str
    proof: Proof | None
    strange: tuple[str, ...] = ()
    section: int = 0
    heading: str = ""
    role: str = ""

    @property
    def proven(self) -> bool:
        """The source supports it, its numbers, names and dates too; a place alone, with a score of 0, is no proof."""
        return self.proof is not None and self.proof.score > 0 and not self.strange


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the source went into the summary.

    `read` of `total` units (pages; blocks where there are none); `line` is the sentence for a person ("Pages 1-84 of 84
    read"); `unread` names what was not, each in one sentence. `fraction` is 0 to 1.
    """

    read: int
    total: int
    unit: Unit
    line: str
    unread: tuple[str, ...] = ()

    @property
    def fraction(self) -> float:
        """How much was read, 0 to 1."""
        return self.read / self.total if self.total else 0.0

    @property
    def whole(self) -> bool:
        """Everything was read."""
        return self.read == self.total and not self.unread


@dataclass(frozen=True, slots=True)
class SourceOpened:
    """The document could be opened. `pages` is 0 where the format has none."""

    title: str
    unit: Unit
    pages: int


@dataclass(frozen=True, slots=True)
class BlocksCame:
    """More of the source's text, in order; the pane shows it beside the summary."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CoverageGrew:
    """More was read and summed up."""

    coverage: Coverage


@dataclass(frozen=True, slots=True)
class SectionSummed:
    """A part's sentences are there (the map step); they stand until the `Summary` takes their place."""

    section: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class StepTold:
    """What is done now, in plain words, and how many of how many steps are done (`total` 0: not known)."""

    what: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The end: what was made, how, and of how much. `stopped`: called off, what is here was kept.

    `why_picked` says why no model wrote it, where that is so. `notes` are sentences about the source: hidden text,
    scans, damaged pages, lines left out. `model` is its name. `hidden`: the source holds text that nobody would see;
    none of it was used. `language` is that of the sentences, an ISO 639-1 code; empty where it cannot be told. `anew`
    makes it once more, its own words in the language that is spoken by then.
    """

    title: str
    sentences: tuple[Sentence, ...]
    coverage: Coverage
    way: Way
    model: str = ""
    why_picked: str = ""
    notes: tuple[str, ...] = ()
    stopped: bool = False
    wish: Wish = field(default_factory=Wish)
    hidden: bool = False
    language: str = ""
    anew: "Callable[[], Summary] | None" = field(default=None, compare=False, repr=False)

    @property
    def said_anew(self) -> "Summary":
        """The same in the language that is spoken now, as far as that can be."""
        return self.anew() if self.anew is not None else self

    @property
    def proven(self) -> int:
        """How many sentences the source supports."""
        return sum(one.proven for one in self.sentences)


Told = SourceOpened | BlocksCame | CoverageGrew | SectionSummed | StepTold | Summary
"""What a `Summarizer` tells while it works, the `Summary` last. An error is raised instead, after what came before."""
