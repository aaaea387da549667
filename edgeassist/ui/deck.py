# SPDX-License-Identifier: Apache-2.0
"""The pages that lie one upon another, the panes' and the models', and which is in front. Knows no notice."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from edgeassist.api import MODELS, OPEN, STOP, Handoff, Notice
from edgeassist.core.language import tr
from edgeassist.kit.binding import bind_keys
from edgeassist.kit.file_choice import TEXT_FILTER, FileChoice
from edgeassist.kit.notice import NoticeBar
from edgeassist.kit.shortcuts import place_keys
from edgeassist.runtime.state import EngineState
from edgeassist.ui.attention import Attention
from edgeassist.ui.frame import Rail, RailButton
from edgeassist.ui.helping import Helping
from edgeassist.ui.home_place import HomePlace
from edgeassist.ui.imports import Import, Imports
from edgeassist.ui.pane_page import PanePage
from edgeassist.ui.ports import CardsChanged, Desk, PaneRow
from edgeassist.ui.settings_place import SettingsPlace
from edgeassist.ui.views import CardView, WorkView
from edgeassist.ui.welcome import Wishes

if TYPE_CHECKING:
    from edgeassist.ui.models_page import ModelsPage


class Deck(QStackedWidget):
    """Every page hears what it shows, in front or not. The models page is made when first wanted.

    Emits `turned` when another page is in front, `broke` with a `Notice`, and `asking` while a search is going out.
    """

    turned = Signal()
    broke = Signal(object)
    asking = Signal(bool)

    def __init__(self, wishes: Wishes, choice: FileChoice) -> None:
        super().__init__()
        self._wishes, self._choice = wishes, choice
        self._desk: Desk | None = None
        self._imports: Imports | None = None
        self._room, self._works = CardsChanged(), tuple[WorkView, ...]()
        self.first_page = ""
        self.pages: list[PanePage] = []
        self.models: ModelsPage | None = None
        self.rail = Rail()
        self._attention = Attention(self)
        self.home = HomePlace(self)
        self.home.turned.connect(self.turned)
        self.home.left.connect(self._return_to)
        self.home.handed.connect(self.hand_over)
        self.home.fit_wished.connect(self.show_models)
        self.home.guide_wished.connect(self.show_help)
        self.helping = Helping(self)
        self.helping.turned.connect(self.turned)
        self.settings = SettingsPlace(self, self.rail, choice)
        self.settings.turned.connect(self.turned)
        self.settings.left.connect(self._return_to)

    @property
    def cards(self) -> tuple[CardView, ...]:
        """The models as last told."""
        return self._room.cards

    def attach(self, desk: Desk, imports: Imports) -> None:
        """Lay in what the desk has."""
        self._desk, self._imports = desk, imports
        for pane in desk.panes():
            self._add_pane(pane)
        keys = self._next_keys()
        self._models_button = RailButton("models", tr("Models"), keys)
        self.rail.add(self._models_button, self.show_models, below=True)
        self._shortcut(keys, self.show_models)
        self.settings.attach(desk, self.show_settings)
        self.home.attach(desk)
        self.helping.diagnosis_wished.connect(self._diagnose)
        self.show_cards(CardsChanged(desk.cards()))
        self.show_works(desk.works())

    @property
    def place(self) -> str:
        """What is in front, where the window does not begin with it: `settings`, `setup` or `home`; else empty."""
        places = {"settings": self.settings.page, "setup": self.home.setup, "home": self.home.page}
        front = self.currentWidget()
        return next((name for name, page in places.items() if page is not None and page is front), "")

    def go_to(self, place: str) -> None:
        """Bring to the front what `place` said, the keyboard on the language where that was chosen there."""
        if place == "settings":
            self.settings.show_setting("language")
        elif place:
            self.show_home()
        if place == "setup":
            self.home.show_setup()

    def show_first(self) -> None:
        """Bring the first page to the front."""
        if self.home.first_time:
            self.show_home()
        elif not self.pages or self.first_page == MODELS:
            self.show_models()
        else:
            self.show_pane(next((page for page in self.pages if page.spec.id == self.first_page), self.pages[0]))

    def show_pane(self, page: PanePage) -> None:
        """Bring a pane to the front."""
        if self.currentWidget() is not page:
            self._leave()
        self.rail.check(page.button)
        self.setCurrentWidget(page)
        page.enter()
        self.turned.emit()

    def hand_over(self, handoff: Handoff) -> None:
        """Bring the first pane that takes the wish and can be built to the front, and give it the text."""
        if (door := self._door(handoff)) is not None:
            door()
            return
        if handoff.wish == STOP:
            for page in self.pages:
                page.stop_pane()
            return
        if handoff.focused:
            handoff = self._with_text(handoff)
        nothing = handoff.focused and not handoff.text
        if nothing:
            self.broke.emit(_no_text())
        for page in self.pages:
            opened = handoff.wish == OPEN and page.spec.id == handoff.text
            if (opened or handoff.wish in page.spec.takes) and page.can_open():
                if self.currentWidget() is not page:
                    self.show_pane(page)
                if not opened and not nothing:
                    page.take(handoff)
                return
        self.broke.emit(_not_taken(handoff.title))

    def _door(self, handoff: Handoff) -> Callable[[], None] | None:
        """Return what opens the page that is wished for and is no pane; None where the wish is for a pane."""
        doors = {
            MODELS: self.show_models,
            "settings": self.show_settings,
            "guide": self.show_help,
            "home": self.show_home,
        }
        if handoff.wish == OPEN:
            return doors.get(handoff.text)
        return self.show_models if handoff.wish == MODELS else None

    def _with_text(self, handoff: Handoff) -> Handoff:
        """Return `handoff` with the text that the person worked on, called after the pane it is in."""
        text, page = self._attention.text(outside=self.currentWidget())
        title = tr(page.spec.title) if isinstance(page, PanePage) else handoff.title
        return replace(handoff, text=text, title=title)

    def show_models(self) -> None:
        """Bring the models page to the front."""
        if self._desk is None:
            return
        if self.models is None:
            self.models = self._models_page(self._desk)
        self._leave()
        self.rail.check(self._models_button)
        self.setCurrentWidget(self.models)
        self.models.enter()
        self.turned.emit()
        self._desk.look_again()

    def show_home(self) -> None:
        """Bring the first page to the front."""
        self._leave()
        self.rail.check(None)
        self.home.show()

    def show_help(self) -> None:
        """Bring the guide to the front, at the page about what is in front now."""
        self._leave()
        self.helping.show()

    def _diagnose(self) -> None:
        """Let a person say where the text for a helper is to be."""
        if self._desk is not None:
            self._choice.ask_where(
                tr("What happened?"), TEXT_FILTER, "edgeassist-what-happened.txt", self._desk.diagnose
            )

    def show_settings(self, group: str = "") -> None:
        """Bring the settings to the front, turned to `group` where one is named."""
        self._leave()
        self.settings.show(group)

    def go_back(self) -> None:
        """Leave the models page, the guide or the settings."""
        if self.helping.leave() or self.settings.leave() or self.home.leave():
            return
        if self.pages and self.currentWidget() is self.models:
            self.show_pane(self.pages[0])

    def _return_to(self, before: QWidget | None) -> None:
        """Bring `before` to the front again."""
        if isinstance(before, PanePage):
            self.show_pane(before)
        elif self.pages and before is not self.models:
            self.show_first()
        else:
            self.show_models()

    def focusNextPrevChild(self, following: bool) -> bool:
        """Keep the keyboard on the page when the control that has it goes away; Tab leads on as ever."""
        gone = QApplication.focusWidget()
        if gone is not None and self.isAncestorOf(gone) and not (gone.isVisible() and gone.isEnabled()):
            after = self._next_control(gone)
            if after is not None:
                after.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().focusNextPrevChild(following)

    def _next_control(self, gone: QWidget) -> QWidget | None:
        """Return what Tab would lead to from `gone` on the page in front; None while another one takes its place.

        Then Qt finds it. Python keeps what it was shown on the way as long as what stands before that: never ask all.
        """
        page = self.currentWidget()
        if page is None or not page.isVisible():
            return None
        after = gone.nextInFocusChain()
        while after is not None and after is not gone:
            stops = after.focusPolicy() & Qt.FocusPolicy.TabFocus
            if stops and page.isAncestorOf(after) and after.isVisible() and after.isEnabled():
                return after
            after = after.nextInFocusChain()
        return None

    def show_state(self, state: EngineState) -> None:
        """Show what the engine does."""
        for page in self.pages:
            page.show_state(state)

    def show_resumed(self) -> None:
        """What the last time left is known."""
        for page in self.pages:
            page.show_resumed()

    def show_cards(self, room: CardsChanged) -> None:
        """Show these models."""
        self._room = room
        if self.models is not None:
            self.models.refresh(room.cards, room)
        for page in self.pages:
            page.show_cards(room.cards)

    def show_again(self) -> None:
        """Show the models once more: a wish was not granted, so its button can be pressed again."""
        self.show_cards(self._room)

    def show_measured(self) -> None:
        """This computer was measured: what suits it is judged anew."""
        self.home.judge()
        if self.models is not None:
            self.models.judge()

    def show_works(self, works: tuple[WorkView, ...]) -> None:
        """Show the work under way."""
        self._works = works
        if self.models is not None:
            self.models.show_works(works)

    def show_import(self, one: Import) -> None:
        """Show an import's card where the person is, and on the models page."""
        page = self.currentWidget()
        if isinstance(page, PanePage) and page.welcome is not None and page.welcoming:
            page.welcome.show_import(one)
        else:
            self.show_models()
        if self.models is not None:
            self.models.show_import(one)

    def show_drop(self, *, over: bool) -> None:
        """Show that a file held over the window would be taken."""
        page = self.currentWidget()
        if isinstance(page, PanePage) and page.welcome is not None:
            page.welcome.show_drop(over=over)

    def tells(self, text: str) -> bool:
        """Return whether the page in front says `text` already."""
        return any(bar.text == text and bar.isVisible() for bar in self.findChildren(NoticeBar))

    def _models_page(self, desk: Desk) -> "ModelsPage":
        from edgeassist.ui.models_page import ModelsPage

        made = ModelsPage(desk, self._wishes, self._choice)
        made.setProperty("guide_page", "models")
        made.asking.connect(self.asking)
        made.refresh(self.cards, self._room)
        made.show_works(self._works)
        self.addWidget(made)
        for one in self._imports.running if self._imports else ():
            made.show_import(one)
        return made

    def _leave(self) -> None:
        before = self.currentWidget()
        if isinstance(before, PanePage):
            before.leave()
        elif before is not None and before is self.home.page:
            self.home.go_on()

    def _add_pane(self, pane: PaneRow) -> None:
        if pane.spec is None or self._desk is None:
            broken = RailButton("warning", tr(pane.title) or pane.id, "")
            broken.disable(pane.fault)
            self.rail.add(broken, lambda: None)
            return
        keys = self._next_keys()
        made = RailButton(pane.spec.icon, tr(pane.title), keys)
        page = PanePage(pane.spec, self._desk, made, self._wishes)
        page.broke.connect(self.broke)
        self.pages.append(page)
        self.addWidget(page)
        self.rail.add(made, partial(self.show_pane, page))
        self._shortcut(keys, partial(self.show_pane, page))

    def _next_keys(self) -> str:
        """Return the keys that lead to the next place; empty when there is no digit left."""
        return place_keys(len(self.pages) + 1)

    def _shortcut(self, keys: str, wish: Callable[[], None]) -> None:
        if keys:
            bind_keys(keys, self, wish)


def _no_text() -> Notice:
    return Notice(
        tr("There is no text in front in another part of the window."),
        tr("Click into one there first. Nothing was changed."),
    )


def _not_taken(title: str) -> Notice:
    text = tr("No pane here could take “{title}”.", title=title) if title else tr("No pane here could take this text.")
    return Notice(text, tr("It is still where it came from."), tone="warn")
