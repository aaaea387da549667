# SPDX-License-Identifier: Apache-2.0
"""`edgeassist timers`: what is open, on the command line. Sets and cancels nothing; a command does that."""

from datetime import datetime

from edgeassist.cli.errand import Errand
from edgeassist.cli.home import commands_folder
from edgeassist.intents.kept import Kept
from edgeassist.intents.moments_kept import Moment, open_moments
from edgeassist.intents.wording import duration


def list_timers(errand: Errand) -> None:
    """Print the timers, alarms and reminders that are open, the next one first."""
    now = datetime.now().astimezone()
    with errand.services() as services:
        kept = Kept(commands_folder(services.places.data))
        try:
            with kept.reading() as connection:
                found = sorted(open_moments(connection), key=lambda one: (one.left(now), one.id))
        finally:
            kept.close()
    if kept.problem:
        errand.screen.note(kept.problem, "warn")
    if errand.screen.as_json:
        errand.screen.result({"timers": [_as_table(one, now) for one in found]})
    elif not found:
        errand.screen.note("There is no timer, alarm or reminder.")
    else:
        errand.screen.table(("KIND", "NAME", "DUE", "LEFT"), [_row(one, now) for one in found])


def _as_table(one: Moment, now: datetime) -> dict[str, object]:
    moment = one.due(now)
    due = moment.isoformat(timespec="seconds") if moment else None
    return {"kind": one.kind, "name": one.name, "due": due, "left_s": round(one.left(now)), "paused": moment is None}


def _row(one: Moment, now: datetime) -> tuple[str, ...]:
    moment = one.due(now)
    return (one.kind, one.name or "-", f"{moment:%Y-%m-%d %H:%M:%S}" if moment else "paused", duration(one.left(now)))
