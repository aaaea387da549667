# SPDX-License-Identifier: Apache-2.0
"""A PDF's letters become paragraphs in the order in which a person reads them."""

from pathlib import Path

import pytest

from edgeassist.documents.blocks import Document
from edgeassist.documents.pdf_order import ordered_lines
from edgeassist.documents.pdf_words import Box, Piece
from tests.support.documents import shapes, told_of
from tests.support.documents_pdf import A4, Page, Text, paragraph, pdf

LEFT = [f"left column line {n} with some words." for n in range(12)]
RIGHT = [f"right column line {n} and more words" for n in range(12)]


def told_pages(folder: Path, *pages: list[Text]) -> Document:
    return told_of(folder, "made.pdf", pdf([Page(tuple(texts)) for texts in pages], compress=True))


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    rows = zip(paragraph(LEFT), paragraph(RIGHT, x=320), strict=True)
    texts = [text for row in rows for text in row]  # drawn row by row, as many programs do
    title = Text(72, 790, "A title over both of the columns of the page", 20)
    document = told_pages(tmp_path, [title, *texts])
    assert shapes(document) == [
        ("heading", 1, title.text),
        ("paragraph", 0, " ".join(LEFT)),
        ("paragraph", 0, " ".join(RIGHT)),
    ]


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    cells = [
        ("Town", "Level", "Year"),
        ("Ahlen", "4.2 m", "1998"),
        ("Bern", "3.9 m", "2001"),
        ("Cork", "5.0 m", "2011"),
    ]
    texts = [
        Text(72 + 120 * column, 700 - 14 * row, cell)
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
    ]
    document = told_pages(tmp_path, texts)
    assert shapes(document) == [("table", 0, "\n".join(" | ".join(line) for line in cells))]


def test_lines_that_come_back_on_each_page_are_left_out_and_counted(tmp_path: Path) -> None:
    pages = [
        [
            Text(72, 810, "Yearly report of the works"),
            Text(72, 600, f"What stands on this page is its own: {'abcdefgh'[n]} and nothing else."),
            Text(290, 30, f"- {n + 1} of 8 -"),
        ]
        for n in range(8)
    ]
    document = told_pages(tmp_path, *pages)
    assert [block.text[:10] for block in document.blocks] == ["What stand"] * 8
    assert {(one.why, one.text, one.times) for one in document.left} == {
        ("running", "Yearly report of the works", 8),
        ("running", "- # of # -", 8),
    }


def test_what_looks_alike_but_counts_otherwise_stays(tmp_path: Path) -> None:
    pages = [[Text(72, 800, f"Measured: {17 * n * n}")] for n in range(6)]
    assert len(told_pages(tmp_path, *pages).blocks) == 6


def test_a_word_parted_at_the_line_s_end_is_made_whole(tmp_path: Path) -> None:
    lines = ["The report tells of the elec-", "tricity that was made by the North-", "West grid."]
    document = told_pages(tmp_path, paragraph(lines))
    assert [block.text for block in document.blocks] == [
        "The report tells of the electricity that was made by the North-West grid."
    ]


def test_a_sentence_goes_on_over_the_page_and_knows_where_it_turns(tmp_path: Path) -> None:
    first = Text(72, 120, "This sentence begins at the foot of the one page and goes on")
    second = Text(72, 760, "at the head of the other.")
    (block,) = told_pages(tmp_path, [first], [second]).blocks
    turn = block.text.index("at the head")
    assert block.text == f"{first.text} {second.text}"
    assert (block.anchor.page, block.anchor.turns) == (1, ((turn, 2),))
    assert [block.page_at(0), block.page_at(turn - 1), block.page_at(turn)] == [1, 1, 2]


def test_a_new_sentence_on_the_next_page_begins_a_paragraph(tmp_path: Path) -> None:
    document = told_pages(tmp_path, [Text(72, 120, "It ends here.")], [Text(72, 760, "It begins here.")])
    assert [(block.text, block.anchor.page) for block in document.blocks] == [
        ("It ends here.", 1),
        ("It begins here.", 2),
    ]


def test_bold_and_numbered_lines_are_headings(tmp_path: Path) -> None:
    texts = [
        Text(72, 760, "2.1 Methods", 10, bold=True),
        *paragraph(["The body of the text stands under it, and it is longer", "than the heading by far."], top=740),
    ]
    document = told_pages(tmp_path, texts)
    assert shapes(document)[0] == ("heading", 2, "2.1 Methods")
    assert shapes(document)[1][0] == "paragraph"


def test_paragraphs_are_parted_by_gaps_and_by_short_last_lines(tmp_path: Path) -> None:
    lines = [
        "The first paragraph goes over the whole width of the line, does it",
        "and then ends.",
        "The second follows without a gap and also goes over the whole width",
        "of the line.",
    ]
    texts = [*paragraph(lines), Text(72, 680, "The third comes after a gap.")]
    assert [block.text.split()[1] for block in told_pages(tmp_path, texts).blocks] == ["first", "second", "third"]


def test_an_item_goes_on_under_its_text_not_under_its_bullet(tmp_path: Path) -> None:
    texts = [
        Text(72, 700, "•", 8),
        Text(82, 700, "The first thing on the list, which needs more than"),
        Text(82, 688, "one line to be told"),
        Text(72, 670, "•", 8),
        Text(82, 670, "The second thing"),
    ]
    assert shapes(told_pages(tmp_path, texts)) == [
        ("list-item", 1, "• The first thing on the list, which needs more than one line to be told"),
        ("list-item", 1, "• The second thing"),
    ]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(rotation: int, tmp_path: Path) -> None:
    document = told_of(tmp_path, "made.pdf", pdf([Page(tuple(paragraph(LEFT, top=500)), rotation=rotation)]))
    assert [block.text for block in document.blocks] == [" ".join(LEFT)]


def piece(text: str, left: float, top: float, width: float) -> Piece:
    return Piece(text, Box(left, top, left + width, top + 12), 10)


def test_columns_of_a_text_from_right_to_left_begin_at_the_right() -> None:
    hebrew = "מילים רבות בשורה אחת"
    pieces = [
        piece(f"{hebrew} {side}{n}", 72 if side == "ב" else 320, 100 + 14 * n, 200) for n in range(8) for side in "בא"
    ]
    lines = [line.text[-2:] for line in ordered_lines(pieces)]
    assert lines == [f"{side}{n}" for side in "אב" for n in range(8)]


def test_sideways_text_comes_last_and_no_page_without_pieces_fails() -> None:
    margin = Piece("printed at the margin", Box(10, 10, 20, 300), 10, is_sideways=True)
    assert [line.text for line in ordered_lines([margin, piece("body", 72, 100, 50)])] == [
        "body",
        "printed at the margin",
    ]
    assert ordered_lines([]) == []


def test_the_title_comes_from_the_file(tmp_path: Path) -> None:
    page = Page((Text(A4[0] / 2, 500, "Some words that stand on it."),))
    assert told_of(tmp_path, "a.pdf", pdf([page], title="The works")).title == "The works"
    assert told_of(tmp_path, "untitled.pdf", pdf([page])).title == "untitled"
