# SPDX-License-Identifier: Apache-2.0
"""Whole summaries: what is told, proven, kept, called off, and made without a model."""

from pathlib import Path

import pytest

from edgeassist.core.stop import Stop
from edgeassist.documents.refusals import DocumentRefused
from edgeassist.panes.summarize.summarizer import Summarizer
from edgeassist.panes.summarize.summary import Length, SectionSummed, Source, Style, Summary, Told, Way, Wish
from edgeassist.testing import FakeContext
from edgeassist.wire import Generate
from tests.support.documents_pdf import Page, paragraph, pdf

FACTS = [f"Pump {number} in hall {number} of London costs {number * 10 + 7} euros a year." for number in range(120)]
SOURCE = Source("Pumps", text="\n\n".join(f"{fact} It was an ordinary day for everybody else there." for fact in FACTS))


def echo(request: Generate) -> str:
    """Say the first sentences of what is inside the fence."""
    inside = request.turns[1].text.split("\n")[1:-1]
    return "\n".join(line.partition(" It was")[0] for line in inside if line)[:600]


@pytest.fixture
def context() -> FakeContext:
    made = FakeContext()
    made.engine.reply = echo
    return made


def run(context: FakeContext, wish: Wish, source: Source = SOURCE) -> tuple[Summary, list[Told]]:
    told: list[Told] = []
    return Summarizer(context).run(source, wish, told.append, Stop()), told


def test_every_sentence_keeps_its_place_and_all_is_read(context: FakeContext) -> None:
    summary, told = run(context, Wish(length=Length.SHORT))
    assert summary.way is Way.MODEL
    assert summary.coverage.whole
    assert told[-1] is summary
    assert sum(isinstance(one, SectionSummed) for one in told) > 1
    proven = [one for one in summary.sentences if one.proven]
    assert proven
    for one in proven:
        assert one.proof is not None
        assert FACTS[one.proof.span.block].startswith(one.text[:12])


def test_what_the_source_does_not_say_is_marked(context: FakeContext) -> None:
    context.engine.reply = lambda _request: (
        "Napoleon ate 4711 green cheeses.\nPump 3 in hall 3 of Berlin costs 37 euros."
    )
    summary, _told = run(context, Wish(), Source("T", text=SOURCE.text[:700]))
    invented, changed = summary.sentences[:2]
    assert (invented.proof, invented.strange) == (None, ("4711",))
    assert (changed.proof is not None, changed.strange) == (True, ("Berlin",))
    assert summary.proven == 0


def test_another_length_asks_for_the_last_step_only(context: FakeContext) -> None:
    run(context, Wish(length=Length.LONG))
    first = len(context.engine.requests)
    run(context, Wish(length=Length.SHORT))
    assert len(context.engine.requests) == first + 1
    for path in (context.cache / "sections").iterdir():
        path.write_bytes(b"\xff{")
    assert run(context, Wish(length=Length.SHORT))[0].coverage.whole
    assert len(context.engine.requests) > first + 3


def test_called_off_it_keeps_what_is_done_and_names_the_rest(context: FakeContext) -> None:
    stop = Stop()
    told: list[Told] = []

    def tell(one: Told) -> None:
        told.append(one)
        if isinstance(one, SectionSummed):
            stop.wish()

    summary = Summarizer(context).run(SOURCE, Wish(), tell, stop)
    assert summary.stopped
    assert summary.sentences
    assert not summary.coverage.whole
    assert any("not summed up" in line for line in summary.coverage.unread)


def test_a_model_that_may_not_leaves_it_to_picking(context: FakeContext) -> None:
    context.refused = {"summarize": "Qwen cannot sum texts up: ROUGE-L is 0.12."}
    summary, _told = run(context, Wish(style=Style.MINUTES))
    assert (summary.way, len(summary.sentences)) == (Way.PICKED, 7)
    assert summary.why_picked == "Qwen2.5 0.5B does not sum texts up well enough; a bigger model can."
    assert context.engine.requests == []
    assert all(one.text in SOURCE.text and one.proven for one in summary.sentences)


def test_a_scan_raises_its_refusal_and_no_model_is_asked(context: FakeContext, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf([Page(has_picture=True)]))
    with pytest.raises(DocumentRefused):
        run(context, Wish(), Source("scan", path))
    assert (context.engine.requests, context.engine.counts) == ([], [])


def test_pages_are_named_in_a_pdf(context: FakeContext, tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    pages = [Page(tuple(paragraph([FACTS[page], "It was an ordinary day for all others."]))) for page in (3, 4)]
    path.write_bytes(pdf([*pages, Page(has_picture=True)]))
    summary, _told = run(context, Wish(picked=True), Source("two", path))
    assert summary.coverage.line == "Pages 1-2 of 3 read"
    assert summary.coverage.unread == ("Page 3: no text, just a picture.",)
    assert {one.proof.page for one in summary.sentences if one.proof is not None} == {1, 2}


def test_another_language_is_traced_more_weakly_and_says_so(context: FakeContext) -> None:
    context.engine.reply = lambda _request: "La bomba 3 cuesta 37 euros.\nLa bomba 3 cuesta 99999 euros."
    summary, _told = run(context, Wish(language="es"), Source("T", text=SOURCE.text[:700]))
    right, wrong = summary.sentences[:2]
    assert right.proof is not None
    assert right.proof.span.block == 3
    assert right.proof.score <= 0.5
    assert wrong.strange == ("99999",)
    assert any("another language" in note for note in summary.notes)
