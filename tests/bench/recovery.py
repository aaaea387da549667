# SPDX-License-Identifier: Apache-2.0
"""How long a killed worker is missed: from SIGKILL to ready again, less the time the model takes to load."""

import os
import signal
import time
from queue import SimpleQueue

from edgeassist.runtime.blocking import finish
from edgeassist.runtime.engine import Engine
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.wire import Generate, Load, Stats
from tests.bench.figures import Figure, largest_of, median_of
from tests.bench.product import GREEDY, real_worker
from tests.support.models import shape_model

DEADLINE_S = 60
MODEL = "Qwen2.5-0.5B"


def measure(*, quick: bool) -> list[Figure]:
    """Return load time, and the rest of the time from death to usable."""
    model = shape_model(MODEL)
    engine = Engine(real_worker(model.parent))
    states: SimpleQueue[EngineState | Stats] = SimpleQueue()
    engine.watch(states.put)
    command = Load(path=str(model), size_bytes=model.stat().st_size)
    try:
        finish(engine, command)
        finish(engine, _few_words())
        rounds = [_missed(engine, states) for _ in range(3 if quick else 10)]
    finally:
        engine.close()
    under = f"{MODEL} Q4_K_M, SIGKILL while idle"
    return [
        median_of("model load", [load_ms for _, load_ms in rounds], "ms", f"{MODEL} Q4_K_M, file in the page cache"),
        largest_of("death to usable, less the load", [rest for rest, _ in rounds], "ms", under, at_most=1000),
    ]


def _missed(engine: Engine, states: "SimpleQueue[EngineState | Stats]") -> tuple[float, float]:
    """Kill the worker; return how long it was missed beyond the load, and the load. A short answer follows."""
    while not states.empty():
        states.get()
    pid = engine.worker_pid
    if pid is None:
        raise RuntimeError("no worker to kill")
    killed_s = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    while True:
        state = states.get(timeout=DEADLINE_S)
        if isinstance(state, EngineState) and state.phase is Phase.READY and engine.worker_pid not in (None, pid):
            break
    missed_ms = 1000 * (time.monotonic() - killed_s)
    if state.model is None:
        raise RuntimeError("ready without a model")
    finish(engine, _few_words())
    return missed_ms - state.model.load_ms, state.model.load_ms


def _few_words() -> Generate:
    return Generate(prompt="The weather", max_tokens=2, sampling=GREEDY, ignore_end=True)
