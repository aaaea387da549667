# SPDX-License-Identifier: Apache-2.0
"""The texts of a plain document that can be put otherwise, and the document with them changed. For the child only.

Everything between the texts (marks, times, indents, empty lines, tags) stays as it is.
"""

import re
from collections.abc import Sequence
from typing import Protocol

from markdown_it import MarkdownIt
from markdown_it.token import Token

_EMPTY_LINES = re.compile(r"(\n[ \t]*(?:\n[ \t]*)+)")
_ITEM = re.compile(r"[ \t]*(?:[-*•‣◦–]|\(?\d{1,3}[.)])[ \t]+")
_WRAPPED_FROM, _WRAPPED_TO = 55, 100
_CUE = re.compile(
    r"[^\r\n]*-->[^\r\n]*\r?\n"
    r"((?:(?!\d+[ \t]*\r?\n[^\r\n]*-->)(?![^\r\n]*-->)[^\r\n]*\S[^\r\n]*(?:\r?\n|$))*)"
)
"""Times and what is said; where no empty line stands behind a cue, the next one's number and times are no words."""
_TIMES = re.compile(r".*\d[,.]\d{1,3}[ \t]*-->")


class Rewriter(Protocol):
    """One document whose texts can be changed."""

    @property
    def texts(self) -> list[str]:
        """The texts in their order."""
        ...

    def rewritten(self, texts: Sequence[str], note: str = "") -> bytes:
        """Return the file with `texts`, as many as there are, in their places, and `note` before all of them."""
        ...


class _Spans:
    """A text with places in it that can be changed."""

    def __init__(self, source: str, spans: list[tuple[int, int]], notes_at: int | None = 0) -> None:
        """`notes_at`: where a note may stand; None where there is no place for one."""
        self._source, self._spans, self._notes_at = source, spans, notes_at

    @property
    def texts(self) -> list[str]:
        """What stands at the places."""
        return [self._source[start:end] for start, end in self._spans]

    def rewritten(self, texts: Sequence[str], note: str = "") -> bytes:
        """Return the source with `texts` at the places, as UTF-8; `note` is a paragraph of its own."""
        parts: list[str] = []
        last = 0
        if note and self._notes_at is not None:
            last, line_end = self._notes_at, "\r\n" if "\r\n" in self._source else "\n"
            parts = [self._source[:last], note, 2 * line_end]
        for (start, end), text in zip(self._spans, texts, strict=True):
            parts += [self._source[last:start], text]
            last = end
        return "".join([*parts, self._source[last:]]).encode("utf-8", "replace")


class TextRewriter(_Spans):
    """Plain text: paragraphs when its lines are wrapped, lines otherwise; the mark of a list item stays."""

    def __init__(self, source: str) -> None:
        spans: list[tuple[int, int]] = []
        at = 0
        for part in _EMPTY_LINES.split(source):
            lines = [(at + found.start(), at + found.end()) for found in re.finditer(r"[^\r\n]+", part)]
            lengths = sorted(end - start for start, end in lines[:-1])
            if lengths and lengths[len(lengths) // 2] >= _WRAPPED_FROM and lengths[-1] <= _WRAPPED_TO:
                lines = [(lines[0][0], lines[-1][1])]
            spans += [one for one in (_stripped(source, *line) for line in lines) if one]
            at += len(part)
        super().__init__(source, spans)


class SubtitleRewriter(_Spans):
    """SRT and WebVTT: what is said in each cue, tags included."""

    def __init__(self, source: str) -> None:
        spans: list[tuple[int, int]] = []
        for found in _CUE.finditer(source):
            if _TIMES.match(found[0]):
                span = _stripped(source, found.start(1), found.end(1))
                spans += [span] if span else []
        super().__init__(source, spans, notes_at=None)


class MarkdownRewriter(_Spans):
    """Markdown: the inline text of each block, its emphasis and links included; code and front matter stay."""

    def __init__(self, source: str) -> None:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
        front = re.match(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|$)", source, re.S)
        skipped = source[: front.end()].count("\n") if front else 0
        starts = [0, *(found.end() for found in re.finditer(r"\n", source))]
        spans: list[tuple[int, int]] = []
        cursor, row = 0, (0, 0)
        body = "\n" * skipped + source[starts[skipped] :]
        for token in MarkdownIt("commonmark", {"maxNesting": 50}).enable(["table", "strikethrough"]).parse(body):
            row = (token.map[0], token.map[1]) if token.map else row
            if token.type == "inline" and token.content.strip():
                span = _found(source, token, max(cursor, starts[row[0]]))
                if span:
                    spans.append(span)
                    cursor = span[1]
        super().__init__(source, spans, notes_at=starts[skipped])


def _found(source: str, token: Token, begin: int) -> tuple[int, int] | None:
    """Return where the lines of `token` stand in the source, what precedes each of its later lines included."""
    lines = token.content.split("\n")
    start = source.find(lines[0], begin)
    end = start + len(lines[0])
    for line in lines[1:]:
        found = source.find(line, end) if start >= 0 else -1
        if found < 0:
            return None
        end = found + len(line)
    return (start, end) if start >= 0 else None


def _stripped(source: str, start: int, end: int) -> tuple[int, int] | None:
    text = source[start:end]
    item = _ITEM.match(text)
    start += item.end() if item else len(text) - len(text.lstrip())
    end = start + len(source[start:end].rstrip())
    return (start, end) if end > start else None
