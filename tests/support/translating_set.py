# SPDX-License-Identifier: Apache-2.0
"""Sentences that hold what a translation must not lose, written for EdgeAssist, and what counts as not lost.

The count is made with `documents.kept` and by plain search, not with the code that protects and flags.
"""

from collections import Counter
from dataclasses import dataclass

from edgeassist.documents import kept
from edgeassist.panes.translate.translation import Pair

EN_ES, ES_EN = Pair("en", "es"), Pair("es", "en")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, the pair, and what must come through letter by letter besides numbers and placeholders."""

    pair: Pair
    text: str
    literal: tuple[str, ...] = ()


_NUMBERS = (
    "3",
    "12",
    "25",
    "100",
    "1,500",
    "2.75",
    "06:40",
    "10:15",
    "1999",
    "48 %",
    "$30",
    "2,340.50",
    "5/6/2024",
    "7-10",
)
_NUMBERS_ES = (
    "3",
    "12",
    "25",
    "100",
    "1.500",
    "2,75",
    "06:40",
    "10:15",
    "1999",
    "48 %",
    "30 €",
    "2.340,50",
    "5/6/2024",
    "7-10",
)
_WITH_NUMBER = (
    "The result is {0}.",
    "Please write {0} on the first page.",
    "She told me {0}, but I did not believe it.",
    "Did you read {0} in the letter?",
)
_WITH_NUMBER_ES = (
    "El resultado es {0}.",
    "Por favor, escriba {0} en la primera página.",
    "Ella me dijo {0}, pero no lo creí.",
    "¿Leíste {0} en la carta?",
)
_WITH_DATE = (
    "The meeting is on 12 March 2024.",
    "We met on July 4, 1998, in Boston.",
    "He was born on 1 May 1970 and has 2 brothers.",
    "The train leaves at 9:05 and arrives at 11:50.",
    "Call 555-0199 before 8:30.",
)
_WITH_DATE_ES = (
    "La reunión es el 12 de marzo de 2024.",
    "Nos conocimos el 4 de julio de 1998 en Boston.",
    "Nació el 1 de mayo de 1970 y tiene 2 hermanos.",
    "El tren sale a las 9:05 y llega a las 11:50.",
    "Llame al 555-0199 antes de las 8:30.",
)
_HELD = ("{name}", "%s", "%(count)d", "{{user}}", "$HOME", "%1$s", "${path}", "{0}")
_WITH_HELD = (
    "Hello @, how are you?",
    "The file @ was not found.",
    "You have @ new messages.",
    "Do you want to open @ now?",
)
_WITH_HELD_ES = (
    "Hola @, ¿cómo estás?",
    "No se encontró el archivo @.",
    "Tiene @ mensajes nuevos.",
    "¿Quiere abrir @ ahora?",
)
_AT = (
    "https://example.org/help?page=2",
    "www.example.com",
    "anna.b@example.org",
    "report-2024.pdf",
    "http://localhost:8080/a_b",
)
_WITH_AT = ("See @ for more.", "Write to @ today.", "I found it at @, and I read all of it.", "Is @ still there?")
_WITH_AT_ES = ("Vea @ para más.", "Escriba a @ hoy.", "Lo encontré en @ y lo leí todo.", "¿Todavía está @?")
_MARKED = (
    ("Press <b>Save</b> to keep the letter.", ("<b>", "</b>")),
    ("<i>I do not know</i> where she is.", ("<i>", "</i>")),
    ("The first line<br/>and the second line.", ("<br/>",)),
    ("The **door** is open.", ("**",)),
    ("Read the [first page](https://example.org/one) again.", ("[", "](https://example.org/one)")),
    ("Use `edgeassist --help` when you are lost.", ("`edgeassist --help`",)),
    ('<span class="x">Good morning</span>, my friend!', ('<span class="x">', "</span>")),
    ("<p>We have <b>{count}</b> books and 2 houses.</p>", ("<p>", "</p>", "<b>", "</b>")),
)
_MARKED_ES = (
    ("Pulse <b>Guardar</b> para conservar la carta.", ("<b>", "</b>")),
    ("<i>No sé</i> dónde está ella.", ("<i>", "</i>")),
    ("La primera línea<br/>y la segunda línea.", ("<br/>",)),
    ("La **puerta** está abierta.", ("**",)),
    ("Lea la [primera página](https://example.org/uno) otra vez.", ("[", "](https://example.org/uno)")),
    ("Use `edgeassist --help` cuando no sepa qué hacer.", ("`edgeassist --help`",)),
    ('¡<span class="x">Buenos días</span>, mi amigo!', ('<span class="x">', "</span>")),
    ("<p>Tenemos <b>{count}</b> libros y 2 casas.</p>", ("<p>", "</p>", "<b>", "</b>")),
)


def cases() -> tuple[Case, ...]:
    """Return all sentences, more than two hundred, half of them in each direction."""
    made: list[Case] = []
    english = (_WITH_NUMBER, _NUMBERS, _WITH_DATE, _WITH_HELD, _WITH_AT, _MARKED)
    spanish = (_WITH_NUMBER_ES, _NUMBERS_ES, _WITH_DATE_ES, _WITH_HELD_ES, _WITH_AT_ES, _MARKED_ES)
    for pair, (with_number, numbers, dates, with_held, with_at, marked) in ((EN_ES, english), (ES_EN, spanish)):
        made += [Case(pair, frame.replace("{0}", number)) for frame in with_number for number in numbers]
        made += [Case(pair, text) for text in dates]
        made += [Case(pair, frame.replace("@", held), (held,)) for frame in with_held for held in _HELD]
        made += [Case(pair, frame.replace("@", at), (at,)) for frame in with_at for at in _AT]
        made += [Case(pair, text, literal) for text, literal in marked]
    return tuple(made)


def lost(case: Case, said: str) -> list[str]:
    """Return what of the sentence is not in `said`: numbers by their value, the rest letter by letter."""
    given, came = _bare(case.text), _bare(said)
    values = Counter(kept.numbers(given, case.pair.source)) - Counter(kept.numbers(came, case.pair.target))
    held = Counter(kept.placeholders(case.text)) - Counter(kept.placeholders(said))
    days = Counter(kept.dates(given, case.pair.source)) - Counter(kept.dates(came, case.pair.target))
    words = [one for one in case.literal if said.count(one) < case.text.count(one)]
    return [*values.elements(), *held.elements(), *days.elements(), *words]


def _bare(text: str) -> str:
    for one in (*kept.addresses(text), *kept.placeholders(text), "report-2024.pdf"):
        text = text.replace(one, " ")
    return text


TERMS = (
    ("bearing", "rodamiento"), ("valve", "válvula"), ("pump", "bomba"), ("shift lead", "jefe de turno"),
    ("invoice", "factura"), ("warranty", "garantía"), ("gasket", "junta"), ("wrench", "llave inglesa"),
    ("spreadsheet", "hoja de cálculo"), ("firmware", "firmware"), ("battery", "batería"), ("dashboard", "panel"),
)  # fmt: skip
_WITH_TERM = (
    "The @ is new.",
    "Where is the @?",
    "Please bring me the @ before Friday.",
    "I saw a @ in the house.",
    "My brother needs a @ and a car.",
)
_FEMININE = {"válvula", "bomba", "factura", "garantía", "junta", "llave inglesa", "hoja de cálculo", "batería"}
_WITH_TERM_ES = (
    "Necesito @ para mañana.",
    "¿Dónde está @?",
    "Mi hermano compró @ y un coche.",
    "Por favor, tráigame @ antes del viernes.",
    "Hay @ en la casa.",
)


@dataclass(frozen=True, slots=True)
class TermCase:
    """A sentence with a term, and the word that must stand in the translation."""

    pair: Pair
    text: str
    term: str
    target: str


def term_cases() -> tuple[TermCase, ...]:
    """Return more than one hundred sentences with a term, half of them in each direction."""
    english = [TermCase(EN_ES, frame.replace("@", a), a, b) for frame in _WITH_TERM for a, b in TERMS]
    spanish = [TermCase(ES_EN, frame.replace("@", _with_article(b)), b, a) for frame in _WITH_TERM_ES for a, b in TERMS]
    return (*english, *spanish)


def _with_article(term: str) -> str:
    return f"{'una' if term in _FEMININE else 'un'} {term}"


def hit(case: TermCase, said: str) -> bool:
    """Tell whether the glossary's word stands in `said`, in the singular or the plural."""
    return case.target.casefold().removesuffix("y") in said.casefold()
