# SPDX-License-Identifier: Apache-2.0
"""A sleep in the middle of work is noticed once, with its length and what it interrupted; any other is nobody's."""

from dataclasses import dataclass, field

import pytest

from edgeassist.app.sleep_words import slept_notice
from edgeassist.telemetry.asleep import Asleep, Slept, Work
from edgeassist.telemetry.clocks import Clock

NIGHT_S = 8 * 3600.0


@dataclass
class Laptop:
    """Its clocks: `awake_s` passed while it was awake, `slept_s` while it was not."""

    awake_s: float = 100.0
    slept_s: float = 0.0
    told: list[Slept] = field(default_factory=list)

    def __post_init__(self) -> None:
        clock = Clock(lambda: 0.0, lambda: self.awake_s, lambda: self.awake_s + self.slept_s)
        self.asleep = Asleep(self.told.append, clock)

    def signs(self, *works: Work, every_s: float = 0.5, count: int = 4) -> None:
        for _ in range(count):
            for work in works:
                self.asleep.sign(work)
            self.awake_s += every_s

    def nap(self, seconds: float = NIGHT_S) -> None:
        self.slept_s += seconds


@pytest.fixture
def laptop() -> Laptop:
    return Laptop()


def test_a_night_in_an_answer_is_told_once(laptop: Laptop) -> None:
    laptop.signs("model")
    laptop.nap()
    laptop.signs("model")
    assert laptop.told == [Slept(NIGHT_S, ("model",))]


def test_each_sleep_is_told(laptop: Laptop) -> None:
    laptop.signs("model")
    for seconds in (60.0, 90.0):
        laptop.nap(seconds)
        laptop.signs("model")
    assert [one.seconds for one in laptop.told] == [60.0, 90.0]


def test_all_that_was_under_way_is_told_together(laptop: Laptop) -> None:
    laptop.signs("heavy", "model")
    laptop.nap()
    laptop.signs("model", "heavy")
    assert laptop.told == [Slept(NIGHT_S, ("heavy", "model"))]


def test_a_night_between_two_answers_interrupts_nothing(laptop: Laptop) -> None:
    laptop.signs("model")
    laptop.awake_s += 60
    laptop.nap()
    laptop.awake_s += 60
    laptop.signs("model")
    assert laptop.told == []


def test_work_that_was_over_is_not_called_interrupted(laptop: Laptop) -> None:
    laptop.signs("model")
    laptop.signs("heavy", every_s=10.0)
    laptop.nap()
    laptop.signs("heavy", every_s=10.0)
    assert [one.works for one in laptop.told] == [("heavy",)]


def test_heavy_work_gives_a_sign_seldom(laptop: Laptop) -> None:
    laptop.signs("heavy", every_s=10.0)
    laptop.nap()
    laptop.awake_s += 9
    laptop.signs("heavy")
    assert len(laptop.told) == 1


@pytest.mark.parametrize("seconds", [-5.0, 0.0, 1.9])
def test_clocks_that_differ_a_little_are_no_sleep(laptop: Laptop, seconds: float) -> None:
    laptop.signs("model")
    laptop.nap(seconds)
    laptop.signs("model")
    assert laptop.told == []


def test_this_computers_own_clocks_tell_of_no_sleep_while_it_is_awake() -> None:
    told: list[Slept] = []
    asleep = Asleep(told.append)
    for _ in range(1000):
        asleep.sign("model")
    assert told == []


@pytest.mark.parametrize(
    ("slept", "said"),
    [
        (Slept(NIGHT_S, ("model",)), "slept for 8 h. What the model was doing was interrupted by sleep."),
        (Slept(90.0, ("heavy",)), "slept for 2 min. Downloads and work on models were interrupted by sleep."),
        (Slept(3.0, ("heavy", "model")), "slept for a few seconds. What the model was doing, downloads and work on"),
    ],
)
def test_a_sleep_is_said_in_words(slept: Slept, said: str) -> None:
    notice = slept_notice(slept)
    assert said in notice.text
    assert notice.hint == "It goes on now; nothing was lost."
