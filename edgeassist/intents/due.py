# SPDX-License-Identifier: Apache-2.0
"""What is due: timers, alarms and reminders. Each stays due until it counts as told: rather told twice than never.

Owns no thread and no timer: whoever asks waits by itself, and asks again after every command.
"""

from datetime import datetime
from operator import itemgetter
from pathlib import Path

import msgspec

from edgeassist.core.language import later, tr
from edgeassist.intents.kept import Kept
from edgeassist.intents.moments_kept import Kind, Moment, open_moments
from edgeassist.intents.wording import after, length, when

LOOK_AGAIN_S = 60.0
"""The longest wait while something is open: a clock that was set, or a computer that slept, is noticed after that."""
_LATE_S = 60.0
_SOON_S = 24 * 3600.0
_KEEP_TOLD_S = 30 * 24 * 3600.0
_CLOSED = later("It was due {moment}, while EdgeAssist was closed.")
_LATE = later("It was due {moment}.")
_KINDS: dict[Kind, str] = {"timer": later("Timer"), "alarm": later("Alarm"), "reminder": later("Reminder")}


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

    def rings(self, now: datetime) -> str:
        """Return when the next one is due, and what (`at 7 am (tea)`); empty for nothing that is open within a day."""
        with self._kept.reading() as connection:
            running = [(one.left(now), one) for one in open_moments(connection) if one.left_s is None]
        left_s, one = min(running, key=itemgetter(0), default=(_SOON_S + 1, None))
        if one is None or left_s > _SOON_S:
            return ""
        return f"{when(after(now, max(0.0, left_s)), now)} ({one.name or tr(_KINDS[one.kind])})"

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
    sentence = f"{_sentence(one)} {tr(late, moment=when(moment, now))}" if late else _sentence(one)
    return Due(one.id, one.kind, one.name, sentence, missed, one.due_s, one.wall)


def _sentence(one: Moment) -> str:
    if one.kind == "reminder":
        return tr("Reminder: {text}.", text=one.name)
    if one.kind == "alarm":
        return tr("Alarm: {name}.", name=one.name) if one.name else tr("Your alarm rings.")
    if not one.total_s:
        return tr("The timer “{name}” is over.", name=one.name) if one.name else tr("Your timer is over.")
    long = length(one.total_s)
    if not one.name:
        return tr("Your timer of {duration} is over.", duration=long)
    return tr("The timer “{name}” of {duration} is over.", name=one.name, duration=long)
