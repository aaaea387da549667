# SPDX-License-Identifier: Apache-2.0
"""Commands with invented values: the reply holds what the sentence says, and nothing held out is used."""

import json

from starter import invented, own_commands
from starter.documents import Document

SAID = {"en": invented.spans(["The old man bought green apples.", "Go!", "We met 3 friends there, twice."])}


def command(text: str, slots: dict[str, str], split: str = "train") -> Document:
    reply = own_commands.reply("AddToList", slots)
    return Document("intent", "own-commands/en/AddToList/1", ((text, reply),), split=split)


def test_only_sentences_of_plain_words_lend_values() -> None:
    assert SAID["en"] == [["the", "old", "man", "bought", "green", "apples"]]


def test_a_new_value_stands_in_the_sentence_and_in_the_reply() -> None:
    (made,) = invented.documents([command("add milk to the party list", {"item": "milk", "list": "party"})], SAID, 1)
    ((text, reply),) = made.turns
    slots = json.loads(reply)["slots"]
    assert text == f"add {slots['item']} to the {slots['list']} list"
    assert slots["item"] != "milk"
    assert made.origin.startswith("own-commands/en/AddToList/1")


def test_values_that_are_numbers_twice_there_or_held_out_stay_away() -> None:
    left = [
        command("add 7 eggs", {"item": "7 eggs"}),
        command("add list to the list", {"item": "list"}),
        command("add milk", {"item": "milk"}, split="held"),
        command("stop", {}),
    ]
    assert list(invented.documents(left, SAID, 1)) == []


def test_a_seed_gives_the_same_commands() -> None:
    some = [command(f"add {word}", {"item": word}) for word in ("milk", "bread", "salt")]
    assert list(invented.documents(some, SAID, 3)) == list(invented.documents(some, SAID, 3))
