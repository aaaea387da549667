# SPDX-License-Identifier: Apache-2.0
"""A timer, an alarm or a reminder that is due: what is said, five minutes more, and an alarm that goes on a while."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from edgeassist.api import Notice
from edgeassist.kit.notice import NoticeBar
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import Rang
from edgeassist.ui.ringing import MORE, MOST_TIMES, Ringing
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk

Open = Callable[[FakeDesk], MainWindow]
TIMER = Rang(Notice("The timer “pasta” is over."), kind="timer", name="pasta")
ALARM = Rang(Notice("Alarm: work."), kind="alarm", name="work")


@pytest.fixture
def beeps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    heard: list[int] = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append(1))
    return heard


def rung(open_window: Open, desk: FakeDesk, rang: Rang) -> tuple[MainWindow, Ringing, NoticeBar]:
    window = open_window(desk)
    desk.report(rang)
    until(lambda: any(bar.text == rang.notice.text for bar in window.notices))
    settle()
    bar = next(bar for bar in window.notices if bar.text == rang.notice.text)
    ringing = window.findChild(Ringing)
    assert ringing is not None
    return window, ringing, bar


def button(bar: NoticeBar) -> QPushButton | None:
    return next((one for one in bar.findChildren(QPushButton) if one.text() == MORE), None)


def test_a_timer_is_said_once_and_can_have_five_minutes_more(
    open_window: Open, desk: FakeDesk, beeps: list[int]
) -> None:
    window, ringing, bar = rung(open_window, desk, TIMER)
    assert beeps == [1]
    assert not ringing._again.isActive()
    more = button(bar)
    assert more is not None
    more.click()
    assert ("more", "pasta") in desk.wishes
    assert bar not in window.notices


def test_an_alarm_sounds_until_it_is_dismissed(open_window: Open, desk: FakeDesk, beeps: list[int]) -> None:
    _window, ringing, bar = rung(open_window, desk, ALARM)
    assert ringing._again.isActive()
    ringing.on_again()
    ringing.on_again()
    assert len(beeps) == 3
    bar.on_dismissed()
    assert not ringing._again.isActive()


def test_an_alarm_that_nobody_hears_ends_after_a_minute(open_window: Open, desk: FakeDesk, beeps: list[int]) -> None:
    _window, ringing, _bar = rung(open_window, desk, ALARM)
    for _ in range(MOST_TIMES + 5):
        ringing.on_again()
    assert len(beeps) == MOST_TIMES
    assert not ringing._again.isActive()


def test_a_closed_window_sounds_no_more(open_window: Open, desk: FakeDesk, beeps: list[int]) -> None:
    window, ringing, _bar = rung(open_window, desk, ALARM)
    window.close()
    assert not ringing._again.isActive()
    assert beeps == [1]


@pytest.mark.parametrize(
    ("rang", "offers"),
    [
        (Rang(Notice("Reminder: weigh the patient."), kind="reminder", name="weigh the patient"), False),
        (Rang(Notice("Something rang.")), False),
        (Rang(Notice("Alarm: work."), missed=True, kind="alarm", name="work"), True),
    ],
)
def test_what_is_no_alarm_of_now_sounds_once(
    open_window: Open, desk: FakeDesk, beeps: list[int], rang: Rang, offers: bool
) -> None:
    _window, ringing, bar = rung(open_window, desk, rang)
    assert (button(bar) is not None) == offers
    assert beeps == [1]
    assert not ringing._again.isActive()
