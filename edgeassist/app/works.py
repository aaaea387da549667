# SPDX-License-Identifier: Apache-2.0
"""The board of long work: what waits, runs, rests, failed or was cut short, told anew at each change. Knows no Qt.

Two lanes: one for what comes over the net, one for what needs the processor or the disk; within a lane one work
after the other, in the order they were wished for.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import RLock

from edgeassist.api import Notice
from edgeassist.app.notices import notice_of, unexpected
from edgeassist.core.errors import EdgeError, NoRoom
from edgeassist.core.language import code, later, tr
from edgeassist.core.pace import Pace, PaceView, fetching_line, plain_time
from edgeassist.core.stop import Report, Stop, Stopped
from edgeassist.net.refusals import NoAccess, SignInNeeded, TokenRefused
from edgeassist.net.switch import SWITCH, SwitchedOff
from edgeassist.store.card import ModelCard
from edgeassist.ui.ports import WorkChanged, WorkEnded
from edgeassist.ui.views import WorkKind, WorkState, WorkView

_log = logging.getLogger(__name__)

Outcome = tuple[str, Notice | None]
"""The id of the card that came of it (empty for none), and what is to be said."""

_NET: tuple[WorkKind, ...] = ("fetch",)
_HEAVY: tuple[WorkKind, ...] = ("fetch", "quantize", "prove")
"""What waits while the battery is low or the processor hot."""
_IN_BYTES: tuple[WorkKind, ...] = ("fetch", "pack", "unpack", "move", "verify")
_WAITING: dict[WorkState, str] = {
    "queued": later("waits for its turn"),
    "paused": later("paused"),
    "failed": later("stopped"),
    "unfinished": later("not finished"),
}
_LOCKED = later("waits for the offline switch")
_WAITS = (NoRoom, SwitchedOff)
_SIGN_IN = (SignInNeeded, TokenRefused, NoAccess)


@dataclass(frozen=True, slots=True)
class Task:
    """Work to be done by `run`, as often as it is resumed; `discard` throws away what it made when it is cancelled.

    `progress` is how many bytes of how many (0: unknown) are done before it begins.
    """

    id: str
    kind: WorkKind
    name: str
    run: Callable[[Report, Stop], Outcome]
    card_id: str = ""
    can_pause: bool = False
    discard: Callable[[], None] = lambda: None
    ref: str = ""
    progress: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What the desk does with new models: `listed` reads the list anew, `came` has them measured as well."""

    listed: Callable[[], None]
    came: Callable[[tuple[ModelCard, ...]], None]


@dataclass(slots=True)
class _Entry:
    task: Task
    view: WorkView
    stop: Stop = field(default_factory=Stop)
    pace: Pace = field(default_factory=lambda: Pace(time.monotonic))
    step: str = ""
    here: tuple[int, int] = (0, 0)
    pausing: bool = False
    again: bool = False
    cancelling: bool = False
    switched_off: bool = False
    holding: bool = False
    then: Task | None = None

    @property
    def amount(self) -> str:
        """How much of it rests on the disk; empty where nothing does, or that is not counted in bytes."""
        return fetching_line(*self.here, PaceView()) if self.here[1] else ""

    @property
    def seen(self) -> WorkView:
        """What is shown of it: where it rests, in the language that is spoken now."""
        resting = _WAITING.get(self.view.state)
        if resting is None:
            return self.view
        told = _LOCKED if self.switched_off and self.view.state == "paused" else resting
        return replace(self.view, line=" · ".join(filter(None, (tr(told), self.amount))))

    def count(self, done: int, total: int) -> None:
        """Note how much is here, where it is counted in bytes and there is any."""
        if self.task.kind in _IN_BYTES and done > 0 and total > 0:
            self.here = done, total


class Works:
    """All methods return at once and may be called on any thread; `tell` is called on any thread."""

    def __init__(self, tell: Callable[[WorkChanged | WorkEnded], None]) -> None:
        self._tell = tell
        self._lock = RLock()
        self._entries: dict[str, _Entry] = {}
        self._lanes = {name: ThreadPoolExecutor(1, f"work-{name}") for name in ("net", "here", "away")}
        self._closed = False
        self._held: Notice | None = None

    @property
    def views(self) -> tuple[WorkView, ...]:
        """What there is now."""
        with self._lock:
            return tuple(entry.seen for entry in self._entries.values())

    @property
    def under_way(self) -> bool:
        """Whether anything runs, or waits only until `release`."""
        with self._lock:
            return any(entry.holding or entry.view.state == "running" for entry in self._entries.values())

    def add(self, task: Task, *, state: WorkState = "queued", problem: Notice | None = None) -> bool:
        """Put `task` on the board, in the place of a resting one of that id; False when one runs or waits already."""
        with self._lock:
            known = self._entries.get(task.id)
            if known is not None and known.cancelling:
                known.then = task  # what is being thrown away must not be what this one begins
                return True
            if known is not None and known.view.state in ("queued", "running"):
                known.again = known.pausing
                return False
            view = WorkView(task.id, task.kind, task.name, "", state, _part(*task.progress))
            view = replace(view, can_pause=task.can_pause, card_id=task.card_id, ref=task.ref)
            entry = self._entries[task.id] = _Entry(task, view)
            entry.count(*task.progress)
            self._rest(entry, state, problem)
        if state == "queued":
            self._turn(task)
        self._say()
        return True

    def pause(self, work_id: str) -> None:
        """Stop it and keep what it made; it waits for `resume`."""
        with self._lock:
            entry = self._entries.get(work_id)
            if entry is None or not entry.task.can_pause:
                return
            entry.pausing, entry.again = True, False
            if entry.view.state == "queued":
                self._rest(entry, "paused")
        entry.stop.wish()
        self._say()

    def resume(self, work_id: str) -> None:
        """Queue it again, unless it runs or waits already."""
        with self._lock:
            entry = self._entries.get(work_id)
            if entry is None or entry.cancelling:
                return
            entry.again = entry.pausing and entry.view.state == "running"  # it still has to notice that it should rest
            if entry.view.state in ("queued", "running"):
                return
            self._queue(entry)
        self._turn(entry.task)
        self._say()

    def resume_switched_off(self) -> None:
        """Go on with what the offline switch paused, now that it is off."""
        with self._lock:
            waiting = [id for id, one in self._entries.items() if one.switched_off and one.view.state == "paused"]
        for work_id in waiting:
            self.resume(work_id)

    def hold(self, why: Notice) -> None:
        """Have all heavy work wait until `release`: what can be paused pauses, what is queued does not begin.

        What can only be suspended rests where it is, and its card says why.
        """
        with self._lock:
            self._held = why
            begun = [one for one in self._entries.values() if self._is_heavy(one)]
            pausing = [one for one in begun if one.task.can_pause]
            for entry in pausing:
                entry.holding, entry.pausing, entry.again = True, True, False
            for entry in begun:
                if not entry.task.can_pause:
                    entry.view = replace(entry.view, line=tr("waits"), problem=why)
                    entry.stop.hold(held=True)
        for entry in pausing:
            entry.stop.wish()
        self._say()

    def release(self) -> None:
        """Go on with what `hold` paused; a pause that a person asked for stays."""
        with self._lock:
            self._held = None
            for entry in self._entries.values():
                if self._is_heavy(entry) and not entry.task.can_pause:
                    entry.view = replace(entry.view, problem=None)
                    entry.stop.hold(held=False)
            waiting = [id for id, one in self._entries.items() if one.holding]
            for work_id in waiting:
                self._entries[work_id].holding = False
        for work_id in waiting:
            self.resume(work_id)
        self._say()

    @staticmethod
    def _is_heavy(entry: _Entry) -> bool:
        """Tell whether it runs and is of the kind that waits while the governor says so."""
        return entry.view.state == "running" and entry.task.kind in _HEAVY

    def cancel(self, work_id: str) -> None:
        """End it, throw away what it made, and take it off the board."""
        with self._lock:
            entry = self._entries.get(work_id)
            if entry is None or entry.cancelling:
                return
            entry.cancelling, running = True, entry.view.state == "running"
        entry.stop.wish()
        if not running:
            with suppress(RuntimeError):
                self._lanes["away"].submit(self._drop, entry)

    def close(self) -> None:
        """Stop all of it; what was made stays, to be gone on with at the next start."""
        with self._lock:
            self._closed = True
            entries = tuple(self._entries.values())
        for entry in entries:
            entry.stop.wish()
        for lane in self._lanes.values():
            lane.shutdown(wait=False, cancel_futures=True)

    def _lane(self, task: Task) -> ThreadPoolExecutor:
        return self._lanes["net" if task.kind in _NET else "here"]

    def _turn(self, task: Task) -> None:
        with suppress(RuntimeError):
            self._lane(task).submit(self._run, task.id)

    # The lane's thread.

    def _run(self, work_id: str) -> None:
        with self._lock:
            entry = self._entries.get(work_id)
            if self._closed or entry is None or entry.cancelling or entry.view.state != "queued":
                return
            held = self._held if entry.task.kind in _HEAVY else None
            if held is not None:
                entry.holding = True
                self._rest(entry, "paused", held)
            else:
                entry.view = replace(
                    entry.view, state="running", line=tr("begins"), problem=None, needs_sign_in=False, locked=False
                )
        self._say()
        if held is not None:
            return
        try:
            card_id, notice = entry.task.run(lambda *progress: self._report(entry, *progress), entry.stop)
        except Stopped:
            self._stopped(entry)
        except EdgeError as error:
            entry.view = replace(entry.view, needs_sign_in=isinstance(error, _SIGN_IN))
            entry.switched_off = isinstance(error, SwitchedOff)
            told = _locked(error, entry) if isinstance(error, SwitchedOff) else notice_of(error)
            self._troubled(entry, "paused" if isinstance(error, _WAITS) else "failed", told)
        except Exception as error:
            _log.exception("a work failed")
            self._troubled(entry, "failed", unexpected(error))
        else:
            self._remove(entry, card_id, notice)

    def _stopped(self, entry: _Entry) -> None:
        with self._lock:
            dropped, again = entry.cancelling, entry.again
            if again:
                self._queue(entry)
            else:
                self._rest(entry, "paused" if entry.pausing else "unfinished", self._held if entry.holding else None)
        if dropped:
            self._drop(entry)
            return
        if again:
            self._turn(entry.task)
        self._say()

    def _troubled(self, entry: _Entry, state: WorkState, problem: Notice) -> None:
        with self._lock:
            cancelling = entry.cancelling
            self._rest(entry, state, problem)
        if cancelling:
            self._drop(entry)
        else:
            self._say()

    def _drop(self, entry: _Entry) -> None:
        notice = None
        try:
            entry.task.discard()
        except EdgeError as error:
            notice = notice_of(error)
        except Exception as error:
            _log.exception("what a work left could not be thrown away")
            notice = unexpected(error)
        self._remove(entry, "", notice)

    def _remove(self, entry: _Entry, card_id: str, notice: Notice | None) -> None:
        task = entry.task
        with self._lock:
            if self._entries.get(task.id) is entry:
                del self._entries[task.id]
        if not self._closed:  # the end first: whoever shows the list still knows what it was that ended
            self._tell(WorkEnded(task.id, task.kind, card_id, notice))
        self._say()
        if entry.then is not None:
            self.add(entry.then)

    def _report(self, entry: _Entry, step: str, done: int, total: int) -> None:
        with self._lock:
            if step != entry.step:
                entry.step, entry.pace = step, Pace(time.monotonic)
            line = progress_line(entry.task.kind, step, done, total, entry.pace)
            entry.view = replace(entry.view, line=line, fraction=_part(done, total))
            entry.count(done, total)
        self._say()

    def _queue(self, entry: _Entry) -> None:
        entry.stop, entry.step, entry.pausing, entry.again = Stop(), "", False, False
        entry.switched_off = entry.holding = False
        self._rest(entry, "queued")

    def _rest(self, entry: _Entry, state: WorkState, problem: Notice | None = None) -> None:
        locked = entry.switched_off and state == "paused" and not SWITCH.forced
        entry.view = replace(entry.view, state=state, line="", problem=problem, locked=locked)

    def _say(self) -> None:
        if not self._closed:
            self._tell(WorkChanged(self.views))


def _locked(error: SwitchedOff, entry: _Entry) -> Notice:
    """Say what the offline switch holds back, in the words of the window: nothing was begun, or some of it is here."""
    if error.forced:
        return notice_of(error)
    begun = tr("What has arrived is kept, and it goes on by itself once the switch is off.")
    waits = tr("Nothing has been fetched yet. It begins by itself once the switch is off.")
    return Notice(str(error), begun if entry.amount else waits, tone="warn")


def _part(done: int, total: int) -> float | None:
    return min(1.0, done / total) if total > 0 else None


def progress_line(kind: WorkKind, step: str, done: int, total: int, pace: Pace) -> str:
    """Return where a work stands: `fetching 640 MB of 1.1 GB · 4.2 MB/s · 2 min left`, `quantizing · 53 % · ...`."""
    view = pace.add(done, total)
    begin = tr(step)
    if code() == "en":
        begin = begin[:1].lower() + begin[1:]
    if total <= 0:
        return f"{begin}…"
    if kind in _IN_BYTES:
        return f"{begin} {fetching_line(done, total, view)}"
    left = [] if view.seconds_left is None else [tr("{time} left", time=plain_time(view.seconds_left))]
    return " · ".join([begin, f"{100 * done // total} %", *left])
