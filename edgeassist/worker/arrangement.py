# SPDX-License-Identifier: Apache-2.0
"""The ways to lay out a conversation for templates that will not take every one. Text is moved, never dropped."""

from collections.abc import Callable, Sequence
from itertools import groupby

from edgeassist.wire import Turn

Arrangement = Callable[[Sequence[Turn]], list[Turn]]
_GAP = "\n\n"


def as_given(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns unchanged."""
    return list(turns)


def tidy(turns: Sequence[Turn]) -> list[Turn]:
    """Return one system turn at most, first; then user and assistant in strict alternation, user first."""
    rules = [turn.text for turn in turns if turn.role == "system"]
    return [*([Turn("system", _GAP.join(rules))] if rules else []), *_alternating(turns)]


def folded(turns: Sequence[Turn]) -> list[Turn]:
    """Return `tidy` turns with the system text put before the first user turn's own."""
    rules = [turn.text for turn in turns if turn.role == "system"]
    rest = _alternating(turns) or [Turn("user", "")]
    first = Turn("user", _GAP.join(part for part in (*rules, rest[0].text) if part))
    return [first, *rest[1:]]


ARRANGEMENTS: tuple[Arrangement, ...] = (as_given, tidy, folded)


def _alternating(turns: Sequence[Turn]) -> list[Turn]:
    spoken = [turn for turn in turns if turn.role != "system"]
    merged = [Turn(role, _GAP.join(turn.text for turn in run)) for role, run in groupby(spoken, lambda turn: turn.role)]
    if merged and merged[0].role == "assistant":
        merged.insert(0, Turn("user", "Go on."))
    return merged
