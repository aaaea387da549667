# SPDX-License-Identifier: Apache-2.0
"""The embedded recognizer hears commands said in the grammar, takes nothing else for one, and survives any bytes."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from edgeassist.speech.embedded import Embedded
from edgeassist.speech.heard import Grammar, Heard
from edgeassist.speech.recognizer import Recognizer
from tests.support import speaking
from tests.support.speaking import spoken

RULES = """#JSGF V1.0 UTF-8 en;
grammar test;
<room> = kitchen | living room | bedroom | bathroom | garage | hallway | office | garden;
<thing> = light | lights | lamp | fan | heater | television | radio | coffee maker;
<number> = one | two | three | four | five | six | seven | eight | nine | ten | twenty | thirty [five] | forty five;
<list> = shopping list | packing list;
<item> = milk | eggs | bread | butter | apples | bananas | cheese | coffee | orange juice | toilet paper;
<one> = (turn | switch) (on | off) [the] [<room>] <thing> | set a timer for <number> (seconds | minutes | hours)
  | set [the] <room> lights to <number> percent | add <item> to [my | the] <list> | what is on [my | the] <list>
  | what time is it | cancel [the] timer | delete all chats | (lock | unlock) the front door | stop
  | wake me up at <number> [thirty] | open the garage door | remind me to call (mother | anneliese);
public <command> = <one> [and <one>];
"""
GRAMMAR = Grammar("test", "en", RULES)


@pytest.fixture(scope="module")
def ear() -> Iterator[Embedded]:
    embedded = Embedded()
    embedded.use_grammar(GRAMMAR)
    yield embedded
    embedded.close()


def hear(ear: Embedded, sound: bytes, length_s: float = 0.1) -> Heard:
    ear.begin()
    for piece in speaking.pieces(sound, length_s):
        ear.feed(piece)
    return ear.finish()


def test_it_is_a_recognizer(ear: Embedded) -> None:
    recognizer: Recognizer = ear
    assert (recognizer.name, recognizer.language) == ("embedded", "en")


@pytest.mark.parametrize(
    "command",
    [
        "turn on the kitchen light",
        "switch off the bedroom lamp",
        "set a timer for five minutes",
        "set the living room lights to thirty five percent",
        "add orange juice to my shopping list",
        "what time is it",
        "delete all chats",
        "unlock the front door",
        "wake me up at seven thirty",
        "turn off the radio and set a timer for ten minutes",
    ],
)
def test_a_command_said_clearly_is_heard_and_accepted(ear: Embedded, command: str) -> None:
    heard = hear(ear, spoken(command))
    assert heard.verdict == "accepted"
    assert heard.text.replace(" the ", " ") == command.replace(" the ", " ")
    assert heard.confidence > 0.6


@pytest.mark.parametrize(
    ("voice", "speed", "pitch"), [("en-us+f3", 160, 60), ("en-us+m3", 140, 40), ("en-gb", 150, 50)]
)
def test_other_voices_are_heard(ear: Embedded, voice: str, speed: int, pitch: int) -> None:
    heard = hear(ear, spoken("turn off the living room lights", voice=voice, speed=speed, pitch=pitch))
    assert heard.text.startswith("turn off the living room light")
    assert heard.verdict in ("accepted", "unsure")


@pytest.mark.parametrize("noise_db", [20, 10])
def test_a_command_is_heard_through_noise(ear: Embedded, noise_db: int) -> None:
    assert hear(ear, spoken("turn on the kitchen light", noise_db=noise_db)).text == "turn on the kitchen light"


@pytest.mark.parametrize("by_db", [-30, -12, 12])
def test_soft_and_clipped_speech_is_heard(ear: Embedded, by_db: int) -> None:
    heard = hear(ear, speaking.louder(spoken("set a timer for five minutes"), by_db))
    assert heard.text == "set a timer for five minutes"


@pytest.mark.parametrize(
    "talk",
    [
        "he asked whether anybody had ever seen such a thing before",
        "the old woman sat beside the river and sang to the birds",
        "my brother bought three green bicycles from a friend of ours",
        "she said the lights in the theatre were far too bright for him",
        "a volume of poems lay open on the table beside the lamp",
        "it is raining again and nobody wants to leave the house",
    ],
)
def test_other_talk_is_no_command(ear: Embedded, talk: str) -> None:
    assert hear(ear, spoken(talk)).verdict == "not-a-command"


@pytest.mark.parametrize(
    "make", [speaking.white_noise, speaking.pink_noise, speaking.music, partial(speaking.music, seed=2)]
)
def test_noise_and_music_are_no_command(ear: Embedded, make: partial[bytes]) -> None:
    assert hear(ear, make(3.0)).verdict in ("noise", "not-a-command")


@pytest.mark.parametrize("sound", [b"", b"\x00", speaking.silence(2), speaking.white_noise(1, level_db=-72)])
def test_silence_is_silence(ear: Embedded, sound: bytes) -> None:
    assert hear(ear, sound) == Heard("", "silence")


def test_the_text_grows_while_it_is_said(ear: Embedded) -> None:
    ear.begin()
    partials = [ear.feed(piece) for piece in speaking.pieces(spoken("set a timer for five minutes"))]
    ear.finish()
    assert partials[0] == ""
    assert any(text.startswith("set a timer") for text in partials[:-1])


def test_words_come_with_their_times(ear: Embedded) -> None:
    heard = hear(ear, spoken("turn on the kitchen light"))
    assert [word.text for word in heard.words] == heard.text.split()
    assert all(word.start_s < word.end_s and 0 <= word.confidence <= 1 for word in heard.words)
    assert [word.start_s for word in heard.words] == sorted(word.start_s for word in heard.words)
    assert 0.6 < heard.speech_s < 2.5


def test_a_name_that_no_dictionary_knows_is_heard(ear: Embedded) -> None:
    said = "remind me to call anneliese"
    assert hear(ear, spoken(said)).text == said


def test_a_pronunciation_that_comes_with_the_grammar_is_used() -> None:
    rules = "#JSGF V1.0;\ngrammar g;\npublic <c> = turn on the (zyqx | heater | radio | television);\n"
    ear = Embedded()
    ear.use_grammar(Grammar("own", "en", rules, pronunciations=(("zyqx", "L AE M P"), ("zyqx", "L AA M P"))))
    assert hear(ear, spoken("turn on the lamp")).text == "turn on the zyqx"
    ear.close()


def test_another_grammar_hears_other_sentences_and_the_first_one_comes_back(ear: Embedded) -> None:
    other = Grammar(
        "other", "en", "#JSGF V1.0;\ngrammar g;\npublic <c> = open the (chat | documents | settings) pane;\n"
    )
    ear.use_grammar(other)
    assert hear(ear, spoken("open the settings pane")).text == "open the settings pane"
    ear.use_grammar(GRAMMAR)
    assert hear(ear, spoken("what time is it")).text == "what time is it"


def test_old_grammars_are_let_go(ear: Embedded) -> None:
    for number in range(12):
        ear.use_grammar(Grammar(f"n{number}", "en", "#JSGF V1.0;\ngrammar g;\npublic <c> = stop;\n"))
    assert len(ear._searches) <= 5
    ear.use_grammar(GRAMMAR)
    assert hear(ear, spoken("cancel the timer")).text == "cancel the timer"


def test_what_is_said_for_too_long_is_no_command(ear: Embedded) -> None:
    assert hear(ear, speaking.white_noise(60), 1.0).verdict == "too-long"


def test_pieces_of_any_length_and_odd_bytes_are_taken(ear: Embedded) -> None:
    sound = spoken("what time is it")
    ear.begin()
    for at in range(0, len(sound), 1237):
        ear.feed(sound[at : at + 1237])
    assert ear.finish().text == "what time is it"


@pytest.mark.parametrize(
    "content", [b"\xff" * 9999, bytes(range(256)) * 400, b"\x00\x80" * 20_000, b"\xff\x7f" * 20_000]
)
def test_any_bytes_are_no_command(ear: Embedded, content: bytes) -> None:
    assert hear(ear, content).verdict in ("silence", "noise", "not-a-command")


def test_an_utterance_may_be_dropped_and_begun_again(ear: Embedded) -> None:
    ear.begin()
    ear.feed(spoken("delete all chats"))
    ear.begin()
    assert ear.finish() == Heard("", "silence")
    assert ear.finish() == Heard("", "silence")
    assert ear.feed(spoken("delete all chats")) == ""


def test_noise_teaches_it_nothing_of_the_speaker(ear: Embedded) -> None:
    hear(ear, spoken("turn on the kitchen light"))
    before = ear._decoder.get_cmn() if ear._decoder else ""
    hear(ear, speaking.music(3))
    assert before
    assert ear._decoder
    assert ear._decoder.get_cmn() == before


def test_a_stranger_is_heard_the_same_whoever_spoke_before_and_teaches_it_nothing(ear: Embedded) -> None:
    sound, confidences, means = spoken("turn off the bedroom lamp", voice="en-gb"), [], []
    for before in ("turn on the kitchen light", "delete all chats"):
        hear(ear, spoken(before))
        assert ear._decoder
        means.append(ear._decoder.get_cmn())
        ear.begin(stranger=True)
        ear.feed(sound)
        confidences.append(ear.finish().confidence)
        assert ear._decoder.get_cmn() == means[-1]
    assert means[0] != means[1]
    assert confidences[0] == pytest.approx(confidences[1], abs=0.01)


def test_after_closing_it_hears_nothing_and_closes_again() -> None:
    ear = Embedded()
    ear.use_grammar(GRAMMAR)
    ear.begin()
    ear.feed(spoken("stop"))
    ear.close()
    ear.close()
    ear.begin()
    assert ear.feed(b"\x01\x02" * 999) == ""
    ear.use_grammar(GRAMMAR)
    assert ear.finish() == Heard("", "silence")


def test_dictation_writes_what_the_language_model_thinks_was_said() -> None:
    ear = Embedded()
    ear.use_grammar(None)
    heard = hear(ear, spoken("i will come home tomorrow morning"))
    assert heard.verdict == "accepted"
    assert len(set(heard.text.split()) & {"come", "home", "tomorrow", "morning"}) >= 2
    assert hear(ear, speaking.silence(1)).verdict == "silence"
    ear.close()


def test_no_sound_is_left_on_the_disk(ear: Embedded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    hear(ear, spoken("what time is it"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_two_thousand_utterances_do_not_grow_it(ear: Embedded) -> None:
    def pages() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1])

    short = spoken("stop")
    for _ in range(100):
        hear(ear, short, 1.0)
    before = pages()
    for _ in range(1900):
        hear(ear, short, 1.0)
    assert pages() - before < 2048  # 8 MiB
