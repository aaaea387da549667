# SPDX-License-Identifier: Apache-2.0
"""The sheet of keys: every key of `kit.shortcuts`, by where it works. Shows them; binds none."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.binding import written
from edgeassist.kit.icons import IconButton
from edgeassist.kit.parts import column, row, words
from edgeassist.kit.shortcuts import SCOPES, SHORTCUTS, WINDOW, Shortcut
from edgeassist.ui.overlay import Overlay

WIDTH_PX = 720
_EVERYWHERE = {one.title for one in SHORTCUTS if one.scope == WINDOW}
"""What works everywhere; a page's own keys for the same are told there, too."""


class KeysSheet(Overlay):
    """`places` are the titles on the rail with their keys."""

    def __init__(self, over: QWidget, places: tuple[tuple[str, str], ...]) -> None:
        super().__init__(over, tr("Keys"), WIDTH_PX)
        self.close_button = IconButton("close", tr("Close"))
        self.close_button.clicked.connect(self.leave)
        self.lines: list[tuple[str, str]] = []
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        self._fill(places)
        self.body.addLayout(row(words(tr("Keys"), "title", wrap=False), None, self.close_button))
        self.area = self._scrolled()
        self.body.addWidget(self.area, 1)

    def first(self) -> QWidget:
        """Return the list, which the arrow keys scroll."""
        return self.area

    def height_px(self) -> int:
        """Return as much as there is."""
        return self._grid.sizeHint().height() + 96

    def _fill(self, places: tuple[tuple[str, str], ...]) -> None:
        for scope, title in SCOPES.items():
            heading = words(tr(title), "name", wrap=False)
            heading.setContentsMargins(0, 12 if self.lines else 0, 0, 0)
            self._grid.addWidget(heading, self._grid.rowCount(), 0, 1, 2)
            if scope == WINDOW:
                for place, keys in places:
                    self._add(keys, place)
            for one in SHORTCUTS:
                if one.scope == scope and (scope == WINDOW or one.title not in _EVERYWHERE):
                    self._add(one.keys, _told(one))

    def _add(self, keys: str, title: str) -> None:
        at = self._grid.rowCount()
        pressed = words(written(keys), "figure", wrap=False)
        pressed.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(pressed, at, 0)
        self._grid.addWidget(words(title), at, 1)
        self.lines.append((keys, title))

    def _scrolled(self) -> QScrollArea:
        inside, area = QWidget(), QScrollArea()
        outer = column(spacing=0, margins=(4, 4, 4, 4))
        outer.addLayout(self._grid)
        outer.addStretch(1)
        inside.setLayout(outer)
        area.setProperty("role", "inlay")
        area.setAccessibleName(tr("All keys"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        inside.setProperty("role", "inlay")
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return area


def _told(one: Shortcut) -> str:
    """Return what `one` does; of what works everywhere also by which other keys a page does it."""
    title = tr(one.title)
    if one.scope == WINDOW:
        for other in SHORTCUTS:
            if other.scope != WINDOW and other.title == one.title:
                place, keys = tr(SCOPES[other.scope]), written(other.keys)
                title = tr("{title}; in {place} also {keys}", title=title, place=place, keys=keys)
    return title
