# SPDX-License-Identifier: Apache-2.0
"""What the documents say is so: links lead somewhere, notes keep their form, the README's tables match the code."""

import re
from pathlib import Path

import pytest

from edgeassist.core import errors
from tests.support.source_tree import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NOTES = sorted((ROOT / "docs" / "decisions").glob("*.md"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("note", NOTES, ids=named)
def test_a_decision_gives_context_choice_rejected_and_cost_in_30_lines(note: Path) -> None:
    text = note.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 30
    headings = [text.find(f"**{word}") for word in ("Context.", "Choice", "Rejected.", "Cost.")]
    assert -1 not in headings
    assert headings == sorted(headings)


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(note.name[:4]) for note in NOTES] == list(range(1, len(NOTES) + 1))


def test_a_decision_s_title_has_its_number() -> None:
    titles = {note.read_text(encoding="utf-8").partition(". ")[0] for note in NOTES}
    assert titles == {f"# {int(note.name[:4])}" for note in NOTES}


def test_the_readme_lists_every_exit_code() -> None:
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.EdgeError)]
    assert {kind.exit_code for kind in kinds} <= listed


def test_the_readme_s_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)\b", README, re.MULTILINE)) <= targets


def test_the_licence_is_the_whole_of_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_changelog_knows_this_version() -> None:
    from edgeassist import __version__

    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
