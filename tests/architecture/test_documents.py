# SPDX-License-Identifier: Apache-2.0
"""What the documents say is so: links lead somewhere, notes keep their form, the README's tables match the code."""

import json
import re
from dataclasses import Field, fields
from pathlib import Path

import pytest

from edgeassist.cli.failures import EXIT_CODES
from edgeassist.cli.models_program import models
from edgeassist.cli.program import app
from edgeassist.core import errors
from edgeassist.core.settings import Settings
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
    assert listed == {int(code) for code in re.findall(r"^  (\d+) ", EXIT_CODES, re.MULTILINE)}


def test_the_readme_names_every_command() -> None:
    commands = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    assert [name for name in commands if f"`edgeassist {name}" not in README] == []
    actions = [action.name for action in models.registered_commands if action.name]
    rows = " ".join(line for line in README.splitlines() if line.startswith("| `edgeassist models"))
    assert [name for name in actions if not re.search(rf"\b{name}\b", rows)] == []


def setting_row(one: Field[object]) -> str:
    facts = one.metadata
    bounds = f"{facts['low']} to {facts['high']}" if facts["high"] else ", ".join(facts["one_of"])
    return f"| `{one.name}` | `{json.dumps(one.default)}` | {bounds} | {facts['help']} |"


def test_the_readme_lists_every_setting_as_it_is_declared() -> None:
    section = README.partition("## Settings")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert rows == [setting_row(one) for one in fields(Settings)]


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
