# SPDX-License-Identifier: Apache-2.0
"""An answer as it grows: what was thought, folded, and what was said. Shows text; knows no exchange."""

from PySide6.QtWidgets import QWidget

from edgeassist.core.language import tr, trn
from edgeassist.core.units import grouped
from edgeassist.kit.fold import Fold
from edgeassist.kit.parts import column
from edgeassist.kit.stream_view import StreamView
from edgeassist.panes.chat.thinking import Parted


class AnswerView(QWidget):
    """`show_parts` takes the whole answer each time and adds what is new."""

    def __init__(self) -> None:
        super().__init__()
        self.thought = Fold(tr("Thinking…"))
        self.thought.hide()
        self.stream = StreamView()
        self._thought = self._said = ""
        self._column = column(self.thought, self.stream, spacing=8)
        self.setLayout(self._column)

    def show_parts(self, parts: Parted) -> None:
        """Show what is new in `parts`; what no longer begins as it did is shown anew."""
        if parts.thought != self._thought:
            if not parts.thought.startswith(self._thought):
                self.thought.clear()
                self._thought = ""
            self.thought.add(parts.thought[len(self._thought) :])
            self._thought = parts.thought
        self.thought.setVisible(bool(parts.thought))
        self.thought.rename(tr("Thinking…") if parts.thinking else _thought_for(parts.words))
        if not parts.said.startswith(self._said):
            self._renew()
        if new := parts.said[len(self._said) :]:
            self.stream.feed(new)
            self._said = parts.said

    def finish(self, parts: Parted) -> None:
        """No more comes: what is left unfinished counts as it stands."""
        self.show_parts(Parted(parts.thought, parts.said))
        self.stream.finish()

    def _renew(self) -> None:
        fresh = StreamView()
        self._column.replaceWidget(self.stream, fresh)
        self.stream.hide()
        self.stream.deleteLater()
        self.stream, self._said = fresh, ""


def _thought_for(count: int) -> str:
    return trn("Thought for {n} word", "Thought for {n} words", count, n=grouped(count))
