# SPDX-License-Identifier: Apache-2.0
"""Our own sentence templates in four languages: well-formed by themselves, and what people say meant by them."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
import yaml
from hassil import Intents
from hassil.parse_expression import parse_sentence

from edgeassist.core.paths import resource
from edgeassist.intents import normalizers
from edgeassist.intents.understanding import Understander
from tests.support.own_home import home
from tests.support.own_sentences import COMPOUND, NO_COMMAND, SAID

LANGUAGES = ("en", "es", "de", "fr")
NOW = dt.datetime(2026, 11, 21, 14, 30, tzinfo=dt.UTC)
FROM_NAMES = {"edge_list", "name", "area"}
NORMALIZERS = {"when", "waking", "time", "date", "duration", "sum", "quantity", "unit", "reminder", "title", "colour"}
OWN = (
    "EdgeSetAlarm EdgeCancelAlarm EdgeListAlarms EdgeSetReminder EdgeListReminders EdgeCancelReminder EdgeTakeNote"
    " EdgeReadNotes EdgeDeleteLastNote EdgeDeleteAllNotes EdgeReadList EdgeCreateList EdgeDeleteList EdgeClearList"
    " EdgeCalculate EdgeConvert EdgeTellDate EdgeOpenPane EdgeSummarizeThis EdgeTranslate EdgeAsk EdgeReport EdgeStop"
    " EdgeUndo EdgeDeleteChats"
)


@lru_cache
def data(language: str) -> Any:
    return yaml.safe_load(resource("intents", f"{language}.yaml").read_text(encoding="utf-8"))


@lru_cache
def understander(language: str) -> Understander:
    return Understander(language, lambda: home(language), now=lambda: NOW)


def blocks(language: str) -> Iterator[tuple[str, Any]]:
    for name, intent in data(language)["intents"].items():
        for block in intent["data"]:
            yield name, block


@lru_cache
def rules(language: str) -> Any:
    return {name: parse_sentence(body) for name, body in data(language)["expansion_rules"].items()}


@lru_cache(maxsize=4096)
def references(language: str, sentence: str) -> frozenset[str]:
    return frozenset(parse_sentence(sentence).expression.list_names(rules(language)))


@pytest.mark.parametrize(("language", "text", "intent", "slots"), SAID)
def test_a_sentence_means_what_it_says(language: str, text: str, intent: str, slots: dict[str, object]) -> None:
    parsed = understander(language).parse(text)
    assert [one.name for one in parsed.intents] == [intent]
    assert {slot.name: slot.value for slot in parsed.intents[0].slots} == slots


@pytest.mark.parametrize(("language", "text", "intents"), COMPOUND)
def test_a_compound_command_means_all_its_parts(
    language: str, text: str, intents: list[tuple[str, dict[str, object]]]
) -> None:
    parsed = understander(language).parse(text)
    assert [(one.name, {slot.name: slot.value for slot in one.slots}) for one in parsed.intents] == intents


@pytest.mark.parametrize(("language", "text"), NO_COMMAND)
def test_talk_is_no_command(language: str, text: str) -> None:
    assert understander(language).parse(text).intents == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_intent_of_ours(language: str) -> None:
    counted = dict.fromkeys(OWN.split(), 0)
    for name, block in blocks(language):
        if name in counted:
            counted[name] += len(block["sentences"])
        else:
            assert name.startswith("Hass"), name
    assert min(counted.values()) >= 3, counted
    assert sum(counted.values()) >= 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_stands_by_itself_and_may_be_merged(language: str) -> None:
    own = data(language)
    assert own["language"] == language
    assert all(name.startswith("edge_") for name in (*own["lists"], *own["expansion_rules"]))
    known = {*own["lists"], *FROM_NAMES}
    for name, block in blocks(language):
        for sentence in block["sentences"]:
            assert references(language, sentence) <= known, (name, sentence)
    assert Intents.from_dict(own).language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_wildcards_are_read_by_normalizers_that_exist(language: str) -> None:
    wild = {name: one for name, one in data(language)["lists"].items() if one.get("wildcard")}
    assert {one["normalizer"] for one in wild.values() if "normalizer" in one} <= NORMALIZERS
    assert all(name in normalizers.known() for name in NORMALIZERS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_speech_hears_every_sentence_of_a_block_that_says_so(language: str) -> None:
    lists = data(language)["lists"]
    deaf = {name for name, one in lists.items() if one.get("wildcard") and "spoken" not in one}
    for name, block in blocks(language):
        heard = [references(language, sentence).isdisjoint(deaf) for sentence in block["sentences"]]
        assert block["metadata"]["speech"] is all(heard), (name, block["sentences"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_speech_hears_in_place_of_a_wildcard_is_a_rule_of_closed_lists(language: str) -> None:
    own = data(language)
    for name, one in own["lists"].items():
        if "spoken" in one:
            body = own["expansion_rules"][one["spoken"]]
            heard = {own["lists"][inner].get("wildcard", False) for inner in references(language, body)}
            assert True not in heard, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_risky_intent_has_no_free_words(language: str) -> None:
    for name, block in blocks(language):
        if name in {"EdgeDeleteAllNotes", "EdgeDeleteList", "EdgeClearList", "EdgeDeleteChats"}:
            assert block["metadata"]["speech"] is True
            for sentence in block["sentences"]:
                assert references(language, sentence) <= {"edge_list"}, sentence
