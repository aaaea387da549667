# SPDX-License-Identifier: Apache-2.0
"""What must come through: found, written for its reader, checked, and mended whatever an engine does to it."""

import re
from typing import ClassVar

import pytest

from edgeassist.core.stop import Stop
from edgeassist.panes.translate.checks import flags
from edgeassist.panes.translate.engine import grammar
from edgeassist.panes.translate.mending import Mender
from edgeassist.panes.translate.protected import Rules, items, written_for
from edgeassist.panes.translate.translation import Ask, Pair, Tone, TranslationEngine, Trouble
from edgeassist.store.task import Offer

EN_ES = Pair("en", "es")
RULES = Rules(EN_ES, (("shift lead", "jefe de turno"), ("bearing", "rodamiento")), ("Acme",))


class Careless(TranslationEngine):
    """Turns every word it knows, and drops or garbles all that is no word. `asked` keeps what it was given."""

    WORDS: ClassVar = {"the": "el", "dog": "perro", "dogs": "perros", "book": "libro", "is": "es", "new": "nuevo",
             "see": "ve",
             "monday": "lunes", "on": "el", "two": "dos"}  # fmt: skip

    def __init__(self) -> None:
        self.asked: list[str] = []

    @property
    def name(self) -> str:
        return "careless"

    def offers(self, pair: Pair) -> Offer:
        return Offer(True)

    def translate(self, text: str, pair: Pair, ask: Ask, stop: Stop) -> str:
        self.asked.append(text)
        words = re.findall(r"[^\W\d_]+|\d+", text)
        said = [self.WORDS.get(word.casefold(), "9" if word.isdigit() else word[:4].lower()) for word in words]
        return " ".join(
            word if word not in ("tom", "mary", "john", "bost", "pari", "kim") else word.title() for word in said
        )


def made(text: str, rules: Rules = RULES) -> tuple[str, list[Trouble]]:
    result = Mender(Careless(), rules, Tone.AS_IS, Stop()).made(text)
    return result.text, [flag.trouble for flag in result.flags]


def test_each_kind_is_found_once() -> None:
    text = "Acme's <b>bearings</b>: see `x 1`, [this](http://a.b/1), {name}, %d/%d, v2.1 and 3 at 06:40 on 5 May 2024."
    found = items(text, RULES)
    assert [(one.trouble, one.target) for one in found] == [
        (Trouble.KEPT_WORD, "Acme"), (Trouble.TAG, "<b>"), (Trouble.TERM, "rodamientos"), (Trouble.TAG, "</b>"),
        (Trouble.TAG, "`x 1`"), (Trouble.TAG, "["), (Trouble.TAG, "](http://a.b/1)"), (Trouble.PLACEHOLDER, "{name}"),
        (Trouble.PLACEHOLDER, "%d/%d"), (Trouble.NUMBER, "v2.1"), (Trouble.NUMBER, "3"), (Trouble.NUMBER, "06:40"),
        (Trouble.NUMBER, "5 de mayo de 2024"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("1,500", "1.500"),
        ("2.75", "2.75"),
        ("1,234.50", "1,234.50"),
        ("06:40", "06:40"),
        ("3/4/2024", "4/3/2024"),
        ("12", "12"),
    ],
)
def test_a_number_is_written_for_its_reader(number: str, written: str) -> None:
    assert written_for(number, EN_ES) == written
    assert written_for(written, EN_ES.swapped) in (number, written)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("It is 1,500.", "Es 1.500.", []),
        ("It is 1,500.", "Es 1,500.", [(Trouble.NUMBER, "1,500", "1.5")]),
        ("Three of 20.", "3 de 20.", []),
        ("All of it.", "Todo 7.", [(Trouble.NUMBER, "", "7")]),
        ("On 5 May.", "El 5 de mayo.", []),
        ("On 5 May.", "El 5 de junio.", [(Trouble.NUMBER, "5 May", "")]),
        ("Hi {a}.", "Hola {b}.", [(Trouble.PLACEHOLDER, "{a}", ""), (Trouble.PLACEHOLDER, "", "{b}")]),
        ("See www.a.org.", "Ve www.b.com.", [(Trouble.ADDRESS, "www.a.org", ""), (Trouble.ADDRESS, "", "www.b.com")]),
        ("Ask Acme.", "Pregunta a ACME.", [(Trouble.KEPT_WORD, "Acme", "")]),
        ("The bearings.", "Los rodamientos.", []),
        ("The bearings.", "Los cojinetes.", [(Trouble.TERM, "bearings", "")]),
        ("the red house", "the red house", [(Trouble.UNCHANGED, "the red house", "the red house")]),
        ("A house.", " ", [(Trouble.EMPTY, "A house.", "")]),
        ("A house here.", "Дом тут.", [(Trouble.UNCHANGED, "A house here.", "Дом тут.")]),
    ],
)  # fmt: skip
def test_what_was_lost_is_told(source: str, target: str, expected: list[tuple[Trouble, str, str]]) -> None:
    found = flags(source, target, items(source, RULES), RULES)
    assert [(one.trouble, one.wanted, one.got) for one in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The dog is 1,500.", "See {name} on 5 May 2024.", "<b>The dog</b> is new.",
        "The [dog](http://a.b/1) is **new**.",
        "See https://example.org/x?y=1 and a@b.org.", "The bearings see the shift lead.", "Acme is new.",
        "<br/>The dog<br/>",
        "{a} 3 {b} 4 `c`", "Two dogs and 7 books.", "<p>The <b>{count}</b> dog is 2.</p>",
        "https://a.b/c 12/11/2023", "{a} - 1,500", "&nbsp;See %1$s!",
    ],
)  # fmt: skip
def test_whatever_the_engine_garbles_comes_through(text: str) -> None:
    said, troubles = made(text)
    assert troubles == [], said
    assert [one.target for one in items(text, RULES) if one.target not in said] == []


def test_stand_ins_bring_sentences_through_whole() -> None:
    assert made("The bearing is new.")[0] == "el rodamiento es nuevo".capitalize()
    assert made("See jo@example.org on 5 May 2024.")[0] == "Ve jo@example.org el 5 de mayo de 2024"


def test_what_cannot_be_had_is_flagged() -> None:
    class Silent(Careless):
        def translate(self, text: str, pair: Pair, ask: Ask, stop: Stop) -> str:
            return ""

    result = Mender(Silent(), RULES, Tone.AS_IS, Stop()).made("The dog.")
    assert [flag.trouble for flag in result.flags] == [Trouble.EMPTY]


def test_a_grammar_holds_the_words_in_order() -> None:
    lines = grammar(("06:40", 'a"b\\')).splitlines()
    assert lines[0] == 'root ::= ahead "06:40" ahead "a\\"b\\\\" rest'


@pytest.mark.parametrize("text", ["5 APRİL 2024", "5 aprıl 2024", "JULİO 5"])
def test_a_month_in_letters_of_another_language_is_no_date_and_no_fault(text: str) -> None:
    for pair in (Pair("en", "es"), Pair("es", "en")):
        assert not any(one.is_date for one in items(text, Rules(pair)))
