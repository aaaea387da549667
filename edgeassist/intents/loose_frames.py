# SPDX-License-Identifier: Apache-2.0
"""Which commands the pieces of a sentence come close to, and how close: what is said beyond a command costs.

Says commands in words that a template hears; what they mean is for the templates.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edgeassist.intents.loose_spotting import Piece
from edgeassist.intents.loose_words import Frame, LooseWords

WORST = 0.6
_UNKNOWN, _ANOTHER, _PART = 0.1, 0.2, 0.03
_COSTS = {"not": 0.5, "ask-how": 0.5, "ask": 0.3}
_VALUE = 0.25
_NEAR = 0.06
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be what was meant, and how close it is, from 0 to 1."""

    score: float
    say: str


def closest(pieces: Sequence[Piece], words: LooseWords) -> list[Candidate]:
    """Return what the pieces may mean; a command is left out where a close one asks for all that it does, and more."""
    told = [piece for piece in pieces if piece.stands_for != {"fill"}]
    there = frozenset().union(*(piece.stands_for for piece in told))
    found: list[tuple[Frame, Candidate]] = []
    for frame in words.frames:
        if all(not need.isdisjoint(there) for need in frame.needs):
            score = _score(frame, told, words)
            said = next(_said(frame, told, words), None)
            if said is not None and score >= WORST:
                found.append((frame, Candidate(score, said)))
    best = max((one.score for _, one in found), default=0.0) - _NEAR
    fullest = [set(frame.needs) for frame, one in found if one.score >= best]
    return [one for frame, one in found if not any(set(frame.needs) < needs for needs in fullest)]


def _score(frame: Frame, told: Sequence[Piece], words: LooseWords) -> float:
    return frame.score - sum(_cost(piece, frame, words) for piece in told)


def _cost(piece: Piece, frame: Frame, words: LooseWords) -> float:
    if not piece.stands_for.isdisjoint(frame.may):
        return _PART if "part" in piece.stands_for else 0.0
    against = max((_COSTS.get(concept, 0.0) for concept in piece.stands_for), default=0.0)
    if against or "fill" in piece.stands_for:
        return against
    if piece.values:
        return _VALUE
    return _UNKNOWN if piece.stands_for <= words.weak else _ANOTHER


def _said(frame: Frame, told: Sequence[Piece], words: LooseWords) -> Iterator[str]:
    """Yield the ways to say the frame's command with what was told; where two devices are told there is none."""
    values: dict[str, list[str]] = {}
    for piece in told:
        for concept, text in piece.values.items():
            values.setdefault(concept, []).append(text)
        for concept in sorted(piece.stands_for & set(words.kinds)):
            values.setdefault("kind", []).append(words.kinds[concept])
    unsummed = any("number" in piece.values and "sum" not in piece.values for piece in told)
    for say in frame.say:
        places = _PLACE.findall(say)
        if "sum" in places and unsummed:
            continue  # of `10 / half of 4` no part is the sum
        if all(len(dict.fromkeys(values.get(place, ()))) == 1 for place in places):
            yield _PLACE.sub(lambda found: values[found[1]][0], say)
