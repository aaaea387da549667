# SPDX-License-Identifier: Apache-2.0
"""The one line above a pane that says it is the starter who answers, with the way to bigger models. Decides nothing."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QSizePolicy

from edgeassist.core.language import later, tr
from edgeassist.kit.parts import button, row, words
from edgeassist.ui.status_strip import FittingLabel

LINE = later("Starter: small and quick, often wrong about facts; get a bigger one when you are online.")

SHORT, SHORTEST = later("Starter: often wrong about facts."), later("Often wrong about facts.")


TRANSLATING = later("Starter: small and quick, often translates wrongly; get a bigger one when you are online.")
TRANSLATING_SHORT = later("Starter: often translates wrongly.")
TRANSLATING_SHORTEST = later("Often translates wrongly.")
LEAST = later("Often wrong.")
"""Where there is room for nothing else."""
_TRANSLATING = (TRANSLATING, TRANSLATING_SHORT, TRANSLATING_SHORTEST, LEAST)
_ANSWERING = (LINE, SHORT, SHORTEST, LEAST)


class StarterLine(QFrame):
    """Stands there as long as the starter is in use; a person cannot close it. `translating`: says how it does that."""

    def __init__(self, on_models_wished: Callable[[], None], *, translating: bool = False) -> None:
        super().__init__()
        line, *shorter = _TRANSLATING if translating else _ANSWERING
        self.setProperty("role", "notice")
        self.setAccessibleName(tr(line))
        self.more = button(tr("See bigger models"), on_models_wished)
        self.setToolTip(tr(line))
        self.words, self.short = words(tr(line)), FittingLabel(leading=True)
        self.short.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.short.offer(tr(line), *map(tr, shorter))
        self.short.hide()
        inside = row(self.words, self.short, self.more, spacing=12, margins=(16, 4, 4, 4))
        inside.setStretchFactor(self.words, 1)
        inside.setStretchFactor(self.short, 1)
        self.setLayout(inside)

    def be_low(self, *, low: bool) -> None:
        """Take one line only, in fewer words, where the window is `low`."""
        self.words.setVisible(not low)
        self.short.setVisible(low)
