# SPDX-License-Identifier: Apache-2.0
"""Sentences, what must be kept in them, and stems: total on any text, quick on hostile ones, right on plain ones."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.documents.kept import addresses, dates, names, numbers, placeholders
from edgeassist.documents.sentences import sentences
from edgeassist.documents.stems import stems

TEXTS = st.text(st.one_of(st.sampled_from(". !?\n\"“'(aB3,-。「」؟।\u00a0\ud800"), st.characters()), max_size=300)
LANGUAGES = st.sampled_from(["", "en", "de", "es", "ja", "ar", "xx", "zz-top"])


def cut(text: str, language: str = "") -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


@given(TEXTS, LANGUAGES)
def test_every_character_is_in_exactly_one_sentence(text: str, language: str) -> None:
    at = 0
    for start, end in sentences(text, language):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(TEXTS, LANGUAGES)
def test_nothing_trips_over_any_text(text: str, language: str) -> None:
    found = (*numbers(text, language), *dates(text, language), *addresses(text), *placeholders(text))
    assert all((*found, *names(text, language), *stems(text, language)))


def test_a_text_of_many_windows_is_parted_as_one_of_few() -> None:
    told = [f"This is sentence number {number} of Dr. Smith." for number in range(2000)]
    assert cut(" ".join(told), "en") == told


def test_a_line_without_spaces_is_one_sentence() -> None:
    assert sentences("x" * 100_000) == ((0, 100_000),)


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "en",
            ["Dr. Smith paid $3.5 million on Jan. 5, 2024.", 'He said: "Go away. Now!"', "Then (see Fig. 2.) he left."],
        ),
        ("de", ["Am 5. Januar kam z. B. der 3. Mann.", "Dann ging er."]),
        ("es", ["La Sra. García llegó.", "¿Qué hora es?", "Las diez."]),
    ],
)
def test_sentences_do_not_end_inside_abbreviations(language: str, parts: list[str]) -> None:
    assert cut(" ".join(parts), language) == parts


def test_sentences_without_spaces_are_parted() -> None:
    assert cut("你好。世界!是的？", "zh") == ["你好。", "世界!", "是的？"]


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("1,234.5", "en", ["1234.5"]),
        ("1.234,5", "de", ["1234.5"]),
        ("1,234", "en", ["1234"]),
        ("1,234", "de", ["1.234"]),
        ("1.234", "de", ["1234"]),
        ("0,5 3.50 007", "", ["0.5", "3.5", "7"]),
        ("1,00,000 and 1'234'567", "", ["100000", "1234567"]),
        ("1 234 567 et 1\u202f234", "fr", ["1234567", "1234"]),
        ("in 2020 300 men", "fr", ["2020", "300"]),
        ("12 300", "en", ["12", "300"]),
        ("fell -5 to 3-7, COVID-19, v1.2.3", "en", ["-5", "3", "7", "19", "1.2.3"]),
        ("٣٫٥ و ١٢", "ar", ["3.5", "12"]),
        ("1,2,3 at 10:30", "en", ["1", "2", "3", "10", "30"]),
    ],
)
def test_numbers_are_compared_by_value(text: str, language: str, values: list[str]) -> None:
    assert list(numbers(text, language)) == values


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("January 5, 2024 or 5 January 2024 or Jan. 5", "en", ["2024-01-05", "2024-01-05", "--01-05"]),
        ("el 5 de enero de 2024", "es", ["2024-01-05"]),
        ("am 5. Januar 2024, 5.1.2024", "de", ["2024-01-05", "2024-01-05"]),
        ("3/4/2024", "en", ["2024-03-04"]),
        ("3/4/2024 25/4/2024", "es", ["2024-04-03", "2024-04-25"]),
        ("2024年1月5日", "zh", ["2024-01-05"]),
        ("in March 2023; 99/99/2023", "en", ["2023-03"]),
    ],
)
def test_dates_are_compared_by_day(text: str, language: str, found: list[str]) -> None:
    assert list(dates(text, language)) == found


def test_addresses_end_before_what_follows_them() -> None:
    text = "See https://a.example/b_(c). Or (www.x.example/y), or write to a.b@c.example."
    assert addresses(text) == ("https://a.example/b_(c)", "www.x.example/y", "a.b@c.example")


def test_placeholders_are_told_from_percentages_and_prices() -> None:
    text = "Hi {name}, {0} {} {{ x }} ${V} $HOME %s %(n)d %1$s <b>x</b> <br/>; 100% sure, 5% discount, US$5, a < b"
    expected = "{name}|{0}|{}|{{ x }}|${V}|$HOME|%s|%(n)d|%1$s|<b>|</b>|<br/>"
    assert placeholders(text) == tuple(expected.split("|"))


def test_names_are_capitals_where_none_is_due() -> None:
    text = "Yesterday Angela Merkel met the Bank of England in London. Paris is nice: The end. I'm at IBM."
    assert names(text, "en") == ("Angela Merkel", "Bank of England", "London", "IBM")
    assert names("Gestern fuhr der Zug der Deutsche Bahn mit dem BMW zur Stadt.", "de") == ("Deutsche Bahn", "BMW")


def test_stems_bring_forms_of_a_word_together() -> None:
    assert stems("The dogs were running", "en") == stems("A dog runs", "en") == ("dog", "run")
    assert stems("Las casas grandes", "es") == stems("la casa grande", "es")
    assert stems("机器学习", "zh") == ("机器", "器学", "学习")
    assert stems("Hunde und Katzen", "xx") == ("hunde", "und", "katzen")


@pytest.mark.parametrize("seed", ["x", "1,", "“a", "a@", "x(", "1 may ", "{{", "<a ", "A of ", "a.", "-", "http://"])
def test_a_hostile_text_costs_no_more_than_its_length(seed: str) -> None:
    text = seed * (60_000 // len(seed))
    begun_s = time.thread_time()
    sentences(text, "de"), stems(text, "de"), numbers(text, "de"), dates(text, "de")
    names(text, "de"), addresses(text), placeholders(text)
    assert time.thread_time() - begun_s < 20
