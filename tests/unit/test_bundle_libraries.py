# SPDX-License-Identifier: Apache-2.0
"""The libraries of a bundle: found by the names they have on each system, and missed by name."""

from pathlib import Path

import pytest
from bundle_libraries import NAMES, REQUIRED, LibraryMissing, lacking, libraries

LAID_OUT = {
    "linux": (
        "bin/libggml-cpu-haswell.so",
        "bin/libggml-cpu-x64.so",
        "llama_cpp/lib/libggml.so.0",
        "llama_cpp/lib/libllama.so",
        "vosk/libvosk.so",
        "_soundfile_data/libsndfile_x86_64.so",
    ),
    "darwin": (
        "bin/libggml-cpu-apple_m1.so",
        "llama_cpp/lib/libggml.dylib",
        "llama_cpp/lib/libllama.dylib",
        "vosk/libvosk.dyld",
        "_soundfile_data/libsndfile_arm64.dylib",
        "_sounddevice_data/portaudio-binaries/libportaudio.dylib",
    ),
    "win32": (
        "bin/ggml-cpu-haswell.dll",
        "llama_cpp/lib/ggml.dll",
        "llama_cpp/lib/llama.dll",
        "vosk/libgcc_s_seh-1.dll",
        "vosk/libvosk.dll",
        "_soundfile_data/libsndfile_x64.dll",
        "_sounddevice_data/portaudio-binaries/libportaudio64bit.dll",
    ),
}
"""What the wheels of each system hold."""


def laid_out(site: Path, platform: str) -> Path:
    for name in LAID_OUT[platform]:
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"library")
        path.with_name("notes.txt").write_text("no library")
    return site


@pytest.mark.parametrize("platform", sorted(LAID_OUT))
def test_every_library_is_found_with_its_folder(tmp_path: Path, platform: str) -> None:
    found = libraries(laid_out(tmp_path, platform), platform)
    assert sorted(Path(path).relative_to(tmp_path).as_posix() for path, _ in found) == sorted(LAID_OUT[platform])
    assert all(Path(path).parent.relative_to(tmp_path).as_posix() == folder for path, folder in found)


@pytest.mark.parametrize("platform", sorted(LAID_OUT))
def test_one_that_is_missing_is_named_before_a_bundle_is_made_without_it(tmp_path: Path, platform: str) -> None:
    laid_out(tmp_path, platform)
    for path in (tmp_path / "vosk").iterdir():
        path.unlink()
    with pytest.raises(LibraryMissing, match="in vosk of the installed packages"):
        libraries(tmp_path, platform)


def test_each_system_that_is_built_for_has_its_names() -> None:
    assert sorted(NAMES) == sorted(LAID_OUT) == sorted(REQUIRED)


@pytest.mark.parametrize("platform", sorted(REQUIRED))
def test_what_was_never_packed_is_missed_by_its_name(tmp_path: Path, platform: str) -> None:
    for form, least in REQUIRED[platform]:
        for number in range(least):
            path = tmp_path / "_internal" / "sub" / form.replace("*", f"{number}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"there")
    assert lacking(tmp_path, platform) == []
    (tmp_path / "_internal" / "sub" / "starter.gguf").unlink()
    assert lacking(tmp_path, platform) == ["starter.gguf"]
