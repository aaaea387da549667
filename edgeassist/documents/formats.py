# SPDX-License-Identifier: Apache-2.0
"""Finds out what a file is by looking into it, and opens the reader for that. For the reading child only.

The name decides only between kinds that look the same inside: Markdown and plain text.
"""

import re
import zipfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from edgeassist.core.units import elided
from edgeassist.documents.blocks import Format
from edgeassist.documents.bounded_zip import BoundedZip
from edgeassist.documents.decoding import decoded
from edgeassist.documents.drafts import Reader
from edgeassist.documents.refusals import BrokenDocument, LockedDocument, UnknownFormat
from edgeassist.store.opened import Opened

_HEAD_BYTES = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NAMES = (
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"GGUF", "a language model"),
    (b"SQLite format 3", "a database"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"fLaC", "a sound recording"),
    (b"%!PS", "a PostScript file"),
)
_RIFF = {b"WEBP": "a picture", b"WAVE": "a sound recording", b"AVI ": "a film"}
_PACKED = (
    ("word/", "docx"),
    ("META-INF/container.xml", "epub"),
    ("xl/", "an Excel sheet"),
    ("ppt/", "a PowerPoint file"),
    ("content.xml", "an OpenDocument file"),
)
_READERS = {
    "pdf": ("pdf_reader", "PdfReader"),
    "docx": ("docx_reader", "DocxReader"),
    "epub": ("epub_reader", "EpubReader"),
    "html": ("html_reader", "HtmlReader"),
    "markdown": ("markdown_reader", "MarkdownReader"),
    "text": ("text_reader", "TextReader"),
    "srt": ("subtitles", "SubtitleReader"),
    "vtt": ("subtitles", "SubtitleReader"),
}
"""Who reads what: imported when needed, each brings its own library."""
_MARKDOWN = {".md", ".markdown", ".mdown", ".mkd"}
_WEB = {".html", ".htm", ".xhtml"}
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_SRT = re.compile(r"\s*\d+[ \t]*\r?\n\s*\d+:\d\d:\d\d[,.]\d{1,3}[ \t]*-->")


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is, with what was unpacked or decoded of it to find out."""

    kind: Format
    package: BoundedZip | None = None
    text: str = ""


def recognised(held: Opened) -> Found:
    """Return what `held` is; raise the refusal that says why it cannot be read."""
    with held.stream() as file:
        head = file.read(_HEAD_BYTES)
    if b"%PDF-" in head[:1024]:
        return Found("pdf")
    if head.startswith(b"PK"):
        return _packed(held)
    _refuse_others(held, head)
    return _written(held)


def opened_reader(held: Opened) -> Reader:
    """Return the reader for the document in `held`; raise the refusal that says what it is instead."""
    found = recognised(held)
    name, kind = _READERS[found.kind]
    made: Reader = getattr(import_module(f"edgeassist.documents.{name}"), kind)(found.package or found.text or held)
    return made


def _packed(held: Opened) -> Found:
    try:
        package = BoundedZip(held)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BrokenDocument(f"“{elided(held.path.name)}” is damaged: its contents cannot be unpacked.") from error
    kind = next((kind for start, kind in _PACKED if any(name.startswith(start) for name in package.names)), "")
    if kind in {"docx", "epub"}:
        return Found("docx" if kind == "docx" else "epub", package)
    raise _unknown(held.path, kind or "an archive")


def _refuse_others(held: Opened, head: bytes) -> None:
    if head.startswith(_OLE):
        with held.stream() as file:
            locked = _ENCRYPTED in file.read(held.size_bytes)
        if locked:
            raise LockedDocument(f"“{elided(held.path.name)}” is protected by a password.")
        raise _unknown(held.path, "an Office file in its old form, from before 2007")
    named = next((noun for start, noun in _NAMES if head.startswith(start)), "")
    named = named or (_RIFF.get(head[8:12], "") if head.startswith(b"RIFF") else "")
    if named:
        raise _unknown(held.path, named)


def _written(held: Opened) -> Found:
    with held.stream() as file:
        text = decoded(file.read(), held.path)
    start, suffix = text[:_HEAD_BYTES], held.path.suffix.lower()
    if start.startswith("WEBVTT"):
        return Found("vtt", text=text)
    if _SRT.match(start):
        return Found("srt", text=text)
    if _HTML.match(start) or (suffix in _WEB and "<" in text):
        return Found("html", text=text)
    return Found("markdown" if suffix in _MARKDOWN else "text", text=text)


def _unknown(path: Path, noun: str) -> UnknownFormat:
    return UnknownFormat(f"“{elided(path.name)}” is {noun}, which cannot be read here.")
