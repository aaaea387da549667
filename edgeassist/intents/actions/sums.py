# SPDX-License-Identifier: Apache-2.0
"""The calculator, and converting units. Changes nothing; the reckoning itself is done elsewhere."""

import re
from decimal import Decimal

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import in_english, later, tr
from edgeassist.core.units import grouped
from edgeassist.core.units import written as as_here
from edgeassist.intents.action import Action, ActionContext, ActionSpec
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import number_of, said, text_of
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import bold

_NO_SUM = later("Say what to work out: “what is 12 times 7”.")
_DEGREES = frozenset({"°C", "°F", "K"})
_OF_THE_US = frozenset({"gal", "qt", "pt", "fl oz", "cup"})
"""Measures whose namesakes elsewhere are larger."""
_SUBTRACTED = re.compile(r"(?<=[\d)%])\s*-\s*")
_EXACT_DIGITS = 6
_DIGITS = 4
_NO_UNITS = later("Say what to convert: “10 miles to kilometres”.")


class Sums(PlannedAction):
    """Works things out."""

    def __init__(self, context: ActionContext) -> None:
        super().__init__(context)
        self.planners = {"EdgeCalculate": self._calculate, "EdgeConvert": self._convert}

    def _calculate(self, intent: Intent) -> Plan:
        from edgeassist.intents import sums_text

        expression = text_of(intent, "expression")
        if not expression:
            return cannot(tr(_NO_SUM))
        try:
            result = sums_text.calculate(expression)
        except EdgeError as error:
            return cannot(str(error), expression)
        shown = written(expression)
        return telling(tr("Work out {sum}", sum=bold(shown)), lambda: f"{shown} = {figure(result)}", shown)

    def _convert(self, intent: Intent) -> Plan:
        from edgeassist.intents import units

        amount, from_unit, to_unit = (
            number_of(intent, "amount"),
            text_of(intent, "from_unit"),
            text_of(intent, "to_unit"),
        )
        if amount is None or not from_unit or not to_unit:
            return cannot(tr(_NO_UNITS))
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
        given, to = f"{figure(amount)} {_unit(intent, 'from_unit')}", _unit(intent, "to_unit")
        about = f"{figure(amount)} {in_english(_unit, intent, 'from_unit')}"
        found = f"{measure(result)} {to}{_in_feet(result) if to_unit == 'ft' else ''}"
        if abs(amount) <= 1 or from_unit in _DEGREES:
            answer = tr("{amount} is {converted}.", amount=given, converted=found)
        else:
            answer = tr("{amount} are {converted}.", amount=given, converted=found)
        return telling(tr("Convert {amount} to {unit}", amount=bold(given), unit=bold(to)), lambda: answer, about)


def _unit(intent: Intent, slot: str) -> str:
    """Return a unit as it was said, but degrees by their sign; measures that differ elsewhere with their country."""
    symbol, spoken = text_of(intent, slot), said(intent, slot)
    if symbol in _DEGREES:
        return symbol
    return tr("US {unit}", unit=spoken) if symbol in _OF_THE_US and not spoken.casefold().startswith("us ") else spoken


def _in_feet(feet: float) -> str:
    """Return how tall that is as people say it; nothing where whole feet say it."""
    whole, inches = divmod(round(abs(feet) * 12), 12)
    return f" ({whole} ft {inches} in)" if whole and inches and whole < 100 else ""


def written(expression: str) -> str:
    """Return a sum as people write it."""
    text = expression.replace("%*", "% of ")
    for sign, shown in (("*", " × "), ("/", " ÷ "), ("+", " + ")):
        text = text.replace(sign, shown)
    return as_here(" ".join(_SUBTRACTED.sub(" − ", text).split()))


def measure(number: float) -> str:
    """Return an amount that was converted: exact where few digits are, else "about" and the digits that matter."""
    if abs(number - round(number)) <= 1e-9 * abs(number) and abs(number) < 10**15:
        return grouped(round(number))
    short = f"{number:.{_EXACT_DIGITS}g}"
    if abs(float(short) - number) <= 1e-9 * abs(number):
        return as_here(f"{Decimal(short):,f}")
    rough = f"{number:,.0f}" if abs(number) >= 10**_DIGITS else f"{Decimal(f'{number:.{_DIGITS}g}'):,f}"
    return tr("about {number}", number=as_here(rough))


def figure(number: float) -> str:
    """Return a number as people write it: no more digits than matter."""
    rounded = round(number, 10)
    if rounded == int(rounded) and abs(rounded) < 10**15:
        return grouped(int(rounded))
    return as_here(f"{rounded:,.6g}" if abs(rounded) < 10**6 else f"{rounded:,.2f}")


def build(context: ActionContext) -> Action:
    """Build the action."""
    return Sums(context)


SPEC = ActionSpec(id="sums", title="Calculator", intents=("EdgeCalculate", "EdgeConvert"), build=build, order=45)
