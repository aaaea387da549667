# SPDX-License-Identifier: Apache-2.0
"""One sentence as several commands: where it may be cut, and what its parts leave unsaid. Parses no command.

`turn on the kitchen and the hall lights` is `turn on the kitchen lights`, `turn on the hall lights`. Words in quotation
marks, and the person's own words of a note or a reminder, are never cut.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from edgeassist.intents import numbers
from edgeassist.intents.carrying import carried
from edgeassist.intents.joint_words import JointWords, joint_words
from edgeassist.intents.number_tokens import tokens

MOST_CANDIDATES = 8
MOST_PARTS = 4
_LONGEST = 400
_MOST_JOINTS = 8
_TIMES = """
hour hours minute minutes second seconds hora horas minuto minutos
stunde stunden minuten uhr heure heures
"""
_TIME_WORDS = frozenset(_TIMES.split())
_SHORT = re.compile(r"\b(?:st|dr|mr|mrs|ms|prof|no|vs|ca|bzw|nr|sr|sra|hr|fr|mme|m)\. ", re.IGNORECASE)
"""Words whose full stop ends no sentence."""
_MONTHS = "jan|jän|feb|mär|maerz|apr|mai|jun|jul|aug|sep|okt|nov|dez"
_DATE = re.compile(
    rf"\b[0-3]?\d\.(?: ?(?:0?[1-9]|1[0-2])\. | (?={_MONTHS}))|\b(?:am|den|dem|der|zum|vom) [0-3]?\d\. ", re.IGNORECASE
)
"""A day whose dots end no sentence: `3.12. `, `3. 12. `, `3. Dezember`, `am 3. um acht`."""
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»")


@dataclass(frozen=True, slots=True)
class _Joint:
    start: int
    end: int
    strong: bool
    opens: bool


def split(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return ways to cut `text` into 2 to `MOST_PARTS` commands, the likeliest first; none where it has no joint.

    Parts that leave out their verb, their noun or their place are completed from the others.
    """
    table = joint_words(language)
    plain = " ".join(text[: _LONGEST + 1].split())
    joints = _joints(plain, language, table) if len(plain) <= _LONGEST else ()
    found: dict[tuple[str, ...], None] = {}
    for cuts in _choices(joints):
        parts = _cut(plain, cuts)
        if not all(parts):
            continue
        for candidate in _completed(parts, cuts, language, table):
            found.setdefault(candidate)
        if len(found) >= MOST_CANDIDATES:
            break
    return tuple(found)[:MOST_CANDIDATES]


def _completed(
    parts: tuple[str, ...], cuts: Sequence[_Joint], language: str, table: JointWords
) -> Iterator[tuple[str, ...]]:
    if all(joint.opens for joint in cuts):
        yield parts
        return
    if not _has_own_object(parts[0], table):
        yield from carried(parts, [True, *(joint.opens for joint in cuts)], language)
    yield parts


def _has_own_object(part: str, table: JointWords) -> bool:
    """Tell whether any words may follow in this command, so that what comes after a joint may well belong to it."""
    words = part.lower().split()
    begins = {" ".join(words[:1]), " ".join(words[:2])}
    return not table.loose.isdisjoint(begins) or not table.titles.isdisjoint(words)


def _joints(text: str, language: str, table: JointWords) -> tuple[_Joint, ...]:
    hidden = _QUOTED.sub(_hidden, _DATE.sub(_hidden, _SHORT.sub(_hidden, text))).lower()
    if len(hidden) != len(text):
        return ()
    found: list[_Joint] = []
    begin = 0
    while not _is_free(hidden[begin:], table) and len(found) < _MOST_JOINTS:
        joint = _next_joint(hidden, begin, table)
        if joint is None:
            break
        again = hidden.startswith(tuple(f"{words} " for words in table.again), joint.end)
        if again or not _is_inside_number(hidden[: joint.start], hidden[joint.end :], language):
            found.append(joint)
        begin = joint.end
    return tuple(found)


def _hidden(found: re.Match[str]) -> str:
    return "\x00" * len(found[0])


def _next_joint(text: str, begin: int, table: JointWords) -> _Joint | None:
    best: tuple[int, int, bool] | None = None
    for strong, words in ((True, table.strong), (False, table.weak)):
        for word in words:
            at = text.find(word, begin)
            if at > begin and (best is None or (at, -len(word)) < (best[0], best[0] - best[1])):
                best = at, at + len(word), strong
    if best is None:
        return None
    first = re.match(r"[\w']+", text[best[1] :])
    word = first[0] if first is not None else ""
    opens = word in table.openers or _is_verb_with_pronoun(word, table)
    return _Joint(*best, opens)


def _is_verb_with_pronoun(word: str, table: JointWords) -> bool:
    """Tell whether it is a Spanish verb with its object at its end: `enciéndelas`, `ponla`."""
    found = re.fullmatch(r"(\w{2,}?)(?:los|las|lo|la)", word)
    plain = found[1].translate(str.maketrans("áéíóú", "aeiou")) if found is not None else ""
    return "enciende" in table.openers and plain in table.openers


def _is_free(text: str, table: JointWords) -> bool:
    return any(text.startswith((f"{words} ", f"{words}: ")) for words in table.free)


def _is_inside_number(before: str, after: str, language: str) -> bool:
    """Tell whether a joint is one of `a hundred and five`, `siete y media`, `two hours and ten minutes`."""
    last, following = tokens(before[-40:], language)[-1:], tokens(after[:60], language)
    if not last or not following or numbers.take(following, 0, language) is None:
        return False
    return numbers.take(last, 0, language) is not None or last[0] in _TIME_WORDS


def _choices(joints: Sequence[_Joint]) -> Iterator[tuple[_Joint, ...]]:
    """Yield which joints to cut at: before verbs, then all, then one by one, the strongest first."""
    opening = tuple(joint for joint in joints if joint.opens)
    if 0 < len(opening) < MOST_PARTS:
        yield opening
    if 0 < len(joints) < MOST_PARTS:
        yield tuple(joints)
    for count in range(1, MOST_PARTS):
        ranked = sorted(
            combinations(joints, count),
            key=lambda some: (-sum(one.opens for one in some), -sum(one.strong for one in some), some[0].start),
        )
        yield from ranked[:MOST_CANDIDATES]


def _cut(text: str, cuts: Sequence[_Joint]) -> tuple[str, ...]:
    edges = (0, *(edge for joint in cuts for edge in (joint.start, joint.end)), len(text))
    return tuple(text[start:end].strip(" ,;.") for start, end in list(pairwise(edges))[::2])
