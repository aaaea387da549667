# SPDX-License-Identifier: Apache-2.0
"""The one-shot job child: reads one job, does it, says its steps and one result, and is gone. Knows no kind of job.

Native code here cannot be interrupted, so nobody tries: whoever calls the job off kills the process. It reads the
files the job names, writes into the folder of the target only, opens no socket, and ends with its parent.
"""

import argparse
import errno
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from edgeassist.core.errors import EdgeError, NoRoom
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.wire import MAX_LINE_BYTES, BadFrame, jobs
from edgeassist.wire.wording import wording
from edgeassist.worker import lifeline, sandbox, variants
from edgeassist.worker.backend import EngineLog, load_variant
from edgeassist.worker.because import because
from edgeassist.worker.frames import LineSplitter, claim_stdout, clipped

EXIT_PROTOCOL = 76
_STEP_PERIOD_S = 0.1
_DISK_IS_FULL = (errno.ENOSPC, errno.EDQUOT)

Say = Callable[[jobs.Step], None]
"""Receives how far the job is. May be called as often as one likes: what comes too often is not passed on."""

Do = Callable[[jobs.AnyJob, Say], jobs.Result]

_DOORS: dict[type, tuple[str, str]] = {
    jobs.Quantize: ("edgeassist.worker.quantizing", "quantize"),
    jobs.Plan: ("edgeassist.worker.quantizing", "plan"),
    jobs.Calibrate: ("edgeassist.worker.calibrating", "calibrate"),
    jobs.Weigh: ("edgeassist.worker.weighing", "weigh"),
    jobs.Compare: ("edgeassist.worker.comparing", "compare"),
    jobs.Pace: ("edgeassist.worker.pacing", "pace"),
}
"""Who does what: imported after the locks are on, because the engine comes along."""


class DiskFull(NoRoom):
    """The drive of the target has no room left."""

    code = "not-enough-disk"
    hint = later("The model you started from is untouched. Free some space, or choose a smaller type, and start again.")

    def __init__(self) -> None:
        super().__init__(later("The drive became full before the work was done."))


class MemoryFull(NoRoom):
    """The system gave no more memory."""

    code = "not-enough-memory"
    hint = later("The model you started from is untouched. Close other programs and start again.")

    def __init__(self) -> None:
        super().__init__(later("There was not enough memory for this work."))


def main(argv: list[str]) -> int:
    """Do the one job that stands on stdin; return the exit code."""
    mouth = Mouth(claim_stdout())
    lifeline.prepare_process()
    options = _options(argv)
    try:
        job = read_job()
    except BadFrame as error:
        sys.stderr.write(f"edgeassist worker: not a job: {error}\n")
        return EXIT_PROTOCOL
    if job is None:
        return 0
    log = EngineLog()
    mouth.say(_outcome(job, options, mouth.step, log))
    # What was to be said is said, and native code has nothing left to do.
    sys.stderr.flush()
    os._exit(0)


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="edgeassist --worker job", description="One long piece of the engine's work.")
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--variant")
    parser.add_argument("--variants-dir", type=Path, action="append", default=[])
    parser.add_argument("--self-test-command", type=json.loads)
    return parser.parse_args(argv)


def read_job() -> jobs.AnyJob | None:
    """Return the job on stdin, None when the parent hung up first; raise `BadFrame` for anything else."""
    splitter = LineSplitter(MAX_LINE_BYTES)
    while chunk := os.read(0, 1 << 16):
        for line in splitter.feed(chunk):
            return jobs.decode_job(line)
    return None


def _outcome(job: jobs.AnyJob, options: argparse.Namespace, say: Say, log: EngineLog) -> jobs.Result | jobs.Refused:
    """Do the job; whatever it raises becomes its `Refused`."""
    try:
        _enter(job, options, log)
        module, name = _DOORS[type(job)]
        do: Do = getattr(import_module(module), name)
        return do(job, say)
    except EdgeError as error:
        return _refused(error, error, log)
    except MemoryError as error:
        return _refused(MemoryFull(), error, log)
    except OSError as error:
        return _refused(_named(error), error, log)
    except Exception as error:  # the job boundary: anything else is a fault of ours, told as such
        return _refused(_unexpected(), error, log)


def _named(error: OSError) -> EdgeError:
    if error.errno in _DISK_IS_FULL:
        return DiskFull()
    if error.errno == errno.ENOMEM:
        return MemoryFull()
    return EdgeError(
        told("The system refused a step of this work: {reason}.", reason=because(error)), hint=_unexpected().hint
    )


def _unexpected() -> EdgeError:
    return EdgeError(
        later("The engine met an error it did not expect."),
        hint=later("The model you started from is untouched. Try again, or choose another type."),
    )


def _refused(error: EdgeError, cause: Exception, log: EngineLog) -> jobs.Refused:
    lines = [getattr(error, "detail", ""), log.drain(), *traceback.format_exception(cause)]
    detail = "\n".join(one.rstrip() for one in lines if one)
    return jobs.Refused(
        code=error.code,
        message=str(error),
        hint=str(error.hint),
        detail=clipped(detail.strip()),
        message_words=wording(error.args[0]),
        hint_words=wording(error.hint),
    )


def _enter(job: jobs.AnyJob, options: argparse.Namespace, log: EngineLog) -> None:
    """Put the locks on, watch the parent, load the engine: in this order."""
    variant = _variant(options)
    readable, writable = _reach(job)
    sandbox.lock([*readable, options.cache, *options.variants_dir], writable=writable)
    threading.Thread(target=_end_with_parent, name="lifeline", daemon=True).start()
    log.install()
    load_variant(variant.library if variant else None)


def _variant(options: argparse.Namespace) -> variants.Variant | None:
    found = variants.find_variants(options.variants_dir)
    if not found:
        return None
    verdict = options.variant or variants.cached_verdict(options.cache, found)
    if verdict is None:
        command = options.self_test_command or [sys.executable, "-m", "edgeassist", "--worker", "selftest"]
        with lifeline.ending_with_parent():
            verdict = variants.choose(options.cache, command, found)
    return variants.named(found, verdict)


def _reach(job: jobs.AnyJob) -> tuple[list[Path], list[Path]]:
    """Return the files that `job` may read, and the folder it may write into."""
    named = [getattr(job, name, "") for name in ("importance", "text")]
    made = [job.made.path] if isinstance(job, jobs.Compare) else []
    target = getattr(job, "target", "")
    return [Path(one) for one in (job.source.path, *named, *made) if one], [Path(target).parent] if target else []


def _end_with_parent() -> None:
    """Leave when the parent closes the pipe or is gone. Native code runs on beside this thread, never instead of it."""
    with suppress(OSError):
        for _chunk in lifeline.read_stdin():
            pass
    os._exit(0)


class Mouth:
    """Writes events as whole lines; steps at most ten times a second. For the main thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._step, self._said_s = "", 0.0

    def step(self, step: jobs.Step) -> None:
        """Say `step` when it is a new one, the last unit of one, or a tenth of a second has passed."""
        now_s = time.monotonic()
        if step.step != self._step or step.done >= step.total or now_s - self._said_s >= _STEP_PERIOD_S:
            self._step, self._said_s = step.step, now_s
            self.say(step)

    def say(self, event: jobs.AnyJobEvent) -> None:
        """Write `event`; a parent that closed its end needs no more of us, so the process ends."""
        rest = memoryview(jobs.encode(event))
        while rest:
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except BrokenPipeError:
                os._exit(0)
