# SPDX-License-Identifier: Apache-2.0
"""Has a screen reader say something that has no focus: a result that came. Silent where none is running."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str) -> None:
    """Say `text` on behalf of `widget`, once what is being said is over."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
