# SPDX-License-Identifier: Apache-2.0
"""Holds a job's source open, and lets go of it for certain: by closing, or by ending the process when that hangs."""

import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from edgeassist.speech.lost import Patience
from edgeassist.speech.sources import Source, Sources


class Held:
    """The source under way, if any. `force` is called on another thread when the system does not answer."""

    def __init__(self, patience: Patience, force: Callable[[], None]) -> None:
        self._patience, self._force = patience, force
        self.source: Source | None = None

    @property
    def name(self) -> str:
        """What the source is called; empty when there is none."""
        return self.source.name if self.source is not None else ""

    def open(self, sources: Sources, device: str) -> Source:
        """Open `device`, closed as yet to sound."""
        with self._within(self._patience.stuck_s):
            self.source = sources.open(device)
        return self.source

    def start(self) -> None:
        """Let the sound flow."""
        if self.source is not None:
            with self._within(self._patience.stuck_s):
                self.source.start()

    def close(self) -> None:
        """Close the source, once. A microphone that refuses may still be open: the process ends with it."""
        source, self.source = self.source, None
        if source is not None:
            with self._within(self._patience.stuck_s / 4):
                try:
                    source.close()
                except Exception:
                    traceback.print_exc(file=sys.stderr)
                    if source.live:
                        self._force()

    @contextmanager
    def _within(self, limit_s: float) -> Iterator[None]:
        watch = threading.Timer(limit_s, self._on_stuck)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
            watch.join()

    def _on_stuck(self) -> None:
        sys.stderr.write("edgeassist hear: the microphone does not answer\n")
        self._force()
