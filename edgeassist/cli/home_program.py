# SPDX-License-Identifier: Apache-2.0
"""`edgeassist home` and `edgeassist timers`: their commands and options. Each imports what it needs when it runs."""

from typing import Annotated

import typer

from edgeassist.cli.options import Json, errand_of
from edgeassist.core.errors import BadUsage

home = typer.Typer(rich_markup_mode=None)
timers = typer.Typer(rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The room or device.")]


@home.callback(invoke_without_command=True)
def _home(context: typer.Context) -> None:
    """Show and change the simulated home that commands reach."""
    _needs_command(context)


@timers.callback(invoke_without_command=True)
def _timers(context: typer.Context) -> None:
    """Show timers, alarms and reminders."""
    _needs_command(context)


def _needs_command(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(BadUsage.exit_code)


@home.command("list")
def list_home(context: typer.Context, json: Json = False) -> None:
    """List the rooms, and the devices with their state."""
    from edgeassist.cli.home import list_home as run

    run(errand_of(context, json=json))


@home.command("add-room")
def add_room(context: typer.Context, name: Name, json: Json = False) -> None:
    """Add a room."""
    from edgeassist.cli.home import add_room as run

    run(errand_of(context, json=json), name)


@home.command("add-device")
def add_device(
    context: typer.Context,
    name: Name,
    *,
    kind: Annotated[str, typer.Option(metavar="KIND", help="light, switch, cover, fan, climate, lock, ...")],
    room: Annotated[str, typer.Option(metavar="ROOM", help="Where it stands.")],
    json: Json = False,
) -> None:
    """Add a device to a room."""
    from edgeassist.cli.home import add_device as run

    run(errand_of(context, json=json), name, kind, room)


@home.command("rename")
def rename(
    context: typer.Context,
    name: Name,
    new_name: Annotated[str, typer.Argument(metavar="NEW-NAME", help="What it is to be called.")],
    json: Json = False,
) -> None:
    """Call a room or a device something else."""
    from edgeassist.cli.home import rename as run

    run(errand_of(context, json=json), name, new_name)


@home.command("remove")
def remove(context: typer.Context, name: Name, json: Json = False) -> None:
    """Remove a device, or an empty room."""
    from edgeassist.cli.home import remove as run

    run(errand_of(context, json=json), name)


@timers.command("list")
def list_timers(context: typer.Context, json: Json = False) -> None:
    """List the timers, alarms and reminders that are open, the next one first."""
    from edgeassist.cli.home_timers import list_timers as run

    run(errand_of(context, json=json))
