# SPDX-License-Identifier: Apache-2.0
"""Panes of strangers, installed by pip as a person would: the example of `docs/panes.md`, and a package beside this."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tests" / "support" / "third_party_pane"
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """The three files that the document shows: what declares the pane, its widget, and how it is packaged."""

    declaration: str
    widget: str
    project: str

    def write(self, folder: Path) -> Path:
        package = folder / "titles"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(self.declaration, encoding="utf-8")
        (package / "pane.py").write_text(self.widget, encoding="utf-8")
        (folder / "pyproject.toml").write_text(self.project, encoding="utf-8")
        return folder


def example() -> Example:
    """Return what `docs/panes.md` shows under "A whole pane"."""
    page = (ROOT / "docs" / "panes.md").read_text(encoding="utf-8")
    chapter = page.partition("## A whole pane\n")[2].partition("\n## ")[0]
    fences = [(kind, text) for kind, text in _FENCE.findall(chapter)]
    assert [kind for kind, _ in fences] == ["python", "python", "toml"]
    return Example(*(text for _, text in fences))


def install(target: Path, *projects: Path) -> None:
    """Install `projects` with pip into `target`, with nothing fetched from anywhere."""
    options = [
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--no-compile",
        "--disable-pip-version-check",
        "--quiet",
    ]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(target), *map(str, projects)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
