# SPDX-License-Identifier: Apache-2.0
"""What a person can choose for a summary, and what another choice leaves as it was: the mark, the keyboard."""

from collections.abc import Callable

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from edgeassist.documents.blocks import Span
from edgeassist.kit.fold import MOST_LINES, Fold
from edgeassist.panes.summarize.head_view import JOINED, HeadView
from edgeassist.panes.summarize.list_view import SentenceList
from edgeassist.panes.summarize.rows import Row
from edgeassist.panes.summarize.summary import Style
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]
ROWS = tuple(Row(f"Sentence {number}.", chip="p. 1", span=Span(number, 0, 5)) for number in range(8))


def listed(shown: Show, rows: tuple[Row, ...]) -> SentenceList:
    made = SentenceList()
    shown(made)
    made.show_rows(rows)
    until(lambda: made.complete)
    return made


def focused(of: SentenceList) -> Row | None:
    return next((view.row for view in of.views if view.button is QApplication.focusWidget()), None)


def test_a_brief_is_offered_with_a_model_only_and_says_why_not(shown: Show) -> None:
    head = HeadView()
    shown(head)
    press = head.styles.buttons[Style.BRIEF.value]
    head.allow(writes=False)
    assert (press.isEnabled(), press.accessibleDescription()) == (False, JOINED)
    head.allow(writes=True)
    assert (press.isEnabled(), press.accessibleDescription()) == (True, "")


def test_the_keyboard_stays_on_the_marked_sentence_wherever_that_stands_now(shown: Show) -> None:
    made = listed(shown, ROWS)
    made.views[6].button.setFocus()
    made.views[6].chosen.emit()
    made.show_rows(ROWS[3:])
    until(lambda: made.complete and focused(made) == ROWS[6])
    assert [view.row for view in made.views if view.current] == [ROWS[6]]
    made.show_rows(ROWS)
    until(lambda: made.complete and focused(made) == ROWS[6])


def test_where_the_marked_sentence_is_gone_the_keyboard_goes_to_the_first(shown: Show) -> None:
    made = listed(shown, ROWS)
    made.views[6].button.setFocus()
    made.views[6].chosen.emit()
    made.show_rows(ROWS[:3])
    until(lambda: made.complete and focused(made) == ROWS[0])


def test_a_keyboard_that_is_elsewhere_stays_there(shown: Show) -> None:
    window, field = QWidget(), QPlainTextEdit()
    made = SentenceList()
    for part in (field, made):
        part.setParent(window)
    shown(window)
    made.show_rows(ROWS)
    until(lambda: made.complete)
    made.views[2].chosen.emit()
    field.setFocus()
    made.show_rows(ROWS[1:])
    until(lambda: made.complete)
    QTest.keyClicks(field, "x")
    assert (field.toPlainText(), focused(made)) == ("x", None)


def test_an_unfolded_text_shows_all_of_its_lines(shown: Show) -> None:
    made = Fold("What will be read", "\n".join(f"Line {number}: “quoted”" for number in range(MOST_LINES)))
    made.resize(500, 500)
    shown(made)
    made.toggle.click()
    settle()
    body = made.body
    assert body.document().blockCount() == MOST_LINES
    last = body.document().lastBlock()
    edge = body.blockBoundingGeometry(last).translated(body.contentOffset()).bottom()
    assert edge <= body.viewport().height()
