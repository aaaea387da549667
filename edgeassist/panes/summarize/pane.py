# SPDX-License-Identifier: Apache-2.0
"""The summarize pane in the window: starts and stops the work, passes on what is told and wished."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QTimer

from edgeassist.api import BasePane, Handoff, PaneContext, Task
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop
from edgeassist.kit.binding import bind
from edgeassist.kit.file_choice import DOCUMENT_FILTER, FileChoice
from edgeassist.kit.long_work import LongWork
from edgeassist.panes.summarize.deeds import Deeds
from edgeassist.panes.summarize.export import as_text, paper_of
from edgeassist.panes.summarize.sample import sample
from edgeassist.panes.summarize.session import NewText, SummarySession
from edgeassist.panes.summarize.summary import Source, Style, Summary, Told, Wish
from edgeassist.panes.summarize.view import SummarizeView
from edgeassist.panes.summarize.why import plain_why

SUMMARIZE = Task("summarize")
PASTED = later("Pasted text")
NO_MODEL = later("No model is in use, so the sentences that say most are picked from the text, word for word.")
UNABLE = later(
    "{name} is not made for writing summaries, so the sentences that say most are picked from the text, word for word."
)
WRITES = later("{name} will write the summary, here on this computer.")
REFRESH_MS = 80


class Summarizing(Protocol):
    """Who makes the summaries."""

    def run(self, source: Source, wish: Wish, tell: Callable[[Told], None], stop: Stop) -> Summary:
        """Sum `source` up, telling what is done, the `Summary` last. Blocks."""


@dataclass(frozen=True, slots=True)
class Keepsake:
    """What goes on in another window: the source in front, the one put away for it, and the text that is typed."""

    session: SummarySession
    before: SummarySession | None
    typed: str


class SummarizePane(BasePane):
    """What the window calls. Every method runs on the GUI thread."""

    widget: SummarizeView

    def __init__(self, context: PaneContext, summarizer: Callable[[PaneContext], Summarizing] | None = None) -> None:
        """`summarizer` makes who sums up; it is called once, on the thread that works."""
        self._context = context
        self._make = summarizer or _summarizer
        self._engine: Summarizing | None = None
        self._wish = Wish()
        self.session = SummarySession()
        self._before: SummarySession | None = None
        self.widget = SummarizeView(lambda: as_text(paper_of(self.session.look)))
        self.work: LongWork[Told] = LongWork(self.widget, "summarize", self._on_told)
        self._files = FileChoice(self.widget, self.open)
        self.deeds = Deeds(context, self.widget, self._files, lambda: self.session.look)
        self._due = self._writes = False
        self._pause = QTimer(self.widget)
        self._pause.setSingleShot(True)
        self._pause.setInterval(REFRESH_MS)
        self._pause.timeout.connect(self._on_pause_over)
        self._connect()
        self.model_changed()
        self._refresh()

    def shown(self) -> None:
        """Go where a person goes on, and follow what the other panes offer now."""
        self.model_changed()
        self.widget.focus_first()

    def model_changed(self) -> None:
        """Say who would write, and offer what that allows."""
        context, view = self._context, self.widget
        offer, model = context.offers(SUMMARIZE), context.model
        writes = self._writes = offer.ok and model is not None
        line = tr(NO_MODEL) if model is None else tr(WRITES if writes else UNABLE, name=model.name)
        models = context.can_hand_off("models")
        why = plain_why(model.name, offer.why) if model is not None and not writes else ""
        view.start.show_way(line, why, models=models and not writes)
        view.summary.head.allow(writes=writes)
        view.summary.state.offer(models=models, writer=model.name if writes and model is not None else "")
        view.summary.offer(translate=context.can_hand_off("translate"), ask=context.can_hand_off("chat"))
        view.summary.state.show_look(self.session.look)

    def take(self, handoff: Handoff) -> None:
        """Sum up what another pane handed over; the sample where it is only to be shown how that goes."""
        if handoff.at_once and not handoff.text:
            self.sum_up(sample())
            return
        self.sum_up(Source(handoff.title or tr(PASTED), handoff.path, handoff.text))

    def keepsake(self) -> Keepsake:
        """Return what another window goes on with."""
        return Keepsake(self.session, self._before, self.widget.start.text.toPlainText())

    def take_up(self, keepsake: object) -> None:
        """Go on where the pane of the window before was."""
        if isinstance(keepsake, Keepsake):
            self._put_away(keepsake.before)
            self.widget.start.text.setPlainText(keepsake.typed)
            if keepsake.session.source is not None:
                self._go_on_with(keepsake.session)

    def _go_on_with(self, session: SummarySession) -> None:
        """Show the summary of `session`; one that was being made goes on."""
        self.session, self._wish = session, session.look.wish
        self.session.say_anew()
        if blocks := tuple(self.session.text.blocks):
            self.widget.show_text(NewText(blocks, anew=True))
        if self.session.working:
            self.again()
        self._refresh()

    def close(self) -> None:
        """End the work and finish what is being written."""
        self._pause.stop()
        self.work.close()
        self.deeds.close()

    def open(self, path: Path) -> None:
        """Sum up the document at `path`."""
        self.sum_up(Source(path.name, path=path))

    def paste(self, text: str) -> None:
        """Sum up a text."""
        self.sum_up(Source(tr(PASTED), text=text))

    def sum_up(self, source: Source) -> None:
        """Begin with another source."""
        self._put_away(None)
        self.widget.forget_source()
        self.session.begin(source, self._fitting(self._wish))
        self._start()

    def again(self) -> None:
        """Go on, or try once more; what is done already is not done twice."""
        self._wish_for(self.session.look.wish)

    def stop(self) -> None:
        """Wish the end; what is done stays. A source in front of the summary goes away first."""
        split = self.widget.split
        if split.narrow and split.second_seen:
            split.show_first()
        elif self.work.busy:
            self.work.stop()
            self.session.stopping()
            self._refresh()

    def new(self) -> None:
        """Let go of this source and offer to choose another, or to bring it back with its summary."""
        self.work.stop()
        if self.session.source is not None:
            self._put_away(self.session)
            self.session = SummarySession()
        self.widget.start.clear()
        self.widget.forget_source()
        self._refresh()

    def bring_back(self) -> None:
        """Show the source and the summary of before `new` again; one that was being made goes on."""
        before = self._before
        self._put_away(None)
        if before is not None:
            self._go_on_with(before)
        self.widget.focus_first()

    def _put_away(self, before: SummarySession | None) -> None:
        self._before = before
        self.widget.start.offer_back(before.look.title if before is not None else "")

    def choose(self) -> None:
        """Let a person choose a document."""
        self._files.ask_for(tr("Choose a document"), tr(DOCUMENT_FILTER), self.open)

    def runnable(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """Return what the palette can run here."""
        return (
            (tr("Open a document…"), self.choose),
            (tr("New summary"), self.new),
            (tr("Sum up the sample"), lambda: self.sum_up(sample())),
        )

    def _wish_for(self, wish: Wish) -> None:
        """Sum the same source up as `wish` says."""
        if self.session.source is not None:
            self._wish = wish
            self.session.again(self._fitting(wish))
            self._start()

    def _fitting(self, wish: Wish) -> Wish:
        """Return `wish` without what only a model that writes can do, where there is none."""
        if self._writes:
            return wish
        style = Style.KEY_POINTS if wish.style is Style.PLAIN else wish.style
        return replace(wish, style=style, language="")

    def _start(self) -> None:
        source, wish = self.session.source, self.session.look.wish
        self._refresh()
        if source is not None:
            self.work.start(partial(self._run, source, wish), self._on_ended, failed=self._on_failed)

    def _run(self, source: Source, wish: Wish, tell: Callable[[Told], None], stop: Stop) -> Summary:
        """Sum up on the thread that works; what that needs is imported and made there too."""
        if self._engine is None:
            self._engine = self._make(self._context)
        return self._engine.run(source, wish, tell, stop)

    def _on_told(self, told: Told) -> None:
        if self.session.source is None:
            return
        text = self.session.hear(told)
        if text is not None:
            self.widget.show_text(text)
        self._refresh_soon()

    def _on_ended(self, summary: Summary) -> None:
        if self.session.source is not None and self.session.look.working:
            self._on_told(summary)

    def _on_failed(self, error: Exception) -> None:
        if self.session.source is not None:
            self.session.fail(error)
            self._refresh()
            self.widget.summary.state.focus_trouble()

    def _refresh_soon(self) -> None:
        """Show what is new, but a flood of news a few times a second only."""
        if self._pause.isActive() and self.session.working:
            self._due = True
        else:
            self._refresh()
            self._pause.start()

    def _on_pause_over(self) -> None:
        if self._due:
            self._refresh()
            self._pause.start()

    def _refresh(self) -> None:
        self._due = False
        self.widget.show_look(self.session.look)
        self._escape.setEnabled(self.session.working)

    def _on_wished(self, wish: Wish) -> None:
        self._wish_for(replace(wish, picked=self.session.look.wish.picked))

    def _on_writer_wished(self, picked: bool) -> None:
        self._wish_for(replace(self.session.look.wish, picked=picked))

    def _connect(self) -> None:
        view, start, summary = self.widget, self.widget.start, self.widget.summary
        head, state = summary.head, summary.state
        view.dropped.connect(self.open)
        view.text_dropped.connect(self.paste)
        for wish in (start.choose_wished, state.other_wished):
            wish.connect(self.choose)
        for wish in (start.models_wished, state.models_wished):
            wish.connect(self.deeds.show_models)
        start.sample_wished.connect(lambda: self.sum_up(sample()))
        start.text_given.connect(self.paste)
        start.back_wished.connect(self.bring_back)
        head.wished.connect(self._on_wished)
        head.new_wished.connect(self.new)
        state.stop_wished.connect(self.stop)
        state.again_wished.connect(self.again)
        state.writer_wished.connect(self._on_writer_wished)
        summary.export_wished.connect(self.deeds.offer_export)
        summary.translate_wished.connect(self.deeds.translate)
        summary.ask_wished.connect(self.deeds.ask)
        self._escape = bind("summarize-stop", view, self.stop, inside=True)
        for name, deed in (("summarize-open", self.choose), ("summarize-new", self.new)):
            bind(name, view, deed, inside=True)


def _summarizer(context: PaneContext) -> Summarizing:
    from edgeassist.panes.summarize.summarizer import Summarizer

    return Summarizer(context)
