# SPDX-License-Identifier: Apache-2.0
"""Settings that keys and the palette change at once: colours, size of text, the offline switch. Each can be undone."""

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from edgeassist.api import Notice
from edgeassist.core.language import tr, with_colon
from edgeassist.core.settings import Value, options

if TYPE_CHECKING:
    from edgeassist.ui.main_window import MainWindow
    from edgeassist.ui.network_ports import Network, NetworkState
    from edgeassist.ui.ports import Desk
    from edgeassist.ui.toasts import Toast

SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
_USUAL = 100


class QuickChanges:
    """Says at the foot of the window what was changed, with a way back."""

    def __init__(self, window: "MainWindow", desk: "Desk") -> None:
        self._window, self._desk = window, desk
        self._wished: bool | None = None

    @cached_property
    def toast(self) -> "Toast":
        """Where it is said, made when first wanted."""
        from edgeassist.ui.toasts import Toast

        return Toast(self._window, self._window.footer)

    def change(self, name: str, value: Value) -> None:
        """Change the setting `name`; why that cannot be is said as well."""
        preferences, option = self._desk.preferences(), options()[name]
        before = preferences.values()[name]
        if reason := preferences.change(name, value):
            self._window.tell(Notice(with_colon(tr(option.title), reason), tone="warn"))
        elif value != before:
            from edgeassist.kit.form import word_of

            said = with_colon(tr(option.title), word_of(option, value))
            self.toast.say(said, partial(preferences.change, name, before))

    def turn_theme(self) -> None:
        """Turn light colours dark, and dark ones light."""
        from edgeassist.kit.theme import is_dark

        self.change("theme", "light" if is_dark(QApplication.palette()) else "dark")

    def resize_text(self, step: int) -> None:
        """Make everything one step larger (1) or smaller (-1), or as large as usual (0)."""
        now = int(self._desk.preferences().values()["text_percent"])
        at = min(range(len(SIZES)), key=lambda place: abs(SIZES[place] - now))
        self.change("text_percent", SIZES[max(0, min(at + step, len(SIZES) - 1))] if step else _USUAL)

    def turn_offline(self) -> None:
        """Turn the offline switch; where the program was started so, say that it stays."""
        network = self._desk.network()
        now = network.state()
        if now.forced:
            self._window.tell(Notice(tr("EdgeAssist was started with --offline: it stays so until it is closed.")))
            return
        if self._wished is None:
            self._wished = not now.offline
            self._hear(network)
        else:  # pressed again before the switch had followed
            self._wished = not self._wished
        network.switch(offline=self._wished)

    def _hear(self, network: "Network") -> None:
        """Say it once the switch has turned, and not before."""
        from edgeassist.kit.bridge import Bridge

        def on_heard(state: "NetworkState") -> None:
            if state.offline != self._wished:
                return
            self._wished = None
            leave()
            heard.close()
            said = tr("The offline switch is on.") if state.offline else tr("The offline switch is off.")
            self.toast.say(said, partial(network.switch, offline=not state.offline))

        heard: Bridge[NetworkState] = Bridge(self._window, on_heard)
        leave = network.watch(heard)
