# SPDX-License-Identifier: Apache-2.0
"""Values come home from other threads in order, merged under a flood, dropped after the owner's end."""

import sys
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal, Slot

from edgeassist.kit.background import InOrder
from edgeassist.kit.bridge import Bridge
from edgeassist.wire import AnyEvent, Delta, Done, Progress, Started, Stats
from tests.gui.conftest import settle, until
from tests.gui.fakes import on_other_thread

DONE = Done(job=1, reason="stop")


def test_values_arrive_in_order_on_the_gui_thread() -> None:
    owner, got = QObject(), []
    bridge: Bridge[int] = Bridge(owner, lambda value: got.append((value, QThread.currentThread())))
    on_other_thread(lambda: deliver(bridge))
    assert got == []
    settle()
    assert [value for value, _ in got] == list(range(50))
    assert {thread for _, thread in got} == {QCoreApplication.instance().thread()}  # type: ignore[union-attr]  # exists


def test_a_flood_of_deltas_crosses_as_one() -> None:
    owner, got = QObject(), list[AnyEvent]()
    bridge: Bridge[AnyEvent] = Bridge(owner, got.append)

    def flood() -> None:
        bridge(Started(job=1, prompt_tokens=3, reused_tokens=0))
        for _ in range(100_000):
            bridge(Delta(job=1, text="ab"))
        bridge(DONE)

    on_other_thread(flood)
    settle()
    assert len(got) == 3
    assert got[1] == Delta(job=1, text="ab" * 100_000, tokens=100_000)
    assert got[-1] == DONE


def test_deltas_of_two_jobs_stay_apart() -> None:
    owner, got = QObject(), list[AnyEvent]()
    bridge: Bridge[AnyEvent] = Bridge(owner, got.append)
    bridge(Delta(job=1, text="a"))
    bridge(Delta(job=2, text="b"))
    settle()
    assert got == [Delta(job=1, text="a"), Delta(job=2, text="b")]


def test_of_consecutive_progress_only_the_newest_crosses() -> None:
    owner, got = QObject(), list[AnyEvent]()
    bridge: Bridge[AnyEvent] = Bridge(owner, got.append)
    for step in range(100):
        bridge(Progress(job=1, fraction=step / 100))
        if step == 50:
            bridge(Stats(job=1, steps=1))
    settle()
    assert got == [Progress(job=1, fraction=0.5), Stats(job=1, steps=1), Progress(job=1, fraction=0.99)]


def test_what_comes_after_the_close_is_dropped_silently() -> None:
    owner, got = QObject(), list[int]()
    bridge: Bridge[int] = Bridge(owner, got.append)
    bridge(1)
    bridge.close()
    on_other_thread(lambda: bridge(2))
    settle()
    assert got == []


def test_what_comes_after_the_owner_is_gone_is_dropped_silently() -> None:
    owner, got = QObject(), list[int]()
    bridge: Bridge[int] = Bridge(owner, got.append)
    owner.deleteLater()
    until(lambda: not _alive(owner))
    on_other_thread(lambda: bridge(1))
    settle()
    on_other_thread(lambda: bridge(2))
    settle()
    assert got == []


def test_a_receiver_may_close_the_bridge_it_is_called_by() -> None:
    owner, got = QObject(), list[int]()

    def receive(value: int) -> None:
        got.append(value)
        bridge.close()

    bridge: Bridge[int] = Bridge(owner, receive)
    bridge(1)
    bridge(2)
    settle()
    assert got == [1]


def test_a_receiver_that_fails_loses_one_value_and_not_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    owner, got, faults = QObject(), list[AnyEvent](), list[type[BaseException]]()
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: faults.append(kind))

    def receive(event: AnyEvent) -> None:
        if event == Delta(job=1, text="a"):
            raise RuntimeError
        got.append(event)

    bridge: Bridge[AnyEvent] = Bridge(owner, receive)
    for event in (Started(job=1, prompt_tokens=3, reused_tokens=0), Delta(job=1, text="a"), DONE):
        bridge(event)
    until(lambda: DONE in got)
    assert len(got) == 2
    assert faults == [RuntimeError]


def test_calls_run_in_order_off_the_gui_thread_and_answer_on_it() -> None:
    owner, threads, answers = QObject(), list[str](), list[int]()
    calls = InOrder(owner, "writer")

    def work(number: int) -> int:
        threads.append(threading.current_thread().name)
        return number

    for number in range(5):
        calls.do(lambda number=number: work(number), answers.append)  # type: ignore[misc]  # a default binds it
    until(lambda: len(answers) == 5)
    calls.close()
    assert answers == [0, 1, 2, 3, 4]
    assert all(name.startswith("writer") for name in threads)


def test_an_error_goes_to_its_own_answer() -> None:
    owner, errors = QObject(), list[Exception]()
    calls = InOrder(owner, "writer")
    calls.do(lambda: 1 // 0, failed=errors.append)
    until(lambda: bool(errors))
    calls.close()
    assert isinstance(errors[0], ZeroDivisionError)


def test_closing_finishes_what_was_asked() -> None:
    owner, done = QObject(), list[int]()
    calls = InOrder(owner, "writer")
    for number in range(20):
        calls.do(lambda number=number: done.append(number))  # type: ignore[misc]  # a default binds it
    calls.close()
    assert done == list(range(20))


def test_closing_leaves_out_what_was_only_to_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    owner, done, closing = QObject(), list[str](), threading.Event()
    calls = InOrder(owner, "writer")
    end = calls._pool.shutdown

    def shutdown(*, wait: bool) -> None:
        closing.set()
        end(wait=wait)

    monkeypatch.setattr(calls._pool, "shutdown", shutdown)
    calls.do(lambda: closing.wait(60))
    calls.look(lambda: done.append("looked"), lambda _none: None)
    calls.do(lambda: done.append("kept"))
    calls.close()
    assert done == ["kept"]


def test_a_look_answers_while_it_is_open() -> None:
    owner, answers = QObject(), list[int]()
    calls = InOrder(owner, "writer")
    calls.look(lambda: 7, answers.append)
    until(lambda: answers == [7])
    calls.close()


class _Emitter(QObject):
    said = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.heard = 0
        self.said.connect(self.on_said)

    @Slot(bool)
    def on_said(self, _: bool) -> None:
        self.heard += 1


def test_five_thousand_emits_leave_the_reference_count_of_true_alone() -> None:
    emitter = _Emitter()
    before = sys.getrefcount(True)
    for _ in range(5000):
        emitter.said.emit(True)
    assert emitter.heard == 5000
    assert abs(sys.getrefcount(True) - before) < 100


def _alive(thing: QObject) -> bool:
    from shiboken6 import isValid

    return bool(isValid(thing))


def deliver(bridge: Bridge[int]) -> None:
    for value in range(50):
        bridge(value)
