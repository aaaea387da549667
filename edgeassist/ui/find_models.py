# SPDX-License-Identifier: Apache-2.0
"""Finding a model: the catalogue while typing, Hugging Face only when a person presses Search. Fetches nothing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from edgeassist.kit.bridge import Bridge
from edgeassist.kit.card_grid import CardGrid
from edgeassist.kit.notice import NoticeBar
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.search_field import SearchField
from edgeassist.kit.segmented import Segmented
from edgeassist.ui.offer_card import OfferCard
from edgeassist.ui.ports import Desk, WorkEnded
from edgeassist.ui.recommendation import TASKS
from edgeassist.ui.sub_page import SubPage
from edgeassist.ui.views import Offer, Offers, Verdict, WorkView

GROUPS: tuple[tuple[Verdict, str], ...] = (
    ("good", "Good fit"),
    ("better", "Better"),
    ("slower", "Better but slower"),
    ("lighter", "Lighter"),
    ("too-big", "Will not fit"),
    ("other", "Others"),
)
SEARCH_KEYS = "Ctrl+Return"
PROMISE = (
    "Typing searches the list that came with EdgeAssist. "
    f"Only “Search Hugging Face” ({SEARCH_KEYS.replace('Return', 'Enter')}) sends your words out."
)


class FindModels(SubPage):
    """Search box, task, and what was found in groups. Emits `sign_in_wished`, and `asking` while Hugging Face is."""

    sign_in_wished = Signal()
    asking = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__("Find more models")
        self._desk = desk
        self._asked, self.online = 0, False
        self._out: set[int] = set()
        self._works: dict[str, WorkView] = {}
        self._answers: Bridge[tuple[int, Offers]] = Bridge(self, self._on_answered)
        self.field = SearchField("Search for a model", "Search for a model…", clears=False)
        self.field.textChanged.connect(lambda _text: self.ask(online=False))
        self.field.returnPressed.connect(self._enter_first)
        self.search = button("Search Hugging Face", lambda: self.ask(online=True), tone="primary")
        keys = QShortcut(QKeySequence(SEARCH_KEYS), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.search.click)
        self.tasks = Segmented("Task", TASKS)
        self.tasks.chosen.connect(lambda _task: self.ask(online=False))
        self.sentence = words("", "reading")
        self.waiting = QProgressBar()
        self.waiting.setRange(0, 1)
        self.waiting.setTextVisible(False)
        self.waiting.setAccessibleName("Searching")
        self.problem: NoticeBar | None = None
        self.cards: list[OfferCard] = []
        self._found: QWidget | None = None
        self._problems = column(spacing=8)
        self._lay_out()

    def _lay_out(self) -> None:
        self.body.addLayout(row(self.field, self.search))
        self.body.addWidget(self.tasks)
        self.body.addWidget(words(PROMISE, "small"))
        self.body.addLayout(self._problems)
        self.body.addWidget(self.waiting)
        self.body.addWidget(self.sentence)
        self.waiting.hide()

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
        self.waiting.setRange(0, 0 if online else 1)
        if online:
            self._out.add(number)
            self.asking.emit(True)
            self.sentence.setText("Asking Hugging Face…")
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
        self.sentence.setText(offers.sentence or self._nothing_found(offers))
        self._show_offers(offers.offers)

    def _nothing_found(self, offers: Offers) -> str:
        if offers.offers or offers.problem is not None:
            return ""
        if self.online:
            return "Hugging Face knows no .gguf model of that name. Try fewer words, or another spelling."
        return "Nothing in the list matches. “Search Hugging Face” asks there."

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
                _add_group(layout, title, inside)
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
        made.show_work(self._work_of(offer))
        return made


def _add_group(layout: QVBoxLayout, title: str, cards: list[OfferCard]) -> None:
    heading = words(f"{title} · {len(cards)}", "name")
    grid = CardGrid(title)
    grid.arrange(cards)
    layout.addWidget(heading)
    layout.addWidget(grid)
