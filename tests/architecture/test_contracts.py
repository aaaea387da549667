# SPDX-License-Identifier: Apache-2.0
"""The import contracts hold, cover every package, and would notice a breach."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from importlinter import api

from tests.support.source_tree import ROOT

BELOW_KIT = "api"
QT_MAY_LIVE_IN = {"__main__", "cli", "app", "ui", "panes", "kit"}


def contract(name: str) -> dict[str, Any]:
    contracts = api.read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
    return next(one for one in contracts if one["id"] == name)


def linted(root: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts in a process of their own: the checker turns off the loggers of the one it runs in."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def test_every_contract_is_kept() -> None:
    outcome = linted(ROOT)
    assert outcome.returncode == 0, outcome.stdout


def test_the_layers_name_every_package() -> None:
    layers = {layer.strip("()") for layer in contract("layers")["layers"]}
    present = {path.stem for path in (ROOT / "edgeassist").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert present - layers <= {"__init__", "__pycache__"}


def test_every_package_below_kit_is_held_free_of_qt() -> None:
    present = {layer.strip("()") for layer in contract("layers")["layers"]} - QT_MAY_LIVE_IN
    existing = {name for name in present if (ROOT / "edgeassist" / name).is_dir()}
    assert set(contract("no-qt-below-kit")["source_modules"]) == {f"edgeassist.{name}" for name in existing}


def test_only_worker_and_net_are_let_off() -> None:
    contracts = api.read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
    let_off = {exception for one in contracts for exception in one.get("ignore_imports", ())}
    assert let_off == {"edgeassist.worker.** -> llama_cpp", "edgeassist.net.** -> **"}


BREACHES = {
    "Each layer imports only those below it": ("core/units.py", "import edgeassist.wire"),
    "Nothing below kit knows Qt": ("store/breach.py", "def late() -> None:\n    import PySide6.QtCore"),
    "Only worker imports llama_cpp": ("runtime/breach.py", "import llama_cpp"),
    "Only net opens sockets": ("app/breach.py", "import http.client"),
    "Nothing is unpickled, no process is forked with its memory": ("history/breach.py", "import pickle"),
    "A pane's session and spec do not import Qt themselves": ("panes/chat/session.py", "import PySide6.QtCore"),
    "Panes know nothing of each other": ("panes/other/spec.py", "import edgeassist.panes.chat.spec"),
}


def test_every_breach_is_noticed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "edgeassist", tmp_path / "edgeassist", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for where, line in BREACHES.values():
        path = tmp_path / "edgeassist" / where
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(f"{path.read_text() if path.exists() else ''}\n{line}\n")
    (tmp_path / "edgeassist" / "undeclared.py").touch()
    outcome = linted(tmp_path)
    assert outcome.returncode == 1
    assert [name for name in BREACHES if f"{name} BROKEN" not in outcome.stdout] == []
    assert "edgeassist.undeclared" in outcome.stdout
