# SPDX-License-Identifier: Apache-2.0
"""A sentence without what surrounds its command, and in words nearer to those of templates. Knows no meaning."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from edgeassist.intents import durations, moments, numbers
from edgeassist.intents.loose_frames import Candidate
from edgeassist.intents.loose_words import LooseWords, compiled
from edgeassist.intents.names import Names
from edgeassist.intents.slots import Normalizing

MOST_CLAUSES = 4
_LONGEST_REASON = 9
_DROPPED = 0.04
_ENDS = " ,;:.!?…–-"
_CLAUSE = re.compile(r"(?<!\d)[,;](?!\d)|[,;](?=\s)|[.!?…]+(?=\s)|\s[–-]\s")
_TWICE = re.compile(r"\b(list|liste|lista) \1\b", re.IGNORECASE)
_PLACE = re.compile(r"\{(\w+)\}")


class Rewriter:
    """Rewrites sentences of one language, with the names that there are; calls `check` at every rule."""

    def __init__(self, words: LooseWords, names: Names, check: Callable[[], None] = lambda: None) -> None:
        self._words, self._check = words, check
        listed = {"list": tuple(said for one in names.lists for said in one.spoken)}
        listed["name"] = tuple(said for one in names.appliances for said in one.spoken)
        listed["language"] = words.languages
        listed["area"] = tuple(said for one in names.areas for said in one.spoken)
        self._rules = tuple((compiled(one.pattern, listed), one) for one in words.rewrites)

    def bare(self, text: str) -> str:
        """Return `text` without words of politeness and of wanting at its ends."""
        before = ""
        while text != before:
            before = text
            text = _without(text.strip(_ENDS), self._words.lead, at_end=False)
            text = _without(text.strip(_ENDS), self._words.trail, at_end=True)
        return text

    def clauses(self, text: str) -> Iterator[Candidate]:
        """Yield the clauses of a sentence, bare, the last first, and what leaving the others out costs."""
        parts = [part for part in (self.bare(one) for one in self._cut(text)) if part]
        if not 1 < len(parts) <= MOST_CLAUSES:
            return
        for part in reversed(parts):
            others = [other for other in parts if other is not part]
            if all(len(other.split()) <= _LONGEST_REASON for other in others):
                yield Candidate(1.0 - _DROPPED * len(others), part)

    def rewritten(self, text: str, reading: Normalizing) -> Iterator[Candidate]:
        """Yield `text` by every rule that fits it."""
        for pattern, rule in self._rules:
            self._check()
            found = pattern.fullmatch(text)
            if found is not None and self._is_said(found.groupdict(), reading):
                yield Candidate(rule.score, _filled(rule.say, found.groupdict()))

    def _is_said(self, said: Mapping[str, str | None], reading: Normalizing) -> bool:
        """Tell whether what stands where something of a kind must stand is of that kind."""
        language = reading.language
        for place, words in said.items():
            if words is None:
                continue
            first = words.split()[0].casefold()
            if place == "few" and (first in self._words.never or first in self._words.fill):
                return False
            if place == "when" and moments.read(words, language, reading.now) is None:
                return False
            if place == "long" and durations.seconds(words, language) is None:
                return False
            if place.startswith("number") and numbers.number(words, language) is None:
                return False
        return True

    def _cut(self, text: str) -> Sequence[str]:
        pieces = _CLAUSE.split(text)
        for joint in self._words.joints:
            pattern = re.compile(rf"(?<!\w){re.escape(joint)}(?!\w)", re.IGNORECASE)
            pieces = [part for piece in pieces for part in pattern.split(piece)]
        return pieces


def _without(text: str, phrases: Sequence[str], *, at_end: bool) -> str:
    low = text.casefold()
    for phrase in phrases:
        if at_end and low.endswith(f" {phrase}"):
            return text[: -len(phrase)].rstrip(_ENDS)
        if not at_end and low.startswith(phrase) and not low[len(phrase) : len(phrase) + 1].isalnum():
            rest = text[len(phrase) :].lstrip(_ENDS)
            if rest:
                return rest
    return text


def _filled(say: str, values: Mapping[str, str | None]) -> str:
    filled = _PLACE.sub(lambda found: (values.get(found[1]) or "").strip(_ENDS), say)
    return _TWICE.sub(r"\1", filled)
