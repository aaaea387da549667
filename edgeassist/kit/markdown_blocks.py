# SPDX-License-Identifier: Apache-2.0
"""Cuts growing Markdown into blocks that will not change any more and a tail that may. Pure text, no rendering.

Work per call is bounded: the tail never holds more than `TAIL_LIMIT` characters plus what was just fed.
"""

import re
from dataclasses import dataclass, field, replace

from edgeassist.kit import markdown_tables

TAIL_LIMIT = 2000
_ITEM = re.compile(r"(?:[-*+]|(\d{1,9})[.)]) +\S")
_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})\s*([^`\n]*)$")
_IMAGE = re.compile(  # code is passed over within a line only: where lines are parted is for the whole text to say
    r"\\.|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|(?P<marks>!+)(?:(?P<bare>\[\s*\])|(?=\[))"
)


@dataclass(frozen=True, slots=True)
class Block:
    """Finished Markdown (`code` and `table` False), finished lines inside a fence without the fence, or finished rows.

    `part` is equal for all blocks of one fence or table; `language` is what the fence says. `open`: the last line goes
    on in the next block.
    """

    text: str
    code: bool = False
    table: bool = False
    part: int = field(default=0, compare=False)
    language: str = field(default="", compare=False)
    open: bool = field(default=False, compare=False)

    def joined(self, after: "Block") -> "Block | None":
        """Return this block with `after` behind it; None where they do not belong together."""
        if (self.code, self.table, self.part) != (after.code, after.table, after.part) or self.open:
            return None
        return replace(after, text=self.text + ("\n" if self.part else "\n\n") + after.text)


def without_images(markdown: str) -> str:
    """Return `markdown` with every image as a link named by its words: pictures are never shown, so never fetched."""

    def plain(found: re.Match[str]) -> str:
        if not found["marks"]:
            return found[0]
        return "\\!" * (len(found["marks"]) - 1) + ("[picture]" if found["bare"] else "")

    return _IMAGE.sub(plain, markdown)


class Cutter:
    """Takes text as it comes; gives finished blocks and keeps the tail."""

    def __init__(self) -> None:
        self.tail = ""
        self.language = ""
        self.part = 0
        self._fence = ""
        self._indent = 0
        self._in_table = False

    @property
    def in_code(self) -> bool:
        """The tail stands inside an open fence."""
        return bool(self._fence)

    @property
    def in_table(self) -> bool:
        """The tail stands below rows of a table, and is one so far."""
        return self._in_table and self.tail.lstrip().startswith("|")

    def feed(self, text: str) -> list[Block]:
        """Add `text`; return the blocks it finished."""
        lines = (self.tail + text).split("\n")
        last = lines.pop()
        blocks: list[Block] = []
        kept: list[str] = []
        for line in lines:
            self._take(line, kept, blocks)
        if _starts_new(kept, last) and not self._fence and last:
            self._flush(kept, blocks)
        self.tail = "\n".join([*kept, last])
        self._cut_long(blocks)
        return blocks

    def finish(self) -> list[Block]:
        """Return the rest as finished."""
        rest, self.tail = self.tail, ""
        if not self.in_code:
            kept: list[str] = []
            blocks: list[Block] = []
            for line in rest.split("\n"):
                self._take(line, kept, blocks)
            self._flush(kept, blocks)
            return blocks
        rest = re.sub(r"(^|\n) {0,3}(`{3,}|~{3,})\s*$", "", rest)
        made = [self._code(rest)] if rest else []
        self._fence = ""
        return made

    def _take(self, line: str, kept: list[str], blocks: list[Block]) -> None:
        if self._fence:
            self._take_code(line, blocks)
            return
        if self._in_table and markdown_tables.goes_on(line):
            blocks.append(Block(line, table=True, part=self.part))
            return
        self._in_table = False
        if opening := _FENCE.match(line):
            self._flush(kept, blocks)
            self._indent, self._fence = len(opening[1]), opening[2]
            self.language, self.part = opening[3].strip(), self.part + 1
            return
        if kept and markdown_tables.begins(kept[-1], line):
            heading = kept.pop()
            self._flush(kept, blocks)
            self._in_table, self.part = True, self.part + 1
            blocks.append(Block(f"{heading}\n{line}", table=True, part=self.part))
            return
        if _starts_new(kept, line):
            self._flush(kept, blocks)
        kept.append(line)

    def _take_code(self, line: str, blocks: list[Block]) -> None:
        bare = line.strip()
        if bare and not bare.strip(self._fence[0]) and len(bare) >= len(self._fence):
            self._fence = ""
        else:
            spare = min(self._indent, len(line) - len(line.lstrip(" ")))
            blocks.append(self._code(line[spare:]))

    def _code(self, text: str, *, goes_on: bool = False) -> Block:
        return Block(text, code=True, part=self.part, language=self.language, open=goes_on)

    @staticmethod
    def _flush(kept: list[str], blocks: list[Block]) -> None:
        text = "\n".join(kept)
        kept.clear()
        if text.strip():
            blocks.append(Block(text.strip("\n")))

    def _cut_long(self, blocks: list[Block]) -> None:
        while len(self.tail) > TAIL_LIMIT:
            cut = max(self.tail.rfind("\n", 0, TAIL_LIMIT), self.tail.rfind(" ", 0, TAIL_LIMIT)) + 1 or TAIL_LIMIT
            piece, self.tail = self.tail[:cut], self.tail[cut:]
            blocks.append(self._code(piece, goes_on=True) if self._fence else Block(piece))


def _starts_new(kept: list[str], line: str) -> bool:
    """Whether `line` begins a block of its own after `kept`: after a blank line, or as the next item of a list."""
    if not kept or not line.strip() or line[0].isspace():
        return False
    item = _ITEM.match(line)
    return not kept[-1].strip() or bool(item and (item[1] in (None, "1") or _ITEM.match(kept[0])))
