# SPDX-License-Identifier: Apache-2.0
"""Sentences in people's own words: said again as a template hears them, and how far that is from what was said.

Means nothing by itself: the templates say what a sentence means. Bounded: few words, few rewritten sentences.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from msgspec.structs import replace

from edgeassist.intents.commands import Taught
from edgeassist.intents.compound import splittings
from edgeassist.intents.intent import Intent
from edgeassist.intents.joint_words import joint_words
from edgeassist.intents.languages import nearest
from edgeassist.intents.loose_frames import Candidate, closest
from edgeassist.intents.loose_rewriting import Rewriter
from edgeassist.intents.loose_spotting import Spotter
from edgeassist.intents.loose_words import loose_words
from edgeassist.intents.matching import Allowance
from edgeassist.intents.names import Names
from edgeassist.intents.negation import OF_ITEMS, denies, forbids
from edgeassist.intents.phrasebook import Phrasebook
from edgeassist.intents.several_times import together
from edgeassist.intents.slots import Normalizing
from edgeassist.intents.unclear import impossible, is_half_a_command, ranges, tells_of_alarms
from edgeassist.intents.understanding import Exact, Understander, this_moment

MOST_WORDS = 20
_MOST_TRIED = 5
_MOST_SPLITTINGS = 3
_BARE = 0.96
_GOOD = 0.8
_SEVERAL = 0.02
_ANY_WORDS = frozenset({"EdgeAsk", "HassMediaSearchAndPlay", "HassRespond"})
"""What takes nearly any words: one clause of a sentence never means it."""

_SILENCING = frozenset({"EdgeStop", "EdgeUndo", "HassNevermind"})
"""What an order not to do something may mean."""

_SETTING = frozenset({"EdgeSetAlarm", "EdgeSetReminder", "HassStartTimer"})
"""What neither a length between two means, nor a time on no clock, nor several of which one tells of another."""

_ENDING = frozenset({"HassCancelTimer", "HassCancelAllTimers", "EdgeCancelAlarm", "EdgeCancelReminder"})
_ASKED = 0.86
"""A score at which it is asked first: `no alarm` may be a wish to have none, and is no order to cancel one."""

Readings = tuple[tuple[Intent, ...], ...]


class Loose:
    """Reads sentences of one language loosely. Asked by one thread at a time, as its understander is.

    `allowance` is looked at between any two steps: `TimeUp` ends the reading.
    """

    def __init__(
        self, language: str, names: Callable[[], Names], now: Callable[[], datetime], allowance: Allowance | None = None
    ) -> None:
        self._language, self._names, self._now = language, names, now
        self._allowance = Allowance() if allowance is None else allowance
        self._known: Names | None = None
        self._tools: tuple[Spotter, Rewriter] | None = None

    def __call__(self, text: str, exact: Exact) -> Readings:
        """Return what `text` comes close to, the closest first, each meaning once; `exact` is what templates say."""
        found = self._close(text, exact)
        if forbids(text, self._language):
            found = tuple(one for one in found if _SILENCING.issuperset(intent.name for intent in one))
        if any(unclear(text, self._language) for unclear in (ranges, impossible, together)):
            found = tuple(one for one in found if _SETTING.isdisjoint(intent.name for intent in one))
        if denies(text, self._language):
            found = tuple(tuple(_asked(intent) for intent in one) for one in found)
        return found

    def _read(self, candidates: Iterable[Candidate], text: str, exact: Exact) -> Readings:
        found = _read(candidates, text, exact)
        return tuple(one for one in found if not any(self._is_by_chance(intent) for intent in one))

    def _is_by_chance(self, intent: Intent) -> bool:
        """Tell whether an alarm would be a thing of a list (`no more alarms`), or a particle a note (`schreib auf`)."""
        if intent.name in OF_ITEMS:
            return tells_of_alarms(str(intent.value("item")), self._language)
        return intent.name == "EdgeTakeNote" and intent.value("text") in joint_words(self._language).particles

    def _close(self, text: str, exact: Exact) -> Readings:
        if len(text.split()) > MOST_WORDS or is_half_a_command(text, self._language):
            return ()
        if not self.ready() or self._tools is None:
            return ()
        rewriter, whole = self._tools[1], self._one(self._tools[1].bare(text), text, exact)
        if _is_good(whole):
            return whole
        if several := self._several(text, exact):
            return (several,)
        parts = [part for clause in rewriter.clauses(text) for part in self._clause(clause, text, exact)]
        return tuple(sorted((*whole, *parts), key=_score, reverse=True))

    def ready(self) -> bool:
        """Learn the words and names where they are new: up to a third of a second. Tell whether there are words."""
        words, names = loose_words(self._language), self._names()
        if words is not None and names is not self._known and names != self._known:
            check = self._allowance.check
            self._known, self._tools = names, (Spotter(words, names, check), Rewriter(words, names, check))
        return words is not None

    def _one(self, clause: str, text: str, exact: Exact) -> Readings:
        """Return what a bare clause of `text` means by a rule; where no rule has a good one, by what stands in it."""
        assert self._tools is not None
        if clause != text and (known := exact(clause)):
            return (_scored(known, text, _BARE),)
        ways = dict.fromkeys((text, clause) if clause in text else (clause,))
        ruled = self._read(
            [one for way in ways for one in self._tools[1].rewritten(way, self._reading())], text, exact
        )[:1]
        if _is_good(ruled):
            return ruled
        framed = self._read([one for way in ways for one in self._framed(way)], text, exact)
        return tuple(sorted((*ruled, *framed), key=_score, reverse=True))

    def _clause(self, clause: Candidate, text: str, exact: Exact) -> Iterator[tuple[Intent, ...]]:
        """Yield what one clause means, where the others are left out: that is less sure."""
        for meant in self._one(clause.say, clause.say, exact)[:2]:
            if _ANY_WORDS.isdisjoint(intent.name for intent in meant):
                yield tuple(replace(one, text=text, score=one.score * clause.score) for one in meant)

    def _framed(self, clause: str) -> list[Candidate]:
        words = loose_words(self._language)
        assert self._tools is not None
        assert words is not None
        self._allowance.check()
        return closest(self._tools[0].pieces(clause, self._reading()), words)

    def _reading(self) -> Normalizing:
        return Normalizing(self._language, self._now().replace(second=0, microsecond=0))

    def _several(self, text: str, exact: Exact) -> tuple[Intent, ...]:
        """Return what `text` means as several commands in a row, each of them good."""
        assert self._tools is not None
        for parts in splittings(self._tools[1].bare(text), self._language)[:_MOST_SPLITTINGS]:
            meant: list[Intent] = []
            for part in parts:
                known = exact(part)
                found = (known,) if known else self._one(part, part, exact)
                if not _is_good(found):
                    break
                meant.extend(replace(one, score=one.score - _SEVERAL) for one in found[0])
            else:
                same = all(_says_as_much((meant[0],), (one,)) for one in meant)
                return tuple(meant[:1] if same else meant)
        return ()


def _read(candidates: Iterable[Candidate], text: str, exact: Exact) -> Readings:
    """Return what the best candidates mean, each meaning once; what says less than a better one is left out."""
    found: list[tuple[Intent, ...]] = []
    tried: set[str] = set()
    for candidate in sorted(candidates, key=lambda one: -one.score):
        if candidate.say in tried or len(tried) == _MOST_TRIED:
            continue
        tried.add(candidate.say)
        meant = exact(candidate.say)
        if meant and not any(_says_as_much(known, meant) for known in found):
            found.append(_scored(meant, text, candidate.score))
    return tuple(found)


def _asked(intent: Intent) -> Intent:
    return replace(intent, score=min(intent.score, _ASKED)) if intent.name in _ENDING else intent


def _scored(meant: tuple[Intent, ...], text: str, score: float) -> tuple[Intent, ...]:
    return tuple(replace(one, text=text, source="loose", score=score) for one in meant)


def _says_as_much(known: tuple[Intent, ...], other: tuple[Intent, ...]) -> bool:
    """Tell whether all that `other` asks for is asked for by `known`."""
    return len(known) == len(other) and all(
        one.name == less.name and _details(one) >= _details(less) for one, less in zip(known, other, strict=True)
    )


def _details(intent: Intent) -> set[tuple[str, object]]:
    return {(slot.name, slot.value) for slot in intent.slots}


def _is_good(found: Readings) -> bool:
    return bool(found) and _score(found[0]) >= _GOOD


def _score(intents: tuple[Intent, ...]) -> float:
    return min(one.score for one in intents)


class LooseUnderstander(Understander):
    """An understander that also takes what comes close to a template."""

    def __init__(
        self,
        language: str,
        names: Callable[[], Names],
        taught: Callable[[], tuple[Taught, ...]] = tuple,
        now: Callable[[], datetime] = this_moment,
    ) -> None:
        allowance = Allowance()
        self._reader = Loose(nearest(language), self.known_names, now, allowance)
        super().__init__(language, names, taught, now, loose=self._reader, allowance=allowance)

    def book(self) -> Phrasebook:
        """Return what sentences are looked up in; what reads them loosely is made ready with it."""
        with self._lock:
            book = super().book()
            self._reader.ready()
            return book
