# SPDX-License-Identifier: Apache-2.0
"""Makes blocks of the start tags, end tags and texts of HTML. Parses nothing and fetches nothing.

What a page puts around its text (menus, footers, forms) and what it hides is left out and counted.
"""

import re
from collections import Counter
from collections.abc import Mapping

from edgeassist.documents.blocks import Kind, Left
from edgeassist.documents.drafts import Draft

_SILENT = {"script", "style", "template", "svg", "iframe", "object", "noframes", "datalist", "noembed"}
_AROUND = {"nav", "footer", "aside", "button", "select", "textarea", "dialog"}
_AROUND_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "dialog"}
_BLOCK = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "header", "hr", "html", "legend", "main", "menu", "nav", "ol", "p",
    "section", "summary", "ul",
}  # fmt: skip
_NEVER_CLOSED = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.I)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_KINDS: dict[str, Kind] = {"li": "list-item", "pre": "code", "figcaption": "caption", "caption": "caption"}


class HtmlBlocks:
    """Takes tags and texts in their order, and collects `ready` drafts. `page` is given to each.

    As its `start`, `end`, `data`, `comment` and `close` an lxml parser can drive it.
    """

    def __init__(self, page: int | None = None, *, keeps_all: bool = False) -> None:
        self.ready: list[Draft] = []
        self.title, self.language, self.has_pictures = "", "", False
        self._page, self._keeps_all = page, keeps_all
        self._text: list[str] = []
        self._open: list[str] = []
        self._kind: list[tuple[int, Kind, int]] = []
        self._lists = 0
        self._mute: tuple[int, str] | None = None
        self._in_title, self._table = 0, _Table()
        self._left: Counter[tuple[str, str]] = Counter()

    @property
    def left(self) -> list[Left]:
        """What was left out."""
        return [
            Left("hidden" if why == "hidden" else "navigation", text, times)
            for (why, text), times in self._left.items()
        ]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Enter `tag`."""
        tag = _bare(tag)
        if tag in _NEVER_CLOSED:
            self._empty(tag)
            return
        self._open.append(tag)
        if self._mute is None and (why := self._reason(tag, attributes)):
            if tag in _BLOCK:
                self._flush()
            self._mute = (len(self._open), why)
            return
        if tag == "html":
            self.language = attributes.get("lang") or attributes.get("xml:lang") or ""
        self._enter(tag)

    def _reason(self, tag: str, attributes: Mapping[str, str]) -> str:
        """Return why `tag` and all in it are left out; empty when they are not."""
        if tag in _SILENT:
            return "silent"
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")):
            return "hidden"
        if self._keeps_all:
            return ""
        return "navigation" if tag in _AROUND or attributes.get("role", "") in _AROUND_ROLES else ""

    def _empty(self, tag: str) -> None:
        if self._mute:
            return
        self.has_pictures = self.has_pictures or tag in {"img", "embed"}
        if tag == "br":
            self._text.append("\x00")  # a line end that stays when spaces are joined
        elif tag == "hr":
            self._flush()

    def _enter(self, tag: str) -> None:
        depth = len(self._open)
        if tag == "title":
            self._in_title = depth
        elif tag in {"table", "tr", "td", "th"}:
            self._flush()
            self._table.enter(tag)
        elif tag in _HEADINGS:
            self._flush()
            self._kind.append((depth, "heading", _HEADINGS[tag]))
        elif tag in _KINDS:
            self._flush()
            self._kind.append((depth, _KINDS[tag], self._lists if tag == "li" else 0))
        elif tag in _BLOCK:
            self._flush()
            self._lists += tag in {"ul", "ol", "menu"}

    def data(self, text: str) -> None:
        """Take `text` as it stands in the source."""
        if self._mute:
            if self._mute[1] != "silent" and text.strip():
                self._left[self._mute[1], _SPACES.sub(" ", text).strip()[:200]] += 1
        elif self._in_title:
            self.title += text
        else:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """Leave `tag`."""
        tag = _bare(tag)
        if tag in _NEVER_CLOSED or tag not in self._open:
            return
        while self._open:
            left = self._open[-1]
            self._leave(left)
            self._open.pop()
            if left == tag:
                break

    def _leave(self, tag: str) -> None:
        depth = len(self._open)
        if self._mute:
            self._mute = None if self._mute[0] == depth else self._mute
            return
        if tag == "title":
            self._in_title = 0
        elif tag in {"table", "tr", "td", "th"}:
            self._flush()
            rows = self._table.leave(tag)
            if rows:
                self.ready.append(Draft("table", rows, page=self._page))
        elif tag in _HEADINGS or tag in _KINDS or tag in _BLOCK:
            self._flush()
            self._lists -= tag in {"ul", "ol", "menu"}
        if self._kind and self._kind[-1][0] == depth:
            self._kind.pop()

    def comment(self, text: str) -> None:
        """Pass over a comment."""

    def close(self) -> None:
        """Finish the last block."""
        while self._open:
            self._leave(self._open[-1])
            self._open.pop()
        self._flush()

    def _flush(self) -> None:
        raw, self._text = "".join(self._text), []
        _depth, kind, level = self._kind[-1] if self._kind else (0, "paragraph", 0)
        if kind == "code":
            text = raw.replace("\x00", "\n").strip("\n")
        else:
            text = "\n".join(_SPACES.sub(" ", line).strip() for line in raw.split("\x00")).strip()
        if not text.strip():
            return
        if self._table.is_open and kind != "caption":
            self._table.take(text)
            return
        self.ready.append(Draft(kind, text, level, page=self._page))
        if kind == "list-item" and self._kind:  # what follows in the same item is a paragraph of it
            self._kind[-1] = (self._kind[-1][0], "paragraph", 0)


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


class _Table:
    """Rows of the outermost table; one inside a cell becomes text of that cell."""

    def __init__(self) -> None:
        self._depth = 0
        self._rows: list[list[str]] = []

    @property
    def is_open(self) -> bool:
        return self._depth > 0

    def enter(self, tag: str) -> None:
        self._depth += tag == "table"
        if self._depth == 1 and tag == "tr":
            self._rows.append([])
        elif self._depth == 1 and tag in {"td", "th"}:
            self._row().append("")

    def take(self, text: str) -> None:
        row, text = self._row(), " ".join(text.split())
        if not row:
            row.append("")
        row[-1] = f"{row[-1]} {text}".strip()

    def _row(self) -> list[str]:
        if not self._rows:
            self._rows.append([])
        return self._rows[-1]

    def leave(self, tag: str) -> str:
        """Return the table's text when `tag` ends it."""
        if tag != "table" or not self._depth:
            return ""
        self._depth -= 1
        if self._depth:
            return ""
        rows, self._rows = self._rows, []
        return "\n".join(" | ".join(row) for row in rows if any(row))
