# SPDX-License-Identifier: Apache-2.0
"""Energy from hand-made looks at the counters: jumps, lost batteries, macOS's own load, and any nonsense at all."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.telemetry.answers_left import whole_costs
from edgeassist.telemetry.charge import Cell, Charge
from edgeassist.telemetry.clocks import Clock
from edgeassist.telemetry.meters import Meters, Sources
from edgeassist.telemetry.power import Point, PowerMeter
from edgeassist.telemetry.rapl import Rapl, Zone
from edgeassist.telemetry.reading import EngineReading, Gauge, Receipt
from edgeassist.telemetry.spans import Span, laptop_joules, processor_joules


class Told:
    """Tells the meter one look after another, as written down."""

    def __init__(self, looks: list[tuple[float, float, Charge, Rapl]]) -> None:
        self._looks, self._at = looks, 0
        now = Clock(lambda: 0.0, lambda: self._looks[self._at][0], lambda: self._looks[self._at][1])
        self.meter = PowerMeter(lambda: self._looks[self._at][2], lambda: self._looks[self._at][3], now)

    def points(self) -> tuple[Point, ...]:
        found = []
        for at in range(len(self._looks)):
            self._at = at
            found.append(self.meter.look(fresh=True))
        return tuple(found)


def emptying(*left_wh: float, watts: float | None = None) -> list[tuple[float, float, Charge, Rapl]]:
    cells = [Cell("BAT0", left_wh=left, watts=watts, watts_method="power_now") for left in left_wh]
    return [(float(at), float(at), Charge((cell,), "discharging", False), Rapl()) for at, cell in enumerate(cells)]


def energy(looks: list[tuple[float, float, Charge, Rapl]]) -> Gauge:
    told = Told(looks)
    return laptop_joules(Span(told.points()), told.meter)


FALLING = tuple(40 - 0.01 * (at // 2) for at in range(41))


def test_a_counter_that_falls_evenly_is_worth_its_fall() -> None:
    found = energy(emptying(*FALLING))
    assert found.value == pytest.approx(18 * 40, rel=0.05)
    assert found.method == "how far the battery's counter fell, the whole laptop"


@pytest.mark.parametrize("jump", [1.0, -1.0])
def test_a_counter_that_jumps_is_not_believed(jump: float) -> None:
    jumped = [left + (jump if at > 20 else 0) for at, left in enumerate(FALLING)]
    assert energy(emptying(*jumped)).why == "not measurable here: the battery's counter jumped"


def test_where_the_counter_jumps_the_gauge_is_left() -> None:
    jumped = [left - (1.0 if at > 20 else 0) for at, left in enumerate(FALLING)]
    found = energy(emptying(*jumped, watts=18.0))
    assert found.value == pytest.approx(18 * 40, rel=0.02)
    assert "gauge, watt by watt" in found.method


def test_looks_in_no_time_are_worth_nothing() -> None:
    at_once = [(5.0, 5.0, charge, rapl) for _, _, charge, rapl in emptying(*FALLING)]
    assert energy(at_once).value is None


def test_a_battery_that_vanishes_meanwhile_is_told() -> None:
    looks = emptying(*FALLING)
    gone = [
        (at, always, Charge((), "unknown", None, why="this computer has no battery"), Rapl())
        for at, always, _, _ in looks
    ]
    assert energy(looks[:20] + gone[20:]).why == "not measurable here: this computer has no battery"
    assert energy(gone[:20] + looks[20:]).value is None


def test_a_driver_that_fails_once_leaves_a_reason() -> None:
    def fail() -> Charge:
        raise OSError("no such device")

    meter = PowerMeter(fail, Rapl, Clock(lambda: 0.0, lambda: 0.0, lambda: 0.0))
    meter.look()
    assert meter.system_watts().why == "not measurable here: the battery could not be read (OSError)"


def test_a_system_that_tells_its_load_is_believed_on_mains_too() -> None:
    looks = [
        (float(at), float(at), Charge((Cell("B"),), "charging", True, load_watts=20.0 + at // 10 % 2), Rapl())
        for at in range(61)
    ]
    found = energy(looks)
    assert found.value == pytest.approx(20.5 * 60, rel=0.02)
    assert found.method == "the system's own figure, watt by watt, the whole laptop"


def test_processor_and_laptop_say_why_each_cannot() -> None:
    told = Told(emptying(40.0, 40.0, 40.0))
    span = Span(told.points())
    assert "counter was not always there" in processor_joules(span).why
    assert "counter moves too seldom, and the answer took 2 s" in laptop_joules(span, told.meter).why


def test_what_flows_into_a_discharging_battery_is_no_draw() -> None:
    (point, *_) = Told(emptying(40.0, watts=-5.0)).points()
    assert point.watts is None


CELLS = st.builds(
    Cell,
    name=st.sampled_from(("BAT0", "BAT1")),
    left_wh=st.none() | st.floats(0, 100),
    left_ah=st.none() | st.floats(0, 10),
    volts=st.none() | st.floats(3, 20),
    watts=st.none() | st.floats(-100, 100),
)
CHARGES = st.builds(
    Charge,
    cells=st.lists(CELLS, max_size=2).map(tuple),
    state=st.sampled_from(("charging", "discharging", "discharging", "discharging", "full", "mains", "unknown")),
    mains=st.sampled_from((None, False, False, True)),
    load_watts=st.none() | st.none() | st.floats(0, 100),
    why=st.just("this computer has no battery"),
)
RAPLS = st.builds(lambda energy: Rapl((Zone("a", energy, 1000),)), st.integers(0, 1000)) | st.just(
    Rapl(why="no counter")
)
STEPS = st.tuples(
    st.sampled_from((0.0, 0.1, 1.0, 1.0, 1.0, 30.0)), st.sampled_from((0.0, 0.0, 0.0, 600.0)), CHARGES, RAPLS
)


@settings(max_examples=80)
@given(st.lists(STEPS, min_size=2, max_size=20))
def test_whatever_the_counters_tell_it_is_energy_or_a_reason(
    steps: list[tuple[float, float, Charge, Rapl]],
) -> None:
    awake = always = 0.0
    looks = []
    for passed, slept, charge, rapl in steps:
        awake, always = awake + passed, always + passed + slept
        looks.append((awake, always, charge, rapl))
    told = Told(looks)
    span = Span(told.points())
    for found in (laptop_joules(span, told.meter), processor_joules(span), told.meter.system_watts()):
        if found.value is None:
            assert found.why.startswith("not measurable here: ")
            assert not found.method
        else:
            assert found.value >= 0
            assert found.error >= 0
            assert found.method
            assert not found.why


def receipt(at_s: float, joules: Gauge, *, on_battery: bool = True) -> Receipt:
    return Receipt(at_s, "m", "M", "chat", "done", 1, 0, 1, 1.0, 1.0, 1.0, 1.0, joules, on_battery=on_battery)


def test_receipts_tell_what_earlier_answers_took_of_the_battery() -> None:
    whole = Gauge(100.0, "how far the battery's counter fell, the whole laptop", 5.0)
    above = Gauge(50.0, "how far the battery's counter fell, the whole laptop; above the 6.0 W of an idle time", 5.0)
    processor = Gauge(20.0, "the processor's own counter (RAPL)", 0.1)
    later = Gauge(120.0, whole.method, 5.0)
    found = whole_costs(
        [
            receipt(9, later),
            receipt(1, whole),
            receipt(2, above),
            receipt(3, processor),
            receipt(4, whole, on_battery=False),
            receipt(5, Gauge(why="not measurable here: x")),
        ]
    )
    assert found == [whole, later]


def test_what_earlier_answers_took_counts_at_once() -> None:
    charge = Charge((Cell("BAT0", percent=50, left_wh=10.0, method="energy_now"),), "discharging", False)
    sources = Sources(
        roles=dict, charge=lambda: charge, rapl=Rapl, celsius=Gauge, memory=Memory, engine=EngineReading,
        models_bytes=lambda: 0, proc=Path("/proc"),
    )  # fmt: skip
    meters = Meters(sources, Clock(lambda: 0.0, lambda: 0.0, lambda: 0.0))
    meters.remember(Gauge(joules, "whole", 1.0) for joules in range(100, 150, 2))
    found = meters.sample().answers_left
    meters.close()
    assert found.value == pytest.approx(36000 / 139)
    assert "the last 10 answers" in found.method


class Memory:
    available, total = 1, 2
