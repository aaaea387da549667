# SPDX-License-Identifier: Apache-2.0
"""The mixer writes every document once and keeps what is held out away from what is trained on."""

from dataclasses import replace
from pathlib import Path

import pytest
from starter import own_commands
from starter.documents import HELD, Document, read
from starter.mix import SOURCES, mix
from starter.pairs import key
from starter.settings import CONFIGS, Settings, settings

from tests.support.corpora import small_corpora


def _settings(**shares: float) -> Settings:
    it = settings("smoke")
    return replace(it, data=replace(it.data, shares=shares, most_documents=3000))


def test_a_repeated_pair_is_written_once(tmp_path: Path) -> None:
    mix(small_corpora(tmp_path / "data"), tmp_path / "out", _settings(tatoeba=1.0))
    written = [d for side in ("train", "held") for d in read(tmp_path / f"out/tatoeba.{side}.jsonl")]
    assert len(written) == 6
    assert len({(d.target, d.turns) for d in written}) == 6


def test_no_held_out_question_is_trained_on_under_another_origin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [
        Document("chat", "one", (("Who are you?", "A model."),), split=HELD),
        Document("chat", "two", (("who are you", "Nobody."),), split="train"),
        Document("translate", "three", (("Who are you?", "¿Quién eres?"),), source="en", target="es", split="train"),
    ]
    monkeypatch.setitem(SOURCES, "phrases", lambda _data, _it: documents)
    counts = mix(tmp_path, tmp_path / "out", _settings(phrases=1.0))
    assert counts == {"phrases": {"train": 1, "held": 1}}
    assert [d.task for d in read(tmp_path / "out/phrases.train.jsonl")] == ["translate"]


def test_one_in_ten_sentences_is_asked_in_a_hurry_and_none_of_the_held_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [
        Document("translate", f"o/{n}", ((f"Good {n}, Sir!", f"Bien {n}."),), source="en", target="es")
        for n in range(3000)
    ]
    monkeypatch.setitem(SOURCES, "phrases", lambda _data, _it: documents)
    mix(tmp_path, tmp_path / "out", _settings(phrases=1.0))
    train = [d.turns[0] for d in read(tmp_path / "out/phrases.train.jsonl")]
    hurried = [turn for turn in train if turn[0].islower()]
    assert 0.07 < len(hurried) / len(train) < 0.13
    assert all(not text.endswith("!") and reply.startswith("Bien") for text, reply in hurried)
    assert all(d.turns[0][0].startswith("Good") for d in read(tmp_path / "out/phrases.held.jsonl"))


def test_the_same_corpora_give_the_same_files(tmp_path: Path) -> None:
    data = small_corpora(tmp_path / "data")
    for out in ("a", "b"):
        mix(data, tmp_path / out, _settings(own_chat=0.5, phrases=0.5))
    for name in ("own_chat.train.jsonl", "phrases.held.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_nothing_of_our_own_data_is_on_both_sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SOURCES, "commands", lambda _data, it: own_commands.documents(it.seed, per_template=2))
    mix(tmp_path, tmp_path / "out", _settings(own_chat=0.4, phrases=0.3, commands=0.3))
    for name in ("own_chat", "phrases", "commands"):
        sides = [
            {
                (d.task, d.target, tuple(key(text) for text, _ in d.turns))
                for d in read(tmp_path / f"out/{name}.{side}.jsonl")
            }
            for side in ("train", "held")
        ]
        assert sides[1]
        assert not sides[0] & sides[1]


@pytest.mark.parametrize("name", sorted(path.stem for path in CONFIGS.glob("*.toml")))
def test_every_config_can_be_read_and_names_known_sources(name: str) -> None:
    it = settings(name)
    assert set(it.data.shares) <= set(SOURCES)
    assert abs(sum(it.data.shares.values()) - 1) < 1e-9
    assert it.network["width"] % it.network["heads"] == 0
    assert it.network["heads"] % it.network["kv_heads"] == 0
