# SPDX-License-Identifier: Apache-2.0
"""A day's work on a simulated laptop: answers and pauses, measured as the program measures them, beside the truth."""

from dataclasses import dataclass, field
from random import Random

from edgeassist.telemetry.battery_linux import LinuxBatteries
from edgeassist.telemetry.energy import AnswerCost, EnergyMeter
from edgeassist.telemetry.power import PowerMeter
from edgeassist.telemetry.rapl import RaplMeter
from tests.support.fake_laptop import FakeBattery, FakeLaptop

IDLE_W = 6.0

BATTERIES = {
    "a fine counter": FakeBattery(),
    "told every 5 s": FakeBattery(every_s=5),
    "told every 15 s": FakeBattery(every_s=15),
    "told every 30 s": FakeBattery(every_s=30),
    "a coarse counter": FakeBattery(step_wh=0.05),
    "a counter of per cents": FakeBattery(step_wh=0.5),
    "a counter of charge": FakeBattery(by="charge"),
    "charge told every 5 s": FakeBattery(by="charge", every_s=5),
    "a noisy gauge": FakeBattery(noise=0.05),
    "no gauge": FakeBattery(has_gauge=False),
    "no gauge, coarse": FakeBattery(has_gauge=False, step_wh=0.05, every_s=10),
    "charge without gauge": FakeBattery(by="charge", has_gauge=False),
}
"""Kinds of batteries, by what they tell; copy one before it is emptied."""


@dataclass
class Measured:
    """Costs beside what the laptop truly drew, and its processor; `whole` is all of it in one."""

    answers: list[tuple[AnswerCost, float, float]] = field(default_factory=list)
    whole: tuple[AnswerCost, float, float] = (AnswerCost(), 0.0, 0.0)

    @property
    def known(self) -> list[tuple[AnswerCost, float, float]]:
        """Return the answers whose energy could be measured."""
        return [one for one in self.answers if one[0].laptop_joules.value is not None]


class Metered:
    """A laptop with the program's meters on it."""

    def __init__(self, laptop: FakeLaptop) -> None:
        self.laptop, self._random = laptop, Random(3)  # the same work each time
        self.power = PowerMeter(LinuxBatteries(laptop.root), RaplMeter(laptop.root), laptop.clock)
        self.energy = EnergyMeter(self.power, lambda: 0, lambda: lambda: None)

    def pause(self, seconds: float) -> None:
        """Do nothing for a while, watched."""
        for _ in range(int(seconds)):
            self.laptop.run(1, _rest)
            self.energy.look()

    def answer(self, seconds: float, watts: float) -> tuple[AnswerCost, float, float]:
        """Write one answer; return what it cost by the meter, and in truth the laptop and its processor."""
        drawn_j, processor_j = self.laptop.drawn_j, self.laptop.processor_j
        mark = self.energy.begin()
        for _ in range(int(seconds)):
            self.laptop.run(1, lambda at_s: watts + (1.5 if int(at_s) % 7 < 2 else 0))
            self.energy.look()
        self.laptop.run(seconds % 1, watts)
        cost = self.energy.end(mark)
        return cost, self.laptop.drawn_j - drawn_j, self.laptop.processor_j - processor_j

    def work(self, minutes: float) -> Measured:
        """Write answers of 3 s to 90 s with pauses between, after a minute's rest."""
        self.pause(60)
        found = Measured()
        drawn_j, processor_j = self.laptop.drawn_j, self.laptop.processor_j
        mark, ends_s = self.energy.begin(), self.laptop.clock.awake() + 60 * minutes
        while self.laptop.clock.awake() < ends_s:
            self.pause(self._random.randrange(10, 40))
            self.laptop.run(self._random.random(), _rest)
            seconds = self._random.choice((3, 8, 15, 25, 45, 90)) + self._random.random()
            found.answers.append(self.answer(seconds, self._random.uniform(14, 24)))
        cost = self.energy.end(mark)
        found.whole = (cost, self.laptop.drawn_j - drawn_j, self.laptop.processor_j - processor_j)
        return found


def _rest(at_s: float) -> float:
    return IDLE_W + (0.5 if int(at_s) % 7 < 3 else 0)
