# SPDX-License-Identifier: Apache-2.0
"""Nothing grows at the top of the tree."""

from tests.support.source_tree import ROOT

ALLOWED = {
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "edgeassist",
    "resources",
    "tests",
    "packaging",
    "docs",
}
MADE = {"build", "dist"}
"""Outputs, ignored by git."""


def test_the_top_level_is_exactly_the_one_designed() -> None:
    present = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert present - MADE == ALLOWED


def test_outputs_are_ignored_by_git() -> None:
    ignored = set((ROOT / ".gitignore").read_text().split())
    assert {f"{name}/" for name in MADE} | {".venv/"} <= ignored
