# SPDX-License-Identifier: Apache-2.0
"""The source's half of the pane: leaf by leaf, each with its name, and the stretch that a sentence comes from."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from edgeassist.core.language import later, tr
from edgeassist.documents.blocks import Span, Unit
from edgeassist.kit.binding import bind
from edgeassist.kit.icons import IconButton
from edgeassist.kit.parts import box, column, row, words
from edgeassist.panes.summarize.leaves import Leaves
from edgeassist.panes.summarize.page_view import PageView
from edgeassist.panes.summarize.session import NewText

READING = later("The text appears here as soon as it is read.")


class SourceView(QWidget):
    """`clicked` carries a block's number and an offset in it."""

    clicked = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.setAccessibleName(tr("The document"))
        self._leaves = Leaves()
        self._place = 0
        self._shown: object = None
        self._unit: Unit = "page"
        self._pages = 0
        self.heading = words("", "small")
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.back = IconButton("chevron-right" if mirrored else "chevron-left", tr("Previous page"))
        self.on = IconButton("chevron-left" if mirrored else "chevron-right", tr("Next page"))
        self.page = PageView()
        self.back.clicked.connect(lambda _checked: self.turn(-1))
        self.on.clicked.connect(lambda _checked: self.turn(1))
        self.page.clicked.connect(self.clicked)
        self.page.turned.connect(self.turn)
        for name, step in (("page-before", -1), ("page-after", 1)):
            bind(name, self, partial(self.turn, step), inside=True)
        card = box("card", tr("A page of the document"))
        card.setLayout(column(self.page, margins=(24, 20, 12, 20)))
        head = row(self.heading, self.back, self.on, spacing=6)
        head.setStretch(0, 1)
        layout = column(spacing=8, margins=(28, 16, 28, 24))
        layout.addLayout(head)
        layout.addWidget(card, 1)
        self.setLayout(layout)
        self.clear()

    @property
    def empty(self) -> bool:
        """No text came yet."""
        return not self._leaves.blocks

    @property
    def place(self) -> int:
        """The number of the leaf on show."""
        return self._place

    def clear(self) -> None:
        """Show no source."""
        self._leaves, self._place, self._shown = Leaves(), 0, None
        self.page.show_blocks(())
        self._name()

    def show_size(self, unit: Unit, pages: int) -> None:
        """Know what the source's parts are called and how many there are."""
        self._unit, self._pages = unit, pages
        self._name()

    def show_text(self, text: NewText) -> None:
        """Put more text at the end, or show another one."""
        if text.anew:
            self.clear()
        self._leaves.add(text.blocks)
        self._show_leaf()

    def show_place(self, span: Span | None) -> None:
        """Turn to where `span` is and highlight it; None takes the highlight away."""
        place = self._leaves.place_of(span.block) if span is not None else None
        if place is not None:
            self._place = place
            self._show_leaf()
        self.page.highlight(span)

    def turn(self, by: int) -> None:
        """Turn some leaves on or back."""
        wanted = max(0, min(len(self._leaves.leaves) - 1, self._place + by))
        if not self.empty and wanted != self._place:
            self._place = wanted
            self._show_leaf()

    def _show_leaf(self) -> None:
        """Show the leaf, unless it is on show as it is: what grows behind it costs nothing."""
        leaf = self._leaves.leaves[self._place] if not self.empty else None
        if leaf is not None and leaf != self._shown:
            self._shown = leaf
            self.page.show_blocks(self._leaves.on(self._place))
        self._name()

    def _name(self) -> None:
        name = tr(READING) if self.empty else self._leaves.name(self._place, self._unit, self._pages)
        self.heading.setText(name)
        self.heading.setAccessibleName(name)
        self.back.setEnabled(self._place > 0)
        self.on.setEnabled(self._place < len(self._leaves.leaves) - 1)
        several = len(self._leaves.leaves) > 1
        self.back.setVisible(several)
        self.on.setVisible(several)
