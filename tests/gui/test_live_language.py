# SPDX-License-Identifier: Apache-2.0
"""Another language while the window is open: a new window takes the place of the old one, and the desk goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication

from edgeassist.app.window_file import WindowFile
from edgeassist.core import language
from edgeassist.core.settings import Settings
from edgeassist.kit.theme import Theme
from edgeassist.ui.home_page import HomePage
from edgeassist.ui.ports import Resumed
from edgeassist.ui.settings_page import SettingsPage
from edgeassist.ui.start import Shell
from edgeassist.ui.window_state import KeptState
from tests.gui.conftest import bury, settle, until
from tests.gui.fakes import FakeDesk


@contextmanager
def opened(app: QApplication, theme: Theme, desk: FakeDesk, kept: KeptState | None = None) -> Iterator[Shell]:
    before = QLocale()
    made = Shell(app, Settings(language="en", welcomed=True), kept)
    made.window.show()
    made.attach(desk)
    settle()
    try:
        yield made
    finally:
        made.speak("en")
        made.close()
        made.window.deleteLater()
        bury()
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        QLocale.setDefault(before)
        theme.choose("light")


@pytest.fixture
def shell(app: QApplication, theme: Theme, desk: FakeDesk) -> Iterator[Shell]:
    with opened(app, theme, desk) as made:
        yield made


def test_a_new_window_speaks_the_language_and_the_desk_goes_on(shell: Shell, desk: FakeDesk) -> None:
    before = shell.window
    desk.chosen.change("language", "ar")
    until(lambda: shell.window is not before)
    assert (language.code(), desk.closed) == ("ar", 0)
    assert shell.window.isVisible()
    assert shell.window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert [page.spec.id for page in shell.window.pages] == ["chat"]
    desk.report(Resumed())
    settle()
    desk.chosen.change("language", "en")
    until(lambda: shell.window.layoutDirection() is Qt.LayoutDirection.LeftToRight)
    assert (language.code(), desk.closed) == ("en", 0)


def test_the_settings_stay_in_front_where_the_language_was_chosen(shell: Shell, desk: FakeDesk) -> None:
    shell.window.stack.show_settings()
    before = shell.window
    desk.chosen.change("language", "de")
    until(lambda: shell.window is not before)
    assert isinstance(shell.window.stack.currentWidget(), SettingsPage)


def test_the_start_page_stays_in_front_too(shell: Shell, desk: FakeDesk) -> None:
    shell.window.stack.show_home()
    before = shell.window
    desk.chosen.change("language", "de")
    until(lambda: shell.window is not before)
    assert isinstance(shell.window.stack.currentWidget(), HomePage)


def test_the_same_language_again_changes_nothing(shell: Shell) -> None:
    before = shell.window
    shell.speak("en")
    assert shell.window is before


def test_closing_the_window_there_is_closes_the_desk(shell: Shell, desk: FakeDesk) -> None:
    before = shell.window
    desk.chosen.change("language", "de")
    until(lambda: shell.window is not before)
    shell.window.close()
    assert desk.closed == 1


def test_how_the_window_stands_is_handed_on_and_written_at_the_end_only(
    app: QApplication, theme: Theme, desk: FakeDesk, tmp_path: Path
) -> None:
    kept = WindowFile(tmp_path)
    with opened(app, theme, desk, kept) as shell:
        before = shell.window
        before.move(20, 30)
        before.resize(700, 500)
        desk.chosen.change("language", "de")
        until(lambda: shell.window is not before)
        window = shell.window
        assert (window.x(), window.y(), window.width(), window.height()) == (20, 30, 700, 500)
        assert list(tmp_path.iterdir()) == []
    written = kept.read()
    assert (written.left, written.top, written.width, written.height, written.page) == (20, 30, 700, 500, "chat")
