# SPDX-License-Identifier: Apache-2.0
"""Parts a text into what is translated one at a time, and what stays as it is. Knows no engine.

Joining the segments with their gaps gives the text again, character for character.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edgeassist.documents.sentences import sentences
from edgeassist.panes.translate.translation import Segment

_LINE = re.compile(r"[^\r\n]+")
_EMPTY_LINES = re.compile(r"\r?\n[ \t]*\r?\n\s*")
_MARK = re.compile(r"[ \t]*(?:[-*+•‣◦–]|#{1,6}|>|\(?\d{1,3}[.)])(?=[ \t])")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS_ALONE = re.compile(r"(?:[a-z][a-z0-9+.-]*://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+)$", re.I)
_CLAUSE_END = re.compile(r"[;:—,]\s+|\s+")
_WRAPPED_FROM, _WRAPPED_TO = 55, 100
_LONGEST = 1200


@dataclass(frozen=True, slots=True)
class Layout:
    """A text in its segments, and the numbers of those that are not translated."""

    segments: tuple[Segment, ...]
    verbatim: frozenset[int]


def layout(text: str, language: str = "", most_characters: int = _LONGEST) -> Layout:
    """Return `text` in segments; sentences longer than `most_characters` are parted between clauses or words."""
    spans = [
        (start, end, stays) for start, end, stays in _spans(text, language, max(40, most_characters)) if end > start
    ]
    if not spans:
        return Layout((Segment(0, "", 0, 0, text),) if text else (), frozenset({0} if text else ()))
    if spans[0][0]:
        spans.insert(0, (0, 0, True))
    ends = [start for start, _end, _stays in spans[1:]] + [len(text)]
    segments = tuple(
        Segment(number, text[start:end], start, end, text[end:after])
        for number, ((start, end, _stays), after) in enumerate(zip(spans, ends, strict=True))
    )
    return Layout(segments, frozenset(number for number, (_start, _end, stays) in enumerate(spans) if stays))


def stays(text: str) -> bool:
    """Tell whether there is nothing to translate in `text`: no letter, or nothing but an address."""
    return not _LETTER.search(text) or _ADDRESS_ALONE.match(text.strip()) is not None


def _spans(text: str, language: str, most: int) -> Iterator[tuple[int, int, bool]]:
    fenced = False
    for start, end in _units(text):
        unit = text[start:end]
        fence = _FENCE.match(unit) is not None
        if fence or fenced:
            fenced = fenced is not fence
            yield *_trimmed(text, start, end), True
            continue
        mark = _MARK.match(unit)
        begin = start + (mark.end() if mark else 0)
        if mark:
            yield *_trimmed(text, start, begin), True
        alone = stays(text[begin:end])
        for low, high in sentences(text[begin:end], language):
            if alone or _ADDRESS_ALONE.match(text[begin + low : begin + high]):
                yield begin + low, begin + high, True
            else:
                yield from ((at, to, False) for at, to in _parted(text, begin + low, begin + high, most))


def _units(text: str) -> Iterator[tuple[int, int]]:
    """Yield lines, and the paragraphs whose lines are but wrapped as one."""
    start = 0
    for end in [*(found.start() for found in _EMPTY_LINES.finditer(text)), len(text)]:
        lines = [(start + line.start(), start + line.end()) for line in _LINE.finditer(text[start:end])]
        start = end
        lines = [line for line in lines if text[line[0] : line[1]].strip()]
        lengths = sorted(high - low for low, high in lines[:-1])
        marked = any(_MARK.match(text, *line) or _FENCE.match(text, *line) for line in lines)
        wrapped = not marked and lengths and lengths[len(lengths) // 2] >= _WRAPPED_FROM and lengths[-1] <= _WRAPPED_TO
        yield from [(lines[0][0], lines[-1][1])] if wrapped else lines


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _parted(text: str, start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield `start` to `end` in parts of at most `most` characters, cut after a clause, else between words."""
    while end - start > most:
        cuts = list(_CLAUSE_END.finditer(text, start + 1, start + most))
        clauses = [found for found in cuts if not found[0].isspace() and found.end() - start > most // 3]
        cut = (clauses or cuts)[-1] if cuts else None
        middle = cut.end() if cut else start + most
        yield _trimmed(text, start, middle)
        start = middle
    yield start, end
