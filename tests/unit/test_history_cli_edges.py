# SPDX-License-Identifier: Apache-2.0
"""`edgeassist history` and `chat` with what people mistype: numbers, days, folders for files, files that are others."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.cli import run
from tests.support.scripted_services import ScriptedServices, card, said, stored

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]
HUGE = str(10**30)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with two conversations; each test gets a copy, since writing them anew takes longer."""
    home = tmp_path_factory.mktemp("told")
    stored(home, card("tiny"))
    services = ScriptedServices(home)
    for fruit in ("pear", "quince"):
        chat = services.chats.start()
        chat.add_question(f"What is a {fruit}?")
        chat.save_answer(f"A fruit, the {fruit}.\n\n```\ncode {fruit}\n```", partial=False, model="tiny")
    services.close()
    return home


@pytest.fixture
def home(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    shutil.copytree(told, home)
    monkeypatch.setenv("EDGEASSIST_HOME", str(home))
    monkeypatch.setattr("edgeassist.cli.errand._first_start", lambda services: False)
    return home


@pytest.fixture
def edge(home: Path) -> Run:
    return lambda *argv: run(list(argv), open_services=lambda: ScriptedServices(home))


@pytest.fixture
def talk(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ScriptedServices]:
    """Talk with lines from a pipe; return the services that were used. The exit code is in `.code`."""

    def talked(lines: bytes, *argv: str, answers: int = 9, code: int = 0) -> ScriptedServices:
        services = ScriptedServices(home)
        services.engine.scripts = [said(f"Answer {number}.") for number in range(answers)]
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines), encoding="utf-8"))
        assert run(["chat", *argv], open_services=lambda: services) == code
        return services

    return talked


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (("frob",), 2, "No such command 'frob'"),
        (("list", "x"), 2, "unexpected extra argument"),
        (("search",), 2, "Missing argument 'WORDS'"),
        (("search", "--limit", "0", "x"), 2, "greater than or equal to 1"),
        (("search", "--limit", "many", "x"), 2, "--limit"),
        (("search", "--since", "yesterday", "x"), 2, "does not match the formats '%Y-%m-%d'"),
        (("search", "--until", "2026-13-01", "x"), 2, "--until"),
        (("export",), 2, "Missing argument 'FILE'"),
        (("export", "all"), 2, "End its name in .md, .html, .txt or .json."),
        (("export", "all.docx"), 2, "End its name in .md, .html, .txt or .json."),
        (("export", "x.md", "--chat", "one"), 2, "valid integer"),
        (("export", "x.md", "--chat", HUGE), 2, "--chat"),
        (("export", "x.md", "--chat", "0"), 4, "There is no conversation 0."),
        (("export", "x.md", "--chat", "-1"), 4, "There is no conversation -1."),
        (("export", "x.md", "--chat", "1", "--chat", "99"), 4, "There is no conversation 99."),
        (("import",), 2, "Missing argument 'FILE'"),
        (("import", "absent.json"), 3, "No such file"),
        (("import", "."), 3, "Nothing was changed."),
        (("backup", "--to", "."), 2, "is there already"),
        (("restore", "."), 4, "There is no backup ."),
        (("restore", "2026-02-30"), 4, "There is no backup 2026-02-30."),
        (("restore", "a\x1b[31mb"), 4, "There is no backup a\ufffd[31mb."),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence_and_a_way_on(
    edge: Run, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...], code: int,
    words: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert edge("history", *argv) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
    assert len(printed.err.strip().splitlines()) == 2
    assert "Traceback" not in printed.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("argv", [("list", "--bin"), ("list", "--folder", "nobody"), ("list", "--archive")])
def test_an_empty_list_is_an_empty_list_for_machines(edge: Run, capsys: Capture, argv: tuple[str, ...]) -> None:
    assert edge("history", *argv, "--json") == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"chats": []}
    assert printed.err == ""


@pytest.mark.parametrize("text", ['"', "*", "AND", "a OR", "NEAR(", "^", "-", "col:x", "%", "'; DROP TABLE chats; --"])
def test_signs_of_the_search_itself_are_only_text(edge: Run, capsys: Capture, text: str) -> None:
    assert edge("history", "search", "--json", "--", text) == 0
    assert json.loads(capsys.readouterr().out)["hits"] == []
    assert edge("history", "search", "quince", "--json") == 0
    assert json.loads(capsys.readouterr().out)["hits"]


@pytest.mark.parametrize(
    ("argv", "found"),
    [
        (("--since", "2020-01-01"), True),
        (("--since", "2020-01-01T10:30"), True),
        (("--since", "9999-12-31"), False),
        (("--until", "9999-12-31"), True),
        (("--until", "1969-12-31"), False),
        (("--since", "0001-01-01"), True),
        (("--until", "0001-01-01"), False),
        (("--model", "tiny"), True),
        (("--model", "another"), False),
        (("--folder", ""), True),
        (("--folder", "kitchen"), False),
    ],
)
def test_a_search_is_narrowed_by_any_day_a_person_can_write(
    edge: Run, capsys: Capture, argv: tuple[str, ...], found: bool
) -> None:
    assert edge("history", "search", "--json", *argv, "QUIN") == 0
    assert bool(json.loads(capsys.readouterr().out)["hits"]) == found


@pytest.mark.parametrize("ending", [".md", ".html", ".txt", ".json", ".MD"])
def test_the_ending_says_in_which_form_and_the_words_are_all_there(
    edge: Run, tmp_path: Path, capsys: Capture, ending: str
) -> None:
    path = tmp_path / f"chats{ending}"
    assert edge("history", "export", str(path)) == 0
    assert capsys.readouterr().out == f"{path}: 2 conversations\n"
    text = path.read_text(encoding="utf-8")
    assert all(words in text for words in ("What is a pear?", "A fruit, the quince.", "code pear"))


def test_a_number_named_twice_is_written_once(edge: Run, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "one.md"
    assert edge("history", "export", str(path), "--chat", "2", "--chat", "2") == 0
    assert capsys.readouterr().out == f"{path}: 1 conversation\n"
    assert path.read_text(encoding="utf-8").count("What is a quince?") <= 2
    assert "pear" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [("export", "x.md"), ("backup", "--to", "x.md")])
def test_a_folder_is_never_written_over_even_by_force(
    edge: Run, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    inside = tmp_path / "x.md" / "mine.txt"
    inside.parent.mkdir()
    inside.write_text("mine")
    assert edge("history", *command, "--force") == 7
    assert "cannot be written" in capsys.readouterr().err
    assert inside.read_text() == "mine"
    assert list(tmp_path.glob(".x*")) == []


def test_errors_of_every_kind_are_one_object_for_machines(edge: Run, capsys: Capture) -> None:
    for argv, code in ((("list", "--frob"), "bad-usage"), (("restore", "1999-01-01"), "no-such-backup")):
        exit_code = edge("history", *argv, "--json")
        printed = capsys.readouterr()
        error = json.loads(printed.err)["error"]
        assert (error["code"], error["exit_code"]) == (code, exit_code)
        assert error["message"]
        assert error["hint"]
        assert printed.out == ""


def test_a_backup_that_is_none_changes_nothing(edge: Run, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "letter.sqlite3"
    path.write_text("Dear Ana")
    assert edge("history", "restore", str(path)) == 3
    assert "Nothing was changed." in capsys.readouterr().err
    assert edge("history", "list", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["chats"]) == 2
    assert path.read_text() == "Dear Ana"


Talk = Callable[..., ScriptedServices]


@pytest.mark.parametrize("lines", [b"", b"\n", b"  \n\t\n", b"/quit\n", b"/exit\nWhat?\n"])
def test_a_pipe_without_a_question_asks_nothing(talk: Talk, capsys: Capture, lines: bytes) -> None:
    assert talk(lines).engine.asked == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        (b"What is 2 + 2?", "What is 2 + 2?"),
        ("¿Qué es una pera?".encode(), "¿Qué es una pera?"),
        (b"  blanks around  \r", "blanks around"),
        (b"/etc/hosts is what?", "/etc/hosts is what?"),
        (b"/usr/bin", "/usr/bin"),
        (b"x" * 2000, "x" * 2000),
    ],
)
def test_a_line_without_an_end_is_a_question_as_it_stands(talk: Talk, line: bytes, asked: str) -> None:
    (request,) = talk(line, answers=1).engine.asked
    assert request.turns[-1].text == asked


@pytest.mark.parametrize("line", [b"/frob", b"/Quit", b"/ what?", b"/help me"])
def test_what_looks_like_a_command_is_never_sent_to_the_model(talk: Talk, capsys: Capture, line: bytes) -> None:
    assert talk(line + b"\n").engine.asked == []
    assert "There is no command" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        ("99", 4, "There is no conversation 99."),
        ("-1", 4, "There is no conversation -1."),
        (HUGE, 2, "--chat"),
        ("x", 2, "valid integer"),
    ],
)
def test_a_conversation_that_is_not_there_is_not_gone_on_with(
    talk: Talk, capsys: Capture, number: str, code: int, words: str
) -> None:
    services = talk(b"Hi\n", "--chat", number, code=code)
    assert services.engine.asked == []
    assert words in capsys.readouterr().err


def test_a_number_counts_more_than_the_latest(talk: Talk) -> None:
    (request,) = talk(b"And?\n", "--continue", "--chat", "1", answers=1).engine.asked
    assert request.turns[0].text == "What is a pear?"


def test_a_deleted_conversation_cannot_be_gone_on_with_unseen(home: Path, talk: Talk, edge: Run) -> None:
    services = ScriptedServices(home)
    services.chats.shelf.delete(1)
    services.chats.shelf.purge(everything=True)
    services.close()
    assert talk(b"And?\n", "--chat", "1", code=4).engine.asked == []


def test_what_was_asked_in_a_pipe_is_found_again(talk: Talk, edge: Run, capsys: Capture) -> None:
    talk(b"What is a medlar?\n/new\nWhat is a sloe?\n")
    capsys.readouterr()
    assert edge("history", "list", "--json") == 0
    titles = [chat["title"] for chat in json.loads(capsys.readouterr().out)["chats"]]
    assert titles[:2] == ["What is a sloe?", "What is a medlar?"]
