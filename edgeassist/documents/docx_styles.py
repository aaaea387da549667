# SPDX-License-Identifier: Apache-2.0
"""Which of a DOCX file's styles mean a heading or a list. Knows no text."""

import re
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading ?(\d)", re.I)
_MOST_ANCESTORS = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What one paragraph style means. `level` is a heading's, 0 for none; `listed` tells that it numbers or bullets."""

    name: str = ""
    level: int = 0
    listed: bool = False


def styles_of(root: etree._Element | None) -> dict[str, Style]:
    """Return the paragraph styles in `root`, by their id, each with what it inherits."""
    if root is None:
        return {}
    nodes = {one.get(f"{W}styleId", ""): one for one in root.iter(f"{W}style")}
    return {name: _style(name, nodes) for name in nodes}


def _style(name: str, nodes: dict[str, etree._Element]) -> Style:
    level, listed, shown = 0, False, ""
    for _step in range(_MOST_ANCESTORS):
        node = nodes.get(name)
        if node is None:
            break
        named = _value(node, "name")
        shown = shown or named
        level = level or _level(node, named)
        listed = listed or node.find(f"{W}pPr/{W}numPr") is not None
        name = _value(node, "basedOn")
    return Style(shown, level, listed)


def _level(node: etree._Element, name: str) -> int:
    found = _HEADING.match(name)
    if found:
        return min(max(int(found[1]), 1), 6)
    if name.lower() == "title":
        return 1
    outline = node.find(f"{W}pPr/{W}outlineLvl")
    return outline_level(outline)


def outline_level(node: etree._Element | None) -> int:
    """Return the heading level that an outline level means, 0 for body text."""
    value = node.get(f"{W}val", "") if node is not None else ""
    return min(int(value) + 1, 6) if value.isdigit() and int(value) < 9 else 0


def _value(node: etree._Element, child: str) -> str:
    found = node.find(f"{W}{child}")
    return str(found.get(f"{W}val", "")) if found is not None else ""
