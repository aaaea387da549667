# SPDX-License-Identifier: Apache-2.0
"""What was done to many settings at once can be undone, also where the language was among them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from edgeassist.core import language
from edgeassist.core.settings import Problem
from edgeassist.kit.theme import Theme
from edgeassist.ui.settings_page import SettingsPage
from edgeassist.ui.settings_ports import Taken
from edgeassist.ui.settings_told import Reset, notice_of
from edgeassist.ui.start import Shell
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk, FakePreferences
from tests.gui.test_live_language import opened

FILE = Path("mine.toml")


@pytest.fixture
def shell(app: QApplication, theme: Theme, desk: FakeDesk) -> Iterator[Shell]:
    with opened(app, theme, desk) as made:
        yield made


@pytest.fixture
def chosen(desk: FakeDesk) -> FakePreferences:
    return desk.chosen


def page_of(shell: Shell) -> SettingsPage:
    shell.window.stack.show_settings()
    page = shell.window.stack.settings.page
    assert page is not None
    return page


def speak(shell: Shell, chosen: FakePreferences, code: str) -> None:
    chosen.change("language", code)
    until(lambda: language.code() == code)
    settle()


def said(shell: Shell) -> str:
    bar = page_of(shell).undo
    return bar.text if bar is not None else ""


def undo(shell: Shell) -> None:
    bar = page_of(shell).undo
    assert bar is not None
    bar.buttons[0].click()


def test_a_reset_of_the_language_too_can_be_undone_in_the_window_that_comes(
    shell: Shell, chosen: FakePreferences
) -> None:
    speak(shell, chosen, "de")
    chosen.change("theme", "dark")
    before = shell.window
    page_of(shell).reset()
    until(lambda: shell.window is not before)
    assert isinstance(shell.window.stack.currentWidget(), SettingsPage)
    assert chosen.now.theme == "system"
    assert said(shell) == "2 settings are back at the default."
    undo(shell)
    until(lambda: language.code() == "de")
    assert (chosen.now.theme, chosen.now.language) == ("dark", "de")
    settle()
    assert said(shell) == ""


def test_it_is_said_in_the_language_that_came(shell: Shell, chosen: FakePreferences) -> None:
    chosen.change("theme", "dark")
    settle()
    page_of(shell).reset()
    speak(shell, chosen, "de")
    assert said(shell) == "1 Einstellung hat wieder den Standardwert."
    assert page_of(shell).undo is not None


def test_an_import_of_another_language_can_be_undone_in_the_window_that_comes(
    shell: Shell, chosen: FakePreferences
) -> None:
    chosen.held = {"language": "de", "theme": "dark"}
    page_of(shell).take_in(FILE)
    until(lambda: language.code() == "de")
    settle()
    assert said(shell) == "2 Einstellungen werden durch mine.toml geändert."
    undo(shell)
    until(lambda: language.code() == "en")
    assert chosen.now.theme == "system"


def test_an_import_says_so_in_the_page_and_can_be_undone(shell: Shell, chosen: FakePreferences) -> None:
    chosen.held = {"theme": "dark", "threads": 3}
    page_of(shell).take_in(FILE)
    until(lambda: said(shell) == "2 settings are changed by mine.toml.")
    undo(shell)
    settle()
    assert (chosen.now.theme, chosen.now.threads) == ("system", 0)


def test_it_waits_while_nobody_looks_at_the_settings(shell: Shell, chosen: FakePreferences) -> None:
    chosen.change("theme", "dark")
    settle()
    page_of(shell).reset()
    for code in ("de", "fr", "en"):
        shell.window.stack.show_home()
        speak(shell, chosen, code)
    assert said(shell) == "1 setting is back at the default."


def test_what_was_dismissed_does_not_come_back(shell: Shell, chosen: FakePreferences) -> None:
    chosen.change("theme", "dark")
    settle()
    page_of(shell).reset()
    bar = page_of(shell).undo
    assert bar is not None
    bar.on_dismissed()
    speak(shell, chosen, "de")
    assert said(shell) == ""


def test_a_file_that_changed_nothing_offers_no_undo(shell: Shell) -> None:
    page = page_of(shell)
    page.tell(Taken("mine.toml", {}, {}))
    assert page.undo is not None
    assert (page.undo.text, page.undo.buttons) == ("mine.toml changes nothing: all of it holds already.", ())


def test_what_was_left_out_warns() -> None:
    problems = (Problem("zebra" * 20, "is no setting of this version"),)
    notice = notice_of(Taken("mine.toml", {"theme": "system"}, {"theme": "dark"}, problems))
    assert notice.tone == "warn"
    assert notice.hint.startswith("Left out: zebra")
    assert len(notice.hint) < 100


def test_one_setting_goes_by_its_name() -> None:
    assert notice_of(Reset({"threads": 3}, "threads")).text == "“Threads” is back at the default."
