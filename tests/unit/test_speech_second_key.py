# SPDX-License-Identifier: Apache-2.0
"""What the grammar read is a command only where its sounds are close to the best sounds of all."""

import pytest

from edgeassist.speech.heard import Verdict
from edgeassist.speech.second_key import Evidence, Stretch, clearness, judge, judge_dictation, spoken, word_confidence


def reading(*costs: float, silence: float = 15.0, frames: int = 40) -> tuple[Stretch, ...]:
    """Silence, words of these costs a frame, silence."""
    words = [
        Stretch(f"w{at}", 30 + at * frames, 29 + (at + 1) * frames, cost * frames) for at, cost in enumerate(costs)
    ]
    after = 30 + len(costs) * frames
    return (Stretch("", 0, 29, silence * 30), *words, Stretch("", after, after + 39, silence * 40))


def verdict(stretches: tuple[Stretch, ...], *, voiced_s: float = 1.5) -> Verdict:
    return judge(Evidence(stretches, voiced_s, -20.0)).verdict


def test_close_words_are_accepted() -> None:
    judgement = judge(Evidence(reading(48, 52, 60), 1.5, -20.0))
    assert judgement.verdict == "accepted"
    assert judgement.confidence > 0.9


def test_other_talk_forced_into_words_is_no_command() -> None:
    judgement = judge(Evidence(reading(75, 80, 104, frames=25), 1.5, -20.0))
    assert judgement.verdict == "not-a-command"
    assert judgement.confidence < 0.25


def test_between_the_two_it_is_asked_about() -> None:
    verdicts = [verdict(reading(cost, cost, cost + 15)) for cost in range(40, 100, 2)]
    assert verdicts[0] == "accepted"
    assert verdicts[-1] == "not-a-command"
    assert "unsure" in verdicts
    order = {"accepted": 0, "unsure": 1, "not-a-command": 2}
    assert [order[each] for each in verdicts] == sorted(order[each] for each in verdicts)


def test_one_word_that_was_not_said_spoils_the_sentence() -> None:
    assert clearness(reading(48, 48, 48)) - clearness(reading(48, 48, 110)) > 3


def test_a_silence_that_is_none_is_talk_that_the_grammar_skipped() -> None:
    assert verdict(reading(62, 66)) == "accepted"
    assert verdict(reading(62, 66, silence=106)) == "not-a-command"


def test_a_short_silence_between_words_is_not_looked_at() -> None:
    words = reading(50, 50)
    pause = Stretch("", 0, 5, 6 * 120)
    assert clearness((pause, *words)) == clearness(words)


def test_more_is_asked_of_a_single_word() -> None:
    two, one = judge(Evidence(reading(66, 66), 1.0, -20)), judge(Evidence(reading(66), 1.0, -20))
    assert one.confidence < two.confidence


def test_a_held_tone_is_no_word() -> None:
    assert verdict((Stretch("stop", 0, 84, 50.0 * 85),)) == "not-a-command"
    assert verdict((Stretch("stop", 0, 60, 50.0 * 61),)) == "accepted"
    assert verdict((Stretch("pause", 0, 40, 50.0 * 41), Stretch("tv", 41, 115, 50.0 * 75))) == "accepted"
    two = (Stretch("pause", 0, 40, 50.0 * 41), Stretch("tv", 41, 160, 50.0 * 120))
    assert verdict(two) == "not-a-command"
    three = (Stretch("turn", 0, 40, 50.0 * 41), Stretch("radio", 41, 80, 50.0 * 40), Stretch("off", 81, 200, 6000.0))
    assert verdict(three) == "accepted"


def test_a_word_in_the_midst_of_other_loud_sound_is_none() -> None:
    word = (Stretch("stop", 100, 149, 50.0 * 50),)
    for loud_s, expected in ((0.6, "accepted"), (1.0, "unsure"), (3.0, "not-a-command")):
        assert judge(Evidence(word, 1.0, -20.0, loud_s)).verdict == expected


def test_a_command_in_the_midst_of_other_talk_is_none() -> None:
    assert judge(Evidence(reading(50, 50, 50), 1.0, -20.0, 1.4)).verdict == "accepted"
    assert judge(Evidence(reading(50, 50, 50), 1.0, -20.0, 4.0)).verdict == "not-a-command"


def test_a_word_of_a_blink_is_none() -> None:
    assert verdict((Stretch("no", 30, 38, 20.0 * 9),)) == "not-a-command"


@pytest.mark.parametrize(
    ("voiced_s", "loudest_db", "expected"), [(0.0, -90.0, "silence"), (0.0, -12.0, "noise"), (0.09, -51.0, "silence")]
)
def test_without_a_voice_there_is_nothing(voiced_s: float, loudest_db: float, expected: str) -> None:
    assert judge(Evidence(reading(40, 40), voiced_s, loudest_db)).verdict == expected
    assert judge_dictation(Evidence(reading(40, 40), voiced_s, loudest_db)).verdict == expected


def test_a_voice_without_a_reading_is_no_command() -> None:
    assert verdict(()) == "not-a-command"
    assert verdict((Stretch("", 0, 90, 1000.0),)) == "not-a-command"
    assert judge_dictation(Evidence((), 1.0, -20.0)).verdict == "noise"


def test_what_is_too_long_is_said_to_be() -> None:
    assert judge(Evidence(reading(40), 25.0, -20.0, too_long=True)).verdict == "too-long"


def test_dictation_is_taken_as_it_is_with_its_confidence() -> None:
    sure, unsure = (judge_dictation(Evidence(reading(cost, cost), 1.0, -20.0)) for cost in (50, 100))
    assert sure.verdict == unsure.verdict == "accepted"
    assert sure.confidence > 0.9
    assert unsure.confidence < 0.5


def test_words_are_told_in_seconds_with_their_own_confidence() -> None:
    words = spoken(reading(50, 110))
    assert [(word.text, word.start_s, word.end_s) for word in words] == [("w0", 0.3, 0.7), ("w1", 0.7, 1.1)]
    assert words[0].confidence > 0.9
    assert words[1].confidence < 0.2


@pytest.mark.parametrize("cost", [0.0, -500.0, 1e9])
def test_a_confidence_is_always_from_0_to_1(cost: float) -> None:
    assert 0.0 <= word_confidence(Stretch("x", 0, 10, cost)) <= 1.0
    assert 0.0 <= judge(Evidence((Stretch("x", 0, 50, cost),), 1.0, -20.0)).confidence <= 1.0
