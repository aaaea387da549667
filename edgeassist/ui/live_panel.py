# SPDX-License-Identifier: Apache-2.0
"""The panel "What answers cost": four figures with their course, a table, receipts, the laptop. Watches while seen.

Shows what `Live` says; wishes for a profile, a report, and to forget. Decides and keeps nothing.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from edgeassist.core.language import later, tr
from edgeassist.core.settings import Value
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.segmented import Segmented
from edgeassist.kit.turns import Turns
from edgeassist.telemetry.reading import Receipt, Sample
from edgeassist.telemetry.thinning import LastHour
from edgeassist.ui import live_words
from edgeassist.ui.governor_row import GovernorRow
from edgeassist.ui.laptop_card import LaptopCard
from edgeassist.ui.live_card import CardRow, LiveCard
from edgeassist.ui.live_plot import LivePlot, Point
from edgeassist.ui.live_ports import LiveHistory
from edgeassist.ui.live_table import LiveTable
from edgeassist.ui.ports import Desk
from edgeassist.ui.receipt_list import ReceiptList

PROFILES = (
    ("quiet", later("Quiet")),
    ("balanced", later("Balanced")),
    ("fast", later("Fast")),
    ("battery", later("Battery saver")),
    ("auto", later("Auto")),
)
REPORT_FILTER = later("Report (*.html *.json)")
_WIDE_PX = 380


class LivePanel(QWidget):
    """Emits `profile_wished` with what a person chose."""

    profile_wished = Signal(str)

    def __init__(self, desk: Desk, choice: FileChoice) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAccessibleName(tr("What answers cost"))
        self._desk, self._choice = desk, choice
        self._live, self._preferences = desk.live(), desk.preferences()
        self._samples = LastHour()
        self._receipts: tuple[Receipt, ...] = ()
        self._p95_ms = 0.0
        self._stop: Callable[[], None] | None = None
        self.speed = LiveCard(tr("Speed"), LivePlot(tr("Speed over the last hour"), low=0.0))
        self.memory = LiveCard(tr("Memory"), LivePlot(tr("Memory over the last hour"), "ok", low=0.0))
        self.battery = LiveCard(tr("Battery"), LivePlot(tr("Battery over the last hour"), "warn", low=0.0, high=100.0))
        self.energy = LiveCard(tr("Energy per answer"), LivePlot(tr("Energy of the last answers"), low=0.0))
        self.table, self.receipts, self.laptop = LiveTable(), ReceiptList(), LaptopCard()
        self.profiles = Segmented(tr("Profile"), tuple((key, tr(word)) for key, word in PROFILES))
        self.profiles.chosen.connect(self._wish_profile)
        self.governor = GovernorRow(desk.governor())
        self.asking: NoticeBar | None = None
        self.export = button(tr("Export report…"), self._ask_where)
        self.forget = button(tr("Forget…"), self._ask_to_forget)
        self._turns, self._plots = Turns(self), Turns(self)
        self._lay_out()
        self._sampled: Bridge[Sample] = Bridge(self, self.show_sample, latest=(Sample,))
        self._read: Bridge[LiveHistory] = Bridge(self, self.show_history, latest=(LiveHistory,))
        self._changed: Bridge[dict[str, Value]] = Bridge(self, self._on_changed)
        self._unwatch: Callable[[], None] | None = None

    def showEvent(self, event: QShowEvent) -> None:
        """Watch, and read what was kept. At first the parts come one after the other."""
        super().showEvent(event)
        self._turns.do(*(part.show for part in self._late if part.isHidden()))
        self._on_changed(self._preferences.values())
        if self._unwatch is None:
            self._unwatch = self._preferences.watch(self._changed)
        if self._stop is None:
            self._live.history(self._read)
            self._stop = self._live.watch(self._sampled)

    def hideEvent(self, event: QHideEvent) -> None:
        """Watch no longer."""
        super().hideEvent(event)
        self._turns.stop()
        self._plots.stop()
        for end in (self._stop, self._unwatch):
            if end is not None:
                end()
        self._stop = self._unwatch = None

    def show_history(self, history: LiveHistory) -> None:
        """Show what was kept."""
        self._samples.clear()
        for sample in history.samples:
            self._samples.add(sample)
        self._p95_ms = history.p95_ms
        self.laptop.show_cores(history.cores)
        self._receipts = tuple(history.receipts)
        self._draw()
        self._turns.do(
            lambda: self.receipts.show_receipts(self._receipts), lambda: self.table.show_rows(history.by_task)
        )

    def show_sample(self, sample: Sample) -> None:
        """Show what was measured just now."""
        before = self._samples.newest
        ended = before is not None and _answers(before) != _answers(sample)
        self._samples.add(sample)
        self._draw()
        if ended:
            self._live.history(self._read)

    def _draw(self) -> None:
        """Show the words at once, and the courses one after the other: together they would hold up the loop."""
        newest = self._samples.newest
        self.speed.show_said(live_words.speed_said(newest, self._receipts, self._p95_ms))
        self.energy.show_said(live_words.energy_said(self._receipts))
        self.laptop.show_state(self._desk.state(), self._desk.network().state())
        self._plots.do_once(self._draw_speed, self._draw_energy)
        if newest is not None:
            self.memory.show_said(live_words.memory_said(newest))
            self.battery.show_said(live_words.battery_said(newest))
            self.laptop.show_sample(newest)
            self._plots.do_once(self._draw_memory, self._draw_battery)

    def _draw_speed(self) -> None:
        rates = self._course(lambda one: (one.engine.answers and one.engine.answer_rate) or None)
        self.speed.show_points(rates or _numbered([one.answer_rate or None for one in reversed(self._receipts)]))

    def _draw_energy(self) -> None:
        self.energy.show_points(_numbered([one.joules.value for one in reversed(self._receipts)]))

    def _draw_memory(self) -> None:
        self.memory.show_points(self._course(live_words.memory_bytes))

    def _draw_battery(self) -> None:
        self.battery.show_points(self._course(lambda one: one.battery.percent.value))

    def _course(self, figure: Callable[[Sample], float | None]) -> list[Point]:
        found = ((one.at_s, figure(one)) for one in self._samples.all())
        return [(at_s, value) for at_s, value in found if value is not None]

    def _wish_profile(self, key: str) -> None:
        self.profile_wished.emit(key)
        if reason := self._preferences.change("profile", key):
            self._tell(reason)
            self._on_changed(self._preferences.values())

    def _on_changed(self, changed: dict[str, Value]) -> None:
        if (key := str(changed.get("profile", ""))) in dict(PROFILES):
            self.profiles.choose(key)
        if "keep_receipts" in changed:
            self.receipts.show_kept(kept=bool(changed["keep_receipts"]))

    def _ask_where(self) -> None:
        self._choice.ask_where(tr("Export the report"), tr(REPORT_FILTER), "what-answers-cost.html", self._live.export)

    def _ask_to_forget(self) -> None:
        """Ask first: what is deleted cannot be brought back."""
        self._tell(tr("Delete all receipts and figures on this computer?"), Action(tr("Delete"), self._forget))

    def _forget(self) -> None:
        self._drop()
        self._live.forget()
        self._live.history(self._read)

    def _tell(self, text: str, *actions: Action) -> None:
        self._drop()
        self.asking = NoticeBar(text, actions=actions)
        self.asking.dismissed.connect(self._drop)
        self._banners.addWidget(self.asking)
        self.asking.show()
        self._bring_into_sight(self.asking)

    def _bring_into_sight(self, part: QWidget) -> None:
        """Scroll to what stands at the top, and give it the keyboard: its button may be a page away."""
        outer = self.parentWidget()
        while outer is not None and not isinstance(outer, QScrollArea):
            outer = outer.parentWidget()
        if isinstance(outer, QScrollArea):
            outer.verticalScrollBar().setValue(0)
        (part.findChild(QPushButton) or part).setFocus()

    def _drop(self) -> None:
        bar, self.asking = self.asking, None
        if bar is not None:
            bar.hide()
            bar.deleteLater()

    def _lay_out(self) -> None:
        self._banners = column(spacing=8)
        cards = CardRow((self.speed, self.memory, self.battery, self.energy))
        layout = column(self.profiles, self.governor, spacing=16)
        layout.addLayout(self._banners)
        foot = QWidget()
        below = column(spacing=16)
        below.addLayout(row(self.export, self.forget, None))
        below.addWidget(words(tr("Figures only: no word of yours is kept with them."), "small"))
        foot.setLayout(below)
        middle = CardRow((self.table, self.laptop), least_px=_WIDE_PX, shares=(3, 2))
        self._late: tuple[QWidget, ...] = (cards, middle, self.receipts, foot)
        for part in self._late:
            layout.addWidget(part)
            part.hide()
        self.setLayout(layout)


def _answers(sample: Sample) -> tuple[float, float]:
    """Return what changes when an answer ends."""
    return sample.engine.first_token_ms, sample.engine.prompt_rate


def _numbered(values: Sequence[float | None]) -> list[Point]:
    """Return the measured of `values` at equal distances."""
    return [(float(number), value) for number, value in enumerate(value for value in values if value is not None)]
