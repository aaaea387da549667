# SPDX-License-Identifier: Apache-2.0
"""The embedded recognizer hears commands said in the grammar, takes nothing else for one, and survives any bytes."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from edgeassist.speech.embedded import Embedded, _own_mean
from edgeassist.speech.heard import Grammar, Heard
from edgeassist.speech.recognizer import Recognizer
from tests.support import speaking
from tests.support.speaking import spoken

RULES = """#JSGF V1.0 UTF-8 en;
grammar test;
<room> = kitchen | living room | bedroom | bathroom | garage | hallway | office | garden;
<thing> = light | lamp | fan | heater | television | radio | coffee maker;
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
        "lock the front door",
        "wake me up at seven thirty",
        "turn off the radio and set a timer for ten minutes",
    ],
)
def test_a_command_said_clearly_is_heard_and_accepted(ear: Embedded, command: str) -> None:
    heard = hear(ear, spoken(command))
    assert heard.verdict == "accepted"
    assert heard.text.replace(" the ", " ") == command.replace(" the ", " ")
    assert heard.confidence > 0.6


@pytest.mark.parametrize("voice", ["en-us", "en-us+f3", "en-gb"])
def test_a_door_is_unlocked_and_locked_only_when_that_was_said(ear: Embedded, voice: str) -> None:
    for command in ("lock the front door", "unlock the front door"):
        heard = hear(ear, spoken(command, voice=voice))
        assert heard.text == command or heard.verdict != "accepted"


@pytest.mark.parametrize(
    ("voice", "speed", "pitch"), [("en-us+f3", 160, 60), ("en-us+m3", 140, 40), ("en-gb", 150, 50)]
)
def test_other_voices_are_heard(ear: Embedded, voice: str, speed: int, pitch: int) -> None:
    heard = hear(ear, spoken("turn off the living room light", voice=voice, speed=speed, pitch=pitch))
    assert heard.text.replace(" the ", " ") == "turn off living room light"
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


@pytest.mark.parametrize("stranger", [True, False])
def test_it_hears_the_same_whoever_and_whatever_sounded_before(ear: Embedded, stranger: bool) -> None:
    sound, heard = spoken("turn off the bedroom lamp", voice="en-gb"), []
    for before in (spoken("turn on the kitchen light"), speaking.music(3), b""):
        hear(ear, before)
        ear.begin(stranger=stranger)
        ear.feed(sound)
        heard.append(ear.finish())
    assert {(one.text, one.verdict) for one in heard} == {("turn off the bedroom lamp", "accepted")}
    assert [one.confidence for one in heard] == pytest.approx([heard[0].confidence] * 3, abs=0.01)


def test_an_utterance_is_heard_by_the_mean_of_its_own_voice(ear: Embedded) -> None:
    ear.begin()
    assert ear._decoder
    usual = ear._decoder.get_cmn()
    means = []
    for piece in speaking.pieces(spoken("set a timer for five minutes")):
        ear.feed(piece)
        means.append(ear._decoder.get_cmn())
    ear.finish()
    assert means[0] == usual
    assert len(set(means)) == 2  # once it is known, and then no more
    own = _own_mean("72.6" + usual[usual.index(",") :], 500)
    assert float(own.split(",")[0]) == pytest.approx(float(usual.split(",")[0]) + 20 * 500 / 560, abs=0.01)


def test_what_is_too_short_to_know_the_voice_is_heard_at_its_end(ear: Embedded) -> None:
    assert hear(ear, spoken("stop")).text == "stop"


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
def test_five_hundred_utterances_do_not_grow_it(ear: Embedded) -> None:
    def pages() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1])

    short = spoken("stop")
    for _ in range(20):
        hear(ear, short, 1.0)
    before = pages()
    for _ in range(480):
        hear(ear, short, 1.0)
    assert pages() - before < 256  # 1 MiB


def test_looks_for_the_mean_of_the_whole_do_not_grow_it(ear: Embedded) -> None:
    assert ear._decoder
    hear(ear, spoken("stop"))
    usual = ear._decoder.get_cmn()
    before = Path("/proc/self/statm").read_text().split()[1]
    for _ in range(1000):
        ear._decoder.reinit_feat()
    assert int(Path("/proc/self/statm").read_text().split()[1]) - int(before) < 64
    assert ear._decoder.get_cmn() != usual  # which is why it is kept for the third look


def test_a_look_by_the_mean_of_the_whole_leaves_the_next_utterance_as_it_is(ear: Embedded) -> None:
    sound = spoken("add orange juice to my shopping list", voice="en-gb")
    alone = hear(ear, sound)
    hear(ear, speaking.mixed(spoken("delete all chats"), speaking.white_noise(3), 12))  # unclear: looked at again
    again = hear(ear, sound)
    assert (again.text, again.verdict) == (alone.text, alone.verdict)
    assert again.confidence == pytest.approx(alone.confidence, abs=0.01)
