# SPDX-License-Identifier: Apache-2.0
"""Makes the same small document in every format that can be read, for tests."""

import html
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import docx

from tests.support.documents_pdf import Page, Text, pdf

CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
CHARACTERS_A_LINE, LINES_A_PAGE = 80, 50


@dataclass(frozen=True)
class Part:
    """A heading (`level` 1 to 6), a list item or a paragraph."""

    words: tuple[str, ...]
    kind: str = "paragraph"
    level: int = 0

    @property
    def text(self) -> str:
        """The words in a row."""
        return " ".join(self.words)


def zipped(parts: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip that holds `parts` in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def made_text(parts: Sequence[Part]) -> bytes:
    """Return `parts` as plain text."""
    return "\n\n".join(part.text for part in parts).encode()


def made_markdown(parts: Sequence[Part]) -> bytes:
    """Return `parts` as Markdown."""
    signs = {"heading": "#", "list-item": "-"}
    shown = (f"{signs.get(part.kind, '') * max(part.level, 1)} {part.text}".strip() for part in parts)
    return "\n\n".join(shown).encode()


def made_html(parts: Sequence[Part]) -> bytes:
    """Return `parts` as a web page with a menu around them."""
    return f"<!doctype html><title>T</title><nav>menu</nav>{_tagged(parts)}<footer>foot</footer>".encode()


def _tagged(parts: Sequence[Part]) -> str:
    tags = {"heading": "h{}", "list-item": "li", "paragraph": "p"}
    named = [(tags[part.kind].format(part.level), html.escape(part.text)) for part in parts]
    return "".join(f"<{tag}>{text}</{tag}>" for tag, text in named)


def made_epub(parts: Sequence[Part], *, opf_extra: str = "") -> bytes:
    """Return `parts` as a book with one chapter for each three of them."""
    chapters = [parts[start : start + 3] for start in range(0, len(parts), 3)]
    items = "".join(f'<item id="c{n}" href="c%20{n}.xhtml"/>' for n in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>The book</dc:title><dc:language>en</dc:language></metadata>{opf_extra}"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    pages = {
        f"OEBPS/c {n}.xhtml": '<?xml version="1.0" encoding="utf-8"?>'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{_tagged(chapter)}</body></html>'
        for n, chapter in enumerate(chapters)
    }
    return zipped(
        {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/book.opf": opf} | pages
    )


def made_docx(parts: Sequence[Part]) -> bytes:
    """Return `parts` as Word would save them."""
    document = docx.Document()
    for part in parts:
        if part.kind == "heading":
            document.add_heading(part.text, part.level)
        else:
            document.add_paragraph(part.text, style="List Bullet" if part.kind == "list-item" else None)
    return saved(document)


def saved(document: "docx.document.Document") -> bytes:
    """Return the bytes of the file that `document` makes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def made_srt(parts: Sequence[Part]) -> bytes:
    """Return `parts` as one cue each, a second long."""
    cues = (
        f"{n}\n00:{n // 60:02}:{n % 60:02},000 --> 00:{n // 60:02}:{n % 60:02},900\n{part.text}\n"
        for n, part in enumerate(parts, 1)
    )
    return "\n".join(cues).encode()


def made_vtt(parts: Sequence[Part]) -> bytes:
    """Return `parts` as WebVTT."""
    cues = (f"00:{n:02}.000 --> 00:{n:02}.900\n{html.escape(part.text, quote=False)}\n" for n, part in enumerate(parts))
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def made_pdf(parts: Sequence[Part]) -> bytes:
    """Return `parts` as pages of wrapped lines, headings large and bold."""
    pages: list[Page] = []
    texts: list[Text] = []
    y = 760.0
    for part in parts:
        size = 16.0 if part.kind == "heading" else 10.0
        for line in _wrapped(part, int(CHARACTERS_A_LINE * 10 / size)):
            if y < 100:
                pages.append(Page(tuple(texts)))
                texts, y = [], 760.0
            texts.append(Text(72, y, line, size, bold=part.kind == "heading"))
            y -= size * 1.2
        y -= 10
    return pdf([*pages, Page(tuple(texts))], title="Made")


def _wrapped(part: Part, characters: int) -> list[str]:
    lines = ["•" if part.kind == "list-item" else ""]
    for word in part.words:
        if len(lines[-1]) + len(word) > characters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


MADE: dict[str, Callable[[Sequence[Part]], bytes]] = {
    "txt": made_text,
    "md": made_markdown,
    "html": made_html,
    "epub": made_epub,
    "docx": made_docx,
    "srt": made_srt,
    "vtt": made_vtt,
    "pdf": made_pdf,
}
