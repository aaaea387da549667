# SPDX-License-Identifier: Apache-2.0
"""The documents to translate, one after the other: where each stands, and what is said of it. Reads no file."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr, trn
from edgeassist.core.stop import Stopped
from edgeassist.core.units import grouped
from edgeassist.panes.translate.paper import PaperResult, PaperTold
from edgeassist.panes.translate.paper_places import FLAT
from edgeassist.panes.translate.remarks import said
from edgeassist.panes.translate.translation import Pair, Tone

KEPT = {
    ".docx": later("Headings, lists, tables, pictures and type stay as they are."),
    ".html": later("Tags, links and pictures stay as they are."),
    ".htm": later("Tags, links and pictures stay as they are."),
    ".xhtml": later("Tags, links and pictures stay as they are."),
    ".md": later("Headings, lists, links and code stay as they are."),
    ".markdown": later("Headings, lists, links and code stay as they are."),
    ".srt": later("Times and numbers of the subtitles stay as they are."),
    ".vtt": later("Times and settings of the subtitles stay as they are."),
    ".txt": later("Lines and paragraphs stay as they are."),
}
_TEXT_ONLY = later("Its text is translated, paragraph by paragraph.")
KEEPS = later("What is done is kept: going on starts there.")
_UNTOUCHED = later("The document is untouched. Try again.")
_CHECK_ALL = later("This small model often translates wrongly. Have a person check all of it before it is used.")
_NOTED = later(
    "This small model often translates wrongly. Have a person check all of it before it is used: the file says so at "
    "its beginning."
)
_LISTED = 50


class Step(StrEnum):
    """Where a document stands."""

    READY = "ready"
    WAITING = "waiting"
    WORKING = "working"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence to look at: where it stands, what it says, what became of it, and why to look."""

    place: str
    source: str
    target: str
    why: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document. `line` says how it stands, `hint` what to do; `flagged` is what to look at.

    `chosen`: a person said where its translation goes. `unsure`: the model that translated it often does so wrongly.
    """

    number: int
    path: Path
    out: Path
    pair: Pair
    tone: Tone = Tone.AS_IS
    step: Step = Step.READY
    line: str = ""
    hint: str = ""
    done: int = 0
    total: int = 0
    flagged: tuple[Finding, ...] = ()
    more_flagged: int = 0
    chosen: bool = False
    unsure: bool = False

    @property
    def kept(self) -> str:
        """What of its looks is kept."""
        suffix = self.path.suffix.lower()
        if suffix in FLAT:
            return tr(
                "The layout of {format} cannot be kept: the translation is Markdown, with headings and lists.",
                format=FLAT[suffix],
            )
        return tr(KEPT.get(suffix, _TEXT_ONLY))


class PaperQueue:
    """Several documents, of which one is worked on at a time."""

    def __init__(self) -> None:
        self._papers: dict[int, Paper] = {}
        self._count = 0

    @property
    def papers(self) -> tuple[Paper, ...]:
        """All documents, in the order they came."""
        return tuple(self._papers.values())

    @property
    def working(self) -> Paper | None:
        """The one that is worked on."""
        return next((one for one in self.papers if one.step is Step.WORKING), None)

    @property
    def line(self) -> str:
        """All of it in a few words, for the button that leads here; empty for no documents."""
        papers, working = self.papers, self.working
        if not papers:
            return ""
        if working is not None:
            done, total = grouped(working.done), grouped(working.total)
            return (
                tr("Documents · {done} of {total}", done=done, total=total)
                if working.total
                else tr("Documents · reading")
            )
        return tr("Documents · {count}", count=len(papers))

    def add(self, path: Path, pair: Pair, tone: Tone, out: Path) -> Paper:
        """Put a document into the queue; it waits for the word to begin."""
        self._count += 1
        return self._put(Paper(self._count, path, out, pair, tone))

    def restore(self, papers: Iterable[Paper]) -> None:
        """Put documents of an earlier time into the queue, under numbers of their own."""
        for paper in papers:
            self._count += 1
            self._put(replace(paper, number=self._count))

    def change(
        self, number: int, *, out: Path | None = None, pair: Pair | None = None, tone: Tone | None = None
    ) -> None:
        """Have another place, other languages or another tone for a document that is not worked on.

        The place stays with other languages: it is for the caller to find a free one.
        """
        paper = self._papers.get(number)
        if paper is None or paper.step is Step.WORKING:
            return
        tone = paper.tone if tone is None else tone
        self._put(replace(paper, out=out or paper.out, pair=pair or paper.pair, tone=tone))

    def place(self, number: int, out: Path) -> None:
        """Have the translation go where a person said."""
        self.change(number, out=out)
        if (paper := self._papers.get(number)) is not None:
            self._put(replace(paper, chosen=paper.chosen or paper.out == out))

    def remove(self, number: int) -> None:
        """Forget a document; nothing on the drive is touched."""
        self._papers.pop(number, None)

    def wish(self, number: int) -> None:
        """Have a document translated as soon as those before it are done."""
        if (paper := self._papers.get(number)) is not None and paper.step not in (Step.WORKING, Step.WAITING):
            waiting = replace(paper, step=Step.WAITING, line=tr("Waits for its turn"), hint="", unsure=False)
            self._put(replace(waiting, flagged=(), more_flagged=0))

    def unwish(self, number: int) -> None:
        """Let a document that waits for its turn wait for a word again."""
        if (paper := self._papers.get(number)) is not None and paper.step is Step.WAITING:
            self._put(replace(paper, step=Step.READY, line=""))

    def next(self) -> Paper | None:
        """Return the one to begin with now; None while one is worked on, or when none waits."""
        waiting = next((one for one in self.papers if one.step is Step.WAITING), None)
        if waiting is None or self.working is not None:
            return None
        return self._put(replace(waiting, step=Step.WORKING, line=tr("Reading the document…")))

    def grown(self, number: int, told: PaperTold) -> None:
        """So many of so many paragraphs are translated."""
        if (paper := self._papers.get(number)) is not None and paper.step is Step.WORKING:
            self._put(replace(paper, line=_grown_words(told), done=told.done, total=told.total))

    def ended(self, number: int, result: PaperResult) -> None:
        """It is done, or stopped with what was done kept."""
        if (paper := self._papers.get(number)) is None:
            return
        findings = [
            Finding(
                tr("Paragraph {number}", number=grouped(one.number)),
                one.look.source,
                one.look.target,
                " ".join(map(said, one.look.flags)),
            )
            for one in result.flagged
        ]
        paper = replace(paper, flagged=tuple(findings[:_LISTED]), more_flagged=max(0, len(findings) - _LISTED))
        if result.stopped:
            self._put(replace(paper, step=Step.STOPPED, line=_stopped_words(result), hint=tr(KEEPS)))
            return
        line = _done_words(result.total, len(findings), unsure=result.unsure)
        hint = tr(_NOTED if result.noted else _CHECK_ALL) if result.unsure else ""
        done = replace(paper, step=Step.DONE, line=line, hint=hint, unsure=result.unsure)
        self._put(replace(done, pair=result.pair, out=result.out))

    def failed(self, number: int, error: Exception) -> None:
        """It could not be translated, and why."""
        if (paper := self._papers.get(number)) is None:
            return
        if isinstance(error, Stopped):
            self._put(replace(paper, step=Step.STOPPED, line=tr("Stopped"), hint=tr(KEEPS)))
            return
        known = isinstance(error, EdgeError)
        line = str(error) if known else tr("“{name}” could not be translated.", name=paper.path.name)
        hint = tr(error.hint if isinstance(error, EdgeError) and error.hint else _UNTOUCHED)
        self._put(replace(paper, step=Step.FAILED, line=line, hint=hint))

    def _put(self, paper: Paper) -> Paper:
        self._papers[paper.number] = paper
        return paper


def _grown_words(told: PaperTold) -> str:
    done, total, flagged = grouped(told.done), grouped(told.total), grouped(told.flagged)
    if not told.flagged:
        return tr("Paragraph {done} of {total}", done=done, total=total)
    return tr("Paragraph {done} of {total} · {flagged} to look at", done=done, total=total, flagged=flagged)


def _stopped_words(result: PaperResult) -> str:
    if not result.total:
        return tr("Stopped")
    return tr("Stopped at paragraph {done} of {total}", done=grouped(result.done), total=grouped(result.total))


def _done_words(paragraphs: int, flagged: int, *, unsure: bool) -> str:
    n = grouped(paragraphs)
    if unsure and not flagged:
        return trn(
            "Translated, perhaps wrongly: {n} paragraph", "Translated, perhaps wrongly: {n} paragraphs", paragraphs, n=n
        )
    if not flagged:
        return trn(
            "Translated: {n} paragraph, all kept; wording not checked",
            "Translated: {n} paragraphs, all kept; wording not checked",
            paragraphs,
            n=n,
        )
    return trn(
        "Translated: {n} paragraph, {flagged} to look at",
        "Translated: {n} paragraphs, {flagged} to look at",
        paragraphs,
        n=n,
        flagged=grouped(flagged),
    )
