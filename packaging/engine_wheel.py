# SPDX-License-Identifier: Apache-2.0
"""Builds llama-cpp-python once per version, flags, Python and platform, with the code of every CPU generation.

The wheel is kept outside the checkout. pip's own wheel cache is never used: it ignores the flags, so that a changed
flag would silently give the old build. Which variant runs on a machine is the worker's choice, not ours.
"""

import hashlib
import os
import shutil
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from steps import SetupFailed, only_one, run, say

_PORTABLE = ("-DGGML_NATIVE=OFF", "-DGGML_BACKEND_DL=ON")
_EVERY_VARIANT = "-DGGML_CPU_ALL_VARIANTS=ON"
_TRIMMED = ("-DLLAVA_BUILD=OFF", "-DLLAMA_CURL=OFF")
_BUILD_TOOLS = ("scikit-build-core", "cmake", "ninja", "packaging", "pathspec")
_COMPILERS = ("c++", "g++", "clang++")


@dataclass(frozen=True, slots=True)
class Build:
    """What decides whether a kept wheel may be used."""

    version: str
    flags: tuple[str, ...]
    python: str
    platform: str

    @property
    def folder_name(self) -> str:
        """Name of the folder that keeps the wheel."""
        text = "\n".join((self.version, *self.flags, self.python, self.platform))
        return f"llama-cpp-python-{self.version}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def flags_for(platform: str) -> tuple[str, ...]:
    """Return the CMake flags; ggml knows variants for x86 everywhere and for ARM on Linux and macOS, not on Windows."""
    variants = () if platform == "win-arm64" else (_EVERY_VARIANT,)
    return (*_PORTABLE, *variants, *_TRIMMED)


def this_build(version: str) -> Build:
    """Return the build for this Python on this machine."""
    platform = sysconfig.get_platform()
    python = f"{sys.implementation.name}-{sys.version_info.major}.{sys.version_info.minor}"
    return Build(version, flags_for(platform), python, platform)


def build_command(python: Path, build: Build, output: Path) -> list[str]:
    """Return the pip command that compiles the sources into `output`, blind to every cache."""
    options = ["--no-cache-dir", "--no-deps", "--no-build-isolation", "--no-binary", "llama-cpp-python"]
    wanted = f"llama-cpp-python=={build.version}"
    return [str(python), "-m", "pip", "wheel", *options, "--wheel-dir", str(output), "--verbose", wanted]


def build_environment(build: Build, tools: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return `environ` with our flags, our cmake and ninja first, and one compile job per processor."""
    changed = dict(environ)
    changed["CMAKE_ARGS"] = " ".join(build.flags)
    changed["PATH"] = os.pathsep.join((str(tools), environ.get("PATH", "")))
    changed.setdefault("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count() or 1))
    return changed


def variants(names: list[str]) -> list[str]:
    """Return those of the file `names` that hold CPU code loaded at run time."""
    return sorted(name for name in names if "ggml-cpu" in Path(name).name and Path(name).parent.name == "bin")


def check_wheel(wheel: Path, build: Build) -> None:
    """Raise `SetupFailed` when `wheel` lacks the variants that its flags promise."""
    with zipfile.ZipFile(wheel) as archive:
        found = variants(archive.namelist())
    if len(found) < (2 if _EVERY_VARIANT in build.flags else 1):
        raise SetupFailed(f"{wheel.name} holds {len(found)} CPU variants; the build did not follow its flags.")


def kept_wheel(build: Build, cache: Path) -> Path | None:
    """Return the wheel kept for `build`, or None."""
    return next((cache / "wheels" / build.folder_name).glob("*.whl"), None)


def engine_wheel(build: Build, cache: Path, constraints: Path) -> Path:
    """Return the wheel for `build`, compiling it when none is kept. Two set-ups at once compile it once."""
    if wheel := kept_wheel(build, cache):
        return wheel
    wheels = cache / "wheels"
    with only_one(wheels / f"{build.folder_name}.lock", waiting_for="another set-up that builds the engine"):
        return kept_wheel(build, cache) or _compiled(build, wheels, constraints)


def _compiled(build: Build, wheels: Path, constraints: Path) -> Path:
    if sys.platform != "win32" and not any(map(shutil.which, _COMPILERS)):
        raise SetupFailed("The engine is compiled once and needs a C++ compiler: sudo apt-get install g++")
    workshop, log = wheels / f".building-{build.folder_name}", wheels / f"{build.folder_name}.log"
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    log.unlink(missing_ok=True)
    say(f"compiling llama-cpp-python {build.version} once, 4 to 10 minutes on two cores; the log is {log}")
    try:
        output = workshop / "wheel"
        python = _build_tools(workshop / "tools", constraints, log)
        environment = build_environment(build, python.parent, os.environ)
        run(build_command(python, build, output), failure="The engine did not compile.", env=environment, log=log)
        check_wheel(next(output.glob("*.whl")), build)
        output.rename(wheels / build.folder_name)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return next((wheels / build.folder_name).glob("*.whl"))


def _build_tools(folder: Path, constraints: Path, log: Path) -> Path:
    """Make an environment with the pinned build tools; return its Python."""
    run([sys.executable, "-m", "venv", str(folder)], failure="The build environment could not be made.", log=log)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    command = [str(python), "-m", "pip", "install", "--quiet", "-c", str(constraints), *_BUILD_TOOLS]
    run(command, failure="The build tools could not be installed.", log=log)
    return python
