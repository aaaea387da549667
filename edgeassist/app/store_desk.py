# SPDX-License-Identifier: Apache-2.0
"""The window's wishes for the store: find, get, make smaller, prove, pack, move, verify. Knows no Qt.

Questions are answered on threads of their own, long work goes to the board; what touches the engine goes to the
lane of `ServiceDesk`, of which this is one half.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import msgspec

from edgeassist.api import Notice
from edgeassist.app.notices import notice_of, unexpected
from edgeassist.app.services import Services
from edgeassist.app.works import Arrivals, Works
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.core.stop import Stop, Stopped
from edgeassist.store.begun import FETCHING
from edgeassist.store.card import ModelCard
from edgeassist.store.fit import estimate
from edgeassist.store.prune_plan import most_to_prune
from edgeassist.store.verifying import Refetch, Remake, repair_of
from edgeassist.ui.ports import WorkChanged, WorkEnded
from edgeassist.ui.views import Offers, QuantizeChoice, QuantizeChoices, QuantizeWish, WorkView

if TYPE_CHECKING:
    from edgeassist.app.downloads import Downloads
    from edgeassist.app.tasks import Tasks
    from edgeassist.app.version_desk import VersionDesk

_log = logging.getLogger(__name__)

RENEW_LIMIT_S = 5.0


class StoreDesk(ABC):
    """The part of the desk that is about the store. Methods return at once; `tell` is called on any thread."""

    def __init__(
        self, services: Services, arrivals: Arrivals, tell: Callable[[WorkChanged | WorkEnded | Notice], None]
    ) -> None:
        self._services, self._tell, self._arrivals = services, tell, arrivals
        self._board = Works(tell)
        self._asking = ThreadPoolExecutor(2, "asking")
        self._stops: set[Stop] = set()

    @cached_property
    def _tasks(self) -> "Tasks":
        from edgeassist.app.tasks import Tasks

        return Tasks(self._services, self._arrivals, self.remove_model)

    @cached_property
    def _downloads(self) -> "Downloads":
        from edgeassist.app.downloads import Downloads

        return Downloads(self._services)

    @abstractmethod
    def remove_model(self, card_id: str) -> None:
        """Take the model out of the list; unload it first when it is in use."""

    @abstractmethod
    def use_model(self, card_id: str, *, anyway: bool = False) -> None:
        """Load the model; it is kept for the next start once it has been loaded."""

    @abstractmethod
    def use_again(self, card_id: str) -> None:
        """Load what was in use before; it is no choice of the person's."""

    def versions(self) -> "VersionDesk":
        """Return the versions of the program and the copies of the data."""
        from edgeassist.app.version_desk import VersionDesk

        return VersionDesk(self._services.places, self._asking.submit)

    def works(self) -> tuple[WorkView, ...]:
        """Return the long work there is."""
        return self._board.views

    def _resume_works(self) -> None:
        """Put on the board what the last time left unfinished. Blocks a little; on the lane, once."""
        from edgeassist.app import freight

        with suppress(EdgeError):
            freight.finish(self._services)
        self._each(self._resume_fetches, self._resume_wishes, self._resume_makings, self._resume_packs)

    def _each(self, *steps: Callable[[], None]) -> None:
        """Do every step, whatever becomes of the others; what goes wrong is told, the same thing once."""
        told: list[Notice] = []
        for step in steps:
            try:
                step()
                continue
            except EdgeError as error:
                notice = notice_of(error)
            except Exception as error:
                _log.exception("a step of the start failed")
                notice = unexpected(error)
            if notice not in told:
                told.append(notice)
                self._tell(notice)

    def _resume_fetches(self) -> None:
        if not (self._services.models_folder / FETCHING).is_dir():
            return
        for one in self._downloads.unfinished():
            one.give_room_back()
            self._board.add(self._downloads.task_again(one, self._arrivals), state="unfinished")

    def _resume_wishes(self) -> None:
        if not (self._services.models_folder / FETCHING).is_dir():
            return
        for ref in self._downloads.wished():
            task = self._downloads.task(ref, self._downloads.name_of(ref), self._arrivals)
            self._board.add(task, state="unfinished")

    def _resume_makings(self) -> None:
        for record in self._services.workshop.unfinished():
            problem = Notice(record.sentence, tr("Go on starts it again."), tone="warn")
            self._board.add(self._tasks.quantize_again(record), state="unfinished", problem=problem)

    def _resume_packs(self) -> None:
        from edgeassist.app import field_edition, freight

        unfinished = freight.unfinished_packs(self._services)
        for path in unfinished:
            self._board.add(self._tasks.unpack(path), state="unfinished")
        for path in field_edition.waiting(self._services.places):
            if path not in unfinished:
                self._board.add(self._tasks.unpack(path))

    def _take_in_copied(self) -> bool:
        """Queue looking at what was copied into the models folder; False while that is being done already."""
        return self._board.add(self._tasks.adopt())

    def _close_works(self) -> None:
        """Stop all work; what is not finished is found again by the next start."""
        for stop in tuple(self._stops):
            stop.wish()
        self._board.close()
        self._asking.shutdown(wait=False, cancel_futures=True)

    def find_models(self, text: str, task: str, listener: Callable[[Offers], None], *, online: bool) -> None:
        """Answer a search; only `online` goes out."""

        def ask(stop: Stop) -> Offers:
            from edgeassist.app.finding import search_catalogue, search_hub

            if online and text:
                return search_hub(self._services, self._services.hub(), text, stop)
            return search_catalogue(self._services, text, task)

        self._ask(lambda stop: listener(ask(stop)), lambda problem: listener(Offers("", problem=problem)))

    def quantize_choices(
        self, card_id: str, listener: Callable[[QuantizeChoices], None], *, calibrate: bool = True
    ) -> None:
        """Find out how small a model could be made."""
        self._ask(
            lambda stop: listener(self._choices(card_id, stop, calibrate=calibrate)),
            lambda problem: listener(QuantizeChoices((), problem=problem)),
        )

    def get_model(self, ref: str) -> None:
        """Queue a fetch."""

        def start() -> None:
            self._downloads.wish(ref)
            self._board.add(self._downloads.task(ref, self._downloads.name_of(ref), self._arrivals))

        self._ask(lambda _stop: start(), self._tell)

    def pause_work(self, work_id: str) -> None:
        """Pause a work."""
        self._board.pause(work_id)

    def resume_work(self, work_id: str) -> None:
        """Go on with a work."""
        self._board.resume(work_id)

    def cancel_work(self, work_id: str) -> None:
        """End a work and throw away what it made."""
        self._board.cancel(work_id)

    def quantize_model(self, wish: QuantizeWish) -> None:
        """Queue making a smaller model."""
        from edgeassist.store.making import Recipe

        recipe = Recipe(
            preset=wish.preset,
            target_bytes=wish.target_bytes,
            pruned=wish.pruned,
            calibrate=wish.calibrate,
            calibration=str(wish.calibration or ""),
            keep_source=wish.keep_source,
        )
        self._with_card(wish.card_id, lambda card: self._board.add(self._tasks.quantize(card, recipe)))

    def prove_model(self, card_id: str) -> None:
        """Queue a proof."""
        self._with_card(card_id, lambda card: self._board.add(self._tasks.prove(card)))

    def export_proof(self, card_id: str, path: Path) -> None:
        """Write the proof of a model as a report."""

        def write() -> None:
            from edgeassist.store import proof_report

            proof_report.export(self._services.library.get(card_id), path, force=True)
            self._tell(Notice(tr("The proof is in {name}.", name=path.name)))

        self._ask(lambda _stop: write(), self._tell)

    def pack_models(self, card_ids: tuple[str, ...], path: Path) -> None:
        """Queue writing a field pack; the person has chosen the file, and whether to replace one."""

        def start() -> None:
            cards = tuple(self._services.library.get(one) for one in card_ids)
            self._board.add(self._tasks.pack(cards, path, replace=True))

        self._ask(lambda _stop: start(), self._tell)

    def open_pack(self, path: Path) -> None:
        """Queue taking in a field pack."""
        self._board.add(self._tasks.unpack(path))

    def move_store(self, folder: Path) -> None:
        """Queue moving the store."""
        self._board.add(self._tasks.move(folder, self._let_go))

    def _let_go(self) -> None:
        """Have the engine start anew, with the model in use: the one there may read the old folder only."""
        gone, state = Event(), self._services.engine.state
        self._services.renew_engine(gone.set)
        gone.wait(RENEW_LIMIT_S)
        if state.model is not None:
            self.use_again(Path(state.path).parent.name)

    def verify_models(self, card_ids: tuple[str, ...]) -> None:
        """Queue reading models against what they were."""
        self._board.add(self._tasks.verify(card_ids))

    def view_template(self, card_id: str, listener: Callable[[str], None]) -> None:
        """Read a model's chat template; why it could not be read is said."""
        self._with_card(card_id, lambda card: listener(self._services.template_of(card)))

    def repair_model(self, card_id: str) -> None:
        """Get a damaged model anew from where it came, as far as that is known."""

        def start(card: ModelCard) -> None:
            match repair_of(card):
                case Refetch(origin=origin):
                    self._board.add(self._downloads.repair_task(card, origin, self._arrivals))
                case Remake():
                    self._board.add(self._tasks.remake(card))
                case _:
                    hint = tr("Import its file again, then remove this one.")
                    self._tell(Notice(tr("Where {name} came from is not known.", name=card.name), hint, tone="warn"))

        self._with_card(card_id, start)

    def sign_in(self, token: str) -> None:
        """Keep a hub token, or forget it."""
        self._ask(lambda _stop: self._tell(Notice(self._services.keep_token(token).sentence)), self._tell)

    def diagnose(self, path: Path) -> None:
        """Write what happened for a helper."""

        def write() -> None:
            from edgeassist.app import diagnosis

            diagnosis.write(self._services, path)
            self._tell(Notice(tr("{name} is written.", name=path.name), tr("Read it before you pass it on.")))

        self._ask(lambda _stop: write(), self._tell)

    def _choices(self, card_id: str, stop: Stop, *, calibrate: bool) -> QuantizeChoices:
        services = self._services
        card = services.library.get(card_id)
        free_bytes = services.free_bytes()
        found = services.workshop.choices(card, calibrate=calibrate, stop=stop)
        shown = []
        for one in found:
            smaller = msgspec.structs.replace(card, tensor_bytes=one.size_bytes, matrix_bytes={}, measured=None)
            fit = estimate(smaller, context_tokens=services.context_for(card), free_bytes=free_bytes)
            shown.append(QuantizeChoice(one.preset, one.title, one.line, one.size_bytes, fit.fits))
        fitting = [one.preset for one in shown if one.fits]
        best = next((name for name in ("careful", "balanced", "smallest") if name in fitting), "")
        best = "balanced" if "balanced" in fitting else best
        return QuantizeChoices(tuple(shown), best, card.layers, most_pruned=most_to_prune(card.layers))

    def _with_card(self, card_id: str, start: Callable[[ModelCard], object]) -> None:
        self._ask(lambda _stop: start(self._services.library.get(card_id)), self._tell)

    def _ask(self, work: Callable[[Stop], object], failed: Callable[[Notice], None]) -> None:
        """Do `work` on an asking thread; `failed` hears why it could not be done, nobody that the program ended."""
        stop = Stop()

        def run() -> None:
            try:
                work(stop)
            except Stopped:
                _log.debug("nobody waits for the answer any more")
            except EdgeError as error:
                failed(notice_of(error))
            except Exception as error:
                _log.exception("a wish about the store failed")
                failed(unexpected(error))
            finally:
                self._stops.discard(stop)

        self._stops.add(stop)
        with suppress(RuntimeError):
            self._asking.submit(run)
