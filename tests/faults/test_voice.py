# SPDX-License-Identifier: Apache-2.0
"""Voice input on machines without a microphone, with one that is pulled out, and with sound that is no command."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from edgeassist.app.children import child_command
from edgeassist.speech.heard import Grammar
from edgeassist.speech.lines import Devices, EarState, Ended, Level, Partial, Utterance
from edgeassist.speech.voice import Voice
from tests.support import ear_child
from tests.support.listener import DEADLINE_S, Listener
from tests.support.source_tree import ROOT
from tests.support.speaking import in_stereo, joined, louder, music, resampled, silence, spoken, wav, white_noise

LIGHTS = Grammar(
    "lights",
    "en",
    "#JSGF V1.0;\ngrammar lights;\npublic <command> = turn ( on | off ) the kitchen light | delete all chats;\n",
)


@pytest.fixture
def without_microphone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide whatever microphones this machine may have."""
    (tmp_path / "none.conf").write_text("pcm.dmix { type null }\n")  # an output; without any, ALSA aborts
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "none.conf"))
    monkeypatch.setenv("PULSE_SERVER", "none")
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")


@pytest.fixture(scope="module")
def hearing() -> Iterator[Voice]:
    """Return a voice on the product's own child, with the embedded recognizer."""
    voice = Voice(child_command, lambda: ("en", ""))
    voice.use_grammar(LIGHTS)
    yield voice
    voice.close()


def heard(voice: Voice, path: Path, sound: bytes) -> tuple[Listener, list[tuple[str, str]]]:
    """Return all the news of a file with `sound`, and each utterance with its verdict."""
    path.write_bytes(sound)
    listener = Listener()
    voice.listen_to(path, "command", listener)
    assert listener.ended().why == "done"
    return listener, [(one.heard.text, one.heard.verdict) for one in listener.news if isinstance(one, Utterance)]


def is_written(call: str) -> bool:
    """Tell whether a line of strace opened something that sound could be written to."""
    harmless = any(place in call for place in ("/dev/null", "/proc/self/", "/dev/tty"))
    return ("O_WRONLY" in call or "O_RDWR" in call or "memfd" in call) and " = -1 " not in call and not harmless


@pytest.mark.usefixtures("without_microphone")
def test_V01_without_a_microphone_everything_says_so_and_typing_is_named() -> None:
    voice, listener = Voice(child_command, lambda: ("en", "")), Listener()
    answers: SimpleQueue[Devices] = SimpleQueue()
    voice.devices(answers.put)
    devices = answers.get(timeout=DEADLINE_S)
    assert devices.devices == ()
    assert devices.trouble.startswith("No microphone was found.")
    assert "Typing works everywhere." in devices.trouble
    voice.listen("command", listener)
    ended = listener.ended()
    assert (ended.why, ended.code, ended.message) == ("failed", "no-microphone", "No microphone was found.")
    assert "Typing works everywhere." in ended.hint
    voice.close()


def test_V01_without_portaudio_the_words_are_others() -> None:
    code = (
        "from edgeassist.speech.microphone import Microphones; from edgeassist.speech.portaudio import PortAudio\n"
        "print(Microphones(PortAudio('libno-such-library.so.9')).devices().trouble)"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "PortAudio" in said
    assert "Typing works everywhere." in said
    assert "No microphone was found" not in said


def test_V02_unplugged_while_speaking_is_told_kept_and_resumed() -> None:
    voice, listener, shown = Voice(ear_child.command, lambda: ("en", "")), Listener(), list[bool]()
    voice.watch(shown.append)
    job = voice.listen("dictation", listener, device="Comes")
    before = listener.wait(lambda one: isinstance(one, Partial) and one.text == "la la la")
    listener.wait(lambda one: isinstance(one, EarState) and one.state == "lost")
    listener.wait(lambda one: isinstance(one, Utterance))
    voice.finish(job)
    assert listener.ended() == Ended(job, "done")
    after = listener.news[listener.news.index(before) + 1 :]
    assert all(one.text.startswith("la la la") for one in after if isinstance(one, Partial)), "text was lost"
    states = [one.state for one in listener.news if isinstance(one, EarState)]
    assert "lost" in states
    assert states[states.index("lost") + 1] == "listening"
    assert shown == [False, True, False, True, False]
    voice.close()


def test_V02_the_product_notices_within_two_seconds_and_gives_up_after_thirty() -> None:
    from edgeassist.speech.lost import Patience

    patience = Patience()
    assert patience.mute_s <= 1.9
    assert patience.give_up_s == 30.0


def test_V03_a_command_is_heard_at_any_rate_and_loudness(hearing: Voice, tmp_path: Path) -> None:
    said = joined(silence(0.4), spoken("turn on the kitchen light"), silence(1.0))
    sounds = {
        "as it is": wav(said),
        "8 kHz": wav(resampled(said, 8_000), 8_000),
        "stereo": wav(in_stereo(said), channels=2),
        "quiet": wav(louder(said, -12.0)),
    }
    found = {name: heard(hearing, tmp_path / "said.wav", sound)[1] for name, sound in sounds.items()}
    assert found == {name: [("turn on the kitchen light", "accepted")] for name in sounds}


@pytest.mark.parametrize(
    "sound",
    [silence(2.0), white_noise(3.0), white_noise(3.0, level_db=-10.0), music(4.0), louder(white_noise(2.0), 40.0)],
    ids=["silence", "noise", "loud noise", "music", "clipping noise"],
)
def test_V03_what_is_no_speech_is_no_command(hearing: Voice, tmp_path: Path, sound: bytes) -> None:
    _, found = heard(hearing, tmp_path / "sound.wav", wav(sound))
    assert {verdict for _, verdict in found} <= {"silence", "noise", "not-a-command"}


def test_V03_clipping_is_shown(hearing: Voice, tmp_path: Path) -> None:
    said = spoken("turn on the kitchen light")
    clean, _ = heard(hearing, tmp_path / "clean.wav", wav(said))
    loud, _ = heard(hearing, tmp_path / "loud.wav", wav(louder(said, 30.0)))
    assert not any(one.clipped for one in clean.news if isinstance(one, Level))
    assert any(one.clipped for one in loud.news if isinstance(one, Level))


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed; test_voice_locks stands in")
def test_sound_is_written_nowhere_unless_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "said.wav").write_bytes(wav(joined(spoken("turn on the kitchen light"), silence(1.0))))
    places = {name: tmp_path / name for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")}
    for name, place in places.items():
        place.mkdir(mode=0o700)
        monkeypatch.setenv(name, str(place))
    work = tmp_path / "work"
    work.mkdir()
    log = tmp_path / "calls.txt"
    traced = ("strace", "-f", "-qq", "-e", "trace=openat,open,creat,memfd_create", "-o", str(log))
    voice = Voice(lambda mode: (*traced, *child_command(mode)), lambda: ("en", ""))
    listener = Listener()
    voice.listen_to(tmp_path / "said.wav", "command", listener)
    assert listener.ended().why == "done"
    voice.close()
    assert [line for line in log.read_text().splitlines() if is_written(line)] == []
    assert [one for place in (*places.values(), work) for one in place.rglob("*")] == []


def test_portaudio_that_takes_the_child_down_is_said_and_files_are_still_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "said.wav").write_bytes(wav(joined(spoken("turn on the kitchen light"), silence(1.0))))
    (tmp_path / "empty.conf").touch()
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "empty.conf"))  # ALSA without settings: PortAudio aborts
    voice, first, second = Voice(child_command, lambda: ("en", "")), Listener(), Listener()
    voice.use_grammar(LIGHTS)
    voice.listen("command", first)
    assert first.ended().why == "failed"
    assert first.ended().code in ("hearing-stopped", "no-microphone", "no-sound-system")
    voice.listen_to(tmp_path / "said.wav", "command", second)
    assert second.ended().why == "done"
    found = [one.heard.text for one in second.news if isinstance(one, Utterance)]
    assert found == ["turn on the kitchen light"]
    voice.close()
