# SPDX-License-Identifier: Apache-2.0
"""Sums a whole source up: reads, parts, notes, and tells all the while how far it is. Knows no window.

Nothing is left out unseen: every chunk ends as read or, by name, as unread.
"""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from edgeassist.api import ModelView, PaneContext
from edgeassist.api.asking import AskFailed
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr, trn
from edgeassist.core.stop import Stop, Stopped
from edgeassist.core.units import grouped
from edgeassist.documents.blocks import Block, Left, reading_words
from edgeassist.documents.lines import Ending, Line, Opening, Progress, Tongue
from edgeassist.documents.refusals import EmptyDocument, GarbledDocument, ScannedDocument
from edgeassist.documents.text_asking import TextTrouble
from edgeassist.panes.summarize.feed import Feed
from edgeassist.panes.summarize.headings import Headings
from edgeassist.panes.summarize.ledger import Ledger
from edgeassist.panes.summarize.plan import Chunk, Planner
from edgeassist.panes.summarize.prompts import family
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
from edgeassist.panes.summarize.ways import Picking, Writing
from edgeassist.panes.summarize.why import why_picked
from edgeassist.panes.summarize.writing import DoesNotFit, SaidNothing

Tell = Callable[[Told], None]
_WORTHLESS = (EmptyDocument, GarbledDocument, ScannedDocument)
_MOST_FAILURES = 3
_UNSEEN = re.compile("[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
_BEGIN_CHARACTERS = 3_000
"""So much text is waited for before the language and the way are chosen, and is shown at once."""
_BLOCKS_AT_ONCE = 200


class Summarizer:
    """Sums sources up, one at a time, on one thread at a time.

    What was read last is remembered: another wish begins at once, and one for other sentences of the same notes asks
    for the last step alone.
    """

    def __init__(self, context: PaneContext) -> None:
        self._context = context
        self._known: _Known | None = None

    def run(self, source: Source, wish: Wish, tell: Tell, stop: Stop) -> Summary:
        """Return the summary, told last. Blocks; any thread. A wish to stop gives what is done; a refusal raises."""
        identity = _identity(source)
        known = self._known if identity is not None and self._known and self._known.identity == identity else None
        if known is not None and known.run is not None and known.run.serves(wish):
            summary = known.run.again(wish, tell, stop)
        else:
            summary = self._anew(source, wish, tell, stop, identity, known)
        tell(summary)
        return summary

    def _anew(
        self, source: Source, wish: Wish, tell: Tell, stop: Stop, identity: object, known: "_Known | None"
    ) -> Summary:
        run = _Run(self._context, source, wish, tell, stop)
        feed = Feed(self._context.documents, source, known.lines if known is not None else None)
        try:
            summary = run.through(feed)
        finally:
            feed.close()
        if run.is_whole:
            self._known = _Known(identity, tuple(run.heard), run if run.is_done else None)
        return summary


class _Run:
    """One source, read once, and one wish; `again` is for others that rest on the same notes."""

    def __init__(self, context: PaneContext, source: Source, wish: Wish, tell: Tell, stop: Stop) -> None:
        self._context, self._source, self._wish, self._tell, self._stop = context, source, wish, tell, stop
        self._why = why_picked(context, wish)
        self._ledger = Ledger()
        self._opening, self._ending = Opening("text", source.title), Ending()
        self._language = ""
        self._blocks: list[Block] = []
        self._fresh: list[Block] = []
        self._waiting: deque[Chunk] = deque()
        self._way: Picking | Writing | None = None
        self._planner: Planner | None = None
        self._headings = Headings()
        self._parts = self._failures = self._unseen = self._fresh_characters = 0
        self._sentences: list[Sentence] = []
        self._failed: EdgeError | None = None
        self._serves = self._key(wish)
        self.heard: list[Line] = []
        self.is_whole = False

    @property
    def is_done(self) -> bool:
        """Every chunk was read and summed up."""
        return self.is_whole and self._way is not None and not self._waiting and self._ledger.has_all

    def serves(self, wish: Wish) -> bool:
        """Tell whether the last step is all that `wish` needs."""
        return self._key(wish) == self._serves

    def through(self, feed: Feed) -> Summary:
        """Read and sum up to the end, or to the wish to stop."""
        try:
            self._read(feed)
            sentences = self._finished()
        except Stopped:
            self._show_fresh()
            return self._summary(tuple(self._sentences), stopped=True)
        return self._summary(sentences, stopped=False)

    def again(self, wish: Wish, tell: Tell, stop: Stop) -> Summary:
        """Tell all that is known of the source, and take the last step for `wish`, which this run serves."""
        assert self._way is not None
        self._wish, self._tell, self._stop = wish, tell, stop
        self._why = why_picked(self._context, wish)
        self._way.again(wish, stop)
        tell(SourceOpened(self._opening.title or self._source.title, self._ledger.unit, self._opening.pages))
        for at in range(0, len(self._blocks), _BLOCKS_AT_ONCE):
            tell(BlocksCame(tuple(self._blocks[at : at + _BLOCKS_AT_ONCE])))
        tell(CoverageGrew(self._ledger.coverage()))
        try:
            return self._summary(self._finished(), stopped=False)
        except Stopped:
            return self._summary(tuple(self._sentences), stopped=True)

    def _key(self, wish: Wish) -> tuple[object, ...]:
        """Return what the notes depend on."""
        by_section, model = wish.style is Style.BY_SECTION, self._context.model
        if model is None or why_picked(self._context, wish):
            return (by_section,)
        return by_section, model.id, model.context_tokens, family(wish.style), wish.language

    def _read(self, feed: Feed) -> None:
        while not feed.is_over:
            self._stop.check()
            begun = self._way is not None and bool(self._fresh)
            line = self._line(feed, wait=not begun and not self._waiting)
            if line is not None:
                self._hear(line)
            elif begun:
                self._plan()
            elif self._waiting:
                self._sum_next()
        self._plan(is_last=True)
        while self._waiting:
            self._sum_next()

    def _line(self, feed: Feed, *, wait: bool) -> Line | None:
        """Return the next line, if one is there; where the reading breaks off, what came is worth summing up."""
        try:
            line = feed.take(self._stop, wait=wait)
        except Stopped:
            raise
        except EdgeError as error:
            if not self._blocks or isinstance(error, _WORTHLESS):
                raise
            self._ledger.broke_off(str(error))
            return None
        if line is not None:
            self.heard.append(line)
        elif feed.is_over:
            self.is_whole = True
        return line

    def _hear(self, line: Line) -> None:
        match line:
            case Opening():
                self._opening = line
                self._language = self._language or line.language
                self._ledger.opened(line)
                self._tell(SourceOpened(line.title or self._source.title, self._ledger.unit, line.pages))
            case Block():
                self._unseen += len(_UNSEEN.findall(line.text))
                self._blocks.append(line)
                self._fresh.append(line)
                self._fresh_characters += len(line.text)
                self._ledger.came(line)
                if self._fresh_characters > _BEGIN_CHARACTERS:
                    self._plan()
            case Tongue():
                self._language = line.language or self._language
            case Progress() if self._opening.pages:
                self._tell(StepTold(reading_words(self._opening.kind), line.pages_read, self._opening.pages))
            case Ending():
                self._ending = line
                self._ledger.ended(line)

    def _plan(self, *, is_last: bool = False) -> None:
        """Part what came into chunks; with the first text find out its language and who writes."""
        if self._planner is None and self._blocks:
            self._begin()
        planner, way = self._planner, self._way
        if planner is None or way is None:
            return
        for block in self._headings.take(self._fresh, is_last=is_last):
            way.came(block)
            self._waiting.extend(planner.add(block))
        self._show_fresh()
        if is_last:
            self._waiting.extend(planner.end())

    def _show_fresh(self) -> None:
        if self._fresh:
            self._tell(BlocksCame(tuple(self._fresh)))
            self._fresh, self._fresh_characters = [], 0

    def _begin(self) -> None:
        if not self._language:
            self._language = self._told_language()
        if self._why:
            self._way = Picking(self._context, self._stop, self._wish, self._language)
        else:
            sample = "\n\n".join(block.text for block in self._blocks)[:_BEGIN_CHARACTERS]
            self._way = Writing(self._context, self._stop, self._wish, self._language, sample)
        by_section = self._wish.style is Style.BY_SECTION
        self._planner = Planner(self._way.measure, self._way.most, enough=self._way.enough, by_section=by_section)

    def _told_language(self) -> str:
        try:
            return self._context.documents.language("\n".join(block.text for block in self._blocks[:50]), self._stop)
        except TextTrouble:
            return ""

    def _sum_next(self) -> None:
        """Sum up the next chunk; one that does not fit is parted, one that fails is unread by name."""
        self._stop.check()
        assert self._way is not None
        chunk = self._waiting.popleft()
        self._tell(StepTold(tr("Summing up part {number}", number=self._parts + 1), self._parts, 0))
        if self._failures >= _MOST_FAILURES:
            self._miss(chunk, tr("not tried, as the parts before it failed"))
            return
        try:
            sentences = self._way.part(chunk)
        except DoesNotFit:
            halves = chunk.halves()
            if halves is None:
                self._miss(chunk, tr("it does not fit into the model's context"))
            else:
                self._waiting.extendleft(reversed(halves))
            return
        except SaidNothing as error:
            self._failed = error
            self._miss(chunk, tr("the model said nothing about it"))
            return
        except (AskFailed, TextTrouble) as error:
            self._failures += 1
            self._failed = error
            self._miss(chunk, str(error).rstrip("."))
            return
        except Stopped:
            self._waiting.appendleft(chunk)
            raise
        self._failures = 0
        self._ledger.read(chunk)
        self._sentences.extend(sentences)
        self._tell(SectionSummed(self._parts, sentences))
        self._parts += 1
        self._tell(CoverageGrew(self._ledger.coverage()))

    def _miss(self, chunk: Chunk, why: str) -> None:
        self._ledger.missed(chunk, why)
        self._tell(CoverageGrew(self._ledger.coverage()))

    def _finished(self) -> tuple[Sentence, ...]:
        if self._way is None or not self._parts:
            raise self._failed or EmptyDocument(tr("There is no text to sum up."))
        self._tell(StepTold(tr("Putting it together"), self._parts, self._parts))
        try:
            return self._way.last()
        except (AskFailed, TextTrouble):
            return tuple(self._sentences)

    def _summary(self, sentences: tuple[Sentence, ...], *, stopped: bool) -> Summary:
        model = self._context.model
        made = Summary(
            title=self._opening.title or self._source.title,
            sentences=sentences,
            coverage=self._ledger.coverage(is_last=True),
            way=Way.PICKED if self._why else Way.MODEL,
            model=model.name if model is not None and not self._why else "",
            why_picked=self._why,
            notes=self._notes(),
            stopped=stopped,
            wish=self._wish,
            hidden=any(one.why == "hidden" for one in self._ending.left),
            language=self._language if self._why else self._wish.language or self._language,
        )
        return replace(made, anew=lambda: self._said_anew(made, model))

    def _said_anew(self, made: Summary, model: ModelView | None) -> Summary:
        """Return `made`, of this run, in the language that is spoken now; another `model` has other reasons."""
        why = why_picked(self._context, made.wish) if made.why_picked and self._context.model == model else ""
        coverage = self._ledger.coverage(is_last=True)
        again = replace(made, coverage=coverage, why_picked=why or made.why_picked, notes=self._notes())
        return replace(again, anew=lambda: self._said_anew(again, model))

    def _notes(self) -> tuple[str, ...]:
        told = list(self._way.remarks) if isinstance(self._way, Writing) else []
        if self._why and self._wish.language and self._language not in ("", self._wish.language):
            told.append(tr("The sentences are in the text's own language: without a model nothing is translated."))
        told += _left_notes(self._ending.left)
        if self._unseen:
            told.append(
                trn(
                    "The text holds {n} character that cannot be seen; it may say more than it shows.",
                    "The text holds {n} characters that cannot be seen; it may say more than it shows.",
                    self._unseen,
                    n=grouped(self._unseen),
                )
            )
        if self._ending.unreadable:
            lost = self._ending.unreadable
            told.append(
                trn("{n} character could not be read.", "{n} characters could not be read.", lost, n=grouped(lost))
            )
        return tuple(told)


@dataclass(frozen=True, slots=True)
class _Known:
    """A source that was read whole; `run` only where nothing of it stayed unread."""

    identity: object
    lines: tuple[Line, ...]
    run: _Run | None


def _left_notes(left: tuple[Left, ...]) -> list[str]:
    told = []
    if hidden := [one for one in left if one.why == "hidden"]:
        shown = f"“{hidden[0].text[:80]}”"
        told.append(
            tr(
                "The document holds hidden text ({count}, such as {example}). It was left out of the summary.",
                count=len(hidden),
                example=shown,
            )
        )
    if running := [one for one in left if one.why == "running"]:
        told.append(tr("Lines that come back on every page were left out ({count}).", count=len(running)))
    if any(one.why == "navigation" for one in left):
        told.append(tr("The page's menus were left out."))
    return told


def _identity(source: Source) -> object:
    if source.path is None:
        return source
    try:
        found = source.path.stat()
    except OSError:
        return None
    return source.path.absolute(), found.st_size, found.st_mtime_ns, found.st_ino
