# SPDX-License-Identifier: Apache-2.0
"""What the summarize pane shows, made from what is told while a summary grows. Knows no widget, file or engine."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from edgeassist.core.errors import EdgeError, EngineTrouble, NoRoom
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stopped
from edgeassist.core.units import elided
from edgeassist.documents.blocks import Block, Unit
from edgeassist.panes.summarize.rows import Row, rows_of, size_words, tally
from edgeassist.panes.summarize.summary import (
    BlocksCame,
    CoverageGrew,
    SectionSummed,
    Sentence,
    Source,
    SourceOpened,
    StepTold,
    Style,
    Summary,
    Told,
    Way,
    Wish,
)

PICKED = later("Picked from the text, no model wrote this")
MODEL_WOULD = later(
    "A model that can write would also join what belongs together and answer in other words or another language."
)
STOPPED = later("Stopped. What was done is kept.")
STOPPED_BEFORE = later("Stopped. Nothing is summed up yet.")
NO_ROLES = later("No decision and no task was found in the text, so these are its most telling sentences.")
NO_SECTIONS = later("The text has no headings, so all of it is one section.")
HIDDEN = later("This document holds hidden text. None of it was used; see below what was left out.")
STOPPING = later("Stopping…")
OPENING = later("Opening the document…")
MOST_UNFINISHED = 200
"""So many sentences of unfinished parts are shown; the summary at the end is shown whole."""


class Phase(StrEnum):
    """Where the pane stands."""

    EMPTY = "empty"
    WORKING = "working"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why it ended early: what happened, what to do, the folded-away rest. `again`: a second try may do."""

    text: str
    hint: str = ""
    detail: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """All that the left half shows. `size` is "84 pages"; `line` tells coverage and proof; `step` what is done now.

    `way` says who wrote it and `why` why no model did. `left_out` are sentences about what is not in the summary.
    `language` is that of the rows, a code.
    """

    phase: Phase = Phase.EMPTY
    title: str = ""
    size: str = ""
    unit: Unit = "page"
    pages: int = 0
    wish: Wish = field(default_factory=Wish)
    fraction: float = 0.0
    whole: bool = True
    line: str = ""
    step: str = ""
    done: int = 0
    total: int = 0
    way: str = ""
    why: str = ""
    picked: bool = False
    left_out: tuple[str, ...] = ()
    hidden: str = ""
    language: str = ""
    trouble: Trouble | None = None
    rows: tuple[Row, ...] = ()

    @property
    def working(self) -> bool:
        """Something runs."""
        return self.phase is Phase.WORKING

    @property
    def doubtful(self) -> int:
        """How many sentences are not proven."""
        return sum(row.doubtful for row in self.rows)


@dataclass(frozen=True, slots=True)
class NewText:
    """Blocks to put at the end of what is shown of the source; `anew`: instead of it."""

    blocks: tuple[Block, ...]
    anew: bool = False


class SourceText:
    """The blocks as they came. Another run over the same source tells them again: what is known is not shown twice."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._heard = 0

    def find(self, number: int) -> Block | None:
        """Return the block of that number, if it came."""
        return self.blocks[number] if 0 <= number < len(self.blocks) else None

    def start_over(self) -> None:
        """Expect the same blocks from the first on."""
        self._heard = 0

    def hear(self, came: Sequence[Block]) -> NewText:
        """Take the next blocks; return what has to be shown."""
        known = self.blocks[self._heard : self._heard + len(came)]
        same = all(old is new or old == new for old, new in zip(known, came, strict=False))
        before, self._heard = self._heard, self._heard + len(came)
        if same:
            fresh = tuple(came[len(known) :])
            self.blocks.extend(fresh)
            return NewText(fresh)
        self.blocks[before:] = came
        return NewText(tuple(self.blocks), anew=True)

    def settle(self) -> NewText | None:
        """All blocks of this run came; return what is left when there were more before."""
        if not 0 < self._heard < len(self.blocks):
            return None
        del self.blocks[self._heard :]
        return NewText(tuple(self.blocks), anew=True)


class SummarySession:
    """One source and its summary. `begin` or `again`, then `hear` all that is told; `look` and `summary` any time."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Let go of everything."""
        self.source: Source | None = None
        self.summary: Summary | None = None
        self._opened: SourceOpened | None = None
        self._error: Exception | None = None
        self.text = SourceText()
        self._look = Look()
        self._rows_due = False
        self._sections: dict[int, tuple[Sentence, ...]] = {}

    @property
    def working(self) -> bool:
        """Something runs."""
        return self._look.working

    @property
    def look(self) -> Look:
        """What is to be shown now. Rows are made when somebody looks, however often sentences came."""
        if self._rows_due:
            rows = self._rows(self.sentences[:MOST_UNFINISHED], self._look.wish.style)
            self._put(replace(self._look, rows=rows))
        return self._look

    def begin(self, source: Source, wish: Wish) -> None:
        """Start with another source."""
        self.clear()
        self.source = source
        self._put(Look(title=elided(source.title)))
        self.again(wish)

    def again(self, wish: Wish) -> None:
        """Sum the same source up once more; what is shown stays until something newer is there."""
        self.text.start_over()
        self._sections = {}
        self._put(
            replace(
                self.look,
                phase=Phase.WORKING,
                wish=wish,
                fraction=0.0,
                whole=True,
                line="",
                step=tr(OPENING),
                way="",
                why="",
                picked=False,
                trouble=None,
            )
        )

    def say_anew(self) -> None:
        """Say all that it shows in the language that is spoken now; the sentences stay as they are."""
        if self._opened is not None:
            self._put(replace(self.look, size=size_words(self._opened)))
        if self._look.phase is Phase.FAILED and self._error is not None:
            self.fail(self._error)
        elif self._look.phase in (Phase.DONE, Phase.STOPPED) and self.summary is not None:
            self._finish(self.summary.said_anew)

    def stopping(self) -> None:
        """The end was wished and has not come yet."""
        self._put(replace(self.look, step=tr(STOPPING), total=0))

    def hear(self, told: Told) -> NewText | None:
        """Take what is told; return the source's text that has to be shown, if there is any."""
        match told:
            case SourceOpened():
                self._opened = told
                title = elided(told.title) or self.look.title
                size = size_words(told)
                self._put(replace(self.look, title=title, size=size, unit=told.unit, pages=told.pages))
            case BlocksCame(blocks):
                return self.text.hear(blocks)
            case CoverageGrew(coverage):
                self._look = replace(self._look, fraction=coverage.fraction, line=coverage.line)
            case SectionSummed(section, sentences):
                self._sections[section] = sentences
                self._rows_due = True
            case StepTold(what, done, total):
                self._look = replace(self._look, step=what, done=done, total=total)
            case Summary():
                shrunk = None if told.stopped else self.text.settle()
                self._finish(told)
                return shrunk
        return None

    def fail(self, error: Exception) -> None:
        """Say why it ended early; what is done stays."""
        self._error = error
        rows = self._rows(self.sentences, self._look.wish.style) if self._sections else self.look.rows
        self._put(replace(self._look, phase=Phase.FAILED, step="", trouble=trouble_of(error), rows=rows))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What is there of the run that goes on, in the source's order."""
        return tuple(one for _, part in sorted(self._sections.items()) for one in part)

    def _finish(self, summary: Summary) -> None:
        self.summary = summary
        coverage, picked = summary.coverage, summary.way is Way.PICKED
        nothing = summary.stopped and not summary.sentences
        self._put(
            replace(
                self._look,
                phase=Phase.STOPPED if summary.stopped else Phase.DONE,
                title=elided(summary.title) or self._look.title,
                wish=summary.wish,
                fraction=coverage.fraction,
                whole=coverage.whole or summary.stopped,
                line=" · ".join(part for part in (coverage.line.rstrip("."), tally(summary.sentences)) if part),
                step=tr(STOPPED_BEFORE if nothing else STOPPED) if summary.stopped else "",
                way="" if nothing else _way(summary),
                why=_why(summary) if picked else "",
                picked=picked and not nothing,
                hidden=tr(HIDDEN) if summary.hidden else "",
                language=summary.language,
                left_out=() if nothing else (*coverage.unread, *summary.notes),
                rows=self._rows(summary.sentences, summary.wish.style),
            )
        )

    def _put(self, look: Look) -> None:
        self._look, self._rows_due = look, False

    def _rows(self, sentences: Sequence[Sentence], style: Style) -> tuple[Row, ...]:
        return rows_of(sentences, style, self._look.unit, self.text.find)


def _why(summary: Summary) -> str:
    """Return why its sentences were picked, and what the wished form could not change."""
    told = [summary.why_picked]
    if summary.wish.style is Style.MINUTES and not any(one.role for one in summary.sentences):
        told.append(tr(NO_ROLES))
    if summary.wish.style is Style.BY_SECTION and not any(one.heading for one in summary.sentences):
        told.append(tr(NO_SECTIONS))
    return " ".join(told)


def _way(summary: Summary) -> str:
    if summary.way is Way.PICKED:
        return tr(PICKED)
    return tr("Written by {model}", model=elided(summary.model)) if summary.model else ""


def trouble_of(error: Exception) -> Trouble:
    """Return `error` in words for a person."""
    if isinstance(error, EdgeError):
        detail = str(getattr(error, "detail", ""))
        return Trouble(str(error), tr(error.hint), detail, again=isinstance(error, EngineTrouble | NoRoom | Stopped))
    hint = tr("What is done stays. Try again; if it happens once more, the details help to find out why.")
    return Trouble(tr("Something went wrong while summing up."), hint, f"{type(error).__name__}: {error}", again=True)
