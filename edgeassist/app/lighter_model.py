# SPDX-License-Identifier: Apache-2.0
"""Offers a lighter model of the same family while the battery is to be saved, once per run; takes none by itself.

Lighter is what was made smaller from the same original: it does the same tasks. Once taken, the model of before comes
back when the laptop is on mains again, where the profile is Auto; the offer says so.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.api import Notice
from edgeassist.core.language import tr
from edgeassist.core.units import elided
from edgeassist.runtime.state import Phase
from edgeassist.store.best_fit import best_that_fits, family
from edgeassist.telemetry.governor import Manner
from edgeassist.ui.governor_ports import Suggested

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.store.card import ModelCard

LIGHT = 0.8
"""So much of the size at most: what an answer draws goes with the bytes that are read for each token."""


class LighterModel:
    """`publish` hears the offer; `use` loads a model without choosing it for good."""

    def __init__(
        self, services: "Services", publish: Callable[[Suggested | Notice], None], use: Callable[[str], None]
    ) -> None:
        self._services, self._publish, self._use = services, publish, use
        self._offered: tuple[str, str] | None = None
        self._taken: tuple[str, str] | None = None
        services.governing.watch(self._on_manner)

    def take(self) -> None:
        """Use what was offered."""
        if self._offered is not None:
            self._taken = self._offered
            self._use(self._offered[1])

    def _on_manner(self, manner: Manner) -> None:
        """Any thread: look later, if there is anything to look for."""
        saving = manner.profile == "battery"
        if (saving and self._offered is None) or (not saving and self._taken is not None):
            self._services.till.later(self._look)

    # The till's thread.

    def _look(self) -> None:
        if self._services.governing.manner.profile != "battery":
            self._go_back()
        elif self._offered is None:
            self._offer()

    def _offer(self) -> None:
        state = self._services.engine.state
        if state.phase is not Phase.READY:
            return
        cards, name = self._services.cards(), self._services.known_as(Path(state.path))
        now = next((card for card in cards if card.id == name), None)
        light = None if now is None else lighter(cards, now, lambda card: self._services.fit(card).fits)
        if now is None or light is None:
            return
        self._offered = now.id, light.id
        small, large = elided(light.name, 60), elided(now.name, 60)
        back = tr("{model} comes back when the laptop is on mains again.", model=large)
        hint = back if self._services.settings.profile == "auto" else tr("The conversation goes on with it.")
        text = tr("To save the battery, {model} could answer: it is smaller and draws less.", model=small)
        self._publish(Suggested(Notice(text, hint), tr("Use it")))

    def _go_back(self) -> None:
        """Use the model of before, unless another one is in use by now or a person chose the profile."""
        taken, self._taken = self._taken, None
        state = self._services.engine.state
        if taken is None or self._services.settings.profile != "auto" or not state.path:
            return
        before, light = taken
        if self._services.known_as(Path(state.path)) == light:
            name = elided(self._services.target(before).card.name, 60)
            self._publish(Notice(tr("On mains again: {model} answers again.", model=name)))
            self._use(before)


def lighter(cards: Iterable["ModelCard"], now: "ModelCard", fits: Callable[["ModelCard"], bool]) -> "ModelCard | None":
    """Return the model of the same family that is much smaller than `now` and keeps most of it; None for none."""
    kin = family(cards, now)
    small = [one for one in kin if one.state == "ready" and not one.deaths and one.size_bytes <= LIGHT * now.size_bytes]
    return best_that_fits(kin, lambda card: card in small and fits(card))
