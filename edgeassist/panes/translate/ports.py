# SPDX-License-Identifier: Apache-2.0
"""What the pane asks of those who translate, so that tests and later runtimes can take their place. No behaviour."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from edgeassist.core.stop import Stop
from edgeassist.panes.translate.glossary import Glossary
from edgeassist.panes.translate.paper import PaperResult, PaperTold
from edgeassist.panes.translate.translation import Pair, Segment, Tell, Tone, Translation, TranslationEngine


class Translates(Protocol):
    """Translates text. Everything but the properties blocks: never on the GUI thread."""

    @property
    def engine(self) -> TranslationEngine:
        """What it translates with."""

    @property
    def glossary(self) -> Glossary:
        """The terms and the words to keep."""

    def detect(self, text: str) -> str:
        """Return the language that `text` is in; empty when that is not sure."""

    def translate(self, text: str, pair: Pair, *, tone: Tone, tell: Tell, stop: Stop) -> Translation:
        """Translate `text`, telling how it grows."""

    def alternatives(self, segment: Segment, pair: Pair, *, tone: Tone, stop: Stop) -> tuple[str, ...]:
        """Return other wordings of one sentence."""

    def check_back(self, translation: Translation, stop: Stop, tell: Tell) -> Translation:
        """Translate back and flag what came back differently."""


class TranslatesPapers(Protocol):
    """Translates whole documents."""

    def run(
        self, path: Path, out: Path, pair: Pair, *, tone: Tone, tell: Callable[[PaperTold], None], stop: Stop
    ) -> PaperResult:
        """Translate the document at `path` into `out`. Blocks; goes on where a stopped run ended."""
