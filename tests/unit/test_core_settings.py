# SPDX-License-Identifier: Apache-2.0
"""Settings: a bad value costs that value only, is reported, and the file it stood in is kept."""

from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edgeassist.core.settings import Settings, checked, load, options, save

DEFAULTS = (
    "All settings are at their defaults. The offline switch is on until you turn it off in Settings, under Network."
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def kept(file: Path) -> Path:
    return file.with_suffix(".toml.bad")


def test_no_file_means_defaults_and_no_problem(file: Path) -> None:
    assert load(file) == (Settings(), ())
    assert not file.exists()


def test_what_was_saved_comes_back(file: Path) -> None:
    wanted = Settings(model="qwen", context_tokens=8192, threads=3, theme="dark")
    save(file, wanted)
    assert load(file) == (wanted, ())
    assert not kept(file).exists()


@pytest.mark.parametrize(
    ("line", "key", "reason"),
    [
        ('threads = "many"', "threads", "must be a whole number; the default is used"),
        ("threads = true", "threads", "must be a whole number; the default is used"),
        ("context_tokens = 1", "context_tokens", "must be between 256 and 1048576; 4096 is used"),
        ("context_tokens = 99999999", "context_tokens", "must be between 256 and 1048576; 4096 is used"),
        ('offline = "no"', "offline", "must be true or false; true is used"),
        ('theme = "pink"', "theme", "must be one of system, light, dark; system is used"),
        ("model = 7", "model", "must be a text in quotes; the default is used"),
        ("settings = 1", "settings", "is no setting of this version"),
        ("from_the_future = 1", "from_the_future", "is no setting of this version"),
    ],
)
def test_a_bad_value_falls_back_alone(file: Path, line: str, key: str, reason: str) -> None:
    extra = "" if key == "model" else 'model = "kept"\n'
    file.write_text(f"{extra}{line}\n")
    settings, problems = load(file)
    assert [problem.sentence for problem in problems] == [f"{key} in settings.toml {reason}."]
    assert settings == Settings(model="kept" if extra else "", offline=key == "offline")
    assert kept(file).read_text() == f"{extra}{line}\n"


@pytest.mark.parametrize("content", [b"threads = ", b"\x00\x00", b"\xff\xfe", b"threads = 1\nthreads = 2", b"[[["])
def test_a_damaged_file_means_defaults_and_is_kept(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    settings, problems = load(file)
    assert settings == Settings(offline=True)
    assert [problem.key for problem in problems] == ["settings.toml"]
    assert kept(file).read_bytes() == content


@pytest.mark.parametrize(
    ("content", "place"),
    [(b"threads = 1\n\nthreads = x\n", "line 3"), (b"threads = 1\n# \xff", "line 2"), (b"a = ", "at its end")],
)
def test_a_damaged_file_is_told_with_its_line_and_its_copy(file: Path, content: bytes, place: str) -> None:
    file.write_bytes(content)
    sentence = f"settings.toml is damaged ({place}) and was not used; a copy is kept as settings.toml.bad."
    assert [(problem.sentence, problem.follows) for problem in load(file)[1]] == [(sentence, DEFAULTS)]


def test_a_switch_that_is_there_and_bad_is_blamed_and_no_other(file: Path) -> None:
    file.write_text('offline = "no"\n')
    assert [(problem.key, problem.follows) for problem in load(file)[1]] == [("offline", "")]


def test_no_copy_is_promised_that_could_not_be_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(b"[[[")

    def refuse(path: Path, content: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("edgeassist.core.settings.bad_copies.replace_file", refuse)
    assert "copy" not in load(file)[1][0].sentence


def test_a_strange_key_stays_on_its_line(file: Path) -> None:
    file.write_text('"a\\nb\\u202e" = 1\n')
    assert load(file)[1][0].sentence == "a\ufffdb\ufffd in settings.toml is no setting of this version."


def test_a_file_that_cannot_be_read_is_reported(file: Path) -> None:
    file.mkdir()
    settings, problems = load(file)
    assert settings == Settings(offline=True)
    assert problems[0].sentence.startswith("settings.toml could not be read (")
    assert [problem.follows for problem in problems] == [DEFAULTS]


def test_a_bad_file_that_cannot_be_kept_is_still_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, content: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("edgeassist.core.settings.bad_copies.replace_file", refuse)
    file.write_text('threads = 2\ntheme = "pink"\n')
    assert load(file)[0] == Settings(threads=2)


def test_changes_are_checked_like_a_file() -> None:
    settings, problems = checked(Settings(), threads=2, theme="pink")
    assert settings == Settings(threads=2)
    assert [problem.key for problem in problems] == ["theme"]


def test_every_setting_explains_itself() -> None:
    assert [name for name, one in options().items() if not one.help.endswith(".") or not one.title] == []


def test_the_window_names_no_value_that_only_the_file_has() -> None:
    chosen = [one for one in options().values() if one.chosen_here]
    assert chosen
    for one in chosen:
        assert one.told != one.help
        assert one.told.endswith(".")
        assert "`" not in one.told
        assert "empty" not in one.told


def test_the_defaults_are_valid() -> None:
    defaults = asdict(Settings())
    assert checked(Settings(), **defaults) == (Settings(), ())


@given(some.binary(max_size=200))
def test_no_content_ever_stops_the_program(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    file.write_bytes(content)
    settings, _ = load(file)
    assert isinstance(settings, Settings)
