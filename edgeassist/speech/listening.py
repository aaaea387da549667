# SPDX-License-Identifier: Apache-2.0
"""One job of the voice child: opens its source, measures and cuts the sound, and ends with exactly one `Ended`.

Runs on a thread of its own; the recognizer works on another. Knows no library of sound.
"""

import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from edgeassist.core.errors import EdgeError
from edgeassist.speech.cutting import Begin, Cut, Cutter, End, Ends, Feed
from edgeassist.speech.heard import Heard
from edgeassist.speech.held import Held
from edgeassist.speech.judging import judgement
from edgeassist.speech.keeping import Keeping
from edgeassist.speech.levels import LevelMeter
from edgeassist.speech.lines import Ear, EarState, Ended, Listen, News, Sound, Trouble, Utterance, Why
from edgeassist.speech.lost import Patience, Search
from edgeassist.speech.recognizing import Recognizing, Talk
from edgeassist.speech.refusals import (
    HearingFailed,
    MicrophoneLost,
    MicrophoneStuck,
    RecognizerStuck,
    SoundLost,
    advice,
)
from edgeassist.speech.resampling import Resampler
from edgeassist.speech.sound_files import SentSound
from edgeassist.speech.sources import Block, Source, SourceGone, Sources

_WAIT_S = 0.1
_TAIL_S = 0.06  # what the microphone holds still when the key is let go


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a job needs: tests bring their own. `leave` ends the process: the last means to close a microphone."""

    sources: Sources
    recognizing: Recognizing
    endpoint: Callable[[], Ends]
    clock: Callable[[], float]
    leave: Callable[[], None]
    patience: Patience = field(default_factory=Patience)


class Listening:
    """A job under way, after the one `before` is over. The calls return at once; `over` is set after `Ended`."""

    def __init__(
        self, order: Listen, around: Surroundings, tell: Callable[[News], None], before: "Listening | None" = None
    ) -> None:
        self._order, self._around, self._tell_all, self._before = order, around, tell, before
        self._sent = SentSound() if order.sent else None
        self._talk = Talk(order.job, order.purpose, self._tell, stranger=order.sent)
        self._wake = threading.Event()
        self._finish_at: float | None = None
        self._held = Held(around.patience, self._force)
        self._keeping: Keeping | None = None
        self._state: Ear | None = None
        self._torn = self._told_loss = self._cancelled = self._ended = False
        self._said = threading.Lock()
        self.over = threading.Event()
        self._meter = LevelMeter(order.job)
        self._resampler: Resampler | None = None
        self._cutter = Cutter(order.purpose, around.endpoint, hold=order.hold)
        self.thread = threading.Thread(target=self._run, name=f"listening-{order.job}", daemon=True)

    @property
    def job(self) -> int:
        """Its number."""
        return self._order.job

    def bring(self, sound: Sound) -> None:
        """Take the next bytes of the file."""
        if self._sent is not None:
            self._sent.bring(sound.content, last=sound.last)

    def finish(self) -> None:
        """Make what was said so far into a result."""
        self._finish_at = self._around.clock()
        self._wake.set()

    def cancel(self) -> None:
        """Forget what was said."""
        self._cancelled = True
        self._around.recognizing.forget(self._talk)
        self._wake.set()
        if self._state not in ("listening", "speech"):  # nothing flows: nobody need wait for it to stop
            self._tell(Ended(self.job, "cancelled"))

    def _tell(self, news: News) -> None:
        """Tell `news`, unless the last word was told."""
        with self._said:
            if not self._ended:
                self._ended = isinstance(news, Ended)
                self._tell_all(news)

    def _run(self) -> None:
        ended = self._outcome(lambda: Ended(self.job, self._listened()))
        if ended.why != "done":
            self._around.recognizing.forget(self._talk)
        self._held.close()
        self._tell(self._outcome(lambda: self._kept(ended)))
        self.over.set()
        self._before = None
        if ended.code == RecognizerStuck.code:
            self._around.leave()

    def _outcome(self, run: Callable[[], Ended]) -> Ended:
        """Return what `run` does, or how it failed: whatever a library throws ends this job alone."""
        try:
            return run()
        except EdgeError as error:
            return Ended(self.job, "failed", *advice(error))
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return Ended(self.job, "failed", *advice(HearingFailed()))

    def _listened(self) -> Why:
        if self._before is not None and not self._before.over.wait(self._around.patience.stuck_s):
            self._force()
        self._show("opening")
        if self._order.keep_as:
            self._keeping = Keeping(Path(self._order.keep_as))
        if self._sent is None:
            self._held.open(self._around.sources, self._order.device)
        else:
            self._held.source = self._sent
        try:
            self._begin()
            self._flow()
        except MicrophoneLost:
            if self._order.purpose == "dictation":
                self._end_well()  # what was dictated until then stays; half a command is none
            raise
        if not self._cancelled:
            self._end_well()
        return "cancelled" if self._cancelled else "done"

    def _begin(self) -> None:
        """Let the sound flow, after saying so: never open and unsaid."""
        self._show("listening")
        if not self._cancelled:
            self._held.start()

    def _flow(self) -> None:
        """Take sound until the job is over."""
        patience, clock = self._around.patience, self._around.clock
        patient_until = clock() + patience.first_s
        while (source := self._held.source) is not None and not self._is_over():
            try:
                block = source.read(_TAIL_S if self._wake.is_set() else _WAIT_S)
                if block is None and source.live and clock() >= patient_until:
                    raise SourceGone
            except SourceGone:
                self._search(source.name)
                patient_until = clock() + patience.first_s
                continue
            if block is not None:
                patient_until = clock() + patience.mute_s
                if not len(block):
                    return
                self._take(block, source)
            elif self._finish_at is not None:
                return

    def _is_over(self) -> bool:
        if self._cancelled or self._talk.failure or self._cutter.over:
            return True
        return self._finish_at is not None and self._around.clock() - self._finish_at >= _TAIL_S

    def _take(self, block: Block, source: Source) -> None:
        for level in self._meter.feed(block, source.rate):
            self._tell(level)
        if source.dropped():
            self._miss_sound()
        if self._resampler is None:
            self._resampler = Resampler(source.rate)
        self._hear(self._resampler.feed(block), source)

    def _hear(self, samples: bytes, source: Source) -> None:
        if self._keeping is not None:
            self._keeping.feed(samples)
        if self._order.purpose == "level":
            return
        for cut in self._cutter.feed(samples):
            self._pass_on(cut, wait=not source.live)
        self._show("speech" if self._cutter.speaking else "listening")

    def _pass_on(self, cut: Cut, *, wait: bool) -> None:
        match cut:
            case Begin():
                self._torn = False
                self._around.recognizing.begin(self._talk)
            case Feed(samples):
                if not self._around.recognizing.feed(self._talk, samples, wait=wait):
                    self._miss_sound()
            case End("nothing"):
                self._tell(Utterance(self.job, Heard("", "silence")))
            case End(why):
                judged = judgement(self._order.purpose, too_long=why == "too-long", torn=self._torn)
                self._around.recognizing.finish(self._talk, judged)

    def _miss_sound(self) -> None:
        """Say, once a job, that sound was lost."""
        self._torn = True
        if not self._told_loss:
            self._told_loss = True
            self._tell(Trouble(*advice(SoundLost())))

    def _search(self, name: str) -> None:
        """Wait for the microphone that went away; what was said so far stays."""
        self._held.close()
        self._torn, self._resampler = True, None
        self._show("lost", name)
        around = self._around

        def begin(source: Source) -> None:
            self._held.source = source
            try:
                self._begin()
            except (EdgeError, SourceGone):
                self._held.close()
                self._show("lost", name)
                raise

        Search(around.sources, self._order.device, around.patience, around.clock).resume(name, begin, self._wake)

    def _end_well(self) -> None:
        """Close the source, and wait for what the recognizer makes of the last words."""
        if self._resampler is not None and self._held.source is not None:
            self._hear(self._resampler.rest(), self._held.source)
        if self._order.purpose == "level":
            return
        for cut in self._cutter.finish():
            self._pass_on(cut, wait=True)
        self._around.recognizing.leave(self._talk)
        self._held.close()
        self._show("thinking")
        self._around.recognizing.wait_for(self._talk)
        if self._talk.failure is not None:
            raise self._talk.failure

    def _show(self, state: Ear, name: str = "") -> None:
        if state != self._state:
            self._state = state
            self._tell(EarState(self.job, state, name or self._held.name))

    def _force(self) -> None:
        """Leave the process with a word: the system does not let go of a microphone."""
        self._tell(Ended(self.job, "failed", *advice(MicrophoneStuck())))
        self._around.leave()

    def _kept(self, ended: Ended) -> Ended:
        """Give the kept sound its name, or leave nothing of a job that was cancelled."""
        if self._keeping is None:
            return ended
        if self._cancelled:
            self._keeping.forget()
            return ended
        try:
            self._keeping.keep()
        except EdgeError as error:
            return Ended(ended.job, "failed", *advice(error)) if ended.why == "done" else ended
        return ended
