# SPDX-License-Identifier: Apache-2.0
"""Compares a sentence with its translation: what was lost, what was added, what was not translated. Mends nothing."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from edgeassist.documents import kept
from edgeassist.documents.clock_times import times as times_of_day
from edgeassist.panes.translate import words
from edgeassist.panes.translate.facts import units_lost
from edgeassist.panes.translate.protected import Item, Rules
from edgeassist.panes.translate.stand_ins import NUMBER_WORDS
from edgeassist.panes.translate.translation import Flag, Pair, Trouble

_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = {
    "ar": ("ARABIC",),
    "el": ("GREEK",),
    "hi": ("DEVANAGARI",),
    "ja": ("CJK", "HIRAGANA", "KATAKANA"),
    "ko": ("HANGUL", "CJK"),
    "ru": ("CYRILLIC",),
    "uk": ("CYRILLIC",),
    "zh": ("CJK",),
}
_LATIN = ("LATIN", "FEMININE", "MASCULINE")
_LITERAL = (Trouble.TAG, Trouble.PLACEHOLDER, Trouble.ADDRESS, Trouble.KEPT_WORD)
_SAME_SHARE = 0.75


def flags(source: str, target: str, kept_items: tuple[Item, ...], rules: Rules) -> tuple[Flag, ...]:
    """Return what is to be looked at in `target`; nothing when all came through and nothing was added."""
    if not target.strip():
        return (Flag(Trouble.EMPTY, source),) if source.strip() else ()
    found = [*_literal(target, kept_items), *_added(source, target), *_terms(target, kept_items, rules)]
    found += _numbers(source, target, kept_items, rules)
    found += units_lost(source, target, rules.pair)
    if not_translated(source, target, kept_items, rules):
        found.append(Flag(Trouble.UNCHANGED, source, target))
    return tuple(dict.fromkeys(found))


def terms_found(target: str, kept_items: tuple[Item, ...], rules: Rules) -> tuple[str, ...]:
    """Return the glossary's target words that stand in `target`, as they stand there."""
    wanted = dict.fromkeys(one.target for one in kept_items if one.trouble is Trouble.TERM)
    places = [at for term in wanted for at in words.found(term, target, rules.pair.target)]
    return tuple(target[start:end] for start, end in sorted(places))


def not_translated(source: str, target: str, kept_items: tuple[Item, ...], rules: Rules) -> bool:
    """Tell whether `target` is the source again, or in letters that its language is not written in."""
    free_source, free_target = _without(source, kept_items), target
    for one in kept_items:
        free_target = free_target.replace(one.target, " ")
    script = _SCRIPTS.get(rules.pair.target, _LATIN)
    letters = [one for one in free_target if one.isalpha()]
    fitting = sum(unicodedata.name(one, "").startswith(script) for one in letters)
    if len(letters) >= 4 and 2 * fitting < len(letters):
        return True
    given = [word for word in _WORD.findall(free_source) if not word[0].isupper() and len(word) > 1]
    if len(given) < 2:
        return False
    again = {word.casefold() for word in _WORD.findall(free_target)}
    return sum(word.casefold() in again for word in given) >= _SAME_SHARE * len(given)


def _without(text: str, kept_items: tuple[Item, ...]) -> str:
    for one in reversed(kept_items):
        text = f"{text[: one.start]} {text[one.end :]}"
    return text


def _literal(target: str, kept_items: tuple[Item, ...]) -> Iterator[Flag]:
    wanted = Counter((one.trouble, one.text) for one in kept_items if one.trouble in _LITERAL)
    for (trouble, text), times in wanted.items():
        if trouble is Trouble.KEPT_WORD and text[:1].isalnum() and text[-1:].isalnum():
            there = len(re.findall(rf"(?<!\w){re.escape(text)}(?!\w)", target))
        else:
            there = target.count(text)
        if there < times:
            yield Flag(trouble, text)


def _added(source: str, target: str) -> Iterator[Flag]:
    """Yield placeholders, tags and addresses that the source has not."""
    for text in (Counter(kept.placeholders(target)) - Counter(kept.placeholders(source))).elements():
        if source.count(text) < target.count(text):
            yield Flag(Trouble.TAG if text.startswith("<") else Trouble.PLACEHOLDER, "", text)
    for text in kept.addresses(target):
        if text not in source:
            yield Flag(Trouble.ADDRESS, "", text)


def _terms(target: str, kept_items: tuple[Item, ...], rules: Rules) -> Iterator[Flag]:
    wanted = Counter(one.target for one in kept_items if one.trouble is Trouble.TERM)
    for term, times in wanted.items():
        if len(list(words.found(term, target, rules.pair.target))) < times:
            source = next(one.text for one in kept_items if one.target == term)
            yield Flag(Trouble.TERM, source, "")


def _numbers(source: str, target: str, kept_items: tuple[Item, ...], rules: Rules) -> Iterator[Flag]:
    """Yield numbers that are missing with those that came instead, and numbers nobody wrote."""
    others = [one for one in kept_items if one.trouble is not Trouble.NUMBER]
    bare_source, bare_target = _without(source, tuple(others)), target
    for one in others:
        bare_target = bare_target.replace(one.target, " ")
    pair = rules.pair
    bare_source, bare_target = _without_equal_moments(bare_source, bare_target, pair)
    given, came = Counter(kept.numbers(bare_source, pair.source)), Counter(kept.numbers(bare_target, pair.target))
    missing, extra = given - came, list((came - given).elements())
    for one in kept_items:
        if one.trouble is Trouble.NUMBER:
            values = Counter(kept.numbers(one.text, pair.source))
            if values & missing:
                missing -= values
                yield Flag(Trouble.NUMBER, one.text, extra.pop(0) if extra else "")
    for value in missing.elements():
        yield Flag(Trouble.NUMBER, value, extra.pop(0) if extra else "")
    spoken = {str(value) for value, word in enumerate(NUMBER_WORDS.get(pair.source, ())) if _says(word, bare_source)}
    for value in extra:
        if value not in spoken:
            yield Flag(Trouble.NUMBER, "", value)
    lost = Counter(kept.dates(bare_source, pair.source)) - Counter(kept.dates(bare_target, pair.target))
    written = {date: one.text for one in kept_items for date in kept.dates(one.text, pair.source)}
    for date in lost.elements():
        yield Flag(Trouble.NUMBER, written.get(date, date))


def _without_equal_moments(source: str, target: str, pair: Pair) -> tuple[str, str]:
    """Return both without the days and times of day that they share: each language writes them its own way."""
    given, came = _moments(source, pair.source), _moments(target, pair.target)
    shared = Counter(moment for _start, _end, moment in given) & Counter(moment for _start, _end, moment in came)
    return _blanked(source, given, shared.copy()), _blanked(target, came, shared.copy())


def _moments(text: str, language: str) -> tuple[tuple[int, int, str], ...]:
    days = kept.date_places(text, language)
    apart = (one for one in times_of_day(text) if not any(day[0] < one[1] and one[0] < day[1] for day in days))
    return (*days, *apart)


def _blanked(text: str, places: tuple[tuple[int, int, str], ...], shared: Counter[str]) -> str:
    """Return `text` with blanks at as many of `places` as are `shared`; nothing else moves."""
    for start, end, moment in places:
        if shared[moment] > 0:
            shared[moment] -= 1
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def odd_words(source: str, target: str, pair: Pair) -> list[re.Match[str]]:
    """Return the words for 2 to 12 in `target` that `source` does not say, in their order."""
    given = NUMBER_WORDS.get(pair.source, ())
    found: list[re.Match[str]] = []
    for value, word in enumerate(NUMBER_WORDS.get(pair.target, ())):
        if value > 1 and not (given and _says(given[value], source)):
            found.extend(re.finditer(rf"(?<!\w){word}(?!\w)", target, re.I))
    return sorted(found, key=re.Match.start)


def _says(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){word}(?!\w)", text, re.I) is not None
