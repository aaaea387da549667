# SPDX-License-Identifier: Apache-2.0
"""Sums as people say and type them: `12 times 7`, `20 % von 50`, `raíz cuadrada de 16`, `(3 + 4) / 2`.

`expression` turns words into signs, `value` works such a text out: a small parser of its own, fractions inside, so
that a third three times is one. Pure; a text that is no sum is None, a sum without a value a typed refusal.
"""

import re
from decimal import Decimal, localcontext
from fractions import Fraction

from edgeassist.intents import numbers
from edgeassist.intents.arabic import is_arabic
from edgeassist.intents.arabic_sums import with_signs
from edgeassist.intents.number_tokens import LONGEST, tokens
from edgeassist.intents.sum_parts import LargestSum, SumParser, SumRefused, SumUnreadable
from edgeassist.intents.sum_words import sum_words

_HYPHEN = re.compile(r"(?<![^\W\d_])\s*-\s*(?=[\d(.])|(?<=[\d)])\s*-\s*|(?<=\s)-\s+")
_PARTS = re.compile(r"[0-9]+(?:\.[0-9]+)?|[-+*/^%()√∛]")
_SIGNS = frozenset("+-*/^%()√∛")
_MOST_PARTS = 80


def expression(text: str, language: str) -> str | None:
    """Return the sum that `text` says, in signs: `12*7`, `20%*50`, `√16`, `(3+4)/2`; None where it is none.

    A number by itself is no sum.
    """
    words = _words(text, language)
    signs = sum_words(language)
    parts: list[str] = []
    place = 0
    while place < len(words):
        sign = next(((end, signs[key]) for end, key in _phrases(words, place) if key in signs), None)
        taken = numbers.take(words, place, language)
        if taken is not None and (sign is None or taken[1] >= sign[0]):
            if parts and parts[-1][-1].isdigit():
                return None
            parts.append(f"{taken[0]:f}")
            place = taken[1]
        elif sign is not None:
            parts.extend(sign[1])
            place = sign[0]
        else:
            return None
    joined = "".join(parts)
    if len(parts) < 2 or len(parts) > _MOST_PARTS or not _SIGNS.intersection(joined) or _is_signed_number(parts):
        return None
    return joined if _is_sum(joined) else None


def value(text: str) -> Decimal:
    """Return what a sum in signs comes to, exact where decimals can be, else with 28 digits.

    Raises `SumUnreadable`, `DividedByNothing`, `NoRealRoot` or `LargestSum`.
    """
    parts = _PARTS.findall(text)
    if "".join(parts) != re.sub(r"\s", "", text) or len(parts) > _MOST_PARTS:
        raise SumUnreadable(text)
    return as_decimal(SumParser(text, tuple(parts)).value())


def calculate(text: str) -> float:
    """Return what a sum in signs comes to, for showing; raises what `value` raises."""
    try:
        return float(value(text))
    except OverflowError:
        raise LargestSum(text) from None


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
