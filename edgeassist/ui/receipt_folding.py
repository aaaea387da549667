# SPDX-License-Identifier: Apache-2.0
"""Receipts as a person counts them: the sentences of one translation, the parts of one summary are one. Knows no Qt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from edgeassist.telemetry.energy_kinds import kind_of
from edgeassist.telemetry.reading import Gauge, Receipt
from edgeassist.telemetry.reasons import MIXED

_APART_S = 5.0
"""So long a task may think between two of its requests."""
_WHOLE = frozenset({"chat", "voice"})
"""What these ask for once is a whole answer."""


@dataclass(frozen=True)
class Bill:
    """What one piece of work cost: its receipts, the newest first."""

    parts: tuple[Receipt, ...]

    @cached_property
    def whole(self) -> Receipt:
        """All of it as one receipt."""
        newest, oldest = self.parts[0], self.parts[-1]
        if len(self.parts) == 1:
            return newest
        return replace(
            newest,
            outcome=next((one.outcome for one in self.parts if one.outcome == "failed"), newest.outcome),
            prompt_tokens=sum(one.prompt_tokens for one in self.parts),
            reused_tokens=sum(one.reused_tokens for one in self.parts),
            answer_tokens=sum(one.answer_tokens for one in self.parts),
            first_token_ms=oldest.first_token_ms,
            total_ms=sum(one.total_ms for one in self.parts),
            prompt_rate=_rate(self.parts, lambda one: (one.prompt_tokens - one.reused_tokens, one.prompt_rate)),
            answer_rate=_rate(self.parts, lambda one: (one.answer_tokens, one.answer_rate)),
            joules=_sum([one.joules for one in self.parts]),
            peak_bytes=max(one.peak_bytes for one in self.parts),
            on_battery=any(one.on_battery for one in self.parts),
        )


def folded(receipts: Iterable[Receipt]) -> tuple[Bill, ...]:
    """Return `receipts`, newest first, as bills."""
    bills: list[list[Receipt]] = []
    for one in receipts:
        if bills and _belongs(bills[-1][-1], one):
            bills[-1].append(one)
        else:
            bills.append([one])
    return tuple(Bill(tuple(parts)) for parts in bills)


def _belongs(later: Receipt, earlier: Receipt) -> bool:
    same = (later.pane, later.model_id) == (earlier.pane, earlier.model_id) and later.pane not in _WHOLE
    return same and later.at_s - later.total_ms / 1000 - earlier.at_s <= _APART_S


def _rate(parts: Sequence[Receipt], figures: Callable[[Receipt], tuple[int, float]]) -> float:
    known = [(tokens, rate) for tokens, rate in map(figures, parts) if tokens > 0 and rate > 0]
    seconds = sum(tokens / rate for tokens, rate in known)
    return sum(tokens for tokens, _ in known) / seconds if seconds else 0.0


def _sum(gauges: Sequence[Gauge]) -> Gauge:
    """Return what they are together; nothing where one could not be measured, or not all hold the same."""
    values = [one.value for one in gauges if one.value is not None]
    if len(values) < len(gauges):
        return next(one for one in gauges if one.value is None)
    if len({kind_of(one.method) for one in gauges}) > 1:
        return Gauge(why=MIXED)
    return Gauge(sum(values), gauges[0].method, sum(one.error for one in gauges))
