# SPDX-License-Identifier: Apache-2.0
"""One making from its first step to its last: calibrate, choose, plan, quantize, check, publish. Blocks; no face.

Every step of the engine runs in a child of its own and writes into the folder of the making only.
"""

import shutil
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar

import msgspec

from edgeassist.core.errors import BadUsage, EngineTrouble
from edgeassist.core.language import later, tr
from edgeassist.core.paths import resource
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.runtime.one_shot import run_job
from edgeassist.store import presets
from edgeassist.store.card import ModelCard
from edgeassist.store.inspection import Inspection
from edgeassist.store.intake import check_disk
from edgeassist.store.library import Inspect, Library
from edgeassist.store.making import Making, Recipe
from edgeassist.store.opened import open_regular
from edgeassist.store.progress import Progress
from edgeassist.store.prune_plan import layers_to_prune
from edgeassist.store.reading import sums_of
from edgeassist.wire import jobs
from edgeassist.worker.quant_types import FULL, needs_importance

CALIBRATION_TOKENS = 8192
CHECKING = later("Checking the new model")
MIXED = "Mixed"
_TWIN = later("This smaller copy was here already; there is still one of it.")

Result = TypeVar("Result", bound=jobs.JobEvent)


class NothingGained(BadUsage):
    """The copy would not be smaller."""

    code, hint = "nothing-gained", later("Choose a smaller preset or type.")

    def __init__(self, card: ModelCard) -> None:
        super().__init__(
            tr("That copy would be no smaller than {name} is now. Nothing was made.", name=elided(card.name))
        )


def free_disk(folder: Path) -> int:
    """Return the bytes that are free on the drive of `folder`."""
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class Tools:
    """What a making works with: the store, the argv of a job child, the check of a file, threads (0: per core)."""

    library: Library
    command: tuple[str, ...]
    inspect: Inspect
    threads: int = 0
    free_bytes: Callable[[Path], int] = free_disk

    def source(self, card: ModelCard) -> jobs.Source:
        """Return the file of `card` as a job names it."""
        return jobs.Source(path=str(self.library.path(card)), size_bytes=card.size_bytes)

    def run(self, job: jobs.AnyJob, kind: type[Result], report: Report, stop: Stop) -> Result:
        """Have a child do `job` and return its result, which must be a `kind`."""
        result = run_job(self.command, job, report, stop)
        if not isinstance(result, kind):
            raise EngineTrouble(tr("The engine answered something else than was asked."), hint=tr("Start it again."))
        return result


def type_of(card: ModelCard, recipe: Recipe) -> str:
    """Return the type that `recipe` means for `card`; raise `UnknownType`, `UnknownPreset` or `OriginalStays`."""
    if recipe.type:
        return presets.known_type(recipe.type)
    return presets.type_for(recipe.preset, card.parameters, importance=recipe.calibrate)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What the engine is to make, and how large that is."""

    type: str
    size_bytes: int
    tensor_types: tuple[tuple[str, str], ...] = ()


def unless_stopped(ask: Callable[[], Inspection], stop: Stop) -> Inspection:
    """Return what `ask` returns; raise `Stopped` at a wish to stop, without waiting: it ends by itself in seconds."""
    answer: Future[Inspection] = Future()
    over = Event()

    def work() -> None:
        try:
            answer.set_result(ask())
        except Exception as error:  # handed to who waits, whatever it is
            answer.set_exception(error)
        over.set()

    Thread(target=work, name="check", daemon=True).start()
    stop.guard(over.set)
    over.wait()
    stop.guard(None)
    stop.check()
    return answer.result()


class MakingRun:
    """The steps of one making, for `making` of `card`. Use once."""

    def __init__(
        self, tools: Tools, card: ModelCard, recipe: Recipe, making: Making, report: Report, stop: Stop
    ) -> None:
        self._tools, self._card, self._recipe = tools, card, recipe
        self._making, self._report, self._stop = making, report, stop
        self._source = tools.source(card)
        self._importance = ""
        self._pruned: tuple[int, ...] = ()
        self._fixed_type = "" if recipe.target_bytes else type_of(card, recipe)

    def done(self) -> ModelCard:
        """Do all steps; return the card of the new model."""
        if self._fixed_type and not self._recipe.pruned:
            self._require_disk(self._planned(assume_importance=self._wants_importance))
        if self._wants_importance or self._recipe.pruned:
            self._calibrate()
        chosen = self._weighed() if self._recipe.target_bytes else self._planned()
        self._require_disk(chosen)
        self._quantize(chosen)
        made = self._publish()
        if not self._recipe.keep_source:
            self._tools.library.remove(self._card.id)
        return made

    @property
    def _wants_importance(self) -> bool:
        return self._recipe.calibrate or needs_importance(self._fixed_type)

    def _run(self, job: jobs.AnyJob, kind: type[Result]) -> Result:
        return self._tools.run(job, kind, self._report, self._stop)

    def _calibrate(self) -> None:
        """Have the model read a text; keeps the importance matrix, and the layers that matter least."""
        text = self._recipe.calibration or str(resource("texts", "calibration.txt"))
        job = jobs.Calibrate(
            source=self._source,
            threads=self._tools.threads,
            text=text,
            target=str(self._making.importance),
            max_tokens=CALIBRATION_TOKENS,
        )
        seen = self._run(job, jobs.Calibrated)
        if self._wants_importance:
            self._importance = str(self._making.importance)
        if self._recipe.pruned:
            self._pruned = layers_to_prune(seen.influence, self._recipe.pruned)

    def _planned(self, *, assume_importance: bool = False) -> _Chosen:
        """Return how large the file of the fixed type becomes; raise `NothingGained`."""
        kind = self._fixed_type
        job = jobs.Plan(
            source=self._source,
            threads=self._tools.threads,
            types=(kind,),
            importance=self._importance,
            pruned_layers=self._pruned,
            assume_importance=assume_importance,
        )
        planned = self._run(job, jobs.Planned)
        if reason := planned.reasons.get(kind):
            raise BadUsage(reason, hint=tr("Let EdgeAssist compute an importance matrix, or choose another type."))
        return _Chosen(kind, planned.sizes[kind])

    def _weighed(self) -> _Chosen:
        job = jobs.Weigh(
            source=self._source,
            threads=self._tools.threads,
            target_bytes=self._recipe.target_bytes,
            types=presets.candidate_types(self._card.parameters, importance=bool(self._importance)),
            importance=self._importance,
            pruned_layers=self._pruned,
        )
        weighed = self._run(job, jobs.Weighed)
        return _Chosen(weighed.type, weighed.size_bytes, weighed.tensor_types)

    def _require_disk(self, chosen: _Chosen) -> None:
        if chosen.size_bytes >= self._card.size_bytes:
            raise NothingGained(self._card)
        check_disk(chosen.size_bytes, self._tools.free_bytes(self._tools.library.root))

    def _quantize(self, chosen: _Chosen) -> None:
        job = jobs.Quantize(
            source=self._source,
            threads=self._tools.threads,
            target=str(self._making.file),
            type=chosen.type,
            tensor_types=chosen.tensor_types,
            importance=self._importance,
            pruned_layers=self._pruned,
            requantize=self._card.quantization not in FULL,
        )
        self._run(job, jobs.Quantized)

    def _publish(self) -> ModelCard:
        """Check the new file as if a stranger had made it, and make it visible, unless the very same is there."""
        library = self._tools.library
        with open_regular(self._making.file) as opened:
            sums = sums_of(opened, Progress(self._report, self._stop, CHECKING, opened.size_bytes))
            facts = unless_stopped(lambda: self._tools.inspect(opened), self._stop)
        if (twin := library.twin(sums.sha256)) is not None:
            return msgspec.structs.replace(twin, remark=tr(_TWIN))
        card = msgspec.structs.replace(
            library.new_card(facts, sums.sha256, self._card.imported_from or self._card.name, kind=self._kind(facts)),
            parent=self._card.id,
            preset=self._preset_name(),
            pruned_layers=tuple(self._pruned),
            licence=facts.licence or self._card.licence,
            languages=facts.languages or self._card.languages,
        )
        return self._making.publish(card, lambda folder, one: library.publish_folder(folder, one, sums))

    def _kind(self, facts: Inspection) -> str:
        """Return what the id says of how it was made: `Q8_0`, `Mixed`, `Q8_0 pruned1`."""
        kind = MIXED if self._recipe.target_bytes else facts.quantization
        return f"{kind} pruned{len(self._pruned)}" if self._pruned else kind

    def _preset_name(self) -> str:
        if self._recipe.target_bytes:
            return MIXED
        return "" if self._recipe.type else presets.preset(self._recipe.preset).title
