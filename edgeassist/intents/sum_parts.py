# SPDX-License-Identifier: Apache-2.0
"""A sum in signs worked out: brackets, powers and roots, times, plus; bounded, no more than arithmetic."""

from fractions import Fraction
from math import isqrt

from edgeassist.core.errors import BadInput
from edgeassist.core.language import later, tr

_DEEPEST = 30
_MOST_DIGITS = 300
_ROOT_SCALE = 10**40


class SumRefused(BadInput):
    """A sum that cannot be worked out."""


class SumUnreadable(SumRefused):
    """The signs make no sum."""

    code, hint = "sum-unreadable", later("Write it with numbers and the signs + - * / ^ % ( ).")

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(tr("These words and signs make no sum."))


class DividedByNothing(SumRefused):
    """A division by zero."""

    code, hint = "divided-by-zero", later("Change what comes after the division sign.")

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(tr("This sum divides by zero, which has no result."))


class NoRealRoot(SumRefused):
    """A root of a number below zero."""

    code, hint = "no-real-root", later("Take the root of a number that is not below zero.")

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(tr("The root of a number below zero is no number on the line."))


class LargestSum(SumRefused):
    """A result with too many digits, or brackets too deep."""

    code, hint = "sum-too-large", later("Ask for a smaller sum.")

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(tr("The result would be too large to work out here."))


class SumParser:
    """Works out one sum, given as its parts: numerals, signs, `√` and `∛`. Good for one call of `value`.

    `exact` is false once a root was taken that no fraction is.
    """

    def __init__(self, text: str, parts: tuple[str, ...]) -> None:
        self.exact = True
        self._text = text
        self._parts = parts
        self._at = 0
        self._depth = 0

    def value(self) -> Fraction:
        """Return the result; raise a `SumRefused`."""
        found = self._sum()
        if self._at != len(self._parts):
            raise SumUnreadable(self._text)
        return found

    def _peek(self) -> str:
        return self._parts[self._at] if self._at < len(self._parts) else ""

    def _accepts(self, *signs: str) -> str:
        sign = self._peek()
        if sign not in signs or not sign:
            return ""
        self._at += 1
        return sign

    def _sum(self) -> Fraction:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise LargestSum(self._text)
        found = self._product()
        while sign := self._accepts("+", "-"):
            start = self._at
            more = self._product()
            if self._is_share(start):
                more *= found
            found = self._bounded(found + more if sign == "+" else found - more)
        self._depth -= 1
        return found

    def _is_share(self, start: int) -> bool:
        """Tell whether what was just read is `10%` by itself: `100+10%` is a tenth more, as calculators have it."""
        return self._at - start == 2 and self._parts[self._at - 1] == "%"

    def _product(self) -> Fraction:
        found = self._signed()
        while sign := self._accepts("*", "/"):
            more = self._signed()
            if sign == "/" and more == 0:
                raise DividedByNothing(self._text)
            found = self._bounded(found * more if sign == "*" else found / more)
        return found

    def _signed(self) -> Fraction:
        negative = False
        while sign := self._accepts("-", "+"):
            negative ^= sign == "-"
        found = self._power()
        return -found if negative else found

    def _power(self) -> Fraction:
        base = self._marked()
        if not self._accepts("^"):
            return base
        self._depth += 1
        if self._depth > _DEEPEST:
            raise LargestSum(self._text)
        exponent = self._signed()
        self._depth -= 1
        return self._raised(base, exponent)

    def _marked(self) -> Fraction:
        root = self._accepts("√", "∛")
        if root:
            self._depth += 1
            if self._depth > _DEEPEST:
                raise LargestSum(self._text)
            inner = self._marked()
            self._depth -= 1
            return self._root(inner, 2 if root == "√" else 3)
        found = self._atom()
        while self._accepts("%"):
            found /= 100
        return found

    def _atom(self) -> Fraction:
        if self._accepts("("):
            found = self._sum()
            if not self._accepts(")"):
                raise SumUnreadable(self._text)
            return found
        part = self._peek()
        if not part[:1].isdigit():
            raise SumUnreadable(self._text)
        self._at += 1
        return self._bounded(Fraction(part))

    def _raised(self, base: Fraction, exponent: Fraction) -> Fraction:
        if exponent.denominator == 2:
            base, exponent = self._root(base, 2), exponent * 2
        if exponent.denominator != 1:
            raise SumUnreadable(self._text)
        if base == 0 and exponent < 0:
            raise DividedByNothing(self._text)
        size = len(str(base.numerator)) + len(str(base.denominator))
        if abs(exponent) * size > 4 * _MOST_DIGITS and base not in {-1, 0, 1}:
            raise LargestSum(self._text)
        if base in {-1, 0, 1}:
            return base if exponent % 2 or (base == 0 and exponent) else Fraction(1)
        return self._bounded(base ** int(exponent))

    def _root(self, number: Fraction, degree: int) -> Fraction:
        if number < 0:
            raise NoRealRoot(self._text)
        scale = 1
        above, below = _whole_root(number.numerator, degree), _whole_root(number.denominator, degree)
        if above**degree != number.numerator or below**degree != number.denominator:
            self.exact = False
            scale = _ROOT_SCALE
            above = _whole_root(number.numerator * scale**degree // number.denominator, degree)
            below = 1
        return Fraction(above, below * scale)

    def _bounded(self, number: Fraction) -> Fraction:
        if max(abs(number.numerator), number.denominator) >= 10**_MOST_DIGITS:
            raise LargestSum(self._text)
        return number


def _whole_root(number: int, degree: int) -> int:
    """Return the largest whole number whose power is not above `number`."""
    if degree == 2:
        return isqrt(number)
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low
