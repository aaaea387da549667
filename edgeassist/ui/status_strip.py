# SPDX-License-Identifier: Apache-2.0
"""The strip below everything: what answering costs now, in figures that do not jump. Measures nothing itself."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import grouped, human_bytes, human_rate, human_seconds
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.parts import row, tip, words
from edgeassist.kit.scaling import KeepScaled, keep_height
from edgeassist.kit.tokens import FOOTER_PX
from edgeassist.runtime.state import EngineState
from edgeassist.telemetry.reading import Receipt, Sample
from edgeassist.ui.live_ports import Live, Receipted
from edgeassist.ui.ports import Answered
from edgeassist.wire import Stats, Usage

Told = Stats | Answered | Receipted | Sample
_METERS = ("rate", "context", "memory", "battery")
_FIGURE_FIRST = ("rate", "battery")
_ROOMY_PX, _GAP_PX = 620, 5
_CONTEXT_MEANS = later(
    "Room used: how much of what the model can hold at once was taken last, by what it read and by its answer. "
    "A model that holds only little keeps a third free for the answer, and leaves the first questions out instead."
)
_RATE_MEANS = later("Tokens (words or pieces of words) a second, as the engine counts them.")
_MEMORY_MEANS = later("What the model and its context take, as the engine says it.")


class FittingLabel(QLabel):
    """Shows the longest of the texts offered that fits, so that nothing is ever cut; at the far end, or `leading`."""

    def __init__(self, *, leading: bool = False) -> None:
        super().__init__()
        self._leading = leading
        self._offered: tuple[str, ...] = ()
        self.setProperty("role", "small")
        self.setTextFormat(Qt.TextFormat.PlainText)
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
        # The window's direction decides, not that of the words: Qt would go by these.
        right = self._leading is self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        height = Qt.AlignmentFlag.AlignBottom if self._leading else Qt.AlignmentFlag.AlignVCenter
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | height)
        fits = (text for text in self._offered if self.fontMetrics().horizontalAdvance(text) <= self.width())
        self.setText(next(fits, ""))


class StatusStrip(QFrame):
    """Meters are watched while it is seen. Emits `wished` when somebody wants to know more."""

    wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "footer")
        keep_height(self, FOOTER_PX)
        self.setAccessibleName(tr("Status"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._live: Live | None = None
        self._samples: Bridge[Sample] = Bridge(self, self.show_sample, latest=(Sample,))
        self._stop: Callable[[], None] | None = None
        self._measured = self._closed = False
        self._path = ""
        self._battery = ("", "")
        self._told: dict[type[Told], Told] = {}
        self._figures = {name: words("", "figure", wrap=False) for name in _METERS}
        self._units = {name: words("", "small", wrap=False) for name in _METERS}
        self._groups = {name: QWidget() for name in _METERS}
        self._groups["rate"].setToolTip(tr(_RATE_MEANS))
        self._groups["context"].setToolTip(tr(_CONTEXT_MEANS))
        self._groups["memory"].setToolTip(tr(_MEMORY_MEANS))
        self.last = FittingLabel()
        layout = row(spacing=20, margins=(16, 0, 16, 0))
        for name, group in self._groups.items():
            pair = (self._figures[name], self._units[name])
            line = row(*(pair if name in _FIGURE_FIRST else reversed(pair)), spacing=_GAP_PX)
            group.setLayout(line)
            KeepScaled(group, partial(_space, line))
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

    @property
    def told(self) -> tuple[Told, ...]:
        """What was told last of each kind, the newest last."""
        return tuple(self._told.values())

    def attach(self, live: Live) -> None:
        """Show what `live` measures, while the strip is seen."""
        if not self._closed:
            self._live = live
            self._look()

    def showEvent(self, event: QShowEvent) -> None:
        """Watch."""
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Watch no longer."""
        super().hideEvent(event)
        if self._stop is not None:
            stop, self._stop = self._stop, None
            stop()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lead to the panel."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.wished.emit()

    def show_event(self, event: Told) -> None:
        """Show what the engine says, or what an answer cost."""
        self._told.pop(type(event), None)
        self._told[type(event)] = event
        match event:
            case Stats():
                self.show_stats(event)
            case Answered():
                self.show_answered(event.usage)
            case Receipted():
                self.show_receipt(event.receipt)
            case Sample():
                self.show_sample(event)

    def show_stats(self, stats: Stats) -> None:
        """Show what the engine reports while it works."""
        self._show("rate", human_rate(stats.tokens_per_second) if stats.tokens_per_second else "", tr("tokens/s"))
        if stats.context_tokens:
            self._show(
                "context", f"{grouped(stats.context_used_tokens)} / {grouped(stats.context_tokens)}", tr("Room used")
            )
        if stats.memory_bytes and not self._measured:
            self._show("memory", human_bytes(stats.memory_bytes), tr("Memory"))

    def show_state(self, state: EngineState) -> None:
        """Show what is known without work: the context's size and the memory after loading.

        What the last answer of another model cost says nothing of this one.
        """
        if state.path and state.path != self._path:
            if self._path:
                self._forget_last()
            self._path = state.path
        if state.model is not None and not self._figures["context"].text():
            self._show("context", f"0 / {grouped(state.model.context_tokens)}", tr("Room used"))
            if not self._measured:
                self._show("memory", human_bytes(state.model.memory_bytes), tr("Memory"))
        if state.model is None:
            self._told.pop(Stats, None)
            for name in ("rate", "context", *(() if self._measured else ("memory",))):
                self._show(name, "", "")

    def _forget_last(self) -> None:
        self._told = {kind: told for kind, told in self._told.items() if kind is Sample}
        self.last.offer("")
        self.last.setToolTip("")
        self._show("rate", "", "")

    def show_sample(self, sample: Sample) -> None:
        """Show what was measured just now: memory of all our processes, and the battery where there is one."""
        from edgeassist.ui.live_words import battery_said, battery_short, memory_bytes, memory_said

        self._measured = True
        self._told[Sample] = sample
        self._show("memory", human_bytes(memory_bytes(sample)), tr("Memory"))
        self._groups["memory"].setToolTip(tip(memory_said(sample).tip))
        self._battery = battery_short(sample)
        self._show_battery()
        battery = tip(battery_said(sample).tip)
        self._groups["battery"].setToolTip(battery)
        self.setToolTip(battery if sample.battery.percent.value is None else "")

    def show_answered(self, usage: Usage) -> None:
        """Show what the last answer cost; one that was stopped before its first word is none."""
        if usage.answer_rate:
            self._show("rate", human_rate(usage.answer_rate), tr("tokens/s"))
        if not usage.answer_tokens:
            return
        seconds = human_seconds(usage.first_token_ms / 1000)
        first = tr("first word after {seconds}", seconds=seconds) if usage.first_token_ms else ""
        tokens = trn("{n} token", "{n} tokens", usage.answer_tokens, n=grouped(usage.answer_tokens))
        both = " · ".join(part for part in (first, tokens) if part)
        self.last.offer(tr("Last answer {cost}", cost=both), both, tokens)

    def show_receipt(self, receipt: Receipt) -> None:
        """Show what the last answer cost, its energy included where that was measured."""
        from edgeassist.ui.live_words import last_answer, receipt_details

        if texts := last_answer(receipt):
            self.last.offer(*texts)
            self.last.setToolTip(tip(receipt_details(receipt)))

    def close_meters(self) -> None:
        """Take no sample any more."""
        self._live, self._closed = None, True
        self._samples.close()
        if self._stop is not None:
            stop, self._stop = self._stop, None
            stop()

    def _look(self) -> None:
        if self._live is not None and self._stop is None and self.isVisible():
            self._stop = self._live.watch(self._samples)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out how many answers are left where there is no room for it."""
        super().resizeEvent(event)
        self._show_battery()

    def _show_battery(self) -> None:
        figure, rest = self._battery
        self._show("battery", figure, rest if self.width() >= _ROOMY_PX else rest.partition(" · ")[0])

    def _show(self, name: str, figure: str, unit: str) -> None:
        self._figures[name].setText(figure)
        self._units[name].setText(unit)
        self._groups[name].setVisible(bool(figure))


def _space(line: QHBoxLayout, factor: float) -> None:
    line.setSpacing(round(_GAP_PX * factor))
