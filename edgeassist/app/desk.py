# SPDX-License-Identifier: Apache-2.0
"""The window's wishes, carried out: long work on a thread of its own, answers by callback. Knows no Qt.

One lane of work: imports, loads and changes to the list follow each other, so that no two can disagree.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from edgeassist.api import ModelView, Notice, PaneContext, PaneSpec
from edgeassist.api.discovery import discover
from edgeassist.app.card_views import card_view
from edgeassist.app.door import Door
from edgeassist.app.services import Services, Target
from edgeassist.core.errors import EdgeError, NoRoom
from edgeassist.runtime.health import DEATHS_BEFORE_REST
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.store.card import ModelCard
from edgeassist.ui.ports import (
    CardsChanged,
    CardView,
    ComeForward,
    DeskEvent,
    Imported,
    ImportEvent,
    ImportFailed,
    ImportProgress,
    PaneRow,
)
from edgeassist.wire import AnyEvent, Stats, Unload

_log = logging.getLogger(__name__)


class ServiceDesk:
    """A `Desk` on real services. Methods return at once; `watch` delivers on other threads."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._listeners: list[Callable[[DeskEvent], None]] = []
        self._lane = ThreadPoolExecutor(1, "desk")
        self._cancels: set[Event] = set()
        services.engine.watch(self._publish)

    def panes(self) -> tuple[PaneRow, ...]:
        """Return every pane at the door, usable or not, in rail order."""
        return tuple(
            PaneRow(found.id, found.spec.title if found.spec else found.id, found.spec, found.fault, found.origin)
            for found in discover()
        )

    def context(self, spec: PaneSpec) -> PaneContext:
        """Return what the pane of `spec` may reach."""
        return Door(self._services.engine, self._services.chats, self._model, self._publish)

    def cards(self) -> tuple[CardView, ...]:
        """Return the models here."""
        services, path = self._services, self._services.engine.state.path
        return tuple(
            card_view(card, services.fit(card), in_use=bool(path) and str(services.library.path(card)) == path)
            for card in services.library.cards()
        )

    def import_model(self, path: Path, listener: Callable[[ImportEvent], None]) -> Callable[[], None]:
        """Start importing; returns a function that cancels it."""
        cancel = Event()
        self._cancels.add(cancel)
        self._lane.submit(self._safely, lambda: self._import(path, listener, cancel))
        return cancel.set

    def use_model(self, card_id: str, *, anyway: bool = False) -> None:
        """Load the model, now and at the next start."""
        self._lane.submit(self._safely, lambda: self._use(card_id, anyway=anyway))

    def remove_model(self, card_id: str) -> None:
        """Take the model out of the list; unload it first when it is in use."""
        self._lane.submit(self._safely, lambda: self._remove(card_id))

    def restore_model(self, card_id: str) -> None:
        """Undo `remove_model`."""
        self._lane.submit(self._safely, lambda: self._restore(card_id))

    def state(self) -> EngineState:
        """Return what the engine does now."""
        return self._services.engine.state

    def watch(self, listener: Callable[[DeskEvent], None]) -> None:
        """Deliver every later change to `listener`, on any thread; the first one sets things going."""
        self._listeners.append(listener)
        if len(self._listeners) == 1:
            self._lane.submit(self._safely, self._resume)

    def theme(self) -> str:
        """Return `system`, `light` or `dark`."""
        return self._services.settings.theme

    def come_forward(self) -> None:
        """Pass on that another start of the program asks for this window."""
        self._publish(ComeForward())

    def close(self) -> None:
        """Stop the engine and save. Returns within 3 s."""
        for cancel in tuple(self._cancels):
            cancel.set()
        self._listeners.clear()
        self._services.engine.close()
        self._lane.shutdown(wait=True, cancel_futures=True)
        self._services.library.empty_trash()
        self._services.close()

    # The lane's thread.

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except EdgeError as error:
            self._publish(notice_of(error))
        except Exception as error:
            _log.exception("a wish of the window failed")
            self._publish(
                Notice("That did not work, for a reason EdgeAssist did not expect.", detail=repr(error), tone="danger")
            )

    def _resume(self) -> None:
        """Load the model of the last time, unless it killed the engine twice."""
        services = self._services
        for problem in services.problems:
            self._publish(Notice(f"The setting {problem.key} {problem.reason}. Its default is used.", tone="warn"))
        if services.chats.problem:
            self._publish(Notice(services.chats.problem, tone="warn"))
        wanted = next((card for card in services.library.cards() if card.id == services.settings.model), None)
        if wanted is None or not wanted.usable:
            return
        if wanted.deaths >= DEATHS_BEFORE_REST:
            self._publish(
                Notice(
                    f"{wanted.name} stopped the engine twice last time, so it was not loaded.",
                    "Use it from Models to try again.",
                    tone="warn",
                )
            )
            return
        self._use(wanted.id, anyway=False)

    def _use(self, card_id: str, *, anyway: bool) -> None:
        services = self._services
        card = services.library.get(card_id)
        command = services.load_command(Target(card, services.library.path(card)), anyway=anyway)
        services.engine.submit(command, _ignore)
        services.change_settings(model=card.id)
        self._publish(CardsChanged())

    def _import(self, path: Path, listener: Callable[[ImportEvent], None], cancel: Event) -> None:
        services = self._services
        before = services.settings.model if services.engine.state.phase is Phase.READY else ""

        def report(step: str, done: int, total: int) -> None:
            listener(ImportProgress(step, done, total))

        try:
            card = services.bring_in(path, report, cancel.is_set)
            if not card.remark:
                self._publish(CardsChanged())
                card = services.measure(card, report)
        except EdgeError as error:
            listener(ImportFailed(notice_of(error)))
        except Exception as error:
            _log.exception("an import failed")
            listener(
                ImportFailed(
                    Notice(
                        "The import failed for a reason EdgeAssist did not expect.",
                        "Nothing was changed.",
                        repr(error),
                        "danger",
                    )
                )
            )
        else:
            try:
                self._settle(card, before)
            finally:
                listener(Imported(card.id, _remark(card)))
        finally:
            self._cancels.discard(cancel)

    def _settle(self, card: ModelCard, before: str) -> None:
        """After a trial: keep the new model when there was none, else go back to the one in use."""
        if card.state == "ready" and not before:
            if card.remark:
                self._use(card.id, anyway=False)
            self._services.change_settings(model=card.id)
        elif before and before != card.id:
            self._use(before, anyway=True)
        self._publish(CardsChanged())

    def _remove(self, card_id: str) -> None:
        services = self._services
        if services.engine.state.path == str(services.library.path(services.library.get(card_id))):
            gone = Event()
            services.engine.submit(Unload(), lambda _event: gone.set())
            gone.wait(5)
        services.library.remove(card_id)
        self._publish(CardsChanged())

    def _restore(self, card_id: str) -> None:
        self._services.library.restore(card_id)
        self._publish(CardsChanged())

    # Any thread.

    def _model(self) -> ModelView | None:
        loaded = self._services.engine.state.model
        if loaded is None:
            return None
        return ModelView(Path(self._services.engine.state.path).parent.name, loaded.name, loaded.context_tokens)

    def _publish(self, event: DeskEvent | EngineState | Stats) -> None:
        for listener in tuple(self._listeners):
            listener(event)


def notice_of(error: EdgeError) -> Notice:
    """Return an error as the window shows it."""
    failed = getattr(error, "failed", None)
    tone = "warn" if isinstance(error, NoRoom) else "danger"
    return Notice(str(error), error.hint, failed.detail if failed else "", tone)


def _remark(card: ModelCard) -> Notice | None:
    if card.remark:
        return Notice(card.remark)
    if card.state == "failed":
        return Notice(
            f"{card.name} is here, but it did not work in a trial: {card.failure}", "Try another model.", tone="warn"
        )
    return None


def _ignore(_event: AnyEvent) -> None:
    """The engine's state says what becomes of a load."""
