# SPDX-License-Identifier: Apache-2.0
"""Times of day are found however they are written, and nothing else is taken for one."""

import pytest

from edgeassist.documents.clock_times import times
from edgeassist.documents.kept import date_places, dates


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at 3:30 pm", ["15:30"]),
        ("at 3:30 p.m. sharp", ["15:30"]),
        ("at 3 PM", ["15:00"]),
        ("at 12 am, then 12 pm", ["00:00", "12:00"]),
        ("um 15.30 Uhr", ["15:30"]),
        ("um 8 Uhr", ["08:00"]),
        ("à 15 h 30", ["15:30"]),
        ("à 15h30 et 8h", ["15:30", "08:00"]),
        ("a las 06:40", ["06:40"]),
        ("from 9:00 to 17:15", ["09:00", "17:15"]),
        ("25:00 and 9:75", []),
        ("13 pm", []),
        ("1:2:3, 10:30:15, 3.30, 2,5 h, version 4.15", []),
        ("12 hours, 5 horas, 3 amps", []),
        ("", []),
    ],
)
def test_times_are_found_in_their_order(text: str, found: list[str]) -> None:
    places = times(text)
    assert [time for _start, _end, time in places] == found
    assert all(text[start:end].strip() == text[start:end] for start, end, _time in places)


def test_a_day_is_told_with_its_place() -> None:
    text = "Seit 03.10.2023 und am 5. Mai 2024."
    assert [text[start:end] for start, end, _day in date_places(text, "de")] == ["03.10.2023", "5. Mai 2024"]
    assert dates(text, "de") == tuple(day for _start, _end, day in date_places(text, "de"))
