# SPDX-License-Identifier: Apache-2.0
"""Whatever a document says is among its blocks, in order, whichever format it comes in."""

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.documents.blocks import Document, Span
from tests.support.documents import told_of
from tests.support.documents_made import MADE, Part

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß"
FORMATS = sorted(MADE)
RIVER = "The water level of the river rose by four metres in the spring and fell again soon."
SAND = "Nothing was built there, since the ground is made of sand and nobody lives on it."


def planted(seed: int, count: int, longest: int) -> list[Part]:
    """Return parts made of words that are all different."""
    draw = random.Random(seed)
    parts = []
    for number in range(count):
        kind = draw.choice(["heading", "paragraph", "paragraph", "list-item"])
        amount = draw.randint(1, 6 if kind == "heading" else longest)
        words = tuple(f"{''.join(draw.choices(LETTERS, k=draw.randint(2, 7)))}q{number}x{n}" for n in range(amount))
        parts.append(Part(words, kind, draw.randint(1, 4) if kind == "heading" else 0))
    return parts


def words_of(document: Document) -> list[str]:
    return [word for block in document.blocks for word in block.text.split()]


@pytest.mark.parametrize("suffix", FORMATS)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 14), longest=st.integers(3, 150))
@settings(max_examples=12)
def test_every_planted_word_is_there_in_order(suffix: str, seed: int, count: int, longest: int) -> None:
    parts = planted(seed, count, longest)
    with tempfile.TemporaryDirectory() as folder:
        document = told_of(Path(folder), f"made.{suffix}", MADE[suffix](parts))
    expected = [word for part in parts for word in part.words]
    assert [word for word in words_of(document) if word != "•"] == expected
    assert document.cut == ""


@pytest.mark.parametrize("suffix", FORMATS)
def test_blocks_are_numbered_without_a_gap_and_the_same_each_time(suffix: str, tmp_path: Path) -> None:
    content = MADE[suffix](planted(7, 9, 40))
    first, second = (told_of(tmp_path, f"{name}.{suffix}", content).blocks for name in ("a", "b"))
    assert [block.number for block in first] == list(range(len(first)))
    assert first == second


@pytest.mark.parametrize("suffix", ["docx", "epub", "html", "md", "pdf"])
def test_headings_and_list_items_are_told_from_paragraphs(suffix: str, tmp_path: Path) -> None:
    parts = [
        Part(("Northern", "grids"), "heading", 1),
        Part(tuple(RIVER.split())),
        Part(("pumps", "were", "repaired"), "list-item"),
        Part(("dams", "were", "raised"), "list-item"),
        Part(("Southern", "plans"), "heading", 1),
        Part(tuple(SAND.split())),
    ]
    document = told_of(tmp_path, f"made.{suffix}", MADE[suffix](parts))
    assert [block.kind for block in document.blocks] == [part.kind for part in parts]
    assert [block.text.lstrip("• ") for block in document.blocks] == [part.text for part in parts]


def test_a_very_long_line_becomes_blocks_of_one_paragraph_with_nothing_between(tmp_path: Path) -> None:
    text = " ".join(f"w{n}" for n in range(150_000))
    blocks = told_of(tmp_path, "line.txt", text).blocks
    assert "".join(block.text for block in blocks) == text
    assert {block.anchor.paragraph for block in blocks} == {0}
    assert [block.anchor.offset for block in blocks] == [
        sum(len(one.text) for one in blocks[:n]) for n in range(len(blocks))
    ]
    assert max(len(block.text) for block in blocks) <= 8000


def test_a_span_names_its_text_and_page(tmp_path: Path) -> None:
    document = told_of(tmp_path, "made.pdf", MADE["pdf"](planted(3, 60, 90)))
    block = document.blocks[-1]
    word = block.text.split()[-1]
    span = Span(block.number, block.text.index(word), block.text.index(word) + len(word))
    assert document.text_of(span) == word
    assert document.page_of(span) == document.pages
    assert (document.text_of(Span(10_000, 0, 5)), document.page_of(Span(10_000, 0, 5))) == ("", None)
