# SPDX-License-Identifier: Apache-2.0
"""Voice models that are broken inside (G20): told as damaged in a sentence, never used, and nothing else suffers."""

import os
import random
import sys
import threading
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.app.children import child_command
from edgeassist.core.errors import EdgeError
from edgeassist.core.stop import Stop, Stopped
from edgeassist.speech.lines import Ended, News
from edgeassist.speech.voice import Voice
from edgeassist.store.voice_card import VoiceCard, VoiceFile, read_voice_card
from edgeassist.store.voice_check import probe_voice
from edgeassist.store.voice_refusals import VoiceDamaged
from edgeassist.store.voices import Voices, prober
from tests.support.voices_made import FST, MODEL, NAME, Files, always_ready, below, flat, in_folder, layered, zipped
from tests.support.window_language import spoken

CHECK = child_command("voice-check")


def quiet(step: str, done: int, total: int) -> None:
    """Hear a report."""


BROKEN: dict[str, Callable[[Files], Files]] = {
    "random acoustic model": lambda files: {**files, "am/final.mdl": random.Random(2).randbytes(5000)},
    "acoustic model random behind its mark": lambda files: {
        **files,
        "am/final.mdl": b"\0B<TransitionModel> " + random.Random(3).randbytes(50_000),
    },
    "acoustic model cut": lambda files: {**files, "am/final.mdl": MODEL[:40]},
    "conf with an unknown line": lambda files: {**files, "conf/model.conf": b"--nonsense=1\n"},
    "conf that names another file": lambda files: {**files, "conf/mfcc.conf": b"--config=/etc/passwd\n"},
    "conf with letters for numbers": lambda files: {**files, "conf/mfcc.conf": b"--num-mel-bins=many\n"},
    "conf with an impossible number": lambda files: {**files, "conf/mfcc.conf": b"--num-mel-bins=-99999999\n"},
    "graph cut": lambda files: {**files, "graph/HCLr.fst": FST[:4]},
    "graph random behind its mark": lambda files: {
        **files,
        "graph/HCLr.fst": FST[:4] + random.Random(4).randbytes(9000),
    },
}


@pytest.mark.parametrize("way", BROKEN)
def test_G20_a_broken_model_is_told_as_damaged_and_not_used(tmp_path: Path, way: str) -> None:
    voices = Voices(tmp_path / "models")
    folder = in_folder(tmp_path / NAME, BROKEN[way](layered()))
    code, sentence = outcome(voices, folder)
    assert code == "voice-model-damaged"
    assert sentence.startswith("This voice model is damaged: ")
    assert voices.for_language("en") is None
    assert [one.state for one in voices.all()] in ([], ["failed"])


def outcome(voices: Voices, folder: Path) -> tuple[str, str]:
    """Add what lies in `folder`; return the code and sentence of the refusal, or of the failure on the card."""
    try:
        card = voices.add(folder, prober(CHECK), quiet, Stop())
    except EdgeError as error:
        return error.code, str(error)
    return card.failure_code, card.failure


def test_G20_the_hint_says_what_still_works() -> None:
    assert "typing, chats and the built-in English are not affected" in VoiceDamaged("x").hint


def probed(folder: Path, files: Files, command: tuple[str, ...] = CHECK, wall_s: float = 60.0) -> VoiceCard:
    in_folder(folder, files)
    card = VoiceCard(id=folder.name, name=NAME, language="en", size_bytes=10_000, files=(VoiceFile("a", 1, "0" * 64),))
    return probe_voice(card, folder, command, wall_s=wall_s)


def test_G20_a_real_child_says_what_vosk_cannot_load(tmp_path: Path) -> None:
    card = probed(tmp_path / "made", layered())
    assert (card.state, card.failure) == ("failed", "This voice model is damaged: vosk cannot load it.")


def test_G20_a_real_child_meets_a_missing_model(tmp_path: Path) -> None:
    card = probed(tmp_path / "empty", {"README": b"x"})
    assert (card.state, card.failure_code) == ("failed", "not-a-voice-model")
    gone = probe_voice(card, tmp_path / "gone", CHECK)
    assert gone.state == "failed"


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("import os; os.abort()", "ends the process"),
        ("import sys; sys.exit(1)", "ends the process"),
        ("print('nonsense')", "ends the process"),
        ("import sys; sys.stdout.write('x' * 10**7)", "ends the process"),
        ("while True: pass", "takes longer"),
    ],
)
def test_G20_a_child_that_dies_hangs_or_babbles_means_damaged(tmp_path: Path, program: str, told: str) -> None:
    card = probed(tmp_path / "v", flat(), (sys.executable, "-c", program), wall_s=1.0)
    assert (card.state, card.failure_code) == ("failed", "voice-model-damaged")
    assert told in card.failure


def test_G20_why_a_model_is_damaged_is_said_in_the_persons_language(tmp_path: Path) -> None:
    why = '"message":"Damaged.","why":"vosk cannot hear with it"'
    program = f'print(\'{{"type":"refused","code":"voice-model-damaged",{why}}}\')'
    with spoken("de"):
        card = probed(tmp_path / "v", flat(), (sys.executable, "-c", program))
    assert card.failure == "Dieses Hörmodell ist beschädigt: vosk kann damit nicht hören."


def test_G20_a_child_that_talks_without_end_fills_no_memory(tmp_path: Path) -> None:
    program = "import os\nwhile True: os.write(1, b'x' * 65536)"
    card = probed(tmp_path / "v", flat(), (sys.executable, "-c", program), wall_s=600.0)
    assert "ends the process" in card.failure


def test_G20_a_trial_can_be_called_off(tmp_path: Path) -> None:
    stop = Stop()
    stop.wish()
    with pytest.raises(Stopped):
        probe_voice(VoiceCard(id="x", name="x"), tmp_path, CHECK, stop=stop)


def test_G20_damage_later_on_is_found_by_a_check_and_another_model_takes_over(tmp_path: Path) -> None:
    voices = Voices(tmp_path / "models")
    for name in ("vosk-model-small-en-us-0.15", "vosk-model-en-us-0.22"):
        files = layered() | {"README": name.encode()}
        voices.add(zipped(tmp_path / f"{name}.zip", below(name, files)), always_ready, quiet, Stop())
    last = voices.for_language("en")
    assert last is not None
    file = last.folder / "am" / "final.mdl"
    content, times = bytearray(file.read_bytes()), file.stat()
    content[1000] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert voices.check(last.folder.name, prober(CHECK), quiet, Stop()).failure_code == "voice-model-damaged"
    other = voices.for_language("en")
    assert other is not None
    assert other.name != last.name
    assert read_voice_card(last.folder).state == "failed"


class Ear:
    """Collects the news of one job of the real voice child."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self.over = threading.Event()

    def hear(self, news: News) -> None:
        self.news.append(news)
        if isinstance(news, Ended):
            self.over.set()


@pytest.mark.parametrize("way", ["missing", "random acoustic model", "acoustic model random behind its mark"])
def test_G20_the_voice_child_survives_such_a_model_and_hears_english_all_the_same(tmp_path: Path, way: str) -> None:
    folder = tmp_path / NAME
    if way != "missing":
        in_folder(folder, BROKEN[way](layered()))
    sound = tmp_path / "silence.wav"
    with wave.open(str(sound), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(b"\0\0" * 16_000)
    voice, ear = Voice(child_command, lambda: ("en", str(folder))), Ear()
    try:
        voice.listen_to(sound, "dictation", ear.hear)
        assert ear.over.wait(60)
        assert [one.why for one in ear.news if isinstance(one, Ended)] == ["done"]
        assert voice.recognizer is not None
        assert voice.recognizer.recognizer == "embedded"
    finally:
        voice.close()
