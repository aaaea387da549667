# SPDX-License-Identifier: Apache-2.0
"""What was asked to be fetched and not begun yet: kept, in order, whatever becomes of the file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.store.fetching import FOLDER_NAME
from edgeassist.store.intake import StoreTrouble
from edgeassist.store.wishes import MOST, WISHES_NAME, Wishes


def test_wishes_are_kept_in_order_and_once(tmp_path: Path) -> None:
    for ref in ("b", "a", "b"):
        Wishes(tmp_path).add(ref)
    assert Wishes(tmp_path).all() == ("b", "a")


def test_a_wish_that_was_begun_is_forgotten(tmp_path: Path) -> None:
    wishes = Wishes(tmp_path)
    wishes.add("a")
    wishes.add("b")
    wishes.drop("a")
    wishes.drop("never there")
    assert wishes.all() == ("b",)


@given(content=st.binary(max_size=300))
def test_a_damaged_file_is_no_wishes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    root = tmp_path_factory.mktemp("models")
    (root / FOLDER_NAME).mkdir()
    (root / FOLDER_NAME / WISHES_NAME).write_bytes(content)
    wishes = Wishes(root)
    assert all(isinstance(one, str) for one in wishes.all())
    wishes.add("a")
    assert "a" in wishes.all()


def test_more_than_anybody_wants_is_cut(tmp_path: Path) -> None:
    (tmp_path / FOLDER_NAME).mkdir()
    (tmp_path / FOLDER_NAME / WISHES_NAME).write_text(
        "[" + ",".join(f'"{n}"' for n in range(MOST + 50)) + ',"' + "x" * 600 + '"]'
    )
    assert len(Wishes(tmp_path).all()) == MOST


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / FOLDER_NAME).write_text("in the way")
    with pytest.raises(StoreTrouble, match="queue of downloads"):
        Wishes(tmp_path).add("a")
