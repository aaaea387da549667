# SPDX-License-Identifier: Apache-2.0
"""The note of the version that ran last, and what a start owes the data before it opens it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist import __version__
from edgeassist.app import program_versions, saved_data, version_note
from edgeassist.app.bringing_back import put_back_now, wish_put_back
from edgeassist.app.late_copy import REST_S
from edgeassist.app.program_versions import ProgramVersions
from edgeassist.app.putting_back import CopyUnusable, DataInUse
from edgeassist.app.saved_data import kept
from edgeassist.app.services import open_services
from edgeassist.app.upgrading import Beginning, begin
from edgeassist.app.version_note import NOTE, DataBusy, Note, locked, read_note, write_note
from edgeassist.core.paths import Places, places
from edgeassist.core.sqlite_copies import format_at
from edgeassist.history.chats import Chats
from edgeassist.history.database import HistoryNotCopied
from tests.support.installed_versions import install
from tests.support.older_data import OLDER, older_history, set_format


@pytest.fixture
def here(tmp_path: Path) -> Places:
    return places({"EDGEASSIST_HOME": str(tmp_path / "home")})


def say(here: Places, text: str) -> None:
    here.create()
    chats = Chats(here.history)
    chats.start().add_question(text)
    chats.close()


def said(here: Places) -> list[str]:
    chats = Chats(here.history)
    titles = sorted(one.title for one in chats.shelf.entries())
    chats.close()
    return titles


def test_the_first_start_says_and_writes_nothing(here: Places) -> None:
    assert begin(here, "0.1.0") == Beginning()
    assert not here.data.exists()


def test_once_there_is_something_of_a_persons_the_version_is_noted(here: Places) -> None:
    say(here, "hello")
    assert begin(here, "0.1.0") == Beginning()
    assert read_note(here) == Note("0.1.0")
    assert kept(here) == ()


def test_the_same_version_again_does_nothing(here: Places) -> None:
    say(here, "hello")
    begin(here, "0.1.0")
    before = (here.data / NOTE).stat().st_mtime_ns
    assert begin(here, "0.1.0") == Beginning()
    assert (here.data / NOTE).stat().st_mtime_ns == before


def test_another_version_copies_first_and_says_so(here: Places) -> None:
    say(here, "hello")
    begin(here, "0.1.0")
    found = begin(here, "0.2.0")
    assert (found.new, found.before) == (True, "0.1.0")
    ((sentence, hint),) = found.told
    assert sentence == "This is EdgeAssist 0.2.0; it was 0.1.0 before."
    assert str(kept(here)[0].folder) in hint
    assert read_note(here) == Note("0.2.0", "0.1.0")
    assert begin(here, "0.2.0") == Beginning()


def test_an_older_version_copies_what_the_newer_one_left(here: Places) -> None:
    say(here, "of the newer one")
    begin(here, "0.2.0")
    assert begin(here, "0.1.0").new
    assert kept(here)[0].folder.name == "0.2.0-before-0.1.0"


def test_without_a_note_nothing_is_said_of_data_in_todays_format(here: Places) -> None:
    say(here, "hello")
    assert begin(here, "0.1.0") == Beginning()
    assert kept(here) == ()


def test_no_room_for_the_copy_is_told_and_stops_nothing(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    say(here, "hello")
    begin(here, "0.1.0")

    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saved_data, "sync_folder", refuse)
    ((sentence, hint),) = begin(here, "0.2.0").told
    assert "No space left on device" in sentence
    assert "edgeassist history backup" in hint
    assert said(here) == ["hello"]


@pytest.mark.parametrize("version", ["1.0-rc1", "../x", "0.1.0"])
def test_no_clock_and_no_word_in_the_note_stops_a_start(here: Places, version: str) -> None:
    say(here, "hello")
    write_note(here, Note(version))
    for number in range(saved_data.KEPT):
        folder = here.data / "backups" / f"0.{number}-before-0.{number + 1}"
        folder.mkdir(parents=True)
        os.utime(folder, (4e9, 4e9))
    assert begin(here, "2.0").new
    assert read_note(here).version == "2.0"
    assert (kept(here)[0].folder / "history.sqlite3").is_file()
    assert begin(here, "2.0") == Beginning()


def test_whatever_goes_wrong_with_the_copy_stops_nothing(
    here: Places, monkeypatch: pytest.MonkeyPatch, expects_log: None
) -> None:
    def fail(*_arguments: object) -> None:
        raise LookupError("nobody thought of this")

    say(here, "hello")
    write_note(here, Note("0.1.0"))
    monkeypatch.setattr(saved_data, "sync_folder", fail)
    assert "nobody thought of this" in begin(here, "0.2.0").told[0][0]
    assert read_note(here).version == "0.2.0"


def test_a_folder_that_cannot_be_written_stops_nothing(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    say(here, "hello")
    monkeypatch.setattr(version_note, "replace_file", refuse)
    assert begin(here, "0.1.0") == Beginning()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"version": 7}', b"\xff\xff", b"[" * 5000])
def test_a_damaged_note_is_as_good_as_none(here: Places, content: bytes) -> None:
    say(here, "hello")
    (here.data / NOTE).write_bytes(content)
    assert read_note(here) == Note()
    assert begin(here, "0.1.0") == Beginning()
    assert read_note(here) == Note("0.1.0")


def test_a_wish_to_put_back_is_done_at_the_next_start_and_once(here: Places) -> None:
    say(here, "before")
    begin(here, "0.1.0")
    begin(here, "0.2.0")
    say(here, "after")
    wish_put_back(here, kept(here)[0].folder.name)
    found = begin(here, "0.2.0")
    assert found.told[0][0].startswith("Your data is as it was on ")
    assert "history.before-going-back-1.sqlite3" in found.told[0][1]
    assert said(here) == ["before"]
    assert begin(here, "0.2.0") == Beginning()


def test_the_older_version_does_the_wish_as_well(here: Places) -> None:
    say(here, "before")
    begin(here, "0.1.0")
    begin(here, "0.2.0")
    say(here, "after")
    wish_put_back(here, "0.1.0-before-0.2.0", "0.1.0")
    assert [one[0][:20] for one in begin(here, "0.1.0").told] == ["Your data is as it w", "This is EdgeAssist 0"]
    assert said(here) == ["before"]
    assert read_note(here) == Note("0.1.0", "0.2.0")


def test_a_wish_waits_while_another_program_has_the_data_open(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.core.sqlite_copies.WAIT_S", 0.05)
    say(here, "before")
    begin(here, "0.1.0")
    begin(here, "0.2.0")
    wish_put_back(here, "0.1.0-before-0.2.0")
    chats = Chats(here.history)
    chats.start().add_question("after")
    assert "is open in another EdgeAssist" in begin(here, "0.2.0").told[0][0]
    chats.close()
    begin(here, "0.2.0")
    assert said(here) == ["before"]


def test_the_copy_of_a_wish_that_waits_outlives_the_next_update(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.core.sqlite_copies.WAIT_S", 0.05)
    say(here, "before")
    begin(here, "0.1.0")
    for number in range(2, 2 + saved_data.KEPT):
        begin(here, f"0.{number}.0")
    wish_put_back(here, "0.1.0-before-0.2.0")
    with closing(Chats(here.history)) as chats:
        chats.start().add_question("after")
        assert "is open in another EdgeAssist" in begin(here, "1.0").told[0][0]
    begin(here, "1.0")
    assert said(here) == ["before"]


def test_a_wish_for_a_copy_that_is_gone_is_told_and_forgotten(here: Places) -> None:
    say(here, "hello")
    begin(here, "0.1.0")
    wish_put_back(here, "0.0.9-before-0.1.0")
    assert "is gone" in begin(here, "0.1.0").told[0][0]
    assert begin(here, "0.1.0") == Beginning()


def test_the_services_begin_so(here: Places) -> None:
    write_note(here, Note("0.0.9"))
    say(here, "hello")
    with open_services(here) as services:
        assert services.beginning.before == "0.0.9"
        assert kept(here)[0].after == __version__


def test_an_update_right_after_the_first_session_copies_what_it_kept(here: Places) -> None:
    with open_services(here) as services:
        services.chats.start().add_question("hello")
    assert read_note(here) == Note(__version__)
    assert begin(here, "99.0.0").before == __version__
    assert [one.after for one in kept(here)] == ["99.0.0"]


def test_a_first_session_that_kept_nothing_notes_nothing(here: Places) -> None:
    with open_services(here) as services:
        assert services.first_session
    assert read_note(here) == Note()


def test_a_later_session_leaves_the_note_to_its_start(here: Places) -> None:
    say(here, "hello")
    with open_services(here) as services:
        assert not services.first_session
        (here.data / NOTE).unlink()
    assert not (here.data / NOTE).exists()


def updated(here: Places) -> str:
    """Have 0.2.0 begin on the data of 0.1.0, say something more, and return the name of the copy."""
    say(here, "before")
    begin(here, "0.1.0")
    begin(here, "0.2.0")
    say(here, "after")
    return "0.1.0-before-0.2.0"


def test_a_wish_for_the_older_version_is_dropped_by_the_newer_one_and_said(here: Places) -> None:
    wish_put_back(here, updated(here), "0.1.0")
    ((sentence, hint),) = begin(here, "0.2.0").told
    assert "for EdgeAssist 0.1.0. This is 0.2.0, so your data stays as it is." in sentence
    assert "`edgeassist versions restore 0.1.0-before-0.2.0`" in hint
    assert said(here) == ["after", "before"]
    assert read_note(here) == Note("0.2.0", "0.1.0")
    assert begin(here, "0.1.0").told[0][0] == "This is EdgeAssist 0.1.0; it was 0.2.0 before."
    assert said(here) == ["after", "before"]


def test_a_wish_waits_for_the_version_that_was_chosen(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    root = install(here.data / "program", "0.2.0", "0.1.0")
    versions = ProgramVersions(root, "0.2.0")
    monkeypatch.setattr(program_versions, "versions_here", lambda: versions)
    wish_put_back(here, updated(here), versions.go_back())
    assert begin(here, "0.2.0") == Beginning(before="0.1.0")
    assert said(here) == ["after", "before"]
    assert begin(here, "0.1.0").told[0][0].startswith("Your data is as it was on ")
    assert said(here) == ["before"]


def test_a_wish_without_a_version_is_anyones(here: Places) -> None:
    wish_put_back(here, updated(here))
    begin(here, "0.3.0")
    assert said(here) == ["before"]


def test_taking_a_wish_back_leaves_no_trace(here: Places) -> None:
    wish_put_back(here, updated(here), "0.1.0")
    wish_put_back(here, "")
    assert read_note(here) == Note("0.2.0", "0.1.0")


def test_a_copy_is_put_back_at_once(here: Places) -> None:
    name = updated(here)
    aside = put_back_now(here, kept(here)[0])
    assert [one.name for one in aside] == ["history.before-going-back-1.sqlite3"]
    assert (said(here), kept(here)[0].name, read_note(here)) == (["before"], name, Note("0.2.0", "0.1.0"))


def test_a_kill_while_a_copy_is_put_back_is_made_good_at_the_next_start(
    here: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = updated(here)
    seen: list[Note] = []

    def kill(places: Places, _saved: object, before_change: Callable[[], None]) -> tuple[Path, ...]:
        before_change()
        seen.append(read_note(places))
        return ()

    monkeypatch.setattr("edgeassist.app.bringing_back.put_back", kill)
    put_back_now(here, kept(here)[0])
    monkeypatch.undo()
    assert seen == [Note("0.2.0", "0.1.0", name)]
    write_note(here, seen[0])
    begin(here, "0.2.0")
    assert said(here) == ["before"]


def test_a_copy_that_cannot_be_put_back_leaves_no_wish(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.core.sqlite_copies.WAIT_S", 0.05)
    updated(here)
    chats = Chats(here.history)
    with pytest.raises(DataInUse):
        put_back_now(here, kept(here)[0])
    chats.close()
    (kept(here)[0].folder / "history.sqlite3").write_bytes(b"rubbish" * 900)
    with pytest.raises(CopyUnusable):
        put_back_now(here, kept(here)[0])
    assert read_note(here) == Note("0.2.0", "0.1.0")


@pytest.mark.parametrize("cut_short", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_what_was_cut_short_between_two_files_is_ended_by_the_next_start(
    here: Places, monkeypatch: pytest.MonkeyPatch, cut_short: BaseException
) -> None:
    say(here, "before")
    here.settings.write_text('theme = "dark"\n')
    begin(here, "0.1.0")
    begin(here, "0.2.0")
    say(here, "after")
    here.settings.write_text('theme = "light"\n')

    def refuse(_path: Path, _data: bytes) -> None:
        raise cut_short

    with monkeypatch.context() as cut:
        cut.setattr("edgeassist.app.putting_back.replace_file", refuse)
        with pytest.raises(type(cut_short)):
            put_back_now(here, kept(here)[0])
    assert here.settings.read_text() == 'theme = "light"\n'
    assert read_note(here) == Note("0.2.0", "0.1.0", kept(here)[0].name)
    assert begin(here, "0.2.0").told[0][0].startswith("Your data is as it was on ")
    assert (said(here), here.settings.read_text()) == (["before"], 'theme = "dark"\n')
    assert read_note(here) == Note("0.2.0", "0.1.0")


def test_what_ends_before_any_file_changed_leaves_the_wish_of_before(
    here: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_how: object) -> None:
        raise OSError(28, "No space left on device")

    wish_put_back(here, updated(here), "0.1.0")
    wished = read_note(here)
    monkeypatch.setattr("edgeassist.core.sqlite_copies.copy", refuse)
    with pytest.raises(OSError, match="No space"):
        put_back_now(here, kept(here)[0])
    assert read_note(here) == wished
    assert said(here) == ["after", "before"]


def test_one_program_at_a_time_changes_the_note(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version_note, "_LOCK_LIMIT_S", 0.05)
    updated(here)
    with locked(here):
        with pytest.raises(DataBusy, match="still copying your data"):
            wish_put_back(here, "x")
        ((sentence, hint),) = begin(here, "0.3.0").told
    assert "still copying your data" in sentence
    assert "close every EdgeAssist" in hint
    assert read_note(here) == Note("0.2.0", "0.1.0")


def test_older_data_stays_closed_until_a_copy_of_it_is_made(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    here.create()
    older_history(here)
    with monkeypatch.context() as full:
        full.setattr(saved_data, "sync_folder", refuse)
        found = begin(here, "0.2.0")
    ((sentence, hint),) = found.told
    assert (found.closed, found.about_copy) == ((here.history,), (sentence, hint))
    assert "No space left on device" in sentence
    assert hint == (
        "Closed until there is a copy: chats. Free some space, then start again, or use EdgeAssist 0.0.9."
        " Nothing is lost."
    )
    with pytest.raises(HistoryNotCopied, match="stay closed until there is a copy") as refusal:
        Chats(here.history)
    assert "free some space, then try again" in refusal.value.hint
    assert (format_at(here.history), read_note(here)) == (1, Note(OLDER))
    assert begin(here, "0.2.0").new
    assert said(here) == ["of old"]
    assert {one.name for one in here.data.glob("history*")} == {"history.sqlite3", "history.format-1-1.sqlite3"}


def test_older_data_that_is_open_elsewhere_is_copied_once_it_is_closed(
    here: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgeassist.core.sqlite_copies.WAIT_S", 0.05)
    here.create()
    older_history(here)
    with closing(sqlite3.connect(here.history, isolation_level=None)) as older:
        older.execute("PRAGMA journal_mode = WAL")
        older.execute("SELECT * FROM chats").fetchall()
        ((sentence, hint),) = begin(here, "0.2.0").told
        assert f"Another EdgeAssist has {here.history} open" in sentence
        assert hint.startswith("Closed until there is a copy: chats. Close every other EdgeAssist window")
        older.execute("UPDATE chats SET title = 'written later'")
    assert kept(here) == ()
    assert begin(here, "0.2.0").new
    with closing(sqlite3.connect(kept(here)[0].folder / "history.sqlite3")) as copy:
        assert copy.execute("SELECT title FROM chats").fetchall() == [("written later",)]
    assert said(here) == ["written later"]


def test_the_conversations_open_by_themselves_once_there_is_room_for_the_copy(
    here: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    now_s = [0.0]
    monkeypatch.setattr("edgeassist.app.late_copy.LateCopy.__init__.__defaults__", (lambda: now_s[0],))
    here.create()
    older_history(here)
    with monkeypatch.context() as full:
        full.setattr(saved_data, "sync_folder", refuse)
        services = open_services(here)
        with pytest.raises(HistoryNotCopied):
            services.chats.latest()
    with services:
        with pytest.raises(HistoryNotCopied):
            services.chats.latest()
        now_s[0] = REST_S
        assert [one.title for one in services.chats.shelf.entries()] == ["of old"]
    assert [(one.before, one.after) for one in kept(here)] == [(OLDER, __version__)]


def test_a_version_that_cannot_read_the_data_makes_no_copy_of_it(here: Places) -> None:
    say(here, "of the newer one")
    set_format(here.history, 99)
    write_note(here, Note("0.2.0", "0.1.0"))
    assert begin(here, "0.1.0") == Beginning(before="0.2.0")
    assert (kept(here), read_note(here)) == ((), Note("0.2.0", "0.1.0"))


def test_figures_of_a_later_version_keep_this_one_from_nothing(here: Places) -> None:
    say(here, "of before")
    (here.data / "receipts.sqlite3").touch()
    set_format(here.data / "receipts.sqlite3", 99)
    write_note(here, Note("0.2.0", "0.1.0"))
    assert begin(here, "0.1.0").told[0][0] == "This is EdgeAssist 0.1.0; it was 0.2.0 before."
    assert (kept(here)[0].folder / "receipts.sqlite3").is_file()
    assert begin(here, "0.1.0") == Beginning()
