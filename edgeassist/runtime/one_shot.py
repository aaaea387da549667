# SPDX-License-Identifier: Apache-2.0
"""The parent's side of a one-shot job child: start it, pass its job, hear it out, kill it when called off. Blocks.

Knows the words of `wire.jobs`, not what a job does. Whatever way the child ends, exactly one of a result, `Stopped`
or an error with an exact sentence comes of it.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from typing import IO

from edgeassist.core.errors import BadInput, BadUsage, EdgeError, EngineTrouble, NoRoom, NotFound
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.runtime.exits import Ending, explain, oom_kills
from edgeassist.wire import MAX_LINE_BYTES, MOST_DETAIL, BadFrame, jobs
from edgeassist.wire.wording import Wording, reworded

_DETACHED = 0x0800_0000 | 0x0000_0200  # CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP: no console, no Ctrl-C
_LOG_LINES, _MOST_STEP = 60, 200
_SAFE = later("The model you started from is untouched. Start it again when you like.")
_SMALLER = later("The model you started from is untouched. Close other programs and start again.")


class JobRefused(EngineTrouble):
    """A job ended without a result; `detail` is for the folded-away part."""

    def __init__(self, code: str, message: str, hint: str = "", detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(message, hint=hint or tr(_SAFE))


class JobHasNoRoom(JobRefused, NoRoom):
    """A job ended for want of memory or disk."""

    exit_code = NoRoom.exit_code


class JobInputRefused(JobRefused, BadInput):
    """A job ended because of what it was given."""

    exit_code = BadInput.exit_code


class JobNotMeant(JobRefused, BadUsage):
    """A job that cannot be meant."""

    exit_code = BadUsage.exit_code


class JobFileGone(JobRefused, NotFound):
    """A file of the job is not there."""

    exit_code = NotFound.exit_code


_KINDS: dict[str, type[JobRefused]] = {
    "not-enough-memory": JobHasNoRoom,
    "not-enough-disk": JobHasNoRoom,
    "calibration-text-missing": JobFileGone,
    "model-unreadable": JobFileGone,
    "calibration-text-unusable": JobInputRefused,
    "model-changed": JobInputRefused,
    "model-refused": JobInputRefused,
    "not-an-importance-matrix": JobInputRefused,
    "other-vocabulary": JobInputRefused,
    "text-too-short": JobInputRefused,
    "text-unreadable": JobInputRefused,
    "target-exists": JobNotMeant,
    "target-is-source": JobNotMeant,
    "target-too-large": JobNotMeant,
    "target-too-small": JobNotMeant,
    "unknown-type": JobNotMeant,
}


def run_job(command: Sequence[str], job: jobs.AnyJob, report: Report, stop: Stop) -> jobs.Result:
    """Have a child started by `command` do `job`; blocks, on any thread. Raises `Stopped` when called off."""
    stop.check()
    child = _Child(command)
    stop.guard(child.kill)
    stop.rests_by(child.suspend)
    try:
        said = child.hear(jobs.encode(job), report)
    finally:
        stop.rests_by(None)
        stop.guard(None)
        ending = child.end()
    stop.check()
    if isinstance(said, jobs.Refused):
        raise _refusal(said)
    if said is None:
        raise _trouble(ending)
    return _in_words(said) if isinstance(said, jobs.Planned) else said


class _Child:
    """One running child and its three pipes."""

    def __init__(self, command: Sequence[str]) -> None:
        self._kills_before = oom_kills()
        self._log: deque[str] = deque(maxlen=_LOG_LINES)
        self._fault, self._note = "", ""
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                creationflags=_DETACHED if sys.platform == "win32" else 0,
                process_group=None if sys.platform == "win32" else 0,
            )
        except OSError as error:
            raise _trouble(Ending(None, "spawn", error.strerror or "")) from error
        self._logger = threading.Thread(target=self._keep_log, name="worker-log", daemon=True)
        self._logger.start()

    def kill(self) -> None:
        """End the child now. Any thread may call, at any time."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def suspend(self, resting: bool) -> None:
        """Have the child rest where it is, or go on. Killing it works at any time, and the end of this program ends it.

        A stopped group of processes that loses its parent gets SIGHUP from the system; see `tests/faults`.
        """
        import psutil

        with contextlib.suppress(psutil.Error):
            child = psutil.Process(self._process.pid)
            if resting:
                child.suspend()
            else:
                child.resume()

    def hear(self, line: bytes, report: Report) -> jobs.Result | jobs.Refused | None:
        """Pass the job and return its terminal event; None when the child ended, or spoke nonsense, without one."""
        with contextlib.suppress(BrokenPipeError):
            _pipe(self._process.stdin).write(line)
        try:
            for event in self._events():
                if not isinstance(event, jobs.Step):
                    return event
                report(elided(event.step, _MOST_STEP), event.done, event.total)
        except BadFrame as error:
            self._fault, self._note = "garbage", str(error)
        return None

    def _events(self) -> Iterator[jobs.AnyJobEvent]:
        buffer = b""
        while chunk := os.read(_pipe(self._process.stdout).fileno(), 1 << 16):
            *lines, buffer = (buffer + chunk).split(b"\n")
            if len(buffer) > MAX_LINE_BYTES:
                raise BadFrame(f"a line of more than {MAX_LINE_BYTES} bytes")
            yield from map(jobs.decode_event, lines)

    def end(self) -> Ending:
        """Reap the child, killed first when it still runs, and say how it ended."""
        if self._fault or sys.exc_info()[0] is not None:
            self.kill()
        try:
            code = self._process.wait(1.0)
        except subprocess.TimeoutExpired:  # it has said its last word, or closed its pipe, and lingers
            self.kill()
            code = self._process.wait()
        self._logger.join(0.5)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):
                _pipe(pipe).close()
        starved = oom_kills() > self._kills_before
        return Ending(code, self._fault, self._note, starved, "\n".join(self._log))

    def _keep_log(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            rest = b""
            while chunk := os.read(_pipe(self._process.stderr).fileno(), 1 << 14):
                *lines, rest = (rest + chunk).split(b"\n")
                self._log.extend(line[:4096].decode(errors="replace").rstrip() for line in lines)
                rest = rest[:4096]
            if rest:
                self._log.append(rest.decode(errors="replace").rstrip())


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError("the job's process has no pipes")
    return pipe


def _refusal(said: jobs.Refused) -> EdgeError:
    kind = _KINDS.get(said.code, JobRefused)
    message, hint = reworded(said.message, said.message_words), reworded(said.hint, said.hint_words)
    return kind(elided(said.code), message, hint, said.detail[-MOST_DETAIL:])


def _in_words(planned: jobs.Planned) -> jobs.Planned:
    """Return `planned` with its reasons in the person's language."""
    words = planned.reason_words
    reasons = {kind: reworded(why, words.get(kind, Wording())) for kind, why in planned.reasons.items()}
    return jobs.Planned(sizes=planned.sizes, reasons=reasons)


def _trouble(ending: Ending) -> EdgeError:
    """Return the error for an end without a result, in the words of a long piece of work."""
    trouble = explain(ending)
    if trouble.code == "engine-out-of-memory":
        sentence = tr("There was not enough memory for this work, and the system stopped it.")
        return JobHasNoRoom("not-enough-memory", sentence, tr(_SMALLER), trouble.detail)
    hint = trouble.hint if ending.fault == "spawn" else tr(_SAFE)
    return JobRefused(trouble.code, trouble.message, hint, trouble.detail)
