# SPDX-License-Identifier: Apache-2.0
"""The words for times of day and days of the calendar in English, Spanish, German and French. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from edgeassist.intents.number_tokens import tokens

Part = Literal["am", "pm", "morning", "midday", "afternoon", "evening", "night"]
Phrase = tuple[str, ...]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class MomentWords:
    """What one language tells time with; phrases are words in the shape that `tokens` gives."""

    at: frozenset[Phrase] = frozenset()
    on: frozenset[Phrase] = frozenset()
    within: frozenset[Phrase] = frozenset()
    clocks: Mapping[Phrase, tuple[int, int]] = field(default_factory=dict)
    hour_words: frozenset[Phrase] = frozenset()
    parts: Mapping[Phrase, Part] = field(default_factory=dict)
    days: Mapping[Phrase, int] = field(default_factory=dict)
    day_parts: Mapping[Phrase, tuple[int, Part]] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    coming: frozenset[Phrase] = frozenset()
    months: Mapping[str, int] = field(default_factory=dict)
    month_joins: frozenset[Phrase] = frozenset()
    feasts: Mapping[Phrase, tuple[int, int]] = field(default_factory=dict)
    spans: Mapping[str, str] = field(default_factory=dict)
    month_first: bool = False


def _phrases(language: str, text: str) -> frozenset[Phrase]:
    return frozenset(tokens(one, language) for one in text.split("|"))


def _valued(language: str, rows: Mapping[str, Value]) -> Mapping[Phrase, Value]:
    return {phrase: value for text, value in rows.items() for phrase in _phrases(language, text)}


def _numbered(text: str, start: int) -> Mapping[str, int]:
    return {form: place for place, forms in enumerate(text.split(), start) for form in forms.split("/")}


_ENGLISH = MomentWords(
    at=_phrases("en", "at|by|around|about|for|@|at about|at around|from|until|till"),
    on=_phrases("en", "on|the|on the|this|of|,"),
    within=_phrases("en", "in|within|after"),
    clocks=_valued("en", {"noon|midday|12 noon|twelve noon": (12, 0), "midnight|12 midnight|twelve midnight": (0, 0)}),
    hour_words=_phrases("en", "o'clock|oclock|sharp|o'clock sharp"),
    parts=_valued(
        "en",
        {
            "am|a m|a.m.|a.m": "am",
            "pm|p m|p.m.|p.m": "pm",
            "in the morning|this morning|morning|in the early morning": "morning",
            "in the afternoon|this afternoon|afternoon": "afternoon",
            "in the evening|this evening|evening": "evening",
            "at night|tonight|night": "night",
            "at lunchtime|at lunch|lunchtime": "midday",
        },
    ),
    days=_valued(
        "en",
        {
            "today": 0,
            "tomorrow": 1,
            "the day after tomorrow|day after tomorrow|overmorrow": 2,
            "yesterday": -1,
            "the day before yesterday|day before yesterday": -2,
        },
    ),
    day_parts=_valued(
        "en",
        {
            "tonight": (0, "evening"),
            "this morning": (0, "morning"),
            "this afternoon": (0, "afternoon"),
            "this evening": (0, "evening"),
        },
    ),
    weekdays=_numbered(
        "monday/mondays/mon tuesday/tuesdays/tue/tues wednesday/wednesdays/wed thursday/thursdays/thu/thurs"
        " friday/fridays/fri saturday/saturdays/sat sunday/sundays/sun",
        0,
    ),
    coming=_phrases("en", "next|this|this coming|the next|coming|on|on the next"),
    months=_numbered(
        "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct"
        " november/nov december/dec",
        1,
    ),
    month_joins=_phrases("en", "of|the|,"),
    feasts=_valued(
        "en",
        {
            "christmas|christmas day|xmas": (12, 25),
            "christmas eve": (12, 24),
            "boxing day": (12, 26),
            "new year's eve|new years eve": (12, 31),
            "new year|new year's|new year's day|new years day": (1, 1),
            "halloween": (10, 31),
            "valentine's day|valentines day": (2, 14),
        },
    ),
    spans=dict.fromkeys(("day", "days"), "d")
    | dict.fromkeys(("week", "weeks"), "w")
    | dict.fromkeys(("month", "months"), "m")
    | dict.fromkeys(("year", "years"), "y"),
    month_first=True,
)

_SPANISH = MomentWords(
    at=_phrases("es", "a las|a la|a|sobre las|hacia las|para las|para la|las|la|desde las|hasta las"),
    on=_phrases("es", "el|el día|este|para|para el|de|del|,"),
    within=_phrases("es", "en|dentro de|de aquí a"),
    clocks=_valued(
        "es", {"mediodía|al mediodía|el mediodía": (12, 0), "medianoche|a medianoche|la medianoche": (0, 0)}
    ),
    hour_words=_phrases("es", "en punto|horas|h|hora"),
    parts=_valued(
        "es",
        {
            "am|a.m.|a.m|a m": "am",
            "pm|p.m.|p.m|p m": "pm",
            "de la mañana|por la mañana|en la mañana|de la madrugada|de madrugada|por la mañana temprano": "morning",
            "de la tarde|por la tarde|en la tarde|esta tarde": "afternoon",
            "del mediodía": "midday",
            "de la noche|por la noche|en la noche|esta noche": "night",
        },
    ),
    days=_valued("es", {"hoy": 0, "mañana": 1, "pasado mañana": 2, "ayer": -1, "anteayer|antes de ayer|antier": -2}),
    day_parts=_valued(
        "es",
        {"esta noche": (0, "evening"), "esta tarde": (0, "afternoon"), "esta mañana": (0, "morning")},
    ),
    weekdays=_numbered("lunes martes miércoles/miercoles jueves viernes sábado/sabado/sábados domingo/domingos", 0),
    coming=_phrases("es", "el próximo|próximo|este|el|el siguiente|este próximo|el proximo|proximo"),
    months=_numbered(
        "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre", 1
    ),
    month_joins=_phrases("es", "de|del|,"),
    feasts=_valued(
        "es",
        {
            "navidad|día de navidad": (12, 25),
            "nochebuena": (12, 24),
            "nochevieja|fin de año": (12, 31),
            "año nuevo": (1, 1),
            "reyes|día de reyes": (1, 6),
            "san valentín": (2, 14),
        },
    ),
    spans=dict.fromkeys(("día", "días", "dia", "dias"), "d")
    | dict.fromkeys(("semana", "semanas"), "w")
    | dict.fromkeys(("mes", "meses"), "m")
    | dict.fromkeys(("año", "años"), "y"),
)

_GERMAN = MomentWords(
    at=_phrases("de", "um|gegen|ab|bis|auf|so um|für|punkt|um punkt"),
    on=_phrases("de", "am|an|der|den|dem|die|diesen|dieses|zu|zum|für|,"),
    within=_phrases("de", "in|nach|innerhalb von|heute in"),
    clocks=_valued(
        "de", {"mittag|mittags|zwölf uhr mittags": (12, 0), "mitternacht|um mitternacht|zwölf uhr nachts": (0, 0)}
    ),
    hour_words=_phrases("de", "uhr|h"),
    parts=_valued(
        "de",
        {
            "morgens|früh|am morgen|in der früh|vormittags|am vormittag|am frühen morgen|früh am morgen": "morning",
            "mittags|am mittag": "midday",
            "nachmittags|am nachmittag|nachmittag": "afternoon",
            "abends|am abend|abend": "evening",
            "nachts|in der nacht": "night",
            "vormittag": "morning",
        },
    ),
    days=_valued("de", {"heute": 0, "morgen": 1, "übermorgen|uebermorgen": 2, "gestern": -1, "vorgestern": -2}),
    day_parts=_valued(
        "de",
        {
            "heute morgen|heute früh|heute vormittag": (0, "morning"),
            "heute mittag": (0, "midday"),
            "heute nachmittag": (0, "afternoon"),
            "heute abend": (0, "evening"),
            "heute nacht": (0, "night"),
            "morgen früh|morgen vormittag|morgen am morgen": (1, "morning"),
        },
    ),
    weekdays=_numbered(
        "montag/montags/mo dienstag/dienstags/di mittwoch/mittwochs donnerstag/donnerstags freitag/freitags"
        " samstag/samstags/sonnabend/sonnabends sonntag/sonntags",
        0,
    ),
    coming=_phrases(
        "de",
        "nächsten|nächster|nächste|nächstem|kommenden|am|am nächsten|am kommenden|diesen|den"
        "|am übernächsten|übernächsten",
    ),
    months=_numbered(
        "januar/jänner/jan februar/feb märz/maerz april/apr mai juni juli august/aug september/sept oktober/okt"
        " november/nov dezember/dez",
        1,
    ),
    month_joins=_phrases("de", ".|,"),
    feasts=_valued(
        "de",
        {
            "weihnachten|heiligabend|heiliger abend": (12, 24),
            "silvester|sylvester": (12, 31),
            "neujahr": (1, 1),
            "nikolaus": (12, 6),
            "valentinstag": (2, 14),
        },
    ),
    spans=dict.fromkeys(("tag", "tage", "tagen"), "d")
    | dict.fromkeys(("woche", "wochen"), "w")
    | dict.fromkeys(("monat", "monate", "monaten"), "m")
    | dict.fromkeys(("jahr", "jahre", "jahren"), "y"),
)

_FRENCH = MomentWords(
    at=_phrases("fr", "à|a|vers|pour|dès|jusqu'à|aux alentours de"),
    on=_phrases("fr", "le|ce|de|du|pour|pour le|,|au"),
    within=_phrases("fr", "dans|d'ici|d'ici à|en"),
    clocks=_valued("fr", {"midi|le midi": (12, 0), "minuit": (0, 0)}),
    hour_words=_phrases("fr", "heures|heure|h|heures pile|heures précises"),
    parts=_valued(
        "fr",
        {
            "du matin|le matin|dans la matinée|matin|au matin|ce matin": "morning",
            "de l'après-midi|l'après-midi|après-midi|cet après-midi|dans l'après-midi": "afternoon",
            "du soir|le soir|soir|ce soir|dans la soirée": "evening",
            "de la nuit|la nuit|cette nuit": "night",
        },
    ),
    days=_valued("fr", {"aujourd'hui": 0, "demain": 1, "après-demain": 2, "hier": -1, "avant-hier": -2}),
    day_parts=_valued(
        "fr",
        {
            "ce soir": (0, "evening"),
            "ce matin": (0, "morning"),
            "cet après-midi": (0, "afternoon"),
            "cette nuit": (0, "night"),
        },
    ),
    weekdays=_numbered("lundi/lundis mardi/mardis mercredi/mercredis jeudi/jeudis vendredi samedi dimanche", 0),
    coming=_phrases("fr", "le|ce|le prochain|prochain|dès"),
    months=_numbered(
        "janvier février/fevrier mars avril mai juin juillet août/aout septembre octobre novembre décembre/decembre", 1
    ),
    month_joins=_phrases("fr", "de|du|,"),
    feasts=_valued(
        "fr",
        {
            "noël|noel|le jour de noël": (12, 25),
            "la veille de noël|le réveillon de noël": (12, 24),
            "la saint-sylvestre|saint-sylvestre|le réveillon": (12, 31),
            "le nouvel an|nouvel an|le jour de l'an|jour de l'an": (1, 1),
            "la saint-valentin|saint-valentin": (2, 14),
            "le quatorze juillet": (7, 14),
        },
    ),
    spans=dict.fromkeys(("jour", "jours"), "d")
    | dict.fromkeys(("semaine", "semaines"), "w")
    | dict.fromkeys(("mois",), "m")
    | dict.fromkeys(("an", "ans", "année", "années"), "y"),
)

_TABLES: Mapping[str, MomentWords] = {"en": _ENGLISH, "es": _SPANISH, "de": _GERMAN, "fr": _FRENCH}
_DIGITS_ONLY = MomentWords()

AFTER_WEEKDAY: Mapping[str, frozenset[Phrase]] = {
    "en": _phrases("en", "coming"),
    "es": _phrases("es", "que viene|próximo"),
    "fr": _phrases("fr", "prochain|qui vient"),
}
"""What may follow a weekday and means the coming one."""

WEEKS: Mapping[str, Mapping[Phrase, int]] = {
    "en": _valued(
        "en",
        {"next week|of next week": 1, "the week after next|week after next|of the week after next": 2},
    ),
    "es": _valued(
        "es", {"de la semana que viene|de la próxima semana|la semana que viene|la próxima semana|la semana próxima": 1}
    ),
    "de": _valued(
        "de",
        {
            "nächste woche|nächster woche|der nächsten woche|kommende woche|kommender woche|der kommenden woche": 1,
            "übernächste woche|übernächster woche|der übernächsten woche": 2,
        },
    ),
    "fr": _valued("fr", {"de la semaine prochaine|la semaine prochaine": 1}),
}
"""A week, beside one of its days, and how many weeks after this one it is. Weeks begin on Monday."""

BEFORE_DATES = frozenset(("am", "den", "der", "dem", "zum", "vom", "on", "el", "del", "le", "du", "au"))
"""What stands before a day and never before a time: `am 3.12` is the third of December, `um 3.12` is twelve past."""


def moment_words(language: str) -> MomentWords:
    """Return the words of `language`; of one that is not among the four, digits alone tell a time."""
    return _TABLES.get(language[:2].lower(), _DIGITS_ONLY)
