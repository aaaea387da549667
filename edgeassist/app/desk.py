# SPDX-License-Identifier: Apache-2.0
"""The window's wishes, carried out: long work on a thread of its own, answers by callback. Knows no Qt.

One lane of work: imports, loads and changes to the list follow each other, so that no two can disagree.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from threading import Event

from edgeassist.api import MODELS, OPEN, STOP, Hearing, ModelView, Notice, PaneContext, PaneSpec
from edgeassist.api.discovery import discover
from edgeassist.app.bell import Bell
from edgeassist.app.children import child_command
from edgeassist.app.chime import sound
from edgeassist.app.closing import Closing
from edgeassist.app.damage_watch import watch_files
from edgeassist.app.door import Door
from edgeassist.app.governor_desk import GovernorDesk
from edgeassist.app.import_run import ImportRun
from edgeassist.app.laptop_survey import LaptopSurvey
from edgeassist.app.live_desk import LiveDesk
from edgeassist.app.model_views import listed, resident
from edgeassist.app.network_desk import SwitchDesk
from edgeassist.app.notices import notice_of, tell_start, unexpected
from edgeassist.app.preferences import KeptPreferences
from edgeassist.app.resizing import Resizing
from edgeassist.app.services import Services
from edgeassist.app.shelf import Copied, Shelf
from edgeassist.app.store_desk import StoreDesk
from edgeassist.app.works import Arrivals
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.core.stop import Stop
from edgeassist.history.database import HistoryUnavailable
from edgeassist.intents.due import Due
from edgeassist.runtime.blocking import JobCancelled
from edgeassist.runtime.health import DEATHS_BEFORE_REST
from edgeassist.runtime.state import EngineState, Phase
from edgeassist.store.card import ModelCard
from edgeassist.store.fit import NotEnoughMemory
from edgeassist.store.starter import StarterDamaged
from edgeassist.store.starter_card import STARTER_ID
from edgeassist.ui.ports import (
    Answered,
    Awaited,
    ComeForward,
    DeskEvent,
    DoesNotFit,
    ImportEvent,
    LaptopMeasured,
    PaneRow,
    Rang,
    Removed,
    Resumed,
    WorkChanged,
)
from edgeassist.ui.views import CardView
from edgeassist.wire import AnyEvent, Done, Failed, Stats, Unload

_log = logging.getLogger(__name__)

UNLOAD_LIMIT_S = 5.0
MORE_S = 300.0
CLOSE_LIMIT_S, LEAVE_LIMIT_S = 2.9, 1.5
_SETTLED = (Phase.OFF, Phase.IDLE, Phase.READY, Phase.RESTING)


class ServiceDesk(StoreDesk):
    """A `Desk` on real services. Methods return at once; `watch` delivers on other threads."""

    def __init__(self, services: Services, *, today: Callable[[], date] = date.today) -> None:
        super().__init__(services, Arrivals(self._list_soon, self._came), self.publish)
        self._listeners: list[Callable[[DeskEvent], None]] = []
        self._lane = ThreadPoolExecutor(1, "desk")
        self._imports: set[ImportRun] = set()
        self._shelf = Shelf(services)
        self._listed = ("", False)
        self._begun = False
        self._stop = Stop()
        self._today, self._kept_up = today, date.min
        self._seen_copied: frozenset[Copied] = frozenset()
        self._removed_in_use = ""
        self._served: frozenset[str] = frozenset()
        self._resizing = Resizing(services, self._wish, self.publish, self.use_again)
        self._live = LiveDesk(services, self.publish)
        self._governor = GovernorDesk(services, self.works, self.publish, self.use_again)
        self._preferences = KeptPreferences(services, self.publish)
        services.engine.watch(self._on_engine_news)
        services.governing.held = self._hold
        engine = services.engine
        self._network = SwitchDesk(
            services.places.data,
            lambda: engine.state,
            self._preferences.change,
            self._board.resume_switched_off,
            self.publish,
        )
        self._survey = LaptopSurvey(services, lambda: self.publish(LaptopMeasured()))
        self._bell = Bell(services.spoken.due, self._rang, awaited=lambda rings: self.publish(Awaited(rings)))
        services.spoken.changed = self._bell.look
        services.spoken.trouble = lambda sentence: self.publish(Notice(sentence, tone="warn"))

    def panes(self) -> tuple[PaneRow, ...]:
        """Return every pane at the door, usable or not, in rail order."""
        rows = tuple(
            PaneRow(found.id, found.spec.title if found.spec else found.id, found.spec, found.fault, found.origin)
            for found in discover()
        )
        self._served = frozenset(wish for row in rows if row.spec is not None for wish in row.spec.takes)
        return rows

    def context(self, spec: PaneSpec) -> PaneContext:
        """Return what the pane of `spec` may reach."""
        return Door(self._services, self, spec.id, spec.settings)

    def model(self) -> ModelView | None:
        """Return the model that would answer now."""
        return resident(self._services.engine.state)

    def models(self) -> tuple[ModelView, ...]:
        """Return every model that could be used, as last read."""
        return listed(self._shelf.models, self.model())

    def serves(self, wish: str) -> bool:
        """Tell whether any pane takes `wish`, or the window itself."""
        return wish in (MODELS, OPEN, STOP) or wish in self._served

    def cards(self) -> tuple[CardView, ...]:
        """Return the models here as last read."""
        return self._shelf.cards

    def import_model(self, path: Path, listener: Callable[[ImportEvent], None]) -> Callable[[], None]:
        """Start importing; returns a function that cancels it."""
        run = ImportRun(self._services, path, listener)
        self._imports.add(run)
        self._wish(lambda: self._import(run))
        return run.cancel

    def use_model(self, card_id: str, *, anyway: bool = False) -> None:
        """Load the model; it is kept for the next start once it has been loaded."""
        self._wish(lambda: self._use(card_id, anyway=anyway))

    def resize_context(self, tokens: int) -> None:
        """Load the resident model again with room for `tokens`, and keep that as the setting once it worked."""
        self._wish(lambda: self._resizing.begin(tokens))

    def use_again(self, card_id: str) -> None:
        """Load what was in use before; it is no choice of the person's."""
        self._wish(lambda: self._use(card_id, anyway=True, keep=False))

    def remove_model(self, card_id: str) -> None:
        """Take the model out of the list; unload it first when it is in use."""
        self._wish(lambda: self._remove(card_id))

    def restore_model(self, card_id: str) -> None:
        """Undo `remove_model`; the model in use before is in use again, unless another one is by now."""
        self._wish(lambda: self._restore(card_id))

    def look_again(self) -> None:
        """Read the list anew: another program of ours may have changed it."""
        self._wish(self._list)
        self._wish(self._survey.again)

    def state(self) -> EngineState:
        """Return what the engine does now."""
        return self._services.engine.state

    def watch(self, listener: Callable[[DeskEvent], None]) -> Callable[[], None]:
        """Deliver every later change to `listener`, on any thread, until the returned function is called.

        The first one sets things going; a later one is told where they are.
        """
        self._listeners.append(listener)
        self._wish(partial(self._tell_anew, listener) if self._begun else self._resume)
        self._begun = True

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def live(self) -> LiveDesk:
        """Return the meters and receipts."""
        return self._live

    def governor(self) -> GovernorDesk:
        """Return how hard the engine works."""
        return self._governor

    def preferences(self) -> KeptPreferences:
        """Return the settings."""
        return self._preferences

    def network(self) -> SwitchDesk:
        """Return the offline switch and its log."""
        return self._network

    def hearing(self) -> Hearing:
        """Return the microphone and its recognizer."""
        return self._services.spoken.hearing

    def talking(self) -> tuple[str, str]:
        """Return the key to hold for dictation, and the microphone's name."""
        return self._services.settings.talk_key, self._services.settings.microphone

    def look_at_clock(self) -> None:
        """Tell of what is due; the settings may have been changed by another program of ours, too."""
        self._bell.look()
        self._preferences.look()

    def _rang(self, due: Due) -> None:
        """The bell's thread: something is due."""
        self.publish(Rang(Notice(due.sentence), due.missed, due.kind, due.name))

    def more_time(self, name: str) -> None:
        """Set a timer of five minutes called `name`."""

        def begin() -> None:
            desk = self._services.spoken.due()
            try:
                desk.begin(name, datetime.now().astimezone(), MORE_S)
            finally:
                desk.close()
            self._bell.look()

        self._wish(begin)

    def sound(self, times: int, unheard: Callable[[], None]) -> Callable[[], None]:
        """Sound the loudspeaker, in a process of its own; returns what ends it."""
        return sound(child_command("chime"), times, unheard)

    def _hold(self, why: str) -> None:
        """The governor's thread: heavy work has to wait, or may go on."""
        if why:
            self._board.hold(Notice(why, tone="warn"))
            self.publish(Notice(why, tr("Answers go on as before."), tone="warn"))
        else:
            self._board.release()

    def measure_laptop(self) -> None:
        """Have this computer measured in the background, once; a `LaptopMeasured` follows."""
        self._survey.begin()

    def measuring(self) -> bool:
        """Tell whether this computer is being measured."""
        return self._survey.measuring

    def hush(self) -> None:
        """Tell of nothing that is due from here on: it is told at the next start."""
        self._bell.close()

    def come_forward(self, files: tuple[Path, ...] = ()) -> None:
        """Pass on that a start of the program asks for this window, and to open `files` in it."""
        self.publish(ComeForward(files))

    def close(self) -> None:
        """Stop the engine and save, within 3 s; what still ends then ends unseen."""
        self.hush()
        self._listeners.clear()
        self._stop.wish()
        for run in tuple(self._imports):
            run.stop()
        self._close_works()
        parts = (self._network, self._preferences, self._survey, self._governor)
        closing = Closing(CLOSE_LIMIT_S, *(part.close for part in parts))
        self._services.engine.close()
        closing.wait(spare_s=LEAVE_LIMIT_S)
        with suppress(RuntimeError, TimeoutError):
            self._lane.submit(self._safely, self._leave).result(min(closing.left_s, LEAVE_LIMIT_S))
        self._lane.shutdown(wait=False)

    # The lane's thread.

    def _wish(self, work: Callable[[], None]) -> None:
        self._lane.submit(self._safely, work)

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except EdgeError as error:
            self.publish(notice_of(error))
        except Exception as error:
            _log.exception("a wish of the window failed")
            self.publish(unexpected(error))

    def _leave(self) -> None:
        self._services.library.empty_trash()
        self._services.close()

    def _resume(self) -> None:
        """Read the list, say what is wrong, and load the model of the last time; no step waits for another's luck."""
        try:
            empty_trash = self._services.library.empty_trash
            self._each(empty_trash, self._resume_works, self._list, self._say_problems, self._load_last)
        finally:
            self.publish(Resumed())
            self._bell.look()
            self._wish(self._keep_up)

    def _tell_anew(self, listener: Callable[[DeskEvent], None]) -> None:
        """Tell of what the start was about."""
        self._list()
        listener(Resumed())

    def _keep_up(self) -> None:
        """Do what the conversations need once a day; a file that cannot be used was told of before."""
        self._kept_up = self._today()
        with suppress(HistoryUnavailable):
            self._services.chats.keep_up()

    def _say_problems(self) -> None:
        watch_files(self._services.engine, self.publish)
        tell_start(self._services, self.publish)

    def _load_last(self) -> None:
        """Load the model of the last time, unless it killed the engine twice."""
        services = self._services
        wanted = next((card for card in services.cards() if card.id == services.settings.model), None)
        if wanted is None or not wanted.usable:
            self._stand_in()
        elif wanted.deaths >= DEATHS_BEFORE_REST:
            text = tr("{name} stopped the engine twice last time, so it was not loaded.", name=wanted.name)
            meanwhile = " " + tr("The starter answers meanwhile.") if services.starter is not None else ""
            self.publish(Notice(text, tr("Use it from Models to try again.") + meanwhile, tone="warn"))
            self._use_starter()
        else:
            self._use(wanted.id, anyway=False)

    def _stand_in(self) -> None:
        """Have the starter answer where there is no other model to choose; what is wrong with it stands on its card."""
        if not any(card.usable for card in self._services.library.cards()):
            self._use_starter()

    def _use_starter(self) -> None:
        """Have the starter answer, if it comes with this program."""
        if self._services.starter is not None:
            with suppress(StarterDamaged):
                self._use(STARTER_ID, anyway=False, keep=False)

    def _stands_in(self, card_id: str) -> bool:
        """Tell whether the model is the starter, and nobody chose it: any other may take its place."""
        return card_id == STARTER_ID != self._services.settings.model

    def _use(self, card_id: str, *, anyway: bool, keep: bool = True) -> None:
        """Load the model; `keep` it for the next start."""
        services = self._services
        before = self._card_in_use()
        try:
            command = services.load_command(services.target(card_id), anyway=anyway)
        except NotEnoughMemory as error:
            self.publish(DoesNotFit(card_id, notice_of(error)))
            return
        except StarterDamaged:
            self._list()
            raise

        def on_ended(event: AnyEvent) -> None:
            if isinstance(event, Done | Failed):
                with suppress(RuntimeError):
                    self._wish(lambda: self._used(card_id, before, worked=isinstance(event, Done), keep=keep))

        services.engine.submit(command, on_ended)

    def _used(self, card_id: str, before: str, *, worked: bool, keep: bool) -> None:
        """Keep a model that was loaded for the next start; go back to the one before when it was not."""
        engine = self._services.engine.state
        if worked:
            self._services.change_settings(**({"model": card_id} if keep else {}))
        elif before and before != card_id and engine.phase is Phase.IDLE:
            text = tr(
                "{name} could not be loaded, so the model before is used again.",
                name=self._services.target(card_id).card.name,
            )
            trouble = engine.trouble
            self.publish(
                Notice(text, trouble.message if trouble else "", trouble.detail if trouble else "", tone="warn")
            )
            self._use(before, anyway=True, keep=False)

    def _card_in_use(self) -> str:
        """Return the id of the model that is loaded, loading or wanted; empty for none."""
        self._services.engine.caught_up()  # a model chosen a moment ago counts, or an import would undo the choice
        path = self._services.engine.state.path
        return Path(path).parent.name if path else ""

    def _import(self, run: ImportRun) -> None:
        before = self._card_in_use()
        try:
            run.run(self._list, lambda card: self._settle(card, before))
        finally:
            self._imports.discard(run)

    def _settle(self, card: ModelCard | None, before: str) -> None:
        """After an import: go back to the model in use before; without one that was chosen, use the new model."""
        fresh = card is not None and card.state == "ready" and (not before or self._stands_in(before))
        if card is not None and fresh:
            if card.remark:
                self._use(card.id, anyway=False)
            else:
                self._services.change_settings(model=card.id)
        elif before and self._card_in_use() != before:
            self._use(before, anyway=True, keep=False)
        self._list()

    def _list_soon(self) -> None:
        """Any thread: the list is another one now."""
        with suppress(RuntimeError):
            self._wish(self._list)

    def _came(self, cards: tuple[ModelCard, ...]) -> None:
        """Any thread: models came in that were not measured yet."""
        with suppress(RuntimeError):
            self._wish(lambda: self._measure(cards))

    def _measure(self, cards: tuple[ModelCard, ...]) -> None:
        """Measure new models one after the other, then go back to the model in use before."""
        before = self._card_in_use()
        measured: ModelCard | None = None
        self._list()
        try:
            for card in cards:
                with suppress(JobCancelled):
                    measured = self._services.measure(self._services.library.get(card.id), stop=self._stop)
        finally:
            self._settle(measured, before)

    def _remove(self, card_id: str) -> None:
        services = self._services
        name = services.library.get(card_id).name
        if self._card_in_use() == card_id:
            gone = Event()
            services.engine.submit(Unload(), lambda _event: gone.set())
            gone.wait(UNLOAD_LIMIT_S)
            self._removed_in_use = card_id
        services.library.remove(card_id)
        self._list()
        self.publish(Removed(card_id, name))
        if not self._card_in_use():
            self._stand_in()

    def _restore(self, card_id: str) -> None:
        self._services.library.restore(card_id)
        in_use = self._card_in_use()
        if self._removed_in_use == card_id and (not in_use or self._stands_in(in_use)):
            self._use(card_id, anyway=True)
        self._list()

    def _list(self) -> None:
        self._listed = _listing(self._services.engine.state)
        changed = self._shelf.read()
        self.publish(changed)
        if any(view.in_use and view.damaged for view in changed.cards):
            self._services.engine.submit(Unload(), lambda _event: None)  # what is damaged answers nobody any more
        if self._shelf.copied - self._seen_copied:
            wanted = self._shelf.copied
            if self._take_in_copied():
                self._seen_copied |= wanted

    # Any thread.

    def _on_engine_news(self, news: EngineState | Stats) -> None:
        """Engine thread: pass it on; when another model is in use, have the list read anew."""
        self.publish(news)
        if isinstance(news, EngineState) and news.phase in _SETTLED and _listing(news) != self._listed:
            with suppress(RuntimeError):
                self._wish(self._list)

    def publish(self, event: DeskEvent) -> None:
        """Say what happened to everyone who watches; the first answer of another day has the day's work done."""
        if isinstance(event, WorkChanged):
            self._services.governing.heavy(under_way=self._board.under_way)
        for listener in tuple(self._listeners):
            listener(event)
        if isinstance(event, Answered) and date.min < self._kept_up != (now := self._today()):
            self._kept_up = now
            with suppress(RuntimeError):
                self._wish(self._keep_up)


def _listing(state: EngineState) -> tuple[str, bool]:
    """Return what the list of models shows of the engine: which one is in use, and whether it rests."""
    return state.path, state.phase is Phase.RESTING
