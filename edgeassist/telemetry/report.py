# SPDX-License-Identifier: Apache-2.0
"""What answers cost over some days, as figures for machines. What could not be measured is null, with the reason.

Writes nothing but the one file it is asked for; knows no database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from edgeassist.core.files import replace_file
from edgeassist.core.language import later, tr
from edgeassist.store.proof_report import ReportNotWritten, check_export
from edgeassist.telemetry.energy_kinds import Energy
from edgeassist.telemetry.spread import Spread
from edgeassist.telemetry.statistics import Counted, Tally, merged
from edgeassist.telemetry.thinning import DAY_S

FORMAT, VERSION = "edgeassist-report", 1
NO_ANSWERS = later("no answer in this time")
NOT_MEASURED = later("not measurable here")
NO_WHOLE = later("what the whole laptop drew was not measured")


@dataclass(frozen=True, slots=True)
class Report:
    """The answers of `days` days before `at_s`, one tally for each model in each pane."""

    at_s: float
    days: int
    counted: tuple[Counted, ...]

    @property
    def whole(self) -> Tally:
        """Everything together."""
        found = merged(self.counted, by_model=False, by_pane=False)
        return found[0].tally if found else Tally()

    @property
    def first_s(self) -> float:
        """When the time begins that is reported on."""
        return self.at_s - self.days * DAY_S


def report_of(counted: Iterable[Counted], at_s: float, days: int) -> Report:
    """Return the report on what was counted."""
    return Report(at_s, days, tuple(merged(counted)))


def why_no_energy(tally: Tally) -> str:
    """Return in words why there is no energy figure; empty where there is one."""
    if tally.measured:
        return ""
    return (tally.why or NOT_MEASURED) if tally.answers else NO_ANSWERS


def why_no_power(tally: Tally) -> str:
    """Return in words why nothing is known of what the laptop drew; empty where it is."""
    if tally.watts is not None:
        return ""
    return why_no_energy(tally) or NO_WHOLE


def as_json(report: Report) -> bytes:
    """Return the report for machines."""
    table = {
        "format": FORMAT,
        "version": VERSION,
        "from": _iso(report.first_s),
        "to": _iso(report.at_s),
        "days": report.days,
        "all": _figures(report.whole),
        "by_model": [_named(one) for one in merged(report.counted, by_pane=False)],
        "by_pane": [_named(one) for one in merged(report.counted, by_model=False)],
        "by_model_and_pane": [_named(one) for one in report.counted],
    }
    return msgspec.json.format(msgspec.json.encode(table), indent=2) + b"\n"


def write(report: Report, path: Path, *, page: bool, force: bool = False) -> None:
    """Write the report to `path`, whole or not at all: a page, or JSON. Raise what speaks against it."""
    from edgeassist.telemetry.report_page import as_html

    check_export(path if path.suffix else path.with_suffix(".json"), force=force)
    try:
        replace_file(path, as_html(report).encode() if page else as_json(report))
    except OSError as error:
        raise ReportNotWritten(
            path, error.strerror.lower() if error.strerror else tr("the system gives no reason")
        ) from error


def _named(one: Counted) -> dict[str, object]:
    names = {"model": one.model_name, "model_id": one.model_id} if one.model_id else {}
    return names | ({"pane": one.pane} if one.pane else {}) | _figures(one.tally)


def _figures(tally: Tally) -> dict[str, object]:
    rated = tally.answers > 0
    return {
        "answers": tally.answers,
        "failed": tally.failed,
        "cancelled": tally.cancelled,
        "error_rate": round(tally.failed / tally.answers, 4) if rated else None,
        "tokens": tally.tokens,
        "tokens_per_second": round(tally.rate, 2) if tally.rate else None,
        "first_word_ms": _spread(tally.first_ms),
        "whole_answer_ms": _spread(tally.total_ms),
        "memory_bytes": _memory(tally.peak_bytes),
        "energy_joules": _energy(tally),
        "power_watts": {
            "average": None if tally.watts is None else round(tally.watts, 2),
            "why_not": why_no_power(tally),
        },
    }


def _spread(spread: Spread) -> dict[str, object] | None:
    if not spread.count:
        return None
    return {"average": round(spread.average, 1), "p95": round(spread.percentile(95), 1), "of": spread.count}


def _memory(spread: Spread) -> dict[str, object] | None:
    return {"average": round(spread.average), "peak": round(spread.peak)} if spread.count else None


def _energy(tally: Tally) -> dict[str, object]:
    """The kind that most answers have, then each kind by itself: they are no sum of one another."""
    kind = tally.kind
    most = _joules(Energy() if kind is None else tally.energy[kind])
    kinds = {name: _joules(energy) for name, energy in tally.energy.items()}
    return most | {"kind": kind, "kinds": kinds, "why_not": why_no_energy(tally)}


def _joules(energy: Energy) -> dict[str, object]:
    count = energy.joules.count
    return {
        "per_answer": round(energy.joules.average, 2) if count else None,
        "total": round(energy.joules.total, 2) if count else None,
        "error_per_answer": round(energy.error_each, 2) if count else None,
        "measured_answers": count,
        "method": energy.method,
    }


def _iso(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")
