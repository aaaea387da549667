# SPDX-License-Identifier: Apache-2.0
"""What must survive a translation or a summary, as people write it in many languages: one table for each kind."""

import pytest

from edgeassist.documents.kept import addresses, dates, names, numbers, placeholders
from edgeassist.documents.sentences import sentences


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("", "en", []),
        ("no digits at all", "en", []),
        ("0", "en", ["0"]),
        ("-0.50", "en", ["-0.5"]),
        ("\u22123 °C", "en", ["-3"]),
        ("1,234,567.89", "en", ["1234567.89"]),
        ("1.234.567,89", "es", ["1234567.89"]),
        ("12.50 €", "es", ["12.5"]),
        ("12,50 €", "es", ["12.5"]),
        ("3,14159", "de", ["3.14159"]),
        ("0,123", "de", ["0.123"]),
        ("0.123", "de", ["0.123"]),
        ("10.000 Einwohner", "de", ["10000"]),
        ("10'000 Franken", "", ["10000"]),
        ("1 000 000 kr", "sv", ["1000000"]),
        ("1\u00a0000\u00a0000 kr", "sv", ["1000000"]),
        ("12,34,56,789 rupees", "en", ["123456789"]),
        ("192.168.0.1", "en", ["192.168.0.1"]),
        ("version 2.10.3", "en", ["2.10.3"]),
        ("5-7 mm", "en", ["5", "7"]),
        ("pages 3–5", "en", ["3", "5"]),
        ("1:3", "en", ["1", "3"]),
        ("50%", "en", ["50"]),
        ("$1,000", "en", ["1000"]),
        ("A4 and 3D", "en", ["4", "3"]),
        ("१२३", "hi", ["123"]),
        ("１２３", "ja", ["123"]),
        ("۱۲٫۵", "fa", ["12.5"]),
        ("007", "en", ["7"]),
        ("1,2", "en", ["1.2"]),
        ("(12)", "en", ["12"]),
        ("12.", "en", ["12"]),
        ("12,", "de", ["12"]),
        ("3,4,5", "en", ["3", "4", "5"]),
        ("100.000.000", "en", ["100000000"]),
    ],
)
def test_a_number_is_one_value_however_it_is_written(text: str, language: str, values: list[str]) -> None:
    assert list(numbers(text, language)) == values


@pytest.mark.parametrize(
    ("english", "language", "other"),
    [
        ("It costs 1,234.50 dollars.", "es", "Cuesta 1.234,50 dólares."),
        ("It costs 1,234.50 dollars.", "de", "Es kostet 1.234,50 Dollar."),
        ("It costs 1,234.50 dollars.", "fr", "Cela coûte 1 234,50 dollars."),
        ("2.5 million in 2019", "pt", "2,5 milhões em 2019"),
        ("Add 0.75 litres", "it", "Aggiungere 0,75 litri"),
        ("12 of 345", "ar", "١٢ من ٣٤٥"),
        ("a height of 1,500 m", "nl", "een hoogte van 1.500 m"),
    ],
)
def test_a_faithful_translation_has_the_same_numbers(english: str, language: str, other: str) -> None:
    assert sorted(numbers(english, "en")) == sorted(numbers(other, language))


@pytest.mark.parametrize(
    ("english", "language", "other"),
    [
        ("It costs 1,234 dollars.", "es", "Cuesta 1,234 dólares."),
        ("2.5 million", "pt", "25 milhões"),
        ("-5 degrees", "de", "5 Grad"),
        ("in 2019", "fr", "en 2020"),
    ],
)
def test_a_number_that_says_something_else_is_noticed(english: str, language: str, other: str) -> None:
    assert numbers(english, "en") != numbers(other, language)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("2024-01-05", "", ["2024-01-05"]),
        ("2024-1-5", "", ["2024-01-05"]),
        ("on 4 May 2026", "en", ["2026-05-04"]),
        ("on May 4th, 2026", "en", ["2026-05-04"]),
        ("the 1st of March", "en", ["--03-01"]),
        ("12/31/1999", "en", ["1999-12-31"]),
        ("31/12/1999", "en", ["1999-12-31"]),
        ("31/12/1999", "es", ["1999-12-31"]),
        ("1/2/2020", "", ["2020-01-02"]),
        ("1/2/2020", "fr", ["2020-02-01"]),
        ("5. 1. 2024", "de", ["2024-01-05"]),
        ("den 3. Oktober", "de", ["--10-03"]),
        ("le 1er mai 2023", "fr", ["2023-05-01"]),
        ("el 1º de mayo de 2023", "es", ["2023-05-01"]),
        ("em 7 de setembro de 1822", "pt", ["1822-09-07"]),
        ("en mayo de 2023", "es", ["2023-05"]),
        ("2024年12月", "ja", ["2024-12"]),
        ("2024년 12월 25일", "ko", ["2024-12-25"]),
        ("March 2023 and 4 March 2023", "en", ["2023-03", "2023-03-04"]),
        ("2024-13-05", "", []),
        ("32/01/2024", "en", []),
        ("0.0.2024", "de", []),
        ("1/2/2020/3", "en", []),
        ("she may go", "en", []),
        ("5 APRİL 2024 or 5 aprıl", "en", []),
        ("5 APRIL 2024", "en", ["2024-04-05"]),
        ("the march of 20,000", "en", []),
    ],
)
def test_a_day_is_one_day_however_it_is_written(text: str, language: str, found: list[str]) -> None:
    assert list(dates(text, language)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("http://a.example", ["http://a.example"]),
        ("HTTPS://A.EXAMPLE/Path?q=1#x", ["HTTPS://A.EXAMPLE/Path?q=1#x"]),
        ("(see http://a.example/x)", ["http://a.example/x"]),
        ("http://a.example/x_(y)", ["http://a.example/x_(y)"]),
        ("“http://a.example/x”", ["http://a.example/x"]),
        ("**http://a.example**", ["http://a.example"]),
        ("<http://a.example>", ["http://a.example"]),
        ("http://a.example...", ["http://a.example"]),
        ("ftp://a.example/file.txt, or", ["ftp://a.example/file.txt"]),
        ("mail jo.smith+x@mail.a.example!", ["jo.smith+x@mail.a.example"]),
        ("a@b", []),
        ("at 10@home", []),
        ("http://例え.example/道", ["http://例え.example/道"]),
        ("no address here: colon", []),
    ],
)
def test_an_address_is_found_whole_and_without_what_follows(text: str, found: list[str]) -> None:
    assert list(addresses(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{}", ["{}"]),
        ("{0:>10.2f}", ["{0:>10.2f}"]),
        ("{user.name}", ["{user.name}"]),
        ("{{ user }}", ["{{ user }}"]),
        ("${HOME}/bin", ["${HOME}"]),
        ("$PATH", ["$PATH"]),
        ("$5", []),
        ("US$", []),
        ("%d items", ["%d"]),
        ("%-5s|", ["%-5s"]),
        ("%(count)d of %(all)d", ["%(count)d", "%(all)d"]),
        ("%2$s", ["%2$s"]),
        ("%@", ["%@"]),
        ("50% sure", []),
        ("100 %", []),
        ("<b>bold</b>", ["<b>", "</b>"]),
        ('<a href="x">', ['<a href="x">']),
        ("<br/>", ["<br/>"]),
        ("a < b and b > c", []),
        ("1<2", []),
    ],
)
def test_a_placeholder_is_told_from_what_only_looks_like_one(text: str, found: list[str]) -> None:
    assert list(placeholders(text)) == found


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("We met Maria Keller in Hall 3.", "en", ["Maria Keller", "Hall"]),
        ("Maria met Jo.", "en", ["Jo"]),
        ("He said: Come to Rome.", "en", ["Rome"]),
        ("The United Nations of the World", "en", ["United Nations", "World"]),
        ("we use NASA data", "en", ["NASA"]),
        ("I think I'm I", "en", []),
        ("nothing here", "en", []),
        ("", "en", []),
        ("vimos a Ana de la Cruz ayer", "es", ["Ana de la Cruz"]),
        ("Er sah den Hund im Garten.", "de", []),
        ("Er sah Anna Schmidt im Garten.", "de", ["Anna Schmidt"]),
        ("“Where is Tom?”", "en", ["Tom"]),
        ("- Tom came", "en", []),
        ("in O'Brien's house", "en", ["O'Brien's"]),
        ("at AT&T today", "en", ["AT&T"]),
    ],
)
def test_a_name_is_a_capital_where_none_is_due(text: str, language: str, found: list[str]) -> None:
    assert list(names(text, language)) == found


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["It is 5 p.m. now.", "We go."]),
        ("en", ["Mr. and Mrs. Hill came.", "They left."]),
        ("en", ["Really?!", "Yes."]),
        ("en", ["Wait...", "What?"]),
        ("en", ["The U.S. economy grew.", "Prices fell."]),
        ("de", ["Das ist z. B. so.", "Oder nicht."]),
        ("de", ["Am 3. Oktober war es.", "Ja."]),
        ("fr", ["M. Dupont est là.", "MM. Roy et M. Le Gall aussi."]),
        ("en", ["Approx. 5 kg are left.", "It rains."]),
        ("pl", ["Pan dr. Kowalski jest tu.", "Tak."]),
        ("es", ["¡Hola!", "¿Qué tal?", "Bien."]),
        ("hi", ["यह एक है।", "वह दो है।"]),
        ("ja", ["今日は。", "はい。"]),
        ("ar", ["ما هذا؟", "هذا كتاب."]),
    ],
)
def test_sentences_are_parted_as_people_read_them(language: str, parts: list[str]) -> None:
    glue = "" if language == "ja" else " "
    text = glue.join(parts)
    assert [text[start:end] for start, end in sentences(text, language)] == parts


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), (" \n\t", 0), ("One", 1), ("One.\n\nTwo.", 2), ("\u200b", 1), ("3.5 is more.", 1), ("…", 1)],
)
def test_a_text_has_as_many_sentences_as_one_would_say(text: str, count: int) -> None:
    assert len(sentences(text, "en")) == count


def test_an_open_quotation_mark_does_not_swallow_the_rest() -> None:
    text = "He said: “Go. " + "It rains. " * 2_000
    found = sentences(text, "en")
    assert len(found) > 1_000
    assert found[-1][1] == len(text.rstrip())
