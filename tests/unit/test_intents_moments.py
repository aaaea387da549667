# SPDX-License-Identifier: Apache-2.0
"""When: what people say for an alarm or a reminder, in four languages, counted from a Saturday at half past two."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intents import moments
from edgeassist.intents.calendar_dates import take_day
from edgeassist.intents.clock_times import take_clock
from edgeassist.intents.number_tokens import tokens

LANGUAGES = ("en", "es", "de", "fr")
NOW = dt.datetime(2026, 11, 21, 14, 30, tzinfo=dt.UTC)
"""A Saturday afternoon."""

WORDS = ("at", "in", "on", "the", "half", "past", "seven", "may", "3rd", "tomorrow", "next", "monday", ".", "7", "pm")
SAID: list[tuple[str, str, str | None]] = [
    ("en", "half past seven", "19:30"),
    ("en", "quarter to five", "16:45"),
    ("en", "5 pm", "17:00"),
    ("en", "noon", "12:00"),
    ("en", "14:30", "14:30"),
    ("en", "tomorrow", "2026-11-22"),
    ("en", "next Tuesday", "2026-11-24"),
    ("en", "the 3rd of May", "2027-05-03"),
    ("en", "in two days", "2026-11-23"),
    ("en", "7", "19:00"),
    ("en", "seven thirty", "19:30"),
    ("en", "7:30 tomorrow", "2026-11-22 07:30"),
    ("en", "tomorrow at 7", "2026-11-22 07:00"),
    ("en", "tomorrow at 3", "2026-11-22 15:00"),
    ("en", "in 20 minutes", "+1200"),
    ("en", "in an hour and a half", "+5400"),
    ("en", "tonight", "2026-11-21 19:00"),
    ("en", "tonight at 8", "2026-11-21 20:00"),
    ("en", "may 5th at noon", "2027-05-05 12:00"),
    ("en", "monday morning", "2026-11-23 08:00"),
    ("en", "friday at six thirty in the evening", "2026-11-27 18:30"),
    ("en", "the day after tomorrow", "2026-11-23"),
    ("en", "p.m.", None),
    ("en", "five pm", "17:00"),
    ("en", "6 a.m.", "06:00"),
    ("en", "ten past eight", "20:10"),
    ("en", "twenty five to nine", "20:35"),
    ("en", "midnight", "00:00"),
    ("en", "christmas", "2026-12-25"),
    ("en", "the 15th", "2026-12-15"),
    ("en", "2027-05-03", "2027-05-03"),
    ("en", "5/3/2027", "2027-05-03"),
    ("en", "next week", None),
    ("en", "on saturday", "2026-11-28"),
    ("en", "saturday at 4 pm", "2026-11-21 16:00"),
    ("en", "saturday at 1 pm", "2026-11-28 13:00"),
    ("en", "pizza", None),
    ("en", "12 am", "00:00"),
    ("en", "12 pm", "12:00"),
    ("en", "monday next week", "2026-11-23"),
    ("en", "a week from today", "2026-11-28"),
    ("en", "the 30th of february", None),
    ("en", "in the morning", "08:00"),
    ("en", "half seven", "19:30"),
    ("en", "seven oh five", "19:05"),
    ("en", "20 minutes", "+1200"),
    ("en", "3 o'clock", "15:00"),
    ("en", "tomorrow morning at nine", "2026-11-22 09:00"),
    ("en", "ten minutes from now", "+600"),
    ("en", "1st of january 2027", "2027-01-01"),
    ("en", "three weeks from now", "2026-12-12"),
    ("en", "at ten thirty", "22:30"),
    ("en", "seven fifteen in the evening", "19:15"),
    ("en", "quarter past noon", "12:15"),
    ("en", "tomorrow night", "2026-11-22 21:00"),
    ("en", "this evening at 9", "2026-11-21 21:00"),
    ("en", "next friday at 10 am", "2026-11-27 10:00"),
    ("en", "on the 24th of december at six pm", "2026-12-24 18:00"),
    ("en", "december 24th", "2026-12-24"),
    ("en", "in a week", "2026-11-28"),
    ("en", "in 2 hours and 30 minutes", "+9000"),
    ("en", "at 0:30", "00:30"),
    ("en", "07:30", "07:30"),
    ("en", "5", "17:00"),
    ("en", "at night", "21:00"),
    ("en", "sunday at noon", "2026-11-22 12:00"),
    ("en", "new year's eve", "2026-12-31"),
    ("en", "the day before yesterday", "2026-11-19"),
    ("en", "", None),
    ("en", "tomorrow tomorrow", None),
    ("en", "at 25:00", None),
    ("en", "in a minute", "+60"),
    ("en", "may", None),
    ("de", "halb acht", "19:30"),
    ("de", "viertel nach sieben", "19:15"),
    ("de", "viertel vor acht", "19:45"),
    ("de", "dreiviertel acht", "19:45"),
    ("de", "zehn nach halb acht", "19:40"),
    ("de", "fünf vor acht", "19:55"),
    ("de", "7 Uhr 30", "19:30"),
    ("de", "sieben uhr dreißig", "19:30"),
    ("de", "19:30 Uhr", "19:30"),
    ("de", "übermorgen", "2026-11-23"),
    ("de", "nächsten Dienstag", "2026-11-24"),
    ("de", "am 3. Mai", "2027-05-03"),
    ("de", "dritter Mai", "2027-05-03"),
    ("de", "der dritte Mai", "2027-05-03"),
    ("de", "in zwei Tagen", "2026-11-23"),
    ("de", "heute Abend", "2026-11-21 19:00"),
    ("de", "morgen früh um sechs", "2026-11-22 06:00"),
    ("de", "morgen", "2026-11-22"),
    ("de", "am Morgen", "08:00"),
    ("de", "heute in einer Woche", "2026-11-28"),
    ("de", "um 18 Uhr", "18:00"),
    ("de", "Mitternacht", "00:00"),
    ("de", "in einer halben Stunde", "+1800"),
    ("de", "in einer Viertelstunde", "+900"),
    ("de", "am Montag um 9", "2026-11-23 09:00"),
    ("de", "3.5.2027", "2027-05-03"),
    ("de", "am 24.12.", "2026-12-24"),
    ("de", "um acht", "20:00"),
    ("de", "neun Uhr abends", "21:00"),
    ("de", "um 17.30 Uhr", "17:30"),
    ("de", "am einundzwanzigsten Dezember", "2026-12-21"),
    ("de", "morgen Abend um acht", "2026-11-22 20:00"),
    ("de", "um Viertel vor neun", "20:45"),
    ("de", "um 6 Uhr morgens", "06:00"),
    ("de", "Samstag in einer Woche", "2026-11-28"),
    ("de", "um halb sieben abends", "18:30"),
    ("de", "heute um 23 Uhr", "2026-11-21 23:00"),
    ("de", "am 1. Januar", "2027-01-01"),
    ("de", "in drei Wochen", "2026-12-12"),
    ("de", "Silvester", "2026-12-31"),
    ("de", "um 7:05 Uhr", "19:05"),
    ("de", "um fünf nach halb drei", "14:35"),
    ("de", "um ein Uhr", "01:00"),
    ("de", "um sieben Uhr eins", "19:01"),
    ("de", "um sieben Uhr einundzwanzig", "19:21"),
    ("de", "um sieben Uhr ein", None),
    ("de", "Pizza", None),
    ("es", "cinco y media", "17:30"),
    ("es", "las siete y cuarto", "19:15"),
    ("es", "ocho menos cuarto", "19:45"),
    ("es", "las ocho menos diez", "19:50"),
    ("es", "a las cinco de la tarde", "17:00"),
    ("es", "mañana", "2026-11-22"),
    ("es", "pasado mañana", "2026-11-23"),
    ("es", "mañana por la mañana", "2026-11-22 08:00"),
    ("es", "el próximo martes", "2026-11-24"),
    ("es", "el 3 de mayo", "2027-05-03"),
    ("es", "en dos días", "2026-11-23"),
    ("es", "dentro de veinte minutos", "+1200"),
    ("es", "mediodía", "12:00"),
    ("es", "esta noche", "2026-11-21 19:00"),
    ("es", "el lunes a las nueve", "2026-11-23 09:00"),
    ("es", "diez para las ocho", "19:50"),
    ("es", "a la una", "01:00"),
    ("es", "las siete de la mañana", "07:00"),
    ("es", "las siete treinta", "19:30"),
    ("es", "el primero de mayo", "2027-05-01"),
    ("es", "en media hora", "+1800"),
    ("es", "el lunes que viene", "2026-11-23"),
    ("es", "a las diez y veinte", "22:20"),
    ("es", "a las tres menos veinticinco", "14:35"),
    ("es", "hoy a las nueve de la noche", "2026-11-21 21:00"),
    ("es", "el viernes por la tarde", "2026-11-27 15:00"),
    ("es", "dentro de una semana", "2026-11-28"),
    ("es", "el 24 de diciembre a las seis", "2026-12-24 18:00"),
    ("es", "medianoche", "00:00"),
    ("es", "a las doce del mediodía", "12:00"),
    ("es", "a las 17:30", "17:30"),
    ("es", "navidad", "2026-12-25"),
    ("es", "pizza", None),
    ("fr", "sept heures et demie", "19:30"),
    ("fr", "huit heures moins le quart", "19:45"),
    ("fr", "sept heures et quart", "19:15"),
    ("fr", "7h30", "19:30"),
    ("fr", "19 h", "19:00"),
    ("fr", "midi", "12:00"),
    ("fr", "minuit", "00:00"),
    ("fr", "demain", "2026-11-22"),
    ("fr", "après-demain", "2026-11-23"),
    ("fr", "mardi prochain", "2026-11-24"),
    ("fr", "le 3 mai", "2027-05-03"),
    ("fr", "le premier mai", "2027-05-01"),
    ("fr", "dans deux jours", "2026-11-23"),
    ("fr", "dans une demi-heure", "+1800"),
    ("fr", "ce soir", "2026-11-21 19:00"),
    ("fr", "demain matin à huit heures", "2026-11-22 08:00"),
    ("fr", "à cinq heures du soir", "17:00"),
    ("fr", "lundi à neuf heures", "2026-11-23 09:00"),
    ("fr", "dix heures moins dix", "21:50"),
    ("fr", "à sept heures", "19:00"),
    ("fr", "midi et demi", "12:30"),
    ("fr", "le 24 décembre", "2026-12-24"),
    ("fr", "à dix heures et quart", "22:15"),
    ("fr", "à neuf heures moins vingt-cinq", "20:35"),
    ("fr", "demain soir", "2026-11-22 19:00"),
    ("fr", "vendredi matin à dix heures", "2026-11-27 10:00"),
    ("fr", "dans une semaine", "2026-11-28"),
    ("fr", "le 24 décembre à dix-huit heures", "2026-12-24 18:00"),
    ("fr", "à 17h30", "17:30"),
    ("fr", "noël", "2026-12-25"),
    ("fr", "vers midi", "12:00"),
    ("fr", "à sept heures une", "19:01"),
    ("fr", "à sept heures un", None),
    ("fr", "dans un quart d'heure", "+900"),
    ("fr", "pizza", None),
    ("fr", "à 8 h du matin", "08:00"),
]
AMID_WORDS: list[tuple[str, str, str, str]] = [
    ("en", "call mum at 5 pm", "call mum", "17:00"),
    ("en", "at 5 pm to call mum", "call mum", "17:00"),
    ("en", "tomorrow to call mum at 5", "call mum", "2026-11-22 17:00"),
    ("en", "buy 5 apples", "buy 5 apples", ""),
    ("en", "buy milk", "buy milk", ""),
    ("en", "tomorrow", "", "2026-11-22"),
    ("en", "meet at 5", "meet", "17:00"),
    ("en", "in ten minutes to check the oven", "check the oven", "+600"),
    ("en", "book a table for tomorrow", "book a table for tomorrow", ""),
    ("en", "say good night", "say good night", ""),
    ("en", "pay the rent on the 1st", "pay the rent", "2026-12-01"),
    ("en", "go to bed", "go to bed", ""),
    ("en", "the meeting tomorrow at nine", "the meeting", "2026-11-22 09:00"),
    ("en", "take the pills every day", "take the pills every day", ""),
    ("en", "call Bob in 20 minutes", "call Bob", "+1200"),
    ("en", "look at 2 houses", "look at 2 houses", ""),
    ("en", "water the plants next monday at 6 pm", "water the plants", "2026-11-23 18:00"),
    ("en", "check the oven in an hour and a half", "check the oven", "+5400"),
    ("de", "morgen um 5 daran, Mama anzurufen", "Mama anzurufen", "2026-11-22 17:00"),
    ("de", "die Blumen zu gießen um 18 Uhr", "die Blumen zu gießen", "18:00"),
    ("de", "an den Arzttermin am Montag um 9", "den Arzttermin", "2026-11-23 09:00"),
    ("de", "Milch kaufen", "Milch kaufen", ""),
    ("de", "in 10 Minuten nach dem Kuchen zu schauen", "nach dem Kuchen zu schauen", "+600"),
    ("de", "um sieben Uhr ein Brot zu kaufen", "ein Brot zu kaufen", "19:00"),
    ("de", "in 10 Minuten einen Tee zu machen", "einen Tee zu machen", "+600"),
    ("de", "übermorgen den Müll rauszubringen", "den Müll rauszubringen", "2026-11-23"),
    ("es", "llamar a mamá a las cinco", "llamar a mamá", "17:00"),
    ("es", "de llamar a mamá mañana a las cinco de la tarde", "llamar a mamá", "2026-11-22 17:00"),
    ("es", "mañana de comprar pan", "comprar pan", "2026-11-22"),
    ("es", "comprar pan", "comprar pan", ""),
    ("es", "en diez minutos de sacar la pizza", "sacar la pizza", "+600"),
    ("es", "en una hora una llamada", "una llamada", "+3600"),
    ("fr", "d'appeler maman à 17 heures", "appeler maman", "17:00"),
    ("fr", "demain de sortir les poubelles", "sortir les poubelles", "2026-11-22"),
    ("fr", "acheter du pain", "acheter du pain", ""),
    ("fr", "dans dix minutes de sortir la pizza", "sortir la pizza", "+600"),
    ("fr", "à sept heures un appel", "un appel", "19:00"),
    ("fr", "appeler le médecin lundi à neuf heures", "appeler le médecin", "2026-11-23 09:00"),
]


def told(moment: moments.Moment | None) -> str | None:
    if moment is None:
        return None
    day = [moment.date.isoformat()] if moment.date else []
    time = [f"{moment.time:%H:%M}"] if moment.time else []
    return " ".join([*day, *time, *([f"+{moment.seconds}"] if moment.seconds is not None else [])])


@pytest.mark.parametrize(("language", "text", "when"), SAID)
def test_a_moment_is_read_as_it_is_said(language: str, text: str, when: str | None) -> None:
    assert told(moments.read(text, language, NOW)) == when


@pytest.mark.parametrize(("language", "text", "rest", "when"), AMID_WORDS)
def test_a_moment_is_found_amid_other_words(language: str, text: str, rest: str, when: str) -> None:
    words, moment = moments.split(text, language, NOW)
    assert (words, told(moment) or "") == (rest, when)


@pytest.mark.parametrize(
    ("hour", "said", "time"),
    [
        (5, "at seven", "07:00"),
        (8, "at seven", "19:00"),
        (20, "at seven", "07:00"),
        (11, "at noon", "12:00"),
        (13, "at twelve", "00:00"),
        (11, "at twelve", "12:00"),
        (20, "at 07:00", "07:00"),
        (8, "at 07:00", "07:00"),
        (8, "at 19:00", "19:00"),
        (23, "half past eleven", "23:30"),
    ],
)
def test_a_time_without_its_half_of_the_day_is_the_next_one(hour: int, said: str, time: str) -> None:
    assert told(moments.read(said, "en", NOW.replace(hour=hour, minute=10))) == time


def test_waking_on_another_day_is_in_the_morning() -> None:
    assert told(moments.read("tomorrow at 5", "en", NOW)) == "2026-11-22 17:00"
    assert told(moments.read("tomorrow at 5", "en", NOW, waking=True)) == "2026-11-22 05:00"
    assert told(moments.read("tomorrow at 9", "en", NOW)) == "2026-11-22 09:00"


def test_a_weekday_is_today_only_while_its_time_is_to_come() -> None:
    assert told(moments.read("saturday at 4 pm", "en", NOW)) == "2026-11-21 16:00"
    assert told(moments.read("saturday at 2 pm", "en", NOW)) == "2026-11-28 14:00"
    assert told(moments.read("saturday", "en", NOW)) == "2026-11-28"


def test_a_date_without_a_year_is_never_past() -> None:
    assert told(moments.read("november 21st", "en", NOW)) == "2026-11-21"
    assert told(moments.read("november 20th", "en", NOW)) == "2027-11-20"
    assert told(moments.read("february 29th", "en", NOW)) == "2028-02-29"
    assert told(moments.read("the 31st", "en", NOW)) == "2026-12-31"


def test_a_month_later_is_the_same_day_or_the_last_one() -> None:
    end = NOW.replace(month=1, day=31)
    assert told(moments.read("in a month", "en", end)) == "2026-02-28"
    assert told(moments.read("in a year", "en", NOW)) == "2027-11-21"


def test_a_day_that_is_none_is_no_moment() -> None:
    for text in ("february 30th", "the 32nd of may", "31.2.2027", "in 99999 years", "13/13/2027"):
        assert moments.read(text, "en", NOW) is None, text


@pytest.mark.parametrize(
    ("language", "text", "hours"),
    [
        ("en", "seven", [7, 19]),
        ("en", "7 o'clock", [7, 19]),
        ("en", "7 pm", [19]),
        ("en", "noon", [12]),
        ("de", "um sieben", [7, 19]),
        ("de", "19 Uhr", [19]),
        ("es", "las siete", [7, 19]),
        ("fr", "sept heures", [7, 19]),
        ("en", "the pizza", []),
    ],
)
def test_an_hour_without_its_half_of_the_day_is_two_times(language: str, text: str, hours: list[int]) -> None:
    assert [one.hour for one in moments.times_of(text, language, NOW)] == hours


def test_time_and_day_are_read_apart() -> None:
    assert moments.time_of("7 am", "en", NOW) == dt.time(7)
    assert moments.time_of("tomorrow at 7", "en", NOW) is None
    assert moments.date_of("tomorrow at 7", "en", NOW) == dt.date(2026, 11, 22)
    assert moments.date_of("7 am", "en", NOW) is None
    assert moments.date_of("7", "en", NOW) is None


def test_a_clock_and_a_day_end_where_their_words_end() -> None:
    words = tokens("tomorrow at half past seven call", "en")
    day = take_day(words, 0, "en", NOW.date())
    clock = take_clock(words, 2, "en")
    assert day is not None
    assert (day[0].date, day[1]) == (dt.date(2026, 11, 22), 1)
    assert clock is not None
    assert (clock[0].hour, clock[0].minute, clock[1]) == (7, 30, 5)


@given(st.text(max_size=60), st.sampled_from((*LANGUAGES, "pl", "")))
def test_no_text_makes_reading_fail(text: str, language: str) -> None:
    moments.read(text, language, NOW)
    rest, moment = moments.split(text, language, NOW)
    assert moment is not None or rest == text.strip() or len(rest) <= len(text)


@given(st.lists(st.sampled_from(WORDS), max_size=9))
def test_moment_words_in_any_order_are_a_moment_or_none(words: list[str]) -> None:
    found = moments.read(" ".join(words), "en", NOW)
    assert found is None or found.date or found.time or found.seconds


@given(st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2090, 1, 1)), st.integers(0, 23), st.integers(0, 59))
def test_a_time_with_two_digits_is_that_time_whenever_it_is_said(now: dt.datetime, hour: int, minute: int) -> None:
    for language in LANGUAGES:
        found = moments.read(f"{hour:02}:{minute:02}", language, now)
        assert found is not None
        if hour == 0 or hour > 12 or hour < 10:
            assert found.time == dt.time(hour, minute)


@given(st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2090, 1, 1)))
def test_a_day_that_is_said_is_never_past(now: dt.datetime) -> None:
    for text in ("tuesday", "next friday", "the 15th", "march 3rd", "christmas", "in two weeks", "tomorrow"):
        found = moments.read(text, "en", now)
        assert found is not None
        assert found.date is not None
        assert found.date >= now.date()
