# SPDX-License-Identifier: Apache-2.0
"""The model that comes with EdgeAssist: its card, its tasks, and what is said when it is not whole."""

import json
from pathlib import Path

import pytest

from edgeassist.core.instructions import LANGUAGES
from edgeassist.store.starter import LABEL, NotOffered, Starter, StarterDamaged
from edgeassist.store.starter_card import STARTER_ID, Score
from edgeassist.store.task import Offer, Task
from tests.support.starters import SCORES, WHY, shipped_card, stand_in

CHAT, SUMMARIZE, INTENT = Task("chat"), Task("summarize"), Task("parse_command")
TO_ES = Task("translate", "en", "es")


@pytest.fixture
def starter(tmp_path: Path) -> Starter:
    return stand_in(tmp_path / "starter")


def test_its_card_is_one_like_every_model_s(starter: Starter) -> None:
    card = starter.card
    assert (card.id, card.name, card.state, card.usable) == (STARTER_ID, "Starter", "ready", True)
    assert (card.context_trained_tokens, card.vocabulary_tokens, card.embedding) == (512, 768, 256)
    assert (card.head_dim, card.kv_elements, card.languages) == (64, 512, ("en", "es"))
    assert starter.path == starter.folder / "starter.gguf"
    assert starter.limits == ("It knows little and invents the rest.",)
    assert LABEL.startswith("Starter: small and quick;")


@pytest.mark.parametrize("task", [CHAT, TO_ES, Task("translate", "es", "en"), INTENT, Task("translate", "", "es")])
def test_it_does_what_it_was_measured_to_do_well(starter: Starter, task: Task) -> None:
    assert starter.offers(task) == Offer(True)
    starter.require(task)


@pytest.mark.parametrize(
    ("task", "sentence"),
    [
        (SUMMARIZE, f"Starter cannot sum texts up: {WHY}."),
        (
            Task("translate", "en", "de"),
            "Starter cannot translate from English to German: it was not made for that.",
        ),
        (Task("translate", "", "fr"), "Starter cannot translate to French: it was not made for that."),
        (
            Task("translate", "fr", "es"),
            "Starter cannot translate from French to Spanish: it was not made for that.",
        ),
    ],
)
def test_for_what_it_must_not_do_it_says_why(starter: Starter, task: Task, sentence: str) -> None:
    assert starter.offers(task) == Offer(False, sentence)
    with pytest.raises(NotOffered, match=sentence[:20]) as caught:
        starter.require(task)
    assert (caught.value.exit_code, caught.value.code) == (7, "not-offered")
    assert "recommend" in caught.value.hint


def test_a_task_that_nobody_measured_is_not_offered(tmp_path: Path) -> None:
    starter = stand_in(tmp_path / "starter", scores={})
    assert not starter.offers(CHAT).ok
    assert starter.scores == {}


@pytest.mark.parametrize(
    ("score", "proven"),
    [
        (Score(measured={"chrF": 41.2}, baseline={"copy": 17.0, "words": 36.6}), True),
        (Score(measured={"chrF": 23.4}, baseline={"copy": 20.8, "words": 36.6}), False),
        (Score(measured={"chrF": 20.0}, baseline={"copy": 20.0}), False),
        (Score(measured={"chrF": 41.2}, baseline={}), False),
        (Score(measured={"chrF": 41.2}, baseline={"copy": None}), False),
        (Score(measured={"chrF": True}, baseline={"copy": 0}), False),
        (Score(measured={"chrF": 41.2}, baseline={"copy": 17.0}, beats_baseline=False), False),
        (Score(measured={"perplexity": 5.2}, baseline={"words": 389.1}, lower_is_better=True), True),
        (Score(measured={"perplexity": 500.0}, baseline={"words": 389.1}, lower_is_better=True), False),
        (Score(measured={"chrF": 41.2, "BLEU": 9.0}, baseline={"copy": {"chrF": 17.0, "BLEU": 10.0}}), True),
        (Score(measured=0.5, baseline=0.4), True),
        (Score(), False),
    ],
)
def test_a_score_counts_where_it_beats_every_baseline(score: Score, proven: bool) -> None:
    assert score.proven is proven


def test_an_offer_that_the_numbers_speak_against_is_not_believed(tmp_path: Path) -> None:
    worse = {"offered": True, "beats_baseline": True, "measured": {"chrF": 23.4}, "baseline": {"words": 36.6}}
    starter = stand_in(tmp_path / "starter", scores={"translate en-es": worse})
    offer = starter.offers(TO_ES)
    assert not offer.ok
    assert "no better than that of a trivial baseline" in offer.why


def test_too_few_examples_are_said_to_be_too_few(tmp_path: Path) -> None:
    few = {"why": "Only 14 held-out examples.", "n": 14, "measured": {"F1": 5.5}, "baseline": {"lead": 19.0}}
    starter = stand_in(tmp_path / "starter", scores={"summarize": few})
    sentence = "Starter cannot sum texts up: it was not measured enough to be trusted with it (14 examples)."
    assert starter.offers(SUMMARIZE) == Offer(False, sentence)


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("chat", CHAT),
        ("summarize", SUMMARIZE),
        ("summaries", SUMMARIZE),
        ("intent", INTENT),
        ("parse_command", INTENT),
        ("translate en->es", TO_ES),
        ("translate_en_es", TO_ES),
        ("translate:en-es", TO_ES),
        ("juggle", None),
        ("", None),
    ],
)
def test_tasks_are_named_in_several_ways(name: str, task: Task | None) -> None:
    assert Task.named(name) == task


def test_scores_are_told_in_one_line_each(starter: Starter) -> None:
    lines = [score.line for score in starter.scores.values()]
    assert lines == [
        "perplexity 14.2 (baseline: frequencies 380.5)",
        "chrF 41.2 (baseline: copy 17.0)",
        "chrF 43.5 (baseline: copy 17.5, words 25.0)",
        "ROUGE-L 0.21 (baseline: lead-1 0.3)",
        "exact 88.0 (baseline: templates 61.0)",
    ]
    assert [*starter.scores] == [task for name in SCORES if (task := Task.named(name))]


def test_numbers_of_other_shapes_are_told_too() -> None:
    assert Score(measured=0.5).line == "0.5"
    assert Score().line == "not measured"
    several = Score(measured={"chrF": 40.0, "BLEU": None}, baseline={"copy": {"chrF": 17.0, "BLEU": 1}})
    assert several.line == "chrF 40.0, BLEU None (baseline: copy chrF 17.0, copy BLEU 1)"


def test_it_is_read_once_and_its_file_checked_once(starter: Starter) -> None:
    starter.verify()
    starter.path.write_bytes(b"x" * starter.card.size_bytes)
    starter.verify()
    assert starter.card is starter.card


def test_a_changed_file_is_refused_before_its_first_load_and_from_then_on(starter: Starter) -> None:
    starter.path.write_bytes(b"x" * starter.card.size_bytes)
    before = starter.card
    assert before.usable
    for _ in range(2):
        with pytest.raises(StarterDamaged, match="not what it was") as caught:
            starter.verify()
    assert "Install EdgeAssist again" in caught.value.hint
    assert not starter.card.usable
    assert "not what it was" in starter.offers(CHAT).why


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "card.json").unlink(), "is missing"),
        (lambda folder: (folder / "starter.gguf").unlink(), "is missing"),
        (lambda folder: (folder / "starter.gguf").write_bytes(b"short"), "not what it was"),
        (lambda folder: (folder / "card.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "card.json").write_text('{"size_bytes": 1}'), "cannot be read"),
        (lambda folder: (folder / "card.json").write_bytes(b"\xff\xfe"), "cannot be read"),
    ],
)
def test_what_is_wrong_with_it_is_said(tmp_path: Path, spoil: object, words: str) -> None:
    folder = stand_in(tmp_path / "starter").folder
    assert callable(spoil)
    spoil(folder)
    starter = Starter(folder)
    assert not starter.card.usable
    assert (starter.card.id, starter.card.name) == (STARTER_ID, "Starter")
    with pytest.raises(StarterDamaged, match=words):
        starter.verify()
    assert words in starter.offers(CHAT).why


def test_a_card_that_names_a_file_elsewhere_is_not_believed(tmp_path: Path) -> None:
    folder = stand_in(tmp_path / "starter").folder
    card = shipped_card(folder / "starter.gguf", file="../starter.gguf")
    (folder / "card.json").write_text(json.dumps(card))
    assert "cannot be read" in Starter(folder).card.failure


def test_every_language_it_may_speak_has_a_name() -> None:
    tasks = [task for name in SCORES if (task := Task.named(name))]
    assert {code for task in tasks for code in (task.source, task.target) if code} <= LANGUAGES.keys()
