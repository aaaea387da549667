# SPDX-License-Identifier: Apache-2.0
"""In which language a summary is written: a button that opens the list. Knows no model."""

from functools import partial

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu

from edgeassist.core.instructions import LANGUAGES
from edgeassist.core.language import later, tr
from edgeassist.kit.parts import PushButton, dressed

OWN = later("As the text")


class LanguageButton(PushButton):
    """Emits `chosen` with an ISO 639-1 code; empty for the text's own language."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.code = ""
        dressed(self, self.on_pressed, role="choice")
        self.choose("")

    def choose(self, code: str) -> None:
        """Show `code` as chosen without a word to anyone."""
        self.code = code
        word = tr(LANGUAGES.get(code, OWN))
        self.setText(f"{word} ▾")
        self.setAccessibleName(tr("Language of the summary: {language}", language=word))

    def allow(self, why_not: str) -> None:
        """Let a language be picked, or not, and say why; empty allows it."""
        self.setEnabled(not why_not)
        self.setToolTip(why_not or tr("The language the summary is written in"))
        self.setAccessibleDescription(why_not)

    @Slot()
    def on_pressed(self) -> None:
        """Open the list below the button."""
        self.open()

    def open(self) -> QMenu:
        """Open the list and return it; it is gone once closed."""
        menu = QMenu(self)
        menu.setAccessibleName(tr("Language of the summary"))
        named = ((code, tr(name)) for code, name in LANGUAGES.items())
        for code, word in (("", tr(OWN)), *sorted(named, key=lambda pair: pair[1])):
            action = menu.addAction(word)
            action.setCheckable(True)
            action.setChecked(code == self.code)
            action.triggered.connect(partial(self._pick, code))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))
        return menu

    def _pick(self, code: str, _checked: bool = False) -> None:
        self.choose(code)
        self.chosen.emit(code)
