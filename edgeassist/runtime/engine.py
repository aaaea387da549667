# SPDX-License-Identifier: Apache-2.0
"""The engine as the rest of the program sees it: submit a command, hear its events, survive the worker's death.

Any thread may call; one thread of ours (the actor) owns all state. Listeners and watchers are called on that thread
and must return quickly. Knows jobs and the wanted model; the worker's pipes and deadlines are the slot's.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec

from edgeassist.core.language import tr
from edgeassist.runtime.actor import Actor
from edgeassist.runtime.exits import NOT_HEARD, Ending, explain
from edgeassist.runtime.health import Health
from edgeassist.runtime.jobs import Job, JobLine, Listener, as_shown, cancelled, refused
from edgeassist.runtime.news import News, Watcher
from edgeassist.runtime.process import WorkerProcess
from edgeassist.runtime.slot import WorkerSlot
from edgeassist.runtime.state import EngineState, Phase, Trouble
from edgeassist.wire import (
    PROTOCOL,
    TERMINAL,
    AnyCommand,
    AnyEvent,
    Denied,
    Done,
    Failed,
    Generate,
    Hello,
    Load,
    Loaded,
    Preparing,
    Progress,
    Stats,
    Unload,
)

CLOSE_STOP_S = 1.0
_MOST_DENIED = 50


class Engine(Actor):
    """A worker that is there when needed. Every public call returns at once."""

    def __init__(self, command: Sequence[str], *, health: Health | None = None) -> None:
        """Take the argv that starts a worker; nothing is started before the first job."""
        super().__init__("engine")
        self._health = health or Health()
        self._slot = WorkerSlot(command, self._event_came, self._worker_gone)
        self._line = JobLine()
        self._news = News()
        self._wanted: Load | None = None
        self._resident: Loaded | None = None
        self._resident_path = ""
        self._closing = False

    @property
    def state(self) -> EngineState:
        """Return what the engine does now."""
        return self._news.state

    @property
    def worker_pid(self) -> int | None:
        """Return the worker's process id while it lives."""
        worker = self._slot.worker
        return worker.pid if worker else None

    @property
    def busy(self) -> bool:
        """Return whether a job runs or waits."""
        return self._line.busy

    def watch(self, watcher: Watcher) -> None:
        """Call `watcher` on the engine's thread with every later state and every `Stats`."""
        self._news.watch(watcher)

    def submit(self, command: AnyCommand, listener: Listener) -> int:
        """Queue `command`; return the job number under which `listener` hears its events."""
        job = Job(msgspec.structs.replace(command, job=next(self._line.numbers)), listener)
        unsendable = job.unsendable()
        self.post(lambda: job.deliver(unsendable) if unsendable else self._submitted(job))
        return job.number

    def cancel(self, number: int) -> None:
        """Ask for the end of a job; a job that has ended already is left alone."""
        self.post(lambda: self._cancel(number))

    def renew(self, command: Sequence[str], on_done: Callable[[], None]) -> None:
        """End the worker with all its jobs; later ones start with `command`. `on_done` is called when it is gone."""
        self.post(lambda: self._renew(command, on_done))

    def close(self, timeout_s: float = 3.0) -> None:
        """Cancel everything, end the worker and the thread."""
        if self.started:
            self.post(self._close)
            self.join(timeout_s)
        else:
            self._closing = True
            self._news.change(phase=Phase.CLOSED)

    # Everything below runs on the actor's thread.

    def patience(self) -> float | None:
        """Wait for ever unless a job, a handshake or a pause is under way."""
        return self._slot.patience(busy=self._line.running is not None)

    def on_silence(self) -> None:
        """Count the silence of a worker that owes us something."""
        self._slot.silence(busy=self._line.running is not None)

    def on_settled(self) -> None:
        """Act on what is overdue, then start whatever can start now."""
        self._slot.check()
        if self._slot.answer_overdue() and (late := self._line.running) is not None:
            # Parts of a load and long matrix products hear nothing for a while; the person need not wait for them.
            late.deliver(cancelled(late.number))
        while (job := self._line.peek()) and self._line.running is None and not self._closing:
            if refusal := self._refusal(job):
                self._line.drop(job, refusal)
            elif not self._slot.greeted:
                if self._spawn():
                    return
            else:
                self._start(job)

    def _start(self, job: Job) -> None:
        if self._resident is None and self._wanted is not None and not isinstance(job.command, Load | Unload):
            self._queue_reload(self._wanted)
        self._slot.send_line(self._line.start().line)

    def _refusal(self, job: Job) -> Failed | None:
        """Return why `job` cannot run at all."""
        if isinstance(job.command, Load | Unload):
            return None
        if self._news.state.phase is Phase.RESTING and self._news.state.trouble is not None:
            return refused(job.number, self._news.state.trouble)
        if self._wanted is None:
            return refused(
                job.number, Trouble("no-model", tr("No model is loaded."), tr("Choose or import a model first."))
            )
        return None

    def _submitted(self, job: Job) -> None:
        if self._closing:
            job.deliver(cancelled(job.number))
            return
        if isinstance(job.command, Load):
            self._choose(job.command)
        elif isinstance(job.command, Unload):
            self._wanted = None
        self._line.add(job)

    def _choose(self, load: Load) -> None:
        """A person wants `load`: it replaces every earlier wish, and gets its chances anew."""
        self._line.drop_waiting(cancelled, only_loads=True)
        if self._line.running is not None and isinstance(self._line.running.command, Load):
            self._cancel(self._line.running.number)
        self._health.forgive(load.path)
        self._slot.pause(0)
        self._wanted = load
        self._news.change(trouble=None, path=load.path, model=None, phase=Phase.LOADING, progress=0.0)

    def _cancel(self, number: int) -> None:
        job = self._line.find(number)
        if job is None or job.cancelling:
            return
        if job is self._line.running:
            job.cancelling = True
            self._slot.cancel(number)
        else:
            self._line.drop(job, cancelled(number))

    def _queue_reload(self, wanted: Load) -> None:
        self._wanted = msgspec.structs.replace(wanted, job=next(self._line.numbers))
        self._line.add(Job(self._wanted, lambda _event: None), first=True)

    def _spawn(self) -> bool:
        """Have a worker on its way; False when that failed just now."""
        if not self._slot.may_spawn:
            return True
        self._resident = None
        self._news.change(phase=Phase.STARTING, model=None)
        try:
            self._slot.spawn()
        except OSError as error:
            self._mourn(explain(Ending(None, "spawn", str(error))))
            return False
        return True

    def _event_came(self, worker: WorkerProcess, event: AnyEvent) -> None:
        """Reader thread: bring the event home."""

        def handle() -> None:
            worker.credit.release()
            if worker is self._slot.worker:
                self._slot.watchdog.heard()
                self._handle(event)

        self.post(handle)

    def _worker_gone(self, worker: WorkerProcess, ending: Ending) -> None:
        """Reader thread: bring the news home."""

        def handle() -> None:
            if worker is self._slot.worker:
                self._mourn(explain(ending))

        self.post(handle)

    def _handle(self, said: AnyEvent) -> None:
        event = as_shown(said)
        match event:
            case Hello():
                self._greet(event)
            case Preparing():
                self._slot.watchdog.excused()
                self._news.change(preparing=event.what)
            case Denied():
                self._news.change(denied=(*self._news.state.denied, event)[:_MOST_DENIED])
            case Stats():
                self._note_stats(event)
            case _:
                self._job_event(event)

    def _greet(self, hello: Hello) -> None:
        if hello.protocol != PROTOCOL:
            self._slot.end("handshake", f"protocol {hello.protocol}, expected {PROTOCOL}; build {hello.build}")
            return
        self._slot.greet()
        phase = Phase.IDLE if self._wanted is None else Phase.LOADING
        self._news.change(phase=phase, preparing="", variant=hello.variant, sandbox=hello.sandbox, denied=())

    def _note_stats(self, stats: Stats) -> None:
        self._news.tell(stats)
        job = self._line.running
        if job is None:
            return
        job.deliver(stats)
        if isinstance(job.command, Generate) and not self._slot.watchdog.stepped(stats.steps):
            self._slot.end("hang", "no token for ten minutes")

    def _job_event(self, event: AnyEvent) -> None:
        job = self._line.running
        if job is None or event.job != job.number:
            return
        if isinstance(event, Progress):
            self._news.change(progress=event.fraction)
        elif isinstance(event, Loaded):
            self._resident, self._resident_path = event, getattr(job.command, "path", "")
        if isinstance(event, TERMINAL):
            self._ended(job, event)
        else:
            job.deliver(event)

    def _ended(self, job: Job, event: AnyEvent) -> None:
        self._slot.settled()
        if isinstance(job.command, Load):
            self._load_ended(job.command, event)
        elif isinstance(job.command, Unload) and isinstance(event, Done):
            self._resident = None
            self._news.change(phase=Phase.IDLE, model=None, path="")
        elif isinstance(event, Done):
            self._health.lived(self._resident_path)
        self._line.drop(job, event)

    def _load_ended(self, load: Load, event: AnyEvent) -> None:
        if isinstance(event, Done):
            if self._wanted is load:
                self._news.change(phase=Phase.READY, model=self._resident, path=load.path, progress=1.0, trouble=None)
            return
        self._resident = None
        if self._wanted is not load:
            return
        self._wanted = None
        trouble = Trouble(event.code, event.message, event.hint, event.detail) if isinstance(event, Failed) else None
        self._news.change(phase=Phase.IDLE, model=None, path="", progress=0.0, trouble=trouble)

    def _mourn(self, trouble: Trouble) -> None:
        """Tell the job of a dead worker, and decide whether and when another one starts."""
        guilty = self._guilty()
        self._slot.vacate()
        self._resident = None
        delay_s = self._health.stopped() if self._was_stopped(trouble) else self._health.died(guilty)
        if delay_s is None:
            trouble = replace(trouble, hint=self._health.advice(guilty))
        if (job := self._line.running) is not None:
            self._line.drop(job, cancelled(job.number) if job.cancelling else refused(job.number, trouble))
        if delay_s is None:
            self._rest(trouble)
            return
        self._slot.pause(delay_s)
        if self._wanted is not None and not self._line.busy and not self._closing:
            self._queue_reload(self._wanted)
        phase = Phase.STARTING if self._line.busy else Phase.OFF
        self._news.change(phase=phase, model=None, progress=0.0, preparing="", trouble=trouble)

    def _was_stopped(self, trouble: Trouble) -> bool:
        """Tell whether a person had ended the job: that the engine did not hear it in time is no crash of the model."""
        return trouble.code in NOT_HEARD and self._line.running is not None and self._line.running.cancelling

    def _guilty(self) -> str:
        """Return the path of the model at work when the worker died; empty for none."""
        job = self._line.running
        if job is not None and isinstance(job.command, Load):
            return job.command.path
        if self._resident is not None:
            return self._resident_path
        return self._wanted.path if self._wanted else ""

    def _rest(self, trouble: Trouble) -> None:
        """Load nothing more until a person asks."""
        self._wanted = None
        self._line.drop_waiting(lambda number: refused(number, trouble))
        self._news.change(phase=Phase.RESTING, model=None, progress=0.0, preparing="", trouble=trouble)

    def _renew(self, command: Sequence[str], on_done: Callable[[], None]) -> None:
        self._dismiss()
        self._slot.command = tuple(command)
        self._wanted = self._resident = None
        self._news.change(phase=Phase.OFF, model=None, path="", progress=0.0, trouble=None)
        on_done()

    def _close(self) -> None:
        """End everything, then the thread."""
        self._closing = True
        self._dismiss()
        self._news.change(phase=Phase.CLOSED, model=None)
        self.stop()

    def _dismiss(self) -> None:
        """Give every job its end, and the worker a moment to leave."""
        self._line.drop_waiting(cancelled)
        if self._line.running is not None:
            self._cancel(self._line.running.number)
        until = time.monotonic() + CLOSE_STOP_S
        while self._line.running is not None and (left_s := until - time.monotonic()) > 0:
            self.wait(left_s)
        if (job := self._line.running) is not None:
            self._line.drop(job, cancelled(job.number))
        self._slot.leave()
