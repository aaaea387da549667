# SPDX-License-Identifier: Apache-2.0
"""Ways out of a chat and into it: the menu's sheets, the list, long texts, drafts with files, stopping a summary."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from edgeassist.api import Handoff, ModelView, SavedTurn
from edgeassist.history.manner import Manner
from edgeassist.kit.input import LAID_OUT_CHARS, LONG_CHARS
from edgeassist.panes.chat.manner_sheet import MannerSheet
from edgeassist.panes.chat.prompt_sheet import PromptSheet
from edgeassist.testing import FakeContext, FakeHistory
from tests.gui.chatting import Chat, Show, opened
from tests.gui.conftest import until


@pytest.fixture
def chat(context: FakeContext, shown: Show) -> Iterator[Chat]:
    with opened(context, shown) as made:
        yield made


def choose(chat: Chat, text: str) -> None:
    """Take a line of the chat's menu."""
    next(entry for entry in chat.pane._sheets.entries() if entry.text == text).wish()


def test_the_menu_leads_to_how_a_chat_is_answered_and_back(chat: Chat) -> None:
    chat.answered("one", "First.")
    choose(chat, "How this chat is answered…")
    sheet = chat.view.findChild(MannerSheet)
    assert isinstance(sheet, MannerSheet)
    assert sheet.isVisible()
    assert not chat.view.composer.isVisible()
    sheet.manner_chosen.emit(Manner("qwen", "You are terse.", {"temperature": 0.2}))
    QTest.keyClick(chat.view, Qt.Key.Key_Escape)
    assert chat.view.composer.isVisible()
    assert not sheet.isVisible()
    chat.settle_history()
    assert chat.stored.manner().persona == "You are terse."


def test_a_chosen_prompt_stands_in_the_input(chat: Chat) -> None:
    choose(chat, "Prompts…")
    sheet = chat.view.findChild(PromptSheet)
    assert isinstance(sheet, PromptSheet)
    assert sheet.isVisible()
    sheet.prompt_chosen.emit("Write a checklist.")
    assert chat.view.composer.isVisible()
    assert chat.view.composer.text == "Write a checklist."


def test_the_menu_shows_every_part_of_what_the_model_reads(chat: Chat) -> None:
    chat.answered("one", "First.")
    chat.type("two three")
    assert not chat.view.room.isVisible()
    choose(chat, "What the model reads")
    assert chat.view.room.isVisible()
    until(lambda: "Your question: 2" in chat.view.room.list.text)
    assert "Earlier questions and answers (1): 2" in chat.view.room.list.text
    choose(chat, "What the model reads")
    assert not chat.view.room.isVisible()


def test_the_menu_and_the_palette_rename_and_delete_the_chat_in_front(chat: Chat) -> None:
    words = [title for title, _ in chat.pane.runnable()]
    assert "Delete this chat" not in words, "nothing is there to delete"
    chat.answered("one", "First.")
    chat.settle_history()
    words = [title for title, _ in chat.pane.runnable()]
    assert {"Rename this chat…", "Delete this chat"} <= set(words)
    choose(chat, "Rename this chat…")
    until(lambda: chat.pane._list.page.view.renaming)
    QTest.keyClick(chat.pane._list.page.view.viewport(), Qt.Key.Key_Escape)
    choose(chat, "Delete this chat")
    until(lambda: chat.view.transcript.views == ())
    assert [one.title for one in chat.context.history.shelf.entries("bin")] == ["one"]


def test_in_a_narrow_window_a_deletion_s_way_back_is_in_sight(chat: Chat) -> None:
    chat.answered("one", "First.")
    chat.view.resize(640, 700)
    choose(chat, "Delete this chat")
    until(lambda: chat.view.transcript.views == ())
    undo = chat.pane._list.undo
    assert "“one” was deleted." in undo.text
    assert undo.isVisible()
    undo.buttons[0].click()
    until(lambda: len(chat.view.transcript.views) == 1)


def test_in_a_narrow_window_the_menu_brings_the_list_for_search_and_export(chat: Chat) -> None:
    chat.answered("one", "First.")
    chat.view.resize(700, 700)
    choose(chat, "Find in your chats…")
    assert chat.view.side is not None
    assert chat.view.side.isVisible()
    chat.view.show_chat()
    choose(chat, "Export this chat…")
    assert chat.view.side.isVisible()


def test_a_chat_that_is_deleted_makes_room_for_a_new_one(chat: Chat) -> None:
    chat.answered("one", "First.")
    number = chat.stored.id
    assert number is not None
    chat.pane._list.gone.emit(number + 1)
    assert len(chat.view.transcript.views) == 1
    chat.pane._list.gone.emit(number)
    until(lambda: chat.view.composer.ready and chat.view.transcript.views == ())


def test_a_long_text_from_another_pane_comes_as_a_file(chat: Chat) -> None:
    chat.pane.take(Handoff("long " * LONG_CHARS, "chat", "Summary: report/2026"))
    until(lambda: bool(chat.view.attachments.papers) and chat.view.composer.ready)
    assert chat.view.composer.text == ""
    assert chat.view.attachments.papers[0].name == "Summary report 2026.txt"
    assert chat.view.attachments.papers[0].text.split() == ["long"] * LONG_CHARS


def test_undoing_a_long_paste_puts_it_into_the_input_after_all(chat: Chat) -> None:
    text = "line\n" * (LAID_OUT_CHARS // 5)
    QGuiApplication.clipboard().setText(text)
    chat.view.composer.input.paste()
    until(lambda: bool(chat.view.attachments.papers) and chat.view.composer.ready)
    QTest.keyClick(chat.view.composer.input, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert chat.view.composer.text == text
    assert chat.view.attachments.papers == ()


def test_a_draft_brings_its_files_back(chat: Chat, tmp_path: Path) -> None:
    chat.answered("one", "First.")
    number = chat.stored.id
    assert number is not None
    path = tmp_path / "log.txt"
    path.write_text("Bearing at 83 degrees.")
    chat.view.dropped.emit(path)
    until(lambda: chat.view.composer.ready)
    chat.view.new_chat.click()
    until(lambda: chat.view.composer.ready)
    assert chat.view.attachments.papers == ()
    chat.pane.open_chat(number)
    until(lambda: [paper.text for paper in chat.view.attachments.papers] == ["Bearing at 83 degrees."])


def test_a_file_of_an_earlier_question_is_read_again_with_its_chat(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("Bearing at 83 degrees.")
    chat.view.dropped.emit(path)
    until(lambda: chat.view.composer.ready)
    chat.answered("How hot?", "83.")
    number = chat.stored.id
    assert number is not None
    chat.view.new_chat.click()
    until(lambda: chat.view.composer.ready)
    chat.pane.open_chat(number)
    until(lambda: chat.view.composer.ready and bool(chat.view.transcript.views))
    chat.send("And now?")
    assert "Bearing at 83 degrees." in chat.engine.requests[1].turns[0].text
    path.unlink()
    chat.view.new_chat.click()
    until(lambda: chat.view.composer.ready)
    chat.pane.session.exchanges.clear()
    chat.pane.open_chat(number)
    until(lambda: chat.view.composer.ready and bool(chat.view.transcript.views))
    assert any(line.startswith("Not read: log.txt.") for line in chat.pane._room.ledger.unread)


def test_summing_up_can_be_stopped_and_changes_nothing(context: FakeContext, shown: Show) -> None:
    context.model = ModelView("m", "M", 2000)
    context.history = FakeHistory([SavedTurn(r, "word " * 250) for _ in range(3) for r in ("user", "assistant")])
    with opened(context, shown) as chat:
        chat.view.composer.put("and now?")
        until(chat.view.room.sum_up.isVisible)
        chat.view.room.sum_up.click()
        until(lambda: bool(chat.engine.requests))
        assert chat.view.room.stop.isVisible()
        chat.view.room.stop.click()
        until(lambda: not chat.pane._room.summing)
        assert chat.pane.session.older.summary == ""
        assert chat.view.room.sum_up.isVisible()
