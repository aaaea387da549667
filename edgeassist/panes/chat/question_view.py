# SPDX-License-Identifier: Apache-2.0
"""What the person said, as plain text. A long question shows its beginning; the rest costs nothing until wanted."""

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QSizePolicy, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.parts import button, column, row
from edgeassist.kit.sided import Sided
from edgeassist.kit.tokens import BUBBLE_PX

SHOWN_CHARS = 1500
PIECE_CHARS = 2000
_WHOLE_PX = 320
_PADDING_PX = 44
_BEFORE_PX = 24


class QuestionView(QWidget):
    """The bubble, and for a long question the link that unfolds the whole of it in a box that scrolls."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question
        self.whole: Whole | None = None
        shown = question[:SHOWN_CHARS]
        self.bubble = Bubble(f"{shown}…" if len(question) > SHOWN_CHARS else question)
        self.more = button(tr("Show all"), self.on_more_wished, role="link", name=tr("Show all of your question"))
        self.more.setVisible(len(question) > SHOWN_CHARS)
        self._column = column(spacing=4)
        across = row(spacing=0)
        across.addSpacing(_BEFORE_PX)  # which is mirrored, as margins are not
        across.addLayout(self._column)
        self._column.addWidget(self.bubble, 0, Qt.AlignmentFlag.AlignRight)
        self._column.addLayout(row(None, self.more))
        self.setLayout(across)
        self.setMaximumWidth(BUBBLE_PX + _BEFORE_PX)

    @Slot()
    def on_more_wished(self) -> None:
        """Show all of it, or the beginning again."""
        if self.whole is None:
            self.whole = Whole(self._question)
            self._column.insertWidget(0, self.whole)
        unfold = not self.bubble.isHidden()
        self.bubble.setVisible(not unfold)
        self.whole.setVisible(unfold)
        self.more.setText(tr("Show less") if unfold else tr("Show all"))
        self.more.setAccessibleName(tr("Show less of your question") if unfold else tr("Show all of your question"))


class Bubble(QLabel):
    """A short text in its frame, as wide as it needs, selectable."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", "bubble")
        self.setAccessibleName(tr("Your question"))
        self.setAccessibleDescription(text)
        self.setMaximumWidth(BUBBLE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def sizeHint(self) -> QSize:
        """Ask for the width of the longest line, up to the most."""
        self.ensurePolished()
        widest = max(self.fontMetrics().horizontalAdvance(line) for line in self.text().split("\n"))
        width = min(BUBBLE_PX, widest + _PADDING_PX)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        return QSize(min(120, self.sizeHint().width()), 20)


class Whole(QPlainTextEdit):
    """All of a long text, as wide as a bubble can be; lays out what is in sight."""

    def __init__(self, text: str) -> None:
        super().__init__("\n".join(_pieces(text)))
        self.setProperty("role", "bubble")
        self.setAccessibleName(tr("All of your question"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFixedHeight(_WHOLE_PX)
        Sided(self)

    def sizeHint(self) -> QSize:
        """Ask for the most."""
        return QSize(BUBBLE_PX, _WHOLE_PX)

    def minimumSizeHint(self) -> QSize:
        """Give the layout leave to make it narrow."""
        return QSize(120, _WHOLE_PX)


def _pieces(text: str) -> Iterator[str]:
    """Break what has no end of line for long: laying a line out costs by the square of its length."""
    for line in text.split("\n"):
        yield from (line[at : at + PIECE_CHARS] for at in range(0, max(1, len(line)), PIECE_CHARS))
