# SPDX-License-Identifier: Apache-2.0
"""llama.cpp's own `llama-bench`, built from the sources of the engine in use, and run on the same CPU code.

The tool is two compile units linked against the installed libraries, so what it runs is what the product runs.
"""

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from edgeassist.worker.backend import find_variants
from tests.support.models import cache_root

_ENGINE = "llama-cpp-python"
_SITE = Path(sysconfig.get_paths()["platlib"])
_FLAGS = ("-O2", "-DNDEBUG", "-std=c++17", "-w")
_INCLUDES = ("common", "include", "ggml/include", "vendor", "src")
_LIBRARIES = ("-lllama-common", "-lllama", "-lggml", "-lggml-base", "-lpthread")


@dataclass(frozen=True, slots=True)
class Rates:
    """Tokens per second of one `llama-bench` run: the prompt, and generation at that prompt's depth."""

    prompt: float
    answer: float


def built() -> Path:
    """Return the tool for the installed engine, built when absent (a download of sources and half a minute)."""
    return build_tool("llama-bench", ("llama-bench.cpp", "main.cpp"))


def build_tool(name: str, units: tuple[str, ...]) -> Path:
    """Return one of llama.cpp's own tools, named like its folder, built from `units` when absent."""
    version = metadata.version(_ENGINE)
    library = (_SITE / "lib" / "libllama.so").read_bytes()
    key = hashlib.sha256(f"{version}\n{_SITE}\n{_FLAGS}\n".encode() + library).hexdigest()[:12]
    binary = cache_root().parent / f"{name}-{key}" / name
    if not binary.is_file():
        binary.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            _compile(_sources(version, Path(folder)), units, binary)
    return binary


def _sources(version: str, folder: Path) -> Path:
    """Fetch and unpack the engine's source distribution; return its llama.cpp."""
    options = ["--no-deps", "--no-binary", _ENGINE, "--dest", str(folder)]
    command = [sys.executable, "-m", "pip", "download", "--quiet", *options, f"{_ENGINE}=={version}"]
    subprocess.run(command, check=True)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.glob("*/vendor/llama.cpp"))


def _compile(sources: Path, units: tuple[str, ...], binary: Path) -> None:
    tools = sources / "tools"
    folder = next(one for one in (tools / binary.name, tools / binary.name.removeprefix("llama-")) if one.is_dir())
    includes = [f"-I{sources / name}" for name in _INCLUDES]
    libraries = _SITE / "lib"
    part = binary.with_suffix(".part")
    links = [f"-L{libraries}", f"-Wl,--disable-new-dtags,-rpath,{libraries}", *_LIBRARIES]
    files = [str(folder / unit) for unit in units]
    subprocess.run(["g++", *_FLAGS, *includes, *files, "-o", str(part), *links], check=True)
    part.replace(binary)


def run(model: Path, *, variant: str, prompt_tokens: int, answer_tokens: int, threads: int) -> Rates:
    """Run it once with the settings of the product's context: batch 512, flash attention auto, f16 cache."""
    same = ["-m", str(model), "-t", str(threads), "-b", "512", "-ub", "512", "-fa", "auto", "-r", "1", "-o", "json"]
    prompt = _measured([*same, "-p", str(prompt_tokens), "-n", "0"], variant)
    answer = _measured([*same, "-p", "0", "-n", str(answer_tokens), "-d", str(prompt_tokens)], variant)
    return Rates(prompt, answer)


def _measured(arguments: list[str], variant: str) -> float:
    library = next(one.library for one in find_variants() if one.name == variant)
    environment = {**os.environ, "GGML_BACKEND_PATH": str(library)}
    command = [str(built()), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    (row,) = json.loads(done.stdout)
    return float(row["avg_ts"])
