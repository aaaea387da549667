# SPDX-License-Identifier: Apache-2.0
"""Shows an answer while it grows. The cost of one paint does not depend on how long the answer already is.

Finished blocks become Markdown on sheets of bounded size, the tail stays plain. Its one timer runs only while there
is something left to paint and the view can be seen.
"""

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from edgeassist.kit.markdown_blocks import Block, Cutter
from edgeassist.kit.sheets import Sheet

PAINT_MS = 33
PAINT_LIMIT = 4000
SHEET_LIMIT = 6000
_SAMPLES = ("Words **that** *are* `read`.\n\n## Title\n\n- one\n- two\n", "```\ncode\n```\n")


class StreamView(QWidget):
    """`feed` what arrives, `finish` once; `text` is everything fed. `painted` fires after each paint."""

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[str] = []
        self._pending = ""
        self._finished = False
        self._cutter = Cutter()
        self._sheets: list[Sheet] = []
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.on_paint_due)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    @property
    def text(self) -> str:
        """The whole answer, painted or not."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The documents shown, top to bottom."""
        return tuple(self._sheets)

    @property
    def idle(self) -> bool:
        """Nothing is left to paint and no timer runs."""
        return not self._timer.isActive() and not self._pending

    def feed(self, text: str) -> None:
        """Add text; it is painted within `PAINT_MS`, at once when nothing was painted lately."""
        self._parts.append(text)
        self._pending += text
        self._wake()

    def finish(self) -> None:
        """No more text comes: the tail becomes Markdown too."""
        self._finished = True
        self._wake()

    @Slot()
    def on_paint_due(self) -> None:
        """Paint a bounded piece of what waits."""
        now, self._pending = self._pending[:PAINT_LIMIT], self._pending[PAINT_LIMIT:]
        blocks = self._cutter.feed(now)
        if self._finished and not self._pending:
            blocks += self._cutter.finish()
        for block in _joined(blocks):
            self._settle(block)
        self._show_tail()
        self._since.start()
        if self._pending:
            self._timer.start(PAINT_MS)
        self.painted.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop painting while nobody looks."""
        self._timer.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while hidden."""
        super().showEvent(event)
        if self._pending or self._finished:
            self._wake()

    def _wake(self) -> None:
        if self._timer.isActive() or not self.isVisible():
            return
        spent = self._since.elapsed() if self._since.isValid() else PAINT_MS
        self._timer.start(max(0, PAINT_MS - spent))

    def _settle(self, block: Block) -> None:
        sheet = self._sheet(code=block.code, size=len(block.text))
        sheet.settle(block.text)

    def _show_tail(self) -> None:
        tail = self._cutter.tail
        if tail.strip():
            self._sheet(code=self._cutter.in_code, size=0).show_tail(tail.lstrip("\n"))
        elif self._sheets:
            self._sheets[-1].show_tail("")

    def _sheet(self, *, code: bool, size: int) -> Sheet:
        """Return the last sheet when it fits, else a new one."""
        last = self._sheets[-1] if self._sheets else None
        if last is not None and last.code == code and len(last.settled) + size <= SHEET_LIMIT:
            return last
        if last is not None:
            last.show_tail("")
            if not last.settled:
                self._sheets.remove(last)
                last.deleteLater()
        fresh = Sheet(code=code)
        self._sheets.append(fresh)
        self._column.addWidget(fresh)
        return fresh


def _joined(blocks: list[Block]) -> list[Block]:
    """Return `blocks` with neighbours of one kind as one, so that each paint renders each sheet once."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last is not None and last.code == block.code and len(last.text) + len(block.text) < SHEET_LIMIT // 2:
            joined[-1] = Block(last.text + ("\n" if block.code else "\n\n") + block.text, block.code)
        else:
            joined.append(block)
    return joined


def warm_up() -> None:
    """Paint a little of everything out of sight, so that no first answer waits for fonts and styles to be read.

    Takes up to 50 ms the first time in a process: call it at a moment when nothing streams.
    """
    for sample in _SAMPLES:
        view = StreamView()
        view.feed(sample)
        view.finish()
        view.on_paint_due()
        view.grab()
        view.deleteLater()
