# SPDX-License-Identifier: Apache-2.0
"""Hearing and commands on the services: made at first use, closed together. Hears and understands nothing itself."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from edgeassist.app.children import child_command
from edgeassist.app.here import report_of
from edgeassist.app.quiet_memory import loading
from edgeassist.core.language import of_commands
from edgeassist.intents.names import Named

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.core.stop import Stop
    from edgeassist.intents.commands import Commands
    from edgeassist.intents.due import DueDesk
    from edgeassist.intents.intent import Intent
    from edgeassist.intents.names import Names
    from edgeassist.speech.hearing import Hearing
    from edgeassist.wire import Generate


BESIDE = "en"
"""Heard without a voice model, and understood beside the person's own language."""


class Spoken:
    """The microphone and what understands it. Any thread may be the first to ask for either."""

    def __init__(self, services: "Services") -> None:
        self._services = services
        self._lock, self._making = Lock(), Lock()
        self._hearing: Hearing | None = None
        self._commands: Commands | None = None
        self._closed = False
        self._language = self._commands_in = ""
        self.changed: Callable[[], None] = lambda: None
        """Called after whatever a command did, on its thread: there may be another timer now."""
        self.trouble: Callable[[str], None] = lambda _sentence: None
        """Called with what was wrong with the file of commands, by the one that found it so, on its thread."""

    @property
    def language(self) -> str:
        """The code of the language of commands."""
        return self._language or of_commands(self._services.settings.voice_language)

    def speak(self, language: str) -> None:
        """Take another language than the settings' for this run."""
        self._language = language

    @property
    def hearing(self) -> "Hearing":
        """The microphone and its recognizer; the child starts when it is first listened to."""
        with self._lock:
            if self._hearing is None:
                from edgeassist.speech.voice import Voice

                self._hearing = Voice(child_command, self._recognizer)
                if self._closed:
                    self._hearing.close()
            return self._hearing

    @property
    def commands(self) -> "Commands":
        """What understands sentences and does what they say; another one once another language was chosen.

        Making it takes its time, so whoever asks for the microphone meanwhile does not wait.
        """
        if self._commands is None:
            self._services.late_copy.soon()
        with self._making:
            if self._commands is not None and self._commands_in != self.language:
                self._commands.close()
                self._commands = None
            if self._commands is None:
                self._commands_in = self.language
                with loading(stays=True):
                    self._commands = self._made()
                if self._closed:
                    self._commands.close()
            return self._commands

    def _made(self) -> "Commands":
        from edgeassist.app.told_commands import ToldCommands
        from edgeassist.intents.commander import CommanderSetup

        services = self._services
        made = ToldCommands(
            CommanderSetup(
                folder=self._folder,
                language=self.language,
                now=lambda: datetime.now().astimezone(),
                report=lambda: report_of(services),
                chats=lambda: services.chats,
                panes=_panes,
                ask_model=self._ask_model,
                beside=BESIDE,
                heard=lambda: self._recognizer()[0],
            ),
            self._tell_changed,
        )
        self._tell_trouble(made.problem)
        return made

    def due(self) -> "DueDesk":
        """Open what tells which timers are due; the caller closes it."""
        from edgeassist.intents.due import DueDesk

        self._services.late_copy.soon()
        desk = DueDesk(self._folder)
        self._tell_trouble(desk.problem)
        return desk

    def close(self) -> None:
        """Let the microphone go and close what is open."""
        with self._lock:
            self._closed, hearing = True, self._hearing
        if hearing is not None:
            hearing.close()
        with self._making:
            if self._commands is not None:
                self._commands.close()

    def _ask_model(self, text: str, names: "Names", stop: "Stop") -> "tuple[Intent, ...] | None":
        """Return what the model in use takes a sentence for; None where there is none to ask.

        The starter is not asked: of the sentences that no template knows it takes far more wrongly than rightly.
        """
        from edgeassist.app.model_views import resident
        from edgeassist.intents.model_reader import ModelReader
        from edgeassist.runtime.blocking import finish
        from edgeassist.wire import Delta

        engine = vars(self._services).get("engine")
        model = resident(engine.state) if engine is not None else None
        if model is None or model.small:
            return None

        def ask(request: "Generate") -> str:
            heard = finish(self._services.asking("voice"), request, stop=stop)
            return "".join(event.text for event in heard if isinstance(event, Delta))

        return ModelReader(ask, starter=False).read(text, names)

    def _tell_changed(self) -> None:
        self.changed()

    def _tell_trouble(self, sentence: str) -> None:
        if sentence:
            self.trouble(sentence)

    @property
    def _folder(self) -> Path:
        return self._services.places.data / "commands"

    def _recognizer(self) -> tuple[str, str]:
        """Return the language to hear, and the folder of a checked voice model; empty for the embedded one."""
        from edgeassist.store.voices import Voices

        model = Voices(self._services.models_folder).for_language(self.language)
        if model is None:
            return (self.language if self.language.partition("-")[0] == BESIDE else BESIDE), ""
        return self.language, str(model.folder)


@cache
def _panes() -> tuple[Named, ...]:
    """Return the panes' names; what is installed does not change while the program runs."""
    from edgeassist.api.discovery import discover

    return tuple(Named(found.id, found.spec.title) for found in discover() if found.spec is not None)
