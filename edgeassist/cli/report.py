# SPDX-License-Identifier: Apache-2.0
"""`edgeassist report`: what answers cost, on the screen, as JSON, or as a page to keep."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.cli.errand import Errand
from edgeassist.core.errors import BadUsage
from edgeassist.core.units import elided
from edgeassist.telemetry.thinning import DAY_S

if TYPE_CHECKING:
    from edgeassist.telemetry.report import Report

_PAGES = (".html", ".htm")
_HEADS = ("MODEL", "TASK", "ANSWERS", "FAILED", "TOK/S", "FIRST", "P95", "WHOLE", "P95", "MEMORY", "PEAK", "ENERGY",
          "POWER")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the report is wanted."""

    page: bool = False
    out: Path | None = None
    days: int = 7
    force: bool = False


def report(errand: Errand, wanted: Wanted) -> None:
    """Print or write the report on the last days."""
    from edgeassist.telemetry.report import as_json, write

    if wanted.page and errand.screen.as_json:
        raise BadUsage("A report is a page or JSON, not both.", hint="Drop --json or --html.")
    with errand.services() as services:
        made = _made(errand, services.till.file, wanted.days)
    page = wanted.page or (not errand.screen.as_json and wanted.out is not None and wanted.out.suffix in _PAGES)
    if wanted.out is not None:
        write(made, wanted.out, page=page, force=wanted.force)
        errand.screen.note(f"The report is in {wanted.out}.")
    elif page:
        from edgeassist.telemetry.report_page import as_html

        errand.screen.stream(as_html(made))
    elif errand.screen.as_json:
        errand.screen.stream(as_json(made).decode())
    else:
        _print(errand, made)


def _made(errand: Errand, file: Path, days: int) -> "Report":
    from edgeassist.telemetry.recorder import Recorder
    from edgeassist.telemetry.report import report_of

    now_s = time.time()
    if not file.exists():
        return report_of((), now_s, days)
    recorder = Recorder(file, lambda sentence: errand.screen.note(sentence, "warn"))
    try:
        return report_of(recorder.since(now_s - days * DAY_S), now_s, days)
    finally:
        recorder.close()


def _print(errand: Errand, made: "Report") -> None:
    from edgeassist.telemetry.report_page import cells_of, energy_note

    if not made.counted:
        errand.screen.say(f"No answer was given in the last {made.days} days, or receipts are not kept.")
        return
    names = [(elided(one.model_name, 32), elided(one.pane.capitalize(), 12)) for one in made.counted]
    rows = [(*name, *cells_of(one.tally)) for name, one in zip(names, made.counted, strict=True)]
    errand.screen.table(_HEADS, rows)
    errand.screen.say()
    errand.screen.say(energy_note(made.whole))
