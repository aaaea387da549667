# SPDX-License-Identifier: Apache-2.0
"""How often each model killed the engine, and what follows: an immediate restart, a pause, or rest.

The record may be kept across starts of the program: `deaths` seeds it, `changed` hears of every change.
"""

import logging
from collections.abc import Callable, Mapping

from edgeassist.core.language import tr

_log = logging.getLogger(__name__)

DEATHS_BEFORE_REST = 2
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_STARTS_BEFORE_REST = 5


class Health:
    """A count of consecutive deaths per model path; the empty path stands for 'no model loaded'."""

    def __init__(
        self,
        deaths: Mapping[str, int] | None = None,
        changed: Callable[[str, int], None] = lambda _path, _deaths: None,
    ) -> None:
        self._deaths = dict(deaths or {})
        self._changed = changed
        self._in_a_row = 0

    def died(self, path: str) -> float | None:
        """Count a death with `path` loaded; return the pause before a restart in seconds, None for no restart."""
        self._in_a_row += 1
        self._set(path, self._deaths.get(path, 0) + 1)
        limit = DEATHS_BEFORE_REST if path else _STARTS_BEFORE_REST
        if self._deaths[path] >= limit:
            return None
        if self._in_a_row == 1:
            return 0.0
        return min(_FIRST_PAUSE_S * 2.0 ** (self._in_a_row - 2), _LONGEST_PAUSE_S)

    def stopped(self) -> float:
        """Return the pause before a restart after a person's own stop, which counts as no death."""
        return 0.0

    def lived(self, path: str) -> None:
        """Note that a whole answer came out of `path`, and clean its record."""
        self._in_a_row = 0
        self.forgive(path)

    def forgive(self, path: str) -> None:
        """Give `path` its chances anew, because a person asked for it."""
        if self._deaths.get(path):
            self._set(path, 0)

    def advice(self, path: str) -> str:
        """Return what to do now that `path` rests."""
        if not path:
            return tr("Your files are safe. Run `edgeassist doctor`, or install EdgeAssist again.")
        return tr(
            "The engine stopped twice with this model, so EdgeAssist does not load it again by itself. "
            "What was written is kept. Load it again, or choose another model."
        )

    def _set(self, path: str, deaths: int) -> None:
        self._deaths[path] = deaths
        try:
            self._changed(path, deaths)
        except Exception:
            _log.exception("a model's deaths could not be written down")
