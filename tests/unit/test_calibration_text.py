# SPDX-License-Identifier: Apache-2.0
"""The bundled text, how texts are read, and which pieces of a text are used."""

from pathlib import Path

import pytest

from edgeassist.core.paths import resource
from edgeassist.worker.calibrating import TextMissing, TextUnusable, read_text, spread_chunks

BUNDLED = resource("texts", "calibration.txt")


def test_the_bundled_text_is_as_long_and_mixed_as_it_should_be() -> None:
    text = read_text(BUNDLED)

    assert 150_000 < len(text.encode()) < 250_000
    for sign in ("Assistant:", "Asistente:", "Utilisateur:", "Nutzer:", '"intent"', "def ", "Question:", "lang: de"):
        assert sign in text


def test_every_kind_of_text_comes_in_both_halves() -> None:
    text = read_text(BUNDLED)

    for half in (text[: len(text) // 2], text[len(text) // 2 :]):
        assert all(sign in half for sign in ("der ", " los ", " les ", " the ", "Assistant:", "```"))


def test_the_bundled_text_shares_no_line_with_the_held_one() -> None:
    held = {line.strip() for line in read_text(resource("texts", "held.txt")).splitlines() if len(line) > 40}

    assert held
    assert not [line for line in read_text(BUNDLED).splitlines() if line.strip() in held]


def test_where_it_comes_from_lies_beside_it() -> None:
    notice = read_text(resource("texts", "NOTICE"))

    assert all(
        licence in notice for licence in ("Public domain", "CC0", "MIT", "Apache-2.0", "first half", "last quarter")
    )


@pytest.mark.parametrize(
    ("content", "reason"), [(b"\xff\xfe" * 50, "it is not UTF-8"), (b"text\0" * 50, "it is not plain text")]
)
def test_what_is_no_text_is_told(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "page.txt").write_bytes(content)

    with pytest.raises(TextUnusable, match=reason):
        read_text(tmp_path / "page.txt")


def test_a_missing_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(TextMissing, match="no such file"):
        read_text(tmp_path / "page.txt")


def test_a_mark_before_the_text_is_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(b"\xef\xbb\xbfpage")

    assert read_text(tmp_path / "page.txt") == "page"


def test_a_letter_cut_at_the_limit_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(b"x" * (8 * 1024**2 - 1) + "ü".encode())

    assert read_text(tmp_path / "page.txt") == "x" * (8 * 1024**2 - 1)


def test_pieces_are_spread_over_the_whole_text() -> None:
    pieces = spread_chunks(list(range(1000)), [], 100, 300)

    assert [piece[0] for piece in pieces] == [0, 300, 600]
    assert all(len(piece) == 100 for piece in pieces)


def test_each_piece_begins_as_the_model_wants_it_and_no_token_is_lost() -> None:
    assert spread_chunks([1, 2, 3, 4, 5, 6], [0], 4, 100) == [[0, 1, 2, 3], [0, 4, 5, 6]]


def test_a_short_rest_is_left_out_unless_it_is_all() -> None:
    assert spread_chunks([1, 2, 3, 4, 5], [], 4, 100) == [[1, 2, 3, 4]]
    assert spread_chunks([1, 2], [0], 4, 100) == [[0, 1, 2]]
    assert spread_chunks([], [0], 4, 100) == []


def test_at_least_one_piece_is_read() -> None:
    assert spread_chunks([1, 2, 3, 4, 5, 6, 7, 8], [], 4, 1) == [[1, 2, 3, 4]]
