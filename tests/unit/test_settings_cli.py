# SPDX-License-Identifier: Apache-2.0
"""`edgeassist settings`: the same checks as the window, clear errors, one JSON object for machines."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.cli import run
from edgeassist.core.settings import load, options

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "config" / "settings.toml"


@pytest.fixture
def edge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path / "home"))
    return lambda *argv: run(["settings", *argv])


def told(capsys: Capture) -> dict[str, object]:
    printed = capsys.readouterr()
    found: dict[str, object] = json.loads(printed.out or printed.err)
    return found


def test_without_a_command_the_help_is_shown(edge: Run, capsys: Capture) -> None:
    assert edge() == 2
    assert "an open window notices it" in capsys.readouterr().err


def test_the_list_has_every_setting(edge: Run, capsys: Capture) -> None:
    assert edge("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(options())


def test_the_list_for_machines_tells_type_bounds_and_value(edge: Run, capsys: Capture, file: Path) -> None:
    assert edge("list", "--json") == 0
    answer = told(capsys)
    rows = answer["settings"]
    assert answer["file"] == str(file)
    assert isinstance(rows, list)
    assert rows[1] == {
        "name": "context_tokens", "value": 4096, "default": 4096, "title": "Context length",
        "help": options()["context_tokens"].help, "group": "engine", "one_of": [], "low": 256, "high": 1_048_576,
        "unit": "tokens", "takes_effect": "load",
    }  # fmt: skip


def test_only_what_was_changed_is_listed_on_wish(edge: Run, capsys: Capture) -> None:
    assert edge("list", "--changed") == 0
    assert capsys.readouterr().err == "Every setting is at its default.\n"
    edge("set", "theme", "dark")
    capsys.readouterr()
    assert edge("list", "--changed") == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()[1:]] == [["theme", "dark"]]


def test_set_get_and_reset(edge: Run, capsys: Capture, file: Path) -> None:
    assert edge("set", "threads", "3") == 0
    printed = capsys.readouterr()
    assert printed.err == "threads is 3 now.\nIt holds from the next time a model is loaded.\n"
    assert tomllib.loads(file.read_text()) == {"version": 1, "threads": 3}
    assert edge("get", "threads") == 0
    assert capsys.readouterr().out == "3\n"
    assert edge("reset", "threads") == 0
    assert capsys.readouterr().err == "Back at the default: threads.\n"
    assert tomllib.loads(file.read_text()) == {"version": 1}
    assert edge("reset", "--all") == 0
    assert capsys.readouterr().err == "They were at their defaults already.\n"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("offline", "yes", True),
        ("notify", "off", False),
        ("context-tokens", "8,192", 8192),
        ("microphone", "USB “Headset”", "USB “Headset”"),
        ("proxy", "http://user:secret@host:3128", "http://user:secret@host:3128"),
        ("mirror", "", ""),
    ],
)
def test_a_value_is_read_as_people_write_it(edge: Run, capsys: Capture, name: str, text: str, value: object) -> None:
    assert edge("set", name, text, "--json") == 0
    capsys.readouterr()
    assert edge("get", name, "--json") == 0
    assert told(capsys) == {"name": name.replace("-", "_"), "value": value}


@pytest.mark.parametrize(
    ("argv", "code", "name", "message"),
    [
        (("set", "theme", "pink"), 3, "bad-setting", "theme must be one of system, light, dark."),
        (("set", "threads", "many"), 3, "bad-setting", "threads must be a whole number."),
        (("set", "threads", "-1"), 3, "bad-setting", "threads must be between 0 and 256."),
        (("set", "offline", "perhaps"), 3, "bad-setting", "offline must be true or false."),
        (("set", "mirror", "ftp://x"), 3, "bad-setting", "mirror must be an address like https://host, or empty."),
        (("set", "microphone", "a\nb"), 3, "bad-setting", "microphone must be one line without control characters."),
        (("set", "model", "x" * 1001), 3, "bad-setting", "model must not be longer than 1000 letters."),
        (("get", "thme"), 2, "no-such-setting", "There is no setting “thme”."),
        (("reset",), 2, "nothing-named", "Which settings are to be reset?"),
        (("reset", "zebra"), 2, "no-such-setting", "There is no setting “zebra”."),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(
    edge: Run, capsys: Capture, file: Path, argv: tuple[str, ...], code: int, name: str, message: str
) -> None:
    assert edge(*argv, "--json") == code
    error = told(capsys)["error"]
    assert isinstance(error, dict)
    assert (error["code"], error["message"], error["exit_code"]) == (name, message, code)
    assert not file.exists() or tomllib.loads(file.read_text()) == {}


def test_a_near_name_is_proposed(edge: Run, capsys: Capture) -> None:
    edge("get", "contxt_tokens")
    assert "Did you mean context_tokens?" in capsys.readouterr().err


@pytest.mark.parametrize("how", [(), ("--json",)], ids=["words", "json"])
def test_what_was_set_is_told_without_the_password_and_kept_with_it(
    edge: Run, capsys: Capture, file: Path, how: tuple[str, ...]
) -> None:
    assert edge("set", "proxy", "http://me:secret@proxy.example:3128", *how) == 0
    printed = capsys.readouterr()
    assert "secret" not in printed.out + printed.err
    assert "proxy.example:3128" in printed.out + printed.err
    assert load(file)[0].proxy == "http://me:secret@proxy.example:3128"


def test_a_list_and_an_export_hold_no_password(edge: Run, capsys: Capture, tmp_path: Path) -> None:
    edge("set", "proxy", "http://user:secret@host:3128")
    capsys.readouterr()
    edge("list", "--json")
    edge("list")
    edge("export", str(tmp_path / "mine.toml"))
    assert "secret" not in capsys.readouterr().out + (tmp_path / "mine.toml").read_text()
    assert 'proxy = "http://host:3128"' in (tmp_path / "mine.toml").read_text()


def test_an_export_can_be_taken_in_elsewhere(edge: Run, capsys: Capture, tmp_path: Path, file: Path) -> None:
    edge("set", "theme", "dark")
    edge("set", "microphone", "mine")
    edge("export", str(tmp_path / "mine.toml"))
    edge("reset", "--all")
    capsys.readouterr()
    assert edge("import", str(tmp_path / "mine.toml"), "--json") == 0
    assert told(capsys) == {"changed": {"theme": "dark"}}
    assert load(file)[0].theme == "dark"
    assert load(file)[0].microphone == ""


def test_an_import_tells_what_it_left_out(edge: Run, capsys: Capture, tmp_path: Path, file: Path) -> None:
    theirs = tmp_path / "theirs.toml"
    theirs.write_text('theme = "dark"\nthreads = "many"\nzebra = 1\n')
    assert edge("import", str(theirs)) == 0
    assert capsys.readouterr().err == (
        "Left out: threads must be a whole number.\nLeft out: zebra is no setting of this version.\nChanged: theme.\n"
    )
    assert load(file)[0].theme == "dark"


@pytest.mark.parametrize(("content", "code"), [(b"\x00", 3), (b"threads = 'x'", 3), (None, 4)])
def test_a_file_that_is_no_settings_is_refused(
    edge: Run, capsys: Capture, tmp_path: Path, content: bytes | None, code: int
) -> None:
    theirs = tmp_path / "theirs.toml"
    if content is not None:
        theirs.write_bytes(content)
    assert edge("import", str(theirs)) == code
    assert "theirs.toml" in capsys.readouterr().err


def test_a_folder_is_no_file_to_take_in_or_to_write_to(edge: Run, capsys: Capture, tmp_path: Path) -> None:
    assert edge("import", str(tmp_path)) == 3
    assert edge("export", str(tmp_path / "not" / "there.toml")) == 7
    assert "cannot be written: No such file or directory." in capsys.readouterr().err


def test_a_settings_folder_that_cannot_be_written_is_told(
    edge: Run, capsys: Capture, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("edgeassist.core.settings.change", refuse)
    assert edge("set", "theme", "dark") == 7
    assert f"{file} cannot be written: Permission denied." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "code", "said"),
    [
        ("model", "doesnotexist", 4, "doesnotexist"),
        ("models_folder", "/nonexistent/x", 3, "models_folder was not changed: /nonexistent/x is no folder that is"),
        ("models_folder", "models", 3, "models_folder was not changed: models is not a whole path."),
        ("voice_language", "xx", 3, "voice_language was not changed: commands cannot be given in “xx”."),
    ],
)
def test_what_names_nothing_is_refused(
    edge: Run, capsys: Capture, file: Path, name: str, value: str, code: int, said: str
) -> None:
    assert edge("set", name, value, "--json") == code
    error = told(capsys)["error"]
    assert isinstance(error, dict)
    assert said in str(error["message"])
    assert error["hint"]
    assert not file.exists() or tomllib.loads(file.read_text()) == {}


def test_a_near_language_is_proposed(edge: Run, capsys: Capture) -> None:
    edge("set", "voice_language", "enn")
    assert "Did you mean en?" in capsys.readouterr().err


def test_what_is_there_is_taken(edge: Run, capsys: Capture, tmp_path: Path) -> None:
    assert edge("set", "models_folder", str(tmp_path)) == 0
    assert edge("set", "voice_language", "de") == 0
    assert edge("set", "model", "starter") == 0
    assert edge("set", "model", "") == 0  # nothing named is nothing missing


@pytest.mark.parametrize(
    ("mirror", "warned"),
    [
        ("http://mirror.example", True),
        ("https://mirror.example", False),
        ("http://127.0.0.1:8080", False),
        ("http://[::1]:8080/x", False),
        ("http://localhost", False),
    ],
)
def test_a_mirror_without_encryption_is_taken_with_a_warning(
    edge: Run, capsys: Capture, mirror: str, warned: bool
) -> None:
    assert edge("set", "mirror", mirror) == 0
    assert ("not encrypted" in capsys.readouterr().err) == warned
