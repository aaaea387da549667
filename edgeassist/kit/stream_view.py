# SPDX-License-Identifier: Apache-2.0
"""Shows an answer while it grows. The cost of one paint does not depend on how long the answer already is.

Finished blocks become Markdown on sheets of bounded size, the tail stays plain. Its one timer runs only while there
is something left to paint and the view can be seen. A link asks, in place, before it opens.
"""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from edgeassist.kit.code_sheet import CodeFrame, CodeSheet
from edgeassist.kit.links import LinkBar, open_outside
from edgeassist.kit.markdown_blocks import Block, Cutter
from edgeassist.kit.quiet_text import QuietText
from edgeassist.kit.sheets import Sheet
from edgeassist.kit.table_sheet import TableSheet

Piece = Sheet | CodeSheet | TableSheet

PAINT_MS = 33
PAINT_LIMIT = 4000
BUDGET_MS = 6
"""After so long a paint takes up no further block; laying out and drawing come on top."""
SHEET_LIMIT = 6000
ROWS_LIMIT = 300
_SAMPLES = (
    "Words **that** *are* `read`.\n\n## Title\n\n- one\n- two\n",
    "```\ncode\n```\n",
    "| a | b |\n|---|---|\n| c | d |\n",
)


class StreamView(QWidget):
    """`feed` what arrives, `finish` once; `text` is everything fed. `painted` fires after each paint."""

    painted = Signal()

    def __init__(self, parent: QWidget | None = None, *, open_link: Callable[[str], None] = open_outside) -> None:
        """`open_link` gets the address of a link once a person agreed."""
        super().__init__(parent)
        self._parts: list[str] = []
        self._pending = ""
        self._finished = self._closed = False
        self._cutter = Cutter()
        self._blocks: deque[Block] = deque()
        self._sheets: list[Piece] = []
        self._head = (0, "")
        self._open_link = open_link
        self.link_bar: LinkBar | None = None
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
    def sheets(self) -> tuple[Piece, ...]:
        """The documents shown, top to bottom."""
        return tuple(self._sheets)

    @property
    def idle(self) -> bool:
        """Nothing is left to paint and no timer runs."""
        colouring = any(isinstance(sheet, CodeSheet) and sheet.highlighter.busy for sheet in self._sheets)
        return not (self._timer.isActive() or self._pending or self._blocks or colouring)

    @property
    def _left(self) -> bool:
        """There is something to paint, be it only the end."""
        return bool(self._pending or self._blocks) or (self._finished and not self._closed)

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
        self._since.start()
        if not self._blocks:
            self._take_more()
        while self._blocks:
            self._settle(self._blocks.popleft())
            if self._since.elapsed() >= BUDGET_MS:
                break
        if not self._blocks:
            self._show_tail()
            if self._closed:
                self._end_part()
        self._since.start()
        if self._left:
            self._timer.start(PAINT_MS if not self._blocks else PAINT_MS // 2)
        self.painted.emit()

    def _take_more(self) -> None:
        now, self._pending = self._pending[:PAINT_LIMIT], self._pending[PAINT_LIMIT:]
        blocks = self._cutter.feed(now)
        if self._finished and not self._pending:
            blocks += self._cutter.finish()
            self._closed = True
        self._blocks.extend(_joined(blocks))

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop painting while nobody looks."""
        self._timer.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while hidden."""
        super().showEvent(event)
        if self._left:
            self._wake()

    def _wake(self) -> None:
        if self._timer.isActive() or not self.isVisible():
            return
        spent = self._since.elapsed() if self._since.isValid() else PAINT_MS
        self._timer.start(max(0, PAINT_MS - spent))

    def _settle(self, block: Block) -> None:
        sheet = self._sheet(block)
        if isinstance(sheet, CodeSheet):
            sheet.settle(block.text, goes_on=block.open)
        else:
            sheet.settle(block.text)

    def _show_tail(self) -> None:
        cutter = self._cutter
        if cutter.in_code:
            self._sheet(Block("", code=True, part=cutter.part, language=cutter.language)).show_tail(cutter.tail)
        elif cutter.in_table:
            self._sheet(Block("", table=True, part=cutter.part)).show_tail(cutter.tail)
        elif cutter.tail.strip():
            self._sheet(Block("")).show_tail(cutter.tail.lstrip("\n"))
        elif self._sheets:
            self._sheets[-1].show_tail("")

    def _sheet(self, block: Block) -> Piece:
        """Return the last sheet when `block` belongs there and fits, else a new one."""
        if block.table and block.text and block.part != self._head[0]:
            self._head = (block.part, block.text)
        last = self._sheets[-1] if self._sheets else None
        if last is not None and not self._fits(last, block):
            last = self._left_behind(last)
        if last is not None and self._fits(last, block):
            return last
        self._end_part()
        return self._add(block, self._head[1])

    def _left_behind(self, last: Piece) -> Piece | None:
        """Return the sheet that is last once `last` has no tail any more, and is gone if that was all it had."""
        last.show_tail("")
        if last.settled or isinstance(last, CodeSheet):
            return last
        self._sheets.remove(last)
        self._column.removeWidget(last)
        last.deleteLater()
        return self._sheets[-1] if self._sheets else None

    @staticmethod
    def _fits(last: Piece, block: Block) -> bool:
        if last.part != block.part:
            return False
        if isinstance(last, TableSheet):
            return not last.full
        return isinstance(last, CodeSheet) or len(last.settled) + len(block.text) <= SHEET_LIMIT

    def _add(self, block: Block, head: str) -> Piece:
        fresh: Piece
        if block.code:
            frame = CodeFrame(block)
            fresh = frame.sheet
            self._column.addWidget(frame)
        else:
            fresh = TableSheet(head) if block.table else Sheet()
            fresh.link_wished.connect(self.on_link_wished)
            self._column.addWidget(fresh)
        fresh.part = block.part
        self._sheets.append(fresh)
        return fresh

    def _end_part(self) -> None:
        """Nothing more comes for the last sheet."""
        if not self._sheets or not isinstance(last := self._sheets[-1], CodeSheet):
            return
        last.end()
        if not last.content and (frame := last.parentWidget()) is not None:
            self._sheets.pop()
            self._column.removeWidget(frame)
            frame.deleteLater()

    @Slot(str, str)
    def on_link_wished(self, link: str, text: str) -> None:
        """Ask below the sheet with the link whether to open it."""
        asked = self.sender()
        if self.link_bar is None:
            self.link_bar = LinkBar(self._open_link)
        if isinstance(asked, QuietText):
            self._column.removeWidget(self.link_bar)
            self._column.insertWidget(self._column.indexOf(asked) + 1, self.link_bar)
            self.link_bar.closed.connect(asked.setFocus, Qt.ConnectionType.SingleShotConnection)
        self.link_bar.ask(link, text)
        QTimer.singleShot(0, self, self._show_question)

    def _show_question(self) -> None:
        """Bring the question into sight, where a long sheet stands above it."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and self.link_bar is not None:
            above.ensureWidgetVisible(self.link_bar, 0, 12)


def _joined(blocks: list[Block]) -> list[Block]:
    """Return `blocks` with neighbours of one kind as one, so that each paint renders each sheet once."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        most = ROWS_LIMIT if block.table else SHEET_LIMIT // 2
        both = last.joined(block) if last and len(last.text) + len(block.text) < most else None
        if both is not None:
            joined[-1] = both
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
