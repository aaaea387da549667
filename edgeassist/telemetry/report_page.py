# SPDX-License-Identifier: Apache-2.0
"""The report as one page to keep, print or send: no script, no network, light or dark as the reader's system is.

Names in it come from strangers' files and are escaped.
"""

import html
from collections.abc import Iterable
from datetime import datetime

from edgeassist.core.units import elided, human_bytes, human_rate, human_seconds
from edgeassist.telemetry.energy_kinds import WORDS
from edgeassist.telemetry.report import NO_WHOLE, Report, why_no_energy
from edgeassist.telemetry.statistics import Counted, Tally, merged

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; background: Canvas; color: CanvasText; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: end; padding: .35rem .5rem; border-bottom: 1px solid GrayText;
  font-variant-numeric: tabular-nums; vertical-align: top; }
th:first-child, td:first-child, .word { text-align: start; }
.lead { font-size: 1.15rem; }
small { color: GrayText; }
@media print { :root { color-scheme: light; font-size: 12px; } body { margin: 0; max-width: none; } }
"""
_HEADS = ("Answers", "Failed", "tok/s", "First word", "p95", "Whole answer", "p95", "Memory", "Peak", "Energy", "Power")
_NOTES = (
    "First word: from the moment the model begins to read until its first word is there. p95: nineteen of twenty "
    "answers were no slower. Percentiles are exact to 1 %. Memory is the highest of each answer: their average, and "
    "the highest of all.",
    "tok/s counts tokens, which are words or pieces of words, over all answers together.",
)
_NONE = "–"


def as_html(report: Report) -> str:
    """Return the report as one self-contained page."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width"><title>What answers cost</title><style>{_STYLE}</style>'
    )
    period = f"{_minute(report.first_s)} to {_minute(report.at_s)}"
    body = f"<h1>What answers cost</h1><p>{period}</p>{_lead(report.whole)}"
    if report.counted:
        body += _section("By model", merged(report.counted, by_pane=False))
        body += _section("By task", merged(report.counted, by_model=False))
        body += _section("By model and task", report.counted)
    notes = "".join(f"<p><small>{html.escape(note)}</small></p>" for note in (*_NOTES, energy_note(report.whole)))
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{body}{notes}</body></html>\n'


def energy_note(tally: Tally) -> str:
    """Return how energy was measured and to within what, or why it was not."""
    count = tally.measured
    if not count:
        return f"Energy and power: not measured ({_reason(why_no_energy(tally))})."
    told = " ".join(
        f"Energy: {one.method}, to within {one.error_each:.1f} J an answer, measured for {one.joules.count:,} answers."
        for one in sorted(tally.energy.values(), key=lambda one: -one.joules.count)
    )
    power = "" if tally.watts is not None else f" Power: {NO_WHOLE}."
    left = tally.answers - count
    missing = f" {left:,} answers could not be measured: {_reason(tally.why) or 'no reason was noted'}." if left else ""
    return f"{told}{power}{missing}"


def _joules(tally: Tally) -> str:
    """Return the average of the kind that most answers have, with what it leaves out; empty where there is none."""
    if (kind := tally.kind) is None:
        return ""
    only = f" ({WORDS[kind]})" if WORDS[kind] else ""
    return f"{tally.energy[kind].joules.average:,.1f} J{only}"


def _lead(whole: Tally) -> str:
    if not whole.answers:
        return '<p class="lead">No answer was given in this time.</p>'
    joules = f"{_joules(whole)} an answer" if whole.measured else "energy not measured"
    failed = f"{100 * whole.failed / whole.answers:.1f} % failed"
    said = (f"{whole.answers:,} answers", f"{human_rate(whole.rate)} tok/s", joules, failed)
    return f'<p class="lead">{html.escape(" · ".join(said))}</p>'


def _section(title: str, counted: Iterable[Counted]) -> str:
    rows = "".join(_row(one) for one in counted)
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    table = f"<table><thead><tr><th></th>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<h2>{title}</h2><div class="wide">{table}</div>'


def _row(one: Counted) -> str:
    names = [elided(name, 60) for name in (one.model_name, one.pane.capitalize()) if name]
    name = ", ".join(f"<bdi>{html.escape(name)}</bdi>" for name in names)
    cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells_of(one.tally))
    return f'<tr><th scope="row">{name}</th>{cells}</tr>'


def cells_of(tally: Tally) -> tuple[str, ...]:
    """Return the figures of a row, as they are headed; a dash where there is none."""
    share = f"{tally.failed:,} ({100 * tally.failed / tally.answers:.1f} %)" if tally.answers else _NONE
    first, whole, memory = tally.first_ms, tally.total_ms, tally.peak_bytes
    return (
        f"{tally.answers:,}",
        share,
        human_rate(tally.rate) if tally.rate else _NONE,
        *((human_seconds(first.average / 1000), human_seconds(first.percentile(95) / 1000)) if first.count else "––"),
        *((human_seconds(whole.average / 1000), human_seconds(whole.percentile(95) / 1000)) if whole.count else "––"),
        *((human_bytes(memory.average), human_bytes(memory.peak)) if memory.count else "––"),
        _joules(tally) or "not measured",
        "not measured" if tally.watts is None else f"{tally.watts:,.1f} W",
    )


def _reason(why: str) -> str:
    """Return a reason without the words that the sentence has already."""
    return why.removeprefix("not measurable here").lstrip(": ") or why


def _minute(at_s: float) -> str:
    return f"{datetime.fromtimestamp(at_s).astimezone():%Y-%m-%d %H:%M}"
