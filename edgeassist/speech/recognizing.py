# SPDX-License-Identifier: Apache-2.0
"""The thread that owns the recognizer: loads it, feeds it and takes its results. Knows no source and no parent.

Sound waits here in a bounded backlog: a microphone's is dropped beyond it, a file's feeder waits.
"""

import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from edgeassist.core.errors import EdgeError
from edgeassist.speech.heard import SAMPLE_RATE, Grammar, Heard
from edgeassist.speech.lines import News, Partial, Prepare, Purpose, Ready, Trouble, Utterance
from edgeassist.speech.lost import THINKING_S
from edgeassist.speech.recognizer import Recognizer
from edgeassist.speech.refusals import HearingFailed, NoRecognizer, RecognizerStuck, VoiceModelDamaged, advice

_MOST_WAITING_BYTES = 30 * 2 * SAMPLE_RATE
Load = Callable[[str, str], Recognizer]
Tell = Callable[[News], None]


class Talk:
    """One job's part of the recognizer. `over` is set when nothing more comes of it, or it is cancelled.

    A `stranger` may be anybody: a file that somebody sent.
    """

    def __init__(self, job: int, purpose: Purpose, tell: Tell, *, stranger: bool = False) -> None:
        self.job, self.purpose, self.tell, self.stranger = job, purpose, tell, stranger
        self.over = threading.Event()
        self.cancelled = False
        self.failure: EdgeError | None = None
        self.partial = ""

    def cancel(self) -> None:
        """Have whatever is still to come be forgotten."""
        self.cancelled = True
        self.over.set()


class Recognizing:
    """Runs what is asked of the recognizer one after the other. All calls are quick but `feed` with `wait`."""

    def __init__(self, load: Load, tell: Tell, clock: Callable[[], float], *, longest_s: float = THINKING_S) -> None:
        """`longest_s` is what a single piece of work may take."""
        self._load, self._tell, self._clock, self._longest_s = load, tell, clock, longest_s
        self._changed = threading.Condition()
        self._work: deque[tuple[Callable[[], None], Talk | None, int]] = deque()
        self._waiting_bytes = 0
        self._done = 0  # pieces of work
        self._ended = False
        self._recognizer: Recognizer | None = None
        self._grammar: Grammar | None = None
        self._in_use: Any = self  # no grammar at all is equal to this
        self._open = False
        self._thread = threading.Thread(target=self._run, name="recognizer", daemon=True)
        self._thread.start()

    def prepare(self, order: Prepare) -> None:
        """Load the recognizer of `order`; where that fails, say so and load the embedded one."""
        self._put(lambda: self._prepare(order))

    def use_grammar(self, grammar: Grammar) -> None:
        """Hear `grammar` in commands from the next utterance on."""
        self._put(lambda: self._take_grammar(grammar))

    def begin(self, talk: Talk) -> None:
        """Begin an utterance."""
        self._put(lambda: self._begin(talk), talk)

    def feed(self, talk: Talk, samples: bytes, *, wait: bool) -> bool:
        """Take samples; False when they were dropped because too many wait already."""
        with self._changed:
            if wait:
                self._wait(lambda: self._changed.wait_for(lambda: self._may_feed(talk), self._longest_s))
            if self._waiting_bytes >= _MOST_WAITING_BYTES:
                return False
            self._put(lambda: self._feed(talk, samples), talk, len(samples))
            return True

    def _may_feed(self, talk: Talk) -> bool:
        return self._waiting_bytes < _MOST_WAITING_BYTES or talk.cancelled or self._ended

    def finish(self, talk: Talk, judged: Callable[[Heard], Heard]) -> None:
        """End the utterance and tell it as `judged` leaves it."""
        ended_at = self._clock()
        self._put(lambda: self._finish(talk, judged, ended_at), talk)

    def leave(self, talk: Talk) -> None:
        """Set `talk.over` when all before it is done."""
        self._put(talk.over.set, talk)

    def wait_for(self, talk: Talk) -> None:
        """Wait until `talk` is over; raise `RecognizerStuck` when a single piece of work takes too long."""
        self._wait(lambda: talk.over.wait(self._longest_s))

    def forget(self, talk: Talk) -> None:
        """Throw away what waits of `talk`, and the utterance that it may have open."""
        talk.cancel()
        self._put(self._drop_utterance)

    def close(self) -> None:
        """End the thread after what it does now, and the recognizer with it."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join()

    def _wait(self, come: Callable[[], bool]) -> None:
        """Wait until `come`, which waits itself for a while, while work goes on."""
        done = self._done
        while not come():
            if self._done == done:
                raise RecognizerStuck
            done = self._done

    def _put(self, work: Callable[[], None], talk: Talk | None = None, size: int = 0) -> None:
        with self._changed:
            self._work.append((work, talk, size))
            self._waiting_bytes += size
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._work or self._ended)
                if self._ended:
                    break
                work, talk, size = self._work.popleft()
                self._waiting_bytes -= size
                self._changed.notify_all()
            if talk is None or not (talk.cancelled or talk.failure):
                self._do(work, talk)
            elif talk.failure:
                talk.over.set()
            self._done += 1
        if self._recognizer is not None:
            self._recognizer.close()

    def _do(self, work: Callable[[], None], talk: Talk | None) -> None:
        try:
            work()
        except Exception as error:  # whatever a library throws ends this job or order alone
            known = _known(error, HearingFailed())
            if talk is None:
                self._tell(Trouble(*advice(known)))
            else:
                talk.failure = known
                talk.over.set()

    def _prepare(self, order: Prepare) -> None:
        if self._recognizer is not None:
            self._recognizer.close()
            self._recognizer = None
        self._in_use, self._open = self, False
        try:
            self._recognizer = self._load(order.language, order.folder)
        except Exception as error:
            self._tell(Trouble(*advice(_known(error, VoiceModelDamaged() if order.folder else NoRecognizer()))))
            if not order.folder:
                return
            self._recognizer = self._load("en", "")
        self._tell(_ready(self._recognizer))
        self._hear_in_own()

    def _own_grammar(self) -> Grammar | None:
        """Return the grammar of commands; None when it is of another language than the recognizer's."""
        grammar, recognizer = self._grammar, self._recognizer
        if grammar is None or recognizer is None or grammar.language[:2] != recognizer.language[:2]:
            return None
        return grammar

    def _take_grammar(self, grammar: Grammar) -> None:
        self._grammar = grammar
        if not self._open:
            self._hear_in_own()

    def _hear_in_own(self) -> None:
        """Have the grammar ready before the first command. Without one nothing: free words take much memory."""
        if (grammar := self._own_grammar()) is not None:
            self._hear_in(grammar)

    def _hear_in(self, grammar: Grammar | None) -> None:
        if self._recognizer is not None and self._in_use != (grammar and grammar.key):
            self._in_use = self
            self._recognizer.use_grammar(grammar)
            self._in_use = grammar and grammar.key

    def _begin(self, talk: Talk) -> None:
        self._drop_utterance()
        if self._recognizer is None:
            raise NoRecognizer
        self._hear_in(self._own_grammar() if talk.purpose == "command" else None)
        talk.partial = ""
        self._open = True
        self._recognizer.begin(stranger=talk.stranger)

    def _feed(self, talk: Talk, samples: bytes) -> None:
        if self._recognizer is None or not self._open:
            raise NoRecognizer
        partial = self._recognizer.feed(samples)
        if partial != talk.partial and not talk.cancelled:
            talk.partial = partial
            talk.tell(Partial(talk.job, partial))

    def _finish(self, talk: Talk, judged: Callable[[Heard], Heard], ended_at: float) -> None:
        if self._recognizer is None or not self._open:
            raise NoRecognizer
        self._open = False
        heard = judged(self._recognizer.finish())
        if talk.purpose == "command" and self._in_use is None and heard.verdict == "accepted":
            heard = msgspec.structs.replace(heard, verdict="unsure")  # free words were held against nothing
        took_ms = round((self._clock() - ended_at) * 1000, 1)
        if not talk.cancelled:
            talk.tell(Utterance(talk.job, msgspec.structs.replace(heard, took_ms=took_ms)))

    def _drop_utterance(self) -> None:
        if self._open and self._recognizer is not None:
            self._open = False
            self._recognizer.finish()


def _known(error: Exception, otherwise: EdgeError) -> EdgeError:
    """Return `error` when it is one of ours; else leave its trace in the log and return `otherwise`."""
    if isinstance(error, EdgeError):
        return error
    traceback.print_exception(error, file=sys.stderr)
    return otherwise


def _ready(recognizer: Recognizer) -> Ready:
    dictates = bool(getattr(recognizer, "dictates", recognizer.name != "embedded"))
    return Ready(recognizer.name, recognizer.language, dictates, memory_bytes=memory_bytes())


def memory_bytes() -> int:
    """Return what this process holds in memory; 0 where that is not told."""
    if sys.platform != "linux":
        return 0
    import resource

    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
