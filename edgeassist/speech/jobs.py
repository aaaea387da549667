# SPDX-License-Identifier: Apache-2.0
"""The jobs of listening that have not ended, and who hears of them. Knows no process and no thread."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.speech.hearing import Hear
from edgeassist.speech.indicator import Indicator
from edgeassist.speech.lines import Cancel, EarState, Ended, Finish, Listen, News, Trouble
from edgeassist.speech.refusals import BrokenSound, advice
from edgeassist.speech.sent_file import SentFile, sent_file

_log = logging.getLogger(__name__)
_OPEN = ("listening", "speech")


@dataclass(slots=True)
class Job:
    """One that has not ended: of the microphone, or of the sound file at `path`. `let_go`: somebody ended it so."""

    order: Listen
    hear: Hear
    path: Path | None = None
    sending: SentFile | None = None
    let_go: Finish | Cancel | None = None

    def open_file(self) -> None:
        """Have its file sent from the beginning, where it has one; raise why that cannot be."""
        if self.path is not None:
            self.close_file()
            self.sending = sent_file(self.order.job, self.path, self.order.purpose)

    def close_file(self) -> None:
        """Send no more of its file."""
        if self.sending is not None:
            self.sending.close()

    def tell(self, news: News) -> None:
        """Tell whoever asked; their faults are theirs."""
        try:
            self.hear(news)
        except Exception:
            _log.exception("one who listens failed")


class Jobs:
    """All of them by number. Shows `indicator` whether one of them has the microphone open."""

    def __init__(self, indicator: Indicator) -> None:
        self._indicator = indicator
        self._open: dict[int, Job] = {}

    def __bool__(self) -> bool:
        return bool(self._open)

    def __iter__(self) -> Iterator[Job]:
        return iter(tuple(self._open.values()))

    def add(self, job: Job) -> None:
        """Begin with `job`."""
        self._open[job.order.job] = job

    def get(self, number: int) -> Job | None:
        """Return the job of that number while it has not ended."""
        return self._open.get(number)

    def pass_on(self, number: int, news: News) -> None:
        """Tell whoever waits for job `number`."""
        job = self._open.get(number)
        if job is None:
            return
        if isinstance(news, EarState) and job.path is None:
            self._indicator.show(news.state in _OPEN)
        job.tell(news)

    def tell_all(self, trouble: Trouble | EdgeError) -> None:
        """Tell everybody of `trouble`; nothing ends by it."""
        news = trouble if isinstance(trouble, Trouble) else Trouble(*advice(trouble))
        for job in self:
            job.tell(news)

    def end(self, ended: Ended) -> None:
        """Say to one that it is over; nothing where it is already."""
        job = self._open.pop(ended.job, None)
        if job is None:
            return
        job.close_file()
        if job.sending is not None and job.sending.broke_off and ended.why == "cancelled":
            error = BrokenSound(tr("The sound file could not be read to its end."))
            ended = Ended(ended.job, "failed", *advice(error))
        if job.path is None and not self._open:
            self._indicator.show(False)
        job.tell(ended)

    def fail_all(self, error: EdgeError) -> None:
        """End every job because of `error`."""
        for job in self:
            self.fail(job, error)

    def fail(self, job: Job, error: EdgeError) -> None:
        """End `job` because of `error`; one that was called off is just over."""
        number = job.order.job
        called_off = isinstance(job.let_go, Cancel)
        self.end(Ended(number, "cancelled") if called_off else Ended(number, "failed", *advice(error)))

    def cancel_all(self, *, but: int = 0) -> None:
        """End every job but that of number `but` as cancelled."""
        self._indicator.show(False)
        for job in self:
            if job.order.job != but:
                self.end(Ended(job.order.job, "cancelled"))
