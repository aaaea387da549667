# SPDX-License-Identifier: Apache-2.0
"""PySide reads no source when a module is imported, and who asks it for other names of Qt's methods still gets them."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from edgeassist.kit.import_hook import may_use_qt, read_no_sources

ASKED_IN = "shibokensupport.feature"

READS = """
import linecache, sys
{first}
sys.path.insert(0, {folder!r})
import stranger
print(any(name.endswith("stranger.py") for name in linecache.cache))
"""
FEATURE = """
from edgeassist.kit.import_hook import read_no_sources
assert read_no_sources()
import sys
sys.path.insert(0, {folder!r})
import with_snakes, without
print(with_snakes.looks(), without.looks(), with_snakes.looks())
"""


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leave PySide in this process as it was."""
    asked_in = sys.modules[ASKED_IN]
    before = vars(asked_in)["_mod_uses_pyside"]
    yield
    vars(asked_in)["_mod_uses_pyside"] = before


@pytest.fixture
def say(tmp_path: Path) -> Callable[[str], str]:
    """Return what runs a program in a process of its own and returns what that says."""

    def run(program: str) -> str:
        command = [sys.executable, "-c", program]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=600).stdout.strip()

    return run


def test_no_source_is_read_from_then_on(say: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "stranger.py").write_text("ANSWER = 42\n")
    bare = READS.format(first="import PySide6.QtCore", folder=str(tmp_path))
    ours = READS.format(first="from edgeassist.kit import import_hook as o; o.read_no_sources()", folder=str(tmp_path))
    assert say(bare) == "True", "PySide has stopped to read them: the hook can go"
    assert say(ours) == "False"


def test_a_plug_in_with_snake_case_names_gets_them_and_nobody_else(say: Callable[[str], str], tmp_path: Path) -> None:
    looks = "def looks():\n    return hasattr(QObject(), 'object_name')\n"
    (tmp_path / "without.py").write_text(f"from PySide6.QtCore import QObject\n{looks}")
    snakes = "from PySide6.QtCore import QObject\nfrom __feature__ import snake_case\n"
    (tmp_path / "with_snakes.py").write_text(f"{snakes}{looks}")
    assert say(FEATURE.format(folder=str(tmp_path))) == "True False True"


def test_a_pyside_that_asks_in_another_way_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_no_sources()
    monkeypatch.setitem(sys.modules, ASKED_IN, ModuleType(ASKED_IN))
    assert not read_no_sources()
    monkeypatch.delitem(sys.modules, ASKED_IN)
    assert not read_no_sources()


@pytest.mark.parametrize(("name", "may"), [("json.decoder", False), ("edgeassist.ui.start", True), ("a_pane", True)])
def test_only_pythons_own_modules_cannot_call_qt(name: str, *, may: bool) -> None:
    assert may_use_qt(ModuleType(name)) is may
