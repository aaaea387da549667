# SPDX-License-Identifier: Apache-2.0
"""What is remembered of the last source: another wish begins at once, and never with what is not true any more."""

import os
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.api import ModelView
from edgeassist.api.asking import AskFailed
from edgeassist.core.errors import EngineTrouble
from edgeassist.core.stop import Stop
from edgeassist.documents.blocks import Block
from edgeassist.documents.lines import Ending, Line
from edgeassist.documents.refusals import DocumentRefused, EmptyDocument
from edgeassist.documents.text_asking import TextTrouble
from edgeassist.panes.summarize.summarizer import Summarizer
from edgeassist.panes.summarize.summary import (
    BlocksCame,
    CoverageGrew,
    Length,
    SectionSummed,
    Source,
    SourceOpened,
    StepTold,
    Style,
    Summary,
    Told,
    Way,
    Wish,
)
from edgeassist.panes.summarize.writing import SaidNothing
from edgeassist.testing import FakeContext, FakeDocuments
from edgeassist.wire import Count, Failed, Generate
from tests.support.documents_pdf import Page, paragraph, pdf

FACTS = [f"Pump {number} in hall {number} of London costs {number * 10 + 7} euros a year." for number in range(60)]
TEXT = "\n\n".join(f"{fact} It was an ordinary day for everybody else there." for fact in FACTS)
SOURCE = Source("Pumps", text=TEXT)
PICKED = Wish(picked=True)


class Counting(FakeDocuments):
    """Counts how often a file is read and sentences are ranked."""

    reads = ranks = 0
    breaks: Exception | None = None

    def read_stream(self, path: Path, stop: Stop) -> Generator[Line]:
        self.reads += 1
        for line in super().read_stream(path, stop):
            if self.breaks is not None and isinstance(line, Ending):
                raise self.breaks
            yield line

    def rank(self, sentences: Sequence[str], language: str, stop: Stop | None = None) -> list[float]:
        self.ranks += 1
        return super().rank(sentences, language, stop)


def echo(request: Generate) -> str:
    inside = request.turns[1].text.split("\n")[1:-1]
    return "\n".join(line.partition(" It was")[0] for line in inside if line)[:600]


@pytest.fixture
def documents() -> Counting:
    return Counting()


@pytest.fixture
def context(documents: Counting) -> FakeContext:
    made = FakeContext(documents=documents, model=ModelView("qwen", "Qwen2.5 0.5B", 900))
    made.engine.reply = echo
    return made


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "pumps.pdf"
    pages = [Page(tuple(paragraph([FACTS[at], FACTS[at + 1], "It was an ordinary day."]))) for at in range(0, 12, 2)]
    path.write_bytes(pdf(pages))
    return path


class Run:
    """A summarizer and what it told last."""

    def __init__(self, context: FakeContext) -> None:
        self.summarizer = Summarizer(context)
        self.told: list[Told] = []

    def __call__(self, source: Source, wish: Wish, stop: Stop | None = None) -> Summary:
        self.told = []
        return self.summarizer.run(source, wish, self.told.append, stop or Stop())

    def kinds(self, *kinds: type) -> list[type]:
        return [type(one) for one in self.told if isinstance(one, kinds)]


def blocks(told: list[Told]) -> list[Block]:
    return [block for one in told if isinstance(one, BlocksCame) for block in one.blocks]


def test_another_length_ranks_and_reads_nothing_anew(context: FakeContext, documents: Counting, paper: Path) -> None:
    run, source = Run(context), Source("pumps", paper)
    first = run(source, PICKED)
    before, shown = documents.ranks, blocks(run.told)
    second = run(source, replace(PICKED, length=Length.SHORT))
    assert (documents.reads, documents.ranks) == (1, before)
    assert (len(first.sentences), len(second.sentences)) == (7, 3)
    assert {one.text for one in second.sentences} <= {one.text for one in first.sentences}
    assert second.coverage == first.coverage
    assert blocks(run.told) == shown
    assert run.told[-1] is second
    assert run.kinds(SourceOpened, CoverageGrew, SectionSummed) == [SourceOpened, CoverageGrew]


def test_what_is_remembered_gives_what_a_first_run_gives(context: FakeContext) -> None:
    run = Run(context)
    for wish in (PICKED, replace(PICKED, length=Length.LONG), replace(PICKED, style=Style.MINUTES), PICKED):
        again, fresh = run(SOURCE, wish), Run(context)(SOURCE, wish)
        assert replace(again, wish=fresh.wish) == fresh


def test_by_section_needs_the_text_but_not_the_file(context: FakeContext, documents: Counting, paper: Path) -> None:
    run, source = Run(context), Source("pumps", paper)
    run(source, PICKED)
    before = documents.ranks
    run(source, replace(PICKED, style=Style.BY_SECTION))
    assert documents.reads == 1
    assert documents.ranks > before


def test_a_file_that_changed_is_read_again(context: FakeContext, documents: Counting, paper: Path) -> None:
    run, source = Run(context), Source("pumps", paper)
    run(source, PICKED)
    paper.write_bytes(pdf([Page(tuple(paragraph([FACTS[50], "It was an ordinary day."])))]))
    summary = run(source, PICKED)
    assert documents.reads == 2
    assert {one.text for one in summary.sentences} <= {FACTS[50], "It was an ordinary day."}


def test_the_same_size_at_another_time_is_another_file(context: FakeContext, documents: Counting, paper: Path) -> None:
    run, source = Run(context), Source("pumps", paper)
    run(source, PICKED)
    os.utime(paper, ns=(1, 1))
    run(source, PICKED)
    assert documents.reads == 2


def test_a_file_that_went_away_is_not_answered_from_memory(context: FakeContext, paper: Path) -> None:
    run, source = Run(context), Source("pumps", paper)
    run(source, PICKED)
    paper.unlink()
    for gone in (source, Source("other", paper.with_name("other.pdf"))):
        with pytest.raises(Exception, match=r"\.pdf"):
            run(gone, PICKED)


def test_another_text_with_the_same_title_is_another_source(context: FakeContext) -> None:
    run = Run(context)
    run(SOURCE, PICKED)
    summary = run(Source("Pumps", text="The crane was inspected by nobody at all."), PICKED)
    assert [one.text for one in summary.sentences] == ["The crane was inspected by nobody at all."]


def test_forms_of_one_family_share_the_notes_and_others_do_not(context: FakeContext) -> None:
    run, requests = Run(context), context.engine.requests
    run(SOURCE, Wish())
    first = len(requests)
    run(SOURCE, Wish(style=Style.BRIEF))
    assert len(requests) == first + 1
    run(SOURCE, Wish(style=Style.PLAIN))
    assert len(requests) > first + 3


@pytest.mark.parametrize(
    "change",
    [
        lambda context: setattr(context, "model", ModelView("other", "Other", 900)),
        lambda context: setattr(context, "model", ModelView("qwen", "Qwen2.5 0.5B", 800)),
    ],
    ids=["another model", "another context"],
)
def test_another_model_makes_notes_of_its_own(context: FakeContext, change: Callable[[FakeContext], None]) -> None:
    run = Run(context)
    run(SOURCE, Wish())
    first = len(context.engine.requests)
    change(context)
    summary = run(SOURCE, Wish())
    assert context.model is not None
    assert summary.model == context.model.name
    assert len(context.engine.requests) > first + 1


def test_a_model_that_came_meanwhile_writes_and_one_that_went_does_not(context: FakeContext) -> None:
    run, model = Run(context), context.model
    context.model = None
    assert run(SOURCE, Wish()).way is Way.PICKED
    context.model = model
    assert run(SOURCE, Wish()).way is Way.MODEL
    context.model = None
    assert (run(SOURCE, Wish()).way, context.engine.running) == (Way.PICKED, False)


def test_why_nobody_wrote_follows_the_wish(context: FakeContext) -> None:
    run = Run(context)
    context.refused = {"summarize": "Starter cannot sum texts up."}
    assert run(SOURCE, Wish()).why_picked == "Starter cannot sum texts up."
    assert run(SOURCE, PICKED).why_picked == "You asked for sentences of the text itself."


def test_parts_that_failed_are_tried_again(context: FakeContext) -> None:
    failing = iter([True])

    def reply(request: Generate) -> str | Failed:
        return Failed(code="killed", message="The engine died.") if next(failing, False) else echo(request)

    context.engine.reply = reply
    run = Run(context)
    first = run(SOURCE, Wish())
    assert not first.coverage.whole
    assert "The engine died" in first.coverage.unread[0]
    assert run(SOURCE, Wish()).coverage.whole


def test_a_stopped_run_goes_on_with_what_was_noted(context: FakeContext) -> None:
    run, stop = Run(context), Stop()

    def reply(request: Generate) -> str:
        if len(context.engine.requests) == 2:
            stop.wish()
        return echo(request)

    context.engine.reply = reply
    assert run(SOURCE, Wish(), stop).stopped
    noted = len(context.engine.requests)
    context.engine.reply = echo
    summary = run(SOURCE, Wish())
    whole = FakeContext(documents=Counting(), model=context.model)
    whole.engine.reply = echo
    Run(whole)(SOURCE, Wish())
    assert summary.coverage.whole
    assert len(context.engine.requests) - noted < len(whole.engine.requests)


def test_a_stop_before_the_last_step_of_another_length_keeps_the_parts(context: FakeContext) -> None:
    run, stop = Run(context), Stop()
    run(SOURCE, Wish())
    stop.wish()
    summary = run(SOURCE, Wish(length=Length.SHORT), stop)
    assert summary.stopped
    assert summary.sentences


def test_a_remark_on_a_failed_last_step_is_gone_with_the_next(context: FakeContext) -> None:
    run, length = Run(context), len("Choose and merge")
    context.engine.reply = lambda request: (
        Failed(code="killed", message="It died.") if request.turns[0].text[:length] == "Choose and merge"
        else echo(request)
    )  # fmt: skip
    assert any("last step could not be done" in note for note in run(SOURCE, Wish(length=Length.SHORT)).notes)
    context.engine.reply = echo
    assert run(SOURCE, Wish(length=Length.SHORT)).notes == ()


@pytest.mark.parametrize("answer", ["<think>This goes on without an end", "Here is what I found:", "", "..."])
def test_a_part_the_model_says_nothing_about_is_not_read(context: FakeContext, answer: str) -> None:
    context.engine.reply = lambda request: answer if "Pump 3 " in request.turns[1].text else echo(request)
    summary = Run(context)(SOURCE, Wish(length=Length.LONG))
    assert not summary.coverage.whole
    assert any("the model said nothing about it" in line for line in summary.coverage.unread)


def test_a_model_that_says_nothing_at_all_is_no_empty_summary(context: FakeContext) -> None:
    context.engine.reply = lambda _request: "<think>Hm."
    with pytest.raises(SaidNothing):
        Run(context)(SOURCE, Wish())


def test_a_reading_that_breaks_off_is_summed_up_so_far_and_read_again(
    context: FakeContext, documents: Counting, paper: Path
) -> None:
    run, source = Run(context), Source("pumps", paper)
    documents.breaks = DocumentRefused("The drive was unplugged.")
    first = run(source, PICKED)
    assert first.sentences
    assert first.coverage.unread[-1] == "The drive was unplugged."
    documents.breaks = None
    assert run(source, PICKED).coverage.whole
    assert documents.reads == 2


def test_a_reading_that_finds_nothing_worth_it_is_refused_however_late(
    context: FakeContext, documents: Counting, paper: Path
) -> None:
    documents.breaks = EmptyDocument("There is no text in it.")
    with pytest.raises(EmptyDocument):
        Run(context)(Source("pumps", paper), PICKED)


def test_trouble_with_the_engine_is_not_taken_for_a_broken_document(context: FakeContext, paper: Path) -> None:
    def count(_request: Count, listener: Callable[[Failed], None]) -> int:
        listener(Failed(job=1, code="killed", message="The engine is gone."))
        return 1

    object.__setattr__(context.engine, "count", count)
    with pytest.raises(AskFailed, match="gone") as caught:
        Run(context)(Source("pumps", paper), Wish())
    assert isinstance(caught.value, EngineTrouble)


def test_ranks_that_cannot_be_had_leave_nothing_unsaid(context: FakeContext, documents: Counting) -> None:
    ranks = documents.rank

    def rank(sentences: list[str], language: str, stop: Stop) -> list[float]:
        if any("Pump 3 " in one for one in sentences):
            raise TextTrouble("Weighing this text took too long and was stopped.")
        return ranks(sentences, language, stop)

    object.__setattr__(documents, "rank", rank)
    with pytest.raises(TextTrouble):
        Run(context)(Source("T", text=TEXT[:900]), PICKED)


def test_a_language_nobody_can_tell_is_no_reason_to_fail(context: FakeContext, documents: Counting) -> None:
    def language(_text: str, _stop: Stop) -> str:
        raise TextTrouble("The part that weighs texts ended early.")

    object.__setattr__(documents, "language", language)
    assert Run(context)(SOURCE, PICKED).language == ""


@pytest.mark.parametrize(
    ("wish", "language"), [(Wish(), "en"), (Wish(language="es"), "es"), (replace(PICKED, language="es"), "en")]
)
def test_a_summary_says_in_which_language_it_is(context: FakeContext, wish: Wish, language: str) -> None:
    assert Run(context)(SOURCE, wish).language == language


def test_the_text_is_told_in_pieces_of_bounded_size_both_times(context: FakeContext) -> None:
    run = Run(context)
    source = Source("T", text="\n\n".join(f"Sentence number {number} of this text." for number in range(1_500)))
    for wish in (PICKED, replace(PICKED, length=Length.SHORT)):
        run(source, wish)
        sizes = [len(one.blocks) for one in run.told if isinstance(one, BlocksCame)]
        assert sum(sizes) == 1_500
        assert 5 < len(sizes) < 200
        assert max(sizes) <= 200


def test_steps_are_told_in_plain_words(context: FakeContext) -> None:
    run = Run(context)
    run(SOURCE, Wish())
    steps = [one.what for one in run.told if isinstance(one, StepTold)]
    assert steps[0] == "Summing up part 1"
    assert steps[-1] == "Putting it together"
