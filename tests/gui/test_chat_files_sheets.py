# SPDX-License-Identifier: Apache-2.0
"""Export, backups, the search and the manner of a chat when something is missing, slow, or not as it was."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from edgeassist.api import ModelView, Notice
from edgeassist.core.language import use
from edgeassist.history.chats import Chats
from edgeassist.history.manner import Manner
from edgeassist.kit.background import InOrder
from edgeassist.panes.chat.backup_sheet import NONE, SOME, BackupSheet
from edgeassist.panes.chat.export_sheet import ALL, ONE, ExportSheet
from edgeassist.panes.chat.manner_sheet import DEFAULT_MODEL, GONE_REMARK, SMALL_REMARK, MannerSheet
from edgeassist.panes.chat.manners import OWN, PERSONAS
from edgeassist.panes.chat.search_list import NOTHING, SEARCHING, SearchList
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]


class Desk:
    """A history of two chats and the queue in which it is read."""

    def __init__(self, folder: Path) -> None:
        self.owner = QWidget()
        self.storing = InOrder(self.owner, "files")
        self.chats = Chats(folder / "history.sqlite3")
        for fruit in ("pear", "quince"):
            self.chats.start().add_question(f"What is a {fruit}?")

    def done(self) -> None:
        for _ in range(2):
            ended: list[None] = []
            self.storing.do(lambda: None, ended.append)
            until(partial(bool, ended))

    def close(self) -> None:
        self.storing.close()
        self.chats.close()
        self.owner.deleteLater()


@pytest.fixture
def desk_of_chats(tmp_path: Path, app: object) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def sheet(desk_of_chats: Desk, shown: Show) -> ExportSheet:
    made = ExportSheet(lambda: desk_of_chats.chats, desk_of_chats.storing)
    shown(made)
    return made


def test_without_a_stored_chat_only_all_can_be_exported(sheet: ExportSheet) -> None:
    sheet.open_for(None)
    assert sheet.what.key == ALL
    assert not sheet.what.buttons[ONE].isEnabled()
    assert sheet.name.isHidden()
    sheet.open_for(1, "What is a pear?")
    assert sheet.what.buttons[ONE].isEnabled()
    assert (sheet.what.key, sheet.name.text()) == (ONE, "What is a pear?")


def test_while_a_file_is_written_it_says_so_and_takes_no_second_wish(
    sheet: ExportSheet, desk_of_chats: Desk, tmp_path: Path
) -> None:
    sheet.open_for(2, "What is a quince?")
    sheet.write(tmp_path / "one.txt")
    assert sheet.said.text() == "Writing…"
    assert not sheet.save.isEnabled()
    desk_of_chats.done()
    assert sheet.said.text() == f"1 chat saved in {tmp_path / 'one.txt'}"
    assert sheet.save.isEnabled()
    assert "pear" not in (tmp_path / "one.txt").read_text()


def test_what_failed_is_said_and_can_be_tried_again(sheet: ExportSheet, desk_of_chats: Desk, tmp_path: Path) -> None:
    sheet.open_for(99, "gone")
    sheet.write(tmp_path / "nowhere" / "x.md")
    desk_of_chats.done()
    assert "cannot be written" in sheet.said.text()
    assert sheet.save.isEnabled()
    sheet.what.buttons[ALL].click()
    assert sheet.said.isHidden()
    sheet.write(tmp_path / "all.json")
    desk_of_chats.done()
    assert sheet.said.text().startswith("2 chats saved")


def test_each_kind_of_file_says_what_it_is_good_for(sheet: ExportSheet) -> None:
    said = []
    for made in sheet.kind.buttons.values():
        made.click()
        said.append(sheet.about.text())
    assert len(set(said)) == 4
    assert "take it in again" in said[-1]


@pytest.fixture
def backups(desk_of_chats: Desk, shown: Show) -> Iterator[BackupSheet]:
    made = BackupSheet(lambda: desk_of_chats.chats, desk_of_chats.storing)
    shown(made)
    yield made
    made.undo.put_away()


def test_without_a_backup_it_says_when_one_is_made(backups: BackupSheet, desk_of_chats: Desk) -> None:
    backups.open()
    desk_of_chats.done()
    assert (backups.about.text(), backups.restores) == (NONE, [])
    backups.make.click()
    assert not backups.make.isEnabled()
    desk_of_chats.done()
    assert backups.about.text() == SOME
    assert backups.make.isEnabled()
    (restore,) = backups.restores[0].findChildren(QPushButton)
    assert restore.accessibleName().startswith("Restore the backup of 20")


def test_a_backup_stands_in_one_line_with_the_minute_it_was_made(backups: BackupSheet, desk_of_chats: Desk) -> None:
    backups.resize(400, 600)
    backups.make.click()
    desk_of_chats.done()
    settle()
    (line,) = backups.restores
    said = [one.text() for one in line.findChildren(QLabel)]
    made = datetime.strptime(said[0], "%Y-%m-%d %H:%M")
    assert abs(datetime.now() - made) < timedelta(minutes=3)
    heights = {one.geometry().center().y() for one in line.findChildren(QWidget)}
    assert max(heights) - min(heights) <= 1


def test_in_a_low_sheet_what_is_said_is_whole_and_in_sight(backups: BackupSheet, desk_of_chats: Desk) -> None:
    backups.resize(220, 150)
    backups.make.click()
    desk_of_chats.done()
    settle()
    until(backups.undo.isVisible)
    sentence = next(one for one in backups.undo.findChildren(QLabel) if one.text() == backups.undo.text)
    until(lambda: sentence.height() >= sentence.heightForWidth(sentence.width()))
    until(lambda: not backups.undo.visibleRegion().isEmpty())


def test_a_file_that_is_no_backup_changes_nothing(backups: BackupSheet, desk_of_chats: Desk, tmp_path: Path) -> None:
    restored: list[bool] = []
    backups.restored.connect(lambda: restored.append(True))
    letter = tmp_path / "letter.sqlite3"
    letter.write_text("Dear Ana")
    backups.on_file_chosen(letter)
    assert backups.undo.text.startswith("Restore the backup letter.sqlite3?")
    keep = backups.undo.buttons[1]
    keep.click()
    assert backups.undo.text == ""
    backups.restore(letter)
    desk_of_chats.done()
    assert "Nothing was changed." in backups.undo.text
    assert restored == []
    assert len(desk_of_chats.chats.shelf.entries()) == 2
    assert backups.make.isEnabled()


@pytest.fixture
def search(desk_of_chats: Desk, shown: Show) -> Iterator[SearchList]:
    told: list[Notice] = []
    made = SearchList(lambda: desk_of_chats.chats, desk_of_chats.storing, told.append)
    shown(made.field)
    shown(made)
    yield made
    made.field.clear()
    assert told == []


def waits(search: SearchList) -> bool:
    return search.waiting


def test_typing_waits_for_its_end_and_enter_does_not(search: SearchList, desk_of_chats: Desk) -> None:
    QTest.keyClicks(search.field, "qui")
    assert waits(search)
    assert search.said.text() == SEARCHING
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert not waits(search)
    desk_of_chats.done()
    assert {hit.chat for hit in search.rows.hits} == {2}
    chosen: list[tuple[int, object]] = []
    search.hit_chosen.connect(lambda *hit: chosen.append(hit))
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert [chat for chat, _ in chosen] == [2]


def test_what_was_typed_over_is_never_shown(search: SearchList, desk_of_chats: Desk) -> None:
    search.field.setText("pear")
    search.look()
    search.field.setText("quince")
    search.look()
    desk_of_chats.done()
    assert {hit.chat for hit in search.rows.hits} == {2}
    search.look()
    search.field.clear()
    desk_of_chats.done()
    assert search.rows.hits == ()


@pytest.mark.parametrize("text", ["grape", '"', "***", "a" * 300])
def test_nothing_found_is_a_sentence(search: SearchList, desk_of_chats: Desk, text: str) -> None:
    search.field.setText(text)
    search.look()
    desk_of_chats.done()
    assert search.said.text().startswith(NOTHING)


def test_a_hidden_search_waits_for_nothing(search: SearchList) -> None:
    search.field.setText("pear")
    assert waits(search)
    search.hide()
    assert not waits(search)


@pytest.fixture
def manner(shown: Show) -> MannerSheet:
    made = MannerSheet()
    shown(made)
    return made


MODELS = (ModelView("big", "Big & strong", 4096), ModelView("small", "Small", 512, small=True))


@pytest.mark.parametrize(
    ("model", "models", "text", "remark"),
    [
        ("", MODELS, DEFAULT_MODEL, ""),
        ("big", MODELS, "Big && strong", ""),
        ("small", MODELS, "Small", SMALL_REMARK),
        ("gone", MODELS, DEFAULT_MODEL, GONE_REMARK),
        ("gone", (), DEFAULT_MODEL, ""),
    ],
)
def test_the_model_of_a_chat_is_named_and_a_missing_one_told(
    manner: MannerSheet, model: str, models: tuple[ModelView, ...], text: str, remark: str
) -> None:
    manner.show_manner(Manner(model), models)
    assert (manner.model.text(), manner.remark.text()) == (text, remark)
    assert manner.remark.isHidden() != bool(remark)


def test_a_dial_writes_its_value_as_the_language_does(manner: MannerSheet) -> None:
    use("de", lambda text, _many, _n: text)
    try:
        manner.temperature.show_value(0.7)
    finally:
        use("en")
    assert manner.temperature.said.text().endswith(" · 0,7")


def test_showing_a_manner_chooses_nothing(manner: MannerSheet) -> None:
    heard: list[Manner] = []
    manner.manner_chosen.connect(heard.append)
    for shown_manner in (Manner("big", PERSONAS[1].text, {"temperature": 0.1}), Manner(persona="Mine."), Manner()):
        manner.show_manner(shown_manner, MODELS)
    assert heard == []
    assert manner.persona.key == PERSONAS[0].name


def test_what_was_typed_for_one_chat_does_not_become_the_next_ones(manner: MannerSheet) -> None:
    first = Manner(persona="Be a sailor.")
    manner.show_manner(first, MODELS)
    assert manner.persona.key == OWN
    manner.show_manner(replace(first, persona=""), MODELS)
    assert manner.text.toPlainText() == ""


def test_a_queue_ends_with_its_last_word_written(desk_of_chats: Desk, tmp_path: Path) -> None:
    path = tmp_path / "last.md"
    desk_of_chats.storing.do(lambda: desk_of_chats.chats.export(path, None), lambda _count: None)
    desk_of_chats.storing.close()
    assert "quince" in path.read_text()
