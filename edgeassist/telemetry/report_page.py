# SPDX-License-Identifier: Apache-2.0
"""The report as one page to keep, print or send: no script, no network, light or dark as the reader's system is.

Names in it come from strangers' files and are escaped. It is in the person's language; `report.as_json` never is.
"""

import html
from collections.abc import Iterable
from datetime import datetime

from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import elided, grouped, human_bytes, human_rate, human_seconds, written
from edgeassist.core.web_page import web_page
from edgeassist.telemetry.energy_kinds import WORDS
from edgeassist.telemetry.reasons import told
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
_HEADS = (
    later("Answers"), later("Failed"), later("tokens/s"), later("First word"), "p95", later("Whole answer"), "p95",
    later("Memory"), later("Peak"), later("Energy"), later("Power"),
)  # fmt: skip
_NOTES = (
    later(
        "First word: from the moment the model begins to read until its first word is there. p95: nineteen of twenty "
        "answers were no slower. Percentiles are exact to 1 %. Memory is the highest of each answer: their average, "
        "and the highest of all."
    ),
    later("tokens/s counts tokens, which are words or pieces of words, over all answers together."),
)
_NONE = "–"


def as_html(report: Report) -> str:
    """Return the report as one self-contained page."""
    title = tr("What answers cost")
    period = html.escape(tr("{first} to {last}", first=_minute(report.first_s), last=_minute(report.at_s)))
    body = f"<h1>{html.escape(title)}</h1><p>{period}</p>{_lead(report.whole)}"
    if report.counted:
        body += _section(tr("By model"), merged(report.counted, by_pane=False))
        body += _section(tr("By task"), merged(report.counted, by_model=False))
        body += _section(tr("By model and task"), report.counted)
    notes = "".join(
        f"<p><small>{html.escape(note)}</small></p>" for note in (*map(tr, _NOTES), energy_note(report.whole))
    )
    return web_page(title, _STYLE, body + notes)


def energy_note(tally: Tally) -> str:
    """Return how energy was measured and to within what, or why it was not."""
    count = tally.measured
    if not count:
        return tr("Energy and power: not measured ({reason}).", reason=_reason(why_no_energy(tally)))
    parts = [
        trn(
            "Energy: {method}, to within {error} J an answer, measured for {n} answer.",
            "Energy: {method}, to within {error} J an answer, measured for {n} answers.",
            one.joules.count,
            n=grouped(one.joules.count),
            method=told(one.method),
            error=written(f"{one.error_each:.1f}"),
        )
        for one in sorted(tally.energy.values(), key=lambda one: -one.joules.count)
    ]
    if tally.watts is None:
        parts.append(tr("Power: {reason}.", reason=tr(NO_WHOLE)))
    if left := tally.answers - count:
        reason = _reason(tally.why) or tr("no reason was noted")
        parts.append(
            trn(
                "{n} answer could not be measured: {reason}.",
                "{n} answers could not be measured: {reason}.",
                left,
                n=grouped(left),
                reason=reason,
            )
        )
    return " ".join(parts)


def _joules(tally: Tally) -> str:
    """Return the average of the kind that most answers have, with what it leaves out; empty where there is none."""
    if (kind := tally.kind) is None:
        return ""
    only = f" ({tr(WORDS[kind])})" if WORDS[kind] else ""
    return f"{_figure(tally.energy[kind].joules.average)} J{only}"


def _lead(whole: Tally) -> str:
    if not whole.answers:
        none = tr("No answer was given in this time.")
        return f'<p class="lead">{html.escape(none)}</p>'
    joules = tr("{joules} an answer", joules=_joules(whole)) if whole.measured else tr("energy not measured")
    failed = tr("{percent} failed", percent=_percent(whole.failed / whole.answers))
    answers = trn("{n} answer", "{n} answers", whole.answers, n=grouped(whole.answers))
    said = (answers, tr("{rate} tokens/s", rate=human_rate(whole.rate)), joules, failed)
    return f'<p class="lead">{html.escape(" · ".join(said))}</p>'


def _section(title: str, counted: Iterable[Counted]) -> str:
    rows = "".join(_row(one) for one in counted)
    heads = "".join(f'<th scope="col">{html.escape(tr(head))}</th>' for head in _HEADS)
    table = f"<table><thead><tr><th></th>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<h2>{html.escape(title)}</h2><div class="wide">{table}</div>'


def _row(one: Counted) -> str:
    names = [elided(name, 60) for name in (one.model_name, tr(one.pane.capitalize())) if name]
    name = ", ".join(f"<bdi>{html.escape(name)}</bdi>" for name in names)
    cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells_of(one.tally))
    return f'<tr><th scope="row">{name}</th>{cells}</tr>'


def cells_of(tally: Tally) -> tuple[str, ...]:
    """Return the figures of a row, as they are headed; a dash where there is none."""
    share = f"{grouped(tally.failed)} ({_percent(tally.failed / tally.answers)})" if tally.answers else _NONE
    first, whole, memory = tally.first_ms, tally.total_ms, tally.peak_bytes
    return (
        grouped(tally.answers),
        share,
        human_rate(tally.rate) if tally.rate else _NONE,
        *((human_seconds(first.average / 1000), human_seconds(first.percentile(95) / 1000)) if first.count else "––"),
        *((human_seconds(whole.average / 1000), human_seconds(whole.percentile(95) / 1000)) if whole.count else "––"),
        *((human_bytes(memory.average), human_bytes(memory.peak)) if memory.count else "––"),
        _joules(tally) or tr("not measured"),
        tr("not measured") if tally.watts is None else f"{_figure(tally.watts)} W",
    )


def _reason(why: str) -> str:
    """Return a reason without the words that the sentence has already."""
    return told(why.removeprefix("not measurable here").lstrip(": ")) or told(why)


def _figure(number: float) -> str:
    return written(f"{number:,.1f}")


def _percent(share: float) -> str:
    return f"{_figure(100 * share)} %"


def _minute(at_s: float) -> str:
    return f"{datetime.fromtimestamp(at_s).astimezone():%Y-%m-%d %H:%M}"
