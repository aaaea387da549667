# SPDX-License-Identifier: Apache-2.0
"""The watchdog counts silence, not hours."""

from edgeassist.runtime.health import DEATHS_BEFORE_REST, Health
from edgeassist.runtime.watchdog import (
    HELLO_TICKS,
    PING_TICKS,
    PREPARING_TICKS,
    SILENT_TICKS,
    STUCK_STATS,
    Watchdog,
)


def ticks_until_hang(watchdog: Watchdog) -> int:
    return next(number for number in range(1, 1000) if watchdog.tick() == "hang")


def test_a_worker_has_half_a_minute_to_say_hello() -> None:
    assert ticks_until_hang(Watchdog()) == HELLO_TICKS


def test_an_announced_preparation_may_take_longer() -> None:
    watchdog = Watchdog()
    watchdog.excused()
    assert ticks_until_hang(watchdog) == PREPARING_TICKS


def test_a_greeted_worker_hangs_after_ten_silent_seconds() -> None:
    watchdog = Watchdog()
    watchdog.greeted()
    assert ticks_until_hang(watchdog) == SILENT_TICKS <= 15


def test_silence_is_broken_with_one_ping_first() -> None:
    watchdog = Watchdog()
    watchdog.greeted()
    answers = [watchdog.tick() for _ in range(SILENT_TICKS - 1)]
    assert answers.count("ping") == 1
    assert answers.index("ping") == PING_TICKS - 1


def test_any_word_starts_the_count_anew() -> None:
    watchdog = Watchdog()
    watchdog.greeted()
    for _ in range(SILENT_TICKS - 1):
        watchdog.tick()
    watchdog.heard()
    assert ticks_until_hang(watchdog) == SILENT_TICKS


def test_a_decoder_that_stands_still_for_long_is_stuck() -> None:
    watchdog = Watchdog()
    assert all(watchdog.stepped(5) for _ in range(STUCK_STATS))
    assert not watchdog.stepped(5)


def test_a_decoder_that_moves_is_not_stuck() -> None:
    watchdog = Watchdog()
    assert all(watchdog.stepped(step // 2) for step in range(2 * STUCK_STATS))


def test_the_first_death_restarts_at_once_and_the_second_rests() -> None:
    health = Health()
    assert health.died("/m") == 0.0
    assert DEATHS_BEFORE_REST == 2
    assert health.died("/m") is None


def test_deaths_of_different_models_pause_longer_each_time() -> None:
    health = Health()
    pauses = [health.died(f"/m{number}") for number in range(10)]
    assert pauses[:4] == [0.0, 0.5, 1.0, 2.0]
    assert pauses[-1] == 30.0


def test_an_engine_that_dies_without_any_model_rests_after_five() -> None:
    health = Health()
    assert [health.died("") for _ in range(5)][-1] is None


def test_a_record_from_an_earlier_start_counts() -> None:
    assert Health({"/m": 1}).died("/m") is None


def test_advice_names_the_model_or_the_installation() -> None:
    assert "model" in Health().advice("/m")
    assert "install" in Health().advice("")
