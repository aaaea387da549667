# SPDX-License-Identifier: Apache-2.0
"""The card of a model that could be fetched: whether it would fit, by which sum, and the button that gets it."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from edgeassist.core.units import elided
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import button, column, row, words
from edgeassist.ui.model_card import details_box
from edgeassist.ui.ports import Offer, WorkView

_SIGN_IN = "Sign-in needed: Hugging Face gives this one to people with an account who accepted its licence."


class OfferCard(QFrame):
    """One offer. Emits `get_wished` with its ref, or `sign_in_wished`."""

    get_wished = Signal(str)
    sign_in_wished = Signal()

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.offer = offer
        name = elided(offer.name, 60)
        self.setProperty("role", "card")
        self.setAccessibleName(f"{name}, {offer.verdict}")
        badge = words(offer.verdict, wrap=False)
        badge.setProperty("tone", offer.tone)
        badge.setToolTip(offer.sum_text)
        self.get = button(_word(offer), lambda: self.get_wished.emit(offer.ref), name=f"{_word(offer)}: {name}")
        self.details = button("Details", self._toggle, name=f"Details of {name}")
        self.sign_in = button("Sign in…", self.sign_in_wished.emit, name=f"Sign in to get {name}")
        self.sign_in.setVisible(offer.gated and not offer.here)
        self.line, self.bar = words("", "small"), QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(f"Progress of {name}")
        self.text = details_box(name)
        self._build(words(name, "name"), badge)
        self.show_work(None)

    def _build(self, name: QWidget, badge: QWidget) -> None:
        offer = self.offer
        top = row(name, badge, spacing=8)
        top.setStretch(0, 1)
        layout = column(spacing=8, margins=(16, 16, 16, 16))
        layout.addLayout(top)
        layout.addWidget(words(offer.line, "quiet"))
        for remark in (offer.remark, _SIGN_IN if offer.gated and not offer.here else ""):
            if remark:
                layout.addWidget(words(remark, "small"))
        layout.addWidget(self.line)
        layout.addWidget(self.bar)
        buttons = QWidget()
        buttons.setLayout(FlowLayout(self.get, self.sign_in, self.details))
        layout.addWidget(buttons)
        layout.addWidget(self.text)
        facts = (offer.sum_text, offer.remark, f"Licence: {offer.licence}" if offer.licence else "", offer.ref)
        self.text.setPlainText("\n".join(fact for fact in facts if fact))
        self.text.setFixedHeight(120)
        self.text.hide()
        self.setLayout(layout)

    def show_work(self, work: WorkView | None) -> None:
        """Show how far its fetch is, or offer to get it."""
        self.line.setText(work.line if work is not None else "")
        self.line.setVisible(work is not None)
        self.bar.setVisible(work is not None)
        self.bar.setValue(round(1000 * (work.fraction or 0)) if work is not None else 0)
        self.get.setText("On its way" if work is not None else _word(self.offer))
        self.get.setEnabled(work is None and not self.offer.here)
        self.get.setAccessibleName(f"{self.get.text()}: {elided(self.offer.name, 60)}")

    def show_here(self) -> None:
        """It has arrived."""
        self.offer = replace(self.offer, here=True, work_id="")
        self.sign_in.hide()
        self.show_work(None)

    def _toggle(self) -> None:
        unfold = self.text.isHidden()
        self.text.setVisible(unfold)
        self.details.setText("Less" if unfold else "Details")


def _word(offer: Offer) -> str:
    if offer.here:
        return "Here already"
    return "Get anyway" if offer.kind == "too-big" else "Get"
