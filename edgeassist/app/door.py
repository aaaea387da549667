# SPDX-License-Identifier: Apache-2.0
"""What a pane may reach, wired to the real engine, history and documents. One object per pane; nothing global."""

import sys
from functools import cached_property
from pathlib import Path
from typing import Protocol

from edgeassist.api import (
    Commands,
    Documents,
    Handoff,
    Hearing,
    History,
    Listener,
    ModelView,
    Notice,
    Offer,
    PaneContext,
    Task,
    VoiceModels,
)
from edgeassist.app.late_history import LateHistory
from edgeassist.app.model_views import listed, model_view, resident
from edgeassist.app.services import Services
from edgeassist.core import settings
from edgeassist.core.language import tr
from edgeassist.core.paths import FolderUnavailable
from edgeassist.store.slug import slug
from edgeassist.ui.ports import Answered, DeskEvent
from edgeassist.wire import AnyEvent, Cancelled, Count, Done, Generate


class Host(Protocol):
    """Who stands behind the doors: the window's desk, or a command at the terminal."""

    def model(self) -> ModelView | None:
        """Return the model that would answer now."""

    def models(self) -> tuple[ModelView, ...]:
        """Return every model that could be used, as last listed."""

    def use_model(self, card_id: str) -> None:
        """Have another model loaded."""

    def resize_context(self, tokens: int) -> None:
        """Have the resident model loaded again with room for `tokens`."""

    def serves(self, wish: str) -> bool:
        """Tell whether any pane takes `wish`."""

    def publish(self, event: DeskEvent) -> None:
        """Say what happened."""


class Door:
    """A `PaneContext`. Its two folders carry the pane's id for a name."""

    def __init__(self, services: Services, host: Host, pane_id: str, settings: tuple[str, ...] = ()) -> None:
        self._services, self._host, self._settings = services, host, settings
        self._name = slug(pane_id)
        self._asks = services.asking(self._name)
        self._history = LateHistory(lambda: services.chats)

    @property
    def model(self) -> ModelView | None:
        """The model that would answer now."""
        return self._host.model()

    @property
    def history(self) -> History:
        """The person's conversations."""
        return self._history

    @property
    def documents(self) -> Documents:
        """Reads and writes documents, each in a child of its own."""
        return self._services.documents

    @property
    def hearing(self) -> Hearing:
        """The microphone and its recognizer."""
        return self._services.spoken.hearing

    @property
    def commands(self) -> Commands:
        """What understands sentences and does what they say."""
        return self._services.spoken.commands

    @cached_property
    def voices(self) -> VoiceModels:
        """The voice models."""
        from edgeassist.app.voice_models import VoiceShelf

        return VoiceShelf(self._services)

    @cached_property
    def folder(self) -> Path:
        """The pane's own folder for what must be kept; raise `FolderUnavailable`."""
        return _made(self._services.places.data / "panes" / self._name)

    @cached_property
    def cache(self) -> Path:
        """The pane's own folder for what may vanish; raise `FolderUnavailable`."""
        return _made(self._services.places.cache / "panes" / self._name)

    def models(self) -> tuple[ModelView, ...]:
        """Return every model that could be used, as last listed."""
        return self._host.models()

    def use_model(self, model_id: str) -> None:
        """Have another model loaded."""
        self._host.use_model(model_id)

    def resize_context(self, tokens: int) -> None:
        """Load the resident model again with room for `tokens`."""
        self._host.resize_context(tokens)

    def offers(self, task: Task) -> Offer:
        """Tell whether the model that would answer now may be asked for `task`, and why not."""
        model = self.model
        return self._services.offers(model.id, task) if model is not None else Offer(False, tr("No model is loaded."))

    def generate(self, request: Generate, listener: Listener) -> int:
        """Queue `request` and return its job number at once."""

        def hear(event: AnyEvent) -> None:
            listener(event)
            if isinstance(event, Done | Cancelled):
                self._host.publish(Answered(event.usage))

        return self._asks.submit(request, hear)

    def count(self, request: Count, listener: Listener) -> int:
        """Queue the counting of tokens and return its job number at once."""
        return self._services.engine.submit(request, listener)

    def cancel(self, job: int) -> None:
        """Ask for the end of `job`."""
        self._services.engine.cancel(job)

    def setting(self, name: str) -> settings.Value:
        """Return what the person chose, or the default; raise `KeyError` for no such setting."""
        return settings.values(self._services.settings)[name]

    def keep_setting(self, name: str, value: settings.Value) -> None:
        """Keep what the person chose; raise `KeyError` for a setting that is not the pane's."""
        if name not in self._settings:
            raise KeyError(name)
        self._services.change_settings(**{name: value})

    def tell(self, notice: Notice) -> None:
        """Show a sentence to the person."""
        self._host.publish(notice)

    def hand_off(self, handoff: Handoff) -> bool:
        """Pass text to the pane that serves the wish; False when none does."""
        served = self._host.serves(handoff.wish)
        if served:
            self._host.publish(handoff)
        return served

    def can_hand_off(self, wish: str) -> bool:
        """Tell whether any pane serves `wish`."""
        return self._host.serves(wish)


def open_door(services: Services, pane_id: str) -> PaneContext:
    """Return what the pane called `pane_id` may reach, for a command: notices go to stderr, loading blocks."""
    return Door(services, _Terminal(services), pane_id)


class _Terminal:
    """A host without a window, so without another pane to hand anything to."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def model(self) -> ModelView | None:
        return resident(self._services.engine.state)

    def models(self) -> tuple[ModelView, ...]:
        return listed(tuple(model_view(card) for card in self._services.cards() if card.usable), self.model())

    def use_model(self, card_id: str) -> None:
        self._services.load(card_id)

    def resize_context(self, tokens: int) -> None:
        now, path = self.model(), self._services.engine.state.path
        if now is not None:
            known = any(card.id == now.id for card in self._services.cards())
            self._services.load(now.id if known else path, context_tokens=tokens)

    def serves(self, wish: str) -> bool:
        return False

    def publish(self, event: DeskEvent) -> None:
        if isinstance(event, Notice):
            sys.stderr.write(" ".join(part for part in (event.text, event.hint) if part) + "\n")


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FolderUnavailable(folder, error.strerror) from error
    return folder
