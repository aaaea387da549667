# SPDX-License-Identifier: Apache-2.0
"""All that may be said in one language now: its templates, the names there are and what was taught, ready to match.

Made anew when names or taught phrases change; what no name changes is kept per language. Matches nothing itself.
"""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import Lock, get_ident
from typing import Any, TypeVar

from hassil.errors import HassilError
from hassil.intents import IntentData, Intents, WildcardSlotList
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from edgeassist.core.language import tr
from edgeassist.core.stop import Stop
from edgeassist.intents.arabic import folded, folded_templates, is_arabic
from edgeassist.intents.commands import Taught
from edgeassist.intents.languages import BrokenTemplates, templates
from edgeassist.intents.matching import BESIDE, Allowance, Metered, settings_for, warmed
from edgeassist.intents.name_lists import name_lists
from edgeassist.intents.names import Names
from edgeassist.intents.taught_meaning import template_of
from edgeassist.intents.template_index import Needs, Template, TemplateIndex
from edgeassist.intents.vocabulary import ANY, Openings, Vocabulary

TAUGHT = "taught"
"""The intent of taught phrases while they are matched; what they mean takes its place."""

_SIDE_BY_SIDE = re.compile(r"\{(\w+)(?::(\w+))?\} \{(\w+)(?::(\w+))?\}")
_TITLES = {"timer_name": "title"}
"""Lists of Home Assistant that take any words, where an article alone is no name."""

_MARK = re.compile(r"(?<=\s)[:,;!?]+(?=\s)")
_REST_S = 0.0005
"""What is read ahead lets others in so long after each sentence: over a thousand of them, half a second in all."""
_UNREADABLE = (HassilError, ParseError, KeyError, TypeError, ValueError, AssertionError)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Manner:
    """How the templates of a language are read: until `stop` is wished, with `rests` for everybody else."""

    stop: Stop
    rests: bool


@dataclass(frozen=True, slots=True)
class _Turn:
    """One reader of a language at a time: whoever else needs it is `awaiting`, and does not read it a second time."""

    lock: Lock = field(default_factory=Lock)
    awaiting: set[int] = field(default_factory=set)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for the lock, and be seen to wait."""
        self.awaiting.add(get_ident())
        try:
            self.lock.acquire()
        finally:
            self.awaiting.discard(get_ident())
        try:
            yield
        finally:
            self.lock.release()


_MANNER: ContextVar[_Manner | None] = ContextVar("how templates are read", default=None)
_TURNS: dict[str, _Turn] = {}
"""By language."""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """What to look sentences up in. `lists` are those that templates and taught phrases may name.

    `openings` tell the words of a sentence; None where words have no space between them.
    """

    language: str
    index: TemplateIndex
    skipped: tuple[str, ...]
    without_spaces: bool
    lists: Mapping[str, Any]
    openings: Openings | None = None


@dataclass(frozen=True, slots=True)
class _Language:
    """What no name changes: the parsed templates of a language, and the ranges that they use."""

    intents: Any
    normalizers: Mapping[str, str]
    templates: tuple[Template, ...]
    needs: Needs
    vocabulary: Vocabulary

    def template(self, intent: str, data: Any, sentence: Any, taught: int = 0) -> Template | None:
        """Return a template without its settings; None where it names a list that there is none of."""
        lists = {**self.intents.slot_lists, **name_lists(Names(), {}), **data.slot_lists}
        references = list(sentence.expression.list_references(self.intents.expansion_rules))
        if any(one.list_name not in lists and not one.is_inline_range for one in references):
            return None
        wild = {
            one.slot_name: BESIDE.join(self.normalizers.get(name, "") for name in one.list_name.split(BESIDE))
            for one in references
            if isinstance(lists.get(one.list_name), WildcardSlotList)
        }
        rank = int((data.metadata or {}).get("rank", 0))
        named = frozenset(one.list_name for one in references)
        words = ANY if wild or _is_local(data) else self.vocabulary.of(sentence)
        return Template(intent, data, sentence, None, rank, self.needs.of(sentence), wild, named, taught, words)


def phrasebook(language: str, names: Names, taught: tuple[Taught, ...], allowance: Allowance) -> Phrasebook:
    """Return the phrasebook of a language known by its code. Takes up to a second for a language's first one."""
    parsed = _parsed(language)
    intents = parsed.intents
    lists = {**intents.slot_lists, **name_lists(names, intents.slot_lists)}
    spaces = not intents.settings.ignore_whitespace
    rules = Metered(intents.expansion_rules, allowance)

    def settings(own_lists: Mapping[str, Any], own_rules: Mapping[str, Any]) -> Any:
        metered = Metered({**lists, **own_lists}, allowance)
        every_rule = Metered({**intents.expansion_rules, **own_rules}, allowance) if own_rules else rules
        return settings_for(metered, every_rule, language, no_spaces=not spaces)

    shared = settings({}, {})
    found = [
        replace(
            one, settings=settings(one.data.slot_lists, one.data.expansion_rules) if _is_local(one.data) else shared
        )
        for one in (*parsed.templates, *_taught(parsed, taught))
    ]
    index = TemplateIndex(found, lists, language)
    openings = parsed.vocabulary.openings(name_lists(names, intents.slot_lists)) if spaces else None
    return Phrasebook(language, index, tuple(dict.fromkeys(intents.skip_words)), not spaces, lists, openings)


def read_ahead(language: str, stop: Stop) -> None:
    """Read the sentences of a language without hurry, so that the first one need not wait; `stop` gives it up."""
    with given_up_by(stop, rests=True):
        _parsed(language)


@contextmanager
def given_up_by(stop: Stop, *, rests: bool = False) -> Iterator[None]:
    """Let templates that are read meanwhile on this thread be given up by `stop`, which raises `Stopped`."""
    before = _MANNER.set(_Manner(stop, rests))
    try:
        yield
    finally:
        _MANNER.reset(before)


def _is_local(data: Any) -> bool:
    return bool(data.slot_lists or data.expansion_rules)


def _taught(parsed: _Language, phrases: tuple[Taught, ...]) -> Iterator[Template]:
    """Go through what was taught; a phrase that cannot be read any more is left out."""
    for phrase in phrases:
        try:
            said = template_of(phrase.sentence)
            said = folded(said) if is_arabic(parsed.intents.language) else said
            sentence = parse_sentence(said, keep_text=True)
            template = parsed.template(TAUGHT, IntentData(sentence_texts=[phrase.sentence]), sentence, phrase.id)
        except _UNREADABLE:
            continue
        if template is not None:
            yield template


def _parsed(language: str) -> _Language:
    with _TURNS.setdefault(language, _Turn()).taken():
        return _read(language)


def _wanted(parts: Iterable[T], language: str) -> Iterator[T]:
    """Go through `parts` for as long as they are wanted; with rests where nobody waits for this language."""
    manner, turn = _MANNER.get(), _TURNS.setdefault(language, _Turn())
    for part in parts:
        yield part
        if manner is not None:
            manner.stop.check()
            if manner.rests and not turn.awaiting:
                time.sleep(_REST_S)


@lru_cache(maxsize=3)
def _read(language: str) -> _Language:
    shipped = templates(language)
    whole = _joined(folded_templates(shipped) if is_arabic(language) else shipped)
    named = {name: str(slots["normalizer"]) for name, slots in whole["lists"].items() if slots.get("normalizer")}
    normalizers = _TITLES | named
    try:
        intents = Intents.from_dict(whole)
        needs = Needs(intents.expansion_rules, intents.slot_lists)
        vocabulary = Vocabulary(intents.expansion_rules, intents.slot_lists, language)
        bare = _Language(intents, normalizers, (), needs, vocabulary)
        made = (
            bare.template(intent.name, data, sentence)
            for intent in intents.intents.values()
            for data in intent.data
            for sentence in _wanted(data.sentences, language)
        )
        ready = tuple(one for one in made if one is not None)
    except _UNREADABLE as error:
        raise BrokenTemplates(tr("the templates for {language}", language=language), f"{error}.") from error
    used = frozenset().union(*(one.lists for one in ready))
    settings = settings_for(intents.slot_lists, intents.expansion_rules, language, no_spaces=False)
    warmed(settings, _wanted(used, language))
    return replace(bare, templates=ready)


def _joined(whole: dict[str, Any]) -> dict[str, Any]:
    """Return templates in which two lists of free words side by side are one: hassil gives the first one nothing.

    Marks that stand alone are left out, as they are of sentences.
    """
    wild = {name for name, slots in whole["lists"].items() if slots.get("wildcard")}
    added: dict[str, Any] = {}

    def join(found: re.Match[str]) -> str:
        first, second = found[1], found[3]
        if not {first, second} <= wild:
            return found[0]
        added[f"{first}{BESIDE}{second}"] = {"wildcard": True}
        return f"{{{first}{BESIDE}{second}:{found[2] or first}{BESIDE}{found[4] or second}}}"

    def block(data: dict[str, Any]) -> dict[str, Any]:
        plain = (_MARK.sub("", sentence) for sentence in data["sentences"])
        return {**data, "sentences": [_SIDE_BY_SIDE.sub(join, sentence) for sentence in plain]}

    intents = {name: {"data": [block(one) for one in intent["data"]]} for name, intent in whole["intents"].items()}
    lists = {name: _without_words(slots) for name, slots in whole["lists"].items()}
    return {**whole, "intents": intents, "lists": {**lists, **added}}


def _without_words(slots: dict[str, Any]) -> dict[str, Any]:
    """Return a list of numbers that count downwards without its number words; they are tried as digits as well.

    WORKAROUND(hassil 3): number words are kept per range, whatever its multiplier, so "forty" came to be -40 elsewhere.
    """
    span = slots.get("range", {})
    return {**slots, "range": {**span, "words": False}} if span.get("multiplier") else slots
