# SPDX-License-Identifier: Apache-2.0
"""Our phrasebook: four languages on every line, both ways, a held-out phrase held out in all of them."""

from collections import Counter
from pathlib import Path

import pytest
from starter.documents import HELD, TRAIN
from starter.own_phrases import HELD_TOPIC, LANGUAGES, documents, read
from starter.pairs import key


def test_there_are_phrases_on_many_topics_in_four_languages() -> None:
    phrases = read()
    assert len(phrases) >= 400
    assert len({phrase.topic for phrase in phrases}) >= 15
    assert all(phrase.said.keys() == set(LANGUAGES) for phrase in phrases)


def test_no_phrase_is_there_twice() -> None:
    counts = Counter(key(phrase.said["en"]) for phrase in read())
    assert max(counts.values()) == 1


def test_questions_are_questions_in_every_language() -> None:
    for phrase in read():
        marks = {text.rstrip(" !").endswith("?") for language, text in phrase.said.items() if language != "es"}
        assert len(marks) == 1, phrase.said
        assert ("?" in phrase.said["es"]) == ("¿" in phrase.said["es"])


def test_each_phrase_goes_both_ways() -> None:
    made = list(documents(("en", "es")))
    there = {(one.turns[0], one.split) for one in made if one.source == "en"}
    back = {((one.turns[0][1], one.turns[0][0]), one.split) for one in made if one.source == "es"}
    assert there == back
    assert len(list(documents(LANGUAGES))) > 5 * len(made)


def test_one_topic_and_a_few_phrases_are_held_out() -> None:
    made = list(documents(LANGUAGES))
    assert all(one.split == HELD for one in made if one.origin.startswith(f"own-phrases/{HELD_TOPIC}/"))
    others = Counter(one.split for one in made if not one.origin.startswith(f"own-phrases/{HELD_TOPIC}/"))
    assert 0.01 < others[HELD] / others[TRAIN] < 0.06


def test_no_held_out_text_is_trained_on() -> None:
    made = list(documents(LANGUAGES))
    apart = {key(text) for one in made if one.split == HELD for text in one.turns[0]}
    assert not [one for one in made if one.split == TRAIN and apart & {key(text) for text in one.turns[0]}]


def test_a_line_with_a_language_missing_is_shown(tmp_path: Path) -> None:
    (tmp_path / "hall.toml").write_text('phrases = """\nHello | Hola | Bonjour\n"""\n', "utf-8")
    with pytest.raises(ValueError, match=r"hall\.toml .*Hello"):
        read(tmp_path)
