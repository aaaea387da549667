# SPDX-License-Identifier: Apache-2.0
"""How fast 300 pages are summed up with the starter: the first part, the whole, another length; and the memory."""

import os
import random
import tempfile
import time
from pathlib import Path

from edgeassist.app.door import open_door
from edgeassist.app.services import open_services
from edgeassist.core.stop import Stop
from edgeassist.panes.summarize.summarizer import Summarizer
from edgeassist.panes.summarize.summary import Length, SectionSummed, Source, Told, Wish
from tests.bench.figures import Figure, median_of
from tests.bench.procfs import status_bytes
from tests.support.documents_made import Part, made_pdf

PAGES, FIRST_S, RATIO, WINDOW_MB = 300, 10, 5, 200
_WORDS_A_PAGE = 480


def measure(*, quick: bool) -> list[Figure]:
    """Return the times of one first run and of one with another length."""
    pages = PAGES // 10 if quick else PAGES
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "book.pdf"
        path.write_bytes(made_pdf(_book(pages)))
        with open_services() as services:
            services.load("starter")
            summarizer = Summarizer(open_door(services, "summarize"))
            first_s, whole_s = _run(summarizer, Source("book", path), Wish(length=Length.MEDIUM))
            _again_first_s, again_s = _run(summarizer, Source("book", path), Wish(length=Length.SHORT))
        what = f"{pages} pages, {path.stat().st_size / 1e6:.1f} MB, starter model, sentences picked"
    return [
        median_of("first part of a summary", [first_s], "s", what, at_most=FIRST_S),
        median_of("whole summary", [whole_s], "s", what),
        median_of("summary in another length", [again_s], "s", what, at_most=whole_s / RATIO),
        median_of(
            "peak memory of this process", [status_bytes(os.getpid(), "VmHWM") / 1e6], "MB", what, at_most=WINDOW_MB
        ),
    ]


def _run(summarizer: Summarizer, source: Source, wish: Wish) -> tuple[float, float]:
    """Return the seconds to the first part (to the end when nothing comes in parts) and to the end."""
    begun_s = time.perf_counter()
    firsts: list[float] = []

    def tell(told: Told) -> None:
        if isinstance(told, SectionSummed) and not firsts:
            firsts.append(time.perf_counter() - begun_s)

    summarizer.run(source, wish, tell, Stop())
    whole_s = time.perf_counter() - begun_s
    return (firsts[0] if firsts else whole_s), whole_s


def _book(pages: int) -> list[Part]:
    draw = random.Random(7)
    words = [a + b for a in "bdfgklmnprstvz" for b in ("amo", "elin", "is", "ora", "unt", "al", "erin")]
    parts: list[Part] = []
    while sum(len(part.words) for part in parts) < pages * _WORDS_A_PAGE:
        if len(parts) % 12 == 0:
            parts.append(Part(("Chapter", str(len(parts) // 12 + 1)), "heading", 1))
        sentences = (" ".join(draw.choices(words, k=draw.randrange(6, 24))).capitalize() + "." for _ in range(6))
        parts.append(Part(tuple(" ".join(sentences).split())))
    return parts
