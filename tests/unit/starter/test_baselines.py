# SPDX-License-Identifier: Apache-2.0
"""The baselines are what they are called; templates are tested in `tests/starter`, with the templates' library."""

import math

import pytest
from starter.baselines import Dictionary, Names, copied, lead, reply_nats, unigram_nats

PAIRS = [
    ("the house", "la casa"),
    ("the book", "el libro"),
    ("a house", "una casa"),
    ("the green house", "la casa verde"),
    ("a green book", "un libro verde"),
    ("the water", "el agua"),
    ("green water", "agua verde"),
    ("I drink water", "bebo agua"),
    ("I read a book", "leo un libro"),
]


def test_a_dictionary_finds_which_word_means_which() -> None:
    words = Dictionary.learn(PAIRS).words
    assert {word: words[word] for word in ("house", "book", "green", "water")} == {
        "house": "casa",
        "book": "libro",
        "green": "verde",
        "water": "agua",
    }


def test_a_dictionary_keeps_order_capitals_and_punctuation_and_copies_what_it_does_not_know() -> None:
    made = Dictionary({"the": "la", "house": "casa", "is": "es", "green": "verde"})
    assert made.translate("The house, Tom, is green!") == "La casa, Tom, es verde!"


def test_a_dictionary_of_nothing_copies() -> None:
    assert Dictionary.learn([]).translate("Hello, you.") == "Hello, you."


def test_a_dictionary_is_learned_the_same_way_every_time() -> None:
    assert Dictionary.learn(PAIRS).words == Dictionary.learn(PAIRS).words


def test_copying_changes_nothing() -> None:
    assert copied("Wie geht's?") == "Wie geht's?"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One sentence here. Another one.", "One sentence here."),
        ("Dr. Smith came. He left.", "Dr. Smith came."),
        ("It cost 3.50 euros. Cheap!", "It cost 3.50 euros."),
        ("¿Qué pasa? ¡Nada!", "¿Qué pasa?"),
        ("No end at all", "No end at all"),
        ("A title\nand the text", "A title"),
        ('She said "go." Then left.', 'She said "go."'),
        ("", ""),
    ],
)
def test_the_lead_is_the_first_sentence(text: str, first: str) -> None:
    assert lead(text) == first


def test_names_of_a_home_are_the_values_of_its_commands() -> None:
    commands = [
        '{"intent":"A","slots":{"name":"lamp","area":"kitchen","color":"red"}}',
        '{"intent":"B","slots":{"name":"fan","floor":"attic"}}',
        '{"intent":"A","slots":{"name":"lamp"}}',
    ]
    assert Names.of(commands) == Names(("fan", "lamp"), ("kitchen",), ("attic",))


def test_a_model_of_frequencies_is_surprised_by_what_is_rare() -> None:
    often, never = unigram_nats([[1, 1, 1, 2]], [[1], [3]])
    assert often == pytest.approx(-math.log(4 / 7))  # three of four, and one more for each of three tokens
    assert never == pytest.approx(-math.log(1 / 7))


def test_a_model_of_frequencies_adds_up_over_a_reply() -> None:
    (both,) = unigram_nats([[1, 2]], [[1, 2]])
    assert both == pytest.approx(2 * -math.log(2 / 4))


def test_a_guess_by_whole_replies_is_sure_of_the_usual_and_spells_the_new() -> None:
    usual, new = reply_nats({"Yes.": 8, "No.": 1, "Perhaps.": 1}, ["Yes.", "Never."], [5.0, 6.0])
    assert usual == pytest.approx(-math.log(0.8 * 0.8 + 0.2 * math.exp(-5)))
    assert new == pytest.approx(6 - math.log(0.2))


def test_a_guess_that_heard_nothing_only_spells() -> None:
    assert reply_nats({}, ["Yes."], [5.0]) == pytest.approx([5.0])
