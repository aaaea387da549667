# SPDX-License-Identifier: Apache-2.0
"""Exact numbers, and sums in signs, as people write them in the language of the window. Works nothing out."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, Inexact, localcontext
from fractions import Fraction

from edgeassist.core.language import tr
from edgeassist.core.units import written

MOST_DIGITS = 15
"""What is exact keeps so many digits; a whole number keeps all."""

_ROUNDED_DIGITS = 10
_DECIMALS = 2
_WIDEST, _SMALLEST = 27, -9
"""A number is written out below ten to the one power and from ten to the other; others as `1.5 × 10⁴⁰`."""

_CONVERTED_EXACT, _CONVERTED = 5, 4
_SURE_DIGITS = 12
"""What is left of an amount that was a little rounded before it came here, such as five feet and ten inches."""

_PRECISION = 60
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_PARTS = re.compile(r"[0-9]+(?:\.[0-9]+)?|\S")
_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ ", "%": " %"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written; `exact` where that is all of it."""

    text: str
    exact: bool


def figure(number: Fraction | Decimal | int) -> Figure:
    """Return a number with all its digits, or rounded where there are more than anybody reads.

    One without end keeps all digits before the decimal mark and two after it, ten altogether at least.
    """
    share = Fraction(number)
    with localcontext() as context:
        context.clear_flags()
        context.prec = _PRECISION
        found = (Decimal(share.numerator) / Decimal(share.denominator)).normalize()
        exact = not context.flags[Inexact]
    wide = found.adjusted()
    whole = exact and share.denominator == 1 and wide < _WIDEST
    if whole or (exact and digits(found) <= MOST_DIGITS):
        return Figure(_shown(found), exact=True)
    large = wide >= MOST_DIGITS
    few = MOST_DIGITS if exact else max(_ROUNDED_DIGITS, wide + 1 + _DECIMALS)
    kept = _ROUNDED_DIGITS if large else min(few, MOST_DIGITS)
    return Figure(_shown(rounded(found, kept), powers=large), exact=False)


def digits(number: Decimal) -> int:
    """Return how many digits a number has, without zeros at its ends."""
    return len(number.normalize().as_tuple().digits)


def rounded(number: Decimal, kept: int) -> Decimal:
    """Return a number with its first `kept` digits that are no zeros before it, halves away from zero."""
    with localcontext() as context:
        context.prec, context.rounding = kept, ROUND_HALF_UP
        return number.normalize()


def measure(number: Decimal, given: Decimal) -> str:
    """Return the amount that `given` was converted to: exact, or "about" and the digits that matter.

    It is exact where it is whole, or has no more digits than what was given, or but a few.
    """
    if digits(given) > MOST_DIGITS:
        number = rounded(number, _SURE_DIGITS)
    shown = figure(number)
    if shown.exact and (number == number.to_integral_value() or digits(number) <= max(_CONVERTED_EXACT, digits(given))):
        return shown.text
    short = rounded(number, max(_CONVERTED, min(number.adjusted() + 1, MOST_DIGITS)))
    return tr("about {number}", number=figure(short).text)


def sum_in_signs(expression: str) -> str:
    """Return a sum in signs as people write it: `10 − (−3)`, `20 % × 1,000`."""
    shown, depth, before = "", 0, "("
    open_at: list[int] = []
    for part in _PARTS.findall(expression):
        signed = part in "+-" and before in "+-*/^("
        while open_at and open_at[-1] == depth and part in "+-*/)" and not signed:
            shown += ")"
            open_at.pop()
        depth += {"(": 1, ")": -1}.get(part, 0)
        if signed and before != "(":
            shown += "("
            open_at.append(depth)
        shown += part.replace("-", "−") if signed else _part(part)
        before = part
    return shown + ")" * len(open_at)


def _part(part: str) -> str:
    return written(f"{Decimal(part):,f}") if part[0].isdigit() else _SIGNS.get(part, part)


def _shown(number: Decimal, *, powers: bool = False) -> str:
    wide = number.adjusted()
    if number and (powers or wide >= _WIDEST or wide < _SMALLEST):
        return f"{_plain(number.scaleb(-wide))} × 10{str(wide).translate(_RAISED)}"
    return _plain(number)


def _plain(number: Decimal) -> str:
    return written(f"{number:,f}").replace("-", "−")
