# SPDX-License-Identifier: Apache-2.0
"""The parts of the summarize pane, each shown values by hand: start, head, state, sentences, leaves of the source."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.documents.blocks import Anchor, Block, Kind, Span
from edgeassist.kit.scaling import set_text_scale
from edgeassist.kit.theme import Theme, tokens_of
from edgeassist.panes.summarize.head_view import OWN_LANGUAGE, OWN_WORDS, HeadView
from edgeassist.panes.summarize.language_view import OWN, LanguageButton
from edgeassist.panes.summarize.list_view import SentenceList
from edgeassist.panes.summarize.page_view import PageView
from edgeassist.panes.summarize.rows import Row
from edgeassist.panes.summarize.sentence_view import SentenceView
from edgeassist.panes.summarize.session import HIDDEN, MODEL_WOULD, PICKED, STOPPED, Look, NewText, Phase, Trouble
from edgeassist.panes.summarize.source_view import READING, SourceView
from edgeassist.panes.summarize.start_view import LONG_PASTE_CHARS, StartView
from edgeassist.panes.summarize.state_view import StateView
from edgeassist.panes.summarize.summary import Length, Style, Wish
from edgeassist.panes.summarize.summary_view import SummaryView
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]
ROWS = (
    Row("Decisions", heading=True),
    Row("The pump stays off.", chip="p. 2", spoken="The pump stays off. page 2", span=Span(1, 0, 5)),
    Row("It costs 42.", chip="no proof found", remark="“42” is not in the text", doubtful=True),
    Row("Ann calls Bob.", chip="p. 3", span=Span(4, 0, 5)),
    Row("Nobody said this.", chip="no proof found", doubtful=True),
)
DONE = Look(
    Phase.DONE, "Manual", "84 pages", "page", 84, line="Pages 1-84 of 84 read", way="Written by Qwen", rows=ROWS
)


def block(
    number: int, text: str, page: int | None = 1, *, kind: Kind = "paragraph", start_ms: int | None = None
) -> Block:
    return Block(number, kind, text, Anchor(number, page, start_ms=start_ms), level=1 if kind != "paragraph" else 0)


@pytest.fixture
def start(shown: Show) -> StartView:
    made = StartView("Handbook")
    made.resize(700, 600)
    shown(made)
    return made


def test_larger_text_has_as_many_letters_on_a_line(app: QApplication, start: StartView) -> None:
    start.resize(1600, 600)
    settle()
    before = start.text.width()
    try:
        set_text_scale(app, 1.5)
        QCoreApplication.sendEvent(start, QEvent(QEvent.Type.StyleChange))
        settle()
        assert start.text.width() > 1.4 * before
    finally:
        set_text_scale(app, 1.0)


def test_the_name_of_the_sample_is_never_wider_than_its_lines(shown: Show) -> None:
    made = StartView("Handbook " * 12)
    made.resize(1600, 600)
    shown(made)
    settle()
    assert made.sample.text() == "Try it with a sample"


def test_the_start_offers_what_can_be_done_and_asks_for_nothing_else(start: StartView) -> None:
    wished = [QSignalSpy(signal) for signal in (start.choose_wished, start.sample_wished, start.models_wished)]
    start.show_way("No model is in use.", "The long reason.", models=True)
    for press in (start.choose, start.sample, start.models):
        press.click()
    assert [spy.count() for spy in wished] == [1, 1, 1]
    assert (start.who.text(), start.who.toolTip()) == ("No model is in use.", "The long reason.")
    start.show_way("", "", models=False)
    assert (start.who.isVisible(), start.models.isVisible()) == (False, False)
    assert "Handbook" in start.sample.text()


def test_a_text_goes_on_only_when_there_are_words_in_it(start: StartView) -> None:
    given = QSignalSpy(start.text_given)
    start.text.setPlainText("  \n ")
    assert not start.go.isVisible()
    QTest.keyClick(start.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert given.count() == 0
    start.text.setPlainText("Words.")
    assert start.go.isVisible()
    QTest.keyClick(start.text, Qt.Key.Key_Return)
    assert given.count() == 0
    QTest.keyClick(start.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert given.count() == 1
    start.clear()
    assert not start.go.isVisible()


def test_pasting_works_wherever_the_focus_is_and_a_long_text_goes_straight_on(start: StartView) -> None:
    given = QSignalSpy(start.text_given)
    QGuiApplication.clipboard().setText("A pasted text.")
    start.choose.setFocus()
    start.on_paste_wished()
    assert start.text.toPlainText() == "A pasted text."
    assert start.text.hasFocus() or not start.isActiveWindow()
    rich = QMimeData()
    rich.setHtml("<b>bold</b>")
    rich.setText("plain")
    start.text.insertFromMimeData(rich)
    assert start.text.toPlainText() == "A pasted text.plain"
    long = QMimeData()
    long.setText("x" * (LONG_PASTE_CHARS + 1))
    start.text.insertFromMimeData(long)
    assert given.count() == 1
    assert len(start.text.toPlainText()) < 100, "a text that long is not laid out for editing"


def test_the_drop_place_shows_what_is_held_over_it(start: StartView) -> None:
    start.show_over(over=True)
    held = [one for one in start.findChildren(QWidget) if one.property("over") == "true"]
    assert [one.accessibleName() for one in held] == ["Drop a document here"]
    start.show_over(over=False)
    assert held[0].property("over") == ""


def test_the_head_gathers_one_wish_from_three_choices(shown: Show) -> None:
    head = HeadView()
    shown(head)
    wished: list[Wish] = []
    head.wished.connect(wished.append)
    head.show_look(DONE)
    assert wished == [], "showing is not wishing"
    assert (head.title.text(), head.size_line.text()) == ("Manual", "84 pages")
    head.styles.buttons["brief"].click()
    head.lengths.buttons["long"].click()
    assert wished == [Wish(Style.BRIEF), Wish(Style.BRIEF, Length.LONG)]
    head.show_look(Look(Phase.DONE, "M", wish=Wish(Style.MINUTES, Length.SHORT, "de")))
    assert head.wish == Wish(Style.MINUTES, Length.SHORT, "de")
    assert not head.size_line.isVisible()


def test_what_only_a_model_can_do_is_offered_with_one_only_and_says_why_not(shown: Show) -> None:
    head = HeadView()
    shown(head)
    plain = head.styles.buttons["plain"]
    head.allow(writes=False)
    assert (plain.isEnabled(), plain.toolTip()) == (False, OWN_WORDS)
    assert (head.language.isEnabled(), head.language.toolTip()) == (False, OWN_LANGUAGE)
    head.allow(writes=True)
    assert plain.isEnabled()
    assert head.language.isEnabled()


def test_a_refused_document_leaves_nothing_to_choose(shown: Show) -> None:
    head = HeadView()
    shown(head)
    head.show_look(Look(Phase.FAILED, "scan.pdf", trouble=Trouble("No text.", "Run OCR first.")))
    assert not head.styles.isVisible()
    head.show_look(Look(Phase.FAILED, "a.pdf", trouble=Trouble("The model died.", again=True)))
    assert head.styles.isVisible()


def test_languages_are_told_by_name_in_order(shown: Show) -> None:
    made = LanguageButton()
    shown(made)
    chosen = QSignalSpy(made.chosen)
    menu = made.open()
    names = [action.text() for action in menu.actions()]
    assert names[0] == OWN
    assert names[1:] == sorted(names[1:])
    assert [action.text() for action in menu.actions() if action.isChecked()] == [OWN]
    next(action for action in menu.actions() if action.text() == "German").trigger()
    menu.close()
    assert (made.code, made.accessibleName()) == ("de", "Language of the summary: German")
    assert chosen.count() == 1


@pytest.fixture
def state(shown: Show) -> StateView:
    made = StateView()
    made.resize(500, 300)
    shown(made)
    return made


def test_while_it_works_there_is_a_step_and_a_way_to_stop(state: StateView) -> None:
    stopped = QSignalSpy(state.stop_wished)
    state.show_look(
        Look(Phase.WORKING, step="Summing up", done=1200, total=3400, fraction=0.4, line="Page 1 of 9 read")
    )
    assert state.step.text() == "Summing up · 1,200 of 3,400"
    assert state.waiting.isVisible()
    assert state.coverage.bar.value() == 400
    state.stop.click()
    assert stopped.count() == 1
    state.show_look(Look(Phase.WORKING, step="Reading"))
    assert state.step.text() == "Reading"
    assert not state.coverage.isVisible()


def test_a_stopped_summary_can_go_on(state: StateView) -> None:
    again = QSignalSpy(state.again_wished)
    state.show_look(Look(Phase.STOPPED, step=STOPPED, rows=ROWS))
    assert (state.step.text(), state.stop.isVisible(), state.go_on.isVisible()) == (STOPPED, False, True)
    state.go_on.click()
    assert again.count() == 1


def test_who_wrote_it_and_who_else_could_are_told(state: StateView) -> None:
    wished: list[bool] = []
    state.writer_wished.connect(wished.append)
    state.offer(models=True, writer="")
    picked = Look(Phase.DONE, way=PICKED, why="No model is loaded.", picked=True)
    state.show_look(picked)
    assert state.why.text() == f"No model is loaded. {MODEL_WOULD}"
    assert (state.models.isVisible(), state.write.isVisible(), state.pick.isVisible()) == (True, False, False)
    state.offer(models=True, writer="Qwen")
    state.show_look(picked)
    assert (state.models.isVisible(), state.write.text()) == (False, "Have Qwen write it")
    state.write.click()
    state.show_look(DONE)
    assert (state.way.text(), state.why.isVisible()) == ("Written by Qwen", False)
    state.pick.click()
    assert wished == [False, True]


def test_doubts_and_hidden_text_are_named_once_it_is_done(state: StateView) -> None:
    state.show_look(DONE)
    assert state.doubts.text() == "Check the 2 without full proof"
    state.show_look(Look(Phase.WORKING, rows=ROWS))
    assert not state.doubts.isVisible()
    state.show_look(Look(Phase.DONE, hidden=HIDDEN))
    assert (state.hidden.text(), state.hidden.property("tone")) == (HIDDEN, "warn")


def test_one_trouble_takes_the_place_of_another(state: StateView) -> None:
    other = QSignalSpy(state.other_wished)
    state.show_look(Look(Phase.FAILED, trouble=Trouble("First.", "Do this.")))
    first = state.notice
    state.show_look(Look(Phase.FAILED, trouble=Trouble("First.", "Do this.")))
    assert state.notice is first, "what did not change is left alone"
    state.show_look(Look(Phase.FAILED, trouble=Trouble("Second.", "Do that.", again=True)))
    assert state.notice is not None
    assert (state.notice.text, len(state.notice.buttons)) == ("Second.", 2)
    state.notice.buttons[1].click()
    assert other.count() == 1
    state.focus_trouble()
    state.show_look(DONE)
    assert state.notice is None


def test_rows_keep_their_widgets_and_headings_are_no_stops(shown: Show) -> None:
    made = SentenceList()
    made.resize(400, 600)
    shown(made)
    made.show_rows(ROWS)
    until(lambda: made.complete)
    assert [view.row.text for view in made.views] == [row.text for row in ROWS if not row.heading]
    kept = made.views[0]
    made.show_rows((ROWS[0], Row("Another.", chip="p. 9"), *ROWS[2:4]))
    until(lambda: made.complete)
    assert made.views[0] is kept
    assert (kept.row.text, len(made.views)) == ("Another.", 3)
    made.show_rows(ROWS[1:])
    until(lambda: made.complete)
    assert [view.row for view in made.views] == list(ROWS[1:])


def test_checking_goes_round_the_doubtful_ones(shown: Show) -> None:
    made = SentenceList()
    shown(made)
    made.show_rows(ROWS)
    until(lambda: made.complete)
    reached: list[Row] = []
    made.reached.connect(reached.append)
    for _ in range(3):
        made.go_to_doubtful()
    assert [row.text for row in reached] == ["It costs 42.", "Nobody said this.", "It costs 42."]


def test_the_nearest_sentence_is_marked_for_a_place_in_the_source(shown: Show) -> None:
    made = SentenceList()
    shown(made)
    near, far = Row("Near.", span=Span(3, 50, 60)), Row("Far.", span=Span(3, 0, 10))
    made.show_rows((far, near))
    assert made.mark_from(3, 45) == near
    assert made.mark_from(3, 5) == far
    assert made.mark_from(9, 0) is None


def test_a_row_is_as_high_as_it_needs_and_no_word_is_cut(shown: Show) -> None:
    made = SentenceView()
    made.show_row(
        Row("Some words that go on for a while and then some more of them.", chip="p. 12", span=Span(0, 0, 1))
    )
    shown(made)
    heights = [made.heightForWidth(width) for width in (800, 400, 200, 120)]
    assert heights == sorted(heights)
    assert heights[-1] > 3 * heights[0]
    plain = made.heightForWidth(400)
    made.show_row(Row(made.row.text, chip="p. 12", remark="“42” is not in the text", doubtful=True))
    assert made.heightForWidth(400) > plain


def test_a_sentence_is_copied_with_its_place(shown: Show) -> None:
    made = SentenceView()
    made.show_row(ROWS[1])
    shown(made)
    assert made.actions()[0].text() == "Copy this sentence"
    made.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == "The pump stays off. (p. 2)"


def test_the_deeds_are_there_with_the_first_sentence_and_what_was_left_out_is_folded(shown: Show) -> None:
    made = SummaryView(lambda: "the text")
    made.resize(500, 400)
    shown(made)
    assert not made.copy.isVisible()
    made.offer(translate=False, ask=True)
    made.show_look(Look(Phase.DONE, "M", rows=ROWS, left_out=("A scan on page 3.", "Two lines.")))
    assert [one.isVisible() for one in (made.copy, made.export, made.translate, made.ask)] == [True, True, False, True]
    assert made.left_out.text == "• A scan on page 3.\n• Two lines."
    assert not made.left_out.unfolded
    made.show_look(Look(Phase.DONE, "M", rows=ROWS))
    assert not made.left_out.isVisible()


@pytest.fixture
def page(shown: Show) -> PageView:
    made = PageView()
    made.resize(400, 300)
    shown(made)
    return made


def test_each_kind_of_block_reads_as_what_it_is(page: PageView) -> None:
    page.show_blocks(
        (
            block(0, "Title", kind="heading"),
            block(1, "An item", kind="list-item"),
            block(2, "a | b\nc | d", kind="table"),
            block(3, "Spoken.", None, kind="cue", start_ms=65_000),
            block(4, "שלום"),
        )
    )
    assert page.toPlainText() == "Title\n• An item\na | b\nc | d\n1:05  Spoken.\nשלום"
    last = page.document().lastBlock().blockFormat()
    assert last.layoutDirection() == Qt.LayoutDirection.RightToLeft


def test_a_highlight_counts_as_python_does_whatever_stands_before_it(page: PageView, theme: Theme) -> None:
    text = "😀😀 The pump runs. 😀 The rest."
    start = text.index("The pump")
    page.show_blocks((block(7, "Before.", kind="list-item"), block(8, text)))
    page.highlight(Span(8, start, start + len("The pump runs.")))
    assert [one.cursor.selectedText() for one in page.extraSelections()] == ["The pump runs."]
    assert page.extraSelections()[0].format.background().color() == QColor(theme.tokens.mark)
    page.highlight(Span(99, 0, 1))
    assert page.extraSelections() == []
    page.highlight(None)
    assert tokens_of(page.palette()) == theme.tokens


def test_a_click_tells_block_and_offset(page: PageView) -> None:
    page.show_blocks((block(3, "😀 first"), block(4, "second")))
    clicked = QSignalSpy(page.clicked)
    cursor = page.textCursor()
    cursor.setPosition(len("😀 first".encode("utf-16-le")) // 2 + 1 + 3)
    QTest.mouseClick(page.viewport(), Qt.MouseButton.LeftButton, pos=page.cursorRect(cursor).center())
    assert clicked.count() == 1
    assert clicked.at(0) == [4, 3]


def test_markup_in_a_document_stays_text_and_controls_are_made_visible(page: PageView) -> None:
    page.show_blocks((block(0, "<b>bold</b> \u202egnp.exe <img src=x>"),))
    assert page.toPlainText() == "<b>bold</b> \ufffdgnp.exe <img src=x>"


def test_past_the_end_the_page_turns(page: PageView) -> None:
    page.show_blocks((block(0, "Short."),))
    turned = QSignalSpy(page.turned)
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    QTest.keyClick(page, Qt.Key.Key_PageUp)
    assert [turned.at(0), turned.at(1)] == [[1], [-1]]


def test_a_page_that_grows_stays_where_it_is_read(page: PageView) -> None:
    blocks = tuple(block(number, "word " * 60) for number in range(12))
    page.show_blocks(blocks[:10])
    page.verticalScrollBar().setValue(120)
    page.show_blocks(blocks)
    assert page.verticalScrollBar().value() == 120
    page.show_blocks((block(50, "word " * 600),))
    assert page.verticalScrollBar().value() == 0


def test_the_source_is_turned_leaf_by_leaf(shown: Show) -> None:
    source = SourceView()
    source.resize(500, 400)
    shown(source)
    assert (source.heading.text(), source.empty, source.on.isVisible()) == (READING, True, False)
    source.show_size("page", 3)
    source.show_text(NewText(tuple(block(number, f"On page {number + 1}.", number + 1) for number in range(3))))
    assert (source.heading.text(), source.back.isEnabled(), source.on.isEnabled()) == ("Page 1 of 3", False, True)
    source.on.click()
    source.turn(9)
    assert (source.heading.text(), source.on.isEnabled()) == ("Page 3 of 3", False)
    source.show_place(Span(1, 0, 2))
    assert (source.heading.text(), source.page.toPlainText()) == ("Page 2 of 3", "On page 2.")
    source.show_text(NewText((block(0, "Other.", 1),), anew=True))
    assert (source.heading.text(), source.page.toPlainText()) == ("Page 1 of 3", "Other.")
    source.clear()
    assert source.empty


def test_text_that_comes_behind_the_shown_leaf_costs_nothing(shown: Show) -> None:
    source = SourceView()
    shown(source)
    source.show_text(NewText((block(0, "First.", 1),)))
    before = source.page.document().revision()
    source.show_text(NewText(tuple(block(number, "More.", number + 1) for number in range(1, 400))))
    assert source.page.document().revision() == before
    assert source.place == 0


def test_everything_fits_at_twice_the_size(shown: Show) -> None:
    made = SummaryView(lambda: "")
    made.resize(400, 330)
    shown(made)
    made.offer(translate=True, ask=True)
    made.show_look(DONE)
    until(lambda: made.sentences.complete)
    settle()
    bar = made.area.horizontalScrollBar()
    assert bar.maximum() == 0, "nothing is wider than the window"
    for press in (made.copy, made.export, made.translate, made.ask):
        corner = press.mapTo(made, QPoint(press.width(), press.height()))
        assert made.rect().contains(corner - QPoint(1, 1)), press.text()
