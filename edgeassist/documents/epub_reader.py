# SPDX-License-Identifier: Apache-2.0
"""EPUB as blocks: its chapters in the order of the spine, each read as HTML. Nothing outside the file is fetched."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from edgeassist.core.language import later
from edgeassist.documents.bounded_zip import BoundedZip
from edgeassist.documents.decoding import decoded
from edgeassist.documents.drafts import Draft, Face, Tally
from edgeassist.documents.html_blocks import HtmlBlocks
from edgeassist.documents.html_reader import streamed
from edgeassist.documents.refusals import BrokenDocument, LockedDocument
from edgeassist.documents.xml_parts import local, parsed

_CONTAINER, _RIGHTS = "META-INF/container.xml", "META-INF/encryption.xml"
_FONT_METHODS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_QUOTED = re.compile(rb"%([0-9A-Fa-f]{2})")


class EpubReader:
    """Reads the book in `package`."""

    def __init__(self, package: BoundedZip) -> None:
        self._package = package
        self._refuse_protected()
        opf_name = self._opf_name()
        opf = parsed(self._part(opf_name))
        self._chapters = _spine(opf, posixpath.dirname(opf_name))
        titles = [one.text or "" for one in opf.iter() if local(one) == "title"]
        languages = [one.text or "" for one in opf.iter() if local(one) == "language"]
        self.face = Face("epub", next(iter(titles), ""), len(self._chapters), next(iter(languages), ""))

    def drafts(self, tally: Tally) -> Iterator[Draft]:
        """Yield the text chapter by chapter."""
        for number, name in enumerate(self._chapters, 1):
            try:
                text = decoded(self._package.part(name), Path(name))
            except KeyError:
                tally.broken.append(number)
                continue
            blocks = HtmlBlocks(number, keeps_all=True)
            letters = 0
            for draft in streamed(text.replace("\x00", "\ufffd"), blocks):
                letters += len(draft.text)
                yield draft
            if not letters:
                tally.textless.append(number)
                if blocks.has_pictures:
                    tally.pictured.append(number)
            tally.left += blocks.left
            tally.pages_read = number - len(tally.broken)

    def _part(self, name: str) -> bytes:
        try:
            return self._package.part(name)
        except KeyError as error:
            raise BrokenDocument(later("This book is damaged: its table of parts is missing.")) from error

    def _opf_name(self) -> str:
        for node in parsed(self._part(_CONTAINER)).iter():
            if local(node) == "rootfile" and node.get("full-path"):
                return str(node.get("full-path"))
        raise BrokenDocument(later("This book is damaged: its table of parts is missing."))

    def _refuse_protected(self) -> None:
        """Scrambled fonts are common and harmless; any other protected part means the text cannot be read."""
        if _RIGHTS not in self._package.names:
            return
        for node in parsed(self._package.part(_RIGHTS)).iter():
            if local(node) == "EncryptionMethod" and node.get("Algorithm") not in _FONT_METHODS:
                raise LockedDocument(later("This book is copy-protected by its seller (DRM)."))


def _spine(opf: etree._Element, folder: str) -> list[str]:
    """Return the names of the parts that are read one after the other, each once."""
    items = {one.get("id"): one.get("href", "") for one in opf.iter() if local(one) == "item"}
    named = [items.get(one.get("idref"), "") for one in opf.iter() if local(one) == "itemref"]
    paths = [posixpath.normpath(posixpath.join(folder, _unquoted(href.partition("#")[0]))) for href in named if href]
    if not paths:
        raise BrokenDocument(later("This book is damaged: it names no chapters."))
    return list(dict.fromkeys(paths))


def _unquoted(href: str) -> str:
    raw = _QUOTED.sub(lambda match: bytes([int(match[1], 16)]), href.encode("utf-8", "replace"))
    return raw.decode("utf-8", "replace")
