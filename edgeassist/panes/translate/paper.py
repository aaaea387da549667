# SPDX-License-Identifier: Apache-2.0
"""Translates whole documents in their own form, text by text; goes on where a stopped or killed run ended.

The source is never touched; the target appears whole or not at all. Formats that cannot be written again (PDF, EPUB)
become Markdown or plain text.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from edgeassist.api import PaneContext
from edgeassist.core.errors import BadInput
from edgeassist.core.files import replace_file
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop, Stopped
from edgeassist.core.units import elided
from edgeassist.documents.blocks import Block
from edgeassist.documents.refusals import FixedDocument
from edgeassist.documents.rewriting import SameFile
from edgeassist.panes.translate.paper_places import out_path
from edgeassist.panes.translate.paper_state import DoneText, Look, PaperState, digest
from edgeassist.panes.translate.segments import stays
from edgeassist.panes.translate.translation import Pair, Tone
from edgeassist.panes.translate.translator import Translator

_SUBTITLES = (".srt", ".vtt")
_TEXTS = (".md", ".txt")
_SAMPLE = 4000
NOTE = later("Translated by a small machine that often translates wrongly: have a person check it before it is used.")
"""What the file of such a translation begins with, for whoever it is handed to."""


class DocumentChanged(BadInput):
    """The document is not the one any more whose texts were translated."""

    code, hint = (
        "document-changed",
        later("Translate it again: what has not changed in it is remembered for this session."),
    )

    def __init__(self, path: Path) -> None:
        super().__init__(
            tr("“{name}” was changed while it was translated. Nothing was written.", name=elided(path.name))
        )


class NeedsText(FixedDocument):
    """A document whose form cannot be written again is to be written in it."""

    code = "document-needs-text"
    hint = later("Save the translation as Markdown (.md) or plain text (.txt): headings and paragraphs are kept.")

    def __init__(self, path: Path) -> None:
        form = path.suffix.lstrip(".").upper()
        super().__init__(
            tr("A {form} file cannot be written again in its own form.", form=form)
            if form
            else tr("A file like this cannot be written again in its own form.")
        )


@dataclass(frozen=True, slots=True)
class PaperTold:
    """How far a document is: so many of so many texts (paragraphs, cues, cells), so many sentences to look at."""

    done: int
    total: int
    flagged: int = 0


@dataclass(frozen=True, slots=True)
class FlaggedText:
    """A sentence to look at, in text `number` of the document, counted from 1."""

    number: int
    look: Look


@dataclass(frozen=True, slots=True)
class PaperResult:
    """What became of a document. `resumed`: how many texts an earlier run had done. `stopped`: nothing is written yet.

    What was done before a stop is kept: the same call goes on from there. `unsure`: the model often translates wrongly;
    `noted`: the file says so at its beginning.
    """

    out: Path
    pair: Pair
    total: int
    done: int
    flagged: tuple[FlaggedText, ...] = ()
    resumed: int = 0
    stopped: bool = False
    unsure: bool = False
    noted: bool = False


class PaperTranslator:
    """Translates documents with `translator`, and back again with `check_back`. Any thread but the window's."""

    def __init__(self, translator: Translator, context: PaneContext, *, check_back: bool = False) -> None:
        self._translator, self._context, self._check_back = translator, context, check_back

    def default_out(self, path: Path, target: str) -> Path:
        """Return what the translation of `path` is called where nobody names it: `notes.es.docx` beside it."""
        return out_path(path, target)

    def run(
        self, path: Path, out: Path, pair: Pair, *, tone: Tone, tell: Callable[[PaperTold], None], stop: Stop
    ) -> PaperResult:
        """Translate the document at `path` into `out`, telling after each text.

        A wish to stop gives a result marked `stopped`. Raises the refusals of documents, `NeedsText`, what
        `Translator.settled` raises, `AskFailed`, `DocumentChanged`, or an `OSError` of the target.
        """
        if out.exists() and out.samefile(path):
            raise SameFile(tr("“{name}” is the document itself.", name=elided(out.name)))
        before = digest(path)
        unsure = self._context.model is not None and self._context.model.small
        note = tr(NOTE) if unsure and path.suffix.lower() not in _SUBTITLES else ""
        try:
            texts, write = self._opened(path, out, note, stop)
        except Stopped:
            return PaperResult(out, pair, 0, 0, stopped=True)
        words = "\n".join(text for text in texts if not stays(text))[:_SAMPLE]
        pair = self._translator.settled(words, pair) if words.strip() else pair
        conditions = (
            str(self._check_back),
            pair.source,
            pair.target,
            tone,
            self._translator.glossary.state,
            self._translator.engine.name,
        )
        with PaperState(self._context.cache / "papers", path, *conditions) as state:
            resumed = sum(number in state.done for number in range(len(texts)))
            flagged, stopped = 0, False
            try:
                for number, text in enumerate(texts):
                    if number not in state.done:
                        state.add(number, self._text(text, pair, tone, stop, flows=path.suffix.lower() in _SUBTITLES))
                    flagged += len(state.done[number].looks)
                    tell(PaperTold(number + 1, len(texts), flagged))
                if digest(path) != before:
                    raise DocumentChanged(path)
                write([state.done[number].text for number in range(len(texts))])
                state.forget()
            except Stopped:
                stopped = True
            flags = _flagged(state)
            noted = bool(note)
            return PaperResult(out, pair, len(texts), len(state.done), flags, resumed, stopped, unsure, noted)

    def _opened(
        self, path: Path, out: Path, note: str, stop: Stop
    ) -> tuple[list[str], Callable[[Sequence[str]], None]]:
        """Return the texts of the document, and what writes it with others in their places."""
        documents = self._context.documents
        try:
            texts = documents.texts(path, stop)
            return texts, lambda new: documents.write(path, new, out, stop, note=note)
        except FixedDocument as fixed:
            if out.suffix.lower() not in _TEXTS:
                raise NeedsText(path) from fixed
        blocks = documents.read(path, lambda *_told: None, stop).blocks
        marked = out.suffix.lower() == ".md"
        ahead = f"{note}\n\n".encode() if note else b""
        return [block.text for block in blocks], lambda new: replace_file(
            out, ahead + _as_text(blocks, new, marked=marked)
        )

    def _text(self, text: str, pair: Pair, tone: Tone, stop: Stop, *, flows: bool) -> DoneText:
        """Return the translation of one text; raise `Stopped`. `flows`: its lines are one sentence."""
        lines = text.splitlines()
        joins = flows and len(lines) > 1 and not any(line.lstrip().startswith(("-", "–", "<", "{")) for line in lines)
        given = " ".join(line.strip() for line in lines) if joins else text
        made = self._translator.translate(given, pair, tone=tone, tell=lambda _told: None, stop=stop)
        if self._check_back and not made.stopped:
            made = self._translator.check_back(made, stop, lambda _told: None)
        if made.stopped or stop.wished:
            raise Stopped(tr("It was stopped as you asked."))
        looks = tuple(Look(one.segment.text, one.text, one.flags) for one in made.flagged)
        said = "\n".join(_in_lines(made.text, len(lines))) if joins else made.text
        return DoneText(said if text.strip() else text, looks)


def _flagged(state: PaperState) -> tuple[FlaggedText, ...]:
    return tuple(FlaggedText(number + 1, look) for number in sorted(state.done) for look in state.done[number].looks)


def _in_lines(text: str, count: int) -> list[str]:
    """Return `text` in at most `count` lines of about the same length."""
    lines: list[str] = []
    words = text.split()
    for left in range(count, 0, -1):
        room = len(" ".join(words)) / left
        line: list[str] = []
        while words and (not line or left == 1 or len(" ".join([*line, words[0]])) <= room + len(words[0]) / 2):
            line.append(words.pop(0))
        lines.append(" ".join(line))
    return [line for line in lines if line]


def _as_text(blocks: Sequence[Block], texts: Sequence[str], *, marked: bool) -> bytes:
    """Return the document as Markdown, or as plain text unless `marked`."""
    parts = []
    for block, text in zip(blocks, texts, strict=True):
        mark = ""
        if marked and block.kind == "heading":
            mark = "#" * max(1, min(6, block.level)) + " "
        elif block.kind == "list-item":
            mark = "  " * max(0, block.level - 1) + "- "
        flat = re.sub(r"\s*\n\s*", " ", text) if mark else text
        parts.append(f"{mark}{flat}\n")
    return "\n".join(parts).encode("utf-8", "replace")
