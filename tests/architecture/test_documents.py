# SPDX-License-Identifier: Apache-2.0
"""What the documents say is so: links lead somewhere, notes keep their form, the README's tables match the code."""

import re
from pathlib import Path

import pytest

from edgeassist.cli.failures import EXIT_CODES
from edgeassist.cli.models_program import models
from edgeassist.cli.program import app
from edgeassist.core import errors
from edgeassist.core.settings.described import page
from tests.support.source_tree import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NOTES = sorted((ROOT / "docs" / "decisions").glob("*.md"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("text", PAGES, ids=named)
def test_every_link_leads_somewhere(text: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", text.read_text(encoding="utf-8"))
    assert [target for target in targets if not (text.parent / target).exists()] == []


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
    assert listed == {int(code) for code in re.findall(r"^  (\d+) ", EXIT_CODES, re.MULTILINE)}


def test_the_readme_names_every_command() -> None:
    commands = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    assert [name for name in commands if f"`edgeassist {name}" not in README] == []
    actions = [action.name for action in models.registered_commands if action.name]
    rows = " ".join(line for line in README.splitlines() if line.startswith("| `edgeassist models"))
    assert [name for name in actions if not re.search(rf"\b{name}\b", rows)] == []


def test_the_page_of_settings_is_made_from_the_schema() -> None:
    made = "python -m edgeassist.core.settings.described > docs/settings.md"
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == page(), f"make it anew: {made}"


def test_the_readme_leads_to_the_page_of_settings() -> None:
    assert "](docs/settings.md)" in README.partition("## Settings")[2].partition("\n## ")[0]


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
