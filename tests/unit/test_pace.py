# SPDX-License-Identifier: Apache-2.0
"""Speed and time left, with a clock that the test moves."""

import pytest

from edgeassist.core.pace import Pace, PaceView, fetching_line, plain_time


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_nothing_is_said_before_half_a_second(clock: Clock) -> None:
    pace = Pace(clock)
    pace.add(0, 1000)
    clock.now = 0.4
    assert pace.add(500, 1000) == PaceView()


def test_a_steady_line_has_its_speed_and_its_end(clock: Clock) -> None:
    pace = Pace(clock)
    for second in range(5):
        clock.now = float(second)
        view = pace.add(second * 100, 1000)
    assert view.bytes_per_s == pytest.approx(100)
    assert view.seconds_left == pytest.approx(6)


def test_old_speed_is_forgotten(clock: Clock) -> None:
    pace = Pace(clock)
    for second in range(40):
        clock.now = float(second)
        view = pace.add(min(second, 10) * 1000, 100_000)
    assert view.bytes_per_s == 0
    assert view.seconds_left is None


def test_a_restart_begins_anew(clock: Clock) -> None:
    pace = Pace(clock)
    pace.add(0, 1000)
    clock.now = 1
    pace.add(900, 1000)
    clock.now = 2
    assert pace.add(10, 1000) == PaceView()


def test_without_a_total_there_is_a_speed_and_no_end(clock: Clock) -> None:
    pace = Pace(clock)
    pace.add(0, 0)
    clock.now = 1
    assert pace.add(100, 0) == PaceView(100, None)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "a few seconds"),
        (4.9, "a few seconds"),
        (12, "10 s"),
        (54, "55 s"),
        (58, "1 min"),
        (130, "2 min"),
        (3600, "1 h"),
        (3900, "1 h 5 min"),
        (90_000, "more than a day"),
    ],
)
def test_time_is_said_as_people_say_it(seconds: float, said: str) -> None:
    assert plain_time(seconds) == said


def test_the_line_says_how_much_how_fast_and_how_long() -> None:
    view = PaceView(4_200_000, 110)
    assert fetching_line(640_000_000, 1_100_000_000, view) == "640 MB of 1.1 GB · 4.2 MB/s · 2 min left"
    assert fetching_line(640_000_000, 0, PaceView()) == "640 MB"
