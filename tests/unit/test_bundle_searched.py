# SPDX-License-Identifier: Apache-2.0
"""No library of a bundle looks for others where the building machine had them; what it carries is found as before."""

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path

import bundle_searched
import pytest
from bundle_searched import NotReadable, forget, searched
from bundle_trim import is_kept

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or sys.byteorder != "little" or not shutil.which("cc"),
    reason="libraries of Linux are made with cc",
)
BUILDER_S = "/opt/builder/python/lib"


def library(path: Path, *folders: str, old: bool = False) -> Path:
    """Return a library that looks for others in `folders`, said in the `old` way or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    source = path.with_suffix(".c")
    source.write_text("int lib(void) { return 7; }")  # its name is the end of the builder's folder
    how = "--disable-new-dtags" if old else "--enable-new-dtags"
    asked = [f"-Wl,{how},-rpath,{one}" for one in folders]
    subprocess.run(["cc", "-shared", "-fPIC", "-Wl,-O1", "-o", str(path), str(source), *asked], check=True)
    source.unlink()
    return path


@pytest.mark.parametrize("old", [True, False], ids=["old way", "new way"])
@pytest.mark.parametrize("folders", [(BUILDER_S,), (BUILDER_S, "/opt/tools/lib")], ids=["one", "two"])
def test_the_builder_s_folders_are_forgotten_and_the_library_works(
    tmp_path: Path, folders: tuple[str, ...], old: bool
) -> None:
    made = library(tmp_path / "sub" / "libone.so", *folders, old=old)
    assert searched(made) == folders
    assert forget(tmp_path) == (made,)
    assert searched(made) == ()
    assert ctypes.CDLL(str(made)).lib() == 7
    assert forget(tmp_path) == ()


@pytest.mark.parametrize("folders", [(), ("$ORIGIN",), ("$ORIGIN/../lib", "$ORIGIN/Qt")], ids=["none", "own", "two"])
def test_folders_of_the_bundle_stay_to_the_byte(tmp_path: Path, folders: tuple[str, ...]) -> None:
    made = library(tmp_path / "libone.so", *folders)
    before = made.read_bytes()
    assert forget(tmp_path) == ()
    assert (searched(made), made.read_bytes()) == (folders, before)


def test_a_library_with_folders_of_both_kinds_ends_the_build(tmp_path: Path) -> None:
    library(tmp_path / "libone.so", "$ORIGIN", BUILDER_S)
    with pytest.raises(NotReadable, match=r"libone\.so looks for libraries in \$ORIGIN and /opt/builder"):
        forget(tmp_path)


def test_what_is_no_library_and_what_is_a_link_is_left_alone(tmp_path: Path) -> None:
    made = library(tmp_path / "libone.so", BUILDER_S)
    (tmp_path / "libtwo.so").symlink_to(made.name)
    (tmp_path / "words.txt").write_text(BUILDER_S)
    (tmp_path / "odd.so").write_bytes(bundle_searched._ELF_64_LITTLE + bytes(100))
    assert forget(tmp_path) == (made,)
    assert (tmp_path / "libtwo.so").is_symlink()


def test_where_a_wheel_came_from_stays_out_of_the_bundle() -> None:
    assert not is_kept("llama_cpp_python-0.3.36.dist-info/direct_url.json")
    assert is_kept("llama_cpp_python-0.3.36.dist-info/METADATA")
