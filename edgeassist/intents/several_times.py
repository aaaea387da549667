# SPDX-License-Identifier: Apache-2.0
"""One command for several times: `remind me at eight and at twelve` is a reminder at eight and one at twelve.

Says each of them in full; what of it is a command is decided elsewhere. A day or a time that is said once holds for
all. Where it is not plain what goes with what, there is no way to say it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from edgeassist.intents import moments
from edgeassist.intents.joint_words import joint_words

MOST_TIMES = 4
_AND = frozenset({"and", "&", "y", "e", "und", "sowie", "et"})
_OR = frozenset({"or", "o", "u", "oder", "ou"})
_MOST_BEFORE = 4
_MOST_WORDS = 60
"""In more words, or between more places to cut, no times are looked for: it is talk, and each look takes its time."""
_MOST_JOINTS = 12
_NOON = 12
_SOME_DAY = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
"""When a moment's words are looked at for what they say; which moment they are matters not."""

Pieces = list[str]


@dataclass(frozen=True, slots=True)
class _Run:
    """Moments side by side among the pieces of a text, from `start` to `end`. `sure` where all are joined by “and”."""

    start: int
    end: int
    moments: tuple[Pieces, ...]
    sure: bool


def is_for_several(text: str, language: str) -> bool:
    """Tell whether what follows a command's own words says more than one moment: neither of them is the one."""
    pieces = text.split()
    if _is_talk(pieces):
        return False
    if _run(tuple(pieces), language) is not None:
        return True
    head = moments.at_front(pieces, language, _SOME_DAY)
    if head and (_begins_again(pieces[head:], language) or _second(pieces, head, language)):
        return True
    tail = moments.at_end(pieces, language, _SOME_DAY)
    joints = (at for at in range(2, len(pieces) - tail) if tail and pieces[at].lower() in _AND | _OR)
    return any(_has_clock(pieces[:at], language) for at in joints)


@lru_cache(maxsize=256)
def each(text: str, language: str) -> tuple[str, ...]:
    """Return `text` once for each of the times that it says; nothing where it says one, or cannot be said so."""
    pieces = text.split()
    if _is_talk(pieces):
        return ()
    if parted := _parted(pieces, language):
        return parted
    run = _run(tuple(pieces), language)
    if run is None or not run.sure or len(run.moments) > MOST_TIMES:
        return ()
    before, after = pieces[: run.start], pieces[run.end :]
    if after and (len(before) > _MOST_BEFORE or moments.leads(language) & {word.lower() for word in before[1:]}):
        return ()
    full = _completed(run.moments, language)
    return tuple(" ".join([*before, *one, *after]) for one in full)


@lru_cache(maxsize=256)
def together(text: str, language: str) -> str:
    """Return the words of `text` for several times of which one tells of another: `at six and at seven pm`.

    It is not plain what holds for both, so they cannot be told apart; empty where there are no such words.
    """
    pieces = text.split()
    run = _run(tuple(pieces), language)
    if run is None or (run.end < len(pieces) and pieces[run.end].lower() in joint_words(language).openers):
        return ""
    said = [_said(one, language, bare=True) for one in run.moments]
    known = [one for one in said if one is not None]
    plain = len(known) < len(said) or (_parts_agree(known) and _months_agree(known))
    return "" if plain else " ".join(pieces[run.start : run.end])


def _begins_again(pieces: Sequence[str], language: str) -> bool:
    """Tell whether another moment stands right behind the first one: `in zwei Wochen am Freitag`."""
    if not pieces or pieces[0].lower() in moments.leads(language):
        return False
    said = _said(pieces[: moments.at_front(pieces, language, _SOME_DAY)], language)
    return said is not None and (said.day is not None or said.clock is not None)


def _has_clock(pieces: Sequence[str], language: str) -> bool:
    count = moments.at_end(pieces, language, _SOME_DAY)
    said = _said(_plain(pieces[len(pieces) - count :]), language) if count else None
    return said is not None and said.clock is not None


def _second(pieces: Sequence[str], after: int, language: str) -> int:
    """Return where a second time with its own words begins: `at eight to call Ann and at nine to call Bob`."""
    for at in range(after + 1, len(pieces) - 2):
        count = moments.at_front(pieces[at + 1 :], language, _SOME_DAY) if pieces[at].lower() in _AND else 0
        said = _said(pieces[at + 1 : at + 1 + count], language) if count else None
        if said is not None and said.clock is not None and said.led:
            return at + 1
    return 0


def _parted(pieces: Sequence[str], language: str) -> tuple[str, ...]:
    """Return the two commands of `remind me at eight to call Ann and at nine to call Bob`."""
    if not _second(pieces, 1, language):
        return ()  # looked for first: hardly any sentence has one
    for start in range(1, min(_MOST_BEFORE, len(pieces))):
        count = moments.at_front(pieces[start:], language, _SOME_DAY)
        if not count:
            continue
        second = _second(pieces, start + count, language)
        after = second + moments.at_front(pieces[second:], language, _SOME_DAY) if second else 0
        if not second or after >= len(pieces) or _run(tuple(pieces), language) is not None:
            return ()
        return " ".join(pieces[: second - 1]), " ".join([*pieces[:start], *pieces[second:]])
    return ()


def _is_talk(pieces: Sequence[str]) -> bool:
    return len(pieces) > _MOST_WORDS or sum(_joint(pieces, at)[1] > 0 for at in range(1, len(pieces))) > _MOST_JOINTS


@lru_cache(maxsize=256)
def _run(pieces: tuple[str, ...], language: str) -> _Run | None:
    if _is_talk(pieces):
        return None
    for at in range(1, len(pieces) - 1):
        first, start, sure = _joint(pieces, at)
        if not start:
            continue
        count = moments.at_end(pieces[:first], language, _SOME_DAY)
        bare = count > 0 and _has_clock(pieces[:first], language)
        found = _next(pieces, start, language, bare=bare) if count else 0
        if start == first and not (bare and _has_clock(pieces[: start + found], language)):
            continue  # `am Freitag, den 5. Dezember` is one day
        if not found or moments.is_one(pieces[first - count : start + found], language, _SOME_DAY):
            continue
        said, end = [_plain(pieces[first - count : first]), _plain(pieces[start : start + found])], start + found
        while end < len(pieces) - 1:
            _first, start, also = _joint(pieces, end)
            found = _next(pieces, start, language, bare=bare) if start else 0
            if not found:
                break
            said.append(_plain(pieces[start : start + found]))
            end, sure = start + found, sure and also
        return _Run(first - count, end, tuple(said), sure)
    return None


def _joint(pieces: Sequence[str], at: int) -> tuple[int, int, bool]:
    """Return where the words before a joint at `at` end and those after it begin (0 for none), and whether it adds."""
    word = pieces[at].lower()
    if word in _AND | _OR:
        return at, at + 1, word in _AND
    return at, at if pieces[at - 1].endswith(",") else 0, True


def _next(pieces: Sequence[str], start: int, language: str, *, bare: bool) -> int:
    """Return how many words the moment after a joint has; a `bare` number is an hour after another."""
    count = moments.at_front(pieces[start:], language, _SOME_DAY)
    if count or not bare:
        return count
    known = (many for many in (2, 1) if _said(_plain(pieces[start : start + many]), language, bare=True) is not None)
    return next(known, 0)


def _plain(pieces: Sequence[str]) -> Pieces:
    return [*pieces[:-1], pieces[-1].rstrip(",")]


def _said(pieces: Sequence[str], language: str, *, bare: bool = False) -> moments.Said | None:
    return moments.said_in(pieces, language, _SOME_DAY, bare=bare)


def _completed(found: Sequence[Pieces], language: str) -> tuple[Pieces, ...]:
    said = [_said(one, language, bare=True) for one in found]
    if all(one is None for one in said):
        return tuple(found)
    known = [one for one in said if one is not None]
    if len(known) < len(said) or not _parts_agree(known) or not _months_agree(known):
        return ()
    apart = [_day_and_clock(one, language) for one in found]
    days, clocks = [day for day, _ in apart], [clock for _, clock in apart]
    sure, lead = any(one.clock is not None and one.clock.sure for one in known), clocks[0][: known[0].led]
    clocks = [_alone(clock, one, sure, lead) for clock, one in zip(clocks, known, strict=True)]
    clocks = _clocks_for_all(clocks, days)
    if not clocks:
        return ()
    if days[-1] and not any(days[:-1]) and found[-1][-len(days[-1]) :] == days[-1]:
        days = [days[-1]] * len(days)
    for place in range(1, len(days)):
        days[place] = days[place] or days[place - 1]
    return tuple([*day, *clock] for day, clock in zip(days, clocks, strict=True))


def _alone(clock: Pieces, said: moments.Said, sure: bool, lead: Pieces) -> Pieces:
    """Return a time as it can stand alone: with its lead, and as in “8 and 14:00” where other times leave no doubt."""
    if said.clock is None or said.part is not None:
        return clock
    if sure and not said.clock.sure:
        return [*lead, f"{said.clock.hour:02}:{said.clock.minute:02}"] if said.clock.hour < _NOON else []
    return [*lead, *clock] if said.clock.plain and not said.led else clock


def _parts_agree(said: Sequence[moments.Said]) -> bool:
    """Tell whether each says its half of the day, or none does: it is not plain whose "in the evening" is."""
    open_ones = [one for one in said if one.clock is None or not one.clock.sure]
    parts = {one.part is not None for one in open_ones}
    return len(parts) < len((True, False)) and all(one.clock is not None or one.day is not None for one in said)


def _months_agree(said: Sequence[moments.Said]) -> bool:
    """Tell whether each day of a month says its month, or none does: the 6th after `the 5th of January` is in it."""
    return len({one.day.month for one in said if one.day is not None} - {None}) < len((True, False))


def _clocks_for_all(clocks: Sequence[Pieces], days: Sequence[Pieces]) -> list[Pieces]:
    """Return each one's time: its own, or the only one, said first or last, where each has its own day."""
    given = [clock for clock in clocks if clock]
    if len(given) in {0, len(clocks)}:
        return list(clocks)
    if len(given) == 1 and all(days) and (clocks[0] or clocks[-1]):
        return given * len(clocks)
    return []


def _day_and_clock(pieces: Pieces, language: str) -> tuple[Pieces, Pieces]:
    """Part a moment's day from its time; either may be empty."""
    said = _said(pieces, language, bare=True)
    if said is None or said.day is None:
        return [], pieces
    if said.clock is None:
        return pieces, []
    for count in range(len(pieces) - 1, 0, -1):
        for day, clock in ((pieces[:count], pieces[count:]), (pieces[-count:], pieces[:-count])):
            alone = _said(day, language, bare=True)
            if alone is not None and alone.day is not None and alone.clock is None:
                return day, clock
    return [], pieces
