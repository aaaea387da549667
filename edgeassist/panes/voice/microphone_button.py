# SPDX-License-Identifier: Apache-2.0
"""Which microphone is heard: its name, and a menu of the others. Shows what it is given; looks for none itself."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy

from edgeassist.core.language import later, tr
from edgeassist.kit.parts import PushButton, dressed
from edgeassist.panes.voice.ear import EarLook

SYSTEM = later("The system's choice")


class MicrophoneButton(PushButton):
    """`chosen` carries a name, empty for the system's choice; `look_wished` asks to look for microphones again."""

    chosen = Signal(str)
    look_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._look = EarLook()
        dressed(self, self.on_pressed, role="link")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_look(self, look: EarLook) -> None:
        """Show the name of what is heard."""
        self._look = look
        name = look.microphone or (tr("No microphone") if look.looked else tr("Looking for microphones…"))
        short = name if len(name) <= 40 else f"{name[:39]}…"
        self.setText(f"{short} ▾")
        self.setToolTip("" if short == name else name)
        self.setAccessibleName(tr("Microphone: {microphone}", microphone=name))

    def on_pressed(self) -> None:
        """Open the menu."""
        self.open()

    def open(self) -> QMenu:
        """Open the menu below the button and return it; it is gone once closed."""
        menu = QMenu(self)
        menu.setAccessibleName(tr("Microphone"))
        look = self._look
        names = [one.name for one in look.devices]
        system = next((one.name for one in look.devices if one.chosen), "")
        self._add(menu, f"{tr(SYSTEM)} ({system})" if system else tr(SYSTEM), "", checked=look.chosen not in names)
        for name in names:
            self._add(menu, name, name, checked=name == look.chosen)
        if look.chosen and look.chosen not in names:
            menu.addAction(tr("{microphone} is not connected", microphone=look.chosen)).setEnabled(False)
        menu.addSeparator()
        menu.addAction(tr("Look for microphones again")).triggered.connect(
            lambda _checked=False: self.look_wished.emit()
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
        return menu

    def _add(self, menu: QMenu, text: str, name: str, *, checked: bool) -> None:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(checked)
        action.triggered.connect(partial(self._pick, name))

    def _pick(self, name: str, _checked: bool = False) -> None:
        self.chosen.emit(name)
