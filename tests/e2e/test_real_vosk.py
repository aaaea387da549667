# SPDX-License-Identifier: Apache-2.0
"""The real vosk with a real, tiny model: tried in the child, heard by two keys, and used by the voice child."""

import json
import random
import threading
from pathlib import Path

import pytest

from edgeassist.app.children import child_command
from edgeassist.cli import run
from edgeassist.core.stop import Stop
from edgeassist.speech.heard import Grammar, Heard, Verdict
from edgeassist.speech.lines import Ended, News, Utterance
from edgeassist.speech.voice import Voice
from edgeassist.speech.vosk_recognizer import VoskRecognizer
from edgeassist.speech.vosk_results import said
from edgeassist.store.voice_check import probe_voice
from edgeassist.store.voice_engine import VoskModel
from edgeassist.store.voice_refusals import VoiceDamaged
from edgeassist.store.voices import Voices, prober
from tests.support.tiny_vosk import sound, tiny_vosk, wav
from tests.support.voices_made import Files, in_folder

NAME = "vosk-model-small-en-us-0.15"
PIECE = 3200
CHECK = child_command("voice-check")
STOP = Grammar("stop", "en", "", ("stop",))


def quiet(step: str, done: int, total: int) -> None:
    """Hear a report."""


def heard(recognizer: VoskRecognizer, *parts: str) -> Heard:
    """Return what the recognizer makes of such a sound, fed as from a microphone."""
    samples = sound(*parts)
    recognizer.begin()
    for at in range(0, len(samples), PIECE):
        recognizer.feed(samples[at : at + PIECE])
    return recognizer.finish()


@pytest.fixture(scope="module", params=["dynamic", "fixed"])
def recognizer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> VoskRecognizer:
    folder = in_folder(tmp_path_factory.mktemp("voice") / NAME, tiny_vosk(dynamic=request.param == "dynamic"))
    return VoskRecognizer(folder, "en")


def test_the_words_of_the_model_are_known(tmp_path: Path) -> None:
    model = VoskModel(in_folder(tmp_path / NAME, tiny_vosk()))
    assert model.knows("stop")
    assert not model.knows("nonsense")


def test_what_vosk_says_is_read(tmp_path: Path) -> None:
    decoder = VoskModel(in_folder(tmp_path / NAME, tiny_vosk())).decoder(16_000)
    decoder.accept(sound("quiet", "loud", "quiet"))
    (word,) = said(decoder.final()).words
    assert (word.text, word.confidence) == ("stop", 1.0)
    assert 0 <= word.start_s < word.end_s


def test_dictation_writes_down_what_is_said(recognizer: VoskRecognizer) -> None:
    recognizer.use_grammar(None)
    one = heard(recognizer, "quiet", "loud", "quiet", "soft", "quiet")
    assert (one.text, one.verdict) == ("stop hm", "accepted")
    assert [word.text for word in one.words] == ["stop", "hm"]


def test_partial_text_comes_while_it_is_said(recognizer: VoskRecognizer) -> None:
    recognizer.use_grammar(None)
    recognizer.begin()
    assert recognizer.feed(sound("quiet")) == ""
    assert recognizer.feed(sound("loud")) == "stop"
    assert recognizer.finish().text == "stop"


def best(recognizer: VoskRecognizer) -> Verdict:
    """What a command comes to at best: a model that cannot be held to a grammar has one key only."""
    return "accepted" if recognizer._model.takes_grammar else "unsure"


def test_a_command_is_accepted_where_both_hear_it(recognizer: VoskRecognizer) -> None:
    recognizer.use_grammar(STOP)
    one = heard(recognizer, "quiet", "loud", "quiet")
    assert (one.text, one.verdict, one.free_text) == ("stop", best(recognizer), "stop")
    assert one.took_ms > 0


def test_silence_is_silence(recognizer: VoskRecognizer) -> None:
    recognizer.use_grammar(STOP)
    assert heard(recognizer, "quiet", "quiet", "quiet").verdict == "silence"


def test_nothing_fed_is_silence(recognizer: VoskRecognizer) -> None:
    recognizer.use_grammar(STOP)
    recognizer.begin()
    assert recognizer.finish().verdict == "silence"


def test_an_utterance_leaves_nothing_to_the_next(recognizer: VoskRecognizer) -> None:
    recognizer.use_grammar(STOP)
    verdicts = [heard(recognizer, "quiet", part, "quiet").verdict for part in ("loud", "quiet", "loud", "quiet")]
    assert verdicts == [best(recognizer), "silence", best(recognizer), "silence"]


def test_another_word_is_no_command(tmp_path: Path) -> None:
    one = VoskRecognizer(in_folder(tmp_path / NAME, tiny_vosk()), "en")
    one.use_grammar(STOP)
    other = heard(one, "quiet", "soft", "quiet")
    assert (other.verdict, other.text) == ("not-a-command", "hm")


def test_a_grammar_that_makes_a_command_of_anything_is_not_believed(tmp_path: Path) -> None:
    folder = in_folder(tmp_path / NAME, tiny_vosk())
    only_go = VoskModel(folder).decoder(16_000, ("go",))
    only_go.accept(sound("quiet", "loud", "quiet"))
    assert said(only_go.final()).text == "go"
    one = VoskRecognizer(folder, "en")
    one.use_grammar(Grammar("go", "en", "", ("go",)))
    assert heard(one, "quiet", "loud", "quiet").verdict == "not-a-command"


def test_sentences_with_words_that_the_model_lacks_are_left_out(tmp_path: Path) -> None:
    one = VoskRecognizer(in_folder(tmp_path / NAME, tiny_vosk()), "en")
    one.use_grammar(Grammar("more", "en", "", ("stop", "turn off the light")))
    assert one.left_out == ("light", "off", "the", "turn")
    assert heard(one, "quiet", "loud", "quiet").verdict == "accepted"


@pytest.mark.parametrize("dynamic", [True, False])
def test_a_sound_model_is_found_ready_by_the_child(tmp_path: Path, dynamic: bool) -> None:
    voices = Voices(tmp_path / "models")
    card = voices.add(in_folder(tmp_path / NAME, tiny_vosk(dynamic=dynamic)), prober(CHECK), quiet, Stop())
    assert (card.state, card.failure, card.takes_grammar) == ("ready", "", dynamic)
    assert 20_000_000 < card.memory_bytes < 250_000_000
    assert voices.for_language("en") is not None


def damaged(chance: random.Random) -> Files:
    """Return the model with one file cut, or some bytes of it changed."""
    files = tiny_vosk(dynamic=chance.random() < 0.5)
    name = chance.choice([one for one in files if one.endswith((".mdl", ".fst"))])
    content = bytearray(files[name])
    if chance.random() < 0.4:
        del content[chance.randrange(len(content)) :]
    else:
        for _ in range(chance.randint(1, 6)):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
    return files | {name: bytes(content) or b"\0"}


@pytest.mark.parametrize("seed", range(6))
def test_G20_a_real_model_that_was_damaged_never_ends_us(tmp_path: Path, seed: int) -> None:
    voices = Voices(tmp_path / "models")
    folder = in_folder(tmp_path / NAME, damaged(random.Random(seed)))
    try:
        card = voices.add(folder, lambda one, place: probe_voice(one, place, CHECK, wall_s=10), quiet, Stop())
    except VoiceDamaged as error:
        code = error.code
    else:
        code = card.failure_code or card.state
    assert code in ("voice-model-damaged", "ready")


@pytest.mark.slow
@pytest.mark.timeout(2_400)
def test_G20_many_damaged_models_never_end_us(tmp_path: Path) -> None:
    for seed in range(100, 400):
        (tmp_path / str(seed)).mkdir()
        test_G20_a_real_model_that_was_damaged_never_ends_us(tmp_path / str(seed), seed)


def test_the_voice_child_hears_with_it(tmp_path: Path) -> None:
    folder = in_folder(tmp_path / NAME, tiny_vosk())
    news: list[News] = []
    over = threading.Event()

    def hear(one: News) -> None:
        news.append(one)
        if isinstance(one, Ended):
            over.set()

    voice = Voice(child_command, lambda: ("en", str(folder)))
    try:
        voice.use_grammar(STOP)
        voice.listen_to(wav(tmp_path / "stop.wav", "quiet", "loud", "quiet"), "command", hear)
        assert over.wait(60)
        assert voice.recognizer is not None
        assert voice.recognizer.recognizer == f"vosk {NAME}"
        assert voice.recognizer.dictates
        assert voice.recognizer.memory_bytes < 250_000_000
    finally:
        voice.close()
    (one,) = [one.heard for one in news if isinstance(one, Utterance)]
    assert (one.text, one.verdict) == ("stop", "accepted")


def test_the_command_line_adds_it_and_carries_it_in_a_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path / "here"))
    folder = in_folder(tmp_path / "vosk-model-small-de-0.15", tiny_vosk())
    assert run(["voices", "add", str(folder)]) == 0
    assert "hears “de”" in capsys.readouterr().out
    pack = str(tmp_path / "stick.edgepack")
    assert run(["models", "pack", "--voice", folder.name, "--to", pack]) == 0
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path / "there"))
    capsys.readouterr()
    assert run(["models", "unpack", "--json", pack]) == 0
    assert json.loads(capsys.readouterr().out)["voices"] == [folder.name]
    assert run(["voices", "check"]) == 0
    assert "whole, and it loads" in capsys.readouterr().out
