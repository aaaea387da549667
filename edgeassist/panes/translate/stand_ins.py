# SPDX-License-Identifier: Apache-2.0
"""Words that any model renders well, to stand for what it would not: data, and which one suits. Translates nothing.

"Write to jo@example.org" is translated as "Write to Tom", and the address put where Tom came out.
"""

from dataclasses import dataclass

from edgeassist.panes.translate import words
from edgeassist.panes.translate.translation import Pair

_MONTHS = {
    1: ("january", "enero"),
    2: ("february", "febrero"),
    3: ("march", "marzo"),
    4: ("april", "abril"),
    5: ("may", "mayo"),
    6: ("june", "junio"),
    7: ("july", "julio"),
    8: ("august", "agosto"),
    9: ("september", "septiembre"),
    10: ("october", "octubre"),
    11: ("november", "noviembre"),
    12: ("december", "diciembre"),
}
MONTH_NAMES = {name: number for number, names in _MONTHS.items() for name in names}
"""English name, then the Spanish one, of each month."""
OF = {"en": " ", "es": " de "}
"""What stands between day, month and year."""

NUMBER_WORDS = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"),
    "de": ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"),
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
}
"""The words for 0 to 12."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A word to put into the source, and the ones that it may come out as."""

    source: str
    targets: tuple[str, ...]


NAMES = tuple(StandIn(name, (name,)) for name in ("Tom", "Mary", "Boston", "John", "Paris", "Kim"))
_DAYS = (("Monday", "lunes"), ("Friday", "viernes"), ("Sunday", "domingo"))
_NOUNS = {
    ("m", False): (("dog", ("perro",)), ("book", ("libro",)), ("car", ("coche", "auto", "carro"))),
    ("m", True): (("dogs", ("perros",)), ("books", ("libros",)), ("cars", ("coches", "autos", "carros"))),
    ("f", False): (("house", ("casa",)), ("door", ("puerta",)), ("letter", ("carta",))),
    ("f", True): (("houses", ("casas",)), ("doors", ("puertas",)), ("letters", ("cartas",))),
}
_FEMININE = ("a", "ión", "dad", "tud", "umbre", "as", "iones", "dades")
_MASCULINE = ("ma", "día", "mapa")


def days(pair: Pair) -> tuple[StandIn, ...]:
    """Return what may stand for a date."""
    if pair == Pair("en", "es"):
        return tuple(StandIn(english, (spanish,)) for english, spanish in _DAYS)
    if pair == Pair("es", "en"):
        return tuple(StandIn(spanish, (english,)) for english, spanish in _DAYS)
    return NAMES


def nouns(pair: Pair, source: str, target: str) -> tuple[StandIn, ...]:
    """Return what may stand for the noun `source` that is to become `target`: of the same gender and number."""
    spanish = (target if pair.target == "es" else source).partition(" ")[0]
    fitting = _NOUNS["f" if _feminine(spanish) else "m", words.plural(spanish, "es") == spanish]
    if pair == Pair("en", "es"):
        return tuple(StandIn(english, told) for english, told in fitting)
    if pair == Pair("es", "en"):
        return tuple(StandIn(told[0], (english,)) for english, told in fitting)
    return NAMES


def _feminine(word: str) -> bool:
    return word.endswith(_FEMININE) and not word.endswith(_MASCULINE)
