# SPDX-License-Identifier: Apache-2.0
"""The real window with a long document: a program of its own, so that its memory is the window's and nothing else's.

Arguments: the document, and what to do with it (`summarize`). `EDGEASSIST_HOME` holds the folders. Says one line of
JSON with `Times`.
"""

import gc
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from edgeassist.app.desk import ServiceDesk
from edgeassist.app.services import open_services
from edgeassist.panes.summarize.pane import SummarizePane
from edgeassist.panes.summarize.summary import Length
from edgeassist.runtime.state import Phase
from edgeassist.ui.main_window import MainWindow
from tests.bench.procfs import status_bytes
from tests.bench.stalls import Metronome
from tests.support.welcomed import welcomed

LIMIT_MS = 300_000


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """What one run took. Seconds count from the wish; `gaps_ms` are the five longest of the event loop."""

    first_s: float
    whole_s: float
    again_s: float
    gaps_ms: tuple[float, ...]
    again_gaps_ms: tuple[float, ...]
    rested_bytes: int
    peak_bytes: int
    coverage: str
    sentences: int


def until(met: Callable[[], bool]) -> float:
    """Let the window live until `met`, looked at every 10 ms; return the seconds it took."""
    loop, began_s = QEventLoop(), time.monotonic()
    look, limit = QTimer(), QTimer()
    look.setInterval(10)
    look.timeout.connect(lambda: loop.quit() if met() else None)
    limit.setSingleShot(True)
    limit.timeout.connect(loop.quit)
    look.start()
    limit.start(LIMIT_MS)
    loop.exec()
    if not met():
        raise TimeoutError("the window did not come to its end in time")
    return time.monotonic() - began_s


def summarize(window: MainWindow, path: Path) -> Times:
    """Sum the document up, then again with another length."""
    page = next(page for page in window.pages if page.spec.id == "summarize")
    page.button.click()
    until(lambda: page.pane is not None)
    pane = page.pane
    if not isinstance(pane, SummarizePane):
        raise TypeError("the summarize pane is another one")
    rested, session = status_bytes(os.getpid(), "VmRSS"), pane.session
    metronome = Metronome()
    metronome.start()
    pane.open(path)
    first_s = until(lambda: bool(session.look.rows))
    whole_s = first_s + until(lambda: not pane.work.busy and not session.look.working)
    gaps = tuple(sorted(metronome.gaps_ms)[-5:])
    rows, coverage = len(session.look.rows), session.look.line
    metronome.start()
    pane.widget.summary.head.wished.emit(replace(session.look.wish, length=Length.SHORT))
    again_s = until(lambda: not pane.work.busy and not session.look.working)
    metronome.stop()
    return Times(
        first_s=first_s,
        whole_s=whole_s,
        again_s=again_s,
        gaps_ms=gaps,
        again_gaps_ms=tuple(sorted(metronome.gaps_ms)[-5:]),
        rested_bytes=rested,
        peak_bytes=status_bytes(os.getpid(), "VmHWM"),
        coverage=coverage,
        sentences=rows,
    )


def main() -> int:
    """Open the window on the person's folders and do what was asked."""
    app = QApplication(sys.argv[:1])
    gc.freeze()  # as the program does when its window is there
    services = open_services()
    window = MainWindow(welcomed(ServiceDesk(services)))
    window.resize(1280, 800)
    window.show()
    until(lambda: services.engine.state.phase is Phase.READY)
    sys.stdout.write(msgspec.json.encode(summarize(window, Path(sys.argv[1]))).decode() + "\n")
    sys.stdout.flush()
    window.close()
    app.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main())
