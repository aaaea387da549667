# SPDX-License-Identifier: Apache-2.0
"""The sheet for phrases: asks and keeps on the thread of the commands. GUI thread only."""

from collections.abc import Callable
from functools import partial

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.intents.commands import Command, Commands, Taught
from edgeassist.kit.background import InOrder
from edgeassist.panes.voice import phrasing
from edgeassist.panes.voice.teach_sheet import TeachSheet

MEANS_NOTHING = later("This sentence means nothing yet.")


class TeachDesk:
    """`on_taught` is called once what may be said has changed."""

    def __init__(
        self,
        sheet: TeachSheet,
        commands: Callable[[], Commands],
        order: InOrder,
        on_taught: Callable[[], None],
    ) -> None:
        self._sheet = sheet
        self._commands, self._order, self._on_taught = commands, order, on_taught
        self._sheet.check_wished.connect(self.check)
        self._sheet.taught.connect(self.teach)
        self._sheet.removed.connect(self.remove)

    def begin(self, phrase: str = "") -> None:
        """Show what was taught, and begin a new phrase."""
        self._sheet.begin(phrase)
        self._read()

    def check(self, like: str) -> None:
        """Say what `like` would do."""
        if like:
            self._order.do(lambda: self._commands().preview(like), partial(self._show_check, like), failed=self._failed)

    def teach(self, phrase: str, like: str) -> None:
        """Learn that `phrase` means what `like` means."""
        self._order.do(lambda: self._commands().teach(phrase, like), lambda _one: self._learnt(), failed=self._failed)

    def remove(self, taught_id: int) -> None:
        """Forget a phrase."""
        self._order.do(lambda: self._commands().unteach(taught_id), lambda _none: self._changed(), failed=self._failed)

    def _show_check(self, like: str, command: Command) -> None:
        if self._sheet.like.text().strip() != like:
            return
        would = [step.preview.sentence for step in command.steps if step.state != "cannot"]
        if would:
            self._sheet.show_check(tr("It will do this: {steps}", steps="; ".join(would)), good=True)
            return
        cannot = next((step.preview.cannot for step in command.steps), "")
        self._sheet.show_check(cannot or command.parsed.missed or tr(MEANS_NOTHING), good=False)

    def _learnt(self) -> None:
        self._sheet.begin()
        self._changed()

    def _changed(self) -> None:
        self._read()
        self._on_taught()

    def _read(self) -> None:
        def show(found: tuple[Taught, ...]) -> None:
            self._sheet.show_taught(found)

        self._order.do(lambda: self._commands().taught(), show, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        hint = tr(error.hint) if isinstance(error, EdgeError) and error.hint else ""
        self._sheet.show_trouble(phrasing.plain(str(error)) or type(error).__name__, hint)
