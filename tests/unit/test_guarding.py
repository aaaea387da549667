# SPDX-License-Identifier: Apache-2.0
"""The guard around the ways into a bundle: damage is named, what works goes on, other errors pass."""

import io
import sys
from pathlib import Path

import pytest

from edgeassist.app import guarding
from edgeassist.cli.failures import show, show_unexpected
from edgeassist.cli.screen import Screen
from edgeassist.core.errors import BadInput, EngineTrouble
from edgeassist.core.installation import LIST_NAME, digest, line_of, text_of

REINSTALL = "Install EdgeAssist again. Your models, conversations and settings lie elsewhere and are untouched."


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the one listed file of a bundle in which this process seems to run."""
    inside = tmp_path / "_internal"
    inside.mkdir()
    path = inside / "libpart.so"
    path.write_bytes(b"whole")
    (inside / LIST_NAME).write_text(text_of([line_of("_internal/libpart.so", 5, digest(path))]))
    monkeypatch.setattr(sys, "_MEIPASS", str(inside), raising=False)
    return path


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    monkeypatch.setattr(guarding, "show", texts.append)
    return texts


def _fail_to_load() -> int:
    raise ImportError("libpart.so: invalid header")


def test_a_whole_bundle_runs_without_a_word(part: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarding.guarded(lambda: 5, windowed=True) == 5
    assert capsys.readouterr() == ("", "")


def test_a_missing_file_is_named_and_the_rest_goes_on(
    part: Path, shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    part.unlink()
    assert guarding.guarded(lambda: 5, windowed=True) == 5
    said = f"edgeassist: The installation is damaged: _internal/libpart.so is missing. {REINSTALL}\n"
    assert capsys.readouterr().err == said
    assert shown == []


def test_an_altered_file_is_named_when_something_does_not_load(
    part: Path, shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    part.write_bytes(b"whale")
    assert guarding.guarded(_fail_to_load, windowed=True) == 7
    text = f"The installation is damaged: _internal/libpart.so was altered. {REINSTALL} (libpart.so: invalid header)"
    assert shown == [text]
    assert capsys.readouterr().err == f"edgeassist: {text}\n"


def test_a_command_opens_no_dialog(part: Path, shown: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    part.write_bytes(b"whale")
    assert guarding.guarded(_fail_to_load, windowed=False) == 7
    assert shown == []
    assert "was altered" in capsys.readouterr().err


def test_an_import_that_fails_in_a_whole_bundle_is_no_damage(part: Path) -> None:
    with pytest.raises(ImportError, match="invalid header"):
        guarding.guarded(_fail_to_load, windowed=False)


def test_from_source_nothing_is_looked_at() -> None:
    with pytest.raises(ImportError, match="invalid header"):
        guarding.guarded(_fail_to_load, windowed=False)
    assert guarding.guarded(lambda: 3, windowed=True) == 3


def test_without_stderr_the_guard_keeps_still(part: Path, shown: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    part.unlink()
    monkeypatch.setattr(sys, "stderr", None)
    assert guarding.guarded(_fail_to_load, windowed=True) == 7
    assert len(shown) == 1


@pytest.mark.parametrize(
    ("there", "command"),
    [
        ({"zenity", "xmessage"}, ("zenity", "--error", "--no-markup", "--title=EdgeAssist", "--text=a {b}")),
        ({"kdialog"}, ("kdialog", "--title", "EdgeAssist", "--error", "a {b}")),
        ({"xmessage"}, ("xmessage", "-title", "EdgeAssist", "a {b}")),
        (set(), ()),
    ],
    ids=["gnome", "kde", "x", "none"],
)
def test_the_dialog_is_one_that_this_desktop_has(there: set[str], command: tuple[str, ...]) -> None:
    assert guarding.dialog("a {b}", "linux", lambda name: name if name in there else None) == command


def test_on_a_mac_quotes_do_not_end_the_text() -> None:
    command = guarding.dialog('say "a\\b"', "darwin", lambda _name: None)
    assert command[2] == 'display alert "EdgeAssist" message "say \\"a\\\\b\\"" as critical'


def test_trouble_of_the_engine_in_a_damaged_bundle_is_told_as_damage(part: Path) -> None:
    part.write_bytes(b"whale")
    out, err = io.StringIO(), io.StringIO()
    assert show(EngineTrouble("The engine died."), Screen(out, err)) == 7
    assert err.getvalue().startswith("edgeassist: The installation is damaged: _internal/libpart.so was altered.")


def test_other_trouble_in_a_damaged_bundle_is_what_it_is(part: Path) -> None:
    part.write_bytes(b"whale")
    err = io.StringIO()
    assert show(BadInput("That is no model."), Screen(io.StringIO(), err)) == 3
    assert err.getvalue() == "edgeassist: That is no model.\n"


def test_the_unexpected_in_a_damaged_bundle_is_told_as_damage(part: Path) -> None:
    part.unlink()
    err = io.StringIO()
    assert show_unexpected(ValueError("odd"), Screen(io.StringIO(), err)) == 7
    assert "libpart.so is missing" in err.getvalue()


def test_trouble_of_the_engine_in_a_whole_bundle_is_what_it_is(part: Path) -> None:
    err = io.StringIO()
    assert show(EngineTrouble("The engine died.", hint="Try again."), Screen(io.StringIO(), err)) == 6
    assert err.getvalue() == "edgeassist: The engine died.\nTry again.\n"
