# SPDX-License-Identifier: Apache-2.0
"""A text in segments: nothing of the layout is lost, and what is no text to translate stays."""

from hypothesis import given
from hypothesis import strategies as st

from edgeassist.panes.translate.memory import Key, Made, Memory
from edgeassist.panes.translate.segments import layout
from edgeassist.panes.translate.translation import Pair, Tone

PIECES = st.sampled_from(
    [
        "Hello there. ",
        "How are you?",
        "\n",
        "\n\n",
        "  ",
        "\t",
        "- ",
        "```\n",
        "a = b;",
        "https://a.b/c",
        "12.5",
        "Dr. No ",
    ]
)


def translated(text: str, language: str = "en") -> list[str]:
    parts = layout(text, language)
    return [one.text for one in parts.segments if one.number not in parts.verbatim]


@given(st.lists(PIECES).map("".join), st.integers(40, 200))
def test_joined_segments_are_the_text_again(text: str, most: int) -> None:
    parts = layout(text, "en", most)
    assert "".join(one.text + one.gap for one in parts.segments) == text
    assert all(text[one.start : one.end] == one.text for one in parts.segments)
    assert [one.number for one in parts.segments] == list(range(len(parts.segments)))


def test_sentences_lines_and_marks_are_parted() -> None:
    assert translated("Hello there. How are you?\n- One thing.\n2. Two things") == [
        "Hello there.",
        "How are you?",
        "One thing.",
        "Two things",
    ]


def test_code_addresses_and_bare_numbers_are_not_translated() -> None:
    assert translated("Run this:\n```sh\nrm -r x\n```\nhttps://example.org/a\n12,5 %\nme@example.org\nDone.") == [
        "Run this:",
        "Done.",
    ]


def test_a_sentence_that_is_only_wrapped_stays_one() -> None:
    wrapped = "This sentence is so long that the one who wrote it had to break\nthe line before it came to its end."
    assert translated(wrapped) == [wrapped]
    assert translated("A short line\nanother one") == ["A short line", "another one"]


def test_a_sentence_longer_than_allowed_is_parted_after_a_clause() -> None:
    text = "We saw the house and the garden behind it, " * 6 + "and then we went home."
    parts = layout(text, "en", 100)
    assert len(parts.segments) > 2
    assert all(len(one.text) <= 100 for one in parts.segments)
    assert all(one.text.endswith(",") for one in parts.segments[:-1])


def test_memory_forgets_what_was_not_asked_for_the_longest() -> None:
    memory = Memory(2)
    keys = [Key("engine", Pair("en", "es"), Tone.AS_IS, "", text) for text in "abc"]
    memory.keep(keys[0], Made("A"))
    memory.keep(keys[1], Made("B"))
    assert memory.get(keys[0]) == Made("A")
    memory.keep(keys[2], Made("C"))
    assert [memory.get(key) for key in keys] == [Made("A"), None, Made("C")]
