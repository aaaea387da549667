# SPDX-License-Identifier: Apache-2.0
"""The .deb and the icons: what dpkg says of the package, what it installs, and that its parts are well-formed."""

import struct
import subprocess
import sys
from pathlib import Path
from shutil import which

import app_icons
import deliverables
import linux_deb
import linux_share
import pytest
from lxml import etree

from tests.support.program_folders import DATE_S, PersonsHome, stand_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Debian package")
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"
RELEASE = linux_deb.Release("1.2.0", "x86_64", DATE_S)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deb")
    return linux_deb.build(stand_in(folder / "program", "deb"), folder / "edgeassist.deb", RELEASE)


def field(package: Path, name: str) -> str:
    command = ["dpkg-deb", "--field", str(package), name]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_dpkg_reads_the_package(package: Path) -> None:
    assert field(package, "Package") == "edgeassist"
    assert field(package, "Version") == "1.2.0"
    assert field(package, "Architecture") == "amd64"
    assert int(field(package, "Installed-Size")) > 10
    assert field(package, "Depends") == "libc6"


def test_it_installs_one_folder_one_command_and_the_entries(package: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    subprocess.run(["dpkg-deb", "--extract", str(package), str(root)], check=True)
    home = PersonsHome(tmp_path)
    assert home.run(root / "opt" / "edgeassist" / "edgeassist", "x").stdout == "deb:x:"
    assert str((root / "usr" / "bin" / "edgeassist").readlink()) == "/opt/edgeassist/edgeassist"
    assert {path.name for path in root.iterdir()} == {"opt", "usr"}
    shipped = {str(path.relative_to(root / "usr" / "share")) for path in (root / "usr" / "share").rglob("*.*")}
    assert {"applications/edgeassist.desktop", "mime/packages/edgeassist.xml"} <= shipped
    papers = root / "usr" / "share" / "doc" / "edgeassist"
    assert {path.name for path in papers.iterdir()} == {"copyright", "changelog.gz"}


def test_everything_belongs_to_root_and_nobody_else_writes(package: Path) -> None:
    command = ["dpkg-deb", "--contents", str(package)]
    rows = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert {row.split()[1] for row in rows} == {"root/root"}
    assert {row.split()[0] for row in rows} == {"drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--", "lrwxrwxrwx"}


def test_it_runs_no_script_as_root(package: Path, tmp_path: Path) -> None:
    subprocess.run(["dpkg-deb", "--control", str(package), str(tmp_path / "control")], check=True)
    assert {path.name for path in (tmp_path / "control").iterdir()} == {"control"}


def test_the_same_folder_gives_the_same_package(package: Path, tmp_path: Path) -> None:
    again = linux_deb.build(stand_in(tmp_path / "program", "deb"), tmp_path / "again.deb", RELEASE)
    assert again.read_bytes() == package.read_bytes()


@pytest.mark.parametrize(
    ("ours", "debians"), [("1.2.0", "1.2.0"), ("1.2.0rc1", "1.2.0~rc1"), ("1.2.dev3", "1.2~dev3"), ("2.0b2", "2.0~b2")]
)
def test_a_trial_version_comes_before_the_version(ours: str, debians: str) -> None:
    assert linux_deb.Release(ours, "x86_64", 0).debian_version == debians


def test_both_files_and_their_sums_are_made(tmp_path: Path) -> None:
    program = stand_in(tmp_path / "program", "both")
    made = deliverables.make(program, tmp_path / "out")
    assert [path.suffix for path in made] == [".run", ".deb", ""]
    assert all(deliverables.version() in path.name for path in made[:2])
    told = subprocess.run(["sha256sum", "--check", "--strict", made[2].name], check=True, cwd=tmp_path / "out")
    assert told.returncode == 0


def test_no_program_folder_is_said_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert deliverables.main(["--folder", str(tmp_path)]) == 1
    assert "make bundle" in capsys.readouterr().err


def test_the_file_types_are_told_by_name_and_a_model_by_its_beginning() -> None:
    kinds = {
        kind.get("type"): kind for kind in etree.parse(linux_share.SOURCES / "edgeassist.xml").iter(f"{MIME}mime-type")
    }
    globs = {name: kind.find(f"{MIME}glob").get("pattern") for name, kind in kinds.items()}
    assert globs == {"application/x-gguf": "*.gguf", "application/x-edgepack": "*.edgepack"}
    assert kinds["application/x-gguf"].find(f"{MIME}magic/{MIME}match").get("value") == "GGUF"
    for kind in kinds.values():
        spoken = {one.get("{http://www.w3.org/XML/1998/namespace}lang") for one in kind.findall(f"{MIME}comment")}
        assert spoken == {None, "de", "es", "fr", "ar"}


@pytest.mark.skipif(which("update-mime-database") is None, reason="shared-mime-info is not installed")
def test_the_system_s_own_tool_takes_the_file_types(tmp_path: Path) -> None:
    linux_share.write_share(tmp_path)
    subprocess.run(["update-mime-database", str(tmp_path / "mime")], check=True, capture_output=True)
    globs = (tmp_path / "mime" / "globs2").read_text()
    assert "application/x-edgepack:*.edgepack" in globs
    assert "application/x-gguf:*.gguf" in globs


def test_the_menu_entry_names_both_file_types_and_takes_a_file() -> None:
    entry = (linux_share.SOURCES / "edgeassist.desktop").read_text(encoding="utf-8")
    assert "Exec=edgeassist %f\n" in entry
    assert "MimeType=application/x-gguf;application/x-edgepack;\n" in entry
    assert {line.partition("=")[0] for line in entry.splitlines() if line.startswith("Comment")} == {
        "Comment", "Comment[de]", "Comment[es]", "Comment[fr]", "Comment[ar]",
    }  # fmt: skip


def png_size(picture: bytes) -> tuple[int, int]:
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    return int(width), int(height)


@pytest.mark.parametrize("size", app_icons.PNG_SIZES_PX)
def test_an_icon_is_a_picture_of_its_size(size: int) -> None:
    assert png_size(app_icons.png(size)) == (size, size)


def test_the_windows_icon_holds_every_size() -> None:
    icon = app_icons.ico()
    count = struct.unpack("<HHH", icon[:6])[2]
    assert count == len(app_icons.ICO_SIZES_PX)
    for index, size in enumerate(app_icons.ICO_SIZES_PX):
        length, offset = struct.unpack("<II", icon[6 + 16 * index + 8 : 6 + 16 * index + 16])
        assert png_size(icon[offset : offset + length]) == (size, size)


def test_the_macos_icon_holds_every_size() -> None:
    icon = app_icons.icns()
    assert icon[:4] == b"icns"
    assert struct.unpack(">I", icon[4:8])[0] == len(icon)
    at, found = 8, {}
    while at < len(icon):
        kind, length = icon[at : at + 4], struct.unpack(">I", icon[at + 4 : at + 8])[0]
        found[kind] = png_size(icon[at + 8 : at + length])[0]
        at += length
    assert found == app_icons.ICNS_KINDS


def test_a_program_of_windows_and_macos_carries_its_icon_and_one_of_linux_does_not(tmp_path: Path) -> None:
    assert app_icons.for_system("linux", str(tmp_path)) is None
    windows, macos = (app_icons.for_system(name, str(tmp_path)) for name in ("win32", "darwin"))
    assert windows is not None
    assert macos is not None
    assert Path(windows).read_bytes()[:4] == b"\0\0\1\0"
    assert Path(macos).read_bytes()[:4] == b"icns"
