# SPDX-License-Identifier: Apache-2.0
"""The chat in another language: nothing on show stays English, and longer words are not cut.

The language is one of tests: every text of ours between marks, and longer than in English.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QWidget

from edgeassist.api import ModelView
from edgeassist.core import language
from edgeassist.history.chats import Chats
from edgeassist.history.turns import Attachment
from edgeassist.kit.background import InOrder
from edgeassist.panes.chat.attaching import Paper, asked_with
from edgeassist.panes.chat.backup_sheet import BackupSheet
from edgeassist.panes.chat.chat_head import TitleLine
from edgeassist.panes.chat.chat_row import ChatRows
from edgeassist.panes.chat.exchange import Exchange, Status
from edgeassist.panes.chat.library import Heading, Row
from edgeassist.panes.chat.older import SummaryCut
from edgeassist.panes.chat.telling import told
from edgeassist.testing import FakeContext
from tests.gui.chatting import Chat, Show, opened
from tests.gui.conftest import settle, until
from tests.gui.other_words import cut, english, longer

QUESTION = "What is a pear?"


@pytest.fixture(autouse=True)
def other() -> Iterator[None]:
    language.use("xx", longer)
    yield
    language.use("en")


@pytest.fixture
def chat(context: FakeContext, shown: Show, other: None) -> Iterator[Chat]:
    context.model = ModelView("m", "M", 4096)
    with opened(context, shown) as made:
        made.view.resize(1000, 900)
        yield made


def open_ledger(chat: Chat) -> None:
    next(entry for entry in chat.pane._sheets.entries() if "What the model reads" in entry.text).wish()


def wish_to_restore(chat: Chat) -> None:
    chat.pane._list.backups.on_file_chosen(Path("old.sqlite3"))
    chat.pane._list.show_backups()


def new_prompt(chat: Chat) -> None:
    chat.pane._sheets.show_prompts()
    sheet = chat.pane._sheets._prompts
    assert sheet is not None
    sheet.on_new_wished()


PLACES: dict[str, Callable[[Chat], object]] = {
    "the chat": lambda chat: chat.view.show_chat(),
    "its question in an editor": lambda chat: chat.last.edit.click(),
    "what the model reads": open_ledger,
    "how it is answered": lambda chat: chat.pane._sheets.show_manner(),
    "the prompts": lambda chat: chat.pane._sheets.show_prompts(),
    "the editor of a prompt": new_prompt,
    "the archive": lambda chat: chat.pane._list.go_to("archive"),
    "the bin": lambda chat: chat.pane._list.go_to("bin"),
    "the search": lambda chat: chat.pane._list.search.field.setText("nowhere"),
    "the backups": wish_to_restore,
    "the export": lambda chat: chat.pane._list.export(),
}


def test_an_empty_chat_speaks_the_language(chat: Chat) -> None:
    assert english(chat.view) == set()


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_the_chat_speaks_the_language(chat: Chat, place: str) -> None:
    chat.answered(QUESTION, "A fruit.")
    PLACES[place](chat)
    chat.settle_history()
    assert english(chat.view) <= {QUESTION, "M", "temperature", "top-p"}
    assert chat.pane._list.isVisible()


@pytest.mark.parametrize("place", ["the chat", "the archive", "the bin", "the search", "the backups", "the export"])
def test_no_longer_word_of_the_list_is_cut(chat: Chat, place: str) -> None:
    chat.answered(QUESTION, "A fruit.")
    PLACES[place](chat)
    chat.settle_history()
    assert cut(chat.pane._list) == []


@pytest.mark.parametrize("width", [480, 640, 1000])
@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_cut_however_wide_the_chat_is(chat: Chat, place: str, width: int) -> None:
    chat.answered("What is the difference between a pear, a quince and an apple?", "A fruit.")
    chat.view.resize(width, 800)
    PLACES[place](chat)
    chat.settle_history()
    assert cut(chat.view) == []
    assert chat.view.minimumSizeHint().width() <= width


def test_a_title_gives_way_to_the_buttons_and_is_spoken_whole(chat: Chat) -> None:
    chat.answered("What is the difference between a pear, a quince and an apple?", "A fruit.")
    heading = chat.view.heading
    chat.view.resize(1000, 800)
    settle()
    whole, drawn = heading.width(), heading.grab().toImage()
    chat.view.resize(480, 800)
    settle()
    assert heading.width() < whole
    assert heading.grab().toImage() != drawn
    assert heading.text().startswith("What is the difference")


def test_a_line_for_each_backup_takes_longer_words_in_a_narrow_list(tmp_path: Path, shown: Show) -> None:
    sheet_owner = QWidget()
    with closing(Chats(tmp_path / "history.sqlite3")) as chats:
        chats.start().add_question(QUESTION)
        chats.backups.make()
        storing = InOrder(sheet_owner, "files")
        sheet = BackupSheet(lambda: chats, storing)
        sheet.setFixedWidth(208)
        shown(sheet)
        sheet.open()
        until(lambda: len(sheet.restores) == 1)
        settle()
        fits = [
            sheet.restores[0].rect().contains(one.geometry()) for one in sheet.restores[0].findChildren(QPushButton)
        ]
        left_over = cut(sheet)
        storing.close()
    sheet_owner.deleteLater()
    assert (fits, left_over) == ([True], [])


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_title_ends_in_its_own_direction_at_the_leading_edge(shown: Show, direction: Qt.LayoutDirection) -> None:
    line = TitleLine()
    line.setLayoutDirection(direction)
    line.setFixedWidth(400)
    shown(line)
    line.setText("....")
    before = line.grab().toImage()
    line.setText("")
    empty = line.grab().toImage()
    middle = empty.width() // 2
    right = direction is Qt.LayoutDirection.RightToLeft
    here, there = (middle, empty.width()) if right else (0, middle), (0, middle) if right else (middle, empty.width())
    assert _differ(before, empty, here)
    assert not _differ(before, empty, there)


def _differ(one: QImage, other: QImage, columns: tuple[int, int]) -> bool:
    return any(one.pixel(x, y) != other.pixel(x, y) for x in range(*columns) for y in range(one.height()))


def test_a_screen_reader_says_folders_and_chats_as_whole_phrases(app: object) -> None:
    rows = ChatRows(owner := QWidget())
    rows.show_lines((Heading("folder:a", "Pears", 2, folds=True, folded=True), Row(7, "Quince")))
    rows.mark_current(7)
    spoken = [rows.data(rows.index(at), Qt.ItemDataRole.AccessibleTextRole) for at in (0, 1)]
    assert spoken[0].startswith("«Pears, 2 chats, folded")
    assert spoken[1].startswith("«Quince, open")
    owner.deleteLater()


def test_what_the_model_is_told_of_a_file_stays_english() -> None:
    text = "one two three four five six seven eight nine ten"
    part = Paper(Attachment(name="a.txt"), text).cut_to(20)
    assert part.line.startswith("«the first ")
    assert "«" not in asked_with(QUESTION, (part,))


@pytest.mark.parametrize("status", [one for one in Status if one])
def test_how_an_answer_stands_is_said_in_the_language(status: Status) -> None:
    assert Exchange(QUESTION, "A fruit.", status=status).remark.startswith(f"«{status.value}")


def test_a_hint_is_said_in_the_language_and_one_without_is_no_matter() -> None:
    assert told(SummaryCut()).count("«") == 2
    assert told(ValueError("so it is")) == "so it is"
