# SPDX-License-Identifier: Apache-2.0
"""The translate pane in the window: puts its parts together and passes on what the window says. GUI thread only.

Files are opened on a thread of its own; nothing is translated before they are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from edgeassist.api import MODELS, Handoff, Notice, Offer, PaneContext, Task
from edgeassist.core.language import later, tr
from edgeassist.kit.background import InOrder
from edgeassist.kit.binding import bind
from edgeassist.panes.translate import choices, draft, paper_list
from edgeassist.panes.translate.choices import Choice
from edgeassist.panes.translate.draft_keeper import DraftKeeper
from edgeassist.panes.translate.glossary import Glossary
from edgeassist.panes.translate.glossary_desk import GlossaryDesk
from edgeassist.panes.translate.paper import PaperTranslator
from edgeassist.panes.translate.paper_queue import Paper
from edgeassist.panes.translate.papers_desk import PapersDesk
from edgeassist.panes.translate.ports import Translates, TranslatesPapers
from edgeassist.panes.translate.sentence_desk import SentenceDesk
from edgeassist.panes.translate.session import Phase, TranslateSession
from edgeassist.panes.translate.text_desk import TextDesk
from edgeassist.panes.translate.text_page import SAMPLES
from edgeassist.panes.translate.translation import Pair, Tone
from edgeassist.panes.translate.translator import Translator
from edgeassist.panes.translate.view import TranslateView

UNOPENED = later("The glossary or the last text of the translate pane could not be opened.")
SMALL_TONE = later("Starter keeps the tone of the text; a bigger model can change it.")


@dataclass(frozen=True, slots=True)
class Tools:
    """What translates text and what translates documents."""

    texts: Translates
    papers: TranslatesPapers


def tools_for(context: PaneContext) -> Tools:
    """Return the real ones."""
    translator = Translator(context)
    translator.use_glossary(Glossary.opened(translator.glossary_path))
    return Tools(translator, PaperTranslator(translator, context))


@dataclass(frozen=True, slots=True)
class Keepsake:
    """What goes on in another window: text and translation, the term that is being typed, and what is in front."""

    session: TranslateSession
    term: tuple[str, str]
    place: int


class TranslatePane:
    """What the window calls. `make` makes what translates, on a thread that is not the GUI's."""

    def __init__(self, context: PaneContext, make: Callable[[PaneContext], Tools] = tools_for) -> None:
        self._context = context
        self._tools: Tools | None = None
        self._front = self._opened = self._went_on = False
        self._handed: Handoff | None = None
        self.session = TranslateSession(self._offers, lambda: context.model)
        self._view = view = TranslateView(self._sources, self._targets)
        self._keeping = InOrder(view, "translate-keeping")
        self.text = TextDesk(view.text, self.session, self._translator, self._keeping)
        self.sentence = SentenceDesk(view.text, self.session, self.text.highlights, self._translator)
        self.glossary = GlossaryDesk(view.glossary, self.session, self._glossary, self._keeping)
        self.papers = PapersDesk(view, self.session, self._papers, self._keeping)
        self.keeper = DraftKeeper(view, lambda: context.folder, lambda: self.session.draft, self._keeping)
        self._connect()
        self.model_changed()
        self._open(make)

    @property
    def widget(self) -> TranslateView:
        """The pane's own widget."""
        return self._view

    def shown(self) -> None:
        """Go to the text, and on with what was put off."""
        self._front = True
        if self._view.in_front is self._view.text:
            self._view.text.source.setFocus()
        self.text.shown()

    def hidden(self) -> None:
        """Stop every timer; a translation under way goes on."""
        self._front = False
        self.text.hidden()
        self.keeper.keep()

    def model_changed(self) -> None:
        """Offer what the model that is in use now can do, and begin anew where it could not before."""
        self._show_able()
        self.session.model_changed()
        self._refresh()
        if self.session.phase is Phase.WAITING and self._front:
            self.text.run()

    def take(self, handoff: Handoff) -> None:
        """Translate a text of another pane; what stood there, Ctrl+Z brings back, and what is yet to be read too."""
        if not self._opened:
            self._handed = handoff
            return
        self.session.choose(source=handoff.language if self._known(handoff.language) else "")
        self._view.show_text()
        self._view.text.source.put(handoff.text)
        self._refresh()

    def keepsake(self) -> Keepsake | None:
        """Return what another window goes on with; None where nothing is known yet of what was kept."""
        self.text.take_in()
        sheet = self._view.glossary
        term = sheet.term.text(), sheet.meaning.text()
        known = self._tools is not None or self.session.text
        return Keepsake(self.session, term, self._view.stack.currentIndex()) if known else None

    def take_up(self, keepsake: object) -> None:
        """Go on where the pane of the window before was."""
        if isinstance(keepsake, Keepsake):
            self._went_on = True
            self.session.go_on_from(keepsake.session)
            self.text.go_on()
            self._view.glossary.fill_in(*keepsake.term)
            self._view.stack.setCurrentIndex(keepsake.place)

    def stop(self) -> None:
        """End the translation under way, of the text and of a document; what is done stays."""
        self.text.stop()
        if (working := self.papers.queue.working) is not None:
            self.papers.stop(working.number)

    def save(self) -> None:
        """Keep what was typed, and which documents are under way."""
        if self._tools is not None:
            self.keeper.keep()
            self.papers.save(self._context.folder)

    def close(self) -> None:
        """End what runs and keep what was typed."""
        self.text.close()
        self.sentence.close()
        self.save()
        self.papers.close()
        self._keeping.close()

    def swap(self) -> None:
        """Change sides."""
        text = self.session.swap()
        self.papers.languages_changed()
        self._view.text.source.put(text)
        self.text.run()

    def run_now(self) -> None:
        """Translate without waiting for a pause."""
        if self._view.in_front is self._view.text:
            self.text.run()

    def escape(self) -> None:
        """End what runs, else empty the line one searches in, else go back to the text."""
        search = self._view.glossary.search
        if self.text.busy or self.sentence.busy:
            self.text.stop()
            self.sentence.stop()
        elif search.hasFocus() and search.text():
            search.clear()
        elif self._view.in_front is not self._view.text:
            self._view.show_text()

    def runnable(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """Return what the palette can run here."""
        return (
            (tr("Translate a document…"), self.papers.choose),
            (tr("Documents"), self._view.show_papers),
            (tr("Glossary"), self._view.show_glossary),
            (tr("Swap languages"), self.swap),
        )

    def _connect(self) -> None:
        view, bar, text = self._view, self._view.bar, self._view.text
        bar.source.chosen.connect(lambda code: self._choose(source=code))
        bar.target.chosen.connect(lambda code: self._choose(target=code))
        bar.tone.chosen.connect(lambda code: self._choose(tone=Tone(code)))
        bar.swap_wished.connect(self.swap)
        bar.glossary_wished.connect(view.show_glossary)
        bar.papers_wished.connect(view.show_papers)
        view.stack.currentChanged.connect(lambda _place: self.text.refresh())
        view.glossary.closed.connect(view.show_text)
        view.papers.closed.connect(view.show_text)
        text.content = lambda: self.session.shown.text
        view.files_dropped.connect(self.papers.take_all)
        text.sample_wished.connect(self._show_sample)
        text.clear_wished.connect(lambda: text.source.put(""))
        text.chat_wished.connect(lambda: self._hand_off("chat"))
        text.summary_wished.connect(lambda: self._hand_off("summarize"))
        text.models_wished.connect(lambda: self._context.hand_off(Handoff("", MODELS)))
        self.text.changed.connect(self._refresh)
        self.text.changed.connect(self.keeper.touched)
        self.text.paused.connect(self.save)
        self.sentence.changed.connect(self.text.refresh)
        self.sentence.term_wished.connect(self._begin_term)
        self.glossary.counted.connect(self._refresh)
        self.glossary.changed.connect(self._glossary_changed)
        for name, deed in (
            ("translate-now", self.run_now),
            ("translate-swap", self.swap),
            ("translate-back", self.escape),
        ):
            bind(name, view, deed)

    def _open(self, make: Callable[[PaneContext], Tools]) -> None:
        """Read the glossary and the draft; then translate what stands there."""

        def read() -> tuple[Tools, draft.Draft, tuple[Paper, ...]]:
            tools = make(self._context)
            _ = tools.texts.glossary
            return tools, draft.kept(self._context.folder), paper_list.kept(self._context.folder)

        def take_handed() -> None:
            self._opened = True
            if self._handed is not None:
                self.take(self._handed)

        def opened(found: tuple[Tools, draft.Draft, tuple[Paper, ...]]) -> None:
            self._tools, last, papers = found
            self.keeper.begin(last)
            self.papers.restore(papers)
            if not (self._went_on or self._view.text.source.toPlainText()):
                self.session.restore(last)
                self._view.text.source.put(last.text)
            self._show_able()
            self.glossary.refresh()
            take_handed()
            if self.session.phase is Phase.WAITING:
                self.text.run()
            else:
                self.text.refresh()

        def failed(error: Exception) -> None:
            detail = f"{type(error).__name__}: {error}"
            self._context.tell(Notice(tr(UNOPENED), tr(getattr(error, "hint", "")), detail, "warn"))
            take_handed()

        self._keeping.do(read, opened, failed=failed)

    def _show_able(self) -> None:
        """Say what the model can do where its work will stand."""
        model = self._context.model
        able = choices.able(model, choices.pairs(self._offers) if model is not None else ())
        more = f"\n\n{tr(choices.BIGGER)}" if model is not None and model.small else ""
        self._view.text.target.setPlaceholderText(able + more)

    def _choose(self, *, source: str | None = None, target: str | None = None, tone: Tone | None = None) -> None:
        self.session.choose(source=source, target=target, tone=tone)
        self.papers.languages_changed()
        self.text.run()

    def _refresh(self) -> None:
        """Show what the session holds, but for the texts."""
        session, bar, model = self.session, self._view.bar, self._context.model
        bar.source.show_choice(session.describe_source() or tr(choices.DETECT), session.wished)
        bar.target.show_choice(choices.name_of(session.target), session.target)
        small = model is not None and model.small
        bar.show_tone(Tone.AS_IS if small else session.tone, tr(SMALL_TONE) if small else "")
        bar.show_terms(self.glossary.count)
        text = self._view.text
        text.source.write_from(right=choices.right_to_left(session.source))
        text.target.write_from(right=choices.right_to_left(session.target))
        text.models.setVisible(model is None and self._context.can_hand_off(MODELS))
        text.show_ways(chat=self._context.can_hand_off("chat"), summary=self._context.can_hand_off("summarize"))
        self.text.show_checks()
        self.sentence.refresh()

    def _glossary_changed(self) -> None:
        self._refresh()
        if self.session.text:
            self.text.run()

    def _begin_term(self, source: str, target: str) -> None:
        self._view.show_glossary()
        self._view.glossary.fill_in(source, target)

    def _show_sample(self) -> None:
        source = self.session.wished or ("es" if self.session.target == "en" else "en")
        self._view.text.source.put(SAMPLES.get(source, SAMPLES["en"]))
        self.text.run()

    def _hand_off(self, wish: str) -> None:
        self._context.hand_off(Handoff(self.session.shown.text, wish, tr("Translation"), self.session.target))

    def _offers(self, pair: Pair) -> Offer:
        if self._tools is not None:
            return self._tools.texts.engine.offers(pair)
        return self._context.offers(Task("translate", pair.source, pair.target))

    def _known(self, code: str) -> bool:
        return any(one.code == code for one in self._sources())

    def _sources(self) -> tuple[Choice, ...]:
        found = choices.sources(self.session.target, self._offers)
        return (Choice("", tr(choices.DETECT)), *found)

    def _targets(self) -> tuple[Choice, ...]:
        return choices.targets(self.session.source, self._offers)

    def _translator(self) -> Translates | None:
        return self._tools.texts if self._tools is not None else None

    def _papers(self) -> TranslatesPapers | None:
        return self._tools.papers if self._tools is not None else None

    def _glossary(self) -> Glossary | None:
        return self._tools.texts.glossary if self._tools is not None else None
