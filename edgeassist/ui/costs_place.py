# SPDX-License-Identifier: Apache-2.0
"""Where the panel and the strip come into the window: one part of the settings, one line below everything."""

from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from edgeassist.core.language import later
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.parts import column
from edgeassist.ui.ports import Desk
from edgeassist.ui.status_strip import StatusStrip

if TYPE_CHECKING:
    from edgeassist.ui.deck import Deck
    from edgeassist.ui.live_panel import LivePanel

GROUP = "costs"
AFTER_MS = 1500


class CostsPlace:
    """Adds the panel to the settings, made when first wanted; the strip leads there."""

    def __init__(self, strip: StatusStrip, deck: "Deck", desk: Desk, choice: FileChoice) -> None:
        self._strip, self._desk, self._choice = strip, desk, choice
        deck.settings.add_section(GROUP, later("What answers cost"), self._made)
        strip.wished.connect(lambda: deck.show_settings(GROUP))

    def begin(self) -> None:
        """Have the strip measure in a moment, while it is seen: the start itself is left alone."""
        QTimer.singleShot(AFTER_MS, self._strip, lambda: self._strip.attach(self._desk.live()))

    def _made(self) -> QWidget:
        return LatePanel(self._desk, self._choice)


class LatePanel(QWidget):
    """The panel, made as soon as another thread has imported it: that takes longer than a frame."""

    def __init__(self, desk: Desk, choice: FileChoice) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._desk, self._choice = desk, choice
        self.panel: LivePanel | None = None
        self._place = column(spacing=0)
        self.setLayout(self._place)
        self._imported: Bridge[None] = Bridge(self, lambda _none: self._make())
        Thread(target=self._import, name="panel").start()

    def _import(self) -> None:
        import_module("edgeassist.ui.live_panel")
        self._imported(None)

    def _make(self) -> None:
        from edgeassist.ui.live_panel import LivePanel
        from edgeassist.ui.settings_groups import SettingsGroup

        self.panel = LivePanel(self._desk, self._choice)
        self._place.addWidget(self.panel)
        around = self.parentWidget()
        if isinstance(around, SettingsGroup):
            around.order()
