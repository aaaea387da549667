# SPDX-License-Identifier: Apache-2.0
"""The particle of a German verb at the end of a sentence is no number: `stelle ... auf zehn Minuten ein` is ten."""

import datetime as dt

import pytest

from edgeassist.intents.home.first_names import called_in
from edgeassist.intents.home.simulated import SimulatedHome
from edgeassist.intents.loose import LooseUnderstander

NOW = dt.datetime(2026, 11, 21, 14, 30, tzinfo=dt.UTC)
TEN_MINUTES = ("HassStartTimer", {"minutes": 10})


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> LooseUnderstander:
    home = SimulatedHome(tmp_path_factory.mktemp("home"))
    names = called_in("de", home.names())
    home.close()
    return LooseUnderstander("de", lambda: names, now=lambda: NOW)


def meant(german: LooseUnderstander, text: str) -> list[tuple[str, dict[str, object]]]:
    found = german.parse(text).intents
    return [(one.name, {slot.name: slot.value for slot in one.slots if slot.name != "domain"}) for one in found]


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("Stelle einen Timer auf zehn Minuten ein", *TEN_MINUTES),
        ("stelle einen Timer auf 10 Minuten ein", *TEN_MINUTES),
        ("stelle bitte einen Timer auf 10 min ein", *TEN_MINUTES),
        ("richte einen Timer von 10 Minuten ein", *TEN_MINUTES),
        ("starte einen Timer für zehn Minuten an", *TEN_MINUTES),
        ("Timer auf zehn Minuten ein", *TEN_MINUTES),
        ("stelle einen Timer auf eine Minute ein", "HassStartTimer", {"minutes": 1}),
        ("stelle einen Timer auf eine Stunde ein", "HassStartTimer", {"hours": 1}),
        ("stelle einen Timer auf eine Stunde dreißig ein", "HassStartTimer", {"hours": 1, "minutes": 30}),
        ("stelle einen Timer auf einundzwanzig Minuten ein", "HassStartTimer", {"minutes": 21}),
        ("stelle einen Nudel Timer auf zehn Minuten ein", "HassStartTimer", {"name": "Nudel", "minutes": 10}),
        ("stell den Wecker auf sieben Uhr ein", "EdgeSetAlarm", {"time": "07:00"}),
        ("stell den Wecker auf ein Uhr ein", "EdgeSetAlarm", {"time": "01:00"}),
        ("stell den Wecker auf zwanzig ein", "EdgeSetAlarm", {"time": "20:00"}),
        ("stell einen Wecker in zehn Minuten ein", "EdgeSetAlarm", {"seconds": 600}),
        ("schalte das Licht in der Küche ein", "HassTurnOn", {"area": "kitchen"}),
        ("stelle das Licht in der Küche auf 50 Prozent ein", "HassLightSet", {"area": "kitchen", "brightness": 50}),
        ("stelle das Küchenlicht auf zwanzig ein", "HassLightSet", {"name": "kitchen-light", "brightness": 20}),
        ("stelle das Küchenlicht auf hundert ein", "HassLightSet", {"name": "kitchen-light", "brightness": 100}),
        ("stelle die Lautstärke auf hundert ein", "HassSetVolume", {"volume_level": 100}),
        ("mach die Heizung mal auf zwanzig ein", "HassClimateSetTemperature", {"temperature": 20}),
        (
            "erinnere mich in zehn Minuten ein Brot zu kaufen",
            "EdgeSetReminder",
            {"text": "ein Brot zu kaufen", "seconds": 600},
        ),
        ("wie viele Zentimeter sind ein Meter", "EdgeConvert", {"to_unit": "cm", "amount": 1, "from_unit": "m"}),
    ],
)
def test_a_particle_at_the_end_counts_nothing(
    german: LooseUnderstander, text: str, intent: str, slots: dict[str, object]
) -> None:
    assert meant(german, text) == [(intent, slots)]


@pytest.mark.parametrize(
    "text",
    [
        "stelle einen Timer auf zehn Minuten ein und einen auf zwanzig Minuten",
        "stelle einen Timer auf zehn Minuten und einen auf zwanzig Minuten ein",
    ],
)
def test_a_particle_counts_nothing_in_either_of_two_timers(german: LooseUnderstander, text: str) -> None:
    assert meant(german, text) == [TEN_MINUTES, ("HassStartTimer", {"minutes": 20})]
