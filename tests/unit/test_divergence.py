# SPDX-License-Identifier: Apache-2.0
"""Divergence, agreement and perplexity against the plain definitions, written out."""

import math

import numpy as np
import pytest

from edgeassist.worker.divergence import PERCENTS, Nonsense, Scores, Tally, log_softmax

RANDOM = np.random.default_rng(20_261_121)


def scores(tokens: int, vocabulary: int, spread: float = 3.0) -> Scores:
    return (spread * RANDOM.standard_normal((tokens, vocabulary))).astype(np.float32)


def tally_of(source: Scores, made: Scores, following: list[int]) -> Tally:
    tally = Tally()
    tally.add(source, made, following)
    return tally


def plain_divergence(source: Scores, made: Scores) -> list[float]:
    """Return it for each row by the book: chances first, then the sum over one token after the other."""
    found = []
    for left, right in zip(source.tolist(), made.tolist(), strict=True):
        p, q = chances(left), chances(right)
        found.append(math.fsum(one * math.log(one / other) for one, other in zip(p, q, strict=True)))
    return found


def chances(row: list[float]) -> list[float]:
    most = max(row)
    weights = [math.exp(one - most) for one in row]
    whole = math.fsum(weights)
    return [one / whole for one in weights]


def test_log_softmax_rows_are_chances() -> None:
    rows = log_softmax(scores(5, 300))
    assert np.exp(rows).sum(axis=1) == pytest.approx(np.ones(5), abs=1e-12)


def test_log_softmax_does_not_change_with_what_is_added_to_all() -> None:
    some = scores(3, 50)
    assert log_softmax(some + np.float32(64)) == pytest.approx(log_softmax(some), abs=1e-5)


def test_divergence_is_the_plain_definition() -> None:
    source, made = scores(19, 70), scores(19, 70)
    tally = tally_of(source, made, [0] * 19)
    expected = plain_divergence(source, made)
    assert tally.tokens == 19
    assert tally.mean() == pytest.approx(np.mean(expected), rel=1e-12)
    assert tally.percentiles() == pytest.approx(np.percentile(expected, PERCENTS), rel=1e-12)


def test_a_model_does_not_stray_from_itself() -> None:
    same = scores(20, 400)
    tally = tally_of(same, same, [7] * 20)
    assert (tally.mean(), tally.agreement()) == (0.0, 1.0)
    assert tally.percentiles() == (0.0,) * len(PERCENTS)
    assert tally.perplexities()[0] == tally.perplexities()[1]


def test_rounding_never_makes_a_divergence_negative() -> None:
    source = scores(400, 30)
    made = source + np.float32(1e-7)
    assert min(tally_of(source, made, [0] * 400).percentiles()) >= 0


def test_perplexity_of_even_chances_is_the_vocabulary() -> None:
    even, sure = np.zeros((9, 64), np.float32), np.zeros((9, 64), np.float32)
    sure[:, 5] = 100
    of_even, of_sure = tally_of(even, sure, [5] * 9).perplexities()
    assert of_even == pytest.approx(64)
    assert of_sure == pytest.approx(1)


def test_perplexity_of_a_hopeless_model_stays_a_number() -> None:
    wrong = np.zeros((2, 8), np.float32)
    wrong[:, 0] = 1e30
    assert math.isfinite(tally_of(wrong, wrong, [1, 1]).perplexities()[0])


def test_agreement_counts_where_the_likeliest_is_the_same() -> None:
    source, made = np.zeros((4, 6), np.float32), np.zeros((4, 6), np.float32)
    source[:, 2] = 1
    made[:3, 2] = 1
    made[3, 4] = 1
    assert tally_of(source, made, [0] * 4).agreement() == 0.75


def test_pieces_add_up_to_the_whole() -> None:
    source, made, following = scores(50, 40), scores(50, 40), RANDOM.integers(0, 40, 50).tolist()
    whole, pieces = tally_of(source, made, following), Tally()
    for start in (0, 13, 14):
        end = {0: 13, 13: 14, 14: 50}[start]
        pieces.add(source[start:end], made[start:end], following[start:end])
    assert pieces.mean() == pytest.approx(whole.mean(), rel=1e-12)
    assert pieces.perplexities() == pytest.approx(whole.perplexities(), rel=1e-12)
    assert pieces.agreement() == whole.agreement()


def test_parts_are_means_in_the_order_of_the_text() -> None:
    source, made = np.zeros((32, 4), np.float32), np.zeros((32, 4), np.float32)
    made[16:, 0] = 5
    parts = tally_of(source, made, [0] * 32).by_part(16)
    assert len(parts) == 16
    assert parts[:8] == (0.0,) * 8
    assert min(parts[8:]) > 0


def test_there_are_no_more_parts_than_tokens() -> None:
    assert len(tally_of(scores(3, 4), scores(3, 4), [0] * 3).by_part(16)) == 3


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_scores_that_are_no_numbers_are_named_by_their_owner(value: float) -> None:
    sound, broken = scores(2, 9), scores(2, 9)
    broken[1, 3] = value
    with pytest.raises(Nonsense) as of_made:
        tally_of(sound, broken, [0, 0])
    with pytest.raises(Nonsense) as of_source:
        tally_of(broken, sound, [0, 0])
    assert (of_made.value.of_source, of_source.value.of_source) == (False, True)
