# SPDX-License-Identifier: Apache-2.0
"""The user guide: every page is there, current, found by its words, and leads nowhere that is not shipped."""

import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from edgeassist.core.guide import FIRST, Guide, GuidePage
from tests.support.source_tree import ROOT

PAGES = Guide().pages


def test_the_pages_are_those_of_the_sources_in_reading_order() -> None:
    assert PAGES[0].name == FIRST
    assert {page.name for page in PAGES} == {path.stem for path in (ROOT / "docs" / "guide").glob("*.md")}


def test_the_shipped_pages_are_what_their_sources_make() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "guide.py"), "--check"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_a_page_begins_with_its_heading_and_runs_nothing(page: GuidePage) -> None:
    assert page.body.startswith("<h1")
    assert not re.search(r"<script|<iframe|\bon\w+=|https?://", page.body)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_link_and_picture_of_a_page_is_shipped(page: GuidePage) -> None:
    folder = Guide().folder
    anchors = {one.name: set(re.findall(r'id="([^"]+)"', one.body)) for one in PAGES}
    for target in re.findall(r'(?:href|src|srcset)="([^"]+)"', page.body):
        path, _, anchor = target.partition("#")
        assert not path or (folder / path).is_file(), target
        assert not anchor or anchor in anchors[Path(path).stem if path else page.name], target


def test_every_picture_is_shown_somewhere_and_as_large_as_the_others() -> None:
    pictures = sorted((Guide().folder.parent / "pictures").glob("*.png"))
    shown = {Path(name).name for page in PAGES for name in re.findall(r'src="([^"]+)"', page.body)}
    assert {picture.name for picture in pictures} == shown
    dark = sorted((Guide().folder.parent / "pictures" / "dark").glob("*.png"))
    assert [picture.name for picture in dark] == [picture.name for picture in pictures]
    sizes = {str(picture): struct.unpack(">II", picture.read_bytes()[16:24]) for picture in (*pictures, *dark)}
    assert set(sizes.values()) == {(960, 600)}, sizes


def test_a_browser_that_is_dark_is_given_the_dark_pictures() -> None:
    for page in PAGES:
        given = re.findall(r'<picture><source media="([^"]+)" srcset="([^"]+)"><img [^>]*src="([^"]+)"', page.body)
        assert len(given) == page.body.count("<img")
        for when, dark, light in given:
            assert when == "(prefers-color-scheme: dark)"
            assert dark == light.replace("pictures/", "pictures/dark/")


def test_words_are_found_whatever_their_case_the_titles_first() -> None:
    found = Guide().find("MODELS")
    assert found[0].name == "models"
    assert len(found) > 1
    assert Guide().find("models zeppelin") == ()


def test_a_page_that_is_not_there_gives_the_first() -> None:
    assert (page := Guide().page("no-such-page")) is not None
    assert page.name == FIRST


def test_a_missing_guide_has_no_pages(tmp_path: Path) -> None:
    guide = Guide(tmp_path)
    assert guide.pages == ()
    assert guide.page("chat") is None
    assert guide.find("model") == ()
