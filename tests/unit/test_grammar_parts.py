# SPDX-License-Identifier: Apache-2.0
"""The pieces that a grammar is made of: small expansions, templates in whole words, names and numbers read aloud."""

import logging
from itertools import product

import pytest

from edgeassist.intents.grammar_parts import expansion
from edgeassist.intents.grammar_phrases import MOST, phrases
from edgeassist.intents.grammar_templates import written_out
from edgeassist.intents.spoken_words import number_words, spoken
from tests.support.jsgf_walk import Walk


def said(template: str, **rules: str) -> set[str]:
    return {" ".join(tokens) for tokens in written_out(template, rules)}


def test_sentences_share_what_they_have_in_common() -> None:
    assert expansion([("turn", "on"), ("turn", "off")]) == "turn (off | on)"
    assert expansion([("set", "<x>"), ("set", "<x>", "percent")]) == "set <x> [percent]"
    assert expansion([("a", "c"), ("b", "c")]) == "(a | b) c"
    assert expansion([]) == ""


def test_an_expansion_says_what_was_put_in_and_nothing_else() -> None:
    sentences = {("a",), ("a", "b"), ("a", "b", "c"), ("b", "c"), ("b",), ("c", "b", "a"), ("c", "b")}
    walk = Walk(f"public <command> = {expansion(sentences)};\n")
    words = ("a", "b", "c")
    every = {said for length in range(4) for said in product(words, repeat=length)}
    assert {sentence for sentence in every if walk.says(" ".join(sentence))} == sentences


@pytest.mark.parametrize(
    ("template", "sentences"),
    [
        ("light[s] on", {"light on", "lights on"}),
        ("{n}( |-)hour[s]", {"<list_n> hour", "<list_n> hours"}),
        ("{n:m}[([ ]%)| percent]", {"<list_n>", "<list_n> percent"}),
        ("[[of ](the|my)] x", {"x", "the x", "my x", "of the x", "of my x"}),
        ("(a b;c) d", {"a b c d", "c a b d"}),
        ("what's up?", {"what's up"}),
        ("<the> x", {"the x", "my x"}),
        ("<when> x", {"<rule_when> x"}),
        ("{n}s", set()),
        ("<unknown> x", set()),
        ("(a|b|c|d) (a|b|c|d) (a|b|c|d) (a|b|c|d) (a|b|c|d)", set()),
        ("(broken", set()),
    ],
)
def test_a_template_is_written_out_in_whole_words(template: str, sentences: set[str]) -> None:
    assert said(template, the="(the|my)", when="at {time}") == sentences


def test_rules_that_name_each_other_end() -> None:
    assert said("<a>", a="<b> x", b="<a> y") == set()


@pytest.mark.parametrize(
    ("name", "language", "words"),
    [
        ("TV", "en", "tv"),
        ("2nd floor", "en", "second floor"),
        ("Lamp 12", "en", "lamp twelve"),
        ("Washer & dryer", "en", "washer and dryer"),
        ("Zora’s lamp", "en", "zora's lamp"),
        ("Küche 2", "de", "küche zwei"),
        ("Salón & cocina", "es", "salón y cocina"),
        ("  …!? ", "en", ""),
        ("12345678", "en", "one two three four five six seven eight"),
    ],
)
def test_names_are_read_aloud(name: str, language: str, words: str) -> None:
    assert " ".join(spoken(name, language)) == words


def test_numbers_are_words() -> None:
    assert number_words(45, "en") == (("forty", "five"),)
    assert ("cuarenta", "y", "cinco") in number_words(45, "es")
    assert ("fünfundvierzig",) in number_words(45, "de")
    assert number_words(3, "xx") == (("3",),)


def test_phrases_hold_every_pair_of_neighbours() -> None:
    lists = {"list_x": frozenset({("one",), ("two", "three")}), "rule_y": frozenset({("at", "<list_x>")})}
    found = phrases([("go", "<list_x>"), ("stop", "<rule_y>")], lists)
    assert set(found) == {"go one", "go two three", "stop at one"}


def test_phrases_are_bounded_and_the_log_says_so_without_a_persons_words(expects_log: list[logging.LogRecord]) -> None:
    lists = {"list_x": frozenset({(f"word{number}",) for number in range(MOST + 50)})}
    found = phrases([("go", "<list_x>")], lists)
    assert len(found) == MOST
    said = expects_log[0].getMessage()
    assert (str(MOST) in said, "word" in said) == (True, False)
