# SPDX-License-Identifier: Apache-2.0
"""`edgeassist settings`: its commands and options. Each imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from edgeassist.cli.options import Json, errand_of
from edgeassist.core.errors import BadUsage

settings = typer.Typer(rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The setting, as `settings list` names it.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A .toml file.", readable=False)]


@settings.callback(invoke_without_command=True)
def _settings(context: typer.Context) -> None:
    """Show and change the settings; an open window notices it when you turn to it."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(BadUsage.exit_code)


@settings.command("list")
def list_settings(
    context: typer.Context,
    *,
    changed: Annotated[bool, typer.Option("--changed", help="Only those that are not at their defaults.")] = False,
    json: Json = False,
) -> None:
    """List every setting with its value and what it may be."""
    from edgeassist.cli.settings import list_settings as run

    run(errand_of(context, json=json), changed=changed)


@settings.command("get")
def get(context: typer.Context, name: Name, json: Json = False) -> None:
    """Print the value of a setting."""
    from edgeassist.cli.settings import get as run

    run(errand_of(context, json=json), name)


@settings.command("set", context_settings={"ignore_unknown_options": True})
def set_value(
    context: typer.Context,
    name: Name,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="true or false, a number, or a text.")],
    json: Json = False,
) -> None:
    """Change a setting."""
    from edgeassist.cli.settings import set_value as run

    run(errand_of(context, json=json), name, value)


@settings.command("reset")
def reset(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="The settings.")] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="All but the offline switch, the model and its folder.")
    ] = False,
    json: Json = False,
) -> None:
    """Give settings their defaults back."""
    from edgeassist.cli.settings import reset as run

    run(errand_of(context, json=json), tuple(names or ()), everything=everything)


@settings.command("export")
def export(context: typer.Context, file: File, json: Json = False) -> None:
    """Write the settings to a file, without passwords and without what is this computer's own."""
    from edgeassist.cli.settings import export as run

    run(errand_of(context, json=json), file)


@settings.command("import")
def take_in(context: typer.Context, file: File, json: Json = False) -> None:
    """Take in what a file of settings holds; what cannot be used is told and left out."""
    from edgeassist.cli.settings import take_in as run

    run(errand_of(context, json=json), file)
