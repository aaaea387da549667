# SPDX-License-Identifier: Apache-2.0
"""Meters that a test moves by hand, and figures as a laptop on its battery would give them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from edgeassist.telemetry.reading import BatteryReading, EngineReading, Gauge, ProcessReading, Receipt, Sample
from edgeassist.telemetry.statistics import Totals
from edgeassist.testing import on_other_thread
from edgeassist.ui.governor_ports import GovernorView
from edgeassist.ui.live_ports import LiveHistory

NOW_S = 1_800_000_000.0
NO_BATTERY = Gauge(why="not measurable here: this computer has no battery")
SAMPLE = Sample(
    at_s=NOW_S,
    processes=(
        ProcessReading("window", 1, 150_000_000, 104_000_000, 0, 2.0),
        ProcessReading("engine", 2, 560_000_000, 110_000_000, 398_000_000, 160.0),
    ),
    free_bytes=7_600_000_000,
    total_bytes=16_000_000_000,
    celsius=Gauge(61.0, "the processor's sensor", 1.0),
    battery=BatteryReading(
        "discharging",
        Gauge(78.0, "battery counter", 0.5),
        Gauge(9.1, "battery counter", 0.3),
        Gauge(38.0, "battery counter", 0.5),
    ),
    system_watts=Gauge(9.1, "battery counter", 0.3),
    engine=EngineReading(210.0, 24.6, 180.0, 1212, 4096, answers=True),
    models_bytes=1_200_000_000,
    answers_left=Gauge(410.0, "from the last 10 answers", 40.0),
)
PLUGGED = replace(
    SAMPLE,
    battery=BatteryReading("mains", NO_BATTERY, NO_BATTERY, NO_BATTERY),
    system_watts=NO_BATTERY,
    answers_left=NO_BATTERY,
)
RECEIPT = Receipt(
    at_s=NOW_S,
    model_id="qwen",
    model_name="Qwen2.5 0.5B",
    pane="chat",
    outcome="done",
    prompt_tokens=412,
    reused_tokens=380,
    answer_tokens=96,
    first_token_ms=180.0,
    total_ms=4100.0,
    prompt_rate=210.0,
    answer_rate=24.6,
    joules=Gauge(41.0, "battery counter", 3.3),
    peak_bytes=612_000_000,
    on_battery=True,
    id=7,
)
UNMEASURED = replace(RECEIPT, joules=NO_BATTERY, on_battery=False, id=8)
ROWS = (
    Totals("Qwen2.5 0.5B", 212, 20_000, 180.0, 310.0, 24.6, 41.0, 612_000_000, 3, "chat"),
    Totals("Qwen2.5 0.5B", 19, 9_000, 420.0, 700.0, 23.9, 390.0, 640_000_000, 0, "summarize"),
    Totals("Starter", 318, 3_000, 50.0, 80.0, 141.0, None, 90_000_000, 0, "voice"),
)


def series(count: int) -> tuple[Sample, ...]:
    """Return `count` samples a second apart, with figures that move."""
    return tuple(
        replace(
            SAMPLE,
            at_s=NOW_S - count + number,
            free_bytes=7_600_000_000 + 10_000_000 * (number % 17),
            engine=replace(SAMPLE.engine, answer_rate=20 + number % 9),
            battery=replace(SAMPLE.battery, percent=Gauge(90 - 12 * number / count, "battery counter", 0.5)),
        )
        for number in range(count)
    )


@dataclass
class FakeLive:
    """A `Live` that samples when a test says so; deliveries come from another thread."""

    kept: LiveHistory = field(default_factory=LiveHistory)
    listeners: list[Callable[[Sample], None]] = field(default_factory=list)
    exported: list[Path] = field(default_factory=list)
    asked: int = 0
    forgotten: int = 0

    def watch(self, listener: Callable[[Sample], None]) -> Callable[[], None]:
        self.listeners.append(listener)

        def stop() -> None:
            if listener in self.listeners:
                self.listeners.remove(listener)

        return stop

    def history(self, listener: Callable[[LiveHistory], None]) -> None:
        self.asked += 1
        on_other_thread(lambda: listener(self.kept))

    def export(self, path: Path) -> None:
        self.exported.append(path)

    def forget(self) -> None:
        self.forgotten += 1
        self.kept = LiveHistory()

    def sample(self, *samples: Sample) -> None:
        """Tell everybody who watches."""
        for sample in samples:
            for listener in tuple(self.listeners):
                on_other_thread(partial(listener, sample))


@dataclass
class FakeGovernor:
    """A `Governor` that says what a test says, from another thread."""

    now: GovernorView = field(default_factory=lambda: GovernorView("Answers use up to 2 cores."))
    listeners: list[Callable[[GovernorView], None]] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)

    def view(self) -> GovernorView:
        return self.now

    def watch(self, listener: Callable[[GovernorView], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def tune(self) -> None:
        self.wishes.append("tune")
        self.tell(GovernorView(self.now.line, "Measuring this laptop…", 0.25))

    def take_lighter(self) -> None:
        self.wishes.append("lighter")

    def cancel_tuning(self) -> None:
        self.wishes.append("cancel")
        self.tell(GovernorView(self.now.line))

    def tell(self, view: GovernorView) -> None:
        """Have this view from now on, and say so."""
        self.now = view
        for listener in tuple(self.listeners):
            on_other_thread(partial(listener, view))
