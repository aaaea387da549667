# SPDX-License-Identifier: Apache-2.0
"""The copies made before another version begins: whole, few, and the way back to one of them."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edgeassist.app import saved_data
from edgeassist.app.putting_back import CopyUnusable, DataInUse, put_back
from edgeassist.app.saved_data import KEPT, Saved, kept, older, parts, save
from edgeassist.core.paths import Places, places
from edgeassist.core.settings import change, load
from edgeassist.history.chats import Chats
from edgeassist.intents.kept import Kept


@pytest.fixture
def here(tmp_path: Path) -> Places:
    made = places({"EDGEASSIST_HOME": str(tmp_path / "home")})
    made.create()
    return made


def say(here: Places, text: str) -> None:
    chats = Chats(here.history)
    chats.start().add_question(text)
    chats.close()


def said(path: Path) -> list[str]:
    chats = Chats(path)
    titles = sorted(one.title for one in chats.shelf.entries())
    chats.close()
    return titles


def saved(here: Places, before: str = "0.1.0", after: str = "0.2.0") -> Saved:
    made = save(here, before, after)
    assert made is not None
    return made


def age(one: Saved, seconds: float) -> None:
    then = one.folder.stat().st_mtime - seconds
    os.utime(one.folder, (then, then))


def test_an_empty_home_has_nothing_to_save(here: Places) -> None:
    assert save(here, "0.1.0", "0.2.0") is None
    assert kept(here) == ()
    assert not (here.data / "backups").exists()


def test_everything_with_a_format_is_copied_whole(here: Places) -> None:
    say(here, "hello")
    Kept(here.data / "commands").close()
    here.settings.write_text('version = 1\ntheme = "dark"\n')
    made = saved(here)
    assert sorted(one.name for one in made.folder.iterdir()) == [
        ".order", "commands.sqlite3", "history.sqlite3", "settings.toml",
    ]  # fmt: skip
    assert said(made.folder / "history.sqlite3") == ["hello"]
    assert (made.before, made.after) == ("0.1.0", "0.2.0")
    assert made.folder.stat().st_mode & 0o077 == 0


def test_a_copy_holds_what_another_program_wrote_a_moment_ago(here: Places) -> None:
    chats = Chats(here.history)
    chats.start().add_question("in the log only")
    made = saved(here)
    chats.close()
    assert said(made.folder / "history.sqlite3") == ["in the log only"]


def test_the_newest_few_are_kept(here: Places) -> None:
    say(here, "hello")
    for number in range(KEPT + 2):
        age(saved(here, f"0.{number}.0", f"0.{number + 1}.0"), 1000 - number)
    assert [one.before for one in kept(here)] == ["0.4.0", "0.3.0", "0.2.0"]


def test_a_copy_that_is_to_be_put_back_is_kept_as_well(here: Places) -> None:
    say(here, "hello")
    wished = saved(here, "0.0.1", "0.0.2").name
    for number in range(KEPT):
        assert save(here, f"0.{number}.0", f"0.{number + 1}.0", wished=wished) is not None
    assert [one.before for one in kept(here)] == ["0.2.0", "0.1.0", "0.0.0", "0.0.1"]
    saved(here, "0.3.0", "0.4.0")
    assert [one.before for one in kept(here)] == ["0.3.0", "0.2.0", "0.1.0"]


def test_a_clock_that_was_set_back_costs_no_copy(here: Places) -> None:
    say(here, "hello")
    for number in range(KEPT + 2):
        age(saved(here, f"0.{number}.0", f"0.{number + 1}.0"), 1e8 * number)
    assert [one.before for one in kept(here)] == ["0.4.0", "0.3.0", "0.2.0"]


def test_copies_of_before_they_had_numbers_go_first(here: Places) -> None:
    say(here, "hello")
    for number in range(KEPT):
        folder = here.data / "backups" / f"0.{number}-before-0.{number + 1}"
        folder.mkdir(parents=True)
        os.utime(folder, (4e9 + number, 4e9 + number))
    made = saved(here, "0.9", "1.0")
    assert kept(here)[0] == made
    assert [one.before for one in kept(here)] == ["0.9", "0.2", "0.1"]


@pytest.mark.parametrize("version", ["1.0-rc1", "../../elsewhere", "-", "1" * 500, "a b\n"])
def test_any_word_for_a_version_makes_a_copy_that_is_found_again(here: Places, version: str) -> None:
    say(here, "hello")
    made = saved(here, version, "2.0-x")
    assert made.folder.parent == here.data / "backups"
    assert kept(here) == (made,)
    assert said(made.folder / "history.sqlite3") == ["hello"]


def test_the_same_update_again_does_not_write_over_the_first_copy(here: Places) -> None:
    say(here, "one")
    first = saved(here)
    age(first, 60)
    say(here, "two")
    second = saved(here)
    assert second.folder.name == "0.1.0-before-0.2.0-2"
    assert said(first.folder / "history.sqlite3") == ["one"]
    assert [one.before for one in kept(here)] == ["0.1.0", "0.1.0"]


def test_what_is_no_copy_of_ours_is_not_listed(here: Places) -> None:
    folder = here.data / "backups"
    for name in ("history-2026-11-21.sqlite3", "my folder", ".0.1.0-before-0.2.0.part"):
        (folder / name).mkdir(parents=True)
    (folder / "0.1.0-before-0.2.0").write_text("a file")
    assert kept(here) == ()


def test_put_back_keeps_what_was_there(here: Places) -> None:
    say(here, "before")
    here.settings.write_text('theme = "dark"\n')
    made = saved(here)
    say(here, "after")
    here.settings.write_text('theme = "light"\n')
    aside = put_back(here, made)
    assert said(here.history) == ["before"]
    assert here.settings.read_text() == 'theme = "dark"\n'
    assert [one.name for one in aside] == ["history.before-going-back-1.sqlite3", "settings.before-going-back-1.toml"]
    assert said(aside[0]) == ["after", "before"]
    assert aside[1].read_text() == 'theme = "light"\n'


def test_a_second_way_back_keeps_what_the_first_one_kept(here: Places) -> None:
    say(here, "before")
    here.settings.write_text('theme = "dark"\n')
    made = saved(here)
    here.settings.write_text('theme = "light"\n')
    first = put_back(here, made)
    assert [one for one in put_back(here, made) if one.suffix == ".toml"] == []
    here.settings.write_text('theme = "system"\n')
    second = put_back(here, made)
    assert [one.read_text() for one in (*first, *second) if one.suffix == ".toml"] == [
        'theme = "light"\n',
        'theme = "system"\n',
    ]


def test_what_is_put_back_moves_no_models_and_takes_nobody_online(here: Places) -> None:
    here.settings.write_text('theme = "dark"\n')
    made = saved(here)
    change(here.settings, {"offline": True, "models_folder": "/media/models", "theme": "light"})
    put_back(here, made)
    found = load(here.settings)[0]
    assert (found.theme, found.offline, found.models_folder) == ("dark", True, "/media/models")


def test_put_back_where_nothing_is(here: Places) -> None:
    say(here, "before")
    made = saved(here)
    here.history.unlink()
    assert put_back(here, made) == ()
    assert said(here.history) == ["before"]


def test_what_is_open_elsewhere_is_not_replaced(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.core.sqlite_copies.WAIT_S", 0.05)
    say(here, "before")
    made = saved(here)
    chats = Chats(here.history)
    chats.start().add_question("after")
    with pytest.raises(DataInUse) as refusal:
        put_back(here, made)
    chats.close()
    assert refusal.value.code == "data-in-use"
    assert said(here.history) == ["after", "before"]


def test_a_damaged_copy_is_not_put_back(here: Places) -> None:
    say(here, "before")
    made = saved(here)
    (made.folder / "history.sqlite3").write_bytes(b"SQLite format 3\0" + bytes(9000))
    with pytest.raises(CopyUnusable):
        put_back(here, made)
    assert said(here.history) == ["before"]


def test_an_empty_copy_is_refused(here: Places) -> None:
    say(here, "before")
    made = saved(here)
    (made.folder / "history.sqlite3").unlink()
    with pytest.raises(CopyUnusable, match="empty"):
        put_back(here, made)


def test_a_damaged_database_is_copied_as_it_is(here: Places) -> None:
    rubbish = os.urandom(5000)
    here.history.write_bytes(rubbish)
    made = saved(here)
    assert (made.folder / "history.sqlite3").read_bytes() == rubbish


def test_a_damaged_database_gives_way_to_the_copy(here: Places) -> None:
    say(here, "before")
    made = saved(here)
    here.history.write_bytes(rubbish := os.urandom(5000))
    (aside,) = put_back(here, made)
    assert said(here.history) == ["before"]
    assert aside.read_bytes() == rubbish


def test_a_full_drive_leaves_no_half_copy(here: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    say(here, "before")

    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saved_data, "sync_folder", refuse)
    with pytest.raises(OSError, match="No space"):
        save(here, "0.1.0", "0.2.0")
    assert list((here.data / "backups").iterdir()) == []


def test_formats_are_told_without_opening_anything(here: Places) -> None:
    say(here, "one")
    here.settings.write_text("version = 99\n")
    found = {part.name: (part.format_of(part.path), part.too_new) for part in parts(here)}
    assert found["history"] == (2, False)
    assert found["commands"] == (0, False)
    assert found["settings"] == (99, True)
    assert {one.name for one in here.data.iterdir()} == {"history.sqlite3", "models"}


def test_a_format_that_is_still_in_the_log_counts(here: Places) -> None:
    say(here, "one")
    made = saved(here)
    history = parts(here)[0]
    with closing(sqlite3.connect(here.history, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA user_version = 7")
        assert history.path.read_bytes()[60:64] == (2).to_bytes(4, "big")
        assert (history.format_of(history.path), history.too_new) == (7, True)
        copy = made.has(history)
        assert copy is not None
        assert history.format_of(copy) == 2


def test_an_older_format_is_known_to_be_due(here: Places) -> None:
    say(here, "one")
    assert older(here) == ()
    with closing(sqlite3.connect(here.history)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA user_version = 1")
    assert older(here) == (here.history,)
