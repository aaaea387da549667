# SPDX-License-Identifier: Apache-2.0
"""What goes on when another window takes the place of this one: what the panes keep, and what was measured last.

Knows nothing of what a keepsake is: only the pane that gave it does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgeassist.ui.status_strip import Told

if TYPE_CHECKING:
    from edgeassist.ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Keepsakes:
    """`panes` are by the pane's id; `told` is what the strip below shows."""

    panes: Mapping[str, object]
    told: tuple[Told, ...] = ()

    @classmethod
    def of(cls, window: "MainWindow") -> "Keepsakes":
        """Return what `window` holds. Call it before the window is shut."""
        return cls({page.spec.id: page.keepsake() for page in window.pages}, window.footer.told)

    def hand_to(self, window: "MainWindow") -> None:
        """Have `window` go on with it."""
        for told in self.told:
            window.footer.show_event(told)
        for page in window.pages:
            page.take_up(self.panes.get(page.spec.id))
