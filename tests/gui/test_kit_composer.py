# SPDX-License-Identifier: Apache-2.0
"""What keys mean where a person types: sending, breaking lines, input methods, long pastes, what was sent before."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.kit.composer import Composer
from edgeassist.kit.input import LONG_CHARS
from tests.gui.conftest import settle, until

Show = Callable[[QWidget], QWidget]
CTRL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)


@pytest.fixture
def composer(shown: Show) -> Composer:
    made = Composer("Message", "Ask anything")
    shown(made)
    return made


@pytest.fixture
def sent(composer: Composer) -> list[str]:
    texts: list[str] = []
    composer.submitted.connect(texts.append)
    return texts


@pytest.mark.parametrize(
    ("ctrl", "keys", "sends"),
    [(False, NONE, True), (False, SHIFT, False), (True, NONE, False), (True, CTRL, True), (True, SHIFT, False)],
)
def test_enter_sends_or_breaks_the_line_as_wished(
    composer: Composer, sent: list[str], ctrl: bool, keys: Qt.KeyboardModifier, sends: bool
) -> None:
    composer.set_send_keys(ctrl=ctrl)
    composer.put("one")
    QTest.keyClick(composer.input, Qt.Key.Key_Return, keys)
    assert sent == (["one"] if sends else [])
    assert composer.text == ("" if sends else "one\n")


def test_enter_belongs_to_the_input_method_while_it_composes(composer: Composer, sent: list[str]) -> None:
    composer.put("kana")
    QApplication.sendEvent(composer.input, QInputMethodEvent("か", []))
    QTest.keyClick(composer.input, Qt.Key.Key_Return)
    QTest.keyClick(composer.input, Qt.Key.Key_Up)
    assert sent == []
    done = QInputMethodEvent("", [])
    done.setCommitString("か")
    QApplication.sendEvent(composer.input, done)
    QTest.keyClick(composer.input, Qt.Key.Key_Return)
    assert sent == ["kanaか"]


def paste(composer: Composer, text: str) -> None:
    carried = QMimeData()
    carried.setText(text)
    composer.input.insertFromMimeData(carried)


def test_a_very_long_paste_is_told_and_comes_back_with_ctrl_z(composer: Composer) -> None:
    pasted: list[str] = []
    returned: list[str] = []
    composer.long_text_pasted.connect(pasted.append)
    composer.long_text_returned.connect(returned.append)
    long = "x" * (LONG_CHARS + 1)
    paste(composer, long)
    assert (pasted, composer.text) == ([], long)
    composer.input.clear()
    composer.spare_long_texts()
    paste(composer, "short")
    paste(composer, long)
    assert (pasted, composer.text) == ([long], "short")
    QTest.keyClick(composer.input, Qt.Key.Key_Z, CTRL)
    assert (returned, composer.text) == ([long], "short" + long)


def test_undoing_after_other_keys_is_plain_undoing(composer: Composer) -> None:
    composer.spare_long_texts()
    paste(composer, "x" * (LONG_CHARS + 1))
    QTest.keyClicks(composer.input, "a")
    QTest.keyClick(composer.input, Qt.Key.Key_Z, CTRL)
    assert composer.text == ""


def test_up_brings_back_what_was_sent_and_down_leads_back(composer: Composer) -> None:
    for text in ("first", "second\nline", "second\nline"):
        composer.put(text)
        composer.on_submitted()
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(composer.input, key)
        seen.append(composer.text)
    assert seen == ["second\nline", "first", "first", "second\nline", ""]


def test_up_in_a_draft_moves_the_caret_only(composer: Composer) -> None:
    composer.put("sent")
    composer.on_submitted()
    composer.put("a draft")
    QTest.keyClick(composer.input, Qt.Key.Key_Up)
    assert composer.text == "a draft"


def test_what_shall_go_soon_goes_when_it_can_be_answered(composer: Composer, sent: list[str]) -> None:
    composer.set_ready(ready=False)
    composer.put("one")
    composer.submit_soon()
    assert sent == []
    composer.set_ready(ready=True)
    until(lambda: sent == ["one"])
    composer.put("two")
    composer.submit_soon()
    assert sent == ["one", "two"]


def test_what_was_changed_meanwhile_does_not_go_by_itself(composer: Composer, sent: list[str]) -> None:
    composer.set_ready(ready=False)
    composer.put("one")
    composer.submit_soon()
    composer.put("one and more")
    composer.set_ready(ready=True)
    settle()
    assert (sent, composer.text) == ([], "one and more")
