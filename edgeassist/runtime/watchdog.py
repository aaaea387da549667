# SPDX-License-Identifier: Apache-2.0
"""Notices a worker that no longer lives. Counts; owns no thread, no clock, no process.

The engine calls `tick` once per second of silence, measured by its own waiting: a laptop that slept for eight hours
has waited only once, so sleep is never mistaken for a hang.
"""

SILENT_TICKS = 10
PING_TICKS = 4
HELLO_TICKS = 30
PREPARING_TICKS = 180
STUCK_STATS = 1200


class Watchdog:
    """Counts silence of one worker. `tick` answers `ping`, `hang` or nothing."""

    def __init__(self) -> None:
        self._silent = 0
        self._limit = HELLO_TICKS
        self._steps = -1
        self._same_steps = 0

    def greeted(self) -> None:
        """Hold the normal limit from now on: the handshake is done."""
        self._limit = SILENT_TICKS

    def excused(self) -> None:
        """Allow the long preparation that the worker announced."""
        self._limit = PREPARING_TICKS

    def heard(self) -> None:
        """Note that an event came."""
        self._silent = 0

    def stepped(self, steps: int) -> bool:
        """Note the decode counter of a `Stats`; False when it stood still for `STUCK_STATS` reports (10 minutes)."""
        self._same_steps = self._same_steps + 1 if steps == self._steps else 0
        self._steps = steps
        return self._same_steps < STUCK_STATS

    def tick(self) -> str:
        """Count one more second without a word."""
        self._silent += 1
        if self._silent >= self._limit:
            return "hang"
        return "ping" if self._silent == PING_TICKS else ""
