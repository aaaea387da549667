# SPDX-License-Identifier: Apache-2.0
"""The commands `intent` and `listen` and their options. Imports what it needs when it runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from edgeassist.cli.errand import Setup
from edgeassist.cli.option_groups import taking
from edgeassist.cli.options import Context, Json, Model, Threads, errand_of

_Text = Annotated[str, typer.Argument(metavar="TEXT|-", help="The sentence; - reads standard input.")]
_Lang = Annotated[str, typer.Option("--lang", metavar="CODE", help="Language of the command, as in the settings.")]
_Do = Annotated[bool, typer.Option("--do", help="Carry it out; without this it is only told.")]
_Yes = Annotated[bool, typer.Option("--yes", help="With --do: also what asks first, such as deleting a list.")]
_SoundFile = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", readable=False, help="Hear the first command in a WAV, FLAC or OGG file."),
]
_Device = Annotated[str, typer.Option("--device", metavar="NAME", help="The microphone, as --devices lists them.")]
_Keep = Annotated[
    Path | None, typer.Option("--keep", metavar="WAV", help="Also write what the microphone hears to this file.")
]
_ListDevices = Annotated[bool, typer.Option("--devices", help="List the microphones.")]
_Dictate = Annotated[bool, typer.Option("--dictate", help="Write down what is said, until Ctrl-C.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentOptions:
    """What the command line of `intent` may say."""

    text: _Text
    lang: _Lang = ""
    do: _Do = False
    yes: _Yes = False
    model: Model = ""
    context_tokens: Context = None
    threads: Threads = None
    json: Json = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenOptions:
    """What the command line of `listen` may say."""

    file: _SoundFile = None
    device: _Device = ""
    keep: _Keep = None
    devices: _ListDevices = False
    lang: _Lang = ""
    dictate: _Dictate = False
    do: _Do = False
    yes: _Yes = False
    json: Json = False


def intent(context: typer.Context, options: IntentOptions) -> None:
    """Tell what a command in plain words means; --do carries it out."""
    from edgeassist.cli.commanding import Doing
    from edgeassist.cli.deeds import intent as run_intent

    setup = Setup(options.model, options.context_tokens or 0, options.threads or 0)
    errand = errand_of(context, json=options.json)
    run_intent(errand, options.text, setup, options.lang, Doing(options.do, options.yes))


def listen(context: typer.Context, options: ListenOptions) -> None:
    """Hear one command, from a microphone or a file, and tell what it means; --do carries it out."""
    from edgeassist.cli import listen as run
    from edgeassist.cli.commanding import Doing

    errand = errand_of(context, json=options.json)
    if options.devices:
        run.devices(errand)
        return
    source, doing = run.Source(options.file, options.device, options.keep), Doing(options.do, options.yes)
    run.listen(errand, source, options.lang, doing, dictate=options.dictate)


def add_to(app: typer.Typer) -> None:
    """Give `app` the commands."""
    app.command()(taking(IntentOptions, intent))
    app.command()(taking(ListenOptions, listen))
