# SPDX-License-Identifier: Apache-2.0
"""What the desktop is told outside the window: by its notification service, else by the tray, else not at all."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from edgeassist.kit.system_notice import SystemNotices, tell_system
from tests.gui.conftest import until

BUS = shutil.which("dbus-run-session")


@pytest.fixture
def owner(app: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    yield made
    made.deleteLater()


@pytest.mark.skipif(BUS is None, reason="needs dbus-run-session, from the package dbus-daemon")
def test_the_notification_service_is_told_with_the_types_that_it_takes() -> None:
    text = "weigh <b>Tom & Ann</b>"
    told = subprocess.run(
        [str(BUS), "--", sys.executable, "-m", "tests.support.notice_service", "Reminder", text],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    (line,) = told.stdout.splitlines()
    assert json.loads(line) == {
        "app": "EdgeAssist",
        "replaces": 0,
        "icon": "edgeassist",
        "title": "Reminder",
        "text": "weigh &lt;b&gt;Tom &amp; Ann&lt;/b&gt;",
        "actions": [],
        "hints": {},
        "timeout": -1,
    }


@pytest.mark.skipif(BUS is None, reason="needs dbus-run-session, from the package dbus-daemon")
def test_a_session_without_the_service_cannot() -> None:
    program = "from edgeassist.kit.system_notice import tell_system; print(tell_system('A', 'b'))"
    told = subprocess.run(
        [str(BUS), "--", sys.executable, "-c", program], capture_output=True, text=True, timeout=600, check=False
    )
    assert told.stdout == "False\n", told.stderr


def test_without_a_session_bus_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert not tell_system("A", "b")


class Tray:
    """The tray as the desktop has it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, there: bool) -> None:
        self.shown: list[tuple[str, str]] = []
        self.icons = 0
        monkeypatch.setattr(QSystemTrayIcon, "show", lambda _icon: self._comes(1))
        monkeypatch.setattr(QSystemTrayIcon, "hide", lambda _icon: self._comes(0))
        monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: there))
        monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: True))
        monkeypatch.setattr(
            QSystemTrayIcon, "showMessage", lambda _icon, title, text, *_more: self.shown.append((title, text))
        )

    def _comes(self, icons: int) -> None:
        self.icons = icons


@pytest.mark.parametrize(("by_service", "tray", "taken"), [(True, True, 0), (False, True, 1), (False, False, 0)])
def test_the_tray_is_asked_where_the_service_cannot(
    owner: QWidget, monkeypatch: pytest.MonkeyPatch, by_service: bool, tray: bool, taken: int
) -> None:
    desktop, told = Tray(monkeypatch, there=tray), list[bool]()
    notices = SystemNotices(owner, lambda _title, _text: by_service)
    notices.told.connect(told.append)
    notices.tell("Your timer is over.", "pasta")
    until(lambda: bool(told))
    assert told == [by_service or tray]
    assert desktop.shown == [("Your timer is over.", "pasta")] * taken
    notices.close()


def test_the_icon_leaves_the_tray_and_a_click_on_it_is_passed_on(
    owner: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = Tray(monkeypatch, there=True)
    told, clicks = list[bool](), list[int]()
    notices = SystemNotices(owner, lambda _title, _text: False)
    notices.told.connect(told.append)
    notices.clicked.connect(lambda: clicks.append(1))
    notices.tell("Your timer is over.")
    until(lambda: bool(told))
    icon = notices.findChild(QSystemTrayIcon)
    assert icon is not None
    assert (desktop.icons, icon.icon().isNull()) == (1, False)
    icon.messageClicked.emit()
    assert clicks == [1]
    notices.on_shown()
    assert desktop.icons == 0
    notices.close()


def test_what_is_answered_after_the_end_is_dropped(owner: QWidget) -> None:
    told = list[bool]()
    notices = SystemNotices(owner, lambda _title, _text: True)
    notices.told.connect(told.append)
    notices.close()
    notices.tell("Late.")
    assert told == []
