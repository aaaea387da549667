# SPDX-License-Identifier: Apache-2.0
"""A label whose **details** are bold. All else in its text is plain, whatever it looks like."""

import re
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


class BoldWords(QLabel):
    """`show_words` takes a sentence with **bold** details; a screen reader gets it without the marks."""

    def __init__(self, sentence: str = "", role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setMinimumWidth(1)  # one long word must not widen what it stands in
        self.setProperty("role", role)
        self.show_words(sentence)

    def show_words(self, sentence: str) -> None:
        """Show `sentence`."""
        self.setText(as_markup(sentence))
        self.setAccessibleName(_BOLD.sub(r"\1", sentence))


def as_markup(sentence: str) -> str:
    """Return `sentence` as rich text in which nothing but the details is marked up."""
    return _BOLD.sub(r"<b>\1</b>", escape(sentence)).replace("\n", "<br>")
