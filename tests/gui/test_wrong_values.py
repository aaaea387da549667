# SPDX-License-Identifier: Apache-2.0
"""What cannot be a setting does not stay: Esc brings back what holds, and so does going elsewhere."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from edgeassist.core.settings import options
from edgeassist.kit.form import FormRow
from edgeassist.kit.form_fields import LineField, SwitchField
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.settings_page import SettingsPage
from tests.gui.conftest import settle
from tests.gui.fakes import FakeDesk

Show = Callable[[QWidget], QWidget]
OpenWindow = Callable[[FakeDesk], MainWindow]
NAME = "alert_first_word_s"


@pytest.fixture
def window(open_window: OpenWindow, desk: FakeDesk) -> MainWindow:
    made = open_window(desk)
    made.stack.show_settings()
    settle()
    return made


def page_of(window: MainWindow) -> SettingsPage:
    page = window.stack.settings.page
    assert page is not None
    return page


def field(row: FormRow) -> LineField:
    assert isinstance(row.field, LineField)
    return row.field


def wrong(page: SettingsPage) -> FormRow:
    """Type what cannot be, and return its row."""
    page.show_setting(NAME)
    row = page.rows[NAME]
    field(row).line.selectAll()
    QTest.keyClicks(field(row).line, "abc")
    QTest.keyClick(field(row).line, Qt.Key.Key_Return)
    assert (row.fault, field(row).line.text()) == ("It must be a whole number. Still in force: never.", "abc")
    return row


def test_esc_brings_back_what_holds_and_only_then_leaves(window: MainWindow) -> None:
    page = page_of(window)
    row = wrong(page)
    QTest.keyClick(field(row).line, Qt.Key.Key_Escape)
    assert (row.fault, row.accessibleDescription(), field(row).line.text()) == ("", "", "0")
    assert window.stack.currentWidget() is page
    assert field(row).line.hasFocus()
    QTest.keyClick(field(row).line, Qt.Key.Key_Escape)
    settle()
    assert window.stack.currentWidget() is window.pages[0]


def test_esc_takes_back_what_was_not_entered_yet(window: MainWindow) -> None:
    page = page_of(window)
    page.show_setting(NAME)
    row = page.rows[NAME]
    QTest.keyClicks(field(row).line, "7")
    assert field(row).line.text() != "0"
    QTest.keyClick(field(row).line, Qt.Key.Key_Escape)
    assert (field(row).line.text(), row.fault) == ("0", "")
    QTest.keyClick(field(row).line, Qt.Key.Key_Return)
    settle()
    assert window.stack.currentWidget() is page
    assert not row.back.isVisible()


def test_esc_brings_back_a_choice_of_ones_own(window: MainWindow) -> None:
    page = page_of(window)
    page.show_setting(NAME)
    row = page.rows[NAME]
    for text in ("5", "700"):
        field(row).line.selectAll()
        QTest.keyClicks(field(row).line, text)
        QTest.keyClick(field(row).line, Qt.Key.Key_Return)
        settle()
    assert row.fault == "It must be between 0 and 600. Still in force: 5 s."
    QTest.keyClick(field(row).line, Qt.Key.Key_Escape)
    assert (field(row).line.text(), row.fault) == ("5", "")


@pytest.mark.parametrize("way", ["page", "group", "search"])
def test_going_elsewhere_brings_it_back_too(window: MainWindow, way: str) -> None:
    page = page_of(window)
    row = wrong(page)
    if way == "page":
        window.stack.show_pane(window.pages[0])
    elif way == "group":
        page.show_group("look")
    else:
        page.field.setText("proxy")
    settle()
    assert not row.isVisible()
    assert (row.fault, field(row).line.text()) == ("", "0")


def test_a_window_that_is_put_away_keeps_what_is_being_mended(window: MainWindow) -> None:
    row = wrong(page_of(window))
    window.showMinimized()
    settle()
    window.showNormal()
    settle()
    assert field(row).line.text() == "abc"
    assert row.fault


def test_esc_at_a_switch_is_not_the_rows(shown: Show) -> None:
    page, seen = QWidget(), []
    row = FormRow(options()["notify"])
    row.setParent(page)
    row.wished.connect(lambda *told: seen.append(told))
    shown(page)
    assert isinstance(row.field, SwitchField)
    before = row.field.box.isChecked()
    QTest.keyClick(row.field.box, Qt.Key.Key_Escape)
    assert (row.field.box.isChecked(), seen) == (before, [])


@pytest.mark.parametrize(
    ("name", "beside"),
    [(NAME, "s (never)"), ("threads", "(one per core)"), ("download_limit", "kB/s (no limit)")],
)
def test_what_nought_means_stands_beside_it(shown: Show, name: str, beside: str) -> None:
    row = FormRow(options()[name])
    shown(row)
    (label,) = row.field.findChildren(QLabel)
    row.show_value(0)
    assert label.text() == beside
    row.show_value(1)
    assert label.text() == options()[name].unit
    row.field.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    row.show_value(0)
    assert label.text() == f"\N{RIGHT-TO-LEFT MARK}{beside}"
