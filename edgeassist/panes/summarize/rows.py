# SPDX-License-Identifier: Apache-2.0
"""A summary's sentences as rows to read: their headings, places, and what is doubtful in them. Knows no widget."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from edgeassist.core.units import harmless
from edgeassist.documents.blocks import Block, Span, Unit
from edgeassist.panes.summarize.summary import Sentence, SourceOpened, Style

NO_PROOF = "no proof found"
NOWHERE = "No place in the text says this. Check it before you rely on it."
IN_TEXT = "in the text"
_ROLES = (("decision", "Decisions"), ("action", "Actions"), ("", "Also said"))
_UNITS: dict[Unit, tuple[str, str]] = {
    "page": ("page", "pages"),
    "chapter": ("chapter", "chapters"),
    "cue": ("subtitle", "subtitles"),
    "paragraph": ("paragraph", "paragraphs"),
}
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
        groups = [(title, [one for one in sentences if _role(one) == role]) for role, title in _ROLES]
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
        noun = _UNITS[unit][0] if unit in ("page", "chapter") else "page"
        return f"{'ch.' if noun == 'chapter' else 'p.'} {page}", f"{noun} {page}"
    if block is None:
        return IN_TEXT, IN_TEXT
    if block.anchor.start_ms is not None:
        at = clock(block.anchor.start_ms)
        return at, f"at {at}"
    return f"par. {block.number + 1:,}", f"paragraph {block.number + 1:,}"


def clock(milliseconds: int) -> str:
    """Return a moment in a film: `12:05`, `1:02:09`."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def size_words(opened: SourceOpened) -> str:
    """Return how long the document is: "84 pages"; empty where it has no pages."""
    one, many = _UNITS[opened.unit]
    return f"{opened.pages:,} {one if opened.pages == 1 else many}" if opened.pages else ""


def tally(sentences: Sequence[Sentence]) -> str:
    """Return how many sentences there are and how many have proof."""
    proven, all_of_them = sum(one.proven for one in sentences), len(sentences)
    counted = f"{all_of_them:,} sentence{'s' if all_of_them != 1 else ''}"
    if proven < all_of_them:
        return f"{counted}, {proven:,} with proof"
    return f"{counted}, all with proof" if all_of_them > 1 else f"{counted}, with proof"


def begins_from_right(text: str) -> bool:
    """Return whether the first letter of `text` that has a direction is written from right to left."""
    kinds = (unicodedata.bidirectional(one) for one in text)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)


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
    chip, heard = place_words(span, page, unit, find) if span is not None else (NO_PROOF, NO_PROOF)
    text, remark = harmless(one.text), _remark(one.strange)
    spoken = ". ".join(part.rstrip(".") for part in (text, heard, remark) if part)
    return Row(text, False, chip, spoken, remark, not one.proven, span, _measure(one, heard))


def _measure(one: Sentence, heard: str) -> str:
    if one.proof is None:
        return NOWHERE
    if not one.proof.score:
        return (
            f"It was made from the text at {heard}, but its words cannot be compared. Check it before you rely on it."
        )
    return f"{one.proof.score:.0%} of this sentence's words stand at {heard}."


def _remark(strange: tuple[str, ...]) -> str:
    quoted = [f"“{harmless(one)}”" for one in strange]
    if not quoted:
        return ""
    named = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
    return f"{named} {'is' if len(quoted) == 1 else 'are'} not in the text"
