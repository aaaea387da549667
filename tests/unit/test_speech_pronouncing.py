# SPDX-License-Identifier: Apache-2.0
"""A word that no dictionary knows is still said somehow: as its parts, as its letters, or by the rules."""

import pytest

from edgeassist.speech.pronouncing import pronunciations

KNOWN = {"play": "P L EY", "room": "R UW M", "wine": "W AY N", "cellar": "S EH L ER", "fi": "F AY", "box": "B AA K S"}
PHONES = frozenset(
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".replace(
        " ", "\n"
    ).splitlines()
)


def ways(word: str) -> tuple[str, ...]:
    return pronunciations(word, KNOWN.get)


def test_a_known_word_is_said_as_the_dictionary_says() -> None:
    assert ways("room") == ("R UW M",)


def test_a_compound_is_said_as_its_two_words() -> None:
    assert ways("playroom") == ("P L EY R UW M",)
    assert ways("winecellar") == ("W AY N S EH L ER",)


def test_a_hyphen_and_a_mark_part_and_join() -> None:
    assert ways("play-room") == ("P L EY R UW M",)
    assert ways("room's")[0].startswith("R ")


def test_case_and_accents_make_no_difference() -> None:
    assert ways("Müller") == ways("muller")
    assert ways("BJÖRN") == ways("björn")


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("lumo", "L AH M OW"),
        ("kate", "K EY T"),
        ("schmidt", "SH M IH T"),
        ("phina", "F IH N AH"),
        ("celine", "S EH L AY N"),
        ("gita", "JH IH T AH"),
        ("thora", "TH AO R AH"),
    ],
)
def test_letters_are_said_by_rules(word: str, phones: str) -> None:
    first = ways(word)[0].split()
    expected = phones.split()
    assert first[0] == expected[0]
    assert sum(one == other for one, other in zip(first, expected, strict=False)) >= len(expected) - 2


def test_a_doubtful_letter_gives_more_than_one_way() -> None:
    assert len(ways("amira")) > 1


def test_letters_without_a_vowel_are_spelt() -> None:
    assert ways("tv") == ("T IY V IY",)
    assert ways("tv2") == ("T IY V IY T UW",)


def test_digits_are_said_one_by_one() -> None:
    assert ways("42") == ("F AO R T UW",)


@pytest.mark.parametrize(
    "word", ["", "-", "中文", "!!!", "'", "ß", "y", "e", "x" * 400, "aeiouy" * 80, "ñandú", "o’neil"]
)
def test_any_word_has_a_few_ways_of_known_phones(word: str) -> None:
    found = ways(word)
    assert 1 <= len(found) <= 4
    assert len(set(found)) == len(found)
    assert all(phone in PHONES for way in found for phone in way.split())
    assert all(way for way in found)
