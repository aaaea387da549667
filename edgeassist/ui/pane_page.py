# SPDX-License-Identifier: Apache-2.0
"""One pane's place in the window: builds the pane when first shown, or shows the welcome while it lacks a model.

Whatever a pane raises ends here, as `broke`: neither the window nor another pane goes down with it.
"""

import logging
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from edgeassist.api import Handoff, Notice, Pane, PaneSpec
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import column, words
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.ui.frame import RailButton
from edgeassist.ui.ports import Desk
from edgeassist.ui.starter_line import StarterLine
from edgeassist.ui.views import CardView
from edgeassist.ui.welcome import Welcome, Wishes

LOW_PX = 400
_log = logging.getLogger(__name__)


class PanePage(QStackedWidget):
    """Holds the pane, the welcome, or neither while nobody looked. `broke` carries a `Notice`.

    A pane that lacks its model is replaced by the welcome, unless its widget says by `reading` (and a signal
    `reading_changed`) that there is something to read: then a slim banner stands above it.
    """

    broke = Signal(object)

    def __init__(self, spec: PaneSpec, desk: Desk, button: RailButton, wishes: Wishes) -> None:
        super().__init__()
        self.spec, self.button = spec, button
        self._desk = desk
        self._wishes = wishes
        self._state = EngineState()
        self._cards: tuple[CardView, ...] = ()
        self._front = False
        self._resumed = False
        self._faulty = False
        self.pane: Pane | None = None
        self._handed: list[Handoff] = []
        self._keepsake: object = None
        self._lack = NoticeBar(
            tr("No model is in use."),
            actions=(Action(tr("Choose a model"), wishes.show_models, primary=True),),
            closable=False,
        )
        self.starter = StarterLine(wishes.show_models, translating="translate" in spec.takes)
        self._above = QWidget()
        self._above.setLayout(column(self._lack, self.starter, margins=(24, 12, 24, 12)))
        self._above.hide()
        self._shell = QWidget()
        self._shell.setProperty("role", "page")
        self._inside = column(self._above, spacing=0)
        self._shell.setLayout(self._inside)
        self.addWidget(self._shell)
        self.welcome: Welcome | None = None
        self.setAccessibleName(tr(spec.title))
        self._opening = words(tr("Opening…"), "quiet")
        self._opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.addWidget(self._opening)

    @property
    def regions(self) -> tuple[QWidget, ...]:
        """The parts that the keyboard can be brought to: what stands above the pane, and the pane or its own parts."""
        if self.pane is None or self.currentWidget() is not self._shell:
            return (self,)
        own = getattr(self.pane.widget, "regions", ())
        return (self._above, *(own or (self.pane.widget,)))

    @property
    def welcoming(self) -> bool:
        """The welcome is what a person sees here."""
        return self.welcome is not None and self.currentWidget() is self.welcome

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the pane what height there is."""
        super().resizeEvent(event)
        low = self.height() < LOW_PX
        self.starter.be_low(low=low)
        if (above := self._above.layout()) is not None:
            above.setContentsMargins(24, *((6, 24, 6) if low else (12, 24, 12)))

    def enter(self) -> None:
        """The page is in front."""
        self._front = True
        self._choose(entering=True)

    def leave(self) -> None:
        """The page is covered."""
        self._front = False
        if self.pane is not None and self.currentWidget() is self._shell:
            self._safely(self.pane.hidden)

    def can_open(self) -> bool:
        """Tell whether the pane can be built, by building it."""
        return self._build()

    def take(self, handoff: Handoff) -> None:
        """Give the pane what another one handed over, at once or when it is in front of the welcome."""
        self._handed.append(handoff)
        self._deliver()

    def show_state(self, state: EngineState) -> None:
        """Follow the engine: welcome or pane, and tell the pane about another model."""
        changed = (self._state.model, self._state.path) != (state.model, state.path)
        self._state = state
        self._resumed = self._resumed or state.phase is not Phase.OFF
        if self.pane is not None and changed:
            self._safely(self.pane.model_changed)
        if self._front:
            self._choose()

    def show_cards(self, cards: tuple[CardView, ...]) -> None:
        """Follow the list of models: the welcome tells a first run from a choice to make."""
        self._cards = cards
        if self._front:
            self._choose()

    def show_resumed(self) -> None:
        """What the last time left is known: from now on no model means that one is to be chosen."""
        self._resumed = True
        if self._front:
            self._choose()

    def offered(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """Return what the pane offers to the palette; nothing before it was built."""
        offer = getattr(self.pane, "runnable", None)
        found: list[tuple[str, Callable[[], object]]] = []
        if callable(offer):
            self._safely(lambda: found.extend((str(title), partial(self._safely, act)) for title, act in offer()))
        return found

    def search_for(self, text: str) -> None:
        """Have the pane look for `text` in what is its own, if it can."""
        if self.pane is not None and callable(search := getattr(self.pane, "search_for", None)):
            self._safely(lambda: search(text))

    def stop_pane(self) -> None:
        """Have the pane end what the engine does for it; one made before there was such a call has none."""
        if self.pane is not None and callable(stop := getattr(self.pane, "stop", None)):
            self._safely(stop)

    def keepsake(self) -> object:
        """Return what the pane would have go on in another window; None for nothing."""
        kept: list[object] = [self._keepsake] if self.pane is None else []
        if callable(keep := getattr(self.pane, "keepsake", None)):
            self._safely(lambda: kept.append(keep()))
        return kept[-1] if kept else None

    def take_up(self, keepsake: object) -> None:
        """Let the pane go on with what the one in the window before kept, once it is built."""
        self._keepsake = keepsake
        self._hand_keepsake()

    def _hand_keepsake(self) -> None:
        go_on, keepsake = getattr(self.pane, "take_up", None), self._keepsake
        if self.pane is not None:
            self._keepsake = None
        if keepsake is not None and callable(go_on):
            self._safely(lambda: go_on(keepsake))

    def save_pane(self) -> None:
        """Let the pane save and go on."""
        if self.pane is not None:
            self._safely(self.pane.save)

    def close_pane(self) -> None:
        """Let the pane save and stop."""
        if self.pane is not None:
            self._safely(self.pane.close)

    def _choose(self, *, entering: bool = False) -> None:
        """Put the right one in front."""
        lacks_model = "model" in self.spec.needs and not self._state.path and self._state.model is None
        before = self.currentWidget()
        if lacks_model and not self._resumed:
            self.setCurrentWidget(self._opening)
            self.setFocus()
        elif lacks_model and not self._can_be_read():
            self._show_welcome(entering=entering)
        elif self._build() and self.pane is not None:
            self._lack.setVisible(lacks_model and self._state.trouble is None)
            self.starter.setVisible(self._starter_in_use)
            self._above.setVisible(not self._lack.isHidden() or not self.starter.isHidden())
            self.setCurrentWidget(self._shell)
            if before is not self._shell or entering:
                self._safely(self.pane.shown)
            self._deliver()

    def _deliver(self) -> None:
        """Hand over what came, once the pane can be seen."""
        while self._handed and self._front and self.pane is not None and self.currentWidget() is self._shell:
            self._safely(partial(self.pane.take, self._handed.pop(0)))

    @property
    def _answers(self) -> bool:
        """What a model says stands in the pane, to be taken with care where the model is the starter."""
        return "model" in self.spec.needs or "translate" in self.spec.takes

    @property
    def _starter_in_use(self) -> bool:
        wanted = Path(self._state.path).parent.name
        return self._answers and any(card.built_in and card.id == wanted for card in self._cards)

    def _can_be_read(self) -> bool:
        """Return whether the pane is worth showing without a model; it is asked only where models were used before."""
        if self.pane is None and not (any(not card.built_in for card in self._cards) and self._build()):
            return False
        return self.pane is not None and bool(getattr(self.pane.widget, "reading", False))

    def _on_reading_changed(self) -> None:
        if self._front:
            self._choose()

    def _show_welcome(self, *, entering: bool) -> None:
        if self.welcome is None:
            self.welcome = Welcome(self._wishes)
            self.addWidget(self.welcome)
        have_models = any(card.usable or not card.built_in for card in self._cards)
        fault = next((" ".join(card.numbers) for card in self._cards if card.built_in and not card.usable), "")
        self.welcome.show_models(have_models=have_models, fault=fault)
        if self.currentWidget() is not self.welcome or entering:
            self.setCurrentWidget(self.welcome)
            (self.welcome.models if have_models else self.welcome.choose).setFocus()

    def _build(self) -> bool:
        """Build the pane once; a pane that cannot be built says so and leaves the window whole."""
        if self.pane is not None or self._faulty:
            return not self._faulty
        try:
            self.pane = self.spec.build(self._desk.context(self.spec))
            self._inside.addWidget(self.pane.widget, 1)
            if (changed := getattr(self.pane.widget, "reading_changed", None)) is not None:
                changed.connect(self._on_reading_changed)
            self._hand_keepsake()
        except Exception as error:
            self._faulty = True
            reason = tr("{title} could not be opened.", title=tr(self.spec.title))
            self._opening.setText(reason)
            self.setCurrentWidget(self._opening)
            self.button.disable(reason)
            self._report(reason, error)
        return not self._faulty

    def _safely(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception as error:
            self._report(tr("Something went wrong in {title}.", title=tr(self.spec.title)), error)

    def _report(self, what: str, error: Exception) -> None:
        """Say what failed: in the words of an error that has some, else with the details folded away."""
        _log.error("the pane %s failed", self.spec.id, exc_info=error)
        text = f"{what} {error}" if isinstance(error, EdgeError) else what
        hint = tr(error.hint) if isinstance(error, EdgeError) else ""
        hint = hint or tr("The rest of the window still works.")
        self.broke.emit(Notice(text, hint, "".join(traceback.format_exception(error)), "danger"))
