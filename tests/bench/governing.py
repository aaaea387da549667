# SPDX-License-Identifier: Apache-2.0
"""What the profiles and the kind of context cost and save: rates, processor seconds and memory, in alternating runs.

Ratios are what holds elsewhere; the figures themselves are this machine's.
"""

import statistics
from dataclasses import dataclass
from itertools import count

import psutil

from edgeassist.runtime.blocking import finish
from edgeassist.runtime.engine import Engine
from edgeassist.store.machine import usable_cores
from edgeassist.telemetry.governor import Profile, Situation, decide
from edgeassist.wire import Done, Generate, KvType, Load, Loaded
from tests.bench.figures import Figure, median_of
from tests.bench.procfs import status_bytes
from tests.bench.product import GREEDY, real_worker
from tests.support.models import shape_model

MODEL = "Qwen2.5-0.5B"
FIRST: Profile = "balanced"
TRIED: tuple[Profile, ...] = (FIRST, "fast", "quiet", "battery")
KINDS: tuple[KvType, ...] = ("f16", "q8_0")
WORDS, ANSWER_TOKENS, ROUNDS, CONTEXT_TOKENS = 24, 24, 7, 4096
_NUMBERS = count()


@dataclass(frozen=True, slots=True)
class Run:
    """One answer: rates in tokens per second, processor seconds of the worker, and its memory in bytes after it."""

    prompt_rate: float
    answer_rate: float
    processor_s: float
    used_bytes: int


def measure(*, quick: bool) -> list[Figure]:
    """Return the profiles beside Balanced, and a context of 8 bits beside one of 16."""
    rounds = 2 if quick else ROUNDS
    return [*_profiles(rounds), *_kinds(rounds)]


def _profiles(rounds: int) -> list[Figure]:
    runs: dict[Profile, list[Run]] = {profile: [] for profile in TRIED}
    engine = _engine()
    try:
        _load(engine, "f16")
        _ask(engine)
        for _ in range(rounds):
            for profile in TRIED:
                manner = decide(profile, Situation(usable_cores()))
                runs[profile].append(_ask(engine, manner.threads, manner.batch_tokens))
    finally:
        engine.close()
    where = f"{MODEL} Q4_K_M, {usable_cores()} cores, {ANSWER_TOKENS} tokens after a prompt of about {WORDS}"
    found: list[Figure] = []
    for profile in TRIED:
        threads = decide(profile, Situation(usable_cores())).threads
        found += _rows(f"profile {profile}", runs[profile], runs[FIRST], f"{where}, {threads} threads")
    return found


def _kinds(rounds: int) -> list[Figure]:
    runs: dict[KvType, list[Run]] = {kind: [] for kind in KINDS}
    for _ in range(2):  # alternating, so that a slow minute falls on both
        for kind in KINDS:
            engine = _engine()
            try:
                _load(engine, kind)
                _ask(engine)
                runs[kind] += [_ask(engine) for _ in range(rounds)]
            finally:
                engine.close()
    where = f"{MODEL} Q4_K_M, context {CONTEXT_TOKENS:,}, {WORDS}-word prompt"
    found = [figure for kind in KINDS for figure in _rows(f"context {kind}", runs[kind], runs["f16"], where)]
    used = [(f"context {kind}, memory", [one.used_bytes / 1e6 for one in runs[kind]]) for kind in KINDS]
    return [*found, *(median_of(name, samples, "MB", f"{where}, resident") for name, samples in used)]


def _rows(name: str, runs: list[Run], first: list[Run], where: str) -> list[Figure]:
    rows = [
        median_of(f"{name}, writing", [one.answer_rate for one in runs], "tokens/s", where),
        median_of(f"{name}, reading", [one.prompt_rate for one in runs], "tokens/s", where),
        median_of(f"{name}, processor time per answer", [one.processor_s for one in runs], "s", where),
    ]
    if runs is not first:
        rows += [
            _ratio(f"{name}, writing", [one.answer_rate for one in runs], [one.answer_rate for one in first]),
            _ratio(f"{name}, processor time", [one.processor_s for one in runs], [one.processor_s for one in first]),
        ]
    return rows


def _ratio(name: str, runs: list[float], first: list[float]) -> Figure:
    ratios = [one / other for one, other in zip(runs, first, strict=True)]
    return Figure(name=f"{name} against the first", value=statistics.median(ratios), unit="x", samples=tuple(ratios))


def _engine() -> Engine:
    return Engine(real_worker(shape_model(MODEL).parent))


def _load(engine: Engine, kind: KvType) -> Loaded:
    path = shape_model(MODEL)
    load = Load(path=str(path), size_bytes=path.stat().st_size, context_tokens=CONTEXT_TOKENS, kv_type=kind)
    return next(event for event in finish(engine, load) if isinstance(event, Loaded))


def _ask(engine: Engine, threads: int = 0, batch_tokens: int = 0) -> Run:
    """Have an answer made to a prompt that shares nothing with the one before."""
    prompt = " ".join(f"w{next(_NUMBERS)}" for _ in range(WORDS))
    pid = engine.worker_pid
    if pid is None:
        raise ProcessLookupError("the worker is gone")
    before = psutil.Process(pid).cpu_times()
    ask = Generate(
        prompt=prompt,
        max_tokens=ANSWER_TOKENS,
        sampling=GREEDY,
        ignore_end=True,
        threads=threads,
        batch_tokens=batch_tokens,
    )
    usage = next(event for event in finish(engine, ask) if isinstance(event, Done)).usage
    after = psutil.Process(pid).cpu_times()
    spent_s = after.user + after.system - before.user - before.system
    return Run(usage.prompt_rate, usage.answer_rate, spent_s, status_bytes(pid, "VmRSS"))
