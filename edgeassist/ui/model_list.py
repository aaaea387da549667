# SPDX-License-Identifier: Apache-2.0
"""The models here and the work under way, one card each, below a header and a search line. Emits wishes."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from edgeassist.core.language import tr, trn
from edgeassist.core.units import elided, human_bytes
from edgeassist.kit.card_grid import CardGrid
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.more_button import Entry, MoreButton
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.search_field import SearchField
from edgeassist.ui.imports import Import, ImportCard
from edgeassist.ui.model_card import ModelCard
from edgeassist.ui.ports import Desk, Removed
from edgeassist.ui.recommendation import Recommendation
from edgeassist.ui.views import CardView, WorkView
from edgeassist.ui.work_card import WorkCard

NARROW_PX, LOW_PX = 900 - 76, 600
AT_ONCE, PER_STEP, NEAR_PX = 12, 6, 600


class ModelList(QScrollArea):
    """The page in front. `card_made` lets its owner connect what a new card wishes."""

    card_made = Signal(object)
    file_wished = Signal()
    pack_wished = Signal()
    find_wished = Signal(str)
    task_wished = Signal(str)
    sign_in_wished = Signal()

    def __init__(self, desk: Desk, entries: tuple[Entry, ...]) -> None:
        super().__init__()
        self._desk = desk
        self._views: tuple[CardView, ...] = ()
        self._made: dict[str, ModelCard] = {}
        self._shown: list[ModelCard] = []
        self._works: dict[str, WorkCard] = {}
        self.importing: list[ImportCard] = []
        self._lines: dict[str, tuple[str, str]] = {}
        self.undo: dict[str, NoticeBar] = {}
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.timeout.connect(self.on_near_end)
        self._limit = AT_ONCE
        self._dress()
        self._count = words("", "quiet", wrap=False)
        self.field = SearchField(tr("Search the models here"), tr("Search…"))
        self.field.setFixedWidth(160)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(lambda: self.find_wished.emit(self.field.text()))
        self.importer = button(tr("Import a file…"), self.file_wished.emit)
        self.pack = button(tr("Open a field pack…"), self.pack_wished.emit)
        self.find_more = button(tr("Find more"), lambda: self.find_wished.emit(""), tone="primary")
        self.more = MoreButton(tr("More about all models"), lambda: entries)
        self.recommendation = Recommendation(desk)
        self.recommendation.more_wished.connect(self.task_wished)
        self._header = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._banners = column(spacing=8)
        self.under_way = CardGrid(tr("Under way"), self.recommendation.more)
        self.grid = CardGrid(tr("Models here"))
        self._empty = words("", "reading")
        self._elsewhere = button(tr("Look for it in Find more"), lambda: self.find_wished.emit(self.field.text()))
        self._build()
        self.verticalScrollBar().valueChanged.connect(self.on_near_end)
        self.verticalScrollBar().rangeChanged.connect(self.on_near_end)
        self.refresh(())

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        """The models' cards on show, in order: of a long list, as many as were scrolled to."""
        return tuple(self._shown)

    @property
    def works(self) -> tuple[WorkCard, ...]:
        """The cards of the work there is, in the order it will be done."""
        return tuple(self._works.values())

    def refresh(self, views: tuple[CardView, ...]) -> None:
        """Show these models; cards that are here already stay and change in place."""
        self._views = views
        self._lines |= {view.id: (view.name, view.line) for view in views}
        ids = {view.id for view in views}
        gone = [made for card_id, made in self._made.items() if card_id not in ids]
        self._made = {card_id: made for card_id, made in self._made.items() if card_id in ids}
        for view in views:
            if view.id in self._made:
                self._made[view.id].refresh(view)
        self._arrange()
        for old in gone:
            old.deleteLater()
        self.show_room(0, 0)

    def show_room(self, used_bytes: int, free_bytes: int) -> None:
        """Say how many models there are, and what they take of the disk where that is known."""
        parts = [trn("{n} here", "{n} here", len(self._views))]
        used, free = human_bytes(used_bytes), human_bytes(free_bytes)
        if used_bytes and free_bytes:
            parts.append(tr("{used} used, {free} free", used=used, free=free))
        elif used_bytes:
            parts.append(tr("{used} used", used=used))
        self._count.setText(" · ".join(parts) if self._views else "")

    def show_works(self, works: tuple[WorkView, ...]) -> None:
        """Show this work: called at a high rate, so nothing is rebuilt."""
        before = self._works
        self._works = {}
        for work in works:
            made = before.get(work.id)
            if made is None:
                made = self._work_card(work)
            made.refresh(work)
            self._works[work.id] = made
        if [*before] != [*self._works]:
            self._arrange()
        for work_id, old in before.items():
            if work_id not in self._works:
                old.deleteLater()

    def show_import(self, one: Import) -> None:
        """Show an import's card, first in the list, until it ends."""
        card = ImportCard(one)
        self.importing.append(card)
        one.ended.connect(lambda _: self._drop(card))
        self._arrange()

    def show_removed(self, removed: Removed) -> None:
        """Say above the cards what was removed, and offer to undo it."""
        undo = Action(tr("Undo"), partial(self._restore, removed.card_id))
        twins = [card_id for card_id, (name, _) in self._lines.items() if name == removed.name]
        line = self._lines.get(removed.card_id, ("", ""))[1] if len(twins) > 1 else ""
        name = f"{elided(removed.name, 60)} ({line})" if line else elided(removed.name, 60)
        bar = NoticeBar(tr("{name} was removed.", name=name), actions=(undo,))
        bar.dismissed.connect(bar.deleteLater)
        self.undo[removed.card_id] = bar
        self._banners.addWidget(bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the title where both do not fit beside each other, and be brief in a low window."""
        super().resizeEvent(event)
        self.recommendation.flatten(flat=self.window().height() < LOW_PX)
        narrow = self.viewport().width() < NARROW_PX
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._header.direction() != way:
            self._header.setDirection(way)

    @Slot()
    def on_near_end(self) -> None:
        """Make more cards of a long list once a person comes near the end of those there are."""
        bar = self.verticalScrollBar()
        if len(self._shown) >= self._limit and bar.maximum() - bar.value() < NEAR_PX:
            self._limit += PER_STEP
            self._arrange()

    def _search(self) -> None:
        self._limit = AT_ONCE
        self._arrange()

    def _card(self, view: CardView) -> ModelCard:
        if view.id not in self._made:
            made = self._made[view.id] = ModelCard(view)
            made.turned.connect(lambda wide: self.grid.widen(made, wide=wide))
            self.card_made.emit(made)
        return self._made[view.id]

    def _work_card(self, work: WorkView) -> WorkCard:
        made = WorkCard(work)
        made.pause_wished.connect(self._desk.pause_work)
        made.resume_wished.connect(self._desk.resume_work)
        made.cancel_wished.connect(self._desk.cancel_work)
        made.sign_in_wished.connect(self.sign_in_wished)
        made.unlock_wished.connect(self._unlock)
        return made

    def _unlock(self) -> None:
        """Have the offline switch off: what waits for it goes on by itself."""
        self._desk.network().switch(offline=False)

    def _arrange(self) -> None:
        """Show what matches the search line; what does not stays made."""
        wanted = self.field.text().strip().casefold()
        matching = [view for view in self._views if wanted in f"{view.name} {view.line}".casefold()]
        self._shown = [self._card(view) for view in matching[: self._limit]]
        if len(matching) > self._limit:
            self._more.start()
        first = [*self.importing, *self._works.values()]
        self.under_way.arrange(first)
        self.under_way.setVisible(bool(first))
        self.grid.arrange(self._shown)
        nothing = not self._views and not first
        lost = bool(self._views and not matching)
        text = tr(
            "No models yet. Find one that fits this computer, or drop a .gguf file or a field pack on this window."
        )
        self._empty.setText(tr("No model here matches “{wanted}”.", wanted=elided(wanted, 40)) if lost else text)
        self._empty.setVisible(nothing or lost)
        self._elsewhere.setVisible(lost)

    def _drop(self, card: ImportCard) -> None:
        self.importing.remove(card)
        self._arrange()
        card.deleteLater()

    def _restore(self, card_id: str) -> None:
        self._desk.restore_model(card_id)
        self.undo.pop(card_id).on_dismissed()

    def _dress(self) -> None:
        self.setProperty("role", "page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Models"))

    def _build(self) -> None:
        page, tools = QWidget(), QWidget()
        page.setProperty("role", "page")
        tools.setLayout(FlowLayout(self.field, self.importer, self.pack, self.find_more, self.more, spacing=12))
        self._header.setSpacing(12)
        self._header.addLayout(row(words(tr("Models"), "title", wrap=False), self._count, None, spacing=12), 1)
        self._header.addWidget(tools)
        layout = column(spacing=16, margins=(24, 24, 24, 24))
        layout.addLayout(self._header)
        layout.addLayout(self._banners)
        layout.addWidget(self.recommendation)
        layout.addWidget(self._empty)
        layout.addLayout(row(self._elsewhere, None))
        layout.addWidget(self.under_way)
        layout.addWidget(self.grid)
        layout.addStretch(1)
        page.setLayout(layout)
        page.setMinimumWidth(1)
        self.setWidget(page)
