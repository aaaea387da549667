# SPDX-License-Identifier: Apache-2.0
"""How soon a typed sentence is understood, or known to be no command: processor time, loading, memory."""

import os
import re
import time
from collections.abc import Sequence
from statistics import quantiles

from edgeassist.core.paths import resource
from edgeassist.intents.loose import LooseUnderstander
from edgeassist.intents.understanding import Understander
from tests.bench.figures import Figure
from tests.bench.procfs import status_bytes
from tests.support.free_words import FREE_WORDS
from tests.support.spoken_home import EVERY_KIND
from tests.support.template_samples import Sampler

LANGUAGES = ("en", "es", "de", "fr")
MOST_MS = 30.0
WORST = ("in " * 300, "turn on the light and " * 40, "set a timer for one hour and " * 30, "add milk and eggs " * 50)


def measure(*, quick: bool) -> list[Figure]:
    """Return, per language, loading time, memory, and the 95th percentile of hits and of misses."""
    sentences = 100 if quick else 500
    return [figure for language in LANGUAGES for figure in _figures(language, sentences)]


def _figures(language: str, sentences: int) -> list[Figure]:
    before, started = status_bytes(os.getpid(), "VmRSS"), time.process_time()
    understander = LooseUnderstander(language, lambda: EVERY_KIND)
    understander.prepare()
    load_ms = (time.process_time() - started) * 1000
    grown = (status_bytes(os.getpid(), "VmRSS") - before) / 2**20
    hits = [took for took, hit in (_timed(understander, one) for one in _commands(understander, sentences)) if hit]
    misses = [took for took, hit in (_timed(understander, one) for one in _prose(sentences)) if not hit]
    worst = [_timed(understander, one)[0] for one in WORST]
    return [
        Figure(name=f"commands in {language}: loading", value=load_ms, unit="ms", conditions="processor time, once"),
        Figure(name=f"commands in {language}: memory", value=grown, unit="MB", conditions="grown while loading"),
        _percentile(f"commands in {language}: understood", hits),
        _percentile(f"commands in {language}: known to be none", misses),
        Figure(name=f"commands in {language}: worst", value=max(worst), unit="ms", conditions="built to be slow"),
    ]


def _percentile(name: str, samples: Sequence[float]) -> Figure:
    return Figure(
        name=name,
        value=quantiles(samples, n=20, method="inclusive")[-1],
        unit="ms",
        at_most=MOST_MS,
        conditions=f"95th percentile of {len(samples)}, largest {max(samples):.1f}, processor time",
    )


def _timed(understander: Understander, text: str) -> tuple[float, bool]:
    started = time.thread_time()
    parsed = understander.parse(text)
    return (time.thread_time() - started) * 1000, bool(parsed.intents)


def _commands(understander: Understander, most: int) -> list[str]:
    """Return sentences of templates spread over all of them."""
    templates = list(understander.book().index)
    sampler = Sampler(FREE_WORDS[understander.language])
    spread = templates[:: max(1, len(templates) // most)]
    return [sample.text for template in spread for sample in sampler.covering(template, 1)][:most]


def _prose(most: int) -> list[str]:
    """Return sentences and paragraphs of books, none of which is a command."""
    text = resource("texts", "held.txt").read_text(encoding="utf-8")
    paragraphs = [" ".join(one.split()) for one in text.splitlines() if len(one) > 20]
    sentences = [one for paragraph in paragraphs for one in re.split(r"(?<=[.!?])\s+", paragraph)]
    return [one for pair in zip(paragraphs, sentences, strict=False) for one in pair][:most]
