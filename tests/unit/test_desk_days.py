# SPDX-License-Identifier: Apache-2.0
"""A window left open for days: the daily backup is made with the first answer of each day, and at no other time."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from edgeassist.api import MODELS, Handoff, PaneContext, PaneSpec
from edgeassist.app.desk import ServiceDesk
from edgeassist.core import settings
from edgeassist.history.chats import Chats
from edgeassist.history.database import HistoryUnavailable
from edgeassist.ui.ports import Answered
from edgeassist.wire import Usage
from tests.support.windowless_desk import Ears, PlayedServices, WindowlessDesk

ANSWER = Answered(Usage(answer_tokens=3))
NOTES = PaneSpec(id="notes", title="Notes", icon="pane", build=lambda _context: pytest.fail("no window, no pane"))


class Days:
    """A calendar that the test turns, and a desk that lives by it; `kept` counts how often the day's work was done."""

    def __init__(self, home: Path) -> None:
        self.today = date(2026, 5, 4)
        self.kept: list[date] = []
        self.services = PlayedServices(home)
        self.desk = ServiceDesk(self.services, today=lambda: self.today)
        self.heard = Ears()
        self.refuses = False

    def keep_up(self) -> None:
        """Count the day's work instead of doing it."""
        self.kept.append(self.today)
        if self.refuses:
            raise HistoryUnavailable("The conversations cannot be used now.")

    def settled(self) -> None:
        """Wait until the lane has done everything asked for so far."""
        ears = Ears()
        self.desk.import_model(self.services.places.data / "absent.gguf", ears)
        ears.end()

    def answer(self, times: int = 1) -> None:
        for _ in range(times):
            self.desk.publish(ANSWER)
        self.settled()
        self.settled()

    def pass_days(self, count: int) -> None:
        self.today += timedelta(days=count)


@pytest.fixture
def days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Days]:
    made = Days(tmp_path / "home")
    monkeypatch.setattr(Chats, "keep_up", lambda _chats: made.keep_up())
    made.desk.watch(made.heard)
    made.settled()
    made.settled()
    yield made
    made.desk.close()


def test_the_start_does_the_day_s_work_once(days: Days) -> None:
    days.answer(3)
    assert days.kept == [date(2026, 5, 4)]


def test_the_first_answer_of_another_day_does_that_day_s_work(days: Days) -> None:
    for _ in range(3):
        days.pass_days(1)
        days.answer(2)
    assert days.kept == [date(2026, 5, day) for day in (4, 5, 6, 7)]


def test_days_without_an_answer_cost_nothing(days: Days) -> None:
    days.pass_days(30)
    days.settled()
    assert days.kept == [date(2026, 5, 4)]
    days.answer()
    assert days.kept == [date(2026, 5, 4), date(2026, 6, 3)]


def test_a_clock_put_back_does_no_harm(days: Days) -> None:
    days.pass_days(-400)
    days.answer(2)
    assert days.kept == [date(2026, 5, 4), date(2025, 3, 30)]


def test_conversations_that_cannot_be_used_stop_no_answer_and_are_not_told_of_each_time(days: Days) -> None:
    days.refuses = True
    days.pass_days(1)
    days.answer(3)
    assert days.kept == [date(2026, 5, 4), date(2026, 5, 5)]
    assert days.heard.notices == []
    assert days.heard.said.count(ANSWER) == 3


def test_an_answer_that_ends_while_the_window_closes_asks_for_nothing(days: Days) -> None:
    days.desk.close()
    days.pass_days(1)
    days.desk.publish(ANSWER)
    assert days.kept == [date(2026, 5, 4)]


def test_a_desk_that_nobody_watches_does_no_day_s_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Days(tmp_path / "home")
    monkeypatch.setattr(Chats, "keep_up", lambda _chats: made.keep_up())
    made.answer()
    made.desk.close()
    assert made.kept == []


def test_the_backup_itself_is_made_of_what_was_said(tmp_path: Path) -> None:
    desk = WindowlessDesk(tmp_path / "home").watched()
    chats = desk.services.chats
    chats.start().add_question("Kept?")
    desk.settled()
    desk.settled()
    desk.desk._kept_up = date(2020, 1, 1)
    desk.desk.publish(ANSWER)
    desk.settled()
    desk.settled()
    assert len(chats.backups.kept()) == 1
    desk.close()


@pytest.fixture
def pane(days: Days) -> PaneContext:
    return days.desk.context(NOTES)


def test_every_pane_is_led_to_the_models_whatever_is_at_the_door(days: Days, pane: PaneContext) -> None:
    assert pane.can_hand_off(MODELS)
    assert pane.hand_off(Handoff("", MODELS))
    assert [event.wish for event in days.heard.said if isinstance(event, Handoff)] == [MODELS]


def test_a_pane_reads_what_the_person_chose_as_soon_as_it_is_chosen(days: Days, pane: PaneContext) -> None:
    assert pane.setting("send_with") == "enter"
    days.services.change_settings(send_with="ctrl-enter")
    assert pane.setting("send_with") == "ctrl-enter"
    days.services.change_settings(send_with="shift")
    assert pane.setting("send_with") == "ctrl-enter", "what may not be chosen changes nothing"
    with pytest.raises(KeyError):
        pane.setting("no such thing")


def test_all_settings_are_told_by_name_in_their_order() -> None:
    told = settings.values(settings.Settings())
    assert list(told)[:3] == ["model", "context_tokens", "threads"]
    assert told["send_with"] == "enter"
    assert settings.checked(settings.Settings(), **told) == (settings.Settings(), ())
