# SPDX-License-Identifier: Apache-2.0
"""Every way a worker can end, as one exact sentence. Knows signals and counters, not what the worker was doing."""

import signal
from dataclasses import dataclass
from pathlib import Path

from edgeassist.runtime.state import Trouble

EXIT_PROTOCOL = 76
"""The worker leaves with this code when a line it was sent is no command (`worker.serve`)."""

_AGAIN = "What was written so far is kept. Try again; if it happens twice, choose another model."
_SMALLER = "What was written so far is kept. Close other programs, choose a smaller model or a shorter context."


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
    "hang": ("engine-hung", "The engine stopped answering and was restarted.", _AGAIN),
    "deaf": ("engine-deaf", "The engine did not stop when asked and was restarted.", _AGAIN),
    "garbage": (
        "engine-garbage",
        "The engine sent something that is not part of its language and was restarted.",
        _AGAIN,
    ),
    "handshake": (
        "engine-mismatch",
        "The engine does not belong to this version of EdgeAssist.",
        "Your files are safe. Install EdgeAssist again so that all its parts match.",
    ),
    "spawn": (
        "engine-missing",
        "The engine could not be started.",
        "Your files are safe. Install EdgeAssist again, or run `edgeassist doctor` to see what is missing.",
    ),
}

_SIGNALS = {
    "SIGILL": (
        "engine-illegal-instruction",
        "The engine used an instruction that this processor does not have.",
        "What was written so far is kept. Run `edgeassist doctor` to choose safer processor code.",
    ),
    "SIGBUS": (
        "engine-file-changed",
        "The model file changed or its drive was removed while the engine was reading it.",
        "What was written so far is kept. Put the drive back, or import the model again.",
    ),
    "SIGSEGV": ("engine-crashed", "The engine crashed: it touched memory that is not its own.", _AGAIN),
    "SIGABRT": ("engine-aborted", "The engine gave up on this model.", _AGAIN),
    "SIGFPE": ("engine-arithmetic", "The engine stopped on an impossible calculation.", _AGAIN),
    "SIGTERM": ("engine-terminated", "The engine was told to stop by another program.", _AGAIN),
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
    detail = "\n".join(part for part in (ending.note, ending.log_tail) if part)
    if ending.fault:
        return Trouble(*_FAULTS[ending.fault], detail)
    if ending.code is not None and ending.code < 0:
        return Trouble(*_signal(-ending.code, out_of_memory=ending.out_of_memory), detail)
    if name := _NT_STATUS.get(ending.code or 0):
        return Trouble(*_SIGNALS[name], detail)
    if ending.code == EXIT_PROTOCOL:
        return Trouble("engine-misunderstood", "The engine did not understand what it was told.", _AGAIN, detail)
    if ending.code == 0:
        return Trouble("engine-left", "The engine left without being asked.", _AGAIN, detail)
    return Trouble("engine-exited", f"The engine stopped with exit code {ending.code}.", _AGAIN, detail)


def _signal(number: int, *, out_of_memory: bool) -> tuple[str, str, str]:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    if name == "SIGKILL" and out_of_memory:
        return "engine-out-of-memory", "The computer ran out of memory and the system stopped the engine.", _SMALLER
    if name == "SIGKILL":
        sentence = "The engine was killed from outside, most often because memory ran out."
        return "engine-killed", sentence, _SMALLER
    return _SIGNALS.get(name, ("engine-signalled", f"The engine was stopped by {name}.", _AGAIN))


def oom_kills(vmstat: Path = Path("/proc/vmstat")) -> int:
    """Return the kernel's count of out-of-memory kills since boot; 0 where it is not told."""
    try:
        text = vmstat.read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("oom_kill ")), 0)
