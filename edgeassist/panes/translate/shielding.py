# SPDX-License-Identifier: Apache-2.0
"""Puts stand-ins for what a model would not bring through, and puts the real words back. Asks no engine."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from edgeassist.panes.translate import words
from edgeassist.panes.translate.protected import Item
from edgeassist.panes.translate.stand_ins import NAMES, StandIn, days, nouns
from edgeassist.panes.translate.translation import Pair, Trouble

_ELEMENT_NAME = re.compile(r"</?([A-Za-z][\w:-]*)")
_TWINS = ("**", "__", "~~", "*", "_")
_OPENING, _ENDING = "¿¡«“\"' ", ".?!,;:»”\"' "
_EDGE = re.compile(r"^(\W*)(.*?)(\W*)$", re.S)
_VOWEL_SOUND = re.compile(r"[aeio]|u(?!ni|s[eu])|ho(?:ur|nest)", re.I)


@dataclass(frozen=True, slots=True)
class Unit:
    """One item, or a pair of tags with what stands between them (`inner`), which is translated by itself."""

    start: int
    end: int
    item: Item
    inner: tuple[int, int] | None = None
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Shielded:
    """A text with stand-ins, and what each is to become again."""

    text: str
    held: tuple[tuple[StandIn, str, bool], ...]
    firm: tuple[str, ...]


def units(found: tuple[Item, ...]) -> tuple[Unit, ...]:
    """Return the items, tags that belong together as one unit."""
    made: list[Unit] = []
    at = 0
    while at < len(found):
        one = found[at]
        close = _closing(found, at) if one.trouble is Trouble.TAG else None
        if close is None:
            made.append(Unit(one.start, one.end, one))
            at += 1
        else:
            last = found[close]
            made.append(Unit(one.start, last.end, one, (one.end, last.start), last.text))
            at = close + 1
    return tuple(made)


def _closing(found: tuple[Item, ...], at: int) -> int | None:
    """Return which item closes the tag at `at`; None for one that stands alone."""
    opening = found[at].text
    depth = 0
    for index in range(at + 1, len(found)):
        other = found[index].text
        if found[index].trouble is not Trouble.TAG:
            continue
        if opening.startswith("<") and not opening.startswith("</") and not opening.endswith("/>"):
            mine, its = _ELEMENT_NAME.match(opening), _ELEMENT_NAME.match(other)
            if mine and its and mine[1] == its[1]:
                depth += -1 if other.startswith("</") else 1
                if depth < 0:
                    return index
        elif (opening == "[" and other.startswith("](")) or (opening in _TWINS and opening == other):
            return index
    return None


def shield(text: str, found: Iterable[tuple[Unit, str]], pair: Pair, turn: int) -> Shielded | None:
    """Return `text` with a stand-in for each unit but numbers, which are firm; `turn` chooses others each time.

    None when there are not enough stand-ins for all.
    """
    used: set[str] = set()
    parts: list[str] = []
    held: list[tuple[StandIn, str, bool]] = []
    firm: list[str] = []
    at = 0
    for unit, target in found:
        parts.append(text[at : unit.start])
        at = unit.end
        item = unit.item
        if item.trouble is Trouble.NUMBER and not item.is_date:
            parts.append(item.text)
            firm.append(target)
            continue
        fitting = _stand_ins(item, pair)
        fitting = fitting[turn % len(fitting) :] + fitting[: turn % len(fitting)]
        chosen = next((one for one in fitting if one.source not in used and one.source not in text), None)
        if chosen is None:
            return None
        used.add(chosen.source)
        at_start = not "".join(parts).strip()
        parts.append(words.like(chosen.source, "A") if at_start else chosen.source)
        held.append((chosen, target, item.trouble is Trouble.TERM))
        if turn and len(chosen.targets) == 1:
            firm.append(chosen.targets[0])
    return Shielded("".join([*parts, text[at:]]), tuple(held), tuple(firm))


def _stand_ins(item: Item, pair: Pair) -> tuple[StandIn, ...]:
    if item.is_date:
        return days(pair)
    return nouns(pair, item.text, item.target) if item.trouble is Trouble.TERM else NAMES


def unshield(said: str, shielded: Shielded, language: str) -> str | None:
    """Return `said` with the real words again; None unless each stand-in came out just once."""
    places: list[tuple[int, int, str]] = []
    for stand_in, target, bends in shielded.held:
        pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, stand_in.targets))})(?!\w)"
        found = list(re.finditer(pattern, said, re.I))
        if len(found) != 1:
            return None
        put = words.like(target, found[0][0]) if bends and found[0].start() == _first_letter(said) else target
        places.append((*found[0].span(), put))
    for start, end, put in sorted(places, reverse=True):
        said = said[:start] + put + said[end:]
        if language == "en":
            said = _article(said, start, put)
    return said


def _first_letter(text: str) -> int:
    return next((at for at, one in enumerate(text) if one.isalpha()), 0)


def _article(text: str, start: int, word: str) -> str:
    """Return `text` with "a" or "an" as it fits the word at `start`."""
    before = re.search(r"\b(a|an)\s+$", text[:start], re.I)
    if before is None:
        return text
    article = before[1][0] + ("n" if _VOWEL_SOUND.match(word) else "")
    return text[: before.start(1)] + article + text[before.end(1) :]


def edges(text: str) -> tuple[str, str, str]:
    """Return what stands before the first word of `text`, the words, and what stands after the last."""
    found = _EDGE.match(text)
    return (found[1], found[2], found[3]) if found else ("", text, "")


def fitted(said: str, source: str, *, opens: bool) -> str:
    """Return a part's translation without the full stop and the capital that the part has not."""
    if source[:1] not in _OPENING:
        said = said.lstrip(_OPENING)
    if source[-1:] not in _ENDING:
        said = said.rstrip(_ENDING)
    if not opens and source[:1].islower() and not said[:2].isupper():
        said = said[:1].lower() + said[1:]
    return said


def between(text: str, found: Iterable[Unit]) -> Iterator[tuple[str, Unit | None]]:
    """Yield each stretch of `text` that no unit takes, with the unit that follows it."""
    at = 0
    for unit in found:
        yield text[at : unit.start], unit
        at = unit.end
    yield text[at:], None
