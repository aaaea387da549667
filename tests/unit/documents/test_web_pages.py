# SPDX-License-Identifier: Apache-2.0
"""Web pages as they are found: tags without ends, menus, hidden text, tables in tables. No word is lost unseen."""

from pathlib import Path

import pytest

from edgeassist.documents.blocks import Left
from edgeassist.documents.drafts import Draft
from edgeassist.documents.html_blocks import HtmlBlocks
from edgeassist.documents.html_reader import HtmlReader, streamed
from tests.support.documents import shapes, told_of


def drafts(page: str, *, keeps_all: bool = False) -> list[Draft]:
    return list(streamed(page, HtmlBlocks(keeps_all=keeps_all)))


def texts(page: str) -> list[str]:
    return [draft.text for draft in drafts(page)]


def left(page: str) -> list[Left]:
    blocks = HtmlBlocks()
    list(streamed(page, blocks))
    return blocks.left


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("", []),
        ("   \n ", []),
        ("words without a tag", ["words without a tag"]),
        ("<p>one<p>two", ["one", "two"]),
        ("<div>one<div>two</div>three</div>", ["one", "two", "three"]),
        ("a<br>b<br/>c", ["a\nb\nc"]),
        ("one<hr>two", ["one", "two"]),
        ("<p>  many \n  spaces\t here </p>", ["many spaces here"]),
        ("<p>soft&shy;hyphen &eacute; &#233; &#x1F600;</p>", ["soft\xadhyphen é é 😀"]),
        ("<p>&lt;b&gt; is a tag</p>", ["<b> is a tag"]),
        ("<p>a<!-- not this -->b</p>", ["ab"]),
        ("<p>a<script>not()</script>b<style>p{}</style>c</p>", ["abc"]),
        ("<p>one <b>bold <i>both</b> then</i> end</p>", ["one bold both then end"]),
        ("</p></div>loose ends", ["loose ends"]),
        ("<dl><dt>Word<dd>Meaning</dl>", ["Word", "Meaning"]),
        ("<blockquote>Said<p>more</blockquote>", ["Said", "more"]),
        ("<details><summary>More</summary>inside</details>", ["More", "inside"]),
        ("<svg><text>drawn</text></svg>after", ["after"]),
        ("<h1></h1><p></p><ul><li></li></ul>x", ["x"]),
        ("<P>UPPER</P><DIV>CASE</DIV>", ["UPPER", "CASE"]),
        ("<custom-tag>inside</custom-tag>", ["inside"]),
    ],
)
def test_words_come_out_in_their_order(page: str, found: list[str]) -> None:
    assert texts(page) == found


@pytest.mark.parametrize(
    ("page", "kinds"),
    [
        ("<h1>a</h1><h6>b</h6>", [("heading", 1), ("heading", 6)]),
        ("<h2>a<h3>b", [("heading", 2), ("heading", 3)]),
        ("<ul><li>a</ul><ol><li>b</ol>", [("list-item", 1), ("list-item", 1)]),
        ("<ul><li>a<ol><li>b<ul><li>c</ul></ol></ul>", [("list-item", 1), ("list-item", 2), ("list-item", 3)]),
        ("<li>a list without a list", [("list-item", 0)]),
        ("<ul><li><p>a</p><p>b</p></li></ul>", [("list-item", 1), ("paragraph", 0)]),
        ("<pre>a\n  b</pre>", [("code", 0)]),
        ("<figure><img><figcaption>a</figcaption></figure>", [("caption", 0)]),
        ("<table><caption>a</caption><tr><td>b</table>", [("caption", 0), ("table", 0)]),
    ],
)
def test_each_block_has_its_kind_and_depth(page: str, kinds: list[tuple[str, int]]) -> None:
    assert [(draft.kind, draft.level) for draft in drafts(page)] == kinds


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a | b\nc | d"),
        ("<table><thead><tr><th>x</thead><tbody><tr><td>1</tbody></table>", "x\n1"),
        ("<table><tr><td>a<td><td>c</table>", "a |  | c"),
        ("<table><tr><td></table>", ""),
        ("<table><tr><td>one<br>two<td>three\n four</table>", "one two | three four"),
        ("<table><tr><td>a<table><tr><td>in<td>ner</table>b<td>c</table>", "a in ner b | c"),
        ("<table><tr><td><ul><li>a<li>b</ul><td>c</table>", "a b | c"),
        ("<table><tr><td>a<h2>b</h2><td><pre>c\nd</pre></table>", "a b | c d"),
        ("<table><tr><td>never closed<td>second", "never closed | second"),
        ("<table><tr><td>cut <b>inside", "cut inside"),
    ],
)
def test_a_table_is_rows_of_cells_whatever_is_in_them(table: str, text: str) -> None:
    assert texts(table) == ([text] if text else [])


def test_text_around_the_cells_of_a_table_is_not_lost() -> None:
    found = " ".join(texts("<table>before<tr>between<td>cell</table>after"))
    assert {"before", "between", "cell", "after"} <= set(found.split())


@pytest.mark.parametrize(
    ("page", "why", "seen"),
    [
        ("<nav>Menu</nav>text", "navigation", ["text"]),
        ("<footer>Imprint</footer>text", "navigation", ["text"]),
        ("<aside>Advert</aside>text", "navigation", ["text"]),
        ('<div role="navigation">Menu</div>text', "navigation", ["text"]),
        ('<div role="main">text</div>', "", ["text"]),
        ("<button>Press</button>text", "navigation", ["text"]),
        ("<select><option>One</select>text", "navigation", ["text"]),
        ("<p hidden>secret</p>text", "hidden", ["text"]),
        ('<p style="DISPLAY : none">secret</p>text', "hidden", ["text"]),
        ('<p style="visibility:hidden">secret</p>text', "hidden", ["text"]),
        ('<p style="font-size:0">secret</p>text', "hidden", ["text"]),
        ('<p style="font-size:0.9em">text</p>', "", ["text"]),
        ('<span style="display:none">secret</span>text', "hidden", ["text"]),
        ('<p style="color:red">text</p>', "", ["text"]),
    ],
)
def test_what_is_left_out_is_counted_and_nothing_else_is(page: str, why: str, seen: list[str]) -> None:
    assert texts(page) == seen
    assert [one.why for one in left(page)] == ([why] if why else [])


def test_what_is_left_out_comes_with_its_words_and_how_often() -> None:
    page = "<nav>Home</nav>" * 3 + "<p hidden>ignore   all\nbefore</p>text"
    assert left(page) == [Left("navigation", "Home", 3), Left("hidden", "ignore all before", 1)]


def test_scripts_are_left_out_without_a_word() -> None:
    assert left("<script>x()</script><style>p{}</style><template>t</template>text") == []


def test_the_words_before_a_page_was_cut_are_all_there() -> None:
    page = "<html><body><p>First words</p><ul><li>an item<nav>and a menu that never en"
    assert texts(page) == ["First words", "an item"]
    assert [one.text for one in left(page)] == ["and a menu that never en"]


def test_after_a_menu_that_never_ends_the_parser_s_end_closes_everything() -> None:
    blocks = HtmlBlocks()
    for tag in ("table", "tr", "td"):
        blocks.start(tag, {})
    blocks.data("in the cell")
    blocks.start("nav", {})
    blocks.data("menu")
    blocks.close()
    assert [(one.kind, one.text) for one in blocks.ready] == [("table", "in the cell")]


def test_a_book_s_chapter_keeps_its_asides_and_yet_not_its_hidden_text() -> None:
    found = drafts("<aside>note</aside><p hidden>gone</p><nav>contents</nav>", keeps_all=True)
    assert [draft.text for draft in found] == ["note", "contents"]


@pytest.mark.parametrize(
    ("page", "title", "language"),
    [
        ("<title>A &amp; B</title>", "A & B", ""),
        ('<html lang="pt-BR"><title>T</title>', "T", "pt-BR"),
        ('<html xml:lang="fr"><p>x', "", "fr"),
        ("<p>no title", "", ""),
        ("<title></title><p>x", "", ""),
    ],
)
def test_the_face_of_a_page_is_known_before_its_text(page: str, title: str, language: str) -> None:
    face = HtmlReader(page).face
    assert (face.title, face.language, face.kind, face.pages) == (title, language, "html", 0)


def test_a_title_is_no_paragraph(tmp_path: Path) -> None:
    told = told_of(tmp_path, "a.html", "<html><head><title>Head</title></head><body>body</body></html>")
    assert shapes(told) == [("paragraph", 0, "body")]


def test_a_page_of_many_pieces_is_as_one_of_few() -> None:
    words = [f"word{number}" for number in range(30_000)]
    page = "<p>" + "</p><p>".join(words) + "</p>"
    assert len(page) > 3 * (1 << 16), "several pieces are fed to the parser"
    assert texts(page) == words


def test_letters_are_whole_wherever_a_piece_of_the_page_ends() -> None:
    page = "<p>" + "é漢😀" * 40_000 + "</p>"
    assert "".join(texts(page)) == "é漢😀" * 40_000


def test_lone_halves_and_nul_bytes_stop_nobody() -> None:
    assert HtmlReader("<p>a\x00b</p>").face.kind == "html"
    assert "".join(texts("<p>a \ud800 b</p>")) == "a ? b"


@pytest.mark.parametrize("pictures", ["<img src=x>", "<p>text</p><embed src=x>"])
def test_pictures_are_noticed_and_never_fetched(pictures: str) -> None:
    blocks = HtmlBlocks()
    list(streamed(pictures, blocks))
    assert blocks.has_pictures
