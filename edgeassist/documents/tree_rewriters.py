# SPDX-License-Identifier: Apache-2.0
"""DOCX and HTML with their texts changed: every run, link and picture stays where it is. For the child only."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence

from lxml import etree

from edgeassist.core.language import later
from edgeassist.documents.bounded_zip import BoundedZip
from edgeassist.documents.docx_styles import W
from edgeassist.documents.refusals import BrokenDocument
from edgeassist.documents.sharing import shared_out
from edgeassist.documents.xml_parts import local, parsed

_PART = re.compile(r"word/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml")
_TEXT, _BREAKS = f"{W}t", (f"{W}tab", f"{W}br", f"{W}cr")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_STAY = {"script", "style", "pre", "code", "svg", "textarea", "template", "noscript", "object", "iframe"}
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
    "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img",
}  # fmt: skip


class DocxRewriter:
    """The paragraphs of a DOCX file, those in tables, boxes, notes, headers and footers included.

    What a tab or a line break parts are two texts: joined they would be one word.
    """

    def __init__(self, package: BoundedZip) -> None:
        self._package = package
        names = sorted(filter(_PART.fullmatch, package.names))
        self._roots = {name: parsed(package.part(name)) for name in names}
        self._runs = [runs for root in self._roots.values() for runs in _paragraph_runs(root)]

    @property
    def texts(self) -> list[str]:
        """The text of each paragraph, or part of one, that has any."""
        return ["".join(run.text for run in runs) for runs in self._runs]

    def rewritten(self, texts: Sequence[str], note: str = "") -> bytes:
        """Return the file with `texts`, below `note`; all other parts of it are copied byte for byte."""
        for runs, old, new in zip(self._runs, self.texts, texts, strict=True):
            if new != old:
                for run, part in zip(runs, shared_out([run.text for run in runs], new), strict=True):
                    run.text = part
                    run.set(_SPACE, "preserve")
        body = self._roots["word/document.xml"].find(f"{W}body") if "word/document.xml" in self._roots else None
        if note and body is not None:
            body.insert(0, _bold_paragraph(note))
        changed = {
            name: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            for name, root in self._roots.items()
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name in self._package.names:
                package.writestr(name, changed.get(name) or self._package.part(name))
        return out.getvalue()


def _bold_paragraph(text: str) -> etree._Element:
    paragraph = etree.Element(f"{W}p")
    run = etree.SubElement(paragraph, f"{W}r")
    etree.SubElement(etree.SubElement(run, f"{W}rPr"), f"{W}b")
    etree.SubElement(run, _TEXT).text = text
    return paragraph


def _paragraph_runs(root: etree._Element) -> Iterator[list[etree._Element]]:
    for paragraph in root.iter(f"{W}p"):
        parts: list[list[etree._Element]] = [[]]
        for run in paragraph.iter(_TEXT, *_BREAKS):
            if next(run.iterancestors(f"{W}p"), None) is not paragraph:
                continue
            if run.tag != _TEXT:
                parts.append([])
            elif run.text:
                parts[-1].append(run)
        yield from (runs for runs in parts if any(run.text.strip() for run in runs))


class HtmlRewriter:
    """The text of each block of a web page; tags, links and pictures stay."""

    def __init__(self, text: str) -> None:
        self._doctype = text[: text.find(">") + 1] if text.lstrip()[:9].lower() == "<!doctype" else ""
        parser = etree.HTMLParser(encoding="utf-8", no_network=True, recover=True, huge_tree=True)
        root = etree.fromstring(text.replace("\x00", "\ufffd").encode("utf-8", "replace"), parser)
        if root is None:
            raise BrokenDocument(later("This page holds no HTML that can be put otherwise."))
        if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):  # what follows would be lost
            raise BrokenDocument(later("This page is nested too deeply to be put otherwise."))
        self._root = root
        self._groups = [group for group in _groups(root) if any(_text(slot).strip() for slot in group)]

    @property
    def texts(self) -> list[str]:
        """The text of each block that has any, its spaces joined."""
        return [" ".join("".join(map(_text, group)).split()) for group in self._groups]

    def rewritten(self, texts: Sequence[str], note: str = "") -> bytes:
        """Return the page with `texts`, below `note`."""
        for group, old, new in zip(self._groups, self.texts, texts, strict=True):
            if new != old:
                for (node, where), part in zip(group, shared_out(list(map(_text, group)), new), strict=True):
                    setattr(node, where, part)
        body = self._root.find("body")
        if note and body is not None:
            told = etree.Element("p", dir="auto")
            etree.SubElement(told, "strong").text = note
            told.tail, body.text = body.text, None
            body.insert(0, told)
        return bytes(etree.tostring(self._root, method="html", encoding="utf-8", doctype=self._doctype or None))


_Slot = tuple[etree._Element, str]


def _text(slot: _Slot) -> str:
    return getattr(slot[0], slot[1]) or ""


def _groups(root: etree._Element) -> list[list[_Slot]]:
    """Return the places of text, those of one block together. Walks without recursion: pages nest deeply."""
    groups: list[list[_Slot]] = [[]]
    muted: etree._Element | None = None
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = local(node)
        if event == "start" and muted is None and name in _STAY:
            muted = node
        if muted is None and name not in _INLINE and event in {"start", "end"}:
            groups.append([])
        if event == "start" and muted is None and node.text:
            groups[-1].append((node, "text"))
        if event != "start":
            muted = None if muted is node else muted
            if muted is None and node.tail:
                groups[-1].append((node, "tail"))
    return groups
