# SPDX-License-Identifier: Apache-2.0
"""Parts a text into sentences. Knows no block and no page.

The boundaries are those of `sentencex`, which knows abbreviations and quotation marks in some 240 languages; ordinal
numbers with a full stop ("der 3. Mann") and the few titles it does not know ("M. Roy") are joined again here.
"""

import re
from collections.abc import Iterator

import sentencex

_FALLBACK = "en"
_ORDINALS = frozenset({"cs", "da", "de", "et", "fi", "hr", "hu", "is", "lv", "nb", "nn", "no", "sk", "sl", "sr", "tr"})
"""Languages that write "third" as "3."."""
_ORDINAL_AT_END = re.compile(r"(?:^|\s)\d{1,2}\.\s*$")
_TITLE_AT_END = {
    "en": re.compile(r"\b[Aa]pprox\.$"),
    "fr": re.compile(r"(?:^|[\s(])MM?\.$"),
    "pl": re.compile(r"\b(?:[Dd]r|[Mm]gr|[Ii]nż)\.$"),
}
_WINDOW_CHARACTERS = 4_000
"""Looked at at once: an open quotation mark costs time with the square of what follows."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def sentences(text: str, language: str = "") -> tuple[tuple[int, int], ...]:
    """Return start and end of each sentence in `text`, the white space around it left out, in order.

    Every character that is no white space is in exactly one of them. `language` is an ISO 639-1 code.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for end in _ends(text, language):
        bounds = _trimmed(text, start, end)
        start = end
        if bounds is None:
            continue
        if found and _goes_on(text, found[-1], bounds, language):
            bounds = (found.pop()[0], bounds[1])
        found.append(bounds)
    return tuple(found)


def _ends(text: str, language: str) -> Iterator[int]:
    """Yield where sentences end, growing, the text's own end last."""
    sound = _SURROGATE.sub("\ufffd", text)
    start = 0
    while start < len(sound):
        window = sound[start : start + _WINDOW_CHARACTERS]
        parts = sentencex.get_sentence_boundaries(language or _FALLBACK, window)
        inner = sorted({part["end_index"] for part in parts if 0 < part["end_index"] < len(window)})
        yield from (start + end for end in inner)
        is_last = start + len(window) == len(sound)
        start += inner[-1] if inner and not is_last else len(window)
    yield len(text)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    part = text[start:end]
    stripped = part.strip()
    if not stripped:
        return None
    start += len(part) - len(part.lstrip())
    return start, start + len(stripped)


def _goes_on(text: str, before: tuple[int, int], after: tuple[int, int], language: str) -> bool:
    """Tell whether what looked like an end was the full stop of an ordinal number or a title on the same line."""
    if "\n" in text[before[1] : after[0]]:
        return False
    ended = text[before[0] : before[1]]
    if language in _ORDINALS and _ORDINAL_AT_END.search(ended):
        return True
    return language in _TITLE_AT_END and _TITLE_AT_END[language].search(ended) is not None
