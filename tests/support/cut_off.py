# SPDX-License-Identifier: Apache-2.0
"""Finds what is cut off in a window that is shown: words wider or higher than their control, controls over an edge."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)

_TOOL_FRAME_PX = 4


def cut_off(window: QWidget) -> list[str]:
    """Return one line for each visible control of `window` that is not wholly there."""
    labels = [one for one in window.findChildren(QLabel) if one.isVisible() and one.text() and not _scrolled(one)]
    return [*filter(None, map(_of_button, buttons(window))), *filter(None, map(_of_label, labels))]


def buttons(window: QWidget) -> list[QAbstractButton]:
    """Return the visible buttons that carry words."""
    return [one for one in window.findChildren(QAbstractButton) if one.isVisible() and one.text()]


def _of_button(button: QAbstractButton) -> str:
    text = button.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    name, metrics, room = f"button {text!r}", button.fontMetrics(), _room(button)
    wide = max(metrics.horizontalAdvance(line) for line in text.splitlines())
    if wide > room:
        return f"{name}: {wide} px of words in {room}"
    if metrics.height() > button.height():
        return f"{name}: {metrics.height()} px high in {button.height()}"
    window = button.window()
    place = QRect(button.mapTo(window, QPoint(0, 0)), button.size())
    if _scrolled(button) or window.rect().adjusted(-1, -1, 1, 1).contains(place):
        return ""
    return f"{name}: at {place.getRect()} over the edge of {window.size().toTuple()}"


def _room(button: QAbstractButton) -> int:
    """Return how many pixels there are for the words."""
    if isinstance(button, QPushButton):
        option = QStyleOptionButton()
        button.initStyleOption(option)
        inside = button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button).width()
        return inside - (0 if button.icon().isNull() else button.iconSize().width())
    if isinstance(button, QToolButton):
        beside = button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        return button.width() - _TOOL_FRAME_PX - (button.iconSize().width() if beside else 0)
    return button.width()


def _of_label(label: QLabel) -> str:
    text, metrics, inside = label.text(), label.fontMetrics(), label.contentsRect()
    if label.textFormat() is Qt.TextFormat.RichText or text.startswith("<"):
        return ""
    if not label.wordWrap():
        wide = max(metrics.horizontalAdvance(line) for line in text.splitlines())
        return f"label {text!r}: {wide} px of words in {inside.width()}" if wide > inside.width() + 1 else ""
    needed = metrics.boundingRect(QRect(0, 0, inside.width(), 10_000), Qt.TextFlag.TextWordWrap, text).height()
    return f"label {text[:60]!r}: {needed} px high in {inside.height()}" if needed > inside.height() + 2 else ""


def _scrolled(part: QWidget) -> bool:
    """Tell whether a person can scroll to `part`."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            return True
        above = above.parentWidget()
    return False
