# SPDX-License-Identifier: Apache-2.0
"""Another size of text while the window is open: what is drawn by hand and what has a fixed size follows too."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from edgeassist.documents.blocks import Anchor, Block, Span
from edgeassist.kit.composer import Composer
from edgeassist.kit.icons import IconButton, IconLabel
from edgeassist.kit.theme import Theme
from edgeassist.kit.tokens import TEXT_PX
from edgeassist.panes.chat.chat_row import font_of
from edgeassist.panes.summarize.page_view import PageView
from edgeassist.panes.summarize.painted_sentence import SentenceButton
from edgeassist.ui.ear import Ear
from edgeassist.ui.frame import RailButton
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]
Resize = Callable[[float], None]


@pytest.fixture
def resize(theme: Theme) -> Iterator[Resize]:
    def resized(scale: float) -> None:
        theme.choose("light", scale=scale)
        settle()

    yield resized
    theme.choose("light")


def test_the_send_button_stays_inside_its_frame(resize: Resize, shown: Show) -> None:
    composer = Composer("Question", "Ask")
    composer.setFixedWidth(500)
    shown(composer)
    before = composer.action.size()
    resize(2.0)
    composer.adjustSize()
    settle()
    assert composer.action.width() == 2 * before.width()
    assert composer.action.height() in range(2 * before.height() - 4, 2 * before.height() + 1)
    place = QRect(composer.action.mapTo(composer, QPoint()), composer.action.size())
    assert composer.rect().contains(place)
    assert place.top() >= composer.input.geometry().bottom()


@pytest.mark.parametrize("scale", [0.8, 1.5, 2.0])
def test_icons_are_as_large_as_the_text(resize: Resize, shown: Show, scale: float) -> None:
    pressed, label, rail = IconButton("close", "Close"), IconLabel("file"), RailButton("chat", "Chat", "")
    for one in (pressed, label, rail):
        shown(one)
    resize(scale)
    side = round(20 * scale)
    assert pressed.iconSize() == QSize(side, side)
    assert rail.iconSize() == QSize(side, side)
    assert label.pixmap().deviceIndependentSize().width() == round(16 * scale)


def test_the_microphone_in_the_top_bar_is_not_cut(resize: Resize, shown: Show) -> None:
    ear = Ear(lambda: None)
    shown(ear)
    before = ear.width()
    resize(2.0)
    until(lambda: ear.width() >= before + 16)


def test_chats_in_the_list_are_written_in_the_size_of_the_rest(resize: Resize) -> None:
    resize(2.0)
    assert font_of(QStyleOptionViewItem(), TEXT_PX).pixelSize() == 2 * TEXT_PX


def test_a_sentence_of_a_summary_needs_more_room(resize: Resize, shown: Show) -> None:
    sentence = SentenceButton()
    sentence.show_words("Work above 2 m needs a harness.", "p. 12")
    shown(sentence)
    before = sentence.heightForWidth(300)
    resize(2.0)
    assert sentence.heightForWidth(300) >= 2 * before - 16


def test_the_source_is_written_anew_and_stays_marked(resize: Resize, shown: Show) -> None:
    page = PageView()
    page.resize(400, 300)
    shown(page)
    page.show_blocks((Block(0, "paragraph", "Wear a harness.", Anchor(0, 1)),))
    page.highlight(Span(0, 0, 4))
    resize(2.0)
    until(lambda: page.document().begin().begin().fragment().charFormat().font().pixelSize() == 30)
    assert [one.cursor.selectedText() for one in page.extraSelections()] == ["Wear"]
