# SPDX-License-Identifier: Apache-2.0
"""`edgeassist translate` with odd arguments: what is refused, where the answer goes, what the exit code says."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from edgeassist.cli.option_groups import taking
from edgeassist.cli.translate import Wish, wish_of
from edgeassist.cli.translate_words import flag_words, line_of
from edgeassist.core.errors import EdgeError
from edgeassist.panes.translate.translation import Flag, Pair, Rendered, Segment, Tone, Trouble
from tests.support.scripted_services import ScriptedServices, said
from tests.unit.translate.test_translate_cli import Capture, Run, edge, services

__all__ = ["edge", "services"]
HELLO = ("translate", "--to", "es", "--from", "en")


def test_a_text_goes_nowhere_but_out_and_out_says_so(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    assert edge(*HELLO, "Good morning.", "--out", "letter.txt") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "--out names where a document goes" in told.err
    assert "> letter.txt" in told.err
    assert services.engine.asked == []


def test_a_dash_for_out_prints_the_text_of_a_file(
    edge: Run, services: ScriptedServices, capsys: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Good morning.\n")
    services.engine.scripts = [said("Buenos días.")]
    assert edge(*HELLO, str(path), "--out", "-") == 0
    assert capsys.readouterr().out == "Buenos días.\n"
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".txt"] == ["note.txt"]


def test_a_document_with_marks_is_printed_with_them(
    edge: Run, services: ScriptedServices, capsys: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "notice.md"
    path.write_text("| station | time |\n|---|---|\n| North | 18:00 |\n")
    services.engine.scripts = [said("estación"), said("hora"), said("Norte")]
    assert edge(*HELLO, str(path), "--out", "-") == 0
    assert capsys.readouterr().out.splitlines() == ["| estación | hora |", "|---|---|", "| Norte | 18:00 |"]
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".md"] == ["notice.md"]


def test_a_document_that_is_printed_lies_nowhere_while_the_program_closes(
    edge: Run, services: ScriptedServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the program on the spot then, and nobody would clear it away."""
    path, temporary, seen = tmp_path / "notice.md", tmp_path / "temporary", list[list[Path]]()
    path.write_text("North\n")
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    close = services.close

    def closing() -> None:
        seen.append(list(temporary.iterdir()))
        close()

    monkeypatch.setattr(services, "close", closing)
    services.engine.scripts = [said("Norte")]
    assert edge(*HELLO, str(path), "--out", "-") == 0
    assert seen == [[]]


@pytest.mark.parametrize(
    ("answer", "strict", "code"),
    [("Tengo 7 llaves.", False, 0), ("Tengo 7 llaves.", True, 0), ("", False, 0), ("", True, 8)],
)
def test_strict_alone_turns_something_to_look_at_into_an_exit_code(
    edge: Run, services: ScriptedServices, capsys: Capture, answer: str, strict: bool, code: int
) -> None:
    services.engine.scripts = [said(answer)] * 9
    assert edge(*HELLO, "I have 7 keys.", *(("--strict",) if strict else ())) == code
    assert ("line 1" in capsys.readouterr().err) == (answer == "")


def test_a_glossary_with_bad_lines_is_used_and_they_are_named(
    edge: Run, services: ScriptedServices, capsys: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("bearing,rodamiento\n,nothing\nbearing,cojinete\n")
    services.engine.scripts = [said("El cojinete es nuevo.")]
    assert edge(*HELLO, "The bearing is new.", "--glossary", str(path)) == 0
    told = capsys.readouterr()
    assert told.out == "El cojinete es nuevo.\n"
    assert "Glossary: line 2 has no term before the first separator; it was passed over." in told.err
    assert "Glossary: more than one translation of bearing; the last one counts." in told.err


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("--glossary", "none.csv", "Hello"), "none.csv"),
        (("--tone", "rude", "Hello"), "no tone rude"),
        (("",), "what"),
        (("missing.docx",), "missing.docx is not there"),
        (("missing.pdf", "--out", "x.md"), "missing.pdf is not there"),
    ],
)
def test_what_cannot_be_meant_costs_no_load(
    edge: Run, services: ScriptedServices, capsys: Capture, argv: tuple[str, ...], words: str
) -> None:
    assert edge(*HELLO, *argv) != 0
    told = capsys.readouterr()
    assert told.out == ""
    assert words.casefold() in told.err.casefold() or words == "what"
    assert services.loads == []


def test_for_machines_each_flag_has_what_was_wanted_and_what_came(
    edge: Run, services: ScriptedServices, capsys: Capture
) -> None:
    services.engine.scripts = [said("")] * 9
    assert edge(*HELLO, "--json", "We are here.") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["flagged"] == 1
    assert told["sentences"][0]["flags"] == [{"check": "no answer", "wanted": "We are here.", "got": ""}]


@pytest.mark.parametrize(
    ("to", "source", "tone", "wish"),
    [
        ("es", "", "", Wish(Pair("", "es"))),
        ("Spanish", "english", "", Wish(Pair("en", "es"))),
        ("ES", "EN", "Formal", Wish(Pair("en", "es"), Tone.FORMAL)),
        ("German", "", "INFORMAL", Wish(Pair("", "de"), Tone.INFORMAL)),
    ],
)
def test_languages_and_tones_are_taken_as_they_are_typed(to: str, source: str, tone: str, wish: Wish) -> None:
    assert wish_of(to, source, tone) == wish


@pytest.mark.parametrize(
    ("to", "source", "tone"),
    [
        ("", "", ""),
        ("xx", "", ""),
        ("es", "klingon", ""),
        ("es", "Spanish", ""),
        ("es", "", "polite"),
        ("\x1b[2J", "", ""),
    ],
)
def test_what_is_no_language_or_tone_is_refused_with_a_way_out(to: str, source: str, tone: str) -> None:
    with pytest.raises(EdgeError) as caught:
        wish_of(to, source, tone)
    assert caught.value.hint
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        (Flag(Trouble.NUMBER, "7"), "number “7” is missing"),
        (Flag(Trouble.NUMBER, "7", "8"), "number “7” became “8”"),
        (Flag(Trouble.NUMBER, "", "8"), "number “8” was added"),
        (Flag(Trouble.PLACEHOLDER, "{a}"), "placeholder “{a}” is missing"),
        (Flag(Trouble.KEPT_WORD, "Acme"), "word to keep “Acme” is missing"),
        (Flag(Trouble.CUT, "A text."), "cut off"),
        (Flag(Trouble.EMPTY, "A text."), "no answer"),
        (Flag(Trouble.UNCHANGED, "A text.", "A text."), "not translated"),
        (Flag(Trouble.TERM, "bearing"), "the glossary's word for “bearing” is missing"),
        (Flag(Trouble.BACK, "A text.", "Another."), "came back as “Another.”"),
        (Flag(Trouble.BACK, "A text."), "did not come back"),
    ],
)
def test_what_to_look_at_is_said_on_one_line(flag: Flag, words: str) -> None:
    assert flag_words(flag) == words


@pytest.mark.parametrize(("start", "line"), [(0, 1), (4, 2), (5, 3), (9, 4)])
def test_a_sentence_is_named_by_its_line(start: int, line: int) -> None:
    text = "one\n\ntwo\nthree"
    assert line_of(text, Rendered(Segment(0, "x", start, start + 1), "y", 0, 1)) == line


@dataclass(frozen=True)
class Form:
    """Two options and an argument, as a command's own would be."""

    what: Annotated[str, typer.Argument(help="What it is about.")]
    times: Annotated[int, typer.Option("--times", min=1, help="How often.")] = 1
    loud: Annotated[bool, typer.Option("--loud")] = False


@pytest.mark.parametrize(
    ("argv", "code", "out"),
    [
        (["a"], 0, "a 1 False"),
        (["a", "--times", "3", "--loud"], 0, "a 3 True"),
        (["--loud", "--", "--times"], 0, "--times 1 True"),
        ([], 2, ""),
        (["a", "--times", "0"], 2, ""),
        (["a", "--times", "x"], 2, ""),
        (["a", "b"], 2, ""),
        (["a", "--quiet"], 2, ""),
    ],
)
def test_the_fields_of_a_form_are_the_options_of_a_command(argv: list[str], code: int, out: str) -> None:
    app = typer.Typer()

    def say(_context: typer.Context, form: Form) -> None:
        """Say it."""
        typer.echo(f"{form.what} {form.times} {form.loud}")

    app.command()(taking(Form, say))
    found = CliRunner().invoke(app, argv)
    assert found.exit_code == code
    assert found.output.strip() == out or code == 2


def test_the_name_and_the_help_of_a_command_are_those_of_what_it_runs() -> None:
    def greet(_context: typer.Context, form: Form) -> None:
        """Greet somebody."""

    made: Callable[..., None] = taking(Form, greet)
    assert (made.__name__, made.__doc__) == ("greet", "Greet somebody.")
