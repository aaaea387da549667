# SPDX-License-Identifier: Apache-2.0
"""The offline switch as the window has it: turned, forced, turned by another program, told to who watches."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import TypeVar

import pytest

from edgeassist.api import Notice
from edgeassist.app.fencing import obey
from edgeassist.app.kept_settings import KeptSettings
from edgeassist.app.network_desk import SwitchDesk
from edgeassist.app.protections import filters_on, protections
from edgeassist.core.paths import Places, places
from edgeassist.core.settings import Value
from edgeassist.net.attempts import FOLDER_NAME, OPENED, Attempts
from edgeassist.net.switch import SWITCH
from edgeassist.net.wall import Wall
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.ui.network_ports import Attempt, NetworkState

T = TypeVar("T")


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Places]:
    made = places({"EDGEASSIST_HOME": str(tmp_path)})
    made.create()
    yield made
    SWITCH.follow(lambda: None)
    SWITCH.turn(on=False)


class Bench:
    def __init__(self, ours: Places) -> None:
        self.kept = KeptSettings(ours.settings)
        obey(self.kept, ours)
        self.said: list[Notice] = []
        self.resumed = Event()
        self.told = Event()
        self.desk = SwitchDesk(ours.data, EngineState, self._change, self.resumed.set, self._publish)

    def _change(self, name: str, value: Value) -> str:
        problems = self.kept.take({name: value})
        return problems[0].reason if problems else ""

    def _publish(self, notice: Notice) -> None:
        self.said.append(notice)
        self.told.set()


@pytest.fixture
def bench(ours: Places) -> Iterator[Bench]:
    made = Bench(ours)
    yield made
    made.desk.close()


def heard(start: Callable[[Callable[[T], None]], object]) -> T:
    """Return the first value that is told."""
    came, values = Event(), list[T]()

    def listener(value: T) -> None:
        values.append(value)
        came.set()

    start(listener)
    assert came.wait(60)
    return values[0]


def test_turning_it_is_told_and_keeps_the_setting(bench: Bench) -> None:
    def turn(listener: Callable[[NetworkState], None]) -> None:
        bench.desk.watch(listener)
        bench.desk.switch(offline=True)

    assert heard(turn).offline
    assert bench.kept.now.offline
    assert not bench.resumed.is_set()
    bench.desk.switch(offline=False)
    assert bench.resumed.wait(60)


def test_another_program_turns_it_through_the_file(bench: Bench, ours: Places) -> None:
    other = KeptSettings(ours.settings)
    other.take({"offline": True})
    other.write(("offline",))
    SWITCH.look()
    assert SWITCH.on
    assert bench.desk.state().offline


def test_the_log_is_read_newest_first(bench: Bench, ours: Places) -> None:
    log = Attempts(ours.data / FOLDER_NAME, now=iter((1.0, 2.0)).__next__)
    log.began("a.example", 443, "Fetching a model", OPENED)
    log.began("b.example", 443, "Searching for models", OPENED)
    read: tuple[Attempt, ...] = heard(bench.desk.attempts)
    assert [one.host for one in read] == ["b.example", "a.example"]


@pytest.mark.parametrize("name", ["log.csv", "log.json", "report.html"])
def test_each_kind_of_file_is_written_and_told(bench: Bench, tmp_path: Path, name: str) -> None:
    bench.desk.export(tmp_path / name)
    assert bench.told.wait(60)
    assert bench.said == [Notice(f"{name} is written.")]
    assert (tmp_path / name).stat().st_size > 0


def test_a_file_that_cannot_be_written_is_told(bench: Bench, tmp_path: Path) -> None:
    bench.desk.export(tmp_path / "no" / "log.csv")
    assert bench.told.wait(60)
    assert bench.said[0].text.startswith("log.csv could not be written")


def test_protections_name_only_what_was_found() -> None:
    (ours, engine, *_) = protections(EngineState())
    assert ours.fault  # a test is not fenced in, and it is said
    assert engine.locks.startswith("Not running now")
    assert filters_on(2**22 + 1) == 0
    assert protections(EngineState(), walled="")[0].fault == ""


@pytest.mark.parametrize("apart", [True, False])
def test_that_other_programs_are_out_of_reach_is_said_only_where_it_holds(
    apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgeassist.app.protections.WALLS", [Wall(apart=apart)])
    assert ("Landlock" in protections(EngineState(), walled="")[0].locks) is apart
    assert "Landlock" not in protections(EngineState(), walled="no wall")[0].locks


def test_an_engine_without_a_lock_is_said_to_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    import edgeassist.app.protections as module

    monkeypatch.setattr(module, "_children", lambda: iter([("infer", 1), ("hear", 1)]))
    rows = {one.name: one for one in protections(EngineState(phase=Phase.READY, sandbox=("audit",)), walled="no")}
    assert "audit hook" in rows["Engine"].locks
    assert rows["Engine"].fault
    assert rows["Microphone"].fault or filters_on(1) > 0


def test_the_switch_waits_for_no_export(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, turned = Event(), Event()
    monkeypatch.setattr(bench.desk, "_export", lambda _path: slow.wait(60))
    bench.desk.export(Path("report.html"))
    bench.desk.watch(lambda _state: turned.set())
    bench.desk.switch(offline=True)
    assert turned.wait(60)
    assert SWITCH.on
    slow.set()


def test_a_press_just_before_the_end_is_kept(bench: Bench) -> None:
    bench.desk.switch(offline=True)
    bench.desk.close()
    assert bench.kept.now.offline
    assert SWITCH.on


def test_a_turn_on_the_thread_that_draws_refuses_at_once_and_waits_for_no_cut(bench: Bench) -> None:
    cutting, slow = Event(), Event()

    def cut() -> None:
        cutting.set()
        slow.wait(60)

    leave = SWITCH.guard(cut)
    bench.kept.take({"offline": True})  # as a row of the settings page does
    assert SWITCH.on
    assert cutting.wait(60)
    slow.set()
    leave()
