# SPDX-License-Identifier: Apache-2.0
"""The lock in the top bar: whether anything goes over the network now, and the offline switch. Knows no socket."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QMenu

from edgeassist.core.language import later, listed, tr
from edgeassist.core.units import elided
from edgeassist.kit.bridge import Bridge, until_gone
from edgeassist.kit.icons import IconLabel
from edgeassist.kit.parts import PushButton, dressed, mark, row, words
from edgeassist.kit.scaling import KeepRoom, keep_height
from edgeassist.ui.network_ports import Network, NetworkState
from edgeassist.ui.views import WorkView

OFFLINE = later(
    "EdgeAssist opens a connection only when you press Search Hugging Face, Get, Resume, Try again, Go on, Repair or "
    "Unlock and get it. What you and a model write is never sent."
)
SWITCHED = later("The offline switch is on: EdgeAssist opens no connection at all, whoever asks for one.")
_STAY, _FORCED = later("Stay offline"), later("Stays offline until EdgeAssist is closed")
_MORE = later("Network log and protection…")


class Lock(PushButton):
    """Says `Online` while a fetch runs or a search waits for its answer, and whether the offline switch is on else.

    A lock is drawn only while the switch is on: a rest without a connection is none. `told` explains it.
    Pressed it opens a menu with the offline switch; before a desk is there it only explains itself.
    """

    def __init__(self, on_wished: Callable[[], None]) -> None:
        super().__init__()
        dressed(self, self._on_pressed, role="chip")
        keep_height(self, 30)
        KeepRoom(self)
        self.told = ""
        self._explain, self._more = on_wished, on_wished
        self._network: Network | None = None
        self._state = NetworkState()
        self._asking, self._fetched = False, ""
        self._icon, self.word = IconLabel("globe-off"), words("", wrap=False)
        self._row = row(self._icon, self.word, spacing=8, margins=(10, 0, 10, 0))
        self.setLayout(self._row)
        self._show()

    def attach(self, network: Network, on_more_wished: Callable[[], None]) -> None:
        """Become the switch of `network`; `on_more_wished` shows its log."""
        self._network, self._more = network, on_more_wished
        heard: Bridge[NetworkState] = Bridge(self, self._on_turned, latest=(NetworkState,))
        until_gone(self, network.watch(heard))
        self._on_turned(network.state())

    def menu_now(self) -> QMenu:
        """Return the menu as it is now; it is gone once closed."""
        menu = QMenu(self)
        menu.setAccessibleName(tr("Network"))
        forced = self._state.forced
        switch = menu.addAction(tr(_FORCED if forced else _STAY))
        switch.setCheckable(True)
        switch.setChecked(self._state.offline)
        switch.setEnabled(not forced)
        switch.triggered.connect(self._on_switched)
        now = tr("Now: {what}", what=self._now) if self._now else tr("Nothing goes over the network now")
        for line in filter(None, (now, self._guard)):
            menu.addAction(line).setEnabled(False)
        menu.addSeparator()
        menu.addAction(tr(_MORE)).triggered.connect(lambda _checked=False: self._more())
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    @property
    def online(self) -> bool:
        """Something is going over the network."""
        return self._asking or bool(self._fetched)

    @Slot(bool)
    def show_asking(self, asking: bool) -> None:  # what a signal carries
        """Hugging Face is being asked, or has answered."""
        self._asking = asking
        self._show()

    def show_works(self, works: tuple[WorkView, ...]) -> None:
        """Show whether one of `works` is a fetch that runs; called at a high rate."""
        names = [elided(work.name, 40) for work in works if work.kind == "fetch" and work.state == "running"]
        if (fetched := listed(names)) != self._fetched:
            self._fetched = fetched
            self._show()

    @property
    def _now(self) -> str:
        if self._fetched and self._asking:
            return tr("fetching {names} and asking Hugging Face", names=self._fetched)
        if self._fetched:
            return tr("fetching {names}", names=self._fetched)
        return tr("asking Hugging Face") if self._asking else ""

    @property
    def _guard(self) -> str:
        rows = self._state.protections
        if not rows:  # nobody has looked yet
            return ""
        return tr("Kept by our own check only") if rows[0].fault else tr("Kept by the kernel and by our own check")

    @Slot(bool)
    def _on_switched(self, offline: bool) -> None:  # what a signal carries
        if self._network is not None:
            self._network.switch(offline=offline)

    def _on_pressed(self) -> None:
        if self._network is None:
            self._explain()
            return
        self._network.look()
        self.menu_now().popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _on_turned(self, state: NetworkState) -> None:
        self._state = state
        self._show()

    def _show(self) -> None:
        switched = self._state.offline and not self.online
        word = tr("Online") if self.online else tr("Offline, locked") if switched else tr("Not connected")
        promise = tr(SWITCHED if switched else OFFLINE)
        now = tr("Online now: {what}.", what=self._now)
        self.told = f"{now} {tr(OFFLINE)}" if self._now else promise
        self._icon.show_as("globe" if self.online else "lock" if switched else "globe-off")
        mark(self.word, tone="ok" if switched else "")
        self.word.setText(word)
        self.setToolTip(self.told)
        self.setAccessibleName(self.told if self._now else f"{word}. {promise}")
        self.setMinimumWidth(self._row.sizeHint().width())
