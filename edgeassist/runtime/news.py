# SPDX-License-Identifier: Apache-2.0
"""The engine's published state and those who watch it. A watcher that fails is logged and hurts nobody."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from edgeassist.runtime.state import EngineState
from edgeassist.wire import Stats

_log = logging.getLogger(__name__)

Watcher = Callable[[EngineState | Stats], None]


class News:
    """Holds the last state; any thread may read it, one thread changes it."""

    def __init__(self) -> None:
        self._watchers: list[Watcher] = []
        self.state = EngineState()

    def watch(self, watcher: Watcher) -> None:
        """Tell `watcher` everything from now on."""
        self._watchers.append(watcher)

    def change(self, **changes: Any) -> None:
        """Publish the state with `changes`, unless it is the same."""
        state = replace(self.state, **changes)
        if state != self.state:
            self.state = state
            self.tell(state)

    def tell(self, news: EngineState | Stats) -> None:
        """Call every watcher."""
        for watcher in tuple(self._watchers):
            try:
                watcher(news)
            except Exception:
                _log.exception("an engine watcher failed")
