# SPDX-License-Identifier: Apache-2.0
"""Translates documents one after the other: takes them in, runs them, says where they go. GUI thread only."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop
from edgeassist.kit.background import InOrder
from edgeassist.kit.file_choice import FileChoice
from edgeassist.kit.long_work import LongWork
from edgeassist.panes.translate import paper_list
from edgeassist.panes.translate.paper import PaperResult, PaperTold
from edgeassist.panes.translate.paper_places import free_place
from edgeassist.panes.translate.paper_queue import Paper, PaperQueue, Step
from edgeassist.panes.translate.ports import TranslatesPapers
from edgeassist.panes.translate.runs import Thinned
from edgeassist.panes.translate.session import TranslateSession
from edgeassist.panes.translate.view import TranslateView

KINDS = later("Documents (*.docx *.html *.htm *.md *.txt *.srt *.vtt *.pdf *.epub);;All files (*)")


class PapersDesk(QObject):
    """Shows the queue in `view.papers` and in the bar."""

    def __init__(
        self,
        view: TranslateView,
        session: TranslateSession,
        papers: Callable[[], TranslatesPapers | None],
        keeping: InOrder,
    ) -> None:
        super().__init__(view)
        self._view, self._session, self._papers, self._keeping = view, session, papers, keeping
        self.queue = PaperQueue()
        self._work: LongWork[PaperTold] = LongWork(view, "translate-document", self._on_told)
        self._choice = FileChoice(view, self.take_in)
        page = view.papers
        page.start_wished.connect(self.start)
        page.stop_wished.connect(self.stop)
        page.place_wished.connect(self.choose_place)
        page.open_wished.connect(self.open_folder)
        page.remove_wished.connect(self.remove)
        view.text.source.files_dropped.connect(self.take_all)
        view.bar.document_wished.connect(self.choose)

    def choose(self) -> None:
        """Let a person pick a document."""
        self._choice.ask_for(tr("Choose a document to translate"), tr(KINDS), self.take_in)

    def take_all(self, paths: list[Path]) -> None:
        """Take documents in."""
        for path in paths:
            self.take_in(path)

    def take_in(self, path: Path) -> None:
        """Take a document in, under a name for its translation that nothing bears yet."""
        pair, tone = self._session.document_pair, self._session.tone

        def placed(out: Path) -> None:
            paper = self.queue.add(path, pair, tone, out)
            self.refresh()
            self._view.show_papers()
            self._view.papers.cards[paper.number].start.setFocus()

        self._find_place(path, pair.target, placed)

    def languages_changed(self) -> None:
        """Documents that nobody began go into the language chosen now."""
        for paper in self.queue.papers:
            if paper.step is Step.READY:
                pair = self._session.document_pair
                self.queue.change(paper.number, pair=pair, tone=self._session.tone)
                if pair.target != paper.pair.target and not paper.chosen:
                    self._find_place(paper.path, pair.target, partial(self._move, paper.number, pair.target))
        self.refresh()

    def start(self, number: int) -> None:
        """Translate a document as soon as those before it are done."""
        self.queue.wish(number)
        self._go_on()

    def stop(self, number: int) -> None:
        """End the document's run, or take it out of the line."""
        working = self.queue.working
        if working is not None and working.number == number:
            self._work.stop()
        else:
            self.queue.unwish(number)
            self.refresh()

    def choose_place(self, number: int) -> None:
        """Let a person say where the translation goes."""
        paper = next((one for one in self.queue.papers if one.number == number), None)
        if paper is not None:
            then = partial(self._place, number)
            self._choice.ask_where(tr("Save the translation as"), f"*{paper.out.suffix}", paper.out.name, then)

    def open_folder(self, number: int) -> None:
        """Show the folder of the translation in the system's own window."""
        paper = next((one for one in self.queue.papers if one.number == number), None)
        if paper is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(paper.out.parent)))

    def remove(self, number: int) -> None:
        """Forget a document; its files stay."""
        self.queue.remove(number)
        self.refresh()

    def refresh(self) -> None:
        """Show the queue."""
        papers = self.queue.papers
        self._view.papers.show_papers(papers)
        self._view.bar.show_papers(self.queue.line)

    def restore(self, papers: tuple[Paper, ...]) -> None:
        """List what was under way when the window was closed."""
        self.queue.restore(papers)
        self.refresh()

    def save(self, folder: Path) -> None:
        """Keep the list in `folder`; what is done of each document is kept as it is made."""
        papers = self.queue.papers
        self._keeping.do(lambda: paper_list.keep(folder, papers))

    def close(self) -> None:
        """End what runs; what is done is kept."""
        self._work.close()

    def _place(self, number: int, out: Path) -> None:
        self.queue.place(number, out)
        self.refresh()

    def _move(self, number: int, target: str, out: Path) -> None:
        """Have the translation into `target` go to `out`, unless something else was wished meanwhile."""
        paper = next((one for one in self.queue.papers if one.number == number), None)
        if paper is not None and paper.step is Step.READY and paper.pair.target == target and not paper.chosen:
            self.queue.change(number, out=out)
            self.refresh()

    def _find_place(self, path: Path, target: str, then: Callable[[Path], None]) -> None:
        """Hand `then` a name that neither a file beside `path` nor another document here has."""
        taken = {paper.out for paper in self.queue.papers}

        def found(out: Path) -> None:
            if any(paper.out == out for paper in self.queue.papers):  # another document took it meanwhile
                self._find_place(path, target, then)
            else:
                then(out)

        self._keeping.do(lambda: free_place(path, target, taken), found)

    def _go_on(self) -> None:
        """Begin the next one, unless one runs."""
        papers = self._papers()
        paper = self.queue.next() if papers is not None and not self._work.busy else None
        if papers is not None and paper is not None:
            self._run(papers, paper)
        self.refresh()

    def _run(self, papers: TranslatesPapers, paper: Paper) -> None:
        def work(tell: Callable[[PaperTold], None], stop: Stop) -> PaperResult:
            thinned = Thinned(tell, time.monotonic)
            return papers.run(paper.path, paper.out, paper.pair, tone=paper.tone, tell=thinned, stop=stop)

        def ended(result: PaperResult) -> None:
            self.queue.ended(paper.number, result)
            self._go_on()

        def failed(error: Exception) -> None:
            self.queue.failed(paper.number, error)
            self._go_on()

        self._work.start(work, ended, failed=failed)

    def _on_told(self, told: PaperTold) -> None:
        working = self.queue.working
        if working is not None:
            self.queue.grown(working.number, told)
            self.refresh()
