# SPDX-License-Identifier: Apache-2.0
"""Speech begins when somebody speaks and ends half a second after the last word, not at a breath within."""

import pytest

from edgeassist.speech.endpoint import Endpoint
from tests.support import speaking
from tests.support.speaking import joined, pieces, silence, spoken

SAID = spoken("set a timer for five minutes")


def told(sound: bytes, length_s: float = 0.03) -> list[tuple[float, str]]:
    """What was said of `sound`, at each change, with the time in seconds."""
    endpoint = Endpoint()
    changes: list[tuple[float, str]] = []
    for number, piece in enumerate(pieces(sound, length_s)):
        state = endpoint.feed(piece)
        if not changes or changes[-1][1] != state:
            changes.append((round((number + 1) * length_s, 2), state))
    return changes


def test_speech_begins_and_ends_once() -> None:
    sound = joined(silence(1), SAID, silence(1.5))
    changes = told(sound)
    assert [state for _, state in changes] == ["quiet", "speech", "ended", "quiet"]
    assert 1.0 < changes[1][0] < 1.5


def test_it_ends_about_half_a_second_after_the_last_word() -> None:
    ended = next(at for at, state in told(joined(SAID, silence(2))) if state == "ended")
    last_word_s = speaking.seconds(SAID.rstrip(b"\0")) - 0.2  # its voice leaves a fifth of a second of near silence
    assert 0.2 < ended - last_word_s < 0.8


@pytest.mark.parametrize("pause_s", [0.1, 0.2, 0.3])
def test_a_short_pause_inside_a_command_does_not_cut_it(pause_s: float) -> None:
    sound = joined(spoken("set a timer").rstrip(b"\0") + b"\0", silence(pause_s), spoken("for five minutes"))
    whole = sound[: len(sound) // 2 * 2]
    states = [state for _, state in told(joined(whole, silence(1.2)))]
    assert states.count("ended") == 1
    assert states.count("speech") == 1


def test_two_sentences_far_apart_are_two() -> None:
    states = [state for _, state in told(joined(SAID, silence(1.5), SAID, silence(1.5)))]
    assert states.count("ended") == 2


@pytest.mark.parametrize("sound", [silence(3), speaking.white_noise(3), speaking.white_noise(3, level_db=-55), b"xxx"])
def test_silence_and_hiss_are_quiet(sound: bytes) -> None:
    assert {state for _, state in told(sound)} == {"quiet"}


def test_a_click_is_not_speech() -> None:
    click = joined(silence(0.5), b"\xff\x7f\x00\x80" * 200, silence(1))
    assert {state for _, state in told(click)} == {"quiet"}


def test_speech_is_found_in_a_room_that_hisses() -> None:
    noisy = speaking.mixed(joined(silence(1), SAID, silence(1.5)), speaking.white_noise(5), 15)
    assert [state for _, state in told(noisy)] == ["quiet", "speech", "ended", "quiet"]


def test_the_length_of_the_pieces_makes_no_difference() -> None:
    sound = joined(silence(0.5), SAID, silence(1))
    for length_s in (0.01, 0.1, 0.25):
        assert "ended" in [state for _, state in told(sound, length_s)]
    assert Endpoint().feed(sound) == "ended"


def test_a_minute_without_speech_takes_no_memory() -> None:
    endpoint = Endpoint()
    for _ in range(600):
        assert endpoint.feed(silence(0.1)) == "quiet"
    assert len(endpoint._rest) < 960
    assert len(endpoint._recent) <= 17
