# SPDX-License-Identifier: Apache-2.0
"""Units of measure: found by name or symbol in four languages, and converted exactly. No rounding for show, no sums.

The table, and where its sizes come from, is `resources/intents/units.txt`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from edgeassist.core.errors import BadInput
from edgeassist.core.language import later, tr
from edgeassist.core.paths import resource
from edgeassist.intents import numbers
from edgeassist.intents.figures import figure
from edgeassist.intents.number_tokens import tokens
from edgeassist.intents.number_words import number_words
from edgeassist.intents.sums_text import as_decimal

_LANGUAGES = ("en", "es", "de", "fr")
_ZERO_IN_KELVIN = {"°C": Fraction("273.15"), "°F": Fraction("459.67") * 5 / 9, "K": Fraction(0)}
_MOST_WORDS = 5
_SKIPPED = {"en": {"a", "an", "the", "of"}, "es": {"de", "los", "las"}, "de": set[str](), "fr": {"de", "d", "en"}}
_LARGEST = Decimal("1e24")
_KINDS = {
    "area": later("area"),
    "data": later("data"),
    "energy": later("energy"),
    "length": later("length"),
    "mass": later("mass"),
    "power": later("power"),
    "pressure": later("pressure"),
    "speed": later("speed"),
    "temperature": later("temperature"),
    "time": later("time"),
    "volume": later("volume"),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit. `symbol` names it (`km`), `size` is in the SI unit of its `kind`."""

    symbol: str
    kind: str
    size: Fraction


class UnknownUnit(BadInput):
    """A word that names no unit."""

    code, hint = "unit-unknown", later("Use a unit of length, weight, volume, temperature, area, speed, time or data.")

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(tr("“{name}” is no unit that is known here.", name=name[:40]))


def kind_name(kind: str) -> str:
    """Return what a kind of unit is called: "length"."""
    return tr(_KINDS[kind]) if kind in _KINDS else kind


class UnlikeUnits(BadInput):
    """Two units that measure different things."""

    code, hint = "units-unlike", later("Choose two units of the same kind.")

    def __init__(self, source: Unit, target: Unit) -> None:
        self.source, self.target = source, target
        super().__init__(
            tr(
                "{unit} measures {kind}, {other_unit} measures {other_kind}.",
                unit=source.symbol,
                kind=kind_name(source.kind),
                other_unit=target.symbol,
                other_kind=kind_name(target.kind),
            )
        )


class BelowAbsoluteZero(BadInput):
    """A temperature that cannot be."""

    code, hint = "below-absolute-zero", later("Nothing is colder than −273.15 °C.")

    def __init__(self, amount: Decimal, unit: Unit) -> None:
        self.amount, self.unit = amount, unit
        super().__init__(tr("{amount} {unit} is below absolute zero.", amount=figure(amount).text, unit=unit.symbol))


class AmountTooLarge(BadInput):
    """A number beyond all measure."""

    code, hint = "amount-too-large", later("Ask for a smaller amount.")

    def __init__(self, amount: Decimal) -> None:
        self.amount = amount
        super().__init__(tr("This amount is too large to convert."))


def convert(amount: Decimal, source: str, target: str) -> Decimal:
    """Return `amount` of the unit `source` (a symbol) in the unit `target`, exact or with 28 digits.

    Raises `UnknownUnit`, `UnlikeUnits`, `BelowAbsoluteZero` or `AmountTooLarge`.
    """
    one, other = by_symbol(source), by_symbol(target)
    if one.kind != other.kind:
        raise UnlikeUnits(one, other)
    if not amount.is_finite() or abs(amount) > _LARGEST:
        raise AmountTooLarge(amount)
    base = Fraction(amount) * one.size + _ZERO_IN_KELVIN.get(one.symbol, 0)
    if one.kind == "temperature" and base < 0:
        raise BelowAbsoluteZero(amount, one)
    return as_decimal((base - _ZERO_IN_KELVIN.get(other.symbol, 0)) / other.size)


def by_symbol(symbol: str) -> Unit:
    """Return the unit with this symbol, or raise `UnknownUnit`."""
    found = _units().get(symbol)
    if found is None:
        raise UnknownUnit(symbol)
    return found


def unit(text: str, language: str) -> str | None:
    """Return the symbol of the unit that `text` names: `kilometres`, `km/h`, `Esslöffel`, `grados Fahrenheit`."""
    words = _without_articles(tokens(text, language), language)
    found = _take_unit(words, 0, language)
    return found[0] if found is not None and found[1] == len(words) else None


def quantity(text: str, language: str) -> tuple[Decimal, str] | None:
    """Return amount and symbol: `5 miles`, `two and a half cups`, `5 feet 10 inches` (in the first unit), `a mile`."""
    words = tokens(text, language)
    signed = bool(words) and (words[0] in {"−", "minus", "menos", "moins"} or text.lstrip().startswith("-"))
    place = 1 if signed and words[0] in {"−", "minus", "menos", "moins"} else 0
    found = _take_quantity(words, place, language)
    if found is None:
        return None
    amount, symbol, place = found
    while place < len(words):
        more = _take_quantity(words, place + 1 if words[place] in {"and", "y", "und", "et", ","} else place, language)
        if more is None or signed or by_symbol(more[1]).kind != by_symbol(symbol).kind or symbol in _ZERO_IN_KELVIN:
            return None
        amount, place = amount + convert(more[0], more[1], symbol), more[2]
    return (-amount if signed else amount), symbol


def _take_quantity(words: Sequence[str], at: int, language: str) -> tuple[Decimal, str, int] | None:
    taken = numbers.take(words, at, language)
    if taken is None and language[:2] == "en" and at < len(words) and words[at] in {"a", "an"}:
        taken = Decimal(1), at + 1
    if taken is None or taken[0] > _LARGEST:
        return None
    place = taken[1]
    for _ in range(2):
        place += 1 if place < len(words) and words[place] in _SKIPPED.get(language[:2], ()) else 0
    found = _take_unit(words, place, language) or _take_unit(words, taken[1], language)
    if found is None:
        return None
    more = _more(words, found[1], language)
    return (taken[0] + more[0], found[0], more[1]) if more is not None else (taken[0], *found)


def _more(words: Sequence[str], at: int, language: str) -> tuple[Decimal, int] | None:
    """Read the part after a unit: `a mile and a half`, `dos litros y medio`."""
    parts = number_words(language).and_parts
    end = next((end for end in range(min(len(words), at + 3), at, -1) if tuple(words[at:end]) in parts), None)
    follows = end is not None and _take_unit(words, end, language) is None
    return (parts[tuple(words[at:end])], end) if end is not None and follows else None


def _take_unit(words: Sequence[str], at: int, language: str) -> tuple[str, int] | None:
    names = _names(language[:2])
    for end in range(min(len(words), at + _MOST_WORDS), at, -1):
        symbol = names.get(tuple(words[at:end]))
        if symbol is not None:
            return symbol, end
    return None


def _without_articles(words: tuple[str, ...], language: str) -> tuple[str, ...]:
    skipped = _SKIPPED.get(language[:2], set[str]())
    return words[1:] if len(words) > 1 and words[0] in skipped else words


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, ...], ...]:
    lines = resource("intents", "units.txt").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(part.strip() for part in line.split("|")) for line in lines if not line.startswith("#"))


@lru_cache(maxsize=1)
def _units() -> Mapping[str, Unit]:
    return {symbol: Unit(symbol, kind, _size(size)) for symbol, kind, size, *_ in _rows()}


def _size(text: str) -> Fraction:
    above, _, below = text.partition("/")
    return Fraction(above) / Fraction(below or "1")


@lru_cache(maxsize=8)
def _names(language: str) -> Mapping[tuple[str, ...], str]:
    """Return every name of `language`; English names and symbols are those of all languages, where free."""
    found: dict[tuple[str, ...], str] = {}
    for column in dict.fromkeys((_LANGUAGES.index(language) if language in _LANGUAGES else 0, 0)):
        for symbol, _, _, *names in _rows():
            for name in names[column].split():
                found.setdefault(tokens(name.replace("_", " "), language), symbol)
    for symbol, *_ in _rows():
        found.setdefault(tokens(symbol, language), symbol)
    return found
