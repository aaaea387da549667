# SPDX-License-Identifier: Apache-2.0
"""Documents survive their file, and an origin is on one side for good."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from starter.documents import HELD, TRAIN, Document, from_line, read, split_of, write

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=3), WORDS.filter(bool))
def test_a_document_is_read_back_as_it_was(turns: list[tuple[str, str]], origin: str) -> None:
    document = Document("chat", origin, tuple(turns), split=TRAIN)
    assert from_line(document.line()) == document


def test_a_file_keeps_the_order_and_line_separators_inside_texts(tmp_path: Path) -> None:
    documents = [Document("prose", "a", text="one\ntwo\u2028three"), Document("prose", "b", text="four")]
    assert write(tmp_path / "deep" / "x.jsonl", documents) == 2
    assert list(read(tmp_path / "deep" / "x.jsonl")) == documents


def test_about_the_wanted_part_of_origins_is_held_out() -> None:
    sides = [split_of(f"origin {number}", 20) for number in range(20_000)]
    assert 0.017 < sides.count(HELD) / len(sides) < 0.023
    assert sides[:50] == [split_of(f"origin {number}", 20) for number in range(50)]


def test_what_is_held_out_at_a_small_part_stays_so_at_a_larger_one() -> None:
    small = {number for number in range(5000) if split_of(str(number), 10) == HELD}
    large = {number for number in range(5000) if split_of(str(number), 50) == HELD}
    assert small < large
