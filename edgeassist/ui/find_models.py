# SPDX-License-Identifier: Apache-2.0
"""Finding a model: the catalogue while typing, Hugging Face only when a person presses Search. Fetches nothing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from edgeassist.core.language import later, tr
from edgeassist.kit.binding import bind, written
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.card_grid import CardGrid
from edgeassist.kit.motion import show_busy
from edgeassist.kit.notice import NoticeBar
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.scaling import text_scale
from edgeassist.kit.search_field import SearchField
from edgeassist.kit.segmented import Segmented
from edgeassist.kit.shortcuts import keys_of
from edgeassist.ui.offer_card import OfferCard
from edgeassist.ui.ports import Desk, WorkEnded
from edgeassist.ui.recommendation import TASKS
from edgeassist.ui.sub_page import SubPage
from edgeassist.ui.views import Offer, Offers, Verdict, WorkView

GROUPS: tuple[tuple[Verdict, str], ...] = (
    ("good", later("Good fit")),
    ("better", later("Better")),
    ("slower", later("Better but slower")),
    ("lighter", later("Lighter")),
    ("too-big", later("Will not fit")),
    ("other", later("Others")),
)
_TOLD_PX = 76
SEARCH_KEYS = keys_of("find-online")
PROMISE = later(
    "Typing searches the list that came with EdgeAssist. Only “Search Hugging Face” ({keys}) sends your words out."
)


class FindModels(SubPage):
    """Search box, task, and what was found in groups. Emits `sign_in_wished`, and `asking` while Hugging Face is."""

    sign_in_wished = Signal()
    asking = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("Find more models"))
        self._desk = desk
        self._asked, self.online = 0, False
        self._out: set[int] = set()
        self._works: dict[str, WorkView] = {}
        self._answers: Bridge[tuple[int, Offers]] = Bridge(self, self._on_answered)
        self.field = SearchField(tr("Search for a model"), tr("Search for a model…"), clears=False)
        self.field.textChanged.connect(lambda _text: self.ask(online=False))
        self.field.returnPressed.connect(self._enter_first)
        self.search = button(tr("Search Hugging Face"), lambda: self.ask(online=True), tone="primary")
        bind("find-online", self, self.search.click, inside=True)
        self.tasks = Segmented(tr("Task"), tuple((key, tr(word)) for key, word in TASKS))
        self.tasks.chosen.connect(lambda _task: self.ask(online=False))
        self.sentence = words("", "reading")
        self.waiting = QProgressBar()
        self.waiting.setRange(0, 1)
        self.waiting.setTextVisible(False)
        self.waiting.setAccessibleName(tr("Searching"))
        self.problem: NoticeBar | None = None
        self.cards: list[OfferCard] = []
        self._found: QWidget | None = None
        self._problems = column(spacing=8)
        self._told = QWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        self.body.addLayout(row(self.field, self.search))
        self.body.addWidget(self.tasks)
        self.body.addWidget(words(tr(PROMISE, keys=written(SEARCH_KEYS)), "small"))
        told = column(spacing=16)
        told.addLayout(self._problems)
        for part in (self.waiting, self.sentence):
            told.addWidget(part)
        told.addStretch(1)
        self._told.setLayout(told)
        self.body.addWidget(self._told)
        for part in (self.waiting, self.sentence):
            part.hide()

    def enter(self, text: str | None = None, task: str = "") -> None:
        """Begin with `text` in the search box; without one, go on where the page was left."""
        self.field.setFocus()
        if text is None:
            self.field.selectAll()
            if not self.online:
                self.ask(online=False)
            return
        self.tasks.choose(task)
        if self.field.text() == text:
            self.ask(online=False)
        else:
            self.field.setText(text)

    def ask(self, *, online: bool) -> None:
        """Search for what the box says; answers to earlier questions are not waited for any longer."""
        self._asked += 1
        self.online = online
        number, text = self._asked, self.field.text().strip()
        self.waiting.setVisible(online)
        # Room for whatever comes of it, taken at the press: nothing moves under the pointer when the answer is there.
        self._told.setMinimumHeight(round(_TOLD_PX * text_scale()) if online else 0)
        show_busy(self.waiting, busy=online)
        if online:
            self._out.add(number)
            self.asking.emit(True)
            self._say(tr("Asking Hugging Face…"))
        self._desk.find_models(text, self.tasks.key, lambda offers: self._answers((number, offers)), online=online)

    def forget(self) -> None:
        """Wait for no answer any longer: the page is left."""
        self._asked += 1
        if not self.waiting.isHidden():
            self.online = False
        self.waiting.setRange(0, 1)
        self.waiting.hide()

    def show_works(self, works: tuple[WorkView, ...]) -> None:
        """Show fetches on the offers they take."""
        self._works = {work.id: work for work in works if work.kind == "fetch"}
        for card in self.cards:
            card.show_work(self._work_of(card.offer))

    def show_ended(self, ended: WorkEnded) -> None:
        """Mark what has arrived."""
        work = self._works.pop(ended.id, None)
        for card in self.cards:
            if ended.card_id and (card.offer.work_id == ended.id or (work and work.ref == card.offer.ref)):
                card.show_here()

    def _work_of(self, offer: Offer) -> WorkView | None:
        by_ref = (work for work in self._works.values() if work.ref and work.ref == offer.ref)
        return self._works.get(offer.work_id) or next(by_ref, None)

    def _on_answered(self, answer: tuple[int, Offers]) -> None:
        number, offers = answer
        if number in self._out:
            self._out.remove(number)
            self.asking.emit(bool(self._out))
        if number != self._asked:
            return
        self.waiting.setRange(0, 1)
        self.waiting.hide()
        self._show_problem(offers)
        self._say(offers.sentence or self._nothing_found(offers))
        self._show_offers(offers.offers)

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    def _nothing_found(self, offers: Offers) -> str:
        if offers.offers or offers.problem is not None:
            return ""
        if self.online:
            return tr("Hugging Face knows no .gguf model of that name. Try fewer words, or another spelling.")
        return tr("Nothing in the list matches. “Search Hugging Face” asks there.")

    def _show_problem(self, offers: Offers) -> None:
        if self.problem is not None:
            self.problem.hide()
            self.problem.deleteLater()
            self.problem = None
        if (told := offers.problem) is not None:
            self.problem = NoticeBar(told.text, hint=told.hint, detail=told.detail, tone=told.tone, closable=False)
            self._problems.addWidget(self.problem)

    def _show_offers(self, offers: tuple[Offer, ...]) -> None:
        if self._found is not None:
            self._found.hide()
            self._found.deleteLater()
        self.cards = [self._card(offer) for offer in offers]
        self._found = QWidget()
        self._found.setProperty("role", "page")
        layout = column(spacing=12)
        self._found.setLayout(layout)
        for kind, title in GROUPS:
            inside = [card for card in self.cards if card.offer.kind == kind]
            if inside:
                _add_group(layout, tr(title), inside)
        self.body.addWidget(self._found)

    def _enter_first(self) -> None:
        """Go on to the first of what was found: nothing leaves the computer for that."""
        grouped = [card for kind, _ in GROUPS for card in self.cards if card.offer.kind == kind]
        first = next(iter(grouped), None)
        if first is not None:
            (first.get if first.get.isEnabled() else first.details).setFocus()
            self.ensureWidgetVisible(first)
        else:
            self.search.setFocus()

    def _card(self, offer: Offer) -> OfferCard:
        made = OfferCard(offer)
        made.get_wished.connect(self._desk.get_model)
        made.resume_wished.connect(self._desk.resume_work)
        made.cancel_wished.connect(self._desk.cancel_work)
        made.sign_in_wished.connect(self.sign_in_wished)
        made.unlock_wished.connect(self._unlock)
        made.show_work(self._work_of(offer))
        return made

    def _unlock(self) -> None:
        """Have the offline switch off: what waits for it goes on by itself."""
        self._desk.network().switch(offline=False)


def _add_group(layout: QVBoxLayout, title: str, cards: list[OfferCard]) -> None:
    heading = words(f"{title} · {len(cards)}", "name")
    grid = CardGrid(title)
    grid.arrange(cards)
    layout.addWidget(heading)
    layout.addWidget(grid)
