# SPDX-License-Identifier: Apache-2.0
"""Judges two readings of the same sound: heard over another hiss, and with the mean of the whole utterance. Pure.

What was said is read alike both times; other talk forced into a command is mostly forced into two different ones. So
readings that agree need less clearness than one alone, and readings that do not agree are never more than asked about.
"""

from dataclasses import dataclass

from edgeassist.speech.heard import Verdict
from edgeassist.speech.second_key import (
    ACCEPTED,
    UNSURE,
    Evidence,
    Judgement,
    certainty,
    is_hurried,
    judge,
    nothing,
    share,
)

CLEAR = 3.5
"""From here on one look is enough: of 110 commands read right 56 %, of 60 other sounds none."""
_AGREED = 0.5
_ASKED = 0.5
_ONLY = 2.0  # what the first look lost on the way is not another reading
_LONGEST_S = 7.0  # a second look takes a tenth of what was said
_TENS = ("thir", "four", "for", "fif", "six", "seven", "eigh", "nine")
_TWINS = frozenset(f"{ten}{end}" for ten in _TENS for end in ("teen", "ty"))
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
    clear = certainty(first), certainty(second)
    better, worse = (first, second) if clear[0] >= clear[1] else (second, first)
    if _said(first) == _said(second):
        mean = sum(clear) / 2
        if is_hurried(better.words) or better.noisy or (_is_like_another(better) and mean < ACCEPTED):
            mean = min(mean, _AGREED - 0.1)
        verdict: Verdict = "accepted" if mean >= _AGREED else "unsure" if mean >= UNSURE else "not-a-command"
        return Looked(Judgement(verdict, share(mean)), better)
    return Looked(_at_most_asked(judge(better), max(clear)), better, " ".join(word.text for word in worse.words))


def _at_most_asked(judged: Judgement, clear: float) -> Judgement:
    verdict: Verdict = "unsure" if clear >= _ASKED and judged.verdict in ("accepted", "unsure") else "not-a-command"
    return Judgement(verdict, judged.confidence)


def _is_like_another(evidence: Evidence) -> bool:
    """Whether a number is among the words that another sounds like: fifteen and fifty."""
    return any(word.text in _TWINS for word in evidence.words)


def _said(evidence: Evidence) -> list[str]:
    return [word.text for word in evidence.words if word.text not in _SMALL]
