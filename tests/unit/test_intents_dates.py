# SPDX-License-Identifier: Apache-2.0
"""Days in figures and weeks on from a weekday: `am 3.12. um sechs` is one alarm on 3 December, no time and another."""

import datetime as dt
from functools import cache

import pytest

from edgeassist.intents import moments
from edgeassist.intents.loose import LooseUnderstander
from edgeassist.intents.names import Names

NOW = dt.datetime(2026, 11, 21, 14, 30, tzinfo=dt.UTC)
"""A Saturday afternoon."""

IN_FIGURES: list[tuple[str, str, str]] = [
    ("de", "am 3.12. um sechs", "2026-12-03 06:00"),
    ("de", "am 3.12 um sechs", "2026-12-03 06:00"),
    ("de", "am 3. 12. um sechs", "2026-12-03 06:00"),
    ("de", "am dritten zwölften um sechs", "2026-12-03 06:00"),
    ("de", "am 24.12.26 um sechs", "2026-12-24 06:00"),
    ("de", "am 24.12.2027 um sechs", "2027-12-24 06:00"),
    ("de", "um 7 Uhr am 24.12", "2026-12-24 07:00"),
    ("de", "den 24.12. um 7 Uhr", "2026-12-24 07:00"),
    ("de", "am 3/12 um sechs", "2026-12-03 06:00"),
    ("de", "um 3.12", "03:12"),
    ("de", "um 7.30 Uhr", "07:30"),
    ("es", "el 3/12 a las seis", "2026-12-03 06:00"),
    ("es", "el 3.12. a las seis", "2026-12-03 06:00"),
    ("es", "el 3-12 a las seis", "2026-12-03 06:00"),
    ("es", "el 24/12/26 a las seis", "2026-12-24 06:00"),
    ("es", "el 3", "2026-12-03"),
    ("es", "el quince a las seis", "2026-12-15 06:00"),
    ("fr", "le 3/12 à six heures", "2026-12-03 06:00"),
    ("fr", "le 3.12 à six heures", "2026-12-03 06:00"),
    ("fr", "le 3 à six heures", "2026-12-03 06:00"),
    ("fr", "le 15", "2026-12-15"),
    ("en", "on 12/3 at six", "2026-12-03 06:00"),
    ("en", "on 12/3/26 at six", "2026-12-03 06:00"),
    ("en", "on 12-24 at six", "2026-12-24 06:00"),
    ("en", "on 3.12. at six", "2026-12-03 06:00"),
]
NO_TIME: list[tuple[str, str]] = [
    ("de", "am 7.30"),
    ("de", "am 31.2. um sechs"),
    ("es", "el 31/2 a las seis"),
    ("fr", "le 45"),
]
WEEKS_ON: list[tuple[str, str, str]] = [
    ("de", "am Mittwoch in einer Woche um sechs", "2026-12-02 06:00"),
    ("de", "am Freitag in zwei Wochen", "2026-12-11"),
    ("de", "am Samstag in einer Woche", "2026-11-28"),
    ("de", "am Mittwoch nächster Woche um sechs", "2026-11-25 06:00"),
    ("de", "nächste Woche am Mittwoch um sechs", "2026-11-25 06:00"),
    ("de", "übernächste Woche Mittwoch um sechs", "2026-12-02 06:00"),
    ("de", "am übernächsten Mittwoch um sechs", "2026-12-02 06:00"),
    ("de", "Freitag morgen um sechs", "2026-11-27 06:00"),
    ("de", "am Freitag, den 4. Dezember um sechs", "2026-12-04 06:00"),
    ("es", "el viernes dentro de dos semanas", "2026-12-11"),
    ("es", "el miércoles de la semana que viene a las seis", "2026-11-25 06:00"),
    ("fr", "vendredi dans deux semaines", "2026-12-11"),
    ("fr", "mercredi en huit à six heures", "2026-12-02 06:00"),
    ("fr", "vendredi en quinze", "2026-12-11"),
    ("en", "on Friday in two weeks", "2026-12-11"),
    ("en", "two weeks from Friday", "2026-12-11"),
    ("en", "a week on Wednesday at six am", "2026-12-02 06:00"),
    ("en", "Wednesday the week after next at six am", "2026-12-02 06:00"),
    ("en", "next week on Wednesday at six am", "2026-11-25 06:00"),
]
TWICE: list[tuple[str, str]] = [
    ("de", "am Freitag, den 5. Dezember um sechs"),
    ("de", "in zwei Wochen am Freitag um sechs"),
    ("en", "in two weeks on Friday at six"),
]
SENTENCES: list[tuple[str, str, list[tuple[str, dict[str, str]]]]] = [
    ("de", "weck mich am 1. um 7 Uhr", [("EdgeSetAlarm", {"time": "07:00", "date": "2026-12-01"})]),
    ("de", "weck mich am 1. um sieben", [("EdgeSetAlarm", {"time": "07:00", "date": "2026-12-01"})]),
    (
        "de",
        "erinnere mich am 1. an die Miete",
        [("EdgeSetReminder", {"text": "die Miete", "date": "2026-12-01"})],
    ),
    ("de", "weck mich am 3.12. um sechs", [("EdgeSetAlarm", {"time": "06:00", "date": "2026-12-03"})]),
    ("de", "stell einen Wecker für 7 Uhr am 24.12.", [("EdgeSetAlarm", {"time": "07:00", "date": "2026-12-24"})]),
    (
        "de",
        "erinnere mich am 3.12. an den Geburtstag von Anna",
        [("EdgeSetReminder", {"text": "den Geburtstag von Anna", "date": "2026-12-03"})],
    ),
    (
        "de",
        "weck mich am 24.12. um 7 Uhr und öffne den Chat",
        [("EdgeSetAlarm", {"time": "07:00", "date": "2026-12-24"}), ("EdgeOpenPane", {"pane": "chat"})],
    ),
    (
        "de",
        "erinnere mich am Freitag in zwei Wochen an die Miete",
        [("EdgeSetReminder", {"text": "die Miete", "date": "2026-12-11"})],
    ),
    ("es", "despiértame el 3/12 a las seis", [("EdgeSetAlarm", {"time": "06:00", "date": "2026-12-03"})]),
    ("fr", "réveille-moi le 3.12. à six heures", [("EdgeSetAlarm", {"time": "06:00", "date": "2026-12-03"})]),
    ("en", "wake me on 12/3 at six", [("EdgeSetAlarm", {"time": "06:00", "date": "2026-12-03"})]),
]


@cache
def understander(language: str) -> LooseUnderstander:
    return LooseUnderstander(language, Names, now=lambda: NOW)


def told(language: str, text: str, now: dt.datetime = NOW) -> str:
    found = moments.read(text, language, now, waking=True)
    assert found is not None, text
    parts = (found.date and found.date.isoformat(), found.time and f"{found.time:%H:%M}")
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize(("language", "text", "when"), IN_FIGURES)
def test_a_day_in_figures_is_a_day(language: str, text: str, when: str) -> None:
    assert told(language, text, NOW.replace(hour=0)) == when


@pytest.mark.parametrize(("language", "text"), NO_TIME)
def test_what_stands_where_a_day_should_and_is_none_is_no_time(language: str, text: str) -> None:
    assert moments.read(text, language, NOW, waking=True) is None


@pytest.mark.parametrize(("language", "text", "when"), WEEKS_ON)
def test_weeks_are_counted_on_from_a_weekday(language: str, text: str, when: str) -> None:
    assert told(language, text) == when


@pytest.mark.parametrize(("language", "text"), TWICE)
def test_two_days_that_are_not_one_are_no_moment(language: str, text: str) -> None:
    assert moments.read(text, language, NOW, waking=True) is None


@pytest.mark.parametrize(("language", "text", "meant"), SENTENCES)
def test_a_command_is_for_that_day(language: str, text: str, meant: list[tuple[str, dict[str, str]]]) -> None:
    found = understander(language).parse(text).intents
    assert [(one.name, {slot.name: slot.value for slot in one.slots}) for one in found] == meant
