# SPDX-License-Identifier: Apache-2.0
"""What is said of how much was read: pages, chapters and paragraphs, whatever failed, and at any moment."""

import random

import pytest

from edgeassist.documents.blocks import Anchor, Block, Format, Span, Unit
from edgeassist.documents.lines import Ending, Opening
from edgeassist.panes.summarize.ledger import Ledger, runs
from edgeassist.panes.summarize.plan import Chunk, Piece
from edgeassist.panes.summarize.rows import rows_of, size_words, tally
from edgeassist.panes.summarize.summary import Coverage, Proof, Sentence, SourceOpened, Style


def block(number: int, page: int | None = None, text: str = "Some words of text.") -> Block:
    return Block(number, "paragraph", text, Anchor(number, page))


def chunk(*blocks: Block) -> Chunk:
    return Chunk(0, 0, "", tuple(Piece(one, 0, len(one.text)) for one in blocks))


def ledger(kind: Format, pages: int, *blocks: Block) -> Ledger:
    made = Ledger()
    made.opened(Opening(kind, "T", pages))
    for one in blocks:
        made.came(one)
    return made


@pytest.mark.parametrize(
    ("kind", "pages", "line"),
    [
        ("pdf", 4, "Pages 1-4 of 4 read"),
        ("epub", 4, "Chapters 1-4 of 4 read"),
        ("docx", 0, "Paragraphs 1-4 of 4 read"),
        ("srt", 0, "Cues 1-4 of 4 read"),
        ("text", 0, "Paragraphs 1-4 of 4 read"),
    ],
)
def test_each_kind_of_document_is_counted_in_its_own_units(kind: Format, pages: int, line: str) -> None:
    blocks = [block(number, number + 1 if pages else None) for number in range(4)]
    made = ledger(kind, pages, *blocks)
    made.read(chunk(*blocks))
    made.ended(Ending(pages_read=pages))
    assert made.coverage(is_last=True).line == line
    assert made.coverage(is_last=True).whole
    assert made.has_all


@pytest.mark.parametrize("kind", ["pdf", "text"])
def test_one_of_one_is_said_in_the_singular(kind: Format) -> None:
    made = ledger(kind, 1 if kind == "pdf" else 0, block(0, 1 if kind == "pdf" else None))
    made.read(chunk(block(0, 1 if kind == "pdf" else None)))
    made.ended(Ending(pages_read=1))
    assert made.coverage().line == f"{'Page' if kind == 'pdf' else 'Paragraph'} 1 of 1 read"


def test_while_it_is_read_no_more_is_claimed_than_is_done() -> None:
    blocks = [block(number, number + 1) for number in range(6)]
    made, lines = ledger("pdf", 9), []
    for one in blocks:
        made.came(one)
        made.read(chunk(one))
        lines.append(made.coverage().line)
    assert lines[0].startswith("0 of 9 pages read")
    assert lines[-1] == "Pages 1-5 of 9 read"
    assert [made.coverage().fraction] == [5 / 9]


def test_a_page_is_read_only_when_all_that_stands_on_it_is() -> None:
    first, second = block(0, 1), block(1, 1)
    made = ledger("pdf", 1, first, second)
    made.ended(Ending(pages_read=1))
    made.read(chunk(first))
    assert made.coverage(is_last=True).unread == ("Page 1: not summed up.",)
    made.read(chunk(second))
    assert made.coverage(is_last=True).whole


def test_half_a_block_is_no_block_read() -> None:
    one = block(0)
    made = ledger("text", 0, one)
    made.ended(Ending())
    made.read(Chunk(0, 0, "", (Piece(one, 0, 5),)))
    assert made.coverage(is_last=True).unread == ("Paragraph 1: not summed up.",)
    made.read(Chunk(1, 0, "", (Piece(one, 5, len(one.text)),)))
    assert made.has_all


def test_a_block_with_a_lost_half_is_not_read_though_its_end_was() -> None:
    one = block(0)
    made = ledger("text", 0, one)
    made.ended(Ending())
    made.missed(Chunk(0, 0, "", (Piece(one, 0, 5),)), "it failed")
    made.read(Chunk(1, 0, "", (Piece(one, 5, len(one.text)),)))
    coverage = made.coverage(is_last=True)
    assert (coverage.read, coverage.total, coverage.whole, made.has_all) == (0, 1, False, False)
    assert coverage.unread == ("Paragraph 1, beginning “Some”: it failed.",)


def test_a_block_over_two_pages_counts_on_both() -> None:
    one = Block(0, "paragraph", "Here it begins, there it ends.", Anchor(0, 3, turns=((16, 4),)))
    made = ledger("pdf", 4, block(1, 1), block(2, 2), one)
    made.ended(Ending(pages_read=4))
    made.missed(chunk(one), "the engine died")
    made.read(chunk(block(1, 1), block(2, 2)))
    assert made.coverage(is_last=True).line == "Pages 1-2 of 4 read"
    assert made.coverage(is_last=True).unread[0].startswith("Pages 3-4, beginning “Here it begins")


@pytest.mark.parametrize(
    ("ending", "unread"),
    [
        (Ending(pages_read=3, textless=(2,)), "Page 2: no text."),
        (Ending(pages_read=3, textless=(2, 3), pictured=(2, 3)), "Pages 2-3: no text, just a picture."),
        (Ending(pages_read=3, broken=(2,)), "Page 2: damaged."),
        (Ending(pages_read=3, cut="Only the first pages were read."), "Only the first pages were read."),
    ],
)
def test_what_the_reading_could_not_give_is_named(ending: Ending, unread: str) -> None:
    made = ledger("pdf", 3, block(0, 1))
    made.read(chunk(block(0, 1)))
    made.ended(ending)
    assert unread in made.coverage(is_last=True).unread
    assert not made.coverage(is_last=True).whole


def test_a_reading_that_broke_off_names_the_pages_that_never_came_and_why() -> None:
    made = ledger("pdf", 9, block(0, 1), block(1, 2))
    made.read(chunk(block(0, 1), block(1, 2)))
    made.broke_off("The drive was unplugged.")
    coverage = made.coverage(is_last=True)
    assert coverage.unread == ("Pages 2-9: not summed up.", "The drive was unplugged.")


def test_without_pages_the_rest_that_never_came_is_told_of() -> None:
    made = ledger("text", 0, block(0))
    made.read(chunk(block(0)))
    assert made.coverage(is_last=True).unread == ("What follows was not read.",)
    assert made.coverage().line == "1 paragraph read"


def test_nothing_is_lost_and_nothing_counted_twice_whatever_fails() -> None:
    draw = random.Random(3)
    for _case in range(60):
        count = draw.randrange(1, 30)
        blocks = [block(number) for number in range(count)]
        made, read = ledger("text", 0, *blocks), 0
        for one in blocks:
            if fate := draw.randrange(3):
                (made.read(chunk(one)) if fate == 1 else made.missed(chunk(one), "it failed"))
                read += fate == 1
        made.ended(Ending())
        coverage = made.coverage(is_last=True)
        assert (coverage.read, coverage.total) == (read, count)
        assert coverage.whole is (read == count)
        assert bool(coverage.unread) is (read < count)


@pytest.mark.parametrize(
    ("numbers", "found"),
    [([], []), ([3], [(3, 3)]), ([1, 2, 3], [(1, 3)]), ([1, 3, 4, 9], [(1, 1), (3, 4), (9, 9)])],
)
def test_runs_are_told_by_first_and_last(numbers: list[int], found: list[tuple[int, int]]) -> None:
    assert runs(numbers) == found


@pytest.mark.parametrize(
    ("coverage", "fraction", "whole"),
    [
        (Coverage(0, 0, "page", ""), 0.0, True),
        (Coverage(3, 4, "page", ""), 0.75, False),
        (Coverage(4, 4, "page", "", ("Page 2: damaged.",)), 1.0, False),
    ],
)
def test_a_coverage_is_whole_when_nothing_is_unread(coverage: Coverage, fraction: float, *, whole: bool) -> None:
    assert (coverage.fraction, coverage.whole) == (fraction, whole)


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ([1.0], "1 sentence, with proof"),
        ([1.0, 0.5], "2 sentences, all with proof"),
        ([1.0, 0.0], "2 sentences, 1 with proof"),
        ([None, 0.0], "2 sentences, 0 with proof"),
        ([None], "1 sentence, 0 with proof"),
    ],
)
def test_a_place_alone_is_not_counted_as_proof(scores: list[float | None], words: str) -> None:
    said = [Sentence("S.", None if score is None else Proof(Span(0, 0, 2), 1, score)) for score in scores]
    assert tally(said) == words


@pytest.mark.parametrize(
    ("score", "doubtful", "measure"),
    [
        (0.87, False, "87% of this sentence's words stand there: page 7."),
        (0.0, True, "It was made from the text there (page 7), but its words cannot be compared."),
    ],
)
def test_a_row_says_what_its_place_is_worth(score: float, measure: str, *, doubtful: bool) -> None:
    (row,) = rows_of((Sentence("S.", Proof(Span(0, 0, 2), 7, score)),), Style.BRIEF, "page", lambda _number: None)
    assert (row.chip, row.doubtful) == ("p. 7", doubtful)
    assert row.measure.startswith(measure)


@pytest.mark.parametrize(
    ("unit", "pages", "words"),
    [("page", 1, "1 page"), ("page", 1_084, "1,084 pages"), ("chapter", 9, "9 chapters"), ("paragraph", 0, "")],
)
def test_a_size_is_told_where_there_is_one(unit: Unit, pages: int, words: str) -> None:
    assert size_words(SourceOpened("T", unit, pages)) == words
