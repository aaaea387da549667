# SPDX-License-Identifier: Apache-2.0
"""Pages of the window by their names in four languages, and a brightness for all lights where no room is named."""

from collections.abc import Iterator

import pytest

from tests.support.in_tongues import LANGUAGES, Tongue

Tongues = dict[str, Tongue]


@pytest.fixture(scope="module")
def tongues(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tongues]:
    made = {language: Tongue(tmp_path_factory.mktemp(language), language) for language in LANGUAGES}
    yield made
    for one in made.values():
        one.close()


@pytest.mark.parametrize(
    ("language", "text", "page"),
    [
        ("de", "öffne die Einstellungen", "settings"),
        ("de", "Einstellungen", "settings"),
        ("de", "geh zu den Einstellungen", "settings"),
        ("de", "öffne das Handbuch", "guide"),
        ("de", "öffne die Modelle", "models"),
        ("de", "öffne die Startseite", "home"),
        ("en", "open settings", "settings"),
        ("en", "open the guide", "guide"),
        ("en", "go to models", "models"),
        ("en", "open the start page", "home"),
        ("es", "abre los ajustes", "settings"),
        ("es", "abre la guía", "guide"),
        ("es", "abre los modelos", "models"),
        ("es", "abre la página de inicio", "home"),
        ("fr", "ouvre les réglages", "settings"),
        ("fr", "ouvre le guide", "guide"),
        ("fr", "ouvre les modèles", "models"),
        ("fr", "ouvre la page d'accueil", "home"),
    ],
)
def test_a_page_of_the_window_opens_by_its_name(tongues: Tongues, language: str, text: str, page: str) -> None:
    (step,) = tongues[language].do(text)
    assert (step.intent.name, step.state) == ("EdgeOpenPane", "done")
    assert step.outcome is not None
    assert step.outcome.wanted is not None
    assert step.outcome.wanted.pane == page


def test_a_bare_word_for_help_is_still_answered(tongues: Tongues) -> None:
    assert tongues["de"].meant("hilfe") == [("HassRespond", {"about": "help"})]


@pytest.mark.parametrize(
    ("language", "text", "brightness"),
    [
        ("de", "dimm das Licht auf 30 Prozent", 30),
        ("de", "stelle das Licht auf 50 Prozent", 50),
        ("de", "stelle alle Lichter auf 50 % ein", 50),
        ("en", "dim the lights to 30 percent", 30),
        ("en", "set all the lights to 50%", 50),
        ("es", "atenúa las luces al 30 por ciento", 30),
        ("fr", "tamise les lumières à 30 pour cent", 30),
    ],
)
def test_without_a_room_a_brightness_is_for_all_lights(
    tongues: Tongues, language: str, text: str, brightness: int
) -> None:
    assert tongues[language].meant(text) == [("HassLightSet", {"brightness": brightness})]
    (step,) = tongues[language].type(text).steps
    assert step.preview.cannot == ""


def test_one_light_of_many_is_asked_for_by_its_name(tongues: Tongues) -> None:
    (step,) = tongues["en"].type("set the light to 50 percent").steps
    assert step.state == "cannot"
