# SPDX-License-Identifier: Apache-2.0
"""Sums as people say and type them: `12 times 7`, `20 % von 50`, `raíz cuadrada de 16`, `(3 + 4) / 2`.

`expression` turns words into signs, `value` works such a text out: a small parser of its own, fractions inside, so
that a third three times is one. Pure; a text that is no sum is None, a sum without a value a typed refusal.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from edgeassist.intents import numbers
from edgeassist.intents.arabic import is_arabic
from edgeassist.intents.arabic_sums import with_signs
from edgeassist.intents.number_tokens import LONGEST, tokens
from edgeassist.intents.sum_parts import LargestSum, SumParser, SumRefused, SumUnreadable
from edgeassist.intents.sum_shares import take_share
from edgeassist.intents.sum_words import CURRENCIES, sum_words

_HYPHEN = re.compile(r"(?<![^\W\d_])\s*-\s*(?=[\d(.])|(?<=[\d)])\s*-\s*|(?<=\s)-\s+")
_PARTS = re.compile(r"[0-9]+(?:\.[0-9]+)?|[-+*/^%()√∛]")
_SIGNS = frozenset("+-*/^%()√∛")
_TIGHT = frozenset("/^√∛")
"""Signs that take the one number after them: of `10 / half of 4` they would take the half alone."""

_MOST_PARTS = 80
_SURE_DECIMALS = 30
"""So many decimals of what was worked out with a rounded root are right: `√2 × √2 − 2` is nothing."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What a sum comes to; not `exact` where a root in it was rounded."""

    number: Fraction
    exact: bool


def expression(text: str, language: str) -> str | None:
    """Return the sum that `text` says, in signs: `12*7`, `20%*50`, `√16`, `(3+4)/2`; None where it is none.

    A number by itself is no sum.
    """
    words = _words(text, language)
    parts: list[str] = []
    coins: set[str] = set()
    place = 0
    while place < len(words):
        coin = CURRENCIES.get(words[place])
        found = ((), place + 1) if coin else _next(words, place, language)
        if found is None or not _follows(parts, found[0]):
            return None
        parts.extend(found[0])
        coins.update({coin} if coin else ())
        place = found[1]
    if len(coins) > 1:
        return None
    joined = "".join(parts)
    if len(parts) < 2 or len(parts) > _MOST_PARTS or not _SIGNS.intersection(joined) or _is_signed_number(parts):
        return None
    return joined if _is_sum(joined) else None


def worked_out(text: str) -> Worked:
    """Return what a sum in signs comes to.

    Raises `SumUnreadable`, `DividedByNothing`, `NoRealRoot` or `LargestSum`.
    """
    parts = _PARTS.findall(text)
    if "".join(parts) != re.sub(r"\s", "", text) or len(parts) > _MOST_PARTS:
        raise SumUnreadable(text)
    parser = SumParser(text, tuple(parts))
    found = parser.value()
    return Worked(found if parser.exact else round(found, _SURE_DECIMALS), parser.exact)


def value(text: str) -> Decimal:
    """Return what a sum in signs comes to, exact where decimals can be, else with 28 digits; raises as `worked_out`."""
    return as_decimal(worked_out(text).number)


def as_decimal(number: Fraction) -> Decimal:
    """Return a fraction as a decimal number of at most 28 digits, without zeros at its end."""
    with localcontext() as context:
        context.prec = 28
        if len(str(number.numerator)) + len(str(number.denominator)) > 2000:
            raise LargestSum(str(number.numerator)[:20])
        found = Decimal(number.numerator) / Decimal(number.denominator)
        plain = found.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() and abs(plain) < 10**27 else plain


def _words(text: str, language: str) -> tuple[str, ...]:
    if len(text) > LONGEST:
        return ()
    words = tokens(_HYPHEN.sub(" − ", text.strip().rstrip("=?. ")), language)
    return with_signs(words) if is_arabic(language) else words


def _next(words: tuple[str, ...], at: int, language: str) -> tuple[tuple[str, ...], int] | None:
    """Return the parts that the longest sign, share or number at `words[at]` stands for, and where it ends."""
    signs = sum_words(language)
    taken = numbers.take(words, at, language)
    number = ((f"{taken[0]:f}",), taken[1]) if taken is not None else None
    sign = next(((signs[key], end) for end, key in _phrases(words, at) if key in signs), None)
    share = take_share(words, at, language)
    return max((one for one in (number, sign, share) if one is not None), key=lambda one: one[1], default=None)


def _follows(parts: list[str], more: tuple[str, ...]) -> bool:
    """Tell whether `more` can come next: no number after a number, and nothing is divided by a part of something."""
    if not parts or not more:
        return True
    if more[0][0].isdigit():
        return not parts[-1][-1].isdigit() and (len(more) == 1 or parts[-1] not in _TIGHT)
    return more != ("%", "*") or len(parts) < 2 or parts[-2] not in _TIGHT


def _phrases(words: tuple[str, ...], at: int) -> list[tuple[int, str]]:
    return [(end, " ".join(words[at:end])) for end in range(min(len(words), at + 5), at, -1)]


def _is_signed_number(parts: list[str]) -> bool:
    return len(parts) == 2 and (parts[0] in {"-", "+"} or parts[1] == "%")


def _is_sum(text: str) -> bool:
    """Tell whether it reads as a sum; one that divides by nothing is one."""
    try:
        value(text)
    except SumUnreadable:
        return False
    except SumRefused:
        return True
    return True
