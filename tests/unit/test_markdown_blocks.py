# SPDX-License-Identifier: Apache-2.0
"""Growing Markdown is cut where it will not change any more, whatever the pieces it comes in."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from edgeassist.kit import markdown_tables
from edgeassist.kit.markdown_blocks import TAIL_LIMIT, Block, Cutter, without_images

TEXT = (
    "# Title\n\nA paragraph\nof two lines.\n\n1. one\n2. two\n\n   still two\n3. three\n\n"
    "```py\na = 1\n\nb = 2\n```\nAfter.\n\n- x\n  - nested\n- y\n"
)


def cut(text: str, step: int) -> list[Block]:
    cutter, blocks = Cutter(), list[Block]()
    for start in range(0, len(text), step):
        blocks += cutter.feed(text[start : start + step])
    return blocks + cutter.finish()


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
def test_pieces_of_any_size_give_the_same_blocks(step: int) -> None:
    prose = [block.text.rstrip("\n") for block in cut(TEXT, step) if not block.code]
    code = [block.text for block in cut(TEXT, step) if block.code]
    assert prose == [
        "# Title",
        "A paragraph\nof two lines.",
        "1. one",
        "2. two\n\n   still two",
        "3. three",
        "After.",
        "- x\n  - nested",
        "- y",
    ]
    assert code == ["a = 1", "", "b = 2"]


def test_a_list_item_is_finished_when_the_next_begins() -> None:
    cutter = Cutter()
    assert cutter.feed("1. one\n2. tw") == [Block("1. one")]
    assert cutter.tail == "2. tw"


def test_a_year_at_the_start_of_a_line_does_not_begin_a_list() -> None:
    assert cut("It was in\n1990. Then it stopped.", 4) == [Block("It was in\n1990. Then it stopped.")]


def test_an_open_fence_is_code_until_its_end() -> None:
    cutter = Cutter()
    assert cutter.feed("```\nx\ny") == [Block("x", code=True)]
    assert cutter.in_code
    assert cutter.finish() == [Block("y", code=True)]


def test_the_lines_of_an_indented_fence_are_as_little_indented_as_it() -> None:
    blocks = cut("- x\n  ```\n  a\n    b\n c\n  ```\n", 3)
    assert [block.text for block in blocks if block.code] == ["a", "  b", "c"]


def test_a_longer_fence_holds_a_shorter_one() -> None:
    assert cut("````\n```\n````\n", 5) == [Block("```", code=True)]


def test_the_tail_is_bounded_even_without_line_breaks() -> None:
    cutter = Cutter()
    for _ in range(100):
        cutter.feed("word " * 100)
        assert len(cutter.tail) <= TAIL_LIMIT


def test_nothing_is_lost() -> None:
    text = "word " * 2000
    assert "".join(block.text for block in cut(text, 13)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("step", [1, 5, 1000])
def test_two_fences_stay_apart_and_know_their_language(step: int) -> None:
    blocks = cut("```py\nx\n```\n```{.js}\ny\n\nz\n```\n", step)
    assert [(block.text, block.part, block.language) for block in blocks] == [
        ("x", 1, "py"),
        ("y", 2, "{.js}"),
        ("", 2, "{.js}"),
        ("z", 2, "{.js}"),
    ]
    assert blocks[0].joined(blocks[1]) is None
    assert blocks[1].joined(blocks[2]) == Block("y\n", code=True)


@pytest.mark.parametrize("step", [1, 4, 1000])
def test_a_table_is_cut_row_by_row(step: int) -> None:
    blocks = cut("Limits:\n| a | b |\n|:--|--:|\n| 1 | 2 |\n| 3 |\nAfter.\n\nx | y\nno table", step)
    assert [(block.text, block.table) for block in blocks] == [
        ("Limits:", False),
        ("| a | b |\n|:--|--:|", True),
        ("| 1 | 2 |", True),
        ("| 3 |", True),
        ("After.", False),
        ("x | y\nno table", False),
    ]


def test_a_table_without_rows_below_is_one_at_the_end_too() -> None:
    cutter = Cutter()
    assert cutter.feed("a | b\n--|--") == []
    assert cutter.finish() == [Block("a | b\n--|--", table=True)]


def test_the_line_of_a_very_long_code_line_goes_on() -> None:
    blocks = cut("```\n" + "x" * (2 * TAIL_LIMIT + 900) + "\n```", 500)
    assert [block.open for block in blocks] == [True, True, False]
    assert "".join(block.text for block in blocks) == "x" * (2 * TAIL_LIMIT + 900)


@pytest.mark.parametrize(
    ("rule", "leans"),
    [
        ("|:--|--:|:-:|---|", ("left", "right", "center", "")),
        ("--|--", ("", "")),
        ("---", ()),
        ("| - |", ("",)),
        ("| a | b |", ()),
    ],
)
def test_columns_lean_as_the_line_below_the_headings_says(rule: str, leans: tuple[str, ...]) -> None:
    assert markdown_tables.leanings(rule) == leans


def test_cells_are_parted_by_bars_that_are_not_text() -> None:
    assert markdown_tables.cells(r"| a \| b | `c` ||") == ("a | b", "`c`", "")
    assert markdown_tables.cells("one|two") == ("one", "two")
    assert not markdown_tables.begins("a | b", "--")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("![a](b)", "[a](b)"),
        ("![](b)", "[picture](b)"),
        ("![ref][x]", "[ref][x]"),
        ("!!![a](b)", "\\!\\![a](b)"),
        ("!![](b)", "\\![picture](b)"),
        ("a `\n---\n![a](b) `", "a `\n---\n[a](b) `"),
        ("no! [a](b)", "no! [a](b)"),
        ("\\![a](b)", "\\![a](b)"),
        ("`![a](b)`", "`![a](b)`"),
        ("``x ` ![a]`` ![b](c)", "``x ` ![a]`` [b](c)"),
        ("``` ![a](b) `", "``` [a](b) `"),
        ("\\`![a](b)`", "\\`[a](b)`"),
        ("`\n\n![a](b)`", "`\n\n[a](b)`"),
    ],
)
def test_pictures_become_links(given: str, shown: str) -> None:
    assert without_images(given) == shown


MARKS = st.sampled_from(["![", "!", "](", ")", "`", "``", "\\", "\n", "\n\n", " ", "a", "|", "---", "```", "> "])


@given(st.lists(MARKS, max_size=40).map("".join))
@settings(max_examples=60)
def test_no_picture_is_left_for_another_reader_of_markdown(text: str) -> None:
    kinds = MarkdownIt("commonmark", {"html": False}).parse(without_images(text + "![x](y)"))
    assert not [child for token in kinds for child in token.children or () if child.type == "image"]


@given(st.lists(MARKS, max_size=40).map("".join), st.lists(st.integers(1, 9), min_size=1, max_size=8))
@settings(max_examples=60)
def test_however_it_is_cut_no_letter_is_lost(text: str, steps: list[int]) -> None:
    cutter, blocks, at = Cutter(), list[Block](), 0
    while at < len(text):
        step = steps[at % len(steps)]
        blocks += cutter.feed(text[at : at + step])
        at += step
    blocks += cutter.finish()
    assert "".join(block.text for block in blocks).count("a") == text.count("a") - in_fences(text)


def in_fences(text: str) -> int:
    """Return how many letters stand in the words after an opening fence: they name its language."""
    cutter, named = Cutter(), 0
    for line in text.split("\n"):
        before = cutter.part
        cutter.feed(line + "\n")
        named += cutter.language.count("a") if cutter.part != before and cutter.in_code else 0
    return named


@pytest.mark.parametrize("line", ["|-" + " " * 60_000, "| - " * 20_000 + "x", "|" + "-" * 60_000 + "x", ":-" * 30_000])
def test_a_line_that_could_be_a_table_s_is_read_in_no_time(line: str) -> None:
    begun_s = time.thread_time()
    markdown_tables.leanings(line)
    markdown_tables.begins("| a |", line)
    assert time.thread_time() - begun_s < 5  # where a look at each sign costs a look at the rest it takes minutes
