# SPDX-License-Identifier: Apache-2.0
"""The program and the script that installed it agree on which version runs, which is before, and what is gone."""

import sys
from pathlib import Path

import pytest

from edgeassist.app.program_versions import ProgramVersions, kind_of, versions_here
from tests.support.program_folders import PersonsHome, packed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Linux file")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    return {version: packed(folder, version) for version in ("1.0", "2.0", "3.0")}


@pytest.fixture
def home(files: dict[str, Path], tmp_path: Path) -> PersonsHome:
    made = PersonsHome(tmp_path / "Jérôme 田中")
    made.path.mkdir()
    for version in ("1.0", "2.0"):
        assert made.run(files[version]).returncode == 0
    return made


def running(home: PersonsHome, version: str) -> ProgramVersions:
    found = versions_here(home.program / version / "edgeassist", frozen=True)
    assert found is not None
    return found


def started(home: PersonsHome) -> str:
    return home.run(home.program / "current" / "edgeassist").stdout


def test_the_program_finds_what_the_script_laid_out(home: PersonsHome) -> None:
    here = running(home, "2.0")
    assert (here.current, here.previous, here.all) == ("2.0", "1.0", ("1.0", "2.0"))
    assert kind_of(home.program / "current" / "edgeassist", frozen=True) == "own"


def test_after_going_back_the_menu_starts_the_older_one_and_the_script_leads_forward(home: PersonsHome) -> None:
    assert running(home, "2.0").go_back() == "1.0"
    assert started(home) == "version 1.0:"
    ended = home.run("sh", home.program / "setup", "go-back")
    assert (ended.returncode, started(home)) == (0, "version 2.0:")
    assert running(home, "2.0").back_to == "1.0"


def test_opening_the_newer_file_again_keeps_what_was_gone_back_to(files: dict[str, Path], home: PersonsHome) -> None:
    running(home, "2.0").go_back()
    ended = home.run(files["2.0"])
    assert ended.stdout == "version 1.0:"
    assert "You went back to EdgeAssist 1.0" in ended.stderr
    assert home.run(files["2.0"], "setup", "install").returncode == 0
    assert started(home) == "version 2.0:"
    assert (running(home, "2.0").current, running(home, "2.0").previous) == ("2.0", "1.0")


def test_what_the_program_removed_the_script_does_not_miss(files: dict[str, Path], home: PersonsHome) -> None:
    running(home, "2.0").remove("1.0")
    ended = home.run("sh", home.program / "setup", "go-back")
    assert ended.returncode == 1
    assert "no version of EdgeAssist before this one" in ended.stderr
    assert home.run(files["3.0"]).stdout == "version 3.0:"
    assert (running(home, "3.0").all, running(home, "3.0").back_to) == (("2.0", "3.0"), "2.0")


def test_an_update_while_the_older_one_runs_leads_back_to_it(files: dict[str, Path], home: PersonsHome) -> None:
    older = running(home, "2.0")
    home.run(files["3.0"])
    assert (older.current, older.previous) == ("3.0", "2.0")
    older.stay()
    assert started(home) == "version 2.0:"
