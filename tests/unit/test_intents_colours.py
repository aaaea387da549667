# SPDX-License-Identifier: Apache-2.0
"""Colour words of four languages as CSS names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intents.colours import colour

SAID: list[tuple[str, str, str | None]] = [
    ("en", "red", "red"),
    ("en", "Light Blue", "lightblue"),
    ("en", "grey", "gray"),
    ("en", "gold", "gold"),
    ("en", "sky blue", "skyblue"),
    ("en", "turquoise", "turquoise"),
    ("en", "maroon", "maroon"),
    ("en", "warm", None),
    ("en", "pizza", None),
    ("en", "", None),
    ("es", "rojo", "red"),
    ("es", "azul claro", "lightblue"),
    ("es", "VERDE", "green"),
    ("es", "morado", "purple"),
    ("es", "amarilla", "yellow"),
    ("es", "marrón", "brown"),
    ("es", "azul marino", "navy"),
    ("es", "pizza", None),
    ("de", "Rot", "red"),
    ("de", "hellblau", "lightblue"),
    ("de", "grün", "green"),
    ("de", "türkis", "turquoise"),
    ("de", "weißes", "white"),
    ("de", "Dunkelrot", "darkred"),
    ("de", "lila", "purple"),
    ("de", "grau", "gray"),
    ("de", "Pizza", None),
    ("fr", "rouge", "red"),
    ("fr", "bleu clair", "lightblue"),
    ("fr", "verte", "green"),
    ("fr", "violet", "violet"),
    ("fr", "doré", "gold"),
    ("fr", "blanche", "white"),
    ("fr", "bleu marine", "navy"),
    ("fr", "pizza", None),
]


@pytest.mark.parametrize(("language", "word", "name"), SAID)
def test_a_colour_is_named_as_css_does(language: str, word: str, name: str | None) -> None:
    assert colour(word, language) == name


def test_english_colours_are_known_in_every_language() -> None:
    assert {colour("turquoise", language) for language in ("en", "es", "de", "fr", "pl")} == {"turquoise"}


def test_a_name_is_one_small_word() -> None:
    for language, word in (("es", "azul oscuro"), ("de", "hellgrün"), ("fr", "bleu ciel")):
        name = colour(word, language)
        assert name is not None
        assert name.isalpha()
        assert name.islower()


@given(st.text(max_size=80), st.sampled_from(("en", "es", "de", "fr", "xx")))
def test_no_text_makes_reading_fail(text: str, language: str) -> None:
    found = colour(text, language)
    assert found is None or found.isalpha()
