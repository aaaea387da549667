# SPDX-License-Identifier: Apache-2.0
"""The calculator, and converting units. Changes nothing; the reckoning itself is done elsewhere."""

import re
from decimal import Decimal

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import in_english, later, tr
from edgeassist.intents.action import Action, ActionContext, ActionSpec
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import number_of, said, text_of
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import bold

_NO_SUM = later("Say what to work out: “what is 12 times 7”.")
_DEGREES = frozenset({"°C", "°F", "K"})
_OF_THE_US = frozenset({"gal", "qt", "pt", "fl oz", "cup"})
"""Measures whose namesakes elsewhere are larger."""
_DATIVE = re.compile(r"(meter|liter|löffel|tage|monate|jahre)n\b", re.IGNORECASE)
"""What German adds to a unit after "in": “wie viel ist das in Kilometern?”."""

_NO_UNITS = later("Say what to convert: “10 miles to kilometres”.")


class Sums(PlannedAction):
    """Works things out."""

    def __init__(self, context: ActionContext) -> None:
        super().__init__(context)
        self.planners = {"EdgeCalculate": self._calculate, "EdgeConvert": self._convert}

    def _calculate(self, intent: Intent) -> Plan:
        from edgeassist.intents import sums_text
        from edgeassist.intents.figures import figure, sum_in_signs

        expression = text_of(intent, "expression")
        if not expression:
            return cannot(tr(_NO_SUM))
        try:
            result = sums_text.worked_out(expression)
        except EdgeError as error:
            return cannot(str(error), expression)
        shown, found = sum_in_signs(expression), figure(result.number)
        sign = "=" if found.exact and result.exact else "≈"
        return telling(tr("Work out {sum}", sum=bold(shown)), lambda: f"{shown} {sign} {found.text}", shown)

    def _convert(self, intent: Intent) -> Plan:
        from edgeassist.intents import units
        from edgeassist.intents.figures import measure

        number, from_unit, to_unit = (
            number_of(intent, "amount"),
            text_of(intent, "from_unit"),
            text_of(intent, "to_unit"),
        )
        if number is None or not from_unit or not to_unit:
            return cannot(tr(_NO_UNITS))
        amount = Decimal(str(number))
        try:
            result = units.convert(amount, from_unit, to_unit)
        except units.UnlikeUnits as error:
            kind, other_kind = units.kind_name(error.source.kind), units.kind_name(error.target.kind)
            unlike = tr(
                "{kind} ({unit}) cannot be converted to {other_kind} ({other_unit}).",
                kind=kind[:1].upper() + kind[1:],
                unit=said(intent, "from_unit"),
                other_kind=other_kind,
                other_unit=said(intent, "to_unit"),
            )
            return cannot(unlike)
        except EdgeError as error:
            return cannot(str(error))
        given, to = _given(intent, amount), _unit(intent, "to_unit")
        about = in_english(_given, intent, amount)
        found = f"{measure(result, amount)} {to}{_in_feet(result) if to_unit == 'ft' else ''}"
        if abs(amount) <= 1 or from_unit in _DEGREES:
            answer = tr("{amount} is {converted}.", amount=given, converted=found)
        else:
            answer = tr("{amount} are {converted}.", amount=given, converted=found)
        return telling(tr("Convert {amount} to {unit}", amount=bold(given), unit=bold(to)), lambda: answer, about)


def _unit(intent: Intent, slot: str) -> str:
    """Return a unit as it was said, but degrees by their sign; measures that differ elsewhere with their country."""
    symbol, spoken = text_of(intent, slot), _DATIVE.sub(r"\1", said(intent, slot))
    if symbol in _DEGREES:
        return symbol
    return tr("US {unit}", unit=spoken) if symbol in _OF_THE_US and not spoken.casefold().startswith("us ") else spoken


def _given(intent: Intent, amount: Decimal) -> str:
    """Return what is converted; an amount of several units, which one of them cannot tell whole, as it was said."""
    from edgeassist.intents.figures import MOST_DIGITS, digits, figure

    heard = said(intent, "amount")
    if digits(amount) > MOST_DIGITS and heard != str(intent.value("amount")):
        return heard
    return f"{figure(amount).text} {_unit(intent, 'from_unit')}"


def _in_feet(feet: Decimal) -> str:
    """Return how tall that is as people say it; nothing where whole feet say it."""
    whole, inches = divmod(round(abs(feet) * 12), 12)
    return f" ({whole} ft {inches} in)" if whole and inches and whole < 100 else ""


def build(context: ActionContext) -> Action:
    """Build the action."""
    return Sums(context)


SPEC = ActionSpec(id="sums", title="Calculator", intents=("EdgeCalculate", "EdgeConvert"), build=build, order=45)
