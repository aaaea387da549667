# SPDX-License-Identifier: Apache-2.0
"""What a worker says crosses the wire with its parts, and no worker can make more of them than a line of text."""

from collections.abc import Iterator

import pytest

from edgeassist import wire
from edgeassist.core import language
from edgeassist.core.told import MOST_SAID, told
from edgeassist.wire.wording import Wording, reworded, said_here, wording, wordings

GERMAN = {
    "{name} cannot be opened: {reason}.": "{name} kann nicht geöffnet werden: {reason}.",
    "no such file": "es gibt die Datei nicht",
    "only {total} tokens": "nur {total} Token",
    "Try again.": "Versuchen Sie es noch einmal.",
}


@pytest.fixture
def german() -> Iterator[None]:
    language.use("de", lambda text, _many, _n: GERMAN.get(text, text))
    yield
    language.use("en")


def crossed(words: Wording) -> Wording:
    """Return `words` after they went over the wire."""
    failed = wire.decode_event(wire.encode(wire.Failed(1, code="x", message="No.", message_words=words)))
    assert isinstance(failed, wire.Failed)
    return failed.message_words


def test_a_sentence_and_the_sentence_in_it_come_out_in_the_language(german: None) -> None:
    reason = told("only {total} tokens", total=12_345)
    said = told("{name} cannot be opened: {reason}.", name="a.txt", reason=reason)
    words = crossed(wording(said))
    assert words.values["reason"] == Wording("only {total} tokens", {"total": 12_345})
    assert reworded(str(said), words) == "a.txt kann nicht geöffnet werden: nur 12.345 Token."


def test_a_plain_text_needs_no_words(german: None) -> None:
    assert wording("Try again.") == Wording()
    assert reworded("Try again.", Wording()) == "Versuchen Sie es noch einmal."


def test_what_has_no_translation_is_shown_as_it_came(german: None) -> None:
    assert reworded("It broke at 7.", Wording("It broke at {place}.", {"place": "7"})) == "It broke at 7."
    assert reworded("", Wording()) == ""


def test_a_name_is_never_translated_even_where_it_is_one_of_our_texts(german: None) -> None:
    words = Wording("{name} cannot be opened: {reason}.", {"name": "Try again.", "reason": Wording("no such file")})
    assert reworded("", words) == "Try again. kann nicht geöffnet werden: es gibt die Datei nicht."


def test_in_english_the_sentence_stands_as_the_worker_said_it() -> None:
    assert reworded("Said so.", Wording("Try {n}.", {"n": 1})) == "Said so."


@pytest.mark.parametrize("text", ["{name.__class__}", "{name!r:>9999999}", "{reason[0]}"])
def test_a_hostile_text_is_not_formatted(german: None, text: str) -> None:
    words = Wording(text, {"name": "a", "reason": "b"})
    assert reworded(text, words) == text
    nested = Wording("{name} cannot be opened: {reason}.", {"name": text, "reason": words})
    assert reworded("", nested) == f"{text} kann nicht geöffnet werden: {text}."


def test_sentences_within_sentences_end_after_the_first(german: None) -> None:
    deep = Wording("{reason}", {"reason": "end"})
    for _ in range(200):
        deep = Wording("{reason}", {"reason": deep})
    words = crossed(Wording("{name} cannot be opened: {reason}.", {"name": "a", "reason": deep}))
    assert reworded("", words) == "a kann nicht geöffnet werden: {reason}."


def test_a_long_sentence_is_cut_and_a_gap_without_a_value_stays(german: None) -> None:
    assert len(reworded("x" * 99_999, Wording())) == MOST_SAID
    assert reworded("", Wording("{name} cannot be opened: {reason}.")).startswith("{name} kann")
    assert len(reworded("short", Wording("x" * 99_999))) == len("short")


def test_what_is_shown_as_it_came_steers_no_text(german: None) -> None:
    assert reworded("a\u202eb\x1b[31m\nc", Wording()) == "a\ufffdb\ufffd[31m\nc"
    assert reworded("Try again.\0 And more.", Wording()) == "Try again.\ufffd And more."


def test_a_name_that_is_no_unicode_crosses_the_wire_as_it_is_shown(german: None) -> None:
    said = told("{name} cannot be opened: {reason}.", name="caf\udce9", reason=told("no such file"))
    assert (
        reworded(str(said), crossed(wording(said))) == "caf\ufffd kann nicht geöffnet werden: es gibt die Datei nicht."
    )


def test_a_value_is_sent_no_longer_than_it_is_shown() -> None:
    words = wording(told("{name}", name="x" * 99_999))
    assert len(str(words.values["name"])) == 400


def test_a_sentence_of_this_process_is_told_too_and_one_that_is_in_the_language_stays(german: None) -> None:
    assert said_here(told("{name} cannot be opened: {reason}.", name="a", reason=told("no such file"))).startswith(
        "a k"
    )
    assert said_here("Try again.") == "Versuchen Sie es noch einmal."
    assert said_here("„\u2068a\u2069“ ist da.\t\n") == "„\u2068a\u2069“ ist da.\t\n"
    assert said_here("") == ""


def test_sentences_by_name_keep_those_that_have_parts() -> None:
    assert wordings({"Q4": told("{kind} no", kind="Q4"), "Q8": "plain"}) == {"Q4": Wording("{kind} no", {"kind": "Q4"})}


@pytest.mark.parametrize("values", [b'{"a":[1]}', b'{"a":1.5}', b'{"a":null}', b'{"a":' + b'{"values":{"a":' * 9999])
def test_values_of_another_kind_are_a_bad_frame(values: bytes) -> None:
    line = b'{"is":"failed","job":1,"code":"x","message":"m","message_words":{"text":"t","values":' + values + b"}}"
    with pytest.raises(wire.BadFrame):
        wire.decode_event(line)
