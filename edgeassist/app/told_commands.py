# SPDX-License-Identifier: Apache-2.0
"""Commands whose every deed is told, so that a timer set now is waited for now. Understands nothing itself."""

from collections.abc import Callable

from edgeassist.intents.commander import Commander, CommanderSetup
from edgeassist.intents.commands import Command, Step
from edgeassist.speech.heard import Heard


class ToldCommands(Commander):
    """A `Commander` that calls `changed` after everything that may have done something."""

    def __init__(self, setup: CommanderSetup, changed: Callable[[], None]) -> None:
        super().__init__(setup)
        self._changed = changed

    def understand(self, text: str, *, ask_model: bool = True, heard: Heard | None = None) -> Command:
        """Return what is to be done; an answer to a question that was open has done it."""
        command = super().understand(text, ask_model=ask_model, heard=heard)
        if command.answers is not None:
            self._changed()
        return command

    def perform(self, step_id: int) -> Step:
        """Do a step."""
        step = super().perform(step_id)
        self._changed()
        return step

    def undo(self, step_id: int) -> Step:
        """Take a step back."""
        step = super().undo(step_id)
        self._changed()
        return step
