# SPDX-License-Identifier: Apache-2.0
"""The chat under hands: keys and focus, the title, files that change, drafts, the tools around the input."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from edgeassist.api import Handoff, ModelView, SavedTurn
from edgeassist.history.turns import Attachment, Draft
from edgeassist.kit.input import LONG_CHARS
from edgeassist.panes.chat.attaching import CHANGED
from edgeassist.panes.chat.opening import UNOPENED, UNTURNED
from edgeassist.panes.chat.transcript import SMALL_SAMPLES
from edgeassist.testing import FakeContext, FakeHistory
from tests.gui.chatting import Chat, Show, opened
from tests.gui.conftest import settle, until

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def chat(context: FakeContext, shown: Show) -> Iterator[Chat]:
    with opened(context, shown) as made:
        yield made


def focused(chat: Chat) -> QWidget | None:
    settle()
    return chat.view.window().focusWidget()


@pytest.mark.parametrize("width", [1280, 640])
def test_ctrl_f_goes_to_the_search_however_narrow_the_window_is(chat: Chat, width: int) -> None:
    chat.view.resize(width, 700)
    chat.press(Qt.Key.Key_F, CTRL)
    assert focused(chat) is chat.pane._list.search.field
    assert chat.pane._list.isVisible()


@pytest.mark.parametrize("width", [1280, 640])
def test_ctrl_n_begins_another_chat_in_the_input_wherever_the_focus_was(chat: Chat, width: int) -> None:
    chat.answered("one", "First.")
    chat.view.resize(width, 700)
    chat.press(Qt.Key.Key_F, CTRL)
    QTest.keyClick(chat.pane._list.search.field, Qt.Key.Key_N, CTRL)
    until(lambda: chat.view.composer.ready and chat.view.transcript.views == ())
    assert focused(chat) is chat.view.composer.input
    assert chat.view.composer.isVisible()


def test_after_an_edit_typing_goes_on_in_the_input(chat: Chat) -> None:
    chat.answered("one", "First.")
    chat.last.edit.click()
    assert chat.last.editor is not None
    QTest.keyClick(chat.last.editor.input, Qt.Key.Key_Return)
    until(lambda: len(chat.engine.requests) == 2)
    assert focused(chat) is chat.view.composer.input


def test_after_attaching_a_file_typing_goes_on_in_the_input(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("83 degrees")
    chat.pane._list.search.field.setFocus()
    chat.pane._attach(tmp_path / "log.txt")
    assert focused(chat) is chat.view.composer.input
    until(lambda: chat.view.composer.ready)


def test_a_dropped_file_brings_the_chat_back_from_a_sheet(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("83 degrees")
    chat.pane._sheets.show_manner()
    assert not chat.view.composer.isVisible()
    chat.view.dropped.emit(tmp_path / "log.txt")
    assert chat.view.composer.isVisible()
    until(lambda: chat.view.composer.ready)


def test_the_title_above_the_chat_is_the_one_in_the_list_after_renaming_too(chat: Chat) -> None:
    chat.answered("What is a pump?", "A machine.")
    until(lambda: chat.view.heading.text() == "What is a pump?")
    lines = chat.pane._list.page.view
    lines.setFocus()
    place = chat.pane._list.page.rows.place(chat.stored.id)
    assert place is not None
    lines.setCurrentIndex(place)
    QTest.keyClick(lines, Qt.Key.Key_F2)
    editor = lines.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Pumps")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    until(lambda: chat.view.heading.text() == "Pumps")


def test_a_name_being_typed_is_not_undone_by_what_is_saved_meanwhile(chat: Chat) -> None:
    chat.answered("What is a pump?", "A machine.")
    chat.settle_history()
    chat.settle_history()
    lines = chat.pane._list.page.view
    place = chat.pane._list.page.rows.place(chat.stored.id)
    assert place is not None
    lines.setCurrentIndex(place)
    QTest.keyClick(lines, Qt.Key.Key_F2)
    editor = lines.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Pum")
    chat.pane.stored()
    chat.settle_history()
    assert editor.text() == "Pum"
    QTest.keyClick(editor, Qt.Key.Key_Escape)


def test_enter_in_a_new_name_takes_the_name_and_opens_nothing(chat: Chat) -> None:
    chat.answered("What is a pump?", "A machine.")
    until(lambda: chat.view.heading.text() == "What is a pump?")
    heard: list[int] = []
    chat.pane._list.chat_chosen.connect(heard.append)
    lines = chat.pane._list.page.view
    lines.setFocus()
    place = chat.pane._list.page.rows.place(chat.stored.id)
    assert place is not None
    lines.setCurrentIndex(place)
    QTest.keyClick(lines, Qt.Key.Key_F2)
    QTest.keyClick(lines, Qt.Key.Key_Return)
    assert heard == []
    editor = lines.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_Return)
    chat.settle_history()
    assert heard == []
    assert focused(chat) is lines


def test_a_branch_of_the_first_question_keeps_the_title_of_its_chat(chat: Chat) -> None:
    chat.answered("one", "First.")
    chat.last.edit.click()
    assert chat.last.editor is not None
    chat.last.editor.input.setPlainText("quite another")
    chat.last.editor.send.click()
    until(lambda: len(chat.engine.requests) == 2)
    chat.settle_history()
    chat.settle_history()
    assert chat.view.heading.text() == "one"


@pytest.mark.parametrize(("keys", "sent"), [("enter", True), ("ctrl-enter", False)])
def test_the_setting_says_whether_enter_sends(context: FakeContext, shown: Show, keys: str, *, sent: bool) -> None:
    context.chosen["send_with"] = keys
    with opened(context, shown) as chat:
        chat.type("hello")
        chat.press(Qt.Key.Key_Return)
        settle()
        assert bool(chat.context.engine.requests) is sent or chat.pane.session.busy is sent
        if not sent:
            assert chat.view.composer.text == "hello\n"
            chat.press(Qt.Key.Key_Return, CTRL)
        until(lambda: len(chat.engine.requests) == 1)
        assert chat.engine.requests[0].turns[-1].text == "hello"


@pytest.mark.parametrize("width", [1280, 900, 420])
@pytest.mark.parametrize("text", ["", "word " * 60])
def test_the_paper_clip_stands_at_the_leading_end_of_the_lower_row(chat: Chat, width: int, text: str) -> None:
    chat.view.resize(width, 700)
    chat.view.composer.input.setPlainText(text)
    clip, composer = chat.view.attach, chat.view.composer
    until(lambda: clip.mapTo(composer, QPoint(0, 0)).y() >= composer.input.geometry().bottom(), "it is not below")
    assert clip.mapTo(composer, QPoint(0, 0)).x() < 20
    assert composer.width() - composer.action.geometry().right() < 20


def test_right_to_left_the_paper_clip_stands_at_the_right(chat: Chat) -> None:
    chat.view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    settle()
    clip, composer = chat.view.attach, chat.view.composer
    assert composer.width() - clip.mapTo(composer, QPoint(clip.width(), 0)).x() < 20
    assert composer.action.geometry().left() < 20


def test_with_letters_twice_as_large_nothing_of_the_composer_is_cut_off(chat: Chat, app: QApplication) -> None:
    usual = app.font()
    big = QFont(usual)
    big.setPointSizeF(2 * usual.pointSizeF() if usual.pointSizeF() > 0 else 26)
    app.setFont(big)
    try:
        chat.view.resize(640, 700)
        chat.view.composer.input.setPlainText("word " * 200)
        settle()
        composer = chat.view.composer
        for part in (chat.view.attach, composer.remark, composer.action):
            at = part.mapTo(composer, QPoint(0, 0))
            assert at.x() >= 0
            assert at.x() + part.width() <= composer.width()
            assert at.y() + part.height() <= composer.height()
    finally:
        app.setFont(usual)


def attached(chat: Chat, path: Path) -> int:
    """Ask with a file, begin another chat, and return the number of the first."""
    chat.view.dropped.emit(path)
    until(lambda: chat.view.composer.ready)
    chat.answered("How hot?", "83.")
    number = chat.stored.id
    assert number is not None
    chat.pane.new_chat()
    until(lambda: chat.view.composer.ready)
    chat.pane.session.exchanges.clear()
    return number


def reopened(chat: Chat, number: int) -> None:
    chat.pane.open_chat(number)
    until(lambda: chat.view.composer.ready and bool(chat.view.transcript.views))


def test_a_file_that_changed_since_it_was_asked_about_says_so(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("Bearing at 83 degrees.")
    number = attached(chat, path)
    path.write_text("Bearing at 99 degrees.")
    reopened(chat, number)
    assert chat.last.files.text() == f"log.txt, all read · {CHANGED}"
    assert "it has changed since the question" in chat.pane._room.ledger.details
    chat.type("And now?")
    assert chat.view.room.isVisible()
    chat.press(Qt.Key.Key_Return)
    until(lambda: len(chat.engine.requests) == 2)
    assert "99 degrees" in chat.engine.requests[1].turns[0].text


def test_a_file_that_was_only_written_anew_has_not_changed(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("Bearing at 83 degrees.")
    number = attached(chat, path)
    path.write_text("Bearing at 83 degrees.")
    os.utime(path, (0, 0))
    reopened(chat, number)
    assert chat.last.files.text() == "log.txt, all read"
    assert chat.pane._room.ledger.unread == ()


def test_an_edit_asks_about_the_file_as_it_is_now(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("Bearing at 83 degrees.")
    number = attached(chat, path)
    path.write_text("Bearing at 99 degrees.")
    reopened(chat, number)
    chat.last.edit.click()
    assert chat.last.editor is not None
    QTest.keyClick(chat.last.editor.input, Qt.Key.Key_Return)
    until(lambda: len(chat.engine.requests) == 2)
    assert chat.last.files.text() == "log.txt, all read"
    chat.settle_history()
    branches = chat.context.history.open(number).path()
    assert branches[0].siblings == 2
    chat.stream("99.")
    chat.finish()
    chat.settle_history()
    chat.pane.new_chat()
    until(lambda: chat.view.composer.ready)
    chat.pane.session.exchanges.clear()
    reopened(chat, number)
    assert chat.last.files.text() == "log.txt, all read"


def test_one_file_asked_about_twice_keeps_what_each_question_read_of_it(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text("\n".join(f"Line {at} of the log." for at in range(100)))
    number = attached(chat, path)
    half = Attachment(name="log.txt", path=str(path), tokens=100, read_tokens=50)
    chat.context.history.open(number).add_question("And the first half?", attachments=(half,))
    reopened(chat, number)
    first, second = chat.pane.session.exchanges
    assert first.papers[0].whole
    assert second.papers[0].line.endswith("% fits")
    assert second.papers[0].attachment.read_tokens == 50


def test_a_file_that_cannot_be_read_is_said_not_to_be_read_before_it_is_sent(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    chat.view.dropped.emit(tmp_path / "empty.pdf")
    until(lambda: chat.view.composer.ready)
    chat.type("What is in it?")
    assert "Not read: empty.pdf." in chat.view.composer.remark.text()
    chat.press(Qt.Key.Key_Return)
    until(lambda: len(chat.engine.requests) == 1)
    assert chat.engine.requests[0].turns[-1].text == "What is in it?"


def test_a_draft_stands_before_what_was_typed_while_its_chat_was_opened(context: FakeContext, shown: Show) -> None:
    context.history.start().keep_draft(Draft("of yesterday"))
    with opened(context, shown) as chat:
        chat.pane._opening.open(context.history.start)
        chat.view.composer.input.setPlainText("typed at once")
        until(lambda: not chat.pane._front.opening)
        assert chat.view.composer.text.endswith("of yesterday\ntyped at once")
        chat.pane.hidden()
        chat.settle_history()
        assert "of yesterday\ntyped at once" in context.history.start().draft().text


def test_what_was_typed_for_a_new_chat_is_in_front_at_the_next_start(context: FakeContext, shown: Show) -> None:
    with opened(context, shown) as chat:
        chat.answered("one", "First.")
    context.history.start().keep_draft(Draft("for a new one"))
    with opened(context, shown) as chat:
        until(lambda: not chat.pane._front.opening)
        assert chat.view.composer.text == "for a new one"
        assert chat.pane.session.exchanges == []
    context.history.start().keep_draft(Draft())
    with opened(context, shown) as chat:
        until(lambda: not chat.pane._front.opening)
        assert [one.question for one in chat.pane.session.exchanges] == ["one"]


def test_two_chats_wished_at_once_show_only_the_last(chat: Chat) -> None:
    chat.answered("one", "First.")
    number = chat.stored.id
    assert number is not None
    chat.pane.new_chat()
    chat.pane.open_chat(number)
    chat.pane.new_chat()
    chat.pane.open_chat(number)
    until(lambda: chat.view.composer.ready)
    chat.settle_history()
    assert [said.question for said in chat.pane.session.exchanges] == ["one"]


def test_a_chat_that_is_gone_says_so_once_and_leaves_an_empty_one(chat: Chat) -> None:
    chat.answered("one", "First.")
    chat.pane.open_chat(999)
    until(lambda: chat.view.composer.ready and chat.view.transcript.views == ())
    assert [notice.text for notice in chat.context.told] == [UNOPENED]


def test_a_version_that_cannot_be_shown_leaves_the_one_there_is(chat: Chat) -> None:
    chat.answered("one", "First.")
    chat.last.again.click()
    until(lambda: len(chat.engine.requests) == 2)
    chat.stream("Other.")
    chat.finish()
    until(chat.last.versions.isVisible)
    chat.stored.fault = OSError("locked")
    chat.last.versions.before.click()
    until(lambda: bool(chat.context.told))
    assert [notice.text for notice in chat.context.told] == [UNTURNED]
    assert chat.painted == "Other."


def test_a_text_handed_over_is_put_behind_a_draft(chat: Chat) -> None:
    chat.type("half a thought")
    chat.pane.take(Handoff("A summary.", "chat"))
    assert chat.view.composer.text == "half a thought\n\nA summary."
    chat.press(Qt.Key.Key_Z, CTRL)
    assert chat.view.composer.text == "half a thought"


def test_a_long_text_that_cannot_be_kept_is_told(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    chat.context.__dict__["folder"] = tmp_path / "file"
    chat.pane.take(Handoff("long " * LONG_CHARS, "chat", "Summary"))
    until(lambda: bool(chat.context.told))
    assert "could not be kept as a file" in chat.context.told[0].text
    assert chat.view.attachments.papers == ()


def test_the_tool_tip_of_the_line_below_shows_no_markup_of_a_file_name(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "<img src=x>.txt"
    path.write_text("words")
    chat.view.dropped.emit(path)
    until(lambda: chat.view.composer.ready)
    chat.type("?")
    assert "<img" not in chat.view.composer.remark.toolTip()
    assert "&lt;img src=x&gt;" in chat.view.composer.remark.toolTip()


def test_leaving_the_pane_stops_every_wait(chat: Chat) -> None:
    chat.type("half a thought")
    assert chat.pane._drafts._timer.isActive()
    assert chat.pane._room._counter._timer.isActive()
    chat.pane.hidden()
    assert not chat.pane._drafts._timer.isActive()
    assert not chat.pane._room._counter._timer.isActive()


def test_what_a_tile_asks_has_a_chat_of_its_own(chat: Chat) -> None:
    chat.answered("one", "First.")
    chat.type("half a thought")
    chat.pane.take(Handoff("What can you do?", "chat", at_once=True))
    until(lambda: len(chat.engine.requests) == 2)
    assert [turn.text for turn in chat.engine.requests[1].turns] == ["What can you do?"]
    assert [said.question for said in chat.pane.session.exchanges] == ["What can you do?"]
    chat.finish()
    chat.settle_history()
    first = chat.context.history.conversations[0]
    assert ([turn.text for turn in first.said], first.draft().text) == (["one", "First."], "half a thought")


def test_what_a_tile_asks_needs_no_other_chat_where_nothing_was_asked_yet(chat: Chat) -> None:
    chat.type("half a thought")
    chat.pane.take(Handoff("What can you do?", "chat", at_once=True))
    until(lambda: len(chat.engine.requests) == 1)
    assert [said.question for said in chat.pane.session.exchanges] == ["What can you do?"]


@pytest.mark.parametrize("small", [False, True])
def test_the_beginnings_on_offer_suit_the_model(context: FakeContext, shown: Show, *, small: bool) -> None:
    context.model = ModelView("m", "M", 512 if small else 4096, small=small)
    with opened(context, shown) as chat:
        offered = [text for text, start in chat.view.transcript.samples.items() if not start.isHidden()]
        assert len(offered) == 3
        assert (offered == list(SMALL_SAMPLES)) is small
        chat.view.transcript.samples[offered[0]].click()
        assert chat.view.composer.text == offered[0]
        chat.press(Qt.Key.Key_Return, NONE)
        until(lambda: len(chat.engine.requests) == 1)


def test_earlier_messages_of_a_long_chat_can_be_shown_and_edited(context: FakeContext, shown: Show) -> None:
    context.history = FakeHistory([SavedTurn(r, f"{r} {at}") for at in range(40) for r in ("user", "assistant")])
    with opened(context, shown) as chat:
        until(lambda: len(chat.view.transcript.views) == 30)
        chat.view.transcript._more.click()
        assert len(chat.view.transcript.views) == 40
        first = chat.view.transcript.views[0]
        first.edit.click()
        assert first.editor is not None
        first.editor.input.setPlainText("all over again")
        first.editor.send.click()
        until(lambda: len(chat.engine.requests) == 1)
        assert len(chat.view.transcript.views) == 1
        assert chat.engine.requests[0].turns[-1].text == "all over again"
