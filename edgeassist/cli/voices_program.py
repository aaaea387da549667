# SPDX-License-Identifier: Apache-2.0
"""`edgeassist voices`: its commands and their options. Each imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from edgeassist.cli.options import Json, errand_of
from edgeassist.core.errors import BadUsage

voices = typer.Typer(rich_markup_mode=None)

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID...]")]


@voices.callback(invoke_without_command=True)
def _voices(context: typer.Context) -> None:
    """Bring in models that hear other languages, or hear better."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(BadUsage.exit_code)


@voices.command("list")
def list_voices(context: typer.Context, json: Json = False) -> None:
    """List the voice models here, and the code of every language that commands can be typed or spoken in."""
    from edgeassist.cli.voices import list_voices as run_list

    run_list(errand_of(context, json=json))


@voices.command("add")
def add_voice(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE|FOLDER", readable=False)],
    *,
    language: Annotated[
        str, typer.Option("--lang", metavar="CODE", help="Its language, where its name does not tell: de, fr, zh...")
    ] = "",
    json: Json = False,
) -> None:
    """Check, copy and try a vosk model: its .zip or .tar.gz file, or its unpacked folder."""
    from edgeassist.cli.voices import add_voice as run_add

    run_add(errand_of(context, json=json), path, language)


@voices.command("remove")
def remove_voice(
    context: typer.Context,
    id: str,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Delete a voice model for good."""
    from edgeassist.cli.voices import remove_voice as run_remove

    run_remove(errand_of(context, json=json), id, sure=yes)


@voices.command("check")
def check_voices(context: typer.Context, ids: Ids = None, json: Json = False) -> None:
    """Read voice models (none named: all) to the last byte, compare, and try them."""
    from edgeassist.cli.voices import check_voices as run_check

    run_check(errand_of(context, json=json), ids or [])
