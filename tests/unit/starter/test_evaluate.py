# SPDX-License-Identifier: Apache-2.0
"""An evaluation asks what a pane would ask, judges what comes back, and prints it unedited.

The app is scripted here except in the last test; translations and commands need sacrebleu and hassil and are judged
in `tests/starter`.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from starter import evaluate as evaluation
from starter import questions
from starter.asking import App, AppFailed, Dialogue, Question, Reply, Speed, Surprise
from starter.documents import HELD, TRAIN, Document, write
from starter.evaluate import Prompt, evaluate, read_prompts
from starter.examples import (
    CHAT,
    INTENT,
    SUMMARIZE,
    TRANSLATE,
    Example,
    Material,
    examples,
    family_of,
    gather,
    language_of,
)
from starter.score_page import page

from edgeassist.core import instructions
from tests.support.workshop_bench import engine_cache

TEXT = "The bridge was closed on Monday. It was old and had rusted. A new one will be built next year."
SUMMARY = "The old bridge was closed."
HELP = "I do not know that. A bigger model can help."


class ScriptedApp(App):
    """Answers by a function of the user's last text and keeps what it was asked."""

    def __init__(self, model: Path, answer: Callable[[str], str]) -> None:
        super().__init__(Path("python"), model, Path("home"))
        self._answer = answer
        self.asked: list[Question] = []

    def ask(self, questions: Sequence[Question]) -> dict[str, Reply]:
        self.asked.extend(questions)
        return {one.key: Reply(one.key, self._answer(one.turns[-1][1]), "stop") for one in questions}

    def weigh(self, dialogues: Sequence[Dialogue]) -> dict[str, Surprise]:
        return {one.key: Surprise(one.key, 2.0, (*map(ord, one.reply), 0)) for one in dialogues}

    def count(self, texts: Sequence[str]) -> list[list[int]]:
        return [list(map(ord, text)) for text in texts]

    def speed(self) -> Speed:
        return Speed(12.5, 30, 40.0, 210.0, 2, "haswell")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "starter.gguf"
    path.write_bytes(b"GGUF and more")
    return path


def chat(origin: str, *turns: tuple[str, str], split: str = HELD) -> Document:
    return Document(CHAT, origin, turns, split=split)


def documents() -> list[Document]:
    texts = [Document(SUMMARIZE, f"news/{n}", ((f"{TEXT} Page {n}.", SUMMARY),)) for n in range(40)]
    talks = [chat(f"small/en/{n}", (f"How are you, number {n}?", "Fine.")) for n in range(40)]
    unanswerable = [chat(f"own-chat/refusals/a{n}", (f"Who was king {n}?", HELP)) for n in range(40)]
    known = [chat("small/en/other", ("Hello", "Hello yourself"), split=TRAIN)]
    held = [Document(one.task, one.origin, one.turns, split=HELD) for one in (*texts, *talks, *unanswerable)]
    return [*held, *known]


def material(tmp_path: Path, rows: Sequence[Document], limit: int = 100) -> Material:
    write(tmp_path / "documents" / "all.jsonl", rows)
    return gather([tmp_path / "documents"], limit)


def test_translations_of_one_sentence_are_references_of_one_example(tmp_path: Path) -> None:
    rows = [
        Document(TRANSLATE, f"tatoeba/{said}", (("Go.", said),), source="en", target="es", split=HELD)
        for said in ("Ve.", "Vete.", "Ve.")
    ]
    (example,) = material(tmp_path, rows).of(TRANSLATE, "en-es")
    assert example.references == ("Ve.", "Vete.")


def test_only_training_documents_teach_the_baselines(tmp_path: Path) -> None:
    rows = [
        Document(TRANSLATE, "a/1", (("one", "uno"),), source="en", target="es", split=TRAIN),
        Document(TRANSLATE, "a/2", (("two", "dos"),), source="en", target="es", split=HELD),
        Document(INTENT, "b/en/1", (("on", '{"intent":"On","slots":{}}'),), split=TRAIN),
        chat("c/1", ("Hi", "Hello"), split=TRAIN),
    ]
    found = material(tmp_path, rows)
    assert found.trained_pairs("en-es", {"a"}, 9) == [("one", "uno")]
    assert found.trained_pairs("en-es", {"unknown"}, 9) == [("one", "uno")]
    assert found.trained_pairs("es-en", {"a"}, 9) == []
    assert list(found.commands) == ['{"intent":"On","slots":{}}']
    assert found.trained_replies(9) == ["Hello"]
    assert [one.text for one in found.of(TRANSLATE)] == ["two"]


def test_a_summary_that_was_trained_on_is_no_test(tmp_path: Path) -> None:
    held = [Document(SUMMARIZE, f"a/{n}", ((f"{TEXT} {n}.", summary),), split=HELD) for n, summary in enumerate("ab")]
    twin = Document(SUMMARIZE, "a/9", ((f"Rewritten: {TEXT}", "A."),), split=TRAIN)
    assert [one.references for one in material(tmp_path, [*held, twin]).of(SUMMARIZE)] == [("b",)]


def test_the_limit_holds_for_each_set_and_the_choice_is_always_the_same(tmp_path: Path) -> None:
    rows = documents()
    few = material(tmp_path, rows, limit=5)
    again = material(tmp_path, list(reversed(rows)), limit=5)
    assert len(few.of(CHAT)) == 10
    assert few.held == again.held


def test_a_conversation_is_one_example_per_turn_with_what_was_said_before() -> None:
    first, second = examples(chat("a/1", ("Hi", "Hello"), ("Bye", "See you")))
    assert (first.before, second.before) == ((), (("Hi", "Hello"),))


@pytest.mark.parametrize(
    ("origin", "language"),
    [
        ("intents_home_assistant/tests/es/light.yaml", "es"),
        ("own-commands/en/SetTimer/12", "en"),
        ("own-chat/refusals_es/king", "es"),
        ("own-chat/help/de-facto", "en"),
        ("news/7", "en"),
    ],
)
def test_the_language_of_a_document_is_in_its_origin(origin: str, language: str) -> None:
    assert language_of(chat(origin, ("a", "b"))) == language


def test_our_refusals_are_a_set_of_their_own() -> None:
    assert family_of("own-chat/refusals_es/king") == "own-chat/refusals"
    assert family_of("own-chat/help/king") == "own-chat"


def test_every_task_is_asked_as_its_pane_asks() -> None:
    translation = questions.question(Example(TRANSLATE, "es-en", "t", "Hola", ("Hello",)))
    command = questions.question(Example(INTENT, "en", "t", "lights on", ("{}",)))
    talk = questions.question(Example(CHAT, "en", "t", "Bye", ("See you",), (("Hi", "Hello"),)))
    assert translation.turns == (("system", instructions.translate("en", "es")), ("user", "Hola"))
    assert command.turns[0] == ("system", instructions.parse_command())
    assert command.json_schema == instructions.INTENT_SCHEMA
    assert talk.turns == (("user", "Hi"), ("assistant", "Hello"), ("user", "Bye"))
    assert questions.free_question(Example(INTENT, "en", "t", "lights on", ("{}",))).json_schema is None


def test_a_good_summarizer_beats_the_first_sentence_and_a_copier_does_not(tmp_path: Path, model: Path) -> None:
    found = material(tmp_path, documents())
    good = evaluate(ScriptedApp(model, lambda _text: SUMMARY), found, [], limit=9, speed=False)
    copied = evaluate(ScriptedApp(model, lambda text: text), found, [], limit=9, speed=False)
    assert good["tasks"]["summarize"]["measured"] == 100.0
    assert good["tasks"]["summarize"]["beats_baseline"]
    assert not copied["tasks"]["summarize"]["beats_baseline"]


def test_refusing_everything_is_no_skill(tmp_path: Path, model: Path) -> None:
    found = material(tmp_path, documents())
    stubborn = evaluate(ScriptedApp(model, lambda _text: HELP), found, [], limit=9, speed=False)["tasks"]["refusals"]
    wise = evaluate(
        ScriptedApp(model, lambda text: HELP if "king" in text else "Fine."), found, [], limit=9, speed=False
    )["tasks"]["refusals"]
    assert (stubborn["measured"], stubborn["beats_baseline"]) == (100.0, False)
    assert (wise["measured"], wise["beats_baseline"]) == (100.0, True)


def test_chat_is_judged_by_the_surprise_at_held_out_replies(tmp_path: Path, model: Path) -> None:
    found = material(tmp_path, documents())
    score = evaluate(ScriptedApp(model, str), found, [], limit=9, speed=False)["tasks"]["chat"]
    assert score["lower_is_better"]
    assert score["n"] == 80
    assert score["measured"] < score["baselines"]["token frequencies"]


def test_replies_that_are_always_the_same_are_guessed_without_the_question(tmp_path: Path, model: Path) -> None:
    usual = [chat(f"small/en/t{n}", (f"Are you well, {n}?", "Fine."), split=TRAIN) for n in range(40)]
    score = evaluate(
        ScriptedApp(model, lambda _text: "Fine."), material(tmp_path, [*documents(), *usual]), [], limit=9, speed=False
    )["tasks"]["chat"]
    more = score["more"]
    assert more["replies_also_in_training_%"]["value"] == 50  # the refusals were not trained on
    assert 1 < score["baselines"]["whole replies by frequency"] < score["baselines"]["token frequencies"]
    assert more["rouge_l_of_what_it_says"] == more["rouge_l_of_the_most_frequent_reply"]


def test_the_page_shows_scores_samples_and_prompts_unedited(tmp_path: Path, model: Path) -> None:
    found = material(tmp_path, documents())
    prompts = [Prompt("1", "greeting", "Hello | you")]
    app = ScriptedApp(model, lambda text: f"<b>{text}</b>\nyes")
    results = json.loads(json.dumps(evaluate(app, found, prompts, limit=9, speed=True)))
    text = page(results)
    assert "| 1 | greeting | Hello &#124; you | &lt;b>Hello &#124; you&lt;/b><br>yes |" in text
    assert "first token of a 30-token prompt after 40 ms; 210 tokens/s" in text
    assert text.count(TEXT[:20]) >= 10
    assert len(results["samples"]["summarize"]) == 10


def test_the_prompts_of_the_recipe_are_forty() -> None:
    assert len(read_prompts(evaluation.PROMPTS)) == 40


@pytest.fixture
def app(tmp_path: Path, tiny_gguf: Path) -> App:
    """The real one, with a tiny model of nonsense."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "cache").symlink_to(engine_cache())
    return App(Path(sys.executable), tiny_gguf, home)


def test_the_real_app_answers_weighs_and_counts(app: App) -> None:
    schema = '{"type": "object", "properties": {"intent": {"enum": ["A", "B"]}}, "required": ["intent"]}'
    turns = (("user", "Hello"),)
    replies = app.ask([Question("plain", turns, 6), Question("held", turns, 40, schema)])
    again = app.ask([Question("plain", turns, 6)])
    assert replies["plain"].text == again["plain"].text
    assert replies["plain"].reason == "length"
    assert json.loads(replies["held"].text)["intent"] in {"A", "B"}
    surprise = app.weigh([Dialogue("short", turns, "Hi"), Dialogue("endless", turns, "word " * 9000)])
    assert list(surprise) == ["short"]
    assert surprise["short"].nats > 0
    assert list(surprise["short"].tokens[:-1]) == app.count(["Hi"])[0]


def test_the_real_app_is_timed(app: App) -> None:
    speed = app.speed()
    assert min(speed.load_ms, speed.first_token_ms, speed.answer_rate) > 0
    assert 15 <= speed.prompt_tokens <= 200  # the tiny model has hardly any words, so more tokens than the starter
    assert speed.threads >= 1


def test_a_model_that_is_not_there_is_told_plainly(tmp_path: Path) -> None:
    app = App(Path(sys.executable), tmp_path / "none.gguf", tmp_path)
    with pytest.raises(AppFailed, match="nothing was scored"):
        app.ask([Question("a", (("user", "Hi"),), 4)])
