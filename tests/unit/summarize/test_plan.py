# SPDX-License-Identifier: Apache-2.0
"""Chunks: they fit, they lose nothing, headings stay with their text, and what is missed is named."""

from hypothesis import given
from hypothesis import strategies as st

from edgeassist.documents.blocks import Anchor, Block, Kind
from edgeassist.documents.lines import Ending, Opening
from edgeassist.panes.summarize.ledger import Ledger
from edgeassist.panes.summarize.plan import Chunk, Planner

KINDS: st.SearchStrategy[Kind] = st.sampled_from(["paragraph", "heading", "list-item", "table", "cue"])
TEXTS = st.text(st.sampled_from("ab .\n|"), min_size=1, max_size=120)


def block(number: int, text: str, kind: Kind = "paragraph", page: int | None = None) -> Block:
    return Block(number, kind, text, Anchor(number, page), 1 if kind == "heading" else 0)


def planned(blocks: list[Block], most: int, *, enough: int = 1000, by_section: bool = False) -> list[Chunk]:
    planner = Planner(len, most, enough=enough, by_section=by_section)
    return [chunk for one in blocks for chunk in planner.add(one)] + list(planner.end())


@given(st.lists(st.tuples(KINDS, TEXTS), min_size=1, max_size=12), st.integers(8, 90), st.booleans())
def test_all_text_is_in_exactly_one_chunk_in_order_and_each_fits(
    told: list[tuple[Kind, str]], most: int, by_section: bool
) -> None:
    blocks = [block(number, text, kind) for number, (kind, text) in enumerate(told)]
    chunks = planned(blocks, most, enough=most // 2, by_section=by_section)
    pieces = [piece for chunk in chunks for piece in chunk.pieces]
    assert "".join(piece.text for piece in pieces) == "".join(one.text for one in blocks)
    assert [(one.block.number, one.start) for one in pieces] == sorted((one.block.number, one.start) for one in pieces)
    assert all(sum(len(piece.text) + 1 for piece in chunk.pieces) <= most for chunk in chunks)


@given(TEXTS)
def test_halves_hold_what_the_whole_held_until_nothing_can_be_parted(text: str) -> None:
    (chunk,) = planned([block(0, text)], 1000)
    halves = chunk.halves()
    if halves is None:
        assert len(text) == 1
    else:
        assert halves[0].text + halves[1].text == text
        assert halves[0].text
        assert halves[1].text


def test_a_heading_stays_with_the_text_below_it() -> None:
    blocks = [block(0, "x" * 40), block(1, "Next", "heading"), block(2, "y" * 40)]
    assert [chunk.text for chunk in planned(blocks, 60)] == ["x" * 40, "Next\n\n" + "y" * 40]


def test_by_section_every_heading_begins_a_chunk_that_bears_its_name() -> None:
    blocks = [block(0, "One", "heading"), block(1, "a"), block(2, "Two", "heading"), block(3, "b")]
    chunks = planned(blocks, 100, by_section=True)
    assert [(chunk.section, chunk.heading, chunk.text) for chunk in chunks] == [
        (0, "One", "One\n\na"),
        (1, "Two", "Two\n\nb"),
    ]


def ledger_of(chunks: list[Chunk], pages: int) -> Ledger:
    ledger = Ledger()
    ledger.opened(Opening("pdf" if pages else "text", "T", pages))
    for one in {piece.block.number: piece.block for chunk in chunks for piece in chunk.pieces}.values():
        ledger.came(one)
    return ledger


def test_pages_without_text_and_pages_that_failed_are_named() -> None:
    chunks = planned([block(page, f"page {page} " * 9, page=page) for page in range(1, 7)], 70)
    ledger = ledger_of(chunks, 7)
    ledger.ended(Ending(pages_read=7, textless=(7,), pictured=(7,)))
    for chunk in chunks:
        if chunk.text.startswith("page 3"):
            ledger.missed(chunk, "the engine died")
        else:
            ledger.read(chunk)
    coverage = ledger.coverage(is_last=True)
    assert (coverage.read, coverage.total, coverage.line) == (5, 7, "5 of 7 pages read")
    assert [line.partition(",")[0] for line in coverage.unread] == ["Page 3", "Page 7: no text"]


def test_what_was_called_off_is_named() -> None:
    chunks = planned([block(page - 1, f"page {page} " * 9, page=page) for page in range(1, 5)], 70)
    ledger = ledger_of(chunks, 9)
    ledger.read(chunks[0])
    coverage = ledger.coverage(is_last=True)
    assert (coverage.line, coverage.unread) == ("Page 1 of 9 read", ("Pages 2-9: not summed up.",))


def test_everything_read_is_said_so() -> None:
    chunks = planned([block(page - 1, f"page {page} " * 9, page=page) for page in range(1, 5)], 70)
    ledger = ledger_of(chunks, 4)
    ledger.ended(Ending(pages_read=4))
    for chunk in chunks:
        ledger.read(chunk)
    assert ledger.coverage(is_last=True).line == "Pages 1-4 of 4 read"
    assert ledger.coverage(is_last=True).whole
