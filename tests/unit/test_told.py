# SPDX-License-Identifier: Apache-2.0
"""A told sentence reads as any text, remembers what it was made of, and formats nothing a stranger wrote."""

from collections.abc import Iterator

import pytest

from edgeassist.core import language
from edgeassist.core.told import MOST_CHARACTERS, Told, filled, told


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    language.use("en")


def test_a_told_sentence_is_a_text_that_remembers_its_parts() -> None:
    sentence = told("{name} cannot be opened: {reason}.", name="a.gguf", reason=told("it is a link"))
    assert sentence == "a.gguf cannot be opened: it is a link."
    assert sentence.template == "{name} cannot be opened: {reason}."
    assert sentence.values["name"] == "a.gguf"
    assert isinstance(sentence.values["reason"], Told)


def test_a_number_is_grouped_and_one_of_bytes_has_its_unit() -> None:
    assert told("{count} tokens, {size_bytes}", count=12_345, size_bytes=397_808_192) == "12,345 tokens, 398 MB"


def test_numbers_are_written_as_the_language_has_them() -> None:
    language.use("fr", lambda text, _many, _n: {"{size} GB": "{size} Go"}.get(text, text))
    assert filled("{size_bytes}; {count}", {"size_bytes": 1_100_000_000, "count": 12_345}) == "1,1 Go; 12\u202f345"


@pytest.mark.parametrize("text", ["{name.__class__}", "{name!r}", "{name:>99999999}", "{0}", "{}", "{", "{{name}}x{"])
def test_a_gap_that_is_no_plain_name_stays_as_it_is(text: str) -> None:
    assert filled(text, {"name": "secret"}) == text.replace("{name}", "secret")


def test_what_a_value_holds_is_never_taken_for_a_gap() -> None:
    assert filled("{one} {two}", {"one": "{two}", "two": "{one.__class__}"}) == "{two} {one.__class__}"


def test_a_value_is_one_short_harmless_line_and_no_number_is_too_large() -> None:
    said = filled("{text}", {"text": "a\n\u202eb" + "x" * 9999})
    assert said.startswith("a\ufffd\ufffdb")
    assert len(said) == MOST_CHARACTERS
    assert filled("{n} {n_bytes}", {"n": 10**5000, "n_bytes": -(10**5000)})
