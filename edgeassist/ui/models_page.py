# SPDX-License-Identifier: Apache-2.0
"""The models page: the list in front, and one step behind it finding, shrinking, packing and signing in.

Carries wishes to the desk; decides nothing.
"""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from edgeassist.core.language import tr
from edgeassist.kit.binding import bind
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.file_choice import PACK_FILTER, PROOF_FILTER, TEXT_FILTER, FileChoice
from edgeassist.kit.more_button import Entry
from edgeassist.ui.find_models import FindModels
from edgeassist.ui.imports import PACK_SUFFIX, Import
from edgeassist.ui.make_smaller import MakeSmaller
from edgeassist.ui.model_card import ModelCard
from edgeassist.ui.model_list import ModelList
from edgeassist.ui.pack_choice import PackChoice
from edgeassist.ui.ports import CardsChanged, Desk, Removed, WorkEnded
from edgeassist.ui.sign_in import SignIn
from edgeassist.ui.sub_page import SubPage
from edgeassist.ui.views import CardView, WorkView
from edgeassist.ui.welcome import Wishes

P = TypeVar("P", bound=SubPage)


class ModelsPage(QStackedWidget):
    """Shows one of its pages; Esc on an inner one leads back to the list. Emits `asking` as the search does."""

    asking = Signal(bool)

    def __init__(self, desk: Desk, wishes: Wishes, choice: FileChoice) -> None:
        super().__init__()
        self._desk, self._wishes, self._choice = desk, wishes, choice
        self._cards: tuple[CardView, ...] = ()
        self.setAccessibleName(tr("Models"))
        self.list = ModelList(desk, self._entries())
        self._works: tuple[WorkView, ...] = ()
        self._finder: FindModels | None = None
        self._seeking = False
        self._templates: Bridge[tuple[str, str]] = Bridge(self, self._on_template_read)
        self.addWidget(self.list)
        self._connect()
        bind("models-filter", self, self._focus_search, inside=True)

    @cached_property
    def finder(self) -> FindModels:
        """The search, made when first wanted, as every inner page."""
        made = self._finder = self._inner(FindModels(self._desk))
        made.sign_in_wished.connect(self._sign_in)
        made.asking.connect(self.asking)
        made.show_works(self._works)
        return made

    @cached_property
    def smaller(self) -> MakeSmaller:
        """The ways to make a model smaller."""
        return self._inner(MakeSmaller(self._desk, self._ask_text))

    @cached_property
    def packing(self) -> PackChoice:
        """The choice of models for a field pack."""
        made = self._inner(PackChoice())
        made.chosen.connect(self._ask_pack_file)
        return made

    @cached_property
    def signing(self) -> SignIn:
        """The place for a token."""
        return self._inner(SignIn(self._desk))

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        """The models' cards."""
        return self.list.cards

    def enter(self) -> None:
        """The page is in front: show the list, and have the recommendation found anew."""
        self._show_list()
        self.list.find_more.setFocus()
        self.list.recommendation.ask()

    def judge(self) -> None:
        """Have what suits this computer found anew, with what was measured meanwhile."""
        self.list.recommendation.ask()

    def search_for(self, text: str | None = None, task: str = "") -> None:
        """Show the search with `text` in its box; without one, as it was left."""
        self.setCurrentWidget(self.finder)
        self.finder.enter(text, task)

    def go_back(self) -> None:
        """Show the list again, or the search that led to the sign-in."""
        found = self.currentWidget() is self._finder
        if self._seeking:
            self._seeking = False
            self.search_for()
            return
        self._show_list()
        (self.list.find_more if found else self.list.more).setFocus()

    def refresh(self, cards: tuple[CardView, ...], room: CardsChanged | None = None) -> None:
        """Show these models."""
        measured = _figures(cards) != _figures(self._cards)
        self._cards = cards
        self.list.refresh(cards)
        if measured and self.isVisible():
            self.judge()
        if room is not None:
            self.list.show_room(room.used_bytes, room.free_bytes)

    def show_works(self, works: tuple[WorkView, ...]) -> None:
        """Show the work under way."""
        self._works = works
        self.list.show_works(works)
        if self._finder is not None:
            self._finder.show_works(works)

    def show_ended(self, ended: WorkEnded) -> None:
        """A work is over."""
        if self._finder is not None:
            self._finder.show_ended(ended)

    def show_import(self, one: Import) -> None:
        """Show an import's card until it ends."""
        self.list.show_import(one)

    def show_removed(self, removed: Removed) -> None:
        """Say what was removed, and offer to undo it."""
        self.list.show_removed(removed)

    def _entries(self) -> tuple[Entry, ...]:
        return (
            Entry(tr("Save a field pack…"), self._choose_models),
            Entry(tr("Move models to another folder…"), self._ask_folder),
            Entry(tr("Check all files"), lambda: self._desk.verify_models(())),
            Entry(tr("Sign in to Hugging Face…"), self._sign_in),
        )

    def _connect(self) -> None:
        models = self.list
        models.card_made.connect(self._connect_card)
        models.file_wished.connect(self._wishes.choose_file)
        models.pack_wished.connect(self._wishes.choose_pack)
        models.find_wished.connect(lambda text: self.search_for(text or None))
        models.sign_in_wished.connect(self._sign_in)
        models.task_wished.connect(lambda task: self.search_for("", task))

    def _connect_card(self, made: ModelCard) -> None:
        desk = self._desk
        made.use_wished.connect(self._wishes.use_model)
        made.smaller_wished.connect(self._make_smaller)
        made.remove_wished.connect(desk.remove_model)
        made.check_wished.connect(lambda card_id: desk.verify_models((card_id,)))
        made.repair_wished.connect(desk.repair_model)
        made.prove_wished.connect(desk.prove_model)
        made.pack_wished.connect(self._choose_models)
        made.proof_wished.connect(self._ask_proof_file)
        made.template_wished.connect(self._ask_template)

    def _inner(self, page: P) -> P:
        self.addWidget(page)
        page.left.connect(self.go_back)
        return page

    def _show_list(self) -> None:
        if self._finder is not None:
            self._finder.forget()
        self._seeking = False
        self.setCurrentWidget(self.list)

    def _focus_search(self) -> None:
        finder = self._finder
        field = finder.field if finder is not None and self.currentWidget() is finder else self.list.field
        if self.currentWidget() not in (finder, self.list):
            self._show_list()
        field.setFocus()
        field.selectAll()

    def _make_smaller(self, card_id: str) -> None:
        card = next((card for card in self._cards if card.id == card_id), None)
        if card is not None:
            self.setCurrentWidget(self.smaller)
            self.smaller.enter(card)

    def _choose_models(self, card_id: str = "") -> None:
        self.setCurrentWidget(self.packing)
        self.packing.enter(tuple(card for card in self._cards if card.usable and not card.built_in), card_id)

    def _ask_template(self, card_id: str) -> None:
        self._desk.view_template(card_id, lambda text: self._templates((card_id, text)))

    def _on_template_read(self, read: tuple[str, str]) -> None:
        card_id, text = read
        made = next((made for made in self.cards if made.card.id == card_id), None)
        if made is not None:
            made.show_template(text)

    def _sign_in(self) -> None:
        self._seeking = self.currentWidget() is self._finder
        self.setCurrentWidget(self.signing)
        self.signing.enter()

    def _ask_text(self, then: Callable[[Path], None]) -> None:
        self._choice.ask_for(tr("Choose a text"), TEXT_FILTER, then)

    def _ask_folder(self) -> None:
        self._choice.ask_folder(tr("Where should the models be?"), self._desk.move_store)

    def _ask_pack_file(self, card_ids: tuple[str, ...]) -> None:
        def save(path: Path) -> None:
            self._desk.pack_models(card_ids, path)
            self.go_back()

        name = f"{self._name_of(card_ids[0])}{PACK_SUFFIX}" if len(card_ids) == 1 else f"models{PACK_SUFFIX}"
        self._choice.ask_where(tr("Save the field pack"), PACK_FILTER, name, save)

    def _ask_proof_file(self, card_id: str) -> None:
        name = f"{self._name_of(card_id)} proof.html"
        self._choice.ask_where(
            tr("Save the proof"), PROOF_FILTER, name, lambda path: self._desk.export_proof(card_id, path)
        )

    def _name_of(self, card_id: str) -> str:
        """Return a model's name as a file may be called."""
        name = next((card.name for card in self._cards if card.id == card_id), card_id)
        return "".join(one if one.isalnum() or one in " .-_" else "-" for one in name)[:60].strip() or "model"


def _figures(cards: tuple[CardView, ...]) -> dict[str, tuple[str, ...]]:
    return {card.id: card.numbers for card in cards}
