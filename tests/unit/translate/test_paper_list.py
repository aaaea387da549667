# SPDX-License-Identifier: Apache-2.0
"""The list of documents under way survives a restart: those that are there and not done, as they stood."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.panes.translate.paper_list import keep, kept
from edgeassist.panes.translate.paper_queue import KEEPS, Paper, PaperQueue, Step
from edgeassist.panes.translate.translation import Pair, Tone

EN_ES = Pair("en", "es")


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    path = tmp_path / "nota ñ.md"
    path.write_text("words")
    return Paper(7, path, tmp_path / "nota ñ.es.md", EN_ES, Tone.FORMAL, chosen=True)


@pytest.mark.parametrize(
    ("step", "done", "becomes"),
    [
        (Step.READY, 0, Step.READY),
        (Step.WAITING, 0, Step.READY),
        (Step.WORKING, 0, Step.STOPPED),
        (Step.STOPPED, 3, Step.STOPPED),
        (Step.FAILED, 0, Step.READY),
        (Step.FAILED, 3, Step.STOPPED),
    ],
)
def test_a_document_comes_back_where_it_stood(
    tmp_path: Path, paper: Paper, step: Step, done: int, becomes: Step
) -> None:
    keep(tmp_path, [replace(paper, step=step, done=done, line="x", total=9)])
    (found,) = kept(tmp_path)
    assert (found.path, found.out, found.pair, found.tone) == (paper.path, paper.out, EN_ES, Tone.FORMAL)
    assert (found.step, found.chosen) == (becomes, True)
    assert found.hint == (KEEPS if becomes is Step.STOPPED else "")


def test_what_is_done_or_gone_is_not_listed(tmp_path: Path, paper: Paper) -> None:
    keep(tmp_path, [replace(paper, step=Step.DONE), replace(paper, path=tmp_path / "gone.md")])
    assert kept(tmp_path) == ()
    keep(tmp_path, [])
    assert kept(tmp_path) == ()
    assert [one.name for one in tmp_path.iterdir()] == [paper.path.name]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'[{"path":1}]', b'[{"path":"a"}]'])
def test_a_list_that_makes_no_sense_is_an_empty_one(
    tmp_path: Path, content: bytes, expects_log: list[logging.LogRecord]
) -> None:
    (tmp_path / "documents.json").write_bytes(content)
    assert kept(tmp_path) == ()
    assert len(expects_log) == 1


def test_documents_of_an_earlier_time_get_numbers_of_their_own(paper: Paper) -> None:
    queue = PaperQueue()
    first = queue.add(Path("a.md"), EN_ES, Tone.AS_IS, Path("b.md"))
    queue.restore([paper, paper])
    assert [one.number for one in queue.papers] == [first.number, 2, 3]
