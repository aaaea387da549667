# SPDX-License-Identifier: Apache-2.0
"""What a typed or heard sentence means, by its words alone: one command, several in a row, or nothing.

No model, and bounded: a sentence has a tenth of a second of processor time at most, its parts included. Knows neither
how a command is done nor whether it may be.
"""

import gc
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from edgeassist.core.language import later, tr
from edgeassist.intents import arabic_items, numbers
from edgeassist.intents.arabic import folded, is_arabic
from edgeassist.intents.commands import Taught
from edgeassist.intents.compound import list_made, resolved, splittings
from edgeassist.intents.intent import Intent, Parsed
from edgeassist.intents.languages import nearest
from edgeassist.intents.letters import kept_to_the_letter
from edgeassist.intents.matching import Allowance, Match, TimeUp, fuller, matches
from edgeassist.intents.names import Names
from edgeassist.intents.negation import OF_ITEMS, is_forbidden
from edgeassist.intents.phrasebook import TAUGHT, Phrasebook, phrasebook
from edgeassist.intents.said import MOST_CHARACTERS, cleaned, said
from edgeassist.intents.same_day import counted_from, on_day_of
from edgeassist.intents.sharing import settled
from edgeassist.intents.slots import Normalizing, in_digits
from edgeassist.intents.taught_meaning import filled

Exact = Callable[[str], tuple[Intent, ...]]
"""What the templates alone say that a sentence means."""

Loose = Callable[[str, Exact], tuple[tuple[Intent, ...], ...]]
"""What comes close to a sentence that no template matches: commands, the best first, each with its score."""

MOST_SECONDS = 0.5
"""Ten times what the longest usual sentences take: a slow computer understands them too."""
_SURE, _AHEAD = 0.8, 0.1
_FREE_TEXT = frozenset({"text", "message"})
_TOO_LONG = later("That is too long for a command: {most} characters are the most.")
_TOOK_TOO_LONG = later("That could mean too much to be worked out in time. Say it in fewer words.")
_NOTHING = later("Nothing was said.")
_UNKNOWN = later("No command that I know has these words.")
_UNSURE = later("That could mean two things.")
_FULL_STOP = re.compile(r"(?<=\w\w)[.!?…]+$")


def this_moment() -> datetime:
    """Return the time where this computer is."""
    return datetime.now().astimezone()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put garbage collecting off for a sentence: one look through all that is loaded takes longer than ten of them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What one stretch of words means: intents, or the guesses that are equally good. `free` are its free words."""

    intents: tuple[Intent, ...] = ()
    guesses: tuple[tuple[Intent, ...], ...] = ()
    missed: str = _UNKNOWN
    free: tuple[str, ...] = ()


class Understander:
    """Understands sentences of one language. May be asked from any thread; one sentence is understood at a time.

    `names` and `taught` are asked once for every sentence: what they return may change. `loose` is tried where
    templates have no answer; all that it takes is counted against `allowance`.
    """

    def __init__(
        self,
        language: str,
        names: Callable[[], Names],
        taught: Callable[[], tuple[Taught, ...]] = tuple,
        now: Callable[[], datetime] = this_moment,
        *,
        loose: Loose | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        self.language = nearest(language)
        self._names, self._taught, self._now, self._loose = names, taught, now, loose
        self._lock = threading.RLock()
        self._allowance = Allowance() if allowance is None else allowance
        self._known: tuple[Names, tuple[Taught, ...]] = (Names(), ())
        self._book: Phrasebook | None = None
        self._untaught: Understander | None = None
        self._then: tuple[Names, Phrasebook] | None = None
        self._meanings: dict[tuple[int, date], tuple[Intent, ...]] = {}
        self._seen: dict[tuple[str, int], _Meaning] = {}

    def prepare(self) -> None:
        """Load the templates now; otherwise the first sentence waits for that, up to a second."""
        with self._lock:
            self.book()

    def book(self) -> Phrasebook:
        """Return what sentences are looked up in, as names and taught phrases are now."""
        with self._lock:
            known = (self._names(), self._taught())
            if self._book is None or known != self._known:
                self._allowance.lift()
                self._book = phrasebook(self.language, *known, self._allowance)
                self._known, self._meanings, self._untaught = known, {}, None
            return self._book

    def parse(self, text: str) -> Parsed:
        """Return what `text` means."""
        started = time.perf_counter()
        with self._lock, _uncollected():
            meaning = self._understood(text, self.book())
        missed = "" if meaning.intents or not meaning.missed else tr(meaning.missed, most=MOST_CHARACTERS)
        intents = tuple(kept_to_the_letter(one, text) for one in meaning.intents)
        guesses = tuple(tuple(kept_to_the_letter(one, text) for one in guess) for guess in meaning.guesses[:2])
        took_ms = (time.perf_counter() - started) * 1000
        return Parsed(text, self.language, intents, guesses, missed, took_ms)

    def known_names(self) -> Names:
        """Return the names that the book was made with: those of the sentence that is being understood."""
        return self._known[0]

    def _understood(self, text: str, book: Phrasebook) -> _Meaning:
        if len(text) > MOST_CHARACTERS:
            return _Meaning(missed=_TOO_LONG)
        sentence = folded(cleaned(text)) if is_arabic(self.language) else cleaned(text)
        if not any(character.isalnum() for character in sentence):
            return _Meaning(missed=_NOTHING)
        self._seen, self._then = {}, None
        try:
            self._allowance.grant(MOST_SECONDS)
            found = self._strictly(sentence, book)
            if found.intents or found.guesses or self._loose is None:
                return found
            near = self._loose(sentence, lambda text: self._strictly(text, book).intents)
            return _closest(
                tuple(one for one in near if not any(is_forbidden(intent, self.language) for intent in one))
            )
        except (TimeUp, RecursionError):
            return _Meaning(missed=_TOOK_TOO_LONG)

    def _strictly(self, sentence: str, book: Phrasebook) -> _Meaning:
        """Return what the templates say that a sentence means, as one command or as several."""
        whole = self._one(sentence, book)
        if is_arabic(self.language) and len(items := _items(whole)) > 1:
            return _Meaning(items, missed="")
        try:
            several = self._several(sentence, book) if _may_be_several(whole) else None
        except TimeUp:
            if whole.intents:
                return whole
            raise
        return several if several is not None and _is_better(several, whole) else whole

    def _one(self, text: str, book: Phrasebook) -> _Meaning:
        """Return what `text` means as one command."""
        text = _FULL_STOP.sub("", text)
        known = self._seen.get((text, id(book)))
        if known is None:
            known = self._looked_up(text, book)
            if known.missed == _UNKNOWN and (digits := in_digits(text, self.language)) != text:
                known = self._looked_up(digits, book)
            self._seen[text, id(book)] = known
        return known

    def _looked_up(self, text: str, book: Phrasebook, now: datetime | None = None) -> _Meaning:
        words = said(text, book.skipped, without_spaces=book.without_spaces)
        reading = Normalizing(self.language, now or self._now())
        matching = matches(words, book.index, self._allowance, reading, book.openings)
        found = [match for match in matching if not is_forbidden(match.intent, self.language)]
        equals: dict[tuple[object, ...], tuple[Intent, ...]] = {}
        best: Match | None = None
        for match in found:
            if best is not None and match.rank != best.rank:
                break
            if meant := self._meant(match, text):
                best = best or match
                equals.setdefault(_said_by(meant), meant)
        if best is None:
            return _Meaning()
        left = settled(tuple(equals.values()))
        if len(left) > 1:
            return _Meaning(guesses=left[:2], missed=_UNSURE)
        if best.taught:
            return _Meaning(left[0], missed="")
        best = next(match for match in found if match.rank == best.rank and match.intent.name == left[0][0].name)
        fullest = fuller(best, found)
        return _Meaning(self._meant(fullest, text), free=fullest.free, missed="")

    def _meant(self, match: Match, text: str) -> tuple[Intent, ...]:
        if match.intent.name != TAUGHT:
            return (msgspec.structs.replace(match.intent, text=text),)
        known = (match.taught, self._now().date())  # "tomorrow" is another day tomorrow
        if known not in self._meanings:
            phrase = next((one for one in self._known[1] if one.id == match.taught), None)
            self._meanings[known] = () if phrase is None else self._like(phrase)
        return filled(self._meanings[known], match.intent.slots, text)

    def _like(self, phrase: Taught) -> tuple[Intent, ...]:
        """Return what the sentence means that a phrase was taught with; it is never looked up in taught phrases."""
        if self._untaught is None:
            self._untaught = Understander(self.language, self.known_names, now=self._now)
        return self._untaught.parse(phrase.like).intents

    def _several(self, text: str, book: Phrasebook) -> _Meaning | None:
        """Return what `text` means as several commands in a row; None where a part of every splitting means nothing."""
        for parts in splittings(text, self.language):
            meant: list[Intent] = []
            for part in parts:
                found = self._on_its_day(part, self._part(part, meant, book), meant, book)
                if not found:
                    break
                meant.extend(found)
            else:
                if len(parts) > 1:
                    return _Meaning(tuple(meant), missed="")
        return None

    def _part(self, part: str, before: list[Intent], book: Phrasebook) -> tuple[Intent, ...]:
        bare = said(part, book.skipped, without_spaces=book.without_spaces).bare
        if numbers.number(bare.strip(), self.language) is not None:
            return ()  # `at seven, eight` takes seven back: the eight is no temperature
        if before:
            names = self.known_names()
            if made := tuple(one for intent in before if (one := list_made(intent)) is not None):
                names = msgspec.structs.replace(names, lists=(*names.lists, *made))
                book = self._book_of_then(names)
            whole = resolved(part, before[-1], names, self.language)
            if whole is not None and (meant := self._one(whole, book).intents):
                return tuple(msgspec.structs.replace(one, text=part, source="pronoun") for one in meant)
        meant = self._one(part, book).intents
        of_items = bool(meant) and {one.name for one in meant} <= OF_ITEMS
        each = self._several(part, book) if of_items else None  # `bread and butter` are two things, as they are alone
        return meant if each is None else each.intents

    def _on_its_day(
        self, part: str, found: tuple[Intent, ...], before: list[Intent], book: Phrasebook
    ) -> tuple[Intent, ...]:
        """Return what a part means, on the day that the part before it says where it says none itself."""
        now = counted_from(found, before, self._now())
        if now is None:
            return found
        then = self._looked_up(_FULL_STOP.sub("", part), book, now).intents
        return on_day_of(then or found, before)

    def _book_of_then(self, names: Names) -> Phrasebook:
        """Return what later commands are looked up in, when those before them make new names."""
        if self._then is None or self._then[0] != names:
            self._then = names, phrasebook(self.language, names, self._known[1], self._allowance)
        return self._then[1]


def _may_be_several(whole: _Meaning) -> bool:
    """Tell whether other readings are worth trying: a note's words are its own, but a song may hold a command."""
    if not whole.intents:
        return True
    return bool(whole.free) and _FREE_TEXT.isdisjoint(whole.free)


def _items(whole: _Meaning) -> tuple[Intent, ...]:
    """Return a command for each thing that Arabic words put on a list or take off it."""
    return tuple(item for one in whole.intents if one.name in OF_ITEMS for item in arabic_items.each(one))


def _is_better(several: _Meaning, whole: _Meaning) -> bool:
    """Tell whether several commands are meant: items of a list may be many, but rock and roll is one piece of music."""
    names = {intent.name for intent in whole.intents}
    return not names or bool(names & OF_ITEMS) or any(intent.name not in names for intent in several.intents)


def _said_by(intents: tuple[Intent, ...]) -> tuple[object, ...]:
    return tuple((one.name, frozenset((slot.name, slot.value) for slot in one.slots)) for one in intents)


def _closest(candidates: tuple[tuple[Intent, ...], ...]) -> _Meaning:
    """Return the best candidate where it is good and clearly ahead, otherwise the best two as guesses."""
    ranked = sorted((one for one in candidates if one), key=_score, reverse=True)
    if not ranked:
        return _Meaning()
    second = _score(ranked[1]) if len(ranked) > 1 else 0.0
    if _score(ranked[0]) >= _SURE and _score(ranked[0]) - second >= _AHEAD:
        return _Meaning(tuple(msgspec.structs.replace(one, source="loose") for one in ranked[0]), missed="")
    return _Meaning(guesses=tuple(ranked[:2]), missed=_UNSURE if len(ranked) > 1 else _UNKNOWN)


def _score(intents: tuple[Intent, ...]) -> float:
    return min(intent.score for intent in intents)
