# SPDX-License-Identifier: Apache-2.0
"""Our spoken commands: every template can be said, no value is made up, and no held-out phrasing is trained on."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from starter.documents import HELD, TRAIN, Document
from starter.own_commands import NONE, documents, held, read
from starter.own_templates import Choice, parsed, said
from starter.pairs import key

LANGUAGES = ("en", "es")


@pytest.fixture(scope="module")
def made() -> list[Document]:
    return list(documents(1, per_template=2))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_can_be_read_and_no_intent_is_said_in_few_ways(language: str) -> None:
    counts = Counter(template.intent for template in read(language).templates)
    assert len(counts) >= 40
    assert min(counts.values()) >= 8
    assert counts[NONE] >= 60


def test_both_languages_know_the_same_intents() -> None:
    intents = [{template.intent for template in read(language).templates} for language in LANGUAGES]
    assert intents[0] == intents[1]


def test_a_reply_is_one_line_of_compact_json_with_what_was_said(made: list[Document]) -> None:
    for document in made:
        ((text, answer),) = document.turns
        parsed_answer = json.loads(answer)
        assert list(parsed_answer) == ["intent", "slots"]
        assert answer == json.dumps(parsed_answer, ensure_ascii=False, separators=(",", ":"))
        assert parsed_answer["intent"] == document.origin.split("/")[2]
        for slot, value in parsed_answer["slots"].items():
            assert slot == "domain" or value.casefold() in text.casefold(), document


def test_slots_stand_in_the_order_they_are_said_in(made: list[Document]) -> None:
    for document in made:
        ((text, answer),) = document.turns
        places, where = [], 0
        for slot, value in json.loads(answer)["slots"].items():
            if slot != "domain":
                where = text.casefold().index(value.casefold(), where)
                places.append(where)
        assert places == sorted(places)


def test_no_sentence_is_on_both_sides_or_there_twice(made: list[Document]) -> None:
    for language in LANGUAGES:
        some = [one for one in made if one.origin.split("/")[1] == language]
        keys = Counter(key(document.turns[0][0]) for document in some)
        assert max(keys.values()) == 1
        origins = {side: {one.origin for one in some if one.split == side} for side in (TRAIN, HELD)}
        assert not origins[TRAIN] & origins[HELD]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tenth_of_the_templates_of_each_intent_is_held_out(language: str) -> None:
    commands = read(language)
    apart = Counter(template.intent for template in held(commands))
    every = Counter(template.intent for template in commands.templates)
    assert all(apart[intent] == max(1, every[intent] // 10) for intent in every)


def test_the_same_seed_gives_the_same_documents_and_another_gives_others() -> None:
    first, again, other = (list(documents(seed, languages=("es",), per_template=1)) for seed in (1, 1, 2))
    assert first == again != other


def test_a_language_without_commands_is_left_out() -> None:
    assert not list(documents(1, languages=("fr",)))


def test_a_draw_names_slots_and_nothing_else() -> None:
    values = {"room": [parsed("(kitchen|kitchen)")], "word": [parsed("lights")]}
    drawn = said(parsed("turn on the {area:room} <word>[]"), values, random.Random(1))
    assert "".join(one.values for one in drawn) == "turn on the kitchen lights"
    assert [(one.slot, one.values) for one in drawn if one.slot] == [("area", "kitchen")]


def test_optional_words_are_an_alternative_to_none() -> None:
    assert parsed("[now]") == [Choice([["now"], []])]


@pytest.mark.parametrize("wrong", ["a (b", "a b)", "a | b", "a {b", "[a) b"])
def test_a_template_that_does_not_close_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|lacks"):
        parsed(wrong)


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    text = '[style]\n[values]\nroom = ["hall"]\n[[commands]]\nintent = "Stop"\nsay = ["stop the {rooom}"]\n'
    (tmp_path / "en.toml").write_text(text, "utf-8")
    with pytest.raises(ValueError, match="rooom"):
        read("en", tmp_path)
