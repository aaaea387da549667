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

from edgeassist.cli import deeds_program, meters_program, report_program, summarize_program, translate_program
from edgeassist.cli.errand import Errand, Setup
from edgeassist.cli.failures import EXIT_CODES, READER_GONE, STOPPED, show, show_unexpected
from edgeassist.cli.history_program import history
from edgeassist.cli.home_program import home, timers
from edgeassist.cli.models_program import models
from edgeassist.cli.network_program import network
from edgeassist.cli.options import (
    MOST_NUMBER,
    Anyway,
    Context,
    Grammar,
    Json,
    MaxTokens,
    Model,
    Schema,
    Seed,
    Stop,
    System,
    Temperature,
    Threads,
    errand_of,
)
from edgeassist.cli.screen import Screen
from edgeassist.cli.settings_program import settings
from edgeassist.cli.versions_program import versions
from edgeassist.cli.voices_program import voices
from edgeassist.core.build_facts import this_build
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
  edgeassist translate --to es "Where is the station?"
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
app.add_typer(models, name="models")
app.add_typer(history, name="history")
app.add_typer(home, name="home")
app.add_typer(network, name="network")
app.add_typer(timers, name="timers")
app.add_typer(versions, name="versions")
app.add_typer(voices, name="voices")
app.add_typer(settings, name="settings")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"edgeassist {this_build().described()}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Open no connection in this run, whoever asks for one.")
    ] = False,
) -> None:
    """Hold the options that stand before a command."""
    del version, offline  # the second was read before anything else: `app.fencing`


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
    run_ask(errand_of(context, json=json), text, Setup(model, context_tokens or 0, threads or 0, anyway), wish)


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
    number: Annotated[int, typer.Option("--chat", metavar="N", max=MOST_NUMBER, help="Go on with conversation N.")] = 0,
    context_tokens: Context = None,
    threads: Threads = None,
    anyway: Anyway = False,
    json: Json = False,
) -> None:
    """Talk with a model; with a pipe, one question per line. /new starts anew, /quit leaves."""
    from edgeassist.cli.ask import Wish
    from edgeassist.cli.chat import Which
    from edgeassist.cli.chat import chat as run_chat

    wish = Wish(system, max_tokens, temperature, seed, tuple(stop or ()))
    setup = Setup(model, context_tokens or 0, threads or 0, anyway)
    run_chat(errand_of(context, json=json), setup, wish, Which(resume=resume, number=number))


deeds_program.add_to(app)
summarize_program.add_to(app)
translate_program.add_to(app)
report_program.add_to(app)
meters_program.add_to(app)


@app.command()
def panes(context: typer.Context, json: Json = False) -> None:
    """List the panes of the window, usable or not."""
    from edgeassist.cli.panes import panes as run_panes

    run_panes(errand_of(context, json=json))


@app.command()
def doctor(context: typer.Context, json: Json = False) -> None:
    """Check this computer: what works, what does not, what to do."""
    from edgeassist.cli.doctor import doctor as run_doctor

    run_doctor(errand_of(context, json=json))


@app.command()
def selftest(context: typer.Context, json: Json = False) -> None:
    """Try every part of the program once, without touching anything of yours."""
    from edgeassist.cli.selftest import selftest as run_selftest

    run_selftest(errand_of(context, json=json))


@app.command()
def diagnose(
    context: typer.Context,
    *,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there instead of printing it.")] = None,
) -> None:
    """Tell a helper what happened: one text about this computer and the last errors, none of your own texts."""
    from edgeassist.cli.diagnose import diagnose as run_diagnose

    run_diagnose(errand_of(context, json=False), out)


@app.command()
def guide(
    context: typer.Context,
    page: Annotated[str, typer.Argument(metavar="[PAGE]", help="Name of a page, as the list has it.")] = "",
    language: Annotated[str, typer.Option(metavar="CODE", help="en, es, de, fr or ar.")] = "en",
) -> None:
    """Show the user guide: the list of its pages and where they are, or one page."""
    from edgeassist.cli.guide import guide as run_guide

    run_guide(errand_of(context, json=False), page, language)


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
    run_bench(errand_of(context, json=json), setup, prompt_tokens=prompt_tokens, tokens=tokens, runs=runs)


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
