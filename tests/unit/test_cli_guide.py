# SPDX-License-Identifier: Apache-2.0
"""`guide` and `diagnose` on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.cli import run
from edgeassist.core.guide import Guide

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def edge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path / "home"))
    return lambda *argv: run(list(argv))


def test_guide_lists_every_page_and_where_a_browser_finds_them(edge: Callable[..., int], capsys: Capture) -> None:
    assert edge("guide") == 0
    printed = capsys.readouterr().out
    assert [page.name for page in Guide().pages if f"\n{page.name} " not in printed] == []
    where = Path(printed.rpartition("For a browser: ")[2].strip())
    assert where.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_page_is_plain_text(edge: Callable[..., int], capsys: Capture) -> None:
    assert edge("guide", "keys") == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Keys\n")
    assert "F1   this guide" in printed
    assert "<" not in printed


def test_a_page_that_is_not_there_ends_with_4(edge: Callable[..., int], capsys: Capture) -> None:
    assert edge("guide", "zeppelin") == 4
    assert "The guide has no page called zeppelin." in capsys.readouterr().err


def test_diagnose_prints_or_writes_the_same_text(edge: Callable[..., int], capsys: Capture, tmp_path: Path) -> None:
    assert edge("diagnose") == 0
    assert "EdgeAssist: what happened?" in capsys.readouterr().out
    out = tmp_path / "what.txt"
    assert edge("diagnose", "--out", str(out)) == 0
    assert out.read_text(encoding="utf-8").startswith("EdgeAssist: what happened?")
    assert edge("diagnose", "--out", str(tmp_path / "no" / "what.txt")) == 7


def test_the_guide_can_be_had_in_every_language_of_the_window(edge: Callable[..., int], capsys: Capture) -> None:
    assert edge("guide", "keys", "--language", "fr") == 0
    french = {page.name: page.title for page in Guide(language="fr").pages}
    assert capsys.readouterr().out.startswith(f"{french['keys']}\n")
    assert edge("guide", "--language", "de") == 0
    assert str(Guide(language="de").folder) in capsys.readouterr().out


def test_a_language_that_the_guide_is_not_in_ends_with_2(edge: Callable[..., int], capsys: Capture) -> None:
    assert edge("guide", "--language", "../en") == 2
    assert "It is there in en, es, de, fr, ar." in capsys.readouterr().err
