# SPDX-License-Identifier: Apache-2.0
"""What must not become another alarm or timer: a time that is on no clock, no time at all, a move, a range."""

import datetime as dt
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intents.loose import LooseUnderstander
from edgeassist.intents.loose_values import values_of
from edgeassist.intents.names import Names
from edgeassist.intents.slots import Normalizing
from edgeassist.intents.unclear import impossible, is_half_a_command, ranges

NOW = dt.datetime(2026, 11, 21, 10, 20, tzinfo=dt.UTC)
SETTING = {"EdgeSetAlarm", "HassStartTimer", "EdgeSetReminder"}
NOTHING = [
    ("es", "pon una alarma"),
    ("es", "quiero una alarma"),
    ("es", "ponme una alarma por favor"),
    ("es", "pon una alarma temprano"),
    ("es", "pon una alarma a las veinticinco"),
    ("es", "pon una alarma a las 25:00"),
    ("es", "pon una alarma a las 7:75"),
    ("es", "pon una alarma a las siete y sesenta"),
    ("es", "pon una alarma a las ocho y media menos cinco"),
    ("es", "cambia la alarma a las ocho"),
    ("es", "mueve la alarma de las siete a las ocho"),
    ("es", "retrasa la alarma diez minutos"),
    ("es", "temporizador de cinco a diez minutos"),
    ("de", "stell einen Wecker"),
    ("de", "ich möchte einen Wecker"),
    ("de", "stell einen Wecker auf 25 Uhr"),
    ("de", "stell einen Wecker auf 7:75"),
    ("de", "verschieb den Wecker auf acht"),
    ("en", "set an alarm for 25:00"),
    ("en", "set an alarm for 25 o'clock"),
    ("en", "change the alarm to eight"),
    ("en", "move the alarm from seven to eight"),
    ("en", "set a timer for five to ten minutes"),
    ("fr", "mets une alarme"),
    ("fr", "mets une alarme à 25h"),
    ("fr", "réveille-moi à vingt-cinq heures"),
    ("fr", "mets une alarme à 7h75"),
    ("fr", "change le réveil à huit heures"),
    ("fr", "minuteur de cinq à dix minutes"),
]
AT_ONE = [
    ("es", "pon una alarma a la una"),
    ("es", "necesito que me despiertes a la una"),
    ("de", "stell einen Wecker auf ein Uhr"),
    ("fr", "mets une alarme à une heure"),
]


@cache
def understander(language: str) -> LooseUnderstander:
    made = LooseUnderstander(language, Names, now=lambda: NOW)
    made.prepare()
    return made


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_it_sets_nothing_and_offers_nothing_to_be_set(language: str, text: str) -> None:
    parsed = understander(language).parse(text)
    assert not parsed.intents
    assert SETTING.isdisjoint(one.name for guess in parsed.guesses for one in guess)


@pytest.mark.parametrize(("language", "text"), AT_ONE)
def test_one_o_clock_is_still_said(language: str, text: str) -> None:
    found = understander(language).parse(text).intents
    assert [one.name for one in found] == ["EdgeSetAlarm"]
    assert {slot.value for slot in found[0].slots} <= {"13:00", "01:00"}


def test_an_article_is_a_number_and_no_hour() -> None:
    assert values_of("una", Normalizing("es", NOW), numeric=True) == {"number": "una", "percent": "1"}
    assert values_of("dos", Normalizing("es", NOW), numeric=True)["hour"] == "dos"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "change the light to blue"),
        ("en", "set an alarm for eight"),
        ("es", "pasa la canción"),
        ("fr", "mets un réveil à huit heures"),
        ("de", "ändere das Licht"),
        ("ar", "change the alarm"),
    ],
)
def test_not_all_is_moved(language: str, text: str) -> None:
    assert not is_half_a_command(text, language)


@pytest.mark.parametrize(
    ("language", "text", "between"),
    [
        ("en", "five to ten minutes", True),
        ("en", "5 or 10 minutes", True),
        ("de", "zehn bis fünfzehn Minuten", True),
        ("fr", "cinq ou dix minutes", True),
        ("en", "ten minutes to go", False),
        ("es", "a diez minutos", False),
        ("es", "una hora y diez minutos", False),
    ],
)
def test_a_length_between_two_numbers_is_a_range(language: str, text: str, *, between: bool) -> None:
    assert ranges(text, language) is between


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("en", "at 24:00", False),
        ("en", "at 25:00", True),
        ("en", "at 7:60", True),
        ("fr", "à 7h59", False),
        ("fr", "à vingt-cinq heures", True),
        ("fr", "à vingt heures", False),
        ("de", "um fünfundzwanzig Uhr", True),
        ("de", "auf 30 Minuten", False),
    ],
)
def test_what_no_clock_shows_is_impossible(language: str, text: str, *, wrong: bool) -> None:
    assert impossible(text, language) is wrong


@given(st.text(max_size=40), st.sampled_from(("en", "es", "de", "fr", "ar", "pl")))
def test_no_text_makes_them_fail(text: str, language: str) -> None:
    assert {is_half_a_command(text, language), ranges(text, language), impossible(text, language)} <= {True, False}
