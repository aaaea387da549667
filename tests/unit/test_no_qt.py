# SPDX-License-Identifier: Apache-2.0
"""The second lock: with the plugin, Qt cannot be imported, and what must not need Qt does not."""

import subprocess
import sys

import pytest

from tests.support.source_tree import ROOT, python_files

QT_FREE = ("api", "core", "history", "runtime", "store", "wire", "worker", "cli")


def run(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", f"import tests.support.no_qt\n{code}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("module", ["PySide6", "PySide6.QtCore", "shiboken6"])
def test_qt_is_refused(module: str) -> None:
    outcome = run(f"import {module}")
    assert outcome.returncode == 1
    assert f"{module.partition('.')[0]} was imported where Qt must not be needed" in outcome.stderr


def test_everything_else_is_found() -> None:
    assert run("import json, msgspec, edgeassist.wire").returncode == 0


def test_what_lies_below_kit_imports_without_qt() -> None:
    names = [file.name.removesuffix(".py").replace("/", ".") for file in python_files("edgeassist")]
    chosen = [name.removesuffix(".__init__") for name in names if name.split(".")[1] in QT_FREE]
    outcome = run(f"import importlib\nfor name in {chosen!r}: importlib.import_module(name)")
    assert outcome.returncode == 0, outcome.stderr


def test_qt_imported_earlier_is_noticed() -> None:
    code = "import sys, types; sys.modules['PySide6'] = types.ModuleType('PySide6'); import tests.support.no_qt"
    outcome = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "PySide6 is already imported" in outcome.stderr
