# SPDX-License-Identifier: Apache-2.0
"""Whatever the loudness of an utterance, it comes to the recognizer equally loud, over a hiss, between two pauses."""

import numpy as np
import pytest

from edgeassist.speech.levelling import Leveller, rms, soft_noise
from tests.support import speaking

SAID = speaking.spoken("turn on the kitchen light")


def levelled(sound: bytes, length_s: float = 0.1) -> tuple[bytes, Leveller]:
    level = Leveller()
    out = b"".join(level.feed(piece) for piece in speaking.pieces(sound, length_s))
    return out + level.finish(), level


@pytest.mark.parametrize("by_db", [-30, -15, 0, 5])
def test_soft_and_loud_speech_become_equally_loud(by_db: float) -> None:
    out, _ = levelled(speaking.louder(SAID, by_db))
    assert 1800 < rms(out) < 4000


def test_hiss_is_added_where_there_was_silence_and_before_and_after() -> None:
    out, _ = levelled(SAID)
    assert speaking.seconds(out) == pytest.approx(speaking.seconds(SAID) + 0.6, abs=0.04)
    assert 200 < rms(out[:6400]) < 450
    assert 200 < rms(out[-6400:]) < 450


def test_the_hiss_is_of_one_loudness_and_louder_the_lower_it_is() -> None:
    hiss = soft_noise(3)
    loud = np.abs(np.fft.rfft(hiss)) ** 2
    quarter = len(loud) // 4
    assert np.sqrt(np.mean(hiss**2)) == pytest.approx(1.0)
    assert loud[:quarter].sum() > 20 * loud[-quarter:].sum() > 0
    assert np.array_equal(hiss, soft_noise(3))
    assert not np.array_equal(hiss, soft_noise(4))


def test_long_sound_is_over_the_hiss_from_its_beginning_to_its_end() -> None:
    out, _ = levelled(speaking.joined(SAID, speaking.silence(6), SAID))
    for at_s in (3, 5, 6.5):
        assert 200 < rms(out[int(at_s * 32_000) :][:9600]) < 290


def test_no_hiss_is_added_to_what_hisses_already() -> None:
    noisy = speaking.mixed(speaking.joined(speaking.silence(1), SAID), speaking.white_noise(4), 14)
    clean = speaking.joined(speaking.white_noise(1, level_db=-60), SAID)
    of_noisy, of_clean = levelled(noisy)[0], levelled(clean)[0]
    before_speech = slice(32 * 350, 32 * 600)  # the pad is over, nobody speaks yet
    assert rms(of_noisy[before_speech]) < 2.2 * rms(of_clean[before_speech])


def test_nothing_comes_before_the_loudness_is_known_and_all_of_it_then() -> None:
    level = Leveller()
    first = [len(level.feed(piece)) for piece in speaking.pieces(SAID, 0.03)]
    began = next(at for at, size in enumerate(first) if size)
    assert 10 <= began < 40
    assert first[began] > 12 * 960
    assert all(size == 960 for size in first[began + 1 : -1])


def test_a_long_silence_before_the_speech_is_cut() -> None:
    out, _ = levelled(speaking.joined(speaking.silence(5), SAID))
    assert speaking.seconds(out) < speaking.seconds(SAID) + 0.6 + 0.7


@pytest.mark.parametrize("sound", [b"", b"\x01", speaking.silence(2), speaking.white_noise(1, level_db=-70)])
def test_of_silence_nothing_comes(sound: bytes) -> None:
    out, level = levelled(sound)
    assert out == b""
    assert level.voiced_frames == 0


def test_pieces_of_any_length_give_the_same() -> None:
    whole, _ = levelled(SAID, 10)
    for length_s in (0.0101, 0.05, 0.333):
        assert levelled(SAID, length_s)[0] == whole


def test_an_odd_byte_is_kept_for_the_next_piece() -> None:
    level = Leveller()
    step = 1001
    out = b"".join(level.feed(SAID[at : at + step]) for at in range(0, len(SAID), step)) + level.finish()
    assert out == levelled(SAID)[0]
    assert len(levelled(SAID + b"\x07")[0]) % 2 == 0


def test_it_counts_what_sounded_like_a_voice() -> None:
    _, level = levelled(speaking.joined(speaking.silence(1), SAID, speaking.silence(1)))
    assert 20 < level.loud_frames < speaking.seconds(SAID) / 0.03
    assert 0.4 < level.voiced_frames * 0.03 / speaking.seconds(SAID) <= 1.1
    assert level.loudest > 2000


def test_loudness_is_of_the_samples() -> None:
    assert rms(b"") == 0.0
    assert rms(speaking.silence(0.1)) == 0.0
    assert rms((1000).to_bytes(2, "little") * 50) == 1000.0
    assert rms((-32768).to_bytes(2, "little", signed=True) * 50) == 32768.0


@pytest.mark.parametrize("noise_db", [20, 10, 5])
def test_it_tells_how_far_speech_stands_above_the_noise_of_the_room(noise_db: int) -> None:
    level = Leveller()
    level.feed(speaking.spoken("turn on the kitchen lights", noise_db=noise_db))
    assert level.above_room_db == pytest.approx(noise_db + 5, abs=2.5)


def test_of_nothing_it_tells_nothing() -> None:
    assert Leveller().above_room_db == 0.0
