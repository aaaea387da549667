# SPDX-License-Identifier: Apache-2.0
"""The child as a process: clean frames, signs of life, idleness, its end with the parent, and its locks."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from edgeassist import wire
from tests.support.worker_process import DEADLINE_S, WorkerProcess, generation, text_of

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="Landlock, seccomp and /proc are Linux's")
PRINTING = """
import ctypes, sys
from edgeassist.worker import serve
libc = ctypes.CDLL(None)
desk_take = serve.Desk.take
def noisy_take(self):
    libc.puts(b"{\\"is\\":\\"pong\\"} native print")
    libc.fflush(None)
    print("python print", flush=True)
    return desk_take(self)
serve.Desk.take = noisy_take
sys.exit(serve.main(sys.argv[1:]))
"""
PROBING = """
import ctypes, os, subprocess, sys
from pathlib import Path
from edgeassist.worker import serve
def attempt(name, action):
    try:
        action()
        outcome = "done"
    except OSError as error:
        outcome = type(error).__name__
    sys.stderr.write(f"attempt {name} {outcome}\\n")
def native_socket():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.socket(2, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "socket")
def python_socket():
    import _socket
    _socket.socket()
desk_take = serve.Desk.take
def probing_take(self):
    secret, outside = Path(os.environ["SECRET"]), Path(os.environ["OUTSIDE"])
    attempt("native-socket", native_socket)
    attempt("python-socket", python_socket)
    attempt("exec", lambda: os.execv("/bin/true", ["true"]))
    attempt("spawn", lambda: subprocess.run(["/bin/true"]))
    attempt("secret", secret.read_text)
    attempt("write", lambda: outside.write_text("x"))
    attempt("remove", secret.unlink)
    attempt("null", lambda: Path("/dev/null").write_text("x"))
    serve.Desk.take = desk_take
    return desk_take(self)
serve.Desk.take = probing_take
sys.exit(serve.main(sys.argv[1:]))
"""
ORPHANING = """
import subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
line = child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def worker(engine_cache: Path, tiny_gguf: Path) -> Iterator[WorkerProcess]:
    with WorkerProcess(engine_cache, read=[tiny_gguf.parent]) as worker:
        worker.hello()
        yield worker


def test_prints_of_any_kind_stay_out_of_the_frames(engine_cache: Path, tiny_gguf: Path) -> None:
    with WorkerProcess(engine_cache, read=[tiny_gguf.parent], command=(sys.executable, "-c", PRINTING)) as worker:
        worker.hello()
        worker.load(tiny_gguf, context_tokens=512)
        assert isinstance(worker.generate("hello")[-1], wire.Done)
        assert "native print" in worker.log
        assert "python print" in worker.log


def test_stats_beat_while_a_job_runs_and_never_between(worker: WorkerProcess, tiny_gguf: Path) -> None:
    worker.load(tiny_gguf, context_tokens=4096)
    job = worker.next_job()
    worker.send(generation(job, "go on", max_tokens=4000, ignore_end=True))
    events = worker.until(lambda event: isinstance(event, wire.Stats))
    stats = events[-1]
    assert isinstance(stats, wire.Stats)
    assert stats.job == job
    assert stats.steps > 0
    assert stats.tokens_per_second > 0
    assert 0 < stats.context_used_tokens <= stats.context_tokens == 4096
    assert stats.peak_bytes >= stats.memory_bytes > 10_000_000
    worker.send(wire.Cancel(job))
    worker.until(lambda event: isinstance(event, wire.TERMINAL))
    with pytest.raises(AssertionError, match="no event"):
        worker.event(timeout_s=1.2)


@linux_only
def test_an_idle_worker_does_not_wake(worker: WorkerProcess, tiny_gguf: Path) -> None:
    def switches() -> int:
        tasks = Path(f"/proc/{worker.pid}/task").iterdir()
        lines = [line for task in tasks for line in (task / "status").read_text().splitlines()]
        return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))

    worker.load(tiny_gguf, context_tokens=512)
    worker.generate("hello")
    for _ in range(40):  # the engine's threads stop spinning, sooner or later: on a busy machine later
        before = switches()
        with pytest.raises(AssertionError, match="no event"):
            worker.event(timeout_s=1.5)
        if switches() == before:
            return
    pytest.fail("it woke in each of 40 spans of a second and a half")


def test_a_hung_up_parent_ends_the_worker_even_in_mid_answer(worker: WorkerProcess, tiny_gguf: Path) -> None:
    worker.load(tiny_gguf, context_tokens=4096)
    worker.send(generation(worker.next_job(), "go on", max_tokens=4000, ignore_end=True))
    worker.until(lambda event: isinstance(event, wire.Delta))
    worker.close_stdin()
    assert worker.ended() == 0


@linux_only
def test_a_killed_parent_takes_the_worker_along(engine_cache: Path) -> None:
    infer = [sys.executable, "-m", "edgeassist", "--worker", "infer", "--cache", str(engine_cache)]
    with subprocess.Popen(
        [sys.executable, "-c", ORPHANING, *infer], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        handle = os.pidfd_open(child)
        parent.send_signal(signal.SIGKILL)
        gone, _, _ = select.select([handle], [], [], DEADLINE_S)
        os.close(handle)
        assert gone, "the worker outlived its parent"


@pytest.mark.parametrize("line", [b"hello\n", b'{"do":"dance","job":1}\n', b'{"do":"load","job":1}\n', b"\xff\xfe\n"])
def test_what_is_not_a_command_ends_the_worker_with_its_own_code(worker: WorkerProcess, line: bytes) -> None:
    worker.send_raw(line)
    assert worker.ended() == 76
    assert "not a command" in worker.log


def test_half_a_line_is_waited_for(worker: WorkerProcess) -> None:
    line = wire.encode(wire.Ping(5))
    worker.send_raw(line[:7])
    worker.send_raw(line[7:] + wire.encode(wire.Ping(6)))
    assert [worker.event(), worker.event()] == [wire.Pong(5), wire.Pong(6)]


@linux_only
def test_the_locks_hold_and_inference_still_works(
    engine_cache: Path, tiny_gguf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, outside = tmp_path / "id_ed25519", tmp_path / "outside"
    secret.write_text("private")
    monkeypatch.setenv("SECRET", str(secret))
    monkeypatch.setenv("OUTSIDE", str(outside))
    with WorkerProcess(engine_cache, read=[tiny_gguf.parent], command=(sys.executable, "-c", PROBING)) as worker:
        hello = worker.hello()
        worker.load(tiny_gguf, context_tokens=512)
        assert text_of(worker.generate("hello"))
        outcomes = dict(line.split()[1:] for line in worker.log.splitlines() if line.startswith("attempt "))
    assert "seccomp" in hello.sandbox, "this kernel has no seccomp: the lock was not tested"
    refused = ["native-socket", "python-socket", "exec", "spawn"]
    if "landlock" in hello.sandbox:
        refused += ["secret", "write", "remove"]
    assert {name: outcomes[name] for name in refused} == dict.fromkeys(refused, "PermissionError")
    assert outcomes["null"] == "done"
    assert secret.read_text() == "private"
    assert not outside.exists()


def test_a_worker_holds_no_socket(worker: WorkerProcess) -> None:
    assert psutil.Process(worker.pid).net_connections(kind="all") == []
