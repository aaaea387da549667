# SPDX-License-Identifier: Apache-2.0
"""The governor of this run: looks at power and warmth, gives each answer its manner, has heavy work wait.

It looks only when something is asked or done: before an answer when the last look is old, and every few seconds while
downloads or making models are under way. Nobody is woken while nothing happens.
"""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import msgspec

from edgeassist.core.language import tr
from edgeassist.core.settings import Value
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.store.machine import usable_cores
from edgeassist.telemetry.asleep import Asleep, Slept
from edgeassist.telemetry.governor import PROFILES, Manner, Profile, Situation, Tuned, decide, situation
from edgeassist.telemetry.reading import Sample
from edgeassist.telemetry.tuning import Known, Power, read_tuned
from edgeassist.wire import Generate, Stats

if TYPE_CHECKING:
    from edgeassist.app.services import Services

LOOK_S, OLD_S = 10.0, 20.0


class Governing:
    """`manner` is what holds. `held` hears why heavy work has to wait from now on, and "" when it may go on."""

    def __init__(self, services: "Services", now: Callable[[], float] = time.monotonic) -> None:
        self._services, self._now = services, now
        self._lock = Lock()
        self._situation = Situation(usable_cores())
        self._looked_s = -OLD_S
        self._known: Known = {}
        self._decided_for = ""
        self._listeners: list[Callable[[Manner], None]] = []
        self._heavy, self._closed = False, Event()
        self._thread: Thread | None = None
        self.held: Callable[[str], None] = lambda _why: None
        self.makes_way: Callable[[], None] = lambda: None
        """Called when an answer is asked for: what measures this computer ends."""
        self.slept: Callable[[Slept], None] = lambda _slept: None
        """Hears that the computer slept while something was under way."""
        self.asleep = Asleep(self._on_slept)
        self.manner: Manner = decide(self._profile, self._situation)
        self._unwatch = services.kept.watch(self._on_settings)

    def asked(self, request: Generate) -> Generate:
        """Return `request` with the threads and the batch that hold now. Returns at once; the next look follows."""
        self.makes_way()
        if self._model != self._decided_for:
            self.decide(self._situation)
        manner = self.manner
        if self._now() - self._looked_s >= OLD_S:
            self._looked_s = self._now()
            self._services.till.later(self.look)
        if request.threads or request.batch_tokens:
            return request
        threads = 0 if self._services.settings.threads and not manner.hot else manner.threads
        return msgspec.structs.replace(request, threads=threads, batch_tokens=manner.batch_tokens)

    def look(self) -> None:
        """Read the meters and what tuning found, and decide anew. Never on the window's thread."""
        meters = self._services.metering()
        self._looked_s = self._now()
        self._known = read_tuned(self._services.places.data)
        self.decide(situation(meters.battery(), meters.celsius(), usable_cores()))

    def sampled(self, sample: Sample) -> None:
        """Decide anew by what was measured anyway. The meters' thread."""
        self._looked_s = self._now()
        self.decide(situation(sample.battery, sample.celsius, usable_cores()))

    def decide(self, now: Situation) -> None:
        """Decide for this situation; tell of heavy work that has to wait, or may go on."""
        with self._lock:
            before, self._situation, self._decided_for = self.manner, now, self._model
            self.manner = after = decide(self._profile, now, self._tuned(on_battery=now.on_battery), before)
        if after.pauses != before.pauses:
            self.held(_why(after))
        if after != before:
            self._tell()

    def watch(self, listener: Callable[[Manner], None]) -> Callable[[], None]:
        """Tell `listener` of every other manner, on any thread, until the returned function is called."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def on_engine_news(self, news: EngineState | Stats) -> None:
        """Engine thread: for a model just loaded, read what tuning found; note what it does as a sign of life."""
        if isinstance(news, Stats):
            self.asleep.sign("model")
        if isinstance(news, EngineState) and news.phase is Phase.READY and self._model != self._decided_for:
            self._services.till.later(self._recall)

    @property
    def on_battery(self) -> bool:
        """Whether the laptop ran on its battery at the last look."""
        return self._situation.on_battery

    def heavy(self, *, under_way: bool) -> None:
        """Downloads or the making of models are under way, or are over. Any thread."""
        with self._lock:
            self._heavy = under_way
            begin = under_way and self._thread is None and not self._closed.is_set()
            if begin:
                self._thread = Thread(target=self._watch, name="governor", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Look no longer."""
        self._unwatch()
        self._closed.set()
        if (thread := self._thread) is not None:
            thread.join(1.0)

    def _watch(self) -> None:
        while self._is_wanted():
            self._services.till.later(self.look)
            self._closed.wait(LOOK_S)

    def _is_wanted(self) -> bool:
        """Tell whether to look on; where not, what becomes heavy from now on starts another thread."""
        with self._lock:
            if wanted := self._heavy and not self._closed.is_set():
                return wanted
            self._thread = None
            return False

    @property
    def _profile(self) -> Profile:
        chosen = self._services.settings.profile
        return next((one for one in PROFILES if one == chosen), "balanced")

    def _tuned(self, *, on_battery: bool) -> Tuned | None:
        power: Power = "battery" if on_battery else "mains"
        return self._known.get((self._model, power))

    def _recall(self) -> None:
        """The till's thread."""
        self._known = read_tuned(self._services.places.data)
        self.decide(self._situation)
        self._tell()  # another model, so perhaps there is another offer to make

    @property
    def _model(self) -> str:
        """By what name tuning knows the model that is loaded or wanted; empty for none."""
        services = self._services
        path = services.engine.state.path if "engine" in vars(services) else ""
        return services.known_as(Path(path)) if path else ""

    def _on_settings(self, changed: dict[str, Value]) -> None:
        if "profile" in changed:
            self.decide(self._situation)
        if "threads" in changed:
            self._tell()

    def _on_slept(self, slept: Slept) -> None:
        self.slept(slept)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener(self.manner)


def _why(manner: Manner) -> str:
    """Return why heavy work waits; empty when it need not."""
    if manner.hot:
        return tr("The processor is too hot. This goes on when it has cooled down.")
    return tr("The battery is low. This goes on when it is charged to 25 %.") if manner.low else ""
