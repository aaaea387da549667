# SPDX-License-Identifier: Apache-2.0
"""How soon a typed sentence is understood, or known to be no command: processor time, loading, memory.

Measured around `Commander.understand`, as the window calls it, with the names of the simulated home and of the panes;
and around the understander alone, with a home that has a device of every kind.
"""

import os
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import quantiles

from edgeassist.api.discovery import discover
from edgeassist.app.told_commands import ToldCommands
from edgeassist.core.paths import resource
from edgeassist.history.chats import Chats
from edgeassist.intents.commander import CommanderSetup
from edgeassist.intents.commands import Commands
from edgeassist.intents.loose import LooseUnderstander
from edgeassist.intents.names import Named
from edgeassist.intents.understanding import Understander
from tests.bench.figures import Figure
from tests.bench.procfs import status_bytes
from tests.support.free_words import FREE_WORDS
from tests.support.spoken_home import EVERY_KIND
from tests.support.template_samples import Sampler

LANGUAGES = ("en", "es", "de", "fr")
MOST_MS = 30.0
COMMANDS = {
    "en": [
        "turn on the kitchen light",
        "set a timer for ten minutes",
        "add milk to the shopping list",
        "what time is it",
    ],
    "es": [
        "enciende la luz de la cocina",
        "pon un temporizador de diez minutos",
        "qué hora es",
        "añade leche a la lista",
    ],
    "de": [
        "schalte das Licht in der Küche ein",
        "stell einen Timer auf zehn Minuten",
        "wie spät ist es",
        "wecke mich um 7",
    ],
    "fr": [
        "allume la lumière de la cuisine",
        "mets un minuteur de dix minutes",
        "quelle heure est-il",
        "réveille-moi à 7 h",
    ],
}
COMPOUNDS = {
    "en": [
        "turn on the living room lights and set them to 50% brightness",
        "add milk and eggs to the shopping list and set a timer for five minutes",
        "turn off the lights in the kitchen and the hall",
        "open the blinds, turn off the fan and tell me the time",
    ],
    "es": [
        "enciende la luz de la cocina y pon un temporizador de cinco minutos",
        "añade leche y huevos a la lista de la compra y dime qué hora es",
        "apaga la luz de la cocina y la luz del dormitorio",
    ],
    "de": [
        "schalte das Licht in der Küche ein und stell einen Timer auf fünf Minuten",
        "setze Milch und Eier auf die Einkaufsliste und wecke mich um sieben",
        "schalte das Licht in der Küche und im Schlafzimmer aus",
        "stelle einen Timer auf 100 Minuten und 100 Sekunden und nenn ihn süße Torte",
    ],
    "fr": [
        "allume la lumière de la cuisine et mets un minuteur de cinq minutes",
        "ajoute du lait et des œufs à la liste de courses et dis-moi l'heure",
        "éteins la lumière de la cuisine et de la chambre",
    ],
}
WORST = ("in " * 300, "turn on the light and " * 40, "set a timer for one hour and " * 30, "add milk and eggs " * 50)


def measure(*, quick: bool) -> list[Figure]:
    """Return, per language, loading time, memory, and the 95th percentile of hits and of misses."""
    sentences = 100 if quick else 500
    alone = [figure for language in LANGUAGES for figure in _figures(language, sentences)]
    return alone + [figure for language in LANGUAGES for figure in _in_the_window(language, sentences)]


def _in_the_window(language: str, sentences: int) -> list[Figure]:
    """Return what a person waits for: hits, compounds and misses, each sentence kept in the ledger as in the window."""
    with tempfile.TemporaryDirectory() as folder, _commands_in(Path(folder), language) as commands:
        commands.prepare()
        simple, several, misses = COMMANDS[language], COMPOUNDS[language], _prose(sentences)
        kinds = (("hits", simple * 5), ("compounds", several * 5), ("misses", misses))
        figures = []
        for kind, asked in kinds:
            waits = [_waited(commands, one) for one in asked]
            named = f"window, commands in {language}: {kind}"
            figures.append(_percentile(named, [busy for busy, _wall in waits]))
            wall = quantiles([wall for _busy, wall in waits], n=20, method="inclusive")[-1]
            figures.append(
                Figure(name=f"{named}, waited", value=wall, unit="ms", conditions="95th percentile, by clock")
            )
    return figures


@contextmanager
def _commands_in(folder: Path, language: str) -> Iterator[Commands]:
    panes = tuple(Named(found.id, found.spec.title) for found in discover() if found.spec is not None)
    setup = CommanderSetup(
        folder=folder,
        language=language,
        now=lambda: datetime.now().astimezone(),
        report=tuple,
        chats=_no_chats,
        panes=lambda: panes,
    )
    commands = ToldCommands(setup, lambda: None)
    try:
        yield commands
    finally:
        commands.close()


def _no_chats() -> Chats:
    raise AssertionError("no command of these is about chats")


def _waited(commands: Commands, text: str) -> tuple[float, float]:
    """Return the milliseconds of processor time and by the clock until a command is there to be shown."""
    began, started = time.perf_counter(), time.thread_time()
    commands.understand(text, ask_model=False)
    return (time.thread_time() - started) * 1000, (time.perf_counter() - began) * 1000


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
