# SPDX-License-Identifier: Apache-2.0
"""`edgeassist versions`: its commands and options. Each imports what it needs when it runs."""

from typing import Annotated

import typer

from edgeassist.cli.options import Json, errand_of
from edgeassist.core.errors import BadUsage

versions = typer.Typer(rich_markup_mode=None)


@versions.callback(invoke_without_command=True)
def _versions(context: typer.Context) -> None:
    """Which versions of EdgeAssist are kept here, back to the one before, and the copies of your data."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(BadUsage.exit_code)


@versions.command("list")
def list_versions(context: typer.Context, json: Json = False) -> None:
    """List the versions here, and say what going back would mean for your data."""
    from edgeassist.cli.versions import list_versions as run

    run(errand_of(context, json=json))


@versions.command("back")
def back(
    context: typer.Context,
    *,
    keep_data: Annotated[
        bool, typer.Option("--keep-data", help="Leave the data as it is, even if the older one cannot read it.")
    ] = False,
    json: Json = False,
) -> None:
    """Have the version before start from now on; this one is kept."""
    from edgeassist.cli.versions import back as run

    run(errand_of(context, json=json), keep_data=keep_data)


@versions.command("restore")
def restore(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[COPY]", help="A copy, as the list names it.")] = "",
    json: Json = False,
) -> None:
    """List the copies of your data, or put one back; what is there now is kept."""
    from edgeassist.cli.versions import restore as run

    run(errand_of(context, json=json), name)


@versions.command("remove")
def remove(
    context: typer.Context,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="A version that is not in use.")],
    json: Json = False,
) -> None:
    """Delete an older version of the program, never your data."""
    from edgeassist.cli.versions import remove as run

    run(errand_of(context, json=json), version)
