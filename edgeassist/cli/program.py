# SPDX-License-Identifier: Apache-2.0
"""The commands and their options, and the one place where their errors end. Each imports what it needs when it runs."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol, runtime_checkable

import typer
from typer.core import TyperGroup

from edgeassist import __version__
from edgeassist.cli.errand import Errand, Setup
from edgeassist.cli.failures import EXIT_CODES, READER_GONE, STOPPED, show, show_unexpected
from edgeassist.cli.screen import Screen
from edgeassist.core.errors import BadUsage, EdgeError, NoRoom

if TYPE_CHECKING:
    from edgeassist.app.services import Services

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

EXAMPLES = """\b
Examples:
  edgeassist models import ~/Downloads/model.gguf
  edgeassist ask "Why is the sky blue?"
  cat letter.txt | edgeassist ask -
  edgeassist ask --json --temperature 0 --schema colour.json "A colour?"
  edgeassist chat --model ./model.gguf
  edgeassist doctor

\b
Without a command the window opens."""


class Stopped(EdgeError):
    """Ctrl-C outside an answer."""

    code, exit_code = "stopped", STOPPED

    def __init__(self) -> None:
        super().__init__("Stopped.")


class ReaderGone(Exception):
    """Nobody reads our output any more."""


class DiskFull(NoRoom):
    """The output found no room; every file of ours has an error of its own for that."""

    code, hint = "disk-full", "Free some space there, or send the output elsewhere."

    def __init__(self) -> None:
        super().__init__("Not everything could be written: there is no room left where the output goes.")


class Commands(TyperGroup):
    """Names two things before typer makes exit codes of its own of them."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Stopped from None
        except BrokenPipeError as error:
            raise ReaderGone from error


app = typer.Typer(
    cls=Commands,
    name="edgeassist",
    help="An assistant that works with the network cable out.",
    epilog=f"{EXAMPLES}\n\n{EXIT_CODES}",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
models = typer.Typer(rich_markup_mode=None)
app.add_typer(models, name="models")

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


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"edgeassist {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Hold the options that stand before a command."""
    del version


def _errand(context: typer.Context, *, json: bool) -> Errand:
    errand: Errand = context.obj
    errand.screen.as_json = json
    return errand


@app.command()
def ask(  # noqa: PLR0913  one parameter for each option
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT|-", help="The question; - reads standard input.")],
    *,
    model: Model = "",
    system: System = "",
    max_tokens: MaxTokens = 1024,
    temperature: Temperature = None,
    seed: Seed = None,
    stop: Stop = None,
    schema: Schema = None,
    grammar: Grammar = None,
    context_tokens: Context = None,
    threads: Threads = None,
    anyway: Anyway = False,
    json: Json = False,
) -> None:
    """Answer one question."""
    from edgeassist.cli.ask import Wish
    from edgeassist.cli.ask import ask as run_ask

    wish = Wish(system, max_tokens, temperature, seed, tuple(stop or ()), schema, grammar)
    run_ask(_errand(context, json=json), text, Setup(model, context_tokens or 0, threads or 0, anyway), wish)


@app.command()
def chat(  # noqa: PLR0913  one parameter for each option
    context: typer.Context,
    *,
    model: Model = "",
    system: System = "",
    max_tokens: MaxTokens = 1024,
    temperature: Temperature = None,
    seed: Seed = None,
    stop: Stop = None,
    resume: Annotated[bool, typer.Option("--continue", help="Go on with the last conversation.")] = False,
    context_tokens: Context = None,
    threads: Threads = None,
    anyway: Anyway = False,
    json: Json = False,
) -> None:
    """Talk with a model; with a pipe, one question per line. /new starts anew, /quit leaves."""
    from edgeassist.cli.ask import Wish
    from edgeassist.cli.chat import chat as run_chat

    wish = Wish(system, max_tokens, temperature, seed, tuple(stop or ()))
    run_chat(_errand(context, json=json), Setup(model, context_tokens or 0, threads or 0, anyway), wish, resume=resume)


@models.callback(invoke_without_command=True)
def _models(context: typer.Context) -> None:
    """Bring models in, look at them, choose one, take them out."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(BadUsage.exit_code)


@models.command("import")
def import_model(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(readable=False, help="A GGUF file; it is checked, copied and measured.")],
    json: Json = False,
) -> None:
    """Check, copy and measure a GGUF file. The file itself is only read."""
    from edgeassist.cli.models import import_model as run_import

    run_import(_errand(context, json=json), path)


@models.command("list")
def list_models(context: typer.Context, json: Json = False) -> None:
    """List the models here."""
    from edgeassist.cli.models import list_models as run_list

    run_list(_errand(context, json=json))


@models.command("show")
def show_model(context: typer.Context, id: str, json: Json = False) -> None:
    """Show all that is known about a model, and whether it fits into memory now."""
    from edgeassist.cli.models import show_model as run_show

    run_show(_errand(context, json=json), id)


@models.command("use")
def use_model(context: typer.Context, id: str, json: Json = False) -> None:
    """Choose the model that is taken when none is named."""
    from edgeassist.cli.models import use_model as run_use

    run_use(_errand(context, json=json), id)


@models.command("remove")
def remove_model(
    context: typer.Context,
    id: str,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Delete a model for good."""
    from edgeassist.cli.models import remove_model as run_remove

    run_remove(_errand(context, json=json), id, sure=yes)


@app.command()
def panes(context: typer.Context, json: Json = False) -> None:
    """List the panes of the window, usable or not."""
    from edgeassist.cli.panes import panes as run_panes

    run_panes(_errand(context, json=json))


@app.command()
def doctor(context: typer.Context, json: Json = False) -> None:
    """Check this computer: what works, what does not, what to do."""
    from edgeassist.cli.doctor import doctor as run_doctor

    run_doctor(_errand(context, json=json))


@app.command()
def bench(
    context: typer.Context,
    *,
    model: Model = "",
    prompt_tokens: Annotated[int, typer.Option(metavar="N", min=1, help="Tokens to read.")] = 512,
    tokens: Annotated[int, typer.Option(metavar="N", min=2, help="Tokens to write.")] = 64,
    runs: Annotated[int, typer.Option(metavar="N", min=1, max=100, help="The median of so many runs is shown.")] = 3,
    context_tokens: Context = None,
    threads: Threads = None,
    json: Json = False,
) -> None:
    """Measure how fast a model is on this computer."""
    from edgeassist.cli.bench import bench as run_bench

    setup = Setup(model, context_tokens or 0, threads or 0)
    run_bench(_errand(context, json=json), setup, prompt_tokens=prompt_tokens, tokens=tokens, runs=runs)


def _open_services() -> "Services":
    from edgeassist.app.services import open_services

    return open_services()


def run_program(argv: list[str], open_services: "Callable[[], Services] | None" = None) -> int:
    """Run the command in `argv`; every error ends here, as sentences and an exit code."""
    screen = Screen(sys.stdout, sys.stderr)
    screen.as_json = "--json" in argv
    errand = Errand(open_services or _open_services, screen)
    try:
        code = app(args=argv, prog_name="edgeassist", standalone_mode=False, obj=errand)
    except EdgeError as error:
        return show(error, screen)
    except KeyboardInterrupt:
        return show(Stopped(), screen)
    except ReaderGone:
        _let_go()
        return READER_GONE
    except Exception as error:  # the boundary: a command line never shows a traceback
        if isinstance(error, OSError) and error.errno in _FULL:
            _let_go()
            return show(DiskFull(), screen)
        return _misread(error, screen) or show_unexpected(error, screen)
    return code if isinstance(code, int) else 0


@runtime_checkable
class _Misread(Protocol):
    """What typer raises for a command line it cannot parse; it exports no common class for these."""

    ctx: typer.Context | None

    def format_message(self) -> str:
        """Return the reason."""


def _misread(error: Exception, screen: Screen) -> int:
    """Show what could not be parsed; 0 when `error` is of another kind."""
    if not isinstance(error, _Misread):
        return 0
    command = error.ctx.command_path if error.ctx else "edgeassist"
    message = error.format_message().replace("Input should be", "it must be").partition(", unable to parse")[0]
    screen.problem(BadUsage.code, message, f"`{command} --help` tells what is possible.", BadUsage.exit_code)
    return BadUsage.exit_code


def _let_go() -> None:
    """Nobody takes our output any more: keep the interpreter from complaining about it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
