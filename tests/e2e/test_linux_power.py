# SPDX-License-Identifier: Apache-2.0
"""The one file for Linux and a power cut: what is chosen is on the drive before it is chosen."""

import os
import sys
from pathlib import Path

import pytest

from tests.support.program_folders import PersonsHome, packed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Linux file")

NOTHING = "-"
_SYNC = """#!/bin/sh
# Stands for `sync`: notes what it was asked, what is chosen at that moment, and which versions have their names.
cd {program}
whole=
for one in [0-9]*; do
    case $one in *.part.* | '[0-9]*') ;; *) whole="$whole $one" ;; esac
done
printf '%s %s:%s\\n' "$1" "$(readlink current || echo {nothing})" "$whole" >>{notes}
exit {code}
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    return {version: packed(folder, version) for version in ("1.0", "2.0")}


class Drive:
    """A home whose `sync` is noted; `code` is what it ends with."""

    def __init__(self, folder: Path, code: int = 0) -> None:
        folder.mkdir()
        self.home, self._notes, tools = PersonsHome(folder / "home"), folder / "notes", folder / "tools"
        self.home.path.mkdir()
        tools.mkdir()
        told = _SYNC.format(program=self.home.program, notes=self._notes, nothing=NOTHING, code=code)
        (tools / "sync").write_text(told)
        (tools / "sync").chmod(0o755)
        self._path = f"{tools}:{os.environ['PATH']}"

    def run(self, *command: str | Path) -> str:
        """Run it, which must work, and return what it printed."""
        ended = self.home.run(*command, PATH=self._path)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def asked(self) -> list[str]:
        """Return what `sync` was asked since this was looked at last."""
        found = self._notes.read_text().splitlines() if self._notes.exists() else []
        self._notes.unlink(missing_ok=True)
        return found


@pytest.fixture
def drive(tmp_path: Path) -> Drive:
    return Drive(tmp_path / "drive")


def test_the_files_are_on_the_drive_before_the_version_has_its_name(files: dict[str, Path], drive: Drive) -> None:
    drive.run(files["1.0"])
    assert drive.asked() == ["-f -:", "-f 1.0: 1.0"]


def test_an_update_is_on_the_drive_before_it_is_chosen_and_the_choice_is_after(
    files: dict[str, Path], drive: Drive
) -> None:
    drive.run(files["1.0"])
    drive.asked()
    drive.run(files["2.0"])
    assert drive.asked() == ["-f 1.0: 1.0", "-f 2.0: 1.0 2.0"]


def test_the_way_back_is_on_the_drive_when_it_is_said(files: dict[str, Path], drive: Drive) -> None:
    for version in ("1.0", "2.0"):
        drive.run(files[version])
    drive.asked()
    assert "1.0 is used from now on" in drive.run(drive.home.program / "setup", "go-back")
    assert drive.asked() == ["-f 1.0: 1.0 2.0"]


def test_what_is_settled_waits_for_no_drive(files: dict[str, Path], drive: Drive) -> None:
    drive.run(files["1.0"])
    drive.asked()
    assert drive.run(files["1.0"]) == "version 1.0:"
    assert drive.asked() == []


@pytest.mark.parametrize("closed", ["applications", "mime"])
def test_a_menu_that_cannot_be_written_waits_for_no_drive(files: dict[str, Path], drive: Drive, closed: str) -> None:
    drive.home.share.mkdir(parents=True)
    (drive.home.share / closed).write_text("no folder")
    drive.run(files["1.0"])
    assert drive.asked() == ["-f -:", "-f 1.0: 1.0"]
    assert [drive.run(files["1.0"]) for _ in range(2)] == ["version 1.0:"] * 2
    assert drive.asked() == []


@pytest.mark.parametrize(
    ("lost", "asked"),
    [
        ("1.0/edgeassist", ["-f 1.0: 1.0", "-f 1.0: 1.0"]),
        ("current", ["-f 1.0: 1.0"]),
        ("setup", ["-f 1.0: 1.0"]),
    ],
)
def test_what_a_start_brings_back_is_on_the_drive(
    files: dict[str, Path], drive: Drive, lost: str, asked: list[str]
) -> None:
    drive.run(files["1.0"])
    drive.asked()
    (drive.home.program / lost).unlink()
    drive.run(files["1.0"])
    assert drive.asked() == asked
    assert (drive.home.program / lost).exists()


def test_a_drive_that_refuses_keeps_nobody_from_the_program(files: dict[str, Path], tmp_path: Path) -> None:
    drive = Drive(tmp_path / "refuses", code=1)
    assert drive.run(files["1.0"]) == "version 1.0:"
    assert drive.asked() == ["-f -:", " -:", "-f 1.0: 1.0", " 1.0: 1.0"]
