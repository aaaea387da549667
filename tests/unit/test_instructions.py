# SPDX-License-Identifier: Apache-2.0
"""What the system message says for each task, and the languages it can name."""

import json

import pytest

from edgeassist.core.instructions import (
    INTENT_SCHEMA,
    LANGUAGES,
    UnknownLanguage,
    language_code,
    latin,
    parse_command,
    summarize,
    translate,
)


def test_each_task_has_its_sentence() -> None:
    assert translate("es") == "Translate the user's text to Spanish. Reply with the translation only."
    assert translate("en", "de") == (
        "Translate the user's text from German to English. Reply with the translation only."
    )
    assert summarize() == "Summarize the user's text in one or two sentences. Reply with the summary only."
    assert parse_command() == (
        'Turn the user\'s command into JSON with "intent" and "slots". Reply with the JSON only.'
    )


@pytest.mark.parametrize(("wanted", "code"), [("es", "es"), ("ES", "es"), (" Spanish ", "es"), ("german", "de")])
def test_a_language_is_known_by_code_and_by_name(wanted: str, code: str) -> None:
    assert language_code(wanted) == code


@pytest.mark.parametrize("wanted", ["", "xx", "klingon" * 40, "\x1b[2J"])
def test_an_unknown_language_is_one_printable_sentence(wanted: str) -> None:
    with pytest.raises(UnknownLanguage) as caught:
        language_code(wanted)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 100
    assert "es (Spanish)" in caught.value.hint


def test_codes_and_names_are_unique() -> None:
    assert len({name.casefold() for name in LANGUAGES.values()} | LANGUAGES.keys()) == 2 * len(LANGUAGES)
    assert all(len(code) == 2 for code in LANGUAGES)


def test_the_schema_of_a_command_is_json() -> None:
    assert json.loads(INTENT_SCHEMA)["required"] == ["intent", "slots"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Grüße, Señor", True),
        ("123 !", True),
        ("", True),
        ("Доброе утро", False),
        ("Bob 早上好早上好", False),
        ("1.ª", True),
    ],
)
def test_latin_letters_are_told_from_others(text: str, told: bool) -> None:
    assert latin(text) is told
