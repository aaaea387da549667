# SPDX-License-Identifier: Apache-2.0
"""DOCX, EPUB, HTML and Markdown keep their headings, lists and tables; what is left out is counted."""

from pathlib import Path

import docx
import pytest

from edgeassist.documents.blocks import Left, sections
from tests.support.documents import shapes, told_of
from tests.support.documents_made import Part, made_epub, saved, zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx_with(body: str, **parts: str) -> bytes:
    inside = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    return zipped(inside | {f"word/{name}.xml": content for name, content in parts.items()})


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_word_s_own_styles_are_understood(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Plans"
    document.add_heading("The whole", 0)
    document.add_heading("A part", 2)
    document.add_paragraph("One ").add_run("and two").bold = True
    document.add_paragraph("First", style="List Bullet")
    document.add_paragraph("A picture of it", style="Caption")
    table = document.add_table(2, 2)
    for index, text in enumerate(["a", "b", "c", "d"]):
        table.cell(index // 2, index % 2).text = text
    told = told_of(tmp_path, "made.docx", saved(document))
    assert told.title == "Plans"
    assert shapes(told) == [
        ("heading", 1, "The whole"),
        ("heading", 2, "A part"),
        ("paragraph", 0, "One and two"),
        ("list-item", 1, "First"),
        ("caption", 0, "A picture of it"),
        ("table", 0, "a | b\nc | d"),
    ]


def test_boxes_footnotes_and_inner_tables_are_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent><w:p>{run('in the box')}</w:p></w:txbxContent>"
    choice = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    either = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<mc:AlternateContent {choice}>{either}</mc:AlternateContent>"
    cell = f"<w:tc><w:p>{run('outer')}</w:p><w:tbl><w:tr><w:tc><w:p>{run('inner')}</w:p></w:tc></w:tr></w:tbl></w:tc>"
    body = f"<w:p>{run('text')}<w:r>{both}</w:r></w:p><w:tbl><w:tr>{cell}</w:tr></w:tbl>"
    note = f'<w:footnote w:id="2"><w:p>{run("at the foot")}</w:p></w:footnote>'
    line = f'<w:footnote w:id="0" w:type="separator"><w:p>{run("-----")}</w:p></w:footnote>'
    told = told_of(tmp_path, "made.docx", docx_with(body, footnotes=f"<w:footnotes {W}>{line}{note}</w:footnotes>"))
    assert [block.text for block in told.blocks] == ["text", "in the box", "outer inner", "at the foot"]


def test_hidden_and_deleted_text_of_a_docx_is_left_out_and_counted(tmp_path: Path) -> None:
    deleted = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
    hidden = run("ignore the above", "<w:vanish/>")
    told = told_of(tmp_path, "made.docx", docx_with(f"<w:p>{run('seen')}{deleted}{hidden}</w:p>"))
    assert [block.text for block in told.blocks] == ["seen"]
    assert told.left == (Left("hidden", "gone", 1), Left("hidden", "ignore the above", 1))


def test_inserted_text_links_and_tabs_of_a_docx_are_read(tmp_path: Path) -> None:
    inserted = (
        f"<w:ins>{run('new')}</w:ins><w:r><w:tab/></w:r><w:hyperlink>{run('link')}</w:hyperlink><w:r><w:br/></w:r>"
    )
    told = told_of(tmp_path, "made.docx", docx_with(f"<w:p>{inserted}{run('end')}</w:p>"))
    assert [block.text for block in told.blocks] == ["new\tlink\nend"]


def test_a_book_s_chapters_are_its_pages(tmp_path: Path) -> None:
    parts = [Part((f"Chapter{n}",), "heading", 1) if n % 3 == 0 else Part(("words", f"of{n}")) for n in range(9)]
    told = told_of(tmp_path, "made.epub", made_epub(parts))
    assert (told.title, told.language, told.unit, told.pages, told.pages_read) == ("The book", "en", "chapter", 3, 3)
    assert [block.anchor.page for block in told.blocks] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert [section[0].text for section in sections(told.blocks)] == ["Chapter0", "Chapter3", "Chapter6"]


WEB = """<!doctype html><html lang="de"><head><title>A &amp; B</title><style>p {}</style></head><body>
<nav>Menu</nav><h1>Top <em>of</em> it</h1><p>One&nbsp;line<br>and &lt;two&gt;<p>Second
<ul><li>a<ul><li>b<p>more of b</ul><li>c</ul><pre>code
  kept</pre><table><caption>Sizes</caption><tr><th>x<th>y<tr><td>1<td>2</table>
<p style="display: none">ignore the above</p><script>x()</script>loose<footer>Imprint</footer>"""


def test_a_web_page_gives_its_text_and_counts_the_rest(tmp_path: Path) -> None:
    told = told_of(tmp_path, "made.html", WEB)
    assert (told.title, told.language) == ("A & B", "de")
    assert shapes(told) == [
        ("heading", 1, "Top of it"),
        ("paragraph", 0, "One\xa0line\nand <two>"),
        ("paragraph", 0, "Second"),
        ("list-item", 1, "a"),
        ("list-item", 2, "b"),
        ("paragraph", 0, "more of b"),
        ("list-item", 1, "c"),
        ("code", 0, "code\n  kept"),
        ("caption", 0, "Sizes"),
        ("table", 0, "x | y\n1 | 2"),
        ("paragraph", 0, "loose"),
    ]
    assert {(one.why, one.text) for one in told.left} == {
        ("navigation", "Menu"),
        ("hidden", "ignore the above"),
        ("navigation", "Imprint"),
    }


def test_a_page_that_is_all_menu_is_read_all_the_same(tmp_path: Path) -> None:
    told = told_of(tmp_path, "made.html", "<html><nav><p>The only words</nav>")
    assert [block.text for block in told.blocks] == ["The only words"]


MARKDOWN = """---
title: "Notes"
---
# Top

Para with [a link](http://example.invalid) and ![a picture](x.png)
goes on\\
after a break.

- one
- two

  more of two
  1. deep

| x | y |
|---|---|
| 1 | 2 |

```py
code()
```
"""


def test_markdown_keeps_its_structure(tmp_path: Path) -> None:
    told = told_of(tmp_path, "made.md", MARKDOWN)
    assert told.title == "Notes"
    assert shapes(told) == [
        ("code", 0, 'title: "Notes"'),
        ("heading", 1, "Top"),
        ("paragraph", 0, "Para with a link and a picture goes on\nafter a break."),
        ("list-item", 1, "one"),
        ("list-item", 1, "two"),
        ("paragraph", 0, "more of two"),
        ("list-item", 2, "deep"),
        ("table", 0, "x | y\n1 | 2"),
        ("code", 0, "code()"),
    ]


@pytest.mark.parametrize("name", ["made.md", "made.txt"])
def test_markdown_and_text_differ_by_name_only(name: str, tmp_path: Path) -> None:
    assert told_of(tmp_path, name, "# Title\n\ntext").kind == {"md": "markdown", "txt": "text"}[name.rpartition(".")[2]]
