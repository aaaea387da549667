# SPDX-License-Identifier: Apache-2.0
"""What a file is, told from its first bytes; what is no document is called by its name, with a way on."""

import codecs
import struct
from pathlib import Path
from random import Random

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.documents import refusals
from edgeassist.documents.bounded_zip import BoundedZip
from edgeassist.documents.decoding import decoded
from edgeassist.documents.formats import recognised
from edgeassist.documents.lines import Refusal
from edgeassist.documents.opening import opened_document
from edgeassist.documents.refusals import DocumentRefused, UnknownFormat, refusal
from tests.support.documents_made import zipped


def kind_of(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    with opened_document(folder / name) as held:
        return recognised(held).kind


def refused(folder: Path, name: str, content: bytes) -> EdgeError:
    with pytest.raises(EdgeError) as caught:
        kind_of(folder, name, content)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a", b"%PDF-1.7\n", "pdf"),
        ("a.txt", b"junk before it %PDF-1.4", "pdf"),
        ("a.txt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi", "vtt"),
        ("a.txt", codecs.BOM_UTF8 + b"WEBVTT\n", "vtt"),
        ("a.txt", b"1\n00:00:01,000 --> 00:00:02,000\nHi\n", "srt"),
        ("a.txt", b"\n\n 12\r\n0:00:01.5 --> 0:00:02.5\r\nHi\r\n", "srt"),
        ("a.txt", b"<!DOCTYPE html><p>Hi", "html"),
        ("a.txt", b"  <!-- remark --> <HTML>", "html"),
        ("a.txt", b'<?xml version="1.0"?>\n<html xmlns="x">', "html"),
        ("a.htm", b"<p>a piece of a page</p>", "html"),
        ("a.html", b"words only, whatever the name says", "text"),
        ("a.md", b"# Title", "markdown"),
        ("A.MARKDOWN", b"# Title", "markdown"),
        ("a.txt", b"# no Markdown by name", "text"),
        ("a.csv", b"a,b\n1,2\n", "text"),
        ("a.py", b"print('hello')\n", "text"),
        ("noname", "Grüße".encode("utf-16"), "text"),
        ("a.pdf", b"no PDF inside", "text"),
        ("a.docx", zipped({"word/document.xml": "<x/>"}), "docx"),
        ("a.zip", zipped({"META-INF/container.xml": "<x/>"}), "epub"),
    ],
)
def test_the_first_bytes_tell_what_a_file_is(name: str, content: bytes, kind: str, tmp_path: Path) -> None:
    assert kind_of(tmp_path, name, content) == kind


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "noun"),
    [
        (b"{\\rtf1 words}", "an RTF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"GIF89a", "a picture"),
        (b"II*\x00", "a picture"),
        (b"MM\x00*", "a picture"),
        (b"RIFF\x00\x00\x00\x00WEBP", "a picture"),
        (b"RIFF\x00\x00\x00\x00WAVE", "a sound recording"),
        (b"RIFF\x00\x00\x00\x00AVI ", "a film"),
        (b"ID3\x03", "a sound recording"),
        (b"OggS\x00", "a sound recording"),
        (b"\x1f\x8b\x08", "a compressed file"),
        (b"BZh9", "a compressed file"),
        (b"7z\xbc\xaf\x27\x1c", "an archive"),
        (b"Rar!\x1a\x07", "an archive"),
        (b"\x7fELF\x02", "a program"),
        (b"MZ\x90", "a program"),
        (b"GGUF\x03\x00", "a language model"),
        (b"SQLite format 3\x00", "a database"),
        (b"%!PS-Adobe", "a PostScript file"),
        (OLE + bytes(600), "an Office file in its old form"),
        (zipped({"xl/workbook.xml": "<x/>"}), "an Excel sheet"),
        (zipped({"ppt/presentation.xml": "<x/>"}), "a PowerPoint file"),
        (zipped({"content.xml": "<x/>"}), "an OpenDocument file"),
        (zipped({"readme.txt": "words"}), "an archive"),
    ],
)
def test_what_cannot_be_read_is_called_by_its_name(content: bytes, noun: str, tmp_path: Path) -> None:
    error = refused(tmp_path, "holiday.pdf", content)
    assert isinstance(error, UnknownFormat)
    assert noun in str(error)
    assert "holiday.pdf" in str(error)
    assert "PDF, DOCX, EPUB" in error.hint


def test_a_protected_office_file_says_how_to_go_on(tmp_path: Path) -> None:
    error = refused(tmp_path, "secret.docx", OLE + bytes(2000) + "EncryptedPackage".encode("utf-16-le"))
    assert error.code == "document-locked"
    assert "without the protection" in error.hint


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"PK\x03\x04" + bytes(500), b"PK", zipped({"word/document.xml": "x" * 500})[:-20]]
)
def test_a_package_cut_short_is_told_as_damaged(content: bytes, tmp_path: Path) -> None:
    error = refused(tmp_path, "cut.docx", content)
    assert error.code == "document-broken"
    assert "again" in error.hint


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"\x00" * 5000, Random(1).randbytes(64) + bytes(2000)])
def test_bytes_that_are_no_text_are_refused_and_not_shown_as_letters(content: bytes, tmp_path: Path) -> None:
    assert "holds no text" in str(refused(tmp_path, "data.txt", content))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode()[:-2], "Grü\ufffd"),
        ("Un café".encode("latin-1") + b"!\n", "Un café!\n"),
        (b'<meta charset="latin1">' + "Un café".encode("latin-1"), '<meta charset="latin1">Un café'),
        (codecs.BOM_UTF8 + "é".encode(), "é"),
        (codecs.BOM_UTF16_LE + "é".encode("utf-16-le"), "é"),
        (codecs.BOM_UTF16_BE + "é".encode("utf-16-be"), "é"),
        (codecs.BOM_UTF32_LE + "é".encode("utf-32-le"), "é"),
        ("words without a mark".encode("utf-16-le"), "words without a mark"),
        ("words without a mark".encode("utf-16-be"), "words without a mark"),
        (b'<meta charset="iso-8859-2"><p>' + "żółw".encode("iso-8859-2"), '<meta charset="iso-8859-2"><p>żółw'),
        (
            b'<?xml version="1.0" encoding="windows-1251"?>' + "Вода".encode("cp1251"),
            '<?xml version="1.0" encoding="windows-1251"?>Вода',
        ),
        (b"a\x00b and many more words after it so that one zero is little " * 4, None),
    ],
)
def test_bytes_become_the_text_they_were(raw: bytes, text: str | None) -> None:
    made = decoded(raw, Path("a.txt"))
    assert made == text if text is not None else "many more words" in made


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Una canción para mañana.", "cp1252"),
        ("Año 2024: señal", "latin-1"),
        ("Es kostet 5 € – für alle „gleich“", "cp1252"),
        ("Le garçon a mangé", "latin-1"),
        ("żółw i łódź są w Łodzi", "cp1250"),
        ("Вода в реке поднялась весной", "cp1251"),
        ("Καλημέρα κόσμε, τι κάνεις;", "cp1253"),
    ],
)
def test_a_short_text_without_a_mark_keeps_its_letters(text: str, code: str) -> None:
    made = decoded(text.encode(code, "replace"), Path("a.txt"))
    assert made == text.encode(code, "replace").decode(code)


@pytest.mark.parametrize("declared", ["no-such-code", "hex", "rot13"])
def test_a_declared_encoding_that_does_not_exist_is_passed_over(declared: str) -> None:
    raw = f'<meta charset="{declared}"><p>'.encode() + "Grüße aus Köln und schöne Straßen".encode("latin-1")
    assert "Grüße" in decoded(raw, Path("a.html"))


@pytest.mark.parametrize("size", [0, 1, 3])
def test_the_shortest_files_are_text_or_empty(size: int, tmp_path: Path) -> None:
    if size:
        assert kind_of(tmp_path, "a.txt", b"abc"[:size]) == "text"
    else:
        assert refused(tmp_path, "a.txt", b"").code == "document-empty"


def test_a_package_gives_its_parts_and_bounds_them(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"one": "words", "two/three": b"\x00\x01"}))
    with opened_document(path) as held:
        package = BoundedZip(held)
        assert package.names == ("one", "two/three")
        assert (package.part("one"), package.part("two/three")) == (b"words", b"\x00\x01")
        with pytest.raises(KeyError):
            package.part("four")


def test_a_part_that_needs_a_password_is_told_as_locked(tmp_path: Path) -> None:
    whole = bytearray(zipped({"one": "words"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.index(mark) + offset
        struct.pack_into("<H", whole, at, struct.unpack_from("<H", whole, at)[0] | 1)
    (tmp_path / "a.zip").write_bytes(whole)
    with opened_document(tmp_path / "a.zip") as held, pytest.raises(DocumentRefused) as caught:
        BoundedZip(held).part("one")
    assert caught.value.code == "document-locked"


def test_a_damaged_part_is_told_as_damaged(tmp_path: Path) -> None:
    whole = bytearray(zipped({"one": "many different words " * 50}))
    at = whole.index(b"one") + 10
    whole[at : at + 20] = bytes(20)
    (tmp_path / "a.zip").write_bytes(whole)
    with opened_document(tmp_path / "a.zip") as held, pytest.raises(DocumentRefused) as caught:
        BoundedZip(held).part("one")
    assert caught.value.code == "document-broken"


def test_a_package_of_tens_of_thousands_of_parts_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({f"part{number}": b"" for number in range(20_001)}))
    with opened_document(path) as held, pytest.raises(DocumentRefused) as caught:
        BoundedZip(held)
    assert caught.value.code == "document-unpacks-too-large"
    assert "20001 parts" in str(caught.value)


KINDS = [
    kind
    for kind in vars(refusals).values()
    if isinstance(kind, type) and kind.__module__ == refusals.__name__ and kind is not refusals.Worded
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_refusal_survives_the_way_from_the_child(kind: type[EdgeError]) -> None:
    if kind.__name__ == "ReaderDied":
        assert isinstance(refusal(Refusal(kind.code, "x")), DocumentRefused), "a child cannot tell of its own death"
        return
    made = refusal(Refusal(kind.code, "What happened.", "What to do."))
    assert type(made) is kind
    assert (str(made), made.hint, made.exit_code) == ("What happened.", "What to do.", kind.exit_code)
    assert refusal(Refusal(kind.code, "What happened.")).hint == kind.hint


def test_a_code_that_is_unknown_here_is_a_refusal_all_the_same() -> None:
    assert type(refusal(Refusal("from-a-newer-child", "It happened."))) is DocumentRefused
