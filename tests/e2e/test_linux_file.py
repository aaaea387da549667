# SPDX-License-Identifier: Apache-2.0
"""The one file for Linux, really run: into an empty home, over another version, back, damaged, away again."""

import configparser
import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import linux_file
import pytest

from tests.support.program_folders import DATE_S, PersonsHome, packed, stand_in

TOOLS = ("sh", "tar", "tail", "head", "cat", "df", "awk", "mkdir", "mv", "rm", "ln", "chmod", "readlink", "cp", "find")
TOOLS_TOO = ("sed", "sha256sum")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Linux file")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    return {version: packed(folder, version) for version in ("1.0", "2.0", "3.0")}


@pytest.fixture
def home(tmp_path: Path) -> PersonsHome:
    (tmp_path / "Jérôme 田中").mkdir()
    return PersonsHome(tmp_path / "Jérôme 田中")


def link(path: Path) -> str:
    return str(path.readlink())


def desktop_entry(home: PersonsHome) -> configparser.RawConfigParser:
    parsed = configparser.RawConfigParser()
    parsed.read(home.share / "applications" / "edgeassist.desktop", encoding="utf-8")
    return parsed


def folders(home: PersonsHome) -> set[str]:
    return {path.name for path in home.program.iterdir()}


def everything_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if not path.is_dir()]


def test_the_first_start_in_an_empty_home_unpacks_and_starts(files: dict[str, Path], home: PersonsHome) -> None:
    ended = home.run(files["1.0"], "ask", "two words")
    assert (ended.returncode, ended.stdout) == (0, "version 1.0:ask:two words:")
    assert link(home.program / "current") == "1.0"
    assert link(home.program / "1.0" / "_internal" / "same.bin") == "data.bin"
    assert "unpacked" in ended.stderr


def test_the_folder_of_the_data_is_made_for_its_owner_alone(files: dict[str, Path], home: PersonsHome) -> None:
    home.run(files["1.0"])
    assert stat.S_IMODE(home.program.parent.stat().st_mode) == 0o700


def test_the_second_start_unpacks_nothing(files: dict[str, Path], home: PersonsHome) -> None:
    home.run(files["1.0"])
    mark = (home.program / "1.0" / ".payload").stat().st_mtime_ns
    ended = home.run(files["1.0"])
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "version 1.0:", "")
    assert (home.program / "1.0" / ".payload").stat().st_mtime_ns == mark


def test_the_menu_gets_an_entry_that_starts_the_program_with_a_file(files: dict[str, Path], home: PersonsHome) -> None:
    home.run(files["1.0"], "setup", "install")
    entry = desktop_entry(home)["Desktop Entry"]
    assert entry["Exec"] == f'"{home.program}/current/edgeassist" %f'
    assert set(entry["MimeType"].split(";")) == {"application/x-gguf", "application/x-edgepack", ""}
    assert desktop_entry(home)["Desktop Action Remove"]["Exec"] == f'"{home.program}/setup" remove'
    assert (home.share / "mime" / "packages" / "edgeassist.xml").is_file()
    icons = sorted(path.name for path in (home.share / "icons" / "hicolor").glob("*/apps/*"))
    assert icons.count("edgeassist.png") == 8
    assert icons.count("edgeassist.svg") == 1
    assert home.run(home.path / ".local" / "bin" / "edgeassist", "x").stdout == "version 1.0:x:"


@pytest.mark.parametrize(
    "name", ["a b", 'quote"d', "dollar$HOME", "back\\slash", "per%cent", "amp&ersand|bar", "tick`"]
)
def test_the_entry_quotes_any_home(files: dict[str, Path], tmp_path: Path, name: str) -> None:
    odd = PersonsHome(tmp_path / name)
    odd.path.mkdir()
    assert odd.run(files["1.0"], "setup", "install").returncode == 0
    line = desktop_entry(odd)["Desktop Entry"]["Exec"]
    assert exec_path(line) == f"{odd.program}/current/edgeassist"


def exec_path(line: str) -> str:
    """Undo what the desktop entry format does to a quoted path: strings first, then quoting, then percents."""
    text = line.removesuffix(" %f")
    assert (text[0], text[-1]) == ('"', '"')
    for before, after in (("\\\\", "\0"), ("\0\0", "\\"), ('\0"', '"'), ("\0`", "`"), ("\0$", "$"), ("%%", "%")):
        text = text.replace(before, after)
    assert "\0" not in text
    return text[1:-1]


def test_another_version_keeps_the_one_before(files: dict[str, Path], home: PersonsHome) -> None:
    for version in ("1.0", "2.0"):
        home.run(files[version])
    assert (link(home.program / "current"), link(home.program / "previous")) == ("2.0", "1.0")
    home.run(files["3.0"])
    assert folders(home) == {"2.0", "3.0", "current", "previous", "setup"}
    assert link(home.program / "previous") == "2.0"


def test_going_back_and_forth_again(files: dict[str, Path], home: PersonsHome) -> None:
    for version in ("1.0", "2.0"):
        home.run(files[version])
    ended = home.run(home.program / "setup", "go-back")
    assert (ended.returncode, ended.stdout.splitlines()[0]) == (0, "EdgeAssist 1.0 is used from now on; 2.0 is kept.")
    assert "versions restore" in ended.stdout
    assert home.run(home.program / "current" / "edgeassist").stdout == "version 1.0:"
    home.run(home.program / "setup", "go-back")
    assert home.run(home.program / "current" / "edgeassist").stdout == "version 2.0:"


def test_there_is_no_way_back_from_the_first(files: dict[str, Path], home: PersonsHome) -> None:
    home.run(files["1.0"])
    ended = home.run(home.program / "setup", "go-back")
    assert (ended.returncode, ended.stderr) == (1, "There is no version of EdgeAssist before this one here.\n")
    assert link(home.program / "current") == "1.0"


def test_removing_takes_all_but_what_the_person_made(files: dict[str, Path], home: PersonsHome) -> None:
    for version in ("1.0", "2.0"):
        home.run(files[version])
    kept = home.program.parent / "history.sqlite3"
    kept.write_text("chats")
    ended = home.run(home.program / "setup", "remove", "--yes")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert str(home.program.parent) in ended.stdout
    made_by_the_system = ("mime/", "icon-theme.cache", "mimeinfo.cache")
    left = [path for path in everything_in(home.path) if not any(one in str(path) for one in made_by_the_system)]
    assert left == [kept]


def test_removing_asks_first_and_says_how_when_it_cannot(files: dict[str, Path], home: PersonsHome) -> None:
    home.run(files["1.0"])
    bare = home.path / "bin"
    bare.mkdir()
    for tool in ("sh", "printf", "grep", "sed", "readlink", "rm"):
        (bare / tool).symlink_to(f"/bin/{tool}")
    ended = home.run("/bin/sh", home.program / "setup", "remove", PATH=str(bare))
    assert ended.returncode == 1
    assert "type in a terminal" in ended.stderr
    assert (home.program / "current" / "edgeassist").is_file()


def test_a_portable_home_is_in_no_menu(files: dict[str, Path], home: PersonsHome) -> None:
    usb = home.path / "stick"
    ended = home.run(files["1.0"], EDGEASSIST_HOME=str(usb))
    assert ended.stdout == "version 1.0:"
    assert (usb / "data" / "program" / "current" / "edgeassist").is_file()
    assert not home.share.exists()


def test_removing_a_portable_one_leaves_the_entries_of_the_other(files: dict[str, Path], home: PersonsHome) -> None:
    home.run(files["1.0"])
    usb = home.path / "stick"
    home.run(files["1.0"], EDGEASSIST_HOME=str(usb))
    home.run(usb / "data" / "program" / "setup", "remove", "--yes", EDGEASSIST_HOME=str(usb))
    assert not (usb / "data" / "program").exists()
    assert (home.share / "applications" / "edgeassist.desktop").is_file()


def test_a_damaged_download_is_refused_and_changes_nothing(
    files: dict[str, Path], home: PersonsHome, tmp_path: Path
) -> None:
    broken = bytearray(files["3.0"].read_bytes())
    broken[-5] ^= 1
    bad = tmp_path / "bad.run"
    bad.write_bytes(broken)
    bad.chmod(0o755)
    home.run(files["2.0"])
    ended = home.run(bad)
    assert ended.returncode == 1
    assert "This file is damaged" in ended.stderr
    assert folders(home) == {"2.0", "current", "setup"}
    assert home.run(bad, "setup", "check").returncode == 1
    assert home.run(files["1.0"], "setup", "check").stdout == "This file is as it was published.\n"


def test_what_a_kill_left_is_unpacked_anew_and_swept(files: dict[str, Path], home: PersonsHome) -> None:
    left = home.program / "1.0.part.4194305"
    left.mkdir(parents=True)
    (left / "half").write_text("x")
    (home.program / "1.0").mkdir()
    assert home.run(files["1.0"]).stdout == "version 1.0:"
    assert folders(home) == {"1.0", "current", "setup"}


def test_many_first_starts_at_once_all_start(files: dict[str, Path], tmp_path: Path) -> None:
    for turn in range(5):
        home = PersonsHome(tmp_path / str(turn))
        home.path.mkdir()
        ended = at_once(home, files["1.0"], 4)
        assert [one.stdout for one in ended] == ["version 1.0:"] * 4, [one.stderr for one in ended]
        assert sum("unpacked" in one.stderr for one in ended) == 1
        assert folders(home) == {"1.0", "current", "setup"}


def test_without_locks_simultaneous_starts_still_leave_a_program(files: dict[str, Path], tmp_path: Path) -> None:
    tools = only_tools(tmp_path / "tools")
    for turn in range(5):
        home = PersonsHome(tmp_path / str(turn))
        home.path.mkdir()
        ended = at_once(home, files["1.0"], 3, PATH=str(tools))
        assert [one.stdout for one in ended] == ["version 1.0:"] * 3, [one.stderr for one in ended]
        assert {"1.0", "current", "setup"} <= folders(home)
        assert link(home.program / "current") == "1.0"


def at_once(home: PersonsHome, file: Path, times: int, **environ: str) -> list[subprocess.CompletedProcess[str]]:
    ended: list[subprocess.CompletedProcess[str]] = []
    threads = [threading.Thread(target=lambda: ended.append(home.run(file, **environ))) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the superuser")
def test_a_home_that_cannot_be_written_is_said_in_a_sentence(files: dict[str, Path], home: PersonsHome) -> None:
    home.path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    ended = home.run(files["1.0"])
    home.path.chmod(stat.S_IRWXU)
    assert ended.returncode == 1
    assert "EDGEASSIST_HOME" in ended.stderr


def test_a_file_in_the_place_of_the_folder_is_said_in_a_sentence(files: dict[str, Path], home: PersonsHome) -> None:
    home.share.parent.mkdir()
    home.share.write_text("no folder")
    ended = home.run(files["1.0"])
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "EDGEASSIST_HOME" in ended.stderr


def test_no_room_is_said_before_anything_is_written(tmp_path: Path, home: PersonsHome) -> None:
    program = stand_in(tmp_path / "folder", "big")
    payload = linux_file.script("1.0", "0" * 64, 1 << 60)
    full = tmp_path / "full.run"
    full.write_bytes(payload)
    full.chmod(0o755)
    ended = home.run(full)
    assert program.is_dir()
    assert ended.returncode == 1
    assert "Free some space" in ended.stderr
    assert folders(home) == set()


def test_extracting_needs_no_home_entry_and_refuses_a_full_folder(
    files: dict[str, Path], home: PersonsHome, tmp_path: Path
) -> None:
    target = tmp_path / "here"
    ended = home.run(files["1.0"], "setup", "extract", target)
    assert ended.returncode == 0
    assert home.run(target / "edgeassist").stdout == "version 1.0:"
    assert everything_in(home.path) == []
    assert "not empty" in home.run(files["1.0"], "setup", "extract", target).stderr


@pytest.mark.parametrize("there", [True, False])
def test_extracting_a_damaged_download_leaves_nothing_behind(
    files: dict[str, Path], home: PersonsHome, tmp_path: Path, *, there: bool
) -> None:
    bad = tmp_path / "bad.run"
    bad.write_bytes(re.sub(rb"(?m)^SHA256='[0-9a-f]{64}'$", b"SHA256='" + b"0" * 64 + b"'", files["1.0"].read_bytes()))
    bad.chmod(0o755)
    target = tmp_path / "here"
    if there:
        target.mkdir()
    ended = home.run(bad, "setup", "extract", target)
    assert ended.returncode == 1
    assert "This file is damaged" in ended.stderr
    assert list(target.iterdir()) == [] if there else not target.exists()
    assert home.run(files["1.0"], "setup", "extract", target).returncode == 0
    assert home.run(target / "edgeassist").stdout == "version 1.0:"


def test_nothing_is_needed_to_unpack_but_what_every_system_has(files: dict[str, Path], home: PersonsHome) -> None:
    tools = only_tools(home.path / "bin")
    assert home.run("/bin/sh", files["1.0"], PATH=str(tools)).stdout == "version 1.0:"


def test_where_the_brought_tool_cannot_run_the_system_s_own_serves(
    files: dict[str, Path], home: PersonsHome, tmp_path: Path
) -> None:
    broken = without_tool(files["1.0"], tmp_path / "broken.run")
    tools = only_tools(home.path / "bin")
    lacking = home.run("/bin/sh", broken, PATH=str(tools))
    assert lacking.returncode == 1
    assert "It needs tar" in lacking.stderr
    assert folders(home) == set()
    (tools / "zstd").symlink_to(shutil.which("zstd") or "")
    assert home.run("/bin/sh", broken, PATH=str(tools)).stdout == "version 1.0:"


def only_tools(folder: Path) -> Path:
    folder.mkdir()
    for tool in (*TOOLS, *TOOLS_TOO):
        place = next(Path(one) / tool for one in ("/bin", "/usr/bin") if (Path(one) / tool).exists())
        (folder / tool).symlink_to(place)
    return folder


def without_tool(file: Path, output: Path) -> Path:
    """Write a copy of `file` whose tool has another name, with a sum that fits."""
    script, payload = parts(file)
    at = payload.index(b"unpacker" + b"\0" * 92)
    header = bytearray(payload[at : at + 512])
    header[:8] = b"unpacked"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    payload = payload[:at] + bytes(header) + payload[at + 512 :]
    before = re.search(rb"SHA256='([0-9a-f]+)'", script)
    assert before is not None
    script = script.replace(before[1], hashlib.sha256(payload).hexdigest().encode())
    output.write_bytes(script + payload)
    output.chmod(0o755)
    return output


def parts(file: Path) -> tuple[bytes, bytes]:
    found = re.search(rb"^OFFSET=(\d+)", file.read_bytes(), re.MULTILINE)
    assert found is not None
    offset = int(found[1]) - 1
    return file.read_bytes()[:offset], file.read_bytes()[offset:]


def test_help_installs_nothing(files: dict[str, Path], home: PersonsHome) -> None:
    ended = home.run(files["1.0"], "--help")
    assert ended.returncode == 0
    assert "setup go-back" in ended.stdout
    assert everything_in(home.path) == []


def test_the_same_folder_gives_the_same_bytes(files: dict[str, Path], tmp_path: Path) -> None:
    again = stand_in(tmp_path / "again", "version 1.0")
    for path in sorted(again.rglob("*"), reverse=True):
        os.utime(path, (1, 1), follow_symlinks=False)
    made = linux_file.build(again, tmp_path / "again.run", version="1.0", date_s=DATE_S)
    assert made.read_bytes() == files["1.0"].read_bytes()


def test_the_script_knows_its_own_length() -> None:
    for version in ("1", "1.2.3", "10.20.30rc4"):
        script = linux_file.script(version, "0" * 64, 1234)
        offset = next(line for line in script.decode().splitlines() if line.startswith("OFFSET="))
        assert int(offset.removeprefix("OFFSET=")) == len(script) + 1
        assert b"@" not in script.replace(b'"$@"', b"")
