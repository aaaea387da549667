# SPDX-License-Identifier: Apache-2.0
"""Quick sums: the same whatever the pieces, sealed by the store that made them, believed by no other."""

from pathlib import Path

import msgspec
import pytest
from blake3 import blake3
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.core.chunk_sums import ChunkSums, stretches
from edgeassist.store.card import ModelCard
from edgeassist.store.sums import KEY_NAME, SUMS_NAME, Summing, Sums, read_sums, write_sums

CONTENT = bytes(range(256)) * 4


def sums_of(content: bytes = CONTENT, chunk_bytes: int = 100) -> Sums:
    summing = Summing(chunk_bytes)
    summing.update(content)
    return summing.sums


def card_of(sums: Sums) -> ModelCard:
    return ModelCard(id="a", name="A", size_bytes=sums.size_bytes, sha256=sums.sha256)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "a"
    made.mkdir()
    return made


@settings(max_examples=50)
@given(content=st.binary(max_size=400), step=st.integers(1, 90), chunk_bytes=st.integers(1, 130))
def test_the_sums_are_those_of_each_chunk_however_the_bytes_come(content: bytes, step: int, chunk_bytes: int) -> None:
    sums = ChunkSums(chunk_bytes)
    for at in range(0, len(content), step):
        sums = sums.copy()
        sums.update(content[at : at + step])
    chunks = [content[at : at + chunk_bytes] for at in range(0, len(content), chunk_bytes)]
    assert sums.found == tuple(blake3(one).hexdigest() for one in chunks)


def test_a_copy_goes_its_own_way() -> None:
    sums = ChunkSums(10)
    sums.update(b"x" * 15)
    other = sums.copy()
    other.update(b"y" * 10)
    assert len(sums.found) == 2
    assert sums.found[0] == other.found[0]
    assert len(other.found) == 3


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ([], ()),
        ([0], ((0, 10),)),
        ([0, 1, 3], ((0, 20), (30, 35))),
        ([3], ((30, 35),)),
        ([0, 2], ((0, 10), (20, 30))),
    ],
)
def test_chunks_are_told_as_stretches_of_bytes(numbers: list[int], found: tuple[tuple[int, int], ...]) -> None:
    assert stretches(numbers, 10, 35) == found


def test_the_chunk_with_a_changed_byte_is_named() -> None:
    changed = bytearray(CONTENT)
    changed[250] ^= 1
    assert sums_of().damage(sums_of(bytes(changed)).chunks) == ((200, 300),)
    assert sums_of().damage(sums_of().chunks) == ()


def test_what_was_written_is_read_by_the_same_store(folder: Path) -> None:
    write_sums(folder.parent, folder, sums_of())
    assert read_sums(folder.parent, folder, card_of(sums_of())) == sums_of()


def test_one_store_has_one_key_for_good(folder: Path) -> None:
    write_sums(folder.parent, folder, sums_of())
    key = (folder.parent / KEY_NAME).read_bytes()
    write_sums(folder.parent, folder, sums_of(b"other"))
    assert (folder.parent / KEY_NAME).read_bytes() == key
    assert sorted(one.name for one in folder.parent.iterdir()) == [KEY_NAME, "a"]


@pytest.mark.parametrize("changes", [{"size_bytes": 5}, {"sha256": "0" * 64}, {"sha256": ""}])
def test_sums_of_another_file_than_the_cards_count_for_nothing(changes: dict[str, object], folder: Path) -> None:
    write_sums(folder.parent, folder, sums_of())
    assert read_sums(folder.parent, folder, msgspec.structs.replace(card_of(sums_of()), **changes)) is None


def test_sums_that_are_not_complete_count_for_nothing(folder: Path) -> None:
    short = msgspec.structs.replace(sums_of(), chunks=sums_of().chunks[:-1])
    write_sums(folder.parent, folder, short)
    assert read_sums(folder.parent, folder, card_of(short)) is None


@settings(max_examples=60)
@given(data=st.data())
def test_no_changed_byte_of_the_list_is_believed(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("store")
    write_sums(root, root, sums_of())
    path = root / SUMS_NAME
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    assert read_sums(root, root, card_of(sums_of())) in (None, sums_of())


@pytest.mark.parametrize("key", [b"", b"short", bytes(32), bytes(33)])
def test_with_another_key_nothing_is_believed_and_new_sums_can_be_made(key: bytes, folder: Path) -> None:
    write_sums(folder.parent, folder, sums_of())
    (folder.parent / KEY_NAME).write_bytes(key)
    assert read_sums(folder.parent, folder, card_of(sums_of())) is None
    write_sums(folder.parent, folder, sums_of())
    assert read_sums(folder.parent, folder, card_of(sums_of())) == sums_of()


def test_without_a_key_or_a_list_nothing_is_believed(folder: Path) -> None:
    assert read_sums(folder.parent, folder, card_of(sums_of())) is None
    write_sums(folder.parent, folder, sums_of())
    (folder.parent / KEY_NAME).unlink()
    assert read_sums(folder.parent, folder, card_of(sums_of())) is None


def test_on_a_drive_without_second_names_there_is_a_key_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write_sums(folder.parent, folder, sums_of())
    assert read_sums(folder.parent, folder, card_of(sums_of())) == sums_of()


def test_sums_that_cannot_be_kept_hurt_nobody(tmp_path: Path) -> None:
    write_sums(tmp_path / "absent", tmp_path / "absent", sums_of())
    assert list(tmp_path.iterdir()) == []
