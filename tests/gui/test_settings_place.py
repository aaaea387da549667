# SPDX-License-Identifier: Apache-2.0
"""The settings in the window: where they open, how they are left, and what follows a choice at once."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from edgeassist.kit.scaling import KeepScaled, keep_height, text_scale
from edgeassist.kit.style_sheet import style_sheet
from edgeassist.kit.theme import Theme
from edgeassist.kit.tokens import CONTRAST_LIGHT, DARK, LIGHT, RAIL_PX, TEXT_PX, TOP_BAR_PX
from edgeassist.ui.applying import Applying
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.settings_page import SettingsPage
from edgeassist.ui.sign_in import SignIn
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk, FakePreferences

OpenWindow = Callable[[FakeDesk], MainWindow]


@pytest.fixture
def window(open_window: OpenWindow, desk: FakeDesk) -> MainWindow:
    return open_window(desk)


def page_of(window: MainWindow) -> SettingsPage:
    page = window.stack.settings.page
    assert page is not None
    return page


def labelled(page: QWidget, text: str) -> QPushButton:
    return next(one for one in page.findChildren(QPushButton) if one.text() == text)


def test_they_are_made_when_first_wanted(window: MainWindow) -> None:
    assert window.stack.settings.page is None
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert window.stack.currentWidget() is page_of(window)
    assert page_of(window).field.hasFocus()
    button = window.stack.settings.button
    assert button is not None
    assert button.isChecked()


def test_esc_leads_back_to_the_pane_before(window: MainWindow) -> None:
    window.stack.show_settings()
    settle()
    QTest.keyClick(page_of(window).field, Qt.Key.Key_Escape)
    settle()
    assert window.stack.currentWidget() is window.pages[0]
    assert window.pages[0].button.isChecked()


def test_esc_leads_back_to_the_models_where_one_came_from_there(window: MainWindow) -> None:
    window.show_models()
    window.stack.show_settings("voice")
    settle()
    assert page_of(window).current == "voice"
    window.stack.show_settings()
    QTest.keyClick(page_of(window).field, Qt.Key.Key_Escape)
    settle()
    assert window.stack.currentWidget() is window.models


def test_the_token_is_asked_for_from_there_and_kept_by_the_desk(window: MainWindow, desk: FakeDesk) -> None:
    window.stack.show_settings("secrets")
    settle()
    labelled(page_of(window), "Sign in to Hugging Face…").click()
    settle()
    asked = window.stack.currentWidget()
    assert isinstance(asked, SignIn)
    QTest.keyClicks(asked.token, "hf_abc")
    QTest.keyClick(asked.token, Qt.Key.Key_Return)
    settle()
    assert desk.wishes == [("sign in", "hf_abc")]
    assert window.stack.currentWidget() is page_of(window)
    assert page_of(window).current == "secrets"


def test_esc_leads_from_the_token_to_the_settings(window: MainWindow) -> None:
    window.stack.show_settings("secrets")
    labelled(page_of(window), "Sign in to Hugging Face…").click()
    settle()
    window.stack.go_back()
    settle()
    assert window.stack.currentWidget() is page_of(window)


@pytest.mark.parametrize(("text", "key"), [("version", "about"), ("Abou", "about"), ("token", "secrets")])
def test_a_search_opens_a_part_that_has_no_rows(window: MainWindow, text: str, key: str) -> None:
    window.stack.show_settings()
    page = page_of(window)
    page.field.setText(text)
    settle()
    group = page.groups[key]
    assert group.isVisible()
    assert [part.isVisible() for part in group.parts] == [True]
    page.field.setText("zebra")
    assert not group.isVisible()
    page.field.clear()
    page.show_group("look")
    assert not group.isVisible()


def test_one_letter_makes_no_part_of_the_settings(window: MainWindow) -> None:
    window.stack.show_settings()
    page = page_of(window)
    page.field.setText("v")
    assert not page.groups["about"].parts


def test_a_section_may_be_handed_in_before_and_after_the_page_is_made(window: MainWindow) -> None:
    made: list[str] = []

    def part(name: str) -> QLabel:
        made.append(name)
        return QLabel(name)

    window.stack.settings.add_section("early", "Early", lambda: part("early"))
    window.stack.show_settings("early")
    window.stack.settings.add_section("late", "Late", lambda: part("late"))
    window.stack.show_settings("late")
    assert made == ["early", "late"]


@pytest.fixture
def applied(window: MainWindow, desk: FakeDesk, theme: Theme) -> FakePreferences:
    desk.chosen.change("theme", "light")
    Applying(window, theme, desk, lambda _wish: None)
    return desk.chosen


def test_colours_and_contrast_follow_at_once(applied: FakePreferences, theme: Theme) -> None:
    applied.change("theme", "dark")
    until(lambda: theme.tokens == DARK)
    applied.change("theme", "light")
    until(lambda: theme.tokens == LIGHT)
    applied.change("contrast", "high")
    until(lambda: theme.tokens == CONTRAST_LIGHT)
    applied.change("contrast", "normal")
    until(lambda: theme.tokens == LIGHT)
    assert QApplication.palette().color(QPalette.ColorRole.Accent).name().upper() == LIGHT.accent


def test_the_key_for_dictation_follows_at_once(applied: FakePreferences, window: MainWindow) -> None:
    applied.change("talk_key", "f8")
    until(lambda: "F8" in window.top.ear.toolTip())
    applied.change("talk_key", "none")
    until(lambda: "hold" not in window.top.ear.toolTip())


@pytest.mark.parametrize(("percent", "factor"), [(200, 2.0), (80, 0.8)])
def test_text_and_bars_follow_the_size_at_once(
    applied: FakePreferences, window: MainWindow, percent: int, factor: float
) -> None:
    applied.change("text_percent", percent)
    until(lambda: text_scale() == factor)
    settle()
    assert window.top.height() == round(TOP_BAR_PX * factor)
    assert window.stack.rail.width() == round(RAIL_PX * factor)
    button = window.pages[0].button
    assert button.fontMetrics().horizontalAdvance(button.text()) <= button.width()
    window.stack.show_settings()
    settle()
    assert QFontInfo(page_of(window).field.font()).pixelSize() == round(TEXT_PX * factor)
    applied.change("text_percent", 100)
    until(lambda: text_scale() == 1)
    assert window.top.height() == TOP_BAR_PX


def test_the_style_sheet_grows_but_for_its_lines() -> None:
    plain, large = style_sheet(LIGHT), style_sheet(LIGHT, 2)
    assert f"font-size: {TEXT_PX}px" in plain
    assert f"font-size: {2 * TEXT_PX}px" in large
    assert f"border: 1px solid {LIGHT.line}" in large
    assert style_sheet(LIGHT, 1) == plain


def test_a_part_made_later_has_the_size_of_now(theme: Theme, shown: Callable[[QWidget], QWidget]) -> None:
    theme.choose("light", scale=1.5)
    part = QWidget()
    keep_height(part, 20)
    shown(part)
    assert part.height() == 30
    sizes: list[float] = []
    KeepScaled(part, sizes.append)
    theme.choose("light")
    settle()
    assert part.height() == 20
    assert sizes == [1.5, 1.0]
