# SPDX-License-Identifier: Apache-2.0
"""Timers, alarms and reminders as rows: what is open, and when each is due. Knows no sentence.

A timer's end is a moment in UTC; an alarm follows the clock on the wall, whatever summer time does to it.
"""

import sqlite3
from datetime import UTC, datetime
from typing import Literal

import msgspec

from edgeassist.intents.wording import local, on_the_wall

Kind = Literal["timer", "alarm", "reminder"]


class Moment(msgspec.Struct, frozen=True):
    """One that was not told yet. `left_s` is there while a timer is paused; `wall` is an ISO time without a zone."""

    id: int
    kind: Kind
    name: str
    due_s: float | None
    wall: str | None
    left_s: float | None
    total_s: float | None

    def due(self, now: datetime) -> datetime | None:
        """Return when it is due, in the zone of `now`; None while it is paused."""
        if self.wall:
            return on_the_wall(datetime.fromisoformat(self.wall), now)
        if self.due_s is None:
            return None
        return local(datetime.fromtimestamp(self.due_s, UTC), now)

    def left(self, now: datetime) -> float:
        """Return the seconds that are left; 0 once it is due."""
        moment = self.due(now)
        return self.left_s or 0.0 if moment is None else max(0.0, moment.timestamp() - now.timestamp())


def open_moments(connection: sqlite3.Connection, *kinds: Kind) -> tuple[Moment, ...]:
    """Return those of `kinds`, or all, that were not told yet, the oldest first."""
    query = "SELECT id, kind, name, due_s, wall, left_s, total_s FROM moments WHERE told_s IS NULL ORDER BY id"
    rows = connection.execute(query).fetchall()
    return tuple(Moment(*row) for row in rows if not kinds or row["kind"] in kinds)
