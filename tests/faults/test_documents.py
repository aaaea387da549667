# SPDX-License-Identifier: Apache-2.0
"""Documents that are broken, locked, scanned, huge or made to harm end in a plain sentence, and harm nothing."""

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.core.stop import Stop
from edgeassist.documents import pdf_reader
from edgeassist.documents.blocks import coverage
from edgeassist.documents.lines import Ending
from edgeassist.documents.reading import Limits
from tests.support.documents import all_text, read, reader, said, told, told_of
from tests.support.documents_corpus import damaged
from tests.support.documents_made import CONTAINER, Part, made_docx, made_epub, made_pdf, zipped
from tests.support.documents_pdf import LOCK, Page, Text, pdf
from tests.support.source_tree import ROOT

WORDS = [Part(("Just", "a", "few", "words", "here."))]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/hostname">]>'
DRM = '<encryption><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></encryption>'
EPUB_HEAD = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER}


def docx_of(document_xml: str) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document_xml})


def says_in_docx(text: str, before: str = "") -> bytes:
    return docx_of(f"{before}<w:document {W}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>")


def scanned(pages: int) -> bytes:
    return pdf([Page((Text(200, 20, f"Scan {n}", 6),) if pages > 3 else (), has_picture=True) for n in range(pages)])


CASES: dict[str, tuple[str, bytes, str, str]] = {
    "an empty file": ("a.txt", b"", "document-empty", "0 bytes"),
    "nothing but spaces": ("a.txt", b" \n\t\r\n ", "document-empty", "holds no text"),
    "a PDF with a password": ("a.pdf", pdf([Page()], trailer=LOCK), "document-locked", "password"),
    "a DOCX with a password": ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "document-locked", "password"),
    "an old Word file": ("a.doc", OLE, "document-format-unknown", "before 2007"),
    "a book with copy protection": (
        "a.epub",
        zipped({**EPUB_HEAD, "META-INF/encryption.xml": DRM}),
        "document-locked",
        "copy-protected",
    ),
    "a scan": ("a.pdf", scanned(3), "document-has-no-text", "No text was found on 3 pages"),
    "a scan of one page": ("a.pdf", scanned(1), "document-has-no-text", "its only page"),
    "a scan whose footer alone is text": ("a.pdf", scanned(8), "document-has-no-text", "on 8 pages"),
    "blank pages": ("a.pdf", pdf([Page(), Page()]), "document-empty", "on 2 pages"),
    "the head of a PDF": ("a.pdf", b"%PDF-1.7\n%nothing more", "document-broken", "damaged"),
    "a DOCX without text": ("a.docx", docx_of(f"<w:document {W}><w:body/></w:document>"), "document-empty", "no text"),
    "a DOCX that is no XML": ("a.docx", docx_of("<w:document"), "document-broken", "makes no sense"),
    "a DOCX cut in the middle": ("a.docx", made_docx(WORDS)[:9000], "document-broken", "cannot be unpacked"),
    "a book without chapters": ("a.epub", zipped(EPUB_HEAD), "document-broken", "table of parts"),
    "a sheet": ("a.docx", zipped({"xl/workbook.xml": ""}), "document-format-unknown", "an Excel sheet"),
    "an archive": ("a.epub", zipped({"a.txt": "x"}), "document-format-unknown", "an archive"),
    "a picture called PDF": ("a.pdf", b"\x89PNG\r\n\x1a\n", "document-format-unknown", "a picture"),
    "a model called text": ("a.txt", b"GGUF\x03\0\0\0", "document-format-unknown", "a language model"),
    "bytes called text": ("a.txt", bytes(range(256)) * 40, "document-format-unknown", "no text"),
    "a DOCX entity bomb": ("a.docx", says_in_docx("&i;", BOMB), "document-unpacks-too-large", "entities"),
    "a book's entity bomb": ("a.epub", zipped({**EPUB_HEAD, "OEBPS/book.opf": f"{BOMB}<package>&i;</package>"}),
        "document-unpacks-too-large", "entities"),
    "an entity from outside": ("a.docx", says_in_docx("&out;", OUTSIDE), "document-unpacks-too-large", "entities"),
    "a zip bomb that says so": ("a.docx", docx_of(" " * 70_000_000), "document-unpacks-too-large", "70 MB"),
    "a zip bomb of medium size": ("a.docx", docx_of(" " * 20_000_000), "document-unpacks-too-large", "times its size"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_ends_in_its_own_sentence(case: str, tmp_path: Path) -> None:
    name, content, code, says = CASES[case]
    with pytest.raises(EdgeError) as caught:
        told_of(tmp_path, name, content)
    assert (caught.value.code, says in str(caught.value)) == (code, True), str(caught.value)
    assert caught.value.hint.endswith(".")


def test_a_folder_a_pipe_and_nothing_are_told_apart(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    codes = []
    for path in (tmp_path, tmp_path / "pipe.txt", tmp_path / "none.pdf", tmp_path / "no\0name"):
        with pytest.raises(EdgeError) as caught:
            told(path)
        codes.append(caught.value.code)
    assert codes == ["not-a-document", "not-a-document", "document-not-found", "document-not-found"]


def test_a_link_to_a_document_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("Real words.")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    assert all_text(told(tmp_path / "link.txt").blocks) == "Real words."


def test_a_file_of_more_than_200_megabytes_is_not_begun(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(500_000_000)
    with pytest.raises(EdgeError, match=r"has 500 MB; documents of up to 200 MB are read") as caught:
        told(path)
    assert caught.value.code == "document-too-large"


def test_a_part_that_lies_about_its_size_is_cut_off(tmp_path: Path) -> None:
    whole = docx_of(" " * 5_000_000)
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        entry = package.getinfo("word/document.xml")
    lie = whole.replace(struct.pack("<I", entry.file_size), struct.pack("<I", 10))
    with pytest.raises(EdgeError) as caught:
        told_of(tmp_path, "lie.docx", lie)
    assert caught.value.code in {"document-broken", "document-unpacks-too-large"}


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a", "a.PDF", "a.epub"])
def test_the_content_decides_not_the_name(name: str, tmp_path: Path) -> None:
    assert told_of(tmp_path, name, made_pdf(WORDS)).kind == "pdf"
    assert told_of(tmp_path, name, made_epub(WORDS)).kind == "epub"


def test_more_pages_than_are_read_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "MOST_PAGES", 5)
    pages = [Page((Text(72, 700, f"All the words on the page number {n}."),)) for n in range(1, 8)]
    document = told_of(tmp_path, "long.pdf", pdf(pages))
    assert (document.pages, document.pages_read, len(document.blocks)) == (7, 5, 5)
    assert (document.cut, coverage(document)) == ("It has 7 pages; the first 5 were read.", "5 of 7 pages read")


def test_pages_without_text_among_others_are_named(tmp_path: Path) -> None:
    texts = (Text(72, 700, "These are the words on this page."),)
    pages = [Page(texts), Page(has_picture=True), Page(texts), Page()]
    document = told_of(tmp_path, "mixed.pdf", pdf(pages))
    assert (document.textless, document.pictured, document.pages_read) == ((2, 4), (2,), 4)


def test_a_pdf_without_its_end_says_so(tmp_path: Path) -> None:
    whole = pdf([Page((Text(72, 700, f"The words on the page number {n}."),)) for n in range(30)])
    document = told_of(tmp_path, "cut.pdf", whole.replace(b"startxref", b"").replace(b"%%EOF", b""))
    assert len(document.blocks) == 30
    assert document.cut == "The end of the file is missing, so pages may be too."


def test_html_nested_without_end_is_read_whole(tmp_path: Path) -> None:
    deep = told_of(tmp_path, "deep.html", f"<html>{'<div>' * 20_000}inside{'</div>' * 20_000}after")
    assert [block.text for block in deep.blocks] == ["inside", "after"]


def test_an_entity_hidden_by_its_encoding_is_not_replaced(tmp_path: Path) -> None:
    xml = f"{OUTSIDE}<w:document {W}><w:body><w:p><w:r><w:t>before &out; after</w:t></w:r></w:p></w:body></w:document>"
    hidden = zipped({"word/document.xml": f'<?xml version="1.0" encoding="utf-16"?>{xml}'.encode("utf-16")})
    assert Path("/etc/hostname").read_text().strip() not in all_text(told_of(tmp_path, "a.docx", hidden).blocks)


def test_what_is_over_the_bounds_of_text_or_time_is_cut_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("\n\n".join(f"Paragraph number {n} of this text." for n in range(1000)))
    by_text = list(said(path, text_bytes=5000))[-1]
    by_time = list(said(path, time_s=-1.0))[-1]
    assert isinstance(by_text, Ending)
    assert isinstance(by_time, Ending)
    assert by_text.cut == "The document holds more text than is read from one file."
    assert by_time.cut == "The time for one document was over before its end."


def test_strange_characters_arrive_as_text_that_can_be_kept(tmp_path: Path) -> None:
    text = "A\x00B \ud800 lone, family \U0001f468\u200d\U0001f469\u200d\U0001f467, \ufeff mark"
    document = told_of(tmp_path, "odd.txt", text.encode("utf-16-le", "surrogatepass"))
    shown = all_text(document.blocks)
    assert shown == "A\ufffdB \ufffd lone, family \U0001f468\u200d\U0001f469\u200d\U0001f467, \ufeff mark"
    assert document.unreadable == 2


def test_memory_and_processor_time_of_the_child_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "big.html").write_bytes(b"<html><p>" + b"<b>x" * 8_000_000)
    with pytest.raises(EdgeError) as caught:
        list(reader(Limits(memory_bytes=48 * 1024**2)).read_stream(tmp_path / "big.html", Stop()))
    assert caught.value.code in {"document-needs-memory", "document-broken", "document-reader-died"}


def test_a_document_of_each_kind_of_harm_is_refused_by_the_real_child(tmp_path: Path) -> None:
    for case in ("a zip bomb of medium size", "a DOCX entity bomb", "the head of a PDF"):
        name, content, code, _says = CASES[case]
        (tmp_path / name).write_bytes(content)
        with pytest.raises(EdgeError) as caught:
            read(tmp_path / name)
        assert caught.value.code == code


def corpus_ends(folder: Path, each: int) -> list[tuple[str, str, float]]:
    for name, content in damaged(each, each):
        (folder / name).write_bytes(content)
    command = [sys.executable, "-m", "tests.support.documents_corpus", str(folder)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return [(name, ended, seconds) for name, ended, seconds in map(json.loads, ran.stdout.splitlines())]


def test_damaged_files_are_read_or_refused_and_never_crash(tmp_path: Path) -> None:
    ends = corpus_ends(tmp_path, 10)
    assert len(ends) == 80
    assert [end for end in ends if end[1] in {"no sentence", "read 0"} or end[2] > 5] == []


@pytest.mark.slow
def test_a_thousand_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    ends = corpus_ends(tmp_path, 150)
    assert len(ends) == 1200
    assert [end for end in ends if end[1] in {"no sentence", "read 0"} or end[2] > 5] == []
