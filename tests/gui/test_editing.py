# SPDX-License-Identifier: Apache-2.0
"""Words put in at the cursor read as if a person had typed them."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from edgeassist.kit.editing import Field, field, fitted, put_in, worked_on, writable

Show = Callable[[QWidget], QWidget]


@pytest.mark.parametrize(
    ("before", "words", "fits"),
    [
        ("", "hello there", "Hello there"),
        ("Call me", "tomorrow", " tomorrow"),
        ("Call me ", "tomorrow", "tomorrow"),
        ("It works.", "thank you", " Thank you"),
        ("One\n", "two", "Two"),
        ("He said (", "quietly", "quietly"),
        ("Price: ", "12", "12"),
        ("really", "?", "?"),
        ("¿", "qué", "qué"),
        ("你好。", "再见", " 再见"),
        ("anything", "  ", ""),
        ("", "", ""),
    ],
)
def test_words_follow_what_stands_before_them(before: str, words: str, fits: str) -> None:
    assert fitted(before, words) == fits


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QTextEdit])
def test_words_take_the_place_of_what_is_selected(shown: Show, kind: type[Field]) -> None:
    one = kind()
    shown(one)
    put_in(one, "meet me at noon")
    one.selectAll()
    assert worked_on(one) == "Meet me at noon"
    put_in(one, "never mind")
    assert worked_on(one) == "Never mind"
    put_in(one, "at all")
    assert worked_on(one) == "Never mind at all"
    one.undo()
    assert worked_on(one) == "Meet me at noon", "what was dictated can be taken back"


def test_what_is_selected_stands_for_this(shown: Show) -> None:
    one = QPlainTextEdit("first line\nsecond line")
    shown(one)
    cursor = one.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(5, cursor.MoveMode.KeepAnchor)
    one.setTextCursor(cursor)
    assert worked_on(one) == "first"


def test_only_open_texts_are_written_into(shown: Show) -> None:
    locked, off, secret, open_text = QTextEdit(), QLineEdit(), QLineEdit(), QLineEdit()
    locked.setReadOnly(True)
    off.setEnabled(False)
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    for one in (locked, off, secret, open_text):
        shown(one)
    assert [writable(one) for one in (locked, off, secret, open_text)] == [None, None, None, open_text]
    assert field(locked) is locked, "what may only be read can still be summed up"
    assert field(secret) is None, "a secret is nobody's text"
    assert field(QLabel("no")) is None
    assert field(None) is None


def test_what_finds_no_room_in_a_line_is_given_back_in_whole_words(shown: Show) -> None:
    one = QLineEdit("Turn on")
    one.setMaxLength(20)
    shown(one)
    one.end(False)
    assert put_in(one, "the lights but not the one in the hall") == "but not the one in the hall"
    assert one.text() == "Turn on the lights"
    assert put_in(one, "everywhere") == "everywhere"
    one.selectAll()
    assert put_in(one, "nothing at all") == ""
    assert one.text() == "Nothing at all"
