# SPDX-License-Identifier: Apache-2.0
"""The summarize pane as a person uses it, on a summarizer that tells what the test says, when it says so."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from edgeassist.api import Handoff
from edgeassist.core.errors import EngineTrouble
from edgeassist.core.stop import Stop
from edgeassist.documents.blocks import Anchor, Block, Span
from edgeassist.documents.refusals import LockedDocument, ScannedDocument
from edgeassist.panes.summarize.list_view import MOST
from edgeassist.panes.summarize.page_view import PageView
from edgeassist.panes.summarize.pane import PASTED, SummarizePane
from edgeassist.panes.summarize.rows import NOWHERE, Row
from edgeassist.panes.summarize.sample import sample
from edgeassist.panes.summarize.sentence_view import SentenceView
from edgeassist.panes.summarize.session import PICKED, STOPPED, Phase
from edgeassist.panes.summarize.spec import SPEC
from edgeassist.panes.summarize.start_view import LONG_PASTE_CHARS
from edgeassist.panes.summarize.summary import (
    BlocksCame,
    Coverage,
    CoverageGrew,
    Length,
    Proof,
    SectionSummed,
    Sentence,
    Source,
    SourceOpened,
    StepTold,
    Style,
    Summary,
    Told,
    Way,
    Wish,
)
from edgeassist.testing import FakeContext
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]
FALLS = "Any task more than two metres above ground requires a harness."
RADIO = "The second person carries a radio."


@dataclass
class Script:
    """A summarizer that tells what it is given and ends with what comes last: a summary or an error."""

    said: SimpleQueue[Told | Exception] = field(default_factory=SimpleQueue)
    asked: list[tuple[Source, Wish]] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    last: Summary | None = None

    def run(self, source: Source, wish: Wish, tell: Callable[[Told], None], stop: Stop) -> Summary:
        self.asked.append((source, wish))
        self.threads.add(threading.current_thread().name)
        stop.guard(lambda: self.said.put(ending(*sentences()[:1], stopped=True, wish=wish)))
        while True:
            told = self.said.get()
            if isinstance(told, Exception):
                stop.guard(None)
                raise told
            tell(told)
            if isinstance(told, Summary):
                stop.guard(None)
                return told

    def say(self, *told: Told | Exception) -> None:
        for one in told:
            self.said.put(one)


def sentences() -> tuple[Sentence, ...]:
    return (
        Sentence("Work above 2 m needs a harness.", Proof(Span(1, 0, len(FALLS)), 12, 0.9)),
        Sentence("Somebody has a radio.", Proof(Span(2, 0, len(RADIO)), 13, 0.8)),
        Sentence("It costs 42.", None, ("42",)),
    )


def ending(*said: Sentence, way: Way = Way.MODEL, stopped: bool = False, wish: Wish | None = None) -> Summary:
    coverage = Coverage(2, 2, "page", "Pages 12-13 of 13 read")
    why = "Starter cannot sum texts up." if way is Way.PICKED else ""
    notes = ("1 line of hidden text was left out.",)
    return Summary("Safety manual", said, coverage, way, "Qwen2.5", why, notes, stopped, wish or Wish())


def source_text() -> tuple[Told, ...]:
    blocks = (
        Block(0, "heading", "3.2 Working at height", Anchor(0, 12), level=2),
        Block(1, "paragraph", FALLS, Anchor(1, 12)),
        Block(2, "paragraph", RADIO, Anchor(2, 13)),
    )
    return SourceOpened("Safety manual", "page", 13), BlocksCame(blocks)


class Person:
    """The pane and what one does with it."""

    def __init__(self, context: FakeContext) -> None:
        self.context, self.script = context, Script()
        self.pane = SummarizePane(context, lambda _context: self.script)
        self.view = self.pane.widget
        self.view.resize(1200, 760)

    @property
    def rows(self) -> list[str]:
        return [view.row.text for view in self.view.summary.sentences.views]

    @property
    def page(self) -> PageView:
        return self.view.source.page

    @property
    def highlighted(self) -> str:
        return "".join(one.cursor.selectedText() for one in self.page.extraSelections())

    def tell(self, *told: Told | Exception) -> None:
        self.script.say(*told)
        if isinstance(told[-1], Summary | Exception):
            until(lambda: not self.pane.work.busy, "the work did not end")
        settle()

    def finished(self, way: Way = Way.MODEL) -> "Person":
        self.pane.open(Path("manual.pdf"))
        self.tell(*source_text(), ending(*sentences(), way=way))
        return self


@pytest.fixture
def person(shown: Show) -> Iterator[Person]:
    made = Person(FakeContext(served=frozenset({"translate", "chat", "models"})))
    shown(made.view)
    made.view.activateWindow()
    made.pane.shown()
    yield made
    made.script.say(EngineTrouble("The test is over."))
    made.pane.close()


def test_a_summary_streams_section_by_section_off_the_gui_thread(person: Person) -> None:
    person.pane.open(Path("manual.pdf"))
    person.tell(
        *source_text(), CoverageGrew(Coverage(1, 2, "page", "Page 12 of 13 read")), StepTold("Summing up", 1, 2)
    )
    state = person.view.summary.state
    until(lambda: state.step.text() == "Summing up · 1 of 2")
    assert state.coverage.line.text() == "Page 12 of 13 read"
    assert state.waiting.isVisible()
    assert person.page.toPlainText() == f"3.2 Working at height\n{FALLS}"
    assert person.view.source.heading.text() == "Page 12 of 13"
    person.tell(SectionSummed(0, sentences()[:1]))
    until(lambda: person.rows == ["Work above 2 m needs a harness."])
    person.tell(ending(*sentences()))
    assert person.rows[1:] == ["Somebody has a radio.", "It costs 42."]
    assert state.coverage.line.text() == "Pages 12-13 of 13 read · 3 sentences, 2 with proof"
    assert not state.stop.isVisible()
    assert all(name.startswith("summarize") for name in person.script.threads)


def test_a_click_turns_to_the_page_and_highlights_the_stretch(person: Person) -> None:
    views = person.finished().view.summary.sentences.views
    QTest.mouseClick(views[1].button, Qt.MouseButton.LeftButton)
    assert person.view.source.heading.text() == "Page 13 of 13"
    assert person.highlighted == RADIO
    assert views[1].current
    QTest.mouseClick(views[0].button, Qt.MouseButton.LeftButton)
    assert (person.view.source.heading.text(), person.highlighted) == ("Page 12 of 13", FALLS)


def test_the_keyboard_walks_through_the_sentences(person: Person) -> None:
    views = person.finished().view.summary.sentences.views
    views[0].button.setFocus()
    QTest.keyClick(views[0].button, Qt.Key.Key_Down)
    assert views[1].button.hasFocus()
    assert person.highlighted == RADIO
    QTest.keyClick(views[1].button, Qt.Key.Key_End)
    assert views[2].button.hasFocus()
    assert person.highlighted == ""
    assert views[2].button.accessibleName() == "It costs 42. no proof found. “42” is not in the text"
    assert [view.button.focusPolicy() & Qt.FocusPolicy.TabFocus for view in views][:2] == [Qt.FocusPolicy.NoFocus] * 2


def test_what_is_not_proven_says_so_in_words_and_colour(person: Person) -> None:
    doubtful = person.finished().view.summary.sentences.views[2]
    assert doubtful.remark is not None
    assert (doubtful.row.chip, doubtful.remark.text()) == ("no proof found", "“42” is not in the text")
    assert (doubtful.property("role"), doubtful.property("tone")) == ("notice", "warn")
    assert doubtful.button.toolTip() == NOWHERE
    check = person.view.summary.state.doubts
    assert check.text() == "Check the one without full proof"
    check.click()
    assert doubtful.current
    assert doubtful.button.hasFocus()


def test_a_click_in_the_source_marks_the_sentence_that_comes_from_there(person: Person) -> None:
    person.finished()
    person.page.clicked.emit(2, 5)
    assert [view.current for view in person.view.summary.sentences.views] == [False, True, False]


def test_under_900_px_the_source_is_a_sheet_and_esc_goes_back(person: Person) -> None:
    person.finished()
    person.view.resize(880, 700)
    settle()
    assert not person.view.source.isVisible()
    QTest.mouseClick(person.view.summary.sentences.views[0].button, Qt.MouseButton.LeftButton)
    assert person.view.source.isVisible()
    assert not person.view.summary.isVisible()
    person.pane.stop()
    assert person.view.summary.isVisible()


def test_stop_keeps_what_is_done_and_it_can_go_on(person: Person) -> None:
    person.pane.open(Path("manual.pdf"))
    person.tell(*source_text())
    until(lambda: bool(person.script.asked))
    QTest.keyClick(person.view.summary, Qt.Key.Key_Escape)
    until(lambda: not person.pane.work.busy)
    state = person.view.summary.state
    assert (person.pane.session.look.phase, state.step.text()) == (Phase.STOPPED, STOPPED)
    assert person.rows == ["Work above 2 m needs a harness."]
    state.go_on.click()
    person.tell(*source_text(), ending(*sentences()))
    assert len(person.rows) == 3
    assert [wish for _, wish in person.script.asked] == [Wish(), Wish()]


def test_another_form_length_and_language_run_again_on_the_same_source(person: Person) -> None:
    head = person.finished().view.summary.head
    for press in (head.styles.buttons["minutes"].click, head.lengths.buttons["short"].click):
        press()
        assert len(person.rows) == 3, "what was there stays until something newer comes"
        person.tell(*source_text(), ending(*sentences(), wish=head.wish))
    menu = head.language.open()
    next(action for action in menu.actions() if action.text() == "Spanish").trigger()
    menu.close()
    person.tell(ending(*sentences(), wish=head.wish))
    wishes = [wish for _, wish in person.script.asked]
    assert wishes[1:] == [
        Wish(Style.MINUTES),
        Wish(Style.MINUTES, Length.SHORT),
        Wish(Style.MINUTES, Length.SHORT, "es"),
    ]
    assert len({source for source, _ in person.script.asked}) == 1
    assert person.page.toPlainText().count(FALLS) == 1


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (ScannedDocument("It has 3 pages and no text."), False),
        (LockedDocument("It is locked."), False),
        (EngineTrouble("The model died.", hint="Try again."), True),
    ],
)
def test_what_went_wrong_stands_in_place_with_what_to_do(person: Person, error: EngineTrouble, *, again: bool) -> None:
    person.pane.open(Path("scan.pdf"))
    person.tell(error)
    notice = person.view.summary.state.notice
    assert notice is not None
    assert (notice.text, notice.accessibleDescription()) == (str(error), error.hint)
    wanted = ["Try again"] * again + ["Choose another document…"]
    assert [press.text() for press in notice.buttons] == wanted
    if again:
        notice.buttons[0].click()
        person.tell(*source_text(), ending(*sentences()))
        assert person.view.summary.state.notice is None


def test_without_a_model_it_says_who_picked_and_offers_one(person: Person) -> None:
    person.context.refused["summarize"] = "Starter cannot sum texts up."
    person.pane.model_changed()
    start = person.view.start
    assert start.who.text().startswith("Qwen2.5 0.5B is not made for writing summaries, so the sentences")
    assert start.who.toolTip() == "Starter cannot sum texts up."
    assert start.models.isVisible()
    person.finished(Way.PICKED)
    state, head = person.view.summary.state, person.view.summary.head
    assert state.way.text() == PICKED
    assert state.why.text().startswith("Starter cannot sum texts up. A model that can write")
    assert not head.language.isEnabled()
    assert not head.styles.buttons["plain"].isEnabled()
    state.models.click()
    assert person.context.handed == [Handoff("", "models")]
    person.context.refused.clear()
    person.pane.model_changed()
    assert state.write.text() == "Have Qwen2.5 0.5B write it"
    state.write.click()
    person.tell(ending(*sentences()))
    assert person.script.asked[-1][1] == Wish(picked=False)


def dropped(view: QWidget, *paths: Path) -> QDropEvent:
    """Return the drop of files, with the data that Qt only borrows."""
    data = QMimeData()
    data.setParent(view)
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    return QDropEvent(QPointF(5, 5), copy, data, left, none)


def test_what_only_a_model_can_do_is_not_wished_without_one(person: Person) -> None:
    person.finished()
    head = person.view.summary.head
    head.wished.emit(Wish(Style.PLAIN, Length.LONG, "es"))
    person.tell(ending(*sentences()))
    person.context.refused["summarize"] = "No."
    person.pane.model_changed()
    person.pane.open(Path("other.pdf"))
    until(lambda: len(person.script.asked) == 3)
    assert [wish for _, wish in person.script.asked] == [
        Wish(),
        Wish(Style.PLAIN, Length.LONG, "es"),
        Wish(Style.KEY_POINTS, Length.LONG),
    ]


def test_the_sample_a_pasted_text_a_drop_and_a_handoff_all_begin(person: Person, tmp_path: Path) -> None:
    start, begun = person.view.start, []
    data = QMimeData()
    data.setText("x" * (LONG_PASTE_CHARS + 1))
    start.text.setPlainText("A short text.")
    begin: tuple[Callable[[], object], ...] = (
        start.sample.click,
        start.go.click,
        lambda: start.text.insertFromMimeData(data),
        lambda: person.view.dropEvent(dropped(person.view, tmp_path / "m.gguf", tmp_path / "d.docx")),
        lambda: person.pane.take(Handoff("From the chat.", "summarize", "Chat: pumps")),
        lambda: person.pane.take(Handoff("As read.", "summarize", "d.pdf", path=tmp_path / "d.pdf")),
    )
    for beginning in begin:
        beginning()
        begun.append(person.pane.session.source)
        assert person.pane.session.working
    assert begun == [
        sample(),
        Source(PASTED, text="A short text."),
        Source(PASTED, text=f"A short text.{'x' * (LONG_PASTE_CHARS + 1)}"),
        Source("d.docx", path=tmp_path / "d.docx"),
        Source("Chat: pumps", text="From the chat."),
        Source("d.pdf", tmp_path / "d.pdf", "As read."),
    ]


def test_enter_presses_what_has_the_focus(person: Person) -> None:
    person.view.start.sample.setFocus()
    QTest.keyClick(person.view.start.sample, Qt.Key.Key_Return)
    assert person.pane.session.source == sample()


def test_new_lets_go_of_everything(person: Person) -> None:
    person.finished()
    person.view.summary.head.new.click()
    assert person.view.currentWidget() is person.view.start
    assert person.view.source.empty
    assert person.pane.session.source is None


def test_the_summary_is_copied_exported_and_handed_over(person: Person, tmp_path: Path) -> None:
    summary = person.finished().view.summary
    summary.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "• Work above 2 m needs a harness. (p. 12)" in copied
    assert "Pages 12-13 of 13 read" in copied
    person.pane.deeds.export(tmp_path / "s.html")
    person.pane.deeds.export(tmp_path / "missing" / "s.md")
    until(lambda: len(person.context.told) == 2)
    assert [notice.text for notice in person.context.told] == ["Saved as s.html.", "s.md could not be written."]
    assert "(p. 12)" not in (tmp_path / "s.html").read_text(encoding="utf-8")
    menu = person.pane.deeds.offer_export()
    assert [action.text() for action in menu.actions()] == ["Markdown", "Web page", "Plain text"]
    menu.close()
    summary.translate.click()
    summary.ask.click()
    assert [(one.wish, one.title) for one in person.context.handed] == [
        ("translate", "Summary: Safety manual"),
        ("chat", "Summary: Safety manual"),
    ]
    assert "p. 12" not in person.context.handed[0].text


def test_a_long_summary_is_put_in_place_a_few_rows_at_a_time(person: Person) -> None:
    rows = tuple(Row(f"Sentence {n}.", chip="p. 1", span=Span(n, 0, 1)) for n in range(60))
    view = person.view.summary.sentences
    person.finished()
    view.show_rows(rows)
    assert len(view.views) < 20
    until(lambda: view.complete)
    kept = view.views[0]
    view.show_rows(rows[:10])
    assert len(view.views) == 10
    assert view.views[0] is kept
    view.show_rows((rows * 3)[:130])
    until(lambda: view.complete)
    assert (len(view.views), view.more.text()) == (MOST, "Show 10 more of 10")
    view.more.click()
    until(lambda: view.complete)
    assert (len(view.views), view.more.isVisible()) == (130, False)


def test_sentences_from_right_to_left_begin_at_the_right(shown: Show) -> None:
    view = SentenceView()
    view.show_row(Row("يحتاج العمل فوق مترين إلى حزام.", chip="p. 12", span=Span(0, 0, 1)))
    view.resize(400, view.heightForWidth(400))
    shown(view)
    image = view.grab().toImage()
    paper = image.pixelColor(2, 20)
    inked = [x for x in range(30, 396) if any(image.pixelColor(x, y) != paper for y in range(10, 30))]
    assert inked[-1] > 380


def by_tab(view: QWidget) -> list[QWidget]:
    """Return what Tab visits in the pane, in order, once round."""
    seen: list[QWidget] = []
    for _ in range(60):
        now = view.window().focusWidget()
        if now is None or now in seen:
            break
        seen.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    return seen


def reachable(view: QWidget) -> set[QWidget]:
    inside = view.findChildren(QWidget)
    return {
        one for one in inside if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.isEnabled()
    }


@pytest.mark.parametrize("where", ["start", "done", "failed", "working"])
def test_everything_is_reached_by_tab_in_reading_order_and_has_a_name(person: Person, where: str) -> None:
    view, summary = person.view, person.view.summary
    if where != "start":
        person.pane.open(Path("manual.pdf"))
        told: dict[str, Told | Exception] = {
            "done": ending(*sentences()),
            "failed": EngineTrouble("It died."),
            "working": StepTold("On it", 1, 2),
        }
        person.tell(*source_text(), SectionSummed(0, sentences()), told[where])
        until(lambda: len(person.rows) == 3)
    (view.start.choose if where == "start" else summary.head.styles.buttons["key-points"]).setFocus()
    visited = by_tab(view)
    missed = reachable(view) - set(visited)
    assert not {one.accessibleName() or type(one).__name__ for one in missed}
    assert [type(one).__name__ for one in visited if not one.accessibleName()] == []
    if where == "done":
        order = [visited.index(one) for one in (summary.state.doubts, summary.sentences.views[0].button, summary.copy)]
        assert order == sorted(order)
        assert visited.index(summary.copy) < visited.index(person.page)


def test_each_control_has_a_name_and_the_spec_builds_the_pane(person: Person) -> None:
    person.finished()
    from PySide6.QtWidgets import QAbstractButton

    assert [made for made in person.view.findChildren(QAbstractButton) if not made.accessibleName()] == []
    assert (SPEC.id, SPEC.takes) == ("summarize", ("summarize",))
