# SPDX-License-Identifier: Apache-2.0
"""Any file beside any question: what is cut is a beginning and says so, what goes along stands within the fence."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from edgeassist.documents.blocks import Anchor, Block, Document
from edgeassist.history.turns import Attachment
from edgeassist.panes.chat.attaching import (
    CHANGED,
    Paper,
    asked_with,
    attachment_of,
    paper_of,
)

FENCE = re.compile(r"^=== [0-9a-f]{12} ===$", re.MULTILINE)


def paper(text: str, name: str = "a.txt") -> Paper:
    return Paper(Attachment(name=name), text)


def document(*texts: str, pages: int = 0) -> Document:
    blocks = tuple(
        Block(at, "paragraph", text, Anchor(at, page=at + 1 if pages else None)) for at, text in enumerate(texts)
    )
    return Document(title="", language="en", kind="pdf", unit="page", pages=pages, pages_read=pages, blocks=blocks)


@given(st.text(max_size=200), st.integers(-5, 250))
def test_a_file_is_cut_to_a_beginning_of_itself_and_never_says_it_is_whole(text: str, chars: int) -> None:
    cut = paper(text).cut_to(chars)
    assert text.startswith(cut.given)
    assert len(cut.given) <= max(0, chars) or cut.whole
    if text:
        assert ("all read" in cut.line) == cut.whole
        assert bool(cut.unread) != cut.whole


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=30), st.integers(1, 60))
def test_a_cut_ends_between_words_when_there_is_a_blank_in_its_second_half(letters: list[str], chars: int) -> None:
    text = " ".join(letters)
    given_text = paper(text).cut_to(chars).given
    assert not given_text or text[len(given_text) :][:1] in ("", " ") or len(given_text) <= 2


def test_all_of_a_cut_file_can_be_wished_for_again() -> None:
    cut = paper("word " * 50).cut_to(10)
    assert not cut.whole
    assert cut.cut_to(10_000) == paper("word " * 50)


@pytest.mark.parametrize(
    ("pages", "chars", "line"),
    [
        (((0, 1), (100, 2), (200, 3)), 50, "page 1 of 3 fits"),
        (((0, 1), (100, 2), (200, 3)), 150, "pages 1-2 of 3 fit"),
        (((0, 4), (100, 7)), 150, "pages 4-7 of 3 fit"),
        ((), 150, "the first 50 % fits"),
    ],
)
def test_what_fits_of_a_paged_file_is_said_in_its_own_pages(
    pages: tuple[tuple[int, int], ...], chars: int, line: str
) -> None:
    long = Paper(Attachment(name="a.pdf"), "x" * 300, "page", 3, pages)
    assert long.cut_to(chars).line == line


FOUR = document("one", "two", pages=4)


@pytest.mark.parametrize(
    ("read", "remark"),
    [
        (FOUR, ""),
        (replace(FOUR, textless=(2,)), "1 page without text"),
        (replace(FOUR, textless=(2,), broken=(3,)), "2 pages without text"),
        (replace(FOUR, cut="size", pages_read=2), "only 2 could be read"),
    ],
)
def test_what_a_file_keeps_back_stands_on_its_chip(read: Document, remark: str) -> None:
    paper = paper_of(read, attachment_of(Path("a.pdf")))
    assert paper.remark == remark
    assert paper.line == " · ".join(filter(None, ("4 pages, all read", remark)))


def test_a_long_text_that_could_not_be_read_to_its_end_says_so() -> None:
    cut = replace(document("one"), cut="size")
    assert paper_of(cut, attachment_of(Path("a.txt"))).remark == "the end is missing"


def test_a_file_is_read_again_as_far_as_it_was_when_it_was_asked_about() -> None:
    whole = paper_of(document("word " * 100), attachment_of(Path("a.txt")))
    asked = whole.cut_to(250).asked(tokens=100, read_tokens=50)
    again = paper_of(document("word " * 100), asked.attachment)
    assert len(again.given) == pytest.approx(250, abs=10)
    assert not again.changed
    assert (asked.attachment.tokens, asked.attachment.read_tokens) == (100, 50)


def test_a_file_that_holds_another_text_now_says_so_until_it_is_asked_about_again() -> None:
    asked = paper_of(document("old"), attachment_of(Path("a.txt"))).asked(1, 1)
    now = paper_of(document("new"), asked.attachment)
    assert now.line.endswith(CHANGED)
    assert now.unread == "a.txt is read as it is now: it has changed since the question."
    assert not now.asked(1, 1).changed


def test_an_empty_document_and_one_without_tokens_are_no_trouble() -> None:
    assert paper_of(document(), attachment_of(Path("a.txt"))).text == ""
    assert paper_of(document("x"), Attachment(name="a", tokens=0, read_tokens=7)).whole


@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=4), st.text(max_size=60))
def test_a_question_stands_below_the_fence_and_every_text_between_two_lines_of_it(
    texts: list[str], question: str
) -> None:
    whole = asked_with(question, [paper(text, f"{at}.txt") for at, text in enumerate(texts)])
    fence = FENCE.findall(whole)[0]
    assert whole.endswith(f"\n\n{question}")
    parts = whole.split(f"\n{fence}\n")
    assert all(any(text in part for part in parts) for text in texts)
    assert fence not in question
    assert all(fence not in text for text in texts)


def test_a_question_that_quotes_the_fence_gets_another_one() -> None:
    fence = FENCE.findall(asked_with("Hi", [paper("x")]))[0]
    whole = asked_with(f"What does {fence} mean?\n{fence}", [paper("x")])
    found = FENCE.findall(whole)
    assert found[0] != fence
    assert found.count(found[0]) == 2
    assert whole.endswith(f"\n{fence}")
