# SPDX-License-Identifier: Apache-2.0
"""What the one file shows and asks on a desktop, where nobody reads what is printed: stand-ins for its dialogs."""

import os
import select
import subprocess
import sys
from pathlib import Path

import linux_file
import pytest

from tests.support.program_folders import DATE_S, PersonsHome, packed, stand_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Linux file")
YES, NO = 10, 11
SYSTEM = ("sh", "tar", "tail", "head", "cat", "df", "awk", "mkdir", "mv", "rm", "ln", "chmod", "readlink", "cp", "find",
          "sed", "sha256sum", "grep", "ls", "rmdir", "stat", "xargs", "sync", "flock")  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packed(tmp_path_factory.mktemp("files"), "1.0")


@pytest.fixture
def home(tmp_path: Path) -> PersonsHome:
    (tmp_path / "home").mkdir()
    return PersonsHome(tmp_path / "home")


class Desktop:
    """A desktop with the dialogs of the given names, which note what they are asked to show, and answer `code`."""

    def __init__(self, home: PersonsHome, *names: str, code: int = 0) -> None:
        self._tools, self._home = home.path / "tools", home
        self._tools.mkdir()
        self.shown = home.path / "shown"
        for tool in SYSTEM:
            place = next(Path(one) / tool for one in ("/bin", "/usr/bin") if (Path(one) / tool).exists())
            (self._tools / tool).symlink_to(place)
        for name in names:
            self._write(self._tools / name, f"{name}", code)

    def _write(self, path: Path, name: str, code: int) -> None:
        path.write_text(f'#!/bin/sh\nprintf "%s\\n" "{name} $*" >>"{self.shown}"\nexit {code}\n')
        path.chmod(0o755)

    def program_answers(self, code: int) -> None:
        """Have the installed program answer the question of the set-up."""
        self._write(self._home.program / "1.0" / "edgeassist", "program", code)

    def run(self, *command: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
        """Start `command` as a file manager does: with a display, without a terminal."""
        return self._home.run(*command, PATH=str(self._tools), DISPLAY=":none", **environ)

    def lines(self) -> list[str]:
        """Return what was shown so far."""
        return self.shown.read_text().splitlines() if self.shown.exists() else []


def installed(home: PersonsHome) -> bool:
    return (home.program / "current").is_symlink()


@pytest.mark.parametrize("name", ["zenity", "kdialog", "xmessage"])
def test_a_box_says_that_it_is_being_unpacked(file: Path, home: PersonsHome, name: str) -> None:
    desktop = Desktop(home, name)
    ended = desktop.run(file)
    assert ended.stdout == "version 1.0:"
    (line,) = desktop.lines()
    assert line.startswith(f"{name} ")
    assert "being unpacked" in line
    assert desktop.run(file).returncode == 0
    assert len(desktop.lines()) == 1


def test_the_box_goes_when_the_program_starts(file: Path, home: PersonsHome) -> None:
    desktop = Desktop(home)
    box = home.path / "tools" / "xmessage"
    box.write_text(f'#!/bin/sh\nprintf "%s\\n" $$ >>"{desktop.shown}"\nexec {os.path.realpath("/bin/sleep")} 600\n')
    box.chmod(0o755)
    assert desktop.run(file).stdout == "version 1.0:"
    for process in desktop.lines():
        assert ended(int(process))


def test_the_program_is_left_no_box_that_nobody_buries(home: PersonsHome, tmp_path: Path) -> None:
    desktop, told = Desktop(home, "xmessage", "sync"), home.path / "told"
    os.mkfifo(told)
    sleep = os.path.realpath("/bin/sleep")
    (home.path / "tools" / "xmessage").write_text(f'#!/bin/sh\necho $$ >"{told}"\nexec {sleep} 600\n')
    (home.path / "tools" / "sync").write_text(
        f'#!/bin/sh\n[ -e "{desktop.shown}" ] || cat "{told}" >"{desktop.shown}"\n'
    )
    program = stand_in(tmp_path / "folder", "")
    look = f'#!/bin/sh\nread -r box <"{desktop.shown}"\n[ -e "/proc/$box" ] && echo there || echo gone\n'
    (program / "edgeassist").write_text(look)
    file = linux_file.build(program, tmp_path / "looks.run", version="1.0", date_s=DATE_S)
    assert desktop.run(file).stdout == "gone\n"


def ended(process: int) -> bool:
    """Tell whether the process ends at once, or has; a signal needs a moment to arrive."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 10)[0])
    finally:
        os.close(handle)


@pytest.mark.parametrize("name", ["notify-send", "gdbus"])
def test_without_a_box_the_desktop_is_notified(file: Path, home: PersonsHome, name: str) -> None:
    desktop = Desktop(home, name)
    assert desktop.run(file).returncode == 0
    (line,) = desktop.lines()
    assert line.startswith(name)
    assert "being unpacked" in line


def test_it_is_said_in_the_language_of_the_session(file: Path, home: PersonsHome) -> None:
    desktop = Desktop(home, "xmessage")
    desktop.run(file, LANG="de_DE.UTF-8")
    assert "wird entpackt" in desktop.lines()[0]


def test_what_goes_wrong_is_in_a_box(file: Path, home: PersonsHome, tmp_path: Path) -> None:
    bad = tmp_path / "bad.run"
    data = bytearray(file.read_bytes())
    data[-20] ^= 1
    bad.write_bytes(data)
    bad.chmod(0o755)
    desktop = Desktop(home, "xmessage")
    assert desktop.run(bad).returncode == 1
    assert "This file is damaged" in desktop.lines()[-1]
    assert list(home.program.iterdir()) == []


def test_the_program_itself_asks_before_it_goes(file: Path, home: PersonsHome) -> None:
    desktop = Desktop(home)
    desktop.run(file)
    desktop.program_answers(YES)
    ended = desktop.run(home.program / "setup", "remove")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert desktop.lines() == [f"program --removal ask {home.program.parent}"]
    assert not home.program.exists()


def test_no_is_no(file: Path, home: PersonsHome) -> None:
    desktop = Desktop(home, "xmessage")
    desktop.run(file)
    desktop.program_answers(NO)
    assert desktop.run(home.program / "setup", "remove").stdout == "Nothing was removed.\n"
    assert installed(home)
    assert not [line for line in desktop.lines() if "Take EdgeAssist off" in line]


@pytest.mark.parametrize("code", [0, 1, 2])
@pytest.mark.parametrize(("name", "option"), [("zenity", "--question"), ("kdialog", "--warningyesno")])
def test_a_program_that_cannot_ask_leaves_it_to_the_desktop(
    file: Path, home: PersonsHome, *, code: int, name: str, option: str
) -> None:
    """An older version, or a damaged one, knows no such question: whatever it ends with is no answer."""
    desktop = Desktop(home, name)
    desktop.run(file)
    desktop.program_answers(code)
    assert desktop.run(home.program / "setup", "remove").returncode == 0
    assert option in desktop.lines()[-1]
    assert not installed(home)


def test_the_plainest_of_boxes_asks_too(file: Path, home: PersonsHome) -> None:
    desktop = Desktop(home, "xmessage", code=1)
    desktop.run(file)
    assert desktop.run(home.program / "setup", "remove").stdout == "Nothing was removed.\n"
    assert "Remove:0,Keep:1" in desktop.lines()[-1]
    assert installed(home)


@pytest.mark.parametrize("asks", [True, False])
def test_an_open_program_is_not_asked_about_but_told_of(file: Path, home: PersonsHome, *, asks: bool) -> None:
    desktop = Desktop(home, "xmessage")
    desktop.run(file)
    desktop.program_answers(NO if asks else 2)
    program = home.program / "1.0" / "cat"
    program.write_bytes(Path("/bin/cat").read_bytes())
    program.chmod(0o755)
    with subprocess.Popen([program], stdin=subprocess.PIPE) as opened:
        ended = desktop.run(home.program / "setup", "remove")
        opened.communicate()
    assert ended.returncode == 1
    assert "EdgeAssist is open" in ended.stderr
    assert installed(home)
    boxed = [line for line in desktop.lines() if line.startswith("xmessage") and "is open" in line]
    assert len(boxed) == (0 if asks else 1)
    assert f"program --removal open {home.program.parent}" in desktop.lines()
