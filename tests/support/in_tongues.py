# SPDX-License-Identifier: Apache-2.0
"""A whole commander in one language on a folder of its own: sentences are typed, and what came of them is read."""

from pathlib import Path

from edgeassist.history.chats import Chats
from edgeassist.intents.commander import Commander, CommanderSetup
from edgeassist.intents.commands import Command, Step
from edgeassist.intents.intent import Value
from edgeassist.intents.names import Named
from tests.support.commanding import PANES, REPORT, WallClock, actions_here

LANGUAGES = ("en", "es", "de", "fr")
Meaning = tuple[str, dict[str, Value]]


class Tongue:
    """Commands in `language`, with the simulated home of the first day and an empty shopping list."""

    def __init__(self, folder: Path, language: str, panes: tuple[Named, ...] = PANES) -> None:
        self.language, self._chats = language, Chats(folder / "history.sqlite3")
        self.commander = Commander(
            CommanderSetup(
                folder=folder / "commands",
                language=language,
                now=WallClock(),
                report=lambda: REPORT,
                chats=lambda: self._chats,
                panes=lambda: panes,
                found=actions_here(),
            )
        )

    def meant(self, text: str) -> list[Meaning]:
        """Return what `text` means, nothing being done."""
        found = self.commander.preview(text).parsed.intents
        return [
            (one.name, {slot.name: slot.value for slot in one.slots if slot.name not in ("domain", "whole")})
            for one in found
        ]

    def type(self, text: str) -> Command:
        """Type `text`."""
        return self.commander.understand(text)

    def do(self, text: str) -> tuple[Step, ...]:
        """Type `text` and do all of it that is done without a question."""
        steps = self.type(text).steps
        return tuple(self.commander.perform(one.id) if one.state == "ready" else one for one in steps)

    def close(self) -> None:
        """Close its files."""
        self.commander.close()
        self._chats.close()
