# SPDX-License-Identifier: Apache-2.0
"""The queue of documents: one at a time, in order, each with a place, a state in plain words, and what to look at."""

from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.core.errors import EngineTrouble
from edgeassist.core.stop import Stopped
from edgeassist.panes.translate.paper import FlaggedText, PaperResult, PaperTold
from edgeassist.panes.translate.paper_places import free_place, out_path
from edgeassist.panes.translate.paper_queue import KEEPS, Paper, PaperQueue, Step
from edgeassist.panes.translate.paper_state import Look
from edgeassist.panes.translate.pouring import PARAGRAPH_CHARS, PIECE_CHARS, broken, pieces
from edgeassist.panes.translate.remarks import SHOWN, checks
from edgeassist.panes.translate.translation import Flag, Pair, Tone, Trouble
from tests.support.translating import translation
from tests.unit.translate.test_aligned import aligned

TO_ES = Pair("", "es")
FLATTENED = ": the translation is Markdown, with headings and lists."


def queue(*names: str) -> PaperQueue:
    made = PaperQueue()
    for name in names:
        made.add(Path(name), TO_ES, Tone.AS_IS, out_path(Path(name), "es"))
    return made


def result(paper: Paper, *, done: int = 4, flags: int = 0, stopped: bool = False) -> PaperResult:
    looks = tuple(FlaggedText(n + 1, Look("It is 7.", "Es.", (Flag(Trouble.NUMBER, "7"),))) for n in range(flags))
    return PaperResult(paper.out, Pair("en", "es"), 4, done, looks, stopped=stopped)


def test_one_is_worked_on_at_a_time_in_the_order_they_were_wished() -> None:
    made = queue("a.docx", "b.docx", "c.docx")
    assert made.next() is None, "nobody wished anything"
    for number in (2, 3):
        made.wish(number)
    working = made.next()
    assert working is not None
    assert (working.number, working.step) == (2, Step.WORKING)
    assert made.next() is None, "one at a time"
    made.ended(2, result(working))
    following = made.next()
    assert following is not None
    assert following.number == 3


def test_progress_is_told_on_the_card_and_in_the_bar() -> None:
    made = queue("a.docx")
    assert (queue().line, made.line) == ("", "Documents · 1")
    made.wish(1)
    made.next()
    assert made.line == "Documents · reading"
    made.grown(1, PaperTold(34, 210, 2))
    assert made.papers[0].line == "Paragraph 34 of 210 · 2 to look at"
    assert made.line == "Documents · 34 of 210"


def test_a_stopped_one_says_where_and_goes_on() -> None:
    made = queue("a.docx")
    made.wish(1)
    paper = made.next()
    assert paper is not None
    made.ended(1, result(paper, done=3, stopped=True))
    stopped = made.papers[0]
    assert (stopped.step, stopped.line, stopped.hint) == (Step.STOPPED, "Stopped at paragraph 3 of 4", KEEPS)
    made.wish(1)
    assert made.next() is not None


def test_what_is_to_be_looked_at_is_listed_up_to_a_point() -> None:
    made = queue("a.docx")
    made.wish(1)
    paper = made.next()
    assert paper is not None
    made.ended(1, result(paper, flags=53))
    done = made.papers[0]
    assert done.line == "Translated: 4 paragraphs, 53 to look at"
    assert (len(done.flagged), done.more_flagged, done.pair.source) == (50, 3, "en")
    assert done.flagged[0].why == "The number “7” is missing."


@pytest.mark.parametrize(
    ("error", "step", "line", "hint"),
    [
        (EngineTrouble("It hung.", hint="Try again later."), Step.FAILED, "It hung.", "Try again later."),
        (ValueError("x"), Step.FAILED, "“a.docx” could not be translated.", "The document is untouched. Try again."),
        (Stopped("x"), Step.STOPPED, "Stopped", KEEPS),
    ],
)
def test_a_failure_ends_in_a_sentence(error: Exception, step: Step, line: str, hint: str) -> None:
    made = queue("a.docx")
    made.wish(1)
    made.next()
    made.failed(1, error)
    paper = made.papers[0]
    assert (paper.step, paper.line, paper.hint) == (step, line, hint)


def test_what_was_removed_meanwhile_is_no_more() -> None:
    made = queue("a.docx", "b.docx")
    made.wish(1)
    paper = made.next()
    assert paper is not None
    made.remove(1)
    made.ended(1, result(paper))
    made.failed(1, ValueError())
    made.grown(1, PaperTold(1, 2))
    assert [one.number for one in made.papers] == [2]


def test_one_that_waits_can_be_called_back() -> None:
    made = queue("a.docx")
    made.wish(1)
    made.unwish(1)
    assert made.papers[0].step is Step.READY
    assert made.next() is None


def test_another_language_is_not_for_one_that_is_worked_on_and_leaves_the_place() -> None:
    made = queue("a.docx", "b.docx")
    made.wish(1)
    made.next()
    for number in (1, 2):
        made.change(number, pair=Pair("", "fr"), tone=Tone.FORMAL)
    assert [one.out.name for one in made.papers] == ["a.es.docx", "b.es.docx"], "a free name is for the caller to find"
    assert [one.pair.target for one in made.papers] == ["es", "fr"]
    assert [one.tone for one in made.papers] == [Tone.AS_IS, Tone.FORMAL]
    made.change(2, out=Path("elsewhere.docx"))
    assert (made.papers[1].out, made.papers[1].chosen) == (Path("elsewhere.docx"), False)
    made.place(1, Path("a.docx"))
    made.place(2, Path("mine.docx"))
    assert [(one.out.name, one.chosen) for one in made.papers] == [("a.es.docx", False), ("mine.docx", True)]


@pytest.mark.parametrize(
    ("name", "out", "kept"),
    [
        ("a.docx", "a.es.docx", "Headings, lists, tables, pictures and type stay as they are."),
        ("b.SRT", "b.es.SRT", "Times and numbers of the subtitles stay as they are."),
        (
            "c.pdf",
            "c.es.md",
            "The layout of PDF cannot be kept" + FLATTENED,
        ),
        (
            "d.epub",
            "d.es.md",
            "The layout of EPUB cannot be kept" + FLATTENED,
        ),
        ("e", "e.es.txt", "Its text is translated, paragraph by paragraph."),
    ],
)
def test_each_kind_says_what_is_kept_and_where_it_goes(name: str, out: str, kept: str) -> None:
    paper = queue(name).papers[0]
    assert (paper.out.name, paper.kept) == (out, kept)


def test_a_free_name_steps_round_files_and_the_other_documents(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    (tmp_path / "a.es.md").touch()
    assert free_place(path, "es", {tmp_path / "a.es-2.md"}) == tmp_path / "a.es-3.md"


def test_long_paragraphs_are_broken_between_sentences_and_nothing_is_lost() -> None:
    text = "This is a sentence. " * 2000 + "\r\nshort\n" + "x" * (2 * PARAGRAPH_CHARS + 5)
    made = broken(text)
    assert max(map(len, made.split("\n"))) <= PARAGRAPH_CHARS
    assert "".join(made.split()) == "".join(text.split())
    assert all(line.endswith((".", ". ", "short")) or set(line) == {"x"} for line in made.split("\n"))
    assert "".join(pieces(made)) == made
    assert max(map(len, pieces(made))) == PIECE_CHARS
    assert broken("as it is \n") == "as it is \n"


@pytest.mark.parametrize(
    ("noted", "hint"), [(True, "is used: the file says so at its beginning."), (False, "of it before it is used.")]
)
def test_a_model_that_often_translates_wrongly_is_told_on_the_card(noted: bool, hint: str) -> None:
    made = queue("a.pdf")
    paper = made.papers[0]
    for flags, line in (
        (0, "Translated, perhaps wrongly: 4 paragraphs"),
        (2, "Translated: 4 paragraphs, 2 to look at"),
    ):
        made.ended(1, replace(result(paper, flags=flags), unsure=True, noted=noted))
        told = made.papers[0]
        assert (told.line, told.unsure) == (line, True)
        assert told.hint.startswith("This small model often translates wrongly.")
        assert told.hint.endswith(hint)
    made.wish(1)
    assert not made.papers[0].unsure
    made.ended(1, result(paper))
    assert (made.papers[0].hint, made.papers[0].unsure) == ("", False)


def test_nothing_is_well_because_no_check_of_a_small_model_found_anything() -> None:
    lines = aligned("It holds 7.").lines
    found = checks(lines, done=True, unsure=True)
    assert found.counts == "numbers 1 of 1 · all kept, but this small model often translates wrongly"
    assert (found.fine, found.unsure) == (False, True)
    assert not checks(lines, done=False, unsure=True).unsure, "nothing is said while it grows"


def test_checks_count_what_came_through_and_list_what_did_not_up_to_a_point() -> None:
    text = "It holds 7. " * (SHOWN + 5)
    found = checks(aligned(text).lines, done=True)
    assert (found.counts, found.fine) == (f"numbers {SHOWN + 5} of {SHOWN + 5} · all kept; wording not checked", True)
    lines = aligned(text).lines
    doubtful = translation(text, Pair("en", "es"), flagged="7").rendered
    flagged = [type(line)(one, line.text, line.gap) for line, one in zip(lines, doubtful, strict=True)]
    found = checks(flagged, done=True)
    assert (len(found.remarks), found.more, found.fine) == (SHOWN, 5, False)
    assert found.counts.endswith(f"{SHOWN + 5} sentences to look at")
    assert not checks(lines, done=False).fine, "not before it is done"
