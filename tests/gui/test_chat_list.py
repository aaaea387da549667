# SPDX-License-Identifier: Apache-2.0
"""The side list of chats on a real history: read, search, rename, delete and undo, file, export, back up, restore."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QMenu, QPushButton, QWidget

from edgeassist.api import Notice
from edgeassist.history.chats import Chats
from edgeassist.kit.background import InOrder
from edgeassist.panes.chat.chat_list import UNREAD, ChatList
from edgeassist.panes.chat.chat_page import EMPTY
from edgeassist.panes.chat.chat_row import LINE
from edgeassist.panes.chat.library import Row
from edgeassist.panes.chat.search_list import NOTHING, PAGE
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]


class Listed:
    """The list as a person uses it, beside what it told."""

    def __init__(self, folder: Path, show: Show) -> None:
        self.chats = Chats(folder / "history.sqlite3")
        self.owner = QWidget()
        self.storing = InOrder(self.owner, "chat-history")
        self.told: list[Notice] = []
        self.heard: list[tuple[object, ...]] = []
        self.list = ChatList(lambda: self.chats, self.storing, self.told.append)
        self.list.chat_chosen.connect(lambda chat: self.heard.append(("chosen", chat)))
        self.list.hit_chosen.connect(lambda chat, message: self.heard.append(("hit", chat, message)))
        self.list.gone.connect(lambda chat: self.heard.append(("gone", chat)))
        self.list.resize(240, 600)
        show(self.list)
        self.list.activateWindow()
        settle()

    def ask(self, *questions: str) -> None:
        for question in questions:
            self.chats.start().add_question(question)

    def refresh(self) -> None:
        self.list.refresh()
        self.stored()

    def stored(self) -> None:
        """Wait until all that was asked of the history is done and shown."""
        for work in (self.list.files, self.storing, self.storing):
            done: list[object] = []
            work.do(lambda: None, done.append)
            until(partial(bool, done))

    @property
    def titles(self) -> list[str]:
        model = self.list.page.rows
        return [str(model.index(at).data()) for at in range(model.rowCount())]

    def go_to(self, title: str) -> QModelIndex:
        index = self.list.page.rows.index(self.titles.index(title))
        self.list.page.view.setCurrentIndex(index)
        self.list.page.view.setFocus()
        return index

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.list.page.view, key)
        self.stored()

    def pick(self, *path: str) -> None:
        """Choose from the menu of the chat that the keyboard is on."""
        row = self.list.page.view.currentIndex().data(LINE)
        assert isinstance(row, Row)
        menu = self.list.page.open_menu(row)
        for word in path[:-1]:
            menu = next(one for one in menu.findChildren(QMenu) if one.title() == word)
        next(one for one in menu.actions() if one.text() == path[-1]).trigger()
        for made in self.list.page.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            made.deleteLater()
        self.stored()

    def undo(self) -> None:
        QTest.mouseClick(self.list.undo.buttons[0], Qt.MouseButton.LeftButton)
        self.stored()

    def close(self) -> None:
        self.list.undo.put_away()
        self.list.backups.undo.put_away()
        self.list.end_work()
        self.storing.close()
        self.chats.close()
        self.owner.deleteLater()


@pytest.fixture
def listed(tmp_path: Path, shown: Show) -> Iterator[Listed]:
    made = Listed(tmp_path, shown)
    made.ask("apples", "pears", "plums")
    made.refresh()
    yield made
    made.close()


def test_a_click_opens_a_chat_and_the_open_one_is_marked(listed: Listed) -> None:
    assert listed.titles == ["Today", "plums", "pears", "apples"]
    view = listed.list.page.view
    at = view.visualRect(listed.go_to("pears")).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    listed.press(Qt.Key.Key_Return)
    assert listed.heard == [("chosen", 2), ("chosen", 2)]
    listed.list.mark_current(2)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert listed.go_to("pears").data(spoken) == "pears, open"
    assert listed.go_to("plums").data(spoken) == "plums"


def test_without_a_chat_the_list_says_what_it_is_for(tmp_path: Path, shown: Show) -> None:
    listed = Listed(tmp_path, shown)
    listed.refresh()
    assert listed.list.page.empty.text() == EMPTY["shelf"]
    assert listed.list.page.view.isHidden()
    listed.close()


def test_a_history_that_cannot_be_read_is_said_in_place(listed: Listed) -> None:
    listed.chats.close()
    listed.refresh()
    assert listed.list.page.empty.text().startswith(UNREAD)


def test_f2_renames_in_place_and_what_comes_meanwhile_waits(listed: Listed) -> None:
    listed.go_to("pears")
    listed.press(Qt.Key.Key_F2)
    view = listed.list.page.view
    editor = view.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "pears"
    listed.ask("figs")
    listed.refresh()
    assert view.state() == QAbstractItemView.State.EditingState
    QTest.keyClicks(editor, "Green pears")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle()
    listed.stored()
    assert listed.titles == ["Today", "figs", "plums", "Green pears", "apples"]


def test_delete_needs_no_dialog_because_it_can_be_undone(listed: Listed) -> None:
    listed.list.mark_current(2)
    listed.go_to("pears")
    listed.press(Qt.Key.Key_Delete)
    assert "pears" not in listed.titles
    assert "pears" in listed.list.undo.text
    listed.undo()
    assert "pears" in listed.titles
    assert listed.list.undo.text == ""
    assert listed.heard == [("gone", 2), ("chosen", 2)]
    listed.go_to("plums")
    listed.press(Qt.Key.Key_Delete)
    QTest.keyClick(listed.list.page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    listed.stored()
    assert "plums" in listed.titles


def test_the_undo_line_goes_by_itself_and_counts_only_while_it_is_seen(listed: Listed) -> None:
    listed.go_to("pears")
    listed.press(Qt.Key.Key_Delete)
    timer = listed.list.undo.timer
    assert timer.isActive()
    listed.list.hide()
    assert not timer.isActive()
    listed.list.show()
    timer.timeout.emit()
    assert listed.list.undo.text == ""


def test_pinning_filing_and_archiving(listed: Listed) -> None:
    listed.go_to("apples")
    listed.pick("Pin to the top")
    assert listed.titles[:2] == ["Pinned", "apples"]
    listed.go_to("pears")
    listed.pick("Move to folder", "New folder…")
    QTest.keyClicks(listed.list.page.folder_line.field, "Kitchen")
    QTest.keyClick(listed.list.page.folder_line.field, Qt.Key.Key_Return)
    listed.stored()
    listed.go_to("plums")
    listed.pick("Move to folder", "Kitchen")
    assert listed.titles == ["Pinned", "apples", "Kitchen", "plums", "pears"]
    listed.undo()
    assert listed.titles[-1] == "plums"
    listed.pick("Put into the archive")
    assert "plums" not in listed.titles
    listed.list.go_to("archive")
    listed.stored()
    listed.go_to("plums")
    listed.pick("Put back into the list")
    assert listed.list.page.empty.text() == EMPTY["archive"]
    listed.press(Qt.Key.Key_Escape)
    QTest.keyClick(listed.list, Qt.Key.Key_Escape)
    listed.stored()
    assert "plums" in listed.titles


def test_ctrl_z_in_the_list_takes_a_deletion_back_after_its_line_went(listed: Listed) -> None:
    listed.go_to("pears")
    listed.press(Qt.Key.Key_Delete)
    listed.list.undo.put_away()
    for _ in range(2):
        QTest.keyClick(listed.list.page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        listed.stored()
        assert "pears" in listed.titles


def test_the_way_out_of_the_bin_stays_as_long_as_its_chat_is_chosen(listed: Listed) -> None:
    listed.list.mark_current(2)
    listed.list.delete("")
    listed.stored()
    listed.list.go_to("bin")
    listed.stored()
    undo = listed.list.undo
    listed.list.on_chosen(Row(2, "pears"))
    assert (undo.text, [one.text() for one in undo.buttons]) == ("This chat is in the bin.", ["Restore"])
    assert not undo.timer.isActive(), "nothing takes it away"
    undo.buttons[0].click()
    listed.stored()
    assert listed.chats.shelf.entries("bin") == ()
    assert undo.text == "“pears” is back where it was."


def test_the_chat_in_front_is_renamed_and_deleted_from_any_place(listed: Listed) -> None:
    listed.list.mark_current(2)
    listed.list.go_to("bin")
    listed.stored()
    listed.list.rename()
    listed.stored()
    view = listed.list.page.view
    editor = view.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    assert (editor.text(), view.renaming) == ("pears", True)
    QTest.keyClicks(editor, "Green pears")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    listed.stored()
    assert "Green pears" in listed.titles
    listed.list.delete("")
    listed.stored()
    assert "Green pears" not in listed.titles
    assert ("gone", 2) in listed.heard
    assert "Green pears" in listed.list.undo.text
    listed.undo()
    assert "Green pears" in listed.titles


def test_a_folder_folds_with_the_keyboard(listed: Listed) -> None:
    listed.chats.shelf.move(2, "Kitchen")
    listed.refresh()
    listed.go_to("Kitchen")
    listed.press(Qt.Key.Key_Left)
    assert "pears" not in listed.titles
    assert listed.list.page.view.currentIndex().data() == "Kitchen"
    listed.press(Qt.Key.Key_Right)
    assert "pears" in listed.titles


def test_the_bin_gives_back_and_is_emptied_only_when_asked_twice(listed: Listed) -> None:
    for number in (1, 2):
        listed.chats.shelf.delete(number)
    listed.list.go_to("bin")
    listed.stored()
    listed.list.page.on_line_chosen(listed.go_to("apples"))
    assert listed.heard == []
    listed.undo()
    assert [one.title for one in listed.chats.shelf.entries()] == ["plums", "apples"]
    listed.list.on_emptying_wished()
    assert len(listed.chats.shelf.entries("bin")) == 1
    listed.undo()
    assert listed.chats.shelf.entries("bin") == ()
    assert listed.list.page.empty.text() == EMPTY["bin"]


def test_searching_shows_hits_with_marks_and_esc_brings_the_chats_back(listed: Listed) -> None:
    chat = listed.chats.open(1)
    chat.save_answer("Keep apples dry. " + "x " * 200 + "Never near a pump.", partial=False)
    search = listed.list.search
    listed.list.focus_search()
    assert search.field.hasFocus()
    QTest.keyClicks(search.field, "pum")
    assert search.waiting
    assert listed.list.pages.currentWidget() is search
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    listed.stored()
    (hit,) = search.rows.hits
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["pump"]
    assert hit.excerpt.index("pump") < 30
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert listed.heard == [("hit", 1, hit.message)]
    QTest.keyClick(search.field, Qt.Key.Key_Escape)
    assert search.field.text() == ""
    assert listed.list.pages.currentWidget() is listed.list.page
    assert not search.waiting


def test_nothing_found_is_said_and_a_folder_narrows(listed: Listed) -> None:
    listed.chats.shelf.move(2, "Kitchen")
    listed.refresh()
    search = listed.list.search
    search.field.setText("p")
    search.field.setText("plu")
    search.look()
    listed.stored()
    assert [hit.title for hit in search.rows.hits] == ["plums", "plums"]  # the title and the question
    search.search_in("Kitchen")
    listed.stored()
    assert search.said.text() == NOTHING
    assert search.rows.hits == ()


def test_more_hits_come_on_the_way_down(listed: Listed) -> None:
    chat = listed.chats.open(1)
    for number in range(PAGE + 20):
        chat.add_question(f"walnut {number}")
    search = listed.list.search
    search.field.setText("walnut")
    search.look()
    listed.stored()
    assert len(search.rows.hits) == PAGE
    bar = search.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    listed.stored()
    assert len(search.rows.hits) == PAGE + 20
    assert len({hit.message for hit in search.rows.hits}) == PAGE + 20
    QTest.keyClick(search.field, Qt.Key.Key_Down)
    QTest.keyClick(search.view, Qt.Key.Key_Return)
    assert listed.heard == [("hit", 1, search.rows.hits[0].message)]
    QTest.keyClick(search.view, Qt.Key.Key_Escape)
    assert search.field.text() == ""


def test_a_chat_is_exported_to_where_a_person_says(listed: Listed, tmp_path: Path) -> None:
    listed.list.mark_current(2)
    listed.list.export()
    sheet = listed.list.exporting
    assert sheet.name.text() == "pears"
    target = tmp_path / "pears.md"
    sheet.write(target)
    listed.stored()
    assert "# pears" in target.read_text()
    assert sheet.said.text() == f"1 chat saved in {target}"
    sheet.what.choose("all")
    sheet.write(tmp_path / "all.json")
    listed.stored()
    assert sheet.said.text().startswith("3 chats saved in")
    sheet.write(tmp_path / "nowhere" / "x.md")
    listed.stored()
    assert "cannot be written" in sheet.said.text()


def test_a_backup_is_made_and_restored_from_the_window_and_that_undone(listed: Listed) -> None:
    """The window holds the file open itself; only another program would be in the way."""
    listed.list.mark_current(3)
    listed.list.show_backups()
    sheet = listed.list.backups
    sheet.on_backup_wished()
    listed.stored()
    assert "checked" in sheet.undo.text
    listed.ask("after the backup")
    until(lambda: bool(sheet.restores))
    restores = [made for line in sheet.restores for made in line.findChildren(QPushButton)]
    QTest.mouseClick(restores[0], Qt.MouseButton.LeftButton)
    assert sheet.undo.text.startswith("Restore the backup of")
    QTest.mouseClick(sheet.undo.buttons[0], Qt.MouseButton.LeftButton)
    listed.stored()
    assert listed.titles == ["Today", "plums", "pears", "apples"]
    assert "history.before-restore-1.sqlite3" in sheet.undo.text
    assert listed.heard == [("gone", 3)]
    listed.chats.open(3).add_question("the file is open again")
    QTest.mouseClick(sheet.undo.buttons[0], Qt.MouseButton.LeftButton)
    listed.stored()
    assert "after the backup" in listed.titles


def test_a_failed_deed_is_told_and_the_list_stays_true(listed: Listed) -> None:
    listed.go_to("pears")
    listed.chats.shelf.delete(2)
    listed.press(Qt.Key.Key_Delete)
    assert [notice.text for notice in listed.told] == ["This conversation is no longer stored."]
    assert "pears" not in listed.titles
