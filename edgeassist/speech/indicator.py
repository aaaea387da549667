# SPDX-License-Identifier: Apache-2.0
"""Whether the microphone is open, for all who show it. Knows no child: it is told."""

import logging
import threading
from collections.abc import Callable

_log = logging.getLogger(__name__)
OnOpen = Callable[[bool], None]


class Indicator:
    """Tells every watcher every change, in order. Any thread may call."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._watchers: list[OnOpen] = []
        self._is_open = False

    @property
    def is_open(self) -> bool:
        """Whether the microphone is open."""
        return self._is_open

    def show(self, is_open: bool) -> None:
        """Take the state, and tell it when it is another."""
        with self._lock:
            if is_open != self._is_open:
                self._is_open = is_open
                for watcher in tuple(self._watchers):
                    self._tell(watcher)

    def watch(self, on_open: OnOpen) -> Callable[[], None]:
        """Tell `on_open` the state now and whenever it changes; return what ends that."""

        def end() -> None:
            with self._lock:
                if watcher in self._watchers:
                    self._watchers.remove(watcher)

        def watcher(is_open: bool) -> None:
            on_open(is_open)

        with self._lock:
            self._watchers.append(watcher)
            self._tell(watcher)
        return end

    def _tell(self, watcher: OnOpen) -> None:
        try:
            watcher(self._is_open)
        except Exception:
            _log.exception("one who watches the microphone failed")
