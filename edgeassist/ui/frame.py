# SPDX-License-Identifier: Apache-2.0
"""What surrounds the panes: top bar, rail and status strip. Shows values; knows no engine and no pane."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from edgeassist.core.units import elided, human_bytes, human_rate, human_seconds
from edgeassist.kit.icons import tint
from edgeassist.kit.parts import button, column, mark, row, words
from edgeassist.kit.tokens import FOOTER_PX, RAIL_PX, TOP_BAR_PX
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.ui.ear import Ear
from edgeassist.ui.lock import Lock
from edgeassist.wire import Stats, Usage

_SIZE = QSize(1280, 800)
_AROUND = QSize(16, 48)  # what a window manager draws around a window; known for sure only once it is shown
_METERS = ("rate", "context", "memory")
_CONTEXT_MEANS = (
    "How much of what the model can hold at once was taken last: what it read, and its answer. "
    "A model that can hold only little keeps a third of it free for the answer."
)
_DOTS = {
    Phase.READY: ("ok", "Ready"),
    Phase.LOADING: ("warn", "Loading"),
    Phase.STARTING: ("warn", "Starting"),
    Phase.RESTING: ("danger", "Stopped"),
}


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
    ) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setFixedHeight(TOP_BAR_PX)
        self.chip = button("", on_models_wished, role="chip", name="Model in use")
        self.chip.setFixedHeight(30)
        self.chip.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._dot = words("●", "", wrap=False)
        self._name = words("", "figure", wrap=False)
        self._size = words("", "small", wrap=False)
        self.chip.setLayout(row(self._dot, self._name, self._size, spacing=8, margins=(10, 0, 10, 0)))
        self.lock, self.ear = Lock(on_offline_wished), Ear(on_talk_wished)
        self.ear.hide()
        self.setLayout(row(words("EdgeAssist", "name", wrap=False), None, self.ear, self.chip, self.lock, spacing=12))
        self._layout_margins()
        self.show_state(EngineState())
        self.chip.hide()

    def _layout_margins(self) -> None:
        self.setContentsMargins(16, 0, 16, 0)

    def show_resumed(self) -> None:
        """It is known now whether a model is in use."""
        self.chip.show()

    def show_state(self, state: EngineState) -> None:
        """Show which model answers, and whether it can."""
        if state.phase is not Phase.OFF:
            self.chip.show()
        tone, word = _DOTS.get(state.phase, ("quiet", "No model"))
        if state.model is not None:
            name, size = elided(state.model.name, 28), human_bytes(state.model.size_bytes)
        else:
            name, size = word, ""
        mark(self._dot, tone=tone if tone != "quiet" else "", role="small")
        self._name.setText(name)
        self._size.setText(size)
        self._size.setVisible(bool(size))
        self.chip.setAccessibleName(f"Model in use: {name}, {word}" if size else f"Model: {name}")
        self.chip.setToolTip(f"{word}. Press to see the models.")
        self.chip.setMinimumWidth(self.chip.layout().sizeHint().width())  # type: ignore[union-attr]  # set above


class RailButton(QToolButton):
    """One place to go: icon above its word."""

    def __init__(self, icon: str, title: str, shortcut: str) -> None:
        super().__init__()
        self._icon = icon
        self.setProperty("role", "rail")
        self.setText(elided(title, 12))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(RAIL_PX - 3, 52)  # "Summarize" in bold needs 69 px in a wide font
        self.setAccessibleName(title)
        self.setToolTip(f"{title} ({shortcut})" if shortcut else title)
        self._tint()

    def disable(self, reason: str) -> None:
        """Stay visible, but say why there is nothing to open."""
        self.setEnabled(False)
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)

    def changeEvent(self, event: QEvent) -> None:
        """Take the new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        tint(self, self._icon, QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Accent)


class Rail(QFrame):
    """Panes above, Models below; exactly one is checked."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setFixedWidth(RAIL_PX)
        self.setAccessibleName("Panes")
        self._buttons: list[RailButton] = []
        self._above = column(spacing=4)
        self._below = column(spacing=4)
        layout = column(spacing=4, margins=(1, 8, 0, 8))
        layout.addWidget(_scrolled(self._above), 1)
        layout.addLayout(self._below)
        self.setLayout(layout)

    def add(self, made: RailButton, on_chosen: Callable[[], None], *, below: bool = False) -> None:
        """Append a row."""
        self._buttons.append(made)
        (self._below if below else self._above).addWidget(made)
        made.clicked.connect(lambda _checked: on_chosen())

    def check(self, chosen: RailButton) -> None:
        """Mark where the person is, at once: opening a pane for the first time may take a moment.

        No button group: it would hide the other rows from the Tab key.
        """
        for made in self._buttons:
            if made.isChecked() is not (made is chosen):
                made.setChecked(made is chosen)
                made.repaint()


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


class FittingLabel(QLabel):
    """Shows the longest of the texts offered that fits, so that nothing is ever cut."""

    def __init__(self) -> None:
        super().__init__()
        self._offered: tuple[str, ...] = ()
        self.setProperty("role", "small")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def offer(self, *texts: str) -> None:
        """Choose among `texts`, longest first."""
        self._offered = texts
        self.setAccessibleName(texts[0])
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose again."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fits = (text for text in self._offered if self.fontMetrics().horizontalAdvance(text) <= self.width())
        self.setText(next(fits, ""))


class StatusStrip(QFrame):
    """What answering costs, in figures that do not jump."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "footer")
        self.setFixedHeight(FOOTER_PX)
        self.setAccessibleName("Status")
        self._figures = {name: words("", "figure", wrap=False) for name in _METERS}
        self._units = {name: words("", "small", wrap=False) for name in _METERS}
        self._groups = {name: QWidget() for name in _METERS}
        self._groups["context"].setToolTip(_CONTEXT_MEANS)
        self.last = FittingLabel()
        layout = row(spacing=20, margins=(16, 0, 16, 0))
        for name, group in self._groups.items():
            pair = (self._figures[name], self._units[name])
            group.setLayout(row(*(pair if name == "rate" else reversed(pair)), spacing=4))
            group.hide()
            layout.addWidget(group)
        layout.addWidget(self.last, 1)
        self.setLayout(layout)

    @property
    def text(self) -> str:
        """Everything the strip says, left to right."""
        parts: list[QLabel] = [*self.findChildren(QLabel)]
        parts.sort(key=lambda part: part.mapTo(self, part.rect().topLeft()).x())
        return " ".join(part.text() for part in parts if part.isVisible() and part.text())

    @Slot(object)
    def show_stats(self, stats: Stats) -> None:
        """Show what the engine reports while it works."""
        self._show("rate", human_rate(stats.tokens_per_second) if stats.tokens_per_second else "", "tok/s")
        if stats.context_tokens:
            self._show("context", f"{stats.context_used_tokens:,} / {stats.context_tokens:,}", "Context")
        if stats.memory_bytes:
            self._show("memory", human_bytes(stats.memory_bytes), "Memory")

    def show_state(self, state: EngineState) -> None:
        """Show what is known without work: the context's size and the memory after loading."""
        if state.model is not None and not self._figures["context"].text():
            self._show("context", f"0 / {state.model.context_tokens:,}", "Context")
            self._show("memory", human_bytes(state.model.memory_bytes), "Memory")
        if state.model is None:
            for name in self._figures:
                self._show(name, "", "")

    def show_answered(self, usage: Usage) -> None:
        """Show what the last answer cost; one that was stopped before its first word is none."""
        if usage.answer_rate:
            self._show("rate", human_rate(usage.answer_rate), "tok/s")
        if not usage.answer_tokens:
            return
        first = f"first word {human_seconds(usage.first_token_ms / 1000)} · " if usage.first_token_ms else ""
        tokens = f"{usage.answer_tokens:,} tokens"
        self.last.offer(f"Last answer {first}{tokens}", f"{first}{tokens}", tokens)

    def _show(self, name: str, figure: str, unit: str) -> None:
        self._figures[name].setText(figure)
        self._units[name].setText(unit)
        self._groups[name].setVisible(bool(figure))
