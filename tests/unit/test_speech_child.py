# SPDX-License-Identifier: Apache-2.0
"""The voice child's jobs, with sources that a test speaks through: order of news, one end each, nothing lost unsaid."""

from collections.abc import Iterator

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
    Partial,
    Prepare,
    Ready,
    Trouble,
    UseGrammar,
    Utterance,
)
from tests.support.ears import Counting, Ear, ToldSource, names, quiet, stands_still, tone


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


def test_what_is_being_said_at_finish_is_heard(desk: ToldSource) -> None:
    ear = Ear(desk, clock=stands_still)
    ear.listen("dictation")
    desk.say(tone(0.5))
    ear.wait(lambda one: isinstance(one, Partial))
    ear.do(Finish(1))
    ear.ended()
    assert utterances(ear) == [("la la la la la", "accepted")]
    ear.close()


def test_cancel_tells_nothing_more(ear: Ear, desk: ToldSource) -> None:
    ear.recognizer.go.clear()
    ear.listen("dictation")
    desk.say(tone(0.5))
    assert ear.recognizer.working.wait(60)
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
    ear = Ear(desk, clock=stands_still, prepared=False)
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
    ear.wait(lambda _: len(ear.told(Level)) == 640)
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
