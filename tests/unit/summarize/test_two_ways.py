# SPDX-License-Identifier: Apache-2.0
"""The last step of a model, its rounds and what stands in for it; the notes kept on the drive; why nobody writes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.api import ModelView, Offer
from edgeassist.core.stop import Stop
from edgeassist.documents.blocks import Anchor, Block
from edgeassist.documents.text_asking import TextTrouble
from edgeassist.panes.summarize import notes_cache
from edgeassist.panes.summarize.notes_cache import NotesCache
from edgeassist.panes.summarize.plan import Chunk, Piece
from edgeassist.panes.summarize.summarizer import Summarizer
from edgeassist.panes.summarize.summary import Length, Source, Style, Summary, Wish
from edgeassist.panes.summarize.ways import ACROSS, LAST_STEP_FAILED
from edgeassist.panes.summarize.why import NO_MODEL, WISHED, plain_why, why_picked
from edgeassist.panes.summarize.writing import Line
from edgeassist.testing import FakeContext
from edgeassist.wire import Failed, Generate

FACTS = [f"Pump {number} in hall {number} of London costs {number * 10 + 7} euros a year." for number in range(90)]
TEXT = "\n\n".join(f"{fact} It was an ordinary day for everybody else there." for fact in FACTS)
Reply = Callable[[Generate], str | Failed]


def inside(request: Generate) -> list[str]:
    return [line for line in request.turns[1].text.split("\n")[1:-1] if line]


def is_note(request: Generate) -> bool:
    return request.turns[0].text.startswith(("Note the most", "The text is part"))


def notes(request: Generate) -> str:
    return "\n".join(line.partition(" It was")[0] for line in inside(request))


def summed(last: Reply, wish: Wish | None = None, *, note: Reply = notes, context_tokens: int = 900) -> Summary:
    context = FakeContext(model=ModelView("m", "M", context_tokens))
    context.engine.reply = lambda request: note(request) if is_note(request) else last(request)
    return Summarizer(context).run(Source("T", text=TEXT), wish or Wish(), lambda _told: None, Stop())


def test_a_sentence_of_the_last_step_is_traced_through_its_note_to_its_place() -> None:
    summary = summed(lambda _request: "In hall 60 of London pump 60 costs 607 euros.\nHall 3 has a pump for 37 euros.")
    assert [one.proof.span.block for one in summary.sentences if one.proof is not None] == [60, 3]
    assert all(one.proven for one in summary.sentences)


def test_what_the_last_step_made_up_is_marked() -> None:
    (one,) = summed(lambda _request: "The mayor of Paris resigned in 1999.").sentences
    assert (one.proof, one.proven) == (None, False)
    assert {"1999", "Paris"} <= set(one.strange)


def test_notes_that_do_not_fit_are_summed_up_in_rounds_and_each_goes_in() -> None:
    seen: list[str] = []

    def last(request: Generate) -> str:
        lines = inside(request)
        seen.extend(lines)
        return "\n".join(lines[: max(1, len(lines) // 3)])

    summary = summed(last, Wish(length=Length.SHORT))
    assert summary.notes == ()
    assert set(FACTS) <= set(seen)


def test_a_round_in_which_the_model_says_nothing_loses_no_note() -> None:
    asked: list[list[str]] = []

    def last(request: Generate) -> str:
        asked.append(inside(request))
        silent = len(asked) == 1
        return "" if silent else "\n".join(asked[-1][: max(1, len(asked[-1]) // 3)])

    summed(last, Wish(length=Length.SHORT))
    assert len(asked) > 2, "it takes rounds"
    assert set(asked[0]) <= {line for lines in asked[1:] for line in lines}


def test_the_most_telling_note_is_found_among_more_than_are_ranked_at_once() -> None:
    facts = [f"Pump {number} costs {number * 10 + 7} euros a year." for number in range(430)]
    context = FakeContext(model=ModelView("m", "M", 4000))
    context.engine.reply = lambda request: "\n".join(inside(request)) if is_note(request) else ""

    def rank(told: list[str], _language: str, _stop: Stop) -> list[float]:
        return [1.0 if one == facts[-1] else 0.0 for one in told]

    object.__setattr__(context.documents, "rank", rank)
    source = Source("T", text="\n\n".join(facts))
    summary = Summarizer(context).run(source, Wish(length=Length.SHORT), lambda _told: None, Stop())
    assert facts[-1] in [one.text for one in summary.sentences]


@pytest.mark.parametrize(
    "last",
    [
        lambda _request: Failed(code="killed", message="It died."),
        lambda _request: Failed(code="context-too-small", message="Too long."),
        lambda _request: "",
        lambda request: "\n".join(f"{line} Once more." for line in inside(request)),
    ],
    ids=["it dies", "too long", "says nothing", "never gets shorter"],
)
def test_a_last_step_that_fails_gives_the_most_telling_notes_and_says_so(last: Reply) -> None:
    summary = summed(last)
    assert len(summary.sentences) == 7
    assert all(one.text in FACTS and one.proven for one in summary.sentences)
    assert LAST_STEP_FAILED in summary.notes
    places = [one.proof.span.block for one in summary.sentences if one.proof is not None]
    assert places == sorted(places)


def test_even_the_ranks_failing_leaves_the_notes() -> None:
    context = FakeContext(model=ModelView("m", "M", 900))
    context.engine.reply = lambda request: notes(request) if is_note(request) else ""

    def rank(_sentences: list[str], _language: str, _stop: Stop) -> list[float]:
        raise TextTrouble("The part that weighs texts ended early.")

    object.__setattr__(context.documents, "rank", rank)
    summary = Summarizer(context).run(Source("T", text=TEXT), Wish(), lambda _told: None, Stop())
    assert [one.text for one in summary.sentences] == FACTS


def test_a_short_text_needs_no_last_step() -> None:
    context = FakeContext()
    context.engine.reply = lambda _request: "Pump 1 costs 17 euros."
    text = "Pump 1 costs 17 euros a year and stands in London."
    summary = Summarizer(context).run(Source("T", text=text), Wish(), lambda _told: None, Stop())
    assert len(context.engine.requests) == 1
    assert [one.text for one in summary.sentences] == ["Pump 1 costs 17 euros."]


def test_minutes_keep_what_was_decided_and_who_does_what() -> None:
    def note(request: Generate) -> str:
        return f"DECISION: {inside(request)[0].partition(' It was')[0]}\nACTION: Ann calls London."

    asked: list[str] = []

    def last(request: Generate) -> str:
        asked.extend(inside(request))
        return "DECISION: Pump 0 in hall 0 of London costs 7 euros.\nACTION: Ann calls London.\nIt rained."

    summary = summed(last, Wish(style=Style.MINUTES, length=Length.SHORT), note=note)
    assert [one.role for one in summary.sentences] == ["decision", "action", ""]
    assert {line.partition(":")[0] for line in asked} == {"DECISION", "ACTION"}


def test_by_section_no_notes_of_two_sections_are_mixed() -> None:
    summary = summed(lambda _request: Failed(code="x", message="not asked"), Wish(style=Style.BY_SECTION))
    assert all(one.proven for one in summary.sentences)
    assert {one.section for one in summary.sentences} == {0}


def test_another_language_is_asked_for_in_both_steps_and_told_of() -> None:
    asked: list[str] = []

    def last(request: Generate) -> str:
        asked.append(request.turns[0].text)
        return "La bomba 3 cuesta 37 euros."

    def note(request: Generate) -> str:
        asked.append(request.turns[0].text)
        return "\n".join(f"La bomba {number} cuesta {number * 10 + 7} euros." for number in range(9))

    summary = summed(last, Wish(language="es"), note=note)
    assert all("Write in Spanish." in one for one in asked)
    assert ACROSS in summary.notes


def chunk(text: str = "The pump runs.", number: int = 3, start: int = 0) -> Chunk:
    block = Block(number, "paragraph", text, Anchor(number))
    return Chunk(0, 0, "", (Piece(block, start, len(text)),))


@pytest.fixture
def cache(tmp_path: Path) -> NotesCache:
    return NotesCache(tmp_path / "sections")


def test_notes_are_found_again_by_text_place_and_question_only(cache: NotesCache) -> None:
    lines = [
        Line("It runs.", "decision"),
        Line("Señal 日本 \U0001f600"),
    ]
    cache.keep_lines(chunk(), lines, "note", "m")
    assert cache.lines(chunk(), "note", "m") == lines
    others = (chunk("The pump stops."), chunk(number=4), chunk(start=1))
    assert [cache.lines(one, "note", "m") for one in others] == [None] * 3
    assert cache.lines(chunk(), "note", "other") is None
    assert cache.lines(chunk(), "note") is None


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[]", b'{"key": "x", "lines": []}', b"[" * 5000, b"x" * 1024**2 * 2]
)
def test_a_file_that_makes_no_sense_is_as_good_as_none(cache: NotesCache, tmp_path: Path, content: bytes) -> None:
    cache.keep_lines(chunk(), [Line("It runs.")])
    (path,) = (tmp_path / "sections").iterdir()
    path.write_bytes(content)
    assert cache.lines(chunk()) is None


def test_a_file_under_another_name_is_not_believed(cache: NotesCache, tmp_path: Path) -> None:
    cache.keep_lines(chunk(), [Line("It runs.")])
    cache.keep_lines(chunk("Other."), [Line("Other.")])
    first, second = (tmp_path / "sections").iterdir()
    first.write_bytes(second.read_bytes())
    assert [cache.lines(one) for one in (chunk(), chunk("Other."))].count(None) == 1


def test_the_oldest_files_go_when_there_are_too_many(
    cache: NotesCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_cache, "_MOST_FILES", 3)
    for number in range(5):
        cache.keep_lines(chunk(number=number), [Line("It runs.")])
    cache.tidy()
    assert len(list((tmp_path / "sections").iterdir())) == 3
    assert cache.lines(chunk(number=4)) is not None


def test_no_folder_and_a_folder_that_takes_nothing_keep_nothing(tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(b"")
    for folder in (None, tmp_path / "a file" / "sections"):
        cache = NotesCache(folder)
        cache.keep_lines(chunk(), [Line("It runs.")])
        cache.tidy()
        assert cache.lines(chunk()) is None


@pytest.mark.parametrize(
    ("why", "plain"),
    [
        ("Starter cannot sum texts up: ROUGE-L F1 10.8 (8.3 to 13.7, 43 examples) is not clearly better.", False),
        ("It reached 12 points.", False),
        ("It reached 12 %.", False),
        ("Its score is too low.", False),
        ("chrF is too low for the best trivial baseline.", False),
        ("It was never taught to sum texts up.", True),
        ("It is made for code.", True),
    ],
)
def test_a_reason_is_told_in_plain_words(why: str, *, plain: bool) -> None:
    assert plain_why("Starter", why) == (
        why if plain else "Starter does not sum texts up well enough; a bigger model can."
    )


def test_who_writes_is_asked_of_the_model_in_use() -> None:
    context = FakeContext()
    assert why_picked(context, Wish()) == ""
    assert why_picked(context, Wish(picked=True)) == WISHED
    context.offer = Offer(False, "")
    assert why_picked(context, Wish()) == NO_MODEL
    context.model = None
    assert why_picked(context, Wish()) == NO_MODEL
