# SPDX-License-Identifier: Apache-2.0
"""The command `summarize` and its options. Imports what it needs when it runs."""

from dataclasses import dataclass
from typing import Annotated

import typer

from edgeassist.cli.errand import Setup
from edgeassist.cli.option_groups import taking
from edgeassist.cli.options import Context, Json, Model, Threads, errand_of

_What = Annotated[str, typer.Argument(metavar="FILE|-", help="A document; - reads a text from standard input.")]
_Style = Annotated[str, typer.Option(metavar="STYLE", help="brief, key-points, minutes, plain or by-section.")]
_Length = Annotated[str, typer.Option(metavar="LENGTH", help="short, medium or long.")]
_Language = Annotated[str, typer.Option("--lang", metavar="LANGUAGE", help="The language of the summary.")]
_Picked = Annotated[bool, typer.Option("--picked", help="Pick sentences of the text; ask no model.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line of `summarize` may say."""

    what: _What
    style: _Style = "key-points"
    length: _Length = "medium"
    language: _Language = ""
    picked: _Picked = False
    model: Model = ""
    context_tokens: Context = None
    threads: Threads = None
    json: Json = False


def summarize(context: typer.Context, options: Options) -> None:
    """Sum up a whole document; each sentence says where it comes from, and what was not read is named."""
    from edgeassist.cli.summarize import summarize as run_summarize
    from edgeassist.cli.summarize import wish_of

    wish = wish_of(options.style, options.length, options.language, picked=options.picked)
    setup = Setup(options.model, options.context_tokens or 0, options.threads or 0)
    run_summarize(errand_of(context, json=options.json), options.what, setup, wish)


def add_to(app: typer.Typer) -> None:
    """Give `app` the command."""
    app.command("summarize")(taking(Options, summarize))
