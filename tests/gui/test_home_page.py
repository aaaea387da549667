# SPDX-License-Identifier: Apache-2.0
"""The first page: in front at the first start only, a tile hands its sample over, the verdict, the page of choices."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from edgeassist.api import Handoff
from edgeassist.core import language
from edgeassist.core.settings import Settings
from edgeassist.ui.home_page import TILES, HomePage, sample_of
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import LaptopMeasured
from edgeassist.ui.setup_page import NAMES, SetupPage
from edgeassist.ui.views import Offers
from tests.gui.conftest import until
from tests.gui.fakes import FakeDesk

Open = Callable[[FakeDesk], MainWindow]
Show = Callable[[QWidget], QWidget]


@pytest.fixture
def fresh(desk: FakeDesk) -> FakeDesk:
    desk.chosen.now = Settings()
    return desk


def home(window: MainWindow) -> HomePage:
    page = window.stack.home.page
    assert page is not None
    until(lambda: window.stack.currentWidget() is page)
    return page


def welcomed(desk: FakeDesk) -> bool:
    return bool(desk.preferences().values()["welcomed"])


def test_the_first_start_begins_with_it_and_a_later_one_does_not(open_window: Open, fresh: FakeDesk) -> None:
    window = open_window(fresh)
    page = home(window)
    assert list(page.tiles) == [tile.wish for tile in TILES]
    assert not welcomed(fresh)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert welcomed(fresh)
    assert window.stack.currentWidget() is window.pages[0]
    assert open_window(fresh).stack.home.page is None


def test_going_elsewhere_by_the_rail_counts_as_going_on(open_window: Open, fresh: FakeDesk) -> None:
    window = open_window(fresh)
    home(window)
    QTest.mouseClick(window.pages[0].button, Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is window.pages[0]
    assert welcomed(fresh)


@pytest.mark.parametrize("tile", TILES, ids=[tile.wish for tile in TILES])
def test_a_press_hands_the_sample_over_to_be_done_at_once(
    open_window: Open, fresh: FakeDesk, monkeypatch: pytest.MonkeyPatch, tile: object
) -> None:
    window = open_window(fresh)
    handed: list[Handoff] = []
    window.stack.home.handed.connect(handed.append)
    assert isinstance(tile, type(TILES[0]))
    QTest.mouseClick(home(window).tiles[tile.wish].button, Qt.MouseButton.LeftButton)
    assert [(one.wish, one.title, one.at_once) for one in handed] == [(tile.wish, sample_of(tile, "en"), True)]
    assert handed[0].text == ("" if tile.wish == "summarize" else sample_of(tile, "en"))
    assert welcomed(fresh)


def test_the_page_comes_back_with_alt_home(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.activateWindow()
    until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(home(window), Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.pages[0]


def test_the_verdict_is_asked_again_when_the_laptop_is_measured(open_window: Open, fresh: FakeDesk) -> None:
    page = home(open_window(fresh))
    fresh.report_offers(Offers("Good fit: Small."))
    until(lambda: page.verdict.text() == "Good fit: Small.")
    fresh.report(LaptopMeasured())
    until(lambda: len(fresh.finding) == 2)
    fresh.report_offers(Offers("Good fit: Small, about 9 words a second."))
    until(lambda: page.verdict.text().endswith("9 words a second."))


def test_while_it_is_measured_the_verdict_says_so(theme: object) -> None:
    page = HomePage()
    page.show_verdict("Good fit: Small.", measuring=True)
    assert page.verdict.text() == "Good fit: Small. Its speed is being measured…"
    page.show_verdict("Good fit: Small.", measuring=False)
    assert page.verdict.text() == "Good fit: Small."


def test_little_room_puts_the_tiles_below_each_other(open_window: Open, fresh: FakeDesk) -> None:
    window = open_window(fresh)
    page = home(window)
    window.resize(1200, 800)
    until(lambda: page.tiles["chat"].x() < page.tiles["summarize"].x())
    window.resize(560, 800)
    until(lambda: page.tiles["chat"].x() == page.tiles["summarize"].x())


def test_the_choices_hold_at_once_and_every_way_leads_back(open_window: Open, fresh: FakeDesk) -> None:
    window = open_window(fresh)
    page = home(window)
    QTest.mouseClick(page.setup, Qt.MouseButton.LeftButton)
    setup = window.stack.currentWidget()
    assert isinstance(setup, SetupPage)
    assert tuple(setup.rows) == NAMES
    setup.rows["text_percent"].wished.emit("text_percent", 125)
    assert fresh.preferences().values()["text_percent"] == 125
    setup.rows["text_percent"].wished.emit("text_percent", 7)
    assert "must be between" in setup.rows["text_percent"].fault
    fresh.preferences().now = replace(fresh.preferences().now, contrast="high")
    QTest.mouseClick(setup.done, Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is page
    QTest.mouseClick(page.setup, Qt.MouseButton.LeftButton)
    QTest.keyClick(setup, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is page


@pytest.fixture
def arabic() -> Iterator[None]:
    """Speak Arabic in English words, from right to left."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    language.use("ar", lambda text, many, n: many if many and n != 1 else text)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    language.use("en")


@pytest.mark.usefixtures("arabic")
def test_samples_stand_on_the_side_where_reading_begins_and_starter_s_language_is_told(shown: Show) -> None:
    page = HomePage("ar")
    shown(page)
    card = page.tiles["chat"]
    texts = {label.text(): label for label in card.findChildren(QLabel)}
    sample = texts["“Do you work without internet?”"]
    assert sample.alignment() & Qt.AlignmentFlag.AlignRight
    assert sample.alignment() & Qt.AlignmentFlag.AlignAbsolute
    assert any("answers in English and Spanish" in text for text in texts)
    assert "خمس دقائق" in page.tiles["command"].button.accessibleName()


def test_in_english_starter_s_language_is_no_matter(shown: Show) -> None:
    page = HomePage()
    shown(page)
    assert not any("Spanish" in label.text() for label in page.findChildren(QLabel))
