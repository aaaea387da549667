# SPDX-License-Identifier: Apache-2.0
"""Sums as they are said and typed, in four languages; exact, bounded, and refused in words where there is no result."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.core.errors import EdgeError
from edgeassist.intents import sums_text
from edgeassist.intents.sum_parts import DividedByNothing, LargestSum, NoRealRoot, SumRefused, SumUnreadable
from edgeassist.intents.sums_text import Worked

LANGUAGES = ("en", "es", "de", "fr")
SAID: list[tuple[str, str, str | None, str | None]] = [
    ("en", "12 times 7", "12*7", "84"),
    ("en", "what", None, None),
    ("en", "20 percent of 50", "20%*50", "10"),
    ("en", "the square root of 16", "√16", "4"),
    ("en", "(3+4)/2", "(3+4)/2", "3.5"),
    ("en", "5 - 3", "5-3", "2"),
    ("en", "5-3", "5-3", "2"),
    ("en", "twenty-five minus five", "25-5", "20"),
    ("en", "two to the power of ten", "2^10", "1024"),
    ("en", "3 squared plus 4 squared", "3^2+4^2", "25"),
    ("en", "2^10", "2^10", "1024"),
    ("en", "one third", None, None),
    ("en", "10 divided by 0", "10/0", "divided-by-zero"),
    ("en", "1/3*3", "1/3*3", "1"),
    ("en", "1.5 + 2.25", "1.5+2.25", "3.75"),
    ("en", "100 plus 10%", "100+10%", "110"),
    ("en", "half of 90", "0.5*90", "45"),
    ("en", "7", None, None),
    ("en", "-7", None, None),
    ("en", "twice 8", "2*8", "16"),
    ("en", "ten over four", "10/4", "2.5"),
    ("en", "2+2=", "2+2", "4"),
    ("en", "9**9**9**9", "9^9^9^9", "sum-too-large"),
    ("en", "pizza plus", None, None),
    ("en", "5x3", "5*3", "15"),
    ("en", "two and a half times four", "2.5*4", "10"),
    ("en", "open bracket 3 plus 4 close bracket times 2", "(3+4)*2", "14"),
    ("en", "1,000 + 1", "1000+1", "1001"),
    ("en", "50%", None, None),
    ("en", "2 and 2", "2+2", "4"),
    ("en", "a hundred and five plus one", "105+1", "106"),
    ("en", "three quarters of 80", "0.75*80", "60"),
    ("en", "square root of 2", "√2", "1.414213562373095048801688724"),
    ("en", "-5 + 3", "-5+3", "-2"),
    ("en", "5 times -3", "5*-3", "-15"),
    ("en", "3 plus", None, None),
    ("en", "2 5", None, None),
    ("en", "minus 5", None, None),
    ("en", "2 5 + 1", None, None),
    ("en", "five and", None, None),
    ("en", "ten percent of one hundred", "10%*100", "10"),
    ("en", "cube root of 27", "∛27", "3"),
    ("en", "8 over 0", "8/0", "divided-by-zero"),
    ("en", "((((1+1))))*2", "((((1+1))))*2", "4"),
    ("en", "(1+2", None, None),
    ("en", "2+", None, None),
    ("en", "wake me up at six", None, None),
    ("en", "three times", None, None),
    ("en", "4 to the power of 3", "4^3", "64"),
    ("en", "7 minus ten", "7-10", "-3"),
    ("en", "1000000 times 1000000", "1000000*1000000", "1000000000000"),
    ("en", "0.1 + 0.2", "0.1+0.2", "0.3"),
    ("en", "a quarter of 10", "0.25*10", "2.5"),
    ("en", "a third of 90", "1/3*90", "30"),
    ("en", "two-thirds of 90", "2/3*90", "60"),
    ("en", "2/3 of 90", "2/3*90", "60"),
    ("en", "one fifth of 3", "1/5*3", "0.6"),
    ("en", "3 hundredths of 100", "3/100*100", "3"),
    ("en", "one third of", None, None),
    ("en", "one third 90", None, None),
    ("en", "the third of 5", None, None),
    ("en", "5 half of 90", None, None),
    ("en", "2 double 3", None, None),
    ("en", "10 divided by half of 4", None, None),
    ("en", "10 divided by 20 percent of 50", None, None),
    ("en", "half of 20 percent of 50", "0.5*20%*50", "5"),
    ("en", "$80 plus 19%", "80+19%", "95.2"),
    ("en", "80 dollars plus 5 dollars", "80+5", "85"),
    ("en", "80 dollars plus 5 euros", None, None),
    ("en", "80 dollars", None, None),
    ("de", "ein Drittel von 90", "1/3*90", "30"),
    ("de", "zwei Drittel von 90 Euro", "2/3*90", "60"),
    ("de", "drei Achtel von 16", "3/8*16", "6"),
    ("de", "das Fünftel von 100", "1/5*100", "20"),
    ("de", "ein Viertel von 10", "0.25*10", "2.5"),
    ("de", "80 Euro plus 19 Prozent", "80+19%", "95.2"),
    ("de", "80 € + 19 %", "80+19%", "95.2"),
    ("de", "119 minus 19 Prozent", "119-19%", "96.39"),
    ("de", "eine Million minus 0,5", "1000000-0.5", "999999.5"),
    ("es", "un tercio de 90", "1/3*90", "30"),
    ("es", "la quinta parte de 100", "1/5*100", "20"),
    ("es", "tres cuartas partes de 80", "3/4*80", "60"),
    ("es", "80 euros más el 19 por ciento", "80+19%", "95.2"),
    ("fr", "un tiers de 90", "1/3*90", "30"),
    ("fr", "le dixième de 15 euros", "1/10*15", "1.5"),
    ("fr", "deux cinquièmes de 10", "2/5*10", "4"),
    ("fr", "80 euros plus 19 pour cent", "80+19%", "95.2"),
    ("de", "drei mal vier", "3*4", "12"),
    ("de", "zwanzig Prozent von 50", "20%*50", "10"),
    ("de", "Wurzel aus 16", "√16", "4"),
    ("de", "10 geteilt durch 4", "10/4", "2.5"),
    ("de", "2,5 + 1,5", "2.5+1.5", "4"),
    ("de", "dreiundzwanzig plus sieben", "23+7", "30"),
    ("de", "zwei hoch zehn", "2^10", "1024"),
    ("de", "1.000 mal 3", "1000*3", "3000"),
    ("de", "die Hälfte von 90", "0.5*90", "45"),
    ("de", "fünf und drei", "5+3", "8"),
    ("es", "doce por siete", "12*7", "84"),
    ("es", "veinte por ciento de 50", "20%*50", "10"),
    ("es", "raíz cuadrada de 16", "√16", "4"),
    ("es", "diez entre cuatro", "10/4", "2.5"),
    ("es", "cinco más tres", "5+3", "8"),
    ("es", "treinta y dos menos dos", "32-2", "30"),
    ("es", "2 elevado a 10", "2^10", "1024"),
    ("es", "la mitad de 90", "0.5*90", "45"),
    ("fr", "douze fois sept", "12*7", "84"),
    ("fr", "vingt pour cent de 50", "20%*50", "10"),
    ("fr", "racine carrée de 16", "√16", "4"),
    ("fr", "dix divisé par quatre", "10/4", "2.5"),
    ("fr", "quatre-vingt-dix-sept plus trois", "97+3", "100"),
    ("fr", "deux puissance dix", "2^10", "1024"),
    ("fr", "la moitié de 90", "0.5*90", "45"),
    ("fr", "2,5 fois 4", "2.5*4", "10"),
    ("fr", "soixante et onze moins un", "71-1", "70"),
]


def outcome(expression: str) -> str:
    try:
        return str(sums_text.value(expression))
    except EdgeError as refusal:
        return refusal.code


@pytest.mark.parametrize(("language", "text", "expression", "result"), SAID)
def test_a_sum_is_read_and_worked_out(language: str, text: str, expression: str | None, result: str | None) -> None:
    found = sums_text.expression(text, language)
    assert found == expression
    if found is not None:
        assert outcome(found) == result


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1+2*3", "7"),
        ("(1+2)*3", "9"),
        ("2^3^2", "512"),
        ("-2^2", "-4"),
        ("2*-3", "-6"),
        ("10-4-3", "3"),
        ("100/10/2", "5"),
        ("1/3*3", "1"),
        ("0.1+0.2", "0.3"),
        ("50%", "0.5"),
        ("200-10%", "180"),
        ("200*10%", "20"),
        ("√16+9", "13"),
        ("√(16+9)", "5"),
        ("√0.25", "0.5"),
        ("∛27", "3"),
        ("4^0.5", "2"),
        ("2^-2", "0.25"),
        ("0^0", "1"),
        ("(-1)^1000001", "-1"),
        ("1^999999999999", "1"),
        ("1000000*1000000", "1000000000000"),
        ("1/3", "0.3333333333333333333333333333"),
    ],
)
def test_signs_bind_as_in_school(text: str, value: str) -> None:
    assert str(sums_text.value(text)) == value


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("1/0", DividedByNothing),
        ("1/(2-2)", DividedByNothing),
        ("0^-1", DividedByNothing),
        ("√-4", SumUnreadable),
        ("√(1-5)", NoRealRoot),
        ("(0-8)^0.5", NoRealRoot),
        ("9^9^9", LargestSum),
        ("2^99999", LargestSum),
        ("(" * 40 + "1" + ")" * 40, SumRefused),
        ("1+", SumUnreadable),
        ("", SumUnreadable),
        ("1 2", SumUnreadable),
        ("__import__", SumUnreadable),
        ("2^0.3", SumUnreadable),
        ("1" + "+1" * 100, SumUnreadable),
    ],
)
def test_a_sum_without_a_result_is_refused_by_its_cause(text: str, refusal: type[SumRefused]) -> None:
    with pytest.raises(refusal) as caught:
        sums_text.value(text)
    assert str(caught.value).endswith(".")
    assert caught.value.hint


@given(st.integers(-999, 999), st.integers(-999, 999), st.sampled_from("+-*"))
def test_whole_numbers_come_to_what_they_come_to(one: int, other: int, sign: str) -> None:
    expected = {"+": one + other, "-": one - other, "*": one * other}[sign]
    assert sums_text.value(f"({one}){sign}({other})") == expected


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(LANGUAGES))
def test_digits_and_signs_read_the_same_in_every_language(one: int, other: int, language: str) -> None:
    for typed in (f"{one}+{other}", f"{one} + {other}", f"{one}-{other}", f"{one}*{other}", f"{one}/{other}"):
        assert sums_text.expression(typed, language) == typed.replace(" ", "")


@given(st.text(max_size=60), st.sampled_from((*LANGUAGES, "pl")))
def test_no_text_makes_reading_fail(text: str, language: str) -> None:
    found = sums_text.expression(text, language)
    if found is not None:
        outcome(found)


@given(st.text("0123456789+-*/^%().√ ", max_size=40))
def test_no_signs_make_working_out_fail(text: str) -> None:
    result = outcome(text)
    assert result


@pytest.mark.parametrize(
    ("text", "number", "exact"),
    [
        ("12*7", Fraction(84), True),
        ("1/3", Fraction(1, 3), True),
        ("√16/3", Fraction(4, 3), True),
        ("√2*√2-2", Fraction(0), False),
        ("2^0.5*0", Fraction(0), False),
    ],
)
def test_a_result_is_exact_unless_a_root_was_rounded(text: str, number: Fraction, exact: bool) -> None:
    assert sums_text.worked_out(text) == Worked(number, exact)


def test_a_result_has_no_needless_zeros() -> None:
    assert str(sums_text.value("2.50+2.50")) == "5"
    assert sums_text.value("100*10") == Decimal(1000)
    assert str(sums_text.value("100*10")) == "1000"
