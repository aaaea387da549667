# SPDX-License-Identifier: Apache-2.0
"""The guide of each language calls every key and text what the window calls it, and the window shows that guide."""

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QTextBrowser, QWidget

from edgeassist.core.guide import Guide
from edgeassist.core.language import LANGUAGES
from edgeassist.core.paths import resource
from edgeassist.kit.binding import written
from edgeassist.kit.shortcuts import keys_of
from edgeassist.kit.translating import Translating
from edgeassist.ui.guide_page import GuideView
from tests.gui.fakes import FakeDesk
from tests.gui.test_guide_page import Open, helped, titles
from tests.support.source_tree import ROOT
from tests.unit.test_guide_words import bold, keys

Show = Callable[[QWidget], QWidget]
OTHERS = [code for code in LANGUAGES if code != "en"]
PAPERS = sorted((ROOT / "docs" / "guide").glob("*.md"))
LINE_START_PX = 12
"""What a line of the list keeps free at each end."""
KEY = re.compile(r"\b(?:Ctrl|Alt|Shift)\+(?:[^\W\d_]{2,}|\S(?=[,;. ]|$))|\bF\d\b")


@pytest.fixture
def speaking(app: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    """Speak the language of the parameter."""
    words, code = Translating(app), str(request.param)
    app.setLayoutDirection(words.speak(code))
    yield code
    app.setLayoutDirection(words.speak("en"))


def translated(code: str) -> dict[str, set[str]]:
    """Return what each text of the window is called in the language of `code`, in all its forms."""
    found: dict[str, set[str]] = defaultdict(set)
    for message in ElementTree.parse(resource("translations", f"edgeassist_{code}.ts")).iter("message"):
        said = message.find("translation")
        if said is not None:
            forms = [form.text for form in said.iter("numerusform")] or [said.text]
            found[message.findtext("source", "")].update(" ".join(form.split()) for form in forms if form)
    return found


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.stem))
@pytest.mark.parametrize("speaking", OTHERS, indirect=True)
def test_what_is_bold_is_what_the_window_calls_it(speaking: str, paper: Path) -> None:
    known = translated(speaking)
    there = bold(paper.parent / speaking / paper.name)
    wanted = {text: {written(text)} if text in set(keys()) else known[text] for text in bold(paper)}
    assert {text: forms for text, forms in wanted.items() if forms.isdisjoint(there)} == {}
    assert there - set().union(*wanted.values()) == set()


@pytest.mark.parametrize("speaking", OTHERS, indirect=True)
def test_keys_are_written_as_the_window_writes_them(speaking: str) -> None:
    for paper in PAPERS:
        text = (paper.parent / speaking / paper.name).read_text("utf-8")
        for key in {found[0] for found in KEY.finditer(paper.read_text("utf-8"))}:
            assert written(key) in text, f"{paper.name}: {key}"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has signs for its keys")
@pytest.mark.parametrize(
    ("speaking", "shown"), [("en", "Ctrl+Enter"), ("de", "Strg+Enter"), ("fr", "Ctrl+Entrée")], indirect=["speaking"]
)
def test_the_key_that_enters_is_called_what_stands_on_it(speaking: str, shown: str) -> None:
    assert written(keys_of("translate-now")) == shown


@pytest.mark.parametrize("speaking", LANGUAGES, indirect=True)
def test_the_window_opens_the_guide_of_its_language(speaking: str, open_window: Open, desk: FakeDesk) -> None:
    view = helped(open_window(desk))
    first = (ROOT / "docs" / "guide" / ("" if speaking == "en" else speaking) / "chat.md").read_text("utf-8")
    heading = re.search(r"^# (.+)$", first, re.MULTILINE)
    assert heading is not None
    assert heading[1] in titles(view.list)
    assert view.reader.toPlainText().startswith(heading[1])
    block = view.reader.document().firstBlock()
    rtl = block.textDirection() == Qt.LayoutDirection.RightToLeft
    assert rtl is (speaking == "ar")


@pytest.mark.parametrize("speaking", LANGUAGES, indirect=True)
def test_every_title_fits_the_list(speaking: str, open_window: Open, desk: FakeDesk) -> None:
    pages = helped(open_window(desk)).list
    room = pages.viewport().width() - 2 * LINE_START_PX
    bold_one = pages.font()
    bold_one.setWeight(QFont.Weight.DemiBold)
    wide = {title: QFontMetrics(bold_one).horizontalAdvance(title) for title in titles(pages)}
    assert {title: width for title, width in wide.items() if width > room} == {}


@pytest.mark.parametrize(("speaking", "first_at_right"), [("en", False), ("ar", True)], indirect=["speaking"])
def test_tables_and_pictures_stand_on_the_side_where_reading_begins(
    speaking: str, first_at_right: bool, open_window: Open, desk: FakeDesk
) -> None:
    view = helped(open_window(desk))
    view.show_page("keys")
    reader = view.reader
    first, second = middles_of_the_heads(reader)
    assert (first > second) is first_at_right
    picture = reader.document().find("\ufffc")
    left = reader.cursorRect(picture).left()
    picture.setPosition(picture.anchor())
    far = abs(left - reader.cursorRect(picture).left())
    assert far > 100
    middle = (left + reader.cursorRect(picture).left()) / 2
    assert (middle > reader.viewport().width() / 2) is first_at_right


@pytest.mark.parametrize("speaking", ["ar"], indirect=True)
def test_a_table_with_figures_at_one_side_keeps_every_cell(speaking: str, tmp_path: Path, shown: Show) -> None:
    guide = made_guide(tmp_path, '<h1>A</h1><table><tr><th>K</th><th style="text-align:right">N</th></tr></table>')
    view = GuideView(guide)
    shown(view)
    view.show_page("index")
    assert view.reader.toPlainText().split() == ["A", "N", "K"]


def made_guide(folder: Path, body: str) -> Guide:
    """Return a guide of one page, as its maker writes one."""
    text = f'<nav>\n<a href="index.html">First</a>\n</nav>\n<main>\n{body}</main>'
    (folder / "index.html").write_text(text, encoding="utf-8")
    return Guide(folder)


def middles_of_the_heads(reader: QTextBrowser) -> list[float]:
    """Return where the two heads of the only table stand, first the one that is read first."""
    page = Guide().page("keys")
    assert page is not None
    heads = re.findall(r"<th>(.+?)</th>", page.body)
    cells = [reader.document().find(re.sub("<[^>]+>", "", head)) for head in heads]
    return [reader.cursorRect(cell).center().x() for cell in cells]
