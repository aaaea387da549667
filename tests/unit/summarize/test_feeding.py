# SPDX-License-Identifier: Apache-2.0
"""The lines of a source as they come: pasted texts parted as a person meant them, errors and ends handed on."""

import threading
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.core.stop import Stop, Stopped
from edgeassist.documents.blocks import Anchor, Block
from edgeassist.documents.lines import Ending, Line, Opening
from edgeassist.documents.refusals import EmptyDocument, LockedDocument
from edgeassist.panes.summarize.feed import Feed, lines_of_text
from edgeassist.panes.summarize.summary import Source
from edgeassist.testing import FakeDocuments

LONG = "This line is one of a paragraph that was wrapped at the right"


def blocks(text: str) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in lines_of_text(Source("T", text=text)) if isinstance(line, Block)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One.\n\nTwo.", [("paragraph", "One."), ("paragraph", "Two.")]),
        ("One.\n \t\nTwo.", [("paragraph", "One."), ("paragraph", "Two.")]),
        ("- a b\n- c d", [("list-item", "- a b"), ("list-item", "- c d")]),
        ("1. a b\n2) c d", [("list-item", "1. a b"), ("list-item", "2) c d")]),
        ("Milk\nBread\nEggs", [("paragraph", "Milk"), ("paragraph", "Bread"), ("paragraph", "Eggs")]),
        (f"{LONG}\n{LONG}\nand ends here.", [("paragraph", f"{LONG}\n{LONG}\nand ends here.")]),
        ("  \n\nOnly this.  \n\n", [("paragraph", "Only this.")]),
    ],
)
def test_a_pasted_text_is_parted_as_it_looks(text: str, found: list[tuple[str, str]]) -> None:
    assert [(kind, " ".join(told.split())) for kind, told in blocks(text)] == [
        (kind, " ".join(told.split())) for kind, told in found
    ]


@given(st.text(st.sampled_from("ab1.-\n \t•"), max_size=200))
def test_no_letter_of_a_pasted_text_is_lost(text: str) -> None:
    letters = [one for one in text if one.isalnum()]
    try:
        told = "".join(block for _kind, block in blocks(text))
    except EmptyDocument:
        assert not letters
    else:
        assert [one for one in told if one.isalnum()] == letters


def test_a_file_that_was_handed_over_with_its_text_is_read_for_its_pages_while_it_is_there(tmp_path: Path) -> None:
    path, documents = tmp_path / "a.txt", FakeDocuments()
    source = Source("a.txt", path, "As it was read.")
    assert [line.text for line in taken(Feed(documents, source)) if isinstance(line, Block)] == ["As it was read."]
    path.write_text("As it is now.")
    assert [line.text for line in taken(Feed(documents, source)) if isinstance(line, Block)] == ["As it is now."]


def taken(feed: Feed) -> list[Line]:
    """Return all lines of a feed, which is closed."""
    lines: list[Line] = []
    while (line := feed.take(Stop(), wait=True)) is not None:
        lines.append(line)
    feed.close()
    return lines


@pytest.mark.parametrize("text", ["", " \n\t\n ", "\u200b"[:0]])
def test_a_text_without_text_is_refused(text: str) -> None:
    with pytest.raises(EmptyDocument):
        list(lines_of_text(Source("T", text=text)))


def test_blocks_are_numbered_without_gaps() -> None:
    lines = list(lines_of_text(Source("T", text="A b.\n\nC d.\n\n- e\n- f")))
    assert [line.number for line in lines if isinstance(line, Block)] == [0, 1, 2, 3]
    assert isinstance(lines[0], Opening)
    assert isinstance(lines[-1], Ending)


class Slow(FakeDocuments):
    """Says one block, then waits to be let on; ends as told."""

    def __init__(self, ends: Exception | None = None) -> None:
        super().__init__()
        self.go, self.ends, self.closed = threading.Event(), ends, threading.Event()

    def read_stream(self, path: Path, stop: Stop) -> Generator[Line]:
        stop.guard(self.go.set)
        try:
            yield Block(0, "paragraph", "One.", Anchor(0))
            self.go.wait()
            stop.check()
            if self.ends is not None:
                raise self.ends
            yield Ending()
        finally:
            stop.guard(None)
            self.closed.set()


PAPER = Source("x.txt", Path("x.txt"))


def test_lines_come_while_the_rest_is_still_read() -> None:
    documents, stop = Slow(), Stop()
    feed = Feed(documents, PAPER)
    assert isinstance(feed.take(stop, wait=True), Block)
    assert feed.take(stop, wait=False) is None
    over = [feed.is_over]
    documents.go.set()
    assert isinstance(feed.take(stop, wait=True), Ending)
    assert [feed.take(stop, wait=True) for _again in range(2)] == [None, None]
    assert [*over, feed.is_over] == [False, True]
    feed.close()


def test_the_readings_error_comes_in_its_turn_and_once() -> None:
    documents, stop = Slow(LockedDocument("It is locked.")), Stop()
    feed = Feed(documents, PAPER)
    documents.go.set()
    assert isinstance(feed.take(stop, wait=True), Block)
    with pytest.raises(LockedDocument):
        feed.take(stop, wait=True)
    assert feed.is_over
    assert feed.take(stop, wait=True) is None
    feed.close()


def test_a_wish_to_stop_ends_a_wait_for_the_next_line() -> None:
    documents, stop = Slow(), Stop()
    feed = Feed(documents, PAPER)
    assert isinstance(feed.take(stop, wait=True), Block)
    wishing = threading.Thread(target=stop.wish)
    wishing.start()
    with pytest.raises(Stopped):
        feed.take(stop, wait=True)
    wishing.join()
    feed.close()


def test_to_close_ends_the_reading_and_its_thread() -> None:
    documents = Slow()
    feed = Feed(documents, PAPER)
    feed.close()
    assert documents.closed.is_set()
    assert not any(thread.name == "summary-reading" for thread in threading.enumerate())


def test_what_is_known_is_handed_out_without_reading() -> None:
    known = (Opening("pdf", "T", 3), Block(0, "paragraph", "One.", Anchor(0, 1)), Ending(pages_read=3))
    feed = Feed(FakeDocuments(), Source("gone.pdf", Path("no such file")), known)
    taken = []
    while (line := feed.take(Stop(), wait=True)) is not None:
        taken.append(line)
    assert tuple(taken) == known
    feed.close()


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    feed = Feed(FakeDocuments(), Source("x.txt", tmp_path / "x.txt"))
    with pytest.raises(Exception, match=r"x\.txt"):
        feed.take(Stop(), wait=True)
    feed.close()
