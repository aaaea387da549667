# SPDX-License-Identifier: Apache-2.0
"""Times and days that are written as their language writes them are right; others are looked at."""

import pytest

from edgeassist.panes.translate.checks import flags
from edgeassist.panes.translate.protected import Rules, items
from edgeassist.panes.translate.translation import Pair


def looked_at(source: str, target: str, pair: str) -> list[tuple[str, str]]:
    rules = Rules(Pair(pair[:2], pair[2:]), (), ())
    return [(one.wanted, one.got) for one in flags(source, target, items(source, rules), rules)]


@pytest.mark.parametrize(
    ("source", "target", "pair"),
    [
        ("The train leaves at 3:30 pm.", "Der Zug fährt um 15:30 Uhr ab.", "ende"),
        ("The train leaves at 3:30 pm.", "El tren sale a las 15:30.", "enes"),
        ("The shop opens at 9 am.", "Le magasin ouvre à 9 h.", "enfr"),
        ("Wir treffen uns um 15.30 Uhr.", "We meet at 3:30 p.m. today.", "deen"),
        ("Le cours commence à 8h15.", "The lesson begins at 8:15.", "fren"),
        ("Gültig ab 03.10.2023.", "Valid from 10/03/2023.", "deen"),
        ("Valid from 10/03/2023.", "Gültig ab 03.10.2023.", "ende"),
        ("Valid from 10/03/2023.", "Válido desde el 3 de octubre de 2023.", "enes"),
        ("Erledigt am 2023-10-03 um 14:00.", "Done on October 3, 2023 at 2 pm.", "deen"),
    ],
)
def test_each_language_writes_them_its_own_way(source: str, target: str, pair: str) -> None:
    assert looked_at(source, target, pair) == []


@pytest.mark.parametrize(
    ("source", "target", "pair"),
    [
        ("The train leaves at 3:30 pm.", "Der Zug fährt um 16:30 Uhr ab.", "ende"),
        ("The shop opens at 9 am and 5 pm.", "Le magasin ouvre à 9 h.", "enfr"),
        ("Valid from 10/03/2023.", "Gültig ab 10.03.2023.", "ende"),
        ("Gate 15 at 3:00 pm.", "Tor 14 um 15:00 Uhr.", "ende"),
    ],
)
def test_another_time_or_day_is_looked_at(source: str, target: str, pair: str) -> None:
    assert looked_at(source, target, pair)
