# SPDX-License-Identifier: Apache-2.0
"""Judges two readings of the same sound, and a third one where they leave a doubt. Pure.

What was said is read alike each time; other talk forced into a command is mostly forced into different ones. So
readings that agree need less clearness than one alone. Where two do not agree a third one decides; between
numbers or opposites only by far, since being asked costs a click, and the other command would be done.
"""

from dataclasses import dataclass

from edgeassist.speech.heard import Verdict
from edgeassist.speech.second_key import (
    UNSURE,
    Evidence,
    Judgement,
    certainty,
    clearness,
    is_hurried,
    judge,
    nothing,
    share,
)

CLEAR = 4.1
"""From here on one look is enough. Of 600 commands that one look in three of those between 3.0 and 4.1 that was wrong
("turn on" for "turn off") a second look contradicts, and none that was right stays in doubt after a third."""
_AGREED, _AGREED_THRICE = -0.4, -1.6
"""Of 38 other sounds with talk or music five were read alike, all thrice, at most with -4.3; of 237 commands 223 were
read alike by the first two looks, and one of these was wrong."""
_ASKED = 0.5
_TWIN = 0.3
_APART = 1.2  # numbers and opposites that were outvoted are still asked about, where they are less behind
_OUTVOTED = 1.0  # what two of three must come to
_OUTVOTED_FAR, _FAR = -0.6, 2.0  # or this, where the other one is so far behind
_PLAIN = 2.8  # what is so clear in two readings that are alike was said, however fast
_ONLY = 2.0  # what the first look lost on the way is not another reading
_LONGEST_S, _LONGEST_THRICE_S = 7.0, 1.6  # each look takes a tenth of what was said
_TENS = ("thir", "four", "for", "fif", "six", "seven", "eigh", "nine")
_OPPOSITES = frozenset({"lock", "locked", "unlock", "unlocked"})
_TWINS = _OPPOSITES | {f"{ten}{end}" for ten in _TENS for end in ("teen", "ty")}
_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve hundred half quarter"
_SWITCHES = "on off open opened close closed add remove start stop all not"
_DECIDING = _TWINS | {*_NUMBERS.split(" "), *_SWITCHES.split(" ")}
"""Words that are short or like others, and change what is done."""
_SMALL = frozenset({"the", "my", "me", "a"})


@dataclass(frozen=True, slots=True)
class Looked:
    """The judgement, the reading that it is of, and the other one where that says something else."""

    judgement: Judgement
    evidence: Evidence
    other: str = ""


def needs_another(evidence: Evidence) -> bool:
    """Whether a second look may tell more."""
    if evidence.too_long or evidence.voiced_s <= 0.1 or evidence.loud_s > _LONGEST_S:
        return False
    return nothing(evidence) is not None or certainty(evidence) < CLEAR or _is_like_another(evidence)


def together(first: Evidence, second: Evidence) -> Looked:
    """Return what two looks at the same sound come to."""
    if not first.words or not second.words:
        found = first if first.words else second
        judged = judge(found)
        if found is second and judged.verdict == "accepted" and certainty(second) >= _ONLY:
            return Looked(judged, found)
        return Looked(_at_most_asked(judged, certainty(found)) if found.words else judged, found)
    better, worse = sorted((first, second), key=certainty, reverse=True)
    if _said(first) == _said(second):
        return _agreed((better, worse), _AGREED)
    return Looked(_at_most_asked(judge(better), certainty(better)), better, _text(worse))


def needs_third(first: Evidence, second: Evidence) -> bool:
    """Whether a third look may settle what two leave open."""
    if first.loud_s > _LONGEST_THRICE_S or first.noisy or not first.words or not second.words:
        return False
    best = max(certainty(first), certainty(second))
    if _said(first) == _said(second):
        return best >= _AGREED_THRICE and _mean(first, second) < (_TWIN if _is_like_another(first) else _AGREED)
    return best >= UNSURE


def of_three(first: Evidence, second: Evidence, third: Evidence) -> Looked:
    """Return what three looks come to, where two left a doubt."""
    alike = [one for one in (first, second) if third.words and _said(one) == _said(third)]
    if not alike:
        return together(first, second)
    better, worse = sorted((*alike, third), key=certainty, reverse=True)[:2]
    if len(alike) == 2:
        return _agreed((better, worse), _AGREED_THRICE)
    other = second if alike[0] is first else first
    ahead = _mean(better, worse) - certainty(other)
    if ahead < 0 and ahead + certainty(other) < _OUTVOTED:
        return together(first, second)
    near = certainty(other) >= CLEAR or (ahead < _APART and _differ_in_little(better, other))
    looked = _agreed((better, worse), _OUTVOTED_FAR if ahead >= _FAR else _OUTVOTED, doubtful=near)
    return Looked(looked.judgement, looked.evidence, _text(other))


def _agreed(alike: tuple[Evidence, Evidence], least: float, *, doubtful: bool = False) -> Looked:
    """Return what two looks that read the same come to; the better one comes first."""
    better, mean = alike[0], _mean(*alike)
    hurried = is_hurried(better.words) and min(clearness(one.reading) for one in alike) < _PLAIN
    doubtful = doubtful or better.noisy or hurried or (_is_like_another(better) and mean < _TWIN)
    if mean >= least and not doubtful:
        return Looked(Judgement("accepted", share(mean)), better)
    return Looked(Judgement("unsure" if mean >= UNSURE else "not-a-command", share(mean)), better)


def _mean(one: Evidence, other: Evidence) -> float:
    return (certainty(one) + certainty(other)) / 2


def _differ_in_little(one: Evidence, other: Evidence) -> bool:
    """Whether nothing but numbers and opposites makes the difference: one for another is soon heard."""
    return set(_said(one)) ^ set(_said(other)) <= _DECIDING


def _at_most_asked(judged: Judgement, clear: float) -> Judgement:
    verdict: Verdict = "unsure" if clear >= _ASKED and judged.verdict in ("accepted", "unsure") else "not-a-command"
    return Judgement(verdict, judged.confidence)


def _is_like_another(evidence: Evidence) -> bool:
    """Whether a word is among them that another sounds like which means something else: fifteen, fifty; unlock."""
    return any(word.text in _TWINS for word in evidence.words)


def _said(evidence: Evidence) -> list[str]:
    return [word.text for word in evidence.words if word.text not in _SMALL]


def _text(evidence: Evidence) -> str:
    return " ".join(word.text for word in evidence.words)
