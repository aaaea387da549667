# SPDX-License-Identifier: Apache-2.0
"""The options that several commands share, and the errand a command starts from. Runs nothing."""

from pathlib import Path
from typing import Annotated

import typer

from edgeassist.cli.errand import Errand

MOST_NUMBER = 2**63 - 1
"""No conversation has a larger one: SQLite has no place for it."""

Model = Annotated[str, typer.Option("--model", "-m", metavar="ID|PATH", help="A model here, or a GGUF file.")]
Context = Annotated[
    int | None, typer.Option("--context", metavar="TOKENS", min=256, max=1_048_576, help="Context length.")
]
Threads = Annotated[int | None, typer.Option(metavar="N", min=1, max=256, help="Threads for the engine.")]
Anyway = Annotated[bool, typer.Option("--anyway", help="Load the model even if it may not fit into memory.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines; errors are JSON on stderr.")]
System = Annotated[str, typer.Option(metavar="TEXT", help="Instructions that stand above the conversation.")]
MaxTokens = Annotated[int, typer.Option(metavar="N", min=1, help="Longest answer in tokens.")]
Temperature = Annotated[
    float | None, typer.Option(metavar="NUMBER", min=0, max=5, help="0 always takes the likeliest word.")
]
Schema = Annotated[
    Path | None, typer.Option(metavar="FILE", readable=False, help="JSON schema the answer must follow.")
]
Grammar = Annotated[
    Path | None, typer.Option(metavar="FILE", readable=False, help="GBNF grammar the answer must follow.")
]
Seed = Annotated[int | None, typer.Option(metavar="N", min=0, max=2**32 - 1, help="Repeat the same draw.")]
Stop = Annotated[list[str] | None, typer.Option(metavar="TEXT", help="End before this text; may be repeated.")]


def errand_of(context: typer.Context, *, json: bool) -> Errand:
    """Return the errand of this run; `json` asks for JSON on stdout."""
    errand: Errand = context.obj
    errand.screen.as_json = json
    return errand
