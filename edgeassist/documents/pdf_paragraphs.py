# SPDX-License-Identifier: Apache-2.0
"""Makes paragraphs, headings, list items and tables of a PDF's lines, over the ends of columns and pages.

A file says nothing of paragraphs: sizes, gaps, indents and line ends do. What the eye would take for one is one.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from edgeassist.documents.blocks import Kind
from edgeassist.documents.drafts import Draft
from edgeassist.documents.pdf_order import Line
from edgeassist.documents.pdf_words import HYPHEN

_ITEM = re.compile(r"(?:[•‣◦▪■●·*–—-]|\(?(?:\d{1,3}|[a-zA-Z])[.)])\s+\S")
_BULLET_ALONE = re.compile(r"[•‣◦▪■●·]\S")
_ENDED = re.compile(r"[.!?:;…。！？؟۔][\"'”’»)\]]*$")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\S")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_HEADING_CHARACTERS, _BOLD_CHARACTERS = 200, 120
_LARGER = 1.12
_LEVELS = ((1.7, 1), (1.35, 2))


@dataclass(slots=True)
class _Group:
    """Lines that belong together, and the page of each."""

    lines: list[Line] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    is_table: bool = False

    @property
    def last(self) -> Line:
        return self.lines[-1]

    def add(self, line: Line, page: int) -> None:
        self.lines.append(line)
        self.pages.append(page)


class Paragraphs:
    """Takes the lines of one page after the other and gives drafts; the last of a page waits for the next page."""

    def __init__(self) -> None:
        self._sizes: Counter[float] = Counter()
        self._held: _Group | None = None

    def learn(self, lines: Sequence[Line]) -> None:
        """Note the sizes of `lines`, also of pages yet to come: the commonest is the body's."""
        for line in lines:
            self._sizes[round(line.size * 2) / 2] += len(line.text)

    def page(self, number: int, lines: Sequence[Line]) -> list[Draft]:
        """Return the drafts that are complete once page `number` is known."""
        done: list[Draft] = []
        usual = _usual_gap(lines)
        for index, line in enumerate(lines):
            tabular = _is_tabular(lines, index)
            if self._held is not None and self._goes_with(self._held, line, usual, tabular=tabular, page=number):
                self._held.add(line, number)
                continue
            done += self.finish()
            self._held = _Group([line], [number], tabular)
        return done

    def finish(self) -> list[Draft]:
        """Return the draft that waited."""
        group, self._held = self._held, None
        return [self._draft(group)] if group else []

    def _goes_with(self, group: _Group, line: Line, usual: float, *, tabular: bool, page: int) -> bool:
        last = group.last
        if group.is_table or tabular:
            return group.is_table and tabular and (last.column is line.column)
        if abs(last.size - line.size) > 0.1 * max(last.size, line.size) or _is_item(line.text):
            return False
        if last.column is not line.column or page != group.pages[-1]:
            return self._is_body(group) and _reads_on(last.text, line.text)
        return not self._parts(group, line, usual)

    def _parts(self, group: _Group, line: Line, usual: float) -> bool:
        """Tell whether a paragraph ends between two lines of one column."""
        last, size = group.last, line.size
        width = max(line.column.right - line.column.left, 1.0)
        short = last.box.right < line.column.right - 0.12 * width
        if line.box.top - last.box.bottom > usual + 0.35 * size:
            return True
        if last.is_bold != line.is_bold and short and not last.text.endswith((HYPHEN, ",")):
            return True
        indented = line.box.left > last.box.left + 0.8 * size
        if indented and not _is_item(group.lines[0].text) and (_ENDED.search(last.text) is not None):
            return True
        return short and _ENDED.search(last.text) is not None

    @property
    def _body(self) -> float:
        return self._sizes.most_common(1)[0][0] if self._sizes else 10.0

    def _is_body(self, group: _Group) -> bool:
        return group.last.size < _LARGER * self._body

    def _draft(self, group: _Group) -> Draft:
        if group.is_table and len(group.lines) > 1:
            return _joined(group, "table", 0)
        text = group.lines[0].text
        if _is_item(text):
            return _joined(group, "list-item", 1)
        level = self._level(group)
        return _joined(group, "heading", level) if level else _joined(group, "paragraph", 0)

    def _level(self, group: _Group) -> int:
        """Return the level of a heading, 0 for what is none."""
        text = " ".join(line.text for line in group.lines)
        ratio = group.last.size / self._body
        if len(text) > _HEADING_CHARACTERS or not any(one.isalpha() for one in text):
            return 0
        numbered = _NUMBERED.match(text)
        if ratio >= _LARGER and len(group.lines) <= 4:
            by_size = next((level for least, level in _LEVELS if ratio >= least), 3)
            return min(numbered[1].count(".") + 1, 6) if numbered and by_size > 1 else by_size
        bold = all(line.is_bold for line in group.lines) and len(group.lines) <= 2
        if bold and ratio > 0.9 and len(text) <= _BOLD_CHARACTERS and not re.search(r"[.;,:]$", text):
            return min(numbered[1].count(".") + 1, 6) if numbered else 4
        return 0


def _is_item(text: str) -> bool:
    return bool(_ITEM.match(text) or _BULLET_ALONE.match(text))


def _is_tabular(lines: Sequence[Line], index: int) -> bool:
    """Tell whether the line is a row of a table: parted by wide gaps, as a line beside it is."""
    if len(lines[index].cells) < 2:
        return False
    beside = [*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 2]]
    return any(len(one.cells) >= 2 and one.column is lines[index].column for one in beside)


def _usual_gap(lines: Sequence[Line]) -> float:
    gaps = [
        after.box.top - before.box.bottom
        for before, after in pairwise(lines)
        if before.column is after.column and after.box.top > before.box.top
    ]
    return median(gaps) if gaps else 0.0


def _reads_on(before: str, after: str) -> bool:
    """Tell whether a sentence goes on from the end of one column or page to the start of the next."""
    if before.endswith(HYPHEN):
        return True
    if _ENDED.search(before):
        return False
    first = after[:1]
    return first.islower() or bool(_CJK.match(first)) or before.endswith((",", "-"))


def _joined(group: _Group, kind: Kind, level: int) -> Draft:
    text, page = "", group.pages[0]
    turns: list[tuple[int, int]] = []
    for line, number in zip(group.lines, group.pages, strict=True):
        added = " | ".join(line.cells) if kind == "table" else line.text
        text, begins = (f"{text}\n{added}", len(text) + 1) if kind == "table" and text else _with(text, added)
        if number != page:
            turns.append((begins, number))
            page = number
    if text.endswith(HYPHEN):
        text = f"{text[:-1]}-"
    text = text.replace(HYPHEN, "")
    return Draft(kind, text, level, group.pages[0], tuple(turns))


def _with(text: str, added: str) -> tuple[str, int]:
    """Return `text` with the next line added, and where that begins; a word parted at the line's end is made whole."""
    if not text:
        return added, 0
    if text.endswith(HYPHEN) or (text.endswith("-") and text[-2:-1].isalpha()):
        whole = added[:1].islower()
        text = text[:-1] if whole else f"{text[:-1]}-"
        return text + added, len(text)
    if _CJK.match(text[-1]) and _CJK.match(added[:1]):
        return text + added, len(text)
    return f"{text} {added}", len(text) + 1
