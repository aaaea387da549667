# SPDX-License-Identifier: Apache-2.0
"""What is deleted is told nothing any more: a change of language leaves no listener of the old window behind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.theme import Theme
from edgeassist.ui.applying import Applying
from edgeassist.ui.lock import Lock
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.network_page import NetworkPage
from edgeassist.ui.settings_page import SettingsPage
from edgeassist.ui.setup_page import SetupPage
from tests.gui.conftest import until
from tests.gui.fakes import FakeDesk, FakeNetwork, FakePreferences


@contextmanager
def chooser() -> Iterator[FileChoice]:
    owner = QWidget()
    yield FileChoice(owner, lambda _: None)
    owner.deleteLater()


def delete(one: QObject) -> None:
    one.deleteLater()
    until(lambda: not isValid(one))


def test_pages_of_settings_leave_them_when_they_are_deleted(theme: Theme) -> None:
    chosen = FakePreferences()
    with chooser() as choice:
        for make in (lambda: SettingsPage(chosen, choice), lambda: SetupPage(chosen)):
            page = make()
            assert len(chosen.listeners) == 1
            delete(page)
            assert chosen.listeners == []


def test_the_lock_and_the_network_page_leave_the_switch_when_they_are_deleted(theme: Theme) -> None:
    network = FakeNetwork()
    with chooser() as choice:
        page = NetworkPage(network, choice)
        lock = Lock(lambda: None)
        lock.attach(network, lambda: None)
        assert len(network.listeners) == 2
        delete(page)
        assert len(network.listeners) == 1
        delete(lock)
        assert network.listeners == []


def test_what_applies_settings_leaves_them_with_its_window(
    theme: Theme, open_window: Callable[[FakeDesk], MainWindow], desk: FakeDesk
) -> None:
    window = open_window(desk)
    chosen = desk.preferences()
    before = len(chosen.listeners)
    applying = Applying(window, theme, desk, lambda _language: None)
    assert len(chosen.listeners) == before + 1
    delete(applying)
    assert len(chosen.listeners) == before
