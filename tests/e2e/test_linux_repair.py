# SPDX-License-Identifier: Apache-2.0
"""The one file for Linux where something is amiss: damage, another home, an older file, a menu that is closed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import bundle_list
import linux_file
import pytest

from tests.support.program_folders import DATE_S, PersonsHome, stand_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Linux file")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The file of three versions, each with the list of its files, one of which has an odd name."""
    folder = tmp_path_factory.mktemp("files")
    return {version: listed(folder, version) for version in ("1.0", "1.10", "2.0rc1")}


def listed(folder: Path, version: str) -> Path:
    program = stand_in(folder / version, f"version {version}")
    (program / "_internal" / 'ein "Stück" (1).txt').write_text("text")
    bundle_list.write_list(program)
    return linux_file.build(program, folder / f"{version}.run", version=version, date_s=DATE_S)


@pytest.fixture
def home(tmp_path: Path) -> PersonsHome:
    made = PersonsHome(tmp_path / "Jérôme 田中")
    made.path.mkdir()
    return made


def used(home: PersonsHome) -> str:
    return str((home.program / "current").readlink())


@pytest.mark.parametrize("name", ["data.bin", 'ein "Stück" (1).txt', "same.bin"])
def test_a_start_brings_back_a_file_that_is_missing(files: dict[str, Path], home: PersonsHome, name: str) -> None:
    home.run(files["1.0"])
    gone = home.program / "1.0" / "_internal" / name
    gone.unlink()
    ended = home.run(files["1.0"])
    assert (ended.returncode, ended.stdout) == (0, "version 1.0:")
    assert gone.exists()


def test_a_start_replaces_files_that_a_power_cut_left_empty(files: dict[str, Path], home: PersonsHome) -> None:
    home.run(files["1.0"])
    data = home.program / "1.0" / "_internal" / "data.bin"
    data.write_bytes(b"")
    home.run(files["1.0"])
    assert data.stat().st_size == 256 * 40


def test_a_list_that_a_power_cut_left_empty_is_no_proof_that_all_is_there(
    files: dict[str, Path], home: PersonsHome
) -> None:
    home.run(files["1.0"])
    inner = home.program / "1.0" / "_internal"
    for name in ("files.list", "data.bin"):
        (inner / name).write_bytes(b"")
    home.run(files["1.0"])
    assert (inner / "data.bin").stat().st_size == 256 * 40
    assert (inner / "files.list").stat().st_size > 0


def test_a_whole_program_is_not_unpacked_again(files: dict[str, Path], home: PersonsHome) -> None:
    home.run(files["1.0"])
    for command in ((), ("setup", "install")):
        assert "unpacked" not in home.run(files["1.0"], *command).stderr


def test_installing_again_reads_every_file(files: dict[str, Path], home: PersonsHome) -> None:
    home.run(files["1.0"])
    data = home.program / "1.0" / "_internal" / "data.bin"
    good = data.read_bytes()
    data.write_bytes(good[:-1] + b"x")
    assert home.run(files["1.0"], "setup", "install").returncode == 0
    assert data.read_bytes() == good


@pytest.mark.parametrize("lost", ["_internal/files.list", "share", "edgeassist"])
def test_installing_again_brings_back_what_no_list_names(files: dict[str, Path], home: PersonsHome, lost: str) -> None:
    home.run(files["1.0"])
    path = home.program / "1.0" / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert home.run(files["1.0"], "setup", "install").returncode == 0
    assert path.exists()


def test_the_script_of_one_home_leaves_the_other_alone(files: dict[str, Path], home: PersonsHome) -> None:
    stick = home.path / "stick"
    home.run(files["1.0"])
    for version in ("1.0", "1.10"):
        home.run(files[version], EDGEASSIST_HOME=str(stick))
    setup = stick / "data" / "program" / "setup"
    assert home.run("sh", setup, "go-back").returncode == 0
    assert str((stick / "data" / "program" / "current").readlink()) == "1.0"
    assert home.run("sh", setup, "remove", "--yes", EDGEASSIST_HOME=str(home.path / "third")).returncode == 0
    assert not setup.parent.exists()
    assert (home.share / "applications" / "edgeassist.desktop").is_file()
    assert home.run(home.program / "current" / "edgeassist").stdout == "version 1.0:"


def test_the_kept_script_finds_its_entries_whatever_the_session_says(files: dict[str, Path], home: PersonsHome) -> None:
    elsewhere = home.path / "elsewhere"
    home.run(files["1.0"], XDG_DATA_HOME=str(elsewhere))
    assert home.run(elsewhere / "EdgeAssist" / "program" / "setup", "remove", "--yes").returncode == 0
    assert not (elsewhere / "applications" / "edgeassist.desktop").exists()
    assert not (elsewhere / "EdgeAssist" / "program").exists()


def test_a_script_that_lies_among_no_versions_does_nothing(files: dict[str, Path], home: PersonsHome) -> None:
    home.run(files["1.0"])
    alone = home.path / "setup"
    shutil.copy(home.program / "setup", alone)
    ended = home.run("sh", alone, "remove", "--yes")
    assert (ended.returncode, "holds no EdgeAssist" in ended.stderr) == (1, True)
    assert used(home) == "1.0"


@pytest.mark.parametrize(("newer", "older"), [("1.10", "1.0"), ("2.0rc1", "1.10")])
def test_an_older_file_starts_the_newer_program(
    files: dict[str, Path], home: PersonsHome, newer: str, older: str
) -> None:
    home.run(files[newer])
    script = (home.program / "setup").read_bytes()
    ended = home.run(files[older], "x")
    assert ended.stdout == f"version {newer}:x:"
    assert f"this file has the older {older}" in ended.stderr
    assert home.run(files[older], "setup", "install").returncode == 0
    assert (used(home), (home.program / "setup").read_bytes()) == (older, script)


def test_an_older_file_takes_the_place_of_what_cannot_start_and_says_so(
    files: dict[str, Path], home: PersonsHome
) -> None:
    home.run(files["1.10"])
    (home.program / "1.10" / "edgeassist").unlink()
    ended = home.run(files["1.0"])
    assert ended.stdout == "version 1.0:"
    assert "EdgeAssist 1.10 is damaged here" in ended.stderr


def test_the_next_version_after_the_one_gone_back_from_is_used(files: dict[str, Path], home: PersonsHome) -> None:
    for version in ("1.0", "1.10"):
        home.run(files[version])
    home.run(home.program / "setup", "go-back")
    assert home.run(files["1.10"]).stdout == "version 1.0:"
    assert home.run(files["2.0rc1"]).stdout == "version 2.0rc1:"


@pytest.mark.parametrize("closed", ["applications", "mime", "icons"])
def test_a_menu_that_cannot_be_written_is_made_up_for_later(
    files: dict[str, Path], home: PersonsHome, closed: str
) -> None:
    home.share.mkdir(parents=True)
    (home.share / closed).write_text("no folder")
    ended = home.run(files["1.0"])
    assert (ended.returncode, ended.stdout) == (0, "version 1.0:")
    assert ("could not be put into the menu" in ended.stderr) == (closed != "icons")
    assert "mkdir" not in ended.stderr
    (home.share / closed).unlink()
    assert home.run(files["1.0"]).stderr == ""
    assert (home.share / "applications" / "edgeassist.desktop").is_file()
    assert (home.share / "mime" / "packages" / "edgeassist.xml").is_file()


def test_what_a_kill_kept_from_being_written_is_written_at_the_next_start(
    files: dict[str, Path], home: PersonsHome
) -> None:
    home.run(files["1.0"])
    (home.program / "setup").unlink()
    (home.share / "applications" / "edgeassist.desktop").unlink()
    assert home.run(files["1.0"]).stdout == "version 1.0:"
    assert (home.program / "setup").is_file()
    assert (home.share / "applications" / "edgeassist.desktop").is_file()


def test_going_back_where_nothing_is_in_use(files: dict[str, Path], home: PersonsHome) -> None:
    for version in ("1.0", "1.10"):
        home.run(files[version])
    (home.program / "current").unlink()
    assert home.run(home.program / "setup", "go-back").returncode == 0
    assert used(home) == "1.0"
    assert not (home.program / "previous").is_symlink()


def test_going_back_that_cannot_note_what_it_leaves_changes_nothing(
    files: dict[str, Path], home: PersonsHome, tmp_path: Path
) -> None:
    for version in ("1.0", "1.10"):
        home.run(files[version])
    (tmp_path / "ln").write_text(f'#!/bin/sh\ncase $3 in */previous*) exit 1 ;; esac\nexec {shutil.which("ln")} "$@"\n')
    (tmp_path / "ln").chmod(0o755)
    ended = home.run(home.program / "setup", "go-back", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "EdgeAssist 1.10 is used as before." in ended.stderr
    assert used(home) == "1.10"
    assert (home.program / "previous").readlink() == Path("1.0")


def test_a_version_that_is_open_is_neither_swept_nor_removed(files: dict[str, Path], home: PersonsHome) -> None:
    home.run(files["1.0"])
    program = home.program / "1.0" / "cat"
    shutil.copy("/bin/cat", program)
    with subprocess.Popen([program], stdin=subprocess.PIPE) as opened:
        for version in ("1.10", "2.0rc1"):
            home.run(files[version])
        assert program.is_file()
        ended = home.run(home.program / "setup", "remove", "--yes")
        assert (ended.returncode, "Close it" in ended.stderr) == (1, True)
        assert used(home) == "2.0rc1"
        opened.communicate()
    assert home.run(home.program / "setup", "remove", "--yes").returncode == 0
    assert not home.program.exists()
