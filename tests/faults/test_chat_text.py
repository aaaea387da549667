# SPDX-License-Identifier: Apache-2.0
"""Texts that no one types, pasted into the chat: shown or escaped, asked, saved, and the same when they come back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from edgeassist.api import ModelView, SavedTurn
from edgeassist.testing import FakeContext
from edgeassist.wire import encode
from tests.gui.chatting import Chat, opened
from tests.gui.conftest import app, nothing_left_behind, shown, theme, until

__all__ = ["app", "nothing_left_behind", "shown", "theme"]

Show = Callable[[QWidget], QWidget]

TEXTS = {
    "nul": "before\0after",
    "controls": "bell\x07 escape\x1b[31m delete\x7f",
    "lone surrogate": "broken \ud83d half \udc00 pair",
    "zero-width joiners": "family \U0001f468\u200d\U0001f469\u200d\U0001f467 and flag \U0001f3f4\u200d\u2620\ufe0f",
    "mixed marks": "\ufeffone \ufeff two\ufffe three\u2060",
    "right to left": "\u202eevil\u202c \u05e9\u05dc\u05d5\u05dd 123 \u0645\u0631\u062d\u0628\u0627",
    "combining": "Z" + "\u0301" * 400,
    "line ends": "one\r\ntwo\rthree\u2028four\u2029five\x85six",
    "one long line": "x" * 1_000_000,
}


@contextmanager
def chatting(context: FakeContext, shown: Show) -> Iterator[Chat]:
    with opened(context, shown) as chat:
        yield chat


@pytest.mark.parametrize("name", TEXTS)
def test_a_strange_text_is_asked_saved_and_comes_back_the_same(name: str, shown: Show) -> None:
    text = TEXTS[name]
    context = FakeContext(model=ModelView("big", "Big", 10_000_000))
    with chatting(context, shown) as chat:
        chat.pane.send(text)
        until(lambda: bool(context.engine.requests), "it was never asked")
        asked = context.engine.requests[0].turns[-1].text
        assert asked == text
        chat.stream(text[:5000], " and so on")
        chat.finish()
        assert chat.last.isVisible()
    stored = context.history.latest()
    said = [SavedTurn(one.role, one.text, one.partial) for one in stored.path()]
    assert said[0].text == text
    assert said[1].text == f"{text[:5000].lstrip()} and so on"
    context.history.conversations.clear()
    with chatting(context, shown) as chat:
        assert [exchange.question for exchange in chat.pane.session.exchanges] == [text]
        assert chat.last.question.bubble.text()[:1500].count("\0") <= 1


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in ("one long line", "lone surrogate")])
def test_a_strange_draft_waits_for_its_chat_as_it_was_typed(name: str, shown: Show) -> None:
    context = FakeContext()
    with chatting(context, shown) as chat:
        chat.view.composer.input.insertPlainText(TEXTS[name])
        typed = chat.view.composer.text
        assert typed
    with chatting(context, shown) as chat:
        assert chat.view.composer.text == typed


def test_a_line_of_a_megabyte_is_pasted_as_a_file_and_read_whole(shown: Show) -> None:
    context = FakeContext(model=ModelView("big", "Big", 10_000_000))
    with chatting(context, shown) as chat:
        QGuiApplication.clipboard().setText(TEXTS["one long line"])
        chat.view.composer.input.paste()
        until(lambda: bool(chat.view.attachments.papers) and chat.view.composer.ready)
        assert chat.view.attachments.chips[0].accessibleName() == "Pasted text.txt, all read"
        chat.send("How long is it?")
        asked = context.engine.requests[0].turns[-1].text
        assert asked.count("x") >= 1_000_000


def test_a_strange_text_can_be_written_to_the_worker() -> None:
    from edgeassist.wire import Generate, Turn

    for name, text in TEXTS.items():
        if name != "lone surrogate":
            assert encode(Generate(turns=(Turn("user", text),)))
