# SPDX-License-Identifier: Apache-2.0
"""Real models in the real worker, asked what sentences mean: every answer is JSON by the schema."""

import json
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from edgeassist.core.paths import resource
from edgeassist.intents import proposing
from edgeassist.intents.declared import SLOTS, fits
from edgeassist.intents.model_reader import ModelReader
from edgeassist.intents.starter_reading import StarterAnswer
from edgeassist.wire import Generate
from tests.support.model_answers import answering
from tests.support.paraphrases import NOW, names, read
from tests.support.workshop_bench import engine_cache

OWN = Path(__file__).parents[1] / "data" / "paraphrases_own.txt"
SENTENCES = [one.sentence for one in islice(read(OWN), 0, 330, 11)]
HOME = names("en")


def test_all_that_the_starter_says_of_thirty_sentences_is_json_by_its_schema() -> None:
    answers: list[str] = []
    with answering(resource("models", "starter", "starter.gguf"), engine_cache()) as ask:
        reader = ModelReader(lambda request: _kept(ask(request), answers), starter=True, now=lambda: NOW)
        found = [reader.read(sentence, HOME) for sentence in SENTENCES]
    assert len(answers) == len(SENTENCES) == 30
    for answer in answers:
        msgspec.json.decode(answer, type=StarterAnswer)
    assert any(found)
    assert all(fits(intent, HOME) for intents in found for intent in intents)


@pytest.mark.slow
def test_even_random_weights_say_only_what_the_schema_admits(tiny_gguf: Path) -> None:
    answers: list[str] = []
    with answering(tiny_gguf, engine_cache()) as ask:
        reader = ModelReader(lambda request: _kept(ask(request), answers), starter=False, now=lambda: NOW)
        found = [reader.read(sentence, HOME) for sentence in SENTENCES]
    assert len(answers) == 30
    whole = [answer for answer in answers if _is_whole(answer)]
    assert all(one.name in SLOTS for answer in whole for one in proposing.read(answer))
    assert all(fits(intent, HOME) for intents in found for intent in intents)


def _kept(answer: str, answers: list[str]) -> str:
    answers.append(answer)
    return answer


def _is_whole(answer: str) -> bool:
    """Tell whether an answer came to its end; random weights may talk until they are cut off."""
    try:
        return isinstance(json.loads(answer), dict)
    except json.JSONDecodeError:
        return False


def test_the_request_for_a_bigger_model_names_every_device_and_intent() -> None:
    request = ModelReader(lambda _: "", starter=False, now=lambda: NOW).request("lamp", HOME)
    assert isinstance(request, Generate)
    assert all(one.id in (request.json_schema or "") for one in HOME.appliances)
    assert all(name in (request.json_schema or "") for name in SLOTS)
