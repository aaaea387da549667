# SPDX-License-Identifier: Apache-2.0
"""The command `intent` and its options. Imports what it needs when it runs."""

from typing import Annotated

import typer

from edgeassist.cli.errand import Setup
from edgeassist.cli.options import Context, Json, Model, Threads, errand_of

Text = Annotated[str, typer.Argument(metavar="TEXT|-", help="The text; - reads standard input.")]


def intent(
    context: typer.Context,
    text: Text,
    *,
    model: Model = "",
    context_tokens: Context = None,
    threads: Threads = None,
    json: Json = False,
) -> None:
    """Turn a command in plain words into JSON, with intent and slots; carries nothing out."""
    from edgeassist.cli.deeds import intent as run_intent

    run_intent(errand_of(context, json=json), text, Setup(model, context_tokens or 0, threads or 0))


def add_to(app: typer.Typer) -> None:
    """Give `app` the command."""
    app.command()(intent)
