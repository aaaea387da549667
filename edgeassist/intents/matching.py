# SPDX-License-Identifier: Apache-2.0
"""One sentence against the templates of a language: every match, the best first. Knows nothing of several commands."""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hassil.errors import HassilError
from hassil.expression import ListReference
from hassil.intents import RangeSlotList
from hassil.string_matcher import MatchContext, MatchSettings, match_expression
from hassil.util import remove_punctuation

from edgeassist.intents.arabic import folded, is_arabic
from edgeassist.intents.intent import Intent, Slot, Source
from edgeassist.intents.name_lists import LIST_DOMAIN
from edgeassist.intents.said import Said
from edgeassist.intents.slots import Normalizing, normalized, plain_value
from edgeassist.intents.template_index import Template, TemplateIndex
from edgeassist.intents.vocabulary import Openings, takes

Rank = tuple[int, ...]
"""What makes one match better than another, the most telling first; the smallest is best."""

BESIDE = "+"
"""Joins the names of two slots of free words that stand side by side, and those of their normalizers."""

FREE = frozenset({"", "title", "reminder"})
"""Normalizers that take nearly any words: what they read is no better known than free text."""

_ANY_DOMAIN = 99
_COMMON = 5
"""So much of a rank is about names and free words; what follows is about letters."""

_NAMES = frozenset({"name", "area", "list"})
_LOOKS_AT_ONE_IN = 8


class TimeUp(Exception):
    """The time for one sentence is over. Never leaves the room of understanding."""


class Allowance:
    """Processor time for one sentence, so that a busy computer takes nothing from it."""

    def __init__(self) -> None:
        self._until = float("inf")
        self._passed = 0

    def grant(self, seconds: float) -> None:
        """Start to count."""
        self._until, self._passed = time.thread_time() + seconds, 0

    def lift(self) -> None:
        """Count no more, until the next sentence."""
        self._until = float("inf")

    def check(self) -> None:
        """Raise `TimeUp` when nothing is left; the clock is looked at now and then, for that takes its time too."""
        if self._passed % _LOOKS_AT_ONE_IN == 0 and time.thread_time() > self._until:
            raise TimeUp
        self._passed += 1


class Metered(dict[str, Any]):
    """A mapping that looks at the allowance whenever something is taken out: the only door into hassil's search."""

    def __init__(self, content: Mapping[str, Any], allowance: Allowance) -> None:
        super().__init__(content)
        self._allowance = allowance

    def __getitem__(self, key: str) -> Any:
        """Return the value, while there is time."""
        self._allowance.check()
        return super().__getitem__(key)


@dataclass(frozen=True, slots=True)
class Match:
    """A template that matches: its intent, how good it is, and the slots that took free words."""

    intent: Intent
    rank: Rank
    free: tuple[str, ...]
    taught: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    value: Any
    text: str
    wild: bool
    about: Mapping[str, str]


def settings_for(lists: Mapping[str, Any], rules: Mapping[str, Any], language: str, *, no_spaces: bool) -> Any:
    """Return hassil's settings for a block of templates."""
    return MatchSettings(slot_lists=lists, expansion_rules=rules, ignore_whitespace=no_spaces, language=language)


def matches(
    said: Said, index: TemplateIndex, allowance: Allowance, reading: Normalizing, openings: Openings | None = None
) -> list[Match]:
    """Return every match, the best first; raise `TimeUp` when the allowance is used up."""
    found: list[Match] = []
    beginnings = {text: openings.of(text) for text in said.readings(wild=False)} if openings is not None else {}
    for template in index.candidates(said.haystack):
        for text in said.readings(wild=bool(template.wild)):
            allowance.check()
            if takes(template.words, beginnings.get(text, ())):
                found.extend(_matches(template, text, reading))
    return sorted(found, key=lambda match: match.rank)


def fuller(best: Match, found: list[Match]) -> Match:
    """Return the reading of the same intent that says most: what `best` takes for mere words may be a detail."""
    known = {(slot.name, slot.value) for slot in best.intent.slots}
    same = (one for one in found if one.intent.name == best.intent.name and one.rank[:_COMMON] == best.rank[:_COMMON])
    richer = [one for one in same if known <= {(slot.name, slot.value) for slot in one.intent.slots}]
    return max(richer, key=lambda one: len(one.intent.slots))


def _matches(template: Template, text: str, reading: Normalizing) -> Iterator[Match]:
    start = MatchContext(text=text, intent_sentence=template.sentence, intent_data=template.data, original_text=text)
    try:
        for context in match_expression(template.settings, start, template.sentence.expression):
            found = _all_found(context)
            if found is not None and (match := _match(template, context, found, reading)) is not None:
                yield match
    except HassilError:
        return


def _all_found(context: Any) -> list[_Found] | None:
    """Return what the slots hold when the whole text is used; None where some is left or a slot is empty."""
    rest = context.text.strip()
    found = [
        _Found(one.name, one.value, one.text.strip(), one.is_wildcard, one.metadata or {}) for one in context.entities
    ]
    if rest and context.get_open_wildcard() is not None:
        last = found[-1]
        found[-1] = _Found(last.name, last.value, f"{last.text} {rest}".strip(), True, {})
        rest = ""
    if rest and remove_punctuation(rest).strip():
        return None
    return None if any(one.wild and not one.text for one in found) else found


def _match(template: Template, context: Any, found: list[_Found], reading: Normalizing) -> Match | None:
    suits, without_place = _suits(template.data.requires_context, context.intent_context)
    if not suits or not _in_its_area(found) or _is_list_by_chance(template, context.intent_context):
        return None
    slots: list[Slot] = []
    free: list[_Found] = []
    if is_arabic(reading.language) and any(one.wild and _cuts_a_word(one.text, context.original_text) for one in found):
        return None
    for one in found:
        normalizer = template.wild.get(one.name, "") if one.wild else ""
        read = _read(one, normalizer, reading)
        if read is None:
            return None
        slots.extend(read)
        if one.wild and not FREE.isdisjoint(normalizer.split(BESIDE)):
            free.append(one)
    given = {slot.name for slot in slots}
    slots.extend(Slot(name, plain_value(value)) for name, value in template.data.slots.items() if name not in given)
    source: Source = "taught" if template.taught else "template"
    names = _letters(one.text for one in found if one.name in _NAMES and not one.wild)
    rank = (
        0 if template.taught else 1,
        -template.rank,
        len(free),
        _letters(one.text for one in free),
        -names,
        _letters(one.text for one in found) - _letters((context.original_text,)),
        without_place,
        _breadth(template.data.requires_context),
        -len(slots),
    )
    intent = Intent(template.intent, tuple(slots), text=context.original_text, source=source)
    return Match(intent, rank, tuple(one.name for one in free), template.taught)


def _cuts_a_word(words: str, sentence: str) -> bool:
    """Tell whether free words end within a word: Arabic prepositions stand at the beginning of the next one."""
    last = folded(words).split()[-1:]
    return bool(last) and re.search(rf"{re.escape(last[0])}(?!\w)", folded(sentence)) is None


def _read(one: _Found, normalizer: str, reading: Normalizing) -> tuple[Slot, ...] | None:
    if BESIDE in one.name:
        return _apart(one, normalizer, reading)
    if normalizer:
        return normalized(normalizer, one.name, one.text, reading)
    return (Slot(one.name, plain_value(one.text if one.wild else one.value), one.text),)


def _apart(one: _Found, normalizer: str, reading: Normalizing) -> tuple[Slot, ...] | None:
    """Read two slots of free words that stand side by side; the first takes as many as it can."""
    words = one.text.split()
    names, rules = one.name.split(BESIDE), normalizer.split(BESIDE)
    for cut in range(len(words) - 1, 0, -1):
        first = normalized(rules[0], names[0], " ".join(words[:cut]), reading)
        second = normalized(rules[1], names[1], " ".join(words[cut:]), reading)
        if first is not None and second is not None:
            return first + second
    return None


def _suits(required: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[bool, int]:
    """Tell whether what a block requires is given, and how much of it is a place, which is nowhere to be known here.

    Home Assistant fills in the room that its microphone stands in. This computer stands in none: then the command is
    for all rooms, and anything that is more exact is better.
    """
    places = 0
    for key, wanted in required.items():
        if isinstance(wanted, Mapping) and wanted.get("slot"):
            places += 1
        elif not _allows(wanted, given.get(key)):
            return False, places
    return True, places


def _allows(wanted: object, given: object) -> bool:
    if isinstance(wanted, Mapping):
        wanted = wanted.get("value")
    return given in wanted if isinstance(wanted, list) else wanted in (None, given)


def _is_list_by_chance(template: Template, given: Mapping[str, Any]) -> bool:
    """Tell whether a list stands where a template means a device."""
    is_list = given.get("domain") == LIST_DOMAIN and "name" in template.lists
    return is_list and not template.taught and "domain" not in template.data.requires_context


def _letters(texts: Iterable[str]) -> int:
    return sum(len(text.replace(" ", "")) for text in texts)


def _breadth(required: Mapping[str, Any]) -> int:
    domains = required.get("domain")
    if isinstance(domains, str):
        return 1
    return len(domains) if isinstance(domains, list) else _ANY_DOMAIN


def _in_its_area(found: list[_Found]) -> bool:
    """Tell whether the device named stands in the room named, where both are."""
    area = next((one.value for one in found if one.name == "area"), None)
    return area is None or all(one.about.get("area", area) in ("", area) for one in found if one.name == "name")


def warmed(settings: Any, names: Iterable[str]) -> None:
    """Have hassil write out the numbers of the lists called `names` now, not during the first sentence."""
    for name in names:
        if isinstance(settings.slot_lists.get(name), RangeSlotList):
            list(match_expression(settings, MatchContext(text="x "), ListReference(list_name=name)))
