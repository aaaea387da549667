# SPDX-License-Identifier: Apache-2.0
"""What the evaluation needs other people's libraries for: sacrebleu's scores, Home Assistant's sentence templates.

Runs with the recipe's environment. The app is scripted: it needs no engine to be judged.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from starter.asking import App, Question, Reply
from starter.baselines import Names, Templates
from starter.documents import HELD, TRAIN, Document, write
from starter.evaluate import evaluate
from starter.examples import INTENT, TRANSLATE, Material, gather
from starter.scores import bleu, chrf

NAMES = Names(("desk lamp", "garage door"), ("kitchen", "living room"), ())


class ScriptedApp(App):
    """Answers by a function of the user's last text."""

    def __init__(self, model: Path, answer: Callable[[str], str]) -> None:
        super().__init__(Path("python"), model, Path("home"))
        self._answer = answer

    def ask(self, questions: Sequence[Question]) -> dict[str, Reply]:
        return {one.key: Reply(one.key, self._answer(one.turns[-1][1]), "stop") for one in questions}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "starter.gguf"
    path.write_bytes(b"GGUF and more")
    return path


def gathered(tmp_path: Path, rows: Sequence[Document]) -> Material:
    write(tmp_path / "all.jsonl", rows)
    return gather([tmp_path / "all.jsonl"], 100)


def turned_on(name: str) -> str:
    return json.dumps({"intent": "HassTurnOn", "slots": {"name": name}}, separators=(",", ":"))


def test_a_right_translation_scores_a_hundred_whichever_reference_it_is() -> None:
    references = [["Ve a casa ahora.", "Vete a casa ya mismo."], ["El libro verde es mío."]]
    assert chrf(["Vete a casa ya mismo.", "El libro verde es mío."], references).value == pytest.approx(100)
    assert bleu(["Ve a casa ahora.", "El libro verde es mío."], references).value == pytest.approx(100)


def test_a_wrong_translation_scores_little_within_its_interval() -> None:
    found = chrf(["zzz", "qqq www", "El libro"], [["Ve a casa."], ["Hola."], ["El libro verde."]])
    assert 0 < found.value < 60
    assert found.interval[0] <= found.value <= found.interval[1]


def test_no_outputs_score_nothing() -> None:
    assert (chrf([], []).value, chrf([], []).n) == (0, 0)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("turn on the desk lamp", turned_on("desk lamp")),
        ("Turn on the lights in the kitchen", '{"intent":"HassTurnOn","slots":{"area":"kitchen","domain":"light"}}'),
        ("what is the meaning of life", '{"intent":"None","slots":{}}'),
        ("", '{"intent":"None","slots":{}}'),
    ],
)
def test_templates_alone_understand_what_they_were_written_for(text: str, reply: str) -> None:
    assert Templates("en", NAMES).parse(text) == reply


def test_templates_of_a_language_without_any_understand_nothing() -> None:
    assert Templates("xx", NAMES).parse("turn on the desk lamp") == '{"intent":"None","slots":{}}'


def test_a_translator_must_beat_the_dictionary(tmp_path: Path, model: Path) -> None:
    nouns = [("house", "casa"), ("table", "mesa"), ("door", "puerta"), ("window", "ventana"), ("street", "calle")]
    words = [
        ("red", "roja"),
        ("big", "grande"),
        ("old", "vieja"),
        ("new", "nueva"),
        ("green", "verde"),
        ("long", "larga"),
    ]
    pairs = [(f"the {word} {noun}", f"la {cosa} {tal}") for noun, cosa in nouns for word, tal in words]
    rows = [
        Document(TRANSLATE, f"set/{n}", ((said, meant),), source="en", target="es", split=split)
        for split in (TRAIN, HELD)
        for n, (said, meant) in enumerate(pairs)
    ]
    found, right = gathered(tmp_path, rows), dict(pairs)
    good = evaluate(ScriptedApp(model, right.__getitem__), found, [], limit=9, speed=False)["tasks"]["translate en-es"]
    copied = evaluate(ScriptedApp(model, str), found, [], limit=9, speed=False)["tasks"]["translate en-es"]
    assert (good["measured"], good["beats_baseline"], good["n"]) == (100.0, True, 30)
    assert good["baselines"]["word-for-word dictionary"] > good["baselines"]["copying the source"]
    assert copied["measured"] == copied["baselines"]["copying the source"]
    assert not copied["beats_baseline"]


def test_commands_are_judged_beside_the_templates(tmp_path: Path, model: Path) -> None:
    names = [f"lamp {letter}" for letter in "abcdefghijklmnopqrstuvwxyzäöüé"]
    rows = [
        Document(INTENT, f"own-commands/en/{name}", ((f"I want {name} to shine", turned_on(name)),), split=HELD)
        for name in names
    ]
    rows += [Document(INTENT, "own-commands/en/hm", (("hm", '{"intent":"None","slots":{}}'),), split=HELD)]
    found = gathered(tmp_path, rows)

    def answer(text: str) -> str:
        return turned_on(text.removeprefix("I want ").removesuffix(" to shine"))

    score = evaluate(ScriptedApp(model, answer), found, [], limit=9, speed=False)["tasks"]["intent"]
    assert score["beats_baseline"]
    assert score["measured"] == pytest.approx(100 * 30 / 31, abs=0.01)
    assert score["more"]["commands_only"]["exact"]["value"] == 100
    assert score["more"]["no_commands_only"]["templates alone"]["value"] == 100
    assert score["more"]["without_grammar"]["valid"]["value"] == 100
