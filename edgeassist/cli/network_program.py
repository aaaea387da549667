# SPDX-License-Identifier: Apache-2.0
"""`edgeassist network`: its commands and options. Each imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from edgeassist.cli.options import Json, errand_of
from edgeassist.core.errors import BadUsage

network = typer.Typer(rich_markup_mode=None)

Export = Annotated[Path | None, typer.Option("--export", metavar="FILE", help="Write it to FILE: .csv or .json.")]
Page = Annotated[Path | None, typer.Option("--export", metavar="FILE", help="Write it to FILE: .html or .json.")]


@network.callback(invoke_without_command=True)
def _network(context: typer.Context) -> None:
    """Show the network log, turn the offline switch, and say what protects."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(BadUsage.exit_code)


@network.command("state")
def show_state(context: typer.Context, json: Json = False) -> None:
    """Show the offline switch, and what keeps each process from the network."""
    from edgeassist.cli.network import show_state as run

    run(errand_of(context, json=json))


@network.command("log")
def show_log(context: typer.Context, *, export: Export = None, json: Json = False) -> None:
    """List every connection that was ever attempted, newest first."""
    from edgeassist.cli.network import show_log as run

    run(errand_of(context, json=json), export)


@network.command("report")
def show_report(context: typer.Context, *, export: Page = None, json: Json = False) -> None:
    """Write a report to keep: switch, protections, attempts and versions."""
    from edgeassist.cli.network import show_report as run

    run(errand_of(context, json=json), export)


@network.command("offline")
def turn(
    context: typer.Context,
    wish: Annotated[str, typer.Argument(metavar="on|off", help="on: nothing is opened; off: downloads may.")],
    json: Json = False,
) -> None:
    """Turn the offline switch, also of a window that is open."""
    from edgeassist.cli.network import turn as run

    run(errand_of(context, json=json), wish)
