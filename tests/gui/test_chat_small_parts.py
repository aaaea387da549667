# SPDX-License-Identifier: Apache-2.0
"""The small parts of the chat, each by itself: undo line, versions, an edited question, the room bar, chips, drafts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from edgeassist.api import Conversation, ModelView
from edgeassist.history.manner import Manner
from edgeassist.history.turns import Attachment, Draft
from edgeassist.kit.background import InOrder
from edgeassist.kit.flow_box import FlowBox
from edgeassist.kit.notice import Action
from edgeassist.panes.chat.attachments import Attachments
from edgeassist.panes.chat.drafts import DraftKeeper
from edgeassist.panes.chat.exchange import Version
from edgeassist.panes.chat.ledger import Ledger
from edgeassist.panes.chat.model_bar import model_bar
from edgeassist.panes.chat.question_editor import QuestionEditor
from edgeassist.panes.chat.room_bar import RoomBar, Ways
from edgeassist.panes.chat.undo_line import STAYS_MS, UndoLine
from edgeassist.panes.chat.version_row import VersionRow
from edgeassist.testing import FakeContext, FakeDocuments, FakeHistory
from tests.gui.conftest import until

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def line(shown: Show) -> Iterator[UndoLine]:
    holder = FlowBox(made := UndoLine())
    shown(holder)
    yield made
    made.put_away()


def test_nothing_is_said_until_something_is(line: UndoLine) -> None:
    assert line.text == ""
    assert not line.timer.isActive()


def test_a_sentence_goes_after_ten_seconds_and_a_question_stays(line: UndoLine) -> None:
    line.say("It was deleted.")
    assert line.timer.isActive()
    assert line.timer.interval() == STAYS_MS == 10_000
    line.say("Delete for good?", stays=True)
    line.timer.stop()
    line.hide()
    line.show()
    assert not line.timer.isActive()
    assert line.text == line.accessibleName() == "Delete for good?"


def test_another_sentence_takes_the_place_of_the_ways_of_the_one_before(line: UndoLine) -> None:
    pressed: list[str] = []
    line.say("one", Action("Undo", lambda: pressed.append("old")))
    (old,) = line.buttons
    line.say("two", Action("Keep", lambda: pressed.append("keep")), Action("Delete", lambda: None, primary=True))
    assert old.isHidden()
    assert [made.text() for made in line.buttons] == ["Keep", "Delete"]
    QTest.keyClick(line.buttons[0], Qt.Key.Key_Space)
    assert pressed == ["keep"]


def test_markup_in_a_name_is_only_shown(line: UndoLine) -> None:
    line.say("<b>x</b> &amp; was deleted.", stays=True)
    assert line.text == "<b>x</b> &amp; was deleted."


@pytest.fixture
def versions(shown: Show) -> VersionRow:
    holder = FlowBox(made := VersionRow("answer"))
    shown(holder)
    return made


@pytest.mark.parametrize(
    ("version", "still", "seen", "ways"),
    [
        (None, False, False, (False, False)),
        (Version(7), False, False, (False, False)),
        (Version(7, 1, 3), False, True, (False, True)),
        (Version(7, 2, 3), False, True, (True, True)),
        (Version(7, 3, 3), False, True, (True, False)),
        (Version(7, 2, 3), True, True, (False, False)),
    ],
)
def test_the_way_leads_only_to_versions_that_there_are(
    versions: VersionRow, version: Version | None, still: bool, seen: bool, ways: tuple[bool, bool]
) -> None:
    versions.show_version(version, still=still)
    assert versions.isVisible() == seen
    if seen and version is not None:
        assert (versions.before.isEnabled(), versions.after.isEnabled()) == ways
        assert versions.accessibleName() == f"answer {version.place} of {version.count}"


def test_the_arrows_say_where_they_lead_and_turn(versions: VersionRow) -> None:
    turned: list[int] = []
    versions.turned.connect(turned.append)
    versions.show_version(Version(7, 2, 3))
    for arrow in (versions.before, versions.after):
        QTest.keyClick(arrow, Qt.Key.Key_Space)
    assert turned == [-1, 1]
    assert versions.before.accessibleName() == "The answer before this one"


@pytest.fixture
def editor(shown: Show) -> QuestionEditor:
    made = QuestionEditor("What is a pear?")
    shown(made)
    made.activateWindow()
    made.begin()
    return made


def heard(editor: QuestionEditor) -> list[str]:
    said: list[str] = []
    editor.asked.connect(said.append)
    editor.left.connect(lambda: said.append("left"))
    return said


def test_an_edited_question_is_gone_on_with_at_its_end(editor: QuestionEditor) -> None:
    said = heard(editor)
    QTest.keyClicks(editor.input, " Or a quince?")
    QTest.keyClick(editor.input, Qt.Key.Key_Return)
    assert said == ["What is a pear? Or a quince?"]


@pytest.mark.parametrize("text", ["", "  ", "\n\n"])
def test_an_emptied_question_is_not_asked(editor: QuestionEditor, text: str) -> None:
    said = heard(editor)
    editor.input.setPlainText(text)
    QTest.mouseClick(editor.send, Qt.MouseButton.LeftButton)
    QTest.keyClick(editor.input, Qt.Key.Key_Return)
    assert said == []


def test_escape_and_cancel_leave_it(editor: QuestionEditor) -> None:
    said = heard(editor)
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    QTest.mouseClick(editor.cancel, Qt.MouseButton.LeftButton)
    assert said == ["left", "left"]


LEDGER = Ledger(total_tokens=1000, exact=True, context_tokens=4096, room_tokens=1024)
TIGHT = replace(LEDGER, total_tokens=2900)
OVER = replace(LEDGER, total_tokens=4000)
EVERY = Ways(enlarge_to=8192, drop=True, sum_up=True, elsewhere=True)


@pytest.fixture
def bar(shown: Show) -> RoomBar:
    made = RoomBar()
    holder = QWidget()
    made.setParent(holder)
    shown(holder)
    return made


def offered(bar: RoomBar) -> set[str]:
    named = ("cut", "paper_hand", "enlarge", "drop", "sum_up", "hand", "stop")
    return {name for name in named if not getattr(bar, name).isHidden()}


@pytest.mark.parametrize(
    ("ledger", "ways", "empty", "seen"),
    [
        (LEDGER, EVERY, False, False),
        (replace(LEDGER, total_tokens=1100), EVERY, False, True),
        (TIGHT, EVERY, False, True),
        (TIGHT, EVERY, True, False),
        (OVER, EVERY, False, True),
        (Ledger(total_tokens=9999), EVERY, False, False),
        (replace(LEDGER, unread=("2 questions are not read.",)), EVERY, False, True),
        (replace(LEDGER, unread=("2 questions are not read.",)), Ways(forgets=True), False, False),
        (OVER, Ways(forgets=True), False, True),
    ],
)
def test_the_bar_is_there_when_it_is_needed_and_only_then(
    bar: RoomBar, ledger: Ledger, ways: Ways, empty: bool, seen: bool
) -> None:
    bar.show_ledger(ledger, ways, empty=empty)
    assert bar.isHidden() != seen


@pytest.mark.parametrize(
    ("ledger", "ways", "wanted"),
    [
        (LEDGER, EVERY, set[str]()),
        (TIGHT, EVERY, {"enlarge", "drop", "sum_up"}),
        (OVER, EVERY, {"enlarge", "drop", "sum_up"}),
        (OVER, Ways(), set[str]()),
        (OVER, replace(EVERY, no_summary="Too small."), {"enlarge", "drop", "hand"}),
        (OVER, replace(EVERY, no_summary="Too small.", elsewhere=False), {"enlarge", "drop"}),
        (LEDGER, Ways(cut="log.pdf"), {"cut"}),
        (LEDGER, Ways(cut="log.pdf", elsewhere=True), {"cut", "paper_hand"}),
    ],
)
def test_only_ways_that_can_be_gone_are_offered(bar: RoomBar, ledger: Ledger, ways: Ways, wanted: set[str]) -> None:
    bar.show_ledger(ledger, ways, empty=False)
    assert offered(bar) == wanted
    assert bar.why.text() == (ways.no_summary if not ledger.fits else "")


def test_while_older_turns_are_summed_up_only_stop_is_offered_and_then_all_again(bar: RoomBar) -> None:
    bar.show_ledger(OVER, EVERY, empty=False)
    bar.show_work("Summing up older turns: 1 of 3")
    assert offered(bar) == {"stop"}
    assert bar.why.text() == "Summing up older turns: 1 of 3"
    bar.show_ledger(OVER, EVERY, empty=False)
    assert offered(bar) == {"enlarge", "drop", "sum_up"}
    assert bar.why.isHidden()


def test_each_way_tells_its_own_wish(bar: RoomBar) -> None:
    said: list[str] = []
    ways = {
        bar.enlarge: bar.enlarge_wished, bar.drop: bar.drop_wished, bar.sum_up: bar.sum_up_wished,
        bar.hand: bar.hand_wished, bar.cut: bar.cut_wished, bar.paper_hand: bar.paper_hand_wished,
        bar.stop: bar.stop_wished,
    }  # fmt: skip
    for made, wish in ways.items():
        wish.connect(partial(said.append, made.text()))
    for made in ways:
        made.click()
    assert said == [made.text() for made in ways]
    assert len(set(said)) == 7


def test_the_room_that_is_left_is_said_in_numbers(bar: RoomBar) -> None:
    bar.show_ledger(replace(LEDGER, total_tokens=2072), EVERY, empty=False)
    assert "About 1,600 words will be read; 750 more would fit" in bar.meter.accessibleDescription() + "".join(
        child.text() for child in bar.meter.findChildren(QWidget) if hasattr(child, "text")
    )


def test_a_chat_meant_for_another_model_offers_both_ways() -> None:
    context, stays = FakeContext(), list[str]()
    other = context.others[0]
    made = model_bar(context, Manner(other.id), stays.append)
    assert made is not None
    use, stay = (one for one in made.findChildren(QPushButton) if one.text().startswith(("Use", "Stay")))
    use.click()
    stay.click()
    assert context.used == [other.id]
    assert stays == ["qwen"]
    made.deleteLater()


@pytest.mark.parametrize("model", ["", "qwen", "deleted long ago"])
def test_without_another_model_that_is_here_there_is_no_bar(app: object, model: str) -> None:
    assert model_bar(FakeContext(), Manner(model), lambda _: None) is None
    assert model_bar(FakeContext(model=None), Manner(model), lambda _: None) is None


def test_a_box_is_as_high_as_its_parts_need_at_each_width(shown: Show) -> None:
    parts = [QPushButton("a longer word") for _ in range(6)]
    box = FlowBox(*parts)
    box.resize(900, 50)
    shown(box)
    wide = box.height()
    box.resize(200, box.height())
    until(lambda: box.height() > wide)
    assert max(part.geometry().bottom() for part in parts) <= box.height()
    for part in parts:
        part.hide()
    until(lambda: box.height() < wide)


@pytest.fixture
def chips(shown: Show) -> Iterator[Attachments]:
    documents = FakeDocuments()
    holder = FlowBox(made := Attachments(lambda: documents))
    shown(holder)
    yield made
    made.close_reader()


def wrote(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_text(f"The text of {name}.")
    return [folder / name for name in names]


def test_files_are_read_in_the_order_they_were_attached_each_once(chips: Attachments, tmp_path: Path) -> None:
    first, second = wrote(tmp_path, "b.txt", "a.txt")
    for path in (first, second, first):
        chips.add(path)
    until(lambda: not chips.waiting)
    assert [paper.text for paper in chips.papers] == ["The text of b.txt.", "The text of a.txt."]
    assert [chip.name for chip in chips.chips] == ["b.txt", "a.txt"]
    assert chips.isVisible()


@pytest.mark.parametrize("name", ["absent.pdf", ".", "empty.txt"])
def test_what_cannot_be_read_says_why_and_does_not_go_along(chips: Attachments, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.txt").touch()
    (good,) = wrote(tmp_path, "good.txt")
    chips.add(tmp_path / name)
    chips.add(good)
    until(lambda: not chips.waiting)
    assert chips.papers[0].trouble
    assert [paper.name for paper in chips.take()] == ["good.txt"]
    assert chips.papers == ()
    assert chips.isHidden()


def test_a_file_taken_away_while_it_is_read_does_not_come_back(chips: Attachments, tmp_path: Path) -> None:
    first, second = wrote(tmp_path, "a.txt", "b.txt")
    chips.add(first)
    chips.add(second)
    chips.remove(first)
    chips.remove(None)
    chips.remove(tmp_path / "never there")
    until(lambda: not chips.waiting)
    assert [paper.name for paper in chips.papers] == ["b.txt"]


def test_delete_on_a_chip_takes_it_away(chips: Attachments, tmp_path: Path) -> None:
    chips.add(wrote(tmp_path, "a.txt")[0])
    until(lambda: not chips.waiting)
    QTest.mouseClick(chips.chips[0].remove, Qt.MouseButton.LeftButton)
    assert chips.papers == ()
    assert chips.stored == ()


def test_what_is_given_back_stands_before_what_came_meanwhile_and_never_twice(
    chips: Attachments, tmp_path: Path
) -> None:
    first, second = wrote(tmp_path, "a.txt", "b.txt")
    chips.add(first)
    until(lambda: not chips.waiting)
    taken = chips.take()
    chips.add(second)
    chips.add(first)
    chips.bring_back(taken)
    until(lambda: not chips.waiting)
    assert [paper.name for paper in chips.papers] == ["a.txt", "b.txt"]


def test_a_draft_brings_its_files_beside_those_there_are(chips: Attachments, tmp_path: Path) -> None:
    first, second = wrote(tmp_path, "a.txt", "b.txt")
    chips.add(first)
    chips.add_stored(tuple(Attachment(name=path.name, path=str(path)) for path in (first, second)))
    until(lambda: not chips.waiting)
    assert [paper.name for paper in chips.papers] == ["a.txt", "b.txt"]
    chips.clear()
    assert chips.chips == ()


class Kept:
    """A draft keeper, and what stands in the composer."""

    def __init__(self) -> None:
        self.owner = QWidget()
        self.storing = InOrder(self.owner, "drafts")
        self.now = Draft()
        self.keeper = DraftKeeper(self.owner, self.storing, lambda: self.now)
        self.history = FakeHistory()
        self.conversation: Conversation = self.history.start()

    def waits(self) -> bool:
        return any(timer.isActive() for timer in self.keeper.findChildren(QTimer))

    def stored(self) -> Draft:
        done: list[None] = []
        self.storing.do(lambda: None, done.append)
        until(lambda: bool(done))
        return self.conversation.draft()


@pytest.fixture
def kept(app: object) -> Iterator[Kept]:
    made = Kept()
    yield made
    made.storing.close()
    made.owner.deleteLater()


def test_a_draft_is_kept_once_however_often_it_is_wished(kept: Kept) -> None:
    kept.keeper.belong_to(kept.conversation, Draft())
    kept.now = Draft("half a thou")
    kept.keeper.touch()
    assert kept.waits()
    kept.keeper.keep()
    assert not kept.waits()
    assert kept.stored().text == "half a thou"
    kept.conversation.keep_draft(Draft("from elsewhere"))
    kept.keeper.keep()
    assert kept.stored().text == "from elsewhere"


def test_without_a_conversation_no_draft_is_waited_for(kept: Kept) -> None:
    kept.now = Draft("x")
    kept.keeper.touch()
    assert not kept.waits()
    kept.keeper.keep()
    assert kept.stored() == Draft()


def test_what_was_sent_is_no_draft_any_more(kept: Kept) -> None:
    kept.keeper.belong_to(kept.conversation, Draft())
    kept.now = Draft("a question")
    kept.keeper.touch()
    kept.now = Draft()
    kept.keeper.sent()
    assert not kept.waits()
    kept.keeper.keep()
    assert kept.stored() == Draft()


def test_another_conversation_gets_nothing_of_the_one_before(kept: Kept) -> None:
    kept.keeper.belong_to(kept.conversation, Draft())
    kept.now = Draft("meant for the first")
    kept.keeper.touch()
    kept.keeper.belong_to(kept.history.start(), kept.now)
    assert not kept.waits()
    kept.keeper.keep()
    assert kept.stored() == Draft()


def test_the_model_named_in_the_bar_is_the_one_in_use() -> None:
    context = FakeContext(model=ModelView("other", "Other <b>", 4096))
    made = model_bar(context, Manner(context.others[0].id), lambda _: None)
    assert made is not None
    assert any(one.text() == "Stay with Other <b>" for one in made.findChildren(QPushButton))
    made.deleteLater()
