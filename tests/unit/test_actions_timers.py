# SPDX-License-Identifier: Apache-2.0
"""Timers, alarms and reminders: set, changed, cancelled, taken back, and said as people say them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from edgeassist.intents.action import Action
from edgeassist.intents.actions.timers import SPEC
from edgeassist.intents.changing import GoneMeanwhile
from edgeassist.intents.intent import Intent, Slot
from edgeassist.intents.kept import Kept
from edgeassist.intents.kept_action import CHANGED, USED
from tests.support.commanding import Place, WallClock, acting, do, intent, refusal


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def timers(place: Place) -> Iterator[Action]:
    with acting(SPEC, place) as action:
        yield action


def status(timers: Action) -> str:
    return do(timers, "HassTimerStatus").sentence


def test_a_timer_says_when_it_ends_and_how_much_is_left(timers: Action, place: Place) -> None:
    assert do(timers, "HassStartTimer", minutes=5).sentence == "The timer of 5 minutes runs until 12:05 pm."
    place.clock.pass_by(61)
    assert status(timers) == "The timer of 5 minutes has 3 minutes 59 seconds left."


def test_a_preview_changes_nothing(timers: Action) -> None:
    preview = timers.preview(intent("HassStartTimer", hours=1, minutes=1, name="pizza"))
    assert preview.sentence == "Start a timer of **1 hour 1 minute** called **pizza**"
    assert (preview.risk, preview.object, preview.verb) == ("undoable", "pizza timer", "Start")
    assert status(timers) == "There is no timer."


@pytest.mark.parametrize(
    ("slots", "why"),
    [
        ({}, "Say how long: “set a timer for ten minutes”."),
        ({"seconds": 0}, "Say how long: “set a timer for ten minutes”."),
        ({"minutes": -3}, "Say how long: “set a timer for ten minutes”."),
        ({"hours": 101}, "A timer may run for 100 hours at most. An alarm or a reminder suits better."),
    ],
)
def test_a_timer_that_makes_no_sense_is_refused(timers: Action, slots: dict[str, int], why: str) -> None:
    assert refusal(timers, "HassStartTimer", **slots) == why


def test_a_length_below_zero_is_refused(timers: Action) -> None:
    below = Intent("HassStartTimer", (Slot("minutes", 5, "5"),), "set a timer for -5 minutes")
    assert timers.preview(below).cannot == "Say how long: “set a timer for ten minutes”."


def test_a_timer_of_days_says_on_which_day_it_ends(timers: Action) -> None:
    assert do(timers, "HassStartTimer", hours=72).sentence == "The timer of 72 hours runs until Monday at noon."


def test_a_timer_that_is_over_is_not_paused(timers: Action, place: Place) -> None:
    do(timers, "HassStartTimer", seconds=5)
    place.clock.pass_by(5)
    assert refusal(timers, "HassPauseTimer") == "The timer of 5 seconds is over."


def test_a_row_that_rang_meanwhile_is_not_changed(place: Place, timers: Action) -> None:
    do(timers, "HassStartTimer", seconds=5)
    place.clock.pass_by(5)
    kept = Kept(place.folder)
    with kept.writing() as connection:
        connection.execute("UPDATE moments SET told_s = 1")
    with pytest.raises(GoneMeanwhile, match="over or gone"), kept.changing() as changing:
        changing.change("moments", 1, left_s=5.0)
    with pytest.raises(GoneMeanwhile), kept.changing() as changing:
        changing.remove("moments", 99)
    kept.close()


def test_several_timers_are_told_apart_by_name_and_by_length(timers: Action) -> None:
    do(timers, "HassStartTimer", minutes=5)
    do(timers, "HassStartTimer", minutes=10, name="Pizza")
    why = refusal(timers, "HassCancelTimer")
    assert why == "There are 2 timers: the timer of 5 minutes and the timer “Pizza”. Say which one."
    assert do(timers, "HassCancelTimer", name="pizza").sentence == "The timer “Pizza” is cancelled."
    do(timers, "HassStartTimer", minutes=10)
    assert do(timers, "HassCancelTimer", start_minutes=10).sentence == "The timer of 10 minutes is cancelled."
    assert status(timers) == "The timer of 5 minutes has 5 minutes left."


def test_a_timer_that_is_not_there_is_named(timers: Action) -> None:
    assert refusal(timers, "HassCancelTimer", name="tea") == "There is no timer."
    do(timers, "HassStartTimer", minutes=5)
    assert refusal(timers, "HassPauseTimer", name="tea") == "There is no such timer. There is the timer of 5 minutes."


def test_a_paused_timer_stands_still_and_goes_on(timers: Action, place: Place) -> None:
    do(timers, "HassStartTimer", minutes=5)
    place.clock.pass_by(60)
    assert do(timers, "HassPauseTimer").sentence == "The timer of 5 minutes is paused with 4 minutes left."
    place.clock.pass_by(3600)
    assert status(timers) == "The timer of 5 minutes has 4 minutes left and is paused."
    assert refusal(timers, "HassPauseTimer") == "The timer of 5 minutes is paused already."
    assert do(timers, "HassUnpauseTimer").sentence == "The timer of 5 minutes goes on with 4 minutes left."
    assert refusal(timers, "HassUnpauseTimer") == "The timer of 5 minutes is running."


def test_time_is_added_and_taken_also_while_paused(timers: Action, place: Place) -> None:
    do(timers, "HassStartTimer", minutes=5)
    assert do(timers, "HassIncreaseTimer", minutes=1).sentence == "The timer of 5 minutes has 6 minutes left."
    assert do(timers, "HassDecreaseTimer", seconds=30).sentence.endswith("has 5 minutes 30 seconds left.")
    assert refusal(timers, "HassDecreaseTimer", minutes=6).endswith("has only 5 minutes 30 seconds left.")
    do(timers, "HassPauseTimer")
    assert do(timers, "HassIncreaseTimer", hours=1).sentence.endswith("has 1 hour 5 minutes left.")
    assert refusal(timers, "HassIncreaseTimer").startswith("Say how long")


def test_all_timers_are_cancelled_and_come_back_together(timers: Action) -> None:
    do(timers, "HassStartTimer", minutes=5)
    do(timers, "HassStartTimer", minutes=7)
    gone = do(timers, "HassCancelAllTimers")
    assert (gone.sentence, status(timers)) == ("2 timers cancelled.", "There is no timer.")
    assert timers.undo(gone.undo).sentence == "2 timers are back."
    assert status(timers).count("left") == 2
    assert refusal_after_none(timers) == "There is no timer."


def refusal_after_none(timers: Action) -> str:
    do(timers, "HassCancelAllTimers")
    return refusal(timers, "HassCancelAllTimers")


@pytest.mark.parametrize(
    ("name", "slots", "undone"),
    [
        ("HassCancelTimer", {}, "The timer of 5 minutes is back."),
        ("HassPauseTimer", {}, "The timer of 5 minutes runs again."),
        ("HassIncreaseTimer", {"minutes": 2}, "The timer of 5 minutes is as it was."),
    ],
)
def test_each_change_is_taken_back_once_also_after_a_restart(
    place: Place, name: str, slots: dict[str, int], undone: str
) -> None:
    with acting(SPEC, place) as timers:
        do(timers, "HassStartTimer", minutes=5)
        before = status(timers)
        token = do(timers, name, **slots).undo
        assert status(timers) != before
    with acting(SPEC, place) as timers:
        assert timers.undo(token).sentence == undone
        assert status(timers) == before
        again = timers.undo(token)
        assert (again.sentence, again.done, status(timers)) == (USED, False, before)


def test_what_changed_meanwhile_is_not_taken_back(timers: Action) -> None:
    token = do(timers, "HassStartTimer", minutes=5).undo
    do(timers, "HassIncreaseTimer", minutes=5)
    refused = timers.undo(token)
    assert (refused.sentence, refused.done) == (CHANGED, False)
    assert status(timers) == "The timer of 5 minutes has 10 minutes left."


@pytest.mark.parametrize("token", ["", "0", "999", "-1", "x", "9" * 40, "١"])
def test_a_token_that_nobody_gave_does_nothing(timers: Action, token: str) -> None:
    do(timers, "HassStartTimer", minutes=5)
    assert timers.undo(token).done is False
    assert status(timers) == "The timer of 5 minutes has 5 minutes left."


def test_an_alarm_is_for_the_next_such_time(timers: Action) -> None:
    assert do(timers, "EdgeSetAlarm", time="13:30").sentence == "The alarm rings today at 1:30 pm."
    assert do(timers, "EdgeSetAlarm", time="07:00", name="work").sentence == "The alarm rings tomorrow at 7 am."
    assert do(timers, "EdgeSetAlarm", time="00:00", date="2026-03-09").sentence == (
        "The alarm rings on Monday at midnight."
    )
    assert do(timers, "EdgeListAlarms").sentence == (
        "There is the alarm at 1:30 pm, the alarm “work” tomorrow at 7 am and the alarm on Monday at midnight."
    )


@pytest.mark.parametrize(
    ("slots", "why"),
    [
        ({}, "Say for what time: “set an alarm for seven”."),
        ({"time": "25:00"}, "Say for what time: “set an alarm for seven”."),
        ({"time": "07:00", "date": "2026-02-30"}, "Say for what time: “set an alarm for seven”."),
        ({"time": "11:00", "date": "2026-03-06"}, "That time has passed already."),
    ],
)
def test_an_alarm_that_makes_no_sense_is_refused(timers: Action, slots: dict[str, str], why: str) -> None:
    assert refusal(timers, "EdgeSetAlarm", **slots) == why


def test_an_alarm_is_cancelled_by_time_by_name_or_as_the_only_one(timers: Action) -> None:
    assert refusal(timers, "EdgeCancelAlarm") == "There is no alarm."
    do(timers, "EdgeSetAlarm", time="07:00")
    do(timers, "EdgeSetAlarm", time="08:00", name="work")
    assert refusal(timers, "EdgeCancelAlarm").startswith("Say which one. There is the alarm tomorrow at 7 am and")
    assert refusal(timers, "EdgeCancelAlarm", time="09:00").startswith("There is no such alarm.")
    cancelled = do(timers, "EdgeCancelAlarm", name="Work")
    assert cancelled.sentence == "The alarm “work” tomorrow at 8 am is cancelled."
    assert do(timers, "EdgeCancelAlarm").sentence == "The alarm tomorrow at 7 am is cancelled."
    assert timers.undo(cancelled.undo).sentence == "The alarm “work” tomorrow at 8 am is set again."
    assert do(timers, "EdgeListAlarms").sentence == "There is the alarm “work” tomorrow at 8 am."


def said_at(name: str, slot: str, value: str, words: str) -> Intent:
    return Intent(name, (Slot(slot, value, words),), words)


def test_an_alarm_for_seven_is_the_one_in_the_morning_too(timers: Action) -> None:
    seven = said_at("EdgeCancelAlarm", "time", "19:00", "seven")  # as it is understood at noon
    do(timers, "EdgeSetAlarm", time="07:00")
    assert timers.preview(seven).sentence == "Cancel **the alarm tomorrow at 7 am**"
    assert timers.preview(said_at("EdgeCancelAlarm", "time", "19:00", "7 pm")).cannot.startswith("There is no such")
    do(timers, "EdgeSetAlarm", time="19:00")
    assert timers.preview(seven).cannot.startswith("Say which one. There is the alarm tomorrow at 7 am and the alarm")


@pytest.mark.parametrize("words", ["7 o'clock", "seven", "19:00", "7 pm"])
def test_a_reminder_is_cancelled_by_its_time(timers: Action, words: str) -> None:
    do(timers, "EdgeSetReminder", text="tea", time="16:00")
    do(timers, "EdgeSetReminder", text="post", time="19:00")
    assert do(timers, "EdgeCancelReminder", text=words).sentence == "The reminder “post” is cancelled."


def test_a_word_of_a_reminder_goes_before_its_time(timers: Action) -> None:
    do(timers, "EdgeSetReminder", text="the seven dwarfs", time="16:00")
    do(timers, "EdgeSetReminder", text="post", time="19:00")
    assert do(timers, "EdgeCancelReminder", text="seven").sentence == "The reminder “the seven dwarfs” is cancelled."
    assert refusal(timers, "EdgeCancelReminder", text="7 am").startswith("There is no such reminder:")


def test_an_alarm_at_a_time_that_summer_skips_rings_an_hour_later(tmp_path: Path) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    place = Place(tmp_path, WallClock(datetime(2026, 3, 28, 22, 0, tzinfo=berlin)))
    with acting(SPEC, place) as timers:
        do(timers, "EdgeSetAlarm", time="02:30")
        do(timers, "EdgeSetAlarm", time="07:00")
        listed = do(timers, "EdgeListAlarms").sentence
    assert listed == "There is the alarm tomorrow at 3:30 am and the alarm tomorrow at 7 am."


def test_a_reminder_is_after_a_while_at_a_time_or_on_a_day(timers: Action) -> None:
    assert do(timers, "EdgeSetReminder", text="call Ann", seconds=600).sentence == (
        "You will be reminded at 12:10 pm: call Ann."
    )
    assert do(timers, "EdgeSetReminder", text="tea", time="16:00").sentence == "You will be reminded at 4 pm: tea."
    day = do(timers, "EdgeSetReminder", text="post", date="2026-12-24")
    assert day.sentence == "You will be reminded on 24 December at 9 am: post."
    assert do(timers, "EdgeListReminders").sentence == (
        "At 12:10 pm: call Ann. At 4 pm: tea. On 24 December at 9 am: post."
    )


@pytest.mark.parametrize(
    ("slots", "why"),
    [
        ({"time": "16:00"}, "Say of what: “remind me at five to call Ann”."),
        ({"text": "tea"}, "Say when: “remind me at five to call Ann”, or “in ten minutes”."),
        ({"text": "tea", "seconds": -5}, "Say when: “remind me at five to call Ann”, or “in ten minutes”."),
        ({"text": "tea", "time": "x"}, "Say when: “remind me at five to call Ann”, or “in ten minutes”."),
        ({"text": "tea", "date": "2020-01-01"}, "That time has passed already."),
    ],
)
def test_a_reminder_without_what_or_when_is_refused(timers: Action, slots: dict[str, str | int], why: str) -> None:
    assert refusal(timers, "EdgeSetReminder", **slots) == why


def test_a_reminder_is_cancelled_by_a_word_of_it(timers: Action) -> None:
    assert do(timers, "EdgeListReminders").sentence == "There is no reminder."
    assert refusal(timers, "EdgeCancelReminder") == "There is no reminder."
    do(timers, "EdgeSetReminder", text="call Ann", seconds=600)
    do(timers, "EdgeSetReminder", text="call Bob", seconds=900)
    assert refusal(timers, "EdgeCancelReminder", text="call") == "Say which one: “call Ann” and “call Bob”."
    assert refusal(timers, "EdgeCancelReminder", text="Eve").startswith("There is no such reminder:")
    gone = do(timers, "EdgeCancelReminder", text="ann")
    assert gone.sentence == "The reminder “call Ann” is cancelled."
    assert timers.undo(gone.undo).sentence == "The reminder “call Ann” is set again."


def test_an_intent_of_another_action_is_refused(timers: Action) -> None:
    assert refusal(timers, "HassTurnOn") == "EdgeAssist does not know how to do that."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("every day at 8 to take pills", "A reminder comes once; one that repeats cannot be set."),
        ("take pills every second monday", "A reminder comes once; one that repeats cannot be set."),
        ("on february 30 to call Ann", "There is no 30 February."),
        ("call Ann on 31 of june", "There is no 31 June."),
        ("buy milk", "Say when: "),
    ],
)
def test_a_reminder_that_cannot_be_says_what_is_wrong_with_its_time(timers: Action, text: str, why: str) -> None:
    assert refusal(timers, "EdgeSetReminder", text=text).startswith(why)


def test_an_alarm_at_midnight_is_tonight(timers: Action) -> None:
    assert do(timers, "EdgeSetAlarm", time="00:00").sentence == "The alarm rings at midnight tonight."


def test_a_timer_of_three_units_is_said_whole(timers: Action) -> None:
    preview = timers.preview(intent("HassStartTimer", hours=1, minutes=5, seconds=10))
    assert preview.sentence == "Start a timer of **1 hour 5 minutes 10 seconds**"
    done = do(timers, "HassStartTimer", hours=1, minutes=5, seconds=10)
    assert done.sentence.startswith("The timer of 1 hour 5 minutes 10 seconds runs until")


@pytest.mark.parametrize("said", ["arroz", "del arroz", "el arroz", "du arroz", "vom Arroz", "the arroz"])
def test_an_article_before_a_name_is_no_part_of_it(timers: Action, said: str) -> None:
    do(timers, "HassStartTimer", minutes=10, name="del arroz")
    do(timers, "HassStartTimer", minutes=5, name="pasta")
    assert do(timers, "HassCancelTimer", name=said).sentence == "The timer “arroz” is cancelled."


def test_a_name_that_is_an_article_alone_stays(timers: Action) -> None:
    do(timers, "HassStartTimer", minutes=10, name="la")
    assert "“la”" in do(timers, "HassCancelTimer", name="la").sentence
