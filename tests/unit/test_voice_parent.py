# SPDX-License-Identifier: Apache-2.0
"""The parent's side of hearing, with a real child whose microphones are told what to do."""

import os
import signal
import sys
import threading
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from edgeassist.speech.heard import Grammar
from edgeassist.speech.lines import Devices, EarState, Ended, Level, News, Partial, Trouble, Utterance
from edgeassist.speech.voice import Voice
from tests.support.ear_child import NAMES, command
from tests.support.ears import quiet, tone, wav
from tests.support.listener import DEADLINE_S, Listener

Open = Callable[..., Voice]


@pytest.fixture
def voices() -> Iterator[Open]:
    """Return a function that makes a voice; all are closed afterwards."""
    made: list[Voice] = []

    def opened(model: str = "", idle_s: float = 120.0) -> Voice:
        made.append(Voice(command, lambda: ("en", model), idle_s=idle_s))
        return made[-1]

    yield opened
    for voice in made:
        voice.close()


@pytest.fixture
def voice(voices: Open) -> Voice:
    return voices()


def text(listener: Listener) -> list[str]:
    return [one.heard.text for one in listener.news if isinstance(one, Utterance)]


def is_state(*states: str) -> Callable[[object], bool]:
    return lambda one: isinstance(one, EarState) and one.state in states


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_nothing_runs_before_anybody_listens(voice: Voice) -> None:
    voice.use_grammar(Grammar("k", "en", "x"))
    assert voice.pid is None
    assert voice.recognizer is None


def test_a_command_is_heard_and_the_calls_return_at_once(voice: Voice) -> None:
    listener = Listener()
    held = threading.Event()

    def hold() -> None:
        held.wait(DEADLINE_S)

    voice.post(hold)  # no child can be started, nor answer, before these calls have returned
    job = voice.listen("command", listener)
    voice.finish(job + 100)
    voice.cancel(job + 101)
    assert not listener.news
    held.set()
    assert listener.ended() == Ended(job, "done")
    assert text(listener) == ["la la la la la"]
    ready = voice.recognizer
    assert ready is not None
    assert ready.recognizer == "embedded"


def test_a_warm_child_waits_for_the_first_word(voices: Open) -> None:
    voice, listener, begun = voices(), Listener(), threading.Event()
    voice.warm()
    voice.post(begun.set)
    assert begun.wait(DEADLINE_S)
    pid = voice.pid
    assert pid is not None
    voice.listen("command", listener)
    assert listener.ended().why == "done"
    assert voice.pid == pid
    broken = Voice(lambda _: ("/nowhere/at/all",), lambda: ("en", ""))
    broken.warm()
    broken.close()


def test_a_new_listening_ends_the_one_before(voice: Voice) -> None:
    first, second = Listener(), Listener()
    voice.listen("dictation", first, device="Talker")
    first.wait(lambda one: isinstance(one, Partial))
    voice.listen("command", second)
    assert first.ended().why == "cancelled"
    assert second.ended().why == "done"


def test_finish_and_cancel_reach_the_child(voice: Voice) -> None:
    first, second = Listener(), Listener()
    job = voice.listen("dictation", first, device="Talker", hold=True)
    first.wait(lambda one: isinstance(one, Partial))
    voice.finish(job)
    assert first.ended().why == "done"
    assert text(first)
    job = voice.listen("dictation", second, device="Talker")
    second.wait(lambda one: isinstance(one, Partial))
    voice.cancel(job)
    assert second.ended().why == "cancelled"
    assert text(second) == []


def test_microphones_are_listed_and_every_question_is_answered(voice: Voice) -> None:
    answers: SimpleQueue[Devices] = SimpleQueue()
    voice.devices(answers.put)
    voice.devices(answers.put)
    both = [answers.get(timeout=DEADLINE_S) for _ in range(2)]
    assert [tuple(one.name for one in answer.devices) for answer in both] == [NAMES, NAMES]


def test_a_file_goes_the_same_way(voice: Voice, tmp_path: Path) -> None:
    path = tmp_path / "said.wav"
    path.write_bytes(wav(tone(0.4, rate=44_100), quiet(0.3, rate=44_100), rate=44_100))
    listener, shown = Listener(), list[bool]()
    end = voice.watch(shown.append)
    voice.listen_to(path, "command", listener)
    assert listener.ended().why == "done"
    assert text(listener) == ["la la la la"]
    assert shown == [False], "a file is no open microphone"
    end()


def test_a_large_file_can_be_cancelled_while_it_is_sent(voice: Voice, tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    path.write_bytes(wav(quiet(600.0)))
    listener = Listener()
    job = voice.listen_to(path, "dictation", listener)
    voice.cancel(job)
    assert listener.ended().why == "cancelled"


def test_files_that_cannot_be_heard_are_refused_by_the_parent(voice: Voice, tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    with (tmp_path / "huge.wav").open("wb") as huge:
        huge.truncate(200_000_001)
    (tmp_path / "link.wav").symlink_to(tmp_path / "huge.wav")
    os.mkfifo(tmp_path / "pipe.wav")
    codes = {}
    for name in ("empty.wav", "huge.wav", "link.wav", "pipe.wav", "none.wav", "."):
        listener = Listener()
        voice.listen_to(tmp_path / name, "dictation", listener)
        codes[name] = listener.ended().code
        assert "gguf" not in listener.ended().hint
    assert codes == {
        "empty.wav": "sound-file-broken",
        "huge.wav": "sound-file-too-big",
        "link.wav": "not-a-regular-file",
        "pipe.wav": "not-a-regular-file",
        "none.wav": "file-not-found",
        ".": "not-a-regular-file",
    }
    assert voice.pid is None, "no child is needed to say so"


def test_the_microphone_is_shown_open_exactly_while_it_is(voice: Voice) -> None:
    listener, shown = Listener(), list[bool]()
    voice.watch(shown.append)
    assert shown == [False]
    voice.listen("command", listener)
    listener.wait(is_state("listening"))
    assert shown == [False, True]
    listener.ended()
    assert shown == [False, True, False]


def test_one_watcher_that_fails_hurts_no_other(voice: Voice, expects_log: list[object]) -> None:
    shown: list[bool] = []

    def fail(_open: bool) -> None:
        raise RuntimeError("a widget is gone")

    voice.watch(fail)
    end = voice.watch(shown.append)
    listener = Listener()
    voice.listen("command", listener)
    listener.wait(is_state("thinking"))
    assert shown == [False, True, False]
    end()
    assert len(expects_log) == 3


def test_a_listener_that_fails_hurts_nobody(voice: Voice, expects_log: list[object]) -> None:
    def fail(_news: object) -> None:
        raise RuntimeError("a widget is gone")

    voice.listen("command", fail)
    listener = Listener()
    voice.listen("command", listener)
    assert listener.ended().why == "done"
    assert expects_log


# Unplugging, through the real process


def test_a_microphone_that_comes_back_is_resumed(voice: Voice) -> None:
    listener, shown = Listener(), list[bool]()
    voice.watch(shown.append)
    job = voice.listen("dictation", listener, device="Comes")
    listener.wait(is_state("lost"))
    assert not shown[-1]
    listener.wait(lambda one: isinstance(one, Utterance))
    voice.finish(job)
    assert listener.ended().why == "done"
    assert text(listener)[0].startswith("la la la la")
    assert shown == [False, True, False, True, False]


def test_a_microphone_that_does_not_come_back_ends_the_job(voice: Voice) -> None:
    listener = Listener()
    voice.listen("dictation", listener, device="Goes")
    assert listener.ended().code == "microphone-lost"
    assert text(listener) == ["la la la"]


# A child that dies


def test_a_killed_child_ends_the_job_and_hearing_goes_on(voice: Voice) -> None:
    listener, again, shown = Listener(), Listener(), list[bool]()
    voice.watch(shown.append)
    voice.listen("dictation", listener, device="Talker")
    listener.wait(lambda one: isinstance(one, Partial))
    pid = voice.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    ended = listener.ended()
    assert (ended.why, ended.code) == ("failed", "hearing-stopped")
    assert "try again" in ended.hint
    assert shown == [False, True, False], "a dead child has let go of the microphone"
    voice.listen("command", again)
    assert again.ended().why == "done"
    assert voice.pid != pid


def test_three_deaths_in_a_minute_are_said_and_then_the_person_decides(voice: Voice) -> None:
    codes = []
    for _ in range(3):
        listener = Listener()
        voice.listen("command", listener, device="Crash")
        codes.append(listener.ended().code)
    assert codes == ["hearing-stopped", "hearing-stopped", "hearing-keeps-stopping"]
    assert voice.pid is None, "nothing starts by itself any more"
    listener = Listener()
    voice.listen("command", listener)
    assert listener.ended().why == "done"


def test_a_model_that_kills_the_child_while_loading_is_left_out(voices: Open, tmp_path: Path) -> None:
    voice, listener, then, shown = voices(str(tmp_path / "abort-de")), Listener(), Listener(), list[bool]()
    job = voice.listen("dictation", listener, device="Talker", hold=True)
    voice.finish(job)
    assert (listener.ended().why, listener.ended().code) == ("failed", "voice-model-damaged")
    assert "built-in English" in listener.ended().hint
    voice.watch(shown.append)
    voice.listen("command", then)
    assert then.ended().why == "done"
    assert text(then) == ["la la la la la"]
    assert shown == [False, True, False], "it opened for the one who spoke last, and for nobody else"
    ready = voice.recognizer
    assert ready is not None
    assert ready.recognizer == "embedded"
    again = Listener()
    voice.listen("command", again)
    again.ended()
    assert not [one for one in again.news if isinstance(one, Trouble)], "it is not tried again and again"


@pytest.mark.parametrize("called_off", [True, False])
def test_a_file_that_was_let_go_is_not_heard_again(voices: Open, tmp_path: Path, called_off: bool) -> None:
    path = tmp_path / "said.wav"
    path.write_bytes(wav(tone(0.3), quiet(0.3)))
    voice, listener = voices(str(tmp_path / "abort")), Listener()
    job = voice.listen_to(path, "command", listener)
    (voice.cancel if called_off else voice.finish)(job)
    assert listener.ended().why == ("cancelled" if called_off else "failed")
    assert text(listener) == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_who_ends_the_child_while_it_loads_does_not_blame_the_model(
    voices: Open, tmp_path: Path, how: signal.Signals
) -> None:
    voice, listener, started = voices(str(tmp_path / "hang")), Listener(), threading.Event()
    voice.listen("dictation", listener)
    voice.post(started.set)
    assert started.wait(DEADLINE_S)
    assert voice.pid is not None
    os.kill(voice.pid, how)
    assert listener.ended().code == "hearing-stopped"


def test_what_is_loaded_is_told_while_it_is(voice: Voice) -> None:
    listener, loaded = Listener(), dict[str, bool]()

    def hear(news: News) -> None:
        loaded[type(news).__name__] = voice.recognizer is not None
        listener(news)

    voice.listen("dictation", hear, device="Talker")
    listener.wait(lambda one: isinstance(one, Partial))
    assert voice.pid is not None
    os.kill(voice.pid, signal.SIGKILL)
    listener.ended()
    assert (loaded["Partial"], loaded["Ended"]) == (True, False)


def test_a_file_survives_a_model_that_kills_the_child(voices: Open, tmp_path: Path) -> None:
    path = tmp_path / "said.wav"
    path.write_bytes(wav(tone(0.3), quiet(0.3)))
    voice, listener = voices(str(tmp_path / "abort")), Listener()
    voice.listen_to(path, "command", listener)
    assert listener.ended().why == "done"
    assert text(listener) == ["la la la"]


def test_a_model_that_kills_the_child_twice_in_use_is_left_out_too(voices: Open, tmp_path: Path) -> None:
    voice = voices(str(tmp_path / "late"))
    codes = []
    for _ in range(3):
        listener = Listener()
        voice.listen("command", listener)
        codes.append(listener.ended().code)
    assert codes == ["hearing-stopped", "hearing-stopped", ""]


def test_a_child_that_cannot_be_started_is_said(tmp_path: Path) -> None:
    voice, listener = Voice(lambda _: (str(tmp_path / "none"),), lambda: ("en", "")), Listener()
    answers: SimpleQueue[Devices] = SimpleQueue()
    voice.listen("command", listener)
    assert listener.ended().code == "hearing-missing"
    voice.devices(answers.put)
    assert "could not be started" in answers.get(timeout=DEADLINE_S).trouble
    voice.close()


def test_a_child_that_talks_nonsense_is_ended(tmp_path: Path) -> None:
    said = "import sys, time; print('no news', flush=True); sys.stdin.read()"
    voice, listener = Voice(lambda _: (sys.executable, "-c", said), lambda: ("en", "")), Listener()
    voice.listen("command", listener)
    assert listener.ended().code == "hearing-stopped"
    voice.close()


def test_a_flood_of_news_holds_nothing_up(voice: Voice) -> None:
    listener = Listener()
    voice.listen("command", listener, device="Flood")
    assert listener.ended().why == "done"


# Beginning and end


def test_an_idle_child_ends_and_starts_again_at_need(voices: Open) -> None:
    voice, first, second = voices(idle_s=0.05), Listener(), Listener()
    voice.listen("command", first)
    first.wait(lambda one: isinstance(one, Level))
    pid = voice.pid
    assert pid is not None
    first.ended()
    voice.listen("level", second, device="Talker")
    second.wait(lambda one: isinstance(one, Level))
    assert voice.pid is not None


def test_an_idle_child_leaves_no_process(voices: Open) -> None:
    voice, listener, over = voices(idle_s=0.01), Listener(), threading.Event()
    voice.listen("command", listener)
    pid = voice.pid
    listener.ended()
    thread = next(one for one in threading.enumerate() if one.name == "ear-reader")
    thread.join(DEADLINE_S)
    voice.post(over.set)
    assert over.wait(DEADLINE_S)
    assert voice.pid is None
    assert pid is None or gone(pid)


def test_closing_ends_everything_and_answers_everybody(voices: Open) -> None:
    voice, listener, late, shown = voices(), Listener(), Listener(), list[bool]()
    voice.watch(shown.append)
    voice.listen("dictation", listener, device="Talker")
    listener.wait(lambda one: isinstance(one, Level))
    pid = voice.pid
    voice.close()
    assert listener.ended().why == "cancelled"
    assert pid is not None
    assert gone(pid)
    assert shown == [False, True, False]
    voice.listen("command", late)
    assert late.ended().why == "cancelled"
    voice.close()


def test_closing_in_the_middle_of_news_does_not_hang(voice: Voice) -> None:
    closed = threading.Event()

    def close(_news: object) -> None:
        if not closed.is_set():
            closed.set()
            voice.close()

    voice.listen("dictation", close, device="Talker")
    assert closed.wait(DEADLINE_S)


def test_another_voice_model_is_another_child() -> None:
    wanted = ["", "/models/one"]
    voice = Voice(command, lambda: ("en", wanted[0]))
    first, second = Listener(), Listener()
    voice.listen("command", first)
    first.ended()
    pid = voice.pid
    wanted.pop(0)
    voice.listen("command", second)
    assert second.ended().why == "done"
    ready = voice.recognizer
    assert ready is not None
    assert ready.recognizer == "vosk"
    assert voice.pid != pid
    voice.close()


def test_kept_sound_goes_where_it_was_asked_to_and_nowhere_else(voice: Voice, tmp_path: Path) -> None:
    first, second = Listener(), Listener()
    voice.listen("command", first)
    first.ended()
    (tmp_path / "kept").mkdir()
    path = tmp_path / "kept" / "said.wav"
    voice.listen("command", second, keep_as=path)
    assert second.ended().why == "done"
    with wave.open(str(path)) as file:
        assert file.getnframes() > 8000
    assert list(tmp_path.rglob("*")) == [tmp_path / "kept", path]


def test_the_parent_needs_no_numpy() -> None:
    import subprocess

    code = "import sys, edgeassist.speech.voice; sys.exit('numpy' in sys.modules or 'soundfile' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
