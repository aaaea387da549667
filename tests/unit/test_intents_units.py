# SPDX-License-Identifier: Apache-2.0
"""Units found by what people call them in four languages, and converted exactly; wrong pairs refused in words."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intents import units
from edgeassist.intents.units import AmountTooLarge, BelowAbsoluteZero, UnknownUnit, UnlikeUnits

LANGUAGES = ("en", "es", "de", "fr")
QUANTITIES: list[tuple[str, str, tuple[str, str] | None]] = [
    ("en", "5 miles", ("5", "mi")),
    ("en", "a mile", ("1", "mi")),
    ("en", "two and a half cups", ("2.5", "cup")),
    ("en", "-40 celsius", ("-40", "°C")),
    ("en", "minus 40 degrees celsius", ("-40", "°C")),
    ("en", "100 degrees fahrenheit", ("100", "°F")),
    ("en", "60 km/h", ("60", "km/h")),
    ("en", "5 square meters", ("5", "m²")),
    ("en", "3 m²", ("3", "m²")),
    ("en", "half a pound", ("0.5", "lb")),
    ("en", "half a mile", ("0.5", "mi")),
    ("en", "250 mcg", ("250", "µg")),
    ("en", "5 µg", ("5", "µg")),
    ("en", "5 μg", ("5", "µg")),
    ("en", "two micrograms", ("2", "µg")),
    ("de", "zwei Mikrogramm", ("2", "µg")),
    ("en", "20 minutes", ("20", "min")),
    ("en", "3 gigabytes", ("3", "GB")),
    ("en", "6 feet", ("6", "ft")),
    ("en", "5 feet 10 inches", ("5.833333333333333333333333333", "ft")),
    ("en", "3 hours and 20 minutes", ("3.333333333333333333333333333", "h")),
    ("en", "2 lbs", ("2", "lb")),
    ("en", "1.5 liters", ("1.5", "l")),
    ("en", "three tablespoons", ("3", "tbsp")),
    ("en", "500 watts", ("500", "W")),
    ("en", "2 bar", ("2", "bar")),
    ("en", "five knots", ("5", "kn")),
    ("en", "100 square feet", ("100", "ft²")),
    ("en", "5 apples", None),
    ("en", "5", None),
    ("en", "miles", None),
    ("en", "remind me", None),
    ("en", "6 foot 2", None),
    ("en", "", None),
    ("en", "2 miles 3 kilograms", None),
    ("en", "a mile and a half", ("1.5", "mi")),
    ("en", "two pounds and a quarter", ("2.25", "lb")),
    ("en", "3 miles and half a kilometer", ("3.310685596118666984808717092", "mi")),
    ("es", "tres kilómetros", ("3", "km")),
    ("es", "dos libras", ("2", "lb")),
    ("es", "dos cucharadas", ("2", "EL")),
    ("es", "veinte grados celsius", ("20", "°C")),
    ("es", "5 metros cuadrados", ("5", "m²")),
    ("es", "media hora", ("0.5", "h")),
    ("es", "dos litros y medio", ("2.5", "l")),
    ("es", "cien kilómetros por hora", ("100", "km/h")),
    ("es", "tres manzanas", None),
    ("de", "drei Esslöffel", ("3", "EL")),
    ("de", "20 Grad Celsius", ("20", "°C")),
    ("de", "fünf Kilometer", ("5", "km")),
    ("de", "2,5 kg", ("2.5", "kg")),
    ("de", "zwei Pfund", ("2", "pfd")),
    ("de", "hundert Kilometer pro Stunde", ("100", "km/h")),
    ("de", "ein halber Liter", ("0.5", "l")),
    ("de", "zehn Quadratmeter", ("10", "m²")),
    ("de", "drei Äpfel", None),
    ("de", "anderthalb Stunden", ("1.5", "h")),
    ("fr", "deux cuillères à soupe", ("2", "EL")),
    ("fr", "cinq kilomètres", ("5", "km")),
    ("fr", "trente degrés celsius", ("30", "°C")),
    ("fr", "dix mètres carrés", ("10", "m²")),
    ("fr", "un demi-litre", ("0.5", "l")),
    ("fr", "un litre et demi", ("1.5", "l")),
    ("fr", "cent kilomètres par heure", ("100", "km/h")),
    ("fr", "deux livres", ("2", "lb")),
    ("fr", "trois pommes", None),
    ("fr", "cinq kilomètres à pied", None),
]
NAMES: list[tuple[str, str, str | None]] = [
    ("en", "km", "km"),
    ("en", "kilometers", "km"),
    ("en", "kilometres per hour", "km/h"),
    ("en", "Kilometre", "km"),
    ("en", "square foot", "ft²"),
    ("en", "°F", "°F"),
    ("en", "degrees Fahrenheit", "°F"),
    ("en", "fl oz", "fl oz"),
    ("en", "mph", "mph"),
    ("en", "MiB", "MiB"),
    ("en", "a mile", "mi"),
    ("en", "spanish", None),
    ("en", "pounds", "lb"),
    ("es", "millas", "mi"),
    ("es", "grados Fahrenheit", "°F"),
    ("es", "litros", "l"),
    ("es", "metros cuadrados", "m²"),
    ("es", "tazas", "metric cup"),
    ("es", "onzas", "oz"),
    ("es", "español", None),
    ("de", "Zoll", "in"),
    ("de", "Grad Fahrenheit", "°F"),
    ("de", "Kilometern", "km"),
    ("de", "Zentimetern", "cm"),
    ("de", "Millilitern", "ml"),
    ("de", "Teelöffeln", "TL"),
    ("de", "Kilometern pro Stunde", "km/h"),
    ("de", "Esslöffel", "EL"),
    ("de", "Quadratmeter", "m²"),
    ("de", "Stundenkilometer", "km/h"),
    ("de", "Meile", "mi"),
    ("de", "Spanisch", None),
    ("fr", "pieds", "ft"),
    ("fr", "degrés Fahrenheit", "°F"),
    ("fr", "litres", "l"),
    ("fr", "cuillères à café", "TL"),
    ("fr", "pouces", "in"),
    ("fr", "octets", "B"),
    ("fr", "anglais", None),
]
EXACT = [
    ("1", "mi", "km", "1.609344"),
    ("100", "°C", "°F", "212"),
    ("32", "°F", "°C", "0"),
    ("-40", "°F", "°C", "-40"),
    ("0", "K", "°C", "-273.15"),
    ("1", "lb", "g", "453.59237"),
    ("16", "oz", "lb", "1"),
    ("1", "cup", "ml", "236.5882365"),
    ("3", "tsp", "tbsp", "1"),
    ("1", "EL", "ml", "15"),
    ("1", "gal", "l", "3.785411784"),
    ("1", "imp gal", "l", "4.54609"),
    ("1", "GiB", "MB", "1073.741824"),
    ("60", "mph", "km/h", "96.56064"),
    ("1", "kn", "km/h", "1.852"),
    ("36", "km/h", "m/s", "10"),
    ("3", "ft", "in", "36"),
    ("1", "yd", "ft", "3"),
    ("1", "nmi", "m", "1852"),
    ("1", "ac", "m²", "4046.8564224"),
    ("1", "ha", "m²", "10000"),
    ("1", "atm", "bar", "1.01325"),
    ("1", "psi", "Pa", "6894.757293168361336722673445"),
    ("90", "min", "h", "1.5"),
    ("1", "wk", "d", "7"),
    ("1", "yr", "d", "365.2425"),
    ("8", "Mbit", "MB", "1"),
    ("1", "kWh", "kJ", "3600"),
    ("1", "kcal", "kJ", "4.184"),
    ("1", "PS", "W", "735.49875"),
    ("1", "hp", "W", "745.69987158227022"),
    ("1", "t", "kg", "1000"),
    ("1", "st", "lb", "14"),
    ("1", "pfd", "g", "500"),
    ("1", "m³", "l", "1000"),
    ("1", "in²", "cm²", "6.4516"),
]
LENGTHS = ("mm", "cm", "m", "km", "in", "ft", "yd", "mi", "nmi")


@pytest.mark.parametrize(("language", "text", "found"), QUANTITIES)
def test_an_amount_is_read_with_its_unit(language: str, text: str, found: tuple[str, str] | None) -> None:
    read = units.quantity(text, language)
    assert read == (None if found is None else (Decimal(found[0]), found[1]))


@pytest.mark.parametrize(("language", "text", "symbol"), NAMES)
def test_a_unit_is_found_by_its_names(language: str, text: str, symbol: str | None) -> None:
    assert units.unit(text, language) == symbol


@pytest.mark.parametrize(("amount", "source", "target", "result"), EXACT)
def test_a_conversion_is_exact(amount: str, source: str, target: str, result: str) -> None:
    assert str(units.convert(Decimal(amount), source, target)) == result


def test_units_of_two_kinds_are_refused() -> None:
    with pytest.raises(UnlikeUnits) as caught:
        units.convert(Decimal(1), "m", "kg")
    assert str(caught.value) == "m measures length, kg measures mass."
    assert (caught.value.source.symbol, caught.value.target.symbol) == ("m", "kg")


def test_a_word_that_is_no_unit_is_refused() -> None:
    with pytest.raises(UnknownUnit) as caught:
        units.convert(Decimal(1), "m", "parsnips")
    assert caught.value.name == "parsnips"
    assert caught.value.code == "unit-unknown"


def test_nothing_is_colder_than_absolute_zero() -> None:
    with pytest.raises(BelowAbsoluteZero):
        units.convert(Decimal(-300), "°C", "°F")
    assert units.convert(Decimal("-273.15"), "°C", "K") == 0


@pytest.mark.parametrize("amount", ["inf", "-inf", "nan", "1e25"])
def test_an_amount_beyond_measure_is_refused(amount: str) -> None:
    with pytest.raises(AmountTooLarge):
        units.convert(Decimal(amount), "m", "km")


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(LENGTHS), st.sampled_from(LENGTHS))
def test_there_and_back_is_where_it_began(amount: Decimal, source: str, target: str) -> None:
    there = units.convert(amount, source, target)
    back = units.convert(there, target, source)
    assert abs(back - amount) <= abs(amount) * Decimal("1e-20")


@given(st.decimals(-200, 10_000, places=2))
def test_temperatures_come_back(degrees: Decimal) -> None:
    fahrenheit = units.convert(degrees, "°C", "°F")
    assert abs(units.convert(fahrenheit, "°F", "°C") - degrees) < Decimal("1e-20")


@given(st.text(max_size=40), st.sampled_from((*LANGUAGES, "pl")))
def test_no_text_makes_reading_fail(text: str, language: str) -> None:
    units.unit(text, language)
    found = units.quantity(text, language)
    if found is not None:
        with suppress(BelowAbsoluteZero, AmountTooLarge):
            assert units.convert(found[0], found[1], found[1]).is_finite()


def test_kitchen_measures_are_those_of_the_language() -> None:
    assert units.unit("cup", "en") == "cup"
    assert units.unit("taza", "es") == units.unit("Tasse", "de") == units.unit("tasse", "fr") == "metric cup"


def test_english_names_are_known_in_every_language() -> None:
    for language in LANGUAGES:
        assert units.unit("km/h", language) == "km/h"
        assert units.unit("gallons", language) == "gal"
