# SPDX-License-Identifier: Apache-2.0
"""Numbers, dates, addresses, marks, names and stems in the texts people really have: tables of cases by language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.documents.kept import addresses, dates, names, numbers, placeholders
from edgeassist.documents.months import MONTHS
from edgeassist.documents.sentences import sentences
from edgeassist.documents.stems import STOP_WORDS, stems


def cut(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("$3.5m and €1,200.50", "en", ["3.5", "1200.5"]),
        ("3,5 Mio. und 1.200,50 €", "de", ["3.5", "1200.5"]),
        ("1.234.567", "en", ["1234567"]),
        ("1.234.567", "es", ["1234567"]),
        ("10,000", "", ["10000"]),
        ("0.75 0,75", "fr", ["0.75", "0.75"]),
        ("100.000", "de", ["100000"]),
        ("3.14159", "de", ["3.14159"]),
        ("12%, 12.0 % and 012", "en", ["12", "12", "12"]),
        ("pages 3-7, 9", "en", ["3", "7", "9"]),
        ("\u22125 °C to +7 °C", "en", ["-5", "7"]),
        ("T-1000 and B2", "en", ["1000", "2"]),
        ("24/7, 1/2", "en", ["24", "7", "1", "2"]),
        ("१२३ and ４５", "hi", ["123", "45"]),
        ("1\u00a0234,5", "fr", ["1234.5"]),
        ("no figures at all", "en", []),
        ("192.168.0.1", "en", ["192.168.0.1"]),
        ("2.50 and 2.5", "en", ["2.5", "2.5"]),
    ],
)
def test_numbers_of_every_notation(text: str, language: str, values: list[str]) -> None:
    assert list(numbers(text, language)) == values


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_one_value_is_one_number_however_it_is_grouped(whole: int, part: int) -> None:
    english = numbers(f"{whole:,}.{part:02}x"[:-1], "en")
    german = numbers(f"{whole:,}.{part:02}".translate(str.maketrans(",.", ".,")), "de")
    assert english == german
    assert len(english) == 1


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Jan 5th, 2024", "en", ["2024-01-05"]),
        ("the 3rd of May", "en", ["--05-03"]),
        ("1er janvier 2023", "fr", ["2023-01-01"]),
        ("le 14 juillet", "fr", ["--07-14"]),
        ("3 maart 2022", "nl", ["2022-03-03"]),
        ("il 2 giugno 1946", "it", ["1946-06-02"]),
        ("7 de setembro de 1822", "pt", ["1822-09-07"]),
        ("am 03.10.1990", "de", ["1990-10-03"]),
        ("2024-02-30T10:00", "en", ["2024-02-30"]),
        ("2024-13-01", "en", []),
        ("31/12/1999", "", ["1999-12-31"]),
        ("2024년 3월 1일", "ko", ["2024-03-01"]),
        ("2024年3月", "ja", ["2024-03"]),
        ("May we go? The march was long.", "en", []),
        ("on 0 May and 32 May", "en", []),
        ("5 APR\u0130L 2024, 5 apr\u0131l 2024", "en", []),
        ("from 1 May 2024 to 3 May 2024", "en", ["2024-05-01", "2024-05-03"]),
    ],
)
def test_days_of_every_notation(text: str, language: str, found: list[str]) -> None:
    assert list(dates(text, language)) == found


@pytest.mark.parametrize("name", sorted(MONTHS))
def test_every_name_of_a_month_is_understood(name: str) -> None:
    assert dates(f"5 {name} 2024") == (f"2024-{MONTHS[name]:02}-05",)
    assert dates(f"5 {name.upper()} 2024") == (f"2024-{MONTHS[name]:02}-05",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(https://a.example/b?c=d&e=f#g)", ["https://a.example/b?c=d&e=f#g"]),
        ("ftp://x.example, mailto:me@x.example", ["ftp://x.example", "me@x.example"]),
        ("WWW.X.EXAMPLE/Y!", ["WWW.X.EXAMPLE/Y"]),
        ("first.last+tag@sub.domain.example;", ["first.last+tag@sub.domain.example"]),
        ("“https://x.example/„”", ["https://x.example/„"]),
        ("a@b or @handle or x@", []),
        ("**https://x.example**", ["https://x.example"]),
        ("https://x.example/a_(b)_(c)", ["https://x.example/a_(b)_(c)"]),
        ("https://münchen.example/straße", ["https://münchen.example/straße"]),
    ],
)
def test_addresses_as_they_stand_in_a_text(text: str, found: list[str]) -> None:
    assert list(addresses(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("%d of %02d, %.2f %%", ["%d", "%02d", "%.2f"]),
        ("{user.name} {items[0]} {0:>4} {x!r}", ["{user.name}", "{items[0]}"]),
        ("{{ count }} ${price} $HOME", ["{{ count }}", "${price}", "$HOME"]),
        ("it costs $5 or 5$", []),
        ("50% of all, 50 % done", []),
        ("<a href='x'>y</a> and 3 < 4 > 2", ["<a href='x'>", "</a>"]),
        ("%@ has %1$@", ["%@", "%1$@"]),
        ("{a b} and { }", []),
    ],
)
def test_marks_that_programs_fill_in(text: str, found: list[str]) -> None:
    assert [one for one in placeholders(text) if ":" not in one and "!" not in one] == found


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("We met Ana de la Cruz and Jan van der Berg.", "en", ["Ana de la Cruz", "Jan van der Berg"]),
        ("The firm Marks & Spencer of Leeds paid.", "en", ["Marks & Spencer of Leeds"]),
        ("He said: The end. Then O'Neill came.", "en", ["O'Neill"]),
        ("Ayer llegó Marta Ruiz a Sevilla.", "es", ["Marta Ruiz", "Sevilla"]),
        ("Das Haus der Familie Meyer steht in Ulm.", "de", ["Familie Meyer"]),
        ("we saw NASA and the eBay office", "en", ["NASA"]),
        ("I think I'm right and I've said so.", "en", []),
        ("nothing here", "en", []),
        ("- Anna calls Bob", "en", ["Bob"]),
    ],
)
def test_names_by_their_capitals(text: str, language: str, found: list[str]) -> None:
    assert list(names(text, language)) == found


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["He works at Acme Inc. in Ohio.", "She left at 5 p.m.", "Then it rained."]),
        ("en", ["“Is it late?” she asked.", "It was."]),
        ("fr", ["M. Dupont est là.", "Il dit : « Bonjour. »", "Puis il part."]),
        ("de", ["Die Sitzung am 12. März war kurz.", "Alle gingen."]),
        ("es", ["El Dr. Pérez vino.", "¡Qué bien!"]),
        ("hi", ["यह एक वाक्य है।", "यह दूसरा है।"]),
        ("ar", ["هل جاء؟", "نعم، جاء."]),
    ],
)
def test_sentences_of_many_languages(language: str, parts: list[str]) -> None:
    assert cut(" ".join(parts), language) == parts


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ("repair", "repairs", "repaired", "repairing")),
        ("de", ("Pumpe", "Pumpen")),
        ("fr", ("vanne", "vannes")),
        ("it", ("valvola", "valvole")),
        ("pt", ("bomba", "bombas")),
        ("ru", ("насос", "насосы", "насоса")),
        ("nl", ("pomp", "pompen")),
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, forms: tuple[str, ...]) -> None:
    assert len({stems(form, language) for form in forms}) == 1


@pytest.mark.parametrize("language", sorted(STOP_WORDS))
def test_words_that_say_nothing_are_left_out(language: str) -> None:
    assert stems(" ".join(sorted(STOP_WORDS[language])), language) == ()


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("don't won't", "en", ("don't", "won't")),
        ("泵 A 坏", "zh", ("泵", "坏")),
        ("ok is it ab abc 12", "xx", ("abc", "12")),
        ("한국어 문장", "ko", ("한국", "국어", "문장")),
        ("", "en", ()),
        ("... --- !!!", "en", ()),
    ],
)
def test_stems_of_odd_texts(text: str, language: str, found: tuple[str, ...]) -> None:
    assert stems(text, language) == found


def test_a_word_without_end_is_bounded() -> None:
    assert [len(one) for one in stems("x" * 100_000, "xx")] == [64]
