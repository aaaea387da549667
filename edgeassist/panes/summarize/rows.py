# SPDX-License-Identifier: Apache-2.0
"""A summary's sentences as rows to read: their headings, places, and what is doubtful in them. Knows no widget."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from edgeassist.core.language import later, listed, tr, trn
from edgeassist.core.units import grouped, harmless
from edgeassist.documents.blocks import Block, Span, Unit
from edgeassist.panes.summarize.naming import counted
from edgeassist.panes.summarize.summary import Sentence, SourceOpened, Style

NO_PROOF = later("no proof found")
NOWHERE = later("No place in the text says this. Check it before you rely on it.")
IN_TEXT = later("in the text")
_ROLES = (("decision", later("Decisions")), ("action", later("Actions")), ("", later("Also said")))
Find = Callable[[int], Block | None]
"""Gives the source's block of that number, once it came."""


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence, or the heading over some. `chip` is its place in few words, `spoken` the whole for a screen reader.

    `remark` names what the source does not have. `doubtful`: it is not proven. `span` is where the source says it, and
    `measure` says how much of the sentence stands there.
    """

    text: str
    heading: bool = False
    chip: str = ""
    spoken: str = ""
    remark: str = ""
    doubtful: bool = False
    span: Span | None = None
    measure: str = ""


def rows_of(sentences: Sequence[Sentence], style: Style, unit: Unit, find: Find) -> tuple[Row, ...]:
    """Return `sentences` as rows: minutes by what they are, summaries by section under their headings."""
    if style is Style.MINUTES and any(one.role for one in sentences):
        groups = [(tr(title), [one for one in sentences if _role(one) == role]) for role, title in _ROLES]
    elif style is Style.BY_SECTION:
        groups = _by_heading(sentences)
    else:
        groups = [("", list(sentences))]
    rows: list[Row] = []
    for title, members in groups:
        if title and members:
            rows.append(Row(harmless(title), heading=True, spoken=harmless(title)))
        rows.extend(_row(one, unit, find) for one in members)
    return tuple(rows)


def place_words(span: Span, page: int | None, unit: Unit, find: Find) -> tuple[str, str]:
    """Return where `span` is, in few words ("p. 12") and in words to hear ("page 12")."""
    block = find(span.block)
    if page is not None:
        if unit == "chapter":
            return tr("ch. {number}", number=page), tr("chapter {number}", number=page)
        return tr("p. {number}", number=page), tr("page {number}", number=page)
    if block is None:
        return tr(IN_TEXT), tr(IN_TEXT)
    if block.anchor.start_ms is not None:
        at = clock(block.anchor.start_ms)
        return at, tr("at {moment}", moment=at)
    number = grouped(block.number + 1)
    return tr("par. {number}", number=number), tr("paragraph {number}", number=number)


def clock(milliseconds: int) -> str:
    """Return a moment in a film: `12:05`, `1:02:09`."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def size_words(opened: SourceOpened) -> str:
    """Return how long the document is: "84 pages"; empty where it has no pages."""
    return counted(opened.unit, opened.pages) if opened.pages else ""


def tally(sentences: Sequence[Sentence]) -> str:
    """Return how many sentences there are and how many have proof; empty where there is none."""
    proven, count = sum(one.proven for one in sentences), len(sentences)
    if not count:
        return ""
    n = grouped(count)
    if proven < count:
        some = grouped(proven)
        return trn("{n} sentence, {proven} with proof", "{n} sentences, {proven} with proof", count, n=n, proven=some)
    return trn("{n} sentence, with proof", "{n} sentences, all with proof", count, n=n)


def _role(one: Sentence) -> str:
    return one.role if one.role in ("decision", "action") else ""


def _by_heading(sentences: Iterable[Sentence]) -> list[tuple[str, list[Sentence]]]:
    groups: list[tuple[str, list[Sentence]]] = []
    last: tuple[int, str] | None = None
    for one in sentences:
        if (one.section, one.heading) != last:
            groups.append((one.heading, []))
            last = (one.section, one.heading)
        groups[-1][1].append(one)
    return groups


def _row(one: Sentence, unit: Unit, find: Find) -> Row:
    span = one.proof.span if one.proof is not None else None
    page = one.proof.page if one.proof is not None else None
    chip, heard = place_words(span, page, unit, find) if span is not None else (tr(NO_PROOF), tr(NO_PROOF))
    text, remark = harmless(one.text), _remark(one.strange)
    spoken = ". ".join(part.rstrip(".") for part in (text, heard, remark) if part)
    return Row(text, False, chip, spoken, remark, not one.proven, span, _measure(one, heard))


def _measure(one: Sentence, heard: str) -> str:
    if one.proof is None:
        return tr(NOWHERE)
    if not one.proof.score:
        return tr(
            "It was made from the text there ({place}), but its words cannot be compared. "
            "Check it before you rely on it.",
            place=heard,
        )
    return tr("{share} of this sentence's words stand there: {place}.", share=f"{one.proof.score:.0%}", place=heard)


def _remark(strange: tuple[str, ...]) -> str:
    quoted = [tr("“{text}”", text=harmless(one)) for one in strange]
    if not quoted:
        return ""
    return trn("{words} is not in the text", "{words} are not in the text", len(quoted), words=listed(quoted))
