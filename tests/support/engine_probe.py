# SPDX-License-Identifier: Apache-2.0
"""Listens to an engine in a test: collects events and states, and waits for them with a deadline."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

from edgeassist.runtime.engine import Engine
from edgeassist.runtime.health import Health
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.wire import TERMINAL, AnyEvent, Cancelled, Delta, Done, Failed, Generate, Load, Stats

DEADLINE_S = 120.0


class Heard:
    """Everything one job or engine said."""

    def __init__(self) -> None:
        self._condition = Condition()
        self.events: list[AnyEvent] = []
        self.states: list[EngineState] = []

    def note(self, event: AnyEvent) -> None:
        with self._condition:
            self.events.append(event)
            self._condition.notify_all()

    def note_state(self, news: EngineState | Stats) -> None:
        with self._condition:
            if isinstance(news, EngineState):
                self.states.append(news)
            self._condition.notify_all()

    def wait(self, met: Callable[[], bool], what: str, timeout_s: float = DEADLINE_S) -> None:
        with self._condition:
            assert self._condition.wait_for(met, timeout_s), f"no {what} within {timeout_s} s"

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, Delta))

    def terminal(self, timeout_s: float = DEADLINE_S) -> Done | Cancelled | Failed:
        self.wait(lambda: bool(self.events) and isinstance(self.events[-1], TERMINAL), "terminal event", timeout_s)
        last = self.events[-1]
        assert isinstance(last, TERMINAL)
        return last

    def failure(self) -> Failed:
        last = self.terminal()
        assert isinstance(last, Failed), last
        return last

    def phase(self, phase: Phase, timeout_s: float = DEADLINE_S) -> EngineState:
        self.wait(lambda: bool(self.states) and self.states[-1].phase is phase, f"phase {phase}", timeout_s)
        return self.states[-1]


class EngineProbe:
    """An engine under test with its ears."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.heard = Heard()
        engine.watch(self.heard.note_state)
        self.last_job = 0

    def load(self, path: str = "/models/good.gguf", *, context_tokens: int = 2048, size_bytes: int = 1) -> Heard:
        return self.submit(Load(path=path, size_bytes=size_bytes, context_tokens=context_tokens))

    def ask(self, prompt: str, act: str = "") -> Heard:
        return self.submit(Generate(prompt=prompt, stop=(act,) if act else ()))

    def submit(self, command: Load | Generate) -> Heard:
        heard = Heard()
        self.last_job = self.engine.submit(command, heard.note)
        return heard


@contextmanager
def probed(command: tuple[str, ...], *, health: Health | None = None) -> Iterator[EngineProbe]:
    """Yield a probe on an engine that is closed afterwards."""
    engine = Engine(command, health=health)
    try:
        yield EngineProbe(engine)
    finally:
        engine.close()
