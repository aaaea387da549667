# SPDX-License-Identifier: Apache-2.0
"""What is due: timers, alarms and reminders. Each stays due until it counts as told: rather told twice than never.

Owns no thread and no timer: whoever asks waits by itself, and asks again after every command.
"""

from datetime import datetime
from pathlib import Path

import msgspec

from edgeassist.intents.kept import Kept
from edgeassist.intents.moments_kept import Kind, Moment, open_moments
from edgeassist.intents.wording import duration, when

LOOK_AGAIN_S = 60.0
"""The longest wait while something is open: a clock that was set, or a computer that slept, is noticed after that."""
_LATE_S = 60.0
_KEEP_TOLD_S = 30 * 24 * 3600.0
_CLOSED = " It was due {when}, while EdgeAssist was closed."
_LATE = " It was due {when}."


class Due(msgspec.Struct, frozen=True):
    """One that is due now. `sentence` says it to the person; `missed` if it fell into a time when nobody was there.

    `due_s` or `wall` is the moment that it was set to: one that is set anew is due anew.
    """

    id: int
    kind: Kind
    name: str
    sentence: str
    missed: bool = False
    due_s: float | None = None
    wall: str | None = None


class DueDesk:
    """Tells what is due from the file in `folder`. Any thread may call; each call is one short query or transaction."""

    def __init__(self, folder: Path) -> None:
        self._kept = Kept(folder)
        self._opened: datetime | None = None

    @property
    def problem(self) -> str:
        """What was wrong with the file found, in a sentence; empty when nothing was."""
        return self._kept.problem

    def wait_s(self, now: datetime) -> float | None:
        """Return after how many seconds to ask `due` again, at most a minute; None while nothing is open."""
        self._opened = self._opened or now
        with self._kept.reading() as connection:
            running = [one.left(now) for one in open_moments(connection) if one.left_s is None]
        return min((*running, LOOK_AGAIN_S)) if running else None

    def due(self, now: datetime) -> tuple[Due, ...]:
        """Return what is due at `now` and does not count as told yet, the earliest first."""
        opened = self._opened = self._opened or now
        with self._kept.reading() as connection:
            found = [one for one in open_moments(connection) if one.left_s is None and one.left(now) <= 0]
        found.sort(key=lambda one: ((one.due(now) or now).timestamp(), one.id))
        return tuple(_due(one, now, opened) for one in found)

    def told(self, due: Due, now: datetime) -> None:
        """Count one as told, for every program; one that was set anew since it was due is left open."""
        with self._kept.writing() as connection:
            connection.execute(
                "UPDATE moments SET told_s = ? WHERE id = ? AND told_s IS NULL AND left_s IS NULL"
                " AND due_s IS ? AND wall IS ?",
                (now.timestamp(), due.id, due.due_s, due.wall),
            )
            connection.execute("DELETE FROM moments WHERE told_s < ?", (now.timestamp() - _KEEP_TOLD_S,))

    def begin(self, name: str, now: datetime, seconds: float) -> None:
        """Set a timer called `name` that is due after `seconds`: what rang is to ring again."""
        with self._kept.writing() as connection:
            connection.execute(
                "INSERT INTO moments (kind, name, due_s, total_s) VALUES ('timer', ?, ?, ?)",
                (name, now.timestamp() + seconds, seconds),
            )

    def close(self) -> None:
        """Close the file."""
        self._kept.close()


def _due(one: Moment, now: datetime, opened: datetime) -> Due:
    moment = one.due(now) or now
    missed = moment.timestamp() < opened.timestamp()
    late = _CLOSED if missed else _LATE if now.timestamp() - moment.timestamp() > _LATE_S else ""
    sentence = _sentence(one) + late.format(when=when(moment, now))
    return Due(one.id, one.kind, one.name, sentence, missed, one.due_s, one.wall)


def _sentence(one: Moment) -> str:
    if one.kind == "reminder":
        return f"Reminder: {one.name}."
    if one.kind == "alarm":
        return f"Alarm: {one.name}." if one.name else "Your alarm rings."
    length = f" of {duration(one.total_s)}" if one.total_s else ""
    return f"The timer “{one.name}”{length} is over." if one.name else f"Your timer{length} is over."
