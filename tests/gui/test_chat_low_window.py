# SPDX-License-Identifier: Apache-2.0
"""A low window, or one at 200 %: what is typed stays readable, and nothing in the composer lies over anything else."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from edgeassist.history.turns import Attachment
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.panes.chat.attaching import Paper
from edgeassist.panes.chat.attachments import Attachments
from edgeassist.panes.chat.chip_shelf import ChipShelf
from edgeassist.panes.chat.view import PLACEHOLDER, SHORT, SMALL_PLACEHOLDER, SMALL_SHORT, ChatView
from edgeassist.testing import FakeDocuments
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def view(shown: Show) -> Iterator[ChatView]:
    chips = Attachments(FakeDocuments)
    made = ChatView(str, chips)
    made.setFixedSize(560, 260)
    shown(made)
    yield made
    chips.close()


def place_of(part: QWidget, within: QWidget) -> QRect:
    return QRect(part.mapTo(within, QPoint()), part.size())


def lines_shown(view: ChatView) -> float:
    return view.composer.input.height() / view.composer.input.fontMetrics().lineSpacing()


def test_many_lines_leave_the_lower_row_its_place(view: ChatView) -> None:
    view.composer.put("\n".join(f"line {number}" for number in range(9)))
    settle()
    composer = view.composer
    text, send, clip = (place_of(one, composer) for one in (composer.input, composer.action, view.attach))
    assert composer.rect().contains(send)
    assert composer.rect().contains(clip)
    assert text.bottom() < send.top()
    assert text.bottom() < clip.top()
    assert place_of(composer, view).bottom() <= view.height()


def test_the_last_line_is_in_sight_while_typing(view: ChatView) -> None:
    view.composer.put("\n".join(f"line {number}" for number in range(9)))
    settle()
    assert view.composer.input.viewport().rect().contains(view.composer.input.cursorRect().center())


def test_the_invitation_is_one_line_at_any_width(view: ChatView) -> None:
    view.setFixedWidth(380)
    view.suit(small=True)
    until(lambda: view.composer.input.placeholderText() == SMALL_SHORT)
    view.suit(small=False)
    assert view.composer.input.placeholderText() == SHORT
    view.setFixedWidth(900)
    until(lambda: view.composer.input.placeholderText() == PLACEHOLDER)
    view.suit(small=True)
    assert view.composer.input.placeholderText() == SMALL_PLACEHOLDER


@pytest.mark.parametrize(("height", "lines"), [(150, 1), (260, 2), (420, 4), (800, 6), (2000, 6)])
def test_the_box_grows_as_far_as_the_window_lets_it(view: ChatView, height: int, lines: int) -> None:
    view.composer.put("\n".join("x" * 9))
    view.setFixedSize(560, height)
    settle()
    assert lines <= lines_shown(view) < lines + 1


@pytest.mark.parametrize(("width", "height"), [(1100, 800), (560, 600), (420, 500)])
def test_a_sentence_above_the_chat_is_no_taller_than_it_needs_however_much_room_there_is(
    view: ChatView, width: int, height: int
) -> None:
    acts = (Action("Use another model", view.show_chat), Action("Stay with this one", view.show_chat))
    bar = NoticeBar("This chat is meant for another model.", actions=acts, closable=False)
    view.setFixedSize(width, height)
    view.show_bar(bar)
    until(lambda: bar.height() == bar.heightForWidth(bar.width()))
    needed, rest = bar.height(), view.transcript.height()
    view.setFixedSize(width, height + 90)  # as when a notice above the pages goes
    until(lambda: view.transcript.height() == rest + 90)
    assert bar.height() == needed


@pytest.mark.parametrize(("width", "height"), [(300, 260), (340, 330), (560, 800)])
def test_many_chips_leave_the_text_the_clip_and_the_button_their_places(
    view: ChatView, width: int, height: int
) -> None:
    view.setFixedSize(width, height)
    names = ("ward rules of the third floor.pdf", "picture without a single word in it.pdf", "c.txt", "d.txt")
    why = "This file holds no text, as far as can be seen."
    view.attachments.bring_back(tuple(Paper(Attachment(name=one, path=one), trouble=why) for one in names))
    view.composer.put("one line\nand another")
    composer, chips = view.composer, view.attachments.chips
    shelf = next(one for one in composer.findChildren(ChipShelf))

    def apart() -> bool:
        text, seen, send = (place_of(one, composer) for one in (composer.input, shelf, composer.action))
        clip = place_of(view.attach, composer)
        return text.bottom() < seen.top() <= seen.bottom() < min(send.top(), clip.top()) and composer.rect().contains(
            send
        )

    until(apart)
    assert place_of(composer, view).bottom() <= view.height()
    assert chips[0].sizeHint().height() <= shelf.height() <= 3 * chips[0].sizeHint().height()
    for chip in chips:
        assert place_of(chip.remove, shelf.viewport()).right() < shelf.viewport().width(), "its cross is in sight"
    for chip in chips:
        chip.remove.click()
    until(lambda: not shelf.isVisible())


def test_one_line_of_chips_needs_no_scroll_bar_whatever_edge_the_theme_gives_to_what_scrolls(view: ChatView) -> None:
    view.setFixedSize(560, 800)
    view.setStyleSheet("QScrollArea { border: 2px solid transparent; }")
    view.attachments.bring_back((Paper(Attachment(name="a.txt", path="a.txt"), text="words"),))
    until(lambda: view.shelf.isVisible() and view.shelf.viewport().height() == view.attachments.height() > 0)
    assert not view.shelf.verticalScrollBar().isVisible()
