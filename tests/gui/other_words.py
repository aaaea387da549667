# SPDX-License-Identifier: Apache-2.0
"""A language of tests: every text of ours stands between marks and is longer than in English; and what is not."""

from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from tests.gui.conftest import settle


def longer(text: str, many: str, n: int) -> str:
    """Return `text` as that language has it, a third longer."""
    english = many if many and n != 1 else text
    words = english.rstrip("…").split()
    return f"«{english}{'x' * min(12, sum(map(len, words)) // 3)}»" if english else ""


def said(widget: QWidget) -> Iterator[str]:
    """Yield what a part says, to the eye and to a screen reader."""
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    yield widget.accessibleName()
    yield widget.toolTip()
    yield widget.accessibleDescription()


def english(of: QWidget, *own: str) -> set[str]:
    """Return what is on show in no other language, apart from `own` words: names, figures, a person's texts."""
    settle()
    parts = [of, *(part for part in of.findChildren(QWidget) if part.isVisible())]
    found = {text for part in parts for text in said(part)}
    return {text for text in found if any(map(str.isalpha, text)) and "«" not in text and text not in own}


def cut(of: QWidget) -> list[str]:
    """Return what has less room than its words take."""
    settle()
    shown = [
        part for part in of.findChildren(QWidget) if part.isVisible() and isinstance(part, QLabel | QAbstractButton)
    ]
    return [one.text() for one in shown if one.width() < one.minimumSizeHint().width()]
