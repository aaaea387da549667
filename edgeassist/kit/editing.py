# SPDX-License-Identifier: Apache-2.0
"""The text under the cursor, whatever kind of field it is in: can it be written into, what is in it, put words in."""

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

Field = QLineEdit | QPlainTextEdit | QTextEdit
_ENDS = ".!?…。！？"
_CLINGS = ".,;:!?…)]}»”%"
_OPENS = "([{«“¿¡"


def field(widget: QWidget | None) -> Field | None:
    """Return `widget` where it is a text that may be read, secrets left out; None for anything else."""
    if isinstance(widget, QLineEdit):
        return widget if widget.echoMode() is QLineEdit.EchoMode.Normal else None
    return widget if isinstance(widget, QPlainTextEdit | QTextEdit) else None


def writable(widget: QWidget | None) -> Field | None:
    """Return `widget` where words may be put in."""
    found = field(widget)
    return found if found is not None and found.isEnabled() and not found.isReadOnly() else None


def worked_on(one: Field) -> str:
    """Return what is selected, or else the whole text."""
    if isinstance(one, QLineEdit):
        return one.selectedText() or one.text()
    selected = one.textCursor().selection().toPlainText()
    return selected or one.toPlainText()


def put_in(one: Field, words: str) -> str:
    """Put `words` in at the cursor, in place of what is selected, as somebody who types would: blanks and capitals.

    Return the words that found no room in a line that has an end; empty where all did.
    """
    if isinstance(one, QLineEdit):
        start = one.selectionStart() if one.hasSelectedText() else one.cursorPosition()
        room = one.maxLength() - len(one.text()) + len(one.selectedText())
        now, left = _parted(fitted(one.text()[:start], words), room)
        if now:
            one.insert(now)
        return left
    cursor = one.textCursor()
    before = QTextCursor(one.document())
    before.setPosition(max(0, cursor.selectionStart() - 80))
    before.setPosition(cursor.selectionStart(), QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(fitted(before.selection().toPlainText(), words))
    one.setTextCursor(cursor)
    one.ensureCursorVisible()
    return ""


def _parted(words: str, most: int) -> tuple[str, str]:
    """Return as many whole words as `most` characters hold, and the others."""
    if len(words) <= most:
        return words, ""
    end = words.rfind(" ", 0, most + 1)
    return (words[:end], words[end:].strip()) if end > 0 else ("", words.strip())


def fitted(before: str, words: str) -> str:
    """Return `words` as they follow the text `before`: a blank where one belongs, a capital after a sentence's end."""
    words = words.strip()
    last = before.rstrip()[-1:]
    if words and (not last or last in _ENDS or before.endswith("\n")):
        words = words[0].upper() + words[1:]
    apart = bool(words and before) and not before[-1].isspace() and before[-1] not in _OPENS and words[0] not in _CLINGS
    return f" {words}" if apart else words
