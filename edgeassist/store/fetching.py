# SPDX-License-Identifier: Apache-2.0
"""Models on their way here: one folder per fetch in `.fetching/<id>/`, out of sight until all of it is right.

    plan.json     what is fetched, and when it was queued
    card.json     its state: queued, fetching, verifying, probing, paused or failed
    model.part    the bytes so far, with journal.json beside them
    ready/        the checked file and its card, renamed into the store in one step

A lock of the system beside the folder keeps two processes from fetching one model; it goes with its process.
"""

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from edgeassist.core.errors import BadInput, EdgeError, NoRoom, Unavailable
from edgeassist.core.files import replace_file, sync_folder
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop, Stopped
from edgeassist.net.fetch import Fetched, Terms, Wanted, fetch
from edgeassist.net.journal import JOURNAL_NAME, read_journal
from edgeassist.net.part import give_back
from edgeassist.net.refusals import DidNotMatch, FetchPaused
from edgeassist.net.route import Route
from edgeassist.store.begun import FETCHING
from edgeassist.store.card import ModelCard, Origin, State, read_card, write_card
from edgeassist.store.inspection import Inspection
from edgeassist.store.intake import StoreTrouble
from edgeassist.store.library import Library
from edgeassist.store.mending import Way, mend
from edgeassist.store.opened import Opened, open_regular
from edgeassist.store.slug import slug
from edgeassist.store.sums import Sums, write_sums
from edgeassist.store.verifying import MODEL_DAMAGED

FOLDER_NAME, PLAN_NAME, PART_NAME = FETCHING, "plan.json", "model.part"
ELSEWHERE = later("Another window of EdgeAssist fetches it")
_READY, _READY_FILE, _QUARANTINE = "ready", "model.gguf", "did-not-match"
_HERE_ALREADY = later("This model was here already; it was not fetched again.")
_CAME_ELSEWHERE = later("Another window of EdgeAssist has fetched this model.")
_LOOK_S = 0.5


class FetchedElsewhere(Unavailable):
    """Another EdgeAssist on this computer fetches the same model right now."""

    code, hint = "fetched-elsewhere", later("Wait for it to end; the model then appears here, too.")

    def __init__(self, name: str) -> None:
        super().__init__(tr("{name} is being fetched by another window of EdgeAssist.", name=name))


class NoDigest(BadInput):
    """Nobody vouches for the file."""

    code, hint = "no-digest", later("Choose a file that the hub lists with its SHA-256.")

    def __init__(self) -> None:
        super().__init__(tr("Nothing says what this file must be, so it is not used."))


class FetchPlan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file to fetch. `ref` is what the person asked for; `queued_ns` its place in the queue.

    `size_bytes` and `sha256` are what the catalogue or the hub vouches for; `chunks` are per-stretch sums, when known.
    """

    ref: str
    repo: str
    commit: str
    file: str
    url: str
    size_bytes: int | None = None
    sha256: str | None = None
    name: str = ""
    quantization: str = ""
    licence: str = ""
    chunks: tuple[str, ...] = ()
    queued_ns: int = 0

    @property
    def id(self) -> str:
        """The folder's name: made here, never by a server."""
        whole = "\n".join((self.repo, self.commit, self.file, self.sha256 or ""))
        return f"{slug(self.name or self.file)[:36].strip('-.')}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"

    @property
    def origin(self) -> Origin:
        """What goes on the card."""
        return Origin(repo=self.repo, commit=self.commit, file=self.file, sha256=self.sha256 or "")

    def wanted(self, token: str) -> Wanted:
        """Return what the fetcher needs to know."""
        return Wanted(
            url=self.url,
            size_bytes=self.size_bytes,
            sha256=self.sha256,
            commit=self.commit,
            token=token,
            chunks=self.chunks,
        )


@dataclass(frozen=True, slots=True)
class Means:
    """What a fetch is done with: the way, the token, the check of a whole file, and the fetcher's terms."""

    route: Route
    inspect: Callable[[Opened], Inspection]
    token: str = ""
    terms: Terms | None = None


class Fetching:
    """One fetch that is not done. Any process may look; one at a time may `run`."""

    def __init__(self, folder: Path, plan: FetchPlan) -> None:
        self.folder, self.plan = folder, plan

    @property
    def id(self) -> str:
        """The name of its folder."""
        return self.folder.name

    @property
    def card(self) -> ModelCard:
        """Its state, as it stands on the disk."""
        return read_card(self.folder)

    @property
    def progress(self) -> tuple[int, int]:
        """How many bytes are safe on the disk, of how many (0: unknown), whoever fetches them."""
        journal = read_journal(self.folder / JOURNAL_NAME)
        return (journal.hashed_to, journal.size_bytes or 0) if journal else (0, self.plan.size_bytes or 0)

    @property
    def running(self) -> bool:
        """Whether some process fetches it right now."""
        try:
            with self._locked():
                return False
        except FetchedElsewhere:
            return True

    def run(self, library: Library, means: Means, *, report: Report, stop: Stop, wait: bool = False) -> ModelCard:
        """Fetch, check and publish; return the model's card, in the state `probing`.

        Raises `Stopped` or a refusal, with the state `paused` or `failed` written down. What has come is kept. While
        another process fetches it, `wait` reports how far that is, and then returns what came or goes on from there.
        """
        watch = _Watch(self, report, stop) if wait else None
        with self._locked(watch):
            try:
                return self._run(
                    library, means, report, stop, _CAME_ELSEWHERE if watch and watch.looks else _HERE_ALREADY
                )
            except (Stopped, FetchPaused, NoRoom, StoreTrouble) as error:
                self._note("paused", error)
                raise
            except EdgeError as error:
                self._note("failed", error)
                raise

    def pause(self) -> None:
        """Write down that a person wants it to wait."""
        self._note("paused")

    def queue(self) -> None:
        """Write down that it waits for its turn."""
        self._note("queued")

    def _run(self, library: Library, means: Means, report: Report, stop: Stop, here: str) -> ModelCard:
        if self.plan.sha256 is None:
            raise NoDigest
        twin = library.twin(self.plan.sha256)
        if twin is not None:
            self._delete()
            return msgspec.structs.replace(twin, remark=here)
        self.keep()
        ready = self.folder / _READY
        if _model_in(ready) is None:
            self._note("fetching")
            sums = self._mended(library, means, report, stop) or _sums(self._fetched(means, report, stop))
            self._note("verifying")
            report(later("Checking"), 0, sums.size_bytes)
            self._make_ready(library.root, ready, sums)
        with open_regular(_model_in(ready) or ready / _READY_FILE) as opened:
            facts = means.inspect(opened)
        self._note("probing")
        card = self._publish(library, ready, facts)
        self._delete()
        return card

    def _mended(self, library: Library, means: Means, report: Report, stop: Stop) -> Sums | None:
        """Make the part from a damaged copy of the same file that is here, fetching only what is bad; None: cannot."""
        damaged = (one for one in library.cards() if one.sha256 == self.plan.sha256)
        for card in damaged:
            sums = library.sums(card) if card.failure_code == MODEL_DAMAGED else None
            if sums is not None:
                way = Way(self.plan.wanted(means.token), means.route, means.terms)
                part = self.folder / PART_NAME
                return sums if mend(library.path(card), part, sums, way, report=report, stop=stop) else None
        return None

    def _fetched(self, means: Means, report: Report, stop: Stop) -> Fetched:
        part = self.folder / PART_NAME
        with suppress(OSError):  # its room is wanted now
            (self.folder / _QUARANTINE).unlink()
        try:
            return fetch(
                self.plan.wanted(means.token), part, route=means.route, report=report, stop=stop, terms=means.terms
            )
        except DidNotMatch:
            self._quarantine(part)
            raise

    def _quarantine(self, part: Path) -> None:
        """Put what did not match aside under a name that nothing reads."""
        if part.exists():
            part.replace(self.folder / _QUARANTINE)
        (self.folder / JOURNAL_NAME).unlink(missing_ok=True)

    def _make_ready(self, root: Path, ready: Path, sums: Sums) -> None:
        try:
            ready.mkdir(exist_ok=True)
            write_sums(root, ready, sums)
            (self.folder / PART_NAME).replace(ready / _READY_FILE)
            sync_folder(ready)
            sync_folder(self.folder)
        except OSError as error:
            raise StoreTrouble(
                tr("The model could not be put in its place: {reason}.", reason=error.strerror)
            ) from error

    def _publish(self, library: Library, ready: Path, facts: Inspection) -> ModelCard:
        card = library.new_card(facts, self.plan.sha256 or "", self.plan.file)
        card = msgspec.structs.replace(card, origin=self.plan.origin, licence=card.licence or self.plan.licence)
        file = _model_in(ready)
        if file is not None:
            file.replace(ready / card.file)
        return library.publish_folder(ready, card)

    def _note(self, state: State, error: EdgeError | None = None) -> None:
        failed = error is not None and not isinstance(error, Stopped)
        card = ModelCard(
            id=self.id,
            name=self.plan.name or self.plan.file,
            size_bytes=self.plan.size_bytes or 0,
            quantization=self.plan.quantization,
            licence=self.plan.licence,
            origin=self.plan.origin,
            state=state,
            failure=str(error) if failed else "",
            failure_code=error.code if error is not None and failed else "",
        )
        try:
            write_card(self.folder, card)
        except OSError as trouble:
            if error is None:
                raise StoreTrouble(
                    tr("The state of the download cannot be written: {reason}.", reason=trouble.strerror)
                ) from trouble

    def keep(self) -> None:
        """Write the plan down, unless it is."""
        if (self.folder / PLAN_NAME).exists():
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_file(self.folder / PLAN_NAME, msgspec.json.encode(self.plan))
        except OSError as error:
            raise StoreTrouble(tr("The models folder cannot be written: {reason}.", reason=error.strerror)) from error

    def give_room_back(self) -> None:
        """Free the room that a kill left set aside for what never came; what another process fetches keeps its own."""
        with suppress(FetchedElsewhere, StoreTrouble), self._locked():
            give_back(self.folder / PART_NAME)

    def forget(self) -> None:
        """Delete what has come, for good; what another process fetches is that one's to delete."""
        with suppress(FetchedElsewhere), self._locked():
            self._delete()

    def _delete(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def _locked(self, watch: "_Watch | None" = None) -> Iterator[None]:
        lock = FileLock(self.folder.with_name(f"{self.id}.lock"), timeout=-1 if watch else 0, poll_interval=_LOOK_S)
        try:
            lock.acquire(cancel_check=watch)
        except Timeout as error:
            if watch:
                watch.stop.check()
            raise FetchedElsewhere(self.plan.name or self.plan.file) from error
        except OSError as error:
            raise StoreTrouble(tr("The models folder cannot be written: {reason}.", reason=error.strerror)) from error
        try:
            yield
        finally:
            lock.release()


@dataclass(slots=True)
class _Watch:
    """What a process sees while it waits for another that fetches the same. Called again and again; True: no more."""

    fetching: Fetching
    report: Report
    stop: Stop
    looks: int = 0

    def __call__(self) -> bool:
        self.looks += 1
        self.report(ELSEWHERE, *self.fetching.progress)
        return self.stop.wished


class Fetchings:
    """All fetches that are not done, below the models folder `root`, in the order they were asked for."""

    def __init__(self, root: Path) -> None:
        self._folder = root / FOLDER_NAME

    def add(self, plan: FetchPlan) -> Fetching:
        """Queue a fetch, or return the one that is there for the same file."""
        folder = self._folder / plan.id
        if (known := self._read(folder)) is not None:
            return known
        fetching = Fetching(folder, msgspec.structs.replace(plan, queued_ns=plan.queued_ns or time.time_ns()))
        fetching.keep()
        fetching.queue()
        return fetching

    def all(self) -> tuple[Fetching, ...]:
        """Return what is unfinished, first asked for first."""
        try:
            folders = [one for one in self._folder.iterdir() if one.is_dir()]
        except OSError:
            return ()
        found = [one for one in map(self._read, folders) if one is not None]
        return tuple(sorted(found, key=lambda one: (one.plan.queued_ns, one.id)))

    def get(self, fetching_id: str) -> Fetching | None:
        """Return the fetch with that id."""
        return next((one for one in self.all() if one.id == fetching_id), None)

    def _read(self, folder: Path) -> Fetching | None:
        try:
            plan = msgspec.json.decode((folder / PLAN_NAME).read_bytes(), type=FetchPlan)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        return Fetching(folder, plan) if plan.id == folder.name else None


def _sums(fetched: Fetched) -> Sums:
    found = fetched.sums
    return Sums(size_bytes=fetched.size_bytes, sha256=fetched.sha256, chunk_bytes=found.chunk_bytes, chunks=found.found)


def _model_in(ready: Path) -> Path | None:
    """Return the checked model that waits to be published; a kill may have left it under either name."""
    return next(iter(sorted(ready.glob("*.gguf"))), None)
