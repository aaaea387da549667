# SPDX-License-Identifier: Apache-2.0
"""Tune for this laptop: half a minute in a child that tries threads and batches with one model. Blocks; keeps the best.

First the threads, then with the best of them the batch: the two hardly depend on each other, and a search of all pairs
would take minutes.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edgeassist.api import Notice
from edgeassist.core.errors import EngineTrouble
from edgeassist.core.language import later, tr, trn
from edgeassist.core.settings import Settings
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import human_rate
from edgeassist.runtime.one_shot import run_job
from edgeassist.store.free_memory import free_memory
from edgeassist.store.machine import usable_cores
from edgeassist.telemetry.governor import Tuned
from edgeassist.telemetry.tuning import BATCHES_TRIED, Power, add_tuned, best, threads_tried
from edgeassist.wire import BATCH_TOKENS
from edgeassist.wire.jobs import Pace, Paced, PaceRow, Source

if TYPE_CHECKING:
    from edgeassist.app.models_here import Target
    from edgeassist.app.services import Services

THREADS_S, BATCHES_S = 18.0, 12.0
CONTEXT_TOKENS = 512


class NothingMeasured(EngineTrouble):
    """The child measured nothing."""

    code = "nothing-measured"
    hint = later("Try again while the computer is quiet. Nothing was changed.")

    def __init__(self) -> None:
        super().__init__(tr("The speed of this model could not be measured."))


@dataclass(frozen=True, slots=True)
class TuningResult:
    """What was found for `power`, with all tries, the usual manner first."""

    tuned: Tuned
    power: Power
    usual: PaceRow
    rows: tuple[PaceRow, ...]

    @property
    def row(self) -> PaceRow:
        """The try that was best."""
        return next(
            one for one in self.rows if (one.threads, one.batch_tokens) == (self.tuned.threads, self.tuned.batch_tokens)
        )


def tune(services: "Services", target: "Target", report: Report, stop: Stop) -> TuningResult:
    """Find and keep what is fastest for `target` in this power state; raise `NothingMeasured` or a job's error."""
    card = services.checked(target)
    services.fit(card, CONTEXT_TOKENS, free_bytes=free_memory()).require(card.name)
    source = Source(path=str(target.path), size_bytes=card.size_bytes)

    def paced(threads: tuple[int, ...], batches: tuple[int, ...], limit_s: float) -> tuple[PaceRow, ...]:
        job = Pace(source=source, threads_tried=threads, batches_tried=batches, limit_s=limit_s)
        result = run_job(services.job_command, job, report, stop)
        return result.rows if isinstance(result, Paced) else ()

    rows = paced(threads_tried(usable_cores()), (BATCH_TOKENS,), THREADS_S)
    first = best(rows)
    if first is None:
        raise NothingMeasured
    others = tuple(one for one in BATCHES_TRIED if one != BATCH_TOKENS)
    finer_rows = paced((first.threads,), others, BATCHES_S)
    found = best((*(one for one in rows if one.threads == first.threads), *finer_rows)) or first
    power: Power = "battery" if services.metering().battery().state == "discharging" else "mains"
    add_tuned(services.places.data, services.known_as(target.path), power, found)
    return TuningResult(found, power, rows[0], (*rows, *finer_rows))


def said(result: TuningResult, settings: Settings) -> Notice:
    """Return what was found, for a person, and what keeps it from holding under these settings."""
    row, usual = result.row, result.usual
    rate, before = human_rate(row.answer_rate), human_rate(usual.answer_rate)
    if row.threads == usual.threads:
        text = trn(
            "Answers with {n} thread as before: {rate} tokens a second, the fastest here.",
            "Answers with {n} threads as before: {rate} tokens a second, the fastest here.",
            row.threads,
            rate=rate,
        )
    else:
        text = trn(
            "Answers with {n} thread from now on: {rate} instead of {before} tokens a second.",
            "Answers with {n} threads from now on: {rate} instead of {before} tokens a second.",
            row.threads,
            rate=rate,
            before=before,
        )
    if settings.threads:
        return Notice(text, tr("The number of threads in the settings holds instead; 0 there lets this one hold."))
    if settings.profile in ("quiet", "battery"):
        return Notice(text, tr("It holds in the profiles Fast, Balanced and Auto."))
    return Notice(text)
