# SPDX-License-Identifier: Apache-2.0
"""One sheet of an answer's words: a read-only document as high as its text, with Markdown in it."""

from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat, QTextCursor

from edgeassist.core.language import tr
from edgeassist.kit.markdown_blocks import without_images
from edgeassist.kit.markdown_tables import as_words
from edgeassist.kit.prose import dress, paint_lines, paragraph, without_pictures
from edgeassist.kit.quiet_text import MARKDOWN, QuietText
from edgeassist.kit.tokens import READING_TEXT_PX


class Sheet(QuietText):
    """A piece of an answer: what is settled, then a plain tail that the next paint may replace."""

    code = False
    part = 0

    def __init__(self) -> None:
        super().__init__(margin_px=1)
        self.settled = ""
        self._tail = ""
        self._tail_at = 0
        self.setProperty("role", "prose")
        self.setAccessibleName(tr("Answer"))
        font = self.font()
        font.setPixelSize(READING_TEXT_PX)
        self.setFont(font)
        self.document().setDefaultFont(font)
        self.document().setIndentWidth(28)

    def settle(self, text: str) -> None:
        """Add finished text, replacing the tail."""
        self._show_tail("")
        self.settled += ("\n\n" if self.settled else "") + text
        self._render()
        self._tail_at = self._end()

    def show_tail(self, text: str) -> None:
        """Show the unfinished rest as plain text; equal beginnings are kept as they stand."""
        lead = "\n" if text and self.settled else ""
        self._show_tail(lead + text if text else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what Qt has no say about, then the text."""
        painter = QPainter(self.viewport())
        paint_lines(self.document(), painter, self.palette())
        painter.end()
        super().paintEvent(event)

    def _show_tail(self, text: str) -> None:
        if text.startswith(self._tail):
            self._append(text[len(self._tail) :], plain=not self._tail)
        else:
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._tail_at)
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            self._tail = ""
            self._append(text, plain=True)
        self._tail = text

    def _append(self, text: str, *, plain: bool = False) -> None:
        if not text:
            return
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if plain and text.startswith("\n"):
            cursor.insertBlock(paragraph(), QTextCharFormat())
            text = text[1:]
        elif plain:
            cursor.setBlockFormat(paragraph())
        cursor.insertText(text)

    def _end(self) -> int:
        return self.document().characterCount() - 1

    def _render(self) -> None:
        document, selection = self.document(), self.textCursor()
        anchor, position = selection.anchor(), selection.position()
        # the empty line keeps Qt from swallowing what looks like remarks between two rules at the very beginning
        document.setMarkdown("\n" + as_words(without_images(self.settled)), MARKDOWN)
        without_pictures(document)
        dress(document)
        if anchor != position:
            selection.setPosition(min(anchor, self._end()))
            selection.setPosition(min(position, self._end()), QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(selection)
