# SPDX-License-Identifier: Apache-2.0
"""Sentences that share a translation belong to one origin, and every pair is asked both ways."""

from starter.pairs import grouped, key, translations


def test_case_and_punctuation_do_not_make_another_sentence() -> None:
    assert key("¿Dónde está  Tom?") == key("dónde está tom")
    assert key("Go!") != key("Going!")


def test_pairs_with_a_common_side_share_a_group() -> None:
    pairs = [("Go.", "Ve."), ("Sit.", "Siéntate."), ("Go!", "Vete."), ("Leave.", "Vete."), ("Stay.", "Quédate.")]
    groups = grouped([{"en": left, "es": right} for left, right in pairs])
    assert groups[0] == groups[2] == groups[3]
    assert len({groups[0], groups[1], groups[4]}) == 3


def test_a_chain_of_common_sides_is_one_group_whatever_the_order() -> None:
    chain = [{"en": f"en {number}", "es": f"es {number}"} for number in range(40)]
    links = [{"en": f"en {number}", "es": f"es {number + 1}"} for number in reversed(range(39))]
    assert len(set(grouped([*chain, *links]))) == 1


def test_the_same_word_in_two_languages_links_nothing() -> None:
    assert len(set(grouped([{"en": "no", "es": "nunca"}, {"en": "never", "es": "no"}]))) == 2


def test_a_sentence_and_its_translations_into_two_languages_share_a_group() -> None:
    pairs = [{"en": "Hi.", "es": "Hola."}, {"en": "Yes.", "es": "Sí."}, {"en": "Hi!", "fr": "Salut."}]
    assert grouped(pairs) == [0, 1, 0]


def test_each_pair_becomes_a_document_in_both_directions_with_one_origin() -> None:
    there, back = translations([{"en": "Hi.", "es": "Hola."}], ["set/hi"])
    assert (there.source, there.target, there.turns) == ("en", "es", (("Hi.", "Hola."),))
    assert (back.source, back.target, back.turns) == ("es", "en", (("Hola.", "Hi."),))
    assert there.origin == back.origin == "set/hi"
