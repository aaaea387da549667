# SPDX-License-Identifier: Apache-2.0
"""The line above a chat is never cut: what has no room there is the first of its menu."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from edgeassist.core import language
from edgeassist.panes.chat.chat_head import ChatHead
from tests.gui.conftest import settle
from tests.gui.other_words import longer

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def head(shown: Show) -> ChatHead:
    language.use("de", longer)
    try:
        made = ChatHead(lambda: "You: hello", lambda: None)
    finally:
        language.use("en")
    made.title.setText("Do you work offline?")
    made.offer(chats=True, copy=True, new=True)
    made.resize(900, 40)
    around = QWidget()
    around.resize(900, 40)
    made.setParent(around)
    shown(around)
    return made


def seen(head: ChatHead) -> list[QPushButton]:
    return [made for made in (head.chats, head.copy_chat, head.new_chat, head.more) if made.isVisible()]


def menu(head: ChatHead) -> list[str]:
    opened = head.more.open()
    texts = [action.text() for action in opened.actions()]
    opened.close()
    return texts


def test_with_room_everything_is_there_and_nothing_of_it_in_the_menu(head: ChatHead) -> None:
    assert seen(head) == [head.chats, head.copy_chat, head.new_chat, head.more]
    assert menu(head) == []


def test_what_has_no_room_goes_into_the_menu_and_comes_back(head: ChatHead) -> None:
    head.resize(head.minimumSizeHint().width() + head.new_chat.sizeHint().width() + 12, 40)
    settle()
    assert seen(head) == [head.chats, head.new_chat, head.more]
    assert menu(head) == [head.copy_chat.text()]
    head.resize(head.minimumSizeHint().width(), 40)
    settle()
    assert seen(head) == [head.chats, head.more]
    assert menu(head) == [head.new_chat.text(), head.copy_chat.text()]
    head.resize(900, 40)
    settle()
    assert len(seen(head)) == 4


@pytest.mark.parametrize("width_px", range(240, 900, 60))
def test_no_button_is_narrower_than_its_words(head: ChatHead, width_px: int) -> None:
    head.resize(width_px, 40)
    settle()
    assert [made.text() for made in seen(head) if made.width() < made.sizeHint().width()] == []
    assert head.rect().contains(head.more.geometry())


def test_the_menu_does_what_the_buttons_did(head: ChatHead) -> None:
    pressed: list[str] = []
    head.new_chat.clicked.connect(lambda: pressed.append("new"))
    head.resize(head.minimumSizeHint().width(), 40)
    settle()
    opened = head.more.open()
    for action in opened.actions():
        action.trigger()
    opened.close()
    assert pressed == ["new"]
    assert QGuiApplication.clipboard().text() == "You: hello"
    assert head.copy_chat.text().startswith("«Copy chat")


def test_nothing_is_in_the_menu_that_is_not_offered(head: ChatHead) -> None:
    head.offer(chats=True, copy=False, new=False)
    assert seen(head) == [head.chats, head.more]
    assert menu(head) == []
