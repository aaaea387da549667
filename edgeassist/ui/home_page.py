# SPDX-License-Identifier: Apache-2.0
"""The first page: four tasks to try with one press, what suits this laptop, and where to make the window one's own.

Shows what it is told; a press is a wish.
"""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from edgeassist.core.language import code, later, tr, with_colon
from edgeassist.intents.samples import samples_in
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.icons import IconLabel
from edgeassist.kit.parts import box, button, column, row, words
from edgeassist.kit.reading_order import follow_all
from edgeassist.kit.scaling import KeepScaled, text_scale
from edgeassist.kit.tokens import READING_PX

NARROW_PX = 620
_WIDE_PX = READING_PX + 160
_MARGIN_PX, _AROUND_PX = 24, 30
"""Space around the page, and around the words of a button."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A task with a sample of its own: handed over with `wish` when it is pressed.

    What is to be translated is English in every language of the window; a command is in the language of commands.
    """

    wish: str
    icon: str
    title: str
    line: str
    sample: str
    press: str


TILES = (
    Tile(
        "chat",
        "chat",
        later("Ask"),
        later("A question, a letter, a list: in your own words."),
        later("Do you work without internet?"),
        later("Ask it"),
    ),
    Tile(
        "summarize",
        "summarize",
        later("Summarize"),
        later("A long document in a few sentences, each with its page."),
        later("Harbour workshop handbook"),
        later("Sum it up"),
    ),
    Tile(
        "translate",
        "translate",
        later("Translate"),
        later("Texts and documents; numbers and names are checked."),
        "Good morning. The train leaves at 8:40. How much does it cost?",
        later("Translate it"),
    ),
    Tile(
        "command",
        "mic",
        later("Say or type a command"),
        later("Timers, lists, sums, notes: done at once, taken back with Undo."),
        "",
        later("Do it"),
    ),
)
_STARTER_READS = ("en", "es")
_STARTER = later("The built-in Starter answers in English and Spanish; a bigger model answers in your language.")
_MEASURING = later("Measuring this laptop in the background…")


class HomePage(QScrollArea):
    """Emits `tried` with a `Tile`, `fit_wished`, `setup_wished`, `guide_wished`, and `left` on Esc."""

    tried = Signal(object)
    fit_wished = Signal()
    setup_wished = Signal()
    guide_wished = Signal()
    left = Signal()

    def __init__(self, commands: str = "en") -> None:
        """`commands` is the code of the language that commands are in."""
        super().__init__()
        self.setProperty("role", "page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Start page"))
        self.tiles = {
            tile.wish: _TileCard(tile, sample_of(tile, commands), partial(self.tried.emit, tile)) for tile in TILES
        }
        self.verdict = words(tr(_MEASURING), "reading")
        self.fit = button(tr("See which models fit"), self.fit_wished.emit)
        self._setups = (tr("Language, text size, contrast, microphone…"), tr("Make it yours"))
        self.setup = button(self._setups[0], self.setup_wished.emit)
        self.setup.setToolTip(self._setups[0])
        self.guide = button(tr("User guide"), self.guide_wished.emit)
        self._grid = QGridLayout()
        self._inner = QWidget()
        self._lay_out()
        KeepScaled(self, self._fit)

    def show_verdict(self, sentence: str, *, measuring: bool) -> None:
        """Say what suits this laptop; while it is being measured, that more is to come."""
        told = tr("{verdict} Its speed is being measured…", verdict=sentence) if measuring else sentence
        self.verdict.setText(told or tr(_MEASURING))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes on to the tasks."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Have Tab go as the page is read."""
        super().showEvent(event)
        follow_all((*self.tiles.values(), self.fit, self.setup, self.guide))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two tiles beside each other, or one where there is little room."""
        super().resizeEvent(event)
        self._fit(text_scale())

    def _fit(self, factor: float) -> None:
        self._place(1 if self.width() < NARROW_PX * factor else 2)
        self._inner.setMaximumWidth(round(_WIDE_PX * factor))
        self.setup.ensurePolished()
        room = self.width() - self.verticalScrollBar().sizeHint().width() - 2 * _MARGIN_PX - round(_AROUND_PX * factor)
        whole, short = self._setups
        self.setup.setText(whole if self.setup.fontMetrics().horizontalAdvance(whole) <= room else short)

    def _place(self, columns: int) -> None:
        if self._grid.property("columns") == columns:
            return
        self._grid.setProperty("columns", columns)
        for number, tile in enumerate(self.tiles.values()):
            self._grid.addWidget(tile, number // columns, number % columns)
        self._grid.setColumnStretch(1, columns - 1)

    def _lay_out(self) -> None:
        self._grid.setSpacing(16)
        self._grid.setColumnStretch(0, 1)
        laptop = box("card", tr("This laptop"))
        inside = column(words(tr("This laptop"), "figure"), self.verdict, spacing=8, margins=(16,) * 4)
        inside.addLayout(row(self.fit, None))
        laptop.setLayout(inside)
        layout = column(
            words(tr("What would you like to do?"), "title"),
            words(tr("Everything happens on this computer. Press one to see it work."), "quiet"),
            spacing=16,
            margins=(_MARGIN_PX,) * 4,
        )
        layout.addLayout(self._grid)
        layout.addWidget(laptop)
        layout.addLayout(FlowLayout(self.setup, self.guide, spacing=16))
        layout.addStretch(1)
        self._inner.setLayout(layout)
        page = QWidget()
        page.setProperty("role", "page")
        across = row(None, self._inner, None, spacing=0)
        across.setStretch(1, 1000)
        page.setLayout(across)
        self.setWidget(page)


def sample_of(tile: Tile, commands: str) -> str:
    """Return the sample as it is handed over: in a language that whoever is to understand it knows."""
    if tile.wish == "command":
        first = samples_in(commands)[0]
        return f"{first[:1].upper()}{first[1:]}"
    return tile.sample if _is_foreign(tile) else tr(tile.sample)


def _is_foreign(tile: Tile) -> bool:
    """Tell whether who answers at first does not know the language of the window."""
    return tile.wish == "chat" and code() not in _STARTER_READS


class _TileCard(QFrame):
    """One task: what it is for, its sample in quotes, and the button that tries it."""

    def __init__(self, tile: Tile, text: str, on_tried: partial[None]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(tr(tile.title))
        title, sample = words(tr(tile.title), "figure"), words(tr("“{text}”", text=text), "quiet")
        self.button = button(tr(tile.press), on_tried, name=with_colon(tr(tile.press), text))
        head = row(IconLabel(tile.icon), title, spacing=8)
        head.setStretch(1, 1)
        layout = column(spacing=8, margins=(16,) * 4)
        layout.addLayout(head)
        layout.addWidget(words(tr(tile.line)))
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        sample.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)  # whatever language its words are of
        layout.addWidget(sample)
        if _is_foreign(tile):
            layout.addWidget(words(tr(_STARTER), "small"))
        layout.addStretch(1)
        layout.addLayout(row(self.button, None))
        self.setLayout(layout)
