# SPDX-License-Identifier: Apache-2.0
"""How long the event loop is kept from its work while text streams in: the gaps between ticks of a 5 ms timer."""

import time

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot

from tests.bench import plays
from tests.bench.figures import Figure, median_of
from tests.bench.product import Product, product

TICK_MS = 5
LIMIT_MS = 50


class Metronome(QObject):
    """Ticks every 5 ms and keeps the gaps, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps_ms: list[float] = []
        self._last_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.on_tick)

    def start(self) -> None:
        """Begin anew."""
        self.gaps_ms.clear()
        self._last_s = time.monotonic()
        self._timer.start()

    def stop(self) -> None:
        """Be silent."""
        self._timer.stop()

    @Slot()
    def on_tick(self) -> None:
        """Note the gap."""
        now_s = time.monotonic()
        self.gaps_ms.append(1000 * (now_s - self._last_s))
        self._last_s = now_s


def measure(*, quick: bool) -> list[Figure]:
    """Return the largest gaps at 1,000 tokens/s and in a flood, and the timers left running afterwards."""
    with product(plays.command()) as ours:
        ours.load_nothing()
        ours.play("1000 200 prose")
        steady = 3_000 if quick else 20_000
        flood = 50_000 if quick else 1_000_000
        figures = [
            _control(),
            *_gaps(ours, f"1000 {steady} prose", f"1,000 tokens/s for {steady // 1000} s"),
            *_gaps(ours, f"0 {flood} prose", f"{flood:,} tokens as fast as the pipe takes"),
        ]
        timers = sum(timer.isActive() for timer in ours.window.findChildren(QTimer))
        figures.append(Figure(name="timers running afterwards", value=timers, unit="timers", at_most=0))
        return figures


def _control() -> Figure:
    """Return the largest gap while nothing of ours runs: what the machine itself does to a timer."""
    loop, metronome = QEventLoop(), Metronome()
    metronome.start()
    QTimer.singleShot(5000, loop.quit)
    loop.exec()
    metronome.stop()
    return Figure(name="event loop, largest gap", value=max(metronome.gaps_ms), unit="ms", conditions="at rest, 5 s")


def _gaps(ours: Product, prompt: str, under: str) -> list[Figure]:
    metronome = Metronome()
    metronome.start()
    take = ours.play(prompt)
    metronome.stop()
    gaps = sorted(metronome.gaps_ms)
    lasted_s = take.paints[-1][0] - take.submitted_s
    where = f"{under}, painted in {lasted_s:.1f} s, 5 ms timer, {len(gaps):,} ticks"
    return [
        Figure(name="event loop, largest gap", value=gaps[-1], unit="ms", at_most=LIMIT_MS, conditions=where),
        median_of("event loop, 99.9 % of gaps below", [gaps[int(0.999 * len(gaps))]], "ms", under),
    ]
