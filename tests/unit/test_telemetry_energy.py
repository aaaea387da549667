# SPDX-License-Identifier: Apache-2.0
"""The energy of answers on simulated laptops whose truth is known: within 5 % over 30 minutes, or a reason."""

from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.telemetry.answers_left import answers_left
from edgeassist.telemetry.energy import AnswerCost
from edgeassist.telemetry.reading import Gauge
from tests.support.fake_laptop import FakeBattery, FakeLaptop
from tests.support.metered import BATTERIES, IDLE_W, Metered

HALF_AN_HOUR = {"a fine counter", "told every 5 s", "a counter of charge"}
"""Which are watched for 30 minutes here; `python -m tests.bench --only sampling` watches all for so long."""


@pytest.mark.parametrize("kind", BATTERIES)
def test_answers_cost_what_the_battery_truly_gave(tmp_path: Path, kind: str) -> None:
    found = Metered(FakeLaptop(tmp_path, replace(BATTERIES[kind]))).work(30 if kind in HALF_AN_HOUR else 6)
    cost, truth_j, _ = found.whole
    assert cost.laptop_joules.value == pytest.approx(truth_j, rel=0.05)
    assert found.known, "no answer was measured"
    measured_j = sum(one.laptop_joules.value or 0.0 for one, _, _ in found.known)
    assert measured_j == pytest.approx(sum(truth for _, truth, _ in found.known), rel=0.05)
    covered = [abs((one.laptop_joules.value or 0) - truth) <= one.laptop_joules.error for one, truth, _ in found.known]
    assert sum(covered) >= 0.85 * len(covered)
    assert all(one.laptop_joules.why for one, _, _ in found.answers if one.laptop_joules.value is None)
    assert all(one.on_battery for one, _, _ in found.answers)


def test_most_answers_above_some_seconds_are_measured_where_the_battery_is_quick(tmp_path: Path) -> None:
    found = Metered(FakeLaptop(tmp_path, FakeBattery())).work(20)
    long = [one for one, _, _ in found.answers if one.awake_s > 8]
    assert len(long) > 5
    assert all(one.laptop_joules.value is not None for one in long)


def test_two_batteries_emptied_together_are_one(tmp_path: Path) -> None:
    laptop = FakeLaptop(tmp_path, FakeBattery("BAT0", share=0.6), FakeBattery("BAT1", share=0.4, by="charge"))
    cost, truth_j, _ = Metered(laptop).work(10).whole
    assert cost.laptop_joules.value == pytest.approx(truth_j, rel=0.05)


def test_a_battery_that_tells_only_per_cents_gives_no_joules(tmp_path: Path) -> None:
    found = Metered(FakeLaptop(tmp_path, FakeBattery(by="percent"))).work(3)
    assert {one.joules.why for one, _, _ in found.answers} == {
        "not measurable here: the battery's driver tells only a percentage"
    }


def test_without_a_battery_there_are_no_joules(tmp_path: Path) -> None:
    cost, _, _ = Metered(FakeLaptop(tmp_path)).answer(10, 20)
    assert cost.joules.value is None
    assert cost.joules.why == "not measurable here: this computer has no battery"
    assert not cost.on_battery


def test_on_mains_the_battery_does_not_see_what_is_drawn(tmp_path: Path) -> None:
    cost, _, _ = Metered(FakeLaptop(tmp_path, FakeBattery(), plugged=True)).answer(30, 20)
    assert cost.joules.why == "not measurable here: on mains power the battery does not see what the laptop draws"


@pytest.mark.parametrize("plugged", [True, False])
def test_an_answer_in_which_the_charger_is_moved_is_not_measured(tmp_path: Path, plugged: bool) -> None:
    metered = Metered(FakeLaptop(tmp_path, FakeBattery(), plugged=not plugged))
    mark = metered.energy.begin()
    metered.pause(10)
    metered.laptop.charger(plugged=plugged)
    metered.pause(10)
    cost = metered.energy.end(mark)
    assert cost.joules.why == "not measurable here: the charger was plugged in or pulled meanwhile"
    assert not cost.on_battery


def test_answers_after_the_charger_was_pulled_are_measured(tmp_path: Path) -> None:
    metered = Metered(FakeLaptop(tmp_path, FakeBattery(), plugged=True))
    metered.pause(30)
    metered.laptop.charger(plugged=False)
    metered.pause(10)
    cost, truth_j, _ = metered.answer(30, 20)
    assert cost.laptop_joules.value == pytest.approx(truth_j, rel=0.05)


def test_eight_hours_of_sleep_are_not_part_of_an_answer(tmp_path: Path) -> None:
    metered = Metered(FakeLaptop(tmp_path, FakeBattery()))
    metered.pause(30)
    drawn_j, mark = metered.laptop.drawn_j, metered.energy.begin()
    metered.pause(30)
    metered.laptop.suspend(8 * 3600)
    metered.pause(30)
    cost = metered.energy.end(mark)
    assert cost.laptop_joules.value == pytest.approx(metered.laptop.drawn_j - drawn_j, rel=0.05)
    assert cost.awake_s == pytest.approx(59, abs=1)


def test_an_answer_slept_through_says_so(tmp_path: Path) -> None:
    metered = Metered(FakeLaptop(tmp_path, FakeBattery()))
    mark = metered.energy.begin()
    metered.laptop.suspend(100)
    metered.laptop.run(0.5, 10)
    assert metered.energy.end(mark).joules.why == "not measurable here: the computer slept meanwhile"


def test_a_stretch_that_nobody_looked_at_counts_by_the_counter_not_by_the_gauge(tmp_path: Path) -> None:
    metered = Metered(FakeLaptop(tmp_path, FakeBattery()))
    metered.pause(30)
    drawn_j, mark = metered.laptop.drawn_j, metered.energy.begin()
    metered.pause(5)
    metered.laptop.run(60, 25)
    metered.energy.look()
    metered.pause(5)
    cost = metered.energy.end(mark)
    assert "counter fell" in cost.laptop_joules.method
    assert cost.laptop_joules.value == pytest.approx(metered.laptop.drawn_j - drawn_j, rel=0.05)


def test_rapl_is_preferred_and_says_that_it_is_the_processor_only(tmp_path: Path) -> None:
    metered = Metered(FakeLaptop(tmp_path, FakeBattery(), rapl_range_uj=100_000_000))
    metered.pause(5)
    cost, truth_j, processor_j = metered.answer(60, 20)
    assert cost.laptop_joules.value == pytest.approx(truth_j, rel=0.05)
    assert cost.joules.value == pytest.approx(processor_j, rel=0.001)
    assert "processor and its memory only" in cost.joules.method
    assert processor_j > 500, "the counter went round several times"


def test_rapl_above_idle_leaves_the_idle_draw_out(tmp_path: Path) -> None:
    metered = Metered(FakeLaptop(tmp_path, rapl_range_uj=1_000_000_000))
    metered.pause(60)
    cost, _, processor_j = metered.answer(20, 20)
    assert cost.joules.value == pytest.approx(processor_j - 20 * IDLE_W / 2, rel=0.05)
    assert "above the 3.0 W of an idle time" in cost.joules.method
    assert cost.laptop_joules.value is None


def test_a_battery_above_idle_leaves_the_idle_draw_out(tmp_path: Path) -> None:
    metered = Metered(FakeLaptop(tmp_path, FakeBattery()))
    metered.pause(60)
    cost, truth_j, _ = metered.answer(30, 20)
    assert cost.joules.value == pytest.approx(truth_j - 30 * IDLE_W, rel=0.06)
    assert "above the 6." in cost.joules.method
    assert "above" not in cost.laptop_joules.method


def test_without_an_idle_time_the_whole_is_told(tmp_path: Path) -> None:
    metered = Metered(FakeLaptop(tmp_path, FakeBattery()))
    metered.pause(5)
    cost, _, _ = metered.answer(30, 20)
    assert cost.joules == cost.laptop_joules


def test_a_mark_that_has_ended_costs_nothing_more(tmp_path: Path) -> None:
    metered = Metered(FakeLaptop(tmp_path, FakeBattery()))
    mark = metered.energy.begin()
    metered.pause(3)
    metered.energy.end(mark)
    assert metered.energy.end(mark) == AnswerCost()
    assert not metered.energy.under_way


def test_two_answers_at_once_are_both_measured(tmp_path: Path) -> None:
    metered = Metered(FakeLaptop(tmp_path, FakeBattery()))
    metered.pause(30)
    first = metered.energy.begin()
    metered.pause(20)
    second = metered.energy.begin()
    metered.pause(20)
    costs = metered.energy.end(second), metered.energy.end(first)
    assert (costs[0].laptop_joules.value or 0) * 2 == pytest.approx(costs[1].laptop_joules.value, rel=0.1)


def test_answers_left_follow_from_energy_left_and_the_cost_of_answers() -> None:
    left = answers_left(Gauge(10.0, "counter", 0.1), [Gauge(360.0, error=10.0)] * 4)
    assert left.value == pytest.approx(100)
    assert left.error == pytest.approx(100 * (10 / 360 + 0.01), rel=0.01)
    assert "last 4 answers" in left.method


def test_answers_left_that_cannot_be_told_say_why() -> None:
    none = Gauge(why="not measurable here: this computer has no battery")
    assert answers_left(none, [Gauge(360.0)] * 5) == none
    few = answers_left(Gauge(10.0), [Gauge(360.0), Gauge(why="no"), Gauge(0.0)])
    assert few.why == "not measurable here: fewer than 3 answers were measured on battery so far"


def test_answers_left_predict_what_the_battery_truly_holds(tmp_path: Path) -> None:
    battery = FakeBattery(left_wh=5.0)
    metered = Metered(FakeLaptop(tmp_path, battery))
    metered.pause(30)
    costs = [metered.answer(20, 20)[0].laptop_joules for _ in range(4)]
    predicted = answers_left(Gauge(battery.left_wh), costs)
    before_wh = battery.left_wh
    for _ in range(10):
        metered.answer(20, 20)
    truth = battery.left_wh / ((before_wh - battery.left_wh) / 10) + 10
    assert predicted.value == pytest.approx(truth, rel=0.15)
