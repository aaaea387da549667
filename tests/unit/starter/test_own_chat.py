# SPDX-License-Identifier: Apache-2.0
"""Our own chat data is whole: parsed, answered, short, without contradictions, held out by phrasing."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from starter import own_chat
from starter.documents import HELD, TRAIN, Document
from starter.own_chat import plain
from starter.own_entries import FOLDER, Entry, expanded, filled, read

PROMPTS = FOLDER.parent / "prompts.toml"


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    return read()


@pytest.fixture(scope="module")
def made() -> list[Document]:
    return list(own_chat.documents(7))


def phrasings(entry: Entry) -> Iterator[str]:
    for ask in entry.asks:
        for one in expanded(ask):
            yield from (plain(one.format(**way)) for way in filled(entry, one))


def test_every_entry_is_asked_and_answered_in_few_words(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        assert entry.asks, entry.origin
        assert entry.answers, entry.origin
        assert all(0 < len(answer.split()) <= 45 for answer in entry.answers), entry.origin


def test_no_slot_stays_empty(made: list[Document]) -> None:
    for document in made:
        assert all(text.strip() and not re.search(r"[{}|]", text) for turn in document.turns for text in turn), document


def test_names_are_given_once() -> None:
    names = [name for path in FOLDER.glob("*.toml") for name in tomllib.loads(path.read_text("utf-8"))["entries"]]
    assert len(names) == len(set(names))


def test_no_phrasing_has_answers_of_two_entries(entries: tuple[Entry, ...]) -> None:
    said: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if not entry.after:
            for phrasing in set(phrasings(entry)):
                assert said.setdefault(phrasing, entry.answers) == entry.answers, (phrasing, entry.origin)


def test_a_seed_gives_the_same_documents_again_and_another_gives_others(made: list[Document]) -> None:
    assert list(own_chat.documents(7)) == made
    assert any(one != other for one, other in zip(made, own_chat.documents(8), strict=False))


def test_held_out_phrasings_are_read_nowhere_else(made: list[Document]) -> None:
    held = {plain(document.turns[0][0]) for document in made if document.split == HELD}
    trained = [document for document in made if document.split == TRAIN]
    assert held
    assert not any(plain(ask) in held for document in trained for ask, _ in document.turns)
    assert all("#p" in document.origin for document in made if document.split == HELD)
    assert 0.005 < len(held) / len(trained) < 0.1


def test_conversations_have_two_to_four_turns(made: list[Document]) -> None:
    turns = {len(document.turns) for document in made if "/conversations/" in document.origin}
    assert {2, 3} <= turns <= {2, 3, 4}


def test_patterns_are_expanded() -> None:
    assert expanded("(who|what) are you (now|)?") == [
        "Who are you now?",
        "Who are you?",
        "What are you now?",
        "What are you?",
    ]


def test_an_entry_whose_letters_count_is_never_mistyped(tmp_path: Path) -> None:
    content = 'language = "en"\n[entries.one]\nexact = true\nask = "Spell water"\nsay = "w a t e r"\n'
    (tmp_path / "one.toml").write_text(content, "utf-8")
    asked = {document.turns[0][0].lower() for document in own_chat.documents(1, tmp_path)}
    assert len(asked) > 1
    assert all("water" in ask for ask in asked)


def test_prompts_for_the_eye_are_forty_and_never_trained_on(made: list[Document]) -> None:
    groups = tomllib.loads(PROMPTS.read_text("utf-8"))["prompts"]
    assert {name: len(asks) for name, asks in groups.items()} == {
        "small-talk": 10, "help": 10, "facts": 10, "refusals": 5, "beyond": 5,
    }  # fmt: skip
    asked = {plain(ask) for document in made for ask, _ in document.turns}
    assert not asked & {plain(ask) for asks in groups.values() for ask in asks}
