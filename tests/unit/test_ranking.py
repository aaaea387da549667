# SPDX-License-Identifier: Apache-2.0
"""What a few letters find: the likeliest first, all words, without case and marks, letters in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.core.folding import plain
from edgeassist.ui.ranking import MOST, Entry, ranked


def entries(*titles: str) -> list[Entry]:
    return [Entry(title, lambda: None) for title in titles]


def titles(found: object) -> list[str]:
    assert isinstance(found, list)
    return [entry.title for entry in found]


def test_nothing_typed_shows_everything_in_its_order() -> None:
    assert titles(ranked(entries("Zebra", "Apple"), "  ")) == ["Zebra", "Apple"]


def test_a_beginning_goes_before_a_word_and_a_word_before_a_part() -> None:
    found = ranked(entries("Remodel", "Use a model", "Models", "Model"), "model")
    assert titles(found) == ["Model", "Models", "Use a model", "Remodel"]


def test_every_word_must_fit_in_any_order() -> None:
    some = entries("Go to Chat", "New chat", "Chat: Pump 3")
    assert titles(ranked(some, "chat new")) == ["New chat"]


def test_case_and_marks_make_no_difference() -> None:
    assert titles(ranked(entries("Übersicht"), "uber")) == ["Übersicht"]
    assert plain("Élan VITAL") == "elan vital"


def test_further_words_find_it_but_after_titles() -> None:
    some = [Entry("Colours", lambda: None, further="theme dark light"), Entry("Theme of the day", lambda: None)]
    assert titles(ranked(some, "theme")) == ["Theme of the day", "Colours"]


def test_a_group_finds_all_of_its_kind() -> None:
    some = [Entry("Qwen", lambda: None, group="Model"), Entry("Theme", lambda: None, group="Setting")]
    assert titles(ranked(some, "setting")) == ["Theme"]


@pytest.mark.parametrize(("typed", "meant"), [("gts", "Go to Summarize"), ("lgt", "Larger text"), ("nch", "New chat")])
def test_letters_in_their_order_are_enough(typed: str, meant: str) -> None:
    assert meant in titles(ranked(entries("Go to Summarize", "Larger text", "New chat"), typed))


def test_scattered_letters_must_begin_a_word() -> None:
    assert titles(ranked(entries("Larger text"), "rgx")) == []


def test_letters_here_and_there_say_nothing_where_the_word_itself_is_found() -> None:
    some = [*entries("Close EdgeAssist", "Contrast: More", "Colours: Light"), *entries("What answers cost")]
    assert titles(ranked(some, "cost")) == ["What answers cost"]
    assert titles(ranked(some[:3], "cost")) == ["Close EdgeAssist", "Contrast: More", "Colours: Light"]


def test_nothing_fits_is_an_empty_answer() -> None:
    assert titles(ranked(entries("Models"), "xyzzy")) == []


def test_no_more_than_can_be_looked_through() -> None:
    assert len(ranked(entries(*(f"Chat {number}" for number in range(500))), "chat")) == MOST


@given(st.text(max_size=40), st.lists(st.text(max_size=30), max_size=12))
def test_any_text_is_answered_with_some_of_the_entries(text: str, names: list[str]) -> None:
    some = entries(*names)
    assert all(entry in some for entry in ranked(some, text))


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=12), min_size=1, max_size=8))
def test_a_title_typed_in_full_is_found(names: list[str]) -> None:
    for name in names:
        assert name in titles(ranked(entries(*names), name))
