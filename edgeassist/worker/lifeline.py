# SPDX-License-Identifier: Apache-2.0
"""Dying with the parent, and leaving no core file behind. Reads commands from stdin; knows not what they mean."""

import contextlib
import ctypes
import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_CHUNK_BYTES = 1 << 16


def prepare_process() -> None:
    """No core dumps, first in line when memory runs out, killed with the parent, no debugger forked on an abort."""
    os.environ["GGML_NO_BACKTRACE"] = "1"
    # numpy comes with llama_cpp; its thread pool would only spin beside ours, and start before the locks are on.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    # The engine's threads meet hundreds of times a token, and GNU OpenMP's default is to spin long for a late one. On
    # a busy machine that one waits for the very core being spun on: with other programs on both cores a 0.5B model
    # gave 1.2 to 5.6 tokens/s by default and 6.6 to 8.6 with this, in alternating runs; on a quiet one no difference
    # could be measured (18.7 to 20.7 against 20.0 to 23.1).
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("800")
        _die_with_parent()


def _die_with_parent() -> None:
    """Ask the kernel for SIGKILL at the parent's end.

    The kernel means the *thread* that started us: one that merely finishes would take us along. So this is asked for
    only when that was the parent's main thread; `read_stdin` watches the whole process in any case.
    """
    parent = os.getppid()
    with contextlib.suppress(OSError):
        ours = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if str(os.getpid()) in ours:
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def _parent_handle() -> int | None:
    """Return a descriptor that becomes readable when the parent process is gone, where the system has such."""
    if sys.platform != "linux":
        return None
    try:
        return os.pidfd_open(os.getppid())
    except OSError:
        return None


def read_stdin() -> Iterator[bytes]:
    """Yield what arrives on stdin until it closes or the parent is gone. Uses no Python buffer and no time-outs."""
    parent = _parent_handle()
    if parent is None:
        while chunk := os.read(0, _CHUNK_BYTES):
            yield chunk
        return
    poll = select.poll()
    poll.register(0, select.POLLIN)
    poll.register(parent, select.POLLIN)
    while True:
        ready = dict(poll.poll())
        chunk = os.read(0, _CHUNK_BYTES) if 0 in ready else b""
        if not chunk:
            return
        yield chunk


@contextlib.contextmanager
def ending_with_parent() -> Iterator[None]:
    """Leave the process at once if the parent goes while the block runs. Reads nothing from stdin.

    Its thread is gone afterwards: the locks of `sandbox` reach only the thread that asks and those it starts later.
    """
    parent = _parent_handle()
    if parent is None:
        yield
        return
    wake_read, wake_write = os.pipe()

    def watch() -> None:
        poll = select.poll()
        poll.register(0, 0)  # a hang-up is always reported
        poll.register(parent, select.POLLIN)
        poll.register(wake_read, select.POLLIN)
        if wake_read not in dict(poll.poll()):
            os._exit(0)

    thread = threading.Thread(target=watch, name="lifeline", daemon=True)
    thread.start()
    try:
        yield
    finally:
        os.write(wake_write, b"x")
        thread.join()
        for descriptor in (parent, wake_read, wake_write):
            os.close(descriptor)
