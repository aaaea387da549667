# SPDX-License-Identifier: Apache-2.0
"""What a sentence about time says as a whole and its words one by one do not: a move, a range, an impossible time.

Only for what is read loosely: none of these is a command here, and none may become another one.
"""

import re
from collections.abc import Mapping

from edgeassist.intents import durations, numbers
from edgeassist.intents.clock_times import take_phrase
from edgeassist.intents.moment_words import moment_words

_KEPT: Mapping[str, str] = {
    "en": r"alarm|timer|reminder|wake-?up",
    "es": r"alarma|despertador|temporizador|recordatorio",
    "de": r"wecker|alarm|timer|erinnerung|weckzeit",
    "fr": r"alarme|réveil|minuteur|minuterie|rappel",
}
_MOVING: Mapping[str, str] = {
    "en": r"change|move|shift|postpone|delay|reschedule|adjust|push(?: back)?|bring forward",
    "es": (
        r"c[aá]mbia(?:me|r)?|mueve(?:me)?|mover|pasa(?:r)?|retrasa(?:r)?|atrasa(?:r)?|adelanta(?:r)?|aplaza(?:r)?|"
        r"pospón|posponer|pospone|modifica(?:r)?|reprograma(?:r)?|corrige"
    ),
    "de": r"änder[en]*|verschieb[en]*|verleg[en]*|versetz[en]*|umstellen",
    "fr": (
        r"changer?(?:-moi)?|déplacer?|décaler?|modifier?|modifie|repousser?|reporter?|reporte|retarder?|avancer?|"
        r"reculer?"
    ),
}
_MOVES = {
    language: re.compile(rf"\b(?:{verbs})\b[^,;.!?]*\b(?:\w+-)?(?:{_KEPT[language]})s?\b", re.IGNORECASE)
    for language, verbs in _MOVING.items()
}
_NO_CLOCK = re.compile(r"(?<![\d:.,])(?:(?:2[5-9]|[3-9]\d)\s?[:h]|\d{1,2}\s?[:h]\s?[6-9]\d(?!\d))")
_HOURS = 24
_AT = frozenset({"at", "for", "las", "um", "auf", "à"})
_OR: Mapping[str, frozenset[str]] = {
    "en": frozenset({"to", "or", "till", "until"}),
    "es": frozenset({"a", "o", "hasta"}),
    "de": frozenset({"bis", "oder"}),
    "fr": frozenset({"à", "ou"}),
}


def moves(text: str, language: str) -> bool:
    """Tell whether `text` is about moving an alarm, a timer or a reminder that is set: `change the alarm to eight`."""
    pattern = _MOVES.get(language[:2])
    return pattern is not None and pattern.search(text) is not None


def impossible(text: str, language: str) -> bool:
    """Tell whether a time in `text` is on no clock: `7:75`, `à 25 heures`."""
    if _NO_CLOCK.search(text.casefold()):
        return True
    words, hours = durations.duration_tokens(text, language), moment_words(language).hour_words
    for at in range(1, len(words) - 1):
        taken = numbers.take(words, at, language) if words[at - 1] in _AT else None
        if taken is not None and taken[0] > _HOURS and take_phrase(words, taken[1], hours) is not None:
            return True
    return False


def ranges(text: str, language: str) -> bool:
    """Tell whether a length in `text` is between two numbers: `from five to ten minutes`."""
    joints, words = _OR.get(language[:2], frozenset[str]()), durations.duration_tokens(text, language)
    for at in range(1, len(words) - 1):
        if words[at] in joints and durations.take(words, at + 1, language) is not None:
            starts = range(max(0, at - 3), at)
            if any((taken := numbers.take(words, one, language)) and taken[1] == at for one in starts):
                return True
    return False
