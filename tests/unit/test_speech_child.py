# SPDX-License-Identifier: Apache-2.0
"""The voice child's jobs, with sources that a test speaks through: order of news, one end each, nothing lost unsaid."""

import io
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.core.errors import BadInput
from edgeassist.speech.heard import Grammar
from edgeassist.speech.lines import (
    Cancel,
    Devices,
    EarState,
    Ended,
    Finish,
    Level,
    ListDevices,
    Listen,
    Partial,
    Prepare,
    Ready,
    Sound,
    Trouble,
    UseGrammar,
    Utterance,
)
from edgeassist.speech.lost import Patience
from edgeassist.speech.sources import Source
from tests.support.ears import HASTY, Counting, Ear, ToldSource, ToldSources, names, quiet, tone, wav


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


def test_a_command_ends_with_its_speech_and_closes_the_microphone(ear: Ear, desk: ToldSource) -> None:
    ear.listen("command")
    desk.say(quiet(0.2), tone(0.5), quiet(0.5))
    assert ear.ended() == Ended(1, "done")
    assert utterances(ear) == [("la la la la la", "accepted")]
    assert states(ear) == ["opening", "listening", "speech", "listening", "thinking"]
    assert desk.closed.is_set()
    assert names(ear.news)[-1] == "Ended"


def test_partial_texts_come_as_they_change_and_never_twice_the_same(ear: Ear, desk: ToldSource) -> None:
    ear.listen("command")
    desk.say(tone(0.4), quiet(0.4))
    ear.ended()
    texts = [one.text for one in ear.told(Partial) if isinstance(one, Partial)]
    assert texts == ["la", "la la", "la la la", "la la la la"]


def test_while_the_key_is_held_a_pause_ends_nothing(ear: Ear, desk: ToldSource) -> None:
    ear.listen("command", hold=True)
    desk.say(tone(0.3), quiet(0.6), tone(0.3))
    ear.wait(lambda one: isinstance(one, Partial) and one.text.count("la") == 6)
    assert utterances(ear) == []
    ear.do(Finish(1))
    assert ear.ended().why == "done"
    assert utterances(ear) == [("la la la la la la", "accepted")]


def test_dictation_goes_on_until_finish(ear: Ear, desk: ToldSource) -> None:
    ear.listen("dictation")
    desk.say(tone(0.2), quiet(0.3), tone(0.3), quiet(0.3))
    ear.wait(lambda one: isinstance(one, Utterance) and one.heard.text == "la la la")
    assert not ear.told(Ended)
    ear.do(Finish(1))
    assert ear.ended().why == "done"
    assert utterances(ear) == [("la la", "accepted"), ("la la la", "accepted")]


def test_what_is_being_said_at_finish_is_heard(ear: Ear, desk: ToldSource) -> None:
    ear.listen("dictation")
    desk.say(tone(0.5))
    ear.wait(lambda one: isinstance(one, Partial))
    ear.do(Finish(1))
    ear.ended()
    assert utterances(ear) == [("la la la la la", "accepted")]


def test_cancel_tells_nothing_more(ear: Ear, desk: ToldSource) -> None:
    ear.recognizer.go.clear()
    ear.listen("dictation")
    desk.say(tone(0.5))
    assert ear.recognizer.working.wait(10)
    ear.do(Cancel(1))
    assert ear.ended() == Ended(1, "cancelled")
    assert desk.closed.is_set(), "it said that it ended with the microphone open"
    ear.recognizer.go.set()
    ear.do(Cancel(1), Finish(1))
    assert utterances(ear) == []
    assert names(ear.news).count("Ended") == 1


def test_a_cancelled_job_does_not_disturb_the_next(desk: ToldSource) -> None:
    second = ToldSource("Desk")
    ear = Ear(desk, second)
    ear.listen("command", job=1)
    desk.say(tone(0.3))
    ear.wait(lambda one: isinstance(one, Partial))
    ear.listen("command", job=2)
    second.say(tone(0.2), quiet(0.4))
    assert ear.ended(1).why == "cancelled"
    assert ear.ended(2).why == "done"
    assert utterances(ear) == [("la la", "accepted")]
    opening = next(at for at, one in enumerate(ear.news) if isinstance(one, EarState) and one.job == 2)
    assert names(ear.news[:opening]).count("Ended") == 1, "the second opened before the first had let go"
    ear.close()


def test_nobody_says_anything(ear: Ear, desk: ToldSource) -> None:
    ear.listen("command")
    desk.say(quiet(15.2))
    assert ear.ended().why == "done"
    assert utterances(ear) == [("", "silence")]


def test_a_command_is_not_longer_than_fifteen_seconds(ear: Ear, desk: ToldSource) -> None:
    ear.listen("command", hold=True)
    desk.say(tone(15.5))
    assert ear.ended().why == "done"
    text, verdict = utterances(ear)[0]
    assert verdict == "too-long"
    assert text.count("la") == 150


def test_dictation_is_cut_every_minute_and_loses_nothing(ear: Ear, desk: ToldSource) -> None:
    ear.listen("dictation", hold=True)
    desk.say(tone(61.0))
    ear.wait(lambda one: isinstance(one, Partial) and one.text.count("la") == 10 and bool(utterances(ear)))
    ear.do(Finish(1))
    ear.ended()
    assert [text.count("la") for text, _ in utterances(ear)] == [600, 10]


def test_the_level_alone_asks_no_recognizer(desk: ToldSource) -> None:
    ear = Ear(desk, prepared=False)
    ear.listen("level")
    desk.say(tone(0.5, level=1.0), quiet(0.5))
    ear.wait(lambda one: isinstance(one, Level) and one.rms_db == -100.0)
    ear.do(Finish(1))
    assert ear.ended().why == "done"
    levels = [one for one in ear.told(Level) if isinstance(one, Level)]
    assert len(levels) == 20
    assert (levels[0].rms_db, levels[0].peak_db, levels[0].clipped) == (0.0, 0.0, True)
    assert not levels[-1].clipped
    assert ear.told(Utterance) == []
    ear.close()


def test_levels_and_recognizer_never_wait_for_each_other(ear: Ear, desk: ToldSource) -> None:
    ear.recognizer.go.clear()
    ear.listen("dictation")
    desk.say(tone(2.0))
    ear.wait(lambda _: len(ear.told(Level)) >= 40)
    assert ear.told(Partial) == []
    ear.recognizer.go.set()
    ear.wait(lambda one: isinstance(one, Partial) and one.text.count("la") == 20)
    ear.do(Finish(1))
    ear.ended()


def test_sound_that_was_lost_is_told_once_and_the_command_is_not_sure(ear: Ear, desk: ToldSource) -> None:
    ear.listen("command", hold=True)
    desk.say(tone(0.3))
    ear.wait(lambda one: isinstance(one, Partial))
    desk.lost = 3
    desk.say(tone(0.3))
    ear.wait(lambda one: isinstance(one, Partial) and one.text.count("la") == 6)
    desk.lost = 1
    desk.say(tone(0.1))
    ear.wait(lambda one: isinstance(one, Partial) and one.text.count("la") == 7)
    ear.do(Finish(1))
    ear.ended()
    assert [one.code for one in ear.told(Trouble) if isinstance(one, Trouble)] == ["sound-lost"]
    assert utterances(ear)[0][1] == "unsure"


def test_a_recognizer_too_slow_for_half_a_minute_loses_sound_and_says_so(ear: Ear, desk: ToldSource) -> None:
    ear.recognizer.go.clear()
    ear.listen("dictation", hold=True)
    desk.say(tone(32.0))
    ear.wait(lambda one: isinstance(one, Trouble) and one.code == "sound-lost")
    ear.recognizer.go.set()
    ear.do(Finish(1))
    assert ear.ended().why == "done"
    assert 280 <= utterances(ear)[0][0].count("la") < 320


def test_a_library_that_throws_ends_the_job_and_not_the_child(
    desk: ToldSource, capsys: pytest.CaptureFixture[str]
) -> None:
    ear = Ear(desk, ToldSource("Desk"))
    ear.recognizer.fails = True
    ear.listen("command")
    desk.say(tone(0.5))
    assert (ear.ended().why, ear.ended().code) == ("failed", "hearing-failed")
    assert "the library threw something" in capsys.readouterr().err
    ear.recognizer.fails = False
    ear.listen("command", job=2)
    second = ear.sources.there[1]
    assert isinstance(second, ToldSource)
    second.say(tone(0.2), quiet(0.4))
    assert ear.ended(2).why == "done"
    ear.close()


def test_no_microphone_and_another_than_the_chosen(desk: ToldSource) -> None:
    ear = Ear(desk)
    ear.listen("command", device="Headset")
    ended = ear.ended()
    assert (ended.code, ended.message) == ("microphone-absent", "The microphone “Headset” is not connected.")
    desk.close()
    ear.listen("command", job=2)
    assert ear.ended(2).code == "no-microphone"
    assert "Typing works everywhere." in ear.ended(2).hint
    ear.close()


def test_devices_are_told_by_name(ear: Ear) -> None:
    ear.do(ListDevices())
    devices = ear.wait(lambda one: isinstance(one, Devices))
    assert isinstance(devices, Devices)
    assert [(one.name, one.chosen) for one in devices.devices] == [("Desk", True)]


def test_a_command_is_heard_in_the_grammar_and_dictation_without(desk: ToldSource) -> None:
    second = ToldSource("Desk")
    ear = Ear(desk, second)
    grammar = Grammar("k", "en", "#JSGF V1.0; grammar a; public <a> = la;")
    ear.do(UseGrammar(grammar))
    ear.listen("command")
    desk.say(tone(0.2), quiet(0.4))
    ear.ended()
    in_use = [ear.recognizer.grammar]
    ear.listen("dictation", job=2)
    second.say(tone(0.2), quiet(0.4))
    ear.wait(lambda one: isinstance(one, Utterance) and one.job == 2)
    in_use.append(ear.recognizer.grammar)
    assert in_use == [grammar, None]
    ear.close()


@pytest.mark.parametrize("grammar", [None, Grammar("k", "de", "#JSGF V1.0; grammar a; public <a> = licht an;")])
def test_a_command_held_against_no_grammar_of_its_language_is_never_sure(
    desk: ToldSource, grammar: Grammar | None
) -> None:
    ear = Ear(desk, prepared=False)
    if grammar is not None:
        ear.do(UseGrammar(grammar))
    ear.do(Prepare("en"))
    ear.listen("command")
    desk.say(tone(0.2), quiet(0.4))
    ear.ended()
    assert utterances(ear) == [("la la", "unsure")]
    assert ear.recognizer.grammar is None
    ear.close()


def test_a_refused_model_leaves_the_built_in_recognizer(desk: ToldSource) -> None:
    ear = Ear(desk, prepared=False)
    ear.refuses = lambda folder: BadInput("cut short", hint="Install it again.") if folder else None
    ear.do(Prepare("de", "/models/de"))
    ready = ear.wait(lambda one: isinstance(one, Ready))
    assert ear.loaded == [("de", "/models/de"), ("en", "")]
    assert isinstance(ready, Ready)
    assert (ready.recognizer, ready.language, ready.dictates) == ("embedded", "en", False)
    assert ready.memory_bytes > 0
    assert names(ear.news) == ["Trouble", "Ready"]
    ear.close()


def test_a_model_that_throws_is_called_damaged(desk: ToldSource, capsys: pytest.CaptureFixture[str]) -> None:
    ear = Ear(desk, prepared=False)
    ear.refuses = lambda folder: RuntimeError("Folder has no model") if folder else None
    ear.do(Prepare("de", "/models/de"))
    trouble = ear.wait(lambda one: isinstance(one, Trouble))
    assert isinstance(trouble, Trouble)
    assert trouble.code == "voice-model-damaged"
    ear.wait(lambda one: isinstance(one, Ready))
    assert "Folder has no model" in capsys.readouterr().err
    ear.close()


def test_without_any_recognizer_a_command_fails_in_words(desk: ToldSource) -> None:
    ear = Ear(desk, prepared=False)
    ear.listen("command")
    desk.say(tone(0.3), quiet(0.4))
    assert ear.ended().code == "no-recognizer"
    ear.close()


def test_a_new_recognizer_replaces_the_old(ear: Ear) -> None:
    ear.wait(lambda one: isinstance(one, Ready))
    first, ear.recognizer = ear.recognizer, Counting("vosk", "de")
    ear.do(Prepare("de", "/models/de"))
    ready = ear.wait(lambda one: isinstance(one, Ready) and one.recognizer == "vosk")
    assert isinstance(ready, Ready)
    assert ready.dictates
    assert first.closed


# Losing a microphone


def test_an_unplugged_microphone_is_told_looked_for_and_resumed(ear: Ear, desk: ToldSource) -> None:
    again = ToldSource("Desk")
    ear.listen("dictation")
    desk.say(tone(0.3))
    ear.wait(lambda one: isinstance(one, Partial) and one.text.count("la") == 3)
    ear.sources.there.append(again)
    desk.break_off()
    assert again.started.wait(10)
    again.say(tone(0.2), quiet(0.4))
    ear.wait(lambda one: isinstance(one, Utterance))
    ear.do(Finish(1))
    assert ear.ended().why == "done"
    assert utterances(ear) == [("la la la la la", "accepted")], "what was said before must be kept"
    assert states(ear)[2:6] == ["speech", "lost", "listening", "speech"]
    assert ear.sources.looks >= 1


def test_callbacks_that_stop_are_a_lost_microphone_too(desk: ToldSource) -> None:
    ear = Ear(desk, patience=HASTY)
    ear.listen("dictation")
    desk.say(tone(0.3))
    lost = ear.wait(lambda one: isinstance(one, EarState) and one.state == "lost")
    assert lost == EarState(1, "lost", "Desk")
    assert desk.closed.is_set()
    ended = ear.ended()
    assert (ended.why, ended.code) == ("failed", "microphone-lost")
    assert utterances(ear) == [("la la la", "accepted")], "what was dictated stays"
    ear.close()


def test_half_a_command_is_none(desk: ToldSource) -> None:
    ear = Ear(desk, patience=HASTY)
    ear.listen("command")
    desk.say(tone(0.3))
    assert ear.ended().code == "microphone-lost"
    assert utterances(ear) == []
    ear.close()


def test_a_command_that_went_on_after_a_gap_is_not_sure(ear: Ear, desk: ToldSource) -> None:
    again = ToldSource("Desk")
    ear.listen("command")
    desk.say(tone(0.3))
    ear.wait(lambda one: isinstance(one, Partial))
    ear.sources.there.append(again)
    again.say(tone(0.2), quiet(0.4))
    desk.break_off()
    assert ear.ended().why == "done"
    assert utterances(ear) == [("la la la la la", "unsure")]


@pytest.mark.parametrize("order", [Finish(1), Cancel(1)])
def test_who_lets_go_while_it_is_lost_does_not_wait(desk: ToldSource, order: Finish | Cancel) -> None:
    ear = Ear(desk, patience=Patience(mute_s=0.05, look_every_s=600.0, give_up_s=600.0))
    ear.listen("dictation")
    desk.say(tone(0.3))
    ear.wait(lambda one: isinstance(one, EarState) and one.state == "lost")
    ear.do(order)
    assert ear.ended().why == ("done" if isinstance(order, Finish) else "cancelled")
    ear.close()


def test_a_microphone_that_does_not_close_is_let_go_of_by_leaving() -> None:
    released = threading.Event()

    class Stuck(ToldSource):
        def close(self) -> None:
            assert released.wait(20)
            super().close()

    stuck = Stuck()
    ear = Ear(stuck, patience=Patience(stuck_s=0.2))
    ear.listen("level")
    stuck.say(tone(0.2))
    ear.wait(lambda one: isinstance(one, Level))
    ear.do(Finish(1))
    assert ear.ended().code == "microphone-stuck"
    assert ear.left.wait(10)
    released.set()
    ear.close()
    assert names(ear.news).count("Ended") == 1


def test_a_microphone_that_does_not_open_can_be_cancelled_at_once() -> None:
    asked, released = threading.Event(), threading.Event()

    class Slow(ToldSources):
        def open(self, device: str) -> Source:
            asked.set()
            assert released.wait(20)
            return super().open(device)

    slow = ToldSource()
    ear = Ear(sources=Slow(slow))
    ear.listen("command")
    assert asked.wait(10)
    ear.do(Cancel(1))
    assert ear.ended() == Ended(1, "cancelled")
    released.set()
    ear.close()
    assert not slow.started.is_set()
    assert slow.closed.is_set()


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
    assert ear.recognizer.working.wait(10)
    ear.recognizer.go.set()
    assert ear.ended().why == "done"
    assert utterances(ear)[0][0].count("la") == 500
    assert ear.told(Trouble) == []


def test_a_file_without_sound_is_silence(ear: Ear) -> None:
    send(ear, wav(quiet(1.0)))
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
