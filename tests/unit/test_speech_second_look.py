# SPDX-License-Identifier: Apache-2.0
"""What two looks at one sound come to: agreement, doubt, and readings said too fast to be what was said."""

from dataclasses import replace

import pytest

from edgeassist.speech.second_key import Evidence, Stretch, certainty, is_hurried, judge
from edgeassist.speech.second_look import CLEAR, needs_another, needs_third, of_three, together


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


def hurried(cost: float = BARELY - 5) -> Evidence:
    """ "bedside" read where "desk" was said: seven sounds in the time of four."""
    plain = evidence("turn the lamp off now", cost)
    turn, the, *rest = plain.reading
    quick = Stretch("bedside", the.last + 1, the.last + 35, cost * 35, 7)
    usual = [replace(stretch, phones=3) for stretch in (turn, the, *rest)]
    return replace(plain, reading=(*usual[:2], quick, *usual[2:]))


def test_a_word_said_much_faster_than_the_others_is_asked_about() -> None:
    assert is_hurried(hurried().words)
    assert judge(hurried()).verdict == "unsure"
    assert needs_another(hurried())
    assert together(hurried(), hurried()).judgement.verdict == "unsure"
    assert together(hurried(CLEARLY), hurried()).judgement.verdict == "unsure"


def test_a_hurried_word_that_two_clear_readings_share_was_said_so() -> None:
    quick = hurried(CLEARLY)
    assert judge(quick).verdict == "unsure", "one reading alone is not enough"
    looked = together(quick, quick)
    assert looked.judgement.verdict == "accepted"
    assert looked.judgement.confidence < judge(evidence("turn the lamp off now", CLEARLY)).confidence


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
    fair = evidence(f"set a timer for {number} minutes", BARELY + 5)
    plain = evidence("set a timer for seven minutes", BARELY + 5)
    assert together(plain, plain).judgement.verdict == "accepted"
    assert together(fair, fair).judgement.verdict == "unsure"
    other = evidence("set a timer for eight minutes", CLEARLY)
    assert together(clear, other).judgement.verdict == "unsure", "heard once as this and once as that"


@pytest.mark.parametrize("door", ["lock the front door", "unlock the front door", "is the front door locked"])
def test_locked_and_unlocked_are_looked_at_twice(door: str) -> None:
    assert needs_another(evidence(door, CLEARLY))


def test_a_third_look_is_taken_where_two_differ_and_one_is_fair() -> None:
    cat, dog = evidence("put cat food there", BARELY), evidence("put dog food there", BARELY)
    assert needs_third(cat, dog)
    assert not needs_third(cat, cat), "what agrees and is clear needs none"
    poor = evidence("put cat food there", POORLY)
    assert needs_third(poor, poor)
    bad = evidence("put cat food there", BADLY)
    assert not needs_third(bad, evidence("put dog food there", BADLY))
    assert not needs_third(bad, bad)


def test_noisy_empty_and_long_sound_is_never_looked_at_thrice() -> None:
    cat, dog = evidence("put cat food there", BARELY), evidence("put dog food there", BARELY)
    assert not needs_third(replace(cat, above_room_db=12.0), dog)
    assert not needs_third(replace(cat, loud_s=2.5), dog)
    assert not needs_third(cat, replace(dog, reading=()))
    assert not needs_third(replace(cat, reading=()), dog)


@pytest.mark.parametrize("dog_first", [True, False])
def test_two_of_three_decide(*, dog_first: bool) -> None:
    cat, dog = evidence("put cat food there", CLEARLY), evidence("put dog food there", BARELY)
    looked = of_three(dog, cat, cat) if dog_first else of_three(cat, dog, cat)
    assert (looked.judgement.verdict, looked.evidence, looked.other) == ("accepted", cat, "put dog food there")


def test_two_of_three_that_are_less_clear_than_the_third_do_not() -> None:
    tv, this = evidence("turn on the tv", BARELY + 3), evidence("summarize this", CLEARLY)
    looked = of_three(tv, this, tv)
    assert (looked.judgement.verdict, looked.evidence, looked.other) == ("unsure", this, "turn on the tv")


@pytest.mark.parametrize(
    ("heard", "also"),
    [
        ("set a timer for thirteen minutes", "set a timer for seventeen minutes"),
        ("turn on the bedroom fan now", "turn off the bedroom fan now"),
        ("wake me at half past two", "wake me at half past ten"),
        ("calculate thirty minus eight", "calculate eight minus thirty"),
    ],
)
def test_between_numbers_and_opposites_two_of_three_decide_by_far_only(heard: str, also: str) -> None:
    this, near, far = evidence(heard, BARELY - 10), evidence(also, BARELY - 9), evidence(also, BARELY + 8)
    assert of_three(this, near, this).judgement.verdict == "unsure"
    assert of_three(this, near, this).other == also
    assert of_three(this, far, this).judgement.verdict == "accepted"


def test_what_three_looks_read_alike_needs_less_clearness_than_two() -> None:
    poor = evidence("read me my to do list", POORLY + 2)
    assert together(poor, poor).judgement.verdict == "unsure"
    assert of_three(poor, poor, poor).judgement.verdict == "accepted"
    bad = evidence("read me my to do list", BADLY)
    assert of_three(bad, bad, bad).judgement.verdict == "not-a-command"


def test_two_of_three_need_less_where_the_other_one_is_far_behind() -> None:
    yeast, poor = evidence("remove yeast from it", BADLY + 10), evidence("remove nail polish from it", POORLY - 1)
    looked = of_three(poor, yeast, poor)
    assert (looked.judgement.verdict, looked.evidence) == ("accepted", poor)
    near = evidence("remove yeast from it", POORLY)
    assert of_three(poor, near, poor).judgement.verdict == "unsure"
    bad = evidence("remove nail polish from it", BADLY)
    assert of_three(bad, evidence("remove yeast from it", 150.0), bad).judgement.verdict == "not-a-command"


@pytest.mark.parametrize(("loud_s", "thrice"), [(1.2, True), (1.5, True), (1.8, False)])
def test_how_long_what_is_read_a_third_time_may_be(loud_s: float, *, thrice: bool) -> None:
    cat, dog = evidence("put cat food there", BARELY), evidence("put dog food there", BARELY)
    assert needs_third(replace(cat, loud_s=loud_s), dog) is thrice


def test_what_would_do_alone_is_not_outvoted() -> None:
    bags, balm = evidence("remove garbage bags from it", CLEARLY + 5), evidence("remove lip balm from it", CLEARLY)
    assert certainty(bags) >= CLEAR
    assert of_three(balm, bags, balm).judgement.verdict == "unsure"


def test_three_readings_that_all_differ_are_asked_about() -> None:
    one, two, three = (evidence(f"put {what} on my list", CLEARLY) for what in ("salt", "tea", "oats"))
    assert of_three(one, two, three) == together(one, two)
    assert of_three(one, two, replace(three, reading=())).judgement.verdict == "unsure"


def test_three_hurried_readings_are_still_asked_about() -> None:
    assert of_three(hurried(), hurried(), hurried()).judgement.verdict == "unsure"
