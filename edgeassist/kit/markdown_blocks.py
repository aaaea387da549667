# SPDX-License-Identifier: Apache-2.0
"""Cuts growing Markdown into blocks that will not change any more and a tail that may. Pure text, no rendering.

Work per call is bounded: the tail never holds more than `TAIL_LIMIT` characters plus what was just fed.
"""

import re
from dataclasses import dataclass

TAIL_LIMIT = 2000
_ITEM = re.compile(r"(?:[-*+]|(\d{1,9})[.)]) +\S")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^`\n]*$")
_IMAGE_OR_CODE = re.compile(r"(`+)(?:(?!\1).)+\1|!(?=\[)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """Finished Markdown (`code` False), or finished lines inside a fence, without the fence."""

    text: str
    code: bool = False


def without_images(markdown: str) -> str:
    """Return `markdown` with every image turned into a link: pictures are never shown, so never fetched."""
    return _IMAGE_OR_CODE.sub(lambda found: "\\!" if found[0] == "!" else found[0], markdown)


class Cutter:
    """Takes text as it comes; gives finished blocks and keeps the tail."""

    def __init__(self) -> None:
        self.tail = ""
        self._fence = ""

    @property
    def in_code(self) -> bool:
        """The tail stands inside an open fence."""
        return bool(self._fence)

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
        code, self._fence = self.in_code, ""
        if code:
            rest = re.sub(r"(^|\n) {0,3}(`{3,}|~{3,})\s*$", "", rest)
        return [Block(rest, code)] if rest.strip() or (code and rest) else []

    def _take(self, line: str, kept: list[str], blocks: list[Block]) -> None:
        if self._fence:
            if line.strip() and not line.strip().strip(self._fence[0]) and len(line.strip()) >= len(self._fence):
                self._fence = ""
            else:
                blocks.append(Block(line, code=True))
            return
        opening = _FENCE.match(line)
        if opening:
            self._flush(kept, blocks)
            self._fence = opening[1]
            return
        if _starts_new(kept, line):
            self._flush(kept, blocks)
        kept.append(line)

    @staticmethod
    def _flush(kept: list[str], blocks: list[Block]) -> None:
        text = "\n".join(kept)
        kept.clear()
        if text.strip():
            blocks.append(Block(text.strip("\n")))

    def _cut_long(self, blocks: list[Block]) -> None:
        while len(self.tail) > TAIL_LIMIT:
            cut = max(self.tail.rfind("\n", 0, TAIL_LIMIT), self.tail.rfind(" ", 0, TAIL_LIMIT)) + 1 or TAIL_LIMIT
            blocks.append(Block(self.tail[:cut], self.in_code))
            self.tail = self.tail[cut:]


def _starts_new(kept: list[str], line: str) -> bool:
    """Whether `line` begins a block of its own after `kept`: after a blank line, or as the next item of a list."""
    if not kept or not line.strip() or line[0].isspace():
        return False
    item = _ITEM.match(line)
    return not kept[-1].strip() or bool(item and (item[1] in (None, "1") or _ITEM.match(kept[0])))
