# SPDX-License-Identifier: Apache-2.0
"""From the numbers of a comparison to a card's proof, and from that to words that claim no more than was measured."""

import math

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.store.card import ModelCard, Proof
from edgeassist.store.proof import NOT_MEASURED, Verdict, judge, kept, proof_of, rows, sentence
from tests.support.proofs import SOURCE, compared, proof, proved

GOOD = "it finds the same next word most likely as the original 97 times of 100"
ANY_NUMBER = st.floats(allow_nan=True, allow_infinity=True)


def test_a_proof_keeps_every_number_and_where_it_came_from() -> None:
    made = proof_of(compared(), SOURCE, text="held text 1")
    assert msgspec.structs.replace(made, at=proof().at) == proof()
    assert made.at.endswith("+00:00")


def test_a_proof_survives_the_card_on_disk() -> None:
    card = proved()
    assert msgspec.json.decode(msgspec.json.encode(card), type=ModelCard) == card


def test_the_sentence_says_what_was_kept_and_what_was_gained() -> None:
    gained = "its file is 3.2 times smaller and it writes 2.1 times faster here."
    assert sentence(proved()) == f"Balanced keeps almost everything: {GOOD}, {gained}"


def test_a_card_without_proof_says_nothing() -> None:
    assert sentence(SOURCE) == ""
    assert rows(SOURCE) == ()


@pytest.mark.parametrize(
    ("agreement", "perplexity", "verdict"),
    [
        (1.0, 10.0, Verdict.ALMOST_ALL),
        (0.95, 10.3, Verdict.ALMOST_ALL),
        (0.9499, 10.0, Verdict.MOST),
        (0.99, 10.31, Verdict.MOST),
        (0.88, 11.0, Verdict.MOST),
        (0.87, 10.0, Verdict.NOTICEABLE),
        (0.99, 12.9, Verdict.NOTICEABLE),
        (0.74, 10.0, Verdict.MUCH),
        (0.99, 13.1, Verdict.MUCH),
        (0.99, 1e300, Verdict.MUCH),
        (0.99, 0.0, Verdict.MUCH),
        (math.nan, 10.0, Verdict.MUCH),
    ],
)
def test_the_worse_of_both_measures_decides(agreement: float, perplexity: float, verdict: Verdict) -> None:
    assert judge(proof(agreement=agreement, perplexity=perplexity)) is verdict


def test_a_bad_result_is_called_bad_first() -> None:
    assert sentence(proved(agreement=0.6)).startswith("Balanced loses much: ")


def test_a_verdict_that_rests_on_surprise_says_so() -> None:
    said = sentence(proved(agreement=0.97, perplexity=13.401))
    assert said.startswith("Balanced loses much: ")
    assert "the text surprises it 35 % more" in said
    assert "the text surprises it 3.1 times as much" in sentence(proved(perplexity=30.5))
    assert "surprises" not in sentence(proved(perplexity=9.0))


def test_shares_are_never_rounded_up() -> None:
    assert kept(proof(agreement=0.9799)) == "97 %"
    assert kept(proof(agreement=0.99999)) == "99 %"
    assert kept(proof(agreement=1.0)) == "100 %"
    assert "each time" in sentence(proved(agreement=1.0))
    assert "99 times of 100" in sentence(proved(agreement=0.99999))


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [
        (400_000_000, "its file is 3.2 times smaller"),
        (900_000_000, "its file is 30 % smaller"),
        (1_290_000_000, "its file is no smaller"),
        (2_000_000_000, "its file is 1.6 times larger"),
    ],
)
def test_the_size_is_said_as_it_is(size_bytes: int, words: str) -> None:
    assert words in sentence(proved(size_bytes=size_bytes))


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (29.9, "it writes 2.9 times faster here"),
        (10.5, "it writes about as fast here"),
        (5.0, "it writes 2.0 times slower here"),
        (4.9, "it writes 2.1 times slower here"),
    ],
)
def test_the_speed_is_said_as_it_is(rate: float, words: str) -> None:
    assert words in sentence(proved(answer_rate=rate))


def test_what_was_not_measured_is_not_said() -> None:
    said = sentence(proved(answer_rate=0.0))
    assert said.endswith(f"{GOOD} and its file is 3.2 times smaller.")
    assert sentence(proved(size_bytes=0, answer_rate=0.0)).endswith(f": {GOOD}.")


def test_few_words_are_called_rough() -> None:
    assert sentence(proved(tokens=120)).endswith("Only 120 words were compared: this is rough.")


def test_a_model_without_preset_is_called_by_its_type_and_harmlessly() -> None:
    card = msgspec.structs.replace(proved(), preset="")
    assert sentence(card).startswith("Q4_K_M keeps")
    evil = msgspec.structs.replace(card, quantization="", name="Good\u202e\n\x1b[2J")
    assert sentence(evil).startswith("Good\ufffd\ufffd\ufffd[2J keeps")


def test_the_rows_compare_both_models() -> None:
    table = {name: values for name, *values in rows(proved())}
    assert table["Size"] == ["1.3 GB", "400 MB"]
    assert table["Memory at most, with a short text"] == ["1.4 GB", "500 MB"]
    assert table["Writes, tokens/s"] == ["10.0", "21.0"]
    assert table["Surprise at the text (perplexity)"] == ["10.00", "10.10"]
    assert table["Same next word most likely"] == ["–", "97.3 %"]
    assert table["Divergence, mean (nats)"] == ["–", "0.0213"]
    assert table["Divergence, 99 of 100 below"] == ["–", "0.2"]


def test_rows_say_what_could_not_be_measured() -> None:
    table = {name: values for name, *values in rows(proved(peak_bytes=0, prompt_rate=0.0, divergence_percentiles=()))}
    assert table["Memory at most, with a short text"][1] == NOT_MEASURED
    assert table["Reads, tokens/s"][1] == NOT_MEASURED
    assert table["Divergence, median"][1] == NOT_MEASURED


def test_tiny_and_huge_numbers_stay_readable() -> None:
    table = {name: values for name, *values in rows(proved(perplexity=1e304, mean_divergence=1e-7))}
    assert table["Surprise at the text (perplexity)"][1] == "1e+304"
    assert table["Divergence, mean (nats)"][1] == "< 0.001"


@settings(max_examples=200)
@given(numbers=st.tuples(*[ANY_NUMBER] * 6), sizes=st.tuples(*[st.integers(0, 2**53)] * 2))
def test_no_number_a_strangers_card_may_hold_breaks_the_words(
    numbers: tuple[float, ...], sizes: tuple[int, int]
) -> None:
    names = ("agreement", "perplexity", "source_perplexity", "answer_rate", "source_answer_rate", "mean_divergence")
    strange: Proof = proof(**dict(zip(names, numbers, strict=True)), source_bytes=sizes[0])
    card = msgspec.structs.replace(proved(size_bytes=sizes[1]), proof=strange)
    assert sentence(card).startswith("Balanced ")
    assert len(rows(card)) == len(rows(proved()))
    assert 0 <= int(kept(strange).removesuffix(" %")) <= 100
