# SPDX-License-Identifier: Apache-2.0
"""A timer, an alarm or a reminder that is due: what is said, five minutes more, and an alarm that goes on a while."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from edgeassist.api import Notice
from edgeassist.kit.notice import NoticeBar
from edgeassist.kit.system_notice import SystemNotices
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


def sounds(desk: FakeDesk) -> list[tuple[str, object]]:
    return [wish for wish in desk.wishes if wish[0].startswith("sound")]


def test_a_timer_is_said_once_and_can_have_five_minutes_more(
    open_window: Open, desk: FakeDesk, beeps: list[int]
) -> None:
    window, ringing, bar = rung(open_window, desk, TIMER)
    assert sounds(desk) == [("sound", 1)]
    assert beeps == [], "what the loudspeaker sounded needs no beep"
    assert not ringing._again.isActive()
    more = button(bar)
    assert more is not None
    more.click()
    assert ("more", "pasta") in desk.wishes
    assert bar not in window.notices


def test_two_timers_of_the_same_name_leave_a_note_each(open_window: Open, desk: FakeDesk, beeps: list[int]) -> None:
    window, _ringing, first = rung(open_window, desk, TIMER)
    desk.report(TIMER)
    until(lambda: len(window.notices) == 2)
    settle()
    assert [bar.text for bar in window.notices] == [TIMER.notice.text] * 2
    assert window.notices[0] is first
    more = button(window.notices[1])
    assert more is not None
    more.click()
    assert window.notices == [first], "each is dismissed by itself"


def test_an_alarm_sounds_until_it_is_dismissed(open_window: Open, desk: FakeDesk, beeps: list[int]) -> None:
    _window, _ringing, bar = rung(open_window, desk, ALARM)
    assert sounds(desk) == [("sound", MOST_TIMES)]
    bar.on_dismissed()
    assert sounds(desk) == [("sound", MOST_TIMES), ("sound ends", MOST_TIMES)]
    assert beeps == []


def test_a_timer_does_not_cut_an_alarm_short(open_window: Open, desk: FakeDesk, beeps: list[int]) -> None:
    window, _ringing, _bar = rung(open_window, desk, ALARM)
    desk.report(TIMER)
    until(lambda: len(window.notices) == 2)
    assert sounds(desk) == [("sound", MOST_TIMES)]


def test_without_a_loudspeaker_an_alarm_beeps_until_it_is_dismissed(
    open_window: Open, desk: FakeDesk, beeps: list[int]
) -> None:
    desk.loudspeaker = False
    _window, ringing, bar = rung(open_window, desk, ALARM)
    until(lambda: beeps == [1])
    assert ringing._again.isActive()
    ringing.on_again()
    ringing.on_again()
    assert len(beeps) == 3
    bar.on_dismissed()
    assert not ringing._again.isActive()


def test_an_alarm_that_nobody_hears_ends_after_a_minute(open_window: Open, desk: FakeDesk, beeps: list[int]) -> None:
    desk.loudspeaker = False
    _window, ringing, _bar = rung(open_window, desk, ALARM)
    until(lambda: beeps == [1])
    for _ in range(MOST_TIMES + 5):
        ringing.on_again()
    assert len(beeps) == MOST_TIMES
    assert not ringing._again.isActive()


def test_a_closed_window_sounds_no_more(open_window: Open, desk: FakeDesk, beeps: list[int]) -> None:
    desk.loudspeaker = False
    window, ringing, _bar = rung(open_window, desk, ALARM)
    until(lambda: beeps == [1])
    window.close()
    assert not ringing._again.isActive()
    assert sounds(desk)[-1] == ("sound ends", MOST_TIMES)
    assert beeps == [1]


def test_that_there_is_no_loudspeaker_is_of_no_interest_once_it_was_dismissed(
    open_window: Open, desk: FakeDesk, beeps: list[int]
) -> None:
    _window, ringing, bar = rung(open_window, desk, ALARM)
    late = ringing._serial
    bar.on_dismissed()
    ringing._unheard(late)
    settle()
    assert beeps == []


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
    assert sounds(desk) == [("sound", 1)]
    assert not ringing._again.isActive()


@pytest.mark.parametrize("in_front", [True, False])
def test_the_desktop_is_told_while_the_window_is_not_in_front(
    open_window: Open, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, in_front: bool
) -> None:
    told = list[str]()
    monkeypatch.setattr(SystemNotices, "tell", lambda _self, title, _text="": told.append(title))
    monkeypatch.setattr(MainWindow, "isActiveWindow", lambda _self: in_front)
    rung(open_window, desk, TIMER)
    assert told == ([] if in_front else ["The timer “pasta” is over."])


def test_many_notices_are_dismissed_together(open_window: Open, desk: FakeDesk, beeps: list[int]) -> None:
    window, _ringing, _bar = rung(open_window, desk, ALARM)
    assert not window._board.all.isVisible()
    for number in range(3):
        desk.report(Rang(Notice(f"Timer {number} is over."), kind="timer", name=str(number)))
    until(lambda: len(window.notices) == 4)
    settle()
    assert (window._board.all.isVisible(), window._board.all.text()) == (True, "Dismiss all 4")
    window._board.all.click()
    settle()
    assert window.notices == []
    assert not window._board.isVisible()
    assert sounds(desk)[-1][0] == "sound ends", "the alarm is dismissed too"
