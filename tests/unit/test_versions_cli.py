# SPDX-License-Identifier: Apache-2.0
"""`edgeassist versions`, and what going back is said to mean before it is done."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist import __version__
from edgeassist.app.going_back import unreadable, way_back, way_out
from edgeassist.app.program_versions import ProgramVersions
from edgeassist.app.putting_back import CopyUnusable, put_back
from edgeassist.app.saved_data import copies, save
from edgeassist.app.version_note import Note, write_note
from edgeassist.cli import run
from edgeassist.cli import versions as module
from edgeassist.core.paths import Places, places
from edgeassist.core.sqlite_copies import format_at
from edgeassist.history.chats import Chats
from edgeassist.intents.kept import Kept
from edgeassist.telemetry.recorder import FILE as FIGURES
from edgeassist.telemetry.recorder import Recorder
from tests.support.installed_versions import install
from tests.support.older_data import OLDER, set_format


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path / "home"))
    made = places()
    made.create()
    write_note(made, Note(__version__, OLDER))
    return made


@pytest.fixture
def installed(here: Places, monkeypatch: pytest.MonkeyPatch) -> ProgramVersions:
    found = ProgramVersions(install(here.data / "program", __version__, OLDER), __version__)
    monkeypatch.setattr(module, "versions_here", lambda: found)
    return found


def say(here: Places, text: str) -> None:
    chats = Chats(here.history)
    chats.start().add_question(text)
    chats.close()


def said(here: Places) -> list[str]:
    chats = Chats(here.history)
    titles = sorted(one.title for one in chats.shelf.entries())
    chats.close()
    return titles


def later_format(path: Path) -> None:
    set_format(path, 99)


def rubbish(path: Path) -> None:
    path.write_bytes(b"no database" * 900)


def later_figures(here: Places) -> Path:
    """Leave what answers cost as a later version keeps it."""
    with closing(Recorder(here.data / FIGURES)) as recorder:
        assert recorder.ready()
    set_format(here.data / FIGURES, 99)
    return here.data / FIGURES


def saved_in_older_format(here: Places) -> None:
    """Leave a copy as an update that changed the format does."""
    say(here, "before")
    made = save(here, OLDER, __version__)
    assert made is not None
    set_format(made.folder / "history.sqlite3", 1)


def test_the_list_says_what_runs_and_what_is_before(
    installed: ProgramVersions, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["versions", "list"]) == 0
    shown = capsys.readouterr()
    assert f"{__version__}    running, starts next" in shown.out
    assert f"{OLDER}    before" in shown.out
    assert f"`edgeassist versions back` goes back to {OLDER}." in shown.err


def test_from_source_there_is_one_version(here: Places, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["versions", "list", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"versions": [{"version": __version__, "is": "running"}], "back": None, "written_by_later": []}
    assert run(["versions", "back"]) == 4
    assert "No earlier version" in capsys.readouterr().err


def test_back_leaves_data_that_the_older_one_reads(
    here: Places, installed: ProgramVersions, capsys: pytest.CaptureFixture[str]
) -> None:
    say(here, "before")
    save(here, OLDER, __version__)
    say(here, "after")
    way = way_back(here, installed)
    assert way is not None
    assert not way.needed
    assert way.sentence == f"EdgeAssist {OLDER} reads your data as it is: nothing is lost."
    assert run(["versions", "back"]) == 0
    assert f"EdgeAssist {OLDER} starts from now on; {__version__} is kept." in capsys.readouterr().out
    assert installed.current == OLDER
    assert said(here) == ["after", "before"]
    assert run(["versions", "list"]) == 0
    assert f"EdgeAssist {OLDER} starts next time." in capsys.readouterr().err


def test_back_brings_the_copy_that_the_older_one_needs(
    here: Places, installed: ProgramVersions, capsys: pytest.CaptureFixture[str]
) -> None:
    saved_in_older_format(here)
    say(here, "after")
    way = way_back(here, installed)
    assert way is not None
    assert way.needed
    assert "cannot read today's data" in way.sentence
    assert run(["versions", "back"]) == 0
    shown = capsys.readouterr().out
    assert "Your data is as it was on" in shown
    assert "history.before-going-back-1.sqlite3" in shown
    assert format_at(here.history) == 1


def test_back_can_leave_the_data_alone(here: Places, installed: ProgramVersions) -> None:
    saved_in_older_format(here)
    say(here, "after")
    assert run(["versions", "back", "--keep-data", "--json"]) == 0
    assert said(here) == ["after", "before"]
    assert installed.current == OLDER


def test_without_a_copy_nothing_is_promised(here: Places, installed: ProgramVersions) -> None:
    way = way_back(here, installed)
    assert way is not None
    assert way.saved is None
    assert "it says so and changes nothing" in way.sentence


def test_copies_are_listed_and_put_back(here: Places, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["versions", "restore"]) == 0
    assert "There is no copy yet" in capsys.readouterr().err
    say(here, "before")
    save(here, OLDER, __version__)
    say(here, "after")
    name = f"{OLDER}-before-{__version__}"
    assert run(["versions", "restore"]) == 0
    assert name in capsys.readouterr().out
    assert run(["versions", "restore", name, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["restored"] == name
    assert [Path(one).name for one in told["kept_aside"]] == ["history.before-going-back-1.sqlite3"]
    assert said(here) == ["before"]


def test_a_copy_that_is_not_there(here: Places, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["versions", "restore", "yesterday"]) == 4
    assert "There is no copy yesterday." in capsys.readouterr().err


def test_daily_copies_can_be_put_back_as_well(here: Places) -> None:
    say(here, "before")
    chats = Chats(here.history)
    daily = chats.backups.make()
    chats.close()
    say(here, "after")
    set_format(here.history, 99)
    assert unreadable(here) == ("history",)
    found = way_out(here)
    assert found is not None
    assert found.single == daily.path
    assert run(["versions", "restore", found.name]) == 0
    assert said(here) == ["before"]


def test_a_copy_of_a_later_one_is_no_way_out(here: Places) -> None:
    say(here, "hello")
    made = save(here, "0.9.0", __version__)
    assert made is not None
    set_format(made.folder / "history.sqlite3", 99)
    set_format(here.history, 99)
    assert way_out(here) is None
    with pytest.raises(CopyUnusable, match="later EdgeAssist"):
        put_back(here, made)


def test_figures_in_a_later_format_are_nothing_a_person_is_told_of(
    here: Places, installed: ProgramVersions, capsys: pytest.CaptureFixture[str]
) -> None:
    say(here, "hello")
    figures = later_figures(here)
    assert unreadable(here) == ()
    assert run(["versions", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written_by_later"] == []
    made = save(here, OLDER, __version__)
    assert made is not None
    set_format(made.folder / figures.name, 98)
    assert [one.name for one in copies(here)] == [made.name]
    way = way_back(here, installed)
    assert way is not None
    assert (way.saved is not None, way.needed) == (True, False)


@pytest.mark.parametrize("spoil", [later_format, rubbish], ids=["of a later format", "damaged"])
def test_figures_that_cannot_be_used_hold_no_conversation_back(here: Places, spoil: Callable[[Path], None]) -> None:
    say(here, "before")
    with closing(Recorder(here.data / FIGURES)) as recorder:
        assert recorder.ready()
    made = save(here, OLDER, __version__)
    assert made is not None
    spoil(made.folder / FIGURES)
    say(here, "after")
    assert [one.name for one in put_back(here, made)] == ["history.before-going-back-1.sqlite3"]
    assert said(here) == ["before"]
    assert format_at(here.data / FIGURES) == 1


def test_an_older_version_is_removed(installed: ProgramVersions, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["versions", "remove", __version__]) == 2
    assert run(["versions", "remove", "7"]) == 4
    capsys.readouterr()
    assert run(["versions", "remove", OLDER]) == 0
    assert capsys.readouterr().out == f"EdgeAssist {OLDER} was removed: 7 B. Your data is as it was.\n"
    assert installed.all == (__version__,)


def test_without_a_command_the_help_is_shown(here: Places, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["versions"]) == 2
    assert "restore" in capsys.readouterr().err


def test_the_newest_copy_is_chosen_though_an_older_one_has_fewer_files(
    here: Places, installed: ProgramVersions
) -> None:
    say(here, "in January")
    first = save(here, OLDER, __version__)
    say(here, "in March")
    Kept(here.data / "commands").close()
    here.settings.write_text('version = 1\ntheme = "dark"\n')
    second = save(here, OLDER, __version__)
    assert first is not None
    assert second is not None
    for one in (first, second):
        set_format(one.folder / "history.sqlite3", 1)
    way = way_back(here, installed)
    assert way is not None
    assert way.saved is not None
    assert (way.saved.folder, way.needed) == (second.folder, True)


def test_a_newer_copy_in_a_later_format_is_not_chosen(here: Places, installed: ProgramVersions) -> None:
    saved_in_older_format(here)
    Kept(here.data / "commands").close()
    say(here, "after")
    assert save(here, OLDER, __version__) is not None
    way = way_back(here, installed)
    assert way is not None
    assert way.saved is not None
    assert way.saved.name == f"{OLDER}-before-{__version__}"


def test_a_damaged_copy_is_not_chosen_while_there_is_a_whole_one(here: Places, installed: ProgramVersions) -> None:
    saved_in_older_format(here)
    damaged = save(here, OLDER, __version__)
    assert damaged is not None
    (damaged.folder / "history.sqlite3").write_bytes(b"no database")
    say(here, "after")
    way = way_back(here, installed)
    assert way is not None
    assert way.saved is not None
    assert way.saved.name == f"{OLDER}-before-{__version__}"
