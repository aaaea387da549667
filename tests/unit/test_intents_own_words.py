# SPDX-License-Identifier: Apache-2.0
"""A person's own words in a command: the chat gets the whole sentence, a list its things, a note what is noted."""

from collections.abc import Iterator

import pytest

from tests.support.in_tongues import LANGUAGES, Tongue

Tongues = dict[str, Tongue]
TEN_MINUTES = ("HassStartTimer", {"minutes": 10})


@pytest.fixture(scope="module")
def tongues(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tongues]:
    made = {language: Tongue(tmp_path_factory.mktemp(language), language) for language in LANGUAGES}
    yield made
    for one in made.values():
        one.close()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "schreib einen Brief an meine Vermieterin"),
        ("de", "Schreib mir ein Gedicht über den Herbst"),
        ("de", "schreib mir eine Mail an Peter, dass ich „später“ komme"),
        ("de", "schreib mir eine Einkaufsliste"),
        ("de", "ein Gedicht über den Herbst schreiben"),
        ("de", "erzähl mir etwas über den Mond"),
        ("de", "erzähl mir einen Witz"),
        ("en", "write a letter to my landlady"),
        ("en", "write me a poem about autumn"),
        ("en", "write me a shopping list"),
        ("en", "explain photosynthesis to me"),
        ("es", "escribe una carta a mi casera"),
        ("es", "escríbeme un poema sobre el otoño"),
        ("es", "escríbeme una lista de la compra"),
        ("fr", "écris une lettre à ma propriétaire"),
        ("fr", "écris-moi un poème sur l'automne"),
        ("fr", "écris-moi une liste de courses"),
    ],
)
def test_the_chat_gets_the_whole_sentence(tongues: Tongues, language: str, text: str) -> None:
    assert tongues[language].meant(text) == [("EdgeAsk", {"text": text})]


def test_the_chat_gets_its_part_of_a_sentence_with_two_commands(tongues: Tongues) -> None:
    assert tongues["de"].meant("stell einen Timer auf zehn Minuten und schreib einen Brief an Anna") == [
        TEN_MINUTES,
        ("EdgeAsk", {"text": "schreib einen Brief an Anna"}),
    ]


def test_a_question_to_the_model_is_asked_without_the_words_that_send_it(tongues: Tongues) -> None:
    assert tongues["de"].meant("frag das Modell was Liebe ist") == [("EdgeAsk", {"text": "was Liebe ist"})]


@pytest.mark.parametrize(
    ("language", "text", "items"),
    [
        ("de", "setz Brot und Butter auf die Einkaufsliste und stell einen Timer auf zehn Minuten", ("Brot", "Butter")),
        ("en", "add bread and butter to the shopping list and set a timer for ten minutes", ("bread", "butter")),
        (
            "es",
            "añade pan y mantequilla a la lista de la compra y pon un temporizador de diez minutos",
            ("pan", "mantequilla"),
        ),
        (
            "fr",
            "ajoute du pain et du beurre à la liste de courses et mets un minuteur de dix minutes",
            ("pain", "beurre"),
        ),
    ],
)
def test_things_of_a_list_are_parted_beside_another_command_as_they_are_alone(
    tongues: Tongues, language: str, text: str, items: tuple[str, ...]
) -> None:
    *added, timer = tongues[language].meant(text)
    assert timer == TEN_MINUTES
    assert [slots["item"] for _, slots in added] == list(items)
