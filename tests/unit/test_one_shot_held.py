# SPDX-License-Identifier: Apache-2.0
"""A one-shot child that is held rests where it is, goes on when let go, and can be ended at any time. In earnest."""

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import psutil
import pytest

from edgeassist.core.stop import Stop, Stopped
from edgeassist.runtime.one_shot import run_job
from edgeassist.wire import jobs
from tests.unit.test_one_shot import JOB, RESULT, child

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="waits for a stopped child as POSIX tells of it")
LIMIT_S = 60.0
WAITS = """
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
say('{"is":"step","step":"Quantizing","done":%d,"total":0}' % os.getpid())
signal.sigwait([signal.SIGUSR1])
"""


class Held:
    """A job under way in a child of its own."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.stop = Stop()
        self.said: Future[int] = Future()
        self.result = pool.submit(run_job, child(WAITS + RESULT), JOB, self._heard, self.stop)
        self.pid = self.said.result(LIMIT_S)

    def _heard(self, _step: str, pid: int, _total: int) -> None:
        self.said.set_result(pid)

    def hold(self) -> None:
        self.stop.hold(held=True)
        os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOWAIT)


@pytest.fixture
def held() -> Iterator[Held]:
    with ThreadPoolExecutor(1) as pool:
        made = Held(pool)
        made.hold()
        yield made
        made.stop.wish()


def test_a_child_that_is_held_does_nothing_until_it_is_let_go(held: Held) -> None:
    os.kill(held.pid, signal.SIGUSR1)
    assert psutil.Process(held.pid).status() == psutil.STATUS_STOPPED
    assert not held.result.done()
    held.stop.hold(held=False)
    assert held.result.result(LIMIT_S) == jobs.Planned(sizes={"Q4_K_M": 7})


def test_what_is_called_off_while_it_is_held_ends_and_leaves_no_process(held: Held) -> None:
    held.stop.wish()
    with pytest.raises(Stopped):
        held.result.result(LIMIT_S)
    assert not psutil.pid_exists(held.pid)


def test_the_next_child_of_work_that_is_held_rests_too() -> None:
    stop = Stop()
    stop.hold(held=True)
    with ThreadPoolExecutor(1) as pool:
        before = set(psutil.Process().children())
        result = pool.submit(run_job, child(RESULT), JOB, lambda *_: None, stop)
        while not (fresh := set(psutil.Process().children()) - before):
            assert not result.done()
        (pid,) = (one.pid for one in fresh)
        os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOWAIT)
        stop.hold(held=False)
        assert result.result(LIMIT_S) == jobs.Planned(sizes={"Q4_K_M": 7})


def test_holding_what_has_ended_does_nothing() -> None:
    stop = Stop()
    run_job(child(RESULT), JOB, lambda *_: None, stop)
    stop.hold(held=True)
    stop.hold(held=False)
