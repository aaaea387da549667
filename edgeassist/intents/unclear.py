# SPDX-License-Identifier: Apache-2.0
"""Sentences whose words by themselves are another command than the whole: they are not to be read loosely.

Whoever corrects oneself means the last words and not the first ones; what is to be moved is set already; what comes
every day cannot be set; of two timers, one is not enough; all but one are not all. A range is no length, and `7:75` is
on no clock. Templates may still take such a sentence: they leave no word out.
"""

import re
from collections.abc import Mapping

from edgeassist.intents import durations, numbers
from edgeassist.intents.arabic import folded
from edgeassist.intents.clock_times import take_phrase
from edgeassist.intents.moment_words import moment_words
from edgeassist.intents.repeating import repeats

_AFTER_COMMA = {
    "en": (
        "no(?! (?:more )?(?:alarm|timer|reminder|need))|nope|wait|sorry|i mean|make (?:it|that)|actually|correction|"
        "uh|um|er|erm|rather"
    ),
    "es": "no|perdón|digo|mejor|espera|quiero decir|eh",
    "de": "nein|nee|ne|quatsch|ich mein(?:e|te)|besser|lieber|doch|sorry|entschuldigung|halt|moment|warte|äh|ähm|öh",
    "fr": "non|pardon|plutôt|enfin|attends|je veux dire|euh",
}
_ANYWHERE = {
    "en": "i mean|no wait|scratch that|oh no",
    "es": "quiero decir|mejor dicho",
    "de": "nein|quatsch|ich mein(?:e|te)|besser gesagt",
    "fr": "je veux dire|non plutôt",
}
_MOVES = {
    "en": "move|change|shift|postpone|delay|reschedule|adjust|push(?: back)?|bring forward",
    "es": (
        r"c[aá]mbia(?:me|r)?|mueve(?:me)?|mover|pasa(?:r)?|retrasa(?:r)?|atrasa(?:r)?|adelanta(?:r)?|aplaza(?:r)?|"
        r"pospón|posponer|pospone|modifica(?:r)?|reprograma(?:r)?|corrige"
    ),
    "de": r"änder\w*|verschieb\w*|verleg\w*|versetz\w*|umstell\w*|schieb\w*",
    "fr": (
        r"changer?(?:-moi)?|déplacer?|décaler?|modifier?|modifie|repousser?|reporter?|reporte|retarder?|avancer?|"
        r"reculer?"
    ),
}
_KEPT = {
    "en": r"alarm|timer|reminder|wake-?up",
    "es": r"alarma|despertador|temporizador|recordatorio",
    "de": r"wecker|alarm|\w*timer|erinnerung|weckzeit",
    "fr": r"alarme|réveil|minuteur|minuterie|rappel",
}
_MOVED_SO = {"de": r"\bstell\w*\b[^,;.!?]*\b(?:wecker|alarm|timer|erinnerung)\b[^,;.!?]*\bum[.!]*$"}
"""Other ways to say that something is moved: `stell den Wecker auf acht um`."""

_CALLS = {
    "en": r"wake|remind|alarm",
    "es": r"despiért\w*|despertar\w*|despertador|recuérd\w*|recordatorio|alarma",
    "de": r"weck\w*|erinner\w*",
    "fr": r"réveill\w*|réveil|rappell?e\w*|rappel|alarme",
    "ar": r"ايقظ\w*|صحني|ذكر\w*|منبه",
}
_SEVERAL = {
    "en": "(?:two|three|four|five|[2-9]) (?:timers|alarms|reminders)",
    "es": "(?:dos|tres|cuatro|cinco|[2-9]) (?:temporizadores|alarmas|despertadores|recordatorios)",
    "de": "(?:zwei|drei|vier|fünf|[2-9]) (?:timer|wecker|alarme|erinnerungen)",
    "fr": "(?:deux|trois|quatre|cinq|[2-9]) (?:minuteurs|minuteries|alarmes|réveils|rappels)",
}
_ALL = {
    "en": ("all|every|each|everything", "but|except|besides|apart from|other than|before|after|until|till|between"),
    "es": ("todo|toda|todos|todas", "menos|excepto|salvo|antes|después|hasta|entre"),
    "de": ("alle|alles|sämtliche|jede[nrs]?", "außer|ausgenommen|bis|(?:vor|nach|zwischen)(?! (?:de[mnr]|die|das)\\b)"),
    "fr": ("tout|toute|tous|toutes", "sauf|excepté|hormis|avant|après|jusqu|entre"),
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


def _pattern(language: str) -> re.Pattern[str]:
    every, but = _ALL[language]
    ways = (
        rf"\w\s*[,;–—-]\s*(?:{_AFTER_COMMA[language]})\b.*\w",
        rf"\w[\s,]+(?:{_ANYWHERE[language]})\b.*\w",
        rf"\b(?:{_MOVES[language]})\b[^,;.!?]*\b(?:\w+-)?(?:{_KEPT[language]})s?\b",
        _MOVED_SO.get(language, "(?!)"),
        rf"\b{_SEVERAL[language]}\b",
        rf"\b(?:{every})\b.*\b(?:{but})(?:\b|')",
    )
    return re.compile("|".join(ways), re.IGNORECASE)


_PATTERNS: Mapping[str, re.Pattern[str]] = {language: _pattern(language) for language in _MOVES}
_KEEPING = {language: re.compile(rf"\b(?:\w+-)?(?:{words})s?\b", re.IGNORECASE) for language, words in _KEPT.items()}
_CALLING = {language: re.compile(rf"\b(?:{words})", re.IGNORECASE) for language, words in _CALLS.items()}


def is_half_a_command(text: str, language: str) -> bool:
    """Tell whether part of `text` read by itself would be another command than the whole."""
    pattern = _PATTERNS.get(language[:2])
    return (pattern is not None and pattern.search(text) is not None) or calls_again(text, language)


def tells_of_alarms(text: str, language: str) -> bool:
    """Tell whether `text` names an alarm, a timer or a reminder."""
    pattern = _KEEPING.get(language[:2])
    return pattern is not None and pattern.search(text) is not None


def calls_again(text: str, language: str) -> bool:
    """Tell whether somebody is to be woken or reminded more than once: `wake me every day at six`."""
    calling = _CALLING.get(language[:2])
    return calling is not None and calling.search(folded(text)) is not None and repeats(text, language)


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
