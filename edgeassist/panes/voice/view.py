# SPDX-License-Identifier: Apache-2.0
"""All of the pane put together: the talk page with Earlier beside it, or a sheet. Decides nothing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QStackedWidget, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.parts import row
from edgeassist.kit.split_page import SplitPage
from edgeassist.panes.voice.earlier_list import EarlierList
from edgeassist.panes.voice.home_sheet import HomeSheet
from edgeassist.panes.voice.talk_page import TalkPage
from edgeassist.panes.voice.teach_sheet import TeachSheet
from edgeassist.panes.voice.voices_sheet import VoicesSheet

SIDE_PX = 330


class VoiceView(QStackedWidget):
    """The pane's widget. Space talks wherever no text is typed and no button has the focus; Esc backs out.

    Letters go into the line, whatever has the focus.
    """

    escaped = Signal()

    def __init__(self, language: str) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAccessibleName(tr("Voice"))
        self.page = TalkPage(language)
        self.earlier = EarlierList()
        self.teach = TeachSheet()
        self.home = HomeSheet()
        self.voices = VoicesSheet()
        self.split = SplitPage(self.page, self.earlier, back=tr("Back to Voice"))
        self.split.setStretchFactor(1, 0)
        self.split.setSizes([10 * SIDE_PX, SIDE_PX])
        self.addWidget(self.split)
        sheets = (self.teach, self.home, self.voices)
        self.sheets: dict[QWidget, QScrollArea] = {sheet: _scrolling(sheet) for sheet in sheets}
        for area in self.sheets.values():
            self.addWidget(area)
        self.split.turned.connect(lambda _seen: self._offer_earlier())
        self.page.earlier_wished.connect(self.split.show_second)
        for sheet in sheets:
            sheet.closed.connect(self.show_talk)
        self._offer_earlier()

    @property
    def talking(self) -> bool:
        """The talk page is in front."""
        return self.currentWidget() is self.split

    def show_talk(self) -> None:
        """Go back to the talk button."""
        self.teach.rest()
        self.setCurrentWidget(self.split)
        self.split.show_first()
        self.page.setFocus()

    def show_sheet(self, sheet: QWidget) -> None:
        """Bring a sheet to the front."""
        self.setCurrentWidget(self.sheets[sheet])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Talk with Space, tap with Enter, back out with Esc; a button that has the focus takes both for itself."""
        key, focused = event.key(), self.focusWidget()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif self._talks(event):
            if not event.isAutoRepeat():
                self.page.talk.button.press()
        elif enter and self.talking and not isinstance(focused, QLineEdit):
            self.page.talk.button.tapped.emit()
        elif self.talking and _types(event) and not isinstance(focused, QLineEdit):
            self.page.line.begin_with(event.text())
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let Space go."""
        if self._talks(event):
            if not event.isAutoRepeat():
                self.page.talk.button.release_key()
        else:
            super().keyReleaseEvent(event)

    def _talks(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Space and self.talking and not isinstance(self.focusWidget(), QLineEdit)

    def _offer_earlier(self) -> None:
        self.page.earlier.setVisible(self.split.narrow and not self.split.second_seen)


def _types(event: QKeyEvent) -> bool:
    """Tell whether a key writes a letter; nobody who types “yes, …” must press a button with the blank in it."""
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    return not held and event.text().isprintable() and bool(event.text().strip())


def _scrolling(sheet: QWidget) -> QScrollArea:
    """Return `sheet` in an area that scrolls, in a column that is easy to read."""
    page = QWidget()
    page.setProperty("role", "page")
    sheet.setMaximumWidth(720)
    layout = row(spacing=0)
    layout.addStretch(1)
    layout.addWidget(sheet, 100)
    layout.addStretch(1)
    page.setLayout(layout)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setStyleSheet("QScrollArea { border: none; }")
    area.setAccessibleName(sheet.accessibleName())
    area.setWidget(page)
    return area
