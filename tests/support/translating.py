# SPDX-License-Identifier: Apache-2.0
"""Translators that do as they are told: they put words into capitals, wait where a test wishes, flag what it names."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from edgeassist.api import Offer
from edgeassist.core.stop import Stop
from edgeassist.panes.translate.glossary import Glossary
from edgeassist.panes.translate.paper import FlaggedText, PaperResult, PaperTold
from edgeassist.panes.translate.paper_state import Look
from edgeassist.panes.translate.translation import (
    Ask,
    Flag,
    Pair,
    Rendered,
    Segment,
    Tell,
    Tone,
    Translation,
    Trouble,
)

_SENTENCE = re.compile(r"(\S(?:[^.!?\n]*[.!?]|[^.!?\n]*))(\s*)")
WHY_NOT = "Starter cannot translate this."


def segments(text: str) -> list[Segment]:
    """Return the sentences of `text`: they end with a full stop or the line."""
    found = _SENTENCE.finditer(text)
    return [Segment(number, one[1], one.start(1), one.end(1), one[2]) for number, one in enumerate(found)]


def translation(text: str, pair: Pair, *, flagged: str = "", upto: int | None = None) -> Translation:
    """Return `text` in capitals; sentences that hold `flagged` lose a number."""
    every = segments(text)
    made: list[Rendered] = []
    at = 0
    for one in every[:upto]:
        flags = (Flag(Trouble.NUMBER, "7"),) if flagged and flagged in one.text else ()
        made.append(Rendered(one, one.text.upper(), at, at + len(one.text), flags, len(re.findall(r"\d+", one.text))))
        at += len(one.text) + len(one.gap)
    return Translation(pair, tuple(made), len(every), done=upto is None)


@dataclass
class ScriptedEngine:
    """Offers English and Spanish, both ways, unless a test says other pairs."""

    pairs: set[tuple[str, str]] = field(default_factory=lambda: {("en", "es"), ("es", "en")})

    @property
    def name(self) -> str:
        return "scripted"

    def offers(self, pair: Pair) -> Offer:
        ok = (pair.source, pair.target) in self.pairs or (
            not pair.source and any(pair.target == b for _, b in self.pairs)
        )
        return Offer(ok, "" if ok else WHY_NOT)

    def translate(self, text: str, pair: Pair, ask: Ask, stop: Stop) -> str:
        return text.upper()


@dataclass
class ScriptedTranslator:
    """`gate` closed, it waits before each sentence; `asked` keeps the texts it was asked for."""

    engine: ScriptedEngine = field(default_factory=ScriptedEngine)
    glossary: Glossary = field(default_factory=Glossary)
    asked: list[str] = field(default_factory=list)
    language: str = "en"
    flagged: str = ""
    fault: Exception | None = None
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    def detect(self, text: str) -> str:
        return self.language

    def translate(self, text: str, pair: Pair, *, tone: Tone, tell: Tell, stop: Stop) -> Translation:
        self.asked.append(text)
        if self.fault is not None:
            raise self.fault
        stop.guard(self.gate.set)
        made = translation(text, pair, flagged=self.flagged)
        for number in range(1, len(made.rendered) + 1):
            tell(replace(made, rendered=made.rendered[:number], done=False))
            self.gate.wait()
            if stop.wished:
                return replace(made, rendered=made.rendered[:number], done=False, stopped=True)
        return made

    def alternatives(self, segment: Segment, pair: Pair, *, tone: Tone, stop: Stop) -> tuple[str, ...]:
        return (segment.text.title(), segment.text.swapcase())

    def check_back(self, translation: Translation, stop: Stop, tell: Tell) -> Translation:
        first, *rest = translation.rendered
        checked = first.flagged(Flag(Trouble.BACK, first.segment.text, "something else"))
        made = replace(translation, rendered=(checked, *rest))
        tell(made)
        return made


@dataclass
class ScriptedPapers:
    """Translates documents of four paragraphs; those called `broken` raise `fault`."""

    fault: Exception | None = None
    runs: list[tuple[Path, Path, Pair]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    def run(
        self, path: Path, out: Path, pair: Pair, *, tone: Tone, tell: Callable[[PaperTold], None], stop: Stop
    ) -> PaperResult:
        self.runs.append((path, out, pair))
        if self.fault is not None and path.stem == "broken":
            raise self.fault
        stop.guard(self.gate.set)
        tell(PaperTold(1, 4))
        self.gate.wait()
        if stop.wished:
            return PaperResult(out, pair, 4, 1, stopped=True)
        look = Look("It holds 7.", "Contiene.", (Flag(Trouble.NUMBER, "7"),))
        return PaperResult(out, replace(pair, source="en"), 4, 4, (FlaggedText(3, look),))
