# SPDX-License-Identifier: Apache-2.0
"""The engine is compiled once per version, flags, Python and platform, and never comes from a stale cache."""

import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import engine_wheel
import pytest
from engine_wheel import Build
from steps import SetupFailed

from tests.support.source_tree import ROOT

BUILD = Build("0.3.36", engine_wheel.flags_for("linux-x86_64"), "cpython-3.11", "linux-x86_64")
VARIANTS = ("bin/libggml-cpu-x64.so", "bin/libggml-cpu-haswell.so")
PIP_DOUBLE = """#!{python}
import os, pathlib, sys, zipfile
folder = pathlib.Path(sys.argv[sys.argv.index("--wheel-dir") + 1])
folder.mkdir()
with zipfile.ZipFile(folder / "llama_cpp_python-0.3.36-py3-none-any.whl", "w") as wheel:
    for name in {names!r}:
        wheel.writestr(name, b"code")
with open({calls!r}, "a") as calls:
    calls.write(os.environ["CMAKE_ARGS"] + "\\n")
sys.exit({code})
"""


def wheel_with(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "llama_cpp_python-0.3.36-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"code")
    return path


@pytest.fixture
def pip_double(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a script that makes a wheel in the place of the build environment's Python; return its list of calls."""
    calls = tmp_path / "calls"
    write_double(tmp_path, VARIANTS, code=0)
    monkeypatch.setattr(engine_wheel, "_build_tools", lambda *_: tmp_path / "double")
    return calls


def write_double(folder: Path, names: tuple[str, ...], *, code: int) -> None:
    script = folder / "double"
    script.write_text(
        PIP_DOUBLE.format(python=sys.executable, names=names, calls=str(folder / "calls"), code=code),
    )
    script.chmod(0o755)


def test_the_flags_give_every_variant_and_nothing_native() -> None:
    assert BUILD.flags == (
        "-DGGML_NATIVE=OFF",
        "-DGGML_BACKEND_DL=ON",
        "-DGGML_CPU_ALL_VARIANTS=ON",
        "-DLLAVA_BUILD=OFF",
        "-DLLAMA_CURL=OFF",
    )


@pytest.mark.parametrize("platform", ["linux-aarch64", "macosx-14.0-arm64", "macosx-10.9-x86_64", "win-amd64"])
def test_other_systems_get_the_same_flags(platform: str) -> None:
    assert engine_wheel.flags_for(platform) == BUILD.flags


def test_windows_on_arm_does_without_variants() -> None:
    assert set(BUILD.flags) - set(engine_wheel.flags_for("win-arm64")) == {"-DGGML_CPU_ALL_VARIANTS=ON"}


@pytest.mark.parametrize("change", ["version", "python", "platform"])
def test_whatever_decides_the_build_is_in_the_key(change: str) -> None:
    other = {
        "version": replace(BUILD, version="0.3.37"),
        "python": replace(BUILD, python="cpython-3.12"),
        "platform": replace(BUILD, platform="linux-aarch64"),
    }[change]
    assert other.folder_name != BUILD.folder_name


def test_a_changed_flag_is_another_build() -> None:
    assert replace(BUILD, flags=(*BUILD.flags, "-DX=1")).folder_name != BUILD.folder_name


def test_pip_compiles_from_source_and_looks_into_no_cache(tmp_path: Path) -> None:
    command = engine_wheel.build_command(Path("python"), BUILD, tmp_path)
    assert command[:4] == ["python", "-m", "pip", "wheel"]
    assert {"--no-cache-dir", "--no-deps", "--no-build-isolation"} <= set(command)
    assert command[command.index("--no-binary") + 1] == "llama-cpp-python"
    assert command[-1] == "llama-cpp-python==0.3.36"


def test_our_flags_replace_those_of_the_environment() -> None:
    environment = engine_wheel.build_environment(BUILD, Path("tools"), {"CMAKE_ARGS": "-DGGML_NATIVE=ON", "PATH": "/x"})
    assert environment["CMAKE_ARGS"] == " ".join(BUILD.flags)
    assert environment["PATH"] == f"tools{os.pathsep}/x"
    assert int(environment["CMAKE_BUILD_PARALLEL_LEVEL"]) >= 1


def test_only_code_loaded_at_run_time_counts_as_a_variant() -> None:
    names = [*VARIANTS, "llama_cpp/lib/libggml-cpu.so", "bin/libllama.so", "lib/libggml-base.so"]
    assert engine_wheel.variants(names) == sorted(VARIANTS)


def test_a_wheel_without_variants_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match="0 CPU variants"):
        engine_wheel.check_wheel(wheel_with(tmp_path, "llama_cpp/lib/libggml.so"), BUILD)
    engine_wheel.check_wheel(wheel_with(tmp_path, *VARIANTS), BUILD)


def test_a_kept_wheel_is_used_as_it_is(tmp_path: Path, pip_double: Path) -> None:
    kept = wheel_with(tmp_path / "wheels" / BUILD.folder_name, *VARIANTS)
    assert engine_wheel.engine_wheel(BUILD, tmp_path, tmp_path / "none") == kept
    assert not pip_double.exists()


def test_the_first_set_up_compiles_and_the_second_does_not(tmp_path: Path, pip_double: Path) -> None:
    first = engine_wheel.engine_wheel(BUILD, tmp_path, tmp_path / "none")
    assert engine_wheel.engine_wheel(BUILD, tmp_path, tmp_path / "none") == first
    assert first.parent == tmp_path / "wheels" / BUILD.folder_name
    assert pip_double.read_text().splitlines() == [" ".join(BUILD.flags)]


def test_a_failed_build_leaves_nothing_that_looks_finished(tmp_path: Path, pip_double: Path) -> None:
    write_double(tmp_path, VARIANTS, code=1)
    with pytest.raises(SetupFailed, match="The engine did not compile"):
        engine_wheel.engine_wheel(BUILD, tmp_path, tmp_path / "none")
    assert engine_wheel.kept_wheel(BUILD, tmp_path) is None
    assert list((tmp_path / "wheels").glob(".building*")) == []


def test_a_build_that_ignored_its_flags_is_not_kept(tmp_path: Path, pip_double: Path) -> None:
    write_double(tmp_path, ("bin/libggml-cpu.so",), code=0)
    with pytest.raises(SetupFailed, match="did not follow its flags"):
        engine_wheel.engine_wheel(BUILD, tmp_path, tmp_path / "none")
    assert engine_wheel.kept_wheel(BUILD, tmp_path) is None


def test_what_a_killed_build_left_is_cleared(tmp_path: Path, pip_double: Path) -> None:
    left = tmp_path / "wheels" / f".building-{BUILD.folder_name}" / "wheel"
    left.mkdir(parents=True)
    assert engine_wheel.engine_wheel(BUILD, tmp_path, tmp_path / "none").exists()
    assert not left.parent.exists()


def test_two_set_ups_at_once_compile_once(tmp_path: Path, pip_double: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'packaging')!r})\n"
        "import engine_wheel as e, pathlib\n"
        f"folder = pathlib.Path({str(tmp_path)!r})\n"
        "e._build_tools = lambda *_: folder / 'double'\n"
        "print(e.engine_wheel(e.this_build('0.3.36'), folder, folder / 'none').name)\n"
    )
    pair = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [child.communicate(timeout=60)[0] for child in pair]
    assert all(answer.endswith(".whl\n") for answer in answers)
    assert len(pip_double.read_text().splitlines()) == 1


def test_a_missing_compiler_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupFailed, match="sudo apt-get install g"):
        engine_wheel.engine_wheel(BUILD, tmp_path, tmp_path / "none")
