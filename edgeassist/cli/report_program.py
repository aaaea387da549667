# SPDX-License-Identifier: Apache-2.0
"""The command `report` and its options. Imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from edgeassist.cli.options import Json, errand_of


def add_to(app: typer.Typer) -> None:
    """Give `app` the command."""
    app.command()(report)


def report(
    context: typer.Context,
    *,
    html: Annotated[bool, typer.Option("--html", help="One page to keep, print or send.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", readable=False, help="Write it there: .html is a page, else JSON.")
    ] = None,
    days: Annotated[int, typer.Option(metavar="N", min=1, max=730, help="The last so many days.")] = 7,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
    json: Json = False,
) -> None:
    """Tell what answers cost: speed, memory, energy and failures, by model and task."""
    from edgeassist.cli.report import Wanted
    from edgeassist.cli.report import report as run_report

    run_report(errand_of(context, json=json), Wanted(html, out, days, force))
