# SPDX-License-Identifier: Apache-2.0
"""Sums over answers that can be merged later: averages exactly, percentiles to within 1 %. Reads no clock, no file."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from edgeassist.telemetry.energy_kinds import Energy, Kind, kind_of
from edgeassist.telemetry.reading import Receipt
from edgeassist.telemetry.spread import Spread


class Tally(msgspec.Struct):
    """What the answers of one model in one pane cost; durations are of those that came to their end.

    `energy` counts only answers whose energy was measured, each kind by itself; `why` tells why the last other was not.
    """

    answers: int = 0
    failed: int = 0
    cancelled: int = 0
    tokens: int = 0
    written_tokens: int = 0
    writing_s: float = 0.0
    first_ms: Spread = msgspec.field(default_factory=Spread)
    total_ms: Spread = msgspec.field(default_factory=Spread)
    peak_bytes: Spread = msgspec.field(default_factory=Spread)
    energy: dict[Kind, Energy] = {}
    why: str = ""

    @property
    def rate(self) -> float:
        """Tokens a second over all that was written."""
        return self.written_tokens / self.writing_s if self.writing_s else 0.0

    @property
    def watts(self) -> float | None:
        """What the whole laptop drew on average while answers were made of which that was measured."""
        whole = self.energy.get("laptop")
        return whole.joules.total / whole.measured_s if whole is not None and whole.measured_s else None

    @property
    def measured(self) -> int:
        """Of how many answers the energy was measured, in whatever way."""
        return sum(one.joules.count for one in self.energy.values())

    @property
    def kind(self) -> Kind | None:
        """The kind of energy that most answers have; None where none was measured."""
        return max(self.energy, key=lambda kind: self.energy[kind].joules.count, default=None)

    def add(self, receipt: Receipt) -> None:
        """Count an answer in."""
        self.answers += 1
        self.failed += receipt.outcome == "failed"
        self.cancelled += receipt.outcome == "cancelled"
        self.tokens += receipt.answer_tokens
        if receipt.answer_rate:
            self.written_tokens += receipt.answer_tokens - 1
            self.writing_s += (receipt.answer_tokens - 1) / receipt.answer_rate
        if receipt.first_token_ms:
            self.first_ms.add(receipt.first_token_ms)
        if receipt.outcome == "done":
            self.total_ms.add(receipt.total_ms)
        if receipt.peak_bytes:
            self.peak_bytes.add(receipt.peak_bytes)
        self._add_energy(receipt)

    def _add_energy(self, receipt: Receipt) -> None:
        gauge = receipt.joules
        if gauge.value is None:
            self.why = gauge.why or self.why
            return
        self.energy.setdefault(kind_of(gauge.method), Energy()).add(gauge.value, gauge, receipt.total_ms / 1000)

    def merge(self, other: "Tally") -> None:
        """Count everything in that `other` counted."""
        for name in ("answers", "failed", "cancelled", "tokens", "written_tokens", "writing_s"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("first_ms", "total_ms", "peak_bytes"):
            getattr(self, name).merge(getattr(other, name))
        for kind, energy in other.energy.items():
            self.energy.setdefault(kind, Energy()).merge(energy)
        self.why = other.why or self.why


@dataclass(frozen=True, slots=True)
class Counted:
    """A tally and whose it is."""

    model_id: str
    model_name: str
    pane: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Totals:
    """What the answers of one model, of one pane, or of a model in a pane cost together.

    Latencies are in milliseconds to the first token; `joules` is the average of the answers whose energy was
    measured in the way that most were, the same in all rows of a table; None where none was.
    """

    name: str
    answers: int
    tokens: int
    average_ms: float
    p95_ms: float
    average_rate: float
    joules: float | None
    peak_bytes: int
    failed: int
    pane: str = ""


def merged(counted: Iterable[Counted], *, by_model: bool = True, by_pane: bool = True) -> list[Counted]:
    """Return one tally for each model, each pane, or each model in each pane; the one with most answers first."""
    found: dict[tuple[str, str, str], Counted] = {}
    for one in counted:
        key = (*((one.model_id, one.model_name) if by_model else ("", "")), one.pane if by_pane else "")
        whole = found.setdefault(key, Counted(*key, Tally()))
        whole.tally.merge(one.tally)
    return sorted(found.values(), key=lambda one: -one.tally.answers)


def totals(counted: Iterable[Counted]) -> tuple[Totals, ...]:
    """Return what the window shows of each."""
    found = list(counted)
    whole = Tally()
    for one in found:
        whole.merge(one.tally)
    return tuple(_total(one, whole.kind) for one in found)


def _total(one: Counted, kind: Kind | None) -> Totals:
    tally = one.tally
    energy = None if kind is None else tally.energy.get(kind)
    return Totals(
        name=one.model_name or one.pane,
        answers=tally.answers,
        tokens=tally.tokens,
        average_ms=tally.first_ms.average,
        p95_ms=tally.first_ms.percentile(95),
        average_rate=tally.rate,
        joules=None if energy is None else energy.joules.average,
        peak_bytes=round(tally.peak_bytes.peak),
        failed=tally.failed,
        pane=one.pane,
    )
