# SPDX-License-Identifier: Apache-2.0
"""What is translated one at a time and what stays, in texts as people paste them; what the checks say of the result."""

import pytest

from edgeassist.panes.translate.checks import flags, odd_words
from edgeassist.panes.translate.protected import Rules, items
from edgeassist.panes.translate.remarks import SHOWN, checks
from edgeassist.panes.translate.segments import layout, stays
from edgeassist.panes.translate.session import plain
from edgeassist.panes.translate.translation import Flag, Pair, Rendered, Segment, Trouble

EN_ES = Pair("en", "es")
RULES = Rules(EN_ES, (("bearing", "rodamiento"),), ("Acme",))
DE = "Das kostet 1.500 Euro. Der 3. Mann kommt."


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("", "en", []),
        ("   \n\t", "en", []),
        ("One", "en", ["One"]),
        ("One.Two.", "en", ["One.", "Two."]),
        ("Dr. Smith came. He left.", "en", ["Dr. Smith came.", "He left."]),
        ("Really?! Yes.", "en", ["Really?!", "Yes."]),
        (DE, "de", ["Das kostet 1.500 Euro.", "Der 3. Mann kommt."]),
        ("你好。再见。", "zh", ["你好。", "再见。"]),
        ("¿Dónde? ¡Allí!", "es", ["¿Dónde?", "¡Allí!"]),
        ("# Title\ntext", "en", ["Title", "text"]),
        ("> quoted\n> more", "en", ["quoted", "more"]),
        ("1) one\n(2) two", "en", ["one", "two"]),
        ("• dot\n– dash", "en", ["dot", "dash"]),
        ("```\ncode here\n```\nwords", "en", ["words"]),
        ("~~~\ncode\n~~~", "en", []),
        ("```\nnever closed\nwords", "en", []),
        ("www.example.org", "en", []),
        ("Go to www.example.org now.", "en", ["Go to www.example.org now."]),
        ("12:30\n+49 30 1234\n100 %", "en", []),
        ("a@b.org\nWrite.", "en", ["Write."]),
        ("😀", "en", []),
        ("Ok 😀. Bye.", "en", ["Ok 😀.", "Bye."]),
        ("one\r\ntwo\r\n", "en", ["one", "two"]),
        ("one\n\n\n\ntwo", "en", ["one", "two"]),
    ],
)
def test_only_what_says_something_is_translated(text: str, language: str, parts: list[str]) -> None:
    made = layout(text, language)
    assert [one.text for one in made.segments if one.number not in made.verbatim] == parts
    assert "".join(one.text + one.gap for one in made.segments) == text


@pytest.mark.parametrize(
    ("text", "still"),
    [
        ("", True),
        ("123", True),
        ("http://a.b", True),
        (" https://a.b/c?d=e ", True),
        ("a@b.org", True),
        ("a@b.org!", False),
        ("x", False),
        ("…", True),
    ],
)
def test_what_holds_no_word_stays(text: str, still: bool) -> None:
    assert stays(text) is still


@pytest.mark.parametrize("most", [40, 41, 100, 1000])
@pytest.mark.parametrize(
    "text", ["word " * 400, "x" * 900, "a, b; c: d — e " * 60, "語" * 700, "one two\n" * 90], ids=range(5)
)
def test_no_part_is_longer_than_allowed_and_none_is_lost(text: str, most: int) -> None:
    made = layout(text, "en", most)
    assert max(len(one.text) for one in made.segments) <= most
    assert "".join(one.text + one.gap for one in made.segments) == text


@pytest.mark.parametrize(
    ("source", "target", "troubles"),
    [
        ("It is 5.", "Son 5.", []),
        ("It is 5.", "Son 6.", ["number"]),
        ("It is 5 of 10.", "Son 10 de 5.", []),
        ("It is 5 of 10.", "Son 5.", ["number"]),
        ("It is five.", "Son 5.", []),
        ("It is 1,000.5.", "Son 1.000,5.", []),
        ("Call 555-0199.", "Llama al 555-0199.", []),
        ("At 06:40.", "A las 06:40.", []),
        ("At 06:40.", "A las 18:40.", ["number"]),
        ("Use <b>it</b>.", "Úsalo <b>ya</b>.", []),
        ("Use <b>it</b>.", "Úsalo <b>ya.", ["tag"]),
        ("Use it.", "Usa <i>eso</i>.", ["tag", "tag"]),
        ("Hello {name}.", "Hola {name}.", []),
        ("Hello {name}.", "Hola {nombre}.", ["placeholder", "placeholder"]),
        ("Hello %s and %s.", "Hola %s.", ["placeholder"]),
        ("Write to a@b.org.", "Escribe a a@b.org.", []),
        ("Write to a@b.org.", "Escribe.", ["address"]),
        ("Ask Acme.", "Pregunta a Acme.", []),
        ("Ask Acme.", "Pregunta a Acmex.", ["word to keep"]),
        ("The bearing broke.", "El rodamiento se rompió.", []),
        ("Two bearings broke.", "Dos rodamientos se rompieron.", []),
        ("The bearing broke.", "El cojinete se rompió.", ["term"]),
        ("the bearing and bearing", "el rodamiento", ["term"]),
        ("It is late now.", "It is late now.", ["not translated"]),
        ("London, Paris", "London, Paris", []),
        ("It is late.", "", ["no answer"]),
        ("It is late.", "\n", ["no answer"]),
        ("It is late.", "Уже поздно.", ["not translated"]),
        ("", "", []),
    ],
)
def test_a_translation_is_flagged_for_what_it_lost_or_added(source: str, target: str, troubles: list[str]) -> None:
    found = flags(source, target, items(source, RULES), RULES)
    assert [str(flag.trouble) for flag in found] == troubles


@pytest.mark.parametrize(
    ("source", "target", "odd"),
    [
        ("It is 7.", "Son siete.", ["siete"]),
        ("It is seven.", "Son siete.", []),
        ("One house.", "Una casa.", []),
        ("It is 2 or 3.", "Son dos o tres.", ["dos", "tres"]),
        ("Nothing.", "Nada de diecisiete.", []),
    ],
)
def test_numbers_said_as_words_are_found(source: str, target: str, odd: list[str]) -> None:
    assert [one[0] for one in odd_words(source, target, EN_ES)] == odd


def rendered(number: int, *flags: Flag, numbers: int = 0, terms: tuple[str, ...] = ()) -> Rendered:
    return Rendered(Segment(number, "Text.", 0, 5, " "), "Texto.", 0, 6, flags, numbers, terms)


LOST = Flag(Trouble.NUMBER, "7")


@pytest.mark.parametrize(
    ("made", "counts", "remarks", "fine"),
    [
        ([], "", 0, False),
        ([rendered(0)], "all kept; wording not checked", 0, True),
        ([rendered(0, numbers=2)], "numbers 2 of 2 · all kept; wording not checked", 0, True),
        ([rendered(0, LOST, numbers=1)], "numbers 1 of 2 · 1 sentence to look at", 1, False),
        ([rendered(0, LOST), rendered(1, LOST)], "numbers 0 of 2 · 2 sentences to look at", 2, False),
        ([rendered(0, terms=("rodamiento",))], "terms 1 of 1 · all kept; wording not checked", 0, True),
        ([rendered(0, Flag(Trouble.TERM, "bearing"))], "terms 0 of 1 · 1 sentence to look at", 1, False),
        ([rendered(0, Flag(Trouble.NUMBER, "", "9"))], "1 sentence to look at", 1, False),
        ([rendered(0, LOST, Flag(Trouble.CUT, "x"))], "numbers 0 of 1 · 1 sentence to look at", 2, False),
    ],
)
def test_checks_count_what_came_through(made: list[Rendered], counts: str, remarks: int, fine: bool) -> None:
    found = checks([plain(one) for one in made], done=True)
    assert (found.counts, len(found.remarks), found.fine) == (counts, remarks, fine)


def test_more_than_can_be_listed_is_counted() -> None:
    found = checks([plain(rendered(number, LOST)) for number in range(SHOWN + 12)], done=True)
    assert (len(found.remarks), found.more) == (SHOWN, 12)
    assert found.remarks[-1].line == SHOWN - 1


def test_nothing_is_called_fine_before_it_is_done() -> None:
    assert not checks([plain(rendered(0))], done=False).fine
    assert not checks([], done=True, back=True).fine
