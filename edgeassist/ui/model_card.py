# SPDX-License-Identifier: Apache-2.0
"""The card of one model: what it is, how it fares here, and what can be done with it. Emits wishes."""

from math import ceil

from PySide6.QtCore import QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPlainTextEdit, QWidget

from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.more_button import Entry, MoreButton
from edgeassist.kit.parts import button, column, mark, row, words
from edgeassist.ui.proof_panel import ProofPanel
from edgeassist.ui.views import CardView

SHORT_NAME = 24
BESIDE_PX, MOST_LINES, LINE_PX = 640, 18, 16
TEMPLATE = later("The chat template that the file brings:")
NO_TEMPLATE = later("None; a built-in one is used.")


class ModelCard(QFrame):
    """One model. `refresh` changes what changed; nothing else moves, and the focus stays.

    Emits `turned` when its details are unfolded or folded.
    """

    use_wished = Signal(str)
    smaller_wished = Signal(str)
    remove_wished = Signal(str)
    check_wished = Signal(str)
    repair_wished = Signal(str)
    prove_wished = Signal(str)
    pack_wished = Signal(str)
    proof_wished = Signal(str)
    template_wished = Signal(str)
    turned = Signal(bool)

    def __init__(self, card: CardView) -> None:
        super().__init__()
        self.card = card
        self.removing = False
        self.setProperty("role", "card")
        self._name = words("", "name")
        self._badge = words("", wrap=False)
        self._line = words("", "quiet")
        self._numbers, self._note = QWidget(), words("", "small")
        self.numbers: tuple[str, ...] = ()
        self.use = button(tr("Use"), lambda: self.use_wished.emit(self.card.id))
        self.details = button(tr("Details"), self._toggle)
        self.smaller = button(tr("Make smaller…"), lambda: self.smaller_wished.emit(self.card.id))
        self.more = MoreButton(tr("More"), self.entries)
        self.text: QPlainTextEdit | None = None
        self.proof: ProofPanel | None = None
        self._template = ""
        self._layout = column(spacing=8, margins=(16, 16, 16, 16))
        self._folded = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._build()
        self._show(card)

    def _build(self) -> None:
        top = row(self._name, self._badge, spacing=8)
        top.setStretch(0, 1)
        self._layout.addLayout(top)
        self._layout.addWidget(self._line)
        self._numbers.setLayout(FlowLayout(spacing=16))
        self._layout.addWidget(self._numbers)
        self._layout.addWidget(self._note)
        buttons = QWidget()
        buttons.setLayout(FlowLayout(self.use, self.details, self.smaller, self.more))
        self._layout.addWidget(buttons)
        self._folded.setSpacing(16)
        self._layout.addLayout(self._folded)
        self.setLayout(self._layout)

    def refresh(self, card: CardView) -> None:
        """Show `card`, another state of the same model."""
        self.removing = False
        if card != self.card:
            self.card = card
            self._show(card)

    def entries(self) -> tuple[Entry, ...]:
        """Return what the three dots offer now."""
        card = self.card
        repair = (Entry(tr("Repair"), lambda: self.repair_wished.emit(card.id)),) if card.damaged else ()
        prove = (Entry(tr("Prove what it cost"), lambda: self.prove_wished.emit(card.id)),) if card.can_prove else ()
        return (
            *repair,
            *prove,
            Entry(tr("View template"), lambda: self.template_wished.emit(card.id), card.usable),
            Entry(tr("Check the file"), lambda: self.check_wished.emit(card.id)),
            Entry(tr("Save as a field pack…"), lambda: self.pack_wished.emit(card.id), card.usable),
            Entry(tr("Remove"), self.remove, not self.removing),
        )

    def remove(self) -> None:
        """Wish it away, once."""
        self.removing = True
        self.remove_wished.emit(self.card.id)

    def show_template(self, template: str) -> None:
        """Unfold the details at the chat template that the file brings."""
        self._template = f"{tr(TEMPLATE)}\n{template or tr(NO_TEMPLATE)}"
        if not self.unfolded:
            self._toggle()
        else:
            self._fill()
        if self.text is not None:
            cursor = self.text.document().find(tr(TEMPLATE))
            self.text.moveCursor(QTextCursor.MoveOperation.End)
            cursor.clearSelection()
            self.text.setTextCursor(cursor)
            self.text.setFocus()

    @property
    def unfolded(self) -> bool:
        """The details can be read."""
        return self.text is not None and not self.text.isHidden()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put details and proof beside each other where there is room."""
        super().resizeEvent(event)
        beside = self.width() >= BESIDE_PX
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._folded.direction() != way:
            self._folded.setDirection(way)

    @Slot(QSizeF)
    def on_text_measured(self, size: QSizeF) -> None:
        """Be as high as the wrapped details need, up to a limit; what is beyond is scrolled."""
        if self.text is not None:
            self.text.setFixedHeight(24 + LINE_PX * min(MOST_LINES, ceil(size.height())))

    def _show(self, card: CardView) -> None:
        name = elided(card.name, 60) + (f" · {elided(card.preset, 24)}" if card.preset else "")
        self.setAccessibleName(f"{name}, {card.badge}")
        self._name.setText(name)
        self._name.setWordWrap(len(name) > SHORT_NAME)
        self._badge.setText(card.badge)
        if self._badge.property("tone") != card.badge_tone:
            mark(self._badge, tone=card.badge_tone)
        self._line.setText(card.line)
        self._show_numbers(card)
        self.use.setEnabled(card.usable and not card.in_use)
        self.smaller.setVisible(card.can_quantize)
        self.more.setVisible(not card.built_in)
        self.use.setAccessibleName(tr("Use {name}", name=name))
        self.details.setAccessibleName(tr("Details of {name}", name=name))
        self.smaller.setAccessibleName(tr("Make {name} smaller", name=name))
        self.more.setAccessibleName(tr("More about {name}", name=name))
        if self.text is not None:
            self._fill()

    def _show_numbers(self, card: CardView) -> None:
        kept = card.proof.kept if card.proof is not None else ""
        told = not kept or any(kept in number for number in card.numbers)
        numbers = card.numbers if told else (tr("{kept} kept", kept=kept), *card.numbers)
        if numbers == self.numbers:
            return
        self.numbers = numbers
        layout = self._numbers.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        counted = [one for one in numbers if one[:1].isdigit()]
        self._numbers.setVisible(bool(counted))
        self._note.setText(" ".join(one for one in numbers if one not in counted))
        self._note.setVisible(len(counted) < len(numbers))
        for number in counted:
            made = QWidget()
            made.setLayout(figure(number))
            if layout is not None:
                layout.addWidget(made)

    def _toggle(self) -> None:
        unfold = not self.unfolded
        if self.text is None:
            self._fill()
        for part in (self.text, self.proof):
            if part is not None:
                part.setVisible(unfold)
        self.details.setText(tr("Less") if unfold else tr("Details"))
        self.turned.emit(unfold)

    def _fill(self) -> None:
        """Make the folded part; it follows the card from then on."""
        card, seen = self.card, self.unfolded
        if self.text is None:
            self.text = details_box(elided(card.name, 60))
            self.text.document().documentLayout().documentSizeChanged.connect(self.on_text_measured)
            self._folded.addWidget(self.text, 1, Qt.AlignmentFlag.AlignTop)
        told = "\n\n".join(filter(None, (card.details, self._template)))
        if self.text.toPlainText() != told:
            self.text.setPlainText(told)
        if self.proof is not None and self.proof.view != card.proof:
            self.proof.hide()
            self.proof.deleteLater()
            self.proof = None
        if self.proof is None and card.proof is not None:
            self.proof = ProofPanel(card.proof, lambda: self.proof_wished.emit(self.card.id))
            self._folded.addWidget(self.proof, 1, Qt.AlignmentFlag.AlignTop)
            self.proof.setVisible(seen)


def figure(text: str) -> QHBoxLayout:
    """Return a number in bold with its words after it: the percent sign belongs to the number."""
    number, rest = (*text.split(maxsplit=1), "", "")[:2]
    if rest.startswith("% "):
        number, rest = f"{number} %", rest[2:]
    return row(words(number, "figure", wrap=False), words(rest, "small", wrap=False), spacing=4)


def details_box(name: str) -> QPlainTextEdit:
    """Return an empty box for plain details."""
    made = QPlainTextEdit()
    made.setProperty("role", "details")
    made.setAccessibleName(tr("Details of {name}, as text", name=name))
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    made.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return made
