# SPDX-License-Identifier: Apache-2.0
"""Timers, and the spec under which alarms and reminders come too. Who tells that one is over is not known here."""

import re
from collections.abc import Callable

from edgeassist.intents.action import Action, ActionContext, ActionSpec, Outcome, Preview
from edgeassist.intents.actions.alarms import Alarms
from edgeassist.intents.actions.reminders import Reminders
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import number_of, text_of
from edgeassist.intents.moments_kept import Moment, open_moments
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import bold, counted, duration, joined, later, when

LONGEST_S = 100 * 3600.0
_NONE = "There is no timer."
_WHICH = "There are {count}: {names}. Say which one."
_NO_SUCH = "There is no such timer. There {is_are} {names}."
_NO_TIME = "Say how long: “set a timer for ten minutes”."
_BELOW_ZERO = re.compile(r"(?:^|\s)[-−]\s?\d")
_TOO_LONG = "A timer may run for 100 hours at most. An alarm or a reminder suits better."


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
        seconds, name = seconds_of(intent), text_of(intent, "name")
        if seconds <= 0 or _BELOW_ZERO.search(intent.text):
            return cannot(_NO_TIME)
        if seconds > LONGEST_S:
            return cannot(_TOO_LONG)
        called = f" called {bold(name)}" if name else ""
        preview = Preview(f"Start a timer of {bold(duration(seconds))}{called}", "undoable", _called(name), "Start")

        def do() -> Outcome:
            now = self.context.now()
            due_s = now.timestamp() + seconds
            with self.changing(f"{_named(name, seconds)} is cancelled.") as changing:
                changing.add("moments", kind="timer", name=name, due_s=due_s, total_s=seconds)
            until = when(later(now, seconds), now).removeprefix("at ").removeprefix("on ")
            return Outcome(f"{_named(name, seconds)} runs until {until}.", undo=changing.token)

        return Plan(preview, do)

    def _one(self, intent: Intent, then: Callable[[Moment], Plan]) -> Plan:
        """Plan with the one timer that is meant, or say why it is not clear."""
        found = self._open()
        if not found:
            return cannot(_NONE)
        fitting, named = _fitting(found, intent)
        if len(fitting) == 1:
            return then(fitting[0])
        names = joined([_short(one) for one in found])
        if named and not fitting:
            return cannot(_NO_SUCH.format(is_are="is" if len(found) == 1 else "are", names=names))
        return cannot(_WHICH.format(count=counted(len(found), "timer"), names=names))

    def _cancel(self, intent: Intent) -> Plan:
        def then(one: Moment) -> Plan:
            preview = Preview(f"Cancel {bold(_short(one))}", "undoable", _short(one), "Cancel it")
            return Plan(preview, lambda: self._removed((one,), f"{_title(one)} is cancelled."))

        return self._one(intent, then)

    def _cancel_all(self, _intent: Intent) -> Plan:
        found = self._open()
        if not found:
            return cannot(_NONE)
        count = counted(len(found), "timer")
        preview = Preview(f"Cancel {bold('all ' + count if len(found) > 1 else count)}", "undoable", count, "Cancel")
        done = f"{count} cancelled." if len(found) > 1 else f"{_title(found[0])} is cancelled."
        return Plan(preview, lambda: self._removed(found, done))

    def _removed(self, timers: tuple[Moment, ...], done: str) -> Outcome:
        runs = f"{_title(timers[0])} is back." if len(timers) == 1 else f"{counted(len(timers), 'timer')} are back."
        with self.changing(runs) as changing:
            for one in timers:
                changing.remove("moments", one.id)
        return Outcome(done, undo=changing.token)

    def _shift(self, intent: Intent, way: int) -> Plan:
        seconds = seconds_of(intent)
        if seconds <= 0:
            return cannot(_NO_TIME)

        def then(one: Moment) -> Plan:
            left = one.left(self.context.now()) + way * seconds
            if left <= 0:
                return cannot(f"{_title(one)} has only {duration(left - way * seconds)} left.", _short(one))
            word = "Add" if way > 0 else "Take"
            link = "to" if way > 0 else "off"
            preview = Preview(f"{word} {bold(duration(seconds))} {link} {bold(_short(one))}", "undoable", _short(one))
            return Plan(preview, lambda: self._set_left(one, left, "is as it was"))

        return self._one(intent, then)

    def _set_left(self, one: Moment, left: float, undone: str) -> Outcome:
        now_s = self.context.now().timestamp()
        with self.changing(f"{_title(one)} {undone}.") as changing:
            if one.left_s is not None:
                changing.change("moments", one.id, left_s=left)
            else:
                changing.change("moments", one.id, due_s=now_s + left)
        return Outcome(f"{_title(one)} has {duration(left)} left.", undo=changing.token)

    def _pause(self, intent: Intent) -> Plan:
        def then(one: Moment) -> Plan:
            if one.left_s is not None:
                return cannot(f"{_title(one)} is paused already.", _short(one))
            if not one.left(self.context.now()):
                return cannot(f"{_title(one)} is over.", _short(one))
            return Plan(Preview(f"Pause {bold(_short(one))}", "undoable", _short(one), "Pause"), lambda: do(one))

        def do(one: Moment) -> Outcome:
            left = one.left(self.context.now())
            with self.changing(f"{_title(one)} runs again.") as changing:
                changing.change("moments", one.id, left_s=left, due_s=None)
            return Outcome(f"{_title(one)} is paused with {duration(left)} left.", undo=changing.token)

        return self._one(intent, then)

    def _go_on(self, intent: Intent) -> Plan:
        def then(one: Moment) -> Plan:
            if one.left_s is None:
                return cannot(f"{_title(one)} is running.", _short(one))
            preview = Preview(f"Let {bold(_short(one))} go on", "undoable", _short(one), "Go on")
            return Plan(preview, lambda: do(one))

        def do(one: Moment) -> Outcome:
            now_s, left = self.context.now().timestamp(), one.left_s or 0.0
            with self.changing(f"{_title(one)} is paused again.") as changing:
                changing.change("moments", one.id, left_s=None, due_s=now_s + left)
            return Outcome(f"{_title(one)} goes on with {duration(left)} left.", undo=changing.token)

        return self._one(intent, then)

    def _status(self, intent: Intent) -> Plan:
        def answer() -> str:
            found = self._open()
            fitting, _named_one = _fitting(found, intent)
            return " ".join(self._line(one) for one in fitting or found) or _NONE

        return telling("Say how much time the **timers** have left", answer)

    def _line(self, one: Moment) -> str:
        paused = " and is paused" if one.left_s is not None else ""
        return f"{_title(one)} has {duration(one.left(self.context.now()))} left{paused}."


def seconds_of(intent: Intent, prefix: str = "") -> float:
    """Return the length that the slots hours, minutes and seconds make together."""
    sizes = (("hours", 3600), ("minutes", 60), ("seconds", 1))
    return sum((number_of(intent, prefix + name) or 0.0) * size for name, size in sizes)


def _fitting(found: tuple[Moment, ...], intent: Intent) -> tuple[tuple[Moment, ...], bool]:
    """Return the timers that may be meant, and whether the person named one."""
    name, start_s = text_of(intent, "name").casefold(), seconds_of(intent, "start_")
    if name:
        return tuple(one for one in found if one.name.casefold() == name), True
    if start_s:
        return tuple(one for one in found if one.total_s == start_s), True
    return found, False


def _called(name: str) -> str:
    return f"{name} timer" if name else "timer"


def _short(one: Moment) -> str:
    length = duration(one.total_s or 0.0)
    return f"the timer “{one.name}”" if one.name else f"the timer of {length}"


def _title(one: Moment) -> str:
    return _named(one.name, one.total_s or 0.0)


def _named(name: str, seconds: float) -> str:
    return f"The timer “{name}”" if name else f"The timer of {duration(seconds)}"


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
