# SPDX-License-Identifier: Apache-2.0
"""One command for several times is one for each of them; where it is not plain which, it is no command at all."""

import datetime as dt
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intents import moments
from edgeassist.intents.loose import LooseUnderstander
from edgeassist.intents.names import Names
from edgeassist.intents.several_times import each, is_for_several, together

NOW = dt.datetime(2026, 11, 21, 14, 30, tzinfo=dt.UTC)
"""A Saturday afternoon."""

WORDS = ("remind", "me", "at", "eight", "and", "nine", "tomorrow", "monday,", "to", "call", "pm", "or", "14:00", "in")
SAID_IN_FULL: list[tuple[str, str, tuple[str, ...]]] = [
    ("de", "weck mich um sechs und um sieben", ("weck mich um sechs", "weck mich um sieben")),
    ("de", "weck mich um sechs und sieben", ("weck mich um sechs", "weck mich um sieben")),
    ("de", "weck mich morgen um sechs und um sieben", ("weck mich morgen um sechs", "weck mich morgen um sieben")),
    ("de", "weck mich um sechs und um sieben morgen", ("weck mich morgen um sechs", "weck mich morgen um sieben")),
    ("de", "weck mich um sechs und morgen um sieben", ("weck mich um sechs", "weck mich morgen um sieben")),
    ("de", "weck mich um 8 und um 14 Uhr", ("weck mich um 08:00", "weck mich um 14 Uhr")),
    (
        "de",
        "weck mich um sechs, um sieben und um acht",
        tuple(f"weck mich um {h}" for h in ("sechs", "sieben", "acht")),
    ),
    ("de", "weck mich heute und morgen um acht", ("weck mich heute um acht", "weck mich morgen um acht")),
    ("en", "wake me at six and at seven", ("wake me at six", "wake me at seven")),
    ("es", "despiértame a las siete y diez", ()),
    ("es", "despiértame a las siete y diez y a las ocho", ("despiértame a las siete y diez", "despiértame a las ocho")),
    ("fr", "réveille-moi à six heures et demie", ()),
    ("fr", "réveille-moi à 6h et à 7h", ("réveille-moi à 6h", "réveille-moi à 7h")),
    ("en", "remind me at seven and eight pm to call", ()),
    ("en", "wake me at six or at seven", ()),
    ("de", "weck mich um 8 Uhr, 12 Uhr und 18 Uhr", ()),
    ("de", "weck mich am Freitag, den 5. Dezember um sechs", ()),
]
PILL = ("EdgeSetReminder", "die Pille")
SENTENCES: list[tuple[str, str, list[tuple[str, str, str]]]] = [
    (
        "de",
        "erinnere mich morgen um acht und um zwölf an die Pille",
        [(*PILL, "2026-11-22 08:00"), (*PILL, "2026-11-22 12:00")],
    ),
    ("de", "erinnere mich um 15 Uhr und um 18 Uhr an die Pille", [(*PILL, " 15:00"), (*PILL, " 18:00")]),
    ("de", "erinnere mich an die Pille um 15 Uhr und um 18 Uhr", [(*PILL, " 15:00"), (*PILL, " 18:00")]),
    (
        "de",
        "weck mich um sechs Uhr und um sechs Uhr zehn",
        [("EdgeSetAlarm", "", " 06:00"), ("EdgeSetAlarm", "", " 06:10")],
    ),
    (
        "de",
        "erinnere mich um acht an die Pille und um neun an den Tee",
        [(*PILL, " 20:00"), ("EdgeSetReminder", "den Tee", " 21:00")],
    ),
    ("de", "erinnere mich um acht oder um neun an die Pille", []),
    ("de", "erinnere mich morgen früh um acht und um zwölf an die Pille", []),
    ("de", "erinnere mich in zwei Wochen am Freitag an die Miete", []),
    ("de", "erinnere mich an die Pille um acht und an den Tee um neun", []),
    ("de", "erinnere mich morgen an Milch und Eier", [("EdgeSetReminder", "Milch und Eier", "2026-11-22 ")]),
    (
        "de",
        "erinnere mich morgen um acht an das Treffen am Freitag",
        [("EdgeSetReminder", "das Treffen am Freitag", "2026-11-22 08:00")],
    ),
    (
        "en",
        "remind me on Monday and Wednesday at eight to go running",
        [("EdgeSetReminder", "go running", "2026-11-23 08:00"), ("EdgeSetReminder", "go running", "2026-11-25 08:00")],
    ),
    ("en", "remind me at five to buy milk and call Ann", [("EdgeSetReminder", "buy milk and call Ann", " 17:00")]),
    (
        "es",
        "recuérdame a las ocho y a las nueve tomar la pastilla",
        [("EdgeSetReminder", "tomar la pastilla", " 20:00"), ("EdgeSetReminder", "tomar la pastilla", " 21:00")],
    ),
    (
        "fr",
        "rappelle-moi à 15 heures et à 18 heures de sortir",
        [("EdgeSetReminder", "sortir", " 15:00"), ("EdgeSetReminder", "sortir", " 18:00")],
    ),
    ("fr", "rappelle-moi à sept heures une réunion", [("EdgeSetReminder", "une réunion", " 07:00")]),
    ("en", "set an alarm for 6 and for 7 in the morning", []),
    ("en", "wake me at 6 and at 7 pm", []),
    ("de", "weck mich um sechs und um sieben abends", []),
    ("en", "remind me on the 5th of January at 6 and on the 6th at 7 to pay", []),
    ("de", "weck mich am 1. und 2. Dezember um sieben", []),
    (
        "de",
        "weck mich am 1. und am 2. um sieben",
        [("EdgeSetAlarm", "", "2026-12-01 07:00"), ("EdgeSetAlarm", "", "2026-12-02 07:00")],
    ),
]


@cache
def understander(language: str) -> LooseUnderstander:
    return LooseUnderstander(language, Names, now=lambda: NOW)


@pytest.mark.parametrize(("language", "text", "full"), SAID_IN_FULL)
def test_each_time_is_said_in_full(language: str, text: str, full: tuple[str, ...]) -> None:
    assert each(text, language) == full


@pytest.mark.parametrize(("language", "text", "meant"), SENTENCES)
def test_no_time_is_swallowed(language: str, text: str, meant: list[tuple[str, str, str]]) -> None:
    found = understander(language).parse(text).intents
    told = [
        (one.name, str(one.value("text") or ""), f"{one.value('date') or ''} {one.value('time') or ''}")
        for one in found
    ]
    assert told == meant


def test_words_for_several_times_stay_together_where_it_is_not_plain_what_holds_for_all() -> None:
    assert together("wake me at 6 and at 7 pm", "en") == "at 6 and at 7 pm"
    assert together("wake me at 6 and at 7", "en") == ""
    assert together("wake me in an hour and at 7 pm", "en") == ""
    assert together("wake me at 6 and tomorrow morning remind me to call", "en") == ""


def test_an_article_after_an_hour_is_no_minute_but_one_at_the_end_is() -> None:
    assert moments.split("à sept heures une réunion", "fr", NOW)[0] == "une réunion"
    last = moments.split("une réunion à sept heures une", "fr", NOW)
    assert (last[0], last[1]) == ("une réunion", moments.Moment(time=dt.time(19, 1)))


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_any_words_are_left_whole_or_said_in_several_full_ways(text: str) -> None:
    full = each(text, "en")
    assert len(full) != 1
    assert all(set(one.split()) <= {*text.replace(",", "").split(), *text.split(), "08:00", "09:00"} for one in full)
    assert isinstance(is_for_several(text, "en"), bool)


def test_talk_of_many_words_and_joints_is_left_whole() -> None:
    for text in ("a, " * 13 + "at eight and at nine", "word " * 60 + "at eight and at nine"):
        assert (each(text, "en"), together(text, "en"), is_for_several(text, "en")) == ((), "", False)
