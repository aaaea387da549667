# SPDX-License-Identifier: Apache-2.0
"""Sums over answers: exact where they must be, near enough where they may, and the same however they are merged."""

from dataclasses import replace
from itertools import pairwise
from statistics import mean

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.telemetry.power import WHOLE
from edgeassist.telemetry.rapl import METHOD as RAPL_METHOD
from edgeassist.telemetry.reading import Gauge, Receipt, Sample
from edgeassist.telemetry.spread import Spread
from edgeassist.telemetry.statistics import Counted, Tally, merged, totals
from edgeassist.telemetry.thinning import JITTER_S, LastHour, day_of, spaced, tallied
from tests.unit.test_telemetry_recorder import NOW_S, ONE, UNMEASURED

FIGURES = st.lists(st.floats(0.01, 1e7), min_size=1, max_size=300)


def spread(*values: float) -> Spread:
    made = Spread()
    for value in values:
        made.add(value)
    return made


def tally(*receipts: Receipt) -> Tally:
    made = Tally()
    for receipt in receipts:
        made.add(receipt)
    return made


@given(FIGURES)
def test_an_average_is_exact_and_a_percentile_within_one_percent(values: list[float]) -> None:
    made = spread(*values)
    assert made.average == pytest.approx(mean(values))
    assert (made.least, made.peak) == (min(values), max(values))
    ranked = sorted(values)
    for percent in (50, 95):
        true = ranked[max(0, -(-len(values) * percent // 100) - 1)]
        assert made.percentile(percent) == pytest.approx(true, rel=0.0101)


@given(FIGURES, FIGURES)
def test_merging_is_as_counting_together(some: list[float], more: list[float]) -> None:
    merged_one, whole = spread(*some), spread(*some, *more)
    merged_one.merge(spread(*more))
    assert (merged_one.count, merged_one.least, merged_one.peak) == (whole.count, whole.least, whole.peak)
    assert merged_one.steps == whole.steps
    assert merged_one.total == pytest.approx(whole.total)


def test_equal_figures_have_themselves_for_a_percentile() -> None:
    assert spread(4.1, 4.1, 4.1).percentile(95) == 4.1


def test_nothing_has_no_figures() -> None:
    nothing = Spread()
    assert (nothing.average, nothing.percentile(95)) == (0.0, 0.0)
    assert Tally().rate == 0.0
    assert Tally().watts is None


def test_nought_is_counted_too() -> None:
    assert spread(0.0, 0.0).percentile(95) == 0.0


def test_the_rate_is_that_of_all_tokens_not_the_mean_of_rates() -> None:
    quick = replace(ONE, answer_tokens=101, answer_rate=100.0)
    slow = replace(ONE, answer_tokens=11, answer_rate=10.0)
    assert tally(quick, slow).rate == pytest.approx(110 / 2)


def test_failed_and_cancelled_answers_are_told_apart_and_only_whole_ones_have_a_duration() -> None:
    made = tally(ONE, replace(ONE, outcome="failed"), replace(ONE, outcome="cancelled", total_ms=40.0))
    assert (made.answers, made.failed, made.cancelled, made.total_ms.count) == (3, 1, 1, 1)
    assert made.total_ms.average == ONE.total_ms


def test_energy_is_averaged_over_measured_answers_only_and_the_reason_is_kept() -> None:
    made = tally(ONE, UNMEASURED, replace(ONE, joules=Gauge(59.0, "battery counter", 5.0)))
    (energy,) = made.energy.values()
    assert energy.joules.average == 50.0
    assert energy.error == 8.0
    assert made.watts == pytest.approx(100 / 4)
    assert (energy.method, made.why) == ("battery counter", "this computer has no battery")


def measured(joules: float, method: str) -> Receipt:
    return replace(ONE, total_ms=10_000.0, joules=Gauge(joules, method, 1.0))


WHOLE_ONE = measured(200.0, f"how far the battery's counter fell, {WHOLE}")
ABOVE_ONE = measured(140.0, f"how far the battery's counter fell, {WHOLE}; above the 6.0 W of an idle time")
PROCESSOR_ONE = measured(60.0, RAPL_METHOD)


def test_joules_of_different_kinds_are_never_averaged_together() -> None:
    made, more = tally(*[WHOLE_ONE] * 5, *[ABOVE_ONE] * 2), tally(*[ABOVE_ONE] * 2, PROCESSOR_ONE)
    made.merge(more)
    assert {kind: (one.joules.count, one.joules.average) for kind, one in made.energy.items()} == {
        "laptop": (5, 200.0),
        "laptop-above-idle": (4, 140.0),
        "processor": (1, 60.0),
    }
    assert (made.kind, made.measured) == ("laptop", 10)
    assert made.watts == pytest.approx(20.0), "what the whole laptop drew, not what was left of it"
    assert tally(ABOVE_ONE, PROCESSOR_ONE).watts is None
    assert (tally(PROCESSOR_ONE).kind, tally().kind) == ("processor", None)


def test_a_table_shows_the_same_kind_of_energy_in_all_its_rows() -> None:
    busy, other = tally(WHOLE_ONE, WHOLE_ONE), tally(WHOLE_ONE, ABOVE_ONE, ABOVE_ONE)
    rows = totals([Counted("a", "A", "chat", busy), Counted("b", "B", "chat", other), Counted("c", "C", "x", tally())])
    assert [one.joules for one in rows] == [200.0, 200.0, None]


def test_a_tally_survives_json() -> None:
    made = tally(ONE, UNMEASURED)
    assert msgspec.json.decode(msgspec.json.encode(made), type=Tally) == made


def test_no_tally_shares_its_counts_with_another() -> None:
    tally(ONE)
    assert Tally() == tally()


def test_models_and_panes_are_put_together_busiest_first() -> None:
    counted = [
        Counted("a", "A", "chat", tally(ONE)),
        Counted("a", "A", "voice", tally(ONE, ONE)),
        Counted("b", "B", "chat", tally(ONE, ONE)),
    ]
    assert [(one.name, one.answers) for one in totals(merged(counted, by_pane=False))] == [("A", 3), ("B", 2)]
    assert [(one.name, one.answers) for one in totals(merged(counted, by_model=False))] == [("chat", 3), ("voice", 2)]
    assert [(one.name, one.pane) for one in totals(merged(counted))] == [("A", "voice"), ("B", "chat"), ("A", "chat")]


def test_merging_leaves_what_was_merged_as_it_was() -> None:
    counted = Counted("a", "A", "chat", tally(ONE))
    merged([counted, counted])
    assert counted.tally.answers == 1


def test_totals_say_what_a_table_shows() -> None:
    (one,) = totals([Counted("a", "A", "chat", tally(ONE, UNMEASURED))])
    assert (one.answers, one.tokens, one.joules, one.peak_bytes) == (2, 62, 41.0, 612_000_000)
    assert one.average_ms == 180
    assert one.p95_ms == pytest.approx(180, rel=0.01)
    (none,) = totals([Counted("a", "A", "chat", tally(UNMEASURED))])
    assert none.joules is None


def test_receipts_are_tallied_by_day() -> None:
    days = tallied([ONE, replace(ONE, at_s=NOW_S - 3 * 86_400), ONE])
    assert {day: [one.tally.answers for one in counted] for day, counted in days.items()} == {
        day_of(NOW_S): [2],
        day_of(NOW_S - 3 * 86_400): [1],
    }


def test_a_moment_beyond_all_calendars_is_some_day() -> None:
    assert day_of(1e30) == "1970-01-01"


@given(st.integers(0, 5000), st.integers(2, 300))
def test_thinned_samples_are_few_in_order_and_end_with_the_newest(count: int, most: int) -> None:
    found = spaced(range(count), most)
    assert len(found) == min(count, most)
    assert list(found) == sorted(set(found))
    assert not count or (found[0], found[-1]) == (0, count - 1)


def test_one_or_no_sample_can_be_asked_for() -> None:
    assert (spaced([1, 2, 3], 1), spaced([1, 2, 3], 0)) == ((3,), ())


def test_an_hour_of_samples_is_kept_whole_at_its_end_and_one_in_fifteen_seconds_before() -> None:
    hour = LastHour()
    for at_s in range(10_000):
        hour.add(Sample(float(at_s)))
    kept = [one.at_s for one in hour.all()]
    assert kept[-120:] == [float(at_s) for at_s in range(9880, 10_000)]
    assert {after - before for before, after in pairwise(kept[:-120])} == {15.0}
    assert 9999 - 3600 <= kept[0] <= 9999 - 3600 + 15
    assert len(kept) <= 360
    assert hour.newest is not None
    assert hour.newest.at_s == 9999.0


def test_samples_of_before_a_long_pause_are_not_shown_and_none_are_left_once_forgotten() -> None:
    hour = LastHour()
    for at_s in (0.0, 1.0, 5000.0):
        hour.add(Sample(at_s))
    assert [one.at_s for one in hour.all()] == [5000.0]
    hour.clear()
    assert (hour.all(), hour.newest) == ((), None)


def test_a_clock_set_back_stops_no_samples() -> None:
    hour = LastHour()
    for at_s in (*range(10_000, 10_300), *range(300)):
        hour.add(Sample(float(at_s)))
    assert [one.at_s for one in hour.all()][-120:] == [float(at_s) for at_s in range(180, 300)]
    assert [one.at_s for one in hour.all()][:2] == [0.0, 15.0], "nothing of the time that has not come yet"


@pytest.mark.parametrize(("back_s", "kept"), [(0.0, 100), (JITTER_S, 100), (JITTER_S + 1, 94), (60.0, 40), (4000.0, 0)])
def test_only_what_lies_after_a_clock_set_back_is_forgotten(back_s: float, kept: int) -> None:
    hour, newest_s = LastHour(), 10_099.0
    for at_s in range(100):
        hour.add(Sample(10_000.0 + at_s))
    hour.add(Sample(newest_s - back_s))
    assert [one.at_s for one in hour.all()] == [*(10_000.0 + at_s for at_s in range(kept)), newest_s - back_s]
    hour.add(Sample(newest_s - back_s + 1))
    assert len(hour.all()) == kept + 2, "the hour goes on"


def test_what_was_thinned_is_forgotten_too_where_it_lies_after_a_clock_set_back() -> None:
    hour = LastHour()
    for at_s in range(400):
        hour.add(Sample(float(at_s)))
    hour.add(Sample(100.0))
    assert [one.at_s for one in hour.all()] == [0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0, 100.0]
