# SPDX-License-Identifier: Apache-2.0
"""How soon a long document is summed up in the real window, and whether the window stays free meanwhile."""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from tests.bench.figures import Figure
from tests.bench.paper_window import Times
from tests.support.documents_made import Part, made_pdf

FIRST_S, RATIO, GAP_MS, PEAK_MB = 10, 5, 50, 200
WORDS_A_PAGE = 640
_NOUNS = [
    "pump",
    "valve",
    "crew",
    "clinic",
    "harbour",
    "ladder",
    "report",
    "engine",
    "shift",
    "permit",
    "drawing",
    "inspector",
    "nurse",
    "cable",
    "tank",
]
_VERBS = [
    "checks",
    "replaces",
    "reports",
    "opens",
    "closes",
    "repairs",
    "measures",
    "signs",
    "records",
    "moves",
    "cleans",
    "inspects",
    "orders",
]
_REST = [
    "before the shift ends",
    "after each storm",
    "in building four",
    "with two people",
    "by radio",
    "without delay",
]


def document(pages: int, *, seed: int = 5) -> bytes:
    """Return a PDF of about `pages` pages in sections of two to five, no two sentences alike."""
    drawn = random.Random(seed)
    parts: list[Part] = []
    written = section = 0
    while written < pages * WORDS_A_PAGE:
        section += 1
        parts.append(Part(tuple(f"{section} {drawn.choice(_NOUNS)} and {drawn.choice(_NOUNS)}".split()), "heading", 1))
        for _ in range(drawn.randint(8, 22)):
            words = tuple(word for _ in range(drawn.randint(4, 9)) for word in _sentence(drawn))
            parts.append(Part(words))
            written += len(words)
    return made_pdf(parts)


def _sentence(drawn: random.Random) -> list[str]:
    who, what, verb = drawn.choice(_NOUNS), drawn.choice(_NOUNS), drawn.choice(_VERBS)
    number, rest = drawn.randint(2, 990), drawn.choice(_REST)
    return f"The {who} of unit {number} {verb} the {what} number {drawn.randint(2, 99)} {rest}.".split()


def measure(*, quick: bool) -> list[Figure]:
    """Return the times, gaps and memory of a summary of 300 pages with the starter, and of another length of it."""
    pages = 30 if quick else 300
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "handbook.pdf"
        paper.write_bytes(document(pages))
        environment = os.environ | {"EDGEASSIST_HOME": str(Path(folder) / "home"), "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-m", "tests.bench.paper_window", str(paper)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return _figures(msgspec.json.decode(done.stdout, type=Times), pages)


def _figures(times: Times, pages: int) -> list[Figure]:
    where = f"{pages} pages asked for, starter, {times.sentences} sentences; {times.coverage}"
    gap = max((*times.gaps_ms, *times.again_gaps_ms))
    ratio = times.whole_s / times.again_s
    return [
        Figure(name="summary, first section shown", value=times.first_s, unit="s", at_most=FIRST_S, conditions=where),
        Figure(name="summary, whole", value=times.whole_s, unit="s", conditions=where),
        Figure(name="summary, another length", value=times.again_s, unit="s"),
        Figure(name="first run / another length", value=ratio, unit="times", at_least=RATIO),
        Figure(name="event loop while summing up, largest gap", value=gap, unit="ms", at_most=GAP_MS,
               conditions=f"the five largest: {', '.join(f'{one:.0f}' for one in times.gaps_ms)}"),
        Figure(name="window process, peak resident", value=times.peak_bytes / 1e6, unit="MB", at_most=PEAK_MB,
               conditions=f"{times.rested_bytes / 1e6:.0f} MB before the document"),
    ]  # fmt: skip
