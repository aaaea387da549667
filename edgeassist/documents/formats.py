# SPDX-License-Identifier: Apache-2.0
"""Finds out what a file is by looking into it, and opens the reader for that. For the reading child only.

The name decides only between kinds that look the same inside: Markdown and plain text.
"""

import re
import zipfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from edgeassist.core.language import later
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
_PICTURE = later("“{name}” is a picture, which cannot be read here.")
_COMPRESSED = later("“{name}” is a compressed file, which cannot be read here.")
_ARCHIVE = later("“{name}” is an archive, which cannot be read here.")
_PROGRAM = later("“{name}” is a program, which cannot be read here.")
_SOUND = later("“{name}” is a sound recording, which cannot be read here.")
_OLD_OFFICE = later("“{name}” is an Office file in its old form, from before 2007, which cannot be read here.")
_NOT_UNPACKED = later("“{name}” is damaged: its contents cannot be unpacked.")
_NAMES = (
    (b"{\\rtf", later("“{name}” is an RTF document, which cannot be read here.")),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"\x1f\x8b", _COMPRESSED),
    (b"BZh", _COMPRESSED),
    (b"\xfd7zXZ", _COMPRESSED),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"\x7fELF", _PROGRAM),
    (b"MZ", _PROGRAM),
    (b"GGUF", later("“{name}” is a language model, which cannot be read here.")),
    (b"SQLite format 3", later("“{name}” is a database, which cannot be read here.")),
    (b"ID3", _SOUND),
    (b"OggS", _SOUND),
    (b"fLaC", _SOUND),
    (b"%!PS", later("“{name}” is a PostScript file, which cannot be read here.")),
)
_RIFF = {b"WEBP": _PICTURE, b"WAVE": _SOUND, b"AVI ": later("“{name}” is a film, which cannot be read here.")}
_PACKED = (
    ("word/", "docx"),
    ("META-INF/container.xml", "epub"),
    ("xl/", later("“{name}” is an Excel sheet, which cannot be read here.")),
    ("ppt/", later("“{name}” is a PowerPoint file, which cannot be read here.")),
    ("content.xml", later("“{name}” is an OpenDocument file, which cannot be read here.")),
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
        raise BrokenDocument(_NOT_UNPACKED, {"name": elided(held.path.name)}) from error
    kind = next((kind for start, kind in _PACKED if any(name.startswith(start) for name in package.names)), "")
    if kind in {"docx", "epub"}:
        return Found("docx" if kind == "docx" else "epub", package)
    raise _unknown(held.path, kind or _ARCHIVE)


def _refuse_others(held: Opened, head: bytes) -> None:
    if head.startswith(_OLE):
        with held.stream() as file:
            locked = _ENCRYPTED in file.read(held.size_bytes)
        if locked:
            raise LockedDocument(later("“{name}” is protected by a password."), {"name": elided(held.path.name)})
        raise _unknown(held.path, _OLD_OFFICE)
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


def _unknown(path: Path, words: str) -> UnknownFormat:
    return UnknownFormat(words, {"name": elided(path.name)})
