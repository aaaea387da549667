# SPDX-License-Identifier: Apache-2.0
"""How hard the engine may work: decided between answers from profile, power, warmth and what tuning found. Pure.

Two thresholds for each trouble, so that a figure at the edge does not turn the engine to and fro.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from edgeassist.core.language import tr
from edgeassist.telemetry.reading import BatteryReading, Gauge

Profile = Literal["quiet", "balanced", "fast", "battery", "auto"]
PROFILES: tuple[Profile, ...] = get_args(Profile)

HOT_C, COOL_C = 90.0, 80.0
"""Processors slow themselves down from 95 to 100 degrees on; heavy work stops short of that, and goes on well below."""
LOW_PERCENT, ENOUGH_PERCENT = 20.0, 25.0
BATCHES: dict[Profile, int] = {"quiet": 64, "balanced": 256, "fast": 256, "battery": 128, "auto": 256}
"""Tokens of a prompt at once: fewer keep the processor's clock, and the fan, lower while a long text is read."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the decision looks at. `cores` are physical ones that may be used; None is not measurable."""

    cores: int
    on_battery: bool = False
    percent: float | None = None
    celsius: float | None = None


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was fastest here for one model in one power state."""

    threads: int
    batch_tokens: int


@dataclass(frozen=True, slots=True)
class Manner:
    """How the next answer is worked out, and whether downloads and making models pause. `why` is for a person."""

    profile: Profile
    threads: int
    batch_tokens: int
    hot: bool = False
    low: bool = False
    why: str = ""

    @property
    def pauses(self) -> bool:
        """Heavy work that nobody waits for has to wait."""
        return self.hot or self.low


def situation(battery: BatteryReading, celsius: Gauge, cores: int) -> Situation:
    """Return the situation that the meters tell of."""
    on_battery = battery.state == "discharging"
    return Situation(cores, on_battery, battery.percent.value, celsius.value)


def in_force(profile: Profile, now: Situation) -> Profile:
    """Return what `auto` means now; any other profile is itself."""
    if profile != "auto":
        return profile
    return "battery" if now.on_battery else "balanced"


def decide(profile: Profile, now: Situation, tuned: Tuned | None = None, before: Manner | None = None) -> Manner:
    """Return how to work from now on; `before` is the decision that holds. Threads are never fewer than one."""
    chosen = in_force(profile, now)
    hot = _over(now.celsius, HOT_C, COOL_C, held=before is not None and before.hot)
    low = now.on_battery and _under(now.percent, LOW_PERCENT, ENOUGH_PERCENT, held=before is not None and before.low)
    threads, batch_tokens = _usual(chosen, now.cores, tuned)
    if hot:
        threads = max(1, threads // 2)
    return Manner(chosen, threads, batch_tokens, hot, low, _why(chosen, now, hot=hot, low=low))


def _usual(chosen: Profile, cores: int, tuned: Tuned | None) -> tuple[int, int]:
    """Return threads and batch where nothing is wrong. Half the cores write nearly as fast: memory is the limit."""
    half = max(1, cores // 2)
    if chosen == "fast":
        return (tuned.threads, tuned.batch_tokens) if tuned else (cores, BATCHES[chosen])
    if chosen == "balanced":
        return (min(tuned.threads, cores) if tuned else cores), BATCHES[chosen]
    return half, BATCHES[chosen]


def _over(value: float | None, at: float, until: float, *, held: bool) -> bool:
    return value is not None and value >= (until if held else at)


def _under(value: float | None, at: float, until: float, *, held: bool) -> bool:
    return value is not None and value < (until if held else at)


def _why(chosen: Profile, now: Situation, *, hot: bool, low: bool) -> str:
    if hot:
        return tr("The processor is at {celsius} °C, so fewer cores work.", celsius=f"{now.celsius or 0:.0f}")
    if low:
        return tr("The battery is at {percent} %, so downloads and making models wait.", percent=f"{now.percent:.0f}")
    if chosen == "battery":
        return tr("Half the cores work, to save the battery.")
    return tr("Half the cores work, to keep the fan quiet.") if chosen == "quiet" else ""
