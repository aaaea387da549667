# SPDX-License-Identifier: Apache-2.0
"""The frozen folder: what goes in, what stays out, and what is done to it when PyInstaller is through."""

import ctypes.util
import os
import re
import subprocess
import sys
from pathlib import Path

import bundle
import bundle_main
import bundle_trim
import pytest

from edgeassist.core.build_facts import this_build
from tests.support.source_tree import ROOT

CONTENTS = ROOT / "packaging" / "bundle_contents.py"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder as PyInstaller leaves it, with next to nothing in it."""
    made = tmp_path / "EdgeAssist"
    (made / "_internal" / "resources").mkdir(parents=True)
    for name in ("edgeassist", "edgeassist-worker"):
        (made / name).write_bytes(b"\x7fELF program")
        (made / name).chmod(0o755)
    return made


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/translations/qtbase_ar.qm",
        "PySide6/Qt/lib/libQt6Core.so.6",
        "bin/libggml-cpu-x64.so",
        "llama_cpp/lib/libllama.so",
        "llama_cpp/lib/libggml.so.0",
        "libxcb-cursor.so.0",
        "libportaudio.so.2",
        "libsqlite3.so.0",
        "pocketsphinx/model/en-us/en-us.lm.bin",
        "resources/models/starter/starter.gguf",
    ],
)
def test_what_is_used_is_kept(place: str) -> None:
    assert bundle_trim.is_kept(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/networkinformation/libqglib.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/translations/qtbase_ja.qm",
        "PySide6/Qt/translations/qt_help_de.qm",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "libQt6EglFsKmsSupport.so.6",
        "llama_cpp/lib/libllama.so.0.5.0",
        "llama_cpp/lib/libllama.so.0",
        "numpy/_core/tests/test_abc.py",
        "numpy/__init__.pxd",
        "libcairo.so.2",
        "libgssapi_krb5.so.2",
    ],
)
def test_what_nobody_uses_stays_out(place: str) -> None:
    assert not bundle_trim.is_kept(place)


@pytest.mark.parametrize("name", ["libstdc++.so.6", "libgcc_s.so.1", "libX11.so.6", "libGL.so.1", "libglib-2.0.so.0"])
def test_what_must_fit_the_machine_comes_from_the_machine(name: str) -> None:
    assert not bundle_trim.is_kept(name)


def test_a_table_loses_the_same_entries() -> None:
    table = [("libz.so.1", "/usr/lib/libz.so.1", "BINARY"), ("vosk/libvosk.so", "/x/libvosk.so", "BINARY")]
    assert bundle_trim.kept(table) == table[1:]


@pytest.mark.parametrize(("platform", "left"), [("linux", 1), ("darwin", 2), ("win32", 2)])
def test_processes_of_pythons_own_kind_are_prepared_where_a_lock_may_start_one(platform: str, left: int) -> None:
    scripts = [("pyi_rth_multiprocessing", "/a.py", "PYSOURCE"), ("bundle_main", "/b.py", "PYSOURCE")]
    kept = bundle_trim.started(scripts, platform)
    assert (len(kept), kept[-1]) == (left, scripts[-1])


def test_no_module_of_ours_imports_what_is_left_out() -> None:
    names = "|".join(re.escape(name) for name in bundle_trim.EXCLUDED)
    imported = re.compile(rf"^\s*(?:from|import) (?:{names})\b", re.MULTILINE)
    sources = sorted((ROOT / "edgeassist").rglob("*.py"))
    assert [path.name for path in sources if imported.search(path.read_text(encoding="utf-8"))] == []


def test_two_equal_programs_become_one_file_with_two_names(folder: Path) -> None:
    bundle.join_programs(folder / "edgeassist", folder / "edgeassist-worker")
    assert (folder / "edgeassist-worker").readlink() == Path("edgeassist")
    assert os.access(folder / "edgeassist-worker", os.X_OK)


def test_two_programs_that_differ_stay_two(folder: Path) -> None:
    (folder / "edgeassist-worker").write_bytes(b"\x7fELF console")
    bundle.join_programs(folder / "edgeassist", folder / "edgeassist-worker")
    assert not (folder / "edgeassist-worker").is_symlink()


def test_a_field_edition_carries_its_pack(folder: Path, tmp_path: Path) -> None:
    pack = tmp_path / "field.edgepack"
    pack.write_bytes(b"models")
    bundle.put_packs(folder, [pack])
    assert (folder / "_internal" / "resources" / "packs" / "field.edgepack").read_bytes() == b"models"


def test_the_usual_edition_has_no_folder_for_packs(folder: Path) -> None:
    bundle.put_packs(folder, [])
    assert not (folder / "_internal" / "resources" / "packs").exists()


def test_a_pack_that_is_not_there_is_said_before_anything_is_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bundle.main(["--pack", str(tmp_path / "no.edgepack"), "--output", str(tmp_path / "out")]) == 1
    assert "no.edgepack is no file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_build_says_what_it_was_made_from(tmp_path: Path) -> None:
    made = bundle.facts([tmp_path / "b.edgepack", tmp_path / "a.edgepack"])
    assert made.version == this_build().version
    assert made.packs == ("a.edgepack", "b.edgepack")
    assert len(made.commit) in {0, 40}


def test_every_build_of_a_commit_has_the_same_order_and_time() -> None:
    one, other = bundle.environment(), bundle.environment()
    assert one == other
    assert one["PYTHONHASHSEED"] == "1"
    assert one["SOURCE_DATE_EPOCH"].isdigit()
    assert one["PYTHONPATH"] == str(ROOT)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"LD_LIBRARY_PATH": "/bundle"}, None),
        ({"LD_LIBRARY_PATH": "/bundle:/mine", "LD_LIBRARY_PATH_ORIG": "/mine"}, "/mine"),
        ({}, None),
    ],
)
def test_programs_of_the_system_find_their_own_libraries(
    monkeypatch: pytest.MonkeyPatch, before: dict[str, str], after: str | None
) -> None:
    for name in ("LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in before.items():
        monkeypatch.setenv(name, value)
    bundle_main.give_back_environment()
    assert os.environ.get("LD_LIBRARY_PATH") == after
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_a_child_of_ours_starts_like_a_program_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyInstaller's start-up code sets no path for libraries where its own notes say that it has done so already."""
    for name in ("_PYI_ARCHIVE_FILE", "_PYI_PARENT_PROCESS_LEVEL", "_PYI_LINUX_PROCESS_NAME"):
        monkeypatch.setenv(name, "1")
    bundle_main.give_back_environment()
    assert [name for name in os.environ if name.startswith("_PYI_")] == []


def test_a_library_that_is_carried_is_found_before_the_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(ctypes.util, "find_library", asked.append)
    (tmp_path / "libportaudio.so.2").touch()
    bundle_main.find_carried_libraries(tmp_path)
    assert ctypes.util.find_library("portaudio") == str(tmp_path / "libportaudio.so.2")
    assert ctypes.util.find_library("other") is None
    assert asked == ["other"]


def test_what_is_collected_is_there() -> None:
    """Asked in a process of its own: PyInstaller looks into packages by importing them, Qt's among them."""
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import bundle_contents as c;"
        "print(json.dumps([c.binaries(), c.datas()]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(CONTENTS.parent)], check=True, capture_output=True, text=True, cwd=ROOT
    )
    import json

    binaries, datas = json.loads(done.stdout.splitlines()[-1])
    assert all(Path(path).is_file() for path, _ in [*binaries, *datas])
    assert len([path for path, folder in binaries if folder == "bin"]) > 1
    placed = {f"{folder}/{Path(path).name}" for path, folder in datas}
    assert {"resources/catalogue.toml", "resources/models/starter/starter.gguf"} <= placed
    assert any(place.startswith("edgeassist-") and place.endswith("entry_points.txt") for place in placed)
    assert not any(place.endswith((".ts", "direct_url.json", "RECORD")) for place in placed)
