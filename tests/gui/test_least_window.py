# SPDX-License-Identifier: Apache-2.0
"""The smallest window, 480 by 360: every pane can be read and used, in each language, and nothing runs out of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.translating import Translating
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.panes.summarize.start_view import StartView
from edgeassist.panes.translate.remarks import Checks
from edgeassist.panes.translate.view import TranslateView
from edgeassist.ui.guide_page import GuideView
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.starter_line import LINE, SHORT, SHORTEST, StarterLine
from tests.gui.conftest import settle, until
from tests.gui.fakes import LOADED, READY, FakeDesk, card
from tests.gui.touring import whole_desk

Show = Callable[[QWidget], QWidget]
Open = Callable[[FakeDesk], MainWindow]
PANE_PX = (404, 284)
UNDER_STARTER_PX = 52
LANGUAGES = ("en", "es", "de", "fr", "ar")


@pytest.fixture(params=LANGUAGES)
def spoken(app: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    words = Translating(app)
    words.speak(request.param)
    yield request.param
    words.speak("en")


def starter_desk() -> FakeDesk:
    desk = whole_desk(replace(READY, path="/models/starter/model.gguf", model=LOADED))
    desk.models = [card("starter", name="Starter", built_in=True)]
    return desk


def test_nothing_of_a_text_and_its_translation_is_beyond_the_edge(spoken: str, shown: Show) -> None:
    view = TranslateView(tuple, tuple)
    view.text.show_ways(chat=True, summary=True)
    view.text.show_filled(source=True, target=True)
    view.text.checks.show_checks(Checks(counts=tr("numbers 3 of 3"), fine=True))
    view.setFixedSize(*PANE_PX)
    shown(view)
    settle()
    least = view.text.minimumSizeHint().width()
    assert least <= PANE_PX[0] - 2 * 24 - 10, spoken
    for part in (view.text.source, view.text.target, view.text.checks.back, view.text.copy):
        place = QRect(part.mapTo(view, QPoint()), part.size())
        assert place.left() >= 0
        assert place.right() < PANE_PX[0], (spoken, part)


def test_the_bar_above_a_text_is_whole_under_the_starters_line(spoken: str, shown: Show) -> None:
    view = TranslateView(tuple, tuple)
    view.setFixedSize(PANE_PX[0], PANE_PX[1] - UNDER_STARTER_PX)
    shown(view)
    settle()
    press = view.bar.document
    assert press.mapTo(view.bar, press.rect().bottomLeft()).y() < view.bar.height(), spoken
    assert view.bar.geometry().bottom() < view.stack.geometry().top(), spoken


@pytest.mark.parametrize("width", [404, 900])
def test_the_start_of_a_summary_needs_no_scrolling_sideways(spoken: str, shown: Show, width: int) -> None:
    start = StartView("Harbour workshop handbook")
    start.show_way("Starter will write.", "", models=True)
    start.setFixedSize(width, PANE_PX[1])
    shown(start)
    settle()
    assert start.horizontalScrollBar().maximum() == 0, spoken
    assert "Harbour" in start.sample.text() or width == 404
    assert "Harbour" in start.sample.accessibleName()


def test_the_conversation_keeps_some_lines_beside_all_that_stands_around_it(open_window: Open) -> None:
    window = open_window(starter_desk())
    window.setFixedSize(480, 360)
    page = window.pages[0]
    window.stack.show_pane(page)
    settle()
    assert isinstance(page.pane, ChatPane)
    view = page.pane.widget
    assert page.starter.isVisible()
    until(lambda: view.transcript.viewport().height() >= 80)
    assert page.starter.short.text() in (LINE, SHORT, SHORTEST)
    assert page.starter.short.text()
    assert page.starter.toolTip() == LINE
    window.setFixedSize(1000, 800)
    settle()
    assert page.starter.words.isVisible()
    assert not page.starter.short.isVisible()


def test_the_starter_says_in_every_language_and_pane_that_it_may_be_wrong(spoken: str, shown: Show) -> None:
    for translating in (False, True):
        line = StarterLine(lambda: None, translating=translating)
        line.be_low(low=True)
        line.setFixedWidth(PANE_PX[0] - 48)
        shown(line)
        settle()
        assert line.short.text(), (spoken, translating)


@pytest.mark.parametrize("width", [480, 1100])
def test_pictures_of_the_guide_are_no_wider_than_its_column(open_window: Open, desk: FakeDesk, width: int) -> None:
    window = open_window(desk)
    window.setFixedSize(width, 700)
    window.stack.show_help()
    view = window.stack.currentWidget()
    assert isinstance(view, GuideView)
    view.show_page("translate")
    settle()
    until(lambda: view.reader.horizontalScrollBar().maximum() == 0)
    until(lambda: abs(picture_px(view.reader.document()) - min(600, view.reader.viewport().width() - 24)) <= 1)
    window.setFixedSize(700, 700)
    until(lambda: view.reader.horizontalScrollBar().maximum() == 0)


def picture_px(document: QTextDocument) -> float:
    """Return how wide the first picture of `document` is shown."""
    block = document.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            shape = pieces.fragment().charFormat()
            if shape.isImageFormat():
                return shape.toImageFormat().width()
            pieces += 1
        block = block.next()
    return 0.0
