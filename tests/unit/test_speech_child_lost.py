# SPDX-License-Identifier: Apache-2.0
"""The voice child when its microphone is pulled out, comes back, or does not answer."""

import threading
from collections.abc import Iterator

import pytest

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
    Sound,
    Utterance,
)
from edgeassist.speech.lost import Patience
from edgeassist.speech.sources import Source
from tests.support.ears import HASTY, Ear, ToldSource, ToldSources, names, quiet, tone, wav


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


# Losing a microphone


def test_an_unplugged_microphone_is_told_looked_for_and_resumed(ear: Ear, desk: ToldSource) -> None:
    again = ToldSource("Desk")
    ear.listen("dictation")
    desk.say(tone(0.3))
    ear.wait(lambda one: isinstance(one, Partial) and one.text.count("la") == 3)
    ear.sources.there.append(again)
    desk.break_off()
    assert again.started.wait(60)
    again.say(tone(0.2), quiet(0.4))
    ear.wait(lambda one: isinstance(one, Utterance))
    ear.do(Finish(1))
    assert ear.ended().why == "done"
    assert utterances(ear) == [("la la la la la", "accepted")], "what was said before must be kept"
    assert states(ear)[2:6] == ["speech", "lost", "listening", "speech"]
    assert ear.sources.looks >= 1


def test_callbacks_that_stop_are_a_lost_microphone_too(desk: ToldSource) -> None:
    ear = Ear(desk, patience=HASTY)
    desk.say(tone(0.3))
    ear.listen("dictation")
    lost = ear.wait(lambda one: isinstance(one, EarState) and one.state == "lost")
    assert lost == EarState(1, "lost", "Desk")
    assert desk.closed.is_set()
    ended = ear.ended()
    assert (ended.why, ended.code) == ("failed", "microphone-lost")
    assert utterances(ear) == [("la la la", "accepted")], "what was dictated stays"
    ear.close()


def test_half_a_command_is_none(desk: ToldSource) -> None:
    ear = Ear(desk, patience=HASTY)
    desk.say(tone(0.3))  # before anybody listens: no busy computer may tear it apart
    ear.listen("command")
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
            assert released.wait(60)
            super().close()

    stuck = Stuck()
    ear = Ear(stuck, patience=Patience(stuck_s=2.0))
    ear.listen("level")
    stuck.say(tone(0.2))
    ear.wait(lambda one: isinstance(one, Level))
    ear.do(Finish(1))
    assert ear.ended().code == "microphone-stuck"
    assert ear.left.wait(60)
    released.set()
    ear.close()
    assert names(ear.news).count("Ended") == 1


@pytest.mark.parametrize("cut_short", [False, True])
def test_a_microphone_that_refuses_to_close_ends_with_the_process(
    capsys: pytest.CaptureFixture[str], cut_short: bool
) -> None:
    class Refusing(ToldSource):
        def close(self) -> None:
            super().close()
            raise RuntimeError("the library threw something")

    refusing = Refusing()
    ear = Ear(refusing)
    ear.listen("dictation")
    refusing.say(tone(0.2))
    ear.wait(lambda one: isinstance(one, Partial))
    ear.do(Cancel(1) if cut_short else Finish(1))
    assert ear.ended().code == "microphone-stuck"
    assert ear.left.wait(60)
    ear.close()
    assert names(ear.news).count("Ended") == 1
    assert "the library threw something" in capsys.readouterr().err


def test_a_recognizer_that_does_not_answer_ends_the_job_and_the_process() -> None:
    desk = ToldSource()
    ear = Ear(desk, patience=Patience(first_s=30.0, mute_s=30.0, thinking_s=0.5))
    ear.recognizer.go.clear()
    ear.listen("dictation")
    desk.say(tone(0.3))
    assert ear.recognizer.working.wait(60)
    ear.do(Finish(1))
    assert ear.ended().code == "recognizer-stuck"
    assert ear.left.wait(60)
    ear.close()


def test_a_recognizer_that_does_not_answer_ends_a_file_too() -> None:
    ear = Ear(patience=Patience(thinking_s=0.1))
    ear.recognizer.go.clear()
    ear.do(Listen(1, "dictation", sent=True), Sound(1, wav(tone(40.0)), last=True))
    assert ear.ended().code == "recognizer-stuck"
    assert ear.left.wait(60)
    ear.close()


def test_a_list_of_microphones_that_does_not_come_is_answered_all_the_same() -> None:
    released = threading.Event()

    class Silent(ToldSources):
        def devices(self) -> Devices:
            assert released.wait(60)
            return super().devices()

    ear = Ear(sources=Silent(), patience=Patience(stuck_s=0.1))
    ear.do(ListDevices())
    answer = ear.wait(lambda one: isinstance(one, Devices))
    assert isinstance(answer, Devices)
    assert "does not answer" in answer.trouble
    assert ear.left.wait(60)
    released.set()
    ear.close()


def test_a_microphone_that_does_not_open_can_be_cancelled_at_once() -> None:
    asked, released = threading.Event(), threading.Event()

    class Slow(ToldSources):
        def open(self, device: str) -> Source:
            asked.set()
            assert released.wait(60)
            return super().open(device)

    slow = ToldSource()
    ear = Ear(sources=Slow(slow))
    ear.listen("command")
    assert asked.wait(60)
    ear.do(Cancel(1))
    assert ear.ended() == Ended(1, "cancelled")
    released.set()
    ear.close()
    assert not slow.started.is_set()
    assert slow.closed.is_set()
