# SPDX-License-Identifier: Apache-2.0
"""The rule of two keys: a command counts only where free hearing and hearing within the grammar agree. Pure.

A grammar turns any noise into one of its sentences, and is sure of it; free hearing knows nothing of commands and
mishears names. Each alone opens nothing. What differs in a word that could turn a meaning around is never accepted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from rapidfuzz import fuzz

from edgeassist.speech.heard import Heard, Verdict, Word
from edgeassist.speech.spoken_forms import SMALL_WORDS, is_number, normalized, sounds_like

UNKNOWN = "[unk]"
LONGEST_WORDS = 60
LOW_WORD, LOW_MEAN, LOW_ALONE = 0.45, 0.65, 0.8
"""The least confidence of a word, of all words together, and of a command that is one word."""
LEAST_SHARE = 0.6
"""Below this share of words in common the two heard different things."""
_NEAR_PERCENT, _NEAR_LETTERS, _SAME_BEGINNING = 80, 4, 3


@dataclass(frozen=True, slots=True)
class _Agreement:
    """How two readings meet: pairs of free words and the grammar's, `near` ones among them, and what is left over."""

    pairs: int
    near: int
    left_free: tuple[str, ...]
    left_grammar: tuple[str, ...]

    @property
    def share(self) -> float:
        """The words in common, as a share of all."""
        return self.pairs / max(1, self.pairs + max(len(self.left_free), len(self.left_grammar)))


def judge(free: Heard, grammar: Heard) -> Heard:
    """Return the grammar's reading where the free one allows it, else the free one, with the verdict.

    Where it is `unsure`, the free reading is an alternative: whoever asks can name both.
    """
    verdict, confidence = _verdict(free, grammar)
    others = (free.text, *free.alternatives) if verdict == "unsure" else ()
    return msgspec.structs.replace(
        grammar,
        text=grammar.text if verdict in ("accepted", "unsure") else free.text,
        verdict=verdict,
        confidence=confidence,
        words=free.words or grammar.words,
        alternatives=tuple(one for one in dict.fromkeys((*others, *grammar.alternatives)) if one != grammar.text),
        free_text=free.text,
    )


def alone(free: Heard) -> Heard:
    """Return the verdict on free hearing that no grammar can check: `unsure` at best, for one key opens nothing."""
    words = normalized(free.text)
    if not words:
        return msgspec.structs.replace(free, verdict="silence", confidence=0.0, free_text=free.text)
    confidence = _mean(free.words)
    verdict: Verdict = "unsure"
    if UNKNOWN in free.text:
        verdict = "not-a-command"
    if len(words) > LONGEST_WORDS:
        verdict = "too-long"
    return msgspec.structs.replace(free, verdict=verdict, confidence=confidence, free_text=free.text)


def _verdict(free: Heard, grammar: Heard) -> tuple[Verdict, float]:
    free_words, wanted = normalized(free.text), normalized(grammar.text)
    if not free_words:
        return ("noise" if wanted else "silence"), 0.0
    if len(free_words) > LONGEST_WORDS or len(wanted) > LONGEST_WORDS:
        return "too-long", 0.0
    if not wanted or UNKNOWN in grammar.text or UNKNOWN in free.text:
        return "not-a-command", 0.0
    met = _agreement(free_words, wanted)
    confidence = met.share * _mean(free.words)
    if met.share < LEAST_SHARE:
        return "not-a-command", confidence
    agreed = not met.left_free and not met.left_grammar and _near_is_fine(met)
    sure = agreed and _is_clear(free.words, len(wanted)) and not _rivals(grammar, free_words)
    return ("accepted" if sure else "unsure"), confidence


def _near_is_fine(met: _Agreement) -> bool:
    """One name may be misheard a little, if twice as many words were not."""
    return met.near == 0 or (met.near == 1 and met.pairs >= 3)


def _rivals(grammar: Heard, free_words: Sequence[str]) -> bool:
    """Tell whether another reading within the grammar meets the free one as well as the best does."""
    best = normalized(grammar.text)
    others = [words for text in grammar.alternatives if (words := normalized(text)) and words != best]
    reached = _agreement(free_words, best)
    exact = reached.near == 0
    return any(
        met.share >= reached.share and (met.near == 0 or not exact)
        for met in (_agreement(free_words, other) for other in others)
    )


def _agreement(free: Sequence[str], wanted: Sequence[str]) -> _Agreement:
    """Lay the two rows of words side by side, as many pairs as can be, each word once and in order."""
    costs = _table(free, wanted)
    row, column, pairs, near = 0, 0, 0, 0
    left_free: list[str] = []
    left_wanted: list[str] = []
    while row < len(free) and column < len(wanted):
        meet = _meet(free[row], wanted[column])
        if meet and costs[row][column] == costs[row + 1][column + 1] + meet:
            pairs, near = pairs + 1, near + (meet == _NEAR)
            row, column = row + 1, column + 1
        elif costs[row + 1][column] >= costs[row][column + 1]:
            left_free.append(free[row])
            row += 1
        else:
            left_wanted.append(wanted[column])
            column += 1
    return _Agreement(pairs, near, (*left_free, *free[row:]), (*left_wanted, *wanted[column:]))


_SAME, _NEAR = 100, 99
"""What a pair is worth: more pairs always beat better ones, up to the longest sentence."""


def _table(free: Sequence[str], wanted: Sequence[str]) -> list[list[int]]:
    """Return what the best pairs of the ends of both rows are worth, for each place in both."""
    table = [[0] * (len(wanted) + 1) for _ in range(len(free) + 1)]
    for row in range(len(free) - 1, -1, -1):
        for column in range(len(wanted) - 1, -1, -1):
            meet = _meet(free[row], wanted[column])
            with_pair = table[row + 1][column + 1] + meet if meet else 0
            table[row][column] = max(with_pair, table[row + 1][column], table[row][column + 1])
    return table


def _meet(free: str, wanted: str) -> int:
    if free == wanted or sounds_like(free, wanted):
        return _SAME
    if is_number(free) or is_number(wanted) or min(len(free), len(wanted)) < _NEAR_LETTERS:
        return 0
    begins_alike = free[:_SAME_BEGINNING] == wanted[:_SAME_BEGINNING]
    return _NEAR if begins_alike and fuzz.ratio(free, wanted) >= _NEAR_PERCENT else 0


def _is_clear(words: Sequence[Word], count: int) -> bool:
    """Tell whether each word that matters was heard clearly; one word alone has to be very clear."""
    matter = [one for one in words if one.text.casefold() not in SMALL_WORDS] or words
    if not matter:
        return False
    least = min(one.confidence for one in matter)
    return least >= (LOW_ALONE if count == 1 else LOW_WORD) and _mean(matter) >= LOW_MEAN


def _mean(words: Sequence[Word]) -> float:
    return sum(one.confidence for one in words) / len(words) if words else 0.0
