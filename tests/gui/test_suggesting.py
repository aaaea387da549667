# SPDX-License-Identifier: Apache-2.0
"""The window shows the offer of a lighter model with one button, and takes it only by a press."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from edgeassist.api import Notice
from edgeassist.kit.theme import Theme
from edgeassist.ui.governor_ports import Suggested
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.notices import Notices
from edgeassist.ui.suggesting import suggest
from tests.gui.conftest import until
from tests.gui.fakes import FakeDesk
from tests.gui.living import FakeGovernor

OFFER = Suggested(Notice("Small could answer.", "Large comes back on mains."), "Use it")


def test_a_press_takes_it_and_the_offer_goes(theme: Theme) -> None:
    board, governor = Notices(), FakeGovernor()
    suggest(OFFER, board, governor)
    (bar,) = board.bars
    assert (bar.text, governor.wishes) == ("Small could answer.", [])
    QTest.mouseClick(bar.buttons[0], Qt.MouseButton.LeftButton)
    assert (governor.wishes, list(board.bars)) == (["lighter"], [])
    board.deleteLater()


def test_the_window_asks_its_desk(open_window: Callable[[FakeDesk], MainWindow], desk: FakeDesk) -> None:
    window = open_window(desk)
    desk.report(OFFER)
    until(lambda: bool(window.notices), "the offer is told")
    window.notices[-1].buttons[0].click()
    assert desk.hardness.wishes == ["lighter"]


def test_told_again_it_stands_there_once(theme: Theme) -> None:
    board, governor = Notices(), FakeGovernor()
    suggest(OFFER, board, governor)
    suggest(OFFER, board, governor)
    assert len(board.bars) == 1
    board.deleteLater()
