# SPDX-License-Identifier: Apache-2.0
"""Documents as strangers write them: which texts are found in them, and that nothing around a text changes."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement

from edgeassist.documents.bounded_zip import BoundedZip
from edgeassist.documents.opening import opened_document
from edgeassist.documents.refusals import BrokenDocument
from edgeassist.documents.rewriters import MarkdownRewriter, SubtitleRewriter, TextRewriter
from edgeassist.documents.sharing import shared_out
from edgeassist.documents.tree_rewriters import DocxRewriter, HtmlRewriter
from tests.support.documents_made import saved


def marked(texts: Sequence[str]) -> list[str]:
    return [f"«{text}»" for text in texts]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("", []),
        ("\n\n", []),
        ("Title\n=====\n\nSub\n---\n", ["Title", "Sub"]),
        ("# One #\n## Two\n", ["One", "Two"]),
        ("1. one\n2. two\n   three\n", ["one", "two\n   three"]),
        ("* a\n  * b\n    * c\n", ["a", "b", "c"]),
        ("- [ ] to do\n- [x] done\n", ["[ ] to do", "[x] done"]),
        ("> a\n> b\n>\n> c\n", ["a\n> b", "c"]),
        ("> quoted\nlazily\n", ["quoted\nlazily"]),
        ("    code\n\ntext\n", ["text"]),
        ("~~~\ncode\n~~~\ntext\n", ["text"]),
        ("```\nnever closed\n", []),
        ("a\n\n---\n\nb\n", ["a", "b"]),
        ("![A picture](p.png)\n", ["![A picture](p.png)"]),
        ("[a]: http://example.invalid\n\nSee [a].\n", ["See [a]."]),
        ("<div>\nraw\n</div>\n\nwords\n", ["words"]),
        ("| a | b |\n|---|:-:|\n| c | d |\n", ["a", "b", "c", "d"]),
        ("| a | a |\n|---|---|\n| a | a |\n", ["a", "a", "a", "a"]),
        ("a  \nb\n", ["a  \nb"]),
        ("---\nkey: value\n---\ntext\n", ["text"]),
        ("--- no front matter\n\ntext\n", ["--- no front matter", "text"]),
        ("---\nnever closed\n", ["never closed"]),
        ("the\n\nthe\n\nthe\n", ["the", "the", "the"]),
        ("\ttabbed code\n\n\N{NO-BREAK SPACE}x\n", ["x"]),
        ("# \n\ntext", ["text"]),
        ("*a* **b** ~~c~~ `d`\n", ["*a* **b** ~~c~~ `d`"]),
        ("😀 one\n\n二\n", ["😀 one", "二"]),
    ],
)
def test_the_words_of_markdown_are_found_and_its_marks_stay(source: str, texts: list[str]) -> None:
    rewriter = MarkdownRewriter(source)
    assert rewriter.texts == texts
    assert rewriter.rewritten(rewriter.texts).decode() == source
    said = rewriter.rewritten(marked(texts)).decode()
    assert said.count("«") == len(texts)
    assert said.replace("«", "").replace("»", "") == source


FIRST, SECOND = "00:00:01,000 --> 00:00:02,000\n", "00:00:03,000 --> 00:00:04,000\n"
CUES = [
    pytest.param(f"1\n{FIRST}One\n\n2\n{SECOND}Two\n", ["One", "Two"], id="srt"),
    pytest.param("WEBVTT\n\nNOTE so\n\n00:01.000 --> 00:02.000 align:start\n<v Ann>One\n", ["<v Ann>One"], id="vtt"),
    pytest.param(f"1\n{FIRST}One\nmore\n", ["One\nmore"], id="two lines"),
    pytest.param(f"1\n{FIRST}\n2\n{SECOND}Two", ["Two"], id="an empty cue"),
    pytest.param(f"1\n{FIRST}One\n2\n{SECOND}Two\n", ["One", "Two"], id="no empty line between"),
    pytest.param(f"{FIRST}One\n{SECOND}Two\n", ["One", "Two"], id="no numbers"),
    pytest.param(f"1\n{FIRST}1984\n", ["1984"], id="a number is said"),
    pytest.param("1\r\n00:00:01,000 --> 00:00:02,000\r\nOne\r\n", ["One"], id="windows"),
    pytest.param("Go --> there\nand back\n", [], id="an arrow is no time"),
    pytest.param("1\n00:00:01.000 --> 00:00:02.000\n  One  \n", ["One"], id="blanks"),
]


@pytest.mark.parametrize(("source", "texts"), CUES)
def test_what_is_said_in_cues_is_found_and_times_stay(source: str, texts: list[str]) -> None:
    rewriter = SubtitleRewriter(source)
    assert rewriter.texts == texts
    assert rewriter.rewritten(rewriter.texts).decode() == source
    assert rewriter.rewritten(marked(texts)).decode().replace("«", "").replace("»", "") == source


WRAPPED = (
    "This is the first line of a paragraph that somebody wrapped\n"
    "by hand at some sixty letters or a little more, as was done\nin letters."
)


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("", []),
        (" \n\t\n", []),
        ("one", ["one"]),
        ("one\ntwo\n", ["one", "two"]),
        ("one\r\n\r\ntwo", ["one", "two"]),
        ("  indented\n", ["indented"]),
        ("- one\n• two\n3) three\n(4) four\n", ["one", "two", "three", "four"]),
        ("1.5 litres\n", ["1.5 litres"]),
        ("-5 degrees\n", ["-5 degrees"]),
        (WRAPPED, [WRAPPED]),
        (f"{WRAPPED}\n\nEnd.", [WRAPPED, "End."]),
        ("x" * 400 + "\n" + "y" * 400, ["x" * 400, "y" * 400]),
    ],
)
def test_lines_and_wrapped_paragraphs_of_plain_text_are_found(source: str, texts: list[str]) -> None:
    rewriter = TextRewriter(source)
    assert rewriter.texts == texts
    assert rewriter.rewritten(marked(texts)).decode().replace("«", "").replace("»", "") == source


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<p>One<br>Two</p>", ["One", "Two"]),
        ("<p>  One\n two </p>", ["One two"]),
        ("<p>a <b>b</b><i> c</i></p>", ["a b c"]),
        ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", ["a", "b", "c"]),
        ("<table><tr><th>a</th><td>b</td></tr></table>", ["a", "b"]),
        ("<p>a <code>x = 1</code> b</p>", ["a b"]),
        ("<script>no()</script><style>p{}</style><p>a</p>", ["a"]),
        ("<!-- no --><p>a<!-- no -->b</p>", ["ab"]),
        ("<textarea>no</textarea><p>a</p>", ["a"]),
        ("<div>a<p>b</p>c</div>", ["a", "b", "c"]),
        ("<p>&lt;b&gt; &amp; ©</p>", ["<b> & ©"]),
        ("<p></p><p> </p>", []),
        ("<h1>a</h1><svg><text>no</text></svg>", ["a"]),
        ("<p>a<b>b</p><p>c", ["ab", "c"]),
        ("plain words", ["plain words"]),
        ("<p dir='rtl'>שלום</p>", ["שלום"]),
    ],
)
def test_the_words_of_a_page_are_found(body: str, texts: list[str]) -> None:
    rewriter = HtmlRewriter(f"<html><body>{body}</body></html>")
    assert rewriter.texts == texts
    again = HtmlRewriter(rewriter.rewritten(marked(texts)).decode())
    assert [text.replace("«", "").replace("»", "").strip() for text in again.texts] == texts


def test_a_page_nested_deeply_is_walked_without_end_of_the_stack() -> None:
    rewriter = HtmlRewriter("<div>" * 1500 + "deep" + "</div>" * 1500 + "<p>after</p>")
    assert rewriter.texts == ["deep", "after"]
    assert b"tief" in rewriter.rewritten(["tief", "danach"])


def test_a_page_nested_too_deeply_is_refused_rather_than_cut() -> None:
    with pytest.raises(BrokenDocument, match="nested too deeply"):
        HtmlRewriter("<p>first</p>" + "<div>" * 5000 + "deep" + "</div>" * 5000)


def test_what_a_page_says_is_written_as_text_and_never_as_tags() -> None:
    said = HtmlRewriter("<p>a</p>").rewritten(["<script>alert(1)</script> & more"]).decode()
    assert "<script>" not in said
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in said


def rewritten(path: Path, document: Document) -> tuple[list[str], bytes]:
    path.write_bytes(saved(document))
    with opened_document(path) as held:
        rewriter = DocxRewriter(BoundedZip(held))
        return rewriter.texts, rewriter.rewritten(marked(rewriter.texts))


def test_a_tab_and_a_line_break_part_texts_and_stay(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Name\tValue")
    paragraph.add_run().add_break(WD_BREAK.LINE)
    paragraph.add_run("Next line")
    texts, content = rewritten(tmp_path / "a.docx", document)
    assert texts == ["Name", "Value", "Next line"]
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == "«Name»\t«Value»\n«Next line»"


def test_tab_stops_of_a_style_part_nothing(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("One text")
    paragraph.paragraph_format.tab_stops.add_tab_stop(1_000_000)
    texts, content = rewritten(tmp_path / "a.docx", document)
    assert texts == ["One text"]
    assert len(docx.Document(io.BytesIO(content)).paragraphs[0].paragraph_format.tab_stops) == 1


def test_headers_and_footers_are_texts_too(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Body")
    document.sections[0].header.paragraphs[0].text = "Head"
    document.sections[0].footer.paragraphs[0].text = "Foot"
    texts, content = rewritten(tmp_path / "a.docx", document)
    assert sorted(texts) == ["Body", "Foot", "Head"]
    section = docx.Document(io.BytesIO(content)).sections[0]
    assert (section.header.paragraphs[0].text, section.footer.paragraphs[0].text) == ("«Head»", "«Foot»")


def test_cells_within_cells_are_each_a_text_once(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "outer"
    cell.add_table(1, 1).cell(0, 0).text = "inner"
    assert rewritten(tmp_path / "a.docx", document)[0] == ["outer", "inner"]


def test_deleted_words_and_fields_stay_and_blank_paragraphs_are_no_texts(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("   ")
    run = document.add_paragraph("Kept ").add_run("words")
    gone = OxmlElement("w:delText")
    gone.text = "removed"
    run._r.append(gone)
    texts, content = rewritten(tmp_path / "a.docx", document)
    assert texts == ["Kept words"]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"removed" in package.read("word/document.xml")


def test_a_paragraph_of_very_many_runs_is_written(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for number in range(1500):
        paragraph.add_run(f"w{number:04} ")
    texts, content = rewritten(tmp_path / "a.docx", document)
    assert len(texts) == 1
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == f"«{texts[0]}»"


@pytest.mark.parametrize(
    ("old", "new", "shared"),
    [
        ((), "x", []),
        (("a",), "b", ["b"]),
        (("a ", "b"), "", ["", ""]),
        (("See ", "the page", " now."), "Jetzt the page ansehen.", ["Jetzt ", "the page", " ansehen."]),
        (("Ask ", "Ann", " or ", "Bob", "."), "Frag Ann oder Bob.", ["Frag ", "Ann", " oder ", "Bob", "."]),
        (("Ask ", "Ann", " or ", "Bob", "."), "Bob oder Ann fragen.", None),
        (("One", ". Two"), "Uno. Dos", ["Uno", ". Dos"]),
        (("", "words", ""), "palabras", ["", "palabras", ""]),
        (("a", "b", "c"), "x", None),
        ((" ", "x", " "), "語" * 9, None),
    ],
)
def test_a_changed_text_is_shared_out_whole(old: tuple[str, ...], new: str, shared: list[str] | None) -> None:
    parts = shared_out(old, new)
    if old:
        assert "".join(parts) == new
    assert len(parts) == len(old)
    assert shared is None or parts == shared


def test_thousands_of_runs_that_stay_are_shared_out_without_end_of_the_stack() -> None:
    old = [part for number in range(3000) for part in (f" {number:05}", " and")]
    new = "".join(old).replace(" and", " y")
    parts = shared_out(old, new)
    assert "".join(parts) == new
    assert len(parts) == len(old)
