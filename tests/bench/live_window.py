# SPDX-License-Identifier: Apache-2.0
"""The window with its live panel: a program of its own, so that its memory is its own. Says one line of JSON, `Times`.

The desk is a stand-in with an hour of samples and fifty receipts; window, panel and plots are the real ones.
"""

import gc
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import msgspec
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from edgeassist.kit.theme import Theme
from edgeassist.ui.costs_place import LatePanel
from edgeassist.ui.live_ports import LiveHistory
from edgeassist.ui.main_window import MainWindow
from tests.bench.procfs import status_bytes
from tests.bench.stalls import Metronome
from tests.gui.fakes import READY, FakeDesk, card, chat_row
from tests.gui.living import NOW_S, RECEIPT, ROWS, SAMPLE, FakeLive, series

STALL_MS = 16
_DRAWN_MS = 60
"""The plots come one after the other; by then all have."""


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """`open_gap_ms`: the longest silence of the loop when the panel was opened first; `again_gap_ms`: each later time.

    `sample_gap_ms`: the longest while samples came, `late`: how many silences were longer than `STALL_MS` then;
    `rest_gap_ms` and `rest_late`: the same for as long without a sample, which is what the machine itself does.
    `sample_ms`: what one sample takes of the processor, on average; `turn_ms`: the longest turn of the loop then,
    in processor time, which a busy machine does not change.
    """

    open_gap_ms: float
    again_gap_ms: float
    sample_gap_ms: float
    late: int
    rest_gap_ms: float
    rest_late: int
    sample_ms: float
    turn_ms: float
    before_bytes: int
    after_bytes: int


def rest(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def resident() -> int:
    """Return what this process holds now."""
    gc.collect()
    return status_bytes(os.getpid(), "VmRSS")


def main() -> None:
    """Open the panel, feed it, and say what that took."""
    samples = int(sys.argv[1])
    app = QApplication(sys.argv[:1])
    Theme(app, "light")
    live = FakeLive(LiveHistory(series(240), (RECEIPT,) * 50, ROWS, cores=4))
    window = MainWindow(FakeDesk(rows=(chat_row(),), models=[card()], now=READY, meters=live))
    window.show()
    rest(1500)
    window.stack.show_settings()  # the page itself belongs to the settings
    rest(800)
    before, beat = resident(), Metronome()
    opened = _gap(beat, window, "costs")
    again = max(_turned(beat, window) for _ in range(3))
    turn, each = _worked(window, samples)
    rested = _fed(beat, samples, lambda number: None)
    fed = _fed(beat, samples, lambda number: _show(window, number))
    times = Times(
        open_gap_ms=opened,
        again_gap_ms=again,
        sample_gap_ms=max(fed),
        late=sum(gap > STALL_MS for gap in fed),
        rest_gap_ms=max(rested),
        rest_late=sum(gap > STALL_MS for gap in rested),
        sample_ms=each,
        turn_ms=turn,
        before_bytes=before,
        after_bytes=resident(),
    )
    sys.stdout.buffer.write(msgspec.json.encode(times) + b"\n")
    sys.stdout.flush()
    window.close()
    os._exit(0)


def _gap(beat: Metronome, window: MainWindow, group: str) -> float:
    beat.start()
    rest(50)
    window.stack.show_settings(group)
    rest(600)
    beat.stop()
    return max(beat.gaps_ms)


def _turned(beat: Metronome, window: MainWindow) -> float:
    window.stack.show_settings("look")
    rest(200)
    return _gap(beat, window, "costs")


def _fed(beat: Metronome, samples: int, show: Callable[[int], None]) -> list[float]:
    """Return the gaps while samples are shown."""
    beat.start()
    for number in range(samples):
        show(number)
        rest(_DRAWN_MS)
    beat.stop()
    return list(beat.gaps_ms)


def _worked(window: MainWindow, samples: int) -> tuple[float, float]:
    """Return the processor time of the longest turn while samples come, and that of a sample on average."""
    turns, whole = [], time.thread_time()
    for number in range(samples):
        begun = time.thread_time()
        _show(window, number)
        turns.append(time.thread_time() - begun)
        drawn: list[bool] = []
        QTimer.singleShot(_DRAWN_MS, lambda done=drawn: done.append(True))
        while not drawn:
            begun = time.thread_time()
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            turns.append(time.thread_time() - begun)
    return 1000 * max(turns), 1000 * (time.thread_time() - whole) / samples


def _show(window: MainWindow, number: int) -> None:
    page = window.stack.settings.page
    late = next(part for part in page.groups["costs"].parts if isinstance(part, LatePanel)) if page else None
    sample = replace(SAMPLE, at_s=NOW_S + number, free_bytes=7_600_000_000 + number)
    window.footer.show_sample(sample)
    if late is not None and late.panel is not None:
        late.panel.show_sample(sample)


if __name__ == "__main__":
    main()
