# SPDX-License-Identifier: Apache-2.0
"""Voice models in memory: each file taken in becomes what the test says. Reads no file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from edgeassist.api import VoiceView
from edgeassist.core.stop import Report, Stop

LANGUAGES = (("de", "Deutsch"), ("en", "English"), ("es", "Español"), ("fr", "Français"))


@dataclass(eq=False)
class FakeVoices:
    """`VoiceModels` that hold `found`. `taking` is called with the report and the stop while one is taken in.

    `refusal` is raised in its place; `asked` keeps the files with the language that was given.
    """

    found: list[VoiceView] = field(default_factory=list)
    refusal: Exception | None = None
    taking: Callable[[Report, Stop], None] = lambda _report, _stop: None
    problem: str = ""
    asked: list[tuple[Path, str]] = field(default_factory=list)

    def languages(self) -> tuple[tuple[str, str], ...]:
        """Return four languages."""
        return LANGUAGES

    def all(self) -> tuple[VoiceView, ...]:
        """Return what is there."""
        return tuple(self.found)

    def add(self, path: Path, report: Report, stop: Stop, *, language: str = "") -> VoiceView:
        """Take it in."""
        self.asked.append((path, language))
        self.taking(report, stop)
        if self.refusal is not None:
            raise self.refusal
        name = path.name.split(".", 1)[0]
        made = VoiceView(name, name, language or "de", 45_000_000, 160_000_000, used=True, problem=self.problem)
        self.found.append(made)
        return made

    def remove(self, voice_id: str) -> None:
        """Forget it."""
        self.found = [one for one in self.found if one.id != voice_id]
