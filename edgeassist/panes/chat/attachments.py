# SPDX-License-Identifier: Apache-2.0
"""The files that go along with the next question: chosen or dropped, read in the background, shown as chips."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from edgeassist.api import Documents
from edgeassist.core.language import tr
from edgeassist.core.stop import Stop
from edgeassist.history.turns import Attachment
from edgeassist.kit.chip import Chip
from edgeassist.kit.flow_box import FlowBox
from edgeassist.kit.long_work import LongWork
from edgeassist.kit.parts import tip
from edgeassist.panes.chat.attaching import Paper, attachment_of
from edgeassist.panes.chat.opened import read_paper

OnRead = Callable[[Attachment, Paper], None]
"""Gets what was to be read, and what became of it."""


class PaperReader:
    """Reads attached files one after the other on a thread of its own; `on_read` gets each, on the GUI thread."""

    def __init__(self, owner: QObject, documents: Callable[[], Documents], on_read: OnRead) -> None:
        self._documents, self._on_read = documents, on_read
        self._work: LongWork[tuple[Attachment, Paper]] = LongWork(owner, "chat-papers", self._told)
        self._waiting: list[Attachment] = []

    def read(self, attachments: tuple[Attachment, ...]) -> None:
        """Have more files read."""
        new = [one for one in dict.fromkeys(attachments) if one not in self._waiting]
        self._waiting += new
        if new and not self._work.busy:
            self._start()

    def forget(self, attachment: Attachment) -> None:
        """Do not read a file any more."""
        if attachment in self._waiting:
            self._waiting.remove(attachment)

    def close(self) -> None:
        """End what runs and wait for it."""
        self._work.close()

    def _start(self) -> None:
        waiting = tuple(self._waiting)

        def work(tell: Callable[[tuple[Attachment, Paper]], None], stop: Stop) -> None:
            for attachment in waiting:
                tell((attachment, read_paper(self._documents, attachment, stop)))

        self._work.start(work, self._ended, failed=lambda _error: None)

    def _told(self, told: tuple[Attachment, Paper]) -> None:
        asked, paper = told
        self.forget(asked)
        self._on_read(asked, paper)

    def _ended(self, _none: None) -> None:
        if self._waiting:
            self._start()


class Attachments(FlowBox):
    """The chips above the input. `changed` tells that what would be read is another."""

    changed = Signal()

    def __init__(self, documents: Callable[[], Documents]) -> None:
        super().__init__()
        self._papers: list[Paper] = []
        self._chips: list[Chip] = []
        self._most_px, self._too_long = 16_777_215, ""
        self._reader = PaperReader(self, documents, self._on_read)
        self.hide()

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The files, in the order they were attached."""
        return tuple(self._papers)

    @property
    def chips(self) -> tuple[Chip, ...]:
        """Their chips."""
        return tuple(self._chips)

    @property
    def waiting(self) -> str:
        """The name of a file that is still being read; empty for none."""
        return next((paper.name for paper in self._papers if paper.waiting), "")

    @property
    def stored(self) -> tuple[Attachment, ...]:
        """What is kept of them with a draft."""
        return tuple(paper.attachment for paper in self._papers)

    def add(self, path: Path) -> None:
        """Attach a file; one that is there already stays as it is."""
        if all(paper.attachment.path != str(path) for paper in self._papers):
            self._attach((attachment_of(path),))

    def add_stored(self, attachments: tuple[Attachment, ...]) -> None:
        """Show the files of a draft, read anew, beside those that are there."""
        there = {paper.attachment.path for paper in self._papers}
        self._attach(tuple(one for one in attachments if one.path not in there))

    def clear(self) -> None:
        """Show no file."""
        self._papers.clear()
        self._show()

    def remove(self, path: Path | None) -> None:
        """Take a file away; one that is not there is no matter."""
        for paper in self._papers:
            if path is not None and paper.attachment.path == str(path):
                self._remove(paper)
                return

    def take(self) -> tuple[Paper, ...]:
        """Return the files that can be read, and be empty."""
        taken = tuple(paper for paper in self._papers if paper.text)
        self._papers.clear()
        self._show()
        return taken

    def bring_back(self, papers: tuple[Paper, ...]) -> None:
        """Have these files again, as they were read, before what was attached meanwhile."""
        back = {paper.attachment.path for paper in papers}
        self._papers = [*papers, *(paper for paper in self._papers if paper.attachment.path not in back)]
        self._show()

    def replace(self, paper: Paper) -> None:
        """Have more or less of a file read."""
        self._papers = [paper if one.attachment.path == paper.attachment.path else one for one in self._papers]
        self._show()

    def be_within(self, width: int) -> None:
        """Let no chip be wider than `width`."""
        self._most_px = max(1, width)
        for chip in self._chips:
            chip.setMaximumWidth(self._most_px)

    def say_too_long(self, *, too_long: bool) -> None:
        """Say at the longest file that what would be read is `too_long`: "all read" would not be so."""
        given = [paper for paper in self._papers if paper.given] if too_long else []
        longest = max(given, key=lambda paper: len(paper.given)).attachment.path if given else ""
        if longest != self._too_long:
            self._too_long = longest
            for chip, paper in zip(self._chips, self._papers, strict=True):
                self._remark(chip, paper)

    def close_reader(self) -> None:
        """End the reading and wait for it."""
        self._reader.close()

    def _attach(self, attachments: tuple[Attachment, ...]) -> None:
        self._papers += [Paper(attachment) for attachment in attachments]
        self._reader.read(attachments)
        self._show()

    def _on_read(self, asked: Attachment, paper: Paper) -> None:
        if any(one.waiting and one.attachment == asked for one in self._papers):
            self.replace(paper)

    def _remove(self, paper: Paper) -> None:
        self._papers = [one for one in self._papers if one.attachment.path != paper.attachment.path]
        self._reader.forget(paper.attachment)
        self._show()

    def _show(self) -> None:
        for chip in self._chips:
            self.flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(paper) for paper in self._papers]
        for chip in self._chips:
            self.flow.addWidget(chip)
        self.setVisible(bool(self._papers))
        self.changed.emit()

    def _chip(self, paper: Paper) -> Chip:
        chip = Chip(paper.name)
        chip.setMaximumWidth(self._most_px)
        self._remark(chip, paper)
        if paper.trouble:
            chip.setToolTip(tip(paper.trouble))
        chip.removed.connect(lambda: self._remove(paper))
        return chip

    def _remark(self, chip: Chip, paper: Paper) -> None:
        if paper.attachment.path == self._too_long:
            chip.set_remark(tr("too long for this model"), "danger")
        else:
            chip.set_remark(paper.line, "danger" if paper.trouble else "warn" if paper.unread else "")
