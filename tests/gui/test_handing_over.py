# SPDX-License-Identifier: Apache-2.0
"""Text goes from any pane to any other, through the real door: the other one comes to the front and gets it."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTextEdit

from edgeassist.api import OPEN, BasePane, Handoff, PaneContext, PaneSpec
from edgeassist.api.discovery import FoundPane
from edgeassist.app.desk import ServiceDesk
from edgeassist.kit.theme import Theme
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.pane_page import PanePage
from edgeassist.ui.ports import PaneRow
from tests.gui.conftest import settle, until
from tests.gui.fakes import READY, FakeDesk, card
from tests.support.cut_off import cut_off
from tests.support.scripted_services import card as card_here
from tests.support.scripted_services import stored
from tests.support.welcomed import welcomed
from tests.support.windowless_desk import PlayedServices

ODD = "\ufeffNUL \x00, half a pair \ud83d, a family 👩‍👩‍👧, שלום, \u202eturned\u202c, tab\t, odd end"
TEXT = Handoff("Long text.", "shorten", "Chat: pump", "en")


class Noting(BasePane):
    """Notes the order of what happens to it."""

    def __init__(self, context: PaneContext) -> None:
        self.context, self.widget = context, QLabel("noting")
        self.calls: list[str | Handoff] = []

    def shown(self) -> None:
        self.calls.append("shown")

    def take(self, handoff: Handoff) -> None:
        self.calls.append(handoff)


def spec(id: str, *takes: str, build: Callable[[PaneContext], BasePane] = Noting, needs: str = "") -> PaneSpec:
    return PaneSpec(
        id=id, title=id.title(), icon="pane", build=build, takes=takes, needs=frozenset({needs} if needs else ())
    )


def noting(window: MainWindow, index: int) -> Noting:
    pane = window.pages[index].pane
    assert isinstance(pane, Noting)
    return pane


@pytest.fixture
def window(theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """Open the window on the real desk, with three panes of strangers at the door."""
    specs = (spec("writer"), spec("shorter", "shorten"), spec("shortest", "shorten"))
    found = tuple(FoundPane(one.id, "strangers", "1.0", one) for one in specs)
    monkeypatch.setattr("edgeassist.app.desk.discover", lambda: found)
    made = MainWindow(welcomed(ServiceDesk(PlayedServices(tmp_path))))
    made.show()
    settle()
    yield made
    made.close()
    made.deleteLater()


@pytest.mark.parametrize(
    ("place", "page"),
    [("models", "ModelsPage"), ("settings", "SettingsPage"), ("guide", "GuideView"), ("home", "HomePage")],
)
def test_a_page_that_is_no_pane_is_opened_by_its_name(window: MainWindow, place: str, page: str) -> None:
    window.stack.show_pane(window.pages[0])
    window.stack.hand_over(Handoff(place, OPEN, "Voice"))
    settle()
    assert type(window.stack.currentWidget()).__name__ == page
    assert not any(isinstance(one, Handoff) for one in noting(window, 0).calls)


def test_the_first_pane_that_takes_the_wish_is_built_comes_to_the_front_and_gets_the_text(window: MainWindow) -> None:
    writer = noting(window, 0)
    assert window.pages[1].pane is None
    assert writer.context.can_hand_off("shorten")
    assert writer.context.hand_off(TEXT)
    until(lambda: window.stack.currentWidget() is window.pages[1])
    assert noting(window, 1).calls == ["shown", TEXT]
    assert window.pages[2].pane is None
    assert window.pages[1].button.isChecked()


def test_a_wish_that_no_pane_takes_moves_nothing(window: MainWindow) -> None:
    writer = noting(window, 0)
    assert not writer.context.can_hand_off("sing")
    assert not writer.context.hand_off(Handoff("la la", "sing"))
    settle()
    assert window.stack.currentWidget() is window.pages[0]


def test_a_pane_may_hand_text_to_itself_and_back(window: MainWindow) -> None:
    window.stack.show_pane(window.pages[1])
    shorter = noting(window, 1)
    assert shorter.context.hand_off(TEXT)
    until(lambda: TEXT in shorter.calls)
    assert shorter.calls == ["shown", TEXT]


def test_text_waits_until_the_pane_has_its_model(open_window: Callable[[FakeDesk], MainWindow]) -> None:
    specs = (spec("writer"), spec("shorter", "shorten", needs="model"))
    desk = FakeDesk(rows=tuple(PaneRow(one.id, one.title, one) for one in specs), models=[card(in_use=False)])
    window = open_window(desk)
    desk.report(TEXT)
    until(lambda: window.stack.currentWidget() is window.pages[1])
    assert window.pages[1].welcoming
    desk.report(READY)
    until(lambda: not window.pages[1].welcoming)
    assert noting(window, 1).calls[-1] == TEXT
    assert noting(window, 1).calls.count(TEXT) == 1


def test_a_pane_that_cannot_be_built_passes_its_text_to_the_next_one(
    open_window: Callable[[FakeDesk], MainWindow], expects_log: list[logging.LogRecord]
) -> None:
    def broken(_context: PaneContext) -> BasePane:
        raise RuntimeError("no such thing")

    specs = (spec("broken", "shorten", build=broken), spec("shorter", "shorten"))
    desk = FakeDesk(rows=tuple(PaneRow(one.id, one.title, one) for one in specs))
    window = open_window(desk)
    desk.report(TEXT)
    until(lambda: window.stack.currentWidget() is window.pages[1])
    assert noting(window, 1).calls == ["shown", TEXT]
    assert window.notices[0].text == "Broken could not be opened."


def test_a_text_that_nobody_can_take_any_more_is_said(
    open_window: Callable[[FakeDesk], MainWindow], expects_log: list[logging.LogRecord]
) -> None:
    def broken(_context: PaneContext) -> BasePane:
        raise RuntimeError("no such thing")

    specs = (spec("writer"), spec("broken", "shorten", build=broken))
    desk = FakeDesk(rows=tuple(PaneRow(one.id, one.title, one) for one in specs))
    window = open_window(desk)
    desk.report(TEXT)
    until(lambda: len(window.notices) == 2)
    assert window.notices[-1].text == "No pane here could take “Chat: pump”."
    assert window.stack.currentWidget() is window.pages[0]


def words_on(page: PanePage) -> str:
    plain = [edit.toPlainText() for edit in page.findChildren(QPlainTextEdit)]
    rich = [edit.toPlainText() for edit in page.findChildren(QTextEdit)]
    return " ".join([*plain, *rich, *(label.text() for label in page.findChildren(QLabel))])


def is_there(window: MainWindow, taker: PanePage, mark: str) -> bool:
    return window.stack.currentWidget() is taker and mark in words_on(taker)


def test_each_of_our_own_panes_takes_text_from_each_other(theme: Theme, tmp_path: Path) -> None:
    stored(tmp_path, card_here("one"))
    services = PlayedServices(tmp_path)
    services.change_settings(model="one")
    desk = welcomed(ServiceDesk(services))
    window = MainWindow(desk)
    window.show()
    until(lambda: desk.model() is not None)
    own = [page for page in window.pages if page.spec.id in ("chat", "summarize", "translate")]
    for giver in own:
        for taker in own:
            window.stack.show_pane(giver)
            mark = f"Bearing of {giver.spec.title} for {taker.spec.title}"
            assert desk.context(giver.spec).hand_off(Handoff(f"{mark}. It is worn.", taker.spec.takes[0], mark, "en"))
            until(partial(is_there, window, taker, mark), mark)
    for taker in own:
        window.stack.hand_over(Handoff(ODD, taker.spec.takes[0], "odd end"))
        until(partial(is_there, window, taker, "odd end"), taker.spec.title)
    assert [bar.text for bar in window.notices] == []
    window.close()
    window.deleteLater()


def test_many_panes_are_scrolled_and_the_tenth_has_no_keys(open_window: Callable[[FakeDesk], MainWindow]) -> None:
    specs = [spec(f"pane{number}") for number in range(10)]
    window = open_window(FakeDesk(rows=tuple(PaneRow(one.id, one.title, one) for one in specs)))
    assert [page.button.toolTip() for page in window.pages[8:]] == ["Pane8 (Ctrl+9)", "Pane9"]
    window.resize(600, 360)
    settle()
    assert window.height() == 360, "no number of panes may make the window higher than a low screen"
    last = window.pages[-1].button
    assert last.visibleRegion().isEmpty()
    window.pages[-2].button.setFocus()
    QTest.keyClick(window.pages[-2].button, Qt.Key.Key_Tab)
    assert last.hasFocus()
    assert last.visibleRegion().boundingRect() == last.rect()
    assert cut_off(window) == []
