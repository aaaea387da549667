# SPDX-License-Identifier: Apache-2.0
"""Where documents go, what happens when they change under way, and what of them survives a kill."""

import json
import logging
from pathlib import Path

import pytest

from edgeassist.core.stop import Stop
from edgeassist.documents.rewriting import SameFile
from edgeassist.panes.translate.choices import Offers, best_target, right_to_left, sources, targets
from edgeassist.panes.translate.draft import Draft, keep, kept
from edgeassist.panes.translate.paper import DocumentChanged, PaperTold, PaperTranslator
from edgeassist.panes.translate.paper_places import free_place, out_path
from edgeassist.panes.translate.paper_queue import Paper, PaperQueue, Step
from edgeassist.panes.translate.paper_state import DoneText, Look, PaperState, digest
from edgeassist.panes.translate.translation import Flag, Pair, Tone, Trouble
from edgeassist.panes.translate.translator import Translator
from edgeassist.store.task import Offer
from edgeassist.testing import FakeContext, FakeEngine
from edgeassist.wire import Generate
from tests.unit.translate.test_paper import reply

EN_ES = Pair("en", "es")


@pytest.mark.parametrize(
    ("name", "target", "out"),
    [
        ("notes.docx", "es", "notes.es.docx"),
        ("notes.PDF", "es", "notes.es.md"),
        ("book.epub", "fr", "book.fr.md"),
        ("README", "es", "README.es.txt"),
        ("my.essay.md", "de", "my.essay.de.md"),
        ("film.en.srt", "es", "film.en.es.srt"),
        ("page.HTML", "es", "page.es.HTML"),
        (".hidden", "es", ".hidden.es.txt"),
        ("наказ.txt", "uk", "наказ.uk.txt"),
        ("a b.vtt", "pt", "a b.pt.vtt"),
    ],
)
def test_a_translation_is_called_as_its_source_with_the_language(name: str, target: str, out: str) -> None:
    assert out_path(Path("there") / name, target) == Path("there") / out


def test_the_window_and_the_command_line_name_it_alike(tmp_path: Path) -> None:
    context = FakeContext()
    papers = PaperTranslator(Translator(context), context)
    for name in ("a.pdf", "b.epub", "c.docx", "d"):
        assert papers.default_out(tmp_path / name, "es") == out_path(tmp_path / name, "es")


def test_a_place_is_free_of_files_folders_links_and_of_what_others_were_promised(tmp_path: Path) -> None:
    (tmp_path / "a.es.md").write_text("mine")
    (tmp_path / "a.es-2.md").mkdir()
    (tmp_path / "a.es-3.md").symlink_to(tmp_path / "a.es.md")
    taken = {tmp_path / "a.es-4.md"}
    assert free_place(tmp_path / "a.md", "es", taken) == tmp_path / "a.es-5.md"
    assert free_place(tmp_path / "b.md", "es", taken) == tmp_path / "b.es.md"


@pytest.fixture
def context() -> FakeContext:
    return FakeContext(engine=FakeEngine(reply=reply))


def run(
    context: FakeContext, path: Path, out: Path, told: list[PaperTold] | None = None, stop: Stop | None = None
) -> int:
    papers = PaperTranslator(Translator(context), context)
    tell = told.append if told is not None else lambda _told: None
    return papers.run(path, out, EN_ES, tone=Tone.AS_IS, tell=tell, stop=stop or Stop()).done


def test_a_document_that_changes_under_way_is_not_written_over(context: FakeContext, tmp_path: Path) -> None:
    path, out = tmp_path / "a.md", tmp_path / "a.es.md"
    path.write_text("Good morning.\n\nThe house.\n")

    def meddling(request: Generate) -> str:
        path.write_text("The house.\n\nGood morning.\n")
        return reply(request)

    context.engine.reply = meddling
    with pytest.raises(DocumentChanged, match="was changed while it was translated"):
        run(context, path, out)
    assert not out.exists()
    context.engine.reply = reply
    assert run(context, path, out) == 2
    assert out.read_text() == "El casa.\n\nBuenos días.\n"


def test_progress_is_told_text_by_text_and_ends_at_the_whole(context: FakeContext, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Good morning.\n12\nThe house.\n")
    told: list[PaperTold] = []
    run(context, path, tmp_path / "b.txt", told)
    assert [(one.done, one.total) for one in told] == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("content", ["\n\n", "12\n34\n", "```\ncode\n```\n"])
def test_a_document_without_words_is_copied_and_asks_nothing(
    context: FakeContext, tmp_path: Path, content: str
) -> None:
    path, out = tmp_path / "a.md", tmp_path / "b.md"
    path.write_text(content)
    run(context, path, out)
    assert out.read_text() == content
    assert context.engine.requests == []


def test_a_document_is_never_its_own_target_by_any_name(context: FakeContext, tmp_path: Path) -> None:
    path, link = tmp_path / "a.md", tmp_path / "b.md"
    path.write_text("Good morning.")
    link.symlink_to(path)
    for out in (path, link, tmp_path / "." / "a.md"):
        with pytest.raises(SameFile):
            run(context, path, out)
    assert path.read_text() == "Good morning."


def test_a_stop_before_anything_is_read_leaves_no_trace(context: FakeContext, tmp_path: Path) -> None:
    path, stop = tmp_path / "a.md", Stop()
    path.write_text("Good morning.")
    stop.wish()
    assert run(context, path, tmp_path / "b.md", stop=stop) == 0
    assert [one.name for one in tmp_path.iterdir()] == ["a.md"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.md"
    path.write_text("words")
    return path


LOOK = Look("It is 7.", "Es.", (Flag(Trouble.NUMBER, "7", ""), Flag(Trouble.BACK, "It is 7.", "It is.")))


def test_what_is_done_is_on_the_drive_at_once_flags_and_all(tmp_path: Path, source: Path) -> None:
    with PaperState(tmp_path / "kept", source, "es") as state:
        state.add(0, DoneText("Uno\nDos \u2028 😀"))
        state.add(4, DoneText("Es.", (LOOK,)))
        again = PaperState(tmp_path / "kept", source, "es")
    assert again.done == {0: DoneText("Uno\nDos \u2028 😀"), 4: DoneText("Es.", (LOOK,))}


@pytest.mark.parametrize("torn", [b'{"number":1,"te', b"\xff\xfe", b"null", b"{}", b'{"number":"x","text":1}', b"[[["])
def test_a_torn_end_is_passed_over_and_what_is_added_behind_it_is_kept(
    tmp_path: Path, source: Path, torn: bytes
) -> None:
    with PaperState(tmp_path / "kept", source) as state:
        state.add(0, DoneText("Uno"))
    state.path.write_bytes(state.path.read_bytes() + torn)
    with PaperState(tmp_path / "kept", source) as state:
        assert state.done == {0: DoneText("Uno")}
        state.add(1, DoneText("Dos"))
    assert PaperState(tmp_path / "kept", source).done == {0: DoneText("Uno"), 1: DoneText("Dos")}


def test_opening_it_again_takes_nothing_away_before_anything_is_added(tmp_path: Path, source: Path) -> None:
    with PaperState(tmp_path / "kept", source) as state:
        state.add(0, DoneText("Uno"))
    before = state.path.read_bytes()
    with PaperState(tmp_path / "kept", source) as state:
        assert state.path.read_bytes() == before


def test_two_programs_on_one_document_lose_nothing_of_each_other(tmp_path: Path, source: Path) -> None:
    with PaperState(tmp_path / "kept", source) as one, PaperState(tmp_path / "kept", source) as other:
        for number in range(6):
            (one if number % 2 else other).add(number, DoneText(str(number)))
    assert sorted(PaperState(tmp_path / "kept", source).done) == list(range(6))


def test_another_document_language_or_glossary_begins_anew(tmp_path: Path, source: Path) -> None:
    with PaperState(tmp_path / "kept", source, "es", "glossary") as state:
        state.add(0, DoneText("Uno"))
    assert PaperState(tmp_path / "kept", source, "fr", "glossary").done == {}
    assert PaperState(tmp_path / "kept", source, "es", "other").done == {}
    before = digest(source)
    source.write_text("words.")
    assert digest(source) != before
    assert PaperState(tmp_path / "kept", source, "es", "glossary").done == {}


@pytest.mark.parametrize("step", list(Step))
def test_whatever_is_wished_of_a_document_there_is_at_most_one_under_work(step: Step) -> None:
    queue = PaperQueue()
    papers = [queue.add(Path(f"{name}.md"), EN_ES, Tone.AS_IS, Path(f"{name}.es.md")) for name in "abc"]
    queue._put(Paper(2, papers[1].path, papers[1].out, EN_ES, step=step, line="x"))
    for paper in papers:
        queue.wish(paper.number)
    begun = queue.next()
    assert (begun is None) == (step is Step.WORKING)
    assert queue.next() is None
    assert sum(one.step is Step.WORKING for one in queue.papers) == 1


def test_words_for_a_document_that_is_gone_do_no_harm() -> None:
    queue = PaperQueue()
    queue.add(Path("a.md"), EN_ES, Tone.AS_IS, Path("b.md"))
    queue.remove(1)
    queue.remove(1)
    queue.grown(1, PaperTold(1, 2))
    queue.failed(1, RuntimeError("gone"))
    queue.place(1, Path("c.md"))
    queue.change(1, pair=EN_ES)
    assert queue.papers == ()
    assert queue.line == ""


def test_a_number_is_never_given_twice() -> None:
    queue = PaperQueue()
    first = queue.add(Path("a.md"), EN_ES, Tone.AS_IS, Path("b.md"))
    queue.remove(first.number)
    assert queue.add(Path("a.md"), EN_ES, Tone.AS_IS, Path("b.md")).number != first.number


@pytest.mark.parametrize(
    "text", ["", "one", "a\nb\r\nc", "\u202eright", "😀" * 50, "\ud800 alone", '"quoted" \\ back', "x" * 100_000]
)
def test_a_draft_comes_back_as_it_was_typed(tmp_path: Path, text: str) -> None:
    keep(tmp_path, Draft(text, "en", "es", Tone.FORMAL))
    assert kept(tmp_path) == Draft(text.replace("\ud800", "?"), "en", "es", Tone.FORMAL)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        json.dumps({"text": 1, "source": "", "target": "", "tone": ""}).encode(),
        json.dumps({"text": "a", "source": "", "target": ""}).encode(),
        json.dumps({"text": "a", "source": "", "target": "", "tone": "rude"}).encode(),
    ],
)
def test_a_draft_that_makes_no_sense_is_an_empty_one(
    tmp_path: Path, content: bytes, expects_log: list[logging.LogRecord]
) -> None:
    (tmp_path / "draft.json").write_bytes(content)
    assert kept(tmp_path) == Draft()
    assert [one.getMessage().partition(":")[0] for one in expects_log] == ["the draft was not read"]


def only(*pairs: tuple[str, str]) -> Offers:
    return lambda pair: Offer((pair.source, pair.target) in pairs, "No such way.")


@pytest.mark.parametrize(
    ("source", "wished", "pairs", "best"),
    [
        ("en", "es", (("en", "es"),), "es"),
        ("en", "fr", (("en", "es"),), "es"),
        ("es", "es", (("es", "en"),), "en"),
        ("es", "", (("es", "fr"), ("es", "en")), "en"),
        ("de", "fr", (("de", "fr"),), "fr"),
        ("de", "", (("de", "it"),), "it"),
        ("de", "fr", (), "fr"),
    ],
)
def test_the_language_wished_is_kept_where_it_can_be_had(
    source: str, wished: str, pairs: tuple[tuple[str, str], ...], best: str
) -> None:
    assert best_target(source, wished, only(*pairs)) == best


def test_menus_list_what_can_be_had_first_and_never_a_language_into_itself() -> None:
    offers = only(("en", "es"), ("es", "en"))
    into = targets("en", offers)
    assert into[0].code == "es"
    assert [one.why_not for one in into[1:]] == ["No such way."] * (len(into) - 1)
    assert "en" not in {one.code for one in into}
    assert sources("en", offers)[0].code == "es"
    assert [one.name for one in into[1:]] == sorted(one.name for one in into[1:])


@pytest.mark.parametrize(("code", "right"), [("ar", True), ("he", True), ("fa", True), ("en", False), ("", False)])
def test_languages_written_from_the_right_are_known(code: str, right: bool) -> None:
    assert right_to_left(code) is right
