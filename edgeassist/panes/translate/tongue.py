# SPDX-License-Identifier: Apache-2.0
"""Tells the language of a few words, where there are too few for statistics. Knows only scripts and common words."""

import re
import unicodedata

from edgeassist.documents.stems import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SCRIPTS = (
    (("HIRAGANA", "KATAKANA"), "ja"),
    (("HANGUL",), "ko"),
    (("CJK",), "zh"),
    (("ARABIC",), "ar"),
    (("GREEK",), "el"),
    (("DEVANAGARI",), "hi"),
)
_LETTERS = {
    "es": "ñ¿¡",
    "de": "ß",
    "pt": "ãõ",
    "uk": "іїєґ",
    "ru": "ыэъё",
    "fr": "œûîë",
    "it": "ìò",
    "pl": "łąęśźż",
    "tr": "ğşı",
}
_COMMON = {
    "en": "hello hi good morning please thanks thank yes save open close cancel",
    "es": "hola buenos días buenas tardes por favor gracias sí está qué dónde cómo guardar abrir cerrar cancelar",
    "de": "hallo guten morgen bitte danke nein speichern öffnen",
    "fr": "bonjour merci oui s'il vous plaît où est enregistrer ouvrir",
}
_FEW_LETTERS = 60


def few(text: str) -> bool:
    """Tell whether `text` is too short for statistics alone to be trusted."""
    return sum(map(str.isalpha, text)) < _FEW_LETTERS


def guessed(text: str) -> str:
    """Return the language of a short `text`; empty when no one language is likelier than the others."""
    names = [unicodedata.name(one, "") for one in text if one.isalpha()]
    for beginnings, language in _SCRIPTS:
        if 3 * sum(name.startswith(beginnings) for name in names) > len(names) > 0:
            return language
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    scores = {language: sum(word in common for word in words) for language, common in STOP_WORDS.items()}
    for language, told in _COMMON.items():
        scores[language] += sum(word in told.split() for word in words)
    for language, letters in _LETTERS.items():
        scores[language] = scores.get(language, 0) + 2 * any(one in letters for one in text.casefold())
    best, second = sorted(scores.values(), reverse=True)[:2]
    return max(scores, key=lambda language: scores[language]) if best > second else ""


def by_script(text: str) -> str:
    """Return the likeliest language of letters that few languages share; empty for Latin ones."""
    names = [unicodedata.name(one, "") for one in text if one.isalpha()]
    if 2 * sum(name.startswith("CYRILLIC") for name in names) <= len(names):
        return ""
    return "uk" if any(one in _LETTERS["uk"] for one in text.casefold()) else "ru"
