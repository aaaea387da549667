# SPDX-License-Identifier: Apache-2.0
"""Where sound comes from: the ports that a microphone, a file and a test's source stand behind. Hears nothing."""

from typing import Any, Protocol

import numpy as np

from edgeassist.speech.lines import Devices

Block = np.ndarray[Any, np.dtype[np.float32]]
"""Frames x channels, full scale at 1."""


class SourceGone(Exception):
    """The source broke off: it was unplugged, or its system says so."""


class Source(Protocol):
    """Sound under way, for one thread. Made closed, `start` lets it flow."""

    @property
    def name(self) -> str:
        """What a person knows it by."""

    @property
    def rate(self) -> int:
        """Frames per second; right once the first block was read."""

    @property
    def live(self) -> bool:
        """Whether sound passes by that nobody takes; a file waits."""

    def start(self) -> None:
        """Let the sound flow; raise `SourceGone` or a refusal when it will not."""

    def read(self, wait_s: float) -> Block | None:
        """Return the next block, None when none came within `wait_s`, an empty one at the end of a file.

        Raises `SourceGone`, or a refusal for a file that cannot be understood.
        """

    def dropped(self) -> int:
        """Return how often sound was lost since the last question, because it was not taken in time."""

    def close(self) -> None:
        """Stop the sound. Afterwards nothing is taken any more."""


class Sources(Protocol):
    """The microphones of a machine."""

    def devices(self) -> Devices:
        """Look for microphones."""

    def open(self, device: str) -> Source:
        """Return the microphone named `device` (empty: the system's choice), or raise a refusal."""

    def look_again(self) -> None:
        """Forget what was known of the machine's microphones; none is open."""
