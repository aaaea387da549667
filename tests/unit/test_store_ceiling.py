# SPDX-License-Identifier: Apache-2.0
"""What loads that worked teach, how that is forgotten, and how it is kept."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.store.ceiling import CEILING_NAME, KEPT, Ceiling, Worked, learn, read_ceiling, unlearn, write_ceiling

LOADS = st.lists(st.builds(Worked, st.integers(0, 100), st.integers(0, 100)), max_size=KEPT)


def test_an_easier_load_than_one_that_worked_is_proven() -> None:
    ceiling = Ceiling().learned(Worked(1000, 800))
    assert ceiling.proof(1000, 800) == Worked(1000, 800)
    assert ceiling.proof(900, 2000)
    assert ceiling.proof(1001, 800) is None
    assert ceiling.proof(900, 799) is None


def test_a_harder_load_replaces_the_easier_ones() -> None:
    ceiling = Ceiling().learned(Worked(500, 600)).learned(Worked(1000, 300))
    assert ceiling.loads == (Worked(1000, 300),)
    assert ceiling.learned(Worked(900, 300)) is ceiling


def test_loads_that_are_hard_in_different_ways_are_kept_side_by_side() -> None:
    ceiling = Ceiling().learned(Worked(500, 100)).learned(Worked(1000, 900))
    assert ceiling.loads == (Worked(1000, 900), Worked(500, 100))
    assert ceiling.largest_bytes == 1000


def test_a_load_that_went_wrong_takes_back_what_promised_it() -> None:
    ceiling = Ceiling((Worked(1000, 900), Worked(500, 100)))
    assert ceiling.unlearned(400, 200).loads == (Worked(1000, 900),)
    assert ceiling.unlearned(2000, 0) == ceiling


def test_nothing_is_known_at_first(tmp_path: Path) -> None:
    assert read_ceiling(tmp_path) == Ceiling()
    assert Ceiling().largest_bytes == 0


def test_what_was_learned_survives_a_restart(tmp_path: Path) -> None:
    ceiling = Ceiling((Worked(1000, 900, "2026-11-21T00:00:00+00:00"),))
    write_ceiling(tmp_path, ceiling)
    assert read_ceiling(tmp_path) == ceiling


@pytest.mark.parametrize("content", [b"", b"{", b'{"loads": [[-1, 2, ""]]}', b"\xff", b"[" * 5000])
def test_a_damaged_memory_is_no_memory(tmp_path: Path, content: bytes) -> None:
    (tmp_path / CEILING_NAME).write_bytes(content)
    assert read_ceiling(tmp_path) == Ceiling()


@given(LOADS)
def test_every_load_that_worked_stays_proven_and_none_is_kept_twice(loads: list[Worked]) -> None:
    ceiling = Ceiling()
    for one in loads:
        ceiling = ceiling.learned(one)
    assert len(ceiling.loads) <= KEPT
    for one in ceiling.loads:
        assert [other for other in ceiling.loads if other.covers(one.total_bytes, one.free_bytes)] == [one]
    assert all(ceiling.proof(one.total_bytes, one.free_bytes) for one in loads if one.tight)
    assert ceiling.largest_bytes == max((one.total_bytes for one in loads), default=0)


def test_of_loads_that_had_room_only_the_largest_is_kept() -> None:
    ceiling = Ceiling((Worked(500, 100),)).learned(Worked(700, 900)).learned(Worked(800, 1000))
    assert ceiling.loads == (Worked(800, 1000), Worked(500, 100))


def test_learning_and_taking_back_are_kept_in_the_folder(tmp_path: Path) -> None:
    learn(tmp_path, Worked(1000, 900))
    learn(tmp_path, Worked(500, 100))
    assert read_ceiling(tmp_path).loads == (Worked(1000, 900), Worked(500, 100))
    unlearn(tmp_path, 950, 950)
    assert read_ceiling(tmp_path).loads == (Worked(500, 100),)


def test_what_is_known_already_is_not_written_again(tmp_path: Path) -> None:
    learn(tmp_path, Worked(1000, 900))
    before = (tmp_path / CEILING_NAME).stat().st_ino
    learn(tmp_path, Worked(900, 900))
    unlearn(tmp_path, 2000, 900)
    assert (tmp_path / CEILING_NAME).stat().st_ino == before


def test_a_lesson_that_cannot_be_written_spoils_nothing(tmp_path: Path) -> None:
    learn(tmp_path / "gone", Worked(1000, 900))
    assert read_ceiling(tmp_path / "gone") == Ceiling()
