# SPDX-License-Identifier: Apache-2.0
"""`edgeassist voices`: tables for people, one JSON object for machines, plain sentences for what cannot be used."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.cli import run
from edgeassist.intents.languages import available
from tests.support.voices_made import NAME, always_ready, below, in_folder, layered, zipped

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def edge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs a command in a home of its own; the trial in a child always goes well."""
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("edgeassist.cli.voices._probe", lambda: always_ready)
    return lambda *argv: run(["voices", *argv])


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return str(zipped(tmp_path / f"{NAME}.zip", below(NAME, layered())))


def test_without_a_command_the_help_is_shown(edge: Run, capsys: Capture) -> None:
    assert edge() == 2
    assert "hear other languages" in capsys.readouterr().err


def test_an_empty_list_says_where_models_come_from(edge: Run, capsys: Capture) -> None:
    assert edge("list") == 0
    printed = capsys.readouterr()
    assert "ID" not in printed.out.split()
    assert "English is heard without one" in printed.err
    assert "alphacephei.com/vosk/models" in printed.err


def test_add_tells_language_and_what_was_measured(edge: Run, archive: str, capsys: Capture) -> None:
    assert edge("add", archive) == 0
    printed = capsys.readouterr()
    assert f"{NAME}: hears “en”" in printed.out
    assert "Tried here: 80 MB of memory, 0.0 s to load" in printed.out
    assert printed.err == "Unpacking…\nTrying…\n"
    assert edge("list") == 0
    assert "used for en" in capsys.readouterr().out


def test_add_twice_says_that_it_was_here(edge: Run, archive: str, capsys: Capture) -> None:
    assert edge("add", archive) == 0
    capsys.readouterr()
    assert edge("add", archive) == 0
    assert "was here already" in capsys.readouterr().err


def test_json_is_one_object(edge: Run, archive: str, capsys: Capture) -> None:
    assert edge("add", "--json", archive) == 0
    card = json.loads(capsys.readouterr().out)
    assert (card["id"], card["language"], card["state"], card["big"]) == (NAME, "en", "ready", False)
    assert "files" not in card
    assert edge("list", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)["voices"]
    assert (row["id"], row["used"]) == (NAME, True)
    assert edge("check", "--json") == 0
    assert json.loads(capsys.readouterr().out)["voices"][0]["state"] == "ready"
    assert edge("remove", "--json", "--yes", NAME) == 0
    assert json.loads(capsys.readouterr().out)["removed"] == NAME


def test_a_model_without_a_dynamic_graph_says_what_that_means(edge: Run, tmp_path: Path, capsys: Capture) -> None:
    folder = in_folder(tmp_path / "vosk-model-fr-0.22", layered(dynamic=False))
    assert edge("add", str(folder)) == 0
    assert "cannot be held to commands" in capsys.readouterr().err


def test_an_unknown_language_is_asked_for(edge: Run, tmp_path: Path, capsys: Capture) -> None:
    path = str(zipped(tmp_path / "mine.zip", layered()))
    assert edge("add", path) == 2
    assert "--lang de" in capsys.readouterr().err
    assert edge("add", path, "--lang", "german") == 2
    assert "no language code" in capsys.readouterr().err
    assert edge("add", path, "--lang", "de") == 0
    assert "hears “de”" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "code"), [("no.zip", 4), ("text.zip", 3)])
def test_what_cannot_be_added_ends_with_its_exit_code(edge: Run, tmp_path: Path, name: str, code: int) -> None:
    (tmp_path / "text.zip").write_text("text")
    assert edge("add", str(tmp_path / name)) == code


def test_check_finds_damage_and_says_what_to_do(edge: Run, archive: str, tmp_path: Path, capsys: Capture) -> None:
    assert edge("add", archive) == 0
    assert edge("check") == 0
    assert "whole, and it loads" in capsys.readouterr().out
    model = tmp_path / "home" / "data" / "models" / "voices" / NAME / "am" / "final.mdl"
    content = model.read_bytes()
    model.write_bytes(content[:-1] + b"x")
    assert edge("check", NAME) == 3
    printed = capsys.readouterr()
    assert "am/final.mdl is not what it was" in printed.out
    assert f"{NAME} cannot be used." in printed.err
    assert edge("list") == 0
    assert "is damaged" in capsys.readouterr().out
    assert edge("add", archive) == 0
    assert edge("check", NAME) == 0


def test_check_of_nothing_says_so(edge: Run, capsys: Capture) -> None:
    assert edge("check") == 0
    assert "There is no voice model here" in capsys.readouterr().err
    assert edge("check", "other") == 4


def test_a_model_that_cannot_be_tried_comes_in_and_is_not_used(
    edge: Run, archive: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    failed = "This voice model is damaged: vosk cannot load it."
    monkeypatch.setattr("edgeassist.cli.voices._probe", lambda: lambda card, _folder: card.failed("x", failed))
    assert edge("add", archive) == 3
    printed = capsys.readouterr()
    assert failed in printed.err
    assert f"edgeassist voices remove {NAME}" in printed.err
    assert edge("remove", NAME, "--yes") == 0


def test_remove_asks_first(edge: Run, archive: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert edge("add", archive) == 0
    assert edge("remove", NAME) == 2
    assert "Add --yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for said, left in (("n\n", 1), ("y\n", 0)):
        monkeypatch.setattr("sys.stdin.readline", lambda said=said: said, raising=False)
        assert edge("remove", NAME) == 0
        capsys.readouterr()
        assert edge("list", "--json") == 0
        assert len(json.loads(capsys.readouterr().out)["voices"]) == left


def test_remove_of_what_is_not_there_names_what_is(edge: Run, archive: str, capsys: Capture) -> None:
    assert edge("add", archive) == 0
    assert edge("remove", "other", "--yes") == 4
    assert f"Here are: {NAME}." in capsys.readouterr().err


def test_the_list_names_the_code_of_every_language_of_commands(edge: Run, capsys: Capture) -> None:
    assert edge("list") == 0
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line}
    assert set(rows) == {"CODE", *(code for code, _name in available())}
    assert "Deutsch" in rows["de"]
    assert "built in" in rows["en"]
    assert "typed only" in rows["de"]


def test_a_language_that_a_model_hears_is_listed_with_it(edge: Run, archive: str, capsys: Capture) -> None:
    assert edge("add", "--lang", "de", archive) == 0
    capsys.readouterr()
    assert edge("list", "--json") == 0
    languages = {one["code"]: one for one in json.loads(capsys.readouterr().out)["languages"]}
    assert languages["de"] == {"code": "de", "name": "Deutsch", "heard_by": NAME}
    assert languages["fr"]["heard_by"] == ""
    assert languages["en"]["heard_by"] == "built in"
