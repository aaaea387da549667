# SPDX-License-Identifier: Apache-2.0
"""The small line of a card; one click away: which intent, how it was found, how quickly, and its JSON."""

from edgeassist.core.language import tr
from edgeassist.kit.fold import Fold
from edgeassist.panes.voice import phrasing
from edgeassist.panes.voice.session import Card


class MeaningFold(Fold):
    """Unfolds to the beginning of the JSON."""

    def __init__(self, card: Card) -> None:
        detail = phrasing.detail(card.step.intent, card.parsed)
        super().__init__(tr("How it was understood"), f"{detail}\n\n{phrasing.as_text(card.step.intent)}")
        self.toggle.setToolTip(detail)

    def on_toggled(self) -> None:
        """Show the beginning."""
        super().on_toggled()
        self.body.verticalScrollBar().setValue(0)
