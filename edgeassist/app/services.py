# SPDX-License-Identifier: Apache-2.0
"""Everything concrete, built once and lazily, for the window and the command line alike. Blocks; knows no Qt."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from edgeassist.app.children import child_command
from edgeassist.app.denials import DeniedLog
from edgeassist.app.fencing import obey
from edgeassist.app.governing import Governing
from edgeassist.app.kept_settings import KeptSettings
from edgeassist.app.late_copy import LateCopy
from edgeassist.app.lessons import Lessons
from edgeassist.app.metering import Metering
from edgeassist.app.models_here import ModelsHere, Target
from edgeassist.app.spare_memory import SpareMemory
from edgeassist.app.spoken import Spoken
from edgeassist.app.store_place import StoreAway, StoreMoved, make_where_its_drive_is
from edgeassist.app.till import Till
from edgeassist.app.upgrading import Beginning, begin, is_untouched, note_first
from edgeassist.core import settings as settings_file
from edgeassist.core.errors import BadInput
from edgeassist.core.language import later, tr
from edgeassist.core.paths import FolderUnavailable, Places, resource
from edgeassist.core.paths import places as user_places
from edgeassist.core.sqlite_file import uncopied
from edgeassist.core.stop import Stop
from edgeassist.history.chats import Chats
from edgeassist.runtime.blocking import finish
from edgeassist.runtime.engine import Engine
from edgeassist.runtime.health import Health
from edgeassist.runtime.state import EngineState
from edgeassist.store.card import Measured, ModelCard
from edgeassist.store.fit import Fit, estimate
from edgeassist.store.free_memory import free_memory
from edgeassist.store.inspection import Inspection
from edgeassist.store.intake import NotEnoughDisk
from edgeassist.store.library import Library
from edgeassist.store.opened import Opened
from edgeassist.store.probe import probe
from edgeassist.store.starter import AlreadyBuiltIn, Starter
from edgeassist.store.starter_card import STARTER_ID
from edgeassist.store.verifying import MODEL_DAMAGED, MODEL_MISSING
from edgeassist.wire import Done, Generate, KvType, Load, Loaded, Progress, Sampling, Stats

if TYPE_CHECKING:
    from edgeassist.app.workshop import Workshop
    from edgeassist.core.secrets import Kept, Secret, Secrets
    from edgeassist.documents.desk import DocumentDesk
    from edgeassist.net.hub import Hub

_START_NEEDS = later("The first start of the engine needs {need} of disk space; {free} are free.")
_STILL_THERE = later("The system's keyring may still hold the token.")
MEASURING = later("Measuring")
PROBE_TOKENS = 24
PROBE_PROMPT = "The weather in the mountains changes quickly, so before you leave you should always"

Report = Callable[[str, int, int], None]
Cancelled = Callable[[], bool]
"""Whether the person has called the work off; asked now and then."""


class CannotLoad(BadInput):
    """A model that is here and cannot be loaded: damaged, missing or refused."""

    code = "model-not-usable"

    def __init__(self, card: ModelCard) -> None:
        known = card.failure_code in (MODEL_DAMAGED, MODEL_MISSING)
        again = tr("`edgeassist models repair {id}`, or Repair in the window, gets a whole copy.", id=card.id)
        super().__init__(card.failure, hint=again if known else tr("Remove it and import its file again."))


class Services(ModelsHere):
    """The program without a face. Use as a context manager, or call `close`."""

    def __init__(self, places: Places, *, starter: Starter | None = None) -> None:
        """Make the folders and read the settings; raise `FolderUnavailable`. `starter` comes with the program."""
        try:
            places.create()
            self.kept = KeptSettings(places.settings)
        except OSError as error:
            raise FolderUnavailable(Path(error.filename or places.data), error.strerror or "unknown") from error
        self.settings, self.problems = self.kept.now, self.kept.problems
        self.kept.watch(self._on_settings)
        obey(self.kept, places)
        self.places, self.starter = places, starter
        self.beginning = Beginning()
        self.first_session = False
        self.models_folder = Path(self.settings.models_folder) if self.settings.models_folder else places.models
        if self.settings.models_folder:
            make_where_its_drive_is(self.models_folder)
        self.library = Library(self.models_folder)
        self._readable = [self.models_folder]
        self._lessons = Lessons(places.data)
        self._opening = Lock()
        self.late_copy = LateCopy(places, heard=self._on_late_copy)
        self.told_late: Callable[[str, str], None] = lambda _sentence, _hint: None
        """Hears what was done for the data after the start, and what to do; on whichever thread did it."""
        self._chats: Chats | None = None
        self._documents: DocumentDesk | None = None
        self._closed = False
        self.spoken = Spoken(self)
        self.till = Till(places.data / "receipts.sqlite3", lambda: self.engine, lambda: self.settings.keep_receipts)
        self.till.opening = self.late_copy.soon
        self.asking = self.till.asking
        self.metering = Metering(self)
        self.till.energy = self.metering
        self.governing = Governing(self)
        self.till.govern = self.governing.asked

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def fresh_problems(self) -> tuple[settings_file.Problem, ...]:
        """What is wrong with the settings file and was not told before; `problems` has all."""
        return tuple(problem for problem in self.problems if not problem.again)

    @cached_property
    def engine(self) -> Engine:
        """The engine; its worker starts with the first job."""
        engine = Engine(self._worker_command(), health=Health(self._deaths(), self._note_death))
        engine.watch(self._learn)
        engine.watch(self.governing.on_engine_news)
        engine.watch(DeniedLog())
        engine.watch(SpareMemory())
        return engine

    def renew_engine(self, on_done: Callable[[], None]) -> None:
        """End the worker, which may read the models folder of before only; the next one may read that of now."""
        self._readable = [self.models_folder]
        self.engine.renew(self._worker_command(), on_done)

    def _worker_command(self) -> list[str]:
        self_test = json.dumps(child_command("selftest"))
        folders = [*self._readable, *([self.starter.folder] if self.starter else [])]
        readable = [part for folder in folders for part in ("--read", str(folder))]
        cache = ["--cache", str(self.places.cache)]
        return [*child_command("infer"), *cache, *readable, "--self-test-command", self_test]

    @property
    def chats(self) -> Chats:
        """The conversations, opened at first use; any thread may be the first."""
        if self._chats is None:
            self.late_copy.make()
        with self._opening:
            if self._chats is None:
                self._chats = Chats(self.places.history)
            return self._chats

    @property
    def documents(self) -> "DocumentDesk":
        """What reads, weighs and writes documents; its children start when they are needed. Any thread may be first."""
        with self._opening:
            if self._documents is None:
                from edgeassist.documents.desk import DocumentDesk

                self._documents = DocumentDesk(child_command)
                if self._closed:
                    self._documents.close()
            return self._documents

    @property
    def job_command(self) -> tuple[str, ...]:
        """The argv that starts a child for one long job."""
        from edgeassist.app.workshop import job_command

        return job_command(self.places.cache)

    @property
    def workshop(self) -> "Workshop":
        """Where smaller models are made of those that are in the library now."""
        from edgeassist.app.making_run import Tools
        from edgeassist.app.workshop import Workshop

        return Workshop(Tools(self.library, self.job_command, self.inspect, self.settings.threads))

    @cached_property
    def secrets(self) -> "Secrets":
        """The system's keyring."""
        from edgeassist.core.secrets import Secrets

        return Secrets(child_command)

    def hub(self) -> "Hub":
        """Return the hub of models, with the token that is kept for it. Goes out only when asked something."""
        from edgeassist.net.hub import Hub

        return Hub(token=self._hub_token, proxy=self.settings.proxy)

    @cached_property
    def _hub_token(self) -> "Secret | None":
        """What the keyring holds for the hub, asked once: it may take seconds, or want to be unlocked."""
        from edgeassist.core.secrets import HUB_ENTRY

        return self.secrets.get(HUB_ENTRY)

    def keep_token(self, token: str) -> "Kept":
        """Keep a hub token in the keyring, or forget it when it is empty; return where it is, and what is said."""
        from edgeassist.core.secrets import HUB_ENTRY, Kept

        self.__dict__.pop("_hub_token", None)
        if token.strip():
            return self.secrets.keep(HUB_ENTRY, token)
        gone = self.secrets.forget(HUB_ENTRY)
        return Kept("session", tr("The token is forgotten.")) if gone else Kept("keyring", tr(_STILL_THERE))

    def stays_closed(self, path: Path) -> bool:
        """Tell whether the start said of the database at `path` that it stays closed, and it still does."""
        return path in self.beginning.closed and uncopied(path).exists()

    def _on_late_copy(self, found: Beginning) -> None:
        """Tell what was not told before: the same reason may stand for hours."""
        before, self.beginning = self.beginning, self.beginning.then(found)
        for sentence, hint in self.beginning.told:
            if (sentence, hint) not in before.told:
                self.told_late(sentence, hint)

    def close(self) -> None:
        """End the worker and close what was opened."""
        self.spoken.close()
        if "engine" in self.__dict__:
            self.engine.close()
        self.till.close()
        self.governing.close()
        self.metering.close()
        with self._opening:
            self._closed = True
            if self._documents is not None:
                self._documents.close()
            if self._chats is not None:
                self._chats.close()
        if self.first_session:
            note_first(self.places)

    def change_settings(self, **changes: settings_file.Value) -> None:
        """Keep new values for settings; a value that cannot be kept on disk holds until the program ends."""
        bad = {problem.key for problem in self.kept.take(changes)}
        with suppress(OSError):
            self.kept.write([name for name in changes if name not in bad])

    def _on_settings(self, _changed: dict[str, settings_file.Value]) -> None:
        self.settings = self.kept.now

    def inspect(self, opened: Opened) -> Inspection:
        """Check an opened file in a child of its own."""
        from edgeassist.store.inspect import inspect_opened

        return inspect_opened(opened, child_command("inspect"))

    def template_of(self, card: ModelCard) -> str:
        """Return the chat template that the model's file brings, a stranger's text."""
        from edgeassist.store.inspect import read_template

        return read_template(self.library.path(card), child_command("inspect"))

    @property
    def store_away(self) -> StoreAway | None:
        """What to say when the chosen models folder is not there; None when all is well."""
        root = self.models_folder
        return StoreAway(root) if self.settings.models_folder and not root.is_dir() else None

    def require_store(self) -> None:
        """Raise `StoreAway` or `StoreMoved` before anything is written to a folder that is not the store (any more)."""
        if (away := self.store_away) is not None:
            raise away
        if (now := settings_file.load(self.places.settings)[0].models_folder) != self.settings.models_folder:
            raise StoreMoved(Path(now) if now else self.places.models)

    def bring_in(self, path: Path, on_progress: Report, cancelled: Cancelled) -> ModelCard:
        """Check and copy a file into the store; return its card, not yet measured."""
        self.require_store()
        if self.starter is not None and self.starter.is_copy(path):
            raise AlreadyBuiltIn
        from edgeassist.store.busy import working

        with working(self.models_folder):
            return self.library.import_file(path, inspect=self.inspect, on_progress=on_progress, cancelled=cancelled)

    def import_model(
        self, path: Path, on_progress: Report = lambda *_: None, cancelled: Cancelled = lambda: False
    ) -> ModelCard:
        """Check, copy and measure a file; return its card. A model that cannot be measured keeps its reason."""
        card = self.bring_in(path, on_progress, cancelled)
        return card if card.remark and card.measured else self.measure(card, on_progress)

    def measure(self, card: ModelCard, on_progress: Report = lambda *_: None, stop: Stop | None = None) -> ModelCard:
        """Load the model, let it write a few words, and note what that took on this laptop."""
        on_progress(MEASURING, 0, 1)
        context_tokens = self.context_for(card)
        return probe(card, lambda one: self._trial(one, context_tokens, stop), self.library.update)

    def free_bytes(self) -> int:
        """Return the memory that a load would find: what is free now, and what the model in use would give back."""
        pid = self.engine.worker_pid if "engine" in self.__dict__ else None
        return free_memory() + (releasable(pid) if pid is not None and self.engine.state.model is not None else 0)

    def fit(self, card: ModelCard, context_tokens: int = 0, *, free_bytes: int | None = None) -> Fit:
        """Return whether the model fits into `free_bytes`, by default into the memory that is free now."""
        free = self.free_bytes() if free_bytes is None else free_bytes
        context = context_tokens or self.context_for(card)
        fit = estimate(card, context_tokens=context, free_bytes=free, kv_type=self.kv_type)
        return fit.taught(self._lessons.ceiling)

    @property
    def kv_type(self) -> KvType:
        """How the context is to be held in memory."""
        return "q8_0" if self.settings.kv_type == "q8_0" else "f16"

    def context_for(self, card: ModelCard) -> int:
        """Return the context to give a model: the setting, but no more than it was trained for."""
        wanted = self.settings.context_tokens
        return min(wanted, card.context_trained_tokens) if card.context_trained_tokens else wanted

    def load_command(self, target: Target, *, context_tokens: int = 0, threads: int = 0, anyway: bool = False) -> Load:
        """Return the command that loads `target`; raise what speaks against it before anything is started."""
        card = self.checked(target)
        self._require_first_room()
        context = context_tokens or self.context_for(card)
        fit = self.fit(card, context)
        if not anyway:
            fit.require(card.name)
        self._lessons.try_out(str(target.path), fit, _now())
        return Load(
            path=str(target.path),
            size_bytes=card.size_bytes,
            context_tokens=context,
            threads=threads or self.settings.threads,
            template=card.template,
            kv_type=self.kv_type,
        )

    def _require_first_room(self) -> None:
        """Raise `NotEnoughDisk` where the first start could not write what it tries the processor code with."""
        from edgeassist.worker.variants import PROBE_BYTES, room_lacking

        if (free_bytes := room_lacking(self.places.cache)) is not None:
            hint = tr(
                "Free some space on the drive of {folder}. Models and conversations are safe.", folder=self.places.cache
            )
            raise NotEnoughDisk(PROBE_BYTES, free_bytes, _START_NEEDS, hint=hint)

    def checked(self, target: Target) -> ModelCard:
        """Return the card of a model that the engine may be given; raise `CannotLoad` for another.

        Its file was inspected on this laptop; one copied in by hand is, now.
        """
        card = target.card
        if self.starter is not None and target.path == self.starter.path:
            self.starter.verify()
            return self.starter.card
        if target.path == self.library.path(card) and card.usable and self.library.needs_check(card):
            card = self.library.check(card, inspect=self.inspect)
        if card.state == "failed" and not card.usable:
            raise CannotLoad(card)
        return card

    def load(
        self,
        wanted: str,
        *,
        context_tokens: int = 0,
        threads: int = 0,
        anyway: bool = False,
        on_progress: Callable[[float], None] = lambda _fraction: None,
    ) -> Loaded:
        """Load a model by id, name or path, and wait for it."""
        target = self.find(wanted)
        if "engine" not in self.__dict__:
            self._readable.append(target.path)
        command = self.load_command(target, context_tokens=context_tokens, threads=threads, anyway=anyway)
        heard = finish(
            self.engine, command, lambda event: on_progress(event.fraction) if isinstance(event, Progress) else None
        )
        return next(event for event in heard if isinstance(event, Loaded))

    def _trial(self, card: ModelCard, context_tokens: int, stop: Stop | None) -> Measured:
        command = self.load_command(Target(card, self.library.path(card)), context_tokens=context_tokens)
        finish(self.engine, msgspec.structs.replace(command, kv_type="f16"), stop=stop)
        ask = Generate(prompt=PROBE_PROMPT, max_tokens=PROBE_TOKENS, ignore_end=True, sampling=Sampling(temperature=0))
        heard = finish(self.engine, ask, stop=stop)
        done = next(event for event in heard if isinstance(event, Done))
        peak = max((event.peak_bytes for event in heard if isinstance(event, Stats)), default=0)
        return Measured(
            prompt_rate=done.usage.prompt_rate,
            answer_rate=done.usage.answer_rate,
            peak_bytes=peak,
            context_tokens=context_tokens,
            variant=self.engine.state.variant,
            at=_now(),
        )

    def _deaths(self) -> dict[str, int]:
        return {str(self.library.path(card)): card.deaths for card in self.library.cards() if card.deaths}

    def _learn(self, news: EngineState | Stats) -> None:
        """Engine thread: a model that computes has found the memory it was expected to take."""
        if isinstance(news, Stats) and news.context_used_tokens:
            self._lessons.note_success(self.engine.state.path)

    def _note_death(self, path: str, deaths: int) -> None:
        """Engine thread: keep the count on the card, so that it survives a start of the program."""
        if deaths:
            self._lessons.note_failure(path)
        for card in self.library.cards():
            if str(self.library.path(card)) == path:
                self.library.update(card.id, lambda now: msgspec.structs.replace(now, deaths=deaths))


def _now() -> str:
    return datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds")


def releasable(pid: int) -> int:
    """Return the bytes that the process `pid` holds for itself alone, not counting mapped files; 0 when it is gone."""
    import psutil

    try:
        memory = psutil.Process(pid).memory_info()
    except psutil.Error:
        return 0
    return max(0, int(memory.rss) - int(getattr(memory, "shared", 0)))


def open_services(places: Places | None = None, begun: Beginning | None = None) -> Services:
    """Return the services for this user's folders, or for `places`; `begun` where `begin` was done already."""
    here = places or user_places()
    first = begun is None and is_untouched(here)
    beginning = begun or begin(here)
    services = Services(here, starter=Starter(resource("models", STARTER_ID)))
    services.beginning, services.first_session = beginning, first
    return services
