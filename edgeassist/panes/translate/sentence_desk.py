# SPDX-License-Identifier: Apache-2.0
"""Carries out what is wished of one sentence, and the check by translating back. GUI thread only."""

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr, trn
from edgeassist.core.stop import Stop, Stopped
from edgeassist.core.units import grouped
from edgeassist.kit.long_work import LongWork
from edgeassist.panes.translate.aligned import Line
from edgeassist.panes.translate.highlights import Highlights
from edgeassist.panes.translate.ports import Translates
from edgeassist.panes.translate.runs import Thinned, counted_back, with_one_checked
from edgeassist.panes.translate.sentence_bar import LOOKING, NONE_FOUND
from edgeassist.panes.translate.session import Phase, TranslateSession
from edgeassist.panes.translate.text_page import TextPage
from edgeassist.panes.translate.translation import Translation

CAME_BACK = later("It came back saying the same.")
NO_BACK = later("The model may not be asked for the way back.")


class SentenceDesk(QObject):
    """`changed` is emitted when a sentence is another; `term_wished` carries what is selected on both sides."""

    changed = Signal()
    term_wished = Signal(str, str)

    def __init__(
        self,
        page: TextPage,
        session: TranslateSession,
        highlights: Highlights,
        translator: Callable[[], Translates | None],
    ) -> None:
        super().__init__(page)
        self._page, self._session, self._highlights, self._translator = page, session, highlights, translator
        self._checking: LongWork[tuple[Translation, int]] = LongWork(page, "translate-check", self._on_checked)
        self._wording: LongWork[None] = LongWork(page, "translate-wording", lambda _none: None)
        self._line, self._stopped = "", False
        bar, checks = page.sentence, page.checks
        bar.wordings_wished.connect(self.find_wordings)
        bar.wording_chosen.connect(self.use)
        bar.check_wished.connect(self.check_one)
        bar.own_wished.connect(self.use_own)
        bar.term_wished.connect(self.offer_term)
        checks.back_wished.connect(self.check_all)
        checks.stop_wished.connect(self.stop)
        checks.sentence_wished.connect(self.go_to)
        page.target.menu_wished.connect(self.open_menu)
        page.target.moved.connect(lambda _place: self.refresh())
        page.source.moved.connect(lambda _place: self.refresh())

    @property
    def busy(self) -> bool:
        """A check or a search for wordings is under way."""
        return self._checking.busy or self._wording.busy

    def stop(self) -> None:
        """End what is under way."""
        self._stopped = True
        self._checking.stop()
        self._wording.stop()

    def close(self) -> None:
        """End everything."""
        self._checking.close()
        self._wording.close()

    def refresh(self) -> None:
        """Offer what can be done with the sentence that the caret is in."""
        number, shown = self._highlights.current, self._session.shown
        line = shown.lines[number] if number is not None and number < len(shown.lines) else None
        able = line is not None and not line.stale and self._session.phase is not Phase.WORKING
        checkable = self._session.checkable is not None
        self._page.sentence.setVisible(line is not None)
        if line is not None:
            self._page.sentence.show_sentence(line.text, edited=line.edited, able=able, checkable=checkable)
        why = "" if checkable or self._session.phase is not Phase.DONE else tr(NO_BACK)
        self._page.checks.show_back(possible=checkable, line=self._line, why_not=why)

    def find_wordings(self) -> None:
        """Look for other wordings of the sentence."""
        number, translator = self._highlights.current, self._translator()
        if number is None or translator is None or number >= len(self._session.shown.lines):
            return
        segment, pair, tone = self._session.segment(number), self._session.pair, self._session.tone
        line = self._session.shown.lines[number]

        def work(_tell: Callable[[None], None], stop: Stop) -> tuple[str, ...]:
            return translator.alternatives(segment, pair, tone=tone, stop=stop)

        def found(wordings: tuple[str, ...]) -> None:
            if self._line_at_caret is not line:
                return
            others = tuple(one for one in wordings if one != line.text)
            self._page.sentence.show_line("" if others else tr(NONE_FOUND))
            self._page.sentence.show_wordings(others)

        self._page.sentence.show_line(tr(LOOKING))
        self._wording.start(work, found, failed=self._on_failed)

    def use(self, text: str) -> None:
        """Take another wording."""
        if (number := self._number) is not None:
            self._session.use(number, text)
            self.changed.emit()

    def use_own(self) -> None:
        """Take the model's words again."""
        if (number := self._number) is not None:
            self._session.use_own(number)
            self.changed.emit()

    def check_all(self) -> None:
        """Translate all of it back, and mark what came back differently."""
        whole, translator = self._session.checkable, self._translator()
        if whole is None or translator is None:
            return
        count = len(whole.rendered)
        self._line = trn("Translating back… {n} sentence", "Translating back… {n} sentences", count, n=grouped(count))
        self._stopped = False
        self._checking.start(
            lambda tell, stop: translator.check_back(whole, stop, counted_back(whole, Thinned(tell, time.monotonic))),
            self._on_all_checked,
            failed=self._on_failed,
        )
        self.refresh()

    def check_one(self) -> None:
        """Translate one sentence back."""
        whole, translator, number = self._session.checkable, self._translator(), self._number
        if whole is None or translator is None or number is None or number >= len(whole.rendered):
            return
        self._line, segment = "", whole.rendered[number].segment
        one = replace(whole, rendered=(whole.rendered[number],), total=1)

        def work(_tell: Callable[[tuple[Translation, int]], None], stop: Stop) -> Translation:
            return with_one_checked(whole, number, translator.check_back(one, stop, lambda _told: None))

        self._page.sentence.show_line(tr("Translating this sentence back…"))

        def checked(found: Translation) -> None:
            self._session.on_checked(found)
            line = self._line_at_caret
            if line is not None and line.rendered.segment == segment:
                self._page.sentence.show_line("" if line.rendered.flags else tr(CAME_BACK))
            self.changed.emit()

        self._checking.start(work, checked, failed=self._on_failed)

    def go_to(self, number: int) -> None:
        """Put the caret into a sentence of the translation."""
        start = self._session.shown.target_span(number)[0]
        self._page.target.setFocus()
        self._page.target.go_to(self._highlights.target_units.units(start))

    def offer_term(self) -> None:
        """Hand over what is selected on both sides for the glossary."""
        selected = (side.textCursor().selectedText().strip() for side in (self._page.source, self._page.target))
        source, target = (text if len(text) <= 80 and "\u2029" not in text else "" for text in selected)
        self.term_wished.emit(source, target)

    def open_menu(self, place: QPoint) -> QMenu:
        """Open the menu of the sentence at the caret and return it."""
        page, bar = self._page, self._page.sentence
        menu = QMenu(page.target)
        menu.setAccessibleName(tr("This sentence"))
        chosen = page.target.textCursor().selectedText().replace("\u2029", "\n")
        if chosen:
            menu.addAction(tr("Copy"), lambda: QGuiApplication.clipboard().setText(chosen))
            menu.addSeparator()
        for button in (bar.other, bar.copy, bar.check, bar.term, bar.own):
            if not button.isHidden():
                menu.addAction(button.text(), button.click).setEnabled(button.isEnabled())
        menu.addSeparator()
        menu.addAction(tr("Select all"), page.target.selectAll)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
        return menu

    @property
    def _number(self) -> int | None:
        number = self._highlights.current
        return number if number is not None and number < len(self._session.shown.lines) else None

    @property
    def _line_at_caret(self) -> Line | None:
        return self._session.shown.lines[self._number] if self._number is not None else None

    def _on_checked(self, told: tuple[Translation, int]) -> None:
        whole, done = told
        total = grouped(len(whole.rendered))
        self._line = tr("Translating back… sentence {done} of {total}", done=grouped(done), total=total)
        self._session.on_checked(whole)
        self.changed.emit()

    def _on_all_checked(self, whole: Translation) -> None:
        self._line, stopped = "", self._stopped
        self._session.on_checked(whole, whole=not stopped)
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._line = ""
        said = str(error) if isinstance(error, EdgeError) else tr("That did not work. Try again.")
        self._page.sentence.show_line(tr("Stopped.") if isinstance(error, Stopped) else said)
        self.changed.emit()
