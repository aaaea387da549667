# SPDX-License-Identifier: Apache-2.0
"""`edgeassist history`: its commands and their options. Each imports what it needs when it runs."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from edgeassist.cli.options import MOST_NUMBER, Json, errand_of
from edgeassist.core.errors import BadUsage

history = typer.Typer(rich_markup_mode=None)

Folder = Annotated[str | None, typer.Option("--folder", metavar="NAME", help="Only of this folder.")]
Day = datetime | None
_DAYS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]


@history.callback(invoke_without_command=True)
def _history(context: typer.Context) -> None:
    """Find, export, back up and restore conversations."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(BadUsage.exit_code)


@history.command("list")
def list_chats(
    context: typer.Context,
    *,
    folder: Folder = None,
    archive: Annotated[bool, typer.Option("--archive", help="Those that were archived.")] = False,
    bin_: Annotated[bool, typer.Option("--bin", help="Those deleted in the last 30 days.")] = False,
    json: Json = False,
) -> None:
    """List the conversations, pinned first, then the latest."""
    from edgeassist.cli.history import list_chats as run_list

    run_list(errand_of(context, json=json), "bin" if bin_ else "archive" if archive else "shelf", folder)


@history.command("search")
def search_chats(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="WORDS", help="All must occur; the beginning of each is enough.")],
    *,
    folder: Folder = None,
    model: Annotated[str, typer.Option(metavar="ID", help="Only what this model wrote.")] = "",
    since: Annotated[
        Day, typer.Option(formats=_DAYS, metavar="DAY", help="Not before, for example 2026-03-01.")
    ] = None,
    until: Annotated[Day, typer.Option(formats=_DAYS, metavar="DAY", help="Only before.")] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=10_000, help="At most so many.")] = 20,
    json: Json = False,
) -> None:
    """Find words in all conversations, the newest first."""
    from edgeassist.cli.history import search_chats as run_search
    from edgeassist.history.search import Filters

    filters = Filters(folder, model, _ms(since) or 0, _ms(until))
    run_search(errand_of(context, json=json), text, filters, limit)


@history.command("export")
def export_chats(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Its ending says how: .md, .html, .txt or .json.")],
    *,
    chat: Annotated[
        list[int] | None, typer.Option("--chat", metavar="N", max=MOST_NUMBER, help="Only this one; may be repeated.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    json: Json = False,
) -> None:
    """Write conversations into a file; .json holds every branch and can be taken in again."""
    from edgeassist.cli.history import export_chats as run_export

    run_export(errand_of(context, json=json), path, chat, force=force)


@history.command("import")
def import_chats(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", readable=False, help="A .json file that was exported.")],
    json: Json = False,
) -> None:
    """Add the conversations of an exported .json file; what is here already is not doubled."""
    from edgeassist.cli.history import import_chats as run_import

    run_import(errand_of(context, json=json), path)


@history.command("backup")
def back_up(
    context: typer.Context,
    *,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Write it there, on a stick perhaps.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    json: Json = False,
) -> None:
    """Back the conversations up now; the window also does so on each day it is started; seven days are kept."""
    from edgeassist.cli.history import back_up as run_backup

    run_backup(errand_of(context, json=json), to, force=force)


@history.command("restore")
def restore(
    context: typer.Context,
    wanted: Annotated[str, typer.Argument(metavar="[DAY|FILE]", help="A backup; without it they are listed.")] = "",
    json: Json = False,
) -> None:
    """Put a backup in the conversations' place; those of now are kept beside it."""
    from edgeassist.cli.history import restore as run_restore

    run_restore(errand_of(context, json=json), wanted)


def _ms(day: datetime | None) -> int | None:
    """Return the moment in ms since 1970; a day begins where the computer stands. One no clock knows is the nearest."""
    try:
        return None if day is None else round(day.astimezone().timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        return 0
