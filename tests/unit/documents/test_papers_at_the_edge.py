# SPDX-License-Identifier: Apache-2.0
"""Markdown, plain text, subtitles, DOCX and EPUB as strangers write them: everything readable comes out, once."""

from itertools import pairwise
from pathlib import Path

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.documents.blocks import Anchor, Block, Document, Kind, Left, Span, coverage, sections
from edgeassist.documents.drafts import MOST_BLOCK_CHARACTERS, Draft, Numbering, Tally, pieces
from edgeassist.documents.markdown_reader import MarkdownReader
from edgeassist.documents.subtitles import SubtitleReader
from edgeassist.documents.text_reader import TextReader
from tests.support.documents import shapes, told_of
from tests.support.documents_made import CONTAINER, zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
Shapes = list[tuple[str, int, str]]


def of_markdown(text: str) -> Shapes:
    return [(draft.kind, draft.level, draft.text) for draft in MarkdownReader(text).drafts(Tally())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("Title\n=====\nbelow", [("heading", 1, "Title"), ("paragraph", 0, "below")]),
        ("###### six", [("heading", 6, "six")]),
        ("####### seven", [("paragraph", 0, "####### seven")]),
        ("#hashtag", [("paragraph", 0, "#hashtag")]),
        ("**bold** _it_ `code` ~~gone~~", [("paragraph", 0, "bold it code gone")]),
        ("\\*not bold\\*", [("paragraph", 0, "*not bold*")]),
        ("a  \nb", [("paragraph", 0, "a\nb")]),
        ("<b>x</b> & y", [("paragraph", 0, "x & y")]),
        ("&amp; &copy;", [("paragraph", 0, "& ©")]),
        ("> said\n> more", [("paragraph", 0, "said more")]),
        ("1. one\n2. two", [("list-item", 1, "one"), ("list-item", 1, "two")]),
        ("- [x] done", [("list-item", 1, "[x] done")]),
        ("    indented code", [("code", 0, "indented code")]),
        ("```\nnever closed", [("code", 0, "never closed")]),
        ("~~~py\nx = 1\n\n~~~", [("code", 0, "x = 1")]),
        ("---", []),
        ("a\n\n---\n\nb", [("paragraph", 0, "a"), ("paragraph", 0, "b")]),
        ("[a]: http://x.example\n\n[a] is", [("paragraph", 0, "a is")]),
        ("![](x.png)", [("paragraph", 0, "")]),
        ("|a|b|\n|-|-|\n|1|", [("table", 0, "a | b\n1 | ")]),
        ("<div>\nblock\n</div>", [("paragraph", 0, "\nblock\n")]),
    ],
)
def test_markdown_is_read_as_it_is_shown(text: str, found: Shapes) -> None:
    assert of_markdown(text) == found


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Notes\n---\ntext", "Notes"),
        ("---\ntitle: 'Quoted: yes'\n...\n", "Quoted: yes"),
        ("---\r\nauthor: me\r\n---\r\n# Head\r\n", "Head"),
        ("# First #\n# Second", "First"),
        ("no heading", ""),
        ("---\nnot closed", ""),
    ],
)
def test_markdown_has_the_title_that_it_says(text: str, title: str) -> None:
    assert MarkdownReader(text).face.title == title


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("one line", ["one line"]),
        ("a\n\nb", ["a", "b"]),
        ("a\n \t \nb", ["a", "b"]),
        ("a\r\rb", ["a", "b"]),
        ("a\x85b\u2028c\u2029d", ["a", "b", "c", "d"]),
        ("page one\fpage two", ["page one", "page two"]),
        ("a\nb\nc", ["a", "b", "c"]),
        ("verse one\nverse two\n\nverse three", ["verse one\nverse two", "verse three"]),
        ("* one\n* two", ["* one", "* two"]),
        ("1. one\n(2) two\n3) three", ["1. one", "(2) two", "3) three"]),
        ("before\n\n- item\n  goes on\n- next", ["before", "- item\n  goes on", "- next"]),
        ("2020 was a year", ["2020 was a year"]),
        ("-5 degrees\n\nnext", ["-5 degrees", "next"]),
    ],
)
def test_plain_text_is_parted_where_its_writer_parted_it(text: str, found: list[str]) -> None:
    assert [draft.text for draft in TextReader(text).drafts(Tally()) if draft.text.strip()] == found


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("1\n00:00:01,5 --> 00:00:02,25\nHi\n", [("Hi", 1500, 2250)]),
        ("1\n1:02:03,004 --> 1:02:04,000\nHi\n", [("Hi", 3_723_004, 3_724_000)]),
        ("7\n00:00:01,000 --> 00:00:02,000\n\n8\n00:00:03,000 --> 00:00:04,000\nonly\n", [("only", 3000, 4000)]),
        ("1\n00:00:01,000 --> 00:00:02,000\n42\n", [("42", 1000, 2000)]),
        ("1\n00:00:01,000 --> 00:00:02,000\n- A\n- B\n", [("- A\n- B", 1000, 2000)]),
        ('1\n00:00:01,000 --> 00:00:02,000\n<font color="#f00">red</font>\n', [("red", 1000, 2000)]),
        ("1\n00:00:01,000 --> 00:00:02,000\na < b > c <3\n", [("a < b > c <3", 1000, 2000)]),
        ("1\n00:00:01,000 --> 00:00:02,000\n&amp; stays in SRT\n", [("&amp; stays in SRT", 1000, 2000)]),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n&lt;i&gt; &amp; <b>b</b>\n", [("<i> & b", 1000, 2000)]),
        ("WEBVTT\nKind: captions\n\nNOTE\nmine\n\n00:01.000 --> 00:02.000\nHi\n", [("Hi", 1000, 2000)]),
        (
            "WEBVTT\n\nNOTES are text\n\n00:01.000 --> 00:02.000\nHi\n",
            [("NOTES are text", None, None), ("Hi", 1000, 2000)],
        ),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<00:01.500>word<c.x> by</c>\n", [("word by", 1000, 2000)]),
    ],
)
def test_cues_are_read_with_their_times(text: str, cues: list[tuple[str, int | None, int | None]]) -> None:
    found = [(draft.text, draft.start_ms, draft.end_ms) for draft in SubtitleReader(text).drafts(Tally())]
    assert [one for one in found if one[0].strip()] == cues


def docx_of(body: str, **parts: str) -> bytes:
    inside = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    return zipped(inside | {f"word/{name}.xml": content for name, content in parts.items()})


def paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def style(name: str, inside: str, based: str = "") -> str:
    after = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:styleId="{name}">{inside}{after}</w:style>'


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (paragraph(run("a ") + run("b")), [("paragraph", 0, "a b")]),
        (paragraph("<w:r><w:noBreakHyphen/></w:r>" + run("x")), [("paragraph", 0, "\u2011x")]),
        (paragraph(run("a") + "<w:r><w:softHyphen/></w:r>" + run("b")), [("paragraph", 0, "a\xadb")]),
        (paragraph(run("a") + "<w:r><w:cr/></w:r>" + run("b")), [("paragraph", 0, "a\nb")]),
        (paragraph(run("a"), '<w:outlineLvl w:val="2"/>'), [("heading", 3, "a")]),
        (paragraph(run("a"), '<w:outlineLvl w:val="9"/>'), [("paragraph", 0, "a")]),
        (paragraph(run("a"), '<w:outlineLvl w:val="x"/>'), [("paragraph", 0, "a")]),
        (paragraph(run("a"), '<w:numPr><w:ilvl w:val="3"/></w:numPr>'), [("list-item", 4, "a")]),
        (paragraph(run("a"), "<w:numPr/>"), [("list-item", 1, "a")]),
        (paragraph(run("a"), '<w:pStyle w:val="Missing"/>'), [("paragraph", 0, "a")]),
        (paragraph(run("seen", '<w:vanish w:val="0"/>')), [("paragraph", 0, "seen")]),
        (paragraph(""), []),
        (f"<w:sdt><w:sdtContent>{paragraph(run('in a form'))}</w:sdtContent></w:sdt>", [("paragraph", 0, "in a form")]),
        ("<w:tbl><w:tr><w:tc/><w:tc/></w:tr></w:tbl>", []),
        (
            f"<w:tbl><w:tr><w:tc>{paragraph(run('a'))}{paragraph(run('b'))}</w:tc><w:tc/></w:tr></w:tbl>",
            [("table", 0, "a b |")],
        ),
    ],
)
def test_a_docx_is_read_as_it_is_shown(body: str, found: Shapes, tmp_path: Path) -> None:
    told = told_of(tmp_path, "a.docx", docx_of(body + paragraph(run("end"))))
    assert [(kind, level, text.strip()) for kind, level, text in shapes(told)[:-1]] == found


@pytest.mark.parametrize(
    ("styles", "kind", "level"),
    [
        (style("S", '<w:name w:val="heading 2"/>'), "heading", 2),
        (style("S", '<w:name w:val="Heading 9"/>'), "heading", 6),
        (style("S", '<w:name w:val="Title"/>'), "heading", 1),
        (style("S", '<w:name w:val="Mine"/>', "B") + style("B", '<w:name w:val="heading 3"/>'), "heading", 3),
        (style("S", '<w:pPr><w:numPr/></w:pPr><w:name w:val="Bullets"/>'), "list-item", 1),
        (style("S", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'), "heading", 2),
        (style("S", '<w:name w:val="caption"/>'), "caption", 0),
        (style("S", '<w:name w:val="Loop"/>', "S"), "paragraph", 0),
        (style("S", "", "Nowhere"), "paragraph", 0),
    ],
)
def test_a_style_means_what_it_inherits(styles: str, kind: str, level: int, tmp_path: Path) -> None:
    body = paragraph(run("words"), '<w:pStyle w:val="S"/>')
    told = told_of(tmp_path, "a.docx", docx_of(body, styles=f"<w:styles {W}>{styles}</w:styles>"))
    assert shapes(told) == [(kind, level, "words")]


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"word/other.xml": "<x/>"}, "its text is missing"),
        ({"word/document.xml": "<w:document"}, "breaks off or makes no sense"),
        ({"word/document.xml": f"<w:document {W}><w:body><w:p></w:body></w:document>"}, "breaks off"),
        ({"word/document.xml": b"\xff\xfe\x00"}, "breaks off or makes no sense"),
        ({"word/document.xml": f"<w:document {W}/>", "word/styles.xml": "<"}, "a part of it makes no sense"),
        ({"word/document.xml": f"<w:document {W}><w:body/></w:document>"}, "holds no text"),
    ],
)
def test_a_damaged_docx_says_what_is_wrong(parts: dict[str, str | bytes], says: str, tmp_path: Path) -> None:
    with pytest.raises(EdgeError, match=says) as caught:
        told_of(tmp_path, "a.docx", zipped(parts))
    assert caught.value.hint


def book(spine: str, manifest: str, chapters: dict[str, str]) -> bytes:
    opf = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{manifest}</manifest><spine>{spine}</spine></package>'
    )
    return zipped({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": opf} | chapters)


def item(name: str, href: str) -> str:
    return f'<item id="{name}" href="{href}"/>'


def ref(*names: str) -> str:
    return "".join(f'<itemref idref="{name}"/>' for name in names)


PAGE = "<html><body><p>{}</p></body></html>"


@pytest.mark.parametrize(
    ("href", "name"),
    [
        ("one.xhtml", "OEBPS/one.xhtml"),
        ("text/one.xhtml#start", "OEBPS/text/one.xhtml"),
        ("../one.xhtml", "one.xhtml"),
        ("caf%C3%A9.xhtml", "OEBPS/café.xhtml"),
        ("a%20b.xhtml", "OEBPS/a b.xhtml"),
    ],
)
def test_a_chapter_is_found_by_its_name(href: str, name: str, tmp_path: Path) -> None:
    told = told_of(tmp_path, "a.epub", book(ref("a"), item("a", href), {name: PAGE.format("found")}))
    assert [block.text for block in told.blocks] == ["found"]


def test_chapters_come_in_the_order_of_the_spine_each_once_and_missing_ones_are_named(tmp_path: Path) -> None:
    names = ("b", "gone", "a", "b", "empty", "picture")
    manifest = "".join(item(name, f"{name}.xhtml") for name in names)
    chapters = {f"OEBPS/{name}.xhtml": PAGE.format(f"chapter {name}") for name in ("a", "b")}
    chapters |= {"OEBPS/empty.xhtml": PAGE.format(""), "OEBPS/picture.xhtml": PAGE.format("<img src='x'/>")}
    told = told_of(tmp_path, "a.epub", book(ref(*names), manifest, chapters))
    assert [(block.text, block.anchor.page) for block in told.blocks] == [("chapter b", 1), ("chapter a", 3)]
    assert (told.pages, told.pages_read) == (5, 4)
    assert (told.broken, told.textless, told.pictured) == ((2,), (4, 5), (5,))


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ("http://www.idpf.org/2008/embedding", ""),
        ("http://ns.adobe.com/pdf/enc#RC", ""),
        ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "document-locked"),
    ],
)
def test_scrambled_fonts_are_harmless_and_a_seller_s_lock_is_not(method: str, code: str, tmp_path: Path) -> None:
    rights = f'<encryption><EncryptedData><EncryptionMethod Algorithm="{method}"/></EncryptedData></encryption>'
    chapters = {"OEBPS/a.xhtml": PAGE.format("words"), "META-INF/encryption.xml": rights}
    whole = book(ref("a"), item("a", "a.xhtml"), chapters)
    if not code:
        assert [block.text for block in told_of(tmp_path, "a.epub", whole).blocks] == ["words"]
        return
    with pytest.raises(EdgeError, match="copy-protected") as caught:
        told_of(tmp_path, "a.epub", whole)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"META-INF/container.xml": "<container/>"}, "its table of parts is missing"),
        ({"META-INF/container.xml": CONTAINER}, "its table of parts is missing"),
        ({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": "<package/>"}, "it names no chapters"),
        ({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": "<pack"}, "makes no sense"),
    ],
)
def test_a_damaged_book_says_what_is_wrong(parts: dict[str, str], says: str, tmp_path: Path) -> None:
    with pytest.raises(EdgeError, match=says) as caught:
        told_of(tmp_path, "a.epub", zipped(parts))
    assert caught.value.code == "document-broken"


def numbered(*drafts: Draft) -> list[Block]:
    numbering = Numbering()
    return [block for draft in drafts for block in numbering.blocks_of(draft)]


def test_drafts_without_words_take_no_number() -> None:
    blocks = numbered(
        Draft("paragraph", " \n"), Draft("paragraph", "a"), Draft("code", "  \n "), Draft("paragraph", "b")
    )
    assert [(block.number, block.anchor.paragraph, block.text) for block in blocks] == [(0, 0, "a"), (1, 1, "b")]


def test_a_long_paragraph_is_cut_at_a_space_and_knows_its_pages() -> None:
    text = "word " * 4_000
    first, second, third = numbered(Draft("paragraph", text, page=3, turns=((9_000, 4), (16_500, 5))))
    assert first.text + second.text + third.text == text.strip()
    assert all(len(block.text) <= MOST_BLOCK_CHARACTERS for block in (first, second, third))
    assert (first.text[-1], second.text[-1]) == (" ", " ")
    assert {block.anchor.paragraph for block in (first, second, third)} == {0}
    assert [block.anchor.page for block in (first, second, third)] == [3, 3, 4]
    assert second.page_at(9_000 - second.anchor.offset - 1) == 3
    assert second.page_at(9_000 - second.anchor.offset) == 4
    assert third.page_at(len(third.text) - 1) == 5


@pytest.mark.parametrize("length", [0, 1, MOST_BLOCK_CHARACTERS, MOST_BLOCK_CHARACTERS + 1, 50_000])
@pytest.mark.parametrize("filling", ["x", "x " * 3, "漢"])
def test_the_parts_of_a_long_text_lie_beside_each_other(length: int, filling: str) -> None:
    text = (filling * length)[:length]
    bounds = list(pieces(text))
    assert bounds[0][0] == 0
    assert bounds[-1][1] == length
    assert all(one[1] == two[0] for one, two in pairwise(bounds))
    assert all(end - start <= MOST_BLOCK_CHARACTERS for start, end in bounds)


def test_pages_of_a_draft_move_with_the_white_space_before_it() -> None:
    (block,) = numbered(Draft("paragraph", "   one two", page=1, turns=((7, 2),)))
    assert (block.text, block.anchor.turns) == ("one two", ((4, 2),))
    assert (block.page_at(3), block.page_at(4)) == (1, 2)


def test_signs_without_a_meaning_are_shown_as_such_and_counted() -> None:
    numbering = Numbering()
    (block,) = numbering.blocks_of(Draft("paragraph", "a\x00b\ud800c\x1b[31m\ufffed\te\nf"))
    assert (block.text, numbering.unreadable) == ("a\ufffdb\ufffdc\ufffd[31m\ufffdd\te\nf", 4)


def document(*blocks: Block, pages: int = 0, read: int = 0, cut: str = "") -> Document:
    return Document(
        title="T",
        language="en",
        kind="pdf" if pages else "text",
        unit="page" if pages else "paragraph",
        pages=pages,
        pages_read=read,
        blocks=blocks,
        cut=cut,
    )


@pytest.mark.parametrize(
    ("pages", "read", "cut", "sentence"),
    [
        (84, 84, "", "84 of 84 pages read"),
        (84, 3, "No time left.", "3 of 84 pages read"),
        (1, 1, "", "1 of 1 page read"),
        (0, 0, "", "Read whole"),
        (0, 0, "Too long.", "Read in part"),
    ],
)
def test_how_much_was_read_is_one_sentence(pages: int, read: int, cut: str, sentence: str) -> None:
    assert coverage(document(pages=pages, read=read, cut=cut)) == sentence


def test_a_span_outside_of_the_document_names_nothing() -> None:
    whole = document(Block(0, "paragraph", "words", Anchor(0, page=2)))
    assert whole.text_of(Span(0, 1, 3)) == "or"
    assert whole.text_of(Span(0, -5, 99)) == "words"
    assert [whole.text_of(span) for span in (Span(1, 0, 1), Span(-1, 0, 1), Span(0, 4, 2))] == ["", "", ""]
    assert [whole.page_of(span) for span in (Span(0, 0, 1), Span(9, 0, 1))] == [2, None]


def test_sections_begin_at_headings_and_headings_in_a_row_stay_together() -> None:
    kinds: tuple[Kind, ...] = ("paragraph", "heading", "heading", "paragraph", "heading")
    blocks = [Block(number, kind, kind, Anchor(number)) for number, kind in enumerate(kinds)]
    assert [[block.number for block in part] for part in sections(blocks)] == [[0], [1, 2, 3], [4]]
    assert sections([]) == []


def test_hidden_text_is_counted_by_its_words(tmp_path: Path) -> None:
    body = paragraph(run("seen") + run("gone", "<w:vanish/>") * 2)
    assert told_of(tmp_path, "a.docx", docx_of(body)).left == (Left("hidden", "gone", 2),)
