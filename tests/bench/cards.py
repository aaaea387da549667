# SPDX-License-Identifier: Apache-2.0
"""The models page with 200 models: time to open it, to follow another list, and how deaf progress makes the window."""

import threading
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from edgeassist.kit.theme import Theme
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import CardsChanged, WorkChanged
from edgeassist.ui.views import CardView, WorkView
from tests.bench.figures import Figure, largest_of, median_of
from tests.bench.stalls import Metronome
from tests.gui.fakes import READY, FakeDesk, card, chat_row

MODELS, PER_SECOND = 200, 10
_NO_COUNTERS = "offscreen, a stand-in for the desk"


def measure(*, quick: bool) -> list[Figure]:
    """Return the time to open, the time to follow a changed list, and the gaps while three works move on."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["edgeassist-bench"])
    app.setQuitOnLastWindowClosed(False)
    theme = app.findChild(Theme) or Theme(app, "light")
    theme.choose("light")
    desk = FakeDesk(rows=(chat_row(),), models=[*_models("Fits")], now=READY)
    opened: list[float] = []
    followed: list[float] = []
    gaps: list[float] = []
    for run in range(2 if quick else 10):
        window = MainWindow(desk)
        window.show()
        _settle()
        opened.append(_timed(window.show_models))
        followed += [_timed(partial(desk.report, CardsChanged(_models(word)))) for word in ("Slow here", "Fits")]
        if run == 0:
            gaps = _gaps(desk, 2 if quick else 20)
        window.close()
        window.deleteLater()
        _settle()
    return [
        median_of(f"models page with {MODELS} models, opened", opened, "ms", _NO_COUNTERS),
        largest_of(f"another list of {MODELS} models, shown", followed, "ms", "every one changed", at_most=100),
        largest_of("event loop gap while work moves on", gaps, "ms", f"3 works told {PER_SECOND} times a second"),
    ]


def _models(badge: str) -> tuple[CardView, ...]:
    return tuple(
        card(f"m{number}", name=f"Model {number}", badge=badge, in_use=False, details="name: value\n" * 20)
        for number in range(MODELS)
    )


def _works(part: float) -> WorkChanged:
    line = f"fetching {part:.0%} of 1.1 GB"
    return WorkChanged(tuple(WorkView(f"w{n}", "fetch", f"Work {n}", line, "running", part) for n in range(3)))


def _timed(work: Callable[[], None]) -> float:
    """Return how long `work` and all it leaves to the event loop take, in milliseconds."""
    begun = time.perf_counter()
    work()
    _settle()
    return 1000 * (time.perf_counter() - begun)


def _settle() -> None:
    """Run the event loop until what is queued now has been handled and painted."""
    for _ in range(2):
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()


def _gaps(desk: FakeDesk, seconds: int) -> list[float]:
    """Return the gaps between ticks, in milliseconds, while another thread tells of progress."""
    metronome, loop, pace = Metronome(), QEventLoop(), threading.Event()
    desk.report(_works(0.0))
    _settle()

    def tell() -> None:
        for step in range(seconds * PER_SECOND):
            desk._listener(_works(step / (seconds * PER_SECOND)))
            pace.wait(1 / PER_SECOND)

    teller = threading.Thread(target=tell, name="progress")
    metronome.start()
    QTimer.singleShot(1000 * seconds, loop.quit)
    teller.start()
    loop.exec()
    metronome.stop()
    teller.join()
    return metronome.gaps_ms
