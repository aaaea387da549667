# SPDX-License-Identifier: Apache-2.0
"""What is typed stands on the side where its reading begins, whatever the direction of the window."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from edgeassist.kit.input import Input
from edgeassist.panes.chat.manner_sheet import PersonaText
from edgeassist.panes.chat.prompt_forms import TextBox
from edgeassist.panes.summarize.start_view import PasteBox
from edgeassist.panes.translate.editors import SideEditor

Show = Callable[[QWidget], QWidget]
ARABIC, ENGLISH = "هل تعمل دون اتصال؟", "Do you work offline?"
EDITS: dict[str, Callable[[], QPlainTextEdit]] = {
    "chat": lambda: Input("Question", "Ask"),
    "summarize": PasteBox,
    "translate": lambda: SideEditor("Text"),
    "prompt": lambda: TextBox("Prompt"),
    "manner": PersonaText,
}


@pytest.fixture
def turned(app: QApplication, request: pytest.FixtureRequest) -> Iterator[bool]:
    """Tell whether the window begins its lines at the right, as it does meanwhile."""
    right = bool(request.param)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight)
    yield right
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def stands_right(edit: QPlainTextEdit) -> bool:
    """Tell on which half the first letter stands, or the caret where there is none."""
    at = edit.textCursor()
    at.setPosition(0)
    return edit.cursorRect(at).center().x() > edit.viewport().width() / 2


@pytest.mark.parametrize("kind", EDITS)
@pytest.mark.parametrize("turned", [False, True], indirect=True)
def test_a_text_stands_where_it_begins_and_an_empty_one_as_the_window(turned: bool, kind: str, shown: Show) -> None:
    edit = EDITS[kind]()
    edit.resize(400, 100)
    shown(edit)
    assert stands_right(edit) is turned
    edit.setPlainText(ARABIC)
    assert stands_right(edit)
    edit.setPlainText(f"\n  \n12. {ENGLISH} {ARABIC}")
    assert not stands_right(edit)
    edit.clear()
    assert stands_right(edit) is turned


@pytest.mark.parametrize("before", ["\n" * 900, "1 234\n", "😀" * 499 + "\n"])
def test_lines_without_words_before_it_do_not_decide(before: str, shown: Show) -> None:
    edit = PasteBox()
    shown(edit)
    edit.setPlainText(f"{before}{ARABIC}")
    assert alignment(edit) is Qt.AlignmentFlag.AlignRight


@pytest.mark.parametrize("before", [" " * 1_001, "😀" * 600, "1" + "😀" * 600])
def test_only_the_beginning_of_a_text_is_looked_at(before: str, shown: Show) -> None:
    edit = PasteBox()
    shown(edit)
    edit.setPlainText(f"{before}{ARABIC}")
    assert alignment(edit) is Qt.AlignmentFlag.AlignLeft


def alignment(edit: QPlainTextEdit) -> Qt.AlignmentFlag:
    return edit.document().defaultTextOption().alignment()


def test_what_is_typed_turns_at_its_first_letter_and_ctrl_z_still_takes_it_back(shown: Show) -> None:
    edit = Input("Question", "Ask")
    edit.resize(400, 100)
    shown(edit)
    edit.insertPlainText("1. ")
    assert not stands_right(edit)
    edit.insertPlainText(ARABIC)
    assert stands_right(edit)
    QTest.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert edit.toPlainText() in ("", "1. ")
    assert not stands_right(edit)


def test_a_window_that_is_turned_round_takes_an_empty_field_along(shown: Show) -> None:
    edit = PasteBox()
    edit.resize(400, 100)
    shown(edit)
    edit.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert stands_right(edit)
