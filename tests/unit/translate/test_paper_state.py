# SPDX-License-Identifier: Apache-2.0
"""What is kept of a document between runs: text by text, whatever ends the run, and for the same conditions only."""

import os
from pathlib import Path

import pytest

from edgeassist.documents.opening import MOST_BYTES
from edgeassist.documents.refusals import DocumentTooLarge, NotADocument
from edgeassist.panes.translate.paper_state import DoneText, Look, PaperState, digest
from edgeassist.panes.translate.translation import Flag, Trouble

LOOK = Look("A {b}.", "Un.", (Flag(Trouble.PLACEHOLDER, "{b}", ""), Flag(Trouble.NUMBER, "3", "4")))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("A text.")
    return path


def test_what_was_done_is_there_again(tmp_path: Path, source: Path) -> None:
    with PaperState(tmp_path / "s", source, "en", "es") as state:
        state.add(3, DoneText("línea\nuno", (LOOK,)))
        state.add(1, DoneText("dos"))
    again = PaperState(tmp_path / "s", source, "en", "es")
    assert again.done == {3: DoneText("línea\nuno", (LOOK,)), 1: DoneText("dos")}


@pytest.mark.parametrize("conditions", [("en", "de"), ("es", "en"), ("en", "es", "formal"), ()])
def test_other_conditions_begin_anew(tmp_path: Path, source: Path, conditions: tuple[str, ...]) -> None:
    with PaperState(tmp_path / "s", source, "en", "es") as state:
        state.add(0, DoneText("uno"))
    assert PaperState(tmp_path / "s", source, *conditions).done == {}


def test_a_changed_document_begins_anew(tmp_path: Path, source: Path) -> None:
    with PaperState(tmp_path / "s", source, "en") as state:
        state.add(0, DoneText("uno"))
    source.write_text("Another text.")
    assert PaperState(tmp_path / "s", source, "en").done == {}


@pytest.mark.parametrize(
    "torn",
    [b'{"number":1,"te', b"\xff\xfe", b"null\n", b"[]\n", b'{"number":1,"text":"x","looks":[["a","b",[["?","",""]]]]}'],
)
def test_a_torn_line_costs_one_text_at_most(tmp_path: Path, source: Path, torn: bytes) -> None:
    with PaperState(tmp_path / "s", source) as state:
        state.add(0, DoneText("uno"))
    state.path.write_bytes(state.path.read_bytes() + torn)
    again = PaperState(tmp_path / "s", source)
    assert again.done == {0: DoneText("uno")}
    with again:
        again.add(1, DoneText("dos"))
    assert PaperState(tmp_path / "s", source).done == {0: DoneText("uno"), 1: DoneText("dos")}


def test_a_line_is_on_the_drive_before_the_next_text_is_begun(tmp_path: Path, source: Path) -> None:
    with PaperState(tmp_path / "s", source) as state:
        state.add(0, DoneText("uno"))
        assert PaperState(tmp_path / "s", source).done == {0: DoneText("uno")}


def test_a_written_document_leaves_nothing(tmp_path: Path, source: Path) -> None:
    with PaperState(tmp_path / "s", source) as state:
        state.add(0, DoneText("uno"))
        state.forget()
    assert not state.path.exists()


def test_only_the_latest_are_kept(tmp_path: Path, source: Path) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    for number in range(40):
        old = folder / f"{number:02}.jsonl"
        old.write_text("")
        os.utime(old, (number, number))
    with PaperState(folder, source):
        pass
    left = sorted(one.name for one in folder.glob("??.jsonl"))
    assert left == [f"{number:02}.jsonl" for number in range(10, 40)]


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices have no place among files there")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_never_ends_is_refused_before_a_byte_is_read(tmp_path: Path, kind: str) -> None:
    odd = tmp_path / "odd.docx"
    match kind:
        case "pipe":
            os.mkfifo(odd)
        case "device":
            odd.symlink_to("/dev/zero")
        case _:
            odd.mkdir()
    with pytest.raises(NotADocument, match=f"is a {kind}, not a file"):
        digest(odd)


def test_what_is_larger_than_any_document_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(DocumentTooLarge):
        digest(tmp_path / "large.txt")
