# SPDX-License-Identifier: Apache-2.0
"""Cards of models that a later EdgeAssist wrote: what can be read is, what cannot is left as it is and said so."""

import json
from pathlib import Path

import msgspec
import pytest

from edgeassist.store.card import CARD_NAME, CARD_TOO_NEW, ModelCard, is_later, read_card, write_card
from edgeassist.store.intake import StoreTrouble
from edgeassist.store.library import Library
from edgeassist.store.voice_card import VOICE_CARD, read_voice_card


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "models" / "tiny"
    made.mkdir(parents=True)
    return made


def put(folder: Path, **keys: object) -> bytes:
    content = json.dumps({"id": "tiny", "name": "Tiny", "file": "tiny.gguf"} | keys).encode()
    (folder / CARD_NAME).write_bytes(content)
    return content


def test_a_new_key_is_no_reason_to_refuse(folder: Path) -> None:
    put(folder, warmth=7)
    assert (read_card(folder).name, read_card(folder).state) == ("Tiny", "probing")
    write_card(folder, ModelCard(id="tiny", name="Tiny", deaths=1))
    assert json.loads((folder / CARD_NAME).read_bytes())["warmth"] == 7


@pytest.mark.parametrize("keys", [{}, {"state": "dreaming"}, {"size_bytes": "many"}])
def test_a_later_format_is_said_to_be_one(folder: Path, keys: dict[str, object]) -> None:
    put(folder, format=2, **keys)
    card = read_card(folder)
    assert (card.state, card.failure_code, card.usable) == ("failed", CARD_TOO_NEW, False)
    assert card.failure.startswith("A later EdgeAssist wrote the description")
    assert "Nothing was changed" in card.failure


def test_nothing_is_written_over_a_later_card(folder: Path) -> None:
    content = put(folder, format=2, state="dreaming")
    (folder / "tiny.gguf").write_bytes(b"GGUF")
    library = Library(folder.parent)
    (card,) = library.cards()
    assert card.failure_code == CARD_TOO_NEW
    with pytest.raises(StoreTrouble, match="later EdgeAssist"):
        library.update("tiny", lambda now: msgspec.structs.replace(now, deaths=3))
    assert (folder / CARD_NAME).read_bytes() == content


def test_the_later_model_can_still_be_taken_out_and_back(folder: Path) -> None:
    content = put(folder, format=2)
    library = Library(folder.parent)
    library.remove("tiny")
    assert library.cards() == ()
    library.restore("tiny")
    assert (folder / CARD_NAME).read_bytes() == content


@pytest.mark.parametrize("content", [b"{}", b'{"format": 1}', b'{"format": "2"}', b"[]", b"\xff", b"[" * 9000])
def test_only_a_greater_number_is_later(content: bytes) -> None:
    assert not is_later(content)


def test_a_voice_of_a_later_format_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / VOICE_CARD).write_bytes(b'{"format": 2, "id": "x", "name": "X", "files": 7}')
    card = read_voice_card(tmp_path)
    assert (card.state, card.failure_code) == ("failed", CARD_TOO_NEW)
    assert "later EdgeAssist" in card.failure
