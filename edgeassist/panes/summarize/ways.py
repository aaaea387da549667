# SPDX-License-Identifier: Apache-2.0
"""The two ways to sum up: a model notes each chunk down and then the notes, or sentences are picked. Reads no file."""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from edgeassist.api import PaneContext
from edgeassist.api.asking import AskFailed
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop
from edgeassist.documents.blocks import Block
from edgeassist.documents.stems import stems
from edgeassist.panes.summarize import picking
from edgeassist.panes.summarize.notes_cache import NotesCache
from edgeassist.panes.summarize.picking import COUNTS, Candidate
from edgeassist.panes.summarize.plan import Chunk
from edgeassist.panes.summarize.prompts import family, last_instruction, note_instruction
from edgeassist.panes.summarize.roles import role_of
from edgeassist.panes.summarize.summary import Length, Proof, Sentence, Style, Wish
from edgeassist.panes.summarize.support import SourceIndex
from edgeassist.panes.summarize.writing import DoesNotFit, Line, SaidNothing, Writer

NOTES_A_CHUNK = 6
_MOST_ROUNDS = 6
_TRACED = 0.6
_SHARES = {Length.SHORT: 0.15, Length.MEDIUM: 0.35, Length.LONG: 0.7}
"""Of the sentences of a part, so many are picked."""
LAST_STEP_FAILED = later("The last step could not be done, so these are the most telling sentences of the parts.")
ACROSS = later(
    "The summary is in another language than the text: each sentence is traced to the part it was made from, and only "
    "its numbers and addresses were checked one by one."
)


class Way(Protocol):
    """How chunks become sentences. `measure` and `most` say how long a chunk may be."""

    most: int
    enough: int

    def measure(self, text: str) -> int:
        """Return how long `text` is."""

    def came(self, block: Block) -> None:
        """Take note of more of the source."""

    def part(self, chunk: Chunk) -> tuple[Sentence, ...]:
        """Return the sentences of one chunk; raise `DoesNotFit`, `SaidNothing`, `AskFailed` or `Stopped`."""

    def last(self) -> tuple[Sentence, ...]:
        """Return the summary; all chunks were given."""

    def again(self, wish: Wish, stop: Stop) -> None:
        """Be ready for another `last`, for a wish that rests on the same notes."""


class Picking:
    """Picks sentences; no model is asked."""

    most, enough = 24_000, 6_000

    def __init__(self, context: PaneContext, stop: Stop, wish: Wish, language: str) -> None:
        self._documents, self._stop, self._wish, self._language = context.documents, stop, wish, language
        self._all: list[Candidate] = []
        self._narrowed: list[Candidate] = []
        self._headings: list[int] = []

    def again(self, wish: Wish, stop: Stop) -> None:
        """Pick for another wish."""
        self._wish, self._stop = wish, stop

    def measure(self, text: str) -> int:
        """Return its characters."""
        return len(text)

    def came(self, block: Block) -> None:
        """Remember where headings stand: a text without pages is drawn from by them."""
        if block.kind == "heading":
            self._headings.append(block.number)

    def part(self, chunk: Chunk) -> tuple[Sentence, ...]:
        """Return the chunk's best sentences."""
        self._stop.check()
        scored = self._ranked(picking.candidates(chunk, self._language))
        self._all.extend(scored)
        self._narrowed = []
        return tuple(one.sentence(self._wish.style) for one in self._best(scored, self._some(scored)))

    def last(self) -> tuple[Sentence, ...]:
        """Return the best of all, or of each section."""
        count = COUNTS[self._wish.length]
        if self._wish.style is Style.BY_SECTION:
            return tuple(
                one.sentence(self._wish.style)
                for told in _by_section(self._all)
                for one in self._best(told, self._some(told))
            )
        if not self._narrowed:
            fit = picking.once([one for one in self._all if one.fit] or self._all)
            self._narrowed = picking.narrowed(fit, self._ranked, self._stop.check)
        chosen = picking.best(
            self._narrowed, count, self._language, style=self._wish.style, place=self._place_of(self._narrowed)
        )
        return tuple(one.sentence(self._wish.style) for one in chosen)

    def _place_of(self, told: Sequence[Candidate]) -> Callable[[Candidate], int]:
        """Return what tells a sentence's page, or heading where there are no pages. What was settled has no place."""
        if self._wish.style is Style.MINUTES and any(role_of(one.text) for one in told):
            return lambda _one: 0
        if any(one.page for one in told):
            return lambda one: one.page or 0
        return lambda one: bisect_right(self._headings, one.block.number)

    def _some(self, told: Sequence[Candidate]) -> int:
        """Return how many sentences of a part are picked: a share of it, and never more than for a whole text."""
        fit = sum(one.fit for one in told)
        return max(1, min(COUNTS[self._wish.length], math.ceil(fit * _SHARES[self._wish.length])))

    def _best(self, told: Sequence[Candidate], count: int) -> list[Candidate]:
        return picking.best(told, count, self._language, style=self._wish.style)

    def _ranked(self, told: Sequence[Candidate]) -> list[Candidate]:
        return picking.ranked(told, self._documents, self._language, self._stop)


class Writing:
    """Has a model note each chunk down and then sum the notes up. `remarks` are sentences for the person."""

    def __init__(self, context: PaneContext, stop: Stop, wish: Wish, language: str, sample: str) -> None:
        """`sample` is the source's beginning: by it the tokens of the rest are estimated."""
        self._context, self._wish, self._cache = context, wish, NotesCache(_folder(context))
        self._source, self._target = language, wish.language or language
        self._writer = Writer(context, stop, self._target, sample)
        self._index = SourceIndex(language)
        self._how = note_instruction(wish.style, NOTES_A_CHUNK, wish.language)
        self._notes: list[tuple[Sentence, Chunk]] = []
        self.remarks = self._known_remarks()
        self.most = self._writer.room(self._how)
        self.enough = max(1, self.most // 2)

    def again(self, wish: Wish, stop: Stop) -> None:
        """Write for another wish; what was noted stays."""
        self._wish, self._writer.stop, self.remarks = wish, stop, self._known_remarks()

    def _known_remarks(self) -> list[str]:
        return [tr(ACROSS)] if self._target != self._source else []

    def measure(self, text: str) -> int:
        """Return about how many tokens `text` is."""
        return self._writer.measure(text)

    def came(self, block: Block) -> None:
        """Take the block into the index of what there is."""
        self._index.add(block)

    def part(self, chunk: Chunk) -> tuple[Sentence, ...]:
        """Return what the model notes of `chunk`."""
        model = self._context.model
        how = ("note", model.id if model else "", family(self._wish.style), self._wish.language)
        lines = self._cache.lines(chunk, *how)
        if lines is None:
            lines = self._writer.write(self._how, chunk.text)
            if not lines:
                raise SaidNothing
            self._cache.keep_lines(chunk, lines, *how)
        noted = tuple(self._sentence(line, chunk) for line in lines)
        self._notes.extend((one, chunk) for one in noted)
        return noted

    def last(self) -> tuple[Sentence, ...]:
        """Return the summary made of the notes; where the model fails, the most telling notes."""
        count = COUNTS[self._wish.length]
        self._cache.tidy()
        notes = [(self._checked(one), chunk) for one, chunk in self._notes]
        if self._wish.style is Style.BY_SECTION:
            sections = sorted({chunk.section for _one, chunk in notes})
            told = [[one for one in notes if one[1].section == section] for section in sections]
            return tuple(one for part in told for one in self._fewest(part, count))
        if len(notes) <= count:
            return tuple(one for one, _chunk in notes)
        try:
            lines = self._reduced([Line(one.text, one.role) for one, _chunk in notes], count)
        except (AskFailed, DoesNotFit):
            lines = []
        if not lines:
            self.remarks.append(tr(LAST_STEP_FAILED))
            return tuple(self._fewest(notes, count))
        return tuple(self._traced(line, notes) for line in lines)

    def _reduced(self, lines: list[Line], count: int) -> list[Line]:
        """Have the notes summed up, in rounds while they do not fit."""
        how = last_instruction(self._wish.style, count, self._wish.language)
        room = self._writer.room(how)
        for _round in range(_MOST_ROUNDS):
            batches = self._batches(lines, room)
            if len(batches) == 1:
                return self._writer.write(how, _noted(lines))
            shorter = [line for batch in batches for line in self._halved(batch)]
            if len(shorter) > 0.8 * len(lines):
                break
            lines = shorter
        raise DoesNotFit

    def _halved(self, batch: list[Line]) -> list[Line]:
        how = last_instruction(self._wish.style, max(2, len(batch) // 3), self._wish.language)
        return self._writer.write(how, _noted(batch)) or batch  # a model that says nothing must not lose the notes

    def _batches(self, lines: Sequence[Line], room: int) -> list[list[Line]]:
        batches: list[list[Line]] = [[]]
        size = 0
        for line in lines:
            taken = self._writer.measure(line.text) + 4
            if batches[-1] and size + taken > room:
                batches.append([])
                size = 0
            batches[-1].append(line)
            size += taken
        return batches

    def _fewest(self, notes: Sequence[tuple[Sentence, Chunk]], count: int) -> list[Sentence]:
        """Return the `count` notes that say most, in their order."""
        if len(notes) <= count:
            return [one for one, _chunk in notes]
        scores: list[float] = []
        for at in range(0, len(notes), picking.MOST_AT_ONCE):
            part = [one.text for one, _chunk in notes[at : at + picking.MOST_AT_ONCE]]
            scores += [len(part) * one for one in self._context.documents.rank(part, self._target, self._writer.stop)]
        chosen = sorted(range(len(notes)), key=lambda at: -scores[at])[:count]
        return [notes[at][0] for at in sorted(chosen)]

    def _sentence(self, line: Line, chunk: Chunk) -> Sentence:
        proof = self._index.prove(line.text, chunk.blocks, self._target)
        strange = self._index.strange(line.text, self._target)
        role = self._role(line)
        return Sentence(line.text, proof, strange, section=chunk.section, heading=chunk.heading, role=role)

    def _checked(self, one: Sentence) -> Sentence:
        """Return `one` with what is strange now that the whole source is known."""
        return replace(one, strange=self._index.strange(one.text, self._target))

    def _role(self, line: Line) -> str:
        return (line.role or role_of(line.text)) if self._wish.style is Style.MINUTES else ""

    def _traced(self, line: Line, notes: Sequence[tuple[Sentence, Chunk]]) -> Sentence:
        """Return a sentence of the last step with its place, through the notes that it was made from."""
        wanted = set(stems(line.text, self._target))
        share = [len(wanted & set(stems(one.text, self._target))) / (len(wanted) or 1) for one, _chunk in notes]
        nearest = sorted(range(len(notes)), key=lambda at: -share[at])[:3]
        within = frozenset().union(*(notes[at][1].blocks for at in nearest))
        proof = self._index.prove(line.text, within, self._target)
        if proof is None and nearest and share[nearest[0]] >= _TRACED:
            proof = _lesser(notes[nearest[0]][0].proof, share[nearest[0]])
        strange = self._index.strange(line.text, self._target)
        return Sentence(line.text, proof, strange, role=self._role(line))


def _lesser(proof: Proof | None, share: float) -> Proof | None:
    return replace(proof, score=round(proof.score * share, 3)) if proof is not None else None


def _noted(lines: Sequence[Line]) -> str:
    return "\n".join(f"{line.role.upper()}: {line.text}" if line.role else line.text for line in lines)


def _by_section(told: Sequence[Candidate]) -> list[list[Candidate]]:
    sections: dict[int, list[Candidate]] = {}
    for one in told:
        sections.setdefault(one.chunk.section, []).append(one)
    return list(sections.values())


def _folder(context: PaneContext) -> Path | None:
    try:
        return context.cache / "sections"
    except (EdgeError, OSError):
        return None
