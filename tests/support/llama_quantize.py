# SPDX-License-Identifier: Apache-2.0
"""llama.cpp's own `llama-quantize`, built from the sources of the engine in use, and what one run of it costs."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from edgeassist.worker.backend import find_variants
from tests.bench.llama_bench import build_tool


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall seconds and peak resident bytes of one process."""

    seconds: float
    peak_bytes: int


def tool() -> Path:
    """Return the program, built when absent."""
    return build_tool("llama-quantize", ("quantize.cpp", "main.cpp"))


def run(source: Path, target: Path, kind: str, *, threads: int, variant: str) -> Cost:
    """Quantize `source` to `target` on the CPU code `variant` and return what that took."""
    library = next(one.library for one in find_variants() if one.name == variant)
    environment = {**os.environ, "GGML_BACKEND_PATH": str(library)}
    return measured([str(tool()), str(source), str(target), kind, str(threads)], environment)


def measured(command: list[str], environment: dict[str, str]) -> Cost:
    """Run `command` to its good end; the peak is that of this one process, as the kernel counted it."""
    started_s = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - started_s
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{Path(command[0]).name} ended with {child.returncode}")
    return Cost(seconds, usage.ru_maxrss * 1024)
