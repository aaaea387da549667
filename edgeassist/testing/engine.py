# SPDX-License-Identifier: Apache-2.0
"""An engine that answers when the test says so, or by a function of the test. Loads no model."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from edgeassist.api import Listener
from edgeassist.wire import AnyEvent, Cancelled, Count, Counted, Delta, Done, Failed, Generate, Started, Usage

USAGE = Usage(prompt_tokens=40, answer_tokens=118, prompt_ms=180, answer_ms=4756, first_token_ms=180)


def on_other_thread(work: Callable[[], None]) -> None:
    """Run `work` on a thread of its own and wait for its end."""
    thread = threading.Thread(target=work, name="fake-engine")
    thread.start()
    thread.join()


def words_in(request: Count) -> int:
    """Return the words of what is to be counted: a token is a word here."""
    return len(" ".join([request.prompt or "", *(turn.text for turn in request.turns)]).split())


@dataclass
class FakeEngine:
    """Takes requests and answers when told to. Exactly one terminal event per job, always from another thread.

    With `reply` it answers each request at once: with the text returned, or with the failure.
    """

    reply: Callable[[Generate], str | Failed] | None = None
    requests: list[Generate] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    tokens: Callable[[Count], int] = words_in
    _listeners: dict[int, Listener] = field(default_factory=dict)
    _jobs: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def generate(self, request: Generate, listener: Listener) -> int:
        """Take a request; return its job number."""
        with self._lock:
            self.requests.append(request)
            self._jobs += 1
            job = self._jobs
            self._listeners[job] = listener
        if self.reply is not None:
            said = self.reply(request)
            if isinstance(said, Failed):
                self.say(said, job=job)
            else:
                ends = Done(job=job, reason="stop", usage=USAGE)
                self.say(Started(job=job, prompt_tokens=40, reused_tokens=0), Delta(job=job, text=said), ends, job=job)
        return job

    def count(self, request: Count, listener: Listener) -> int:
        """Count at once by `tokens`; return the job number."""
        with self._lock:
            self.counts.append(request)
            self._jobs += 1
            job = self._jobs
            self._listeners[job] = listener
        self.say(Counted(job=job, tokens=self.tokens(request)), Done(job=job, reason="counted"), job=job)
        return job

    def cancel(self, job: int) -> None:
        """End `job`, when it still runs."""
        self.cancelled.append(job)
        self.say(Cancelled(job=job, usage=USAGE), job=job)

    @property
    def running(self) -> bool:
        """Whether a job waits for its end."""
        return bool(self._listeners)

    def stream(self, *texts: str) -> None:
        """Deliver one delta per text to the newest job, as tokens arrive."""
        self.say(*(Delta(job=self._newest, text=text) for text in texts))

    def start(self) -> None:
        """Say that the newest job's prompt is read."""
        self.say(Started(job=self._newest, prompt_tokens=40, reused_tokens=0))

    def finish(self, usage: Usage = USAGE) -> None:
        """End the newest job well."""
        self.say(Done(job=self._newest, reason="stop", usage=usage))

    def fail(
        self, code: str = "killed", message: str = "The engine was ended by the system.", detail: str = ""
    ) -> None:
        """End the newest job badly."""
        self.say(Failed(job=self._newest, code=code, message=message, hint="Try again.", detail=detail))

    def say(self, *events: AnyEvent, job: int = 0) -> None:
        """Deliver `events` to the listener of `job`, the newest unless told, from another thread."""
        with self._lock:
            number = job or self._newest
            listener = self._listeners.get(number)
            if listener is not None and isinstance(events[-1], Done | Cancelled | Failed):
                del self._listeners[number]
        if listener is None:
            return

        def deliver() -> None:
            for event in events:
                listener(event)

        on_other_thread(deliver)

    @property
    def _newest(self) -> int:
        return max(self._listeners, default=0)
