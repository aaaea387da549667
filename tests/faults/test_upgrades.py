# SPDX-License-Identifier: Apache-2.0
"""Another version of the program on the same data: copied first, migrated or refused, and brought back (row I06).

Also in odd folders (Q06), and while a window of the version before is open (Q02).
"""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist import __version__
from edgeassist.app.saved_data import kept
from edgeassist.app.services import open_services
from edgeassist.app.version_note import Note, read_note, write_note
from edgeassist.cli import run
from edgeassist.core.paths import Places, places
from edgeassist.core.sqlite_copies import format_at
from edgeassist.core.sqlite_file import uncopied
from edgeassist.history.chats import Chats
from edgeassist.history.schema import MIGRATIONS
from edgeassist.intents.kept import Kept
from edgeassist.intents.kept_tables import CommandsTooNew
from edgeassist.store.card import CARD_NAME
from edgeassist.telemetry.recorder import FILE as RECEIPTS
from edgeassist.telemetry.recorder import Recorder
from edgeassist.ui.views import CardView
from tests.faults.conftest import OpenBench
from tests.faults.test_closing import FOLDERS
from tests.faults.test_quit import run_window
from tests.support import newer_program
from tests.support.older_data import OLDER, older_history, set_format
from tests.support.window_process import WindowProcess

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    return furnished(tmp_path / "home", monkeypatch)


def furnished(home: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("EDGEASSIST_HOME", str(home))
    made = places()
    made.create()
    return made


def newer(*argv: str) -> "subprocess.CompletedProcess[str]":
    """Run a command with the later version."""
    command = [sys.executable, "-m", newer_program.__name__, *argv]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, env=dict(os.environ))


def titles(table: str) -> list[str]:
    """Return the last column of what `history list` printed."""
    return [line.split("  ")[-1].strip() for line in table.splitlines()[1:]]


def sums(here: Places) -> dict[str, str]:
    """Return the SHA-256 of every file of the person's, but not of what programs leave beside an open database."""
    files = [path for folder in (here.data, here.config) for path in folder.rglob("*") if path.is_file()]
    passing = (".lock", "-wal", "-shm")
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if not path.name.endswith(passing)
    }


def test_i06_an_older_history_is_copied_then_migrated(here: Places, capsys: Capture) -> None:
    older_history(here)
    assert run(["history", "list"]) == 0
    shown = capsys.readouterr()
    assert "of old" in shown.out
    assert f"This is EdgeAssist {__version__}; it was {OLDER} before." in shown.err
    (saved,) = kept(here)
    assert (format_at(saved.folder / "history.sqlite3"), format_at(here.history)) == (1, len(MIGRATIONS))
    with closing(sqlite3.connect(saved.folder / "history.sqlite3")) as connection:
        assert connection.execute("SELECT text FROM messages ORDER BY id").fetchall() == [
            ("What is a pump?",), ("It moves water.",),
        ]  # fmt: skip
    assert run(["history", "list"]) == 0
    assert "This is EdgeAssist" not in capsys.readouterr().err


def test_i06_older_data_without_any_note_is_copied_as_well(here: Places, capsys: Capture) -> None:
    older_history(here)
    (here.data / "version.json").unlink()
    assert run(["history", "list"]) == 0
    assert f"This is EdgeAssist {__version__}." in capsys.readouterr().err
    assert [one.before for one in kept(here)] == ["earlier"]


def test_i06_upgrade_downgrade_and_the_way_back(here: Places, capsys: Capture) -> None:
    with open_services(here) as services:
        services.chats.start().add_question("said before")
    write_note(here, Note(__version__))
    done = newer("history", "list")
    assert (done.returncode, "said before" in done.stdout) == (0, True)
    assert f"This is EdgeAssist {newer_program.VERSION}; it was {__version__} before." in done.stderr
    assert format_at(here.history) == len(MIGRATIONS) + 1
    before = sums(here)

    assert run(["history", "list"]) == 7
    refusal = capsys.readouterr().err
    assert f"have format {len(MIGRATIONS) + 1}; this EdgeAssist knows formats up to {len(MIGRATIONS)}" in refusal
    assert "Nothing was changed." in refusal
    assert "`edgeassist versions restore`" in refusal
    after = sums(here)
    assert {path: after[path] for path in before if not path.endswith("version.json")} == {
        path: told for path, told in before.items() if not path.endswith("version.json")
    }

    assert run(["versions", "restore", f"{__version__}-before-{newer_program.VERSION}"]) == 0
    assert run(["history", "list"]) == 0
    assert "said before" in capsys.readouterr().out


def test_i06_a_newer_command_changes_nothing_under_an_open_older_program(here: Places) -> None:
    write_note(here, Note(__version__))
    with open_services(here) as services:
        services.chats.start().add_question("said before")
        refused = newer("history", "list")
        assert refused.returncode == 7
        assert f"Another EdgeAssist has {here.history} open" in refused.stderr
        assert "stay closed until there is a copy" in refused.stderr
        assert (read_note(here), kept(here)) == (Note(__version__), ())
        services.chats.start().add_question("said meanwhile")
    done = newer("history", "list")
    assert sorted(titles(done.stdout)) == ["said before", "said meanwhile"]
    assert not uncopied(here.history).exists()
    (saved,) = kept(here)
    with closing(Chats(saved.folder / "history.sqlite3")) as copied:
        assert sorted(one.title for one in copied.shelf.entries()) == ["said before", "said meanwhile"]


def test_i06_what_came_after_the_copy_is_taken_in_again(here: Places, capsys: Capture) -> None:
    with open_services(here) as services:
        services.chats.start().add_question("said before")
    write_note(here, Note(__version__))
    assert newer("history", "list").returncode == 0
    set_format(here.history, len(MIGRATIONS))
    with closing(Chats(here.history)) as chats:
        chats.start().add_question("said to the later one")
    set_format(here.history, len(MIGRATIONS) + 1)
    assert run(["versions", "restore", f"{__version__}-before-{newer_program.VERSION}"]) == 0
    assert run(["history", "list"]) == 0
    assert "said to the later one" not in capsys.readouterr().out
    done = newer("history", "import", str(here.data / "history.before-going-back-1.sqlite3"))
    assert done.returncode == 0, done.stderr
    assert sorted(titles(newer("history", "list").stdout)) == ["said before", "said to the later one"]


def test_i06_nothing_of_a_later_version_is_written_over(here: Places) -> None:
    write_note(here, Note(newer_program.VERSION))
    with closing(Kept(here.data / "commands")):
        pass
    with closing(Recorder(here.data / RECEIPTS)) as receipts:
        receipts.newest()
    for path in (here.data / "commands" / "commands.sqlite3", here.data / RECEIPTS):
        set_format(path, 99)
    here.settings.write_text('version = 99\ntheme = "dark"\nwarp = 9\n')
    folder = here.models / "later"
    folder.mkdir()
    (folder / CARD_NAME).write_text('{"id": "later", "name": "Later", "format": 99, "state": "dreaming"}')
    before = sums(here)
    with open_services(here) as services:
        assert services.settings.theme == "dark"
        (problem,) = services.problems
        assert problem.key == "settings.toml"
        assert services.settings.offline
        assert problem.follows.startswith("The offline switch is on until you turn it off")
        assert [one.failure_code for one in services.library.cards()] == ["card-too-new"]
        with pytest.raises(CommandsTooNew, match="format 99") as refusal:
            Kept(here.data / "commands")
        assert "versions restore" in refusal.value.hint
        told: list[str] = []
        with closing(Recorder(here.data / RECEIPTS, told.append)) as recorder:
            assert recorder.newest() == ()
        assert "by a later EdgeAssist" in told[0]
    after = sums(here)
    assert {path: after.get(path) for path in before if not path.endswith("version.json")} == {
        path: told for path, told in before.items() if not path.endswith("version.json")
    }


def test_i06_the_window_says_so_and_goes_on(here: Places, open_bench: OpenBench, expects_log: object) -> None:
    with closing(Chats(here.history)) as chats:
        chats.start().add_question("of the later one")
    set_format(here.history, 99)
    before = sums(here)
    bench = open_bench("answer")
    bench.until(lambda: "have format 99" in bench.words(), "the sentence")
    assert bench.window.isVisible()
    assert isinstance(bench.desk.cards(), tuple)
    assert all(isinstance(card, CardView) for card in bench.desk.cards())
    assert sums(here)[str(here.history)] == before[str(here.history)]


@pytest.mark.parametrize("name", FOLDERS)
def test_q06_an_update_copies_and_goes_back_in_any_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    here = furnished(FOLDERS[name](tmp_path), monkeypatch)
    older_history(here)
    assert run(["history", "list"]) == 0
    (saved,) = kept(here)
    assert run(["versions", "restore", saved.name]) == 0
    assert format_at(here.history) == 1
    assert run(["history", "list"]) == 0
    assert capsys.readouterr().out.count("of old") == 2


def test_q06_a_home_that_cannot_be_written_gets_no_copy_and_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("EDGEASSIST_HOME", "/proc/edgeassist")
    assert run(["versions", "list"]) == 7
    shown = capsys.readouterr().err
    assert "/proc/edgeassist" in shown
    assert "EDGEASSIST_HOME" in shown


@pytest.mark.slow
def test_q02_a_second_start_of_another_version_leaves_the_data_to_the_open_window(here: Places) -> None:
    with WindowProcess(here.data.parent, "wait") as window:
        window.line("ready")
        write_note(here, Note(OLDER))
        second = run_window({"EDGEASSIST_HOME": str(here.data.parent), "QT_QPA_PLATFORM": "offscreen"})
        assert (second.returncode, second.stderr) == (0, "")
        assert read_note(here) == Note(OLDER)
        assert kept(here) == ()
        window.signal(signal.SIGTERM)
        assert window.ended(60) == 0
