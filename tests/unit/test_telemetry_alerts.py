# SPDX-License-Identifier: Apache-2.0
"""Alerts: told once when a limit is crossed, again only after it was well, never where a person wants none."""

from dataclasses import replace

from edgeassist.telemetry.alerts import Alert, Kind, Limits, Watch, after_answer, after_sample
from edgeassist.telemetry.reading import Gauge, Receipt, Sample
from tests.unit.test_telemetry_recorder import ONE

GIB = 1024**3
LIMITS = Limits(first_word_s=2, memory_percent=90, watts=20, failed_percent=20)


def used(percent: float) -> Sample:
    return Sample(0.0, free_bytes=round(16 * GIB * (1 - percent / 100)), total_bytes=16 * GIB)


def drawing(at_s: float, watts: float | None) -> Sample:
    return Sample(at_s, system_watts=Gauge(watts, "battery counter", 0.3))


def told(*moments: Sample | Receipt, limits: Limits = LIMITS) -> list[list[Kind]]:
    """Return for each moment what kinds of alerts it brought."""
    watch, found = Watch(), list[list[Kind]]()
    for moment in moments:
        alerts: tuple[Alert, ...]
        if isinstance(moment, Sample):
            watch, alerts = after_sample(watch, moment, limits)
        else:
            watch, alerts = after_answer(watch, moment, limits)
        found.append([alert.kind for alert in alerts])
    return found


def slow(seconds: float) -> Receipt:
    return replace(ONE, first_token_ms=1000 * seconds)


FAILED, DONE = replace(ONE, outcome="failed", first_token_ms=0.0), ONE


def test_memory_is_told_of_once_and_again_only_after_it_was_well() -> None:
    assert told(used(80), used(91), used(95), used(87), used(91), used(84), used(90)) == [
        [],
        ["memory"],
        [],
        [],
        [],
        [],
        ["memory"],
    ]


def minutes(*stretches: tuple[int, int, float]) -> list[Sample]:
    """Return samples each second of these stretches: from, to (left out), watts."""
    return [drawing(at_s, watts) for first, last, watts in stretches for at_s in range(first, last)]


def told_at(*moments: Sample) -> list[float]:
    """Return when there was an alert."""
    return [one.at_s for one, kinds in zip(moments, told(*moments), strict=True) if kinds]


def test_power_is_told_of_after_a_whole_minute_above_the_limit() -> None:
    assert told_at(*minutes((0, 120, 25))) == [60]


def test_a_dip_begins_the_minute_anew() -> None:
    assert told_at(*minutes((0, 50, 25), (50, 55, 19), (55, 120, 25))) == [115]


def test_power_is_told_again_after_it_was_clearly_lower() -> None:
    near = minutes((0, 70, 25), (70, 80, 19), (80, 150, 25))
    assert told_at(*near, *minutes((150, 160, 17), (160, 230, 25))) == [60, 220]


def test_a_time_in_which_nobody_measured_is_no_minute_above_the_limit() -> None:
    assert told_at(drawing(0, 25), drawing(7200, 25)) == []
    assert told_at(*minutes((0, 40, 25), (7200, 7250, 25))) == []
    assert told_at(*minutes((0, 40, 25), (7200, 7270, 25))) == [7260]


def test_a_clock_that_is_set_begins_the_minute_anew() -> None:
    assert told_at(*minutes((1000, 1040, 25), (100, 150, 25))) == []
    assert told_at(*minutes((1000, 1040, 25), (100, 170, 25))) == [160]


def test_power_that_cannot_be_measured_is_never_told_of() -> None:
    assert told(drawing(0, 25), drawing(30, None), drawing(61, 25)) == [[], [], []]


def test_a_slow_first_word_is_told_of_once() -> None:
    assert told(slow(1), slow(3), slow(4), slow(1.9), slow(3), slow(1), slow(3)) == [
        [],
        ["first-word"],
        [],
        [],
        [],
        [],
        ["first-word"],
    ]


def test_an_answer_without_a_first_word_is_not_slow() -> None:
    assert told(replace(ONE, first_token_ms=0.0)) == [[]]


def test_failures_are_told_of_once_there_are_enough_answers_to_judge_by() -> None:
    assert told(FAILED, FAILED, FAILED, FAILED) == [[], [], [], []]
    assert told(*[DONE] * 4, FAILED) == [[], [], [], [], ["failures"]]


def test_an_engine_that_another_program_stopped_counts_as_no_failure() -> None:
    killed = replace(FAILED, ended_outside=True)
    assert told(*[DONE] * 4, killed, killed) == [[], [], [], [], [], []]
    _, (failures,) = after_answer(Watch(failed=(False,) * 4), FAILED, LIMITS)
    assert "What happened?" in failures.hint
    assert "`" not in failures.hint, "who sees it in the window has no terminal"


def test_failures_are_told_again_after_twenty_answers_that_went_well() -> None:
    moments = [DONE] * 4 + [FAILED] + [DONE] * 19 + [FAILED] * 4
    found = told(*moments)
    assert found[4] == ["failures"]
    assert sum(map(len, found[5:24])) == 0
    assert found[27] == ["failures"]


def test_nothing_is_told_where_every_limit_is_off() -> None:
    off = Limits()
    samples, answers = (used(99), drawing(0, 200), drawing(100, 200)), (slow(60), *[FAILED] * 20)
    assert not any(told(*samples, *answers, limits=off))


def test_a_limit_turned_off_and_on_again_tells_anew() -> None:
    watch, first = after_sample(Watch(), used(95), LIMITS)
    watch, _ = after_sample(watch, used(95), Limits())
    _, again = after_sample(watch, used(95), LIMITS)
    assert [alert.kind for alert in first + again] == ["memory", "memory"]


def test_an_alert_says_what_is_and_what_could_be_done() -> None:
    _, (memory,) = after_sample(Watch(), used(95), LIMITS)
    assert memory.sentence == "95 % of this computer's memory is taken."
    assert memory.hint
    _, (slowness,) = after_answer(Watch(), slow(3), LIMITS)
    assert "3.0 s, longer than the 2 s" in slowness.sentence
