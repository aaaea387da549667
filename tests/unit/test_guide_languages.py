# SPDX-License-Identifier: Apache-2.0
"""The guide in the window's languages: the same pages, built as the English ones; a page that fell behind is told."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edgeassist.core import language
from edgeassist.core.guide import Guide, GuidePage
from edgeassist.core.language import LANGUAGES, RIGHT_TO_LEFT
from tests.support.source_tree import ROOT

OTHERS = [code for code in LANGUAGES if code != "en"]
IN_ENGLISH = {page.name: page for page in Guide(language="en").pages}
IN_OTHERS = [(code, page) for code in OTHERS for page in Guide(language=code).pages]
BUILT_OF = re.compile(r"<(h[1-3] id=\"[^\"]*\"|ul|ol|li|table|tr|th|td|img[^>]*src=\"[^\"]*\")")
LED_TO = re.compile(r'href="([^"]+)"')
ARABIC = re.compile(r"[\u0600-\u06ff]")


@pytest.mark.parametrize("code", OTHERS)
def test_every_page_is_there_in_the_order_of_the_english_ones(code: str) -> None:
    pages = Guide(language=code).pages
    assert [page.name for page in pages] == list(IN_ENGLISH)
    assert Guide(language=code).folder != Guide(language="en").folder


@pytest.mark.parametrize(("code", "page"), IN_OTHERS, ids=lambda one: one.name if isinstance(one, GuidePage) else one)
def test_a_page_has_the_headings_lists_tables_pictures_and_links_of_the_english_one(code: str, page: GuidePage) -> None:
    english = IN_ENGLISH[page.name]
    assert _built_of(page) == _built_of(english)
    assert sorted(LED_TO.findall(page.body)) == sorted(LED_TO.findall(english.body))
    assert page.body.count("<code>") == english.body.count("<code>")
    assert page.title
    assert len(page.text) > len(english.text) / 2
    assert bool(ARABIC.search(page.title)) is (code in RIGHT_TO_LEFT)


def _built_of(page: GuidePage) -> list[str]:
    """Return the marks of a page in their order, those of its pictures without their words."""
    return [re.sub(r'^img.*src="', "img ", one) for one in BUILT_OF.findall(page.body)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_browser_is_told_the_language_and_its_direction(code: str) -> None:
    head = (Guide(language=code).folder / "chat.html").read_text("utf-8").partition("<head>")[0]
    assert f'lang="{code}"' in head
    assert ('dir="rtl"' in head) is (code in RIGHT_TO_LEFT)


def test_the_guide_is_in_the_language_of_the_window_else_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language._Current, "code", "fr")
    assert Guide().folder == Guide(language="fr").folder
    monkeypatch.setattr(language._Current, "code", "tlh")
    assert Guide().folder == Guide(language="en").folder


def test_words_are_found_without_the_marks_on_their_letters() -> None:
    guide = Guide(language="fr")
    assert guide.find("MODELES")[0].name == guide.find("modèles")[0].name == "models"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Return a tree of its own, in which pages may be written."""
    for folder in ("docs/guide", "resources/guide"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "packaging").mkdir()
    shutil.copy(ROOT / "packaging" / "guide.py", tmp_path / "packaging")
    return tmp_path


def _make(tree: Path, *words: str) -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, str(tree / "packaging" / "guide.py"), *words], check=False, capture_output=True, text=True
    )
    return ended.returncode, ended.stderr


def test_a_page_whose_english_went_on_is_named_until_it_was_translated_again(papers: Path) -> None:
    english, german = papers / "docs/guide/chat.md", papers / "docs/guide/de/chat.md"
    english.write_text(english.read_text("utf-8") + "\nOne thing more.\n", encoding="utf-8")
    code, said = _make(papers)
    assert code == 1
    assert all(f"{other}/chat" in said for other in OTHERS)
    assert "index" not in said
    assert "One thing more." in (papers / "resources/guide/en/chat.html").read_text("utf-8")

    german.write_text(german.read_text("utf-8") + "\nNoch etwas.\n", encoding="utf-8")
    assert _make(papers, "--check")[0] == 1
    code, said = _make(papers, "--translated", "de/chat")
    assert "de/chat" not in said
    assert "es/chat" in said
    assert german.read_text("utf-8").count("<!--") == 1
    assert "Noch etwas." in (papers / "resources/guide/de/chat.html").read_text("utf-8")
    assert _make(papers, "--translated", "es/chat", "fr/chat", "ar/chat") == (0, "")
    assert _make(papers, "--check") == (0, "")


@pytest.mark.parametrize("name", ["chat", "en/chat", "de/no-such-page", "xx/chat"])
def test_what_is_no_translated_page_cannot_be_said_to_be_current(papers: Path, name: str) -> None:
    before = {path: path.read_bytes() for path in (papers / "docs").rglob("*.md")}
    code, said = _make(papers, "--translated", "de/chat", name)
    assert code == 2
    assert f"no translated page: {name}" in said
    assert {path: path.read_bytes() for path in (papers / "docs").rglob("*.md")} == before


def test_a_check_out_with_other_line_ends_is_as_current(papers: Path) -> None:
    for paper in (papers / "docs/guide").glob("*.md"):
        paper.write_bytes(paper.read_bytes().replace(b"\n", b"\r\n"))
    assert _make(papers, "--check") == (0, "")


def test_a_page_that_lacks_a_heading_makes_nothing(papers: Path) -> None:
    page = papers / "docs/guide/fr/chat.md"
    text = page.read_text("utf-8")
    page.write_text(text.replace("\n## ", "\n", 1), encoding="utf-8")
    code, said = _make(papers)
    assert code == 1
    assert str(Path("docs/guide/fr/chat.md")) in said
