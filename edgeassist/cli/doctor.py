# SPDX-License-Identifier: Apache-2.0
"""`edgeassist doctor`: what works on this computer, what does not, and what to do about it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from edgeassist.app.checks import Check, engine_check, processor_checks, quick_checks
from edgeassist.cli.errand import Errand
from edgeassist.core.errors import Unavailable
from edgeassist.core.units import human_rate

if TYPE_CHECKING:
    from edgeassist.worker.variants import VariantRow

_MARKS = {"ok": ("ok  ", "ok"), "note": ("note", "warn"), "bad": ("BAD ", "bad")}


def doctor(errand: Errand) -> None:
    """Check everything and print one line each; leave with 7 when something must be mended."""
    with errand.services() as services:
        checks = quick_checks(services)
        if not errand.screen.as_json:
            _print(errand, checks)
        errand.screen.progress("Trying every processor code in a process of its own (some seconds)", 0, 1)
        rows, verdict = processor_checks(services)
        errand.screen.progress("Starting the engine", 0, 1)
        late = [verdict, engine_check(services)]
    if errand.screen.as_json:
        everything = [asdict(check) for check in [*checks, *late]]
        errand.screen.result({"checks": everything, "variants": [asdict(row) for row in rows]})
    else:
        _print_variants(errand, rows)
        _print(errand, late)
    if any(check.state == "bad" for check in [*checks, *late]):
        raise typer.Exit(Unavailable.exit_code)


def _print(errand: Errand, checks: Sequence[Check]) -> None:
    for check in checks:
        mark, style = _MARKS[check.state]
        errand.screen.say((mark, style), f"  {check.name + ':':17}{check.says}")
        if check.todo:
            errand.screen.say(f"{'':23}{check.todo}")


def _print_variants(errand: Errand, rows: Sequence["VariantRow"]) -> None:
    if not rows:
        return
    heads = ("PROCESSOR CODE", "ADVERTISED", "WORKS", "TOK/S", "")
    errand.screen.say()
    errand.screen.table(heads, [_variant(row) for row in rows])
    errand.screen.say()


def _variant(row: "VariantRow") -> tuple[str, ...]:
    works = "-" if not row.score else "yes" if row.works else "no"
    rate = human_rate(row.answer_rate) if row.works else "-"
    return (row.name, "yes" if row.score else "no", works, rate, "chosen" if row.chosen else row.reason)
