# SPDX-License-Identifier: Apache-2.0
"""Collects what a `Voice` tells, and waits for it with a deadline."""

import threading
from collections.abc import Callable

from edgeassist.speech.lines import Ended, News

DEADLINE_S = 120.0


class Listener:
    """Give it as `hear`."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self._changed = threading.Condition()

    def __call__(self, news: News) -> None:
        """Take one piece of news."""
        with self._changed:
            self.news.append(news)
            self._changed.notify_all()

    def wait(self, wanted: Callable[[News], bool]) -> News:
        """Return the first news that is `wanted`."""
        with self._changed:
            found = self._changed.wait_for(lambda: next((one for one in self.news if wanted(one)), None), DEADLINE_S)
        assert found is not None, f"never came; there were {self.news}"
        return found

    def ended(self) -> Ended:
        """Return how the job ended, which it did once."""
        ended = self.wait(lambda one: isinstance(one, Ended))
        assert isinstance(ended, Ended)
        assert self.news[-1] is ended
        return ended
