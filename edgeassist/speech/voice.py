# SPDX-License-Identifier: Apache-2.0
"""Listens for the window and the command line through a child that it starts when needed and ends when idle.

The real `speech.hearing.Hearing`. Recognizes nothing, and touches no microphone: a dead child has let go of it.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.runtime.actor import Actor
from edgeassist.speech.asking import Asking, OnDevices
from edgeassist.speech.deaths import Deaths
from edgeassist.speech.ear_process import EarProcess
from edgeassist.speech.heard import Grammar
from edgeassist.speech.hearing import Hear
from edgeassist.speech.indicator import Indicator
from edgeassist.speech.jobs import Job, Jobs
from edgeassist.speech.lines import (
    Cancel,
    Devices,
    Ended,
    Finish,
    ListDevices,
    Listen,
    News,
    Purpose,
    Ready,
    Trouble,
    UseGrammar,
)
from edgeassist.speech.manner import Manner
from edgeassist.speech.refusals import HearingMissing, VoiceModelDamaged
from edgeassist.speech.retelling import retold

_log = logging.getLogger(__name__)
IDLE_S = 120.0


class Voice(Actor):
    """Any thread may call; news come on this one's own thread. `recognizer` gives a language and a checked folder."""

    def __init__(
        self,
        command: Callable[[str], Sequence[str]],
        recognizer: Callable[[], tuple[str, str]],
        *,
        idle_s: float = IDLE_S,
    ) -> None:
        super().__init__("voice")
        self._command, self._wanted, self._idle_s = command, recognizer, idle_s
        self._numbers = count(1)
        self._indicator = Indicator()
        self._closed = threading.Event()
        self._process: EarProcess | None = None
        self._manner = Manner()
        self._ready: Ready | None = None
        self._preparing = False
        self._jobs = Jobs(self._indicator)
        self._asking = Asking()
        self._grammar: Grammar | None = None
        self._deaths = Deaths()
        self._idle_since = time.monotonic()

    @property
    def recognizer(self) -> Ready | None:
        """Which recognizer is loaded; None while none is."""
        return self._ready

    @property
    def pid(self) -> int | None:
        """The child's process, None while none runs."""
        process = self._process
        return process.pid if process is not None else None

    def listen(
        self, purpose: Purpose, hear: Hear, *, device: str = "", hold: bool = False, keep_as: Path | None = None
    ) -> int:
        """Open the microphone and return the job's number; with `keep_as` also write the sound to that WAV file."""
        kept = str(keep_as.absolute()) if keep_as is not None else ""
        order = Listen(next(self._numbers), purpose, device, hold=hold, keep_as=kept)
        self.post(lambda: self._start(Job(order, hear)))
        return order.job

    def listen_to(self, path: Path, purpose: Purpose, hear: Hear) -> int:
        """Hear the sound file at `path` in the same way."""
        order = Listen(next(self._numbers), purpose, sent=True)
        self.post(lambda: self._start(Job(order, hear, path)))
        return order.job

    def finish(self, job: int) -> None:
        """Make what was said so far into a result."""
        self.post(lambda: self._order(job, Finish(job)))

    def cancel(self, job: int) -> None:
        """Forget what was said."""
        self.post(lambda: self._order(job, Cancel(job)))

    def use_grammar(self, grammar: Grammar) -> None:
        """Hear `grammar` in commands from now on."""
        self.post(lambda: self._use_grammar(grammar))

    def devices(self, on_devices: OnDevices) -> None:
        """Look for microphones."""
        self.post(lambda: self._ask_devices(on_devices))

    def warm(self) -> None:
        """Start the child now: whoever is about to speak should not wait for it. Trouble is told by the next job."""
        self.post(self._warm)

    def watch(self, on_open: Callable[[bool], None]) -> Callable[[], None]:
        """Tell `on_open` whether the microphone is open, at once and at every change; return what ends that."""
        return self._indicator.watch(on_open)

    def close(self) -> None:
        """Let the microphone go, end the child and wait for it. What is under way ends as cancelled."""
        self._closed.set()
        self.post(self._shut)
        self.stop()
        if threading.current_thread() is not self._thread:
            self.join(5.0)

    # The actor's own thread from here on.

    def patience(self) -> float | None:
        """Return how long an idle child may still live."""
        if self._process is None or self._jobs or self._asking:
            return None
        return max(0.0, self._idle_since + self._idle_s - time.monotonic())

    def on_silence(self) -> None:
        """Nobody has listened for long: end the child."""
        self._let_go()

    def _start(self, job: Job) -> None:
        number = job.order.job
        self._jobs.add(job)
        if self._closed.is_set():
            self._end(Ended(number, "cancelled"))
            return
        try:
            job.open_file()
            self._need(keep_in=str(Path(job.order.keep_as).parent) if job.order.keep_as else "", but=number)
        except EdgeError as error:
            self._jobs.fail(job, error)
            return
        self._send(job)

    def _send(self, job: Job) -> None:
        if self._process is not None:
            self._process.send(job.order)
            if job.sending is not None:
                self._process.send_file(job.sending)

    def _order(self, number: int, order: Finish | Cancel) -> None:
        job = self._jobs.get(number)
        if job is not None and self._process is not None:
            job.let_go = order
            job.close_file()
            self._process.send(order)

    def _warm(self) -> None:
        if not self._closed.is_set():
            with suppress(EdgeError):
                self._need()

    def _use_grammar(self, grammar: Grammar) -> None:
        if grammar != self._grammar:
            self._grammar = grammar
            if self._process is not None:
                self._process.send(UseGrammar(grammar))

    def _ask_devices(self, on_devices: OnDevices) -> None:
        before = self._process
        self._asking.add(on_devices)
        try:
            if self._closed.is_set():
                raise HearingMissing
            self._need()
        except EdgeError as error:
            self._asking.refuse(f"{error} {tr(error.hint)}")
            return
        if self._process is not None and self._process is before and len(self._asking) == 1:
            self._process.send(ListDevices())

    def _need(self, *, keep_in: str = "", but: int = 0) -> None:
        """Have a child of the wanted manner run; what another one has under way, `but` that job, ends."""
        language, model = self._wanted()
        if self._deaths.is_damaged(model):
            language, model = "en", ""
        manner = Manner(language, model, keep_in or self._manner.keep_in)
        if self._process is not None and manner != self._manner:
            self._let_go(but=but)
        if self._process is None:
            self._begin(manner)

    def _begin(self, manner: Manner) -> None:
        try:
            self._process = EarProcess(manner.arguments(self._command("hear")), self._on_news, self._on_gone)
        except OSError as error:
            raise HearingMissing from error
        self._manner, self._preparing = manner, True
        self._idle_since = time.monotonic()
        self._process.send(manner.preparing())
        if self._grammar is not None:
            self._process.send(UseGrammar(self._grammar))
        if self._asking:
            self._process.send(ListDevices())

    def _let_go(self, *, but: int = 0) -> None:
        """End the child in peace, and what it has under way."""
        process, self._process, self._ready = self._process, None, None
        if process is not None:
            process.leave()
        self._jobs.cancel_all(but=but)

    def _shut(self) -> None:
        self._let_go()
        self._asking.refuse(tr("EdgeAssist is closing."))

    def _on_news(self, process: EarProcess, news: News) -> None:
        self.post(lambda: self._take(process, news))

    def _on_gone(self, process: EarProcess, code: int) -> None:
        self.post(lambda: self._bury(process, code))

    def _take(self, process: EarProcess, news: News) -> None:
        process.credit.release()
        if process is not self._process:
            return
        news = retold(news)
        match news:
            case Ready():
                self._ready, self._preparing = news, False
            case Devices():
                self._idle_since = time.monotonic()
                self._asking.answer(news)
            case Trouble():
                self._jobs.tell_all(news)
            case Ended():
                self._end(news)
            case _:
                self._jobs.pass_on(news.job, news)

    def _bury(self, process: EarProcess, code: int) -> None:
        """A child is gone; when nobody asked it to, say so and start another if it is needed."""
        if process is not self._process:
            return
        self._process = self._ready = None
        self._indicator.show(False)
        _log.info("the voice child ended with %s: %s", code, " | ".join(process.log.split("\n")[-5:]))
        preparing, self._preparing = self._preparing, False
        if self._manner.model and preparing and self._deaths.is_by_model(code):
            self._deaths.damaged(self._manner.model)
            self._begin_anew()
            return
        trouble = self._deaths.count(self._manner.model, time.monotonic(), code)
        busy = bool(self._jobs)
        if self._deaths.is_damaged(self._manner.model):
            self._jobs.tell_all(VoiceModelDamaged())
        self._jobs.fail_all(trouble)
        self._asking.refuse(f"{trouble} {tr(trouble.hint)}")
        if busy and self._deaths.is_calm:
            self._try_begin()

    def _begin_anew(self) -> None:
        """Go on with the built-in recognizer: the voice model took the child down before it was loaded.

        Files are heard again. A microphone never opens by itself: whoever spoke may have let the key go.
        """
        for job in self._jobs:
            if job.path is None or job.let_go:
                self._jobs.fail(job, VoiceModelDamaged())
        self._jobs.tell_all(VoiceModelDamaged())
        self._try_begin()
        for job in self._jobs:
            try:
                job.open_file()
                self._send(job)
            except EdgeError as error:
                self._jobs.fail(job, error)

    def _try_begin(self) -> None:
        try:
            self._need()
        except EdgeError as error:
            self._jobs.fail_all(error)
            self._asking.refuse(f"{error} {tr(error.hint)}")

    def _end(self, ended: Ended) -> None:
        self._idle_since = time.monotonic()
        self._jobs.end(ended)
