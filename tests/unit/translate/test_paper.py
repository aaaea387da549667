# SPDX-License-Identifier: Apache-2.0
"""Whole documents: their form stays, a run that was cut short goes on, and nothing half appears."""

import re
import zipfile
from pathlib import Path

import docx
import pytest

from edgeassist.api.asking import AskFailed
from edgeassist.core.stop import Stop
from edgeassist.documents.rewriting import SameFile
from edgeassist.panes.translate.paper import NOTE, NeedsText, PaperResult, PaperTold, PaperTranslator
from edgeassist.panes.translate.translation import Pair, Tone, Trouble
from edgeassist.panes.translate.translator import Translator
from edgeassist.testing import FakeContext, FakeEngine
from edgeassist.testing.context import SMALL
from edgeassist.wire import Failed, Generate
from tests.support.documents_made import Part, made_pdf

EN_ES = Pair("en", "es")
WORDS = {"good": "buenos", "morning": "días", "the": "el", "house": "casa", "is": "es", "old": "viejo", "and": "y"}
SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,500\r\nGood morning,\r\nthe old house\r\n\r\n"
    "2\r\n00:00:03,000 --> 00:00:04,000\r\n- Good.\r\n"
)


def reply(request: Generate) -> str:
    text = re.sub(r"</?text>", "", request.turns[1].text)
    return re.sub(r"[A-Za-z]+", lambda word: WORDS.get(word[0].lower(), word[0]), text)


@pytest.fixture
def context() -> FakeContext:
    return FakeContext(engine=FakeEngine(reply=reply))


def translated(context: FakeContext, path: Path, out: Path, stop: Stop | None = None) -> PaperResult:
    papers = PaperTranslator(Translator(context), context)
    return papers.run(path, out, EN_ES, tone=Tone.AS_IS, tell=lambda _told: None, stop=stop or Stop())


def letter(path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Good morning", 1)
    paragraph = document.add_paragraph("The house is ")
    paragraph.add_run("old").bold = True
    paragraph.add_run(" and good.")
    document.add_paragraph("12.500", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "the house", "2024"
    document.save(str(path))
    return path


def test_a_docx_keeps_its_structure(context: FakeContext, tmp_path: Path) -> None:
    path, out = letter(tmp_path / "letter.docx"), tmp_path / "letter.es.docx"
    before = path.read_bytes()
    result = translated(context, path, out)
    assert (result.done, result.total, result.flagged, result.stopped) == (5, 5, (), False)
    assert path.read_bytes() == before
    old, new = docx.Document(str(path)), docx.Document(str(out))
    assert [one.text for one in new.paragraphs] == ["Buenos días", "El casa es viejo y buenos.", "12.500"]
    assert [one.style.name for one in new.paragraphs] == [one.style.name for one in old.paragraphs]
    assert [run.bold for run in new.paragraphs[1].runs] == [None, True, None]
    assert new.paragraphs[2]._p.xml == old.paragraphs[2]._p.xml
    assert new.tables[0].cell(0, 1)._tc.xml == old.tables[0].cell(0, 1)._tc.xml
    with zipfile.ZipFile(path) as one, zipfile.ZipFile(out) as two:
        assert one.namelist() == two.namelist()
        assert [n for n in one.namelist() if one.read(n) != two.read(n)] == ["word/document.xml"]


def test_subtitles_keep_times_lines_and_line_ends(context: FakeContext, tmp_path: Path) -> None:
    path, out = tmp_path / "film.srt", tmp_path / "film.es.srt"
    path.write_bytes(SRT.encode())
    translated(context, path, out)
    said = out.read_bytes().decode()
    assert re.findall(r"[^\n]*-->[^\r\n]*", said) == re.findall(r"[^\n]*-->[^\r\n]*", SRT)
    assert re.split(r"\r?\n", said)[2:4] == ["Buenos días,", "el viejo casa"]
    assert "- Buenos." in said


@pytest.mark.parametrize("ends", ["stop", "crash"])
def test_a_run_that_was_cut_short_goes_on_and_ends_alike(context: FakeContext, tmp_path: Path, ends: str) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Good morning\n\n" + "\n\n".join(f"The house {n} is **old**." for n in range(20)) + "\n")
    translated(context, path, tmp_path / "whole.md")
    unbroken = len(context.engine.requests)

    cut = FakeContext(engine=FakeEngine(reply=reply))
    stop = Stop()

    def reply_until(request: Generate) -> str | Failed:
        if len(cut.engine.requests) < 9:
            return reply(request)
        if ends == "crash":
            return Failed(code="killed", message="The engine was ended.")
        stop.wish()
        return reply(request)

    cut.engine.reply = reply_until
    out = tmp_path / "cut.md"
    if ends == "stop":
        assert translated(cut, path, out, stop).stopped
    else:
        with pytest.raises(AskFailed):
            translated(cut, path, out)
    assert not out.exists()
    state = next(cut.cache.rglob("*.jsonl"))
    state.write_bytes(state.read_bytes() + b'{"number":19,"te')
    before, cut.engine.reply = len(cut.engine.requests), reply
    result = translated(cut, path, out)
    assert result.resumed >= 4
    assert len(cut.engine.requests) - before < unbroken
    assert out.read_bytes() == (tmp_path / "whole.md").read_bytes()
    assert not list(cut.cache.rglob("*.jsonl"))


def test_flagged_sentences_are_listed_with_their_place(context: FakeContext, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Good morning.\n\nthe lazy brown fox\n")
    told: list[PaperTold] = []
    papers = PaperTranslator(Translator(context), context)
    result = papers.run(path, tmp_path / "o.txt", EN_ES, tone=Tone.AS_IS, tell=told.append, stop=Stop())
    assert [(one.number, one.look.source) for one in result.flagged] == [(2, "the lazy brown fox")]
    assert result.flagged[0].look.flags[0].trouble is Trouble.UNCHANGED
    assert told == [PaperTold(1, 2, 0), PaperTold(2, 2, 1)]


def test_a_pdf_becomes_a_text(context: FakeContext, tmp_path: Path) -> None:
    path = tmp_path / "house.pdf"
    path.write_bytes(made_pdf([Part(("Good", "morning"), "heading", 1), Part(("the", "house", "is", "old") * 5)]))
    with pytest.raises(NeedsText, match="PDF file cannot"):
        translated(context, path, tmp_path / "house.es.pdf")
    papers = PaperTranslator(Translator(context), context)
    out = papers.default_out(path, "es")
    assert out.name == "house.es.md"
    translated(context, path, out)
    assert "el casa es viejo" in " ".join(out.read_text().lower().split())


@pytest.mark.parametrize(("name", "noted"), [("a.pdf", True), ("a.md", True), ("a.docx", True), ("a.srt", False)])
def test_what_a_small_model_made_says_at_its_beginning_that_it_must_be_checked(
    context: FakeContext, tmp_path: Path, name: str, noted: bool
) -> None:
    path = tmp_path / name
    papers = PaperTranslator(Translator(context), context)
    out = papers.default_out(path, "es")
    if name == "a.docx":
        letter(path)
    else:
        pdf = made_pdf([Part(("Good", "morning"), "heading", 1), Part(("the", "house"))])
        path.write_bytes({"a.pdf": pdf, "a.md": b"# Good morning\n", "a.srt": SRT.encode()}[name])
    result = translated(context, path, out)
    assert (result.unsure, result.noted) == (False, False)
    assert NOTE not in "".join(context.documents.texts(out, Stop()))
    context.model = SMALL
    result = translated(context, path, out)
    assert (result.unsure, result.noted) == (True, noted)
    first = context.documents.texts(out, Stop())[0]
    assert (first == NOTE) is noted


def test_the_document_itself_is_never_the_target(context: FakeContext, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Good morning.")
    with pytest.raises(SameFile):
        translated(context, path, path)
    assert path.read_text() == "Good morning."


def test_a_web_page_keeps_its_tags_and_code(context: FakeContext, tmp_path: Path) -> None:
    path, out = tmp_path / "page.html", tmp_path / "page.es.html"
    path.write_text(
        "<!doctype html><html><head><title>The house</title><style>p{}</style></head><body>"
        '<h1>Good morning</h1><p>The <a href="old.html">old</a> house &amp; 3.</p><pre>the code</pre>'
        "<ul><li>12.50</li></ul></body></html>"
    )
    translated(context, path, out)
    said = out.read_text()
    assert "<title>El casa</title>" in said
    assert "<h1>Buenos días</h1>" in said
    assert '<a href="old.html">viejo</a>' in said
    assert "&amp; 3.</p>" in said
    assert "<pre>the code</pre><ul><li>12.50</li></ul>" in said
    assert "<style>p{}</style>" in said


def test_markdown_keeps_code_links_tables_and_front_matter(context: FakeContext, tmp_path: Path) -> None:
    path, out = tmp_path / "notes.md", tmp_path / "notes.es.md"
    path.write_text(
        "---\ntitle: good\n---\n\n# The house\n\n> Good morning\n\n"
        "1. The [old house](http://a.b/the)\n2. `the` **old** house\n\n"
        "```py\nthe = 1\n```\n\n| the | 3 |\n|---|---|\n| house | old |\n"
    )
    translated(context, path, out)
    assert out.read_text() == (
        "---\ntitle: good\n---\n\n# El casa\n\n> Buenos días\n\n"
        "1. El [viejo casa](http://a.b/the)\n2. `the` **viejo** casa\n\n"
        "```py\nthe = 1\n```\n\n| el | 3 |\n|---|---|\n| casa | viejo |\n"
    )


def test_captions_keep_tags_positions_and_notes(context: FakeContext, tmp_path: Path) -> None:
    path, out = tmp_path / "film.vtt", tmp_path / "film.es.vtt"
    path.write_text(
        "WEBVTT\n\nNOTE the house\n\n00:01.000 --> 00:02.000 line:0\n<i>Good morning</i>\n\n"
        "00:03.000 --> 00:04.000\n<v Tom>The house is old.</v>\n"
    )
    translated(context, path, out)
    assert out.read_text() == (
        "WEBVTT\n\nNOTE the house\n\n00:01.000 --> 00:02.000 line:0\n<i>Buenos días</i>\n\n"
        "00:03.000 --> 00:04.000\n<v Tom>El casa es viejo.</v>\n"
    )


def test_a_document_of_numbers_needs_no_model(context: FakeContext, tmp_path: Path) -> None:
    path, out = tmp_path / "n.txt", tmp_path / "n.es.txt"
    path.write_text("1\n\n2,500\n")
    context.model = None
    result = translated(context, path, out)
    assert (result.done, result.flagged) == (2, ())
    assert out.read_bytes() == path.read_bytes()
    assert context.engine.requests == []


def test_a_target_that_cannot_be_written_keeps_what_is_done(context: FakeContext, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Good morning.\n\nThe house is old.\n")
    with pytest.raises(OSError, match="absent"):
        translated(context, path, tmp_path / "absent" / "o.txt")
    asked = len(context.engine.requests)
    result = translated(context, path, tmp_path / "o.txt")
    assert (result.resumed, len(context.engine.requests)) == (2, asked)


def test_a_stop_before_anything_writes_nothing(context: FakeContext, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Good morning.")
    stop = Stop()
    stop.wish()
    result = translated(context, path, tmp_path / "o.txt", stop)
    assert (result.stopped, result.done) == (True, 0)
    assert not (tmp_path / "o.txt").exists()


def test_what_comes_back_otherwise_is_listed_when_that_is_wished(context: FakeContext, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Good morning.\n")
    said = {"English": "I went swimming in the cold sea.", "Spanish": "Buenos días."}
    context.engine.reply = lambda request: said["Spanish" if "to Spanish" in request.turns[0].text else "English"]
    papers = PaperTranslator(Translator(context), context, check_back=True)
    result = papers.run(path, tmp_path / "o.txt", EN_ES, tone=Tone.AS_IS, tell=lambda _told: None, stop=Stop())
    assert [flag.trouble for flag in result.flagged[0].look.flags] == [Trouble.BACK]
