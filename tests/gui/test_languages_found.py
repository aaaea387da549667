# SPDX-License-Identifier: Apache-2.0
"""A language of the window is found from any other, by whatever name, and is called by its own everywhere."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QWidget

from edgeassist.core import language
from edgeassist.core.language import LANGUAGES, tr, with_colon
from edgeassist.core.settings import options
from edgeassist.kit.form import word_of
from edgeassist.kit.theme import Theme
from edgeassist.ui.palette_row import ENTRY, EntryPainter
from edgeassist.ui.ranking import Entry
from edgeassist.ui.start import Shell
from tests.gui.conftest import until
from tests.gui.fakes import FakeDesk
from tests.gui.test_live_language import opened
from tests.gui.test_palette import opened as palette_of
from tests.gui.test_palette import titles

FINDS = [
    ("ar", "english", "en"),
    ("ar", "الإنجليزية", "en"),
    ("ar", "deutsch", "de"),
    ("de", "englisch", "en"),
    ("de", "english", "en"),
    ("de", "arabic", "ar"),
    ("fr", "العربية", "ar"),
    ("fr", "allemand", "de"),
    ("es", "francais", "fr"),
    ("es", "spanish", "es"),
]


@pytest.fixture
def shell(app: QApplication, theme: Theme, desk: FakeDesk) -> Iterator[Shell]:
    with opened(app, theme, desk) as made:
        yield made


def speak(shown: Shell, desk: FakeDesk, code: str) -> None:
    before = shown.window
    desk.chosen.change("language", code)
    until(lambda: shown.window is not before)


@pytest.mark.parametrize(("spoken", "typed", "wanted"), FINDS)
def test_the_palette_finds_it_and_enter_speaks_it(
    shell: Shell,
    desk: FakeDesk,
    spoken: str,
    typed: str,
    wanted: str,
) -> None:
    speak(shell, desk, spoken)
    palette = palette_of(shell.window)
    palette.field.setText(typed)
    assert titles(palette)[0] == with_colon(tr("Language"), LANGUAGES[wanted])
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    until(lambda: language.code() == wanted)


def test_a_title_is_written_from_the_side_that_it_begins_on(shown: Callable[[QWidget], QWidget]) -> None:
    drawn = []
    for title in ("ا", "ا: MMMM"):
        made = QListWidget()
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        made.setItemDelegate(EntryPainter(made))
        item = QListWidgetItem(title)
        item.setData(ENTRY, Entry(title, lambda: None))
        made.addItem(item)
        made.resize(300, 100)
        shown(made)
        image, place = made.viewport().grab().toImage(), made.visualItemRect(item)
        room = made.fontMetrics().horizontalAdvance("ا")
        drawn.append(image.copy(place.right() - 10 - room, place.top(), room + 10, place.height()))
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("typed", ["german", "deutsch", "almanca", "الألمانية"])
def test_the_search_of_the_settings_finds_them_all_by_any(
    shell: Shell,
    desk: FakeDesk,
    typed: str,
) -> None:
    speak(shell, desk, "ar")
    shell.window.stack.show_settings()
    page = shell.window.stack.settings.page
    assert page is not None
    page.field.setText(typed)
    assert page.rows["language"].isVisible() is (typed != "almanca")


def test_each_is_called_by_its_own_name_in_every_language(shell: Shell, desk: FakeDesk) -> None:
    option = options()["language"]
    for code in ("de", "ar"):
        speak(shell, desk, code)
        assert [word_of(option, one) for one in LANGUAGES] == list(LANGUAGES.values())
        assert word_of(option, "system") == tr("As the system") != "As the system"
