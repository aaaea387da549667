# SPDX-License-Identifier: Apache-2.0
"""The recognizer over a stand-in for vosk: what it is asked for, what it makes of the answers, what it contains."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from edgeassist.speech.heard import Grammar, Heard
from edgeassist.speech.recognizer import Recognizer
from edgeassist.speech.vosk_recognizer import VoskRecognizer
from edgeassist.store.voice_engine import NoVosk, VoskFailed, VoskModel, load_library
from edgeassist.store.voice_refusals import VoiceDamaged
from tests.support.voices_made import NAME, StandInVosk, in_folder, layered
from tests.support.vosk_said import ALTERNATIVES, EMPTY, TURN_OFF, WITH_UNKNOWN, result

SOUND = b"\0\1" * 8000
GRAMMAR = Grammar("k", "en", "", ("turn off the kitchen light", "turn on the kitchen light", "stop"))


def recognizer(folder: Path, vosk: StandInVosk, *, dynamic: bool = True) -> VoskRecognizer:
    place = in_folder(folder / NAME, layered(dynamic=dynamic))
    return VoskRecognizer(place, "en", model=VoskModel(place, library=vosk))


def heard_by(one: VoskRecognizer, grammar: Grammar | None) -> Heard:
    one.use_grammar(grammar)
    one.begin()
    one.feed(SOUND)
    return one.finish()


def test_it_is_a_recognizer(tmp_path: Path) -> None:
    vosk = StandInVosk(TURN_OFF)
    one: Recognizer = recognizer(tmp_path, vosk)
    assert (one.name, one.language) == (f"vosk {NAME}", "en")
    assert vosk.models == [str(tmp_path / NAME)]


def test_dictation_is_what_was_heard_freely(tmp_path: Path) -> None:
    one = heard_by(recognizer(tmp_path, StandInVosk(TURN_OFF)), None)
    assert (one.verdict, one.text) == ("accepted", "turn off the kitchen light")
    assert one.confidence == pytest.approx(0.97)
    assert one.words[1].text == "off"
    assert 0 < one.speech_s <= 0.5
    assert one.took_ms > 0


def test_a_command_needs_both_keys(tmp_path: Path) -> None:
    vosk = StandInVosk(TURN_OFF, result("turn off the kitchen light", 1.0))
    assert heard_by(recognizer(tmp_path, vosk), GRAMMAR).verdict == "accepted"
    assert vosk.grammars == [[*GRAMMAR.phrases, "[unk]"]]
    assert vosk.fed_bytes == 2 * len(SOUND)


@pytest.mark.parametrize(
    ("free", "within", "verdict"),
    [
        (EMPTY, result("turn off the kitchen light", 1.0), "noise"),
        (result("we had a party in the garden"), result("turn off the kitchen light", 1.0), "not-a-command"),
        (result("turn on the kitchen light"), result("turn off the kitchen light", 1.0), "unsure"),
        (TURN_OFF, WITH_UNKNOWN, "not-a-command"),
        (EMPTY, EMPTY, "silence"),
        (ALTERNATIVES, result("turn off the light", 1.0), "unsure"),
        ("garbage", result("stop", 1.0), "noise"),
        (TURN_OFF, "garbage", "not-a-command"),
    ],
)
def test_one_key_alone_opens_nothing(tmp_path: Path, free: str, within: str, verdict: str) -> None:
    assert heard_by(recognizer(tmp_path, StandInVosk(free, within)), GRAMMAR).verdict == verdict


@pytest.mark.parametrize("text", ["turn off the kitchen light", "turn off everything in here"])
def test_a_model_that_takes_no_grammar_is_never_sure(tmp_path: Path, text: str) -> None:
    vosk = StandInVosk(result(text, 1.0))
    assert heard_by(recognizer(tmp_path, vosk, dynamic=False), GRAMMAR).verdict == "unsure"
    assert vosk.grammars == []


def test_every_sentence_of_a_grammar_reaches_the_decoder(tmp_path: Path) -> None:
    vosk = StandInVosk(TURN_OFF)
    many = tuple(f"open {number}" for number in range(20_001))
    recognizer(tmp_path, vosk).use_grammar(Grammar("k", "en", "", many))
    assert vosk.grammars == [[*many, "[unk]"]]


def test_a_grammar_without_sentences_leaves_free_hearing_that_asks(tmp_path: Path) -> None:
    vosk = StandInVosk(TURN_OFF, result("stop"))
    assert heard_by(recognizer(tmp_path, vosk), Grammar("k", "en", "")).verdict == "unsure"
    assert vosk.grammars == []


def test_sentences_with_unknown_words_are_left_out_and_told(tmp_path: Path) -> None:
    vosk = StandInVosk(TURN_OFF, known=lambda word: word != "kitchen")
    one = recognizer(tmp_path, vosk)
    one.use_grammar(GRAMMAR)
    assert vosk.grammars == [["stop", "[unk]"]]
    assert one.left_out == ("kitchen",)


def test_an_equal_grammar_is_not_built_again(tmp_path: Path) -> None:
    vosk = StandInVosk(TURN_OFF)
    one = recognizer(tmp_path, vosk)
    one.use_grammar(GRAMMAR)
    one.use_grammar(GRAMMAR)
    assert len(vosk.grammars) == 1
    one.use_grammar(None)
    one.use_grammar(GRAMMAR)
    assert len(vosk.grammars) == 1
    one.use_grammar(Grammar("other", "en", "", ("stop",)))
    assert vosk.grammars[-1] == ["stop", "[unk]"]


def test_dictation_between_two_commands_is_heard_freely(tmp_path: Path) -> None:
    vosk = StandInVosk(TURN_OFF, result("turn off the kitchen light", 1.0))
    one = recognizer(tmp_path, vosk)
    verdicts = []
    for grammar, free in ((GRAMMAR, TURN_OFF), (None, result("dear anna", 0.4)), (GRAMMAR, result("dear anna"))):
        vosk.free = free
        one = recognizer(tmp_path, vosk)
        verdicts.append(heard_by(one, grammar).verdict)
    assert verdicts == ["accepted", "accepted", "not-a-command"]
    assert heard_by(one, None).text == "dear anna"


def test_an_utterance_that_vosk_cut_in_two_is_one(tmp_path: Path) -> None:
    vosk = StandInVosk(result("turn off the kitchen light"), pieces=1)
    one = recognizer(tmp_path, vosk)
    one.begin()
    assert one.feed(SOUND) == "turn off the kitchen light turn off the kitchen light"
    one.feed(b"")
    assert one.finish().text == "turn off the kitchen light"


def test_the_next_utterance_begins_anew(tmp_path: Path) -> None:
    vosk = StandInVosk(result("turn off"), pieces=1)
    one = recognizer(tmp_path, vosk)
    for _ in range(2):
        one.begin()
        one.feed(SOUND)
        assert one.finish().text == "turn off"


def test_what_the_library_gives_up_on_is_said(tmp_path: Path) -> None:
    vosk = StandInVosk(TURN_OFF)
    one = recognizer(tmp_path, vosk)
    one.begin()
    vosk.fails = True
    with pytest.raises(VoskFailed, match="could not make sense of the sound"):
        one.feed(SOUND)
    vosk.fails = False
    one.begin()
    one.feed(SOUND)
    assert one.finish().text == "turn off the kitchen light"


def test_closing_lets_the_model_go(tmp_path: Path) -> None:
    one = recognizer(tmp_path, StandInVosk(TURN_OFF))
    one.close()
    one.close()
    assert set(vars(one)).isdisjoint({"_model", "_free"})


def test_without_a_model_vosk_is_not_even_asked(tmp_path: Path) -> None:
    vosk = StandInVosk(TURN_OFF)
    with pytest.raises(VoiceDamaged, match="its files are gone"):
        VoskModel(tmp_path / "gone", library=vosk)
    assert vosk.models == []


def test_a_library_that_wants_to_end_the_process_is_contained(tmp_path: Path) -> None:
    class Exits:
        def Model(self, model_path: str) -> None:
            sys.exit(1)

    place = in_folder(tmp_path / NAME, layered())
    with pytest.raises(VoiceDamaged, match="vosk cannot load it"):
        VoskModel(place, library=Exits())


def test_grammars_that_the_library_refuses_are_said(tmp_path: Path) -> None:
    class Refuses:
        def Model(self, model_path: str) -> str:
            return model_path

        def KaldiRecognizer(self, *_: object) -> None:
            raise RuntimeError("Failed to create a recognizer")

    place = in_folder(tmp_path / NAME, layered())
    with pytest.raises(VoskFailed, match="does not take these sentences"):
        VoskModel(place, library=Refuses()).decoder(16_000, ("stop",))


def test_without_the_library_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = ModuleType("vosk")
    monkeypatch.setitem(sys.modules, "vosk", broken)
    with pytest.raises(NoVosk, match="cannot be used here"):
        load_library()


def test_phrases_go_to_vosk_as_a_list_in_json(tmp_path: Path) -> None:
    vosk = StandInVosk(TURN_OFF)
    recognizer(tmp_path, vosk).use_grammar(Grammar("k", "de", "", ("küche aus",)))
    assert json.dumps(vosk.grammars[0], ensure_ascii=False) == '["küche aus", "[unk]"]'
