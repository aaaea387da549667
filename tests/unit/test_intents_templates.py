# SPDX-License-Identifier: Apache-2.0
"""Every template's own sentences mean its own intent, with the slots that they were written with.

The quick form takes part of each language's templates; the slow one every alternative of every template, and random
sentences besides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import pytest

from edgeassist.intents.intent import Parsed
from edgeassist.intents.matching import Allowance
from edgeassist.intents.phrasebook import phrasebook
from edgeassist.intents.said import cleaned, said
from edgeassist.intents.sharing import MEANT_FIRST
from edgeassist.intents.template_index import Template
from edgeassist.intents.understanding import Understander
from edgeassist.intents.vocabulary import takes
from tests.support.free_words import FREE_WORDS
from tests.support.spoken_home import EVERY_KIND
from tests.support.template_samples import Sample, Sampler

LANGUAGES = ("en", "es", "de", "fr")
QUICK_TEMPLATES, QUICK_SENTENCES = 60, 2
RANDOM_SENTENCES = 4
SECONDS = {"hours": 3600, "minutes": 60, "seconds": 1}
NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A sentence that was taken for another intent or other slots."""

    text: str
    intent: str
    found: str


def understander(language: str) -> Understander:
    return Understander(language, lambda: EVERY_KIND, now=lambda: NOW)


def is_own(parsed: Parsed, template: Template, sample: Sample) -> bool:
    """Tell whether the one intent found is the template's, with the values its lists gave."""
    if len(parsed.intents) != 1 or parsed.intents[0].name != template.intent:
        return False
    given = {name: value for name, value in sample.slots.items() if name not in sample.wild}
    found = {slot.name: slot.value for slot in parsed.intents[0].slots}
    if length(given):
        return length(given) == length(found)
    return all(found.get(name) == value for name, value in given.items())


def length(slots: Mapping[str, object]) -> float:
    """Return the seconds that slots name: 100 seconds and a minute with 40 are the same."""
    return sum(seconds * float(str(slots.get(name, 0))) for name, seconds in SECONDS.items())


def stands_behind(template: Template, parsed: Parsed) -> bool:
    """Tell whether the one intent found shares these words with the template's, and is meant first."""
    return len(parsed.intents) == 1 and template.intent in MEANT_FIRST.get(parsed.intents[0].name, ())


def wrongly(language: str, samples: Iterator[tuple[Template, Sample]]) -> tuple[int, list[Wrong]]:
    """Return how many sentences were tried, and those that mean neither their template's intent nor one before it."""
    asked, wrong = understander(language), []
    tried = 0
    for template, sample in samples:
        tried += 1
        parsed = asked.parse(sample.text)
        if not is_own(parsed, template, sample) and not stands_behind(template, parsed):
            found = ", ".join(intent.name for intent in parsed.intents) or parsed.missed
            wrong.append(Wrong(sample.text, template.intent, found))
    return tried, wrong


def samples(language: str, step: int, most: int) -> Iterator[tuple[Template, Sample]]:
    """Go through sentences of every `step`-th template."""
    sampler = Sampler(FREE_WORDS[language])
    for template in list(understander(language).book().index)[::step]:
        for sample in sampler.covering(template, most):
            yield template, sample


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_many_templates_mean_what_they_were_written_for(language: str) -> None:
    step = max(1, len(understander(language).book().index) // QUICK_TEMPLATES)
    tried, wrong = wrongly(language, samples(language, step, QUICK_SENTENCES))
    assert tried >= QUICK_TEMPLATES
    assert wrong == []


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alternative_of_every_template_means_its_own_intent(language: str) -> None:
    tried, wrong = wrongly(language, samples(language, 1, 10_000))
    assert tried > 3_000
    assert wrong == []


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("language", LANGUAGES)
def test_random_sentences_of_every_template_mean_its_own_intent(language: str) -> None:
    random = Random(6)
    sampler = Sampler(FREE_WORDS[language])
    drawn = (
        (template, sampler.at_random(template, random))
        for template in understander(language).book().index
        if "floor" not in template.lists
        for _ in range(RANDOM_SENTENCES)
    )
    tried, wrong = wrongly(language, drawn)
    assert tried > 1_000
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_template_is_left_out_of_its_own_candidates(language: str) -> None:
    book = phrasebook(language, EVERY_KIND, (), Allowance())
    sampler = Sampler(FREE_WORDS[language])
    for template in list(book.index)[::15]:
        for sample in sampler.covering(template, 2):
            words = said(cleaned(sample.text), book.skipped)
            assert any(one is template for one in book.index.candidates(words.haystack)), sample.text
            assert book.openings is not None
            readings = words.readings(wild=bool(template.wild))
            assert any(takes(template.words, book.openings.of(text)) for text in readings), sample.text
