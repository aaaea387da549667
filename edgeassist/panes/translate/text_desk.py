# SPDX-License-Identifier: Apache-2.0
"""Translates what is typed: waits for a pause, runs what the session says, shows what comes. GUI thread only."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from edgeassist.core.language import later, tr
from edgeassist.kit.background import InOrder
from edgeassist.kit.long_work import LongWork
from edgeassist.panes.translate.aligned import Aligned, common_end, common_start, splice, step
from edgeassist.panes.translate.highlights import Highlights
from edgeassist.panes.translate.ports import Translates
from edgeassist.panes.translate.pouring import PIECE_CHARS
from edgeassist.panes.translate.remarks import Checks, checks
from edgeassist.panes.translate.runs import Refused, Told, translated
from edgeassist.panes.translate.session import Detected, Phase, TranslateSession
from edgeassist.panes.translate.text_page import TextPage
from edgeassist.panes.translate.translation import Translation

PAUSE_MS = 350
LONG_CHARS = 200_000
"""A longer text is looked at when typing pauses, not at every key."""
MANY_LINES = 1_000
"""So many sentences are not counted while they grow."""
_RESUMES = {Phase.KEPT: later("Translate"), Phase.STOPPED: later("Go on"), Phase.FAILED: later("Try again")}


class TextDesk(QObject):
    """`changed` is emitted whenever something else is to be shown; `paused` when what was typed may be kept."""

    changed = Signal()
    paused = Signal()

    def __init__(
        self,
        page: TextPage,
        session: TranslateSession,
        translator: Callable[[], Translates | None],
        counting: InOrder,
    ) -> None:
        super().__init__(page)
        self._page, self._session, self._translator = page, session, translator
        self._work: LongWork[Told] = LongWork(page, "translate", self._on_told)
        self._counting, self._counted = counting, Aligned()
        self._painted = Aligned()
        self._newest: Translation | None = None
        self.highlights = Highlights(page.source, page.target)
        self._pause, self._painter = QTimer(page), QTimer(page)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.on_typing_paused)
        self._painter.setInterval(0)
        self._painter.timeout.connect(self.on_paint_due)
        page.source.textChanged.connect(self.on_typed)
        page.target.edited.connect(self.on_edited)
        page.target.came.connect(self._paint)
        page.stop_wished.connect(self.stop)
        page.go_on_wished.connect(self.run)

    @property
    def busy(self) -> bool:
        """A translation is under way."""
        return self._session.phase is Phase.WORKING

    def shown(self) -> None:
        """Go on with what was put off."""
        self.refresh()
        if self._session.phase is Phase.WAITING:
            self._pause.start()

    def take_in(self) -> None:
        """Have the session know all that was typed."""
        self._page.source.pour_all()
        self._session.put(self._page.source.toPlainText())

    def go_on(self) -> None:
        """Show the text of a session that went on from another one; nothing was typed, so nothing is to be run."""
        self._page.source.put(self._session.text)
        self._page.source.pour_all()
        self._pause.stop()
        self.refresh()

    def hidden(self) -> None:
        """Take in all that was typed and stop the timers; what runs goes on."""
        self.take_in()
        self._pause.stop()
        self._painter.stop()

    def close(self) -> None:
        """End everything."""
        self.hidden()
        self._work.close()

    @Slot()
    def on_typed(self) -> None:
        """The text is another: what runs is of no use any more, and the next run waits for a pause."""
        source = self._page.source
        self._work.stop()
        if source.document().characterCount() < LONG_CHARS and not source.pouring:
            self._session.put(source.toPlainText())
            self.refresh()
        if self._page.isVisible():
            self._pause.start()

    @Slot()
    def on_typing_paused(self) -> None:
        """Translate what was typed; what was only kept waits until somebody wishes it."""
        if not self._page.source.pouring:
            self._session.put(self._page.source.toPlainText())
        if self._session.phase is Phase.KEPT and not self._page.source.pouring:
            self.refresh()
        else:
            self.run()

    @Slot()
    def run(self) -> None:
        """Translate now."""
        self._pause.stop()
        self._newest = None
        if self._page.source.pouring:
            self._pause.start()
            return
        self._session.put(self._page.source.toPlainText())
        self.paused.emit()
        translator = self._translator()
        job = self._session.begin() if translator is not None else None
        if translator is not None and job is not None:
            self._work.start(
                lambda tell, stop: translated(translator, job, tell, stop, time.monotonic),
                self._on_ended,
                failed=self._on_failed,
            )
        self.refresh()

    @Slot()
    def stop(self) -> None:
        """End the run; what is done stays."""
        self._work.stop()

    @Slot()
    def on_edited(self) -> None:
        """A person changed the translation by hand."""
        if self._painted is not self._session.shown:
            return
        old, new = self._painted.text, self._page.target.toPlainText()
        plain = old.replace("\u00a0", " ")
        head = common_start(plain, new)
        tail = common_end(plain, new, most=min(len(plain), len(new)) - head)
        self._session.edit(head, len(old) - tail - head, new[head : len(new) - tail])
        self._painted = self._session.shown
        self.refresh()

    def refresh(self) -> None:
        """Show what the session holds."""
        self._show()
        self._paint()
        self.changed.emit()

    def _show(self) -> None:
        """Show all that the session holds but for the texts."""
        session, page = self._session, self._page
        resume = tr(_RESUMES[session.phase]) if session.phase in _RESUMES else ""
        page.show_line(session.line, session.hint, busy=session.phase is Phase.WORKING, resume=resume)
        page.show_length(session.length)
        page.show_filled(source=not page.source.document().isEmpty(), target=bool(session.shown.length))

    def show_checks(self) -> None:
        """Show what the checks found: at once for a short text, counted elsewhere for a long one when it is done."""
        session, shown = self._session, self._session.shown
        if len(shown.lines) < MANY_LINES:
            self._page.checks.show_checks(session.checks)
        elif session.phase is not Phase.DONE:
            self._page.checks.show_checks(Checks())
        elif shown is not self._counted:
            self._counted = shown

            def counted(found: Checks) -> None:
                if self._session.shown is shown:
                    self._page.checks.show_checks(found)

            back, unsure = session.came_back, session.unsure
            self._counting.do(lambda: checks(shown.lines, done=True, back=back, unsure=unsure), counted)

    @Slot()
    def on_paint_due(self) -> None:
        """Take in what came last, and bring the target editor one step nearer to what is to be shown."""
        newest, self._newest = self._newest, None
        if newest is not None:
            self._session.on_grown(newest)
            self._show()
        wanted = self._session.shown
        then = step(self._painted, wanted, PIECE_CHARS)
        change, units = splice(self._painted, then), self.highlights.target_units
        if change is not None:
            self._page.target.replace(units.units(change.start), units.units(change.end), change.text)
        self._painted = then
        self.highlights.follow(then, self._session.text)
        if then is wanted:
            self._painter.stop()
        self._page.target.allow_editing(allowed=then is wanted and bool(then.length))
        if newest is not None:
            self.changed.emit()

    def _paint(self) -> None:
        if self._painted is self._session.shown:
            self.highlights.follow(self._painted, self._session.text)
        elif self._page.isVisible():
            self.on_paint_due()
            if self._painted is not self._session.shown:
                self._painter.start()

    def _on_told(self, told: Told) -> None:
        """Take the language in; of the translations that come while the window is busy only the last one counts."""
        if isinstance(told, Detected):
            self._session.on_detected(told)
            self.refresh()
            return
        self._newest = told
        if self._page.isVisible():
            self._painter.start()

    def _on_ended(self, result: Translation | Refused) -> None:
        self._newest = None
        if isinstance(result, Refused):
            self._session.refuse(result.why)
        else:
            self._session.on_ended(result)
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        if self._newest is not None:
            self._session.on_grown(self._newest)
            self._newest = None
        self._session.on_failed(error)
        self.refresh()
