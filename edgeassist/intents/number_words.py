# SPDX-License-Identifier: Apache-2.0
"""The words that numbers are made of in English, Spanish, German and French, and of parts in Arabic. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class NumberWords:
    """What one language counts with. `small` holds everything below 1000 that is one word, `scales` the thousands.

    `before_hundred` are words that mean one before a hundred or thousand only ("a hundred"). `parts` are fractions by
    themselves, `and_parts` what follows a whole number to add a part ("and a half"), word by word.
    """

    small: Mapping[str, int] = field(default_factory=dict)
    hundreds: frozenset[str] = frozenset()
    scales: Mapping[str, int] = field(default_factory=dict)
    before_hundred: frozenset[str] = frozenset()
    joiner: str = ""
    point: frozenset[str] = frozenset()
    minus: frozenset[str] = frozenset()
    parts: Mapping[tuple[str, ...], Decimal] = field(default_factory=dict)
    and_parts: Mapping[tuple[str, ...], Decimal] = field(default_factory=dict)
    per_cent: frozenset[tuple[str, ...]] = frozenset()
    ordinals: Mapping[str, int] = field(default_factory=dict)
    comma_decimal: bool = False


ARTICLES = frozenset(["a", "an", "ein", "eine", "einen", "einem", "einer", "eines", "un", "una", "une"])
"""What is one before the word that it counts only: `eine Minute` is one, the last word of `auf 10 Minuten ein` none."""

_HALF, _QUARTER, _THREE_QUARTERS = Decimal("0.5"), Decimal("0.25"), Decimal("0.75")
_THIRD = Decimal(1) / 3


def _counted(words: str, start: int = 0, step: int = 1) -> dict[str, int]:
    """Return each word with its number; forms that mean the same are joined by `/`."""
    rows = enumerate(words.split())
    return {form: start + step * place for place, forms in rows for form in forms.split("/")}


ENGLISH = NumberWords(
    small=_counted(
        "zero/nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen"
    )
    | _counted("twenty thirty forty/fourty fifty sixty seventy eighty ninety", 20, 10),
    hundreds=frozenset({"hundred", "hundreds"}),
    scales={"thousand": 10**3, "million": 10**6, "billion": 10**9},
    before_hundred=frozenset({"a", "an"}),
    joiner="and",
    point=frozenset({"point", "dot"}),
    minus=frozenset({"minus", "negative"}),
    parts={
        ("half",): _HALF,
        ("a", "half"): _HALF,
        ("one", "half"): _HALF,
        ("a", "quarter"): _QUARTER,
        ("one", "quarter"): _QUARTER,
        ("quarter",): _QUARTER,
        ("three", "quarters"): _THREE_QUARTERS,
        ("a", "dozen"): Decimal(12),
        ("half", "a", "dozen"): Decimal(6),
    },
    and_parts={
        ("and", "a", "half"): _HALF,
        ("and", "one", "half"): _HALF,
        ("and", "half"): _HALF,
        ("and", "a", "quarter"): _QUARTER,
        ("and", "one", "quarter"): _QUARTER,
        ("and", "three", "quarters"): _THREE_QUARTERS,
    },
    per_cent=frozenset({("%",), ("percent",), ("per", "cent"), ("procent",)}),
    ordinals=_counted(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
        " fifteenth sixteenth seventeenth eighteenth nineteenth",
        1,
    )
    | _counted("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth", 20, 10),
)

SPANISH = NumberWords(
    small=_counted(
        "cero un/uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
        " dieciséis/dieciseis diecisiete dieciocho diecinueve veinte veintiuno/veintiuna/veintiún/veintiun"
        " veintidós/veintidos veintitrés/veintitres veinticuatro veinticinco veintiséis/veintiseis veintisiete"
        " veintiocho veintinueve"
    )
    | _counted("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10)
    | _counted("cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas", 100, 100)
    | _counted(
        "quinientos/quinientas seiscientos/seiscientas setecientos/setecientas ochocientos/ochocientas"
        " novecientos/novecientas",
        500,
        100,
    ),
    scales={"mil": 10**3, "millón": 10**6, "millon": 10**6, "millones": 10**6},
    joiner="y",
    point=frozenset({"coma", "punto"}),
    minus=frozenset({"menos"}),
    parts={
        ("medio",): _HALF,
        ("media",): _HALF,
        ("un", "cuarto"): _QUARTER,
        ("tres", "cuartos"): _THREE_QUARTERS,
        ("una", "docena"): Decimal(12),
        ("media", "docena"): Decimal(6),
    },
    and_parts={
        ("y", "medio"): _HALF,
        ("y", "media"): _HALF,
        ("y", "un", "cuarto"): _QUARTER,
        ("y", "cuarto"): _QUARTER,
        ("y", "tres", "cuartos"): _THREE_QUARTERS,
    },
    per_cent=frozenset({("%",), ("por", "ciento"), ("porciento",)}),
    ordinals=_counted(
        "primero/primer/primera segundo/segunda tercero/tercer/tercera cuarto/cuarta quinto/quinta sexto/sexta"
        " séptimo/séptima/septimo/septima octavo/octava noveno/novena décimo/décima/decimo/decima"
        " undécimo/undécima duodécimo/duodécima decimotercero/decimotercera decimocuarto/decimocuarta"
        " decimoquinto/decimoquinta decimosexto/decimosexta decimoséptimo/decimoséptima decimoctavo/decimoctava"
        " decimonoveno/decimonovena vigésimo/vigésima",
        1,
    )
    | _counted("trigésimo/trigésima cuadragésimo/cuadragésima", 30, 10),
    comma_decimal=True,
)

GERMAN = NumberWords(
    small=_counted(
        "null ein/eins/eine/einen/einem/einer/eines zwei/zwo drei vier fünf/fuenf sechs sieben acht neun zehn elf"
        " zwölf/zwoelf dreizehn vierzehn fünfzehn/fuenfzehn sechzehn siebzehn achtzehn neunzehn"
    )
    | _counted("zwanzig dreißig/dreissig vierzig fünfzig/fuenfzig sechzig siebzig achtzig neunzig", 20, 10),
    hundreds=frozenset({"hundert"}),
    scales={"tausend": 10**3, "million": 10**6, "millionen": 10**6, "milliarde": 10**9, "milliarden": 10**9},
    joiner="und",
    point=frozenset({"komma", "punkt"}),
    minus=frozenset({"minus"}),
    parts={
        ("halb",): _HALF,
        ("halbe",): _HALF,
        ("halben",): _HALF,
        ("halber",): _HALF,
        ("halbes",): _HALF,
        ("ein", "halb"): _HALF,
        ("eine", "halbe"): _HALF,
        ("einen", "halben"): _HALF,
        ("einer", "halben"): _HALF,
        ("ein", "halber"): _HALF,
        ("ein", "halbes"): _HALF,
        ("anderthalb",): Decimal("1.5"),
        ("viertel",): _QUARTER,
        ("ein", "viertel"): _QUARTER,
        ("eine", "viertel"): _QUARTER,
        ("einer", "viertel"): _QUARTER,
        ("eine", "drei", "viertel"): _THREE_QUARTERS,
        ("einer", "drei", "viertel"): _THREE_QUARTERS,
        ("drei", "viertel"): _THREE_QUARTERS,
        ("ein", "dutzend"): Decimal(12),
        ("ein", "halbes", "dutzend"): Decimal(6),
    },
    and_parts={
        ("ein", "halb"): _HALF,
        ("und", "ein", "halb"): _HALF,
        ("und", "eine", "halbe"): _HALF,
        ("und", "einen", "halben"): _HALF,
        ("und", "ein", "viertel"): _QUARTER,
        ("und", "drei", "viertel"): _THREE_QUARTERS,
    },
    per_cent=frozenset({("%",), ("prozent",)}),
    ordinals=_counted("erste zweite/zwote dritte vierte fünfte sechste siebte/siebente achte neunte zehnte", 1)
    | _counted("elfte zwölfte", 11),
    comma_decimal=True,
)

FRENCH = NumberWords(
    small=_counted(
        "zéro/zero un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    )
    | _counted("vingt trente quarante cinquante soixante septante quatrevingt/huitante/octante nonante", 20, 10)
    | {"vingts": 20},
    hundreds=frozenset({"cent", "cents"}),
    scales={"mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9},
    joiner="et",
    point=frozenset({"virgule", "point"}),
    minus=frozenset({"moins"}),
    parts={
        ("demi",): _HALF,
        ("demie",): _HALF,
        ("un", "demi"): _HALF,
        ("une", "demi"): _HALF,
        ("une", "demie"): _HALF,
        ("un", "quart"): _QUARTER,
        ("trois", "quarts"): _THREE_QUARTERS,
        ("une", "douzaine"): Decimal(12),
        ("une", "demi", "douzaine"): Decimal(6),
    },
    and_parts={
        ("et", "demi"): _HALF,
        ("et", "demie"): _HALF,
        ("et", "un", "quart"): _QUARTER,
        ("et", "quart"): _QUARTER,
        ("et", "trois", "quarts"): _THREE_QUARTERS,
    },
    per_cent=frozenset({("%",), ("pour", "cent"), ("pourcent",), ("pourcents",)}),
    ordinals=_counted("premier/première/premiers/premières second/seconde", 1),
    comma_decimal=True,
)

ARABIC = NumberWords(
    scales={"الف": 10**3, "الاف": 10**3, "مليون": 10**6, "ملايين": 10**6},
    joiner="و",
    point=frozenset({"فاصله"}),
    minus=frozenset({"ناقص", "سالب"}),
    parts={
        ("نصف",): _HALF,
        ("نص",): _HALF,
        ("ربع",): _QUARTER,
        ("3", "ارباع"): _THREE_QUARTERS,
        ("ثلث",): _THIRD,
        ("ثلثي",): 2 * _THIRD,
    },
    and_parts={
        ("و", "نصف"): _HALF,
        ("و", "نص"): _HALF,
        ("و", "ربع"): _QUARTER,
        ("و", "ثلث"): _THIRD,
        ("الا", "ربع"): -_QUARTER,
        ("الا", "ثلث"): -_THIRD,
    },
    per_cent=frozenset({("%",), ("بالميه",), ("بالمايه",), ("في", "100")}),
)
"""In one spelling; its whole numbers are digits already when they come here."""

_TABLES: Mapping[str, NumberWords] = {"en": ENGLISH, "es": SPANISH, "de": GERMAN, "fr": FRENCH, "ar": ARABIC}
_DIGITS_ONLY = NumberWords(per_cent=frozenset({("%",)}), comma_decimal=True)


def number_words(language: str) -> NumberWords:
    """Return the words of `language` (`de`, `de-CH`); of a language that is not among them, digits alone count."""
    return _TABLES.get(language[:2].lower(), _DIGITS_ONLY)
