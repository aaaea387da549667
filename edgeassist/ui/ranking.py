# SPDX-License-Identifier: Apache-2.0
"""Finds by a few letters: which of many titles a person means, the likeliest first. Pure. No Qt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from edgeassist.core.folding import plain

MOST = 60
_WHOLE, _START, _WORD, _WITHIN, _FURTHER, _SCATTERED = 0, 1, 2, 3, 4, 5
_STEP = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to run. `group` says what kind of thing, `keys` do the same, `further` words find it too."""

    title: str
    run: Callable[[], None]
    group: str = ""
    keys: str = ""
    further: str = ""


def ranked(entries: Iterable[Entry], text: str) -> Sequence[Entry]:
    """Return what fits all words of `text`, best first, at most `MOST`; what fits alike stays in its order.

    Titles that only have the letters in that order are left out where others have the words.
    """
    wanted = plain(text).split()
    scored = ((_score(entry, wanted), place, entry) for place, entry in enumerate(entries))
    fitting = sorted(((score, place, entry) for score, place, entry in scored if score is not None), key=_first_two)
    if fitting and fitting[0][0] < _SCATTERED * _STEP:  # letters here and there say little where words are found
        fitting = [one for one in fitting if one[0] < _SCATTERED * _STEP]
    return [entry for _, _, entry in fitting[:MOST]]


def _first_two(scored: tuple[int, int, Entry]) -> tuple[int, int]:
    return scored[:2]


def _score(entry: Entry, wanted: Sequence[str]) -> int | None:
    """Return how badly `entry` fits, 0 perfectly; None when some word does not fit at all."""
    title, further = plain(entry.title), plain(f"{entry.group} {entry.further}")
    scores = [_fit(word, title, further) for word in wanted]
    known = [score for score in scores if score is not None]
    if len(known) < len(scores):
        return None
    return max(known, default=0) * _STEP + sum(known) * 10 + min(len(title) // 20, 9) if known else 0


def _fit(word: str, title: str, further: str) -> int | None:
    if title == word:
        return _WHOLE
    if title.startswith(word):
        return _START
    if f" {word}" in title:
        return _WORD
    if word in title:
        return _WITHIN
    if f" {word}" in f" {further}":
        return _FURTHER
    return _SCATTERED if _leads_words(word, title) else None


def _leads_words(word: str, title: str) -> bool:
    """Tell whether the letters of `word` stand in `title` in this order, beginning at the beginning of a word."""
    for start in (at for at, sign in enumerate(title) if sign == word[0] and (at == 0 or not title[at - 1].isalnum())):
        rest = iter(title[start:])
        if all(sign in rest for sign in word):
            return True
    return False
