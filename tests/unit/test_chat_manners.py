# SPDX-License-Identifier: Apache-2.0
"""How a chat is answered, in words: personas, what the numbers mean, and that nothing else kept there is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.history.manner import Manner, Parameter
from edgeassist.panes.chat import manners
from edgeassist.panes.chat.manners import LENGTHS, MOST_TOKENS, OWN, PERSONAS, TEMPERATURE, TOP_P
from edgeassist.panes.chat.reading import most_tokens, sampling_of
from edgeassist.wire import Sampling

PLAIN = st.booleans() | st.integers(-5, 5000) | st.floats(-2, 2) | st.text(max_size=5)
PARAMETERS = st.dictionaries(st.sampled_from([TEMPERATURE, TOP_P, MOST_TOKENS, "summary", "other"]), PLAIN)


def test_every_persona_is_known_by_its_text_and_the_first_says_nothing() -> None:
    assert PERSONAS[0].text == ""
    assert len({one.name for one in PERSONAS}) == len({one.text for one in PERSONAS}) == len(PERSONAS)
    assert OWN not in {one.name for one in PERSONAS}
    assert all(manners.persona_of(f" {one.text}\n") == one.name for one in PERSONAS)
    assert all(one.about.endswith(".") for one in PERSONAS)
    assert manners.persona_of("Something else.") == OWN


def test_a_persona_is_short_enough_for_a_small_context() -> None:
    assert max(len(one.text) for one in PERSONAS) < 300


@given(PARAMETERS, st.sampled_from([TEMPERATURE, TOP_P, MOST_TOKENS]), st.none() | st.floats(0, 1))
def test_choosing_a_number_keeps_the_others(parameters: dict[str, Parameter], name: str, value: float | None) -> None:
    before = Manner("m", "p", parameters)
    after = manners.with_parameter(before, name, value)
    assert (after.model, after.persona) == ("m", "p")
    assert after.parameters.get(name) == value
    others = {key: old for key, old in parameters.items() if key != name}
    assert {key: old for key, old in after.parameters.items() if key != name} == others


@given(PARAMETERS)
def test_as_usual_again_forgets_only_what_the_sheet_shows(parameters: dict[str, Parameter]) -> None:
    fresh = manners.usual(Manner("m", "p", parameters))
    assert (fresh.model, fresh.persona) == ("", "")
    assert set(fresh.parameters) == set(parameters) - {TEMPERATURE, TOP_P, MOST_TOKENS}
    assert manners.usual(fresh) == fresh


@given(PARAMETERS)
def test_what_is_no_number_counts_as_usual(parameters: dict[str, Parameter]) -> None:
    manner = Manner("", "", parameters)
    for name in (TEMPERATURE, TOP_P):
        value = manners.parameter(manner, name)
        assert value is None or value == parameters[name]
        assert not isinstance(parameters.get(name), bool) or value is None
    assert manners.length_key(manner) in dict(LENGTHS)


@pytest.mark.parametrize(
    ("temperature", "word"),
    [(0, "Careful"), (0.25, "Careful"), (0.3, "Rather careful"), (0.7, "Balanced"), (1.2, "Inventive"), (1.5, "Wild")],
)
def test_a_temperature_has_a_word(temperature: float, word: str) -> None:
    assert manners.temper(temperature).startswith(word)


@pytest.mark.parametrize(("tokens", "key"), [(1, "160"), (300, "160"), (400, "480"), (1024, "1024"), (9999, "2048")])
def test_any_length_is_shown_as_the_nearest(tokens: int, key: str) -> None:
    assert manners.length_key(Manner("", "", {MOST_TOKENS: tokens})) == key


def test_a_length_is_said_in_words_not_tokens() -> None:
    said = [manners.about_length(key) for key, _ in LENGTHS]
    assert [int(word) for line in said for word in line.split() if word.isdigit()] == [700, 110, 340, 720, 1430]
    assert not any("token" in line for line in said)


def test_what_the_sheet_chooses_is_what_the_pane_asks_with() -> None:
    manner = Manner()
    for name, value in ((TEMPERATURE, 0.3), (TOP_P, 0.85), (MOST_TOKENS, 480)):
        manner = manners.with_parameter(manner, name, value)
    assert sampling_of(manner.parameters, Sampling()) == Sampling(temperature=0.3, top_p=0.85)
    assert most_tokens(manner.parameters) == 480
    assert sampling_of(manners.usual(manner).parameters, Sampling()) == Sampling()
