# SPDX-License-Identifier: Apache-2.0
"""What this laptop taught about loading: which loads were tried, which worked, which killed the engine."""

from pathlib import Path

from edgeassist.store.ceiling import Ceiling, Worked, learn, read_ceiling, unlearn
from edgeassist.store.fit import Fit


class Lessons:
    """Kept in the folder `data`, read once and again after each lesson. Any thread may call."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._known: Ceiling | None = None
        self._tried: dict[str, Worked] = {}

    @property
    def ceiling(self) -> Ceiling:
        """The hardest loads that worked here."""
        if self._known is None:
            self._known = read_ceiling(self._data)
        return self._known

    def try_out(self, path: str, fit: Fit, at: str) -> None:
        """The model at `path` is going to be loaded, estimated by `fit`; `at` is the time now."""
        self._tried[path] = Worked(fit.total_bytes, fit.free_bytes, at)

    def note_success(self, path: str) -> None:
        """The model at `path` computes: the memory was there."""
        load = self._tried.get(path)
        if load is not None and self.ceiling.proof(load.total_bytes, load.free_bytes) is None:
            learn(self._data, load)
            self._known = None

    def note_failure(self, path: str) -> None:
        """The engine died with the model at `path`."""
        load = self._tried.get(path)
        if load is not None:
            unlearn(self._data, load.total_bytes, load.free_bytes)
            self._known = None
