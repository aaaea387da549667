# SPDX-License-Identifier: Apache-2.0
"""What the eye makes of a PDF page: columns, tables, paragraphs, headings, running lines. Drawn with boxes, no PDF."""

import pytest

from edgeassist.documents.drafts import Draft
from edgeassist.documents.pdf_order import Line, ordered_lines
from edgeassist.documents.pdf_paragraphs import Paragraphs
from edgeassist.documents.pdf_running import Edge, edges, running
from edgeassist.documents.pdf_words import HYPHEN, Box, Piece

SIZE = 10.0
COLUMN = Box(72, 72, 372, 720)
FULL = "words that fill the whole line of this column up to"


def piece(text: str, left: float, top: float, *, width: float = 0, size: float = SIZE, sideways: bool = False) -> Piece:
    return Piece(text, Box(left, top, left + (width or 5 * len(text)), top + size), size, is_sideways=sideways)


def line(
    text: str, top: float, *, left: float = 72, right: float = 372, size: float = SIZE, bold: bool = False
) -> Line:
    return Line(text, Box(left, top, right, top + size), size, bold, (text,), COLUMN)


def flow(*texts: str, short: tuple[int, ...] = ()) -> list[Line]:
    return [line(text, 72 + 12 * at, right=200 if at in short else 372) for at, text in enumerate(texts)]


def drafts(*pages: list[Line]) -> list[Draft]:
    made = Paragraphs()
    for lines in pages:
        made.learn(lines)
    found = [draft for number, lines in enumerate(pages, 1) for draft in made.page(number, lines)]
    return [*found, *made.finish()]


def shapes(*pages: list[Line]) -> list[tuple[str, int, str]]:
    return [(draft.kind, draft.level, draft.text) for draft in drafts(*pages)]


def columns(rows: int, lefts: tuple[float, ...], width: float = 220) -> list[Piece]:
    """Return running text in columns, drawn row by row as some programs do."""
    return [
        piece(f"column {at} line {row} of text", left, 100 + 14 * row, width=width)
        for row in range(rows)
        for at, left in enumerate(lefts)
    ]


@pytest.mark.parametrize("lefts", [(72.0,), (72.0, 320.0), (50.0, 290.0, 530.0), (20.0, 260.0, 500.0, 740.0)])
def test_columns_are_read_one_after_the_other(lefts: tuple[float, ...]) -> None:
    found = [one.text for one in ordered_lines(columns(8, lefts))]
    assert found == [f"column {at} line {row} of text" for at in range(len(lefts)) for row in range(8)]


def test_a_title_across_the_columns_parts_the_page_into_bands() -> None:
    above = columns(6, (72.0, 320.0))
    title = piece("A title that goes across both of the columns", 72, 200, width=468)
    below = [piece(one.text.replace("column", "lower"), one.box.left, one.box.top + 140, width=220) for one in above]
    found = [one.text for one in ordered_lines([*above, title, *below])]
    assert found.index(title.text) == 12
    assert found[0].startswith("column 0")
    assert found[6].startswith("column 1")
    assert found[13].startswith("lower 0")


def test_right_to_left_columns_begin_at_the_right() -> None:
    words = [
        piece(f"עמודה {at} שורה {row} של טקסט ארוך", left, 100 + 14 * row, width=220)
        for row in range(8)
        for at, left in enumerate((72.0, 320.0))
    ]
    found = [one.text for one in ordered_lines(words)]
    assert found[0].startswith("עמודה 1")
    assert found[8].startswith("עמודה 0")


def test_the_cells_of_a_table_are_no_columns() -> None:
    cells = [piece(text, left, 100 + 14 * row) for row in range(8) for text, left in (("ab", 72.0), ("12", 320.0))]
    assert [one.cells for one in ordered_lines(cells)] == [("ab", "12")] * 8


def test_sideways_text_comes_last() -> None:
    found = ordered_lines([piece("sideways", 20, 90, sideways=True), piece("upright", 72, 100)])
    assert [one.text for one in found] == ["upright", "sideways"]


def test_an_empty_page_has_no_lines() -> None:
    assert ordered_lines([]) == []


@pytest.mark.parametrize(("gap", "text", "cells"), [(0.5, "onetwo", 1), (3.0, "one two", 1), (30.0, "one two", 2)])
def test_a_gap_is_nothing_a_space_or_a_cell(gap: float, text: str, cells: int) -> None:
    (found,) = ordered_lines([piece("one", 72, 100), piece("two", 87 + gap, 100)])
    assert (found.text, len(found.cells)) == (text, cells)


def test_lines_of_a_paragraph_are_joined_and_a_short_last_line_ends_it() -> None:
    lines = flow(FULL, "its end.", "A new one begins here and goes on to the end of", "its line.", short=(1,))
    assert [text for _, _, text in shapes(lines)] == [
        f"{FULL} its end.",
        "A new one begins here and goes on to the end of its line.",
    ]


def test_a_wide_gap_parts_paragraphs() -> None:
    lines = [*flow(FULL, FULL, FULL), line("after the gap", 72 + 12 * 5)]
    assert [text for _, _, text in shapes(lines)] == [" ".join([FULL] * 3), "after the gap"]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        (f"the ma{HYPHEN}", "chine runs", "the machine runs"),
        ("the ma-", "chine runs", "the machine runs"),
        (f"Jean{HYPHEN}", "Paul came", "Jean-Paul came"),
        ("from 3-", "5 of them", "from 3- 5 of them"),
        ("漢字", "漢字", "漢字漢字"),
        ("words", "more", "words more"),
    ],
)
def test_what_a_line_s_end_parted_is_made_whole(before: str, after: str, joined: str) -> None:
    assert shapes(flow(before, after)) == [("paragraph", 0, joined)]


def test_a_hyphen_at_the_very_end_is_kept() -> None:
    assert shapes(flow(f"cut{HYPHEN}")) == [("paragraph", 0, "cut-")]


@pytest.mark.parametrize(
    ("end", "start", "whole"),
    [
        ("the sentence goes", "on over the page.", True),
        ("an enumeration,", "Then more.", True),
        (f"a parted ma{HYPHEN}", "chine", True),
        ("It is over.", "next words", False),
        ("It goes on", "With a Capital", False),
    ],
)
def test_a_sentence_goes_on_over_the_page_where_it_must(end: str, start: str, whole: bool) -> None:
    found = drafts(flow(FULL, end), flow(start, FULL))
    assert len(found) == (1 if whole else 2)
    assert found[0].page == 1
    if whole:
        ((offset, page),) = found[0].turns
        assert (page, found[0].text[offset:].startswith(start.split(maxsplit=1)[0])) == (2, True)
    else:
        assert found[1].page == 2


@pytest.mark.parametrize(
    ("text", "size", "bold", "level"),
    [
        ("The title", 20.0, False, 1),
        ("A part", 14.0, False, 2),
        ("A smaller part", 11.5, False, 3),
        ("2.1 A part", 14.0, False, 2),
        ("2.1.3 A part", 12.0, False, 3),
        ("Bold words", 10.0, True, 4),
        ("3 Bold and numbered", 10.0, True, 1),
        ("Bold, but a sentence.", 10.0, True, 0),
        ("bold " * 40, 10.0, True, 0),
        ("12", 20.0, False, 0),
        ("x" * 201, 20.0, False, 0),
    ],
)
def test_size_and_weight_make_a_heading(text: str, size: float, bold: bool, level: int) -> None:
    body = [line(FULL, 200 + 12 * at) for at in range(20)]
    found = drafts([line(text.strip(), 72, size=size, bold=bold), *body])
    assert found[0].level == level
    assert found[0].kind == ("heading" if level else "paragraph")


@pytest.mark.parametrize(
    ("text", "is_item"),
    [
        ("• first", True),
        ("•first", True),
        ("- first", True),
        ("1. first", True),
        ("(a) first", True),
        ("12) first", True),
        ("-5 degrees", False),
        ("1.5 metres", False),
        ("a word", False),
    ],
)
def test_what_begins_with_a_mark_is_an_item(text: str, is_item: bool) -> None:
    found = drafts(flow(text, FULL))
    assert found[0].kind == ("list-item" if is_item else "paragraph")


def test_rows_beside_each_other_are_a_table_and_one_alone_is_not() -> None:
    def row(top: float, *cells: str) -> Line:
        return Line(" ".join(cells), Box(72, top, 372, top + 10), SIZE, False, cells, COLUMN)

    assert shapes([row(100, "a", "b"), row(112, "c", "d")]) == [("table", 0, "a | b\nc | d")]
    assert shapes([row(100, "a", "b"), line(FULL, 112)])[0][0] == "paragraph"


def head(number: int, text: str) -> list[Line]:
    return [line(text, 20), line("body words", 300), line(f"Page {number} of 9", 820)]


def test_headers_and_page_numbers_come_back_and_body_lines_do_not() -> None:
    by_page = {number: edges(head(number, "Yearly report"), 842) for number in range(1, 10)}
    assert all(running(number, by_page) == {0, 2} for number in by_page)


@pytest.mark.parametrize(
    "texts",
    [
        ["Report"] * 2,
        [f"Chapter {word}" for word in ("one", "two", "three", "four")],
        ["Item 7", "Item 12", "Item 3", "Item 40"],
    ],
)
def test_what_does_not_come_back_or_counts_otherwise_stays(texts: list[str]) -> None:
    by_page = {number: edges([line(text, 20), line("x", 300)], 842) for number, text in enumerate(texts, 1)}
    assert all(running(number, by_page) == set() for number in by_page)


def test_the_same_words_at_another_height_are_no_running_line() -> None:
    by_page = {number: {0: Edge("Report", (), 20.0 + 9 * number, True)} for number in range(1, 6)}
    assert running(3, by_page) == set()


def test_only_the_outermost_lines_near_the_edge_can_be_running() -> None:
    lines = [line("top", 20), line("second", 34), line("third", 48), line("x" * 200, 800), line("middle", 400)]
    assert {lines[index].text for index in edges(lines, 842)} == {"top", "second"}


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (Box(0, 0, 9, 10), Box(20, 1, 29, 11), True),
        (Box(0, 0, 9, 10), Box(20, 6, 29, 16), False),
        (Box(0, 0, 9, 10), Box(20, 2, 25, 8), True),
        (Box(0, 0, 9, 10), Box(20, 10, 29, 20), False),
    ],
)
def test_two_pieces_are_on_one_line_when_half_of_the_lower_one_is(one: Box, other: Box, level: bool) -> None:
    assert one.is_level_with(other) is level is other.is_level_with(one)
