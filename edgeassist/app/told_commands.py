# SPDX-License-Identifier: Apache-2.0
"""Commands whose every deed is told, so that a timer set now is waited for now. Understands nothing itself."""

from collections.abc import Callable

from edgeassist.app.quiet_memory import loading
from edgeassist.core.stop import Stop
from edgeassist.intents.commander import Commander, CommanderSetup
from edgeassist.intents.commands import Command, Step
from edgeassist.speech.heard import Grammar, Heard


class ToldCommands(Commander):
    """A `Commander` that calls `changed` after everything that may have done something."""

    def __init__(self, setup: CommanderSetup, changed: Callable[[], None]) -> None:
        super().__init__(setup)
        self._changed = changed

    def prepare(self, stop: Stop | None = None) -> None:
        """Load what sentences are matched with, and let the window go on meanwhile."""
        with loading(stays=True):
            super().prepare(stop)

    def prepare_beside(self, stop: Stop) -> None:
        """Load what sentences of the language beside are matched with, and let the window go on meanwhile."""
        with loading(stays=True):
            super().prepare_beside(stop)

    def grammar(self) -> Grammar:
        """Return the grammar of all that may be said."""
        with loading(stays=False):
            return super().grammar()

    def understand(
        self, text: str, *, ask_model: bool = True, heard: Heard | None = None, stop: Stop | None = None
    ) -> Command:
        """Return what is to be done; an answer to a question that was open has done it."""
        command = super().understand(text, ask_model=ask_model, heard=heard, stop=stop)
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
