# SPDX-License-Identifier: Apache-2.0
"""The card of a model that could be fetched: whether it would fit, by which sum, and the button that gets it."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from edgeassist.core.language import later, tr, with_colon
from edgeassist.core.units import elided
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import button, column, row, words
from edgeassist.ui.model_card import details_box
from edgeassist.ui.problem_place import ProblemPlace
from edgeassist.ui.views import Offer, WorkView
from edgeassist.ui.work_card import OVER, go_on, has_way, line_below

_SIGN_IN = later("Sign-in needed: Hugging Face gives this one to people with an account who accepted its licence.")
_STOPPED = later("stopped")


class OfferCard(QFrame):
    """One offer. Emits `get_wished` with its ref, or `sign_in_wished`; of its fetch, what is wished with the id.

    `unlock_wished`: the offline switch is to be turned off.
    """

    get_wished = Signal(str)
    resume_wished = Signal(str)
    cancel_wished = Signal(str)
    sign_in_wished = Signal()
    unlock_wished = Signal()

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.offer = offer
        self.work: WorkView | None = None
        name = elided(offer.name, 60)
        self.setProperty("role", "card")
        self.setAccessibleName(f"{name}, {offer.verdict}")
        badge = words(offer.verdict, wrap=False)
        badge.setProperty("tone", offer.tone)
        badge.setToolTip(offer.sum_text)
        self.get = button(_word(offer), self._press_get, name=with_colon(_word(offer), name))
        self.details = button(tr("Details"), self._toggle, name=tr("Details of {name}", name=name))
        self.sign_in = button(tr("Sign in…"), self.sign_in_wished.emit, name=tr("Sign in to get {name}", name=name))
        self.dismiss = button(tr("Dismiss"), self._press_dismiss, name=tr("Dismiss: {name}", name=name))
        self.problem = ProblemPlace()
        self.line, self.bar = words("", "small"), QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of {name}", name=name))
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
        for remark in (offer.remark, tr(_SIGN_IN) if offer.gated and not offer.here else ""):
            if remark:
                layout.addWidget(words(remark, "small"))
        layout.addWidget(self.line)
        layout.addWidget(self.problem)
        layout.addWidget(self.bar)
        buttons = QWidget()
        buttons.setLayout(FlowLayout(self.get, self.dismiss, self.sign_in, self.details))
        layout.addWidget(buttons)
        layout.addWidget(self.text)
        licence = tr("Licence: {licence}", licence=offer.licence) if offer.licence else ""
        facts = (offer.sum_text, offer.remark, licence, offer.ref)
        self.text.setPlainText("\n".join(fact for fact in facts if fact))
        self.text.setFixedHeight(120)
        self.text.hide()
        self.setLayout(layout)

    def show_work(self, work: WorkView | None) -> None:
        """Show how far its fetch is and what stops it, or offer to get it."""
        if work is not None and work == self.work:
            return
        self.work, offer = work, self.offer
        further = go_on(work) if work is not None else ""
        line = "" if work is None else line_below(work, tr(_STOPPED) if work.problem else "")
        self.line.setText(line)
        self.line.setVisible(bool(line))
        self.bar.setVisible(work is not None and has_way(work))
        self.bar.setValue(round(1000 * (work.fraction or 0)) if work is not None else 0)
        self.problem.tell(work.problem if work is not None else None)
        self.get.setText(_word(offer) if work is None else further or tr("On its way"))
        self.get.setEnabled(bool(further) if work is not None else not offer.here)
        self.dismiss.setVisible(work is not None and (work.state in OVER or work.locked))
        self._name_dismiss(tr("Remove") if work is not None and work.locked else tr("Dismiss"))
        self.sign_in.setVisible((offer.gated and not offer.here) or (work is not None and work.needs_sign_in))
        self.get.setAccessibleName(with_colon(self.get.text(), elided(offer.name, 60)))

    def show_here(self) -> None:
        """It has arrived."""
        self.offer = replace(self.offer, here=True, work_id="")
        self.show_work(None)

    def _press_get(self) -> None:
        if self.work is None:
            self.get_wished.emit(self.offer.ref)
        elif self.work.locked:
            self.unlock_wished.emit()
        else:
            self.resume_wished.emit(self.work.id)

    def _name_dismiss(self, word: str) -> None:
        self.dismiss.setText(word)
        self.dismiss.setAccessibleName(with_colon(word, elided(self.offer.name, 60)))

    def _press_dismiss(self) -> None:
        if self.work is not None:
            self.cancel_wished.emit(self.work.id)

    def _toggle(self) -> None:
        unfold = self.text.isHidden()
        self.text.setVisible(unfold)
        self.details.setText(tr("Less") if unfold else tr("Details"))


def _word(offer: Offer) -> str:
    if offer.here:
        return tr("Here already")
    return tr("Get anyway") if offer.kind == "too-big" else tr("Get")
