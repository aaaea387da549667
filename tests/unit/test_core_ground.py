# SPDX-License-Identifier: Apache-2.0
"""The ground that every layer stands on: errors, units, places, files that change in one step."""

import os
import stat
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edgeassist.core import errors, files, paths
from edgeassist.core.units import elided, human_bytes, human_rate, human_seconds, local_minute

KEPT = "\u200c\u200d\u200e\u200f"
STEERS = "\x00\x07\x1b\x7f\x9b\n\u2028\u2029\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.EdgeError)]


def test_an_error_is_a_sentence_with_a_hint_and_a_code() -> None:
    error = errors.NoRoom("The disk is full.", hint="Free some space.")
    assert (str(error), error.hint, error.code) == ("The disk is full.", "Free some space.", "no-room")


def test_an_error_without_a_hint_keeps_its_class_s_own() -> None:
    class Cold(errors.Unavailable):
        code, hint = "cold", "Warm it up."

    assert Cold("It is cold.").hint == "Warm it up."
    assert Cold("It is cold.").exit_code == 7


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_codes_are_kebab_and_exit_codes_differ(kind: type[errors.EdgeError]) -> None:
    assert kind.code.replace("-", "").isalpha()
    assert kind.code == kind.code.lower()
    assert [other.exit_code for other in KINDS].count(kind.exit_code) == 1


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (9_940, "9.9 kB"),
        (9_960, "10 kB"),
        (398_000_000, "398 MB"),
        (999_900_000, "1.0 GB"),
        (1_100_000_000, "1.1 GB"),
        (4.4e12, "4.4 TB"),
    ],
)
def test_sizes_read_as_people_say_them(size_bytes: float, text: str) -> None:
    assert human_bytes(size_bytes) == text


@given(some.integers(min_value=0, max_value=10**15))
def test_a_size_never_needs_more_than_seven_characters(size_bytes: int) -> None:
    assert len(human_bytes(size_bytes)) <= 7


def test_rates_and_durations_keep_three_digits() -> None:
    assert [human_rate(rate) for rate in (24.6, 99.94, 141.2)] == ["24.6", "99.9", "141"]
    assert [human_seconds(s) for s in (0.181, 42.4, 200)] == ["0.18 s", "42 s", "3 min 20 s"]


def test_a_moment_is_told_as_day_and_minute_and_what_is_none_stays() -> None:
    here = datetime(2026, 3, 1, 14, 5, 59).astimezone()
    assert local_minute(here.astimezone(UTC).isoformat()) == "2026-03-01 14:05"
    assert local_minute("last week") == "last week"
    assert local_minute("0001-01-01T00:00:00+14:00") == "0001-01-01T00:00:00+14:00"


def test_a_crafted_name_becomes_one_harmless_line() -> None:
    assert elided("a\x1b[31mb\u202ec\nd") == "a\ufffd[31mb\ufffdc\ufffdd"
    assert elided("x" * 100, 10) == "x" * 9 + "…"
    assert elided("x" * 10, 10) == "x" * 10


@given(some.text(max_size=300), some.integers(min_value=1, max_value=100))
def test_elided_text_is_short_and_printable(text: str, limit: int) -> None:
    shown = elided(text, limit)
    assert len(shown) <= limit
    assert all(one.isprintable() or one in KEPT or unicodedata.category(one) == "Zs" for one in shown)


def test_spaces_joiners_and_direction_marks_are_text() -> None:
    written = "« Où\u202f? »\u00a0東京\u3000\U0001f468\u200d\U0001f469 می\u200cخواهم \u200eא\u200f!"
    assert elided(written) == written


@pytest.mark.parametrize("one", STEERS)
def test_what_could_steer_its_surroundings_is_not(one: str) -> None:
    assert elided(f"a{one}b") == "a\ufffdb"


def test_a_folder_that_cannot_be_used_is_named_with_a_way_out(tmp_path: Path) -> None:
    error = paths.FolderUnavailable(tmp_path, "Permission denied")
    assert str(error) == f"{tmp_path} cannot be used: Permission denied."
    assert (error.code, error.exit_code) == ("folder-unavailable", 7)
    assert "EDGEASSIST_HOME" in error.hint


def test_one_variable_moves_every_place(tmp_path: Path) -> None:
    here = paths.places({"EDGEASSIST_HOME": str(tmp_path)})
    for place in (here.data, here.config, here.cache, here.logs, here.models, here.history, here.settings):
        assert place.is_relative_to(tmp_path)


def test_a_folder_named_relative_to_here_is_told_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.places({"EDGEASSIST_HOME": "stick"}).data == tmp_path / "stick" / "data"


def test_without_it_the_system_s_own_folders_are_named() -> None:
    here = paths.places({})
    assert "EdgeAssist" in here.data.parts
    assert len({here.data, here.config, here.cache, here.logs}) >= 3


def test_places_are_made_for_the_owner_only_and_more_than_once(tmp_path: Path) -> None:
    here = paths.places({"EDGEASSIST_HOME": str(tmp_path / "ein Ordner")})
    here.create()
    here.create()
    assert here.models.is_dir()
    assert stat.S_IMODE(here.models.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="there folders say otherwise who may read")
def test_no_folder_of_ours_is_made_for_others_whatever_the_umask(tmp_path: Path) -> None:
    stick = tmp_path / "share" / "EdgeAssist"
    before = os.umask(0)
    try:
        paths.places({"EDGEASSIST_HOME": str(stick)}).create()
    finally:
        os.umask(before)
    made = [tmp_path / "share", *(one for one in (tmp_path / "share").rglob("*") if one.is_dir())]
    assert len(made) == 7
    assert {stat.S_IMODE(one.stat().st_mode) for one in made} == {0o700}


def test_a_folder_that_a_person_shares_stays_shared(tmp_path: Path) -> None:
    here = paths.places({"EDGEASSIST_HOME": str(tmp_path)})
    here.data.mkdir()
    here.data.chmod(0o750)
    was = here.data.stat().st_mode
    here.create()
    assert here.data.stat().st_mode == was


def test_resources_come_from_the_source_tree() -> None:
    assert paths.resource("icons", "x.svg").parts[-3:] == ("resources", "icons", "x.svg")


def test_resources_of_a_bundle_lie_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert paths.resource("a") == tmp_path / "resources" / "a"


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "card.json"
    files.replace_file(file, b"old")
    files.replace_file(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_a_small_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "note").write_bytes(b"0123456789")
    assert files.read_small(tmp_path / "note", 4) == b"0123"
    assert files.read_small(tmp_path / "note", 100) == b"0123456789"


@pytest.mark.skipif(os.name == "nt", reason="there is no such wish on Windows")
@pytest.mark.parametrize("known", [True, False])
def test_where_fsync_ends_in_the_drives_cache_more_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, known: bool
) -> None:
    import fcntl

    asked: list[str] = []

    def wish(_descriptor: int, _wish: int) -> None:
        asked.append("full")
        if not known:
            raise OSError(25, "Inappropriate ioctl for device")

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", wish)
    monkeypatch.setattr(os, "fsync", lambda _descriptor: asked.append("plain"))
    with (tmp_path / "file").open("wb") as file:
        files.sync_file(file.fileno())
    assert asked == (["full"] if known else ["full", "plain"])


def test_a_failed_replacement_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "card.json"
    files.replace_file(file, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.replace_file(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
