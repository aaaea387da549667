# SPDX-License-Identifier: Apache-2.0
"""Versions of the program beside each other: which runs, which is before, back and forth, and what is removed."""

import shutil
from pathlib import Path

import pytest

from edgeassist.app import program_versions
from edgeassist.app.program_versions import (
    NoSuchVersion,
    NoVersionBefore,
    ProgramVersions,
    VersionInUse,
    VersionsUnwritable,
    kind_of,
    versions_here,
)
from tests.support.installed_versions import install


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return install(tmp_path / "data" / "program", "0.2.0", "0.1.0")


def test_a_program_run_from_source_has_none() -> None:
    assert versions_here() is None
    assert kind_of() == "source"


def test_a_program_alone_in_its_folder_has_none(tmp_path: Path) -> None:
    alone = tmp_path / "opt" / "edgeassist" / "edgeassist"
    alone.parent.mkdir(parents=True)
    alone.touch()
    assert versions_here(alone, frozen=True) is None
    assert kind_of(alone, frozen=True) == "package"


def test_versions_beside_each_other_without_a_link_have_entries_of_their_own(tmp_path: Path) -> None:
    for version in ("0.1.0", "0.2.0"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "edgeassist.exe").touch()
        assert kind_of(tmp_path / version / "edgeassist.exe", frozen=True) == ("package", "beside")[version == "0.2.0"]
    assert versions_here(tmp_path / "0.2.0" / "edgeassist.exe", frozen=True) is None


@pytest.mark.parametrize("way", ["0.2.0", "current"])
def test_a_program_knows_where_it_stands_however_it_was_started(root: Path, way: str) -> None:
    here = versions_here(root / way / "edgeassist", frozen=True)
    assert here == ProgramVersions(root.resolve(), "0.2.0")
    assert (here.current, here.previous, here.back_to) == ("0.2.0", "0.1.0", "0.1.0")
    assert here.all == ("0.1.0", "0.2.0")
    assert kind_of(root / way / "edgeassist", frozen=True) == "own"


def test_what_was_chosen_is_on_the_drive_before_the_other_link_moves(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, written = ProgramVersions(root, "0.2.0"), list[tuple[Path, str, str]]()
    monkeypatch.setattr(
        program_versions, "sync_folder", lambda folder: written.append((folder, here.current, here.previous))
    )
    here.go_back()
    assert written == [(root, "0.1.0", "0.1.0"), (root, "0.1.0", "0.2.0")]


def test_back_swaps_the_two(root: Path) -> None:
    here = ProgramVersions(root, "0.2.0")
    assert here.go_back() == "0.1.0"
    assert (here.current, here.previous) == ("0.1.0", "0.2.0")
    assert (root / "current").readlink() == Path("0.1.0")
    assert (root / "0.2.0" / "edgeassist").is_file()


def test_back_twice_in_the_same_run_stays_back(root: Path) -> None:
    here = ProgramVersions(root, "0.2.0")
    assert (here.go_back(), here.go_back()) == ("0.1.0", "0.1.0")
    assert here.current == "0.1.0"


def test_it_can_be_taken_back_before_the_next_start(root: Path) -> None:
    here = ProgramVersions(root, "0.2.0")
    here.go_back()
    here.stay()
    assert (here.current, here.previous) == ("0.2.0", "0.1.0")


def test_the_older_one_goes_back_to_the_newer(root: Path) -> None:
    ProgramVersions(root, "0.2.0").go_back()
    assert ProgramVersions(root, "0.1.0").go_back() == "0.2.0"


def test_without_a_version_before_nothing_changes(tmp_path: Path) -> None:
    root = install(tmp_path / "program", "0.2.0")
    with pytest.raises(NoVersionBefore) as refusal:
        ProgramVersions(root, "0.2.0").go_back()
    assert refusal.value.code == "no-version-before"
    assert (root / "current").readlink() == Path("0.2.0")


@pytest.mark.parametrize("told", ["../../etc", "0.1.0/../0.2.0", "", ".", "0.0.1", "0.1.0\n0.2.0"])
def test_a_link_that_leads_elsewhere_is_none(root: Path, told: str) -> None:
    (root / "previous").unlink()
    (root / "previous.txt").write_text(told)
    assert ProgramVersions(root, "0.2.0").previous == ""


def test_half_a_version_is_none(root: Path) -> None:
    (root / "0.1.0" / "edgeassist").unlink()
    (root / "0.3.0.part.77").mkdir()
    (root / "0.3.0.part.77" / "edgeassist").touch()
    here = ProgramVersions(root, "0.2.0")
    assert (here.all, here.back_to) == (("0.2.0",), "")


def test_where_there_are_no_links_text_files_serve(tmp_path: Path) -> None:
    root = install(tmp_path / "EdgeAssist", "0.2.0", "0.1.0", links=False, program="edgeassist.exe")
    here = versions_here(root / "0.2.0" / "edgeassist.exe", frozen=True)
    assert here is not None
    assert here.go_back() == "0.1.0"
    assert (root / "current.txt").read_text().split() == ["0.1.0"]
    assert (root / "previous.txt").read_text().split() == ["0.2.0"]


def test_only_what_is_not_in_use_is_removed(root: Path) -> None:
    here = ProgramVersions(root, "0.2.0")
    with pytest.raises(VersionInUse):
        here.remove("0.2.0")
    with pytest.raises(NoSuchVersion):
        here.remove("../0.1.0")
    assert here.size_bytes("0.1.0") > 0
    here.remove("0.1.0")
    assert (here.all, here.back_to) == (("0.2.0",), "")
    assert sorted(one.name for one in root.iterdir()) == ["0.2.0", "current"]


def test_the_one_that_starts_next_is_in_use(root: Path) -> None:
    here = ProgramVersions(root, "0.2.0")
    here.go_back()
    with pytest.raises(VersionInUse, match=r"0\.1\.0"):
        here.remove("0.1.0")


def test_a_folder_that_cannot_be_written_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    monkeypatch.setattr(shutil, "rmtree", refuse)
    here = ProgramVersions(root, "0.2.0")
    with pytest.raises(VersionsUnwritable, match="Permission denied"):
        here.go_back()
    assert here.current == "0.2.0"
    with pytest.raises(VersionsUnwritable):
        here.remove("0.1.0")


def _links(root: Path) -> list[str]:
    return sorted(one.name for one in root.iterdir() if not one.name[0].isdigit())


def test_a_drive_that_cannot_say_it_wrote_does_not_stop_halfway(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(program_versions, "sync_folder", full)
    here = ProgramVersions(root, "0.2.0")
    assert here.go_back() == "0.1.0"
    assert (here.current, here.previous) == ("0.1.0", "0.2.0")


@pytest.mark.parametrize("links", [True, False])
def test_what_cannot_be_noted_as_the_one_before_changes_nothing(tmp_path: Path, links: bool) -> None:
    root = install(tmp_path / "program", "0.2.0", "0.1.0", links=links)
    before = _links(root)
    (root / "previous.part" / "in the way").mkdir(parents=True)
    here = ProgramVersions(root, "0.2.0")
    with pytest.raises(VersionsUnwritable):
        here.go_back()
    assert (here.current, here.previous) == ("0.2.0", "0.1.0")
    assert _links(root) == sorted([*before, "previous.part"])


def test_what_cannot_take_the_place_of_the_one_before_is_undone(root: Path) -> None:
    here = ProgramVersions(root, "0.2.0")
    here.go_back()
    (root / "previous").unlink()
    (root / "previous" / "in the way").mkdir(parents=True)
    with pytest.raises(VersionsUnwritable):
        here.stay()
    assert here.current == "0.1.0"
    assert _links(root) == ["current", "previous"]
