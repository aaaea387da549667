# SPDX-License-Identifier: Apache-2.0
"""Which models go into a field pack. Emits the choice; writes nothing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.reading_order import follow
from edgeassist.ui.sub_page import SubPage
from edgeassist.ui.views import CardView

ABOUT = later(
    "A field pack is one file that carries models to a computer without a network: "
    "copy it to a USB stick and drop it on the window there."
)


class PackChoice(SubPage):
    """One line per model. Emits `chosen` with the ids."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Save a field pack"), reading=True)
        self.boxes: dict[str, QCheckBox] = {}
        self._shown: QWidget | None = None
        self.save = button(tr("Save the pack…"), self._wish, tone="primary")
        self._place = column(spacing=0)
        self.body.addWidget(words(tr(ABOUT), "reading"))
        self.body.addLayout(self._place)
        self.body.addLayout(row(self.save, None))

    def enter(self, cards: tuple[CardView, ...], chosen: str = "") -> None:
        """Offer `cards`, which can all be used; only `chosen` is ticked at first, or all."""
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        self.boxes, self._shown = {}, QWidget()
        layout = column(spacing=4)
        for card in cards:
            made = QCheckBox(f"{elided(card.name, 60)}   {card.line}")
            made.setAccessibleName(made.text())
            made.setChecked(not chosen or chosen == card.id)
            made.toggled.connect(self._fit)
            self.boxes[card.id] = made
            layout.addWidget(made)
        self._shown.setLayout(layout)
        self._place.addWidget(self._shown)
        follow(self._shown, self.save)
        self._fit()
        next(iter(self.boxes.values()), self.back).setFocus()

    def _chosen(self) -> tuple[str, ...]:
        return tuple(card_id for card_id, made in self.boxes.items() if made.isChecked())

    def _fit(self) -> None:
        self.save.setEnabled(bool(self._chosen()))

    def _wish(self) -> None:
        self.chosen.emit(self._chosen())
