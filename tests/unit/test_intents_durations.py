# SPDX-License-Identifier: Apache-2.0
"""How long: what people say for a timer, in four languages, as seconds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from edgeassist.intents import durations

LANGUAGES = ("en", "es", "de", "fr")
ENGINES = {language: RbnfEngine.for_language(language) for language in LANGUAGES}
UNITS = {
    "en": ("hours", "minutes", "seconds"),
    "es": ("horas", "minutos", "segundos"),
    "de": ("Stunden", "Minuten", "Sekunden"),
    "fr": ("heures", "minutes", "secondes"),
}
JOINS = {"en": "and", "es": "y", "de": "und", "fr": "et"}
SAID: list[tuple[str, str, int | None]] = [
    ("en", "an hour and a half", 5400),
    ("en", "90 seconds", 90),
    ("en", "half an hour", 1800),
    ("en", "a half hour", 1800),
    ("en", "two and a half hours", 9000),
    ("en", "1h30", 5400),
    ("en", "1 h 30 min", 5400),
    ("en", "a minute", 60),
    ("en", "five minutes and thirty seconds", 330),
    ("en", "three quarters of an hour", 2700),
    ("en", "a quarter of an hour", 900),
    ("en", "a couple of minutes", 120),
    ("en", "two hours, 5 minutes and 3 seconds", 7503),
    ("en", "twenty five minutes", 1500),
    ("en", "hour", None),
    ("en", "5", None),
    ("en", "an hour and twenty minutes", 4800),
    ("en", "a minute and a half", 90),
    ("en", "one hour thirty", 5400),
    ("en", "2 days", 172800),
    ("en", "half a minute", 30),
    ("en", "5min", 300),
    ("en", "an hour and a quarter", 4500),
    ("en", "ten", None),
    ("en", "forty five minutes", 2700),
    ("en", "two hours", 7200),
    ("en", "1 hour 5 min", 3900),
    ("en", "ninety", None),
    ("en", "a day", 86400),
    ("en", "an hour and", None),
    ("en", "zero minutes", None),
    ("en", "pizza", None),
    ("en", "half an hour and ten minutes", 2400),
    ("en", "one week", 604800),
    ("en", "2 hrs", 7200),
    ("en", "3 secs", 3),
    ("de", "90 Sekunden", 90),
    ("de", "halbe Stunde", 1800),
    ("de", "eine halbe Stunde", 1800),
    ("de", "anderthalb Stunden", 5400),
    ("de", "eine Viertelstunde", 900),
    ("de", "Dreiviertelstunde", 2700),
    ("de", "zwei Stunden und zehn Minuten", 7800),
    ("de", "eineinhalb Stunden", 5400),
    ("de", "fünfundzwanzig Minuten", 1500),
    ("de", "einer Minute", 60),
    ("de", "eine Stunde dreißig", 5400),
    ("de", "zwei Tage", 172800),
    ("de", "drei Stunden fünf Minuten", 11100),
    ("de", "ein halber Tag", 43200),
    ("de", "zehn", None),
    ("de", "dreißig Sekunden", 30),
    ("de", "Pizza", None),
    ("de", "zehn Minuten ein", None),
    ("de", "eine Stunde einen", None),
    ("de", "zehn Minuten eins", 601),
    ("de", "eine Stunde fünf", 3900),
    ("de", "eine Stunde und zehn Minuten", 4200),
    ("es", "hora y media", 5400),
    ("es", "media hora", 1800),
    ("es", "una hora y cuarto", 4500),
    ("es", "tres cuartos de hora", 2700),
    ("es", "un cuarto de hora", 900),
    ("es", "noventa segundos", 90),
    ("es", "dos horas y diez minutos", 7800),
    ("es", "un minuto y medio", 90),
    ("es", "dos minutos y medio", 150),
    ("es", "cinco minutos", 300),
    ("es", "veinticinco minutos", 1500),
    ("es", "un día", 86400),
    ("es", "una semana", 604800),
    ("es", "treinta segundos", 30),
    ("es", "pizza", None),
    ("es", "diez minutos una", None),
    ("es", "tres horas", 10800),
    ("es", "una hora y veinte minutos", 4800),
    ("es", "una hora y veinte", 4800),
    ("es", "un minuto y treinta", 90),
    ("es", "una hora y una", None),
    ("fr", "une heure et demie", 5400),
    ("fr", "trois quarts d'heure", 2700),
    ("fr", "un quart d'heure", 900),
    ("fr", "une demi-heure", 1800),
    ("fr", "une heure trente", 5400),
    ("fr", "dix minutes", 600),
    ("fr", "vingt-cinq minutes", 1500),
    ("fr", "2 h 30", 9000),
    ("fr", "deux heures et quart", 8100),
    ("fr", "quatre-vingt-dix secondes", 90),
    ("fr", "une minute et trente secondes", 90),
    ("fr", "un jour", 86400),
    ("fr", "trente secondes", 30),
    ("fr", "pizza", None),
    ("fr", "dix minutes un", None),
    ("fr", "trois heures", 10800),
    ("fr", "une heure et vingt minutes", 4800),
    ("fr", "vingt minutes", 1200),
]


@pytest.mark.parametrize(("language", "text", "seconds"), SAID)
def test_a_duration_is_read_as_it_is_said(language: str, text: str, seconds: int | None) -> None:
    assert durations.seconds(text, language) == seconds


@given(st.integers(2, 99), st.integers(2, 59), st.integers(2, 59), st.sampled_from(LANGUAGES))
def test_hours_minutes_and_seconds_add_up(hours: int, minutes: int, seconds: int, language: str) -> None:
    names = UNITS[language]
    text = f"{hours} {names[0]} {minutes} {names[1]} {JOINS[language]} {seconds} {names[2]}"
    assert durations.seconds(text, language) == hours * 3600 + minutes * 60 + seconds


@given(st.integers(2, 99), st.integers(0, 2), st.sampled_from(LANGUAGES))
def test_a_number_in_words_lasts_as_long_as_in_digits(number: int, unit: int, language: str) -> None:
    words = ENGINES[language].format_number(number).text
    name = UNITS[language][unit]
    assert durations.seconds(f"{words} {name}", language) == number * (3600, 60, 1)[unit]


@given(st.text(max_size=60), st.sampled_from((*LANGUAGES, "pl")))
def test_no_text_makes_reading_fail(text: str, language: str) -> None:
    found = durations.seconds(text, language)
    assert found is None or 0 < found <= durations.LONGEST_SECONDS


def test_more_than_a_year_is_no_duration() -> None:
    assert durations.seconds("366 days", "en") == durations.LONGEST_SECONDS
    assert durations.seconds("367 days", "en") is None
    assert durations.seconds("999999999999 weeks", "en") is None


def test_units_go_from_large_to_small() -> None:
    assert durations.seconds("5 minutes 2 hours", "en") is None
    assert durations.seconds("5 minutes 6 minutes", "en") is None


def test_german_compounds_come_apart() -> None:
    assert durations.duration_tokens("Viertelstunde", "de") == ("viertel", "stunde")
    assert durations.duration_tokens("Spielstunde", "de") == ("spielstunde",)
