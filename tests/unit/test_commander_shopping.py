# SPDX-License-Identifier: Apache-2.0
"""The shopping list by its name in four languages: filled, read, cleared; an article is no part of what is on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.core import language as spoken_language
from edgeassist.intents.actions import lists as lists_module
from edgeassist.intents.spoken_things import same_thing
from tests.support.commanding import Place, acting, do
from tests.support.in_tongues import LANGUAGES, Tongue

Tongues = dict[str, Tongue]


@pytest.fixture(scope="module")
def tongues(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tongues]:
    made = {language: Tongue(tmp_path_factory.mktemp(language), language) for language in LANGUAGES}
    yield made
    for one in made.values():
        one.close()


@pytest.fixture
def german_window() -> Iterator[None]:
    words = {"Shopping list": "Einkaufsliste", "the list “{name}”": "Liste „{name}“"}
    spoken_language.use("de", lambda text, _many, _n: words.get(text, text))
    yield
    spoken_language.use("en")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "was steht auf der Einkaufsliste"),
        ("de", "zeig mir die Einkaufsliste"),
        ("de", "lies den Einkaufszettel vor"),
        ("de", "lies die Shopping list vor"),
        ("en", "what's on the shopping list"),
        ("es", "qué hay en la lista de la compra"),
        ("es", "léeme la lista de la compra"),
        ("fr", "lis la liste de courses"),
        ("fr", "qu'y a-t-il sur la liste de courses"),
    ],
)
def test_it_is_read_by_its_name(tongues: Tongues, language: str, text: str) -> None:
    assert tongues[language].meant(text) == [("EdgeReadList", {"list": "shopping"})]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "leere die Einkaufsliste"),
        ("es", "vacía la lista de la compra"),
        ("fr", "vide la liste de courses"),
    ],
)
def test_it_is_cleared_by_its_name(tongues: Tongues, language: str, text: str) -> None:
    assert tongues[language].meant(text) == [("EdgeClearList", {"list": "shopping"})]


@pytest.mark.parametrize(
    ("language", "text", "item"),
    [
        ("de", "schreib Brot auf den Einkaufszettel", "Brot"),
        ("de", "notiere Eier auf der Einkaufsliste", "Eier"),
        ("de", "setz bitte Honig auf die Einkaufsliste", "Honig"),
        ("en", "note eggs on the shopping list", "eggs"),
        ("es", "anota huevos en la lista de la compra", "huevos"),
        ("fr", "note des œufs sur la liste de courses", "œufs"),
        ("fr", "écris du pain sur la liste de courses", "pain"),
    ],
)
def test_what_is_written_on_it_is_no_note(tongues: Tongues, language: str, text: str, item: str) -> None:
    assert tongues[language].meant(text) == [("HassListAddItem", {"item": item, "name": "shopping"})]


@pytest.mark.parametrize(
    ("language", "added", "taken"),
    [
        ("de", "setz Milch auf die Einkaufsliste", "streich die Milch von der Einkaufsliste"),
        ("de", "setz das Brot auf die Einkaufsliste", "entferne Brot von der Einkaufsliste"),
        ("de", "setz Eier auf die Einkaufsliste", "nimm die Eier vom Einkaufszettel"),
        ("en", "add milk to the shopping list", "remove the milk from the shopping list"),
        ("es", "añade leche a la lista de la compra", "quita la leche de la lista de la compra"),
        ("fr", "ajoute du lait à la liste de courses", "enlève le lait de la liste de courses"),
    ],
)
def test_a_thing_is_found_on_it_with_another_article_or_none(
    tongues: Tongues, language: str, added: str, taken: str
) -> None:
    for text in (added, taken):
        (step,) = tongues[language].do(text)
        assert step.state == "done", step.preview.cannot


def test_an_article_makes_no_second_thing(tongues: Tongues) -> None:
    tongues["de"].do("setz Butter auf die Einkaufsliste")
    (step,) = tongues["de"].type("setz die Butter auf die Einkaufsliste").steps
    assert step.state == "cannot"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("milk", "The Milk", True),
        ("Milch", "die Milch", True),
        ("farine", "de la farine", True),
        ("ail", "l’ail", True),
        ("die", "die", True),
        ("Milch", "Buttermilch", False),
        ("la", "le", False),
    ],
)
def test_things_are_the_same_but_for_articles_and_capitals(one: str, other: str, same: bool) -> None:
    assert same_thing(one, other) == same


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "neue Liste Urlaub mit Sonnencreme und Badehose"),
        ("en", "create a list called holiday with sunscreen"),
        ("es", "nueva lista vacaciones con crema y bañador"),
        ("fr", "nouvelle liste vacances avec crème et maillot"),
    ],
)
def test_a_list_is_not_called_after_what_is_to_be_on_it(tongues: Tongues, language: str, text: str) -> None:
    (step,) = tongues[language].type(text).steps
    assert (step.intent.name, step.state) == ("EdgeCreateList", "cannot")


@pytest.mark.parametrize(
    ("language", "text", "note"),
    [
        ("de", "notiere bitte die Telefonnummer 123", "die Telefonnummer 123"),
        ("en", "note please the phone number 123", "the phone number 123"),
        ("es", "anota por favor el número 123", "el número 123"),
        ("fr", "note s'il te plaît le numéro 123", "le numéro 123"),
    ],
)
def test_a_word_of_politeness_is_no_part_of_a_note(tongues: Tongues, language: str, text: str, note: str) -> None:
    assert tongues[language].meant(text) == [("EdgeTakeNote", {"text": note})]


@pytest.mark.usefixtures("german_window")
def test_a_german_window_names_it_in_german(tmp_path: Path) -> None:
    with acting(lists_module.SPEC, Place(tmp_path, language="de")) as lists:
        assert do(lists, "EdgeReadList", list="shopping").sentence.startswith("Liste „Einkaufsliste“")
        (named,) = lists.names().lists
        assert named.spoken == ("Einkaufsliste", "Einkaufszettel", "Einkauf", "Shopping list", "Shopping")
        assert do(lists, "EdgeReadList", list="Einkaufsliste") == do(lists, "EdgeReadList", list="Shopping list")
