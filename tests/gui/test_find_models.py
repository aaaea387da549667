# SPDX-License-Identifier: Apache-2.0
"""Finding a model: typing stays at home, Search goes out, and every answer is drawn: found, nothing, offline, late."""

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from edgeassist.api import Notice
from edgeassist.kit.translating import Translating
from edgeassist.ui.find_models import FindModels
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.offer_card import OfferCard
from edgeassist.ui.ports import WorkEnded
from edgeassist.ui.views import Offers, Verdict
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk
from tests.gui.works import FULL, GOOD, HERE, LARGE, ODD, OFFERS, SLOW, fetching, models

Open = Callable[[FakeDesk], MainWindow]
OFFLINE = Notice("Hugging Face could not be reached.", "This computer seems to be offline.", tone="warn")


def finder(window: MainWindow) -> FindModels:
    page = models(window)
    page.list.find_more.click()
    settle()
    assert page.currentWidget() is page.finder
    return page.finder


def found(window: MainWindow, desk: FakeDesk) -> dict[str, OfferCard]:
    page = finder(window)
    desk.report_offers(OFFERS)
    until(lambda: bool(page.cards))
    return {made.offer.ref: made for made in page.cards}


def asked(desk: FakeDesk) -> list[tuple[str, str, bool]]:
    return [(text, task, online) for text, task, online, _ in desk.finding]


def test_typing_searches_at_once_and_only_search_goes_out(open_window: Open, desk: FakeDesk) -> None:
    page = finder(open_window(desk))
    del desk.finding[:]
    QTest.keyClicks(page.field, "qw")
    page.tasks.buttons["translate"].click()
    assert asked(desk) == [("q", "", False), ("qw", "", False), ("qw", "translate", False)]
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert asked(desk)[3:] == []
    QTest.keyClick(page.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page.search.click()
    assert asked(desk)[3:] == [("qw", "translate", True)] * 2


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has signs for its keys")
@pytest.mark.parametrize(("code", "keys"), [("en", "Ctrl+Enter"), ("de", "Strg+Enter"), ("fr", "Ctrl+Entrée")])
def test_keys_are_called_there_what_they_are_called_elsewhere(
    app: QApplication, open_window: Open, desk: FakeDesk, code: str, keys: str
) -> None:
    words = Translating(app)
    words.speak(code)
    try:
        page = finder(open_window(desk))
        assert any(f"({keys})" in label.text() for label in page.findChildren(QLabel))
    finally:
        words.speak("en")


def test_enter_goes_on_to_the_first_that_was_found(open_window: Open, desk: FakeDesk) -> None:
    page = finder(open_window(desk))
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert page.search.hasFocus()
    desk.report_offers(Offers("", (LARGE, GOOD)))
    until(lambda: bool(page.cards))
    page.field.setFocus()
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert page.cards[1].get.hasFocus()
    assert desk.wishes == []


def test_offers_are_grouped_by_kind_whatever_their_words(open_window: Open, desk: FakeDesk) -> None:
    page = finder(open_window(desk))
    kinds: tuple[Verdict, ...] = ("other", "too-big", "lighter", "slower", "better", "good")
    desk.report_offers(Offers("", tuple(replace(GOOD, ref=kind, kind=kind, verdict="In words") for kind in kinds)))
    until(lambda: bool(page.cards))
    told = [made.text() for made in page.findChildren(QLabel) if made.text().endswith(" · 1")]
    titles = ["Good fit", "Better", "Better but slower", "Lighter", "Will not fit", "Others"]
    assert told == [f"{title} · 1" for title in titles]


def test_a_search_that_is_under_way_says_so_and_an_answer_ends_that(open_window: Open, desk: FakeDesk) -> None:
    page = finder(open_window(desk))
    page.search.click()
    assert page.waiting.isVisible()
    assert page.waiting.maximum() == 0
    assert page.sentence.text() == "Asking Hugging Face…"
    desk.report_offers(OFFERS)
    until(lambda: page.sentence.text() == OFFERS.sentence)
    assert not page.waiting.isVisible()


def test_an_answer_to_an_earlier_question_is_not_shown(open_window: Open, desk: FakeDesk) -> None:
    page = finder(open_window(desk))
    page.field.setText("zephyr")
    desk.report_offers(Offers("late", (LARGE,)), asked=-2)
    desk.report_offers(Offers("in time", (GOOD,)))
    until(lambda: page.sentence.text() == "in time")
    assert [made.offer for made in page.cards] == [GOOD]


def test_what_was_found_stands_in_groups_with_its_sum(open_window: Open, desk: FakeDesk) -> None:
    cards = found(open_window(desk), desk)
    tops = [cards[offer.ref].mapToGlobal(cards[offer.ref].pos()).y() for offer in (GOOD, SLOW, LARGE, ODD)]
    assert tops == sorted(tops)
    assert cards["phi"].accessibleName() == "Phi-3.5 mini, Will not fit"
    cards["q15"].details.click()
    assert cards["q15"].text.isVisible()
    assert cards["q15"].text.toPlainText().startswith(GOOD.sum_text)


@pytest.mark.parametrize(
    ("ref", "word"), [("q15", "Get"), ("g4", "Get"), ("phi", "Get anyway"), ("smol", "Here already")]
)
def test_each_offer_says_what_getting_it_means(open_window: Open, desk: FakeDesk, ref: str, word: str) -> None:
    made = found(open_window(desk), desk)[ref]
    assert made.get.text() == word
    made.get.click()
    assert desk.wishes == ([] if made.offer.here else [("get", ref)])


def test_a_gated_model_leads_to_the_sign_in(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    cards = found(window, desk)
    assert not cards["q15"].sign_in.isVisible()
    cards["g4"].sign_in.click()
    assert window.models is not None
    assert window.models.currentWidget() is window.models.signing


def test_a_fetch_is_shown_on_its_offer_until_it_is_here(open_window: Open, desk: FakeDesk) -> None:
    made = found(open_window(desk), desk)["q15"]
    desk.work(fetching(ref="q15"))
    until(lambda: made.get.text() == "On its way")
    assert not made.get.isEnabled()
    assert (made.bar.isVisible(), made.bar.value()) == (True, 500)
    desk.report(WorkEnded("w1", "fetch", "qwen15"))
    desk.work()
    until(lambda: made.get.text() == "Here already")
    assert not made.bar.isVisible()


def test_a_fetch_that_was_cancelled_can_be_wished_again(open_window: Open, desk: FakeDesk) -> None:
    made = found(open_window(desk), desk)["q15"]
    desk.work(fetching(ref="q15"))
    until(lambda: not made.get.isEnabled())
    desk.report(WorkEnded("w1", "fetch"))
    desk.work()
    until(made.get.isEnabled)
    assert made.get.text() == "Get"


def test_a_fetch_that_failed_says_why_on_its_offer_and_what_can_be_done(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    made = found(window, desk)["q15"]
    failed = fetching(ref="q15", state="failed", problem=FULL, line="stopped")
    desk.work(replace(failed, needs_sign_in=True))
    until(lambda: made.problem.bar is not None)
    assert made.problem.bar is not None
    assert (made.problem.bar.text, made.get.text()) == (FULL.text, "Try again")
    assert all(one.isVisible() for one in (made.problem, made.sign_in, made.dismiss))
    assert (made.line.isVisible(), made.bar.value()) == (False, 500)
    made.get.click()
    made.dismiss.click()
    assert desk.wishes == [("resume", "w1"), ("cancel", "w1")]
    made.sign_in.click()
    assert window.models is not None
    assert window.models.currentWidget() is window.models.signing
    desk.work(fetching(ref="q15"))
    until(lambda: made.get.text() == "On its way")
    assert not any(one.isVisible() for one in (made.problem, made.sign_in, made.dismiss))


def test_an_offer_that_waits_for_the_switch_can_be_unlocked_or_taken_away(open_window: Open, desk: FakeDesk) -> None:
    made = found(open_window(desk), desk)["q15"]
    desk.net.switch(offline=True)
    desk.work(replace(fetching(ref="q15", state="paused", fraction=None), locked=True))
    until(lambda: made.get.text() == "Unlock and get it")
    assert (made.dismiss.isVisible(), made.dismiss.text()) == (True, "Remove")
    assert made.dismiss.accessibleName() == "Remove: Qwen2.5 1.5B"
    made.get.click()
    assert not desk.net.now.offline
    made.dismiss.click()
    assert desk.wishes == [("cancel", "w1")]
    desk.work(fetching(ref="q15"))
    until(lambda: made.get.text() == "On its way")
    assert not made.dismiss.isVisible()


@pytest.mark.parametrize(("online", "start"), [(False, "Nothing in the list"), (True, "Hugging Face knows no")])
def test_finding_nothing_says_what_to_do_next(open_window: Open, desk: FakeDesk, online: bool, start: str) -> None:
    page = finder(open_window(desk))
    page.ask(online=online)
    desk.report_offers(Offers(""))
    until(lambda: page.sentence.text().startswith(start))


def test_being_offline_is_a_sentence_in_place_and_goes_with_the_next_answer(open_window: Open, desk: FakeDesk) -> None:
    page = finder(open_window(desk))
    page.search.click()
    desk.report_offers(Offers("", problem=OFFLINE))
    until(lambda: page.problem is not None)
    assert page.problem is not None
    assert page.problem.text == OFFLINE.text
    page.ask(online=False)
    desk.report_offers(Offers("", (replace(HERE),)))
    until(lambda: page.problem is None)


def test_what_search_tells_moves_no_card_that_somebody_is_aiming_at(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.resize(1280, 800)
    page = finder(window)
    page.ask(online=False)
    desk.report_offers(Offers("", (HERE,)))
    until(lambda: bool(page.cards))
    page.search.click()
    settle()
    before = page.cards[0].mapTo(page, QPoint()).y()
    desk.report_offers(Offers("", (HERE,), problem=OFFLINE))
    until(lambda: page.problem is not None)
    settle()
    until(lambda: page.cards[0].mapTo(page, QPoint()).y() == before)


def test_escape_leads_back_to_the_list_and_then_out_and_throws_nothing_away(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    page = finder(window)
    page.field.setText("qwen")
    assert window.models is not None
    seen: list[tuple[str, bool, bool]] = []
    for _ in range(2):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
        listed = window.models.currentWidget() is window.models.list
        seen.append((page.field.text(), listed, window.stack.currentWidget() is window.models))
    assert seen == [("qwen", True, True), ("qwen", True, False)]
    finder(window)
    assert page.field.text() == "qwen"
    assert asked(desk)[-1] == ("qwen", "", False)


def test_what_was_found_on_the_hub_is_there_after_a_look_elsewhere_and_a_sign_in(
    open_window: Open, desk: FakeDesk
) -> None:
    window = open_window(desk)
    page = finder(window)
    page.field.setText("gemma")
    page.search.click()
    desk.report_offers(OFFERS)
    until(lambda: bool(page.cards))
    before, questions = list(page.cards), len(desk.finding)
    page.left.emit()
    finder(window)
    next(made for made in page.cards if made.offer == SLOW).sign_in.click()
    assert window.models is not None
    window.models.signing.token.setText("hf_example")
    window.models.signing.keep.click()
    assert window.models.currentWidget() is page
    assert (page.field.text(), page.cards) == ("gemma", before)
    assert [again for again in asked(desk)[questions:] if again[0]] == []
    page.left.emit()
    assert window.models.currentWidget() is window.models.list


def test_a_page_that_was_left_waits_for_nothing(open_window: Open, desk: FakeDesk) -> None:
    page = finder(open_window(desk))
    page.search.click()
    page.left.emit()
    desk.report_offers(OFFERS, asked=-1)
    settle()
    assert page.cards == []
    assert page.waiting.maximum() == 1
