# SPDX-License-Identifier: Apache-2.0
"""What comes near a command and is none: it must not be done, whatever else the sentence may mean."""

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
    ("language", "text"),
    [
        ("de", "lösch alles"),
        ("de", "lösche bitte alles"),
        ("de", "alles löschen"),
        ("de", "lösch alle Geräte"),
        ("en", "delete everything"),
        ("en", "remove all devices"),
        ("es", "borra todo"),
        ("es", "quita todo"),
        ("fr", "supprime tout"),
        ("fr", "enlève tout"),
    ],
)
def test_to_delete_everything_is_no_way_to_turn_everything_off(tongues: Tongues, language: str, text: str) -> None:
    assert tongues[language].meant(text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "mach alles aus"), ("en", "turn everything off"), ("es", "apaga todo"), ("fr", "éteins tout")],
)
def test_everything_is_turned_off_by_words_that_say_so(tongues: Tongues, language: str, text: str) -> None:
    assert tongues[language].meant(text) == [("HassTurnOff", {"name": "all"})]


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "schalt mal alle Geräte ab"), ("en", "kill everything"), ("es", "corta todo"), ("fr", "arrête tout")],
)
def test_words_that_only_come_near_turning_everything_off_are_asked_about(
    tongues: Tongues, language: str, text: str
) -> None:
    (step,) = tongues[language].type(text).steps
    assert (step.intent.name, step.state) == ("HassTurnOff", "asking")


def test_a_light_may_still_be_put_out_with_the_german_word_for_deleting(tongues: Tongues) -> None:
    assert tongues["de"].meant("lösch das Licht in der Küche") == [("HassTurnOff", {"area": "kitchen"})]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "setz keine Milch auf die Einkaufsliste"),
        ("de", "setz Fisch nicht auf die Einkaufsliste"),
        ("de", "füge keine Milch zur Einkaufsliste hinzu"),
        ("de", "schreib nicht Milch auf die Einkaufsliste"),
        ("de", "setz bitte nichts auf die Einkaufsliste"),
        ("de", "setz Brot und keine Milch auf die Einkaufsliste"),
        ("en", "add no milk to the shopping list"),
        ("en", "add fish not to the shopping list"),
        ("en", "don't add milk to the shopping list"),
        ("en", "never put milk on the shopping list"),
        ("es", "añade no leche a la lista de la compra"),
        ("es", "no añadas leche a la lista de la compra"),
        ("fr", "ajoute pas de lait à la liste de courses"),
        ("fr", "n'ajoute pas de lait à la liste de courses"),
    ],
)
def test_what_is_not_to_be_put_on_a_list_is_put_nowhere(tongues: Tongues, language: str, text: str) -> None:
    assert tongues[language].meant(text) == []


@pytest.mark.parametrize(
    ("language", "text", "item"),
    [
        ("de", "setz Bier ohne Alkohol auf die Einkaufsliste", "Bier ohne Alkohol"),
        ("de", "setz ne Milch auf die Einkaufsliste", "ne Milch"),
        ("en", "add nonfat milk to the shopping list", "nonfat milk"),
        ("es", "añade café sin azúcar a la lista de la compra", "café sin azúcar"),
    ],
)
def test_words_that_only_look_like_a_no_forbid_nothing(tongues: Tongues, language: str, text: str, item: str) -> None:
    ((name, slots),) = tongues[language].meant(text)
    assert name in ("HassListAddItem", "HassShoppingListAddItem")
    assert slots["item"] == item


def test_a_note_may_say_no_but_not_of_a_list(tongues: Tongues) -> None:
    assert tongues["de"].meant("notiere keine Milch für Anna") == [("EdgeTakeNote", {"text": "keine Milch für Anna"})]
    assert tongues["de"].meant("notiere keine Milch auf dem Einkaufszettel") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "stell keinen Timer auf zehn Minuten"),
        ("de", "neue Liste kein Fisch"),
        ("de", "schreib keinen Brief an Anna"),
        ("de", "stelle das Licht nicht auf 50 Prozent"),
        ("de", "öffne nicht die Einstellungen"),
        ("en", "set no timer for ten minutes"),
    ],
)
def test_a_no_is_no_name_and_no_note(tongues: Tongues, language: str, text: str) -> None:
    assert tongues[language].meant(text) == []
