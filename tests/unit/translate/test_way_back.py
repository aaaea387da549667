# SPDX-License-Identifier: Apache-2.0
"""Translating back claims nothing that was not seen; stops, failures and other wordings of a whole translator."""

from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.api.asking import AskFailed
from edgeassist.core.errors import EngineTrouble
from edgeassist.core.stop import Stop, Stopped
from edgeassist.panes.translate.engine import AnswerCut
from edgeassist.panes.translate.glossary import Glossary, UnreadableGlossary
from edgeassist.panes.translate.memory import Key, Made, Memory
from edgeassist.panes.translate.translation import Ask, Pair, Segment, Tone, Translation, TranslationEngine, Trouble
from edgeassist.panes.translate.translator import PairNotOffered, Translator, alike
from edgeassist.store.task import Offer
from edgeassist.testing import FakeContext
from edgeassist.wire import Failed

EN_ES = Pair("en", "es")
ES = {
    "The house is old.": "La casa es vieja.",
    "The dog sleeps.": "El perro duerme.",
    "We go home.": "Vamos a casa.",
}
EN = {spanish: english for english, spanish in ES.items()}
Back = Callable[[str], str]


class Phrasebook(TranslationEngine):
    """Knows three sentences into Spanish; `back` answers the other way. `asked` keeps what it was given."""

    def __init__(self, back: Back = lambda text: EN[text], *, ways: tuple[Pair, ...] = (EN_ES, EN_ES.swapped)) -> None:
        self.back, self.ways = back, ways
        self.asked: list[tuple[str, Pair, Ask]] = []
        self.said = dict(ES)

    @property
    def name(self) -> str:
        return "phrasebook"

    def offers(self, pair: Pair) -> Offer:
        return Offer(pair in self.ways, "" if pair in self.ways else "It knows no such way.")

    def translate(self, text: str, pair: Pair, ask: Ask, stop: Stop) -> str:
        self.asked.append((text, pair, ask))
        stop.check()
        return self.said.get(text, "Otra cosa.") if pair == EN_ES else self.back(text)


def told(engine: Phrasebook, text: str = " ".join(ES)) -> tuple[Translator, Translation]:
    translator = Translator(FakeContext(), engine)
    return translator, translator.translate(text, EN_ES, tone=Tone.AS_IS, tell=lambda _told: None, stop=Stop())


def checked(engine: Phrasebook) -> list[list[str]]:
    translator, made = told(engine)
    found = translator.check_back(made, Stop(), lambda _told: None)
    return [[f"{flag.trouble}: {flag.got}" for flag in one.flags] for one in found.rendered]


def cut(text: str) -> str:
    raise AnswerCut("The dog" if "perro" in text else "")


def test_what_comes_back_the_same_is_not_flagged() -> None:
    assert checked(Phrasebook()) == [[], [], []]


@pytest.mark.parametrize(
    ("back", "flags"),
    [
        (lambda _text: "I would rather swim.", "I would rather swim."),
        (lambda _text: "", ""),
        (lambda _text: "  ", "  "),
    ],
)
def test_what_comes_back_otherwise_or_empty_is_flagged(back: Back, flags: str) -> None:
    assert checked(Phrasebook(back)) == [[f"came back differently: {flags}"]] * 3


def test_what_was_cut_on_its_way_back_is_not_taken_for_the_same() -> None:
    assert checked(Phrasebook(cut)) == [
        ["came back differently: "],
        [],
        ["came back differently: "],
    ], "the dog came back far enough to be known again"


def test_an_engine_that_fails_ends_the_check() -> None:
    def failing(_text: str) -> str:
        raise EngineTrouble("The engine was ended.")

    translator, made = told(Phrasebook(failing))
    with pytest.raises(EngineTrouble, match="was ended"):
        translator.check_back(made, Stop(), lambda _told: None)


def test_a_wish_to_stop_keeps_what_was_checked_before() -> None:
    stop = Stop()

    def once(text: str) -> str:
        if text == ES["The dog sleeps."]:
            stop.wish()
            raise Stopped("It was stopped.")
        return "Something else entirely."

    translator, made = told(Phrasebook(once))
    found = translator.check_back(made, stop, lambda _told: None)
    assert [bool(one.flags) for one in found.rendered] == [True, False, False]
    assert found.text == made.text


def test_a_second_check_takes_the_place_of_the_first_and_asks_nothing_again() -> None:
    engine = Phrasebook(lambda _text: "Something else.")
    translator, made = told(engine)
    once = translator.check_back(made, Stop(), lambda _told: None)
    count = len(engine.asked)
    twice = translator.check_back(once, Stop(), lambda _told: None)
    assert twice == once
    assert len(engine.asked) == count


def test_each_sentence_that_was_checked_is_told() -> None:
    translator, made = told(Phrasebook())
    said: list[Translation] = []
    translator.check_back(made, Stop(), said.append)
    assert len(said) == 3
    assert all(one.text == made.text for one in said)


def test_a_way_back_that_may_not_be_asked_is_refused() -> None:
    translator, made = told(Phrasebook(ways=(EN_ES,)))
    with pytest.raises(PairNotOffered, match="no such way"):
        translator.check_back(made, Stop(), lambda _told: None)


def test_what_was_not_translated_is_not_sent_back() -> None:
    engine = Phrasebook()
    translator, made = told(engine, "https://example.org/a\n12.5\nThe dog sleeps.")
    before = len(engine.asked)
    translator.check_back(made, Stop(), lambda _told: None)
    assert [text for text, _pair, _ask in engine.asked[before:]] == [ES["The dog sleeps."]]


def wordings(engine: Phrasebook, stop: Stop | None = None) -> tuple[str, ...]:
    translator, made = told(engine, "The dog sleeps.")
    return translator.alternatives(made.rendered[0].segment, EN_ES, tone=Tone.AS_IS, stop=stop or Stop())


def test_the_wording_that_is_there_is_no_other_one() -> None:
    assert wordings(Phrasebook()) == ()


def test_other_wordings_that_come_back_otherwise_are_not_offered() -> None:
    class Wandering(Phrasebook):
        def translate(self, text: str, pair: Pair, ask: Ask, stop: Stop) -> str:
            said = super().translate(text, pair, ask, stop)
            return f"Duerme el perro {len(self.asked)} vez." if ask.other else said

    engine = Wandering(lambda text: "The dog sleeps." if text.startswith("Duerme") else "I swim.")
    offered = wordings(engine)
    assert all(one.startswith("Duerme el perro") for one in offered)
    assert wordings(Wandering(lambda _text: "I swim.")) == ()


def test_a_wish_to_stop_ends_the_search_for_wordings() -> None:
    stop = Stop()
    stop.wish()
    engine = Phrasebook()
    translator = Translator(FakeContext(), engine)
    segment = Segment(0, "The dog sleeps.", 0, 15)
    assert translator.alternatives(segment, EN_ES, tone=Tone.AS_IS, stop=stop) == ()
    assert engine.asked == []


@pytest.mark.parametrize(
    ("source", "returned", "language", "same"),
    [
        ("The dog sleeps.", "The dog is sleeping.", "en", True),
        ("The dog sleeps.", "A cat eats fish.", "en", False),
        ("Good morning.", "Good morning!", "en", True),
        ("Yes.", "No.", "en", False),
        ("El perro duerme.", "El perro está durmiendo.", "es", True),
        ("", "", "en", True),
        ("12", "12", "en", True),
        ("The train arrives at noon.", "", "en", False),
        ("我们回家。", "我们回家", "zh", True),
        ("我们回家。", "今天下雨", "zh", False),
    ],
)
def test_two_sentences_are_alike_when_they_say_the_same(source: str, returned: str, language: str, same: bool) -> None:
    assert alike(source, returned, language) is same


def test_the_sentences_of_the_longest_texts_are_all_remembered() -> None:
    memory = Memory()
    keys = [Key("engine", EN_ES, Tone.AS_IS, "", f"Line number {number} stands here.") for number in range(30_000)]
    for key in keys:
        memory.keep(key, Made(key.text))
    assert all(memory.get(key) is not None for key in keys), "one changed word must not have all made again"


def test_a_term_runs_only_the_sentences_again_that_hold_it() -> None:
    engine = Phrasebook()
    translator, made = told(engine)
    translator.glossary.add("dog", "can", EN_ES)
    before = len(engine.asked)
    translator.translate(" ".join(ES), EN_ES, tone=Tone.AS_IS, tell=lambda _told: None, stop=Stop())
    assert all("house" not in text and "home" not in text for text, _pair, _ask in engine.asked[before:])
    assert any("dog" in text for text, _pair, _ask in engine.asked[before:])
    assert made.rendered[0].segment.text == "The house is old."


def test_a_glossary_of_the_pane_that_cannot_be_read_is_left_alone_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "glossary.csv"
    path.write_bytes(b"\xff\xfe\x00")
    opened = Glossary.opened(path)
    assert isinstance(opened.refused, UnreadableGlossary)
    opened.add("a", "b")
    assert path.read_bytes() == b"\xff\xfe\x00"
    path.write_text("a,b\n")
    assert Glossary.opened(path).refused is None
    assert [(term.source, term.target) for term in Glossary.opened(path).entries] == [("a", "b")]


def test_a_failure_in_the_middle_is_the_failure_of_the_text_and_what_came_was_told() -> None:
    class Dying(Phrasebook):
        def translate(self, text: str, pair: Pair, ask: Ask, stop: Stop) -> str:
            if "dog" in text:
                raise AskFailed(Failed(code="killed", message="The engine was ended."))
            return super().translate(text, pair, ask, stop)

    translator, said = Translator(FakeContext(), Dying()), list[Translation]()
    with pytest.raises(AskFailed, match="ended"):
        translator.translate(" ".join(ES), EN_ES, tone=Tone.AS_IS, tell=said.append, stop=Stop())
    assert [one.text.strip() for one in said] == ["La casa es vieja."]


def test_a_flag_of_the_first_try_stays_beside_that_of_the_way_back() -> None:
    engine = Phrasebook(lambda _text: "I swim.")
    engine.said["Bring 7 keys."] = "Trae llaves."
    translator = Translator(FakeContext(), engine)
    made = translator.translate("Bring 7 keys.", EN_ES, tone=Tone.AS_IS, tell=lambda _told: None, stop=Stop())
    troubles = {flag.trouble for one in made.rendered for flag in one.flags}
    found = translator.check_back(made, Stop(), lambda _told: None)
    assert {flag.trouble for one in found.rendered for flag in one.flags} == troubles | {Trouble.BACK}
