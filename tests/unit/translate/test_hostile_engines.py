# SPDX-License-Identifier: Apache-2.0
"""Whatever an engine answers, nothing is lost unseen: what is not in the translation is flagged."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.core.stop import Stop
from edgeassist.panes.translate.engine import AnswerCut
from edgeassist.panes.translate.memory import Made
from edgeassist.panes.translate.mending import Mender
from edgeassist.panes.translate.protected import Rules
from edgeassist.panes.translate.translation import Ask, Pair, Tone, TranslationEngine, Trouble
from edgeassist.store.task import Offer
from tests.support.translating_set import EN_ES, ES_EN, Case, cases, lost

Answer = Callable[[str], str]


class Hostile(TranslationEngine):
    """Answers with a function of the text."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.asked = 0

    @property
    def name(self) -> str:
        return "hostile"

    def offers(self, pair: Pair) -> Offer:
        return Offer(True)

    def translate(self, text: str, pair: Pair, ask: Ask, stop: Stop) -> str:
        self.asked += 1
        return self._answer(text)


def cut_off(text: str) -> str:
    raise AnswerCut(text[: len(text) // 2])


ANSWERS: dict[str, Answer] = {
    "says nothing": lambda _text: "",
    "says the text again": lambda text: text,
    "turns it round": lambda text: " ".join(reversed(text.split())),
    "drops what is no letter": lambda text: re.sub(r"[^\w\s]|\d", "", text),
    "changes every digit": lambda text: re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), text),
    "adds numbers": lambda text: f"{text} 77 y 78",
    "adds a placeholder": lambda text: f"{text} {{nuevo}} <b> http://evil.example",
    "doubles everything": lambda text: f"{text} {text}",
    "shouts": str.upper,
    "talks of something else": lambda _text: "Érase una vez un perro y un libro de 3 hojas.",
    "never ends": cut_off,
    "writes another script": lambda _text: "Жили-были дед и баба.",
}


def made(text: str, pair: Pair, answer: Answer) -> Made:
    return Mender(Hostile(answer), Rules(pair), Tone.AS_IS, Stop()).made(text)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_nothing_is_lost_unseen(answer: Answer) -> None:
    some = cases()[::5]
    outcomes = [(case, made(case.text, case.pair, answer)) for case in some]
    unseen = [(case.text, one.text) for case, one in outcomes if lost(case, one.text) and not one.flags]
    assert unseen == []


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_nothing_is_added_unseen(answer: Answer) -> None:
    for case in cases()[::9]:
        one = made(case.text, case.pair, answer)
        added = [word for word in ("77", "{nuevo}", "evil.example") if word in one.text]
        assert not added or one.flags, one.text


@pytest.mark.parametrize("pair", [EN_ES, ES_EN], ids=["en-es", "es-en"])
def test_an_engine_that_does_well_is_asked_once_and_not_mended(pair: Pair) -> None:
    good = {
        "I have 3 dogs.": "Tengo 3 perros.",
        "See {name} at 06:40.": "Vea a {name} a las 06:40.",
        "Press <b>Save</b> now.": "Pulse <b>Guardar</b> ahora.",
    }
    told = good if pair == EN_ES else {target: source for source, target in good.items()}
    for source, target in told.items():
        engine = Hostile({source: target}.__getitem__)
        one = Mender(engine, Rules(pair), Tone.AS_IS, Stop()).made(source)
        assert (one.text, one.flags, engine.asked) == (target, (), 1)


def test_an_answer_that_is_cut_is_asked_for_in_halves() -> None:
    def short(text: str) -> str:
        if len(text) > 30:
            raise AnswerCut(text[:30])
        return text.upper()

    one = made("We walked to the river, and then we went home again.", EN_ES, short)
    assert one.text.casefold() == "we walked to the river, and then we went home again."
    assert Trouble.CUT not in [flag.trouble for flag in one.flags]
    long = made("x" * 80 + " and no gap", EN_ES, short)
    assert Trouble.CUT in [flag.trouble for flag in long.flags]


WORDS = st.sampled_from(["the", "old", "house", "Tom", "sees", "a", "dog", "and", "I"])
HELD = st.sampled_from(
    ["{a}", "%s", "%1$d", "{{x y}}", "$HOME", "<b>", "</b>", "<br/>", "**", "`code 1`", "https://a.example/b?c=1",
     "x@y.org", "3", "1,250", "06:40", "5 May 2024", "&amp;", "[link](http://q.example)", "report.pdf", "A4", "v2.1"]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.one_of(WORDS, HELD), min_size=1, max_size=9), st.sampled_from(sorted(ANSWERS)))
def test_any_mixture_comes_through_or_is_flagged(parts: list[str], answer: str) -> None:
    text = " ".join(parts)
    literal = tuple(part for part in parts if part in {"`code 1`", "https://a.example/b?c=1", "x@y.org", "report.pdf"})
    case = Case(EN_ES, text, literal)
    one = made(text, EN_ES, ANSWERS[answer])
    assert not lost(case, one.text) or one.flags, one.text


def test_a_stand_in_without_an_end_does_not_end_the_trying() -> None:
    def never_with_names(text: str) -> str:
        if "Tom" in text or "Mary" in text:
            raise AnswerCut(text)
        return re.sub(r"\{\w+\}", "", text).upper()

    one = made("We see {name} and {other} here.", EN_ES, never_with_names)
    assert one.text == "WE SEE {name} AND {other} HERE."


def test_a_part_that_was_cut_is_not_passed_off_as_whole() -> None:
    def only_the_first(text: str) -> str:
        if "house" in text:
            raise AnswerCut("la ca")
        return text.upper()

    one = made("We see {name}: house", EN_ES, only_the_first)
    assert Trouble.CUT in [flag.trouble for flag in one.flags]
