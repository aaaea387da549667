# SPDX-License-Identifier: Apache-2.0
"""What every command starts from: the screen, the services, how the engine shall be set up, a model to work with."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.cli.interrupt import raises
from edgeassist.cli.screen import Screen
from edgeassist.core.errors import BadInput, BadUsage, NotFound
from edgeassist.store.starter_card import STARTER_ID

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.store.task import Task
    from edgeassist.telemetry.asleep import Slept
    from edgeassist.wire import Loaded


class NoModelYet(NotFound):
    """Nothing is imported, and the starter cannot stand in: `fault` says why."""

    code = "no-model-yet"
    hint = "Import a GGUF file with `edgeassist models import PATH`, or name one with --model PATH."

    def __init__(self, fault: str = "") -> None:
        super().__init__(f"There is no model here yet. {fault}".strip())


class WhichModel(BadUsage):
    """Several models, none chosen."""

    code = "which-model"

    def __init__(self, ids: list[str]) -> None:
        super().__init__(
            f"{len(ids)} models are here and none is chosen.",
            hint=f"Add --model {ids[0]} (or {', '.join(ids[1:])}); `edgeassist models use ID` chooses one for good.",
        )


class FileNotThere(NotFound):
    """A file named on the command line."""

    code = "file-not-found"
    hint = "Check the path."


class UnreadableText(BadInput):
    """Input that is not text."""

    code, hint = "not-text", "Save it as UTF-8 text and try again."


@dataclass(frozen=True, slots=True)
class Setup:
    """How the engine shall be set up; 0 leaves it to the settings."""

    model: str = ""
    context_tokens: int = 0
    threads: int = 0
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Errand:
    """One run of the program."""

    open_services: "Callable[[], Services]"
    screen: Screen

    @contextmanager
    def services(self) -> "Iterator[Services]":
        """Open the services, say what was odd about the settings, and close them whatever happens."""
        with self.open_services() as services, raises():
            services.told_late = self._say_told
            for sentence, hint in services.beginning.told:
                self._say_told(sentence, hint)
            for problem in services.fresh_problems:
                self.screen.note(f"{problem.sentence} {problem.follows}".rstrip(), "warn")
            services.governing.slept = self._say_slept
            services.spoken.trouble = lambda sentence: self.screen.note(sentence, "warn")
            yield services

    def _say_told(self, sentence: str, hint: str) -> None:
        self.screen.note(f"{sentence} {hint}".rstrip())

    def wanted(self, services: "Services", setup: Setup) -> str:
        """Return which model is to be loaded; for the starter its id, however it was named."""
        wanted = setup.model or default_model(services)
        return STARTER_ID if services.is_starter(wanted) else wanted

    def load(self, services: "Services", setup: Setup, task: "Task | None" = None) -> "Loaded":
        """Load the wanted model, or the one there is, showing how far it is; refuse one that must not do `task`."""
        from edgeassist.cli.freight import take_in_own_packs
        from edgeassist.cli.starter import STANDS_IN, require, stands_in

        take_in_own_packs(self, services)
        wanted = self.wanted(services, setup)
        if task is not None:
            require(services, wanted, task)
        if not setup.model and stands_in(services, wanted) and not self.screen.as_json:
            self.screen.note(STANDS_IN)
        if _first_start(services):
            services.find(wanted)
            self.screen.progress("First start: finding the fastest processor code that works here (once)", 0, 1)
        loaded = services.load(
            wanted,
            context_tokens=setup.context_tokens,
            threads=setup.threads,
            anyway=setup.anyway,
            on_progress=lambda fraction: self.screen.progress("Loading the model", 100 * fraction, 100),
        )
        self._say_shortened(setup.context_tokens, loaded)
        return loaded

    def _say_slept(self, slept: "Slept") -> None:
        """Engine thread: say that the computer slept in the middle of it."""
        from edgeassist.app.sleep_words import slept_notice

        self.screen.note(slept_notice(slept).text, "warn")

    def _say_shortened(self, wanted_tokens: int, loaded: "Loaded") -> None:
        """Say when a model took a shorter context than the person asked for; in JSON the result tells it."""
        tokens = loaded.context_tokens
        if tokens == loaded.context_trained_tokens < wanted_tokens and not self.screen.as_json:
            self.screen.note(f"This model was trained for {tokens:,} tokens; the context is set to that.", "warn")


def default_model(services: "Services") -> str:
    """Return the id of the model to use when none is named."""
    if found := services.default_id:
        return found
    if ids := [card.id for card in services.cards() if card.usable]:
        raise WhichModel(ids)
    raise NoModelYet(services.starter.card.failure if services.starter else "")


def _first_start(services: "Services") -> bool:
    from edgeassist.worker.variants import cached_verdict, find_variants

    return cached_verdict(services.places.cache, find_variants()) is None


def given(text: str, example: str, noun: str = "text") -> str:
    """Return `text`, or standard input for `-`; raise where there is none, with an `example` of how it is given."""
    if text == "-":
        try:
            text = sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnreadableText("Standard input is not UTF-8 text.") from error
    if not text.strip():
        raise BadUsage(f"There is no {noun}.", hint=f"Write it in quotes: {example}")
    return text


def text_of(path: Path) -> str:
    """Return the text in the file at `path`."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise FileNotThere(f"{path} is not there.") from error
    except UnicodeDecodeError as error:
        raise UnreadableText(f"{path} is not UTF-8 text.") from error
    except OSError as error:
        raise UnreadableText(f"{path} cannot be read: {error.strerror}.", hint="Check the path.") from error
