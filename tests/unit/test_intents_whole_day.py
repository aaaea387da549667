# SPDX-License-Identifier: Apache-2.0
"""An alarm for seven is for the morning, and a written `7h15` too: the whole day as a clock of 24 hours counts it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intents import moments, normalizers, whole_day

MORNING = dt.datetime(2026, 11, 21, 10, 20, tzinfo=dt.UTC)
AFTERNOON = MORNING.replace(hour=14, minute=30)
ALARMS: list[tuple[str, str, dict[str, object]]] = [
    ("fr", "7h15", {"time": "07:15"}),
    ("fr", "7 h 15", {"time": "07:15"}),
    ("fr", "7:15", {"time": "07:15"}),
    ("fr", "7 h", {"time": "07:00"}),
    ("fr", "six heures et demie", {"time": "06:30"}),
    ("fr", "neuf heures", {"time": "09:00"}),
    ("fr", "12h30", {"time": "12:30"}),
    ("fr", "2h", {"time": "02:00"}),
    ("fr", "19h15", {"time": "19:15"}),
    ("fr", "7h15 du soir", {"time": "19:15"}),
    ("fr", "ce soir à 7h15", {"time": "19:15", "date": "2026-11-21"}),
    ("fr", "demain à 7h15", {"time": "07:15", "date": "2026-11-22"}),
    ("fr", "midi", {"time": "12:00"}),
    ("fr", "dans une heure", {"seconds": 3600}),
    ("es", "las siete", {"time": "07:00"}),
    ("es", "las 7:15", {"time": "07:15"}),
    ("es", "las 3:00", {"time": "03:00"}),
    ("es", "las 12:30", {"time": "12:30"}),
    ("es", "las siete de la tarde", {"time": "19:00"}),
    ("es", "las veinte horas", {"time": "20:00"}),
    ("es", "en una hora", {"seconds": 3600}),
    ("de", "sieben", {"time": "07:00"}),
    ("de", "7.15 Uhr", {"time": "07:15"}),
    ("de", "12:30", {"time": "12:30"}),
    ("de", "halb acht", {"time": "07:30"}),
    ("de", "sieben Uhr abends", {"time": "19:00"}),
]


def read(normalizer: str, text: str, language: str, now: dt.datetime) -> dict[str, object] | None:
    found = normalizers.read(normalizer, "when", text, language, now)
    return None if found is None else {one.name: one.value for one in found}


@pytest.mark.parametrize(("language", "text", "slots"), ALARMS)
@pytest.mark.parametrize("now", [MORNING, AFTERNOON])
def test_an_alarm_is_for_the_morning_unless_another_half_of_the_day_is_said(
    language: str, text: str, slots: dict[str, object], now: dt.datetime
) -> None:
    assert read("when", text, language, now) == slots


@pytest.mark.parametrize("text", ["2h", "7h15", "7:15"])
def test_waking_somebody_follows_the_same_clock(text: str) -> None:
    hour = int(text[0])
    found = read("waking", text, "fr", MORNING)
    assert found == {"time": f"{hour:02}:{'00' if hour == 2 else '15'}"}


@pytest.mark.parametrize(("text", "time"), [("seven", "19:00"), ("7:15", "19:15"), ("7 am", "07:00")])
def test_an_english_alarm_is_the_next_such_time(text: str, time: str) -> None:
    assert read("when", text, "en", MORNING) == {"time": time}


@pytest.mark.parametrize("text", ["una hora", "dos horas", "una hora y media"])
def test_a_spanish_length_is_no_time_of_day(text: str) -> None:
    assert read("when", text, "es", MORNING) is None
    assert read("when", f"en {text}", "es", MORNING) is not None


@pytest.mark.parametrize(
    ("language", "text", "time"),
    [
        ("fr", "appeler maman à 8h", "08:00"),
        ("fr", "à 8:30 appeler maman", "08:30"),
        ("fr", "appeler maman à huit heures", "08:00"),
        ("fr", "appeler maman à 12h30", "12:30"),
        ("fr", "appeler maman à 5h", "17:00"),
        ("fr", "appeler maman à huit heures du soir", "20:00"),
        ("de", "um 8:30 die Milch zu kaufen", "08:30"),
        ("de", "um acht die Milch zu kaufen", "20:00"),
        ("es", "comprar pan a las 8:30", "20:30"),
        ("en", "call mum at 8:30", "20:30"),
    ],
)
def test_a_reminder_is_in_the_evening_where_people_say_so(language: str, text: str, time: str) -> None:
    found = read("reminder", text, language, MORNING)
    assert found is not None
    assert found["time"] == time


def test_a_time_of_another_thing_in_a_reminder_changes_nothing() -> None:
    found = read("reminder", "annuler le train de 8h15 à 17 heures", "fr", MORNING)
    assert found is not None
    assert found["time"] == "17:00"


@given(st.text(max_size=40), st.sampled_from(("en", "es", "de", "fr", "ar")), st.times())
def test_no_text_makes_it_fail_or_move_the_minutes(text: str, language: str, at: dt.time) -> None:
    said = moments.Moment(time=at)
    alarm = whole_day.for_alarm(text, said, language, MORNING)
    assert alarm is None or (alarm.time is not None and alarm.time.minute == at.minute)
    assert whole_day.for_reminder(text, said, language, MORNING).date is None
