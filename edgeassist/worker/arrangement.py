# SPDX-License-Identifier: Apache-2.0
"""The ways to lay out a conversation for templates that will not take every one. Text is moved, never dropped."""

from collections.abc import Callable, Sequence
from itertools import groupby

from edgeassist.wire import Turn

Arrangement = Callable[[Sequence[Turn]], list[Turn]]
_GAP = "\n\n"


def gathered(turns: Sequence[Turn]) -> list[Turn]:
    """Return one system turn at most, first; then the others as they are."""
    return [*_one_system(turns), *_spoken(turns)]


def tidy(turns: Sequence[Turn]) -> list[Turn]:
    """Return one system turn at most, first; then user and assistant in strict alternation, user first."""
    return [*_one_system(turns), *_alternating(turns)]


def folded(turns: Sequence[Turn]) -> list[Turn]:
    """Return `tidy` turns with the system text put before the first user turn's own."""
    first, *rest = _alternating(turns) or [Turn("user", "")]
    texts = [turn.text for turn in (*_one_system(turns), first) if turn.text]
    return [Turn("user", _GAP.join(texts)), *rest]


ARRANGEMENTS: tuple[Arrangement, ...] = (gathered, tidy, folded)


def _one_system(turns: Sequence[Turn]) -> list[Turn]:
    rules = [turn.text for turn in turns if turn.role == "system"]
    return [Turn("system", _GAP.join(rules))] if rules else []


def _spoken(turns: Sequence[Turn]) -> list[Turn]:
    return [turn for turn in turns if turn.role != "system"]


def _alternating(turns: Sequence[Turn]) -> list[Turn]:
    runs = groupby(_spoken(turns), lambda turn: turn.role)
    merged = [Turn(role, _GAP.join(turn.text for turn in run)) for role, run in runs]
    if merged and merged[0].role == "assistant":
        merged.insert(0, Turn("user", "Go on."))
    return merged
