# SPDX-License-Identifier: Apache-2.0
"""Long work on the models page: what a card says, what its buttons wish, and that nothing moves but what changed."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from edgeassist.api import Notice
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import CardsChanged, WorkEnded
from edgeassist.ui.views import WorkState, WorkView
from edgeassist.ui.work_card import WorkCard
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk, card
from tests.gui.works import FULL, fetching, models

Open = Callable[[FakeDesk], MainWindow]


def work_cards(window: MainWindow, desk: FakeDesk, *works: WorkView) -> tuple[WorkCard, ...]:
    page = models(window)
    desk.work(*works)
    until(lambda: tuple(made.work for made in page.list.works) == works)
    return page.list.works


@pytest.mark.parametrize(("state", "badge", "main", "end"), [
    ("queued", "Waiting", "", "Cancel"),
    ("running", "", "Pause", "Cancel"),
    ("paused", "Paused", "Resume", "Cancel"),
    ("failed", "Stopped", "Try again", "Dismiss"),
    ("unfinished", "Not finished", "Go on", "Dismiss"),
])  # fmt: skip
def test_a_card_says_how_its_work_stands_and_offers_what_can_be_done(
    open_window: Open, desk: FakeDesk, state: WorkState, badge: str, main: str, end: str
) -> None:
    made = work_cards(open_window(desk), desk, fetching(state=state))[0]
    assert made._badge.text() == badge
    assert (made.main.text() if made.main.isVisible() else "", made.cancel.text()) == (main, end)
    made.cancel.click()
    if main:
        made.main.click()
    wished = {"Pause": ("pause", "w1"), "": None}.get(main, ("resume", "w1"))
    assert desk.wishes == [("cancel", "w1"), *([wished] if wished else [])]


def test_what_waits_for_the_switch_can_be_unlocked_or_taken_away(open_window: Open, desk: FakeDesk) -> None:
    desk.net.switch(offline=True)
    locked = replace(fetching(state="paused", line="waits for the offline switch", fraction=None), locked=True)
    made = work_cards(open_window(desk), desk, locked)[0]
    assert (made._badge.text(), made.main.text(), made.cancel.text()) == (
        "Offline, locked", "Unlock and get it", "Cancel"
    )  # fmt: skip
    assert not made.bar.isVisible()
    made.main.click()
    assert not desk.net.now.offline
    assert desk.wishes == []
    made.cancel.click()
    assert desk.wishes == [("cancel", "w1")]
    desk.work(fetching(state="paused"))
    until(lambda: made.main.text() == "Resume")


def test_work_that_cannot_pause_offers_no_pause(open_window: Open, desk: FakeDesk) -> None:
    made = work_cards(open_window(desk), desk, fetching(can_pause=False))[0]
    assert not made.main.isVisible()


def test_work_of_unknown_length_shows_a_bar_that_does_not_lie(open_window: Open, desk: FakeDesk) -> None:
    made = work_cards(open_window(desk), desk, fetching(fraction=None))[0]
    assert made.bar.maximum() == 0
    desk.work(fetching(fraction=0.25))
    until(lambda: (made.bar.maximum(), made.bar.value()) == (1000, 250))
    desk.work(fetching(fraction=None, state="paused"))
    until(lambda: made.bar.maximum() == 1000)


def test_why_it_failed_stands_on_the_card(open_window: Open, desk: FakeDesk) -> None:
    made = work_cards(open_window(desk), desk, fetching(state="failed", problem=FULL))[0]
    assert made.problem.bar is not None
    assert made.problem.bar.text == FULL.text
    assert made.problem.isVisible()
    assert not made.sign_in.isVisible()
    desk.work(fetching())
    until(lambda: made.problem.bar is None)
    assert not made.problem.isVisible()


def test_a_fetch_that_asks_who_it_is_leads_to_the_sign_in(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    made = work_cards(window, desk, replace(fetching(state="failed", problem=FULL), needs_sign_in=True))[0]
    made.sign_in.click()
    assert window.models is not None
    assert window.models.currentWidget() is window.models.signing


@pytest.mark.parametrize(("line", "said"), [("paused · 550 MB of 1.1 GB", "550 MB of 1.1 GB"), ("paused", "")])
def test_a_card_says_once_that_its_work_rests_and_how_much_is_here(
    open_window: Open, desk: FakeDesk, line: str, said: str
) -> None:
    made = work_cards(open_window(desk), desk, fetching(state="paused", line=line))[0]
    assert (made._badge.text(), made.line.text(), made.line.isVisible()) == ("Paused", said, bool(said))
    assert made.bar.value() == 500


def test_progress_moves_no_card_and_takes_no_focus(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    first, second = work_cards(window, desk, fetching(), fetching("w2", state="queued"))
    second.cancel.setFocus()
    places = [made.geometry() for made in (first, second)]
    for step in range(40):
        desk.work(fetching(fraction=step / 40, line=f"fetching {step} of 40 MB"), fetching("w2", state="queued"))
    until(lambda: first.line.text() == "fetching 39 of 40 MB")
    assert models_focus(window) is second.cancel
    assert [made.geometry() for made in (first, second)] == places


def models_focus(window: MainWindow) -> object:
    return window.focusWidget()


def test_the_focus_survives_another_list_of_models(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    page = models(window)
    page.cards[0].details.setFocus()
    desk.models = [card("new", name="Llama", in_use=False), card(numbers=("30 tok/s here",))]
    desk.report(CardsChanged(desk.cards()))
    until(lambda: [made.card.id for made in page.cards] == ["new", "qwen"])
    assert window.focusWidget() is page.cards[1].details
    assert page.cards[1].numbers == ("30 tok/s here",)


def test_the_focus_survives_work_that_begins_and_ends(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    page = models(window)
    page.cards[0].use.setEnabled(True)
    page.cards[0].use.setFocus()
    desk.work(fetching())
    until(lambda: len(page.list.works) == 1)
    desk.report(WorkEnded("w1", "fetch", "q15", Notice("Qwen2.5 1.5B is here.")))
    desk.work()
    until(lambda: not page.list.works)
    assert window.focusWidget() is page.cards[0].use
    assert window.notices[0].text == "Qwen2.5 1.5B is here."


def test_a_pause_that_vanishes_hands_its_focus_to_the_cancel_beside(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    made = work_cards(window, desk, fetching())[0]
    made.main.setFocus()
    desk.work(fetching(state="queued"))
    until(lambda: not made.main.isVisible())
    assert window.focusWidget() is made.cancel


def test_work_stands_in_the_order_it_will_be_done_and_before_the_models(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    works = [fetching(f"w{number}") for number in range(3)]
    page = models(window)
    for order in (works, works[::-1], works[1:]):
        work_cards(window, desk, *order)
        settle()
        places = [_place(made) for made in (*page.list.works, *page.cards)]
        assert places == sorted(places)


def _place(card: QWidget) -> tuple[int, int]:
    at = card.mapToGlobal(QPoint())
    return at.y(), at.x()


def test_work_from_before_the_page_was_made_is_on_it(open_window: Open, desk: FakeDesk) -> None:
    desk.working = [fetching(state="unfinished")]
    window = open_window(desk)
    assert [made.work.state for made in models(window).list.works] == ["unfinished"]


def test_a_hostile_name_stays_one_harmless_line(open_window: Open, desk: FakeDesk) -> None:
    made = work_cards(open_window(desk), desk, fetching(name="\N{RIGHT-TO-LEFT OVERRIDE}<b>" + "n" * 90))[0]
    assert len(made._name.text()) <= 60
    assert made._name.text().isprintable()
