# SPDX-License-Identifier: Apache-2.0
"""Markdown as blocks, by markdown-it. Links keep their words, pictures their descriptions; nothing is fetched."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from edgeassist.documents.blocks import Kind
from edgeassist.documents.drafts import Draft, Face, Tally

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S)
_FRONT_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.M)
_HEADING = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.M)
_HTML_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.S)


class MarkdownReader:
    """Reads one Markdown text."""

    def __init__(self, text: str) -> None:
        front = _FRONT.match(text)
        self._front, self._text = (front[1], text[front.end() :]) if front else ("", text)
        title = _FRONT_TITLE.search(self._front) or _HEADING.search(self._text)
        self.face = Face("markdown", title[1] if title else "")

    def drafts(self, tally: Tally) -> Iterator[Draft]:
        """Yield the blocks in order."""
        if self._front:
            yield Draft("code", self._front)
        tokens = MarkdownIt("commonmark", {"maxNesting": 50}).enable(["table", "strikethrough"]).parse(self._text)
        yield from _Walk().drafts(tokens)


class _Walk:
    """Goes through markdown-it's flat list of tokens, knowing how deep in lists and tables it is."""

    def __init__(self) -> None:
        self._lists, self._heading = 0, 0
        self._item_is_new = False
        self._rows: list[list[str]] = []
        self._in_table = False

    def drafts(self, tokens: list[Token]) -> Iterator[Draft]:
        for token in tokens:
            self._note(token)
            if token.type == "inline":
                draft = self._inline(_words(token))
                if draft is not None:
                    yield draft
            elif token.type in {"fence", "code_block"}:
                yield Draft("code", token.content.rstrip("\n"))
            elif token.type == "html_block":
                yield Draft("paragraph", _HTML_TAG.sub("", token.content))
            elif token.type == "table_close":
                yield Draft("table", "\n".join(" | ".join(row) for row in self._rows))

    def _note(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._lists += 1
            case "bullet_list_close" | "ordered_list_close":
                self._lists -= 1
            case "list_item_open":
                self._item_is_new = True
            case "heading_open":
                self._heading = int(token.tag[1:])
            case "heading_close":
                self._heading = 0
            case "table_open":
                self._in_table, self._rows = True, []
            case "table_close":
                self._in_table = False
            case "tr_open":
                self._rows.append([])

    def _inline(self, text: str) -> Draft | None:
        if self._in_table:
            self._rows[-1].append(" ".join(text.split()))
            return None
        if self._heading:
            return Draft("heading", text, self._heading)
        kind: Kind = "list-item" if self._lists and self._item_is_new else "paragraph"
        self._item_is_new = False
        return Draft(kind, text, self._lists if kind == "list-item" else 0)


def _words(token: Token) -> str:
    parts = []
    for child in token.children or ():
        match child.type:
            case "text" | "code_inline":
                parts.append(child.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "image":
                parts.append(child.content)
    return "".join(parts)
