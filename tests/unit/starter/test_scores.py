# SPDX-License-Identifier: Apache-2.0
"""The scores count what they say they count; those of sacrebleu are tested in `tests/starter`, with sacrebleu."""

import math
from collections import Counter

import pytest
from starter.command_scores import Command, compared, is_command, majority, read_command
from starter.scores import FEWEST, Measured, Score, mean, perplexity, ratio, refuses, rouge_l

LIGHT = '{"intent":"HassTurnOn","slots":{"name":"kitchen light"}}'


def score(value: float, low: float, high: float, n: int = 100, *, lower_is_better: bool = False) -> Score:
    bars = {"easy": 10.0, "hard": 20.0}
    return Score("task", "points", Measured(value, (low, high), n), bars, lower_is_better=lower_is_better)


@pytest.mark.parametrize(
    ("output", "reference", "expected"),
    [
        ("the cat sat", "the cat sat", 1.0),
        ("The CAT sat.", "the cat sat", 1.0),
        ("police kill the gunman", "police killed the gunman", 0.75),  # Lin 2004, example S1 and S2
        ("the gunman kill police", "police killed the gunman", 0.5),  # the same, S3: order counts
        ("one two", "one two three four", 2 * 1.0 * 0.5 / 1.5),
        ("nothing alike", "at all", 0.0),
        ("", "anything", 0.0),
        ("el niño comió", "El niño comió.", 1.0),
    ],
)
def test_rouge_l_is_the_f1_of_the_longest_common_subsequence(output: str, reference: str, expected: float) -> None:
    assert rouge_l(output, reference) == pytest.approx(expected)


def test_a_mean_is_in_percent_and_its_interval_holds_it() -> None:
    found = mean([1.0] * 60 + [0.0] * 40)
    low, high = found.interval
    assert found.value == pytest.approx(60)
    assert 45 < low < 60 < high < 75
    assert found.n == 100


def test_the_same_values_give_the_same_interval() -> None:
    assert mean([0.0, 1.0, 1.0]) == mean([0.0, 1.0, 1.0])


def test_nothing_measured_is_zero_over_no_examples() -> None:
    assert mean([]) == Measured(0.0, (0.0, 0.0), 0)


def test_a_ratio_is_of_sums_not_of_means() -> None:
    assert ratio([1.0, 9.0], [1.0, 19.0]).value == pytest.approx(0.5)


def test_perplexity_is_per_token_over_all_replies() -> None:
    found = perplexity([math.log(8) * 2, math.log(2) * 4], [2, 4])
    assert found.value == pytest.approx(math.exp((2 * math.log(8) + 4 * math.log(2)) / 6))
    assert found.interval[0] >= 2 - 1e-9
    assert found.interval[1] <= 8 + 1e-9


def test_a_hopeless_model_has_a_finite_perplexity() -> None:
    assert math.isfinite(perplexity([1e9], [1]).value)


def test_a_score_must_beat_the_hardest_baseline_with_its_whole_interval() -> None:
    assert score(25, 21, 29).beats_baseline
    assert not score(25, 19, 31).beats_baseline
    assert not score(15, 11, 19).beats_baseline


def test_where_lower_is_better_the_hardest_baseline_is_the_lowest() -> None:
    assert score(5, 4, 9, lower_is_better=True).beats_baseline
    assert not score(15, 12, 18, lower_is_better=True).beats_baseline


def test_few_examples_prove_nothing() -> None:
    few = score(90, 80, 100, FEWEST - 1)
    assert not few.beats_baseline
    assert few.why == "Only 29 held-out examples: too few to claim anything."


def test_without_a_baseline_nothing_is_claimed() -> None:
    lone = Score("task", "points", Measured(90, (80, 100), 100), {})
    assert not lone.beats_baseline
    assert "no baseline" in lone.why


def test_the_verdict_names_the_numbers_and_the_rival() -> None:
    why = score(25, 21, 29).why
    assert why == "points 25.0 (21.0 to 29.0, 100 examples) is better than 20.0 of the best trivial baseline, hard."
    assert "not clearly better than 20.0" in score(25, 19, 31).why


def test_a_score_for_machines_holds_no_number_that_json_does_not_know() -> None:
    table = Score("t", "m", Measured(math.inf, (1.0, math.inf), 3), {"b": 2.0}).as_table()
    assert (table["measured"], table["interval"]) == (None, [1.0, None])


def test_a_command_is_read_whatever_its_spacing_case_and_order() -> None:
    spaced = '{ "intent": "A", "slots": { "b": " Two  Words ", "a": "É" } }'
    assert read_command(spaced) == Command("A", (("a", "é"), ("b", "two words")))


@pytest.mark.parametrize(
    "text", ["", "Sure!", '{"intent":"A"}', '{"intent":"A","slots":[]}', "[1]", "null", '{"intent":"A","slots":{', "7"]
)
def test_what_is_no_command_is_none(text: str) -> None:
    assert read_command(text) is None


def test_commands_count_exactly_by_intent_and_by_slot() -> None:
    right = [LIGHT, '{"intent":"SetTimer","slots":{"name":"tea","duration":"5 minutes"}}']
    said = [LIGHT, '{"intent":"SetTimer","slots":{"name":"tea","duration":"6 minutes"}}']
    found = compared(said, right)
    assert (found.exact.value, found.intent.value, found.valid.value) == (50, 100, 100)
    assert found.slot_f1.value == pytest.approx(100 * 2 * 2 / (3 + 3))


def test_a_reply_that_is_no_json_misses_everything() -> None:
    found = compared(["I do not know"], [LIGHT])
    assert [one.value for one in (found.exact, found.intent, found.slot_f1, found.valid)] == [0, 0, 0, 0]


def test_no_slots_to_find_and_none_invented_is_all_right() -> None:
    nothing = '{"intent":"None","slots":{}}'
    assert compared([nothing], [nothing]).slot_f1.value == 100
    assert compared([LIGHT], [nothing]).slot_f1.value == 0


def test_the_intent_none_is_no_command() -> None:
    assert is_command(LIGHT)
    assert not is_command('{"intent":"None","slots":{}}')


def test_the_majority_is_the_most_frequent_reply_and_stable() -> None:
    assert majority(Counter({"b": 2, "a": 2, "c": 1})) == "a"
    assert majority(Counter()) == ""


@pytest.mark.parametrize(
    "reply",
    [
        "I do not know that. A bigger model can help.",
        "I don't know.",
        "I am too small for homework.",
        "I cannot know the news, because I have no network.",
        "No lo sé.",
        "Soy pequeño y no puedo hacerlo.",
        "Je ne sais pas.",
        "Das weiß ich nicht.",
    ],
)
def test_a_refusal_says_that_it_does_not_know_or_cannot(reply: str) -> None:
    assert refuses(reply)


@pytest.mark.parametrize(
    "reply", ["Paris is the capital of France.", "Hello! How are you?", "Madrid.", "Sí, claro.", ""]
)
def test_an_answer_is_no_refusal(reply: str) -> None:
    assert not refuses(reply)
