# SPDX-License-Identifier: Apache-2.0
"""Models on their way here: what a name stands for, what the hub vouches for, and the fetch itself. Blocks; no face.

A fetch that was begun goes on by its own plan and asks the hub nothing more.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import msgspec

from edgeassist.api import Notice
from edgeassist.app.finding import preferred
from edgeassist.app.repairing import mended_sentence, settled
from edgeassist.app.services import Services
from edgeassist.app.works import Arrivals, Outcome, Task
from edgeassist.core.errors import BadInput, BadUsage
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.net.fetch import Terms
from edgeassist.net.hub import Hub, RepoListing
from edgeassist.net.hub_names import checked_file, checked_repo
from edgeassist.net.refusals import GoneFromHub, NotOnHub
from edgeassist.net.route import Route
from edgeassist.store.busy import working
from edgeassist.store.card import ModelCard, Origin
from edgeassist.store.catalogue import Catalogue, Entry, UnknownEntry, read_catalogue
from edgeassist.store.fetching import Fetching, Fetchings, FetchPlan, Means
from edgeassist.store.pins import Pin, PinChanged, Pins
from edgeassist.store.split_parts import is_part
from edgeassist.store.verifying import MODEL_DAMAGED, MODEL_MISSING
from edgeassist.store.wishes import Wishes

ASKING = later("Asking the hub")
_GONE = (NotOnHub, GoneFromHub)


class NotARef(BadUsage):
    """Nothing that could be fetched goes by that name."""

    code = "unknown-model"

    def __init__(self, ref: str, hint: str) -> None:
        super().__init__(tr("Nothing to fetch is called “{ref}”.", ref=elided(ref)), hint=hint)


class NoModelInRepo(BadInput):
    """A repository without a file that could be used."""

    code = "no-model-in-repo"
    hint = later("Look for a repository with GGUF files: their names often end in -GGUF.")

    def __init__(self, repo: str) -> None:
        super().__init__(tr("{repo} holds no model file (.gguf) that is whole in itself.", repo=elided(repo)))


class SplitOnHub(BadUsage):
    """One part of several."""

    code = "split-on-hub"
    hint = later("Choose a file that is whole, or download all parts with a browser and import the first.")

    def __init__(self, file: str) -> None:
        super().__init__(
            tr("{file} is one part of a model in several files, which cannot be fetched here.", file=elided(file))
        )


class Downloads:
    """The fetches of one store. Methods may be called on any thread."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._pins = Pins(services.places.data)

    @property
    def _wishes(self) -> Wishes:
        return Wishes(self._services.models_folder)

    @property
    def _fetchings(self) -> Fetchings:
        return Fetchings(self._services.models_folder)

    def unfinished(self) -> tuple[Fetching, ...]:
        """Return what was begun, first asked for first; one that another window fetches now goes on by following it."""
        return self._fetchings.all()

    def name_of(self, ref: str) -> str:
        """Return what people call `ref`. Asks nobody."""
        try:
            return read_catalogue().find(ref).name
        except UnknownEntry:
            return elided(ref.rpartition("/")[2].removesuffix(".gguf") or ref, 60)

    def get(self, ref: str, report: Report, stop: Stop) -> ModelCard:
        """Fetch what `ref` names and return its card, in the state `probing`, or that of the same model here.

        A damaged copy of it that is here is made whole in its place.
        """
        self._services.require_store()
        fetching = self._begun(ref, report, stop)
        card = self._run(fetching, report, stop, wait=True)
        damaged = None if card.remark else self._damaged(card)
        return settled(self._services, damaged, card) if damaged else card

    def repair(self, card: ModelCard, origin: Origin, report: Report, stop: Stop) -> ModelCard:
        """Fetch the file of a damaged model anew and put it in its place."""
        plan = self._repair_plan(card, origin)
        made = self._run(self._fetchings.add(plan), report, stop)
        return settled(self._services, card, made)

    def wish(self, ref: str) -> None:
        """Keep that `ref` is to be fetched, also over the end of the program."""
        self._services.require_store()
        if not self._of(ref):
            self._wishes.add(ref)

    def wished(self) -> tuple[str, ...]:
        """Return what was asked for and never begun, first asked for first."""
        return self._wishes.all()

    def discard(self, ref: str) -> None:
        """Throw away what has come of `ref`."""
        self._wishes.drop(ref)
        for one in self._of(ref):
            one.forget()

    def task(self, ref: str, name: str, arrivals: Arrivals) -> Task:
        """Return the fetch of `ref` as work for the board."""

        def run(report: Report, stop: Stop) -> Outcome:
            card = self.get(ref, report, stop)
            arrivals.came(() if card.remark else (card,))
            return card.id, Notice(
                tr(card.remark) if card.remark else tr("{name} is here.", name=elided(card.name, 60))
            )

        return self._as_task(ref, name, run)

    def task_again(self, fetching: Fetching, arrivals: Arrivals) -> Task:
        """Return what is unfinished as work for the board; a repair stays one."""
        plan = fetching.plan
        damaged = next((one for one in self._services.library.cards() if _repair_ref(one) == plan.ref), None)
        if damaged is not None:
            task = self.repair_task(damaged, plan.origin, arrivals)
        else:
            task = self.task(plan.ref, elided(plan.name or plan.file, 60), arrivals)
        return replace(task, progress=fetching.progress)

    def repair_task(self, card: ModelCard, origin: Origin, arrivals: Arrivals) -> Task:
        """Return the repair of `card` as work for the board."""

        def run(report: Report, stop: Stop) -> Outcome:
            mended = self.repair(card, origin, report, stop)
            arrivals.came(() if mended.measured else (mended,))
            arrivals.listed()
            return mended.id, Notice(mended_sentence(mended))

        return self._as_task(_repair_ref(card), elided(card.name, 60), run, card.id)

    def _as_task(self, ref: str, name: str, run: Callable[[Report, Stop], Outcome], card_id: str = "") -> Task:
        def discard() -> None:
            self.discard(ref)

        return Task(f"fetch-{ref}", "fetch", name, run, card_id=card_id, can_pause=True, discard=discard, ref=ref)

    def _run(self, fetching: Fetching, report: Report, stop: Stop, *, wait: bool = False) -> ModelCard:
        """Fetch it; where its commit is gone from the hub, the very same content from the newest commit."""
        try:
            return self._fetched(fetching, report, stop, wait=wait)
        except _GONE:
            plan = self._at_newest(fetching.plan, stop)
            if plan is None:
                raise
        again = self._fetchings.add(plan)
        fetching.forget()
        return self._fetched(again, report, stop, wait=wait)

    def _at_newest(self, plan: FetchPlan, stop: Stop) -> FetchPlan | None:
        """Return the plan for the same file at the newest commit, None for the same one; raise `PinChanged`."""
        hub = self._services.hub()
        listing = hub.files(plan.repo, stop=stop)
        found = listing.file(plan.file)
        if listing.commit == plan.commit or found.sha256 is None or plan.sha256 is None:
            return None
        size_bytes = plan.size_bytes or found.size_bytes
        if (found.sha256, found.size_bytes) != (plan.sha256, size_bytes):
            known = Pin(commit=plan.commit, sha256=plan.sha256, size_bytes=size_bytes)
            raise PinChanged(
                plan.ref, known, Pin(commit=listing.commit, sha256=found.sha256, size_bytes=found.size_bytes)
            )
        url = hub.download_url(plan.repo, plan.file, listing.commit)
        return msgspec.structs.replace(plan, commit=listing.commit, url=url)

    def _fetched(self, fetching: Fetching, report: Report, stop: Stop, *, wait: bool) -> ModelCard:
        means = self._means(fetching.plan.url)
        with working(self._services.models_folder):
            return fetching.run(self._services.library, means, report=report, stop=stop, wait=wait)

    def _means(self, url: str) -> Means:
        settings, hub = self._services.settings, self._services.hub()
        token, official = hub.token_for(url), (hub.official,)
        return Means(
            Route(settings.proxy, settings.mirror, token_origins=official, mirrored_origins=official),
            self._services.inspect,
            token=token.reveal() if token else "",
            terms=Terms(limit_bytes_s=settings.download_limit * 1000),
        )

    def _damaged(self, whole: ModelCard) -> ModelCard | None:
        """Return a model here whose file was the same as that of `whole`, and no longer is."""
        spoilt = (one for one in self._services.library.cards() if one.failure_code in (MODEL_DAMAGED, MODEL_MISSING))
        return next((one for one in spoilt if one.sha256 == whole.sha256 and one.id != whole.id), None)

    def _of(self, ref: str) -> list[Fetching]:
        return [one for one in self._fetchings.all() if one.plan.ref == ref]

    def _begun(self, ref: str, report: Report, stop: Stop) -> Fetching:
        self._services.require_store()
        if known := self._of(ref):
            return known[0]
        report(ASKING, 0, 0)
        begun = self._fetchings.add(self._plan(ref, stop))
        self._wishes.drop(ref)
        return begun

    def _plan(self, ref: str, stop: Stop) -> FetchPlan:
        catalogue = read_catalogue()
        with suppress(UnknownEntry):
            return msgspec.structs.replace(self._plan_of_entry(catalogue.find(ref), stop), ref=ref)
        repo, file = _parted(ref, catalogue)
        hub = self._services.hub()
        listing = hub.files(repo, stop=stop)
        if not file:
            models = preferred(listing.models)
            if not models:
                raise NoModelInRepo(repo)
            file = models[0].path
        return _planned(ref, hub, listing, file)

    def _plan_of_entry(self, entry: Entry, stop: Stop) -> FetchPlan:
        """Return the plan of a catalogue entry; what the catalogue could not confirm is pinned to what the hub says."""
        hub, file = self._services.hub(), entry.file
        if file.confirmed and file.commit and file.sha256:
            plan = FetchPlan(
                ref=entry.ref,
                repo=file.repo,
                commit=file.commit,
                file=file.file,
                url=hub.download_url(file.repo, file.file, file.commit),
                size_bytes=file.size_bytes,
                sha256=file.sha256,
            )
        else:
            pinned = self._pins.pinned(entry.ref)
            commit = file.commit or (pinned.commit if pinned else "main")
            plan = _planned(entry.ref, hub, _listed(hub, file.repo, commit, stop), file.file)
            if plan.sha256 is not None and plan.size_bytes is not None and (hub.endpoint == hub.official or pinned):
                self._pins.hold(entry, plan.commit, plan.sha256, plan.size_bytes)
        licence = entry.family.licence
        return msgspec.structs.replace(plan, name=entry.name, quantization=file.quantization, licence=licence)

    def _repair_plan(self, card: ModelCard, origin: Origin) -> FetchPlan:
        return FetchPlan(
            ref=_repair_ref(card),
            repo=checked_repo(origin.repo),
            commit=origin.commit,
            file=checked_file(origin.file),
            url=self._services.hub().download_url(origin.repo, origin.file, origin.commit),
            size_bytes=card.size_bytes or None,
            sha256=origin.sha256 or card.sha256 or None,
            name=card.name,
            quantization=card.quantization,
            licence=card.licence,
        )


def _repair_ref(card: ModelCard) -> str:
    return f"repair:{card.id}"


def _parted(ref: str, catalogue: Catalogue) -> tuple[str, str]:
    """Return repository and file (empty: not named) of `owner/repo[/file]`."""
    parts = ref.strip().split("/", 2)
    if len(parts) < 2:
        near = catalogue.search(ref)
        example = (
            tr("Did you mean {ref}?", ref=near[0].ref) if near else tr("`edgeassist models search TEXT` finds models.")
        )
        raise NotARef(ref, example)
    file = checked_file(parts[2]) if len(parts) == 3 else ""
    if file and not file.lower().endswith(".gguf"):
        raise NotARef(ref, tr("Only model files in the GGUF format can be used."))
    return checked_repo("/".join(parts[:2])), file


def _listed(hub: Hub, repo: str, commit: str, stop: Stop) -> RepoListing:
    """Return what `repo` holds at `commit`, or where that is gone, at the newest one."""
    try:
        return hub.files(repo, commit, stop=stop)
    except _GONE:
        if commit == "main":
            raise
        return hub.files(repo, stop=stop)


def _planned(ref: str, hub: Hub, listing: RepoListing, file: str) -> FetchPlan:
    if is_part(file.rpartition("/")[2]):
        raise SplitOnHub(file)
    found = listing.file(file)
    return FetchPlan(
        ref=ref,
        repo=listing.repo,
        commit=listing.commit,
        file=file,
        url=hub.download_url(listing.repo, file, listing.commit),
        size_bytes=found.size_bytes,
        sha256=found.sha256,
        name=elided(file.rpartition("/")[2].removesuffix(".gguf"), 60),
        licence=listing.licence,
    )
