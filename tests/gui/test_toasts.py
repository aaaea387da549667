# SPDX-License-Identifier: Apache-2.0
"""What was just done is said at the foot of the window with its way back, and hides nothing that is worked with."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.ui.main_window import MainWindow
from tests.gui.conftest import settle
from tests.gui.fakes import READY, FakeDesk
from tests.gui.touring import whole_desk

Open = Callable[..., MainWindow]
CTRL = Qt.KeyboardModifier.ControlModifier


def test_what_a_key_changed_is_said_with_a_way_back(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    assert window.deeds is not None
    QTest.keyClick(window, Qt.Key.Key_Plus, CTRL)
    toast = window.deeds.changes.toast
    assert toast.text == "Size: 110 %"
    assert toast.accessibleName() == toast.text
    assert window.rect().contains(toast.geometry())
    toast.undo.click()
    assert desk.preferences().values()["text_percent"] == 100
    assert toast.text == ""


def test_a_toast_goes_by_itself_but_not_while_it_is_pointed_at(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    assert window.deeds is not None
    toast = window.deeds.changes.toast
    toast.say("Done.")
    assert toast.undo.isHidden()
    middle = QPointF(toast.rect().center())
    QApplication.sendEvent(toast, QEnterEvent(middle, middle, middle))
    assert not toast.timer.isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast.timer.isActive()
    toast.timer.timeout.emit()
    assert toast.text == ""
    assert not toast.timer.isActive()


def test_a_long_toast_is_broken_in_a_narrow_window(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.resize(480, 360)
    settle()
    assert window.deeds is not None
    window.deeds.changes.toast.say(
        "The model that you chose does not fit into the memory of this computer. " * 2, print
    )
    settle()
    toast = window.deeds.changes.toast
    assert window.rect().contains(toast.geometry())
    assert toast.height() > window.footer.height()


def lies_at(window: MainWindow, part: QWidget) -> QRect:
    """Return where `part` lies in the window."""
    return QRect(part.mapTo(window, QPoint(0, 0)), part.size())


def test_a_toast_covers_the_meters_and_nothing_that_is_worked_with(open_window: Open) -> None:
    desk = whole_desk(replace(READY, path="/models/starter/model.gguf"))
    window = open_window(desk)
    window.stack.show_pane(window.pages[0])
    window.resize(700, 500)
    settle()
    assert window.deeds is not None
    toast = window.deeds.changes.toast
    toast.say("The offline switch is on.", print)
    assert toast.geometry() == lies_at(window, window.footer)
    window.resize(800, 600)
    settle()
    assert toast.geometry() == lies_at(window, window.footer)


def test_a_toast_leaves_the_dictation_in_sight(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    assert window.deeds is not None
    assert window.dictation is not None
    toast = window.deeds.changes.toast
    toast.say("The offline switch is on.")
    window._show_dictation(True)
    settle()
    strip = lies_at(window, window.dictation.strip)
    assert toast.geometry().bottom() + 1 == strip.top()
    window._show_dictation(False)
    settle()
    assert toast.geometry() == strip
