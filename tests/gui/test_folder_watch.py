# SPDX-License-Identifier: Apache-2.0
"""What another program writes to the commands or the settings is noticed by the system's word, not by looking."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from edgeassist.app.folder_watch import FolderWatch
from edgeassist.core import settings
from tests.gui.conftest import until


@pytest.fixture
def owner() -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


def test_a_write_by_another_connection_is_told(owner: QObject, tmp_path: Path) -> None:
    folder, told = tmp_path / "commands", list[int]()
    FolderWatch(owner, folder, lambda: told.append(1), "*.sqlite3*")
    other = sqlite3.connect(folder / "commands.sqlite3", isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("CREATE TABLE moments (due_s REAL)")
    until(lambda: bool(told), "the new file is noticed")
    for number in range(3):
        told.clear()
        other.execute("INSERT INTO moments VALUES (?)", (number,))
        until(lambda: bool(told), f"write {number} is noticed")
    other.close()


def test_a_folder_that_cannot_be_made_is_not_watched(owner: QObject, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file stands here")
    told: list[int] = []
    FolderWatch(owner, tmp_path / "taken" / "commands", lambda: told.append(1))
    assert told == []


def test_a_settings_file_that_another_program_changed_is_told(owner: QObject, tmp_path: Path) -> None:
    told: list[int] = []
    FolderWatch(owner, tmp_path, lambda: told.append(1))
    for offline in (True, False):
        told.clear()
        settings.change(tmp_path / "settings.toml", {"offline": offline})
        until(lambda: bool(told), f"offline = {offline} is noticed")
