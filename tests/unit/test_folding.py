# SPDX-License-Identifier: Apache-2.0
"""Words are looked for without case and marks, and found in the text at the letters that they stand for."""

from hypothesis import given
from hypothesis import strategies as st

from edgeassist.core.folding import places, plain


def test_case_marks_and_directions_make_no_difference() -> None:
    assert plain("Écran") == plain("e\u0301cran") == plain("ECRAN") == "ecran"
    assert plain("Straße") == "strasse"
    assert plain("\u200fTaille") == "taille"
    assert plain("EdgeAssist™ №\N{NO-BREAK SPACE}5") == "edgeassisttm no 5"


@given(st.text(max_size=40))
def test_what_is_plain_stays_so(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_a_place_is_told_in_letters_of_the_text() -> None:
    assert places("ecran", "Taille de l’écran") == [(12, 17)]
    assert places("ecran", "un e\u0301cran") == [(3, 9)]
    assert places("strasse", "Die Straße") == [(4, 10)]
    assert (places("", "text"), places("x", "text")) == ([], [(2, 3)])
    assert places("a", "Äpfel, Aal") == [(0, 1), (7, 8), (8, 9)]


@given(st.text(max_size=40), st.text(min_size=1, max_size=3))
def test_every_place_holds_the_word(text: str, word: str) -> None:
    wanted = plain(word)
    for start, end in places(wanted, text):
        assert wanted in "".join(plain(letter) for letter in text[start:end])
