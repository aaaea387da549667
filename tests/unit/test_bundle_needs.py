# SPDX-License-Identifier: Apache-2.0
"""What a bundle's libraries need is held against the bundle and a desktop's own, not against the building machine."""

import shutil
import subprocess
import sys
from pathlib import Path

import bundle_jack
import bundle_needs
import pytest
from bundle_libraries import IN_DESKTOPS_WITH, ON_EVERY_DESKTOP
from bundle_needs import Unmet, oldest, unmet
from bundle_trim import SYSTEM_LIBRARIES

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("cc") or not shutil.which("objdump"),
    reason="libraries of Linux are made and read with cc and objdump",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "EdgeAssist" / "_internal").mkdir(parents=True)
    return tmp_path / "EdgeAssist"


def library(path: Path, *needs: Path, code: str = "int one(void) { return 1; }") -> Path:
    """Return a library that says it needs others, whether or not it does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    source = path.with_suffix(".c")
    source.write_text(code)
    links = ["-Wl,--no-as-needed", *map(str, needs)]
    soname = f"-Wl,-soname,{path.name}"
    subprocess.run(["cc", "-shared", "-fPIC", soname, "-o", str(path), str(source), *links], check=True)
    source.unlink()
    return path


def test_what_lies_in_the_inner_folder_or_beside_is_found(folder: Path) -> None:
    inside = folder / "_internal"
    first, beside = library(inside / "libfirst.so.1"), library(inside / "sub" / "libbeside.so.2")
    library(inside / "sub" / "user.so", first, beside)
    assert unmet(folder) == ()


def test_what_only_the_building_machine_has_is_named_with_who_needs_it(folder: Path, tmp_path: Path) -> None:
    theirs = library(tmp_path / "usr" / "libtheirs.so.3")
    for name in ("a.so", "sub/b.so"):
        library(folder / "_internal" / name, theirs)
    (found,) = unmet(folder)
    assert found == Unmet("libtheirs.so.3", ("_internal/a.so", "_internal/sub/b.so"))
    assert str(found) == "libtheirs.so.3, which _internal/a.so and 1 more needs"


def test_what_lies_where_nobody_looks_is_as_good_as_missing(folder: Path) -> None:
    hidden = library(folder / "_internal" / "deep" / "libhidden.so.1")
    library(folder / "_internal" / "user.so", hidden)
    assert [one.library for one in unmet(folder)] == ["libhidden.so.1"]


def test_a_part_of_qt_for_one_desktop_may_ask_that_desktop(folder: Path, tmp_path: Path) -> None:
    wayland = library(tmp_path / "usr" / "libwayland-client.so.0")
    plugins = folder / "_internal" / "PySide6" / "Qt" / "plugins" / "platforms"
    library(plugins / "libqwayland.so", wayland)
    assert unmet(folder) == ()
    library(plugins / "libqxcb.so", wayland)
    assert [one.needed_by for one in unmet(folder)] == [("_internal/PySide6/Qt/plugins/platforms/libqxcb.so",)]


def test_the_oldest_system_that_will_do_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library(folder / "_internal" / "a.so", code='#include <stdio.h>\nint one(void) { return puts("1"); }')
    (version,) = [value for name, value in oldest(folder).items() if name == "GLIBC"]
    assert tuple(map(int, version.split("."))) >= (2, 2)
    assert bundle_needs.main([str(folder)]) == 0
    assert f"GLIBC {version}" in capsys.readouterr().out


def test_a_folder_that_needs_more_leaves_with_one(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library(folder / "_internal" / "a.so", library(tmp_path / "usr" / "libx.so.1"))
    assert bundle_needs.main([str(folder)]) == 1
    assert "lacking: libx.so.1, which _internal/a.so needs" in capsys.readouterr().out


def test_what_the_bundle_leaves_out_is_what_a_desktop_has() -> None:
    """A library that is cut away is in the table, or only others that are cut away ask for it."""
    guests = {name for names in IN_DESKTOPS_WITH.values() for name in names}
    for stem in ("libEGL", "libX11", "libasound", "libdbus-1", "libfontconfig", "libstdc++", "libz", "libzstd"):
        assert stem in SYSTEM_LIBRARIES
        assert any(name.startswith(f"{stem}.so") for name in ON_EVERY_DESKTOP)
    assert {name.partition(".so")[0] for name in guests if "wayland" in name} <= {*SYSTEM_LIBRARIES}


def test_the_stand_in_for_jack_has_all_that_portaudio_asks_for(tmp_path: Path) -> None:
    portaudio = next((path for path in Path("/usr/lib").glob("*/libportaudio.so.2")), None)
    if portaudio is None:
        pytest.skip("PortAudio is not installed here")
    made = bundle_jack.put(tmp_path)
    assert asked(portaudio, "--undefined-only") - asked(made, "--defined-only") == set()


def test_the_stand_in_is_the_same_each_time_and_says_that_no_server_answers(tmp_path: Path) -> None:
    places = tmp_path / "a", tmp_path / "b" / "c"
    for place in places:
        place.mkdir(parents=True)
    one, other = map(bundle_jack.put, places)
    assert one.read_bytes() == other.read_bytes()
    assert one.stat().st_size < 20_000
    code = (
        "import ctypes, sys; jack = ctypes.CDLL(sys.argv[1]); jack.jack_client_open.restype = ctypes.c_void_p;"
        "said = ctypes.c_int(); print(jack.jack_client_open(b'EdgeAssist', 1, ctypes.byref(said)), hex(said.value))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(one)], check=True, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("None 0x11", "")
    assert unmet(tmp_path) == ()


def asked(path: Path, which: str) -> set[str]:
    """Return the names of JACK's functions that a library has, or has not."""
    done = subprocess.run(["nm", "-D", which, str(path)], check=True, capture_output=True, text=True)
    return {line.split()[-1] for line in done.stdout.splitlines() if "jack_" in line}
