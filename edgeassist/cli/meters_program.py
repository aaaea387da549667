# SPDX-License-Identifier: Apache-2.0
"""The commands `meters` and `tune` and their options. Imports what it needs when it runs."""

from typing import Annotated

import typer

from edgeassist.cli.options import Json, Model, errand_of

_Watch = Annotated[bool, typer.Option("--watch", help="One line a second until Ctrl-C; with --json one object a line.")]


def meters(context: typer.Context, *, watch: _Watch = False, json: Json = False) -> None:
    """Show battery, draw, heat and memory now, how each is measured, and why one cannot be."""
    from edgeassist.cli.meters import meters as run_meters

    run_meters(errand_of(context, json=json), watch=watch)


def tune(context: typer.Context, *, model: Model = "", json: Json = False) -> None:
    """Find how many threads are fastest here for a model (30 s), and keep that for on mains or on battery."""
    from edgeassist.cli.tune import tune as run_tune

    run_tune(errand_of(context, json=json), model)


def add_to(app: typer.Typer) -> None:
    """Give `app` the commands."""
    app.command()(meters)
    app.command()(tune)
