# SPDX-License-Identifier: Apache-2.0
"""The parent's side of a one-shot child: every way it can end is a result, `Stopped`, or an exact sentence."""

import sys
import threading
import time
from pathlib import Path

import pytest

from edgeassist.core.errors import BadInput, BadUsage, EdgeError, NoRoom, NotFound
from edgeassist.core.stop import Stop, Stopped
from edgeassist.runtime.exits import Ending
from edgeassist.runtime.one_shot import JobRefused, _trouble, run_job
from edgeassist.wire import MOST_DETAIL, jobs
from tests.support.threads import HANG_S

JOB = jobs.Plan(source=jobs.Source(path="/nowhere.gguf", size_bytes=1), types=("Q4_K_M",))
SAYS = """
import os, signal, sys, time
line = sys.stdin.buffer.readline()
def say(text):
    sys.stdout.write(text + "\\n"); sys.stdout.flush()
def hang():
    signal.pause()
"""
RESULT = """say('{"is":"planned","sizes":{"Q4_K_M":7}}')"""


def child(script: str) -> tuple[str, ...]:
    return (sys.executable, "-c", SAYS + script)


def run(script: str, stop: Stop | None = None, steps: list[tuple[str, int, int]] | None = None) -> jobs.Result:
    heard = [] if steps is None else steps
    return run_job(child(script), JOB, lambda *step: heard.append(step), stop or Stop())


def failure(script: str) -> JobRefused:
    with pytest.raises(JobRefused) as caught:
        run(script)
    return caught.value


def test_steps_are_reported_and_the_result_returned() -> None:
    steps: list[tuple[str, int, int]] = []
    script = """say('{"is":"step","step":"Quantizing","done":1,"total":2}')\n""" + RESULT
    assert run(script, steps=steps) == jobs.Planned(sizes={"Q4_K_M": 7})
    assert steps == [("Quantizing", 1, 2)]


def test_a_step_that_a_child_names_at_length_is_a_short_plain_line() -> None:
    steps: list[tuple[str, int, int]] = []
    run(
        """say('{"is":"step","step":"a\\\\nb\\\\u202e' + 'x' * 99999 + '","done":1,"total":2}')\n""" + RESULT,
        steps=steps,
    )
    ((step, done, total),) = steps
    assert (len(step), step[:4], done, total) == (200, "a\ufffdb\ufffd", 1, 2)


def test_a_refusal_at_length_is_cut() -> None:
    said = failure("""say('{"is":"refused","code":"x","message":"m","detail":"' + 'd' * 99999 + '"}')""")
    assert said.detail == "d" * MOST_DETAIL


def test_the_child_gets_exactly_the_job() -> None:
    said = failure("sys.stderr.write(line.decode()); sys.exit(3)")
    assert jobs.decode_job(said.detail.encode()) == JOB


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("not-enough-memory", NoRoom),
        ("not-enough-disk", NoRoom),
        ("model-unreadable", NotFound),
        ("model-changed", BadInput),
        ("target-exists", BadUsage),
        ("target-too-large", BadUsage),
        ("target-too-small", BadUsage),
        ("calibration-text-missing", NotFound),
        ("calibration-text-unusable", BadInput),
        ("not-an-importance-matrix", BadInput),
        ("other-vocabulary", BadInput),
        ("text-too-short", BadInput),
        ("text-unreadable", BadInput),
        ("something-new", JobRefused),
    ],
)
def test_a_refusal_keeps_its_code_and_gets_its_exit_code(code: str, kind: type[EdgeError]) -> None:
    error = failure(f"""say('{{"is":"refused","code":"{code}","message":"No.","hint":"Do.","detail":"d"}}')""")
    assert isinstance(error, kind)
    assert (error.code, str(error), error.hint, error.detail) == (code, "No.", "Do.", "d")
    assert error.exit_code == kind.exit_code


def test_a_refusal_without_advice_says_at_least_what_is_safe() -> None:
    error = failure("""say('{"is":"refused","code":"x","message":"No."}')""")
    assert "untouched" in error.hint


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "engine-crashed", "touched memory"),
        ("os.kill(os.getpid(), signal.SIGABRT)", "engine-aborted", "gave up"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "engine-killed", "killed from outside"),
        ("os.kill(os.getpid(), signal.SIGILL)", "engine-illegal-instruction", "instruction"),
        ("sys.exit(3)", "engine-exited", "exit code 3"),
        ("sys.exit(0)", "engine-left", "left"),
        ("sys.exit(76)", "engine-misunderstood", "understand"),
        ("say('hello'); hang()", "engine-garbage", "language"),
        ("say('x' * 20_000_000); hang()", "engine-garbage", "language"),
    ],
)
def test_every_end_without_a_result_has_its_sentence(script: str, code: str, words: str) -> None:
    error = failure("import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n" + script)
    assert error.code == code
    assert words in str(error)
    assert "untouched" in error.hint


def test_the_last_words_of_a_dead_child_are_the_detail() -> None:
    assert "the matrix is singular" in failure("sys.stderr.write('the matrix is singular\\n'); sys.exit(3)").detail


def test_a_kill_for_want_of_memory_says_so() -> None:
    error = _trouble(Ending(-9, out_of_memory=True))
    assert error.code == "not-enough-memory"
    assert isinstance(error, NoRoom)
    assert "not enough memory" in str(error)
    assert "Close other programs" in error.hint


def test_a_program_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(JobRefused) as caught:
        run_job([str(tmp_path / "nothing")], JOB, lambda *_: None, Stop())
    assert caught.value.code == "engine-missing"
    assert "doctor" in caught.value.hint


def test_a_wish_to_stop_ends_the_child_at_once() -> None:
    stop, stopped_s = Stop(), []

    def report(_step: str, _done: int, _total: int) -> None:
        stopped_s.append(time.monotonic())
        threading.Thread(target=stop.wish).start()

    script = """say('{"is":"step","step":"Quantizing","done":1,"total":2}'); hang()"""
    with pytest.raises(Stopped):
        run_job(child(script), JOB, report, stop)
    assert time.monotonic() - stopped_s[0] < HANG_S  # by itself it would never end


def test_a_wish_made_before_starts_nothing(tmp_path: Path) -> None:
    stop, trace = Stop(), tmp_path / "trace"
    stop.wish()
    with pytest.raises(Stopped):
        run(f"open({str(trace)!r}, 'w')", stop)
    assert not trace.exists()


def test_an_error_while_reporting_leaves_no_child_behind() -> None:
    pids: list[int] = []

    def report(_step: str, done: int, _total: int) -> None:
        pids.append(done)
        raise KeyError("ours")

    script = """say('{"is":"step","step":"x","done":%d,"total":0}' % os.getpid()); hang()"""
    with pytest.raises(KeyError):
        run_job(child(script), JOB, report, Stop())
    assert not Path(f"/proc/{pids[0]}").exists()


def test_a_child_that_lingers_after_its_result_is_ended() -> None:
    assert run(RESULT + "; hang()") == jobs.Planned(sizes={"Q4_K_M": 7})
