# SPDX-License-Identifier: Apache-2.0
"""The port of the voice models: what hears which language, brought in from files. Values and port only."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from edgeassist.core.stop import Report, Stop


@dataclass(frozen=True, slots=True)
class VoiceView:
    """A voice model as panes see it. `problem` says why it is not used; `held` that it can be held to commands.

    `memory_bytes` is 0 where it was not tried. `used`: it hears its language.
    """

    id: str
    name: str
    language: str
    size_bytes: int
    memory_bytes: int = 0
    held: bool = True
    used: bool = False
    problem: str = ""


class VoiceModels(Protocol):
    """The voice models of this laptop. Every call blocks, `add` for long: not on the GUI thread."""

    def languages(self) -> tuple[tuple[str, str], ...]:
        """Return code and own name of every language that commands can be in."""

    def all(self) -> tuple[VoiceView, ...]:
        """Return every voice model, by language and name."""

    def add(self, path: Path, report: Report, stop: Stop, *, language: str = "") -> VoiceView:
        """Take in the archive at `path`, try it, and return it; raise an `EdgeError` where it is refused, or `Stopped`.

        Its name tells its language unless `language` does.
        """

    def remove(self, voice_id: str) -> None:
        """Delete it for good."""
