# SPDX-License-Identifier: Apache-2.0
"""The real program with the starter, walked through place by place: pictures of each, and what is cut off on them.

Arguments: the folder for pictures, and the looks: some of `light`, `dark`, `rtl`, or `200`. Says one line of JSON for
each picture on stdout.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from edgeassist.api import Handoff
from edgeassist.app import window as entry
from edgeassist.core.settings import Settings
from edgeassist.kit.notice import NoticeBar
from edgeassist.kit.theme import Theme
from edgeassist.runtime.state import Phase
from edgeassist.ui import start
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.mirroring import mirror
from edgeassist.ui.pane_page import PanePage
from edgeassist.ui.ports import Desk
from edgeassist.ui.window_state import KeptState
from tests.support.cut_off import buttons, cut_off
from tests.support.welcomed import welcomed

TEXT = (
    "The pump in hall 3 was checked on 4 May 2026. It is loud because a bearing is worn. Maria Keller ordered a new one"
    " for 212.50 euros. It will arrive on 11 May. Until then the pump runs at half speed."
)
CALM_MS = 150
LIMIT_MS = 120_000


@dataclass(frozen=True)
class Picture:
    """What one picture shows: `colours` it has (of a sample of its points), and what does not fit."""

    place: str
    look: str
    colours: int
    mirrored: bool
    buttons: int
    cut: list[str]
    notices: list[str]


@dataclass(frozen=True)
class Step:
    """How to get to a place and a look of it, and when it is reached: so many looks at it in a row must find it so."""

    place: str
    look: str
    act: Callable[[], None]
    done: Callable[[], bool]
    looks: int = 1


class Walk(QObject):
    """Goes from place to place; a step waits until the place is there, and then for what it still paints."""

    def __init__(self, desk: Desk, folder: Path, looks: Sequence[str]) -> None:
        super().__init__()
        self._desk, self._folder, self._looks = desk, folder, looks
        self._steps: Iterator[Step] = iter(())
        self._now: Step | None = None
        self._waited_ms = self._found = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(CALM_MS)

    def look(self) -> None:
        window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
        if window is None or not window.pages or self._desk.state().phase is not Phase.READY:
            return
        if self._now is None:
            self._steps = self._walk(window)
        elif not self._reached(self._now):
            return
        else:
            self._take(window, self._now)
        self._now, self._waited_ms, self._found = next(self._steps, None), 0, 0
        if self._now is None:
            self._timer.stop()
            window.close()
        else:
            self._now.act()

    def _reached(self, step: Step) -> bool:
        self._waited_ms += CALM_MS
        self._found = self._found + 1 if step.done() else 0
        return self._found >= step.looks or self._waited_ms > LIMIT_MS

    def _walk(self, window: MainWindow) -> Iterator[Step]:
        """Yield every pane as it is at first, with text handed to it, and the models, each in all looks."""
        for page in window.pages:
            yield from self._looked_at(page.spec.id, partial(window.stack.show_pane, page), partial(_built, page))
            if page.spec.takes:
                handoff = Handoff(TEXT, page.spec.takes[0], "Pump 3", "en")
                act = partial(window.stack.hand_over, handoff)
                yield from self._looked_at(f"{page.spec.id}-text", act, partial(_calm, page), looks=4)
        yield from self._looked_at("models", window.show_models, lambda: window.models is not None)

    def _looked_at(
        self, place: str, act: Callable[[], None], done: Callable[[], bool], *, looks: int = 1
    ) -> Iterator[Step]:
        if len(self._looks) > 1:
            dress(self._looks[0])
        yield Step(place, self._looks[0], act, done, looks)
        for look in self._looks[1:]:
            yield Step(place, look, partial(dress, look), done)

    def _take(self, window: MainWindow, step: Step) -> None:
        _lay_out(window)
        picture = window.screen().grabWindow(window.winId())
        assert picture.save(str(self._folder / f"{step.place}-{step.look}.png"))
        image = picture.toImage()
        points = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        told = Picture(
            place=step.place,
            look=step.look,
            colours=len(points),
            mirrored=window.layoutDirection() is Qt.LayoutDirection.RightToLeft,
            buttons=len(buttons(window)),
            cut=cut_off(window),
            notices=[*(bar.text for bar in window.notices), *_faults(window)],
        )
        sys.stdout.write(json.dumps(asdict(told)) + "\n")
        sys.stdout.flush()


def dress(look: str) -> None:
    """Show everything in that look."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = app.findChild(Theme)
    assert isinstance(theme, Theme)
    theme.choose("dark" if look == "dark" else "light")
    if (look == "rtl") is not (app.layoutDirection() is Qt.LayoutDirection.RightToLeft):
        mirror(app, Qt.LayoutDirection.RightToLeft if look == "rtl" else Qt.LayoutDirection.LeftToRight)


def _lay_out(window: MainWindow) -> None:
    """Do now what the window would do on its next turn: a meter may have told more just before."""
    layouts = [part.layout() for part in (window, *window.findChildren(QWidget))]
    while any(one.activate() for one in layouts if one is not None):
        pass


def _faults(window: MainWindow) -> list[str]:
    """Return what a pane says has gone wrong."""
    bars = [bar for bar in window.findChildren(NoticeBar) if bar.isVisible() and bar not in window.notices]
    return [bar.text for bar in bars if bar.property("tone") == "danger"]


def _built(page: PanePage) -> bool:
    return page.pane is not None


def _calm(page: PanePage) -> bool:
    """Nothing in the pane says that it works."""
    return not any(one.text().startswith("Stop") for one in buttons(page))


def main() -> int:
    folder, looks = Path(sys.argv[1]), sys.argv[2:]
    run = start.run
    walks: list[Walk] = []

    def walked(
        desk_factory: Callable[[], Desk],
        argv: Sequence[str],
        wanted: Settings | None = None,
        *,
        kept: KeptState | None = None,
        owed: start.Owed | None = None,
    ) -> int:
        def made() -> Desk:
            desk = welcomed(desk_factory())
            walks.append(Walk(desk, folder, looks))
            return desk

        try:
            return run(made, argv, wanted, kept=kept, owed=owed)
        finally:
            walks.clear()

    start.run = walked
    return entry.run_window()


if __name__ == "__main__":
    sys.exit(main())
