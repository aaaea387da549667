# SPDX-License-Identifier: Apache-2.0
"""Alarms at a time of day: set, cancel, list. They follow the clock on the wall; nobody rings them here."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from edgeassist.core.language import in_english, later, listed, tr, trn
from edgeassist.intents.action import ActionContext, Outcome, Preview
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import EVERY_ONE, KeptAction, said, text_of
from edgeassist.intents.moment_words import Part
from edgeassist.intents.moments import said_in, times_of
from edgeassist.intents.moments_kept import Moment, open_moments
from edgeassist.intents.planned import Plan, Planner, cannot, telling
from edgeassist.intents.repeating import RINGS_ONCE, repeats
from edgeassist.intents.wording import bold, local, on_day, on_the_wall, when

_NONE = later("There is no alarm.")
_NO_TIME = later("Say for what time: “set an alarm for seven”.")
_PAST = later("That time has passed already.")
_HOURS: Mapping[Part, Sequence[int]] = {
    "am": range(12),
    "pm": range(12, 24),
    "morning": range(4, 12),
    "midday": range(11, 15),
    "afternoon": range(12, 19),
    "evening": range(16, 24),
    "night": (*range(18, 24), *range(5)),
}
"""When an alarm rings that is told by the part of its day: `tomorrow morning`."""


class Alarms:
    """Plans for alarms, kept in the file of `keeper`."""

    def __init__(self, keeper: KeptAction) -> None:
        self._keeper = keeper
        self.planners: dict[str, Planner] = {
            "EdgeSetAlarm": self._set,
            "EdgeCancelAlarm": self._cancel,
            "EdgeListAlarms": self._list,
        }

    def _open(self) -> tuple[Moment, ...]:
        with self._keeper.kept.reading() as connection:
            return open_moments(connection, "alarm")

    def _set(self, intent: Intent) -> Plan:
        now, name = self._keeper.context.now(), text_of(intent, "name")
        if repeats(intent.text, self._keeper.context.language):
            return cannot(tr(RINGS_ONCE))
        wall = wall_time(text_of(intent, "time"), text_of(intent, "date"), now)
        if wall is None:
            return cannot(tr(_NO_TIME))
        moment = on_the_wall(wall, now)
        if moment.timestamp() <= now.timestamp():
            return cannot(tr(_PAST))
        about, rings = f"alarm {in_english(when, moment, now)}", _rings(moment, now)
        sentence = tr("Set an alarm {moment}", moment=bold(rings))
        sentence = f"{sentence}, {bold(name)}" if name else sentence

        def do() -> Outcome:
            gone = tr("The alarm {moment} is cancelled.", moment=when(moment, now))
            with self._keeper.changing(gone) as changing:
                changing.add("moments", kind="alarm", name=name, wall=wall.isoformat(timespec="minutes"))
            return Outcome(tr("The alarm rings {moment}.", moment=rings), undo=changing.token)

        return Plan(Preview(sentence, "undoable", about, later("Set")), do)

    def _cancel(self, intent: Intent) -> Plan:
        found, now = self._open(), self._keeper.context.now()
        times = _times(intent, self._keeper.context)
        fitting = [] if intent.value("seconds") else [one for one in found if _fits(one, intent, times)]
        if not found:
            return cannot(tr(_NONE))
        if len(fitting) > 1 and text_of(intent, "which") == EVERY_ONE:
            return self._cancel_all(fitting, every=len(fitting) == len(found))
        if len(fitting) != 1:
            there = listed([_short(one, now) for one in fitting or found])
            if fitting:
                return cannot(tr("Say which one. There is {alarms}.", alarms=there))
            return cannot(tr("There is no such alarm. There is {alarms}.", alarms=there))
        one = fitting[0]
        about, sentence = in_english(_short, one, now), tr("Cancel {alarm}", alarm=bold(_short(one, now)))

        def do() -> Outcome:
            with self._keeper.changing(tr("{alarm} is set again.", alarm=_title(one, now))) as changing:
                changing.remove("moments", one.id)
            return Outcome(tr("{alarm} is cancelled.", alarm=_title(one, now)), undo=changing.token)

        return Plan(Preview(sentence, "undoable", about, later("Cancel it")), do)

    def _cancel_all(self, found: Sequence[Moment], *, every: bool) -> Plan:
        count, now = len(found), self._keeper.context.now()
        sentence = trn("Cancel **{n} alarm**", "Cancel **all {n} alarms**", count)
        if not every:
            sentence = tr("Cancel {alarm}", alarm=listed([bold(_short(one, now)) for one in found]))

        def do() -> Outcome:
            with self._keeper.changing(trn("{n} alarm is set again.", "{n} alarms are set again.", count)) as changing:
                for one in found:
                    changing.remove("moments", one.id)
            return Outcome(trn("{n} alarm cancelled.", "{n} alarms cancelled.", count), undo=changing.token)

        return Plan(Preview(sentence, "undoable", in_english(_alarms, count), later("Cancel")), do)

    def _list(self, _intent: Intent) -> Plan:
        def answer() -> str:
            now = self._keeper.context.now()
            alarms = sorted(self._open(), key=lambda one: one.left(now))
            if not alarms:
                return tr(_NONE)
            return tr("There is {alarms}.", alarms=listed([_short(one, now) for one in alarms]))

        return telling(tr("Say which **alarms** are set"), answer)


def _alarms(count: int) -> str:
    return trn("{n} alarm", "{n} alarms", count)


def _rings(moment: datetime, now: datetime) -> str:
    """Return when it rings, always with the day: whoever said "seven" is told which one."""
    here = local(moment, now)
    if here.date() == now.date():
        return on_day(tr("today"), here)
    tonight = here.time() == time() and here.date() == now.date() + timedelta(days=1)
    return tr("at midnight tonight") if tonight else when(moment, now)


def wall_time(time_text: str, date_text: str, now: datetime) -> datetime | None:
    """Return the time on the wall that is meant, the next one where no date is named; None where it is no time."""
    try:
        at = time.fromisoformat(time_text).replace(tzinfo=None)
        if date_text:
            return datetime.combine(date.fromisoformat(date_text), at)
    except ValueError:
        return None
    wall = datetime.combine(now.date(), at)
    return wall if on_the_wall(wall, now).timestamp() > now.timestamp() else wall + timedelta(days=1)


def _times(intent: Intent, context: ActionContext) -> frozenset[str]:
    """Return the times that may be meant: “seven” is one in the morning too, though 19:00 was the next."""
    told = said_in(said(intent, "time").split(), context.language, context.now(), bare=True)
    if told is not None and told.clock is None and told.part is not None:
        return frozenset(f"{hour:02}:{minute:02}" for hour in _HOURS[told.part] for minute in range(60))
    heard = times_of(said(intent, "time"), context.language, context.now())
    wanted = text_of(intent, "time")[:5]
    times = {f"{one:%H:%M}" for one in heard}
    return frozenset(times if wanted in times else {wanted} - {""})


def _fits(one: Moment, intent: Intent, times: frozenset[str]) -> bool:
    name, day, wall = text_of(intent, "name").casefold(), text_of(intent, "date"), one.wall or ""
    return (not name or one.name.casefold() == name) and wall.startswith(day) and (not times or wall[11:16] in times)


def _short(one: Moment, now: datetime) -> str:
    moment = when(one.due(now) or now, now)
    if one.name:
        return tr("the alarm “{name}” {moment}", name=one.name, moment=moment)
    return tr("the alarm {moment}", moment=moment)


def _title(one: Moment, now: datetime) -> str:
    moment = when(one.due(now) or now, now)
    if one.name:
        return tr("The alarm “{name}” {moment}", name=one.name, moment=moment)
    return tr("The alarm {moment}", moment=moment)
