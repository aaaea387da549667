# SPDX-License-Identifier: Apache-2.0
"""Where the settings page comes into the window: its place on the rail, its keys, the parts others hand in for it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from edgeassist.core.language import later, tr
from edgeassist.core.settings import GROUPS
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.shortcuts import keys_of
from edgeassist.ui.frame import Rail, RailButton
from edgeassist.ui.ports import Desk

if TYPE_CHECKING:
    from edgeassist.ui.settings_page import Done, SettingsPage
    from edgeassist.ui.sign_in import SignIn

KEYS = keys_of("settings")
ABOUT = "about"


class SettingsPlace(QObject):
    """Lays the page into `pages` when it is first wanted. Emits `turned` when it came, `left` with what was before."""

    turned = Signal()
    left = Signal(object)

    def __init__(self, pages: QStackedWidget, rail: Rail, choice: FileChoice) -> None:
        super().__init__(pages)
        self._pages, self._rail, self._choice = pages, rail, choice
        self._sections: list[tuple[str, str, Callable[[], QWidget]]] = []
        self._desk: Desk | None = None
        self._before: QWidget | None = None
        self._sign_in: SignIn | None = None
        self.page: SettingsPage | None = None
        self._keepsake: Done | None = None
        self.button: RailButton | None = None

    def attach(self, desk: Desk, on_wished: Callable[[], None]) -> None:
        """Take the place on the rail."""
        self._desk = desk
        self.button = RailButton("settings", tr("Settings"), KEYS)
        self._rail.add(self.button, on_wished, below=True)
        self.add_section("secrets", later("Sign-in"), self._secrets)
        self.add_section(ABOUT, later("About"), self._about)

    def add_section(self, key: str, title: str, make: Callable[[], QWidget]) -> None:
        """Have what `make` returns stand first in the group `key`; see `SettingsPage.add_section`. Any time."""
        self._sections.append((key, title, make))
        if self.page is not None:
            self.page.add_section(key, title, make)

    def sections(self) -> dict[str, str]:
        """Return the parts of the page by their keys, as they stand there: titles not yet translated."""
        return GROUPS | {key: title for key, title, _make in self._sections if key not in GROUPS}

    def show(self, group: str = "") -> None:
        """Bring the page to the front, turned to `group` where one is named."""
        if self._desk is None or self.button is None:
            return
        page = self._made(self._desk)
        front = self._pages.currentWidget()
        if front not in (page, self._sign_in):
            self._before = front
        self._rail.check(self.button)
        self._pages.setCurrentWidget(page)
        if group:
            page.show_group(group)
        page.enter()
        self.turned.emit()

    def show_setting(self, name: str) -> None:
        """Bring the page to the front, the keyboard on the setting `name`."""
        self.show()
        if self.page is not None:
            self.page.show_setting(name)

    @property
    def keepsake(self) -> "Done | None":
        """What was done last and can be undone still, for another window to go on with."""
        return self.page.done if self.page is not None else self._keepsake

    def take_up(self, keepsake: "Done | None") -> None:
        """Offer to undo what was done in the window before."""
        self._keepsake = keepsake
        if self.page is not None and keepsake is not None:
            self.page.tell(keepsake)

    def leave(self) -> bool:
        """Go back to what was in front before the page; False where the page is not in front."""
        front = self._pages.currentWidget()
        if front is None or front not in (self.page, self._sign_in):
            return False
        if front is self._sign_in:
            self.show("secrets")
        else:
            self.left.emit(self._before)
        return True

    def _made(self, desk: Desk) -> "SettingsPage":
        if self.page is None:
            from edgeassist.ui.settings_page import SettingsPage

            self.page = SettingsPage(desk.preferences(), self._choice)
            self.page.setProperty("guide_page", "settings")
            for section in self._sections:
                self.page.add_section(*section)
            self.page.left.connect(self.leave)
            self._pages.addWidget(self.page)
            self.take_up(self._keepsake)
        return self.page

    def _about(self) -> QWidget:
        from edgeassist.ui.about_page import AboutPage

        if self._desk is None:
            return QWidget()
        return AboutPage(self._desk.versions())

    def _secrets(self) -> QWidget:
        from edgeassist.ui.sign_in import ABOUT as MEANS

        made = QWidget()
        made.setProperty("role", "page")
        ask = button(tr("Sign in to Hugging Face…"), self._ask_for_token)
        layout = column(words(tr(MEANS), "reading"), spacing=12)
        layout.addLayout(row(ask, None))
        made.setLayout(layout)
        return made

    def _ask_for_token(self) -> None:
        if self._desk is None:
            return
        if self._sign_in is None:
            from edgeassist.ui.sign_in import SignIn

            self._sign_in = SignIn(self._desk)
            self._sign_in.back.setAccessibleName(tr("Back to the settings"))
            self._sign_in.back.setToolTip(tr("Back to the settings"))
            self._sign_in.left.connect(partial(self.show, "secrets"))
            self._pages.addWidget(self._sign_in)
        self._pages.setCurrentWidget(self._sign_in)
        self._sign_in.enter()
