# SPDX-License-Identifier: Apache-2.0
"""What the guide and README.md print bold is a key or a text of the window, letter for letter."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from edgeassist.core.guide import Guide
from edgeassist.core.paths import resource
from edgeassist.kit.shortcuts import MOST_PLACES, SHORTCUTS, place_keys
from tests.support.source_tree import ROOT

SYSTEMS = {"Linux", "Windows", "macOS"}
"""Bold in README.md where it says which file is for which system; the window has no such words."""
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
PAPERS = (ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md")))


def texts() -> set[str]:
    """Return every text of the program: a test of the translations holds this list to the code."""
    listed = ElementTree.parse(resource("translations", "edgeassist_de.ts"))
    return {found.text for found in listed.iter("source") if found.text}


def keys() -> Iterator[str]:
    """Yield every key as a person reads it."""
    yield from (one.keys.replace("Return", "Enter") for one in SHORTCUTS)
    yield from (place_keys(number + 1) for number in range(MOST_PLACES))
    yield from ("Space", "Tab")


def bold(paper: Path) -> set[str]:
    """Return what `paper` prints bold, each on one line."""
    return {" ".join(one.split()) for one in BOLD.findall(paper.read_text("utf-8"))}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.stem))
def test_what_is_bold_is_a_key_or_a_text_of_the_window(paper: Path) -> None:
    known = {*texts(), *keys(), *(SYSTEMS if paper.name == "README.md" else ())}
    assert sorted(bold(paper) - known) == []


def test_every_page_names_some() -> None:
    assert [paper.name for paper in PAPERS if len(bold(paper)) < 2] == []


def test_no_exception_is_left_that_nobody_needs() -> None:
    assert bold(ROOT / "README.md") >= SYSTEMS
    assert SYSTEMS.isdisjoint(texts())


def test_keys_in_the_table_of_keys_are_bound() -> None:
    told = re.findall(r"<td>(.+?)</td>\s*<td>", page.body) if (page := Guide().page("keys")) else []
    named = {cell.partition(", ")[0] for cell in told}
    assert named
    assert named - set(keys()) == set()
