# SPDX-License-Identifier: Apache-2.0
"""The real program, used by a person who finds a model, gets it and makes it smaller; says on stdout what was reached.

Arguments: what to search for, and the folder that pictures of the screen go to, one light and one dark per place.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from edgeassist.app import window as entry
from edgeassist.core.settings import Settings
from edgeassist.kit.theme import Theme
from edgeassist.ui import start
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.models_page import ModelsPage
from edgeassist.ui.ports import Desk
from edgeassist.ui.window_state import KeptState
from tests.support.welcomed import welcomed

Step = Callable[[], object]
SETTLED_LOOKS = 3
LIMIT_MS = 600_000


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def press(made: QWidget) -> None:
    """Click on `made` as a mouse does; what cannot be clicked stops the program."""
    if not (made.isVisible() and made.isEnabled()):
        raise RuntimeError(f"{made.accessibleName()!r} cannot be pressed")
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)


class Shopper(QObject):
    """Looks at the window every 20 ms, and goes on once what it waits for is there."""

    def __init__(self, text: str, pictures: Path) -> None:
        super().__init__()
        self._text, self._pictures, self._reached = text, pictures, 0
        self._plan: Iterator[Step] | None = None
        self._wanted: Step = lambda: True
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(20)
        QTimer.singleShot(LIMIT_MS, self, self.give_up)

    def give_up(self) -> None:
        """Say at which of the things waited for it came to a stand."""
        say(f"stuck at {self._reached}")
        os._exit(1)

    def look(self) -> None:
        window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
        if window is None or not window.pages:
            return
        self._plan = self._plan or self._shop(window)
        try:
            if self._wanted():
                self._wanted = next(self._plan)
                self._reached += 1
        except StopIteration:
            self._timer.stop()
            window.close()

    def _shop(self, window: MainWindow) -> Iterator[Step]:
        """Do one thing after another; yield what must be true before the next."""
        models_button = next(
            one for one in window.stack.rail.findChildren(QAbstractButton) if one.accessibleName() == "Models"
        )
        window.resize(window.screen().size())
        yield lambda: window.pages[0].welcoming or window.pages[0].starter.isVisible()
        press(models_button)
        yield lambda: window.models is not None and window.models.list.find_more.isVisible()
        page = window.models
        assert page is not None
        yield from self._find(window, page)
        yield from self._make_smaller(page)
        yield from self._picture(window, "kept")

    def _find(self, window: MainWindow, page: ModelsPage) -> Iterator[Step]:
        press(page.list.find_more)
        yield page.finder.field.isVisible
        QTest.keyClicks(page.finder.field, self._text)
        press(page.finder.search)
        say(f"lock {window.top.lock.word.text()}")
        yield lambda: any(self._text in card.offer.ref for card in page.finder.cards)
        say(f"found {page.finder.sentence.text()}")
        wanted = next(card for card in page.finder.cards if self._text in card.offer.ref)
        yield wanted.get.isVisible
        yield from self._picture(window, "found")
        press(wanted.get)
        yield lambda: wanted.get.text() == "Here already"
        press(page.finder.back)
        yield lambda: any(card.card.in_use and card.card.can_quantize for card in page.cards)
        say("here")
        yield from self._picture(window, "here")

    def _make_smaller(self, page: ModelsPage) -> Iterator[Step]:
        press(page.cards[0].smaller)
        yield lambda: "balanced" in page.smaller.presets and page.smaller.start.isVisible()
        press(page.smaller.presets["balanced"])
        press(page.smaller.start)
        yield lambda: any("% kept" in number for card in page.cards for number in card.numbers)
        made = next(card for card in page.cards if any("% kept" in number for number in card.numbers))
        say(f"made {made.accessibleName()}: {made.numbers[0]}")

    def _picture(self, window: MainWindow, place: str) -> Iterator[Step]:
        theme = QApplication.instance().findChild(Theme)  # type: ignore[union-attr]  # there is one
        assert isinstance(theme, Theme)
        for colours in ("dark", "light"):
            theme.choose(colours)
            for _ in range(SETTLED_LOOKS):
                yield lambda: True
            window.screen().grabWindow(0).save(str(self._pictures / f"store-{place}-{colours}.png"))


def main() -> int:
    text, pictures = sys.argv[1], Path(sys.argv[2])
    run = start.run

    def with_shopper(
        desk_factory: Callable[[], Desk],
        argv: Sequence[str],
        wanted: Settings | None = None,
        *,
        kept: KeptState | None = None,
        owed: start.Owed | None = None,
    ) -> int:
        shoppers: list[Shopper] = []

        def made() -> Desk:
            shoppers.append(Shopper(text, pictures))
            return welcomed(desk_factory())

        try:
            return run(made, argv, wanted, kept=kept, owed=owed)
        finally:
            shoppers.clear()

    start.run = with_shopper
    return entry.run_window()


if __name__ == "__main__":
    sys.exit(main())
