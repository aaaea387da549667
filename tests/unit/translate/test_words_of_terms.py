# SPDX-License-Identifier: Apache-2.0
"""Terms are found in any form, and put into the form that the text wants; few words tell their language."""

from itertools import pairwise

import pytest

from edgeassist.panes.translate import tongue, words
from edgeassist.panes.translate.protected import Rules, items
from edgeassist.panes.translate.translation import Pair, Trouble

EN_ES, ES_EN = Pair("en", "es"), Pair("es", "en")


@pytest.mark.parametrize(
    ("term", "text", "language", "found"),
    [
        ("bearing", "The bearing and two bearings.", "en", ["bearing", "bearings"]),
        ("bearing", "Forbearing is no bearing.", "en", ["bearing"]),
        ("Bearing", "BEARING bearing", "en", ["BEARING", "bearing"]),
        ("shift lead", "Ask a shift lead or shift leads.", "en", ["shift lead", "shift leads"]),
        ("shift lead", "He will shift, lead and go.", "en", []),
        ("shift lead", "It may shift. Lead is heavy.", "en", []),
        ("shift lead", "The shift\nlead said so.", "en", []),
        ("shift lead", "shift lead shift lead", "en", ["shift lead", "shift lead"]),
        ("jefe de turno", "Los jefes de turno y el jefe de turno.", "es", ["jefes de turno", "jefe de turno"]),
        ("casa", "casas, casa y casado", "es", ["casas", "casa", "casado"]),
        ("AI", "AI and ais", "en", ["AI"]),
        ("C++", "C++ and C", "en", ["C", "C"]),
        ("++", "C++ and ++", "en", ["++", "++"]),
        ("轴承", "这个轴承和那个轴承", "zh", ["轴承", "轴承"]),
        ("bearing", "", "en", []),
        ("mother-in-law", "My mother-in-law came.", "en", ["mother-in-law"]),
        ("naïve", "A NAÏVE one", "en", ["NAÏVE"]),
    ],
)
def test_a_term_is_found_where_it_stands(term: str, text: str, language: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in words.found(term, text, language)] == found


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("Acme", "Acme's ACME acme Acmes", ["Acme", "ACME", "acme"]),
        ("runs", "run runs running", ["runs"]),
        ("GPU 5", "the GPU 5 and gpu 55", ["GPU 5"]),
    ],
)
def test_a_word_to_keep_is_found_in_its_own_form_alone(word: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in words.found(word, text, "en", inflected=False)] == found


@pytest.mark.parametrize(
    ("term", "text", "may"),
    [
        ("bearing", "two BEARINGS", True),
        ("bearing", "a bear", True),
        ("bearing", "a bee", False),
        ("shift lead", "the shifts", True),
        ("轴承", "nothing of it", True),
        ("++", "anything", True),
        ("am", "I am", True),
        ("am", "ample", False),
    ],
)
def test_what_cannot_stand_in_a_text_is_told_at_once_and_never_wrongly(term: str, text: str, may: bool) -> None:
    assert words.may_stand(term, words.beginnings(text)) is may
    assert may or not list(words.found(term, text, "en"))


@pytest.mark.parametrize(
    ("term", "language", "plural"),
    [
        ("bearing", "en", "bearings"),
        ("box", "en", "boxes"),
        ("church", "en", "churches"),
        ("city", "en", "cities"),
        ("day", "en", "days"),
        ("shift lead", "en", "shift leads"),
        ("bus", "en", "buses"),
        ("casa", "es", "casas"),
        ("rodamiento", "es", "rodamientos"),
        ("motor", "es", "motores"),
        ("luz", "es", "luces"),
        ("estación", "es", "estaciones"),
        ("jefe de turno", "es", "jefes de turno"),
        ("lunes", "es", "lunes"),
        ("café", "es", "cafés"),
        ("bomba hidráulica", "es", "bombas hidráulicas"),
        ("Lager", "de", "Lager"),
    ],
)
def test_a_term_is_put_into_the_plural(term: str, language: str, plural: str) -> None:
    assert words.plural(term, language) == plural


@pytest.mark.parametrize(
    ("word", "pattern", "said"),
    [
        ("rodamiento", "Bearing", "Rodamiento"),
        ("rodamiento", "bearing", "rodamiento"),
        ("unidad", "GPU", "unidad"),
        ("única", "A", "Única"),
        ("", "Bearing", ""),
    ],
)
def test_a_word_takes_the_capital_of_what_it_replaces(word: str, pattern: str, said: str) -> None:
    assert words.like(word, pattern) == said


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("The bearing is new.", [("bearing", "rodamiento")], [("bearing", "rodamiento")]),
        ("Two bearings.", [("bearing", "rodamiento")], [("bearings", "rodamientos")]),
        ("The shift leads met.", [("shift lead", "jefe de turno")], [("shift leads", "jefes de turno")]),
        (
            "The ball bearing broke.",
            [("ball bearing", "rodamiento de bolas"), ("bearing", "rodamiento")],
            [("ball bearing", "rodamiento de bolas")],
        ),
        ("See http://a.org/bearing now.", [("bearing", "rodamiento")], []),
        ("Press {bearing} now.", [("bearing", "rodamiento")], []),
        ("Nothing of it.", [("bearing", "rodamiento")], []),
    ],
)
def test_terms_stand_in_the_form_that_the_text_wants(
    text: str, terms: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    found = items(text, Rules(EN_ES, tuple(terms)))
    assert [(one.text, one.target) for one in found if one.trouble is Trouble.TERM] == expected


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Tel. 555-0199", [("number", "555-0199")]),
        ("-5 degrees", [("number", "-5")]),
        ("\u22125 degrees", [("number", "\u22125")]),
        ("v2.1.0 of it", [("number", "v2.1.0")]),
        ("ISO-9001 holds", [("number", "ISO-9001")]),
        ("the 3rd of 10", [("number", "3"), ("number", "10")]),
        ("10:45 to 11:00", [("number", "10:45"), ("number", "11:00")]),
        ("1\u202f234 kg", [("number", "1\u202f234")]),
        ("%s of %(count)d", [("placeholder", "%s"), ("placeholder", "%(count)d")]),
        ("{{name}} and ${HOME}", [("placeholder", "{{name}}"), ("placeholder", "${HOME}")]),
        ("<a href='x'>it</a>", [("tag", "<a href='x'>"), ("tag", "</a>")]),
        ("2 < 3 and 4 > 1", [("number", "2"), ("number", "3"), ("number", "4"), ("number", "1")]),
        ("**bold** here", [("tag", "**"), ("tag", "**")]),
        ("snake_case_name stays", []),
        ("2*3 is six", [("number", "2"), ("number", "3")]),
        ("a &amp; b &#39;c", [("tag", "&amp;"), ("tag", "&#39;")]),
        ("mail a.b@c.org.", [("address", "a.b@c.org")]),
        ("open report.pdf now", [("address", "report.pdf")]),
        ("`x = 1` is code", [("tag", "`x = 1`")]),
        ("{\\an8}Hello", [("tag", "{\\an8}")]),
        ("", []),
        ("no such thing", []),
    ],
)
def test_what_must_come_through_is_found_and_nothing_else(text: str, kinds: list[tuple[str, str]]) -> None:
    found = items(text, Rules(EN_ES))
    assert [(str(one.trouble), one.text) for one in found] == kinds
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("text", "pair", "written"),
    [
        ("on May 5, 2024", EN_ES, "5 de mayo de 2024"),
        ("on 5th May", EN_ES, "5 de mayo"),
        ("el 5 de mayo de 2024", ES_EN, "5 May 2024"),
        ("el 1º de enero", ES_EN, "1 January"),
        ("May 40", EN_ES, "40"),
        ("5 May", Pair("en", "de"), "5"),
    ],
)
def test_a_date_is_written_for_its_reader(text: str, pair: Pair, written: str) -> None:
    assert [one.target for one in items(text, Rules(pair))] == [written]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Good morning", "en"),
        ("¿Qué?", "es"),
        ("Buenos días", "es"),
        ("Guten Morgen", "de"),
        ("Où est la gare", "fr"),
        ("こんにちは", "ja"),
        ("안녕하세요", "ko"),
        ("你好", "zh"),
        ("שלום", ""),
        ("مرحبا", "ar"),
        ("Καλημέρα", "el"),
        ("नमस्ते", "hi"),
        ("Zażółć", "pl"),
        ("12 34", ""),
        ("", ""),
        ("xyzzy", ""),
        ("😀", ""),
    ],
)
def test_few_letters_or_common_words_tell_the_language(text: str, language: str) -> None:
    assert tongue.guessed(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [("Привет, мир", "ru"), ("Київ і Львів", "uk"), ("Hello мир, again", ""), ("Hello", "")],
)
def test_letters_that_few_languages_share_tell_the_likeliest(text: str, language: str) -> None:
    assert tongue.by_script(text) == language
