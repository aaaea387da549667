# SPDX-License-Identifier: Apache-2.0
"""The best that fits: what keeps most of the original among what fits, also after a chain of quantizations."""

import msgspec

from edgeassist.store.best_fit import best_that_fits, family
from edgeassist.store.card import ModelCard
from tests.support.proofs import proof

ORIGINAL = ModelCard(id="f16", name="F16", size_bytes=1000, state="ready")


def made(
    name: str, agreement: float | None, *, size_bytes: int = 300, parent: str = "f16", divergence: float = 0.1
) -> ModelCard:
    proved = None if agreement is None else proof(source_id=parent, agreement=agreement, mean_divergence=divergence)
    return ModelCard(id=name, name=name, size_bytes=size_bytes, parent=parent, state="ready", proof=proved)


def anything(_card: ModelCard) -> bool:
    return True


def chosen(cards: list[ModelCard], largest_bytes: int = 10**9) -> str | None:
    best = best_that_fits(cards, lambda card: card.size_bytes <= largest_bytes)
    return best.id if best else None


def test_the_original_is_best_where_it_fits() -> None:
    assert chosen([made("q8", 0.99), ORIGINAL, made("q4", 0.95)]) == "f16"


def test_the_best_proved_is_taken_where_the_original_does_not_fit() -> None:
    assert chosen([made("q4", 0.93), made("q8", 0.99, size_bytes=500), ORIGINAL], 600) == "q8"
    assert chosen([made("q4", 0.93), made("q8", 0.99, size_bytes=500), ORIGINAL], 400) == "q4"


def test_a_smaller_file_may_be_the_better_one() -> None:
    assert chosen([made("small", 0.95, size_bytes=250), made("large", 0.9, size_bytes=300), ORIGINAL], 400) == "small"


def test_nothing_fits() -> None:
    assert chosen([ORIGINAL, made("q4", 0.9)], 10) is None
    assert best_that_fits([], anything) is None


def test_what_was_never_proved_comes_last() -> None:
    assert chosen([made("unknown", None, size_bytes=500), made("q2", 0.6), ORIGINAL], 600) == "q2"
    assert chosen([made("larger", None, size_bytes=500), made("smaller", None), ORIGINAL], 600) == "larger"


def test_what_cannot_be_used_is_not_chosen() -> None:
    broken = made("q8", 0.99).failed("model-damaged", "It is damaged.")
    assert chosen([broken, made("q4", 0.9)]) == "q4"


def test_among_equals_less_divergence_and_then_the_smaller_file_wins() -> None:
    assert chosen([made("far", 0.9, divergence=0.2), made("near", 0.9, divergence=0.1, size_bytes=400)]) == "near"
    assert chosen([made("large", 0.9, size_bytes=400), made("small", 0.9)]) == "small"


def test_a_loss_on_the_way_counts_too() -> None:
    q8, from_q8 = made("q8", 0.9, size_bytes=700), made("q4", 0.98, parent="q8")
    direct = made("q5", 0.95, size_bytes=400)
    assert chosen([ORIGINAL, q8, from_q8, direct], 500) == "q5"


def test_a_step_never_proved_makes_the_whole_way_unknown() -> None:
    q8, from_q8 = made("q8", None, size_bytes=700), made("q4", 0.98, parent="q8")
    assert chosen([ORIGINAL, q8, from_q8, made("q2", 0.5)], 400) == "q2"


def test_a_family_is_what_came_from_one_original() -> None:
    q8, q4 = made("q8", 0.99), made("q4", 0.9, parent="q8")
    other = msgspec.structs.replace(ORIGINAL, id="other")
    cards = [ORIGINAL, q8, q4, other, made("other-q4", 0.9, parent="other")]
    assert {card.id for card in family(cards, q4)} == {"f16", "q8", "q4"}
    assert {card.id for card in family(cards, other)} == {"other", "other-q4"}


def test_a_family_stays_together_when_its_original_is_gone() -> None:
    cards = [made("q8", 0.99), made("q4", 0.9), made("stranger", 0.9, parent="elsewhere")]
    assert {card.id for card in family(cards, cards[0])} == {"q8", "q4"}


def test_cards_that_point_in_a_circle_do_not_hang() -> None:
    one, two = made("one", 0.9, parent="two"), made("two", 0.8, parent="one")
    assert best_that_fits([one, two], anything) is not None
    assert one in family([one, two], one)
