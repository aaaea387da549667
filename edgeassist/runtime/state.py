# SPDX-License-Identifier: Apache-2.0
"""What the engine is doing, as values that any thread may hold."""

from dataclasses import dataclass
from enum import StrEnum

from edgeassist.wire import Denied, Loaded


class Phase(StrEnum):
    """The engine's life. `RESTING`: the same model killed it twice; nothing is loaded until a person asks."""

    OFF = "off"
    STARTING = "starting"
    IDLE = "idle"
    LOADING = "loading"
    READY = "ready"
    RESTING = "resting"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the engine stopped: a stable kebab code, one exact sentence, what to do, the folded-away log tail."""

    code: str
    message: str
    hint: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class EngineState:
    """A snapshot. `path` is the wanted model, `model` the resident one, `progress` its loading (0 to 1).

    `denied`: what the locks of the newest worker kept it from, in the order that it was tried.
    """

    phase: Phase = Phase.OFF
    path: str = ""
    model: Loaded | None = None
    progress: float = 0.0
    variant: str = ""
    sandbox: tuple[str, ...] = ()
    denied: tuple[Denied, ...] = ()
    preparing: str = ""
    trouble: Trouble | None = None
