# SPDX-License-Identifier: Apache-2.0
"""Documents become token ids as the chat template writes them, and come back from the binary file."""

from pathlib import Path

import pytest
import sentencepiece
from starter.documents import Document, write
from starter.tokens import encoded, load, write_tokens
from starter.vocabulary import BEGIN, CHAT, CONTROLS, END, REPLY, TO, train_vocabulary

DOCUMENTS = [
    Document("chat", "a", (("Hello there", "Hi!"), ("Who are you?", "A small model."))),
    Document("translate", "b", (("Where is it?", "¿Dónde está?"),), source="en", target="es"),
    Document("prose", "c", text="Once upon a time there was a very long tale. " * 30),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vocabulary")
    write(folder / "all.jsonl", DOCUMENTS)
    train_vocabulary([folder / "all.jsonl"], folder / "vocabulary.model", 340, seed=1)
    return folder


@pytest.fixture(scope="module")
def pieces(folder: Path) -> sentencepiece.SentencePieceProcessor:
    return sentencepiece.SentencePieceProcessor(model_file=str(folder / "vocabulary.model"))


def test_control_pieces_have_the_numbers_the_rest_counts_on(pieces: sentencepiece.SentencePieceProcessor) -> None:
    assert [pieces.id_to_piece(number) for number in range(3, 11)] == list(CONTROLS)
    assert (pieces.unk_id(), pieces.bos_id(), pieces.eos_id()) == (0, BEGIN, END)
    assert pieces.id_to_piece(11) == "<0x00>"
    assert pieces.id_to_piece(266) == "<0xFF>"


def test_a_typed_control_piece_stays_text(pieces: sentencepiece.SentencePieceProcessor) -> None:
    assert not {3, 4, 5, 6, 7, 8, 9, REPLY} & set(pieces.encode("<|reply|> say <|to_es|> </s>"))


def test_any_character_survives(pieces: sentencepiece.SentencePieceProcessor) -> None:
    text = "ñandú 漢字 \U0001f600 1234  two spaces"
    assert pieces.decode(pieces.encode(text)) == text


def test_each_turn_begins_with_its_task_and_ends_after_the_reply(pieces: sentencepiece.SentencePieceProcessor) -> None:
    ids = encoded(DOCUMENTS[0], pieces)
    assert [number for number in ids if number <= REPLY] == [BEGIN, CHAT, REPLY, END, CHAT, REPLY, END]
    assert encoded(DOCUMENTS[1], pieces)[1] == TO["es"]


def test_the_binary_file_gives_the_documents_that_fit(
    folder: Path, pieces: sentencepiece.SentencePieceProcessor
) -> None:
    told = write_tokens(folder / "all.jsonl", folder / "vocabulary.model", folder / "all.bin", context=64)
    assert (told["documents"], told["too_long"]) == (2, 1)
    back = load(folder / "all.bin")
    assert [list(map(int, back[number])) for number in range(len(back))] == [
        encoded(document, pieces) for document in DOCUMENTS[:2]
    ]
