# SPDX-License-Identifier: Apache-2.0
"""The queue of jobs: order, calling off, closing; and the flag native code reads."""

import ctypes
import threading

import pytest

from edgeassist.wire import Count, Unload
from edgeassist.worker.desk import AbortFlag, Desk, Ticket


def taken(desk: Desk) -> Ticket:
    ticket = desk.take()
    assert ticket is not None
    return ticket


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    for job in (1, 2, 3):
        desk.put(Count(job=job, prompt="x"))
    return desk


def test_native_code_sees_the_flag_as_a_boolean() -> None:
    flag = AbortFlag()
    function = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p)(flag.function.value or 0)
    assert function(flag.data) is False
    flag.set()
    assert flag.is_set()
    assert function(flag.data) is True
    flag.clear()
    assert function(flag.data) is False


def test_jobs_come_in_order(desk: Desk) -> None:
    assert [taken(desk).command.job for _ in range(3)] == [1, 2, 3]


def test_a_waiting_job_called_off_is_gone(desk: Desk) -> None:
    assert desk.cancel(2)
    assert not desk.cancel(2)
    assert [taken(desk).command.job for _ in range(2)] == [1, 3]


def test_calling_off_the_current_job_raises_the_flag_for_it_alone(desk: Desk) -> None:
    taken(desk)
    assert not desk.cancel(1)
    assert desk.abort.is_set()
    taken(desk)
    assert not desk.abort.is_set()


def test_a_late_or_unknown_cancel_changes_nothing(desk: Desk) -> None:
    taken(desk)
    taken(desk)
    assert not desk.cancel(1)
    assert not desk.cancel(99)
    assert not desk.abort.is_set()


def test_take_waits_for_a_job() -> None:
    desk, got = Desk(), []
    thread = threading.Thread(target=lambda: got.append(taken(desk).command.job))
    thread.start()
    desk.put(Unload(7))
    thread.join(60)
    assert got == [7]


def test_closing_stops_the_current_job_and_names_the_unserved(desk: Desk) -> None:
    taken(desk)
    assert desk.close() == [2, 3]
    assert desk.abort.is_set()
    assert desk.take() is None


def test_closing_frees_a_waiting_taker() -> None:
    desk, got = Desk(), []
    thread = threading.Thread(target=lambda: got.append(desk.take()))
    thread.start()
    desk.close()
    thread.join(60)
    assert got == [None]
