# SPDX-License-Identifier: Apache-2.0
"""The rule of two keys: when free hearing and hearing within the grammar agree, and when nothing may happen."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.speech.heard import Heard, Verdict
from edgeassist.speech.spoken_forms import is_number, normalized, sounds_like
from edgeassist.speech.two_keys import LEAST_SHARE, alone, judge
from tests.support.vosk_said import heard

AGREED = [
    ("turn off the light", "turn off the light"),
    ("turn of the light", "turn off the light"),
    ("turn off light", "turn off the light"),
    ("um turn off the light please", "turn off the light"),
    ("Turn off the light.", "turn off the light"),
    ("set a timer for 25 minutes", "set a timer for twenty five minutes"),
    ("set the brightness to 50%", "set the brightness to fifty percent"),
    ("set the thermostat too twenty", "set the thermostat to twenty"),
    ("set a timer four five minutes", "set a timer for five minutes"),
    ("turn on the lights in the kitchen", "turn on the light in the kitchen"),
    ("turn on margarets lamp", "turn on margaret's lamp"),
    ("turn on margret lamp", "turn on margaret lamp"),
    ("schalte das licht in der küche aus", "schalte das licht in der küche aus"),
    ("schalte licht in küche aus", "schalte das licht in der küche aus"),
    ("enciende la luz de la cocina", "enciende la luz de la cocina"),
    ("éteins la lumière", "éteins la lumière"),
]
ASKED = [
    ("turn on the light", "turn off the light"),
    ("schalte das licht an", "schalte das licht aus"),
    ("licht bitte einschalten jetzt", "licht bitte ausschalten jetzt"),
    ("set a timer for fifteen minutes", "set a timer for fifty minutes"),
    ("set a timer for seven minutes", "set a timer for seventy minutes"),
    ("unlock the front door", "lock the front door"),
    ("turn on the chicken light", "turn on the kitchen light"),
    ("open the front window", "open the back window"),
    ("règle le minuteur sur quatre minutes", "règle le minuteur sur quatorze minutes"),
    ("stelle den wecker auf sechzehn uhr", "stelle den wecker auf sechzig uhr"),
    ("turn off the light now then", "turn off the light now"),
]
OTHER = [
    ("i saw a film about whales yesterday", "turn off the light"),
    ("the kitchen is where we had the party", "turn off the kitchen light"),
    ("huh", "stop"),
    ("well", "turn off the light"),
    ("and then he said turn off the radio because it was late", "turn off the radio"),
    ("licht an", "licht aus"),
    ("stop", "start"),
]


@pytest.mark.parametrize(("free", "grammar"), AGREED)
def test_what_both_heard_is_accepted(free: str, grammar: str) -> None:
    both = judge(heard(free), heard(grammar, 1.0))
    assert (both.verdict, both.text, both.free_text) == ("accepted", grammar, free)
    assert both.alternatives == ()
    assert both.confidence > 0.6


@pytest.mark.parametrize(("free", "grammar"), ASKED)
def test_a_word_that_differs_is_asked_about(free: str, grammar: str) -> None:
    both = judge(heard(free), heard(grammar, 1.0))
    assert (both.verdict, both.text) == ("unsure", grammar)
    assert both.alternatives == (free,)


@pytest.mark.parametrize(("free", "grammar"), OTHER)
def test_what_is_about_something_else_is_no_command(free: str, grammar: str) -> None:
    both = judge(heard(free), heard(grammar, 1.0))
    assert (both.verdict, both.text) == ("not-a-command", free)


@pytest.mark.parametrize(
    ("free", "grammar", "verdict"),
    [
        ("", "", "silence"),
        ("", "turn off the light", "noise"),
        ("turn off the light", "", "not-a-command"),
        ("turn off the light", "[unk]", "not-a-command"),
        ("turn off the light", "turn off the [unk] light", "not-a-command"),
        ("turn [unk] the light", "turn off the light", "not-a-command"),
        ("the " * 70 + "light " * 70, "turn off the light", "too-long"),
    ],
)
def test_silence_noise_and_unknown_words_do_nothing(free: str, grammar: str, verdict: Verdict) -> None:
    assert judge(heard(free), heard(grammar, 1.0)).verdict == verdict


def test_the_grammars_certainty_counts_for_nothing() -> None:
    assert judge(heard("turn off the light", 0.4), heard("turn off the light", 1.0)).verdict == "unsure"


def test_one_word_that_was_hardly_heard_is_asked_about() -> None:
    sure = (0.99, 0.3, 0.99, 0.99)
    assert judge(heard("turn off the light", sure), heard("turn off the light", 1.0)).verdict == "unsure"
    article = (0.99, 0.99, 0.2, 0.99)
    assert judge(heard("turn off the light", article), heard("turn off the light", 1.0)).verdict == "accepted"


def test_a_command_of_one_word_has_to_be_very_clear() -> None:
    assert judge(heard("stop", 0.75), heard("stop", 1.0)).verdict == "unsure"
    assert judge(heard("stop", 0.9), heard("stop", 1.0)).verdict == "accepted"


def test_words_without_confidence_are_asked_about() -> None:
    assert judge(Heard("turn off the light", "unsure"), heard("turn off the light", 1.0)).verdict == "unsure"


def test_two_names_misheard_are_asked_about() -> None:
    assert judge(heard("call margret and rebeca"), heard("call margaret and rebecca", 1.0)).verdict == "unsure"


def test_a_rival_within_the_grammar_that_meets_as_well_is_asked_about() -> None:
    best = heard("turn on the lamp in the hall", 1.0)
    rivals = msgspec.structs.replace(best, alternatives=("turn on the lamps in the hall",))
    free = heard("turn on the lamp in the hall")
    assert judge(free, rivals).verdict == "accepted"
    between = msgspec.structs.replace(heard("turn on the red light"), alternatives=("turn on the read light",))
    assert judge(heard("turn on the red light"), between).verdict == "unsure"


def test_words_and_times_are_those_of_free_hearing() -> None:
    free = heard("turn of the light", 0.9)
    assert judge(free, heard("turn off the light", 1.0)).words == free.words


@pytest.mark.parametrize(
    ("text", "confidence", "verdict"),
    [
        ("turn off the light", 1.0, "unsure"),
        ("turn off the light", 0.4, "unsure"),
        ("", 0.9, "silence"),
        ("turn [unk] light", 0.95, "not-a-command"),
        ("talk " * 100, 0.95, "too-long"),
    ],
)
def test_free_hearing_alone_always_asks(text: str, confidence: float, verdict: Verdict) -> None:
    assert alone(heard(text, confidence)).verdict == verdict


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Turn OFF the light!", "turn off light"),
        ("25", "twenty five"),
        ("100 percent", "one hundred percent"),
        ("1234", "one thousand two hundred thirty four"),
        ("0", "zero"),
        ("20345", "two zero three four five"),
        ("half past 7", "half past seven"),
        ("the", "the"),
        ("it's", "its"),
        ("licht an", "licht an"),
        ("schalte das licht ein", "schalte licht ein"),
        ("une lampe", "une lampe"),
        ("", ""),
    ],
)
def test_there_is_one_way_of_writing(text: str, words: str) -> None:
    assert normalized(text) == tuple(words.split())


def test_the_words_that_sound_alike_are_told_from_those_that_do_not() -> None:
    assert sounds_like("of", "off")
    assert sounds_like("two", "too")
    for pair in (("on", "off"), ("lock", "unlock"), ("an", "aus"), ("x", "y"), ("on", "of")):
        assert not sounds_like(*pair)


@pytest.mark.parametrize("word", ["seven", "seventy", "fünfzig", "vierzehn", "quatorze", "sesenta", "dieciséis", "7"])
def test_numbers_are_known(word: str) -> None:
    assert is_number(word)


WORDS = "turn on off light lamp kitchen set timer for five fifty minutes stop open close door lock unlock the a music"
SENTENCES = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=9).map(" ".join)


def shared(free: str, grammar: str) -> float:
    """Return the share of the longer sentence that both have, by a plainer count than the one under test."""
    one, other = list(normalized(free)), list(normalized(grammar))
    pairs = 0
    for word in one:
        match = next((there for there in other if there == word or sounds_like(there, word)), None)
        if match is not None:
            other.remove(match)
            pairs += 1
    return pairs / max(len(one), len(normalized(grammar)))


@given(SENTENCES, SENTENCES)
def test_sentences_that_share_few_words_are_never_accepted(free: str, grammar: str) -> None:
    verdict = judge(heard(free), heard(grammar, 1.0)).verdict
    if shared(free, grammar) < LEAST_SHARE:
        assert verdict not in ("accepted", "unsure")
    if shared(free, grammar) < 1:
        near = {"light", "lights", "lamp", "lamps"}
        assert verdict != "accepted" or near & {*free.split(), *grammar.split()}


@given(SENTENCES)
def test_what_both_heard_clearly_is_always_accepted(text: str) -> None:
    assert judge(heard(text, 1.0), heard(text, 1.0)).verdict == "accepted"


@given(st.text(max_size=80), st.text(max_size=80), st.floats(0, 1))
def test_no_text_makes_it_stumble(free: str, grammar: str, confidence: float) -> None:
    one = judge(heard(free, confidence), heard(grammar, 1.0))
    assert 0 <= one.confidence <= 1
    assert one.verdict != "accepted" or confidence > 0.4
