# SPDX-License-Identifier: Apache-2.0
"""The guide in the window: F1 at the page of the task in front, the search, links, the way back, nothing fetched."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget

from edgeassist.kit.theme import Theme, tokens_of
from edgeassist.kit.tokens import READING_PX
from edgeassist.ui.guide_page import GuideView
from edgeassist.ui.main_window import MainWindow
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk
from tests.gui.works import answer_dialog

Open = Callable[[FakeDesk], MainWindow]


def helped(window: MainWindow, width: int = 1280) -> GuideView:
    window.resize(width, 700)
    window.activateWindow()
    until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F1)
    until(lambda: isinstance(window.stack.currentWidget(), GuideView))
    view = window.stack.helping.view
    assert view is not None
    return view


def titles(pages: QListWidget) -> list[str]:
    return [pages.item(number).text() for number in range(pages.count())]


def test_f1_on_a_pane_opens_its_page_and_esc_goes_back(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    before = window.stack.currentWidget()
    view = helped(window)
    assert view.name == window.pages[0].spec.id
    QTest.keyClick(view.reader, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is before


def test_f1_on_the_models_opens_the_page_about_models(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    window.show_models()
    assert helped(window).name == "models"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.models


def test_f1_in_the_guide_stays_on_the_page_that_is_open(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    view = helped(window)
    view.show_page("voice")
    view.search.setText("microphone")
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert (view.name, view.search.text()) == ("voice", "microphone")
    assert window.stack.currentWidget() is view


def test_the_list_has_a_title_and_no_box_of_its_own_and_bold_is_the_page_that_is_open(
    open_window: Open, desk: FakeDesk
) -> None:
    view = helped(open_window(desk))
    titles_there = [one.text() for one in view.first.findChildren(QLabel) if one.property("role") == "title"]
    assert titles_there == ["User guide"]
    view.show_page("voice")
    bold = [view.list.item(at).text() for at in range(view.list.count()) if view.list.item(at).font().bold()]
    assert bold == ["Voice"]
    picture = view.first.grab().toImage()
    assert picture.pixelColor(
        view.list.geometry().center().x(), view.list.geometry().bottom() - 4
    ) == picture.pixelColor(4, 4)


def test_a_page_wears_the_frame_of_the_keyboard_only_when_tab_led_there(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    view = helped(window)
    accent = tokens_of(view.palette()).accent.lower()
    assert view.reader.hasFocus()
    assert edge(view) != accent
    QTest.keyClick(view.reader, Qt.Key.Key_Backtab)
    assert not view.reader.hasFocus()
    view.reader.setFocus(Qt.FocusReason.TabFocusReason)
    assert edge(view) == accent


def edge(view: GuideView) -> str:
    """Return the colour of the left edge of the page."""
    return view.reader.grab().toImage().pixelColor(1, view.reader.height() // 2).name()


def test_pictures_are_as_dark_as_the_window(open_window: Open, desk: FakeDesk, theme: Theme) -> None:
    view = helped(open_window(desk))
    view.show_page("chat")
    bright = {}
    for wish in ("light", "dark", "light"):
        theme.choose(wish)
        picture = view.reader.document().resource(
            QTextDocument.ResourceType.ImageResource, QUrl("../pictures/chat.png")
        )
        bright[wish] = picture.pixelColor(picture.width() // 2, picture.height() // 2).lightness()
    assert bright["dark"] < 60
    assert bright["light"] > 200


def test_words_narrow_the_list_and_mark_the_first_place(open_window: Open, desk: FakeDesk) -> None:
    view = helped(open_window(desk))
    everything = titles(view.list)
    QTest.keyClicks(view.search, "glossary")
    assert titles(view.list) == ["Translate"]
    view.list.setCurrentRow(0)
    assert view.reader.textCursor().selectedText().lower() == "glossary"
    view.search.setText("zeppelin")
    assert titles(view.list) == []
    assert view.nothing.isVisible()
    QTest.keyClick(view.search, Qt.Key.Key_Escape)
    assert titles(view.list) == everything


def test_a_link_leads_to_its_page(open_window: Open, desk: FakeDesk) -> None:
    view = helped(open_window(desk))
    view.show_page("index")
    view.reader.anchorClicked.emit(QUrl("models.html"))
    assert view.name == "models"
    assert view.list.currentItem().text() == "Models"


@pytest.mark.parametrize("name", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "../../../LICENSE", "/etc/hosts"])
def test_nothing_but_its_own_pictures_is_loaded(open_window: Open, desk: FakeDesk, name: str) -> None:
    reader = helped(open_window(desk)).reader
    assert reader.loadResource(QTextDocument.ResourceType.ImageResource, QUrl(name)) is None


def test_in_a_narrow_window_the_page_is_a_sheet_that_esc_closes(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    view = helped(window, 700)
    until(lambda: view.narrow and view.second_seen)
    QTest.keyClick(view.reader, Qt.Key.Key_Escape)
    assert not view.second_seen
    QTest.keyClick(view.list, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is not view


def test_what_happened_asks_where_to_and_is_written_by_the_desk(
    open_window: Open, desk: FakeDesk, tmp_path: Path
) -> None:
    window = open_window(desk)
    view = helped(window)
    assert view.diagnose.text().endswith("…")
    assert view.told.isVisible()
    assert "None of your texts" in view.told.text()
    QTest.mouseClick(view.diagnose, Qt.MouseButton.LeftButton)
    assert answer_dialog(window, str(tmp_path / "what.txt")) == "What happened?"
    assert desk.wishes == [("diagnose", tmp_path / "what.txt")]


def test_in_a_low_window_the_list_of_pages_has_the_room(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk)
    view = helped(window)
    window.resize(1280, 420)
    until(view.told.isHidden)
    assert "None of your texts" in view.diagnose.accessibleDescription()


@pytest.mark.parametrize("side", list(Qt.LayoutDirection)[:2])
def test_the_bar_stands_at_the_edge_of_the_page_and_lines_stay_short(
    open_window: Open, desk: FakeDesk, side: Qt.LayoutDirection
) -> None:
    view = helped(open_window(desk), 1600)
    view.setLayoutDirection(side)
    view.resize(view.width() + 1, view.height())
    view.show_page("settings")
    settle()
    bar, reader = view.reader.verticalScrollBar(), view.reader
    place = QRect(bar.mapTo(view.second, QPoint()), bar.size())
    text = QRect(reader.viewport().mapTo(reader, QPoint()), reader.viewport().size())
    assert bar.isVisible()
    assert text.width() <= READING_PX + 24
    if side is Qt.LayoutDirection.RightToLeft:
        assert (place.left() < 20, text.right() > reader.width() - 8) == (True, True)
    else:
        assert (place.right() > view.second.width() - 20, text.left() < 8) == (True, True)


def test_no_title_in_the_list_is_cut(open_window: Open, desk: FakeDesk) -> None:
    view = helped(open_window(desk))
    room = view.list.viewport().width() - 2 * view.fontMetrics().averageCharWidth()
    for at in range(view.list.count()):
        view.list.setCurrentRow(at)
        item = view.list.item(at)
        assert QFontMetrics(item.font()).horizontalAdvance(item.text()) <= room, item.text()
        assert item.isSelected()


def test_the_first_page_found_is_marked_once_the_keyboard_comes_to_the_list(open_window: Open, desk: FakeDesk) -> None:
    view = helped(open_window(desk))
    view.search.setText("glossary")
    view.list.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.name == "translate"
    assert [item.text() for item in view.list.selectedItems()] == ["Translate"]
