# SPDX-License-Identifier: Apache-2.0
"""Notices that a microphone went away, and looks for it again until it is back or too long gone."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from edgeassist.core.errors import EdgeError
from edgeassist.speech.refusals import MicrophoneLost
from edgeassist.speech.sources import Source, SourceGone, Sources

FIRST_S = 5.0
"""A wireless microphone takes its time before the first block."""
MUTE_S = 1.5
"""A microphone that gives no block for so long is gone: a quiet one gives blocks of quiet."""
LOOK_EVERY_S = 1.0
GIVE_UP_S = 30.0
STUCK_S = 8.0
"""Nothing that opens takes so long; what closes gets a quarter of it."""
THINKING_S = 120.0
"""No single step of a recognizer takes so long: not the loading of the largest model from a slow drive."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long what is waited for, in seconds."""

    first_s: float = FIRST_S
    mute_s: float = MUTE_S
    look_every_s: float = LOOK_EVERY_S
    give_up_s: float = GIVE_UP_S
    stuck_s: float = STUCK_S
    thinking_s: float = THINKING_S


class Search:
    """Looks for the microphone `device` again. `wake` ends the wait early: somebody wants something else."""

    def __init__(self, sources: Sources, device: str, patience: Patience, clock: Callable[[], float]) -> None:
        self._sources, self._device, self._patience, self._clock = sources, device, patience, clock

    def resume(self, name: str, begin: Callable[[Source], None], wake: threading.Event) -> bool:
        """Look until `begin` takes what was found; False when `wake` was set, `MicrophoneLost` raised in the end."""
        began = self._clock()
        while not wake.is_set():
            try:
                self._sources.look_again()
                begin(self._sources.open(self._device))
                return True
            except (EdgeError, SourceGone):
                if self._clock() - began >= self._patience.give_up_s:
                    raise MicrophoneLost(name, self._patience.give_up_s) from None
            wake.wait(self._patience.look_every_s)
        return False
