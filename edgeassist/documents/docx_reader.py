# SPDX-License-Identifier: Apache-2.0
"""DOCX as blocks: headings, paragraphs, lists, tables, text boxes, footnotes. Parses the parts itself, with lxml.

Deleted and hidden text is left out and counted; so is nothing else.
"""

import io
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from edgeassist.core.language import later
from edgeassist.documents.blocks import Left
from edgeassist.documents.bounded_zip import BoundedZip
from edgeassist.documents.docx_styles import Style, W, outline_level, styles_of
from edgeassist.documents.drafts import Draft, Face, Tally
from edgeassist.documents.refusals import BrokenDocument
from edgeassist.documents.xml_parts import local, parsed, refuse_entities

_BODY, _STYLES, _CORE = "word/document.xml", "word/styles.xml", "docProps/core.xml"
_NOTES = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_P, _TABLE = f"{W}p", f"{W}tbl"
_OUTER = {_P, _TABLE}
_NOTE_KINDS_KEPT = (None, "normal")


class DocxReader:
    """Reads the document in `package`."""

    def __init__(self, package: BoundedZip) -> None:
        self._package = package
        self._styles = styles_of(self._optional(_STYLES))
        core = self._optional(_CORE)
        titles = [one.text or "" for one in core.iter() if local(one) == "title"] if core is not None else []
        self.face = Face("docx", next(iter(titles), ""))
        self._hidden: Counter[str] = Counter()

    def drafts(self, tally: Tally) -> Iterator[Draft]:
        """Yield the body in order, then the notes."""
        try:
            yield from self._body(self._package.part(_BODY))
        except KeyError as error:
            raise BrokenDocument(later("This document is damaged: its text is missing.")) from error
        for name, tag in _NOTES:
            root = self._optional(name)
            for note in root.iter(f"{W}{tag}") if root is not None else ():
                if note.get(f"{W}type") in _NOTE_KINDS_KEPT:
                    yield from self._under(note)
        tally.left += [Left("hidden", text, times) for text, times in self._hidden.items()]

    def _optional(self, name: str) -> etree._Element | None:
        try:
            return parsed(self._package.part(name))
        except KeyError:
            return None

    def _body(self, data: bytes) -> Iterator[Draft]:
        """Go through the body as it is parsed, and let go of what is done: a tree of it all would fill the memory."""
        refuse_entities(data)
        options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
        try:
            for _event, node in etree.iterparse(io.BytesIO(data), tag=(_P, _TABLE), **options):
                if _is_inner(node):
                    continue
                yield from self._drafts_of(node)
                _let_go(node)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise BrokenDocument(later("This document is damaged: its text breaks off or makes no sense.")) from error

    def _under(self, parent: etree._Element) -> Iterator[Draft]:
        for node in parent.iter(_P, _TABLE):
            if not _is_inner(node, parent):
                yield from self._drafts_of(node)

    def _drafts_of(self, node: etree._Element) -> Iterator[Draft]:
        if node.tag == _TABLE:
            rows = [" | ".join(cells) for cells in self._rows(node) if any(cells)]
            yield Draft("table", "\n".join(rows))
            return
        style = self._styles.get(_style_id(node), Style())
        text = self._text(node)
        level = style.level or outline_level(node.find(f"{W}pPr/{W}outlineLvl"))
        numbering = node.find(f"{W}pPr/{W}numPr")
        if level:
            yield Draft("heading", text, level)
        elif numbering is not None or style.listed:
            yield Draft("list-item", text, _depth(numbering))
        else:
            yield Draft("caption" if style.name.lower() == "caption" else "paragraph", text)
        for box in _boxes(node):
            yield from self._under(box)

    def _rows(self, table: etree._Element) -> Iterator[list[str]]:
        for row in _inside(table, f"{W}tr", stop=_TABLE):
            yield [self._cell(cell) for cell in _inside(row, f"{W}tc", stop=_TABLE)]

    def _cell(self, cell: etree._Element) -> str:
        """Return all text of a cell on one line, that of tables and boxes in it included."""
        texts = [self._text(one) for one in cell.iter(_P) if not _in_fallback(one)]
        return " ".join(" ".join(texts).split())

    def _text(self, paragraph: etree._Element) -> str:
        parts: list[str] = []
        for node in _inline(paragraph):
            name = local(node)
            if name in {"t", "delText"} and node.text:
                if name == "delText" or _is_hidden(node):
                    self._hidden[node.text[:200]] += 1
                else:
                    parts.append(node.text)
            elif name == "tab":
                parts.append("\t")
            elif name in {"br", "cr"}:
                parts.append("\n")
            elif name == "noBreakHyphen":
                parts.append("\u2011")
            elif name == "softHyphen":
                parts.append("\u00ad")
        return "".join(parts)


def _inline(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield what stands in the paragraph itself: not its properties, nor the paragraphs of boxes in it."""
    for child in paragraph:
        if child.tag in _OUTER or local(child) in {"pPr", "rPr", "txbxContent"} or child.tag == _FALLBACK:
            continue
        yield child
        yield from _inline(child)


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    for box in paragraph.iter(f"{W}txbxContent"):
        if not _in_fallback(box) and next(box.iterancestors(f"{W}txbxContent"), None) is None:
            yield box


def _inside(node: etree._Element, tag: str, *, stop: str) -> Iterator[etree._Element]:
    """Yield the nearest nodes named `tag` below `node`, not those of an inner `stop`."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag != stop and isinstance(child.tag, str):
            yield from _inside(child, tag, stop=stop)


def _is_inner(node: etree._Element, within: etree._Element | None = None) -> bool:
    """Tell whether a paragraph or table around this node, inside of `within`, will speak for it."""
    for outer in node.iterancestors():
        if outer is within:
            return False
        if outer.tag in _OUTER or outer.tag == _FALLBACK:
            return True
    return False


def _in_fallback(node: etree._Element) -> bool:
    return next(node.iterancestors(_FALLBACK), None) is not None


def _is_hidden(node: etree._Element) -> bool:
    vanish = node.find(f"../{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "true") not in {"0", "false", "off"}


def _style_id(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return str(style.get(f"{W}val", "")) if style is not None else ""


def _depth(numbering: etree._Element | None) -> int:
    level = numbering.find(f"{W}ilvl") if numbering is not None else None
    value = level.get(f"{W}val", "") if level is not None else ""
    return int(value) + 1 if value.isdigit() else 1


def _let_go(node: etree._Element) -> None:
    node.clear()
    while node.getprevious() is not None and node.getparent() is not None:
        del node.getparent()[0]
