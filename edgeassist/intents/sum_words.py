# SPDX-License-Identifier: Apache-2.0
"""The words for plus, times, per cent of, square root in English, Spanish, German, French and Arabic. Data only."""

import re
from collections.abc import Mapping
from functools import lru_cache

from edgeassist.intents.number_tokens import tokens

_PIECES = re.compile(r"[0-9.]+|\S")

_SIGNS: Mapping[str, str] = {
    "+": "+",
    "−": "-",
    "–": "-",
    "*": "*",
    "* *": "^",
    "×": "*",
    "·": "*",
    "x": "*",
    "/": "/",
    "÷": "/",
    ":": "/",
    "^": "^",
    "(": "(",
    ")": ")",
    "[": "(",
    "]": ")",
    "√": "√",
    "%": "%",
}

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "+": "plus|and|added to",
        "-": "minus|less|take away|subtract",
        "*": "times|multiplied by|multiplied with|by",
        "/": "divided by|over|divide by",
        "^": "to the power of|to the power|raised to the power of|raised to|power",
        "^2": "squared",
        "^3": "cubed",
        "%": "percent|per cent",
        "%*": "percent of|per cent of|% of",
        "√": "square root of|the square root of|root of|the root of|square root",
        "∛": "cube root of|the cube root of",
        "0.5*": "half of|half|a half of|one half of",
        "0.25*": "a quarter of|quarter of|one quarter of",
        "0.75*": "three quarters of",
        "2*": "twice|double",
        "3*": "triple",
        "(": "open bracket|open parenthesis|left parenthesis|bracket open",
        ")": "close bracket|close parenthesis|right parenthesis|bracket close|close brackets",
        "": "the|equals|is",
    },
    "es": {
        "+": "más|mas|y|sumado a",
        "-": "menos",
        "*": "por|multiplicado por|veces",
        "/": "entre|dividido por|dividido entre|dividida por|dividida entre|sobre",
        "^": "elevado a|a la potencia de|elevado a la|elevado a la potencia de",
        "^2": "al cuadrado",
        "^3": "al cubo",
        "%": "por ciento|porciento",
        "%*": "por ciento de|% de|porciento de",
        "√": "raíz cuadrada de|la raíz cuadrada de|raíz de|la raíz de|raiz cuadrada de|la raiz cuadrada de",
        "∛": "raíz cúbica de|la raíz cúbica de",
        "0.5*": "la mitad de|mitad de",
        "0.25*": "un cuarto de|la cuarta parte de",
        "0.75*": "tres cuartos de",
        "2*": "el doble de|doble de",
        "3*": "el triple de",
        "(": "abre paréntesis|abrir paréntesis|paréntesis",
        ")": "cierra paréntesis|cerrar paréntesis",
        "": "el|la|son",
    },
    "de": {
        "+": "plus|und",
        "-": "minus|weniger",
        "*": "mal|multipliziert mit",
        "/": "durch|geteilt durch|dividiert durch",
        "^": "hoch",
        "^2": "zum quadrat|im quadrat|quadriert|hoch zwei",
        "^3": "hoch drei",
        "%": "prozent",
        "%*": "prozent von|% von",
        "√": "wurzel aus|die wurzel aus|quadratwurzel aus|die quadratwurzel aus|wurzel von|die wurzel von"
        "|quadratwurzel von|die quadratwurzel von",
        "∛": "kubikwurzel aus|dritte wurzel aus|die dritte wurzel aus|die kubikwurzel aus",
        "0.5*": "die hälfte von|hälfte von",
        "0.25*": "ein viertel von",
        "0.75*": "drei viertel von",
        "2*": "das doppelte von|doppelt",
        "3*": "das dreifache von",
        "(": "klammer auf",
        ")": "klammer zu",
        "": "ist|gleich",
    },
    "fr": {
        "+": "plus|et|ajouté à",
        "-": "moins",
        "*": "fois|multiplié par|multipliés par",
        "/": "sur|divisé par|divisés par",
        "^": "puissance|à la puissance|exposant",
        "^2": "au carré",
        "^3": "au cube",
        "%": "pour cent|pourcent",
        "%*": "pour cent de|% de|pourcent de",
        "√": "racine carrée de|la racine carrée de|racine de|la racine de",
        "∛": "racine cubique de|la racine cubique de",
        "0.5*": "la moitié de|moitié de",
        "0.25*": "un quart de|le quart de",
        "0.75*": "trois quarts de",
        "2*": "le double de|deux fois",
        "3*": "le triple de",
        "(": "ouvre la parenthèse|parenthèse ouvrante|ouvrir la parenthèse",
        ")": "ferme la parenthèse|parenthèse fermante|fermer la parenthèse",
        "": "le|la|égale",
    },
    "ar": {
        "+": "زائد|زائدا|زايد|جمع|مضاف إليه|مضافا إليه",
        "-": "ناقص|مطروح منه|مطروحا منه|إلا",
        "*": "ضرب|في|مضروب في|مضروبا في",
        "/": "على|مقسوم على|مقسوما على|تقسيم|قسمة|قسمة على",
        "^": "أس|مرفوع للقوة",
        "^2": "تربيع",
        "^3": "تكعيب",
        "%": "بالمئة|بالمائة|في المئة|في المائة|بالمية",
        "%*": "بالمئة من|بالمائة من|في المئة من|في المائة من|بالمية من|% من",
        "√": "الجذر التربيعي ل|الجذر التربيعي للعدد|جذر|جذر العدد|الجذر التربيعي لـ",
        "∛": "الجذر التكعيبي ل|الجذر التكعيبي للعدد",
        "0.5*": "نصف العدد",
        "1/3*": "ثلث العدد",
        "0.25*": "ربع العدد",
        "2*": "ضعف|ضعف العدد",
        "(": "افتح القوس",
        ")": "أغلق القوس",
        "": "يساوي|العدد",
    },
}

CURRENCIES: Mapping[str, str] = {
    word: coin
    for coin, words in {
        "€": "€ euro euros eur يورو",
        "$": "$ dollar dollars dólar dólares usd دولار",
        "£": "£ gbp",
        "Fr": "chf franken",
    }.items()
    for word in words.split()
}
"""Words that may stand beside a number in a sum, each with its currency; a sum has one at most."""


@lru_cache(maxsize=8)
def sum_words(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the parts of a sum that each word or phrase of `language` stands for, phrases spaced as `tokens` does."""
    found: dict[str, tuple[str, ...]] = {sign: (part,) for sign, part in _SIGNS.items()}
    for part, phrases in _WORDS.get(language[:2], {}).items():
        for phrase in phrases.split("|"):
            found[" ".join(tokens(phrase, language))] = _parted(part)
    return found


def _parted(part: str) -> tuple[str, ...]:
    return tuple(_PIECES.findall(part))
