# SPDX-License-Identifier: Apache-2.0
"""The list of models as the window shows it: read from disk on the lane, held in memory for everyone else."""

import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from edgeassist.api import ModelView
from edgeassist.app.card_views import card_view, starter_view
from edgeassist.app.model_views import model_view
from edgeassist.app.services import Services
from edgeassist.runtime.state import Phase
from edgeassist.store.adopting import NOT_LOOKED_AT, rests, signature
from edgeassist.ui.ports import CardsChanged
from edgeassist.ui.views import CardView

Copied = tuple[str, int, int]
"""An id, the bytes of its files, and their latest time of change in nanoseconds."""


class Shelf:
    """A snapshot of the models here. `read` belongs to the lane; the rest may be asked on any thread.

    `copied` are the ids of what was copied in by hand, rests and was not looked at yet, each with its size and time.
    """

    def __init__(self, services: Services, *, now: Callable[[], float] = time.time) -> None:
        self._services, self._now = services, now
        self.cards: tuple[CardView, ...] = ()
        self.models: tuple[ModelView, ...] = ()
        self.copied: frozenset[Copied] = frozenset()

    def read(self) -> CardsChanged:
        """Read every card and judge it against the memory that is free now; say what they take of their disk."""
        services, state = self._services, self._services.engine.state
        resting = state.phase is Phase.RESTING
        free_bytes = services.free_bytes()
        views: list[CardView] = []
        cards = services.library.cards()
        here = services.cards()
        for card in here:
            wanted = bool(state.path) and str(services.path(card)) == state.path
            fit = services.fit(card, free_bytes=free_bytes)
            views.append(card_view(card, fit, in_use=wanted and not resting, resting=wanted and resting))
        if services.starter is not None:
            views[-1] = starter_view(views[-1], services.starter)
        self.cards = tuple(views)
        self.models = tuple(model_view(card) for card in here if card.usable)
        self.copied = self._copied([card.id for card in cards if card.failure_code == NOT_LOOKED_AT])
        return CardsChanged(self.cards, sum(card.size_bytes for card in cards), _free_disk(services.models_folder))

    def _copied(self, ids: list[str]) -> frozenset[Copied]:
        found: set[Copied] = set()
        for one in ids:
            place = self._services.library.root / one
            with suppress(OSError):
                if rests(place, self._now()):
                    found.add((one, *signature(place)))
        return frozenset(found)


def _free_disk(folder: Path) -> int:
    """Return what is left on the drive of `folder`; 0 when that is not known."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
