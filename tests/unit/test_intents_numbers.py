# SPDX-License-Identifier: Apache-2.0
"""Numbers in words and digits, in four languages: tables of what people say, and every number there and back."""

from decimal import Decimal
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from edgeassist.intents import numbers
from edgeassist.intents.number_tokens import LONGEST, numeral, tokens

LANGUAGES = ("en", "es", "de", "fr")
SAID = [
    ("en", "zero", "0"),
    ("en", "seven", "7"),
    ("en", "twenty-one", "21"),
    ("en", "ninety nine", "99"),
    ("en", "a hundred", "100"),
    ("en", "one hundred and five", "105"),
    ("en", "two hundred thirty four", "234"),
    ("en", "a thousand", "1000"),
    ("en", "two thousand and twenty six", "2026"),
    ("en", "twelve hundred", "1200"),
    ("en", "nine thousand nine hundred ninety-nine", "9999"),
    ("en", "a million", "1000000"),
    ("en", "2.5 million", "2500000.0"),
    ("en", "three point one four", "3.14"),
    ("en", "zero point five", "0.5"),
    ("en", "two and a half", "2.5"),
    ("en", "half", "0.5"),
    ("en", "a quarter", "0.25"),
    ("en", "three quarters", "0.75"),
    ("en", "a dozen", "12"),
    ("en", "half a dozen", "6"),
    ("en", "1,234", "1234"),
    ("en", "1,234.5", "1234.5"),
    ("en", "1234.5", "1234.5"),
    ("en", "0.5", "0.5"),
    ("en", "minus five", "-5"),
    ("en", "-5", "-5"),
    ("en", "42", "42"),
    ("en", "five five", None),
    ("en", "and", None),
    ("en", "hundred and", None),
    ("en", "the", None),
    ("en", "seven pizzas", None),
    ("en", "1.2.3", None),
    ("en", "1e5", None),
    ("es", "cero", "0"),
    ("es", "uno", "1"),
    ("es", "veintiún", "21"),
    ("es", "veintidós", "22"),
    ("es", "treinta y dos", "32"),
    ("es", "cien", "100"),
    ("es", "ciento uno", "101"),
    ("es", "quinientos", "500"),
    ("es", "mil", "1000"),
    ("es", "dos mil veintiséis", "2026"),
    ("es", "nueve mil novecientos noventa y nueve", "9999"),
    ("es", "un millón", "1000000"),
    ("es", "dos coma cinco", "2.5"),
    ("es", "dos y medio", "2.5"),
    ("es", "media", "0.5"),
    ("es", "tres cuartos", "0.75"),
    ("es", "1.234,5", "1234.5"),
    ("es", "1.234", "1234"),
    ("es", "2,5", "2.5"),
    ("es", "2.5", "2.5"),
    ("es", "menos cinco", "-5"),
    ("es", "una docena", "12"),
    ("es", "siete pizzas", None),
    ("es", "y", None),
    ("de", "null", "0"),
    ("de", "eins", "1"),
    ("de", "dreizehn", "13"),
    ("de", "einundzwanzig", "21"),
    ("de", "dreiundzwanzig", "23"),
    ("de", "fünfundfünfzig", "55"),
    ("de", "hundert", "100"),
    ("de", "einhunderteins", "101"),
    ("de", "zweihundertvierunddreißig", "234"),
    ("de", "tausend", "1000"),
    ("de", "zweitausendsechsundzwanzig", "2026"),
    ("de", "neuntausendneunhundertneunundneunzig", "9999"),
    ("de", "eine Million", "1000000"),
    ("de", "drei Komma fünf", "3.5"),
    ("de", "zweieinhalb", "2.5"),
    ("de", "eineinhalb", "1.5"),
    ("de", "anderthalb", "1.5"),
    ("de", "halb", "0.5"),
    ("de", "dreiviertel", "0.75"),
    ("de", "ein Dutzend", "12"),
    ("de", "1.234,5", "1234.5"),
    ("de", "1.234", "1234"),
    ("de", "2,5", "2.5"),
    ("de", "2.5", "2.5"),
    ("de", "minus fünf", "-5"),
    ("de", "fuenf", "5"),
    ("de", "und", None),
    ("de", "sieben Pizzen", None),
    ("de", "einkaufen", None),
    ("de", "zwanzig ein", None),
    ("de", "fünfzig eine", None),
    ("de", "hunderteinundzwanzig", "121"),
    ("fr", "zéro", "0"),
    ("fr", "un", "1"),
    ("fr", "dix-sept", "17"),
    ("fr", "vingt et un", "21"),
    ("fr", "vingt-deux", "22"),
    ("fr", "soixante-dix", "70"),
    ("fr", "soixante et onze", "71"),
    ("fr", "soixante-dix-sept", "77"),
    ("fr", "quatre-vingts", "80"),
    ("fr", "quatre-vingt-un", "81"),
    ("fr", "quatre-vingt-dix-sept", "97"),
    ("fr", "septante", "70"),
    ("fr", "nonante-neuf", "99"),
    ("fr", "cent", "100"),
    ("fr", "deux cents", "200"),
    ("fr", "deux cent trente-quatre", "234"),
    ("fr", "mille", "1000"),
    ("fr", "deux mille vingt-six", "2026"),
    ("fr", "un million", "1000000"),
    ("fr", "deux virgule cinq", "2.5"),
    ("fr", "deux et demi", "2.5"),
    ("fr", "demi", "0.5"),
    ("fr", "trois quarts", "0.75"),
    ("fr", "1 234,5", "1234.5"),
    ("fr", "1.234", "1234"),
    ("fr", "2,5", "2.5"),
    ("fr", "moins cinq", "-5"),
    ("fr", "une douzaine", "12"),
    ("fr", "et", None),
    ("fr", "sept pizzas", None),
]
ORDINALS = [
    ("en", "first", 1),
    ("en", "2nd", 2),
    ("en", "third", 3),
    ("en", "twenty-first", 21),
    ("en", "thirty first", 31),
    ("en", "12th", 12),
    ("en", "fifth", 5),
    ("en", "one", None),
    ("es", "primero", 1),
    ("es", "tercera", 3),
    ("es", "décimo", 10),
    ("es", "5º", 5),
    ("es", "vigésimo primero", 21),
    ("es", "decimotercera", 13),
    ("de", "erster", 1),
    ("de", "dritten", 3),
    ("de", "siebte", 7),
    ("de", "achtzehnte", 18),
    ("de", "zwanzigsten", 20),
    ("de", "einundzwanzigsten", 21),
    ("de", "3.", 3),
    ("de", "heute", None),
    ("fr", "premier", 1),
    ("fr", "première", 1),
    ("fr", "deuxième", 2),
    ("fr", "neuvième", 9),
    ("fr", "vingt et unième", 21),
    ("fr", "quatre-vingtième", 80),
    ("fr", "1er", 1),
    ("fr", "3e", 3),
    ("fr", "cinquième", 5),
]
SHARES = [
    ("en", "50%", "50"),
    ("en", "fifty percent", "50"),
    ("en", "12.5 per cent", "12.5"),
    ("en", "half", None),
    ("en", "7", None),
    ("es", "veinte por ciento", "20"),
    ("es", "20 %", "20"),
    ("de", "fünfzig Prozent", "50"),
    ("de", "12,5 %", "12.5"),
    ("fr", "vingt-cinq pour cent", "25"),
    ("fr", "5 %", "5"),
]
TAKEN = [
    ("en", "five minutes", "5", 1),
    ("en", "twenty five past", "25", 2),
    ("en", "two and a half hours", "2.5", 4),
    ("en", "a hundred and five lights", "105", 4),
    ("en", "three and four", "3", 1),
    ("en", "half a mile", "0.5", 1),
    ("es", "siete y diez", "7", 1),
    ("es", "treinta y cinco minutos", "35", 3),
    ("de", "dreiundzwanzig minuten", "23", 3),
    ("de", "zweieinhalb stunden", "2.5", 3),
    ("fr", "dix sept heures", "17", 2),
    ("fr", "soixante et onze moins", "71", 3),
]


engine = lru_cache(RbnfEngine.for_language)


def spelled(number: int, language: str) -> set[str]:
    return set(engine(language).format_number(number).text_by_ruleset.values())


@pytest.mark.parametrize(("language", "text", "value"), SAID)
def test_a_number_is_read_as_it_is_said(language: str, text: str, value: str | None) -> None:
    found = numbers.number(text, language)
    assert found == (None if value is None else Decimal(value))


@pytest.mark.parametrize(("language", "text", "value"), ORDINALS)
def test_an_ordinal_is_read_as_it_is_said(language: str, text: str, value: int | None) -> None:
    assert numbers.ordinal(text, language) == value


@pytest.mark.parametrize(("language", "text", "value"), SHARES)
def test_per_cent_is_read_and_a_bare_number_is_none(language: str, text: str, value: str | None) -> None:
    found = numbers.percent(text, language)
    assert found == (None if value is None else Decimal(value))


@pytest.mark.parametrize(("language", "text", "value", "end"), TAKEN)
def test_the_longest_number_at_the_beginning_is_taken(language: str, text: str, value: str, end: int) -> None:
    assert numbers.take(tokens(text, language), 0, language) == (Decimal(value), end)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_41st_number_survives_being_spelled(language: str) -> None:
    for number in range(0, 10_000, 41):
        for words in spelled(number, language):
            assert numbers.number(words, language) == number, words


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_below_ten_thousand_survives_being_spelled(language: str) -> None:
    for number in range(10_000):
        for words in spelled(number, language):
            assert numbers.number(words, language) == number, words


@given(st.integers(0, 9_999), st.sampled_from(LANGUAGES))
def test_digits_and_words_mean_the_same(number: int, language: str) -> None:
    assert numbers.number(str(number), language) == number
    assert all(numbers.number(words, language) == number for words in spelled(number, language))


@given(st.text(max_size=80), st.sampled_from((*LANGUAGES, "pl", "", "zh-CN")))
def test_no_text_makes_reading_fail(text: str, language: str) -> None:
    for read in (numbers.number, numbers.ordinal, numbers.percent):
        read(text, language)


@given(st.lists(st.sampled_from(["a", "hundred", "and", "five", "point", "half", "thousand", "minus", "twenty"])))
def test_number_words_in_any_order_are_a_number_or_none(words: list[str]) -> None:
    found = numbers.number(" ".join(words), "en")
    assert found is None or found.is_finite()


def test_a_text_that_is_too_long_has_no_words() -> None:
    assert tokens("five " * LONGEST, "en") == ()
    assert numbers.number("five " * LONGEST, "en") is None


def test_a_language_that_is_not_among_the_four_has_digits() -> None:
    assert numbers.number("12,5", "pl") == Decimal("12.5")
    assert numbers.number("five", "pl") is None
    assert numbers.percent("50 %", "pl") == 50


def test_marks_part_thousands_by_language() -> None:
    assert numeral("1.234", comma_decimal=True) == 1234
    assert numeral("1.234", comma_decimal=False) == Decimal("1.234")
    assert numeral("1,234,567.5", comma_decimal=False) == Decimal("1234567.5")
    assert numeral("12,34,56", comma_decimal=False) is None
    assert numeral("9" * 40, comma_decimal=False) is None


def test_a_region_reads_as_its_language() -> None:
    assert numbers.number("dreiundzwanzig", "de-CH") == 23
    assert numbers.number("septante-sept", "fr-CH") == 77
