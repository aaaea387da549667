# SPDX-License-Identifier: Apache-2.0
"""llama.cpp's own `llama-quantize`, built from the sources of the engine in use, and what one run of it costs."""

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edgeassist.wire import jobs
from edgeassist.worker.backend import find_variants
from tests.bench.llama_bench import build_tool


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall seconds, processor seconds of all threads, and peak resident bytes of one process."""

    seconds: float
    processor_s: float
    peak_bytes: int


def tool() -> Path:
    """Return the program, built when absent."""
    return build_tool("llama-quantize", ("quantize.cpp", "main.cpp"))


def run(source: Path, target: Path, kind: str, *, threads: int, variant: str) -> Cost:
    """Quantize `source` to `target` on the CPU code `variant` and return what that took."""
    library = next(one.library for one in find_variants() if one.name == variant)
    environment = {**os.environ, "GGML_BACKEND_PATH": str(library)}
    return _measured([str(tool()), str(source), str(target), kind, str(threads)], environment, b"")


def job_cost(command: Sequence[str], job: jobs.AnyJob) -> Cost:
    """Have a child started by `command` do `job` and return what that took, start and end included."""
    return _measured(list(command), dict(os.environ), jobs.encode(job))


def _measured(command: list[str], environment: dict[str, str], line: bytes) -> Cost:
    """Run `command` to its good end; the peak is that of this one process, as the kernel counted it."""
    started_s = time.monotonic()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=said, stderr=subprocess.DEVNULL, env=environment, bufsize=0
        )
        assert child.stdin is not None
        child.stdin.write(line)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - started_s
        child.stdin.close()
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        answer = said.read()
    if child.returncode or b'"refused"' in answer:
        raise RuntimeError(f"{Path(command[0]).name} ended with {child.returncode}: {answer[-500:]!r}")
    if usage.ru_maxrss <= resource.getrusage(resource.RUSAGE_SELF).ru_maxrss:
        raise RuntimeError("the kernel's peak of a child begins with its parent's, and this parent is too large")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
