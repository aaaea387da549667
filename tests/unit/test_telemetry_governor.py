# SPDX-License-Identifier: Apache-2.0
"""How hard the engine may work, for every profile, power and warmth; no turning to and fro at a threshold."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.telemetry.governor import (
    COOL_C,
    ENOUGH_PERCENT,
    HOT_C,
    LOW_PERCENT,
    PROFILES,
    Manner,
    Profile,
    Situation,
    Tuned,
    decide,
    situation,
)
from edgeassist.telemetry.reading import BatteryReading, Gauge

MAINS = Situation(cores=8)
BATTERY = Situation(cores=8, on_battery=True, percent=60.0)
TUNED = Tuned(threads=6, batch_tokens=512)


@pytest.mark.parametrize(
    ("profile", "now", "tuned", "threads", "batch_tokens"),
    [
        ("balanced", MAINS, None, 8, 256),
        ("balanced", MAINS, TUNED, 6, 256),
        ("fast", MAINS, None, 8, 256),
        ("fast", MAINS, TUNED, 6, 512),
        ("quiet", MAINS, TUNED, 4, 64),
        ("battery", BATTERY, TUNED, 4, 128),
        ("auto", MAINS, None, 8, 256),
        ("auto", BATTERY, None, 4, 128),
        ("battery", Situation(cores=1), None, 1, 128),
        ("balanced", Situation(cores=2), TUNED, 2, 256),
    ],
)
def test_a_profile_means_threads_and_a_batch(
    profile: Profile, now: Situation, tuned: Tuned | None, threads: int, batch_tokens: int
) -> None:
    manner = decide(profile, now, tuned)
    assert (manner.threads, manner.batch_tokens, manner.pauses) == (threads, batch_tokens, False)


def test_a_hot_processor_works_with_half_the_threads_until_it_is_cool() -> None:
    hot = decide("fast", replace(MAINS, celsius=HOT_C))
    assert (hot.threads, hot.pauses) == (4, True)
    assert hot.why == "The processor is at 90 °C, so fewer cores work."
    still = decide("fast", replace(MAINS, celsius=COOL_C), before=hot)
    assert still.hot
    cool = decide("fast", replace(MAINS, celsius=COOL_C - 1), before=still)
    assert (cool.hot, cool.threads, cool.why) == (False, 8, "")
    assert not decide("fast", replace(MAINS, celsius=HOT_C - 1), before=cool).hot


def test_a_low_battery_has_heavy_work_wait_until_there_is_enough() -> None:
    low = decide("balanced", replace(BATTERY, percent=LOW_PERCENT - 1))
    assert (low.pauses, low.threads) == (True, 8)
    assert low.why == "The battery is at 19 %, so downloads and making models wait."
    assert decide("balanced", replace(BATTERY, percent=ENOUGH_PERCENT - 1), before=low).low
    assert not decide("balanced", replace(BATTERY, percent=ENOUGH_PERCENT), before=low).low
    plugged_in = replace(BATTERY, percent=LOW_PERCENT - 1, on_battery=False)
    assert not decide("balanced", plugged_in, before=low).low


def test_what_cannot_be_measured_changes_nothing() -> None:
    unknown = situation(BatteryReading(), Gauge(why="not measurable here"), cores=8)
    assert unknown == MAINS
    assert decide("auto", unknown) == Manner("balanced", 8, 256)


def test_only_a_battery_that_empties_counts_as_one() -> None:
    charging = BatteryReading("charging", percent=Gauge(5.0))
    assert not situation(charging, Gauge(), cores=2).on_battery
    assert situation(replace(charging, state="discharging"), Gauge(), cores=2) == Situation(2, True, 5.0, None)


@given(
    profile=st.sampled_from(PROFILES),
    cores=st.integers(1, 256),
    percent=st.none() | st.floats(0, 100),
    celsius=st.none() | st.floats(-40, 130),
    on_battery=st.booleans(),
    tuned=st.none() | st.builds(Tuned, st.integers(1, 256), st.integers(1, 4096)),
)
def test_there_is_always_a_thread_to_work_with(
    profile: Profile,
    cores: int,
    percent: float | None,
    celsius: float | None,
    on_battery: bool,
    tuned: Tuned | None,
) -> None:
    manner = decide(profile, Situation(cores, on_battery, percent, celsius), tuned)
    assert manner.threads >= 1
    assert manner.batch_tokens >= 1
    assert manner.profile != "auto"
    assert manner == decide(profile, Situation(cores, on_battery, percent, celsius), tuned, manner)
