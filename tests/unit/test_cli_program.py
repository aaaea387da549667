# SPDX-License-Identifier: Apache-2.0
"""The edges of the command line: help, versions, mistakes, surprises, terminals, closed pipes."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist import __version__
from edgeassist.cli import run
from edgeassist.cli.failures import EXIT_CODES
from edgeassist.cli.interrupt import Pressed, ends_at_once, raises
from edgeassist.cli.screen import Screen, harmless
from edgeassist.core import errors
from edgeassist.core.errors import EdgeError

Capture = pytest.CaptureFixture[str]


def test_version_is_printed(capsys: Capture) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"edgeassist {__version__}\n"


def test_help_gives_examples_and_every_exit_code(capsys: Capture) -> None:
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    assert '  edgeassist ask "Why is the sky blue?"\n' in out
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, EdgeError)]
    documented = {line.split()[0] for line in EXIT_CODES.splitlines() if line.startswith("  ")}
    assert {str(kind.exit_code) for kind in kinds} | {"0", "8", "130", "141"} == documented
    assert all(f"\n    {code} " in out for code in documented)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["models"], "use        Choose"),
        (["askk"], "Did you mean 'ask'?"),
        (["ask"], "Missing argument"),
        (["ask", "--frob", "x"], "--frob"),
        (["ask", "--max-tokens", "0", "x"], "--max-tokens"),
        (["ask", "--temperature", "warm", "x"], "--temperature"),
        (["ask", "--temperature", "9", "x"], "it must be less than or equal to 5"),
        (["models", "show"], "`edgeassist models show --help`"),
        (["--frob"], "`edgeassist --help`"),
    ],
)
def test_a_command_line_that_cannot_be_meant_ends_with_2(capsys: Capture, argv: list[str], words: str) -> None:
    assert run(argv) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
    assert "--help" in printed.err
    assert "unable to parse" not in printed.err


def raising(error: BaseException) -> Callable[[], object]:
    def open_services() -> object:
        raise error

    return open_services


def run_with(error: BaseException, *argv: str) -> int:
    return run(list(argv), open_services=raising(error))  # type: ignore[arg-type]  # it only ever raises


def test_a_surprise_is_one_sentence_and_a_file(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    assert run_with(ZeroDivisionError("deep inside"), "models", "list") == 1
    printed = capsys.readouterr()
    kept = tmp_path / "logs" / "last-error.txt"
    assert "deep inside" in kept.read_text()
    assert str(kept) in printed.err
    assert "Traceback" not in printed.err + printed.out


def test_a_surprise_that_cannot_be_kept_is_shown(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path / "file"))
    assert run_with(ZeroDivisionError("deep inside"), "models", "list") == 1
    assert "deep inside" in capsys.readouterr().err


def test_ctrl_c_anywhere_ends_with_130(capsys: Capture) -> None:
    assert run_with(KeyboardInterrupt(), "models", "list") == 130
    assert capsys.readouterr().err == "edgeassist: Stopped.\n"


def test_a_mistake_is_json_when_json_was_asked_for(capsys: Capture) -> None:
    assert run(["askk", "--json"]) == 2
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "bad-usage"


def test_help_is_quick_and_loads_neither_window_nor_engine() -> None:
    code = (
        "import sys; from edgeassist.cli import run; run(['--help']);"
        "print([name for name in ('PySide6', 'llama_cpp', 'numpy', 'rich') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    command = [sys.executable, "-m", "edgeassist", "panes", "--json"]
    environ = {**os.environ, "EDGEASSIST_HOME": str(tmp_path)}
    with open(write_end, "wb") as gone:  # noqa: PTH123  a descriptor has no path
        done = subprocess.run(command, stdout=gone, stderr=subprocess.PIPE, text=True, check=False, env=environ)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("argv", [["panes", "--json"], ["panes"], ["--help"], ["--version"]])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_under_the_output_ends_with_5(tmp_path: Path, argv: list[str], unbuffered: str) -> None:
    environ = {**os.environ, "EDGEASSIST_HOME": str(tmp_path), "PYTHONUNBUFFERED": unbuffered}
    command = [sys.executable, "-m", "edgeassist", *argv]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environ)
    assert done.returncode == 5
    assert "no room left" in done.stderr
    assert "Exception ignored" not in done.stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_model_cannot_steer_the_terminal() -> None:
    out = Terminal()
    Screen(out, io.StringIO(), {}).stream("a\x1b[2Jb\x07\r\n\tc")
    assert out.getvalue() == "a�[2Jb��\n\tc"


CRAFTED = "a\x1b[2J \x9b2J \x7f \u202e ü \U000e0001"


def test_json_on_a_terminal_steers_nothing_and_keeps_every_value() -> None:
    out, err = Terminal(), Terminal()
    screen = Screen(out, err, {})
    screen.as_json = True
    screen.result({"name": CRAFTED})
    screen.problem("odd", CRAFTED, "", 1)
    for said in (out.getvalue(), err.getvalue()):
        assert said.removesuffix("\n").isprintable()
    assert json.loads(out.getvalue()) == {"name": CRAFTED}
    assert json.loads(err.getvalue())["error"]["message"] == CRAFTED


def test_json_of_ordinary_words_and_in_a_pipe_is_in_letters() -> None:
    shown, pipe = Terminal(), io.StringIO()
    Screen(shown, io.StringIO(), {}).result({"name": "Größe"})
    Screen(pipe, io.StringIO(), {}).result({"name": CRAFTED})
    assert shown.getvalue() == '{"name": "Größe"}\n'
    assert "\x9b" in pipe.getvalue()


def test_a_pipe_gets_the_answer_untouched() -> None:
    out = io.StringIO()
    Screen(out, io.StringIO(), {}).stream("a\x1b[2Jb")
    assert out.getvalue() == "a\x1b[2Jb"


def test_joined_emoji_stay_joined() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}"
    assert harmless(family) == family


def test_a_styled_part_keeps_its_colour_and_a_crafted_one_gets_none() -> None:
    out = Terminal()
    Screen(out, io.StringIO(), {}).say(("ok", "ok"), " a\x1b[2Jb")
    assert out.getvalue() == "\x1b[32mok\x1b[0m a\ufffd[2Jb\n"


def test_heads_are_bold_and_crafted_cells_are_harmless() -> None:
    out = Terminal()
    Screen(out, io.StringIO(), {}).table(("ID",), [("a\x1b[2J",)])
    assert out.getvalue() == "\x1b[1mID\x1b[0m\na\ufffd[2J\n"


@pytest.mark.parametrize(("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_is_for_people_who_want_it(environ: dict[str, str], coloured: bool) -> None:
    err = Terminal()
    Screen(io.StringIO(), err, environ).note("careful", "warn")
    assert ("\x1b[" in err.getvalue()) is coloured


def test_progress_is_one_living_line_that_makes_way_for_results() -> None:
    out, err = io.StringIO(), Terminal()
    screen = Screen(out, err, {"NO_COLOR": "1"})
    screen.progress("Copying", 50, 100)
    screen.say("done")
    assert err.getvalue() == "\r\x1b[KCopying…  50 %\r\x1b[K"


def test_a_result_clears_the_living_line() -> None:
    out, err = io.StringIO(), Terminal()
    screen = Screen(out, err, {"NO_COLOR": "1"})
    screen.progress("Copying", 50, 100)
    screen.result({})
    assert err.getvalue().endswith("\r\x1b[K")


def test_json_shows_no_progress_to_anybody() -> None:
    err = Terminal()
    screen = Screen(io.StringIO(), err, {})
    screen.as_json = True
    screen.progress("Copying", 50, 100)
    assert err.getvalue() == ""


def test_progress_off_the_terminal_names_each_step_once() -> None:
    err = io.StringIO()
    screen = Screen(io.StringIO(), err, {})
    for done in range(3):
        screen.progress("Copying", done, 100)
    screen.progress("Measuring", 0, 1)
    assert err.getvalue() == "Copying…\nMeasuring…\n"


def test_ctrl_c_raises_only_while_something_is_open() -> None:
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with ends_at_once():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
        with raises():
            assert isinstance(signal.getsignal(signal.SIGINT), Pressed)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, before)


def test_a_parent_that_ignores_ctrl_c_is_obeyed() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    with ends_at_once(), raises():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    signal.signal(signal.SIGINT, before)
