# SPDX-License-Identifier: Apache-2.0
"""The scrolling reading column. Follows the newest line only while the person is at the bottom."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QWidget

from edgeassist.core.language import later, tr
from edgeassist.kit.parts import button, column, row, words
from edgeassist.kit.tokens import READING_PX
from edgeassist.panes.chat.exchange import Exchange
from edgeassist.panes.chat.exchange_view import Around, ExchangeView
from edgeassist.panes.chat.question_view import QuestionView

SHOWN_AT_ONCE = 30
_NEAR_PX = 12
_MARGINS = (24, 12, 24, 16)
SMALL_SAMPLES = ("Do you need the internet?", "Is what I write private?", "What is a token?")
"""For a model that can read little and write less, and answers these rightly; in every window in English."""
TITLE = later("What would you like to know?")
SMALL_TITLE = later("A small model is ready")
SAMPLES = (
    later("Explain a circuit breaker in two sentences."),
    later("Write a checklist for a shift handover."),
    later("Write a polite letter asking for a spare part."),
)


def centred(content: QWidget, *, margins: tuple[int, int, int, int]) -> QWidget:
    """Return a page that keeps `content` in the middle, at most as wide as the reading column."""
    content.setMaximumWidth(READING_PX)
    page = QWidget()
    page.setProperty("role", "page")
    layout = row(None, content, None, spacing=0, margins=margins)
    layout.setStretch(1, 1000)
    page.setLayout(layout)
    return page


class Transcript(QScrollArea):
    """The exchanges shown, oldest first."""

    again_wished = Signal()
    go_on_wished = Signal()
    new_chat_wished = Signal()
    shorten_wished = Signal()
    edited = Signal(object, str)
    turned = Signal(object, int)
    handed = Signal(str, str)
    sample_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._views: list[ExchangeView] = []
        self._earlier: list[Exchange] = []
        self._sticks = True
        self._around = Around()
        self._sought: ExchangeView | None = None
        self._waiting = QWidget(self)
        self._waiting.hide()
        self.waiting: QuestionView | None = None
        """The question that is on its way into the conversation."""
        self.setAccessibleName(tr("Conversation"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._more = button(tr("Show earlier messages"), self.show_earlier, role="link")
        self.samples = {text: self._sample(tr(text)) for text in SAMPLES}
        self.samples |= {text: self._sample(text) for text in SMALL_SAMPLES}
        self._starts = _starts(self.samples.values())
        self._starts.hide()
        self.title = words(tr(TITLE), "title")
        self._empty = _empty_state(self.title, self._starts)
        self._column = column(self._more, self._empty, spacing=24)
        self._column.addStretch(1)
        inner = QWidget()
        inner.setLayout(self._column)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._page = centred(inner, margins=_MARGINS)
        self.setWidget(self._page)
        self.verticalScrollBar().rangeChanged.connect(self.on_range_changed)
        self.verticalScrollBar().valueChanged.connect(self.on_value_changed)
        self.show_exchanges([])

    def offer_samples(self, *, small: bool) -> None:
        """Offer the beginnings that suit the model, once it is known: a `small` one is asked for less."""
        self.title.setText(tr(SMALL_TITLE if small else TITLE))
        self._starts.show()
        for text, start in self.samples.items():
            start.setVisible((text in SMALL_SAMPLES) is small)

    def _sample(self, text: str) -> QPushButton:
        start = button(text, partial(self.sample_chosen.emit, text))
        start.setMinimumWidth(40)
        return start

    @property
    def views(self) -> tuple[ExchangeView, ...]:
        """The exchanges on show."""
        return tuple(self._views)

    @property
    def last(self) -> ExchangeView:
        """The newest exchange."""
        return self._views[-1]

    def show_exchanges(self, exchanges: list[Exchange]) -> None:
        """Show another conversation."""
        for view in self._views:
            view.hide()
            view.deleteLater()
        self._views, self._sticks, self._sought = [], True, None
        self._earlier = exchanges[:-SHOWN_AT_ONCE]
        for exchange in exchanges[-SHOWN_AT_ONCE:]:
            self._insert(len(self._views), exchange)
        self._refresh()

    def show_around(self, around: Around) -> None:
        """Show every exchange as `around` is: does one run, which model answers, what other panes serve."""
        self._around = around
        self._refresh()

    def cut(self, count: int) -> None:
        """Show only the first `count` exchanges of the conversation."""
        first = len(self._earlier)
        for view in self._views[max(0, count - first) :]:
            view.hide()
            view.deleteLater()
        del self._views[max(0, count - first) :]
        del self._earlier[count:]

    def edit(self, exchange: Exchange, text: str) -> None:
        """Open a question for other words again, which are `text` so far."""
        for view in self._views:
            if view.exchange is exchange:
                view.edit_as(text)

    def show_summary(self, summary: str, count: int) -> None:
        """Show a summary below the last of the `count` exchanges it stands for; empty shows none."""
        for place, view in enumerate(self._views, len(self._earlier) + 1):
            view.show_summary(summary if place == count else "", count)

    def go_to(self, exchange: Exchange) -> None:
        """Scroll to an exchange and mark it, showing earlier ones as needed."""
        while self._earlier and all(view.exchange is not exchange for view in self._views):
            self.show_earlier()
        for view in self._views:
            view.point_out(found=view.exchange is exchange)
            if view.exchange is exchange:
                self._sticks, self._sought = False, view
        self._seek()

    def _seek(self) -> None:
        """Bring what was looked for into sight; called again while the pages above it are still being laid out."""
        if self._sought is not None and self._sought in self._views:
            self.verticalScrollBar().setValue(self._place_of(self._sought))

    def _place_of(self, view: ExchangeView) -> int:
        return max(0, view.mapTo(self._page, QPoint(0, 0)).y() - _NEAR_PX)

    def add(self, exchange: Exchange) -> None:
        """Show one more exchange and go there."""
        self._insert(len(self._views), exchange)
        self._sticks, self._sought = True, None
        self._refresh()

    def show_waiting(self, question: str) -> None:
        """Show below the rest what was sent and is not asked yet; empty for nothing."""
        if self.waiting is not None:
            self._waiting.hide()
            self._waiting.deleteLater()
            self.waiting = None
        if question:
            self.waiting, self._waiting = QuestionView(question), QWidget()
            self._waiting.setLayout(row(None, self.waiting))
            self._waiting.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            self._column.insertWidget(len(self._views) + 2, self._waiting)
            self._sticks, self._sought = True, None
        self._empty.setVisible(not self._views and self.waiting is None)

    @Slot()
    def show_earlier(self) -> None:
        """Show the exchanges left out before."""
        older, self._earlier = self._earlier[-SHOWN_AT_ONCE:], self._earlier[:-SHOWN_AT_ONCE]
        self._sticks = False
        for exchange in reversed(older):
            self._insert(0, exchange)
        self._refresh()

    @Slot(int, int)
    def on_range_changed(self, lowest: int, highest: int) -> None:
        """Stay at the bottom, if the person is there, and in the middle of the window beside the scroll bar."""
        left, top, right, bottom = _MARGINS
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if highest > lowest else Qt.FocusPolicy.NoFocus)
        taken = self.verticalScrollBar().sizeHint().width() if highest > lowest else 0
        if (layout := self._page.layout()) is not None:
            before = taken if self.isRightToLeft() else 0
            layout.setContentsMargins(left - before, top, right - taken + before, bottom)
        if self._sticks:
            self.verticalScrollBar().setValue(max(lowest, highest))
        else:
            self._seek()

    @Slot(int)
    def on_value_changed(self, value: int) -> None:
        """Remember whether the person is at the bottom."""
        bar = self.verticalScrollBar()
        if self._sought is not None and value not in (bar.maximum(), self._place_of(self._sought)):
            self._sought = None
        self._sticks = self._sought is None and value >= bar.maximum() - _NEAR_PX

    def _insert(self, place: int, exchange: Exchange) -> None:
        view = ExchangeView(exchange)
        view.again_wished.connect(self.again_wished)
        view.go_on_wished.connect(self.go_on_wished)
        view.edited.connect(self.edited)
        view.turned.connect(self.turned)
        view.handed.connect(self.handed)
        view.new_chat_wished.connect(self.new_chat_wished)
        view.shorten_wished.connect(self.shorten_wished)
        self._views.insert(place, view)
        self._column.insertWidget(place + 2, view)

    def _refresh(self) -> None:
        self._more.setVisible(bool(self._earlier))
        self._empty.setVisible(not self._views and self.waiting is None)
        for view in self._views:
            view.refresh(replace(self._around, last=view is self._views[-1]))


def _empty_state(title: QWidget, starts: QWidget) -> QWidget:
    state = QWidget()
    state.setLayout(column(title, starts, spacing=12, margins=(0, 72, 0, 0)))
    return state


def _starts(buttons: Iterable[QPushButton]) -> QWidget:
    starts = QWidget()
    line = words(tr("Ask in your own words, or start with one of these:"), "quiet")
    starts.setLayout(column(line, *buttons, spacing=12))
    return starts
