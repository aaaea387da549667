# SPDX-License-Identifier: Apache-2.0
"""Timers, and the spec under which alarms and reminders come too. Who tells that one is over is not known here."""

import re
from collections.abc import Callable

from edgeassist.core.language import in_english, later, listed, tr, trn
from edgeassist.intents.action import Action, ActionContext, ActionSpec, Outcome, Preview
from edgeassist.intents.actions.alarms import Alarms
from edgeassist.intents.actions.reminders import Reminders
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import number_of, text_of
from edgeassist.intents.moments_kept import Moment, open_moments
from edgeassist.intents.normalizers import bare_name
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import after, bold, duration, length, until

LONGEST_S = 100 * 3600.0
_NONE = later("There is no timer.")
_NO_TIME = later("Say how long: “set a timer for ten minutes”.")
_BELOW_ZERO = re.compile(r"(?:^|\s)[-−]\s?\d")
_TOO_LONG = later("A timer may run for 100 hours at most. An alarm or a reminder suits better.")


class Timers(PlannedAction):
    """Timers, alarms and reminders."""

    def __init__(self, context: ActionContext) -> None:
        super().__init__(context)
        self.planners = {
            "HassStartTimer": self._start,
            "HassCancelTimer": self._cancel,
            "HassCancelAllTimers": self._cancel_all,
            "HassIncreaseTimer": lambda intent: self._shift(intent, 1),
            "HassDecreaseTimer": lambda intent: self._shift(intent, -1),
            "HassPauseTimer": self._pause,
            "HassUnpauseTimer": self._go_on,
            "HassTimerStatus": self._status,
            **Alarms(self).planners,
            **Reminders(self).planners,
        }

    def _open(self) -> tuple[Moment, ...]:
        with self.kept.reading() as connection:
            return open_moments(connection, "timer")

    def _start(self, intent: Intent) -> Plan:
        seconds, name = seconds_of(intent), bare_name(text_of(intent, "name"))
        if seconds <= 0 or _BELOW_ZERO.search(intent.text):
            return cannot(tr(_NO_TIME))
        if seconds > LONGEST_S:
            return cannot(tr(_TOO_LONG))
        long = bold(length(seconds))
        sentence = tr("Start a timer of {duration}", duration=long)
        if name:
            sentence = tr("Start a timer of {duration} called {name}", duration=long, name=bold(name))
        preview = Preview(sentence, "undoable", _called(name), later("Start"))

        def do() -> Outcome:
            now = self.context.now()
            due_s, timer = now.timestamp() + seconds, _named(name, seconds)
            with self.changing(tr("{timer} is cancelled.", timer=timer)) as changing:
                changing.add("moments", kind="timer", name=name, due_s=due_s, total_s=seconds)
            end = until(after(now, seconds), now)
            return Outcome(tr("{timer} runs until {moment}.", timer=timer, moment=end), undo=changing.token)

        return Plan(preview, do)

    def _one(self, intent: Intent, then: Callable[[Moment], Plan]) -> Plan:
        """Plan with the one timer that is meant, or say why it is not clear."""
        found = self._open()
        if not found:
            return cannot(tr(_NONE))
        fitting, named = _fitting(found, intent)
        if len(fitting) == 1:
            return then(fitting[0])
        names, count = listed([_short(one) for one in found]), len(found)
        if named and not fitting and count == 1:
            return cannot(tr("There is no such timer. There is {timer}.", timer=names))
        if named and not fitting:
            return cannot(tr("There is no such timer. There are {timers}.", timers=names))
        return cannot(tr("There are {count} timers: {timers}. Say which one.", count=count, timers=names))

    def _cancel(self, intent: Intent) -> Plan:
        def then(one: Moment) -> Plan:
            sentence = tr("Cancel {timer}", timer=bold(_short(one)))
            preview = Preview(sentence, "undoable", _object(one), later("Cancel it"))
            return Plan(preview, lambda: self._removed((one,), _cancelled(one)))

        return self._one(intent, then)

    def _cancel_all(self, _intent: Intent) -> Plan:
        found = self._open()
        if not found:
            return cannot(tr(_NONE))
        count = len(found)
        sentence = trn("Cancel **{n} timer**", "Cancel **all {n} timers**", count)
        preview = Preview(sentence, "undoable", in_english(_timers, count), later("Cancel"))
        done = trn("{n} timer cancelled.", "{n} timers cancelled.", count) if count > 1 else _cancelled(found[0])
        return Plan(preview, lambda: self._removed(found, done))

    def _removed(self, timers: tuple[Moment, ...], done: str) -> Outcome:
        count = len(timers)
        runs = trn("{n} timer is back.", "{n} timers are back.", count)
        runs = runs if count > 1 else tr("{timer} is back.", timer=_title(timers[0]))
        with self.changing(runs) as changing:
            for one in timers:
                changing.remove("moments", one.id)
        return Outcome(done, undo=changing.token)

    def _shift(self, intent: Intent, way: int) -> Plan:
        seconds = seconds_of(intent)
        if seconds <= 0:
            return cannot(tr(_NO_TIME))

        def then(one: Moment) -> Plan:
            left = one.left(self.context.now()) + way * seconds
            if left <= 0:
                only = duration(left - way * seconds)
                return cannot(tr("{timer} has only {duration} left.", timer=_title(one), duration=only), _object(one))
            shift, timer = bold(length(seconds)), bold(_short(one))
            if way > 0:
                sentence = tr("Add {duration} to {timer}", duration=shift, timer=timer)
            else:
                sentence = tr("Take {duration} off {timer}", duration=shift, timer=timer)
            return Plan(Preview(sentence, "undoable", _object(one)), lambda: self._set_left(one, left))

        return self._one(intent, then)

    def _set_left(self, one: Moment, left: float) -> Outcome:
        now_s = self.context.now().timestamp()
        with self.changing(tr("{timer} is as it was.", timer=_title(one))) as changing:
            if one.left_s is not None:
                changing.change("moments", one.id, left_s=left)
            else:
                changing.change("moments", one.id, due_s=now_s + left)
        return Outcome(_has_left(one, left), undo=changing.token)

    def _pause(self, intent: Intent) -> Plan:
        def then(one: Moment) -> Plan:
            if one.left_s is not None:
                return cannot(tr("{timer} is paused already.", timer=_title(one)), _object(one))
            if not one.left(self.context.now()):
                return cannot(tr("{timer} is over.", timer=_title(one)), _object(one))
            sentence = tr("Pause {timer}", timer=bold(_short(one)))
            return Plan(Preview(sentence, "undoable", _object(one), later("Pause")), lambda: do(one))

        def do(one: Moment) -> Outcome:
            left = one.left(self.context.now())
            with self.changing(tr("{timer} runs again.", timer=_title(one))) as changing:
                changing.change("moments", one.id, left_s=left, due_s=None)
            done = tr("{timer} is paused with {duration} left.", timer=_title(one), duration=duration(left))
            return Outcome(done, undo=changing.token)

        return self._one(intent, then)

    def _go_on(self, intent: Intent) -> Plan:
        def then(one: Moment) -> Plan:
            if one.left_s is None:
                return cannot(tr("{timer} is running.", timer=_title(one)), _object(one))
            sentence = tr("Let {timer} go on", timer=bold(_short(one)))
            return Plan(Preview(sentence, "undoable", _object(one), later("Go on")), lambda: do(one))

        def do(one: Moment) -> Outcome:
            now_s, left = self.context.now().timestamp(), one.left_s or 0.0
            with self.changing(tr("{timer} is paused again.", timer=_title(one))) as changing:
                changing.change("moments", one.id, left_s=None, due_s=now_s + left)
            done = tr("{timer} goes on with {duration} left.", timer=_title(one), duration=duration(left))
            return Outcome(done, undo=changing.token)

        return self._one(intent, then)

    def _status(self, intent: Intent) -> Plan:
        def answer() -> str:
            found = self._open()
            fitting, _named_one = _fitting(found, intent)
            return " ".join(self._line(one) for one in fitting or found) or tr(_NONE)

        return telling(tr("Say how much time the **timers** have left"), answer)

    def _line(self, one: Moment) -> str:
        left = one.left(self.context.now())
        if one.left_s is None:
            return _has_left(one, left)
        return tr("{timer} has {duration} left and is paused.", timer=_title(one), duration=duration(left))


def seconds_of(intent: Intent, prefix: str = "") -> float:
    """Return the length that the slots hours, minutes and seconds make together."""
    sizes = (("hours", 3600), ("minutes", 60), ("seconds", 1))
    return sum((number_of(intent, prefix + name) or 0.0) * size for name, size in sizes)


def _fitting(found: tuple[Moment, ...], intent: Intent) -> tuple[tuple[Moment, ...], bool]:
    """Return the timers that may be meant, and whether the person named one."""
    name, start_s = text_of(intent, "name").casefold(), seconds_of(intent, "start_")
    if name:
        exact = tuple(one for one in found if one.name.casefold() == name)
        bare = bare_name(name)
        return exact or tuple(one for one in found if bare_name(one.name).casefold() == bare), True
    if start_s:
        return tuple(one for one in found if one.total_s == start_s), True
    return found, False


def _called(name: str) -> str:
    return f"{name} timer" if name else "timer"


def _timers(count: int) -> str:
    return trn("{n} timer", "{n} timers", count)


def _object(one: Moment) -> str:
    """Return what a spoken yes must name."""
    return in_english(_short, one)


def _short(one: Moment) -> str:
    if one.name:
        return tr("the timer “{name}”", name=one.name)
    return tr("the timer of {duration}", duration=length(one.total_s or 0.0))


def _cancelled(one: Moment) -> str:
    return tr("{timer} is cancelled.", timer=_title(one))


def _has_left(one: Moment, left: float) -> str:
    return tr("{timer} has {duration} left.", timer=_title(one), duration=duration(left))


def _title(one: Moment) -> str:
    return _named(one.name, one.total_s or 0.0)


def _named(name: str, seconds: float) -> str:
    if name:
        return tr("The timer “{name}”", name=name)
    return tr("The timer of {duration}", duration=length(seconds))


def build(context: ActionContext) -> Action:
    """Build the action."""
    return Timers(context)


SPEC = ActionSpec(
    id="timers",
    title="Timers, alarms and reminders",
    intents=(
        *("HassStartTimer", "HassCancelTimer", "HassCancelAllTimers", "HassIncreaseTimer", "HassDecreaseTimer"),
        *("HassPauseTimer", "HassUnpauseTimer", "HassTimerStatus"),
        *("EdgeSetAlarm", "EdgeCancelAlarm", "EdgeListAlarms"),
        *("EdgeSetReminder", "EdgeListReminders", "EdgeCancelReminder"),
    ),
    build=build,
    order=10,
)
