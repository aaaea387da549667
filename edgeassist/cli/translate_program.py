# SPDX-License-Identifier: Apache-2.0
"""The command `translate` and its options. Imports what it needs when it runs."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from edgeassist.cli.errand import Setup
from edgeassist.cli.option_groups import taking
from edgeassist.cli.options import Context, Json, Model, Threads, errand_of

_What = Annotated[
    str, typer.Argument(metavar="FILE|TEXT|-", help="A document, or a text in quotes; - reads standard input.")
]
_To = Annotated[str, typer.Option("--to", metavar="LANGUAGE", help="The language wanted: es, or Spanish.")]
_From = Annotated[str, typer.Option("--from", metavar="LANGUAGE", help="The language it is in, if known.")]
_Glossary = Annotated[
    Path | None, typer.Option(metavar="CSV", readable=False, help="What must be called what: a term, its translation.")
]
_Tone = Annotated[str, typer.Option(metavar="TONE", help="formal or informal.")]
_Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", readable=False, help="Where a document goes; - prints its text."),
]
_Force = Annotated[bool, typer.Option("--force", help="Replace the file that is there.")]
_CheckBack = Annotated[bool, typer.Option("--check-back", help="Translate back, and say what comes back differently.")]
_Strict = Annotated[bool, typer.Option("--strict", help="Exit with 8 when there is something to look at.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line of `translate` may say."""

    what: _What
    to: _To
    source: _From = ""
    glossary: _Glossary = None
    tone: _Tone = ""
    out: _Out = None
    force: _Force = False
    check_back: _CheckBack = False
    strict: _Strict = False
    model: Model = ""
    context_tokens: Context = None
    threads: Threads = None
    json: Json = False


def translate(context: typer.Context, options: Options) -> None:
    """Translate a text, or a document into a file of the same form. What to look at is said on stderr."""
    from edgeassist.cli.translate import translate as run_translate
    from edgeassist.cli.translate import wish_of

    wish = replace(
        wish_of(options.to, options.source, options.tone),
        glossary=options.glossary,
        out=options.out,
        force=options.force,
        check_back=options.check_back,
        strict=options.strict,
    )
    setup = Setup(options.model, options.context_tokens or 0, options.threads or 0)
    run_translate(errand_of(context, json=options.json), options.what, setup, wish)


def add_to(app: typer.Typer) -> None:
    """Give `app` the command."""
    app.command("translate")(taking(Options, translate))
