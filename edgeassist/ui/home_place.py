# SPDX-License-Identifier: Apache-2.0
"""Where the first page comes into the window: in front at the first start, and whenever somebody asks for it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from edgeassist.api import Handoff
from edgeassist.core.language import of_commands
from edgeassist.kit.bridge import Bridge
from edgeassist.ui.ports import Desk
from edgeassist.ui.views import Offers

if TYPE_CHECKING:
    from edgeassist.ui.home_page import HomePage, Tile
    from edgeassist.ui.setup_page import SetupPage


class HomePlace(QObject):
    """Lays the page into `pages` when it is first wanted.

    Emits `handed` with what a tile hands over, `left` with what was before, `turned`, `fit_wished`, `guide_wished`.
    """

    handed = Signal(object)
    left = Signal(object)
    turned = Signal()
    fit_wished = Signal()
    guide_wished = Signal()

    def __init__(self, pages: QStackedWidget) -> None:
        super().__init__(pages)
        self._pages = pages
        self._desk: Desk | None = None
        self._before: QWidget | None = None
        self._asked = 0
        self.page: HomePage | None = None
        self.setup: SetupPage | None = None

    @property
    def first_time(self) -> bool:
        """Nobody has gone on from the first page yet."""
        return self._desk is not None and not self._desk.preferences().values()["welcomed"]

    def attach(self, desk: Desk) -> None:
        """Ask `desk` from now on."""
        self._desk = desk
        self._answers: Bridge[tuple[int, Offers, bool]] = Bridge(self, self._on_answered)

    def show(self) -> None:
        """Bring the page to the front."""
        if self._desk is None:
            return
        front = self._pages.currentWidget()
        if front not in (self.page, self.setup):
            self._before = front
        if self.page is None:
            self.page = self._made()
        self._pages.setCurrentWidget(self.page)
        next(iter(self.page.tiles.values())).button.setFocus()
        self.judge()
        self.turned.emit()

    def judge(self) -> None:
        """Have the verdict found anew; nothing goes out for it."""
        if self._desk is None or self.page is None:
            return
        self._asked += 1
        number, desk = self._asked, self._desk

        def hear(offers: Offers) -> None:
            self._answers((number, offers, desk.measuring()))

        desk.find_models("", "", hear, online=False)

    def leave(self) -> bool:
        """Go on to what was in front before the page; False where the page is not in front."""
        front = self._pages.currentWidget()
        if front is None or front not in (self.page, self.setup):
            return False
        if front is self.setup:
            self.show()
        else:
            self.go_on()
            self.left.emit(self._before)
        return True

    def go_on(self) -> None:
        """Do not begin with this page again."""
        if self._desk is not None and self.first_time:
            self._desk.preferences().change("welcomed", True)

    @property
    def _commands(self) -> str:
        """The code of the language that commands are in."""
        chosen = self._desk.preferences().values()["voice_language"] if self._desk is not None else ""
        return of_commands(str(chosen))

    def _made(self) -> "HomePage":
        from edgeassist.ui.home_page import HomePage

        made = HomePage(self._commands)
        made.tried.connect(self._try)
        made.fit_wished.connect(self.fit_wished)
        made.guide_wished.connect(self.guide_wished)
        made.setup_wished.connect(self.show_setup)
        made.left.connect(self.leave)
        self._pages.addWidget(made)
        return made

    def _try(self, tile: "Tile") -> None:
        self.go_on()
        from edgeassist.ui.home_page import sample_of

        sample = sample_of(tile, self._commands)
        text = "" if tile.wish == "summarize" else sample
        self.handed.emit(Handoff(text, tile.wish, sample, at_once=True))

    def show_setup(self) -> None:
        """Bring the page of first choices to the front."""
        if self._desk is None:
            return
        if self.setup is None:
            from edgeassist.ui.setup_page import SetupPage

            self.setup = SetupPage(self._desk.preferences())
            self.setup.left.connect(partial(self.show))
            self._pages.addWidget(self.setup)
        self._pages.setCurrentWidget(self.setup)
        self.setup.enter()

    def _on_answered(self, answer: tuple[int, Offers, bool]) -> None:
        number, offers, measuring = answer
        if number == self._asked and self.page is not None:
            self.page.show_verdict(offers.sentence, measuring=measuring)
