# SPDX-License-Identifier: Apache-2.0
"""Turning to the chat and away from it all day: Tab goes on as it did, and nothing of former chats is kept."""

import gc
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from shiboken6 import isValid

from edgeassist.kit.reading_order import stops_in
from edgeassist.testing import FakeContext
from tests.gui.chatting import Chat, opened
from tests.gui.conftest import settle, until

CODE = "```python\nprint(1)\n```\n"


@pytest.fixture
def chat(context: FakeContext, shown: Callable[[QWidget], QWidget]) -> Iterator[Chat]:
    with opened(context, shown) as made:
        yield made


def turned(chat: Chat) -> None:
    chat.view.hide()
    chat.view.show()
    settle()


def gone() -> int:
    """Return how many widgets Python still knows that are no more."""
    gc.collect()
    return sum(isinstance(one, QWidget) and not isValid(one) for one in gc.get_objects())


def test_turning_to_a_chat_keeps_nothing_of_the_ones_before(chat: Chat, app: QApplication) -> None:
    kept = []
    for number in range(4):
        chat.answered(f"question {number}", CODE)
        turned(chat)
        chat.pane.new_chat()
        until(lambda: not chat.view.transcript.views)
        settle()
        kept.append(gone())
    assert kept[-1] == kept[0]


def test_the_keyboard_comes_to_a_new_answer_after_the_composer(chat: Chat) -> None:
    elsewhere = QPushButton(chat.view.window())
    chat.answered("one", "First.")
    later = QPushButton(chat.view.window())
    turned(chat)
    stops = stops_in(chat.view.window())
    composer, answer = stops.index(chat.view.composer.input), stops.index(chat.last.copy)
    assert composer < answer
    assert not {elsewhere, later} & set(stops[composer:answer])
