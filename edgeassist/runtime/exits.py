# SPDX-License-Identifier: Apache-2.0
"""Every way a worker can end, as one exact sentence. Knows signals and counters, not what the worker was doing."""

import signal
from dataclasses import dataclass
from pathlib import Path

from edgeassist.core.language import later, tr
from edgeassist.runtime.state import Trouble

EXIT_PROTOCOL = 76
"""The worker leaves with this code when a line it was sent is no command (`worker.serve`)."""

EXIT_NO_VARIANT = 77
"""The worker leaves with this code when none of its processor code works here."""

_AGAIN = later("What was written so far is kept. Try again; if it happens twice, choose another model.")
_SMALLER = later("What was written so far is kept. Close other programs, choose a smaller model or a shorter context.")


ENDED_OUTSIDE = frozenset({"engine-killed", "engine-terminated"})
"""Codes of an engine that another program stopped."""

NOT_HEARD = frozenset({"engine-deaf", "engine-hung"})
"""Codes of an engine that we ended because it did not hear: where a person had stopped its job, that was their stop."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a worker ended.

    `code` is its exit status as `subprocess` gives it (negative: the signal), None when it never started. `fault` is
    set when we ended it ourselves: `hang`, `garbage`, `handshake`, `deaf` or `spawn`. `out_of_memory` is true only
    when the kernel counted an out-of-memory kill meanwhile.
    """

    code: int | None
    fault: str = ""
    note: str = ""
    out_of_memory: bool = False
    log_tail: str = ""


_FAULTS = {
    "hang": ("engine-hung", later("The engine stopped answering and was restarted."), _AGAIN),
    "deaf": ("engine-deaf", later("The engine did not stop when asked and was restarted."), _AGAIN),
    "garbage": (
        "engine-garbage",
        later("The engine sent something that is not part of its language and was restarted."),
        _AGAIN,
    ),
    "handshake": (
        "engine-mismatch",
        later("The engine does not belong to this version of EdgeAssist."),
        later("Your files are safe. Install EdgeAssist again so that all its parts match."),
    ),
    "spawn": (
        "engine-missing",
        later("The engine could not be started."),
        later("Your files are safe. Install EdgeAssist again, or run `edgeassist doctor` to see what is missing."),
    ),
}

_OWN_CODES: dict[int | None, tuple[str, str, str]] = {
    EXIT_PROTOCOL: ("engine-misunderstood", later("The engine did not understand what it was told."), _AGAIN),
    EXIT_NO_VARIANT: (
        "engine-no-code-works",
        later("None of the engine's processor code works on this machine."),
        later("Your files are safe. Run `edgeassist doctor` and report what it shows."),
    ),
    0: ("engine-left", later("The engine left without being asked."), _AGAIN),
}

_SIGNALS = {
    "SIGILL": (
        "engine-illegal-instruction",
        later("The engine used an instruction that this processor does not have."),
        later("What was written so far is kept. Run `edgeassist doctor` to choose safer processor code."),
    ),
    "SIGBUS": (
        "engine-file-changed",
        later("The model file changed or its drive was removed while the engine was reading it."),
        later("What was written so far is kept. Put the drive back, or import the model again."),
    ),
    "SIGSEGV": ("engine-crashed", later("The engine crashed: it touched memory that is not its own."), _AGAIN),
    "SIGABRT": ("engine-aborted", later("The engine gave up on this model."), _AGAIN),
    "SIGFPE": ("engine-arithmetic", later("The engine stopped on an impossible calculation."), _AGAIN),
    "SIGTERM": ("engine-terminated", later("The engine was told to stop by another program."), _AGAIN),
}

_NT_STATUS = {
    0xC0000005: "SIGSEGV",
    0xC000001D: "SIGILL",
    0xC0000006: "SIGBUS",
    0xC0000374: "SIGABRT",
    0xC0000409: "SIGABRT",
}


def explain(ending: Ending) -> Trouble:
    """Return the sentence for `ending`, what to do, and the worker's last log lines as detail."""
    code, sentence, hint = _told(ending)
    detail = "\n".join(part for part in (ending.note, ending.log_tail) if part)
    return Trouble(code, tr(sentence), tr(hint), detail)


def _told(ending: Ending) -> tuple[str, str, str]:
    if ending.fault:
        return _FAULTS[ending.fault]
    if ending.code is not None and ending.code < 0:
        return _signal(-ending.code, out_of_memory=ending.out_of_memory)
    if name := _NT_STATUS.get(ending.code or 0):
        return _SIGNALS[name]
    if ending.code in _OWN_CODES:
        return _OWN_CODES[ending.code]
    return "engine-exited", tr("The engine stopped with exit code {code}.", code=ending.code), _AGAIN


def _signal(number: int, *, out_of_memory: bool) -> tuple[str, str, str]:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = tr("signal {number}", number=number)
    if name == "SIGKILL" and out_of_memory:
        return "engine-out-of-memory", tr("The computer ran out of memory and the system stopped the engine."), _SMALLER
    if name == "SIGKILL":
        sentence = tr("The engine was killed from outside, most often because memory ran out.")
        return "engine-killed", sentence, _SMALLER
    return _SIGNALS.get(name, ("engine-signalled", tr("The engine was stopped by {name}.", name=name), _AGAIN))


def oom_kills(vmstat: Path = Path("/proc/vmstat")) -> int:
    """Return the kernel's count of out-of-memory kills since boot; 0 where it is not told."""
    try:
        text = vmstat.read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("oom_kill ")), 0)
