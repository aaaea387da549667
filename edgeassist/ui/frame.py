# SPDX-License-Identifier: Apache-2.0
"""What surrounds the panes: top bar and rail. Shows values; knows no engine and no pane."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from edgeassist.core.language import later, tr
from edgeassist.core.units import elided, human_bytes
from edgeassist.kit.icons import tint
from edgeassist.kit.parts import ToolButton, button, column, mark, row, words
from edgeassist.kit.scaling import KeepRoom, KeepScaled, keep_height, outgrown, text_scale
from edgeassist.kit.tokens import RAIL_PX, TOP_BAR_PX
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.ui.ear import Ear
from edgeassist.ui.lock import Lock
from edgeassist.ui.search_chip import SearchChip

_SIZE = QSize(1280, 800)
_AROUND = QSize(16, 48)  # what a window manager draws around a window; known for sure only once it is shown
_WIDE_LETTERS, _NAMED_LETTERS = 100, 64
_TITLE_CHARACTERS, _BESIDE_WORD_PX, _EDGES_PX = 16, 4, 3
_DOTS = {
    Phase.READY: ("ok", later("Ready")),
    Phase.LOADING: ("warn", later("Loading")),
    Phase.STARTING: ("warn", later("Starting")),
    Phase.RESTING: ("danger", later("Stopped")),
}
_NO_MODEL = later("No model")


def first_size(available: QSize) -> QSize:
    """Return a window's size at the start: the usual one, or what a screen with `available` room can show whole."""
    return _SIZE.boundedTo(available - _AROUND)


class TopBar(QFrame):
    """The program's name, the model in use and the offline promise."""

    def __init__(
        self,
        on_models_wished: Callable[[], None],
        on_offline_wished: Callable[[], None],
        on_talk_wished: Callable[[], None],
        on_search_wished: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        keep_height(self, TOP_BAR_PX)
        self.chip = button("", on_models_wished, role="chip", name=tr("Model in use"))
        keep_height(self.chip, 30)
        KeepRoom(self.chip)
        self.chip.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._dot = words("●", "", wrap=False)
        self._name = words("", "figure", wrap=False)
        self._size = words("", "small", wrap=False)
        self.chip.setLayout(row(self._dot, self._name, self._size, spacing=8, margins=(10, 0, 10, 0)))
        self.lock, self.ear = Lock(on_offline_wished), Ear(on_talk_wished)
        self.ear.hide()
        self.search, self._title = SearchChip(on_search_wished), words("EdgeAssist", "name", wrap=False)
        self.setLayout(row(self._title, None, self.ear, self.chip, self.lock, self.search, spacing=12))
        self._layout_margins()
        self.show_state(EngineState())
        self.chip.hide()

    def _layout_margins(self) -> None:
        self.setContentsMargins(16, 0, 16, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the name and the words of the search out where there is no room."""
        super().resizeEvent(event)
        em = self.fontMetrics().horizontalAdvance("n")
        self.search.show_brief(brief=event.size().width() < _WIDE_LETTERS * em)
        self._title.setVisible(event.size().width() >= _NAMED_LETTERS * em)

    def show_resumed(self) -> None:
        """It is known now whether a model is in use."""
        self.chip.show()

    def show_state(self, state: EngineState) -> None:
        """Show which model answers, and whether it can."""
        if state.phase is not Phase.OFF:
            self.chip.show()
        tone, told = _DOTS.get(state.phase, ("quiet", _NO_MODEL))
        word = tr(told)
        if state.model is not None:
            name, size = elided(state.model.name, 28), human_bytes(state.model.size_bytes)
        else:
            name, size = word, ""
        mark(self._dot, tone=tone if tone != "quiet" else "", role="small")
        self._name.setText(name)
        self._size.setText(size)
        self._size.setVisible(bool(size))
        if size:
            self.chip.setAccessibleName(tr("Model in use: {name}, {state}", name=name, state=word))
        else:
            self.chip.setAccessibleName(tr("Model: {state}", state=word))
        self.chip.setToolTip(tr("{state}. Press to see the models.", state=word))
        self.chip.setMinimumWidth(self.chip.layout().sizeHint().width())  # type: ignore[union-attr]  # set above


class RailButton(ToolButton):
    """One place to go: icon above its word."""

    def __init__(self, icon: str, title: str, shortcut: str) -> None:
        super().__init__()
        self._icon, self._scale = icon, text_scale()
        self.setProperty("role", "rail")
        self.setText(elided(title, _TITLE_CHARACTERS))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keep_height(self, 52)
        self.setAccessibleName(title)
        self.setToolTip(f"{title} ({shortcut})" if shortcut else title)
        self._tint()

    @property
    def needed_px(self) -> int:
        """The width that the word needs in bold."""
        self.ensurePolished()
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        letters_px: int = QFontMetrics(font).horizontalAdvance(self.text())
        return letters_px + _BESIDE_WORD_PX

    def disable(self, reason: str) -> None:
        """Stay visible, but say why there is nothing to open."""
        self.setEnabled(False)
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)

    def changeEvent(self, event: QEvent) -> None:
        """Take the new colours, and the new size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange or outgrown(event, self._scale):
            self._tint()

    def _tint(self) -> None:
        self._scale = text_scale()
        tint(self, self._icon, QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Accent)


class Rail(QFrame):
    """Panes above, Models below; exactly one is checked. As wide as its longest word needs."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setProperty("mirrored", "true" if self.isRightToLeft() else "false")
        self.setAccessibleName(tr("Panes"))
        self._buttons: list[RailButton] = []
        self._above = column(spacing=4)
        self._below = column(spacing=4)
        layout = column(spacing=4)
        layout.setContentsMargins(1, 8, 0, 8)  # on either side: Qt mirrors the room of the line, but not the line
        self._area = _scrolled(self._above)
        layout.addWidget(self._area, 1)
        layout.addLayout(self._below)
        self.setLayout(layout)
        KeepScaled(self, lambda _factor: QTimer.singleShot(0, self, self._fit))
        self._fit()

    def add(self, made: RailButton, on_chosen: Callable[[], None], *, below: bool = False) -> None:
        """Append a row."""
        self._buttons.append(made)
        (self._below if below else self._above).addWidget(made)
        made.clicked.connect(lambda _checked: on_chosen())
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Give the rail and its rows their width, once all is dressed."""
        width = max((round(RAIL_PX * text_scale()), *(made.needed_px + _EDGES_PX for made in self._buttons)))
        self.setFixedWidth(width)
        for made in self._buttons:
            made.setFixedWidth(width - _EDGES_PX)

    def check(self, chosen: RailButton | None) -> None:
        """Mark where the person is, at once: opening a pane for the first time may take a moment. None marks none.

        No button group: it would hide the other rows from the Tab key.
        """
        for made in self._buttons:
            if made.isChecked() is not (made is chosen):
                made.setChecked(made is chosen)
                made.repaint()
        self._show_chosen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the row that is marked in sight, whole."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._show_chosen)

    @Slot()
    def _show_chosen(self) -> None:
        for made in self._buttons:
            if made.isChecked() and self._area.isAncestorOf(made):
                self._area.ensureWidgetVisible(made, 0, _EDGES_PX)


def _scrolled(rows: QVBoxLayout) -> QScrollArea:
    """Return `rows` so that any number of them leaves the window as low as it was; the wheel and Tab lead to all."""
    inside, area = QWidget(), QScrollArea()
    outer = column(spacing=0)
    outer.addLayout(rows)
    outer.addStretch(1)
    inside.setLayout(outer)
    area.setProperty("role", "rail")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    inside.setAutoFillBackground(False)
    return area
