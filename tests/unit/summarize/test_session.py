# SPDX-License-Identifier: Apache-2.0
"""What the summarize pane shows while a summary grows, ends, is stopped, fails; and what is taken away from it."""

from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.core.errors import EngineTrouble
from edgeassist.documents.blocks import Anchor, Block, Span, Unit
from edgeassist.documents.refusals import ScannedDocument
from edgeassist.panes.summarize.export import Paper, as_html, as_markdown, as_question, as_text, file_name, write
from edgeassist.panes.summarize.leaves import MOST_CHARS, Leaves
from edgeassist.panes.summarize.rows import Row, clock, rows_of
from edgeassist.panes.summarize.sample import sample
from edgeassist.panes.summarize.session import (
    HIDDEN,
    NO_ROLES,
    NO_SECTIONS,
    PICKED,
    STOPPED,
    STOPPED_BEFORE,
    NewText,
    Phase,
    SummarySession,
)
from edgeassist.panes.summarize.summary import (
    BlocksCame,
    Coverage,
    CoverageGrew,
    Proof,
    SectionSummed,
    Sentence,
    Source,
    SourceOpened,
    StepTold,
    Style,
    Summary,
    Way,
    Wish,
)

MANUAL = Source("manual.pdf", path=Path("manual.pdf"))


def block(number: int, text: str = "", page: int | None = 1, start_ms: int | None = None) -> Block:
    return Block(number, "paragraph", text or f"Text {number}.", Anchor(number, page, start_ms=start_ms))


def sentence(text: str, page: int | None = 12, *strange: str, section: int = 0, **more: str) -> Sentence:
    proof = Proof(Span(0, 0, 4), page, 0.9) if page else None
    return Sentence(text, proof, strange, section, **more)


def summary(*sentences: Sentence, way: Way = Way.MODEL, stopped: bool = False, wish: Wish | None = None) -> Summary:
    whole = Coverage(84, 84, "page", "Pages 1-84 of 84 read.")
    why = "Starter cannot sum texts up." if way is Way.PICKED else ""
    notes = ("2 lines stand on every page.",)
    return Summary("Safety manual", sentences, whole, way, "Qwen2.5", why, notes, stopped, wish or Wish())


@pytest.fixture
def session() -> SummarySession:
    made = SummarySession()
    made.begin(MANUAL, Wish())
    made.hear(SourceOpened("Safety manual", "page", 84))
    return made


def test_a_summary_grows_by_section_and_then_takes_its_final_form(session: SummarySession) -> None:
    session.hear(StepTold("Summing up part 2 of 3", 1, 3))
    session.hear(CoverageGrew(Coverage(21, 84, "page", "Pages 1-21 of 84 read")))
    session.hear(SectionSummed(1, (sentence("Second."),)))
    session.hear(SectionSummed(0, (sentence("First."),)))
    look = session.look
    assert (look.phase, look.title, look.size) == (Phase.WORKING, "Safety manual", "84 pages")
    assert (look.fraction, look.step, look.line) == (0.25, "Summing up part 2 of 3", "Pages 1-21 of 84 read")
    assert [row.text for row in look.rows] == ["First.", "Second."]
    session.hear(summary(sentence("All."), sentence("Made up.", None), sentence("Wrong.", 3, "42", "Smith")))
    look = session.look
    assert (look.phase, look.step, look.way) == (Phase.DONE, "", "Written by Qwen2.5")
    assert look.line == "Pages 1-84 of 84 read · 3 sentences, 1 with proof"
    assert [(row.chip, row.doubtful, row.remark) for row in look.rows] == [
        ("p. 12", False, ""),
        ("no proof found", True, ""),
        ("p. 3", True, "“42” and “Smith” are not in the text"),
    ]
    assert look.rows[2].spoken == "Wrong. page 3. “42” and “Smith” are not in the text"
    assert look.left_out == ("2 lines stand on every page.",)


def test_hidden_text_is_named_where_it_cannot_be_missed(session: SummarySession) -> None:
    session.hear(replace(summary(sentence("All.")), hidden=True))
    assert session.look.hidden == HIDDEN


def test_a_stop_keeps_what_is_done_and_says_so(session: SummarySession) -> None:
    session.hear(summary(sentence("Half."), stopped=True))
    assert (session.look.phase, session.look.step) == (Phase.STOPPED, STOPPED)
    assert [row.text for row in session.look.rows] == ["Half."]


def test_a_stop_before_anything_was_read_claims_nothing(session: SummarySession) -> None:
    nothing = Coverage(0, 84, "page", "0 of 84 pages read.", ("Pages 1-84: not summed up.",))
    session.hear(replace(summary(stopped=True, way=Way.PICKED), coverage=nothing))
    look = session.look
    assert (look.phase, look.step, look.line) == (Phase.STOPPED, STOPPED_BEFORE, "0 of 84 pages read")
    assert (look.way, look.picked, look.left_out) == ("", False, ())


@pytest.mark.parametrize(
    ("style", "one", "said"),
    [
        (Style.MINUTES, sentence("Said."), NO_ROLES),
        (Style.MINUTES, sentence("Settled.", role="decision"), ""),
        (Style.BY_SECTION, sentence("Said."), NO_SECTIONS),
        (Style.BY_SECTION, sentence("Said.", heading="Falls"), ""),
        (Style.KEY_POINTS, sentence("Said."), ""),
    ],
)
def test_what_a_form_could_not_change_is_said(session: SummarySession, style: Style, one: Sentence, said: str) -> None:
    session.hear(summary(one, way=Way.PICKED, wish=Wish(style)))
    assert session.look.why == " ".join(filter(None, ("Starter cannot sum texts up.", said)))


def test_without_a_model_it_says_who_picked_and_why(session: SummarySession) -> None:
    session.hear(summary(sentence("Picked."), way=Way.PICKED))
    assert (session.look.way, session.look.why) == (PICKED, "Starter cannot sum texts up.")


def test_a_failure_keeps_the_sections_that_are_done(session: SummarySession) -> None:
    session.hear(SectionSummed(0, (sentence("Done."),)))
    session.fail(EngineTrouble("The model died.", hint="Try again."))
    trouble = session.look.trouble
    assert trouble is not None
    assert (session.look.phase, trouble.text, trouble.hint, trouble.again) == (
        Phase.FAILED, "The model died.", "Try again.", True,
    )  # fmt: skip
    assert [row.text for row in session.look.rows] == ["Done."]


@pytest.mark.parametrize(("error", "again"), [(ScannedDocument("No text."), False), (OSError("x"), True)])
def test_only_what_may_pass_is_worth_another_try(session: SummarySession, error: Exception, *, again: bool) -> None:
    session.fail(error)
    assert session.look.trouble is not None
    assert session.look.trouble.again is again
    assert session.look.trouble.hint


def test_another_style_keeps_the_old_rows_and_shows_no_text_twice(session: SummarySession) -> None:
    first, second = (block(0), block(1)), (block(2),)
    assert [session.hear(BlocksCame(part)) for part in (first, second)] == [NewText(first), NewText(second)]
    session.hear(summary(sentence("Old.")))
    session.again(Wish(style=Style.BRIEF))
    assert [row.text for row in session.look.rows] == ["Old."]
    assert session.hear(BlocksCame((*first, *second, block(3)))) == NewText((block(3),))


def test_a_source_that_changed_meanwhile_is_shown_anew(session: SummarySession) -> None:
    session.hear(BlocksCame((block(0), block(1), block(2))))
    session.again(Wish())
    other = (block(0), block(1, "Other."))
    assert session.hear(BlocksCame(other)) == NewText(other, anew=True)
    session.again(Wish())
    session.hear(BlocksCame((block(0),)))
    assert session.hear(summary()) == NewText((block(0),), anew=True)


def test_minutes_are_told_apart_and_sections_keep_their_headings() -> None:
    said = (
        sentence("Ann was there."),
        sentence("Ann calls Bob.", role="action"),
        sentence("The pump stays off.", role="decision"),
    )
    rows = rows_of(said, Style.MINUTES, "page", lambda _: None)
    assert [row.text for row in rows] == [
        "Decisions", "The pump stays off.", "Actions", "Ann calls Bob.", "Also said", "Ann was there.",
    ]  # fmt: skip
    parts = (sentence("A.", heading="One"), sentence("B.", heading="One"), sentence("C.", section=1, heading="Two"))
    shown = [(row.text, row.heading) for row in rows_of(parts, Style.BY_SECTION, "page", lambda _: None)]
    assert shown == [("One", True), ("A.", False), ("B.", False), ("Two", True), ("C.", False)]


@pytest.mark.parametrize(
    ("unit", "found", "page", "chip"),
    [
        ("page", block(0), 7, "p. 7"),
        ("chapter", block(0), 2, "ch. 2"),
        ("cue", block(0, page=None, start_ms=3_729_000), None, "1:02:09"),
        ("paragraph", block(4, page=None), None, "par. 5"),
        ("paragraph", None, None, "in the text"),
    ],
)
def test_each_kind_of_document_has_its_kind_of_place(
    unit: Unit, found: Block | None, page: int | None, chip: str
) -> None:
    one = Sentence("S.", Proof(Span(0, 0, 4), page, 1.0))
    assert rows_of((one,), Style.BRIEF, unit, lambda _: found)[0].chip == chip
    assert clock(65_000) == "1:05"


def test_what_is_taken_away_carries_places_doubts_and_coverage(tmp_path: Path) -> None:
    rows = (
        Row("Decisions", heading=True),
        Row("Use *two* <b>pumps</b>.", chip="p. 12"),
        Row("It costs 42.", chip="no proof found", remark="“42” is not in the text", doubtful=True),
    )
    paper = Paper("Manual", rows, ("Pages 1-84 of 84 read",), ("A scan on page 3.",))
    doubtful = "• It costs 42. (no proof found; “42” is not in the text)"
    end = "Pages 1-84 of 84 read\nLeft out: A scan on page 3.\n"
    assert as_text(paper) == f"Manual\n\nDecisions\n\n• Use *two* <b>pumps</b>. (p. 12)\n{doubtful}\n\n{end}"
    assert as_question(paper) == f"Manual\n\nDecisions\n\n• Use *two* <b>pumps</b>. (p. 12)\n{doubtful}\n"
    assert "- Use \\*two\\* \\<b\\>pumps\\</b\\>. *(p. 12)*" in as_markdown(paper)
    page = as_html(paper)
    assert all(part in page for part in ("&lt;b&gt;pumps", "Pages 1-84 of 84 read", "A scan on page 3."))
    for name, begins in (("s.md", "# Manual"), ("s.html", "<!doctype html>"), ("s.txt", "Manual"), ("s", "Manual")):
        write(paper, tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert file_name("a/b: c?") == "a b c - summary.md"


def test_the_sample_is_shipped_and_says_where_it_comes_from() -> None:
    path = sample().path
    assert path is not None
    assert len(path.read_text(encoding="utf-8").split()) > 1000
    assert "CC0" in (path.parent / "NOTICE").read_text(encoding="utf-8")


def test_a_source_is_parted_at_its_pages() -> None:
    leaves = Leaves()
    turning = Block(2, "paragraph", "Half here, half there.", Anchor(2, 1, turns=((10, 2),)))
    leaves.add((block(0), block(1), turning, block(3, page=2), block(4, page=3)))
    assert [(leaf.first, leaf.last) for leaf in leaves.leaves] == [(0, 4), (4, 5)]
    assert [leaves.name(place, "page", 84) for place in (0, 1)] == ["Pages 1 to 2 of 84", "Page 3 of 84"]
    assert [leaves.place_of(number) for number in (0, 3, 4, 5)] == [0, 0, 1, None]
    assert [one.number for one in leaves.on(1)] == [4]


def test_a_source_without_pages_is_parted_into_bounded_stretches() -> None:
    leaves = Leaves()
    leaves.add([block(number, "word " * 200, page=None) for number in range(50)])
    assert all(sum(len(one.text) for one in leaves.on(place)) <= MOST_CHARS for place in range(len(leaves.leaves)))
    assert leaves.name(1, "paragraph", 0) == f"Part 2 of {len(leaves.leaves)}"
    assert [leaf.last for leaf in leaves.leaves][:-1] == [leaf.first for leaf in leaves.leaves][1:]
