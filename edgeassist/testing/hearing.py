# SPDX-License-Identifier: Apache-2.0
"""A microphone that says what the test has it say. Opens no sound device and starts no child."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from edgeassist.speech.heard import Grammar, Heard, Verdict
from edgeassist.speech.hearing import Hear
from edgeassist.speech.lines import Device, Devices, EarState, Ended, Level, News, Partial, Purpose, Ready, Utterance
from edgeassist.testing.engine import on_other_thread

EMBEDDED = Ready("embedded", "en", dictates=False, memory_bytes=120_000_000)
"""The recognizer that comes with the program."""


@dataclass(frozen=True, slots=True)
class Listened:
    """A wish to listen, as it was made."""

    purpose: Purpose
    device: str = ""
    hold: bool = False
    path: Path | None = None
    keep_as: Path | None = None


@dataclass(eq=False)
class FakeHearing:
    """A `Hearing` that opens at once and hears what `say` tells it. Exactly one `Ended` per job, from another thread.

    `listened` keeps the wishes by job, `warmed` how often a recognizer was to be loaded; `microphones` are what
    `devices` finds, with `trouble` where there are none. Once a job is finished, `on_finish` gives what was heard;
    without it the test says so itself. `script` is told at once to every job that begins.
    """

    microphones: tuple[Device, ...] = (Device("Built-in microphone", chosen=True), Device("USB headset"))
    trouble: str = ""
    ready: Ready | None = EMBEDDED
    on_finish: Callable[[], Heard] | None = None
    script: tuple[News, ...] = ()
    listened: dict[int, Listened] = field(default_factory=dict)
    finished: list[int] = field(default_factory=list)
    grammars: list[Grammar] = field(default_factory=list)
    warmed: int = 0
    closed: bool = False
    _hears: dict[int, Hear] = field(default_factory=dict)
    _watchers: list[Callable[[bool], None]] = field(default_factory=list)
    _jobs: int = 0
    _open: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def listen(
        self, purpose: Purpose, hear: Hear, *, device: str = "", hold: bool = False, keep_as: Path | None = None
    ) -> int:
        """Open the microphone; without one the job ends at once, and says why. Nothing is written anywhere."""
        return self._begin(Listened(purpose, device, hold, keep_as=keep_as), hear)

    def listen_to(self, path: Path, purpose: Purpose, hear: Hear) -> int:
        """Open a file; the test says what is in it."""
        return self._begin(Listened(purpose, path=path), hear)

    def finish(self, job: int) -> None:
        """Note it; with `on_finish` the job ends with what that returns."""
        self.finished.append(job)
        if self.on_finish is not None:
            self.say(Utterance(job, self.on_finish()), job=job)
            self.end(job=job)

    def cancel(self, job: int) -> None:
        """End `job`, when it still runs."""
        self.say(Ended(job, "cancelled"), job=job)

    def use_grammar(self, grammar: Grammar) -> None:
        """Note it."""
        self.grammars.append(grammar)

    def warm(self) -> None:
        """Note it."""
        self.warmed += 1

    def devices(self, on_devices: Callable[[Devices], None]) -> None:
        """Tell the microphones at once."""
        on_other_thread(lambda: on_devices(Devices(self.microphones, self.trouble)))

    @property
    def recognizer(self) -> Ready | None:
        """Which recognizer is loaded."""
        return self.ready

    @property
    def job(self) -> int:
        """The job under way; 0 for none."""
        return max(self._hears, default=0)

    def watch(self, on_open: Callable[[bool], None]) -> Callable[[], None]:
        """Tell whether the microphone is open, now and at every change."""
        self._watchers.append(on_open)
        on_open(self._open)
        return lambda: self._watchers.remove(on_open)

    def close(self) -> None:
        """End what is under way."""
        self.closed = True
        self.cancel(self.job)

    def say(self, *news: News, job: int = 0) -> None:
        """Deliver `news` to the listener of `job`, the newest unless told, from another thread."""
        with self._lock:
            number = job or self.job
            hear = self._hears.get(number)
            if hear is not None and isinstance(news[-1], Ended):
                del self._hears[number]
        if hear is not None:
            on_other_thread(lambda: self._deliver(hear, news))

    def level(self, rms_db: float = -20.0, *, clipped: bool = False) -> None:
        """Say how loud it is."""
        self.say(Level(self.job, rms_db, min(0.0, rms_db + 6), clipped))

    def partial(self, text: str) -> None:
        """Say what the utterance under way seems to be."""
        self.say(Partial(self.job, text))

    def hears(self, text: str, verdict: Verdict = "accepted", confidence: float = 0.95) -> None:
        """End a command's job with `text`; dictation goes on."""
        heard = Heard(text, verdict, confidence, took_ms=180.0)
        dictates = self.listened[self.job].purpose == "dictation"
        self.say(Utterance(self.job, heard), *(() if dictates else (Ended(self.job, "done"),)))

    def lose(self) -> None:
        """Unplug the microphone."""
        self.say(EarState(self.job, "lost"))

    def fail(self, code: str = "microphone-lost", message: str = "The microphone is gone.", hint: str = "") -> None:
        """End the job badly."""
        self.say(Ended(self.job, "failed", code, message, hint))

    def end(self, *, job: int = 0) -> None:
        """End the job well."""
        self.say(Ended(job or self.job, "done"), job=job)

    def _begin(self, wish: Listened, hear: Hear) -> int:
        self.cancel(self.job)
        with self._lock:
            self._jobs += 1
            job = self._jobs
            self.listened[job], self._hears[job] = wish, hear
        if wish.path is None and not self.microphones:
            message = self.trouble or "No microphone was found."
            self.say(Ended(job, "failed", "no-microphone", message, "Typing works everywhere."), job=job)
        else:
            self.say(EarState(job, "opening"), EarState(job, "listening", wish.device), *self.script, job=job)
        return job

    def _deliver(self, hear: Hear, news: tuple[News, ...]) -> None:
        for one in news:
            if isinstance(one, EarState | Ended):
                self._tell_open(isinstance(one, EarState) and one.state in ("listening", "speech"))
            hear(one)

    def _tell_open(self, now: bool) -> None:
        if now != self._open:
            self._open = now
            for watcher in tuple(self._watchers):
                watcher(now)
