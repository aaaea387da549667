# SPDX-License-Identifier: Apache-2.0
"""What goes on when another window takes the place of this one: what panes and settings keep, and the last figures.

Knows nothing of what a keepsake is: only the pane that gave it does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgeassist.ui.status_strip import Told

if TYPE_CHECKING:
    from edgeassist.ui.main_window import MainWindow
    from edgeassist.ui.settings_page import Done


@dataclass(frozen=True, slots=True)
class Keepsakes:
    """`panes` are by the pane's id; `told` is what the strip below shows; `done` can be undone in the settings."""

    panes: Mapping[str, object]
    told: tuple[Told, ...] = ()
    done: "Done | None" = None

    @classmethod
    def of(cls, window: "MainWindow") -> "Keepsakes":
        """Return what `window` holds. Call it before the window is shut."""
        panes = {page.spec.id: page.keepsake() for page in window.pages}
        return cls(panes, window.footer.told, window.stack.settings.keepsake)

    def hand_to(self, window: "MainWindow") -> None:
        """Have `window` go on with it."""
        for told in self.told:
            window.footer.show_event(told)
        for page in window.pages:
            page.take_up(self.panes.get(page.spec.id))
        window.stack.settings.take_up(self.done)
