# SPDX-License-Identifier: Apache-2.0
"""The list of models as the window shows it: read from disk on the lane, held in memory for everyone else."""

from edgeassist.app.card_views import card_view
from edgeassist.app.services import Services
from edgeassist.ui.ports import CardView


class Shelf:
    """A snapshot of the models here. `read` belongs to the lane; `cards` may be asked on any thread."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.cards: tuple[CardView, ...] = ()

    def read(self) -> tuple[CardView, ...]:
        """Read every card and judge it against the memory that is free now."""
        services, path = self._services, self._services.engine.state.path
        free_bytes = services.free_bytes()
        self.cards = tuple(
            card_view(
                card,
                services.fit(card, free_bytes=free_bytes),
                in_use=bool(path) and str(services.library.path(card)) == path,
            )
            for card in services.library.cards()
        )
        return self.cards
