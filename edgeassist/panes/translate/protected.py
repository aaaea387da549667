# SPDX-License-Identifier: Apache-2.0
"""Finds what must come through a translation: where it stands, and how it is written there. Translates nothing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from edgeassist.documents import kept
from edgeassist.panes.translate import words
from edgeassist.panes.translate.stand_ins import MONTH_NAMES, OF
from edgeassist.panes.translate.translation import Pair, Trouble

_LINK = re.compile(
    r"`[^`\n]+`|!\[[^\[\]\n]*\]\([^()\s]*\)|\]\([^()\s]*(?:[ \t]\"[^\"\n]*\")?\)|\[(?=[^\[\]\n]*\]\([^()\s]*\))"
)
_MARK = re.compile(
    r"\*\*|__|~~|(?<![\w*])\*(?=\w)|(?<=\w)\*(?![\w*])|(?<![\w_])_(?=\w)|(?<=\w)_(?![\w_])"
    r"|\{\\[^{}\n]*\}|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,12});|<!--[^\n]*?-->|<\d[\d:.]*>"
)
_FILE = re.compile(
    r"(?<![\w./\\-])[\w-]+(?:\.[\w-]+)*\.(?:txt|md|pdf|docx?|xlsx?|pptx?|csv|json|xml|html?|py|png|jpe?g|zip)\b"
)
_CODE = re.compile(
    r"(?<![\w-])(?:[A-Za-z]{1,3}\d(?:[\w.]*\w)?|[A-Z]+[-/]?\d[\w/-]*|\d+(?!st\b|nd\b|rd\b|th\b|er\b)[A-Za-z][\w/-]*)(?!\w)"
)
_NUMBER = re.compile("[-\u2212]?(?<![\\w.])\\d+(?:[.,:/'’\u00a0\u202f-]?\\d+)*")
_SIGN = re.compile(r"[^\w\s]?$")
_MONTHS = "|".join(MONTH_NAMES)
_DATE = re.compile(
    rf"(?<![\w/])(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th|º)?(?: (?:of|de))? (?P<n>{_MONTHS})"
    rf"|(?P<n2>{_MONTHS}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)"
    r"(?:(?:,? (?:de |del )?)(?P<y>\d{4}))?(?!\w)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to keep: its text at `start` to `end` of the source, and `target`, how it is written in the target.

    `is_date` tells a day with its month's name from a number.
    """

    trouble: Trouble
    start: int
    end: int
    text: str
    target: str
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What a person laid down for a pair: what is called what, and what is left alone."""

    pair: Pair
    terms: tuple[tuple[str, str], ...] = ()
    kept_words: tuple[str, ...] = ()


def items(text: str, rules: Rules) -> tuple[Item, ...]:
    """Return what must come through, in order; none overlaps another."""
    taken: list[Item] = []
    for one in _candidates(text, rules):
        if one.end > one.start and all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    return tuple(_joined(text, sorted(taken, key=lambda one: one.start)))


def _joined(text: str, found: list[Item]) -> Iterator[Item]:
    """Yield placeholders with nothing but a sign between them (`%d/%d`) as one."""
    before: Item | None = None
    for one in found:
        if (
            before
            and before.trouble is one.trouble is Trouble.PLACEHOLDER
            and _SIGN.match(text[before.end : one.start])
        ):
            before = _as_is(one.trouble, text, before.start, one.end)
            continue
        if before:
            yield before
        before = one
    if before:
        yield before


def _candidates(text: str, rules: Rules) -> Iterator[Item]:
    """Yield what may be kept; earlier ones win over later ones that overlap."""
    pair = rules.pair
    yield from (_as_is(Trouble.TAG, text, *found.span()) for found in _LINK.finditer(text))
    for start, end in _places(text, kept.addresses(text)):
        yield _as_is(Trouble.ADDRESS, text, start, end)
    for start, end in _places(text, kept.placeholders(text)):
        yield _as_is(Trouble.TAG if text[start] == "<" else Trouble.PLACEHOLDER, text, start, end)
    yield from (_as_is(Trouble.TAG, text, *found.span()) for found in _MARK.finditer(text))
    yield from (_as_is(Trouble.ADDRESS, text, *found.span()) for found in _FILE.finditer(text))
    for word in rules.kept_words:
        yield from (
            _as_is(Trouble.KEPT_WORD, text, *at) for at in words.found(word, text, pair.source, inflected=False)
        )
    begun = words.beginnings(text)
    for term, target in (one for one in rules.terms if words.may_stand(one[0], begun)):
        for start, end in words.found(term, text, pair.source):
            many = words.is_plural_of(text[start:end].split()[0 if pair.source == "es" else -1], _head(term, pair))
            form = words.plural(target, pair.target) if many else target
            yield Item(Trouble.TERM, start, end, text[start:end], form)
    for found in _DATE.finditer(text):
        written = _date(found, pair.target)
        if written:
            yield Item(Trouble.NUMBER, *found.span(), found[0], written, is_date=True)
    yield from (_as_is(Trouble.NUMBER, text, *found.span()) for found in _CODE.finditer(text))
    for found in _NUMBER.finditer(text):
        yield Item(Trouble.NUMBER, *found.span(), found[0], written_for(found[0], pair))


def written_for(number: str, pair: Pair) -> str:
    """Return `number` so that a reader of the target language takes it for what it was; as it is where that is so."""
    if kept.dates(number, pair.source) != kept.dates(number, pair.target):
        first, second, *rest = number.split("/")
        turned = "/".join((second, first, *rest))
        return turned if kept.dates(turned, pair.target) == kept.dates(number, pair.source) else number
    value = kept.numbers(number, pair.source)
    if kept.numbers(number, pair.target) == value:
        return number
    turned = number.translate({ord(","): ".", ord("."): ","})
    return turned if kept.numbers(turned, pair.target) == value else number


def _head(term: str, pair: Pair) -> str:
    return term.split()[0 if pair.source == "es" else -1] if term.split() else term


def _as_is(trouble: Trouble, text: str, start: int, end: int) -> Item:
    return Item(trouble, start, end, text[start:end], text[start:end])


def _places(text: str, found: Iterable[str]) -> Iterator[tuple[int, int]]:
    at = 0
    for one in found:
        start = text.find(one, at)
        if start >= 0:
            at = start + len(one)
            yield start, at


def _date(found: re.Match[str], language: str) -> str:
    """Return the date as it is written in `language`; empty where that is not known."""
    day, month = found["d"] or found["d2"], MONTH_NAMES.get((found["n"] or found["n2"]).casefold(), 0)
    names = [name for name, number in MONTH_NAMES.items() if number == month]
    if not names or language not in OF or not 1 <= int(day) <= 31:
        return ""
    name = names[0].capitalize() if language == "en" else names[1]
    year = f"{OF[language]}{found['y']}" if found["y"] else ""
    return f"{int(day)}{OF[language]}{name}{year}"
