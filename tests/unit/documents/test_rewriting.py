# SPDX-License-Identifier: Apache-2.0
"""A document is written anew with other texts: its structure stays, and nothing changes where its texts did not."""

import io
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.app.children import child_command
from edgeassist.core.stop import Stop, Stopped
from edgeassist.documents.bounded_zip import BoundedZip
from edgeassist.documents.opening import opened_document
from edgeassist.documents.reading import Limits
from edgeassist.documents.refusals import DocumentRefused, FixedDocument, ReaderDied, ReadingTooSlow
from edgeassist.documents.rewriters import MarkdownRewriter, SubtitleRewriter, TextRewriter
from edgeassist.documents.rewriting import DocumentRewriter, SameFile
from edgeassist.documents.sharing import shared_out
from edgeassist.documents.tree_rewriters import DocxRewriter, HtmlRewriter
from tests.support.documents_made import Part, made_pdf, saved

MARKDOWN = """---
title: Notes
---
# Top *of* it

Para with [a link](http://example.invalid/x)
goes on.

- one
  - two
> quoted
> text

| x | y |
|---|---|
| 1 | 2 |

```py
code()
```
"""
SRT = "1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>Hello</i>\r\nthere\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nBye\r\n"
WEB = (
    '<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body class="c"><h1>Top</h1>'
    '<p>One <b>bold</b> and <a href="x.html?a=1&amp;b=2">a link</a>.<img src="p.png"></p>'
    "<pre>code  stays</pre><ul><li>item</li></ul><script>x < 1</script></body></html>"
)


def upper(texts: list[str]) -> list[str]:
    return [text.upper() for text in texts]


def test_markdown_keeps_its_marks_and_changes_its_words() -> None:
    rewriter = MarkdownRewriter(MARKDOWN)
    assert rewriter.texts == [
        "Top *of* it",
        "Para with [a link](http://example.invalid/x)\ngoes on.",
        "one",
        "two",
        "quoted\n> text",
        "x",
        "y",
        "1",
        "2",
    ]
    assert rewriter.rewritten(rewriter.texts) == MARKDOWN.encode()
    changed = rewriter.rewritten([f"<{text}>" for text in rewriter.texts]).decode()
    assert "  - <two>\n> <quoted\n> text>\n" in changed
    assert "| <1> | <2> |" in changed
    assert "```py\ncode()\n```" in changed


def test_cues_keep_their_times() -> None:
    rewriter = SubtitleRewriter(SRT)
    assert rewriter.texts == ["<i>Hello</i>\r\nthere", "Bye"]
    assert rewriter.rewritten(rewriter.texts) == SRT.encode()
    assert rewriter.rewritten(["Hallo", "Tschüs"]).decode() == SRT.replace("<i>Hello</i>\r\nthere", "Hallo").replace(
        "Bye", "Tschüs"
    )


@given(st.text(st.characters(codec="utf-8"), max_size=400))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    for kind in (TextRewriter, SubtitleRewriter):
        rewriter = kind(text)
        assert rewriter.rewritten(rewriter.texts).decode() == text


def test_text_keeps_its_indents_and_list_marks() -> None:
    source = "  Title\n\n- one\n  2) two\n\nlast  \n"
    rewriter = TextRewriter(source)
    assert rewriter.texts == ["Title", "one", "two", "last"]
    assert rewriter.rewritten(upper(rewriter.texts)).decode() == "  TITLE\n\n- ONE\n  2) TWO\n\nLAST  \n"


def test_a_web_page_keeps_its_tags_links_and_pictures() -> None:
    rewriter = HtmlRewriter(WEB)
    assert rewriter.texts == ["T", "Top", "One bold and a link.", "item"]
    assert rewriter.rewritten(rewriter.texts).decode().replace("\n", "") == WEB
    changed = rewriter.rewritten(["T", "Oben", "Eins fett und ein Verweis.", "Punkt"]).decode()
    assert "<h1>Oben</h1>" in changed
    assert '<a href="x.html?a=1&amp;b=2">' in changed
    assert '<img src="p.png">' in changed
    assert "code  stays" in changed
    plain = changed[changed.index("<p>") : changed.index("</p>")]
    assert "".join(part.partition(">")[2] for part in plain.split("<")) == "Eins fett und ein Verweis."


def made_document() -> bytes:
    document = docx.Document()
    document.add_heading("The plan", 1)
    paragraph = document.add_paragraph("Call ")
    paragraph.add_run("Ann Lee").bold = True
    paragraph.add_run(" before noon on Monday.")
    document.add_paragraph("First", style="List Number")
    document.add_table(1, 2).cell(0, 1).text = "cell"
    return saved(document)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture
def command() -> DocumentRewriter:
    return DocumentRewriter(child_command("rewrite"))


def test_a_docx_keeps_runs_styles_and_every_other_part(tmp_path: Path, command: DocumentRewriter) -> None:
    source, target = tmp_path / "made.docx", tmp_path / "new.docx"
    source.write_bytes(made_document())
    given = command.texts(source, Stop())
    assert given == ["The plan", "Call Ann Lee before noon on Monday.", "First", "cell"]
    command.write(source, ["Der Plan", "Bis Montagmittag Ann Lee anrufen.", "Erstens", "Zelle"], target, Stop())
    new = docx.Document(str(target))
    assert [paragraph.text for paragraph in new.paragraphs] == [
        "Der Plan",
        "Bis Montagmittag Ann Lee anrufen.",
        "Erstens",
    ]
    assert [paragraph.style.name for paragraph in new.paragraphs] == ["Heading 1", "Normal", "List Number"]
    assert [run.text for run in new.paragraphs[1].runs if run.bold] == ["Ann Lee"]
    assert new.tables[0].cell(0, 1).text == "Zelle"
    before, after = parts_of(source.read_bytes()), parts_of(target.read_bytes())
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == ["word/document.xml"]


def test_a_docx_whose_texts_did_not_change_says_the_same_xml(tmp_path: Path) -> None:
    content = made_document()
    path = tmp_path / "made.docx"
    path.write_bytes(content)
    with opened_document(path) as held:
        rewriter = DocxRewriter(BoundedZip(held))
        again = rewriter.rewritten(rewriter.texts)
    canonical = [docx.Document(io.BytesIO(one)).element.xml for one in (content, again)]
    assert canonical[0] == canonical[1]


def test_the_real_child_writes_whole_files_only(tmp_path: Path, command: DocumentRewriter) -> None:
    source, target = tmp_path / "a.md", tmp_path / "b.md"
    source.write_text(MARKDOWN)
    command.rewrite(source, upper, target, Stop())
    assert "# TOP *OF* IT" in target.read_text()
    with pytest.raises(DocumentRefused, match="has 9 texts, and 1 were given"):
        command.write(source, ["one"], tmp_path / "c.md", Stop())
    assert not (tmp_path / "c.md").exists()


NOTE = "A machine wrote <this> & that."


@pytest.mark.parametrize(
    ("name", "source", "begins"),
    [
        ("a.txt", "one\r\n\r\ntwo", f"{NOTE}\r\n\r\nONE\r\n\r\nTWO"),
        ("a.md", MARKDOWN, f"---\ntitle: Notes\n---\n{NOTE}\n\n# TOP *OF* IT"),
        ("a.md", "# Top", f"{NOTE}\n\n# TOP"),
        ("a.srt", SRT, "1\r\n00:00:01,000 --> 00:00:02,000\r\n<I>HELLO"),
    ],
)
def test_a_note_stands_before_all_of_it_where_the_form_has_a_place(
    tmp_path: Path, command: DocumentRewriter, name: str, source: str, begins: str
) -> None:
    path, out = tmp_path / name, tmp_path / f"new-{name}"
    path.write_bytes(source.encode())
    command.write(path, upper(command.texts(path, Stop())), out, Stop(), note=NOTE)
    assert out.read_bytes().decode().startswith(begins)


def test_a_note_is_the_first_paragraph_of_a_page_and_of_a_letter(tmp_path: Path, command: DocumentRewriter) -> None:
    page, letter = tmp_path / "a.html", tmp_path / "a.docx"
    page.write_text(WEB.replace('<body class="c">', '<body class="c">before'))
    letter.write_bytes(made_document())
    for path in (page, letter):
        command.write(path, command.texts(path, Stop()), path.with_stem("new"), Stop(), note=NOTE)
    said = (tmp_path / "new.html").read_text()
    assert 'class="c"><p dir="auto"><strong>A machine wrote &lt;this&gt; &amp; that.</strong></p>before<h1>' in said
    paragraphs = docx.Document(str(tmp_path / "new.docx")).paragraphs
    assert [one.text for one in paragraphs[:2]] == [NOTE, "The plan"]
    assert paragraphs[0].runs[0].bold


@pytest.mark.parametrize("said", ["bytes(1 << 16)", "b'x\\n' * 9999"])
def test_a_child_that_talks_without_end_is_ended(tmp_path: Path, said: str) -> None:
    source = tmp_path / "a.txt"
    source.write_text("one")
    code = f"import os\nwhile True: os.write(1, {said})"
    endless = DocumentRewriter((sys.executable, "-c", code), Limits(time_s=600.0, memory_bytes=1_000_000))
    with pytest.raises(ReaderDied, match="ended early"):
        endless.texts(source, Stop())


def test_a_child_that_never_answers_is_told_as_slow(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("one")
    mute = (sys.executable, "-c", "import threading; threading.Event().wait()")
    with pytest.raises(ReadingTooSlow, match="took too long"):
        DocumentRewriter(mute, Limits(time_s=-4.9)).texts(source, Stop())


def test_what_cannot_be_rewritten_says_so(tmp_path: Path, command: DocumentRewriter) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(made_pdf([Part(("words",))]))
    with pytest.raises(FixedDocument, match="texts of a PDF file cannot be changed"):
        command.texts(path, Stop())
    (tmp_path / "a.txt").write_text("words")
    with pytest.raises(SameFile):
        command.write(tmp_path / "a.txt", ["x"], tmp_path / "a.txt", Stop())
    with pytest.raises(ReaderDied, match="could not be started"):
        DocumentRewriter(("no such program",)).texts(tmp_path / "a.txt", Stop())
    stop = Stop()
    stop.wish()
    with pytest.raises(Stopped):
        command.texts(tmp_path / "a.txt", stop)


@given(st.lists(st.text("ab cd", max_size=12), min_size=1, max_size=6), st.text("ab cd", max_size=60))
def test_what_is_shared_out_is_the_whole_text(old: list[str], new: str) -> None:
    parts = shared_out(old, new)
    assert "".join(parts) == new
    assert len(parts) == len(old)


def test_a_name_that_both_texts_have_keeps_its_run() -> None:
    parts = shared_out(
        ["See ", "the handbook", " or ask ", "Ann", " today."], "Fragen Sie heute Ann oder sehen Sie nach."
    )
    assert parts[3:] == ["Ann", " oder sehen Sie nach."]


def test_signs_and_spaces_stay_between_the_runs_they_stood_between() -> None:
    old = ["The ", "old", " house is ", "here", ". I have ", "two", " dogs."]
    assert shared_out(old, "La casa vieja está aquí. Tengo dos perros.") == [
        "La ",
        "casa",
        " vieja está ",
        "aquí",
        ". Tengo ",
        "dos",
        " perros.",
    ]
