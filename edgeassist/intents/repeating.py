# SPDX-License-Identifier: Apache-2.0
"""What is wanted again and again: `every Monday`, `montags`, `todos los días`. No alarm and no reminder is set so."""

import re
from collections.abc import Mapping

from edgeassist.core.language import later
from edgeassist.intents.arabic import folded

RINGS_ONCE = later("An alarm rings once; one that repeats cannot be set. Say one day: “wake me tomorrow at seven”.")
COMES_ONCE = later(
    "A reminder comes once; one that repeats cannot be set. Say one day: “remind me tomorrow at eight to …”."
)
_DAYS = {
    "en": "(?:mon|tues|wednes|thurs|fri|satur|sun)days",
    "es": "los (?:lunes|martes|miércoles|jueves|viernes|sábados|domingos)",
    "de": "(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)s",
    "fr": "(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s",
}
_KEPT = {
    "en": "alarm|reminder|timer",
    "es": "alarmas|despertadores|recordatorios|temporizadores",
    "de": "wecker|alarm|timer|erinnerung",
    "fr": "alarmes|réveils|rappels|minuteurs",
    "ar": "المنبهات|منبهاتي|التذكيرات|تذكيراتي|المؤقتات",
}
_AGAIN = {
    "en": rf"(?:every|each) (?!{_KEPT['en']})|daily\b|weekly\b|monthly\b|(?:on )?(?:weekdays|weekends)\b",
    "es": rf"cada |tod[oa]s l[oa]s (?!{_KEPT['es']})|diariamente\b|semanalmente\b|entre semana\b",
    "de": rf"jede[nrsm]? (?!{_KEPT['de']})|täglich\b|wöchentlich\b|monatlich\b|werktags\b|wochentags\b",
    "fr": rf"chaque |tou(?:s|tes) les (?!{_KEPT['fr']})|quotidiennement\b|en semaine\b",
    "ar": rf"كل (?!{_KEPT['ar']})|يوميا\b|اسبوعيا\b|شهريا\b",
}
_PATTERNS: Mapping[str, re.Pattern[str]] = {
    language: re.compile(rf"\b(?:{folded(again)}|{_DAYS.get(language, '(?!)')}\b)", re.IGNORECASE)
    for language, again in _AGAIN.items()
}


def repeats(text: str, language: str) -> bool:
    """Tell whether `text` says that something is to be more than once."""
    pattern = _PATTERNS.get(language[:2])
    return pattern is not None and pattern.search(folded(text)) is not None
