# SPDX-License-Identifier: Apache-2.0
"""Measures how long the event loop is deaf while an answer streams. For the bench; tests only check that it runs."""

import threading
import time
from dataclasses import dataclass

from PySide6.QtCore import QEventLoop, QTimer, Slot
from PySide6.QtWidgets import QScrollArea, QWidget

from edgeassist.kit.bridge import Bridge
from edgeassist.kit.stream_view import StreamView
from edgeassist.wire import AnyEvent, Delta, Done

_WORDS = ("Pump ", "three ", "shows ", "**seven** ", "millimetres ", "a ", "second. ")


@dataclass(frozen=True, slots=True)
class Gaps:
    """The longest silence of the loop, the 99th percentile, and how many paints there were."""

    longest_ms: float
    p99_ms: float
    paints: int
    tokens: int


def token(number: int) -> str:
    """Return a plausible token: words, now and then a new paragraph, a list or a fence."""
    if number % 400 == 399:
        return "\n\n```py\nvalue = 1\n```\n\n"
    if number % 70 == 69:
        return "\n\n- "
    return _WORDS[number % len(_WORDS)]


class _Heart(QWidget):
    """Beats every millisecond and notes how late each beat is."""

    def __init__(self) -> None:
        super().__init__()
        self.beats: list[float] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.on_beat)
        self._timer.start(1)

    @Slot()
    def on_beat(self) -> None:
        self.beats.append(time.perf_counter())

    def stop(self) -> None:
        self._timer.stop()


def measure(tokens: int = 20_000, per_second: int = 1000) -> Gaps:
    """Stream `tokens` at `per_second` from another thread into a real view and return the loop's gaps."""
    area, view, heart, loop = QScrollArea(), StreamView(), _Heart(), QEventLoop()
    area.setWidgetResizable(True)
    area.setWidget(view)
    area.resize(720, 600)
    bar = area.verticalScrollBar()
    bar.rangeChanged.connect(lambda _low, high: bar.setValue(high))
    paints: list[int] = []
    view.painted.connect(lambda: paints.append(1))

    def receive(event: AnyEvent) -> None:
        if isinstance(event, Delta):
            view.feed(event.text)
        else:
            view.finish()
            QTimer.singleShot(100, loop.quit)

    bridge: Bridge[AnyEvent] = Bridge(view, receive)
    thread = threading.Thread(target=_stream, args=(bridge, tokens, per_second))
    area.show()
    thread.start()
    loop.exec()
    thread.join()
    heart.stop()
    area.close()
    area.deleteLater()
    heart.deleteLater()
    silences = sorted(1000 * (late - early) for early, late in zip(heart.beats, heart.beats[1:], strict=False))
    return Gaps(silences[-1], silences[len(silences) * 99 // 100], len(paints), tokens)


def _stream(bridge: Bridge[AnyEvent], tokens: int, per_second: int) -> None:
    """Keep the pace against a deadline per token, as a worker's reader thread would deliver them."""
    pace, begun = threading.Event(), time.perf_counter()
    for number in range(tokens):
        ahead_s = begun + number / per_second - time.perf_counter()
        if ahead_s > 0:
            pace.wait(ahead_s)
        bridge(Delta(job=1, text=token(number)))
    bridge(Done(job=1, reason="stop"))
