# SPDX-License-Identifier: Apache-2.0
"""The calculator, and converting units. Changes nothing; the reckoning itself is done elsewhere."""

from edgeassist.core.errors import EdgeError
from edgeassist.intents.action import Action, ActionContext, ActionSpec
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import number_of, said, text_of
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import bold

_NO_SUM = "Say what to work out: “what is 12 times 7”."
_NO_UNITS = "Say what to convert: “10 miles to kilometres”."


class Sums(PlannedAction):
    """Works things out."""

    def __init__(self, context: ActionContext) -> None:
        super().__init__(context)
        self.planners = {"EdgeCalculate": self._calculate, "EdgeConvert": self._convert}

    def _calculate(self, intent: Intent) -> Plan:
        from edgeassist.intents import sums_text

        expression = text_of(intent, "expression")
        if not expression:
            return cannot(_NO_SUM)
        try:
            result = sums_text.calculate(expression)
        except EdgeError as error:
            return cannot(str(error), expression)
        shown = written(expression)
        return telling(f"Work out {bold(shown)}", lambda: f"{shown} = {figure(result)}", shown)

    def _convert(self, intent: Intent) -> Plan:
        from edgeassist.intents import units

        amount, from_unit, to_unit = (
            number_of(intent, "amount"),
            text_of(intent, "from_unit"),
            text_of(intent, "to_unit"),
        )
        if amount is None or not from_unit or not to_unit:
            return cannot(_NO_UNITS)
        try:
            result = units.convert(amount, from_unit, to_unit)
        except EdgeError as error:
            return cannot(str(error))
        given = f"{figure(amount)} {said(intent, 'from_unit')}"
        answer = f"{given} {'is' if amount == 1 else 'are'} {figure(result)} {said(intent, 'to_unit')}."
        return telling(f"Convert {bold(given)} to {bold(said(intent, 'to_unit'))}", lambda: answer, given)


def written(expression: str) -> str:
    """Return a sum as people write it."""
    text = expression.replace("%*", "% of ")
    for sign, shown in (("*", " × "), ("/", " ÷ "), ("+", " + ")):
        text = text.replace(sign, shown)
    return " ".join(text.split())


def figure(number: float) -> str:
    """Return a number as people write it: no more digits than matter."""
    rounded = round(number, 10)
    if rounded == int(rounded) and abs(rounded) < 10**15:
        return f"{int(rounded):,}"
    return f"{rounded:,.6g}" if abs(rounded) < 10**6 else f"{rounded:,.2f}"


def build(context: ActionContext) -> Action:
    """Build the action."""
    return Sums(context)


SPEC = ActionSpec(id="sums", title="Calculator", intents=("EdgeCalculate", "EdgeConvert"), build=build, order=45)
