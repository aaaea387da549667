# SPDX-License-Identifier: Apache-2.0
"""What two looks at one sound come to: agreement, doubt, and readings said too fast to be what was said."""

from dataclasses import replace

import pytest

from edgeassist.speech.second_key import Evidence, Stretch, certainty, is_hurried, judge
from edgeassist.speech.second_look import CLEAR, needs_another, together


def evidence(text: str, cost: float = 60.0, frames: int = 35) -> Evidence:
    """Words of equal length that all cost the same a frame."""
    words = text.split()
    reading = tuple(
        Stretch(word, 30 + at * frames, 29 + (at + 1) * frames, cost * frames) for at, word in enumerate(words)
    )
    return Evidence(reading, voiced_s=1.5, loudest_db=-20.0, loud_s=len(words) * frames / 100)


CLEARLY, BARELY, POORLY, BADLY = 45.0, 78.0, 86.0, 95.0


def test_what_is_clear_needs_no_second_look() -> None:
    clear = evidence("turn on the kitchen lights", CLEARLY)
    assert certainty(clear) >= CLEAR
    assert not needs_another(clear)


@pytest.mark.parametrize("cost", [BARELY, POORLY, BADLY])
def test_what_is_less_clear_does(cost: float) -> None:
    assert needs_another(evidence("turn on the kitchen lights", cost))


@pytest.mark.parametrize(("voiced_s", "loud_s", "too_long"), [(0.0, 1.0, False), (1.5, 7.5, False), (1.5, 1.0, True)])
def test_silence_and_very_long_talk_are_looked_at_once(voiced_s: float, loud_s: float, *, too_long: bool) -> None:
    poor = evidence("turn on the radio", POORLY)
    assert not needs_another(replace(poor, voiced_s=voiced_s, loud_s=loud_s, too_long=too_long))


def test_speech_without_any_reading_is_looked_at_again() -> None:
    assert needs_another(replace(evidence("stop"), reading=()))


def test_readings_that_agree_are_accepted_with_less_clearness_than_one_alone() -> None:
    first = evidence("turn on the kitchen lights", BARELY + 2.5)
    assert judge(first).verdict == "unsure"
    looked = together(first, evidence("turn on kitchen lights", BARELY))
    assert looked.judgement.verdict == "accepted"
    assert looked.other == ""


def test_the_clearer_of_two_alike_readings_is_told() -> None:
    better = evidence("turn on kitchen lights", CLEARLY)
    assert together(evidence("turn on the kitchen lights", BARELY), better).evidence is better


@pytest.mark.parametrize("costs", [(CLEARLY, CLEARLY), (CLEARLY, BADLY), (BADLY, CLEARLY)])
def test_readings_that_differ_are_never_accepted(costs: tuple[float, float]) -> None:
    looked = together(evidence("no thank you", costs[0]), evidence("open the chat", costs[1]))
    assert looked.judgement.verdict == "unsure"
    assert {" ".join(word.text for word in looked.evidence.words), looked.other} == {"no thank you", "open the chat"}


def test_two_poor_readings_that_differ_are_no_command() -> None:
    looked = together(evidence("delete all notes", POORLY), evidence("read my notes", POORLY))
    assert looked.judgement.verdict == "not-a-command"


def test_two_bad_readings_are_no_command_even_when_they_agree() -> None:
    bad = evidence("delete all notes", BADLY)
    assert together(bad, bad).judgement.verdict == "not-a-command"


@pytest.mark.parametrize(("cost", "verdict"), [(CLEARLY, "unsure"), (BADLY, "not-a-command")])
def test_what_the_second_look_does_not_read_is_asked_about_at_most(cost: float, verdict: str) -> None:
    found, empty = evidence("turn on the radio", cost), replace(evidence("stop"), reading=())
    looked = together(found, empty)
    assert (looked.judgement.verdict, looked.evidence) == (verdict, found)


@pytest.mark.parametrize(("cost", "verdict"), [(CLEARLY, "accepted"), (BARELY, "unsure"), (BADLY, "not-a-command")])
def test_what_only_the_second_look_reads_must_be_clear(cost: float, verdict: str) -> None:
    found, empty = evidence("turn on the radio", cost), replace(evidence("stop"), reading=())
    looked = together(empty, found)
    assert (looked.judgement.verdict, looked.evidence) == (verdict, found)


def test_without_any_reading_it_is_no_command() -> None:
    empty = replace(evidence("stop"), reading=())
    assert together(empty, empty).judgement.verdict == "not-a-command"


def hurried() -> Evidence:
    """ "bedside" read where "desk" was said: seven sounds in the time of four."""
    plain = evidence("turn the lamp off now", CLEARLY)
    turn, the, *rest = plain.reading
    quick = Stretch("bedside", the.last + 1, the.last + 35, CLEARLY * 35, 7)
    usual = [replace(stretch, phones=3) for stretch in (turn, the, *rest)]
    return replace(plain, reading=(*usual[:2], quick, *usual[2:]))


def test_a_word_said_much_faster_than_the_others_is_asked_about() -> None:
    assert is_hurried(hurried().words)
    assert judge(hurried()).verdict == "unsure"
    assert needs_another(hurried())
    assert together(hurried(), hurried()).judgement.verdict == "unsure"


def test_short_words_and_words_of_unknown_sounds_may_be_quick() -> None:
    words = hurried().words
    assert not is_hurried([replace(word, phones=0) for word in words])
    assert not is_hurried([replace(word, phones=min(word.phones, 4)) for word in words])
    assert not is_hurried(())


@pytest.mark.parametrize("noisy_db", [5.0, 12.0, 17.9])
def test_in_a_noisy_room_everything_is_asked_about(noisy_db: float) -> None:
    clear = replace(evidence("turn on the kitchen lights", CLEARLY), above_room_db=noisy_db)
    assert judge(clear).verdict == "unsure"
    assert together(clear, clear).judgement.verdict == "unsure"
    assert judge(replace(clear, above_room_db=25.0)).verdict == "accepted"


@pytest.mark.parametrize("number", ["fifteen", "fifty", "thirteen", "ninety"])
def test_a_number_that_another_sounds_like_is_looked_at_twice_and_must_be_clear(number: str) -> None:
    clear = evidence(f"set a timer for {number} minutes", CLEARLY)
    assert needs_another(clear)
    assert together(clear, clear).judgement.verdict == "accepted"
    fair = evidence(f"set a timer for {number} minutes", BARELY + 1)
    plain = evidence("set a timer for seven minutes", BARELY + 1)
    assert together(plain, plain).judgement.verdict == "accepted"
    assert together(fair, fair).judgement.verdict == "unsure"
    other = evidence("set a timer for eight minutes", CLEARLY)
    assert together(clear, other).judgement.verdict == "unsure", "heard once as this and once as that"
