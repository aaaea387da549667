# SPDX-License-Identifier: Apache-2.0
"""Enter presses the button that has the focus, wherever it stands, once; what Enter means elsewhere stays."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QWidget,
)

from edgeassist.api import Handoff
from edgeassist.core.settings import Settings
from edgeassist.kit.choice_button import ChoiceButton
from edgeassist.kit.icons import IconButton
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import PushButton, ToolButton, button, column
from edgeassist.kit.segmented import Segmented
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.overlay import Overlay
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk

Show = Callable[[QWidget], QWidget]
Open = Callable[[FakeDesk], MainWindow]
ENTERS = pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter], ids=["Return", "Enter"])


def enter(at: QWidget, key: Qt.Key) -> None:
    """Give `at` the focus and press `key`, as the window of a person's keyboard would."""
    window = at.window()
    window.activateWindow()
    until(window.isActiveWindow)
    at.setFocus(Qt.FocusReason.OtherFocusReason)
    assert QApplication.focusWidget() is at
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, key)


class Told(list[str]):
    """What was pressed, in order."""

    def by(self, name: str) -> Callable[[], None]:
        return lambda: self.append(name)


@pytest.fixture
def told() -> Told:
    return Told()


@ENTERS
@pytest.mark.parametrize("made", [PushButton, ToolButton, lambda: IconButton("close", "Close")])
def test_a_bare_button_is_pressed_once(key: Qt.Key, made: Callable[[], PushButton], told: Told, shown: Show) -> None:
    one = made()
    one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    one.clicked.connect(told.by("pressed"))
    page = QWidget()
    page.setLayout(column(one))
    shown(page)
    enter(one, key)
    assert told == ["pressed"]


@ENTERS
def test_a_notice_is_answered(key: Qt.Key, told: Told, shown: Show) -> None:
    bar = NoticeBar("The disk is full.", actions=(Action("Free some", told.by("free")), Action("Later", told.by("no"))))
    bar.dismissed.connect(told.by("closed"))
    shown(bar)
    for one in (*bar.buttons, bar.findChildren(IconButton)[0]):
        enter(one, key)
    assert told == ["free", "no", "closed"]


@ENTERS
def test_the_first_page_is_gone_through_with_tab_and_enter(key: Qt.Key, open_window: Open, desk: FakeDesk) -> None:
    desk.chosen.now = Settings()
    window = open_window(desk)
    page = window.stack.home.page
    assert page is not None
    handed: list[Handoff] = []
    window.stack.home.handed.connect(handed.append)
    enter(page.tiles["chat"].button, key)
    assert [one.wish for one in handed] == ["chat"]


@ENTERS
def test_the_rail_is_a_row_of_buttons_too(key: Qt.Key, open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    for page in reversed(window.pages):
        enter(page.button, key)
        assert window.stack.currentWidget() is page


@ENTERS
def test_a_dialog_with_a_default_button_takes_it_once(key: Qt.Key, told: Told, shown: Show) -> None:
    dialog, line = QDialog(), QLineEdit()
    ours = button("Look it up", told.by("ours"))
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    box.button(QDialogButtonBox.StandardButton.Ok).setDefault(True)
    box.accepted.connect(told.by("ok"))
    box.rejected.connect(told.by("cancel"))
    dialog.setLayout(column(line, ours, box))
    shown(dialog)
    enter(line, key)
    enter(box.button(QDialogButtonBox.StandardButton.Cancel), key)
    enter(ours, key)
    assert told == ["ok", "cancel", "ours"]


@ENTERS
def test_a_list_around_a_button_takes_no_part(key: Qt.Key, told: Told, shown: Show) -> None:
    rows = QListWidget()
    item = QListWidgetItem()
    rows.addItem(item)
    inside = button("Delete", told.by("delete"))
    rows.setItemWidget(item, inside)
    rows.setCurrentItem(item)
    rows.itemActivated.connect(told.by("open"))
    shown(rows)
    enter(inside, key)
    assert told == ["delete"]
    enter(rows, key)
    assert told == ["delete", "open"]


@ENTERS
def test_a_card_over_the_window_lets_its_buttons_be_pressed(key: Qt.Key, told: Told, shown: Show) -> None:
    page = QWidget()
    page.resize(500, 400)
    shown(page)
    card, line, done = Overlay(page, "Card", 300), QLineEdit(), button("Done", told.by("done"))
    card.body.addWidget(line)
    card.body.addWidget(done)
    card.open()
    enter(line, key)
    assert told == []
    enter(done, key)
    assert told == ["done"]


@ENTERS
def test_one_of_several_is_chosen_and_a_menu_opens(key: Qt.Key, shown: Show) -> None:
    page, few = QWidget(), Segmented("Size", (("s", "Small"), ("l", "Large")))
    menu = ChoiceButton("Paper", (("a4", "A4"), ("a5", "A5")))
    page.setLayout(column(few, menu))
    shown(page)
    enter(few.buttons["l"], key)
    assert few.key == "l"
    enter(menu, key)
    opened = menu.findChild(QMenu)
    assert opened is not None
    assert opened.isVisible()
    opened.close()
    settle()


def test_a_key_that_is_held_down_presses_once(told: Told, shown: Show) -> None:
    made = button("Delete", told.by("delete"))
    shown(made)
    for repeated in (False, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=repeated
        )
        QApplication.sendEvent(made, event)
        assert event.isAccepted()
    assert told == ["delete"]


def test_a_button_that_may_not_be_pressed_is_not(told: Told, shown: Show) -> None:
    made = button("Delete", told.by("delete"))
    made.setEnabled(False)
    shown(made)
    QApplication.sendEvent(made, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier))
    assert told == []


def test_space_and_other_keys_are_what_they_were(told: Told, shown: Show) -> None:
    made = button("Go", told.by("go"))
    shown(made)
    letter = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.sendEvent(made, letter)
    assert (letter.isAccepted(), told) == (False, [])
    QTest.keyClick(made, Qt.Key.Key_Space)
    assert told == ["go"]
