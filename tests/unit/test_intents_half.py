# SPDX-License-Identifier: Apache-2.0
"""Half as a level of light and sound, in four languages: by itself, and as the second of two commands."""

import pytest

from edgeassist.intents.home.first_names import called_in
from edgeassist.intents.home.simulated import SimulatedHome
from edgeassist.intents.loose import LooseUnderstander
from edgeassist.intents.names import Names

LANGUAGES = ("en", "es", "de", "fr")
LIGHT = {"name": "kitchen-light", "brightness": 50}
ROOM = {"area": "kitchen", "brightness": 50}
Understanders = dict[str, LooseUnderstander]


def in_language(language: str, names: Names) -> LooseUnderstander:
    called = called_in(language, names)
    return LooseUnderstander(language, lambda: called)


@pytest.fixture(scope="module")
def understanders(tmp_path_factory: pytest.TempPathFactory) -> Understanders:
    home = SimulatedHome(tmp_path_factory.mktemp("home"))
    names = home.names()
    home.close()
    return {language: in_language(language, names) for language in LANGUAGES}


def meant(understanders: Understanders, language: str, text: str) -> list[tuple[str, dict[str, object], bool]]:
    """Return what `text` means, and whether that was said word for word."""
    return [
        (one.name, {slot.name: slot.value for slot in one.slots if slot.name != "domain"}, one.source != "loose")
        for one in understanders[language].parse(text).intents
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn on the kitchen light and set it to half"),
        ("en", "turn on the kitchen light and dim it to half brightness"),
        ("es", "enciende la luz de la cocina y ponla a la mitad"),
        ("es", "enciende la luz de la cocina y bájala a la mitad"),
        ("de", "schalte das Küchenlicht ein und stelle es auf die Hälfte"),
        ("de", "schalte das Küchenlicht ein und stelle es auf halbe Helligkeit ein"),
        ("fr", "allume la lumière de la cuisine et règle-la à la moitié"),
        ("fr", "allume la lumière de la cuisine et mets-la à moitié"),
    ],
)
def test_a_light_is_turned_on_and_set_to_half(understanders: Understanders, language: str, text: str) -> None:
    assert meant(understanders, language, text) == [
        ("HassTurnOn", {"name": "kitchen-light"}, True),
        ("HassLightSet", LIGHT, True),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn on the kitchen lights and set them to half"),
        ("es", "enciende las luces de la cocina y ponlas a la mitad"),
        ("de", "schalte das Licht in der Küche ein und stelle es auf die Hälfte"),
        ("fr", "allume les lumières de la cuisine et mets-les à la moitié"),
    ],
)
def test_the_lights_of_a_room_are_turned_on_and_set_to_half(
    understanders: Understanders, language: str, text: str
) -> None:
    assert meant(understanders, language, text) == [
        ("HassTurnOn", {"area": "kitchen"}, True),
        ("HassLightSet", ROOM, True),
    ]


@pytest.mark.parametrize(
    ("language", "text", "intent", "slots"),
    [
        ("en", "set the kitchen light to half", "HassLightSet", LIGHT),
        ("en", "set the lights in the kitchen to half", "HassLightSet", ROOM),
        ("en", "turn the volume down to half", "HassSetVolume", {"volume_level": 50}),
        ("en", "set the TV volume to half", "HassSetVolume", {"name": "tv", "volume_level": 50}),
        ("es", "pon la luz de la cocina a la mitad de brillo", "HassLightSet", LIGHT),
        ("es", "pon las luces de la cocina a la mitad", "HassLightSet", ROOM),
        ("es", "pon el volumen a la mitad", "HassSetVolume", {"volume_level": 50}),
        ("es", "pon el volumen de la tele a la mitad", "HassSetVolume", {"name": "tv", "volume_level": 50}),
        ("de", "dimme das Küchenlicht auf die Hälfte", "HassLightSet", LIGHT),
        ("de", "stelle das Licht in der Küche auf halb", "HassLightSet", ROOM),
        ("de", "stelle die Lautstärke auf die Hälfte ein", "HassSetVolume", {"volume_level": 50}),
        (
            "de",
            "stelle die Lautstärke vom Fernseher auf die Hälfte",
            "HassSetVolume",
            {"name": "tv", "volume_level": 50},
        ),
        ("fr", "baisse la lumière de la cuisine à la moitié", "HassLightSet", LIGHT),
        ("fr", "mets les lumières de la cuisine à moitié", "HassLightSet", ROOM),
        ("fr", "mets le volume à la moitié", "HassSetVolume", {"volume_level": 50}),
        ("fr", "mets le son de la télé à moitié", "HassSetVolume", {"name": "tv", "volume_level": 50}),
    ],
)
def test_half_is_fifty_per_cent(
    understanders: Understanders, language: str, text: str, intent: str, slots: dict[str, object]
) -> None:
    assert meant(understanders, language, text) == [(intent, slots, True)]


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("en", "what is half of ten", "EdgeCalculate"),
        ("en", "set a timer for half an hour", "HassStartTimer"),
        ("en", "add half a pizza to the shopping list", "HassShoppingListAddItem"),
        ("es", "cuánto es la mitad de diez", "EdgeCalculate"),
        ("de", "stelle den Wecker auf halb sieben", "EdgeSetAlarm"),
        ("de", "was ist die Hälfte von zehn", "EdgeCalculate"),
        ("fr", "combien fait la moitié de dix", "EdgeCalculate"),
    ],
)
def test_half_of_something_else_stays_that(understanders: Understanders, language: str, text: str, intent: str) -> None:
    assert [name for name, _, _ in meant(understanders, language, text)] == [intent]
