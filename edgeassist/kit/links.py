# SPDX-License-Identifier: Apache-2.0
"""Asks, in place, before a link is opened: the whole address, its host in bold, a warning where one is due.

Opens only what a person confirmed, and only web and mail addresses; everything else can only be copied.
"""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from edgeassist.core.language import tr
from edgeassist.kit.addresses import Address, address, visible
from edgeassist.kit.copy_button import CopyButton
from edgeassist.kit.parts import button, column, mark, row, words

_BREAK = "\N{ZERO WIDTH SPACE}"
_EVERY = 24


def open_outside(link: str) -> None:
    """Hand `link` to the system: its browser or mail program takes over."""
    QDesktopServices.openUrl(QUrl(link, QUrl.ParsingMode.StrictMode))


def agreed(wanted: Address) -> bool:
    """Tell whether the system would read the same host from this address as the person sees."""
    if not wanted.openable:
        return False
    url = QUrl(wanted.whole, QUrl.ParsingMode.StrictMode)
    if not url.isValid():
        return False
    if wanted.before.lower().startswith("mailto:"):
        return url.scheme() == "mailto"
    plain = QUrl("http://" + wanted.host, QUrl.ParsingMode.StrictMode)
    return url.scheme() in ("http", "https") and bool(url.host()) and url.host() == plain.host()


class LinkBar(QFrame):
    """Hidden until `ask`; `closed` when it is answered. `open_link` is called with what a person agreed to open."""

    closed = Signal()

    def __init__(self, open_link: Callable[[str], None] = open_outside) -> None:
        super().__init__()
        self._open_link = open_link
        self._wanted = address("")
        self.setProperty("role", "notice")
        self.question = words("", "sentence")
        self.shown = _address_label()
        self.warning = words("")
        self.open = button(tr("Open"), self.on_agreed, tone="primary", name=tr("Open the link outside EdgeAssist"))
        self.copy = CopyButton(tr("Copy address"), lambda: self._wanted.whole, name=tr("Copy the address of the link"))
        self.cancel = button(tr("Cancel"), self.on_cancelled)
        layout = column(self.question, self.shown, self.warning, spacing=6, margins=(16, 12, 16, 12))
        layout.addLayout(row(self.open, self.cancel, self.copy, None))
        self.setLayout(layout)
        self.hide()

    def ask(self, link: str, text: str = "") -> None:
        """Ask whether to open `link`, which is called `text` where it stands."""
        wanted = self._wanted = address(link, text)
        may = agreed(wanted)
        self.question.setText(tr("Open this address outside EdgeAssist?") if may else tr("This link cannot be opened"))
        self.shown.setText(_rich(wanted))
        self.shown.setAccessibleName(visible(wanted.whole))
        self.warning.setText(wanted.warning or ("" if may else tr("The address is not written the plain way.")))
        self.warning.setVisible(bool(self.warning.text()))
        tone = "warn" if self.warning.text() else "info"
        self._dress(tone)
        self.setAccessibleName(self.question.text())
        self.setAccessibleDescription(self.warning.text())
        self.open.setVisible(may)
        self.show()
        (self.cancel if self.warning.text() or not may else self.open).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def on_agreed(self) -> None:
        """Open it."""
        link = self._wanted
        self.on_cancelled()
        if agreed(link):
            self._open_link(link.whole)

    @Slot()
    def on_cancelled(self) -> None:
        """Go away."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc go away."""
        if event.key() == Qt.Key.Key_Escape:
            self.on_cancelled()
        else:
            super().keyPressEvent(event)

    def _dress(self, tone: str) -> None:
        """Let the safe way out look like the thing to do where there is a warning."""
        mark(self, tone=tone)
        mark(self.warning, tone="warn")
        mark(self.open, tone="" if tone == "warn" else "primary")


def _address_label() -> QLabel:
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.RichText)  # only what `_rich` escaped and set in bold itself
    made.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    made.setWordWrap(True)
    made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made


def _rich(wanted: Address) -> str:
    before, host, after = (_breakable(visible(part)) for part in (wanted.before, wanted.host, wanted.after))
    return f"{before}<b>{host}</b>{after}"


def _breakable(text: str) -> str:
    """Return `text` escaped, with places where a long line may break."""
    return _BREAK.join(escape(text[at : at + _EVERY]) for at in range(0, len(text), _EVERY))
