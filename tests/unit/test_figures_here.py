# SPDX-License-Identifier: Apache-2.0
"""Figures that commands and proofs tell keep their digits, and have the signs of the person's language."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.core import language
from edgeassist.intents.figures import Figure, figure, measure, sum_in_signs


@pytest.fixture
def german() -> Iterator[None]:
    language.use("de", lambda text, many, n: many if many and n != 1 else text)
    yield
    language.use("en")


def told(number: str, given: str = "1") -> str:
    return measure(Decimal(number), Decimal(given))


@pytest.mark.usefixtures("german")
def test_a_sum_is_told_as_germans_write_it() -> None:
    texts = [figure(Decimal(one)).text for one in ("1234567.5", "1000", "0.5", "123457.789", "-16")]
    assert texts == ["1.234.567,5", "1.000", "0,5", "123.457,789", "−16"]
    assert (told("1234"), told("12.5")) == ("1.234", "12,5")
    assert told("3.1026408").startswith("about 3,1")
    assert sum_in_signs("1.50*1000") == "1,50 × 1.000"


def test_in_english_it_has_english_signs() -> None:
    assert figure(Decimal("1234567.5")).text == "1,234,567.5"
    assert (told("12.5"), sum_in_signs("1.5*2000")) == ("12.5", "1.5 × 2,000")


@pytest.mark.parametrize(
    ("number", "text", "exact"),
    [
        (Fraction(1999999, 2), "999,999.5", True),
        (Fraction(10, 3), "3.333333333", False),
        (Fraction(1000000, 3), "333,333.3333", False),
        (Fraction(10**12, 7), "142,857,142,857.14", False),
        (Fraction(10**14, 3), "33,333,333,333,333.3", False),
        (Fraction(10**17, 7), "1.428571429 × 10¹⁶", False),
        (Fraction(2, 3), "0.6666666667", False),
        (Fraction(123456789012345, 10**6), "123,456,789.012345", True),
        (Fraction(121932631112635269, 10**16), "12.1932631112635", False),
        (2**60, "1,152,921,504,606,846,976", True),
        (10**27, "1 × 10²⁷", True),
        (-(9**99), "−2.951266543 × 10⁹⁴", False),
        (Fraction(1, 10**9), "0.000000001", True),
        (Fraction(1, 3 * 10**12), "3.333333333 × 10⁻¹³", False),
        (Fraction(-5, 2), "−2.5", True),
        (0, "0", True),
    ],
)
def test_a_number_keeps_its_digits_or_is_known_as_rounded(number: Fraction, text: str, exact: bool) -> None:
    assert figure(number) == Figure(text, exact)


@given(st.integers(-(10**14), 10**14), st.integers(0, 8))
def test_what_has_few_digits_is_written_whole_and_without_powers(number: int, decimals: int) -> None:
    share = Fraction(number, 10**decimals)
    shown = figure(share)
    assert shown.exact
    assert Fraction(shown.text.replace(",", "").replace("−", "-")) == share


@given(st.fractions(max_denominator=10**6))
def test_a_rounded_number_is_close(number: Fraction) -> None:
    shown = figure(number)
    if " × " not in shown.text:
        read = Fraction(shown.text.replace(",", "").replace("−", "-"))
        assert abs(read - number) <= abs(number) * Fraction(1, 10**9)
        assert shown.exact == (read == number)


@pytest.mark.parametrize(
    ("signs", "text"),
    [
        ("10--3", "10 − (−3)"),
        ("10---3", "10 − (−(−3))"),
        ("-5+3", "−5 + 3"),
        ("5*-3+1", "5 × (−3) + 1"),
        ("2^-2*3", "2^(−2) × 3"),
        ("10--(3+4)*2", "10 − (−(3 + 4)) × 2"),
        ("(1--2)*3", "(1 − (−2)) × 3"),
        ("5*+3", "5 × (+3)"),
        ("15%*1240.50", "15 % × 1,240.50"),
        ("100-58*2", "100 − 58 × 2"),
        ("50%-3", "50 % − 3"),
        ("√16+(3/4)", "√16 + (3 ÷ 4)"),
    ],
)
def test_a_sum_is_written_with_its_signs_apart(signs: str, text: str) -> None:
    assert sum_in_signs(signs) == text


@pytest.mark.parametrize(
    ("number", "given", "text"),
    [
        ("8.04672", "5", "about 8.047"),
        ("12.345678", "12345678", "12.345678"),
        ("293.15", "20", "293.15"),
        ("1.01325", "1", "about 1.013"),
        ("160934.4", "100", "about 160,934"),
        ("9460730472580800", "1", "9,460,730,472,580,800"),
        ("177.79999999999999", "5.833333333333333", "177.8"),
    ],
)
def test_what_was_converted_is_exact_where_that_can_be_read(number: str, given: str, text: str) -> None:
    assert told(number, given) == text
