# SPDX-License-Identifier: Apache-2.0
"""What is due stays so until it counts as told, whatever the clock does, and however the program ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from edgeassist.intents.action import Action
from edgeassist.intents.actions.timers import SPEC
from edgeassist.intents.due import LOOK_AGAIN_S, Due, DueDesk
from edgeassist.intents.wording import local, on_the_wall, when
from tests.support.commanding import NOON, Place, WallClock, acting, do

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def timers(place: Place) -> Iterator[Action]:
    with acting(SPEC, place) as action:
        yield action


@pytest.fixture
def desk(place: Place) -> Iterator[DueDesk]:
    made = DueDesk(place.folder)
    yield made
    made.close()


def taken(desk: DueDesk, now: datetime) -> tuple[Due, ...]:
    found = desk.due(now)
    for one in found:
        desk.told(one, now)
    return found


def told(desk: DueDesk, now: datetime) -> list[str]:
    return [one.sentence for one in taken(desk, now)]


def test_nothing_open_needs_no_wake_up(desk: DueDesk) -> None:
    assert desk.wait_s(NOON) is None
    assert desk.due(NOON) == ()
    assert desk.problem == ""


def test_a_timer_is_told_at_its_moment_and_once(timers: Action, desk: DueDesk, place: Place) -> None:
    do(timers, "HassStartTimer", seconds=30, name="egg")
    assert desk.wait_s(place.now()) == 30
    assert told(desk, place.now()) == []
    place.clock.pass_by(30)
    (due,) = taken(desk, place.now())
    assert (due.sentence, due.kind, due.missed) == ("The timer “egg” of 30 seconds is over.", "timer", False)
    assert told(desk, place.now()) == []
    assert desk.wait_s(place.now()) is None


def test_when_the_next_one_rings_is_said_in_words_within_a_day(timers: Action, desk: DueDesk, place: Place) -> None:
    assert desk.rings(place.now()) == ""
    do(timers, "HassStartTimer", hours=30)
    assert desk.rings(place.now()) == ""
    do(timers, "HassStartTimer", minutes=10)
    assert desk.rings(place.now()) == f"{when(place.now() + timedelta(minutes=10), place.now())} (Timer)"
    do(timers, "HassStartTimer", minutes=5, name="tea")
    assert desk.rings(place.now()) == f"{when(place.now() + timedelta(minutes=5), place.now())} (tea)"
    place.clock.pass_by(700)
    assert desk.rings(place.now()) == f"{when(place.now(), place.now())} (Timer)", (
        "one that was not told yet is due now"
    )


def test_a_long_wait_is_cut_so_that_a_clock_that_was_set_is_noticed(
    timers: Action, desk: DueDesk, place: Place
) -> None:
    do(timers, "HassStartTimer", hours=3)
    assert desk.wait_s(place.now()) == LOOK_AGAIN_S
    place.clock.pass_by(3 * 3600 + 5)
    assert desk.wait_s(place.now()) == 0
    assert told(desk, place.now()) == ["Your timer of 3 hours is over."]


def test_what_is_due_together_comes_in_order(timers: Action, desk: DueDesk, place: Place) -> None:
    do(timers, "EdgeSetReminder", text="second", seconds=20)
    do(timers, "EdgeSetReminder", text="first", seconds=10)
    do(timers, "EdgeSetAlarm", time="12:01", name="third")
    assert told(desk, place.now()) == []
    place.clock.pass_by(60)
    assert told(desk, place.now()) == ["Reminder: first.", "Reminder: second.", "Alarm: third."]


def test_a_paused_timer_is_never_due(timers: Action, desk: DueDesk, place: Place) -> None:
    do(timers, "HassStartTimer", seconds=30)
    do(timers, "HassPauseTimer")
    place.clock.pass_by(3600)
    assert desk.wait_s(place.now()) is None
    assert told(desk, place.now()) == []
    do(timers, "HassUnpauseTimer")
    assert desk.wait_s(place.now()) == 30


def test_what_fell_due_while_closed_is_told_at_the_next_start(timers: Action, place: Place) -> None:
    do(timers, "EdgeSetAlarm", time="12:30")
    do(timers, "EdgeSetReminder", text="tea", time="13:00")
    place.clock.pass_by(20 * 3600)
    desk = DueDesk(place.folder)
    assert told(desk, place.now()) == [
        "Your alarm rings. It was due yesterday at 12:30 pm, while EdgeAssist was closed.",
        "Reminder: tea. It was due yesterday at 1 pm, while EdgeAssist was closed.",
    ]
    desk.close()
    again = DueDesk(place.folder)
    assert told(again, place.now()) == []
    again.close()


def test_what_fell_due_while_the_computer_slept_says_when(timers: Action, desk: DueDesk, place: Place) -> None:
    assert desk.due(place.now()) == ()
    do(timers, "EdgeSetReminder", text="tea", time="13:00")
    place.clock.pass_by(2 * 3600)
    (due,) = desk.due(place.now())
    assert (due.sentence, due.missed) == ("Reminder: tea. It was due at 1 pm.", False)


def test_what_was_not_told_when_the_program_ended_is_told_again(timers: Action, place: Place) -> None:
    do(timers, "HassStartTimer", seconds=5)
    place.clock.pass_by(5)
    for _run in range(2):
        desk = DueDesk(place.folder)
        assert len(desk.due(place.now())) == 1
        desk.close()


def test_what_one_program_told_the_other_does_not(timers: Action, desk: DueDesk, place: Place) -> None:
    other = DueDesk(place.folder)
    do(timers, "EdgeSetReminder", text="tea", seconds=1)
    do(timers, "EdgeSetReminder", text="post", seconds=2)
    place.clock.pass_by(1)
    assert told(desk, place.now()) == ["Reminder: tea."]
    place.clock.pass_by(1)
    assert told(other, place.now()) == ["Reminder: post."]
    assert told(desk, place.now()) == []
    other.close()


def test_a_timer_that_was_set_anew_while_it_rang_is_left_open(timers: Action, desk: DueDesk, place: Place) -> None:
    do(timers, "HassStartTimer", seconds=5)
    place.clock.pass_by(5)
    (due,) = desk.due(place.now())
    do(timers, "HassIncreaseTimer", minutes=1)
    desk.told(due, place.now())
    assert desk.due(place.now()) == ()
    assert desk.wait_s(place.now()) == 60
    place.clock.pass_by(60)
    assert len(desk.due(place.now())) == 1


def test_a_timer_that_was_told_is_not_taken_back(timers: Action, desk: DueDesk, place: Place) -> None:
    token = do(timers, "HassStartTimer", seconds=5).undo
    place.clock.pass_by(5)
    assert len(taken(desk, place.now())) == 1
    assert timers.undo(token).done is False


def test_a_clock_set_back_does_not_tell_twice(timers: Action, desk: DueDesk, place: Place) -> None:
    do(timers, "HassStartTimer", seconds=5)
    place.clock.pass_by(5)
    assert len(taken(desk, place.now())) == 1
    place.clock.pass_by(-3600)
    assert desk.due(place.now()) == ()
    place.clock.pass_by(3600)
    assert desk.due(place.now()) == ()


@pytest.mark.parametrize(
    ("evening", "hours"),
    [(datetime(2026, 3, 28, 22, 0), 8), (datetime(2026, 10, 24, 22, 0), 10), (datetime(2026, 5, 1, 22, 0), 9)],
    ids=["spring", "autumn", "an ordinary night"],
)
def test_an_alarm_keeps_its_time_on_the_wall_over_summer_time(tmp_path: Path, evening: datetime, hours: int) -> None:
    now = evening.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    place = Place(tmp_path, WallClock(now))
    with acting(SPEC, place) as timers:
        do(timers, "EdgeSetAlarm", time="07:00")
        do(timers, "HassStartTimer", hours=9)
    desk, rings = DueDesk(tmp_path), local(now.astimezone(UTC) + timedelta(hours=hours), now)
    assert (rings.hour, rings.minute) == (7, 0)
    before = [one.kind for one in taken(desk, local(rings.astimezone(UTC) - timedelta(seconds=1), now))]
    at_last = [one.kind for one in taken(desk, rings)]
    after = [one.kind for one in taken(desk, local(now.astimezone(UTC) + timedelta(hours=9), now))]
    desk.close()
    assert "alarm" not in before
    assert "alarm" in at_last
    assert [*before, *at_last, *after].count("timer") == 1  # nine hours are nine hours
    assert ("timer" in before) == (hours > 9)


def test_a_time_that_comes_twice_in_autumn_is_the_first(tmp_path: Path) -> None:
    now = datetime(2026, 10, 24, 22, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert on_the_wall(datetime(2026, 10, 25, 2, 30), now).astimezone(UTC).hour == 0


CHILD = """
import sys
from pathlib import Path
from edgeassist.intents.actions.timers import SPEC
from tests.support.commanding import Place, do
timers = SPEC.build(Place(Path(sys.argv[1])))
for number in range(10_000):
    name = f"n{number}"
    do(timers, "HassStartTimer", minutes=5, name=name)
    print("set", name, flush=True)
    if number % 3 == 0:
        do(timers, "HassCancelTimer", name=name)
        print("cancelled", name, flush=True)
"""


def kill_and_look(folder: Path, lines: int) -> None:
    """Kill a program that sets and cancels timers after so many lines; what it acknowledged must hold."""
    command = [sys.executable, "-c", CHILD, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        said = [child.stdout.readline().split() for _ in range(lines)]
        child.send_signal(signal.SIGKILL)
        said += [line.split() for line in child.stdout.read().splitlines()]
    wanted = {name for word, name in said if word == "set"} - {name for word, name in said if word == "cancelled"}
    desk = DueDesk(folder)
    there = [one.name for one in desk.due(NOON + timedelta(hours=1))]
    assert desk.problem == ""
    desk.close()
    last = said[-1][1]  # whether it was cancelled just then is not known
    assert wanted - {last} <= set(there)
    assert len(there) == len(set(there))
    assert {name for word, name in said if word == "cancelled"}.isdisjoint(there)


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
@pytest.mark.parametrize("lines", [1, 9, 23])
def test_a_killed_program_loses_no_timer_that_was_acknowledged(tmp_path: Path, lines: int) -> None:
    kill_and_look(tmp_path, lines)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
def test_a_hundred_killed_programs_lose_no_timer(tmp_path: Path) -> None:
    for lines in range(1, 101):
        kill_and_look(tmp_path / str(lines), lines)
