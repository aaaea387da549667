# SPDX-License-Identifier: Apache-2.0
"""Reads the lines of a GitHub table: where one begins, its cells, which way its columns lean. Renders nothing."""

import re
from typing import Literal

Lean = Literal["", "left", "center", "right"]

MOST_COLUMNS = 40
_RULE = re.compile(r" {0,3}\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*")
_RULE_SIGNS = frozenset("|:- \t")
_BAR = re.compile(r"(?<!\\)\|")


def cells(line: str) -> tuple[str, ...]:
    """Return the cells of a row, their white space trimmed; a bar after a backslash is text."""
    bare = line.strip()
    bare = bare.removeprefix("|")
    parts = _BAR.split(bare)
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return tuple(part.strip().replace("\\|", "|") for part in parts)


def leanings(rule: str) -> tuple[Lean, ...]:
    """Return how each column of the line below the headings leans; empty when it is no such line."""
    if "|" not in rule or not _RULE_SIGNS.issuperset(rule) or not _RULE.fullmatch(" ".join(rule.split())):
        return ()
    return tuple(_lean(cell) for cell in cells(rule))


def begins(heading: str, rule: str) -> bool:
    """Tell whether the two lines begin a table."""
    if "|" not in heading or heading.startswith(("    ", "\t", ">")):
        return False
    columns = len(leanings(rule))
    return 0 < columns <= MOST_COLUMNS and columns == len(cells(heading))


def as_words(markdown: str) -> str:
    """Return `markdown` with every line that could begin a table written so that it does not: none is one here."""
    lines = markdown.split("\n")
    return "\n".join(line.replace("|", "\\|") if leanings(line) else line for line in lines)


def goes_on(line: str) -> bool:
    """Tell whether `line`, after a row, is one too."""
    return "|" in line and bool(line.strip()) and not line.startswith((">", "```", "~~~", "    "))


def _lean(cell: str) -> Lean:
    first, last = cell.startswith(":"), cell.endswith(":")
    if first and last:
        return "center"
    return "right" if last else "left" if first else ""
