# SPDX-License-Identifier: Apache-2.0
"""The voice child with sound files sent to it, and with sound that it was asked to keep."""

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.speech.lines import (
    Cancel,
    EarState,
    Finish,
    Listen,
    Partial,
    Sound,
    Trouble,
    Utterance,
)
from tests.support.ears import Ear, ToldSource, quiet, tone, wav


@pytest.fixture
def desk() -> ToldSource:
    return ToldSource("Desk")


@pytest.fixture
def ear(desk: ToldSource) -> Iterator[Ear]:
    ear = Ear(desk)
    yield ear
    ear.close()


def states(ear: Ear, job: int = 1) -> list[str]:
    return [one.state for one in ear.told(EarState) if isinstance(one, EarState) and one.job == job]


def utterances(ear: Ear) -> list[tuple[str, str]]:
    return [(one.heard.text, one.heard.verdict) for one in ear.told(Utterance) if isinstance(one, Utterance)]


# Files


def send(ear: Ear, content: bytes, purpose: str = "command", *, pieces: int = 3) -> None:
    ear.do(Listen(1, "dictation" if purpose == "dictation" else "command", sent=True))
    size = len(content) // pieces + 1
    for at in range(0, len(content), size):
        ear.do(Sound(1, content[at : at + size]))
    ear.do(Sound(1, b"", last=True))


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (16_000, 1), (44_100, 2), (48_000, 6)])
def test_files_of_any_rate_and_channels_are_heard(ear: Ear, rate: int, channels: int) -> None:
    sound = {"rate": rate, "channels": channels}
    send(ear, wav(quiet(0.1, **sound), tone(0.5, **sound), quiet(0.4, **sound), rate=rate))
    assert ear.ended().why == "done"
    assert utterances(ear) == [("la la la la la", "accepted")]


def test_a_file_is_heard_to_its_end_however_slow_the_recognizer(ear: Ear) -> None:
    ear.recognizer.go.clear()
    send(ear, wav(tone(50.0)), "dictation")
    assert ear.recognizer.working.wait(60)
    ear.recognizer.go.set()
    assert ear.ended().why == "done"
    assert utterances(ear)[0][0].count("la") == 500
    assert ear.told(Trouble) == []


def test_who_speaks_in_a_file_is_a_stranger(ear: Ear) -> None:
    send(ear, wav(tone(0.2), quiet(0.3)))
    ear.ended()
    assert ear.recognizer.stranger


def test_who_speaks_into_the_microphone_is_none(ear: Ear, desk: ToldSource) -> None:
    ear.recognizer.stranger = True
    ear.listen("command")
    desk.say(tone(0.2), quiet(0.4))
    ear.ended()
    assert not ear.recognizer.stranger


def test_a_file_without_sound_is_silence(ear: Ear) -> None:
    send(ear, wav(quiet(2.0)))
    assert ear.ended().why == "done"
    assert utterances(ear) == [("", "silence")]


@pytest.mark.parametrize(
    "content",
    [b"", b"RIFF", b"no sound at all, just words" * 50, wav(tone(0.2))[:30], b"ID3\x04" + bytes(5000)],
    ids=["empty", "four bytes", "words", "header cut", "mp3"],
)
def test_what_is_no_sound_file_is_refused_in_words(ear: Ear, content: bytes) -> None:
    send(ear, content)
    ended = ear.ended()
    assert (ended.why, ended.code) == ("failed", "sound-file-broken")
    assert "WAV, FLAC or OGG" in ended.message + ended.hint


def test_bytes_for_another_job_are_nobodys(ear: Ear) -> None:
    ear.do(Sound(7, b"x"), Finish(7), Cancel(7))
    send(ear, wav(tone(0.2), quiet(0.3)))
    assert ear.ended().why == "done"


# Keeping


def test_sound_is_kept_only_when_asked_and_whole(desk: ToldSource, tmp_path: Path) -> None:
    path = tmp_path / "kept.wav"
    ear = Ear(desk)
    ear.do(Listen(1, "command", keep_as=str(path)))
    desk.say(tone(0.5), quiet(0.4))
    assert ear.ended().why == "done"
    with wave.open(io.BytesIO(path.read_bytes())) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        assert file.getnframes() >= 0.7 * 16_000
    assert list(tmp_path.iterdir()) == [path]
    ear.close()


def test_a_cancelled_recording_leaves_nothing_behind(desk: ToldSource, tmp_path: Path) -> None:
    (tmp_path / "kept.wav").write_bytes(b"an older one")
    ear = Ear(desk)
    ear.do(Listen(1, "dictation", keep_as=str(tmp_path / "kept.wav")))
    desk.say(tone(0.5))
    ear.wait(lambda one: isinstance(one, Partial))
    ear.do(Cancel(1))
    ear.close()
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("kept.wav", b"an older one")]


def test_a_folder_that_is_not_there_is_said_before_listening(desk: ToldSource, tmp_path: Path) -> None:
    ear = Ear(desk)
    ear.do(Listen(1, "command", keep_as=str(tmp_path / "none" / "kept.wav")))
    assert ear.ended().code == "sound-not-kept"
    assert not desk.started.is_set()
    ear.close()
