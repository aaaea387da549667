# SPDX-License-Identifier: Apache-2.0
"""The small parts of the chat pane by themselves: the room bar, version rows, editors, the undo line, an exchange."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from edgeassist.api import ModelView
from edgeassist.history.manner import Manner
from edgeassist.history.turns import Attachment
from edgeassist.kit.notice import Action
from edgeassist.kit.theme import Theme
from edgeassist.panes.chat.attaching import Paper
from edgeassist.panes.chat.exchange import TOO_LONG, Exchange, Status, Version
from edgeassist.panes.chat.exchange_view import Around, ExchangeView
from edgeassist.panes.chat.ledger import Entry, Ledger
from edgeassist.panes.chat.model_bar import model_bar
from edgeassist.panes.chat.prompt_forms import PromptEditor
from edgeassist.panes.chat.prompts import Prompt
from edgeassist.panes.chat.question_editor import QuestionEditor
from edgeassist.panes.chat.room_bar import RoomBar, Ways
from edgeassist.panes.chat.undo_line import UndoLine
from edgeassist.panes.chat.version_row import VersionRow
from edgeassist.testing import FakeContext
from edgeassist.wire import Failed, Usage
from tests.gui.conftest import settle

Show = Callable[[QWidget], QWidget]
PLENTY = Ledger((Entry("Your question", 10),), 10, True, 4096, 1024)
TIGHT = Ledger((Entry("Your question", 2700),), 2700, True, 4096, 1024)
OVER = Ledger((Entry("Your question", 4000),), 4000, True, 4096, 1024)
UNREAD = Ledger((Entry("Your question", 10),), 10, True, 4096, 1024, ("Not read: a.pdf.",))
ALL = Ways(enlarge_to=8192, drop=True, sum_up=True, elsewhere=True, cut="a.pdf")


@pytest.fixture
def bar(shown: Show) -> RoomBar:
    made = RoomBar()
    owner = QWidget()
    made.setParent(owner)
    shown(owner)
    return made


def offered(bar: RoomBar) -> set[str]:
    """Return the words of the buttons that can be pressed."""
    ways = (bar.enlarge, bar.drop, bar.sum_up, bar.hand, bar.cut, bar.paper_hand, bar.stop)
    return {way.text() for way in ways if not way.isHidden()}


@pytest.mark.parametrize(
    ("ledger", "ways", "seen", "buttons"),
    [
        (PLENTY, Ways(), False, set()),
        (PLENTY, ALL, False, {"Read only the beginning", "Summarize it"}),
        (UNREAD, Ways(), True, set()),
        (TIGHT, Ways(drop=True, sum_up=True), True, {"Drop oldest", "Summarize older turns"}),
        (TIGHT, Ways(drop=True, forgets=True), False, set()),
        (OVER, Ways(enlarge_to=8192), True, {"Enlarge to 8,192"}),
        (OVER, Ways(forgets=True), True, set()),
        (OVER, Ways(sum_up=True, no_summary="It cannot."), True, set()),
        (OVER, Ways(sum_up=True, no_summary="It cannot.", elsewhere=True), True, {"Summarize in its own pane"}),
        (OVER, Ways(cut="a.pdf"), True, {"Read only the beginning"}),
    ],
)
def test_the_room_bar_offers_what_helps_and_hides_while_nothing_must(
    bar: RoomBar, ledger: Ledger, ways: Ways, *, seen: bool, buttons: set[str]
) -> None:
    bar.show_ledger(ledger, ways, empty=False)
    assert bar.isHidden() is not seen
    assert offered(bar) == buttons
    assert bar.why.text() == ways.no_summary


def test_the_room_bar_hides_for_an_empty_chat_and_without_a_model(bar: RoomBar) -> None:
    bar.show_ledger(OVER, ALL, empty=True)
    assert bar.isHidden()
    bar.show_ledger(Ledger(), ALL, empty=False)
    assert bar.isHidden()


def test_the_room_bar_that_is_wished_stays_and_unfolds_every_part(bar: RoomBar) -> None:
    bar.want(wanted=True)
    bar.show_ledger(PLENTY, Ways(), empty=False)
    assert not bar.isHidden()
    assert bar.list.unfolded
    assert "Your question: about 10" in bar.list.text
    assert "The model reads 4,096 tokens at once." in bar.list.text
    bar.want(wanted=False)
    assert bar.isHidden()


def test_while_turns_are_summed_up_only_stop_can_be_pressed(bar: RoomBar) -> None:
    bar.show_ledger(OVER, ALL, empty=False)
    bar.show_work("Summing up older turns: 1 of 3")
    assert offered(bar) == {"Stop"}
    assert bar.why.text() == "Summing up older turns: 1 of 3"
    bar.show_ledger(OVER, ALL, empty=False)
    assert "Stop" not in offered(bar)


@pytest.mark.parametrize(
    ("version", "still", "seen", "before", "after"),
    [
        (None, False, False, False, False),
        (Version(1), False, False, False, False),
        (Version(1, 1, 3), False, True, False, True),
        (Version(1, 2, 3), False, True, True, True),
        (Version(1, 3, 3), False, True, True, False),
        (Version(1, 2, 3), True, True, False, False),
    ],
)
def test_versions_are_turned_as_far_as_there_are_any(
    theme: Theme, version: Version | None, still: bool, seen: bool, before: bool, after: bool
) -> None:
    row = VersionRow("answer")
    row.show_version(version, still=still)
    assert row.isHidden() is not seen
    if seen:
        assert (row.before.isEnabled(), row.after.isEnabled()) == (before, after)
    row.deleteLater()


def test_a_row_of_versions_says_where_it_is_and_emits_steps(shown: Show) -> None:
    row = VersionRow("answer")
    shown(row)
    row.show_version(Version(7, 2, 3))
    heard: list[int] = []
    row.turned.connect(heard.append)
    row.before.click()
    row.after.click()
    assert heard == [-1, 1]
    assert (row.line.text(), row.accessibleName()) == ("2 of 3", "answer 2 of 3")


def test_the_editor_of_a_question_asks_with_enter_and_not_with_nothing(shown: Show) -> None:
    editor = QuestionEditor("old words")
    shown(editor)
    heard: list[str] = []
    editor.asked.connect(heard.append)
    editor.begin()
    QTest.keyClicks(editor.input, " and new")
    QTest.keyClick(editor.input, Qt.Key.Key_Return)
    editor.input.setPlainText("  \n ")
    QTest.keyClick(editor.input, Qt.Key.Key_Return)
    editor.send.click()
    assert heard == ["old words and new"]


def test_the_editor_of_a_question_is_left_with_escape_and_cancel(shown: Show) -> None:
    editor = QuestionEditor("old words")
    shown(editor)
    left: list[None] = []
    editor.left.connect(lambda: left.append(None))
    QTest.keyClick(editor.input, Qt.Key.Key_Escape)
    editor.cancel.click()
    assert len(left) == 2


def test_the_undo_line_counts_only_while_it_can_be_seen(shown: Show) -> None:
    line, owner = UndoLine(), QWidget()
    line.setParent(owner)
    line.say("Deleted.", Action("Undo", line.put_away))
    assert not line.timer.isActive()
    shown(owner)
    assert line.timer.isActive()
    assert line.text == "Deleted."
    owner.hide()
    assert not line.timer.isActive()
    owner.show()
    assert line.timer.isActive()
    line.buttons[0].click()
    assert (line.text, line.timer.isActive()) == ("", False)


def test_an_undo_line_that_stays_does_not_count_and_the_next_deed_replaces_its_ways(shown: Show) -> None:
    line = UndoLine()
    shown(line)
    line.say("Sure?", Action("Yes", line.put_away), Action("No", line.put_away), stays=True)
    assert not line.timer.isActive()
    assert [made.text() for made in line.buttons] == ["Yes", "No"]
    line.say("Done.")
    assert line.buttons == ()
    assert line.timer.isActive()
    line.put_away()


@pytest.mark.parametrize(
    ("model", "bar"),
    [("", ""), ("qwen", ""), ("gone", ""), ("starter", "This chat is meant for Starter.")],
)
def test_a_chat_for_another_model_offers_it_only_while_it_is_here(context: FakeContext, model: str, bar: str) -> None:
    made = model_bar(context, Manner(model), lambda _model: None)
    assert (made.text if made is not None else "") == bar
    if made is not None:
        made.deleteLater()


def test_without_a_model_no_other_is_offered(context: FakeContext) -> None:
    context.model = None
    assert model_bar(context, Manner("starter"), lambda _model: None) is None
    context.model = ModelView("other", "Other", 1024)


def buttons_of(view: ExchangeView) -> set[str]:
    return {made.text() for made in view.findChildren(QPushButton) if made.isVisible() and made.isEnabled()}


LAST = Around(last=True, wishes=frozenset({"translate", "summarize"}))


@pytest.mark.parametrize(
    ("said", "around", "buttons"),
    [
        (Exchange("q", "a"), LAST, {"Copy", "Try again", "Edit", "Translate", "Summarize chat"}),
        (Exchange("q", "a"), Around(last=True), {"Copy", "Try again", "Edit"}),
        (Exchange("q", "a"), Around(), {"Copy", "Edit"}),
        (Exchange("q", "a", Status.CUT), Around(last=True), {"Copy", "Try again", "Continue", "Edit"}),
        (Exchange("q", "a", Status.STOPPED), Around(last=True), {"Copy", "Try again", "Continue", "Edit"}),
        (Exchange("q", "<think>a", Status.STOPPED), Around(last=True), {"Try again", "Edit", "▸ Thought for 1 word"}),
        (Exchange("q", "", Status.UNANSWERED), Around(last=True), {"Try again", "Edit"}),
        (Exchange("q", "a", Status.ANSWERING), Around(last=True, busy=True), set()),
        (Exchange("q", "a"), Around(busy=True), {"Copy"}),
    ],
)
def test_an_exchange_offers_what_can_be_done_with_it(
    shown: Show, said: Exchange, around: Around, buttons: set[str]
) -> None:
    view = ExchangeView(said)
    shown(view)
    view.refresh(around)
    settle()
    assert buttons_of(view) - {"Show all"} == buttons


@pytest.mark.parametrize(
    ("code", "alone", "ways"),
    [
        ("killed", False, ["Try again"]),
        (TOO_LONG, False, ["New chat", "Try again"]),
        (TOO_LONG, True, ["Shorten the question", "Try again"]),
    ],
)
def test_a_failure_offers_the_way_out_that_helps(shown: Show, code: str, *, alone: bool, ways: list[str]) -> None:
    failed = Failed(code=code, message="It failed.", hint="Try again.")
    view = ExchangeView(Exchange("q", status=Status.FAILED, failure=failed, alone=alone))
    shown(view)
    view.refresh(LAST)
    assert view.failure is not None
    assert [made.text() for made in view.failure.buttons] == ways
    view.hold("No model is loaded.")
    held = [made.text() for made in view.failure.buttons if not made.isEnabled()]
    assert held == ["Try again"]
    view.refresh(Around())
    assert view.failure.buttons == ()


def test_an_exchange_says_its_cost_its_files_and_who_answered(shown: Show) -> None:
    paper = Paper(Attachment(name="log.pdf"), "text", "page", 2)
    said = Exchange("q", "a", usage=Usage(answer_tokens=3), model="Big", papers=(paper,))
    view = ExchangeView(said)
    shown(view)
    view.refresh(Around(last=True, model="Small"))
    assert (view.cost.text(), view.files.text()) == ("3 tokens", "log.pdf, 2 pages, all read")
    assert view.status.text() == "Answered by Big"
    view.refresh(Around(last=True, model="Big"))
    assert view.status.isHidden()


def test_a_summary_below_an_exchange_comes_and_goes(shown: Show) -> None:
    view = ExchangeView(Exchange("q", "a"))
    shown(view)
    view.show_summary("They met.", 1)
    assert view.summary is not None
    assert view.summary.toggle.text().endswith("Summary of 1 older question, read instead of it")
    view.show_summary("", 0)
    assert view.summary is None


def unsaved(editor: PromptEditor) -> bool:
    return editor.changed


def test_a_prompt_editor_knows_what_is_not_saved(shown: Show) -> None:
    editor = PromptEditor()
    shown(editor)
    editor.open(Prompt("Mine", "Write {what}."))
    assert not unsaved(editor)
    QTest.keyClicks(editor.text, "More. ")
    assert unsaved(editor)
    kept = editor.written_so_far
    editor.open(None)
    assert not unsaved(editor)
    editor.go_on(kept)
    assert (editor.name.text(), unsaved(editor)) == ("Mine", True)
    editor.text.clear()
    assert not unsaved(editor)
