# SPDX-License-Identifier: Apache-2.0
"""Every button of the window is made of the two that Enter presses."""

import re

from tests.support.source_tree import SourceFile, python_files

HOME = "edgeassist/kit/parts.py"
BARE = re.compile(r"\bQ(?:Push|Tool)Button\(|\(Q(?:Push|Tool)Button[,)]")


def bare(file: SourceFile) -> list[str]:
    """Return the lines of `file` that make a button of Qt's, or a kind of it."""
    asks = ("isinstance(", "findChild")
    return [line for line in file.text.splitlines() if BARE.search(line) and not any(ask in line for ask in asks)]


def test_no_button_is_made_of_those_of_qt_but_in_one_place() -> None:
    files = python_files("edgeassist")
    assert {file.name: bare(file) for file in files if file.name != HOME and bare(file)} == {}
    assert len(bare(next(file for file in files if file.name == HOME))) == 2


def test_a_button_of_qt_would_be_noticed() -> None:
    made = SourceFile("made.py", "class One(QPushButton):\n    x = QToolButton()\n    y = PushButton()\n")
    assert bare(made) == ["class One(QPushButton):", "    x = QToolButton()"]
