# SPDX-License-Identifier: Apache-2.0
"""Sentences that are not to be read loosely, for the half that comes near a command would be done, and wrongly.

Whoever corrects oneself means the last words and not the first ones; what is to be moved is set already; what comes
every day cannot be set; of two timers, one is not enough. Templates may still take such a sentence: they leave no word
out.
"""

import re
from collections.abc import Mapping

_AFTER_COMMA = {
    "en": "no(?! (?:more )?(?:alarm|timer|reminder|need))|nope|wait|sorry|i mean|make (?:it|that)|actually|correction",
    "es": "no|perdón|digo|mejor|espera|quiero decir",
    "de": "nein|nee|ne|quatsch|ich mein(?:e|te)|besser|lieber|doch|sorry|entschuldigung|halt|moment|warte",
    "fr": "non|pardon|plutôt|enfin|attends|je veux dire",
}
_ANYWHERE = {
    "en": "i mean|no wait|scratch that|oh no",
    "es": "quiero decir|mejor dicho",
    "de": "nein|quatsch|ich mein(?:e|te)|besser gesagt",
    "fr": "je veux dire|non plutôt",
}
_MOVES = {
    "en": "move|change|shift|postpone|reschedule|push back",
    "es": "mueve|mover|cambia|cambiar|pospón|posponer|aplaza|retrasa|adelanta",
    "de": r"verschieb\w*|verleg\w*|änder\w*",
    "fr": "déplace|déplacer|décale|décaler|change|changer|repousse|reporte|avance|modifie",
}
_SET = {
    "en": "alarm|reminder|timer",
    "es": "alarma|despertador|recordatorio|temporizador",
    "de": r"wecker|alarm|erinnerung|\w*timer",
    "fr": "réveil|alarme|rappel|minuteur|minuterie",
}
_AGAIN = {
    "en": "every|each|daily|weekly|weekdays",
    "es": "cada|todos los|todas las|diariamente|entre semana",
    "de": "jede[nrs]?|täglich|wöchentlich|werktags|wochentags",
    "fr": "chaque|tous les|toutes les|quotidiennement|en semaine",
}
_CALLS = {
    "en": r"wake|remind|alarm",
    "es": r"despiért\w*|despertar\w*|despertador|recuérd\w*|recordatorio|alarma",
    "de": r"weck\w*|erinner\w*",
    "fr": r"réveill\w*|réveil|rappell?e\w*|rappel|alarme",
}


_SEVERAL = {
    "en": "(?:two|three|four|five|[2-9]) (?:timers|alarms|reminders)",
    "es": "(?:dos|tres|cuatro|cinco|[2-9]) (?:temporizadores|alarmas|despertadores|recordatorios)",
    "de": "(?:zwei|drei|vier|fünf|[2-9]) (?:timer|wecker|alarme|erinnerungen)",
    "fr": "(?:deux|trois|quatre|cinq|[2-9]) (?:minuteurs|minuteries|alarmes|réveils|rappels)",
}


def _pattern(language: str) -> re.Pattern[str]:
    corrected = rf"\w\s*[,;–—-]\s*(?:{_AFTER_COMMA[language]})\b.*\w|\w[\s,]+(?:{_ANYWHERE[language]})\b.*\w"
    moved = rf"\b(?:{_MOVES[language]})\b.*\b(?:{_SET[language]})\b"
    again, calls = rf"\b(?:{_AGAIN[language]})\b", rf"\b(?:{_CALLS[language]})\b"
    return re.compile(rf"{corrected}|{moved}|\b{_SEVERAL[language]}\b|{again}.*{calls}|{calls}.*{again}", re.IGNORECASE)


_PATTERNS: Mapping[str, re.Pattern[str]] = {language: _pattern(language) for language in _MOVES}


def is_half_a_command(text: str, language: str) -> bool:
    """Tell whether part of `text` read by itself would be another command than the whole."""
    pattern = _PATTERNS.get(language[:2])
    return pattern is not None and pattern.search(text) is not None
