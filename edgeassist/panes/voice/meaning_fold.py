# SPDX-License-Identifier: Apache-2.0
"""The small line of a card: which intent, how it was found, how quickly; its JSON is one click away."""

from edgeassist.kit.fold import Fold
from edgeassist.panes.voice import phrasing
from edgeassist.panes.voice.session import Card


class MeaningFold(Fold):
    """Unfolds to the beginning of the JSON."""

    def __init__(self, card: Card) -> None:
        super().__init__(phrasing.detail(card.step.intent, card.parsed), phrasing.as_text(card.step.intent))

    def on_toggled(self) -> None:
        """Show the beginning."""
        super().on_toggled()
        self.body.verticalScrollBar().setValue(0)
