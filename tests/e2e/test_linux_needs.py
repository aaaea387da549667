# SPDX-License-Identifier: Apache-2.0
"""What the .deb asks for: the libraries that the folder does not carry, and nothing else."""

import subprocess
import sys
from pathlib import Path
from shutil import copyfile

import pytest
from linux_needs import needed_by, needs, package_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Debian package")
PROGRAM = Path("/usr/bin/openbox")
BUILD = ("gcc", "-shared", "-fPIC", "-o")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder with a program that needs glib, X11 and much else."""
    copyfile(PROGRAM, tmp_path / "edgeassist")
    return tmp_path


def names(depends: str) -> set[str]:
    return {one.split(" ")[0] for one in depends.split(", ")}


def test_it_asks_for_the_libraries_it_does_not_bring(home: Path) -> None:
    needed = needs(home)
    assert "libc6 (>=" in needed.depends
    assert {"libx11-6", "libglib2.0-0"} <= names(needed.depends)
    assert needed.recommends == ()


def test_it_does_not_ask_for_what_it_carries(home: Path) -> None:
    before = names(needs(home).depends)
    (home / "_internal").mkdir()
    carried = next(Path("/usr/lib").glob("*/libstartup-notification-1.so.0"))
    copyfile(carried, home / "_internal" / carried.name)
    after = names(needs(home).depends)
    assert "libstartup-notification0" in before
    assert "libstartup-notification0" not in after
    assert "libx11-6" in after


def test_what_a_plug_in_lacks_here_is_only_recommended(home: Path) -> None:
    """`liblacking.so.3` is taken away before the package is made, as another desktop's libraries are."""
    (home / "lacking.c").write_text("int lacking(void) { return 1; }\n")
    (home / "plugin.c").write_text("int lacking(void); int plugin(void) { return lacking(); }\n")
    lacking, plugin = home / "liblacking.so.3", home / "libplugin.so"
    soname = "-Wl,-soname,liblacking.so.3"
    subprocess.run([*BUILD, str(lacking), str(home / "lacking.c"), soname], check=True)
    subprocess.run([*BUILD, str(plugin), str(home / "plugin.c"), str(lacking)], check=True)
    lacking.unlink()
    assert "liblacking.so.3" in needed_by([plugin])[plugin]
    needed = needs(home)
    assert needed.recommends == ("liblacking3",)
    assert "libx11-6" in names(needed.depends)


def test_a_folder_without_programs_asks_for_the_c_library_only(tmp_path: Path) -> None:
    (tmp_path / "edgeassist").write_text("#!/bin/sh\n")
    assert needs(tmp_path).depends == "libc6"


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libgtk-3.so.0", "libgtk-3-0"),
        ("libgdk-3.so.0", "libgtk-3-0"),
        ("libwayland-egl.so.1", "libwayland-egl1"),
        ("libwayland-cursor.so.0", "libwayland-cursor0"),
    ],
)
def test_a_library_that_is_not_here_is_in_the_package_that_debian_has(library: str, package: str) -> None:
    assert package_of(library) == package
