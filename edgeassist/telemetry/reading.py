# SPDX-License-Identifier: Apache-2.0
"""What the meters say: values only, each with its method and its error, or with the reason why there is none."""

from dataclasses import dataclass
from typing import Literal

from edgeassist.core.language import later

Role = Literal["window", "engine", "job", "voice", "other"]
PowerState = Literal["charging", "discharging", "full", "mains", "unknown"]
Outcome = Literal["done", "cancelled", "failed"]


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure in the unit its field names: measured by `method` to within `error` (same unit, half the width).

    `value` is None where it cannot be measured; `why` then says so in words for a person. Never a guess.
    """

    value: float | None = None
    method: str = ""
    error: float = 0.0
    why: str = ""


NOTHING = Gauge(why=later("not measured yet"))


@dataclass(frozen=True, slots=True)
class ProcessReading:
    """One process of ours. `rss_bytes` holds `mapped_bytes` of model files; `uss_bytes` is what would be freed.

    `cpu_percent` is of one core, since the sample before.
    """

    role: Role
    pid: int
    rss_bytes: int
    uss_bytes: int | None
    mapped_bytes: int
    cpu_percent: float


@dataclass(frozen=True, slots=True)
class BatteryReading:
    """All batteries of the laptop as one. `watts` is what flows out of them (below 0: into them)."""

    state: PowerState = "unknown"
    percent: Gauge = NOTHING
    watts: Gauge = NOTHING
    left_wh: Gauge = NOTHING


@dataclass(frozen=True, slots=True)
class EngineReading:
    """What the engine said last of the answer under way or of the one before; zeros before the first.

    `answers` tells that one is under way: `answer_rate` is the speed of now only then.
    """

    prompt_rate: float = 0.0
    answer_rate: float = 0.0
    first_token_ms: float = 0.0
    context_used_tokens: int = 0
    context_tokens: int = 0
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """Everything at one moment: `at_s` since the epoch, `system_watts` what the whole laptop draws now."""

    at_s: float
    processes: tuple[ProcessReading, ...] = ()
    free_bytes: int = 0
    total_bytes: int = 0
    celsius: Gauge = NOTHING
    battery: BatteryReading = BatteryReading()
    system_watts: Gauge = NOTHING
    engine: EngineReading = EngineReading()
    models_bytes: int = 0
    answers_left: Gauge = NOTHING


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one answer cost. `joules` is the energy above an idle laptop where `method` says so, else the whole."""

    at_s: float
    model_id: str
    model_name: str
    pane: str
    outcome: Outcome
    prompt_tokens: int
    reused_tokens: int
    answer_tokens: int
    first_token_ms: float
    total_ms: float
    prompt_rate: float
    answer_rate: float
    joules: Gauge = NOTHING
    peak_bytes: int = 0
    on_battery: bool = False
    id: int = 0
    ended_outside: bool = False
    """Another program stopped the engine meanwhile; known of an answer that just ended, kept nowhere."""
