# SPDX-License-Identifier: Apache-2.0
"""Keeps the token ledger right and makes room when a person wishes it: enlarge, drop, sum up, read less of a file.

Decides nothing by itself: whatever is left out was chosen, or is told beforehand.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from edgeassist.api import Handoff, PaneContext, Task
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop, Stopped
from edgeassist.kit.long_work import LongWork
from edgeassist.panes.chat.attaching import Paper
from edgeassist.panes.chat.counting import Counter
from edgeassist.panes.chat.ledger import Ledger, ledger_of, next_size, to_drop
from edgeassist.panes.chat.older import sum_up, to_sum
from edgeassist.panes.chat.reading import Older, Reading, estimate
from edgeassist.panes.chat.room_bar import Ways
from edgeassist.panes.chat.session import ChatSession, Wish
from edgeassist.panes.chat.view import ChatView

SUMMARIZE = Task("summarize")
NO_ROLES = later("Not read: the role it should play. The starter plays no roles.")
UNSUMMED = later("The older turns could not be summed up: {reason} Nothing was changed.")
STILL_READING = later("{name} is still being read. Try again in a moment.")
_NEAR = 0.5
_TRIES = 6


class Room:
    """`kept` is called when what stands for older turns must be stored, `counted` when tokens were counted.

    GUI thread only.
    """

    def __init__(
        self,
        context: PaneContext,
        session: ChatSession,
        view: ChatView,
        kept: Callable[[], None],
        counted: Callable[[], None],
    ) -> None:
        self._context, self._session, self._view, self._kept = context, session, view, kept
        self._counter = Counter(context, view)
        self._counter.counted.connect(counted)
        self._summing: LongWork[str] = LongWork(view, "chat-older", view.room.show_work)
        self._shown = Ledger()
        self._connect()

    @property
    def ledger(self) -> Ledger:
        """What would be read now."""
        return self._ledger(self._wish)

    @property
    def fits(self) -> bool:
        """What was looked at last fits."""
        return self._shown.fits

    @property
    def line(self) -> str:
        """What would be read, and that something is not, in one line."""
        ledger = self._shown
        return f"{ledger.line}. {ledger.unread[0]}" if ledger.unread else ledger.line

    @property
    def details(self) -> str:
        """Every part of what would be read, a line each."""
        return self._shown.details

    def costed(self, papers: tuple[Paper, ...]) -> tuple[Paper, ...]:
        """Return `papers` with the tokens of each that are read, and that it has."""
        return tuple(self._costed(paper) for paper in papers)

    def _costed(self, paper: Paper) -> Paper:
        if not paper.given:
            return paper
        read = self._counter.weigh(paper.given) or estimate(paper.given)
        return paper.asked(read * len(paper.text) // len(paper.given), read)

    @property
    def summing(self) -> bool:
        """Older turns are being summed up."""
        return self._summing.busy

    def refresh(self) -> None:
        """Show what would be read for what is typed, and what would not."""
        wish = self._wish
        if self._session.busy or self._summing.busy:
            self._counter.rest()
            return
        reading = self._session.reading(wish)
        ledger = self._ledger(wish, reading)
        if ledger.exact and not ledger.fits and self._session.doubt():
            reading = self._session.reading(wish)
            ledger = self._ledger(wish, reading)
        self._shown = ledger
        if wish.text or wish.papers:
            self._counter.want(reading)
        else:
            self._counter.rest()
        self._mark_unread(reading)
        empty = not (wish.text or wish.papers or self._session.exchanges)
        self._view.room.show_ledger(ledger, self._ways(ledger), empty=empty)

    def weigh(self, wish: Wish, go: Callable[[], None], refuse: Callable[[], None]) -> None:
        """Call `go` when all of it fits, `refuse` when not; counts first where the estimate is too near."""
        ledger = self._ledger(wish)

        def decide() -> None:
            if self._ledger(wish).fits:
                go()
            elif self._session.doubt():
                self.weigh(wish, go, refuse)
            else:
                refuse()

        if ledger.exact or ledger.part < _NEAR:
            decide()
        else:
            self._counter.now(self._session.reading(wish), decide)

    def model_changed(self) -> None:
        """Count anew."""
        self._counter.model_changed()

    def rest(self) -> None:
        """Nobody looks: count nothing."""
        self._counter.rest()

    def close(self) -> None:
        """End what runs."""
        self._counter.close()
        self._summing.close()

    def abandon(self) -> None:
        """Another chat is in front: what was being summed up is not wanted any more."""
        self._summing.stop()

    def _connect(self) -> None:
        bar = self._view.room
        bar.enlarge_wished.connect(self._enlarge)
        bar.drop_wished.connect(lambda: self._counted(lambda: self._drop(_TRIES)))
        bar.sum_up_wished.connect(self._sum_up)
        bar.hand_wished.connect(self._hand)
        bar.cut_wished.connect(lambda: self._counted(lambda: self._cut(_TRIES)))
        bar.paper_hand_wished.connect(self._hand_paper)
        bar.stop_wished.connect(self._summing.stop)

    @property
    def _wish(self) -> Wish:
        """What would be asked now."""
        return Wish(self._view.composer.text.strip(), self._view.attachments.papers)

    @property
    def _reading(self) -> Reading:
        return self._session.reading(self._wish)

    def _counted(self, then: Callable[[], None]) -> None:
        """Call `then` once what would be read is counted exactly."""
        self._counter.now(self._reading, then)

    def _ledger(self, wish: Wish, reading: Reading | None = None) -> Ledger:
        model, session = self._context.model, self._session
        context_tokens = model.context_tokens if model is not None else 0
        reading = session.reading(wish) if reading is None else reading
        ledger = ledger_of(reading, wish.papers, self._counter.weigh, context_tokens, session.most_tokens)
        roles = [tr(NO_ROLES)] if session.steady and session.manner.persona else []
        earlier = (paper for said in session.exchanges[session.older.skipped : wish.after] for paper in said.papers)
        other = (paper.unread for paper in earlier if paper.trouble or paper.changed)
        return replace(ledger, unread=(*ledger.unread, *roles, *other))

    def _ways(self, ledger: Ledger) -> Ways:
        model, session = self._context.model, self._session
        trained = model.context_trained_tokens if model is not None else 0
        older = self._read_costs()
        offer = self._context.offers(SUMMARIZE)
        paper = self._longest()
        return Ways(
            enlarge_to=next_size(ledger.context_tokens, trained, ledger.total_tokens),
            drop=bool(older) and not session.room_tokens,
            sum_up=bool(older) and not session.room_tokens,
            no_summary="" if offer.ok else offer.why,
            elsewhere=self._context.can_hand_off("summarize"),
            cut=paper.name if paper is not None and not ledger.fits else "",
            forgets=bool(session.room_tokens),
        )

    def _read_costs(self) -> list[int]:
        session = self._session
        return [said.tokens if said.said else 0 for said in session.exchanges[session.older.skipped :]]

    def _longest(self) -> Paper | None:
        given = [paper for paper in self._view.attachments.papers if paper.given]
        return max(given, key=lambda paper: len(paper.given), default=None)

    def _enlarge(self) -> None:
        size = self._ways(self.ledger).enlarge_to
        if size:
            self._context.resize_context(size)

    def _drop(self, tries: int) -> None:
        """Leave the oldest out until the rest fits, counting exactly after each step."""
        ledger, costs, older = self.ledger, self._read_costs(), self._session.older
        if not costs or (tries < _TRIES and ledger.fits):
            return
        guessed = max(1, self._reading.tokens)
        over = (ledger.total_tokens - ledger.limit_tokens) * guessed // max(1, ledger.total_tokens)
        self._put_aside(replace(older, dropped=older.skipped + to_drop(costs, over)))
        if tries:
            self._counted(lambda: self._drop(tries - 1))

    def _put_aside(self, older: Older) -> None:
        self._session.older = older
        self._kept()
        self.refresh()

    def _cut(self, tries: int) -> None:
        """Read as much of the longest file as fits, counting exactly after each step."""
        ledger, paper = self.ledger, self._longest()
        if paper is None or ledger.fits or not tries:
            return
        tokens = self._counter.weigh(paper.given) or max(1, estimate(paper.given))
        left = max(0, tokens - (ledger.total_tokens - ledger.limit_tokens) - 8)
        self._view.attachments.replace(paper.cut_to(len(paper.given) * left // tokens))
        self._counted(lambda: self._cut(tries - 1))

    def _sum_up(self) -> None:
        session = self._session
        older = session.older
        open_ones = session.exchanges[older.summed :]
        costs = [said.tokens for said in open_ones]
        count = to_sum(costs, self.ledger.limit_tokens)
        chosen, until = tuple(open_ones[:count]), older.summed + count
        if waiting := [paper.name for said in chosen for paper in said.papers if paper.waiting]:
            self._view.room.why.setText(tr(STILL_READING, name=waiting[0]))
            self._view.room.why.show()
            return

        def work(tell: Callable[[str], None], stop: Stop) -> str:
            return sum_up(self._context, chosen, older.summary, stop, tell)

        def summed(summary: str) -> None:
            if session.exchanges[older.summed : until] == list(chosen) and summary:
                self._put_aside(Older(summary, until, older.dropped))
                self._view.transcript.show_summary(summary, until)
            self.refresh()

        self._summing.start(work, summed, failed=self._not_summed)
        self._view.room.show_work(tr("Summing up older turns…"))

    def _not_summed(self, error: Exception) -> None:
        self.refresh()
        if not isinstance(error, Stopped):
            self._view.room.why.setText(tr(UNSUMMED, reason=error))
            self._view.room.why.show()

    def _hand(self) -> None:
        """Let another pane sum the chat up."""
        text = self._session.transcript()
        title = self._session.exchanges[0].question if self._session.exchanges else ""
        self._context.hand_off(Handoff(text, "summarize", tr("Chat: {question}", question=title[:60])))

    def _hand_paper(self) -> None:
        """Let another pane sum the longest file up."""
        paper = self._longest()
        if paper is not None:
            path = Path(paper.attachment.path) if paper.attachment.path else None
            self._context.hand_off(Handoff(paper.text, "summarize", paper.name, path=path))

    def _mark_unread(self, reading: Reading) -> None:
        """Say at each exchange in sight whether it is read."""
        views = self._view.transcript.views
        marks = self._session.marks(reading)
        for view, line in zip(reversed(views), reversed(marks), strict=False):
            view.say_unread(line)
