# SPDX-License-Identifier: Apache-2.0
"""A day that the first part of a sentence says holds for a following part that says none."""

import datetime as dt
from functools import cache

import pytest

from edgeassist.intents.loose import LooseUnderstander
from edgeassist.intents.names import Names

NOW = dt.datetime(2026, 11, 21, 14, 30, tzinfo=dt.UTC)
"""A Saturday afternoon."""


@cache
def understander(language: str) -> LooseUnderstander:
    return LooseUnderstander(language, Names, now=lambda: NOW)


def second(language: str, text: str) -> tuple[str, object, object, object]:
    first, found = understander(language).parse(text).intents
    assert first.name == "EdgeSetAlarm"
    return found.name, found.value("date"), found.value("time"), found.value("seconds")


@pytest.mark.parametrize(
    ("language", "text", "day", "time"),
    [
        ("de", "weck mich morgen um sieben und erinnere mich um acht an die Tabletten", "2026-11-22", "08:00"),
        ("de", "weck mich morgen um sieben und erinnere mich um drei an den Tee", "2026-11-22", "15:00"),
        ("de", "weck mich am Freitag um sieben und erinnere mich um sieben an den Tee", "2026-11-27", "07:00"),
        ("en", "wake me tomorrow at seven and remind me at eight to take the pill", "2026-11-22", "08:00"),
        ("es", "despiértame mañana a las siete y recuérdame a las ocho la pastilla", "2026-11-22", "08:00"),
        ("fr", "réveille-moi demain à sept heures et rappelle-moi à huit heures la pilule", "2026-11-22", "08:00"),
    ],
)
def test_a_time_without_a_day_is_on_the_day_said_before(language: str, text: str, day: str, time: str) -> None:
    assert second(language, text) == ("EdgeSetReminder", day, time, None)


@pytest.mark.parametrize(
    ("text", "day", "time", "seconds"),
    [
        ("weck mich morgen um sieben und erinnere mich heute um acht an den Tee", "2026-11-21", "20:00", None),
        ("weck mich morgen um sieben und erinnere mich in zehn Minuten an den Tee", None, None, 600),
        ("weck mich um sieben und erinnere mich um acht an den Tee", None, "20:00", None),
    ],
)
def test_what_says_its_own_or_follows_no_day_is_as_it_is_alone(
    text: str, day: str | None, time: str | None, seconds: int | None
) -> None:
    assert second("de", text) == ("EdgeSetReminder", day, time, seconds)
