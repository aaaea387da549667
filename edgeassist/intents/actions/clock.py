# SPDX-License-Identifier: Apache-2.0
"""What time it is, what day it is, and on which weekday a date falls. Changes nothing."""

from datetime import date

from edgeassist.core.language import later, tr, trn
from edgeassist.intents.action import Action, ActionContext, ActionSpec
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import text_of
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import clock_time, long_date

_NO_DATE = later("Say which day: “what weekday is the third of May?”")


class Clock(PlannedAction):
    """Reads the clock and the calendar."""

    def __init__(self, context: ActionContext) -> None:
        super().__init__(context)
        self.planners = {
            "HassGetCurrentTime": self._time,
            "HassGetCurrentDate": self._date,
            "EdgeTellDate": self._day,
        }

    def _time(self, _intent: Intent) -> Plan:
        return telling(tr("Say what **time** it is"), lambda: tr("It is {time}.", time=clock_time(self.context.now())))

    def _date(self, _intent: Intent) -> Plan:
        return telling(
            tr("Say what **day** it is"), lambda: tr("It is {date}.", date=long_date(self.context.now().date()))
        )

    def _day(self, intent: Intent) -> Plan:
        try:
            day = date.fromisoformat(text_of(intent, "date"))
        except ValueError:
            return cannot(tr(_NO_DATE))
        return telling(tr("Say how far away **{date}** is", date=long_date(day)), lambda: self._distance(day))

    def _distance(self, day: date) -> str:
        days = (day - self.context.now().date()).days
        if days == 0:
            return tr("That is today: {date}.", date=long_date(day))
        if days > 0:
            return trn("That is {date}, in {n} day.", "That is {date}, in {n} days.", days, date=long_date(day))
        return trn("That is {date}, {n} day ago.", "That is {date}, {n} days ago.", -days, date=long_date(day))


def build(context: ActionContext) -> Action:
    """Build the action."""
    return Clock(context)


SPEC = ActionSpec(
    id="clock",
    title="Time and date",
    intents=("HassGetCurrentTime", "HassGetCurrentDate", "EdgeTellDate"),
    build=build,
    order=40,
)
