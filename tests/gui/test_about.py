# SPDX-License-Identifier: Apache-2.0
"""The page about the program: what runs, back to the version before and to a copy of the data, asked about first."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from edgeassist import __version__
from edgeassist.app.program_versions import ProgramVersions
from edgeassist.app.saved_data import save
from edgeassist.app.version_desk import VersionDesk
from edgeassist.app.version_note import read_note
from edgeassist.core.paths import Places, places
from edgeassist.history.chats import Chats
from edgeassist.ui.about_page import AboutPage
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.version_ports import VersionsView
from tests.gui.conftest import until
from tests.gui.fakes import FakeDesk
from tests.gui.kept_versions import NOW, FakeVersions
from tests.support.installed_versions import install

Show = Callable[[QWidget], QWidget]
Open = Callable[..., MainWindow]


@pytest.fixture
def versions() -> FakeVersions:
    return FakeVersions()


@pytest.fixture
def page(shown: Show, versions: FakeVersions) -> AboutPage:
    made = AboutPage(versions)
    made.resize(700, 500)
    shown(made)
    until(lambda: made.view is not None)
    return made


def words_of(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def press(page: AboutPage, text: str) -> None:
    page.buttons[text].click()


def test_what_tells_two_builds_apart_is_called_so(page: AboutPage, versions: FakeVersions) -> None:
    versions.now = replace(versions.now, build="0.2.0 (300baeca10+)", about="Runs from /opt.")
    page.hide()
    page.show()
    until(lambda: "300baeca10+" in words_of(page))
    assert page.name.text() == "EdgeAssist 0.2.0"
    assert page.about.text() == "Runs from /opt. Build 300baeca10+ (name it when you ask for help)."


def test_it_says_what_runs_and_what_is_before(page: AboutPage) -> None:
    said = words_of(page)
    assert "EdgeAssist 0.2.0" in said
    assert "EdgeAssist 0.1.0 is still here." in said
    assert list(page.buttons) == [
        "Go back to 0.1.0…", "Bring back: 2026-11-21 20:00: everything but models", "Bring back: yesterday",
    ]  # fmt: skip
    assert all(made.accessibleName() for made in page.buttons.values())


def test_going_back_is_asked_about_and_says_what_becomes_of_the_data(page: AboutPage, versions: FakeVersions) -> None:
    press(page, "Go back to 0.1.0…")
    assert NOW.back_means in words_of(page)
    assert versions.wishes == []
    assert page.focusWidget() is page.buttons["Change nothing"]
    press(page, "Change nothing")
    assert "Go back to 0.1.0…" in page.buttons
    assert versions.wishes == []


def test_going_back_and_staying_after_all(page: AboutPage, versions: FakeVersions) -> None:
    press(page, "Go back to 0.1.0…")
    press(page, "Go back")
    until(lambda: "Stay with 0.2.0" in page.buttons)
    assert "EdgeAssist 0.1.0 starts next time. Close the window and start it again." in words_of(page)
    press(page, "Stay with 0.2.0")
    until(lambda: "Go back to 0.1.0…" in page.buttons)
    assert versions.wishes == ["go back", "stay"]


def test_a_copy_is_asked_about_and_comes_back_at_the_next_start(page: AboutPage, versions: FakeVersions) -> None:
    press(page, "Bring back: yesterday")
    assert "What is there now is kept in a file beside it." in words_of(page)
    press(page, "Bring back")
    until(lambda: "Leave the data as it is" in page.buttons)
    press(page, "Leave the data as it is")
    until(lambda: "Bring back: yesterday" in page.buttons)
    assert versions.wishes == ["bring back day", "bring back "]


def test_who_backs_out_by_keyboard_is_where_they_were(page: AboutPage, versions: FakeVersions) -> None:
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Space):  # Esc, or pressing what changes nothing
        page.buttons["Bring back: yesterday"].setFocus()
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Space)
        assert page.focusWidget() is page.buttons["Change nothing"]
        QTest.keyClick(page.focusWidget(), key)
        assert page.focusWidget() is page.buttons["Bring back: yesterday"]
    assert versions.wishes == []


def test_esc_is_the_window_s_where_nothing_is_asked(page: AboutPage) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    page.keyPressEvent(event)
    assert not event.isAccepted()


def test_who_listens_hears_what_is_asked_and_what_came_of_it(page: AboutPage) -> None:
    press(page, "Go back to 0.1.0…")
    said = page.focusWidget().accessibleDescription()
    assert said == f"Go back to 0.1.0? {NOW.back_means}"
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Backtab)
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Space)
    until(lambda: "Stay with 0.2.0" in page.buttons)
    assert page.focusWidget() is page.buttons["Stay with 0.2.0"]
    assert page.focusWidget().accessibleDescription().startswith("EdgeAssist 0.1.0 starts next time.")


def test_what_is_new_is_there_for_those_who_ask(shown: Show) -> None:
    made = AboutPage(FakeVersions(replace(NOW, news="Added\n- A way back.")))
    shown(made)
    until(lambda: made.view is not None)
    assert "A way back." not in words_of(made)
    press(made, "What is new")
    assert "- A way back." in words_of(made)
    press(made, "Back")
    assert "What is new" in made.buttons


@pytest.mark.parametrize("named", ["trouble", "later"])
def test_what_is_wrong_stands_above_all(shown: Show, named: str) -> None:
    wrong = replace(NOW, trouble="The folder is full.") if named == "trouble" else replace(NOW, later="Too new.")
    made = AboutPage(FakeVersions(wrong))
    shown(made)
    until(lambda: made.view is not None)
    assert ("The folder is full." if named == "trouble" else "Too new.") in words_of(made)


def test_without_a_version_before_it_says_why(shown: Show) -> None:
    made = AboutPage(FakeVersions(VersionsView("0.1.0", note="No version before this one is kept.")))
    shown(made)
    until(lambda: made.view is not None)
    assert "No version before this one is kept." in words_of(made)
    assert "One is made when another version first starts here, and one of the chats every day." in words_of(made)
    assert made.buttons == {}


def test_the_page_is_a_group_of_the_settings(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.stack.show_settings("about")
    settings = window.stack.settings.page
    assert settings is not None
    (page,) = settings.groups["about"].parts
    assert isinstance(page, AboutPage)
    until(lambda: page.view is not None)
    assert "EdgeAssist 0.2.0" in words_of(settings)


# What stands behind it.


@pytest.fixture
def here(tmp_path: Path) -> Places:
    made = places({"EDGEASSIST_HOME": str(tmp_path / "home")})
    made.create()
    chats = Chats(made.history)
    chats.start().add_question("before")
    chats.close()
    return made


def asked(wish: Callable[[Callable[[VersionsView], None]], None]) -> VersionsView:
    heard: list[VersionsView] = []
    wish(heard.append)
    return heard[0]


def test_the_desk_goes_back_and_stays(here: Places) -> None:
    save(here, "0.0.9", __version__)
    root = install(here.data / "program", __version__, "0.0.9")
    desk = VersionDesk(here, lambda work: work(), lambda: ProgramVersions(root, __version__))
    view = asked(desk.look)
    assert (view.back_to, view.note, view.next_version) == ("0.0.9", "", "")
    assert view.back_means == "EdgeAssist 0.0.9 reads your data as it is: nothing is lost."
    assert len(view.copies) == 1
    assert asked(desk.go_back).next_version == "0.0.9"
    assert (root / "current").readlink() == Path("0.0.9")
    assert asked(desk.stay).next_version == ""


def test_the_desk_notes_which_copy_comes_back(here: Places) -> None:
    made = save(here, "0.0.9", __version__)
    assert made is not None
    desk = VersionDesk(here, lambda work: work(), lambda: None)
    assert asked(lambda heard: desk.bring_back(made.name, heard)).next_copy == made.name
    assert read_note(here).put_back == made.name
    assert asked(lambda heard: desk.bring_back("", heard)).next_copy == ""


def test_the_desk_says_what_did_not_work(here: Places) -> None:
    desk = VersionDesk(here, lambda work: work(), lambda: None)
    view = asked(desk.go_back)
    assert view.trouble.startswith("No earlier version of EdgeAssist is kept here.")
    assert view.note.startswith("This program runs from its source")
