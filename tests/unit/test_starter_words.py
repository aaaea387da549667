# SPDX-License-Identifier: Apache-2.0
"""What the shipped card of the starter says can be said in any language: no sentence of it is only English."""

from collections.abc import Iterator

import pytest

from edgeassist.app.starter_words import WHOLE, score_words, told
from edgeassist.core.language import use
from edgeassist.core.paths import resource
from edgeassist.store.starter import Starter
from edgeassist.store.starter_card import Score
from edgeassist.store.task import Task

KNOWN = ("chrF", "ROUGE-L F1")
"""Measures that have one name in every language."""


@pytest.fixture
def asked() -> Iterator[set[str]]:
    """Speak a language in which every text stands between marks; return what was asked for."""
    seen: set[str] = set()

    def marked(text: str, _many: str, _n: int) -> str:
        seen.add(text)
        return f"<{text}>"

    use("de", marked)
    yield seen
    use("en")


def shipped() -> Starter:
    return Starter(resource("models", "starter"))


def test_in_english_the_card_is_told_as_it_stands() -> None:
    starter = shipped()
    assert [told(one) for one in starter.limits] == list(starter.limits)
    for score in starter.scores.values():
        assert (score_words(score), told(score.why)) == (score.line, score.why)


def test_every_sentence_of_the_card_can_be_said_in_another_language(asked: set[str]) -> None:
    starter = shipped()
    sentences = [*starter.limits, *(score.why for score in starter.scores.values())]
    said = [told(one) for one in sentences]
    whole = {one for one in sentences if one in asked}
    assert all(one.startswith("<") for one in said)
    assert whole == {starter.limits[-1]}, "only what has no figure in it is one text for a translator"


def test_every_name_of_a_measure_is_one_for_a_translator() -> None:
    figures = [pair for score in shipped().scores.values() for pairs in score.figures for pair in pairs]
    assert {name for name, _ in figures} - {*KNOWN} <= {*WHOLE}


def test_names_are_translated_and_figures_take_the_language_s_form(asked: set[str]) -> None:
    why = (
        "ROUGE-L F1 10.8 (8.3 to 13.7, 43 examples) is not clearly better than 13.5 of the best trivial baseline, "
        "first sentence."
    )
    assert "<ROUGE-L F1> 10,8 (8,3 to 13,7, 43 examples)" in told(why)
    assert told(why).endswith("<first sentence>.>")
    assert told("It reads and writes English and Spanish only.").count("<") == 4
    score = Score(measured={"chrF": 52.95}, baseline={"copying the source": 15.09})
    assert score_words(score) == "<<chrF> 53,0 (baseline: <copying the source> 15,1)>"
    assert asked >= {"copying the source", "first sentence", "English", "Spanish"}


def test_a_task_is_named_in_the_person_s_language(asked: set[str]) -> None:
    assert Task("translate", "en", "es").doing == "<translate from <English> to <Spanish>>"
    assert Task("translate", "", "xx").doing == "<translate to <xx>>"
    assert [Task("chat").doing, Task("summarize").doing] == ["<chat>", "<sum texts up>"]


def test_what_nobody_knows_here_stays() -> None:
    assert told("A sentence of another card.") == "A sentence of another card."
    assert told("") == ""
    assert score_words(Score()) == "not measured"
