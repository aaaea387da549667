# SPDX-License-Identifier: Apache-2.0
"""The models here, one card each, and the ways to add, use and remove them. Emits wishes to the desk."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPlainTextEdit, QScrollArea, QWidget

from edgeassist.core.units import elided
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import button, column, row, words
from edgeassist.ui.imports import Import, ImportCard
from edgeassist.ui.ports import CardView, Desk, Removed

CARD_PX = 320
SHORT_NAME = 24


class ModelCard(QFrame):
    """One model: name, badge, line, numbers, and what can be done with it."""

    use_wished = Signal(str)
    remove_wished = Signal(str)

    def __init__(self, card: CardView) -> None:
        super().__init__()
        self.card = card
        name = elided(card.name, 60)
        self.setProperty("role", "card")
        self.setAccessibleName(f"{name}, {card.badge}")
        badge = words(card.badge)
        badge.setProperty("tone", card.badge_tone)
        badge.setWordWrap(False)
        self.use = button("Use", lambda: self.use_wished.emit(card.id), name=f"Use {name}")
        self.use.setEnabled(card.usable and not card.in_use)
        self.details = button("Details", self._toggle, name=f"Details of {name}")
        self.remove = button("Remove", self._wish_removal, name=f"Remove {name}")
        self.text = _details(card.details, name)
        short = len(name) <= SHORT_NAME
        top = row(words(name, "name", wrap=not short), badge, spacing=8)
        top.setStretch(0, 1)
        layout = column(spacing=8, margins=(16, 16, 16, 16))
        layout.addLayout(top)
        layout.addWidget(words(card.line, "quiet"))
        numbers = QWidget()
        numbers.setLayout(row(*(_figure(number) for number in card.numbers), None, spacing=16))
        layout.addWidget(numbers)
        layout.addLayout(row(self.use, self.details, self.remove, None))
        layout.addWidget(self.text)
        self.setLayout(layout)
        self.text.hide()

    def _wish_removal(self) -> None:
        self.remove.setEnabled(False)
        self.remove_wished.emit(self.card.id)

    def _toggle(self) -> None:
        unfold = self.text.isHidden()
        self.text.setVisible(unfold)
        self.details.setText("Hide details" if unfold else "Details")


class ModelsPage(QScrollArea):
    """Title, cards, and the banners of what was just done."""

    def __init__(self, desk: Desk, on_file_wished: Callable[[], None], on_use_wished: Callable[[str], None]) -> None:
        super().__init__()
        self._desk, self._use = desk, on_use_wished
        self._importing: list[ImportCard] = []
        self._cards: list[ModelCard] = []
        self._views: tuple[CardView, ...] = ()
        self._lines: dict[str, tuple[str, str]] = {}
        self._undo: dict[str, NoticeBar] = {}
        self.setProperty("role", "page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Models")
        self._count = words("", "quiet", wrap=False)
        self.importer = button("Import a file…", on_file_wished, tone="primary")
        self._banners = column(spacing=8)
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._empty = words("No models yet. Import a .gguf file, or drop one anywhere on this window.", "reading")
        self._build()
        self.refresh(())

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        """The cards on show."""
        return tuple(self._cards)

    def refresh(self, views: tuple[CardView, ...]) -> None:
        """Show these models; unfolded details stay unfolded."""
        unfolded = {made.card.id for made in self._cards if not made.text.isHidden()}
        for old in self._cards:
            old.hide()
            old.deleteLater()
        self._views = views
        self._lines |= {view.id: (view.name, view.line) for view in views}
        self._cards = [self._card(view) for view in views]
        for made in self._cards:
            if made.card.id in unfolded:
                made.details.click()
        self._count.setText(f"{len(views)} here" if views else "")
        self._empty.setVisible(not views and not self._importing)
        self._arrange()

    def show_import(self, one: Import) -> None:
        """Show an import's card, first in the list, until it ends."""
        card = ImportCard(one)
        self._importing.append(card)
        one.ended.connect(lambda _: self._drop(card))
        self.refresh(self._views)

    def show_removed(self, removed: Removed) -> None:
        """Say above the cards what was removed, and offer to undo it."""
        undo = Action("Undo", partial(self._restore, removed.card_id))
        twins = [card_id for card_id, (name, _) in self._lines.items() if name == removed.name]
        line = self._lines.get(removed.card_id, ("", ""))[1] if len(twins) > 1 else ""
        bar = NoticeBar(f"{elided(removed.name, 60)}{f' ({line})' if line else ''} was removed.", actions=(undo,))
        bar.dismissed.connect(bar.deleteLater)
        self._undo[removed.card_id] = bar
        self._banners.addWidget(bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the number of columns."""
        super().resizeEvent(event)
        self._arrange()

    def _build(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        layout = column(spacing=16, margins=(32, 24, 32, 24))
        layout.addLayout(row(words("Models", "title", wrap=False), self._count, None, self.importer, spacing=12))
        layout.addLayout(self._banners)
        layout.addWidget(self._empty)
        layout.addLayout(self._grid)
        layout.addStretch(1)
        page.setLayout(layout)
        self.setWidget(page)

    def _card(self, view: CardView) -> ModelCard:
        made = ModelCard(view)
        made.use_wished.connect(self._use)
        made.remove_wished.connect(self._desk.remove_model)
        return made

    def _drop(self, card: ImportCard) -> None:
        self._importing.remove(card)
        card.hide()
        card.deleteLater()
        self.refresh(self._views)

    def _restore(self, card_id: str) -> None:
        self._desk.restore_model(card_id)
        self._undo.pop(card_id).on_dismissed()

    def _arrange(self) -> None:
        for card in (*self._importing, *self._cards):
            self._grid.removeWidget(card)  # an item that `takeAt` returns lives on, and with it a stale height
        columns = max(1, (self.viewport().width() - 48) // CARD_PX)
        for place, card in enumerate([*self._importing, *self._cards]):
            self._grid.addWidget(card, place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
        for index in range(self._grid.columnCount()):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)


def _figure(text: str) -> QWidget:
    """Return a number in bold with its words after it."""
    number, _, rest = text.partition(" ")
    pair = QWidget()
    pair.setLayout(row(words(number, "figure", wrap=False), words(rest, "small", wrap=False), spacing=4))
    return pair


def _details(text: str, name: str) -> QPlainTextEdit:
    made = QPlainTextEdit(text)
    made.setProperty("role", "details")
    made.setAccessibleName(f"Details of {name}, as text")
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    made.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    made.setFixedHeight(24 + 16 * min(12, 1 + text.count("\n")))
    return made
