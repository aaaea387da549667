# SPDX-License-Identifier: Apache-2.0
"""The kit's parts for task panes: halves that become a sheet, choices, chips."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.kit.chip import NAME_PX, Chip
from edgeassist.kit.parts import button, column
from edgeassist.kit.scaling import set_text_scale
from edgeassist.kit.segmented import Segmented
from edgeassist.kit.split_page import NARROW_PX, SplitPage
from tests.gui.conftest import settle

Show = Callable[[QWidget], QWidget]


def half(word: str) -> QWidget:
    made = QWidget()
    made.setLayout(column(button(word, lambda: None)))
    return made


@pytest.fixture
def split(shown: Show) -> SplitPage:
    made = SplitPage(half("one"), half("two"), back="Back to the summary")
    made.resize(NARROW_PX + 100, 400)
    shown(made)
    return made


def seen(split: SplitPage) -> tuple[bool, bool, bool]:
    return split.first.isVisible(), split.second.isVisible(), split.back.isVisible()


def test_with_room_both_halves_are_seen(split: SplitPage) -> None:
    assert seen(split) == (True, True, False)
    assert abs(split.first.width() - split.second.width()) < 4


def test_without_room_the_second_is_a_sheet_with_a_way_back(split: SplitPage) -> None:
    turns: list[bool] = []
    split.turned.connect(turns.append)
    split.resize(NARROW_PX - 1, 400)
    settle()
    assert seen(split) == (True, False, False)
    split.show_second()
    assert seen(split) == (False, True, True)
    split.back.click()
    assert seen(split) == (True, False, False)
    split.show_second()
    QTest.keyClick(split.back, Qt.Key.Key_Escape)
    assert seen(split) == (True, False, False)
    assert turns == [False, True, False, True, False]


def test_larger_text_takes_the_room_of_the_second_half(app: QApplication, split: SplitPage) -> None:
    try:
        for factor, beside in ((2.0, False), (1.0, True)):
            set_text_scale(app, factor)
            QCoreApplication.sendEvent(split, QEvent(QEvent.Type.StyleChange))
            settle()
            assert seen(split) == (True, beside, False)
    finally:
        set_text_scale(app, 1.0)


def test_a_half_without_anything_to_show_is_left_out(split: SplitPage) -> None:
    split.set_alone(alone=True)
    settle()
    assert seen(split) == (True, False, False)
    assert split.first.width() == split.width()
    split.set_alone(alone=False)
    assert seen(split)[:2] == (True, True)


def test_of_some_words_one_is_chosen_also_with_the_arrow_keys(shown: Show) -> None:
    made = Segmented("Style", (("key", "Key points"), ("brief", "Brief"), ("plain", "Plain language")))
    shown(made)
    heard: list[str] = []
    made.chosen.connect(heard.append)
    made.choose("brief")
    assert heard == []
    made.buttons["key"].click()
    made.activateWindow()
    made.buttons["key"].setFocus()
    QTest.keyClick(made.buttons["key"], Qt.Key.Key_Right)
    assert heard == ["key", "brief"]
    assert [one.isChecked() for one in made.buttons.values()] == [False, True, False]
    made.allow("plain", "The starter cannot do this.")
    assert not made.buttons["plain"].isEnabled()
    assert made.buttons["plain"].toolTip() == "The starter cannot do this."


def test_a_chip_says_what_it_is_and_can_be_taken_away(shown: Show) -> None:
    made = Chip("log-week-46.pdf", "12 pages, all read")
    shown(made)
    gone: list[bool] = []
    made.removed.connect(lambda: gone.append(True))
    assert made.accessibleName() == "log-week-46.pdf, 12 pages, all read"
    assert made.remove.accessibleName() == "Remove log-week-46.pdf"
    made.remove.click()
    QTest.keyClick(made.remove, Qt.Key.Key_Delete)
    assert gone == [True, True]


def test_a_remark_with_the_name_in_it_does_not_have_it_said_twice(shown: Show) -> None:
    made = Chip("empty.txt", "reading…")
    shown(made)
    made.set_remark("“empty.txt” is empty: 0 bytes.", "danger")
    assert made.title.isHidden()
    assert made.remark.isVisible()
    assert made.accessibleName() == "“empty.txt” is empty: 0 bytes."
    made.set_remark("«\u202fempty.txt\u202f» est vide")
    assert made.title.isHidden()
    made.set_remark("empty.txt.old was read")
    assert made.title.isVisible()
    made.set_remark("1 page, all read")
    assert made.title.isVisible()
    assert made.accessibleName() == "empty.txt, 1 page, all read"


def test_a_name_that_looks_like_markup_is_shown_as_it_is_written(shown: Show) -> None:
    made = Chip("<img src=file:///etc/passwd>.pdf")
    shown(made)
    assert "<img" not in made.toolTip() + made.remove.toolTip()
    assert made.title.textFormat() is Qt.TextFormat.PlainText


def test_a_long_name_loses_its_middle_and_keeps_its_end(shown: Show) -> None:
    made = Chip("a very long name of a file which goes on and on and on and then ends.docx", removable=False)
    shown(made)
    assert made.title.text().endswith(".docx")
    assert made.title.width() <= NAME_PX
    assert made.toolTip() == made.name
    assert not made.remove.isVisible()
