# SPDX-License-Identifier: Apache-2.0
"""vosk's JSON in the forms that it documents, and in forms that nobody does."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.speech.vosk_results import MOST_BYTES, MOST_WORDS, NOTHING, UNTOLD, joined, partly, said
from tests.support.vosk_said import ALTERNATIVES, EMPTY, PARTIAL, PLAIN_TEXT, TURN_OFF, WITH_UNKNOWN, result


def test_a_result_has_words_with_times_and_confidence() -> None:
    heard = said(TURN_OFF)
    assert heard.text == "turn off the kitchen light"
    assert [one.text for one in heard.words] == ["turn", "off", "the", "kitchen", "light"]
    assert heard.words[0].confidence == pytest.approx(0.98)
    assert (heard.words[0].start_s, heard.words[-1].end_s) == (0.39, 1.83)


def test_a_result_without_words_has_its_text() -> None:
    assert (said(PLAIN_TEXT).text, said(PLAIN_TEXT).words) == ("turn off the light", ())


def test_alternatives_are_told_best_first_and_their_words_are_not_trusted() -> None:
    heard = said(ALTERNATIVES)
    assert heard.text == "turn off the light"
    assert heard.alternatives == ("turn of the light", "turn off the night")
    assert {one.confidence for one in heard.words} == {UNTOLD}


def test_silence_says_nothing() -> None:
    assert said(EMPTY) == NOTHING
    assert said('{"alternatives": [{"confidence": 120.1, "text": ""}]}') == NOTHING


def test_unknown_words_stay_in_the_text() -> None:
    assert said(WITH_UNKNOWN).text == "[unk] light [unk]"


def test_a_partial_result_is_text() -> None:
    assert partly(PARTIAL) == "turn off the"
    assert partly('{"partial": ""}') == ""


def test_stretches_become_one_utterance() -> None:
    whole = joined([said(result("turn off")), NOTHING, said(result("the light"))])
    assert (whole.text, len(whole.words)) == ("turn off the light", 4)
    assert joined([]) == NOTHING
    assert joined([NOTHING, said(ALTERNATIVES)]).alternatives


BROKEN = [
    "", " ", "null", "[]", "{}", "{", "}", '"text"', "42", "NaN", '{"text": 1}', '{"text": null}', '{"text": ["a"]}',
    '{"text": "a", "result": 7}', '{"text": "a", "result": [7]}', '{"text": "a", "result": [{"conf": 1}]}',
    '{"text": "a", "result": [{"word": "a", "conf": "high"}]}', '{"text": "a", "result": [{"word": 3}]}',
    '{"alternatives": {}}', '{"alternatives": [[]]}', '{"alternatives": [{"text": 3}]}', "\x00", "{'text': 'a'}",
    '{"text": "\\ud800"}', '{"text": "a"', '{"text": "a"} trailing', '{"partial": 3}', "[" * 100_000, "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("content", BROKEN)
def test_what_is_no_result_says_nothing(content: str) -> None:
    assert said(content) == NOTHING
    assert partly(content) == ""


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"text": "a " * MOST_BYTES}),
        json.dumps({"text": "a" * 5000}),
        json.dumps({"text": " ".join(["turn"] * (MOST_WORDS + 1))}),
        json.dumps({"text": "a", "result": [{"word": "a"}] * (MOST_WORDS + 1)}),
    ],
)
def test_what_is_larger_than_an_utterance_says_nothing(content: str) -> None:
    assert said(content) == NOTHING


def test_a_huge_partial_says_nothing() -> None:
    assert partly(json.dumps({"partial": "a" * (MOST_BYTES + 1)})) == ""


def test_odd_numbers_are_bounded() -> None:
    words = '[{"word": "turn", "start": -3, "end": -9, "conf": 7}, {"word": "off", "conf": -1, "start": 1e300}]'
    heard = said(f'{{"text": "turn off", "result": {words}}}')
    assert [(one.start_s, one.end_s, one.confidence) for one in heard.words] == [(0.0, 0.0, 1.0), (1e300, 1e300, 0.0)]


def test_text_that_could_steer_a_screen_is_made_harmless() -> None:
    heard = said(json.dumps({"text": "turn\u202e off\x1b[31m  the\nlight"}))
    assert "\x1b" not in heard.text
    assert "\u202e" not in heard.text
    assert "\n" not in heard.text


@given(st.text(max_size=200))
def test_no_text_makes_it_stumble(content: str) -> None:
    assert isinstance(said(content).text, str)
    assert isinstance(partly(content), str)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["text", "result", "alternatives", "word", "conf", "partial"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_makes_it_stumble(value: object) -> None:
    heard = said(json.dumps(value))
    assert all(0 <= one.confidence <= 1 and 0 <= one.start_s <= one.end_s for one in heard.words)
