# SPDX-License-Identifier: Apache-2.0
"""Stems: what is said in other forms of the same words is alike, what is said in other words is not."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.documents.stems import STOP_WORDS, stems


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Pumps were leaking", "the pump leaked"),
        ("en", "connecting connections", "it connects, connected"),
        ("en", "HAPPY DAYS", "happy day"),
        ("en", "the teacher’s books", "teacher's book"),
        ("es", "los pagos atrasados", "un pago atrasado"),
        ("es", "trabajando", "trabajaron"),
        ("de", "die Verträge", "des Vertrages"),
        ("de", "kleine Häuser", "ein kleines Haus"),
        ("fr", "les maisons blanches", "la maison blanche"),
        ("it", "le case bianche", "una casa bianca"),
        ("nl", "de boeken", "een boek"),
        ("pt", "os carros velhos", "um carro velho"),
        ("ru", "новые договоры", "новый договор"),
        ("sv", "husen", "huset"),
    ],
)
def test_forms_of_the_same_words_are_alike(language: str, one: str, other: str) -> None:
    assert stems(one, language) == stems(other, language) != ()


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "the pump leaks", "the cat sleeps"),
        ("en", "paid", "unpaid"),
        ("es", "casa", "coche cerrado"),
        ("de", "Vertrag", "Betrag"),
        ("ru", "договор", "разговор"),
        ("zh", "北京", "南京"),
        ("ja", "東京", "京都"),
        ("th", "กรุงเทพ", "เชียงใหม่"),
    ],
)
def test_other_words_are_not(language: str, one: str, other: str) -> None:
    assert not set(stems(one, language)) & set(stems(other, language))


@pytest.mark.parametrize("language", STOP_WORDS)
def test_a_text_of_stop_words_says_nothing(language: str) -> None:
    said_nothing = " ".join(sorted(STOP_WORDS[language]))
    assert stems(said_nothing, language) == ()
    assert stems(said_nothing.upper(), language) == ()
    assert len(stems(said_nothing, "xx")) > 20, "without its language nothing tells them from other words"


@pytest.mark.parametrize("language", STOP_WORDS)
def test_stop_words_are_single_words_in_lower_case(language: str) -> None:
    assert len(STOP_WORDS[language]) > 50
    assert all(word == word.casefold() and word.isalpha() for word in STOP_WORDS[language])


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("北京", ("北京",)),
        ("我爱北京", ("我爱", "爱北", "北京")),
        ("水", ("水",)),
        ("東京タワー", ("東京", "京タ", "タワ", "ワー")),
        ("한국어", ("한국", "국어")),
        ("北京。上海", ("北京", "上海")),
        ("使用Python编程", ("使用", "python", "编程")),
        ("สวัสดี", ("สว", "วั", "ัส", "สด", "ดี")),
        ("3月", ("3", "月")),
    ],
)
def test_scripts_without_spaces_give_pairs_of_neighbours(text: str, pairs: tuple[str, ...]) -> None:
    assert stems(text, "zh") == pairs


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("", "en", ()),
        ("  \n\t", "en", ()),
        ("—!?…", "en", ()),
        ("\u200f\u200b", "ar", ()),
        ("42 4.2", "en", ("42", "4", "2")),
        ("a b c", "xx", ()),
        ("to be or not to be", "xx", ("not",)),
        ("snake_case_name", "en", ("snake", "case", "name")),
        ("can't we’ll I'm", "en", ()),
        ("l’eau d'ici", "fr", ("eau", "ici")),
        ("\ud800", "en", ()),
        ("שלום עולם", "he", ("שלום", "עולם")),
    ],
)
def test_odd_texts_have_the_stems_one_would_say(text: str, language: str, found: tuple[str, ...]) -> None:
    assert stems(text, language) == found


@given(st.text(max_size=200), st.sampled_from(["en", "de", "zh", "ar", "xx", ""]))
def test_a_text_said_twice_has_its_stems_twice(text: str, language: str) -> None:
    assert stems(f"{text} . {text}", language) == stems(text, language) * 2


def test_threads_share_the_stemmers_without_mixing_words() -> None:
    texts = {code: f"{code} " + " ".join(f"{word}{at}s" for at in range(300) for word in ("running", "casas"))
             for code in ("en", "es", "fr", "it")}  # fmt: skip
    alone = {code: stems(text, code) for code, text in texts.items()}
    together: dict[str, list[tuple[str, ...]]] = {code: [] for code in texts}

    def work(code: str) -> None:
        for _ in range(3):
            together[code].append(stems(f"{texts[code]} {code}{_}", code)[:-1])

    threads = [threading.Thread(target=work, args=(code,)) for code in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found == alone[code] for code, all_found in together.items() for found in all_found)
