# SPDX-License-Identifier: Apache-2.0
"""`summarize`, `translate`, `panes` from the command line to the exit code: help, pipes, odd files, folders, JSON."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from edgeassist.api.discovery import FoundPane
from edgeassist.cli import run
from edgeassist.cli.panes import as_table
from edgeassist.cli.program import app
from edgeassist.testing import FakeDocuments
from edgeassist.wire import Failed
from tests.support.scripted_services import ScriptedServices, card, said, stored

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]
TEXT = (
    "The pump failed on Monday. It was repaired by Ana on Tuesday. The valve is closed.\n\n"
    "The hall is closed until Friday. Nobody was hurt.\n"
)


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedServices:
    """Return services that read documents in this very process: no child has to start."""
    home = tmp_path / "home"
    monkeypatch.setenv("EDGEASSIST_HOME", str(home))
    monkeypatch.setattr("edgeassist.cli.errand._first_start", lambda services: False)
    monkeypatch.setattr(ScriptedServices, "documents", FakeDocuments())
    monkeypatch.chdir(tmp_path)
    stored(home, card("tiny"))
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.txt").touch()
    (tmp_path / "noise.bin").write_bytes(b"\0\1\2" * 100)
    (tmp_path / "old.txt").write_bytes("Größe".encode("latin-1"))
    return ScriptedServices(home)


@pytest.fixture
def edge(services: ScriptedServices) -> Run:
    return lambda *argv: run(list(argv), open_services=lambda: services)


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    return lambda content: monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


COMMANDS = (
    ("chat",), ("summarize",), ("translate",), ("panes",), ("history", "list"), ("history", "search"),
    ("history", "export"), ("history", "import"), ("history", "backup"), ("history", "restore"),
)  # fmt: skip


def options_of(command: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return name and help of each option, as typer knows them."""
    found = typer.main.get_command(app)
    for name in command:
        found = vars(found)["commands"][name]
    return [(one.opts[-1], getattr(one, "help", "") or "") for one in found.params if one.opts[-1].startswith("--")]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_names_every_option_with_a_sentence(command: tuple[str, ...], capsys: Capture) -> None:
    assert run([*command, "--help"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    text = " ".join(printed.out.split())
    for name, about in options_of(command):
        assert name in text
        assert about.endswith("."), name
        assert " ".join(about.split()) in text
    assert max(map(len, printed.out.splitlines())) <= 110


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_speaks_json_and_short_help(command: tuple[str, ...], capsys: Capture) -> None:
    assert "--json" in [name for name, _ in options_of(command)]
    assert run([*command, "-h"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: edgeassist {' '.join(command)}")


@pytest.mark.parametrize("command", COMMANDS)
def test_an_option_nobody_knows_is_named_with_the_way_to_help(command: tuple[str, ...], capsys: Capture) -> None:
    assert run([*command, "--frobnicate"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "--frobnicate" in printed.err
    assert f"`edgeassist {' '.join(command)} --help`" in printed.err


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        ((), 2, "Missing argument 'FILE|-'"),
        (("a.txt", "b.txt"), 2, "unexpected extra argument"),
        (("a.txt", "--style", "haiku"), 2, "Styles: brief, key-points, minutes, plain, by-section."),
        (("a.txt", "--length", "huge"), 2, "Lengths: short, medium, long."),
        (("a.txt", "--lang", "xx"), 2, "no language xx"),
        (("a.txt", "--context", "1"), 2, "--context"),
        (("a.txt", "--threads", "0"), 2, "--threads"),
        (("absent.pdf", "--picked"), 4, "There is no file at absent.pdf."),
        (("folder", "--picked"), 3, "is a folder, not a file"),
        (("empty.txt", "--picked"), 3, "is empty: 0 bytes"),
        (("noise.bin", "--picked"), 3, "These can be read: PDF"),
    ],
)
def test_what_cannot_be_summed_up_says_why_and_what_can(
    edge: Run, services: ScriptedServices, capsys: Capture, argv: tuple[str, ...], code: int, words: str
) -> None:
    assert edge("summarize", *argv) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
    assert services.loads == []
    assert edge("summarize", *argv, "--json") == code
    error = json.loads(capsys.readouterr().err)["error"]
    assert error["exit_code"] == code
    assert error["message"]
    assert error["hint"]


@pytest.mark.parametrize("style", ["brief", "key-points", "minutes", "plain", "by-section", "BRIEF"])
@pytest.mark.parametrize("length", ["short", "long"])
def test_picked_sentences_stand_in_the_text_word_for_word(edge: Run, capsys: Capture, style: str, length: str) -> None:
    assert edge("summarize", "a.txt", "--picked", "--style", style, "--length", length) == 0
    printed = capsys.readouterr()
    lines = [line.removeprefix("- ") for line in printed.out.splitlines()]
    assert lines
    for line in lines:
        sentence, _, place = line.rpartition(" [")
        assert sentence.removeprefix("Decision: ").removeprefix("Action: ") in TEXT
        assert place in ("par. 1]", "par. 2]")
    assert "Paragraphs 1-2 of 2 read." in printed.err
    assert "no model wrote this" in printed.err


def test_places_for_machines_are_the_very_stretch(edge: Run, capsys: Capture) -> None:
    assert edge("summarize", "a.txt", "--picked", "--json") == 0
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert set(told) == {
        "title", "sentences", "coverage", "way", "model", "why_picked", "notes", "language", "stopped",
    }  # fmt: skip
    blocks = TEXT.strip().split("\n\n")
    for one in told["sentences"]:
        proof = one["proof"]
        assert blocks[proof["block"]][proof["start"] : proof["end"]] == one["text"]
    assert told["coverage"]["whole"]
    assert printed.err == ""


def test_a_text_from_a_pipe_is_summed_up(edge: Run, capsys: Capture, piped: Callable[[bytes], None]) -> None:
    piped(b"\xef\xbb\xbf" + TEXT.encode())
    assert edge("summarize", "-", "--picked", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["title"] == "Standard input"
    assert told["sentences"][0]["text"] == "The pump failed on Monday."


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [(b"", 2, "There is no text."), (b" \n\t", 2, "There is no text."), (b"\xff\xfe\0", 3, "not UTF-8")],
)
@pytest.mark.parametrize("command", [("summarize",), ("translate", "--to", "es")])
def test_a_pipe_without_a_text_is_refused_before_a_model_is_loaded(
    edge: Run, services: ScriptedServices, capsys: Capture, piped: Callable[[bytes], None],
    command: tuple[str, ...], content: bytes, code: int, words: str,
) -> None:  # fmt: skip
    piped(content)
    assert edge(*command, "-") == code
    printed = capsys.readouterr()
    assert words in printed.err
    assert printed.out == ""
    assert services.loads == []


def test_a_model_writes_and_what_the_text_has_not_is_marked(
    edge: Run, services: ScriptedServices, capsys: Capture
) -> None:
    services.engine.scripts = [said("- The pump failed on Monday.\n- Carla paid 900 euros in Paris for a rocket.")]
    assert edge("summarize", "a.txt", "--style", "plain") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "- The pump failed on Monday. [par. 1]"
    assert re.search(r"no proof found|not in the text: .*900", second)
    assert services.loads == [("tiny", 0, 0, False)]


def test_an_engine_that_dies_gives_its_exit_code_and_no_half_summary(
    edge: Run, services: ScriptedServices, capsys: Capture
) -> None:
    services.engine.scripts = [[Failed(code="killed", message="The engine was ended by the system.")]]
    assert edge("summarize", "a.txt") == 6
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "The engine was ended by the system." in printed.err


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("folder",), 3, "folder is a folder, not a document."),
        (("a.txt", "--out", "folder"), 2, "Name the file as well: --out"),
        (("a.txt", "--out", "folder", "--force"), 2, "folder is a folder."),
        (("a.txt", "--out", "nowhere/x.txt"), 4, "The folder nowhere is not there."),
        (("a.txt", "--out", "old.txt"), 2, "old.txt is there already. Nothing was done."),
        (("Hello", "--out", "x.txt"), 2, "--out names where a document goes"),
        (("old.txt", "--out", "-"), 3, "old.txt is not UTF-8 text."),
        (("folder", "--out", "-"), 3, "folder cannot be read"),
        (("a.txt", "--glossary", "folder"), 3, "folder cannot be read"),
    ],
)
def test_a_place_that_cannot_be_is_refused_before_hours_of_translating(
    edge: Run, services: ScriptedServices, capsys: Capture, argv: tuple[str, ...], code: int, words: str
) -> None:
    assert edge("translate", "--to", "es", "--from", "en", *argv) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
    assert services.loads == []


def test_a_document_is_never_written_over_itself(
    edge: Run, services: ScriptedServices, capsys: Capture, tmp_path: Path
) -> None:
    assert edge("translate", "--to", "es", "--from", "en", "a.txt", "--out", "a.txt", "--force") == 2
    assert "is the document itself" in capsys.readouterr().err
    assert (tmp_path / "a.txt").read_text() == TEXT
    assert services.engine.asked == []


PANES = ["chat", "summarize", "translate", "voice"]


def test_every_pane_is_listed_for_people_and_for_machines(edge: Run, capsys: Capture) -> None:
    assert edge("panes") == 0
    heads, *rows = capsys.readouterr().out.splitlines()
    assert heads.split() == ["ID", "NAME", "PACKAGE", "VERSION", "STATE", "FAULT"]
    assert edge("panes", "--json") == 0
    found = json.loads(capsys.readouterr().out)["panes"]
    assert [row.split()[0] for row in rows] == [pane["id"] for pane in found] == PANES
    assert all(pane["usable"] and pane["state"] == "ready" and not pane["fault"] for pane in found)
    assert [pane["takes"] for pane in found] == [["chat"], ["summarize"], ["translate"], ["command"]]


def test_a_pane_that_cannot_be_used_has_a_reason_and_no_promises() -> None:
    broken = as_table(FoundPane(id="broken", package="theirs", version="2", spec=None, fault="It wants API 9."))
    assert (broken["state"], broken["usable"], broken["fault"]) == ("not usable", False, "It wants API 9.")
    assert (broken["api"], broken["needs"], broken["takes"], broken["name"]) == (None, [], [], "")


def test_without_a_pane_it_says_what_to_do(edge: Run, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.cli.panes.discover", lambda: ())
    assert edge("panes") == 0
    assert "Install it again." in capsys.readouterr().err
    assert edge("panes", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"panes": []}
