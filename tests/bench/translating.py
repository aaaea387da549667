# SPDX-License-Identifier: Apache-2.0
"""What the shipped starter keeps of numbers, placeholders, tags, addresses and terms, and how fast it translates."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edgeassist.app.door import open_door
from edgeassist.app.services import open_services
from edgeassist.core.paths import places
from edgeassist.core.stop import Stop
from edgeassist.panes.translate.glossary import Glossary
from edgeassist.panes.translate.translation import Tone, Translation
from edgeassist.panes.translate.translator import Translator
from tests.bench.figures import Figure, median_of
from tests.support.translating_set import EN_ES, TERMS, Case, TermCase, cases, hit, lost, term_cases

HITS = 98.0
LOAD_LIMIT_MS = 500


def measure(*, quick: bool) -> list[Figure]:
    """Return how soon the starter is loaded, the shares of what came through, and the time of a sentence."""
    with tempfile.TemporaryDirectory() as home, open_services(places({"EDGEASSIST_HOME": home})) as services:
        loads_ms = [services.load("starter").load_ms for _ in range(3 if quick else 10)]
    with starter() as translator:
        every = 5 if quick else 1
        kept, kept_ms = _kept(translator, cases()[::every])
        terms, _terms_ms = _terms(translator, term_cases()[::every])
    return [
        median_of("starter load", loads_ms, "ms", "file in the page cache", at_most=LOAD_LIMIT_MS),
        *kept,
        *terms,
        median_of("translate a checked sentence", kept_ms, "ms", "starter"),
    ]


@contextmanager
def starter() -> Iterator[Translator]:
    """Lend a translator with the shipped starter loaded, in a home of its own."""
    with tempfile.TemporaryDirectory() as home, open_services(places({"EDGEASSIST_HOME": str(Path(home))})) as services:
        services.load("starter")
        yield Translator(open_door(services, "translate"))


def translated(translator: Translator, case: Case | TermCase) -> tuple[Translation, float]:
    """Return the translation of one case, and how long it took."""
    begun = time.perf_counter()
    made = translator.translate(case.text, case.pair, tone=Tone.AS_IS, tell=lambda _told: None, stop=Stop())
    return made, 1000 * (time.perf_counter() - begun)


def _kept(translator: Translator, some: tuple[Case, ...]) -> tuple[list[Figure], list[float]]:
    translator.use_glossary(Glossary())
    whole = flagged = silent = 0
    times = []
    for case in some:
        made, took_ms = translated(translator, case)
        times.append(took_ms)
        missing = bool(lost(case, made.text))
        whole += not missing
        flagged += bool(made.flagged)
        silent += missing and not made.flagged
    what = f"{len(some)} sentences, English and Spanish, starter"
    share = 100 / len(some)
    return [
        Figure(name="kept all it had to", value=whole * share, unit="%", conditions=what),
        Figure(name="flagged", value=flagged * share, unit="%", conditions=what),
        Figure(name="lost something without a flag", value=silent, unit="sentences", at_most=0, conditions=what),
    ], times


def _terms(translator: Translator, some: tuple[TermCase, ...]) -> tuple[list[Figure], list[float]]:
    glossary = Glossary()
    for source, target in TERMS:
        glossary.add(source, target, EN_ES)
    translator.use_glossary(glossary)
    hits, times = 0, []
    for case in some:
        made, took_ms = translated(translator, case)
        times.append(took_ms)
        hits += hit(case, made.text)
    what = f"{len(some)} sentences with a term, both directions, starter"
    value = 100 * hits / len(some)
    return [Figure(name="the glossary's word is there", value=value, unit="%", at_least=HITS, conditions=what)], times
