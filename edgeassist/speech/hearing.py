# SPDX-License-Identifier: Apache-2.0
"""The port of the voice child for those who want to listen: panes, dictation, the command line. Values and port only.

The real one is `speech.voice.Voice`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from edgeassist.speech.heard import Grammar
from edgeassist.speech.lines import Devices, News, Purpose, Ready

Hear = Callable[[News], None]
"""Receives the news of one job, on a thread that is not the GUI's; `Ended` comes last, and comes always."""


class Hearing(Protocol):
    """Listens. Every call returns at once; one source is open at a time: a new `listen` ends the one before."""

    def listen(
        self, purpose: Purpose, hear: Hear, *, device: str = "", hold: bool = False, keep_as: Path | None = None
    ) -> int:
        """Open the microphone and return the job's number; what is said is also written to `keep_as`, a WAV."""

    def listen_to(self, path: Path, purpose: Purpose, hear: Hear) -> int:
        """Hear the WAV, FLAC or OGG file at `path` in the same way."""

    def finish(self, job: int) -> None:
        """Make what was said so far into a result."""

    def cancel(self, job: int) -> None:
        """Forget what was said."""

    def use_grammar(self, grammar: Grammar) -> None:
        """Hear this grammar in commands from now on."""

    def warm(self) -> None:
        """Load the recognizer now: whoever is about to speak should not wait for it. Opens no microphone."""

    def devices(self, on_devices: Callable[[Devices], None]) -> None:
        """Look for microphones; the answer comes on another thread, and comes always."""

    @property
    def recognizer(self) -> Ready | None:
        """Which recognizer is loaded; None before the first use and while none can be."""

    def watch(self, on_open: Callable[[bool], None]) -> Callable[[], None]:
        """Be told whether the microphone is open, at once and at every change; return what ends that."""

    def close(self) -> None:
        """Let the microphone go and end the child."""
