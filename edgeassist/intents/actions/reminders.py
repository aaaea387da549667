# SPDX-License-Identifier: Apache-2.0
"""Reminders: at a time, on a day, or after a while; list and cancel them. Nobody tells them here."""

import re
from collections.abc import Sequence
from datetime import datetime

from edgeassist.core.language import in_english, later, listed, tr, trn
from edgeassist.intents.action import Outcome, Preview
from edgeassist.intents.actions.alarms import wall_time
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import EVERY_ONE, KeptAction, number_of, text_of
from edgeassist.intents.moments import times_of
from edgeassist.intents.moments_kept import Moment, open_moments
from edgeassist.intents.planned import Plan, Planner, cannot, telling
from edgeassist.intents.repeating import COMES_ONCE, repeats
from edgeassist.intents.wording import after, bold, on_the_wall, when

_MORNING = "09:00"
"""When a reminder for a day without a time is told."""
_NONE = later("There is no reminder.")
_NO_TEXT = later("Say of what: “remind me at five to call Ann”.")
_NO_TIME = later("Say when: “remind me at five to call Ann”, or “in ten minutes”.")
_NO_SUCH_DAY = later("There is no {day} {month}.")
_MONTHS = {
    "january": 31, "february": 29, "march": 31, "april": 30, "may": 31, "june": 30, "july": 31, "august": 31,
    "september": 30, "october": 31, "november": 30, "december": 31,
}  # fmt: skip
_DATE = re.compile(
    rf"\b(?P<month>{'|'.join(_MONTHS)}) (?P<day>\d+)|\b(?P<day_first>\d+) (?:of )?(?P<month_then>{'|'.join(_MONTHS)})",
    re.IGNORECASE,
)
_PAST = later("That time has passed already.")


class Reminders:
    """Plans for reminders, kept in the file of `keeper`."""

    def __init__(self, keeper: KeptAction) -> None:
        self._keeper = keeper
        self.planners: dict[str, Planner] = {
            "EdgeSetReminder": self._set,
            "EdgeCancelReminder": self._cancel,
            "EdgeListReminders": self._list,
        }

    def _open(self) -> tuple[Moment, ...]:
        with self._keeper.kept.reading() as connection:
            return open_moments(connection, "reminder")

    def _set(self, intent: Intent) -> Plan:
        now, text = self._keeper.context.now(), text_of(intent, "text")
        if not text:
            return cannot(tr(_NO_TEXT))
        moment, wall = _moment(intent, now)
        if repeats(_beside(text, intent.text) if moment else f"{intent.text} {text}", self._keeper.context.language):
            return cannot(tr(COMES_ONCE))
        if moment is None:
            return cannot(_why_never(text) or tr(_NO_TIME))
        if moment.timestamp() <= now.timestamp():
            return cannot(tr(_PAST))
        sentence = tr("Remind you {moment}: {text}", moment=bold(when(moment, now)), text=bold(text))

        def do() -> Outcome:
            with self._keeper.changing(tr("You will not be reminded: {text}.", text=text)) as changing:
                if wall is None:
                    changing.add("moments", kind="reminder", name=text, due_s=moment.timestamp())
                else:
                    changing.add("moments", kind="reminder", name=text, wall=wall.isoformat(timespec="minutes"))
            done = tr("You will be reminded {moment}: {text}.", moment=when(moment, now), text=text)
            return Outcome(done, undo=changing.token)

        return Plan(Preview(sentence, "undoable", text, later("Remind me")), do)

    def _cancel(self, intent: Intent) -> Plan:
        found, wanted = self._open(), text_of(intent, "text").casefold()
        fitting = [one for one in found if wanted in one.name.casefold()] or self._at(found, wanted)
        if not found:
            return cannot(tr(_NONE))
        if len(fitting) > 1 and text_of(intent, "which") == EVERY_ONE:
            return self._cancel_all(fitting, every=len(fitting) == len(found))
        if len(fitting) != 1:
            there = listed([f"“{one.name}”" for one in fitting or found])
            if fitting:
                return cannot(tr("Say which one: {reminders}.", reminders=there))
            return cannot(tr("There is no such reminder: {reminders}.", reminders=there))
        one = fitting[0]
        sentence = tr("Cancel the reminder {text}", text=bold(one.name))

        def do() -> Outcome:
            with self._keeper.changing(tr("The reminder “{text}” is set again.", text=one.name)) as changing:
                changing.remove("moments", one.id)
            return Outcome(tr("The reminder “{text}” is cancelled.", text=one.name), undo=changing.token)

        return Plan(Preview(sentence, "undoable", one.name, later("Cancel it")), do)

    def _cancel_all(self, found: Sequence[Moment], *, every: bool) -> Plan:
        count = len(found)
        sentence = trn("Cancel **{n} reminder**", "Cancel **all {n} reminders**", count)
        if not every:
            sentence = tr("Cancel the reminder {text}", text=listed([bold(one.name) for one in found]))

        def do() -> Outcome:
            says = trn("{n} reminder is set again.", "{n} reminders are set again.", count)
            with self._keeper.changing(says) as changing:
                for one in found:
                    changing.remove("moments", one.id)
            return Outcome(trn("{n} reminder cancelled.", "{n} reminders cancelled.", count), undo=changing.token)

        return Plan(Preview(sentence, "undoable", in_english(_reminders, count), later("Cancel")), do)

    def _at(self, found: tuple[Moment, ...], wanted: str) -> list[Moment]:
        """Return the reminders for the time that `wanted` is, if it is one: “the 7 o'clock reminder”."""
        now = self._keeper.context.now()
        times = {f"{one:%H:%M}" for one in times_of(wanted, self._keeper.context.language, now)}
        return [one for one in found if f"{one.due(now) or now:%H:%M}" in times]

    def _list(self, _intent: Intent) -> Plan:
        def answer() -> str:
            now = self._keeper.context.now()
            reminders = sorted(self._open(), key=lambda one: one.left(now))
            return " ".join(_line(one, now) for one in reminders) or tr(_NONE)

        return telling(tr("Say what you are to be **reminded** of"), answer)


def _beside(text: str, sentence: str) -> str:
    """Return the words of a sentence that are none of `text`: a weekly report is no reminder every week."""
    said = set(text.casefold().split())
    return " ".join(word for word in sentence.split() if word.casefold() not in said)


def _reminders(count: int) -> str:
    return trn("{n} reminder", "{n} reminders", count)


def _why_never(text: str) -> str:
    """Return why a moment that stands in `text` is none; empty where none stands there."""
    found = _DATE.search(text)
    if found is None:
        return ""
    month, day = found["month"] or found["month_then"], int(found["day"] or found["day_first"])
    return tr(_NO_SUCH_DAY, day=day, month=month.capitalize()) if day > _MONTHS[month.casefold()] else ""


def _line(one: Moment, now: datetime) -> str:
    at = when(one.due(now) or now, now)
    return tr("{moment}: {text}.", moment=f"{at[:1].upper()}{at[1:]}", text=one.name)


def _moment(intent: Intent, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return when it is due, and the time on the wall where that is what was said."""
    seconds = number_of(intent, "seconds")
    if seconds:
        return (after(now, seconds) if 0 < seconds < 10**9 else None), None
    at, day = text_of(intent, "time"), text_of(intent, "date")
    if not at and not day:
        return None, None
    wall = wall_time(at or _MORNING, day, now)
    return (None if wall is None else on_the_wall(wall, now)), wall
