# SPDX-License-Identifier: Apache-2.0
"""The journal under attack: whatever was cut or flipped in it or in its part, nothing wrong is trusted."""

import hashlib
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.core import chunk_sums
from edgeassist.net.journal import JOURNAL_NAME, Journal, Mark, read_journal, trusted, write_journal
from edgeassist.net.part import Part

MARK = 1000
CONTENT = random.Random(7).randbytes(10_500)


def _part(folder: Path, content: bytes = CONTENT) -> Path:
    path = folder / "model.part"
    part = Part(path, "key", len(CONTENT), mark_bytes=MARK)
    part.restart('"tag"', len(CONTENT))
    with part.pouring() as pour:
        for at in range(0, len(content), 700):
            pour(content[at : at + 700])
    part.close()
    return path


def _resumed(path: Path) -> tuple[int, str]:
    part = Part(path, "key", len(CONTENT), mark_bytes=MARK)
    try:
        part.resume(lambda done, total: None)
        return part.state.position, part.state.digest.hexdigest()
    finally:
        part.close()


def test_every_mark_tells_the_sum_of_what_is_before_it(tmp_path: Path) -> None:
    journal = read_journal(_part(tmp_path).with_name(JOURNAL_NAME))
    assert journal is not None
    assert [mark.at for mark in journal.marks] == [*range(MARK, 10_001, MARK), 10_500]
    assert all(mark.sha256 == hashlib.sha256(CONTENT[: mark.at]).hexdigest() for mark in journal.marks)


def test_a_part_is_gone_on_with_where_it_ended(tmp_path: Path) -> None:
    path = _part(tmp_path, CONTENT[:4321])
    assert _resumed(path) == (4321, hashlib.sha256(CONTENT[:4321]).hexdigest())


@pytest.mark.parametrize("chunk_bytes", [333, MARK, 50_000])
def test_the_quick_sums_are_those_of_the_whole_after_a_break_too(
    chunk_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunk_sums, "CHUNK_BYTES", chunk_bytes)
    part = Part(_part(tmp_path, CONTENT[:4321]), "key", len(CONTENT), mark_bytes=MARK)
    part.resume(lambda done, total: None)
    with part.pouring() as pour:
        pour(CONTENT[part.state.position :])
    part.close()
    whole = chunk_sums.ChunkSums()
    whole.update(CONTENT)
    assert part.state.sums.found == whole.found


def test_a_part_of_something_else_is_not_gone_on_with(tmp_path: Path) -> None:
    path = _part(tmp_path)
    part = Part(path, "another", None, mark_bytes=MARK)
    part.resume(lambda done, total: None)
    part.close()
    assert part.state.position == 0


@settings(max_examples=20)
@given(where=st.integers(0, len(CONTENT) - 1), cut=st.booleans())
def test_a_part_that_was_cut_or_flipped_is_trusted_up_to_the_damage(where: int, cut: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = _part(Path(folder))
        damaged = bytearray(CONTENT)
        damaged[where] ^= 1
        path.write_bytes(CONTENT[:where] if cut else damaged)
        position, digest = _resumed(path)
        assert position == where // MARK * MARK
        assert digest == hashlib.sha256(CONTENT[:position]).hexdigest()


@settings(max_examples=25)
@given(data=st.data())
def test_a_journal_that_was_cut_or_flipped_never_makes_wrong_bytes_right(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = _part(Path(folder))
        journal = path.with_name(JOURNAL_NAME)
        content = bytearray(journal.read_bytes())
        where = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            del content[where:]
        else:
            content[where] = data.draw(st.integers(0, 255))
        journal.write_bytes(content)
        position, digest = _resumed(path)
        assert position <= len(CONTENT)
        assert digest == hashlib.sha256(CONTENT[:position]).hexdigest()


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 100_000, b"\xff\xfe", b'{"key":"a","marks":[[5,"x"],[5,"y"]]}'])
def test_nonsense_is_no_journal(tmp_path: Path, content: bytes) -> None:
    (tmp_path / JOURNAL_NAME).write_bytes(content)
    assert read_journal(tmp_path / JOURNAL_NAME) is None


def test_a_journal_without_its_part_trusts_nothing(tmp_path: Path) -> None:
    write_journal(tmp_path / JOURNAL_NAME, Journal(key="key", marks=(Mark(10, "00"),)))
    assert trusted(tmp_path / "model.part", Journal(key="key", marks=(Mark(10, "00"),)), lambda *_: None).position == 0
