# SPDX-License-Identifier: Apache-2.0
"""The one-shot child itself: one job in, one outcome out, its locks, and its end with the parent."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.wire import jobs
from edgeassist.worker import job as job_module
from edgeassist.worker import landlock
from edgeassist.worker.job import Mouth
from tests.support.threads import HANG_S
from tests.support.workshop_bench import engine_cache

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="Landlock, seccomp and /proc are Linux's")
TAMPERED = """
import ctypes, os, sys
from pathlib import Path
from edgeassist.worker import job
from edgeassist.wire import jobs
def do(command, say):
{body}
module = type(sys)("edgeassist.worker.tampered")
module.do = do
sys.modules[module.__name__] = module
job._DOORS = dict.fromkeys(job._DOORS, (module.__name__, "do"))
sys.exit(job.main(sys.argv[1:]))
"""


def source(path: Path) -> jobs.Source:
    return jobs.Source(path=str(path), size_bytes=path.stat().st_size)


def outcome(job: jobs.AnyJob | bytes, body: str = "") -> tuple[list[jobs.AnyJobEvent], int, str]:
    """Run `job`; with `body`, that is done instead of the job."""
    code = TAMPERED.format(body="\n".join(f"    {line}" for line in body.splitlines()))
    start = ["-c", code] if body else ["-m", "edgeassist", "--worker", "job"]
    line = job if isinstance(job, bytes) else jobs.encode(job)
    with subprocess.Popen(
        [sys.executable, *start, "--cache", str(engine_cache())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        child.stdin.write(line)
        child.stdin.flush()
        said = [jobs.decode_event(one) for one in child.stdout]
        return said, child.wait(HANG_S), child.stderr.read().decode()


def refused(body: str, path: Path) -> jobs.Refused:
    said, code, _log = outcome(jobs.Plan(source=source(path), types=()), body)
    assert code == 0
    assert isinstance(said[-1], jobs.Refused)
    return said[-1]


def test_a_real_job_gives_its_one_result_and_the_child_leaves(tiny_gguf: Path) -> None:
    said, code, _log = outcome(jobs.Plan(source=source(tiny_gguf), types=("Q8_0",)))
    assert code == 0
    assert [type(one) for one in said] == [jobs.Planned]


@pytest.mark.parametrize("line", [b"hello\n", b'{"do":"dance"}\n', b"\xff\xfe\n"])
def test_what_is_no_job_ends_the_child_with_its_own_code(line: bytes) -> None:
    said, code, log = outcome(line)
    assert (said, code) == ([], 76)
    assert "not a job" in log


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("raise MemoryError", "not-enough-memory", "not enough memory"),
        ("raise OSError(12, 'Cannot allocate memory')", "not-enough-memory", "not enough memory"),
        ("raise OSError(28, 'No space left on device')", "not-enough-disk", "drive became full"),
        ("raise OSError(5, 'Input/output error')", "unexpected", "input/output error"),
        ("raise KeyError('tensor')", "unexpected", "did not expect"),
    ],
)
def test_whatever_goes_wrong_becomes_one_refusal(tiny_gguf: Path, body: str, code: str, words: str) -> None:
    said = refused(body, tiny_gguf)
    assert said.code == code
    assert words in said.message
    assert "untouched" in said.hint
    assert "Traceback" in said.detail


def test_prints_of_any_kind_stay_out_of_the_answer(tiny_gguf: Path) -> None:
    body = (
        "print('python print', flush=True)\n"
        "ctypes.CDLL(None).puts(b'native print'); ctypes.CDLL(None).fflush(None)\n"
        "return jobs.Planned(sizes={})"
    )
    said, _code, log = outcome(jobs.Plan(source=source(tiny_gguf), types=()), body)
    assert said == [jobs.Planned(sizes={})]
    assert "python print" in log
    assert "native print" in log


@linux_only
def test_the_child_reads_its_source_and_writes_beside_its_target_only(tiny_gguf: Path, tmp_path: Path) -> None:
    secret, inside, outside = tmp_path / "id_ed25519", tmp_path / "in", tmp_path / "out"
    secret.write_text("private")
    inside.mkdir()
    outside.mkdir()
    body = f"""
import socket, subprocess
found = []
def attempt(action):
    try:
        action(); found.append("done")
    except OSError as error:
        found.append(type(error).__name__)
attempt(lambda: open({str(tiny_gguf)!r}, "rb").read(4))
attempt(lambda: Path({str(inside)!r}, "a").write_text("x"))
attempt(lambda: Path({str(inside)!r}, "a").rename({str(inside / "b")!r}))
attempt(lambda: Path({str(secret)!r}).read_text())
attempt(lambda: Path({str(outside)!r}, "a").write_text("x"))
attempt(lambda: Path({str(secret)!r}).unlink())
attempt(lambda: open({str(tiny_gguf)!r}, "r+b"))
attempt(lambda: subprocess.run(["/bin/true"]))
attempt(lambda: socket.socket())
return jobs.Planned(sizes={{}}, reasons={{str(n): one for n, one in enumerate(found)}})"""
    job = jobs.Quantize(source=source(tiny_gguf), target=str(inside / "made.gguf"), type="Q8_0")
    said, _code, log = outcome(job, body)
    planned = said[-1]
    assert isinstance(planned, jobs.Planned), (said, log)
    found = list(planned.reasons.values())
    locked = found if landlock.version() else found[:3] + found[-2:]  # without Landlock files are not locked
    assert locked == ["done"] * 3 + ["PermissionError"] * (len(locked) - 3)


@linux_only
def test_a_parent_that_hangs_up_ends_the_child_in_mid_work(tiny_gguf: Path) -> None:
    code = TAMPERED.format(body="    say(jobs.Step(step='x', done=0, total=1)); ctypes.CDLL(None).sleep(600)")
    command = [sys.executable, "-c", code, "--cache", str(engine_cache())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdin
        assert child.stdout
        child.stdin.write(jobs.encode(jobs.Plan(source=source(tiny_gguf), types=())))
        child.stdin.flush()
        assert child.stdout.readline()
        child.stdin.close()
        assert child.wait(HANG_S) == 0


ORPHANING = """
import subprocess, sys
child = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdin.write(sys.argv[1].encode()); child.stdin.flush()
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""


@linux_only
def test_a_killed_parent_takes_the_child_along(tiny_gguf: Path) -> None:
    code = TAMPERED.format(body="    say(jobs.Step(step='x', done=0, total=1)); ctypes.CDLL(None).sleep(600)")
    line = jobs.encode(jobs.Plan(source=source(tiny_gguf), types=())).decode()
    command = [sys.executable, "-c", ORPHANING, line, sys.executable, "-c", code, "--cache", str(engine_cache())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout
        handle = os.pidfd_open(int(parent.stdout.readline()))
        parent.send_signal(signal.SIGKILL)
        gone, _, _ = select.select([handle], [], [], 2)
        os.close(handle)
    assert gone, "the child outlived its parent by two seconds"


def test_steps_that_come_too_often_are_not_passed_on() -> None:
    read, write = os.pipe()
    mouth = Mouth(write)
    for done in range(1000):
        mouth.step(jobs.Step(step="Quantizing", done=done, total=1000))
    mouth.step(jobs.Step(step="Quantizing", done=1000, total=1000))
    mouth.step(jobs.Step(step="Checking", done=0, total=1000))
    os.close(write)
    with os.fdopen(read, "rb") as lines:
        said = [jobs.decode_event(line) for line in lines]
    assert said[0] == jobs.Step(step="Quantizing", done=0, total=1000)
    assert said[-2:] == [
        jobs.Step(step="Quantizing", done=1000, total=1000),
        jobs.Step(step="Checking", done=0, total=1000),
    ]
    assert len(said) < 20


def test_every_job_has_someone_who_does_it() -> None:
    assert set(job_module._DOORS) == set(jobs.Job.__subclasses__())


def test_an_unnamed_error_of_the_system_keeps_the_systems_words() -> None:
    error = job_module._named(OSError(30, "Read-only file system"))
    assert isinstance(error, EdgeError)
    assert "read-only file system" in str(error)
